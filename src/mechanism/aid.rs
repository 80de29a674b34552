//! Responsibility: strong states pay so that weak ones grow.
//!
//! ```text
//! strong i gives g_i = aid c_i^burden per round and pays price g_i
//! weak j receives (1 - leak) w_j sum g;   c_j += received (1 - c_j)
//! w_j: equal, by need (1 - c_j), or by power (c_j), normalised over the weak
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | aid | what a full capability gives per round | capability, >= 0 | [`Aid::rate`] |
//! | price | what giving one unit costs | payoff, >= 0 | [`Aid::price`] |
//! | leak | share that does not arrive | [0, 1] | [`Aid::leak`] |
//! | w_j | allocation among the weak | sums to 1 | [`Aid::allocation`] |
//!
//! Source: model section 6; "strong states carry more of the responsibility" is in the source paper's first way out.
//! Assumed: without weak states there is nothing to give and nothing is paid.
//!
//! ```
//! use comity::mechanism::{Aid, Allocation};
//! let aid = Aid { allocation: Allocation::Need, ..Aid::default() };
//! // two weak agents, capabilities 0.2 and 0.6: needs 0.8 and 0.4
//! assert!((aid.weight(0.2) / (aid.weight(0.2) + aid.weight(0.6)) - 2.0 / 3.0).abs() < 1e-15);
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{NonNegative, Probability};

/// Aid from strong to weak: `[mechanisms.aid]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Aid {
    /// Is it on?
    pub enabled: bool,
    /// What a strong agent of full capability gives (capability per round, at least 0).
    pub rate: NonNegative,
    /// Cost of giving one unit (payoff, at least 0).
    pub price: NonNegative,
    /// Share of aid that does not arrive (0 to 1).
    pub leak: Probability,
    /// How aid is divided among the weak.
    pub allocation: Allocation,
}

impl Default for Aid {
    fn default() -> Self {
        Self {
            enabled: true,
            rate: NonNegative::constant(0.05),
            price: NonNegative::constant(1.0),
            leak: Probability::constant(0.2),
            allocation: Allocation::Equal,
        }
    }
}

/// How aid is divided among the weak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Allocation {
    /// In equal parts.
    Equal,
    /// By what is lacking, 1 - capability.
    Need,
    /// By capability.
    Power,
}

impl Aid {
    /// A weak agent's weight in the division, before normalising.
    #[inline]
    pub fn weight(&self, capability: f64) -> f64 {
        match self.allocation {
            Allocation::Equal => 1.0,
            Allocation::Need => 1.0 - capability,
            Allocation::Power => capability,
        }
    }

    /// Growth of capability from a share of the aid given.
    #[inline]
    pub fn growth(&self, given: f64, share: f64, capability: f64) -> f64 {
        (1.0 - self.leak.get()) * given * share * (1.0 - capability)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 0.1 given in all, half of it to one of capability 0.5, 20% lost: 0.8 x 0.05 x 0.5.
    #[test]
    fn what_arrives_helps_less_the_more_one_has() {
        assert!((Aid::default().growth(0.1, 0.5, 0.5) - 0.02).abs() < 1e-15);
        assert_eq!(Aid::default().growth(0.1, 0.5, 1.0), 0.0);
    }
}
