//! The simulated evolution of agents against exact chains, rule by rule.
//!
//! Each test states n, the number of independent runs, and judges at 4 standard errors; seeds are all 1.

use comity::exact::replicator::mutating;
use comity::exact::well_mixed::{Mutation, Pool};

use super::figures::{case, close, number, numbers};
use super::worlds::{fixes, runs};

/// A population of which `mutants` agents cooperate and the others defect, its payoffs those of matches without noise.
fn population(agents: u64, mutants: u64, game: &[f64], learning: &str, rounds: u32, replicates: u32) -> String {
    let [r, s, t, p] = game else { panic!("expected four payoffs") };
    format!(
        "name = 'test'
rounds = {rounds}
replicates = {replicates}
noise = {{ slip = 0, miss = 0, false_alarm = 0 }}
game.matrix = {{ R = {r:?}, S = {s:?}, T = {t:?}, P = {p:?} }}
holds.window = 1
[[agents]]
name = 'mutants'
power = 'weak'
count = {mutants}
strategies = {{ always-cooperate = 1 }}
[[agents]]
name = 'residents'
power = 'weak'
count = {}
strategies = {{ always-defect = 1 }}
[learning]
every = 1
mutation = 0
payoffs = 'expected'
{learning}
",
        agents - mutants
    )
}

/// n = 4,000 runs of each; N = 20 agents.
#[test]
fn moran_processes_fix_as_often_as_the_chain_says() {
    let figure = case("P02");
    let mut seen = 0;
    for row in figure["expected"].as_array().unwrap() {
        let (agents, k) = (row["N"].as_u64().unwrap(), row["k"].as_u64().unwrap());
        let game = row["game"].as_str().unwrap();
        if agents != 20 || row["s"] != 0.1 || game == "harmony" {
            continue;
        }
        let fitness = if row["process"] == "moran_lin" { "linear" } else { "exponential" };
        let learning = format!("rule = 'moran-birth-death'\nfitness = '{fitness}'\nselection = 0.1\npeers = 'anyone'");
        let payoffs = numbers(&figure["params"]["games"][game]);
        fixes(
            &runs(&population(agents, k, &payoffs, &learning, 250, 4000)),
            number(&row["fixation_A"]),
            &row.to_string(),
        );
        seen += 1;
    }
    assert!(seen >= 8, "{seen} rows");
}

/// n = 8,000 runs each; the pairwise comparison process in a stag hunt.
#[test]
fn fermi_processes_fix_as_often_as_the_chain_says() {
    for row in case("X01")["expected"]["fermi_values"].as_array().unwrap() {
        let learning =
            format!("rule = 'fermi'\nupdates = 'asynchronous'\nselection = {}\npeers = 'anyone'", row["beta"]);
        let text = population(row["N"].as_u64().unwrap(), 1, &[5.0, 0.0, 3.0, 2.0], &learning, 700, 8000);
        fixes(&runs(&text), number(&row["rho"]), &row.to_string());
    }
}

/// Mean share of cooperators under mutation: n = 20 runs of 20,000 generations each, the first 2,000 left out; 4 sigma of the runs.
#[test]
fn mutation_and_selection_settle_where_the_chain_says() {
    for row in case("P05")["expected"].as_array().unwrap() {
        if row["N"] != 20 || row["mu"] != 0.1 || row["game"] != "snowdrift" {
            continue;
        }
        let learning = format!(
            "rule = 'fermi'\nupdates = 'asynchronous'\nselection = {}\npeers = 'anyone'\nmutants = 'other'",
            row["beta"]
        );
        let text = population(20, 10, &[3.0, 1.0, 5.0, 0.0], &learning, 20_000, 20)
            .replace("mutation = 0", "mutation = 0.1")
            .replace("holds.window = 1", "holds.window = 18000");
        let means: Vec<f64> = runs(&text).iter().map(|run| run.shares[0]).collect();
        let n = means.len() as f64;
        let mean = means.iter().sum::<f64>() / n;
        let sigma = (means.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0) / n).sqrt();
        let exact = number(&row["mean_A"]);
        assert!((mean - exact).abs() <= 4.0 * sigma, "{row}: {mean} +- {sigma}");
    }
}

