//! Diffusion: who cooperates with the more capable catches up.
//!
//! ```text
//! c_i += diffusion mean_j( [i and j both cooperated] max(0, c_j - c_i) )
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | diffusion | share of the gap closed by one round of cooperation with all | [0, 1] | [`Diffusion::rate`] |
//! | c | capability, start of the round | [0.01, 1] | `World::capability` |
//!
//! Source: catching up through contact: Nelson & Phelps (1966), American Economic Review 56:69.
//!
//! ```
//! let diffusion = comity::mechanism::Diffusion { rate: 0.1.try_into()?, ..Default::default() };
//! // of two partners one (0.9) cooperated mutually: mean gap (0.9 - 0.3)/2
//! assert!((diffusion.gain(0.6, 2) - 0.03).abs() < 1e-15);
//! # Ok::<(), comity::units::OutOfRange>(())
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::Probability;

/// Diffusion of capability: `[mechanisms.diffusion]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Diffusion {
    /// Is it on?
    pub enabled: bool,
    /// Share of the gap to more capable partners that a round of mutual cooperation closes (0 to 1).
    pub rate: Probability,
}

impl Default for Diffusion {
    fn default() -> Self {
        Self { enabled: true, rate: Probability::constant(0.0) }
    }
}

impl Diffusion {
    /// Gain of capability, from the summed gaps to the more capable partners in mutual cooperation.
    #[inline]
    pub fn gain(&self, gaps: f64, degree: u32) -> f64 {
        self.rate.get() * gaps / f64::from(degree)
    }
}
