//! Pairs of automata: long-run, discounted and finite play.

use comity::exact::pairs::{Horizon, Noise, Play, play};
use comity::exact::thresholds::{
    Deterrence, critical_against, critical_against_all, grim, most_generous, tit_for_tat, win_stay_lose_shift,
};
use comity::game::{Payoffs, Preset};
use comity::strategy::zero_determinant::Relation;
use comity::strategy::{Automaton, Entry, catalogue};
use serde_json::Value;

use super::figures::{case, close, number, numbers};

const AXELROD: Payoffs = Payoffs::new(3.0, 0.0, 5.0, 1.0);

fn named(name: &str) -> Automaton {
    catalogue::find(name).and_then(Entry::automaton).unwrap()
}

fn four(value: &Value) -> [f64; 4] {
    numbers(value).try_into().unwrap()
}

fn game(value: &Value) -> Payoffs {
    Payoffs::new(number(&value["R"]), number(&value["S"]), number(&value["T"]), number(&value["P"]))
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap()
}

/// A memory-one strategy of a case's table.
fn vector(table: &Value, name: &str) -> Automaton {
    Automaton::memory_one(number(&table[name]["p0"]), four(&table[name]["p"]))
}

fn distribution(play: &Play, expected: &Value, tolerance: f64, what: &str) {
    for (at, name) in ["CC", "CD", "DC", "DD"].into_iter().enumerate() {
        close(play.outcomes[at], number(&expected[name]), tolerance, &format!("{what} {name}"));
    }
}

/// Every number of M01, M02 or M03: each block has its noise and horizon, each pair its outcomes, cooperation and
/// payoffs.
fn memory_one_pairs(id: &str) -> usize {
    let case = case(id);
    let tolerance = number(&case["tolerance"]["abs_if_exact"]);
    let (payoffs, table) = (game(&case["params"]["game"]), &case["params"]["strategies"]);
    let mut held = 0;
    for block in list(&case["expected"]) {
        let or_none = |key: &str| block[key].as_f64().unwrap_or(0.0);
        let noise = Noise::new(or_none("eps"), or_none("eta"), or_none("eta"));
        let horizon = match block["mode"].as_str().unwrap() {
            "limit" => Horizon::LongRun,
            "discounted" => Horizon::Discounted(number(&block["delta"])),
            other => panic!("unknown mode {other}"),
        };
        for pair in list(&block["pairs"]) {
            let (x, y) = (pair["x"].as_str().unwrap(), pair["y"].as_str().unwrap());
            let what = format!("{id} {horizon:?} {noise:?} {x} {y}");
            let found = play(&vector(table, x), &vector(table, y), &noise, horizon).unwrap();
            let (cooperation, earned) = (found.cooperation(), found.payoffs(&payoffs, &payoffs));
            close(earned[0], number(&pair["payoff_x"]), tolerance, &what);
            close(earned[1], number(&pair["payoff_y"]), tolerance, &what);
            close(cooperation[0], number(&pair["coop_x"]), tolerance, &what);
            close(cooperation[1], number(&pair["coop_y"]), tolerance, &what);
            distribution(&found, &pair["dist"], tolerance, &what);
            held += 1;
        }
    }
    held
}

#[test]
fn m01_memory_one_pairs_that_slip() {
    assert_eq!(memory_one_pairs("M01"), 3 * 55);
}

#[test]
fn m02_memory_one_pairs_that_misread() {
    assert_eq!(memory_one_pairs("M02"), 2 * 55);
}

#[test]
fn m03_memory_one_pairs_discounted() {
    assert_eq!(memory_one_pairs("M03"), 3 * 55);
}

#[test]
fn m06_closed_forms_of_self_play() {
    let case = case("M06");
    let tolerance = number(&case["tolerance"]["abs_if_exact"]);
    for row in list(&case["expected"]) {
        let noise = Noise::slips(number(&row["eps"]));
        let cooperation = |one: &str, other: &str| {
            play(&named(one), &named(other), &noise, Horizon::LongRun).unwrap().cooperation()[0]
        };
        for (key, one, other) in [
            ("wsls_self_coop", "win-stay-lose-shift", "win-stay-lose-shift"),
            ("tft_self_coop", "tit-for-tat", "tit-for-tat"),
            ("gtft13_self_coop", "generous-tit-for-tat", "generous-tit-for-tat"),
            ("tft_vs_alld_coop", "tit-for-tat", "always-defect"),
            ("wsls_vs_alld_coop", "win-stay-lose-shift", "always-defect"),
        ] {
            close(cooperation(one, other), number(&row[key]), tolerance, &format!("M06 {key} {noise:?}"));
        }
        let pavlov = named("win-stay-lose-shift");
        let itself = play(&pavlov, &pavlov, &noise, Horizon::LongRun).unwrap();
        distribution(&itself, &row["dist_wsls_self"], tolerance, "M06 win-stay-lose-shift");
        let reciprocator = named("tit-for-tat");
        let quarters = play(&reciprocator, &reciprocator, &noise, Horizon::LongRun).unwrap().outcomes;
        quarters.iter().for_each(|&share| close(share, 0.25, tolerance, "M06 tit-for-tat"));
    }
}

