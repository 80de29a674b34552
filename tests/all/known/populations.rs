//! Evolution in finite and infinite populations.

use comity::exact::birth_death::BirthDeath;
use comity::exact::graph::{Graph, PayoffRule, Spread, UpdateRule};
use comity::exact::moran::{self, Fitness};
use comity::exact::nash::equilibria;
use comity::exact::replicator::{Class, generation, phases, trajectory};
use comity::exact::well_mixed::{Mutation, Pool, mean_payoffs};
use comity::exact::{fermi, regular_graph, weak_selection};
use comity::game::Payoffs;
use serde_json::Value;

use super::figures::{case, close, number, numbers};

/// Holds an exact number against a figure printed to twelve significant digits: the tolerance, and half a unit of the
/// last digit.
#[track_caller]
fn close_printed(found: f64, expected: f64, tolerance: f64, what: &str) {
    let digit = if expected == 0.0 { 0.0 } else { libm::pow(10.0, libm::log10(expected.abs()).floor() - 11.0) };
    close(found, expected, tolerance + 0.5 * digit, what);
    // The smallest probabilities keep their digits too.
    if expected != 0.0 {
        close(found / expected, 1.0, 1e-8, what);
    }
}

fn game(case: &Value, row: &Value) -> Payoffs {
    payoffs(&case["params"]["games"][row["game"].as_str().unwrap()])
}

fn payoffs(list: &Value) -> Payoffs {
    Payoffs(numbers(list).try_into().unwrap())
}

fn letters(row: &Value) -> Payoffs {
    Payoffs(["R", "S", "T", "P"].map(|letter| number(&row[letter])))
}

fn rows(list: &Value) -> &[Value] {
    list.as_array().unwrap()
}

/// Fermi imitation of a two-by-two game without mutation.
fn imitation(game: &Payoffs, n: usize, beta: f64) -> BirthDeath {
    fermi::process(n, beta, Mutation::NONE, |k| mean_payoffs(game, n, k)).unwrap()
}

fn moran(game: &Payoffs, n: usize, w: f64, fitness: Fitness) -> BirthDeath {
    moran::process(n, w, fitness, Mutation::NONE, |k| mean_payoffs(game, n, k)).unwrap()
}

#[test]
fn p01_constant_selection() {
    let case = case("P01");
    let tolerance = number(&case["tolerance"]["abs_if_exact"]);
    for row in rows(&case["expected"]) {
        let chain = moran::constant(number(&row["N"]) as usize, number(&row["r"])).unwrap();
        close_printed(chain.fixation(1), number(&row["rho"]), tolerance, &row.to_string());
    }
}

/// Figures of P02 whose last digits are off: mean steps given that one A takes over, where it hardly ever does. The
/// same chains in 40-digit arithmetic (for N = 50 in fractions too) give these instead.
const IN_FORTY_DIGITS: [(&str, u32, &str, f64, f64); 5] = [
    ("moran_lin", 50, "donation_b3c1", 1_811.447_236_94, 1_811.447_236_946_51),
    ("moran_lin", 100, "donation_b3c1", 5_243.121_289_05, 5_243.121_290_744_28),
    ("moran_lin", 100, "stag", 5_064.397_079_18, 5_064.397_079_158_60),
    ("moran_exp", 100, "donation_b3c1", 5_341.765_765_46, 5_341.765_765_041_87),
    ("moran_exp", 100, "stag", 4_748.674_960_51, 4_748.674_960_554_50),
];

#[test]
fn p02_moran_fixation() {
    let case = case("P02");
    let tolerance = number(&case["tolerance"]["abs_if_exact"]);
    let mut corrected = 0;
    for row in rows(&case["expected"]) {
        let (n, k) = (number(&row["N"]) as usize, number(&row["k"]) as usize);
        let fitness = match row["process"].as_str().unwrap() {
            "moran_lin" => Fitness::Linear,
            "moran_exp" => Fitness::Exponential,
            other => panic!("no process {other}"),
        };
        let chain = moran(&game(&case, row), n, number(&row["s"]), fitness);
        let relative = chain.fixation(k) * n as f64 / k as f64;
        for (found, name) in [
            (chain.fixation(k), "fixation_A"),
            (relative, "N_times_rho_over_k"),
            (chain.steps(k), "mean_absorption_steps"),
        ] {
            close_printed(found, number(&row[name]), tolerance, &format!("{name} of {row}"));
        }
        let listed = number(&row["mean_conditional_fixation_steps"]);
        let same = |(process, size, game, figure, _): &&(&str, u32, &str, f64, f64)| {
            row["process"] == *process && *size as usize == n && row["game"] == *game && *figure == listed
        };
        let expected = IN_FORTY_DIGITS.iter().find(same).map_or(listed, |(.., exact)| {
            corrected += 1;
            *exact
        });
        close_printed(chain.conditional_steps(k), expected, tolerance, &format!("conditional steps of {row}"));
    }
    assert_eq!(corrected, IN_FORTY_DIGITS.len());
}

