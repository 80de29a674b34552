//! How doctrine changes between rounds: agents imitate those who do better.
//!
//! After rounds every, 2 every, ... each agent updates with probability `rate`: with probability `mutation` it takes a
//! strategy of the pool at random, otherwise it looks at one peer and imitates by [`fermi`]. Membership of a voluntary
//! convention changes alongside, by the same imitation with a peer of its own. All updates are simultaneous.
//!
//! Source: model section 7; pairwise comparison: Traulsen, Nowak & Pacheco (2006), Phys. Rev. E 74:011909.

pub mod draw;
pub mod fermi;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{NonNegative, Probability};

/// Learning: `[learning]`; without the table strategies never change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Learning {
    /// Is it on?
    pub enabled: bool,
    /// Rounds between updates (rounds, at least 1).
    #[schemars(range(min = 1))]
    pub every: std::num::NonZeroU32,
    /// Probability that an agent updates when it may (0 to 1).
    pub rate: Probability,
    /// beta, intensity of selection (per payoff, at least 0; 0: imitation is blind).
    pub selection: NonNegative,
    /// Probability that an updating agent takes a strategy of the pool at random (0 to 1).
    pub mutation: Probability,
    /// Whom an agent looks at.
    pub peers: Peers,
    /// How it imitates.
    pub rule: Rule,
}

impl Default for Learning {
    fn default() -> Self {
        Self {
            enabled: true,
            every: const { std::num::NonZeroU32::new(25).expect("25 is not 0") },
            rate: Probability::constant(1.0),
            selection: NonNegative::constant(3.0),
            mutation: Probability::constant(0.02),
            peers: Peers::SamePower,
            rule: Rule::Fermi,
        }
    }
}

/// Whom an agent looks at when it learns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Peers {
    /// Agents of its own power.
    SamePower,
    /// Any other agent.
    Anyone,
    /// Agents it meets.
    Neighbours,
}

/// How an agent imitates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// Pairwise comparison by the Fermi function.
    Fermi,
}
