//! Joining and leaving a convention by what one expects to gain as a member.
//!
//! ```text
//! p   = logistic(dV_i(tau_ij, expected fine of i) / T),   q = logistic(dV_j(tau_ij, expected fine of j) / T)
//! u   = p q R + p (1 - q) S + (1 - p) q T + (1 - p)(1 - q) P
//! phi = fine [ (1 - chance to cooperate) detection + chance to cooperate x wrongful ]
//! gain_i = sum over neighbours (u as member - u as nonmember)
//!        + sum over neighbours bound to it (compensation phi_j - phi_i - depth x sovereignty)
//!        - share_i enforcement (fines of all) - contribution_i to the fund
//! joins if gain_i > 0,  leaves if gain_i < 0
//! transfers: losers get  min(1, transfers G / L) (-gain_i),  winners pay in proportion to their gains;
//!        G = sum of the members' gains above 0,  L = sum of their losses
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | tau_ij | i's trust in j, which i takes for j's trust in i as well | [0, 1] | [`Encounter::trust`] |
//! | dV, T | advantage of cooperating; noise of the choice | payoff; > 0 | [`crate::strategy::deliberate`], [`crate::strategy::Choice::temperature`] |
//! | R, S, T, P | payoffs of the pair, with the shields that go with being a member or not | payoff | [`Encounter::payoffs`] |
//! | transfers | share of the gains that may be pooled | [0, 1] | [`crate::mechanism::Convention::transfers`] |
//!
//! Source: stability of coalitions: d'Aspremont et al. (1983), Canadian J. Economics 16:17; transfers that keep members:
//! Carraro & Siniscalco (1993), J. Public Economics 52:309. The exact results are in `exact::coalition`. Assumed: a state
//! bargains with this calculation whatever its strategy; it looks one round ahead, counts its own material payoff (its
//! concern for others is in dV), leaves slips and better readings out of account, takes all others' membership as given,
//! and knows whether the convention would be in force with it and without it. Fines that do not concern it are estimated
//! from each actor's own trust. With several conventions a state compares each with belonging to none.
//!
//! ```
//! use comity::game::Payoffs;
//! use comity::mechanism::joining::{Encounter, worth};
//! let prisoners = Payoffs::new(3.0, 0.0, 5.0, 1.0);
//! let pair = Encounter { payoffs: [prisoners; 2], concern: [0.0; 2], trust: 0.5 };
//! // Without patience dV = -2 trust - 1 (1 - trust) = -1.5; an expected fine of 1.5 for both makes it 0: even chances.
//! assert_eq!(pair.chances(0.0, 0.3, [1.5, 1.5]), [0.5, 0.5]);
//! assert_eq!(worth(&prisoners, [0.5, 0.5]), (3.0 + 0.0 + 5.0 + 1.0) / 4.0);
//! ```

use super::convention::Convention;
use crate::game::Payoffs;
use crate::strategy::deliberate::Weights;
use crate::units::logistic;

/// A gain smaller than this is none: it may be rounding (payoff).
pub const SLACK: f64 = 1e-9;

/// An encounter as one side sees it: itself first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Encounter {
    /// Payoffs of both sides, each at its own outcomes.
    pub payoffs: [Payoffs; 2],
    /// Concern of both for the other, at least 0.
    pub concern: [f64; 2],
    /// Trust of the one that looks, in [0, 1].
    pub trust: f64,
}

impl Encounter {
    /// Chances that either side cooperates, at a patience, a temperature and the fines each expects (payoff).
    pub fn chances(&self, patience: f64, temperature: f64, expected_fines: [f64; 2]) -> [f64; 2] {
        let [own, partner] = &self.payoffs;
        let chance = |u: &Payoffs, other: &Payoffs, side: usize| {
            let weights = Weights::of(&u.with_concern(self.concern[side], other), patience);
            logistic(weights.advantage(self.trust, expected_fines[side]) / temperature)
        };
        [chance(own, partner, 0), chance(partner, own, 1)]
    }
}

/// What a side earns in expectation when both choose by these chances, its own first (payoff).
#[inline]
pub fn worth(payoffs: &Payoffs, [p, q]: [f64; 2]) -> f64 {
    p * q * payoffs.reward()
        + p * (1.0 - q) * payoffs.sucker()
        + (1.0 - p) * q * payoffs.temptation()
        + (1.0 - p) * (1.0 - q) * payoffs.punishment()
}

