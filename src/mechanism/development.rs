//! Self-development: weak states build their own technology.
//!
//! ```text
//! weak i: c_i += growth c_i (1 - c_i) per round, paying cost x growth
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | growth | logistic growth rate of capability | [0, 1] | [`Development::growth`] |
//! | cost | price of one unit of rate | payoff, >= 0 | [`Development::cost`] |
//!
//! Source: logistic technology growth (Mansfield 1961, Econometrica 29:741); "weak states develop their own technology" is in the source
//! paper's first way out. The rate is paid for, not the realised gain.
//!
//! ```
//! let own = comity::mechanism::Development::default(); // growth 0.02
//! assert!((own.gain(0.3) - 0.02 * 0.3 * 0.7).abs() < 1e-15);
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{NonNegative, Probability};

/// Development of the weak: `[mechanisms.development]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Development {
    /// Is it on?
    pub enabled: bool,
    /// Growth rate of a weak agent's capability (per round, 0 to 1).
    pub growth: Probability,
    /// What a rate of 1 would cost per round (payoff, at least 0).
    pub cost: NonNegative,
}

impl Default for Development {
    fn default() -> Self {
        Self { enabled: true, growth: Probability::constant(0.02), cost: NonNegative::constant(0.0) }
    }
}

impl Development {
    /// Gain of capability in a round.
    #[inline]
    pub fn gain(&self, capability: f64) -> f64 {
        self.growth.get() * capability * (1.0 - capability)
    }

    /// What a weak agent pays in a round (payoff).
    pub fn bill(&self) -> f64 {
        self.cost.get() * self.growth.get()
    }
}
