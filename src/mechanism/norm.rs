//! The norm: concern for others grows among those who meet with cooperation.
//!
//! ```text
//! alpha_i += norm ( g (concern_max - alpha_i) - (1 - g) alpha_i ),  clamped to [0, concern_max]
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | alpha_i | concern: weight of the partner's payoff in one's utility | [0, concern_max] | `World::concern` |
//! | norm | speed | [0, 1] | [`Norm::rate`] |
//! | g | share of partners read as cooperating this round | [0, 1] | - |
//!
//! Source: conditional norms, Bicchieri (2006), The Grammar of Society; "not only self-interest" is the source paper's third way out.
//!
//! ```
//! let norm = comity::mechanism::Norm::default(); // rate 0.02, max 0.5
//! assert!((norm.after(0.1, 0.75) - (0.1 + 0.02 * (0.75 * 0.4 - 0.25 * 0.1))).abs() < 1e-15);
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{NonNegative, Probability};

/// A norm of concern: `[mechanisms.norm]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Norm {
    /// Is it on?
    pub enabled: bool,
    /// Speed at which concern follows experience (per round, 0 to 1).
    pub rate: Probability,
    /// The largest concern (weight of the partner's payoff, at least 0).
    pub max: NonNegative,
}

impl Default for Norm {
    fn default() -> Self {
        Self { enabled: true, rate: Probability::constant(0.02), max: NonNegative::constant(0.5) }
    }
}

impl Norm {
    /// Concern after a round in which a share `g` of the partners was read as cooperating.
    #[inline]
    pub fn after(&self, concern: f64, g: f64) -> f64 {
        let max = self.max.get();
        (concern + self.rate.get() * (g * (max - concern) - (1.0 - g) * concern)).clamp(0.0, max)
    }
}