/// The payoffs of zero-determinant strategies, and the line that they enforce, against each opponent.
#[test]
fn z01_zero_determinant_strategies_enforce_their_lines() {
    let case = case("Z01");
    let tolerance = number(&case["tolerance"]["abs_if_exact"]);
    let payoffs = game(&case["params"]["game"]);
    let quiet = Noise::default();
    for row in list(&case["expected"]) {
        let (name, opponent) = (row["zd"].as_str().unwrap(), row["opponent"].as_str().unwrap());
        let what = format!("Z01 {name} {opponent}");
        let after = four(&case["params"]["zd"][name]);
        let other = Automaton::memory_one(1.0, four(&case["params"]["opponents"][opponent]));
        let found = play(&Automaton::memory_one(1.0, after), &other, &quiet, Horizon::LongRun).unwrap();
        let [own, others] = found.payoffs(&payoffs, &payoffs);
        close(own, number(&row["payoff_zd"]), tolerance, &what);
        close(others, number(&row["payoff_opp"]), tolerance, &what);
        let line = Relation::of(after, &payoffs, &payoffs).unwrap();
        let (baseline, chi) = match name {
            "EXTORT2_SP" => (1.0, 2.0),
            "EXTORT3_PD" => (1.0, 3.0),
            "ZDGTFT2" => (3.0, 2.0),
            other => panic!("unknown strategy {other}"),
        };
        close(line.gap(own, others), 0.0, tolerance, &what);
        close(own - baseline, chi * (others - baseline), tolerance, &what);
        close(-line.beta / line.alpha, chi, tolerance, &what);
    }
}

/// Defects, cooperates, defects, ... whatever the partner does.
fn alternator() -> Automaton {
    Automaton::from_nodes(&[(0.0, [1; 4]), (1.0, [0; 4])])
}

#[test]
fn f01_critical_continuation_probabilities() {
    let case = case("F01");
    let tolerance = number(&case["tolerance"]["abs"]);
    let quiet = Noise::default();
    let same = |found: Option<f64>, expected: &Value, what: &str| match (found, expected.as_f64()) {
        (Some(found), Some(expected)) => close(found, expected, tolerance, what),
        (None, None) => {}
        other => panic!("{what}: found and expected {other:?}"),
    };
    let mut gaps = 0;
    for row in list(&case["expected"]) {
        let payoffs = game(&case["params"]["games"][row["game"].as_str().unwrap()]);
        let what = format!("F01 {row}");
        if let Some(name) = row["nash_of"].as_str() {
            let (resident, closed) = match name {
                "GRIM" => (named("grim-trigger"), grim(&payoffs)),
                "TFT" => (named("tit-for-tat"), tit_for_tat(&payoffs)),
                "WSLS" => (named("win-stay-lose-shift"), win_stay_lose_shift(&payoffs)),
                other => panic!("unknown strategy {other}"),
            };
            same(closed, &row["closed_form"], &what);
            match critical_against_all(&resident, 0.0, &payoffs).unwrap() {
                Some(found) => close(found, number(&row["delta_star"]), tolerance, &what),
                // The figure bisects up to 1 and stops there; that is never.
                None => close(1.0, number(&row["delta_star"]), tolerance, &what),
            }
            continue;
        }
        let (resident, mutant, closed) = match row["resident_vs_mutant"].as_str().unwrap() {
            "GRIM_vs_ALLD" => (named("grim-trigger"), named("always-defect"), grim(&payoffs)),
            "TFT_vs_ALLD" => (named("tit-for-tat"), named("always-defect"), grim(&payoffs)),
            "TFT_vs_alternate_DC" => (named("tit-for-tat"), alternator(), tit_for_tat(&payoffs)),
            "WSLS_vs_ALLD" => (named("win-stay-lose-shift"), named("always-defect"), None),
            other => panic!("unknown pair {other}"),
        };
        if !row["closed_form"].is_null() {
            same(closed, &row["closed_form"], &what);
        }
        same(critical_against(&resident, &mutant, &quiet, &payoffs).unwrap(), &row["delta_star"], &what);
        for (key, gap) in row.as_object().unwrap() {
            let Some(continuation) = key.strip_prefix("mutant_minus_resident_at_") else { continue };
            let horizon = Horizon::Discounted(continuation.parse().unwrap());
            let earned =
                |own: &Automaton| play(own, &resident, &quiet, horizon).unwrap().payoffs(&payoffs, &payoffs)[0];
            // Gaps are exact to 1e-9, as the figure's note says.
            close(earned(&mutant) - earned(&resident), number(gap), 1e-9, &format!("{what} {key}"));
            gaps += 1;
        }
    }
    assert_eq!(gaps, 3 * 4 * 4);
}

