//! Strategies that learn, with the parameters of their sources; a config may define its own.

use super::entry::{Body, Entry};
use crate::strategy::learner::{BushMosteller, Learner, QLearning, RothErev};

/// Learners.
pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "bush-mosteller",
        aliases: &["aspiration-learner"],
        about: "Repeats what paid more than it aspired to and avoids what paid less.",
        source: "Bush & Mosteller 1955; aspiration and rate as in Macy & Flache 2002, PNAS 99:7229",
        body: Body::Learner(Learner::BushMosteller(BushMosteller::DEFAULT)),
    },
    Entry {
        name: "roth-erev",
        aliases: &["propensity-learner"],
        about: "Chooses in proportion to propensities that grow with what each action has earned and slowly fade.",
        source: "Roth & Erev 1995, Games and Economic Behavior 8:164; Erev & Roth 1998, AER 88:848",
        body: Body::Learner(Learner::RothErev(RothErev::DEFAULT)),
    },
    Entry {
        name: "q-learning",
        aliases: &["q-learner"],
        about: "Learns the worth of each action after each read move of the partner, and explores less and less.",
        source: "Watkins 1989; in the iterated prisoner's dilemma: Sandholm & Crites 1996, Biosystems 37:147",
        body: Body::Learner(Learner::QLearning(QLearning::DEFAULT)),
    },
    Entry {
        name: "calculator",
        aliases: &[],
        about: "Plays joss for twenty rounds; defects for ever if the partner's moves went in a cycle, else plays tit-for-tat.",
        source: "PRISON (Beaufils, Delahaye & Mathieu 1998)",
        body: Body::Learner(Learner::Calculator),
    },
];

/// The partner's moves and its own, worked out from the description.
#[cfg(test)]
pub(super) const PLAYS: super::entry::Plays = &[];