/// Shares of an infinite population move along the solution of the replicator equation.
#[test]
fn the_replicator_in_a_world_follows_its_equation() {
    let figure = case("D01");
    for row in figure["expected"]["trajectories"].as_array().unwrap() {
        let game = numbers(&figure["params"]["games"][row["game"].as_str().unwrap()]);
        let start = number(&row["x0"]);
        let learning = "rule = 'replicator'\nselection = 1\npeers = 'anyone'";
        for (time, exact) in row["x_at_t"].as_object().unwrap() {
            // The shares of round t + 1 are those after t updates; half a unit of time is not a round.
            let Ok(time) = time.parse::<u32>() else { continue };
            let text = population(1000, 500, &game, learning, time + 1, 1);
            let share = (start * 1000.0).round();
            let text =
                text.replace("count = 500", "count = 1000").replacen("count = 1000", &format!("count = {share}"), 1);
            let text = text.replace("count = 1000", &format!("count = {}", 1000.0 - share));
            close(runs(&text)[0].shares[0], number(exact), 1e-6, &format!("{row} at {time}"));
        }
    }
}

/// With mutation they move along the solution of the replicator-mutator equation, with 1 + selection x payoff for fitness.
#[test]
fn the_replicator_mutator_in_a_world_follows_its_equation() {
    let (games, times) = ([[3.0, 0.0, 5.0, 1.0], [5.0, 0.0, 3.0, 2.0], [1.0, 0.0, 2.0, -0.5]], [1.0, 3.0, 10.0, 40.0]);
    for (game, selection) in games.into_iter().zip([1.0, 0.5, 2.0]) {
        for (mutants, to) in [("any", Pool::Any), ("other", Pool::Other)] {
            let rate = 0.05;
            let [r, s, t, p] = game.map(|payoff: f64| 1.0 + selection * payoff);
            let path = mutating(&[vec![r, s], vec![t, p]], &[0.9, 0.1], &times, Mutation { rate, to }).unwrap();
            for (time, shares) in times.into_iter().zip(path) {
                let learning =
                    format!("rule = 'replicator'\nselection = {selection:?}\npeers = 'anyone'\nmutants = '{mutants}'");
                let text = population(1000, 900, &game, &learning, time as u32 + 1, 1)
                    .replace("mutation = 0", &format!("mutation = {rate:?}"));
                close(runs(&text)[0].shares[0], shares[0], 1e-6, &format!("{game:?}, {mutants}, at {time}"));
            }
        }
    }
}

/// A public goods game among `agents`, of which one plays `mutant` and the rest `resident`.
fn commons(
    agents: u32,
    mutant: &str,
    resident: &str,
    game: &str,
    learning: &str,
    rounds: u32,
    replicates: u32,
) -> String {
    format!(
        "name = 'test'
rounds = {rounds}
replicates = {replicates}
game.public-goods = {{ {game} }}
holds.window = 1
[[agents]]
name = 'mutant'
power = 'weak'
count = 1
strategies = {{ {mutant} = 1 }}
[[agents]]
name = 'residents'
power = 'weak'
count = {}
strategies = {{ {resident} = 1 }}
[learning]
every = 1
mutation = 0
peers = 'anyone'
updates = 'asynchronous'
payoffs = 'expected'
{learning}
",
        agents - 1
    )
}

/// n = 4,000 runs each: one contributor among free riders.
#[test]
fn contributors_fix_as_often_as_the_chain_says() {
    let mut seen = 0;
    for row in case("Q01")["expected"].as_array().unwrap() {
        if row["Z"] != 100 || row["N"] != 5 {
            continue;
        }
        let rho = number(&row["rho_C_fermi"]["0.01"]);
        let game = format!("group = 5, multiplier = {}", row["r"]);
        let text = commons(100, "always-cooperate", "always-defect", &game, "selection = 0.01", 1500, 4000);
        fixes(&runs(&text), rho, &row.to_string());
        seen += 1;
    }
    assert!(seen > 0);
}
