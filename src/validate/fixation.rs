//! How often a strategy takes over: well-mixed populations against birth-death chains, small graphs against all 2^N states.
//!
//! Rounds suffice for every run to end: of runs that have not, the share falls by a factor e at least every N/2 generations
//! under Moran processes and every N under Fermi imitation at the selection chosen here. A run that did not end would be a
//! missing value, which no verdict passes.

use super::check::Check;
use super::subject::{Built, Measure, SILENT, Subject, course, matrix};
use super::topic::Topic;
use super::verdict::Judge::Share;
use crate::exact::fermi;
use crate::exact::graph::{Graph, PayoffRule, Spread, UpdateRule};
use crate::exact::moran::{self, Fitness};
use crate::exact::well_mixed::{Mutation, mean_payoffs};
use crate::game::Payoffs;
use crate::network::Link;

/// The games, with a name for each.
const GAMES: [(&str, Payoffs); 3] = [
    ("prisoner's dilemma", Payoffs::new(3.0, 0.0, 5.0, 1.0)),
    ("stag hunt", Payoffs::new(5.0, 0.0, 3.0, 2.0)),
    ("snowdrift", Payoffs::new(3.0, 1.0, 5.0, 0.0)),
];

/// A population of `n` of whom `k` cooperate and the others defect, on expected payoffs.
pub(super) fn population(n: usize, k: usize, game: &Payoffs, course: &str, learning: &str) -> String {
    let group = |name: &str, count: usize, strategy: &str| {
        format!("[[agents]]\nname = '{name}'\npower = 'weak'\ncount = {count}\nstrategies = {{ {strategy} = 1 }}\n")
    };
    course.to_owned()
        + SILENT
        + &matrix(game)
        + &group("cooperators", k, "always-cooperate")
        + &group("defectors", n - k, "always-defect")
        + &format!("[learning]\nevery = 1\npayoffs = 'expected'\n{learning}")
}

const TAKES_OVER: Measure = Measure::TookOver("always-cooperate");

fn check(topic: Topic, case: String, subject: Subject, exact: f64) -> Check {
    Check::new(topic, case, 4_000, subject).is("cooperators take over", exact, Share)
}

/// Moran processes and Fermi imitation in well-mixed populations.
pub(super) fn well_mixed() -> Built<Vec<Check>> {
    let mut checks = Vec::new();
    let mut add = |case: String, n: usize, k: usize, game: &Payoffs, learning: &str, exact: f64| {
        let learning = format!("mutation = 0\npeers = 'anyone'\n{learning}");
        let text = population(n, k, game, &course(30 * n as u32, 1), &learning);
        checks.push(check(Topic::Fixation, case, Subject::world(text, &[TAKES_OVER]), exact));
    };
    let birth_death =
        |fitness: &str, w: f64| format!("rule = 'moran-birth-death'\nfitness = '{fitness}'\nselection = {w:?}\n");
    for (name, game) in GAMES {
        for (n, k, w) in [(10, 1, 0.1), (20, 10, 0.05)] {
            let payoffs = |k| mean_payoffs(&game, n, k);
            for (fitness, kind) in [("linear", Fitness::Linear), ("exponential", Fitness::Exponential)] {
                let exact = moran::process(n, w, kind, Mutation::NONE, payoffs)?.fixation(k);
                let case = format!("Moran, {fitness} fitness, {name}, {k} of {n}, w {w}");
                add(case, n, k, &game, &birth_death(fitness, w), exact);
            }
            let exact = fermi::process(n, w, Mutation::NONE, payoffs)?.fixation(k);
            let learning = format!("updates = 'asynchronous'\nselection = {w:?}\n");
            add(format!("Fermi, {name}, {k} of {n}, beta {w}"), n, k, &game, &learning, exact);
        }
    }
    // Who dies first and who succeeds among the others: the complete graph of the 2^N states.
    let n = 8;
    for (name, game) in GAMES {
        let learning = "rule = 'moran-death-birth'\nselection = 0.2\n";
        let spread = Spread { game, rule: UpdateRule::DeathBirth, payoff: PayoffRule::Averaged, selection: 0.2 };
        let exact = spread.on(&graph(n, &complete(n))?)?.from_random(3).0;
        add(format!("death-birth, {name}, 3 of {n}, s 0.2"), n, 3, &game, learning, exact);
    }
    // Published closed forms: constant fitness r (Moran 1958), and drift.
    let moran = |r: f64, n: i32| (1.0 - 1.0 / r) / (1.0 - libm::pow(r, -f64::from(n)));
    for r in [0.8, 1.25, 2.0] {
        let game = Payoffs::new(r, r, 1.0, 1.0);
        let case = format!("constant fitness {r}, 1 of 10: (1 - 1/r)/(1 - r^-N)");
        add(case, 10, 1, &game, &birth_death("linear", 1.0), moran(r, 10));
    }
    let game = GAMES[0].1;
    add("drift under Moran, 3 of 10: k/N".to_owned(), 10, 3, &game, &birth_death("exponential", 0.0), 0.3);
    let blind = "updates = 'asynchronous'\nselection = 0\n";
    add("drift under Fermi, 3 of 10: k/N".to_owned(), 10, 3, &game, blind, 0.3);
    // The one-third law's process: imitation under strong selection is decided by the unstable point.
    let (n, k, beta) = (12, 6, 1.0);
    let hunt = GAMES[1].1;
    let exact = fermi::process(n, beta, Mutation::NONE, |k| mean_payoffs(&hunt, n, k))?.fixation(k);
    let learning = format!("updates = 'asynchronous'\nselection = {beta:?}\n");
    add(format!("Fermi, stag hunt, {k} of {n}, beta {beta}"), n, k, &hunt, &learning, exact);
    Ok(checks)
}