#[test]
fn p04_one_third_rule() {
    let case = case("P04");
    let tolerance = number(&case["tolerance"]["abs_if_exact"]);
    let relative = number(&case["tolerance"]["numeric_slope_rel"]);
    for row in rows(&case["expected"]) {
        let (game, n) = (game(&case, row), number(&row["N"]) as usize);
        let what = row.to_string();
        assert_eq!(weak_selection::favoured(&game, n), row["favoured"].as_bool().unwrap(), "{what}");
        let slope = weak_selection::slope(&game, n);
        for name in ["weak_selection_slope_moran", "weak_selection_slope_fermi"] {
            close(slope, number(&row[name]), tolerance, &what);
        }
        match weak_selection::balance(&game) {
            Some(x) => close(x, number(&row["x_star"]), tolerance, &what),
            None => assert!(row["x_star"].is_null(), "{what}"),
        }
        // The chains themselves, by a central difference.
        let small = 1e-5 / n as f64;
        let rise = |rho: &dyn Fn(f64) -> f64| (rho(small) - rho(-small)) / (2.0 * small);
        for numeric in [
            rise(&|s| imitation(&game, n, s).fixation(1)),
            rise(&|s| moran(&game, n, s, Fitness::Linear).fixation(1)),
            rise(&|s| moran(&game, n, s, Fitness::Exponential).fixation(1)),
        ] {
            close(numeric, slope, relative * slope.abs(), &what);
        }
    }
}

#[test]
fn p05_mutation_and_selection() {
    let case = case("P05");
    let tolerance = number(&case["tolerance"]["abs_if_exact"]);
    for row in rows(&case["expected"]) {
        let (game, n) = (game(&case, row), number(&row["N"]) as usize);
        let mutation = Mutation { rate: number(&row["mu"]), to: Pool::Other };
        let chain = fermi::process(n, number(&row["beta"]), mutation, |k| mean_payoffs(&game, n, k)).unwrap();
        let long_run = chain.stationary().unwrap();
        for (found, name) in [
            (long_run.mean(), "mean_A"),
            (long_run.sd(), "sd_A"),
            (long_run.shares[0], "p_all_B"),
            (long_run.shares[n], "p_all_A"),
        ] {
            close_printed(found, number(&row[name]), tolerance, &format!("{name} of {row}"));
        }
        assert_eq!(long_run.mode(), number(&row["mode"]) as usize, "{row}");
    }
}

#[test]
fn d01_replicator() {
    let case = case("D01");
    let tolerance = number(&case["tolerance"]["abs"]);
    for (name, expected) in case["expected"]["fixed"].as_object().unwrap() {
        let found = phases(&payoffs(&case["params"]["games"][name]));
        let class = match expected["kind"].as_str().unwrap() {
            "stable interior (hawk-dove type)" => Class::Coexistence,
            "bistable (coordination)" => Class::Bistable,
            "A dominates" => Class::ADominates,
            "B dominates" => Class::BDominates,
            other => panic!("no class {other}"),
        };
        assert_eq!(found.class, class, "{name}");
        let eigenvalues = &expected["eigenvalues"];
        close(found.at_zero, number(&eigenvalues["at0"]), tolerance, name);
        close(found.at_one, number(&eigenvalues["at1"]), tolerance, name);
        match found.interior {
            Some((x, eigenvalue)) => {
                close(x, number(&expected["x_star"]), tolerance, name);
                close(eigenvalue, number(&eigenvalues["interior"]), tolerance, name);
            }
            None => assert!(expected["x_star"].is_null() && eigenvalues["interior"].is_null(), "{name}"),
        }
    }
    let times = numbers(&case["params"]["t"]);
    for row in rows(&case["expected"]["trajectories"]) {
        let [a, b, c, d] = game(&case, row).0;
        let x0 = number(&row["x0"]);
        let path = trajectory(&[vec![a, b], vec![c, d]], &[x0, 1.0 - x0], &times).unwrap();
        let listed = row["x_at_t"].as_object().unwrap();
        assert_eq!(listed.len(), times.len());
        for (time, x) in listed {
            let place = times.iter().position(|known| *known == time.parse::<f64>().unwrap()).unwrap();
            close(path[place][0], number(x), tolerance, &format!("{} from {x0} at {time}", row["game"]));
        }
    }
}

