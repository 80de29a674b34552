//! The cyber dilemma: what cooperation and defection are worth between two states of unequal power.
//!
//! ```text
//! u_i = (b a_j + y a_i a_j) share_ij             benefit of the partner's cooperation, synergy of both
//!     - k (1 + phi D_ij) a_i                      cost of cooperating, dearer across distance
//!     + h rho_ij (1 - a_i) (1 - denial shield_j)  dominance rent: what an attacker of that relative power gains
//!     - l rho_ji (1 - a_j) (1 - shield_i)         what being attacked costs
//! share_ij = equity + (1 - equity) 2 rho_ij
//! ```
//!
//! with a = 1 for cooperate, 0 for defect.
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | b | benefit of the partner's cooperation | >= 0 | [`Dilemma::benefit`] |
//! | y | synergy when both cooperate | any | [`Dilemma::synergy`] |
//! | k | cost of cooperating | >= 0 | [`Dilemma::cost`] |
//! | phi | how much dearer across distance | >= 0 | [`Dilemma::distance_cost`] |
//! | h | dominance rent | >= 0 | [`Dilemma::rent`] |
//! | l | harm of being attacked | >= 0 | [`Dilemma::harm`] |
//! | gamma | decisiveness of relative power | >= 0 | [`Dilemma::decisiveness`] |
//! | equity | 1: equal exchange, 0: benefits by power | [0, 1] | [`Dilemma::equity`] |
//! | rho, D, shield | relative power, distance, protection | [0, 1] | [`Stakes`] |
//!
//! Source: model section 3; the contest is Tullock's ([`crate::game::contest`]). The source paper's second predicament (the
//! strong contend for dominance) is the rent; its call for equal exchange is `equity`. Payoff units are arbitrary:
//! only ratios to `cost` matter together with `temperature` and `selection`.
//!
//! ```
//! use comity::game::{Dilemma, Stakes};
//! // Two equals (rho 1/2) at distance 0.4, defaults b 3, k 1, phi 1, h 1, l 1:
//! let stakes = Stakes { power: 0.5, distance: 0.4, own_shield: 0.0, partner_shield: 0.0, denial: 0.0 };
//! let u = Dilemma::default().payoffs(&stakes);
//! assert!((u.reward() - (3.0 - 1.4)).abs() < 1e-15);             // b - k (1 + phi D)
//! assert!((u.sucker() - (-1.4 - 0.5)).abs() < 1e-15);            // - k (1 + phi D) - l/2
//! assert!((u.temptation() - (3.0 + 0.5)).abs() < 1e-15);         // b + h/2
//! assert!((u.punishment() - 0.0).abs() < 1e-15);                 // h/2 - l/2
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::payoffs::Payoffs;
use crate::units::{Finite, NonNegative, Probability};

/// The cyber dilemma's parameters: `[game.dilemma]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Dilemma {
    /// b: what the partner's cooperation brings (payoff, at least 0).
    pub benefit: NonNegative,
    /// y: extra when both cooperate (payoff).
    pub synergy: Finite,
    /// k: cost of cooperating (payoff, at least 0).
    pub cost: NonNegative,
    /// phi: how much dearer cooperation is across the largest distance (multiple of the cost, at least 0).
    pub distance_cost: NonNegative,
    /// h: dominance rent, what an attacker gains (payoff, at least 0).
    pub rent: NonNegative,
    /// l: what being attacked costs (payoff, at least 0).
    pub harm: NonNegative,
    /// gamma: how decisive a difference in capability is (exponent, at least 0; 0: power does not matter).
    pub decisiveness: NonNegative,
    /// Division of the benefits [0: by power, 1: equal exchange].
    pub equity: Probability,
}

impl Default for Dilemma {
    fn default() -> Self {
        Self {
            benefit: NonNegative::constant(3.0),
            synergy: Finite::constant(0.0),
            cost: NonNegative::constant(1.0),
            distance_cost: NonNegative::constant(1.0),
            rent: NonNegative::constant(1.0),
            harm: NonNegative::constant(1.0),
            decisiveness: NonNegative::constant(1.0),
            equity: Probability::constant(0.0),
        }
    }
}

/// What one side of an encounter brings to the game, all in [0, 1].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stakes {
    /// rho_ij: relative power of this side over its partner; the partner's is 1 - rho_ij.
    pub power: f64,
    /// D_ij: distance of the dyad.
    pub distance: f64,
    /// Share of the harm that this side's protection takes away.
    pub own_shield: f64,
    /// The partner's shield.
    pub partner_shield: f64,
    /// Share of the partner's shield that also denies this side its rent.
    pub denial: f64,
}

impl Dilemma {
    /// One side's payoffs at the four outcomes.
    pub fn payoffs(&self, stakes: &Stakes) -> Payoffs {
        let equity = self.equity.get();
        let share = equity + (1.0 - equity) * 2.0 * stakes.power;
        let help = self.benefit.get() * share;
        let synergy = self.synergy.get() * share;
        let cost = self.cost.get() * (1.0 + self.distance_cost.get() * stakes.distance);
        let rent = self.rent.get() * stakes.power * (1.0 - stakes.denial * stakes.partner_shield);
        let harm = self.harm.get() * (1.0 - stakes.power) * (1.0 - stakes.own_shield);
        Payoffs::new(help + synergy - cost, -cost - harm, help + rent, rent - harm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stakes(power: f64) -> Stakes {
        Stakes { power, distance: 0.0, own_shield: 0.0, partner_shield: 0.0, denial: 0.0 }
    }

    /// Worked by hand: rho 0.8, b 3, y 1, equity 0.5: share = 0.5 + 0.5 * 1.6 = 1.3.
    #[test]
    fn benefits_follow_power_unless_equity() {
        let game = Dilemma { synergy: Finite::constant(1.0), equity: Probability::constant(0.5), ..Dilemma::default() };
        let u = game.payoffs(&stakes(0.8));
        for (value, expected) in u.0.into_iter().zip([4.0 * 1.3 - 1.0, -1.0 - 0.2, 3.0 * 1.3 + 0.8, 0.8 - 0.2]) {
            assert!((value - expected).abs() < 1e-12, "{u:?}");
        }
    }

    #[test]
    fn a_shield_spares_harm_and_with_denial_the_rent() {
        let game = Dilemma::default();
        let shielded = Stakes { own_shield: 0.5, partner_shield: 0.4, denial: 0.25, ..stakes(0.5) };
        let u = game.payoffs(&shielded);
        assert!((u.sucker() - (-1.0 - 0.25)).abs() < 1e-15);
        assert!((u.temptation() - (3.0 + 0.5 * 0.9)).abs() < 1e-15);
    }
}
