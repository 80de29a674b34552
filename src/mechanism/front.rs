//! The front of the weak: those who trust each other stand together against the strong.
//!
//! ```text
//! weak i joins iff its mean trust in its weak neighbours >= front_trust
//! E_ij = min(1, c_i + pooling x sum of the other members' c)   when i is a member and j is strong; else c_i
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | front_trust | mean trust needed to join | [0, 1] | [`Front::trust`] |
//! | pooling | share of the others' capability one can count on | >= 0 | [`Front::pooling`] |
//! | E_ij | effective capability of i when facing j | [0.01, 1] | `World` |
//!
//! Source: balancing by coalition: Waltz (1979), Walt (1987); the cooperative front of the weak is in the source paper's first way out.
//! Assumed: a weak agent without weak neighbours does not join.
//!
//! ```
//! let front = comity::mechanism::Front::default(); // pooling 0.3
//! assert!((front.effective(0.3, 0.5) - 0.45).abs() < 1e-15);
//! assert_eq!(front.effective(0.3, 9.0), 1.0);
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{NonNegative, Probability};

/// A front of the weak: `[mechanisms.front]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Front {
    /// Is it on?
    pub enabled: bool,
    /// Share of the other members' capability that a member can count on against a strong agent (at least 0).
    pub pooling: NonNegative,
    /// Mean trust in weak neighbours needed to join (0 to 1).
    pub trust: Probability,
}

impl Default for Front {
    fn default() -> Self {
        Self { enabled: true, pooling: NonNegative::constant(0.3), trust: Probability::constant(0.5) }
    }
}

impl Front {
    /// A member's capability against the strong, given the sum of the other members' capability.
    #[inline]
    pub fn effective(&self, capability: f64, others: f64) -> f64 {
        (capability + self.pooling.get() * others).min(1.0)
    }
}