#[test]
fn f04_maximal_generosity() {
    let case = case("F04");
    let tolerance = number(&case["tolerance"]["abs_if_exact"]);
    let noise = Noise::slips(number(&case["params"]["eps"]));
    for row in list(&case["expected"]) {
        let payoffs = game(&case["params"]["games"][row["game"].as_str().unwrap()]);
        let what = format!("F04 {row}");
        let most = most_generous(&payoffs).unwrap();
        close(most, number(&row["g_max"]), tolerance, &what);
        let generosity = number(&row["g"]);
        let resident = Automaton::memory_one(1.0, [1.0, generosity, 1.0, generosity]);
        let turning = Automaton::memory_one(0.0, [0.0, 0.0, 1.0, 1.0]);
        let earned =
            |own: &Automaton| play(own, &resident, &noise, Horizon::LongRun).unwrap().payoffs(&payoffs, &payoffs)[0];
        let (own, defector, turns) = (earned(&resident), earned(&named("always-defect")), earned(&turning));
        close(own, number(&row["resident"]), tolerance, &what);
        close(defector, number(&row["mutant_ALLD"]), tolerance, &what);
        close(turns, number(&row["mutant_alternating_DC_memone"]), tolerance, &what);
        let resists = own >= defector && own >= turns;
        assert_eq!(Some(resists), row["resists_both"].as_bool(), "{what}");
        assert_eq!(resists, generosity <= most, "{what}");
    }
}

/// Repeated games on a graph: every edge a pair of its own.
#[test]
fn h01_repeated_games_on_a_graph() {
    let case = case("H01");
    let tolerance = number(&case["tolerance"]["abs_if_exact"]);
    let params = &case["params"];
    let payoffs = game(&params["game"]);
    let noise = Noise::new(number(&params["eps"]), number(&params["eta"]), number(&params["eta"]));
    let horizon = Horizon::Rounds(params["turns"].as_u64().unwrap() as u32);
    let automata: Vec<Automaton> = (list(&params["strategies"]).iter())
        .map(|name| match name.as_str().unwrap() {
            "GRIM" => named("grim-trigger"),
            other => vector(&params["vectors"], other),
        })
        .collect();
    let (mut earned, mut cooperation) = (vec![0.0; automata.len()], vec![0.0; automata.len()]);
    let mut degree = vec![0_u64; automata.len()];
    for edge in list(&params["edges"]) {
        let ends: Vec<usize> = list(edge).iter().map(|end| end.as_u64().unwrap() as usize).collect();
        let found = play(&automata[ends[0]], &automata[ends[1]], &noise, horizon).unwrap();
        for side in 0..2 {
            earned[ends[side]] += found.payoffs(&payoffs, &payoffs)[side];
            cooperation[ends[side]] += found.cooperation()[side];
            degree[ends[side]] += 1;
        }
    }
    for (agent, row) in list(&case["expected"]).iter().enumerate() {
        let what = format!("H01 {row}");
        assert_eq!(row["degree"].as_u64(), Some(degree[agent]), "{what}");
        let neighbours = degree[agent] as f64;
        close(earned[agent], number(&row["sum_over_neighbours"]), tolerance, &what);
        close(earned[agent] / neighbours, number(&row["mean_per_neighbour"]), tolerance, &what);
        close(cooperation[agent] / neighbours, number(&row["coop"]), tolerance, &what);
    }
}

#[test]
fn q04_fines_that_deter() {
    let case = case("Q04");
    let tolerance = number(&case["tolerance"]["abs"]);
    let institutions = list(&case["expected"]).iter().filter(|row| row["kind"] == "institution");
    let mut held = 0;
    for row in institutions {
        let payoffs = match row["game"].as_str().unwrap() {
            "pd" => Preset::PrisonersDilemma.payoffs(),
            "pd2" => Preset::Donation.payoffs(),
            "snowdrift" => Preset::Snowdrift.payoffs(),
            other => panic!("unknown game {other}"),
        };
        let found = Deterrence::of(&payoffs);
        close(found.to_cooperator, number(&row["min_qF_C_best_reply_to_C"]), tolerance, "Q04");
        close(found.to_defector, number(&row["min_qF_C_best_reply_to_D"]), tolerance, "Q04");
        close(found.dominant, number(&row["min_qF_C_dominant"]), tolerance, "Q04");
        held += 1;
    }
    assert_eq!(held, 3);
}