fn graph(nodes: usize, links: &[Link]) -> Built<Graph> {
    let edges: Vec<(usize, usize)> = links.iter().map(|&[a, b]| (a as usize, b as usize)).collect();
    Ok(Graph::new(nodes, &edges)?)
}

fn complete(nodes: usize) -> Vec<Link> {
    (0..nodes as u32).flat_map(|a| (0..a).map(move |b| [b, a])).collect()
}

/// Small graphs: name, nodes, links.
fn small_graphs() -> Vec<(&'static str, usize, Vec<Link>)> {
    let ring = |n: u32| (0..n).map(|i| [i, (i + 1) % n]).collect();
    let path = |n: u32| (1..n).map(|i| [i - 1, i]).collect();
    let star = |n: u32| (1..n).map(|i| [0, i]).collect();
    // Two triangles joined by a bridge.
    let barbell = vec![[0, 1], [1, 2], [0, 2], [3, 4], [4, 5], [3, 5], [2, 3]];
    // A 3 x 3 torus.
    let torus = (0..9).flat_map(|i| [[i, i / 3 * 3 + (i + 1) % 3], [i, (i + 3) % 9]]).collect();
    vec![
        ("ring of 7", 7, ring(7)),
        ("path of 5", 5, path(5)),
        ("star of 6", 6, star(6)),
        ("two triangles", 6, barbell),
        ("3 x 3 torus", 9, torus),
        ("complete of 6", 6, complete(6)),
    ]
}

/// One cooperator on a random node of a small graph, and half of them.
pub(super) fn graphs() -> Built<Vec<Check>> {
    let rules = [
        ("death-birth", UpdateRule::DeathBirth, "rule = 'moran-death-birth'\n"),
        ("birth-death", UpdateRule::BirthDeath, "rule = 'moran-birth-death'\n"),
        ("pair comparison", UpdateRule::PairComparison, "rule = 'fermi'\nupdates = 'asynchronous'\n"),
    ];
    let scores = [("mean", PayoffRule::Averaged), ("sum", PayoffRule::Accumulated)];
    let mut checks = Vec::new();
    for (place, (name, nodes, links)) in small_graphs().into_iter().enumerate() {
        let graph = graph(nodes, &links)?;
        for (turn, (rule_name, rule, learning)) in rules.into_iter().enumerate() {
            for (score, payoff) in scores {
                // Every game with every rule on some graph, every graph with every rule and score.
                let (game_name, game) = GAMES[(place + turn) % GAMES.len()];
                let (k, selection) = if score == "mean" { (1, 0.1) } else { (nodes / 2, 0.05) };
                let exact = Spread { game, rule, payoff, selection }.on(&graph)?.from_random(k).0;
                let learning = format!(
                    "mutation = 0\npeers = 'neighbours'\nselection = {selection:?}\nscore = '{score}'\n{learning}"
                );
                let text = population(nodes, k, &game, &course(80 * nodes as u32, 1), &learning);
                let subject = Subject::World { text, links: links.clone(), measures: vec![TAKES_OVER] };
                let case = format!("{name}, {rule_name}, {game_name}, {score}, {k} of {nodes}, s {selection}");
                checks.push(check(Topic::Graphs, case, subject, exact));
            }
        }
    }
    Ok(checks)
}