#[test]
fn d03_ecological_dynamics() {
    let case = case("D03");
    let tolerance = number(&case["tolerance"]["abs"]);
    let names: Vec<&str> = rows(&case["params"]["names"]).iter().map(|name| name.as_str().unwrap()).collect();
    let table: Vec<Vec<f64>> = rows(&case["params"]["payoff_matrix"]).iter().map(numbers).collect();
    let mut shares = vec![0.2; 5];
    let mut held = 0;
    for passed in 1..=200 {
        shares = generation(&table, &shares).unwrap();
        let Some(expected) = case["expected"].get(passed.to_string()) else { continue };
        for (name, share) in names.iter().zip(&shares) {
            close_printed(*share, number(&expected[name]), tolerance, &format!("{name} after {passed}"));
        }
        held += 1;
    }
    assert_eq!(held, case["expected"].as_object().unwrap().len());
}

#[test]
fn d05_nash_equilibria() {
    let case = case("D05");
    let tolerance = number(&case["tolerance"]["abs"]);
    for row in rows(&case["expected"]) {
        let found = equilibria(&letters(&row["x"]), &letters(&row["y"]));
        let expected = rows(&row["equilibria_probC_x_y"]);
        assert!(found.list.len() == expected.len() && !found.degenerate, "{row}: {found:?}");
        for ((p, q), pair) in found.list.iter().zip(expected) {
            let pair = numbers(pair);
            close(*p, pair[0], tolerance, &row.to_string());
            close(*q, pair[1], tolerance, &row.to_string());
        }
    }
}

fn graph(description: &Value) -> Graph {
    let edge = |edge: &Value| (number(&edge[0]) as usize, number(&edge[1]) as usize);
    let edges: Vec<(usize, usize)> = rows(&description["edges"]).iter().map(edge).collect();
    Graph::new(number(&description["n"]) as usize, &edges).unwrap()
}

#[test]
fn g01_fixation_on_small_graphs() {
    let case = case("G01");
    let tolerance = number(&case["tolerance"]["abs_if_exact"]);
    for row in rows(&case["expected"]) {
        let rule = match row["rule"].as_str().unwrap() {
            "DB" => UpdateRule::DeathBirth,
            "BD" => UpdateRule::BirthDeath,
            "PC" => UpdateRule::PairComparison,
            other => panic!("no rule {other}"),
        };
        assert_eq!(row["payoff"], "avg");
        let spread =
            Spread { game: game(&case, row), rule, payoff: PayoffRule::Averaged, selection: number(&row["s"]) };
        let ends = spread.on(&graph(&case["params"]["graphs"][row["graph"].as_str().unwrap()])).unwrap();
        let (fixation, steps) = ends.from_one();
        let what = format!("{} {} {} {}", row["graph"], row["game"], row["rule"], row["s"]);
        close_printed(fixation, number(&row["fixation_A"]), tolerance, &what);
        close_printed(steps, number(&row["mean_steps"]), tolerance, &what);
        let by_node = numbers(&row["fixation_by_start_node"]);
        assert_eq!(by_node.len(), ends.by_start_node().len());
        for (found, expected) in ends.by_start_node().iter().zip(by_node) {
            close_printed(*found, expected, tolerance, &what);
        }
    }
}

#[test]
fn g03_benefit_over_cost_exceeds_neighbours() {
    let case = case("G03");
    let tolerance = number(&case["tolerance"]["abs_if_exact"]);
    for row in rows(&case["expected"]["table"]) {
        let (n, k) = (number(&row["N"]) as usize, number(&row["k"]) as usize);
        let critical = regular_graph::critical_ratio(n, k).unwrap();
        close(critical, number(&row["critical_b_over_c"]), tolerance, &row.to_string());
        for (benefit, slope) in row["slope_at_b"].as_object().unwrap() {
            let found = regular_graph::slope(n, k, benefit.parse().unwrap(), 1.0);
            close(found, number(slope), tolerance, &row.to_string());
        }
    }
    for row in rows(&case["expected"]["simulation"]) {
        let slope = regular_graph::slope(100, 4, number(&row["b"]), number(&row["c"]));
        let first_order = 0.01 + number(&row["s"]) * slope;
        close(first_order, number(&row["first_order"]), tolerance, &row.to_string());
    }
}