impl Convention {
    /// phi: what one that cooperates with this chance expects to pay in fines in a bound encounter (payoff).
    #[inline]
    pub fn fines_to_come(&self, fine: f64, cooperates: f64) -> f64 {
        fine * ((1.0 - cooperates) * self.detection.get() + cooperates * self.wrongful.get())
    }
}

/// What members pay (below 0) or get so that as few as possible would lose by staying: writes it to `paid`, summing to 0.
///
/// `gains` are those of the members; `share` of what the winners have is there to be given.
///
/// ```
/// let mut paid = [0.0; 3];
/// comity::mechanism::joining::transfers(&[3.0, 1.0, -1.0], 0.5, &mut paid);
/// assert_eq!(paid, [-0.75, -0.25, 1.0]); // 2 are there, 1 is needed
/// comity::mechanism::joining::transfers(&[3.0, 1.0, -4.0], 0.5, &mut paid);
/// assert_eq!(paid, [-1.5, -0.5, 2.0]); // 2 are there, 4 are needed
/// ```
pub fn transfers(gains: &[f64], share: f64, paid: &mut [f64]) {
    let won: f64 = gains.iter().filter(|&&gain| gain > 0.0).sum();
    let lost: f64 = gains.iter().filter(|&&gain| gain < 0.0).map(|gain| -gain).sum();
    let pool = (share * won).min(lost);
    for (paid, &gain) in paid.iter_mut().zip(gains) {
        *paid = if pool <= 0.0 {
            0.0
        } else if gain > 0.0 {
            -pool * (gain / won)
        } else {
            -gain * (pool / lost)
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRISONERS: Payoffs = Payoffs::new(3.0, 0.0, 5.0, 1.0);

    /// The two sides see games of their own, and the same trust decides for both.
    #[test]
    fn each_side_weighs_its_own_game_with_the_trust_of_the_one_that_looks() {
        let harmony = Payoffs::new(5.0, 3.0, 1.0, 0.0);
        let pair = Encounter { payoffs: [PRISONERS, harmony], concern: [0.0; 2], trust: 1.0 };
        let [p, q] = pair.chances(0.0, 1.0, [0.0, 0.0]);
        // R - T: -2 and 4.
        assert!((p - logistic(-2.0)).abs() < 1e-15 && (q - logistic(4.0)).abs() < 1e-15);
        // Concern 1 of the first: R 8, T 5 + 3.
        let concerned = Encounter { concern: [1.0, 0.0], ..pair };
        assert_eq!(concerned.chances(0.0, 1.0, [0.0, 0.0])[0], 0.5);
    }

    /// Certain outcomes are worth their payoffs.
    #[test]
    fn worth_at_the_corners_is_the_matrix() {
        for (chances, expected) in [([1.0, 1.0], 3.0), ([1.0, 0.0], 0.0), ([0.0, 1.0], 5.0), ([0.0, 0.0], 1.0)] {
            assert_eq!(worth(&PRISONERS, chances), expected);
        }
    }

    /// Detection 0.7, wrongful 0.1, fine 2, cooperating 1 time in 4: 2 (0.75 x 0.7 + 0.25 x 0.1).
    #[test]
    fn fines_to_come_are_just_and_unjust() {
        let convention: Convention = toml::from_str("wrongful = 0.1").unwrap();
        assert!((convention.fines_to_come(2.0, 0.25) - 1.1).abs() < 1e-15);
    }

    #[test]
    fn transfers_never_take_more_than_their_share_nor_give_more_than_is_lost() {
        let gains = [2.0, -0.5, 1.0, -1.5, 0.0];
        for share in [0.0, 0.3, 2.0 / 3.0, 1.0] {
            let mut paid = [f64::NAN; 5];
            transfers(&gains, share, &mut paid);
            assert!(paid.iter().sum::<f64>().abs() < 1e-15);
            for (paid, gain) in paid.iter().zip(gains) {
                assert!(*paid >= -share * gain.max(0.0) - 1e-15 && *paid <= (-gain).max(0.0) + 1e-15);
            }
        }
        let mut nobody_loses = [1.0; 2];
        transfers(&[1.0, 2.0], 1.0, &mut nobody_loses);
        assert_eq!(nobody_loses, [0.0, 0.0]);
    }
}
