//! Games of more than two, and punishment.

use comity::exact::fermi;
use comity::exact::groups::{PublicGoods, Role, critical_multiplier};
use comity::exact::small_mutation::{Process, log_fixations, stationary, strong_selection};
use comity::exact::well_mixed::Mutation;

use super::figures::{case, close, number, numbers};

/// Counts of contributors and defectors.
fn mixed(contributors: usize, defectors: usize) -> [usize; 5] {
    [contributors, defectors, 0, 0, 0]
}

#[test]
fn q01_linear_public_goods() {
    let case = case("Q01");
    let tolerance = number(&case["tolerance"]["abs_if_exact"]);
    for row in case["expected"].as_array().unwrap() {
        let (z, n) = (number(&row["Z"]) as usize, number(&row["N"]) as usize);
        let contribution = number(&case["params"]["c"]);
        let game = PublicGoods { multiplier: number(&row["r"]), contribution, ..PublicGoods::linear(n) };
        let of = |role, counts| game.expected(role, &counts).unwrap();
        let what = format!("Z {z}, N {n}, r {}", row["r"]);

        let gap = game.contribution_gap(z);
        close(gap, number(&row["payoff_C_minus_D"]), tolerance, &what);
        assert_eq!(gap > 0.0, row["C_favoured"].as_bool().unwrap(), "{what}");
        close(critical_multiplier(n, z).unwrap(), number(&row["r_critical"]), tolerance, &what);
        let half = mixed(z / 2, z - z / 2);
        close(of(Role::Contributor, half), number(&row["payoffs_at_half"]["C"]), tolerance, &what);
        close(of(Role::Defector, half), number(&row["payoffs_at_half"]["D"]), tolerance, &what);
        for (beta, rho) in row["rho_C_fermi"].as_object().unwrap() {
            let payoffs = |k| (of(Role::Contributor, mixed(k, z - k)), of(Role::Defector, mixed(k, z - k)));
            let chain = fermi::process(z, beta.parse().unwrap(), Mutation::NONE, payoffs).unwrap();
            let (found, expected) = (chain.fixation(1), number(rho));
            close(found, expected, tolerance, &what);
            // Ten digits of the smallest too.
            close(found / expected, 1.0, tolerance, &what);
        }
    }
}

#[test]
fn q03_freedom_to_coercion() {
    let case = case("Q03");
    let tolerance = number(&case["tolerance"]["abs_if_exact"]);
    let given = |name: &str| number(&case["params"][name]);
    let game = PublicGoods {
        multiplier: given("r"),
        contribution: given("c"),
        loner: given("sigma"),
        fine: given("fine"),
        punish_cost: given("cost"),
        ..PublicGoods::linear(given("N") as usize)
    };
    for row in case["expected"].as_array().unwrap() {
        let roles: Vec<Role> =
            row["strategies"].as_array().unwrap().iter().map(|name| role(name.as_str().unwrap())).collect();
        let m = number(&row["M"]) as usize;
        let payoff = |own: usize, other: usize, k: usize| {
            let mut counts = [0; 5];
            counts[roles[own] as usize] += k;
            counts[roles[other] as usize] += m - k;
            game.expected(roles[own], &counts).unwrap()
        };
        let process = Process::Fermi { selection: number(&row["beta"]) };
        let shares = stationary(&log_fixations(roles.len(), m, process, payoff).unwrap()).unwrap();
        let limit = strong_selection(roles.len(), m, payoff);
        let what = format!("M {m}, beta {}, {}", row["beta"], row["strategies"]);
        for (found, name) in [(&shares, "stationary"), (&limit, "strong_selection_limit")] {
            assert_eq!(found.len(), roles.len());
            for (found, expected) in found.iter().zip(numbers(&row[name])) {
                close(*found, expected, tolerance, &format!("{name}, {what}"));
            }
        }
    }
}

fn role(name: &str) -> Role {
    match name {
        "contributor" => Role::Contributor,
        "defector" => Role::Defector,
        "loner" => Role::Loner,
        "punisher" => Role::PeerPunisher,
        _ => panic!("no role {name}"),
    }
}

#[test]
fn q04_peer_punishment() {
    let case = case("Q04");
    let tolerance = number(&case["tolerance"]["abs"]);
    let mut held = 0;
    for row in case["expected"].as_array().unwrap().iter().filter(|row| row["kind"] == "peer punishment") {
        let given = |name: &str| number(&row[name]);
        let game = PublicGoods {
            multiplier: given("r"),
            fine: given("fine"),
            punish_cost: given("cost"),
            ..PublicGoods::linear(given("N") as usize)
        };
        let what = row.to_string();
        close(game.unstable_share().unwrap(), given("unstable_share_of_punishers"), tolerance, &what);
        close(game.least_fine(), given("min_fine_for_stability"), tolerance, &what);
        for (x, gap) in row["payoff_gap_at"].as_object().unwrap() {
            close(game.punisher_gap(x.parse().unwrap()), number(gap), tolerance, &what);
        }
        held += 1;
    }
    assert_eq!(held, 4);
}

/// The numbers of cooperators, of 100 in random groups of 6, at which both earn the same when nothing is produced unless
/// 5 contribute: what configs/classics/n-person-stag-hunt.toml states, worked out from the payoffs that worlds use.
#[test]
fn the_threshold_game_is_balanced_where_its_config_says() {
    use comity::game::public_goods::{Production, PublicGoods, Role};
    use comity::units::{NonNegative, Probability};
    let balances = |multiplier: f64| {
        let game = PublicGoods {
            group: std::num::NonZeroU32::new(6).unwrap(),
            multiplier: NonNegative::new(multiplier).unwrap(),
            production: Production::Threshold,
            threshold: Probability::new(0.8).unwrap(),
            ..PublicGoods::default()
        };
        let gap = |k: u32| {
            let population = [k, 100 - k, 0, 0, 0];
            game.expected(Role::Contributor, &population) - game.expected(Role::Defector, &population)
        };
        let crossing = |k: u32| {
            let (here, next) = (gap(k), gap(k + 1));
            (here * next < 0.0).then(|| f64::from(k) + here / (here - next))
        };
        (1..99).filter_map(crossing).map(|k| (10.0 * k).round() / 10.0).collect::<Vec<_>>()
    };
    assert!(balances(2.0).is_empty());
    assert_eq!(balances(3.0), [71.7, 91.5]);
    assert_eq!(balances(4.0), [63.1, 95.8]);
    assert_eq!(balances(5.0), [58.2, 97.7]);
    assert_eq!(balances(6.0), [54.7, 98.7]);
    assert_eq!(balances(8.0), [49.9]);
}
