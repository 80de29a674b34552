//! Seeing and trusting: how an agent reads its partner and what it comes to believe.
//!
//! - [`reading`]: the partner's action is read with error, better by the capable
//! - [`attribution`]: who did it is not known for sure, not at once, and not to everyone alike
//! - [`linear`], [`beta`], [`bayes`]: rules that turn readings into trust; `fixed` leaves it at its prior
//! - [`opinion`]: relaxation to the prior and gossip, after any rule but `fixed`
//! - [`reputation`]: social norms that give everybody a public name, good or bad
//!
//! The prior is set once, from the distances at the start:
//!
//! ```text
//! tau0_ij = clamp(prior - prior_slope D_ij, 0, 1)
//! ```
//!
//! Source: model section 5; that ideology colours first impressions is the source paper's first predicament.
//!
//! ```
//! let trust = comity::trust::Trust::default(); // prior 0.6, slope 0.5
//! assert!((trust.prior_at(0.4) - 0.4).abs() < 1e-15);
//! ```

pub mod attribution;
pub mod bayes;
pub mod beta;
pub mod linear;
pub mod opinion;
pub mod reading;
pub mod reputation;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use attribution::Attribution;
pub use bayes::Bayes;
pub use beta::Beta;
pub use linear::Linear;
pub use reading::Noise;
pub use reputation::Reputation;

use crate::units::{Finite, Probability};

/// Trust: `[trust]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Trust {
    /// Trust at distance 0 before any encounter (0 to 1).
    pub prior: Probability,
    /// How much the largest distance lowers the prior (trust).
    pub prior_slope: Finite,
    /// Share of the gap to the prior that closes each round (0 to 1).
    pub relax: Probability,
    /// Share of the gap to the partner's reputation that closes each round (0 to 1).
    pub gossip: Probability,
    /// How a reading changes trust.
    pub rule: Rule,
}

impl Default for Trust {
    fn default() -> Self {
        Self {
            prior: Probability::constant(0.6),
            prior_slope: Finite::constant(0.5),
            relax: Probability::constant(0.01),
            gossip: Probability::constant(0.0),
            rule: Rule::default(),
        }
    }
}

impl Trust {
    /// The prior trust at a distance, in [0, 1].
    pub fn prior_at(&self, distance: f64) -> f64 {
        self.prior_with(distance, 0.0)
    }

    /// The same with what is added for other reasons, before it is cut to [0, 1].
    pub fn prior_with(&self, distance: f64, added: f64) -> f64 {
        (self.prior.get() - self.prior_slope.get() * distance + added).clamp(0.0, 1.0)
    }
}

/// How a reading changes trust: `[trust.rule.linear]`, `[trust.rule.beta]`, `[trust.rule.bayes]`, or `rule = "fixed"`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// Trust moves a share of the way up or down with each reading.
    Linear(Linear),
    /// Trust is the mean of a beta distribution over fading counts.
    Beta(Beta),
    /// Trust is the posterior of a hidden-state filter.
    Bayes(Bayes),
    /// Trust stays at its prior.
    Fixed,
}

impl Default for Rule {
    fn default() -> Self {
        Self::Linear(Linear::default())
    }
}
