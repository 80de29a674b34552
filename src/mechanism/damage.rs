//! Damage: being attacked wears capability down.
//!
//! ```text
//! c_i -= damage mean_j( rho_ji [j defected] ) c_i (1 - shield_i)
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | damage | share of capability lost to a certain, overwhelming attack by all | [0, 1] | [`Damage::rate`] |
//! | rho_ji | relative power of the attacker | [0, 1] | [`crate::game::contest`] |
//! | shield_i | protection by the fund | [0, 1] | [`crate::mechanism::fund`] |
//!
//! Source: this model, section 6 of the crate documentation.
//!
//! ```
//! let damage = comity::mechanism::Damage { rate: 0.2.try_into()?, ..Default::default() };
//! // one of two partners (rho 0.8) attacked; capability 0.5, shield 0.25
//! assert!((damage.loss(0.8, 2, 0.5, 0.25) - 0.2 * 0.4 * 0.5 * 0.75).abs() < 1e-15);
//! # Ok::<(), comity::units::OutOfRange>(())
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::Probability;

/// Wear by attacks: `[mechanisms.damage]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Damage {
    /// Is it on?
    pub enabled: bool,
    /// Share of capability that attacks by overwhelming partners take (per round, 0 to 1).
    pub rate: Probability,
}

impl Default for Damage {
    fn default() -> Self {
        Self { enabled: true, rate: Probability::constant(0.0) }
    }
}

impl Damage {
    /// Loss of capability, from the summed relative power of the attackers.
    #[inline]
    pub fn loss(&self, attackers: f64, degree: u32, capability: f64, shield: f64) -> f64 {
        self.rate.get() * attackers / f64::from(degree) * capability * (1.0 - shield)
    }
}