#[test]
fn g06_fermi_on_a_torus() {
    let case = case("G06");
    let tolerance = number(&case["tolerance"]["abs_if_exact"]);
    let edge = |node: usize| {
        let (i, j) = (node / 3, node % 3);
        [(node, (i + 1) % 3 * 3 + j), (node, 3 * i + (j + 1) % 3)]
    };
    let torus = Graph::new(9, &(0..9).flat_map(edge).collect::<Vec<_>>()).unwrap();
    for row in rows(&case["expected"]) {
        let spread = Spread {
            game: letters(row),
            rule: UpdateRule::PairComparison,
            payoff: PayoffRule::Accumulated,
            selection: 1.0 / number(&row["K"]),
        };
        let ends = spread.on(&torus).unwrap();
        let (probability, steps) = ends.from_half();
        let what = row["game"].to_string();
        close_printed(probability, number(&row["p_all_C_from_random_half"]), tolerance, &what);
        close_printed(steps, number(&row["mean_steps_from_random_half"]), tolerance, &what);
        for (k, expected) in numbers(&row["p_all_C_by_initial_number_of_C"]).into_iter().enumerate() {
            close_printed(ends.from_random(k).0, expected, tolerance, &format!("{what} from {k}"));
        }
    }
}

const STAG: Payoffs = Payoffs::new(5.0, 0.0, 3.0, 2.0);

#[test]
fn x01_fermi_values_and_its_invariances() {
    let case = case("X01");
    let tolerance = number(&case["tolerance"]["abs_if_exact"]);
    for row in rows(&case["expected"]["fermi_values"]) {
        assert_eq!(row["game"], "stag");
        let (n, beta, rho) = (number(&row["N"]) as usize, number(&row["beta"]), number(&row["rho"]));
        let found = |game: Payoffs, beta| imitation(&game, n, beta).fixation(1);
        close(found(STAG, beta), rho, tolerance, "as listed");
        close(found(Payoffs(STAG.0.map(|x| x + 7.0)), beta), rho, tolerance, "a constant added");
        close(found(Payoffs(STAG.0.map(|x| x * 4.0)), beta / 4.0), rho, tolerance, "payoffs scaled");
        let [r, s, t, p] = STAG.0;
        let renamed = imitation(&Payoffs::new(p, t, s, r), n, beta);
        close(1.0 - renamed.fixation(n - 1), rho, tolerance, "renamed");
    }
}

#[test]
fn x01_moran_is_shift_invariant_with_exponential_fitness_alone() {
    let tolerance = number(&case("X01")["tolerance"]["abs_if_exact"]);
    let shifted = Payoffs(STAG.0.map(|x| x + 1.0));
    let rho = |game, fitness| moran(game, 20, 0.1, fitness).fixation(1);
    close(rho(&shifted, Fitness::Exponential), rho(&STAG, Fitness::Exponential), tolerance, "exponential");
    assert!((rho(&shifted, Fitness::Linear) - rho(&STAG, Fitness::Linear)).abs() > 1e-4);
}

fn complete(nodes: usize) -> Graph {
    let edges: Vec<(usize, usize)> = (0..nodes).flat_map(|a| (0..a).map(move |b| (b, a))).collect();
    Graph::new(nodes, &edges).unwrap()
}

#[test]
fn x01_pair_comparison_on_a_complete_graph_is_well_mixed() {
    let case = case("X01");
    let tolerance = number(&case["tolerance"]["abs_if_exact"]);
    // The number stands in the text of the relation.
    let text = rows(&case["expected"]["relations"])[3].as_str().unwrap();
    let listed: f64 = text.split("s=0.3: ").nth(1).unwrap().trim_end_matches(')').parse().unwrap();
    let spread = Spread { game: STAG, rule: UpdateRule::PairComparison, payoff: PayoffRule::Averaged, selection: 0.3 };
    let on_graph = spread.on(&complete(6)).unwrap();
    close(on_graph.from_one().0, listed, tolerance, "graph");
    let well_mixed = imitation(&STAG, 6, 0.3);
    close(well_mixed.fixation(1), listed, tolerance, "well mixed");
    for k in 1..6 {
        close(on_graph.from_random(k).1, well_mixed.steps(k), tolerance, "steps");
    }
}

#[test]
fn x01_without_selection_every_node_has_its_neutral_chance() {
    let tolerance = number(&case("X01")["tolerance"]["abs_if_exact"]);
    let graphs = case("G01")["params"]["graphs"].clone();
    for (name, description) in graphs.as_object().unwrap() {
        let graph = graph(description);
        for rule in [UpdateRule::DeathBirth, UpdateRule::BirthDeath, UpdateRule::PairComparison] {
            for payoff in [PayoffRule::Averaged, PayoffRule::Accumulated] {
                let ends = Spread { game: STAG, rule, payoff, selection: 0.0 }.on(&graph).unwrap();
                close(ends.from_one().0, 1.0 / graph.nodes() as f64, tolerance, &format!("{name} {rule:?}"));
            }
        }
    }
    for chain in [imitation(&STAG, 20, 0.0), moran(&STAG, 20, 0.0, Fitness::Linear)] {
        close(chain.fixation(1), 0.05, tolerance, "well mixed");
    }
}
