//! Dialogue: cooperation brings views together, hostility drives them apart.
//!
//! ```text
//! theta_i += dialogue  mean_j( [i and j both cooperated, |theta_j - theta_i| <= bound] (theta_j - theta_i) )
//!          - repulsion mean_j( [j defected on i] (theta_j - theta_i) ),  clamped to [-1, 1]
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | dialogue | share of the gap closed per round | [0, 1] | [`Dialogue::rate`] |
//! | bound | farthest view that is listened to | [0, 2] | [`Dialogue::bound`] |
//! | repulsion | share of the gap added by hostility | [0, 1] | [`Dialogue::repulsion`] |
//! | theta | ideology | [-1, 1] | `World::ideology` |
//!
//! Source: bounded confidence: Deffuant et al. (2000), Hegselmann & Krause (2002); repulsion: Flache et al. (2017), JASSS 20(4):2.
//!
//! ```
//! let dialogue = comity::mechanism::Dialogue::default(); // rate 0.03, bound 2, repulsion 0
//! // gaps of partners in mutual cooperation sum to 0.5, of attackers to -0.2, four partners
//! assert!((dialogue.shift(0.5, -0.2, 4) - 0.03 * 0.5 / 4.0).abs() < 1e-15);
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{NonNegative, Probability};

/// Dialogue: `[mechanisms.dialogue]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Dialogue {
    /// Is it on?
    pub enabled: bool,
    /// Share of the gap to partners in mutual cooperation that closes (per round, 0 to 1).
    pub rate: Probability,
    /// Largest gap of ideology that is listened to (0 to 2).
    pub bound: NonNegative,
    /// Share of the gap to attackers that is added (per round, 0 to 1).
    pub repulsion: Probability,
}

impl Default for Dialogue {
    fn default() -> Self {
        Self {
            enabled: true,
            rate: Probability::constant(0.03),
            bound: NonNegative::constant(2.0),
            repulsion: Probability::constant(0.0),
        }
    }
}

impl Dialogue {
    /// Change of ideology, from the summed gaps to cooperators within the bound and to attackers.
    #[inline]
    pub fn shift(&self, cooperators: f64, attackers: f64, degree: u32) -> f64 {
        (self.rate.get() * cooperators - self.repulsion.get() * attackers) / f64::from(degree)
    }
}
