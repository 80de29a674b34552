//! The deliberate strategy: cooperate when trust makes it worth more than defecting.
//!
//! ```text
//! dV   = tau [ (R - T) + w (R - P) ] + (1 - tau)(S - P) + expected fine,   w = patience / (1 - patience)
//! P(C) = logistic(dV / temperature)
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | tau | belief that the partner is a reciprocator (plays grim) rather than a defector | [0, 1] | `World::trust` |
//! | R, S, T, P | utilities u_i + concern u_j of this dyad | any | [`crate::game::Payoffs::with_concern`] |
//! | patience | discount factor | [0, 1) | [`crate::strategy::Choice::patience`] |
//! | temperature | noise of the choice, payoff units | > 0 | [`crate::strategy::Choice::temperature`] |
//! | expected fine | (detection - wrongful) x the fine it would pay, if a convention binds both | any | [`crate::mechanism::convention`] |
//!
//! Source: with tau = 1 the folk-theorem threshold patience >= (T - R)/(T - P) (Friedman 1971); with patience = 0 the trust
//! threshold tau >= (P - S)/((R - T) + (P - S)) (Kydd 2005, Trust and Mistrust in International Relations, ch. 2); logit choice as in
//! McKelvey & Palfrey (1995). Assumed: only this round's fine is weighed; future fines and compensation are not.
//!
//! ```
//! use comity::game::Payoffs;
//! use comity::strategy::deliberate::Weights;
//! // R 3, S 0, T 5, P 1 at patience 0.8 (w = 4), trust 0.5: 0.5 (-2 + 4 x 2) + 0.5 (0 - 1) = 2.5
//! let weights = Weights::of(&Payoffs::new(3.0, 0.0, 5.0, 1.0), 0.8);
//! assert!((weights.advantage(0.5, 0.0) - 2.5).abs() < 1e-12);
//! ```

use crate::game::Payoffs;

/// What trust and distrust make of a dyad's utilities; fixed while the stakes are.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Weights {
    /// Advantage of cooperating with a reciprocator: (R - T) + w (R - P) (payoff).
    pub reciprocator: f64,
    /// Advantage of cooperating with a defector: S - P (payoff).
    pub defector: f64,
}

impl Weights {
    /// From the dyad's utilities and the discount factor `patience` in [0, 1).
    #[inline]
    pub fn of(utilities: &Payoffs, patience: f64) -> Self {
        Self::with(utilities, Self::future(patience))
    }

    /// w: the weight of all rounds to come.
    #[inline]
    pub fn future(patience: f64) -> f64 {
        patience / (1.0 - patience)
    }

    /// From the dyad's utilities and the weight of the rounds to come.
    #[inline]
    pub fn with(utilities: &Payoffs, future: f64) -> Self {
        let (r, p) = (utilities.reward(), utilities.punishment());
        Self { reciprocator: (r - utilities.temptation()) + future * (r - p), defector: utilities.sucker() - p }
    }

    /// dV: how much more cooperation is worth than defection (payoff).
    #[inline]
    pub fn advantage(&self, trust: f64, expected_fine: f64) -> f64 {
        trust * self.reciprocator + (1.0 - trust) * self.defector + expected_fine
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GAMES: [[f64; 4]; 3] = [[3.0, 0.0, 5.0, 1.0], [2.0, -1.0, 3.0, 0.0], [10.0, 1.0, 14.0, 3.0]];

    /// Full trust: indifferent exactly at patience (T - R)/(T - P).
    #[test]
    fn full_trust_gives_the_folk_theorem_threshold() {
        for game in GAMES {
            let [r, _, t, p] = game;
            let threshold = (t - r) / (t - p);
            let at = |patience| Weights::of(&Payoffs(game), patience).advantage(1.0, 0.0);
            assert!(at(threshold).abs() < 1e-12);
            assert!(at(threshold + 1e-6) > 0.0 && at(threshold - 1e-6) < 0.0);
        }
    }

    /// A stag hunt played once: indifferent exactly at trust (P - S)/((R - T) + (P - S)).
    #[test]
    fn no_patience_gives_the_trust_threshold() {
        let game = [5.0, 0.0, 3.0, 2.0];
        let [r, s, t, p] = game;
        let threshold = (p - s) / ((r - t) + (p - s));
        let at = |trust| Weights::of(&Payoffs(game), 0.0).advantage(trust, 0.0);
        assert_eq!(threshold, 0.5);
        assert!(at(threshold).abs() < 1e-12 && at(0.51) > 0.0 && at(0.49) < 0.0);
    }

    /// Once the expected fine exceeds the larger of greed and fear, cooperation is worth more at any trust.
    #[test]
    fn the_fine_that_deters_is_the_larger_of_greed_and_fear() {
        let weights = Weights::of(&Payoffs::new(3.0, 0.0, 5.0, 1.0), 0.0);
        let deterrent = 2.0; // greed T - R = 2, fear P - S = 1
        for trust in [0.0, 0.3, 1.0] {
            assert!(weights.advantage(trust, deterrent + 1e-9) > 0.0);
        }
        assert!(weights.advantage(1.0, deterrent - 1e-6) < 0.0);
    }
}
