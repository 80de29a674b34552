//! How an agent chooses: finite automata, learners and the deliberate strategy.
//!
//! - [`automaton`]: strategies as finite probabilistic automata
//! - [`definition`]: strategies that a config defines
//! - [`construction`]: automata unfolded from rules
//! - [`facts`]: memory, mixing, niceness and provocability of an automaton
//! - [`catalogue`]: the named strategies, as data
//! - [`learner`]: strategies that learn from what they live through
//! - [`deliberate`]: trust as belief, weighed against what is at stake
//! - [`referee`]: a match of two strategies outside any world
//! - [`zero_determinant`]: memory-one strategies that enforce a line between both payoffs
//!
//! A strategy sees its own executed action and its reading of the partner's, never the partner itself.

pub mod automaton;
pub mod catalogue;
pub mod construction;
pub mod definition;
pub mod deliberate;
pub mod facts;
pub mod learner;
pub mod referee;
pub mod zero_determinant;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use automaton::Automaton;
pub use catalogue::{Body, CATALOGUE, Entry, FAMILIES, Family};
pub use definition::{Definition, DefinitionError};
pub use learner::Learner;

use crate::game::public_goods::Role;
use crate::units::{Discount, Positive, Probability};

/// A strategy ready to be played.
#[derive(Debug, Clone, PartialEq)]
pub enum Strategy {
    /// A finite automaton.
    Automaton(Automaton),
    /// A rule of learning, with a mind for each partner.
    Learner(Learner),
    /// Trust weighed against what is at stake.
    Deliberate,
    /// What a social norm asks, by public names.
    Discriminator,
    /// A role in games of more than two.
    Role(Role),
}

/// How choices are made: `[choice]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Choice {
    /// v: weight of trust in an automaton's choice (0: history only, 1: trust alone).
    pub trust_weight: Probability,
    /// Trust at which trust alone would cooperate half the time (0 to 1).
    pub trust_threshold: Probability,
    /// How gradually trust turns into cooperation (trust, above 0).
    pub trust_width: Positive,
    /// Discount factor of deliberate agents: weight of the next encounter against this one (0 to 1, 1 excluded).
    pub patience: Discount,
    /// Noise in deliberate choices (payoff, above 0): small is nearly deterministic.
    pub temperature: Positive,
}

impl Default for Choice {
    fn default() -> Self {
        Self {
            trust_weight: Probability::constant(0.0),
            trust_threshold: Probability::constant(0.5),
            trust_width: Positive::constant(0.1),
            patience: Discount::constant(0.8),
            temperature: Positive::constant(0.3),
        }
    }
}
