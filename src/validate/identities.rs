//! What must not matter: the same random numbers give the same runs when the two actions change names, when a constant is added
//! to all payoffs, and when payoffs are scaled and selection with them.
//!
//! Payoffs are small binary fractions, so that moving and scaling them rounds nothing.

use super::check::Check;
use super::fixation::population;
use super::subject::{Measure, Subject, course};
use super::topic::Topic;
use super::verdict::Judge::Within;
use crate::game::Payoffs;

const GAMES: [(&str, Payoffs); 3] = [
    ("prisoner's dilemma", Payoffs::new(3.0, 0.0, 5.0, 1.0)),
    ("stag hunt", Payoffs::new(5.0, 0.0, 3.0, 2.0)),
    ("snowdrift", Payoffs::new(3.0, 1.0, 5.0, 0.0)),
];

/// Pairs of worlds that must run alike.
pub(super) fn checks() -> Vec<Check> {
    let rules = [
        ("Fermi", "updates = 'asynchronous'\n"),
        ("Fermi, all at once", ""),
        ("Moran", "rule = 'moran-birth-death'\n"),
        ("death-birth", "rule = 'moran-death-birth'\n"),
    ];
    let share = |name| Measure::Share(name);
    let mut checks = Vec::new();
    for (rule, learning) in rules {
        for (name, game) in GAMES {
            let [r, s, t, p] = game.0;
            let world = |k: usize, game: &Payoffs, selection: f64| {
                let learning = format!("mutation = 0\npeers = 'anyone'\nselection = {selection:?}\n{learning}");
                population(9, k, game, &course(30, 20), &learning)
            };
            let of = |what: &str, texts: [String; 2], measures: [Measure; 2]| {
                let subject = Subject::Twins { texts, measures };
                Check::new(Topic::Identities, format!("{what}: {rule}, {name}"), 400, subject).is(
                    "difference",
                    0.0,
                    Within(0.0),
                )
            };
            let before = world(4, &game, 0.25);
            let moved = world(4, &Payoffs::new(r + 7.0, s + 7.0, t + 7.0, p + 7.0), 0.25);
            let scaled = world(4, &Payoffs::new(4.0 * r, 4.0 * s, 4.0 * t, 4.0 * p), 0.0625);
            checks.push(of("a constant added", [before.clone(), moved], [share("always-cooperate"); 2]));
            checks.push(of(
                "payoffs scaled against selection",
                [before.clone(), scaled],
                [share("always-cooperate"); 2],
            ));
            // Whoever stood first still does: the four agents of the first group, now called defectors.
            let renamed = world(4, &Payoffs::new(p, t, s, r), 0.25)
                .replace("always-cooperate", "aside")
                .replace("always-defect", "always-cooperate")
                .replace("aside", "always-defect");
            let names = [share("always-cooperate"), share("always-defect")];
            checks.push(of("actions renamed", [before, renamed], names));
        }
    }
    checks
}