/// The strategies of the noisy round robin that are finite automata.
fn contestant(name: &str) -> Automaton {
    match name {
        "Cooperator" => named("always-cooperate"),
        "Defector" => named("always-defect"),
        "TitForTat" => named("tit-for-tat"),
        "SuspiciousTitForTat" => named("suspicious-tit-for-tat"),
        "TitFor2Tats" => named("tit-for-two-tats"),
        "TwoTitsForTat" => named("two-tits-for-tat"),
        "Grudger" => named("grim-trigger"),
        "WinStayLoseShift" => named("win-stay-lose-shift"),
        // Its name there rounds the generosity, 1/3.
        "GTFT" => named("generous-tit-for-tat"),
        "Random" => named("random"),
        "ZDExtort2" => Automaton::memory_one(1.0, [8.0 / 9.0, 0.5, 1.0 / 3.0, 0.0]),
        "ZDGTFT2" => Automaton::memory_one(1.0, [1.0, 0.125, 1.0, 0.25]),
        "FirstByJoss" => Automaton::memory_one(1.0, [0.9, 0.0, 0.9, 0.0]),
        other => panic!("unknown strategy {other}"),
    }
}

#[test]
fn t03_a_noisy_round_robin_of_finite_length() {
    let case = case("T03");
    let tolerance = number(&case["tolerance"]["abs_if_exact"]);
    let params = &case["params"];
    let payoffs = game(&params["game"]);
    let noise = Noise::slips(number(&params["noise"]));
    let horizon = Horizon::Rounds(params["turns"].as_u64().unwrap() as u32);
    let mut held = 0;
    for pair in list(&case["expected"]["pairs"]) {
        let Some(exact) = pair["exact"].as_f64() else { continue };
        let (x, y) = (pair["x"].as_str().unwrap(), pair["y"].as_str().unwrap());
        let found = play(&contestant(x), &contestant(y), &noise, horizon).unwrap();
        close(found.payoffs(&payoffs, &payoffs)[0], exact, tolerance, &format!("T03 {x} {y}"));
        held += 1;
    }
    assert!(held >= 13 * 13 / 2, "{held} pairs with an exact figure");
}

/// Execution error 1/2 makes coins of all; a match of geometric length earns the discounted sum.
#[test]
fn x01_half_slips_and_discounting() {
    let tolerance = number(&case("X01")["tolerance"]["abs_if_exact"]);
    // Small automata: every pair of them is played 60 times over.
    let small = |automaton: &Automaton| automaton.nodes.len() <= 8;
    let automata: Vec<Automaton> = catalogue::CATALOGUE.iter().filter_map(Entry::automaton).filter(small).collect();
    for one in &automata {
        for other in &automata {
            for horizon in [Horizon::LongRun, Horizon::Discounted(0.7), Horizon::Rounds(9)] {
                let coins = play(one, other, &Noise::slips(0.5), horizon).unwrap();
                coins.outcomes.iter().for_each(|&share| close(share, 0.25, tolerance, "X01 outcomes"));
                close(coins.payoffs(&AXELROD, &AXELROD)[0], 2.25, tolerance, "X01 payoff");
            }
            // The total of a match that ends after n rounds with probability (1 - d) d^(n - 1), over its mean length
            // 1/(1 - d).
            let (continuation, noise) = (0.5, Noise::new(0.02, 0.1, 0.05));
            let (mut total, mut length, mut ends) = (0.0, 0.0, 1.0 - continuation);
            for rounds in 1..=60 {
                let mean = play(one, other, &noise, Horizon::Rounds(rounds)).unwrap().payoffs(&AXELROD, &AXELROD)[0];
                total += ends * f64::from(rounds) * mean;
                length += ends * f64::from(rounds);
                ends *= continuation;
            }
            let discounted = play(one, other, &noise, Horizon::Discounted(continuation)).unwrap();
            let expected = discounted.payoffs(&AXELROD, &AXELROD)[0] / (1.0 - continuation);
            close(total, expected, tolerance, "X01 total of a match");
            close(length, 1.0 / (1.0 - continuation), tolerance, "X01 length of a match");
        }
    }
}
