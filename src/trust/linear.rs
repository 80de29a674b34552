//! Linear trust: hard to win, easy to lose.
//!
//! ```text
//! C read: tau += gain (1 - friction D) (1 - tau)
//! D read: tau -= min(1, loss (1 + friction D)) tau
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | gain, loss | share of the way to 1 or to 0 | [0, 1] | [`Linear::gain`], [`Linear::loss`] |
//! | friction | distance slows gains and deepens losses | [0, 1] | [`Linear::friction`] |
//! | D | distance | [0, 1] | `World` |
//!
//! Source: the linear operator of Bush & Mosteller (1955); that trust is lost faster than won: Slovic (1993), Risk Analysis 13:675.
//!
//! ```
//! use comity::trust::Linear;
//! let rule = Linear::default(); // gain 0.1, loss 0.3, friction 0.5
//! assert!((rule.after(0.6, true, 0.4) - (0.6 + 0.1 * 0.8 * 0.4)).abs() < 1e-15);
//! assert!((rule.after(0.6, false, 0.4) - (0.6 - 0.3 * 1.2 * 0.6)).abs() < 1e-15);
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::Probability;

/// The linear rule: `[trust.rule.linear]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Linear {
    /// Share of the way to full trust after a read cooperation (0 to 1).
    pub gain: Probability,
    /// Share of trust lost after a read defection (0 to 1).
    pub loss: Probability,
    /// How much distance slows gains and deepens losses (0 to 1).
    pub friction: Probability,
}

impl Default for Linear {
    fn default() -> Self {
        Self {
            gain: Probability::constant(0.1),
            loss: Probability::constant(0.3),
            friction: Probability::constant(0.5),
        }
    }
}

impl Linear {
    /// Trust after a reading at a distance.
    #[inline]
    pub fn after(&self, trust: f64, read_cooperation: bool, distance: f64) -> f64 {
        let [up, down] = self.steps(distance);
        Self::moved(trust, read_cooperation, up, down)
    }

    /// The shares of the way to 1 and to 0 at a distance, in [0, 1].
    #[inline]
    pub fn steps(&self, distance: f64) -> [f64; 2] {
        let friction = self.friction.get() * distance;
        [self.gain.get() * (1.0 - friction), (self.loss.get() * (1.0 + friction)).min(1.0)]
    }

    /// Trust after a reading, a share of the way up or down.
    #[inline]
    pub fn moved(trust: f64, read_cooperation: bool, up: f64, down: f64) -> f64 {
        if read_cooperation { trust + up * (1.0 - trust) } else { trust - down * trust }
    }
}
