//! An entry of the catalogue: names, source, and how the strategy chooses.

use crate::game::public_goods::Role;
use crate::strategy::facts::{Facts, Memory};
use crate::strategy::{Automaton, Learner, Strategy};

/// A named strategy.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The name used in configs.
    pub name: &'static str,
    /// Other names in the literature; configs may use them too.
    pub aliases: &'static [&'static str],
    /// What it does, in a sentence.
    pub about: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// How it chooses.
    pub body: Body,
}

/// How a named strategy chooses.
#[derive(Debug, Clone, Copy)]
pub enum Body {
    /// Probability to cooperate at the opening, and after CC, CD, DC, DD.
    MemoryOne(f64, [f64; 4]),
    /// Nodes: probability to cooperate, next nodes after CC, CD, DC, DD; the first is the start.
    Nodes(&'static [(f64, [u16; 4])]),
    /// An automaton unfolded from a rule ([`crate::strategy::construction`]).
    Built(fn() -> Automaton),
    /// Learns from its payoffs or from what it saw ([`crate::strategy::learner`]).
    Learner(Learner),
    /// Weighs trust against what is at stake ([`crate::strategy::deliberate`]).
    Deliberate,
    /// Does what the social norm asks of it, by public names (`[reputation]`).
    Discriminator,
    /// Has one role in games of more than two ([`crate::game::public_goods`]).
    Role(Role),
}

impl Entry {
    /// Its automaton; other strategies have none.
    pub fn automaton(&self) -> Option<Automaton> {
        match self.body {
            Body::MemoryOne(opening, after) => Some(Automaton::memory_one(opening, after)),
            Body::Nodes(nodes) => Some(Automaton::from_nodes(nodes)),
            Body::Built(build) => Some(build()),
            Body::Learner(_) | Body::Deliberate | Body::Discriminator | Body::Role(_) => None,
        }
    }

    /// The strategy ready to be played.
    pub fn strategy(&self) -> Strategy {
        match (self.automaton(), self.body) {
            (Some(automaton), _) => Strategy::Automaton(automaton),
            (None, Body::Learner(learner)) => Strategy::Learner(learner),
            (None, Body::Discriminator) => Strategy::Discriminator,
            (None, Body::Role(role)) => Strategy::Role(role),
            (None, _) => Strategy::Deliberate,
        }
    }

    /// What is known of it: worked out for automata, stated for the others.
    pub fn facts(&self) -> Facts {
        match (self.automaton(), self.body) {
            (Some(automaton), _) => Facts::of(&automaton),
            (None, Body::Learner(learner)) => learner.facts(),
            // Names follow from all that has been seen; a bad one is refused.
            (None, Body::Discriminator) => {
                Facts { memory: Memory::Unbounded, stochastic: false, nice: false, provocable: true }
            }
            (None, Body::Role(role)) => {
                let nice = role.contributes();
                Facts { memory: Memory::Rounds(0), stochastic: false, nice, provocable: false }
            }
            // Trust remembers without bound, and the logit choice leaves some probability to either action.
            (None, _) => Facts { memory: Memory::Unbounded, stochastic: true, nice: false, provocable: true },
        }
    }
}

/// Move strings: (strategy, the partner's moves, its own).
#[cfg(test)]
pub(super) type Plays = &'static [(&'static str, &'static str, &'static str)];
