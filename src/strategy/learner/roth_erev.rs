//! Roth-Erev reinforcement: each action is chosen in proportion to what it has earned so far.
//!
//! ```text
//! P(C) = q_C / (q_C + q_D),   q_C = q_D = strength / 2 at the start
//! q_a <- (1 - f) q_a + (1 - e)(payoff - least)    for the action taken
//! q_b <- (1 - f) q_b + e (payoff - least)         for the other
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | q_C, q_D | propensities (payoff) | > 0 | mind 0 and 1 |
//! | least | the least of the four payoffs at stake | any | [`Payoffs`] |
//! | f | forgetting | [0, 1] | [`RothErev::forgetting`] |
//! | e | experimentation | [0, 1] | [`RothErev::experimentation`] |
//!
//! Source: Roth & Erev (1995), Games and Economic Behavior 8:164, and Erev & Roth (1998), AER 88:848, for two actions.
//! Payoffs are counted from the least, so that a propensity never falls below 0. If both have faded to nothing the
//! choice is even.
//!
//! ```
//! use comity::game::{Action::Cooperate, Payoffs};
//! use comity::strategy::learner::{RothErev, roth_erev};
//! let rule = RothErev::DEFAULT; // strength 10, e 0.05, f 0.001
//! let mut mind = rule.start();
//! rule.learn(&mut mind, Cooperate, 3.0, &Payoffs::new(3.0, 0.0, 5.0, 1.0));
//! // q_C = 4.995 + 2.85 = 7.845, q_D = 4.995 + 0.15 = 5.145
//! assert!((roth_erev::cooperate(&mind) - 7.845 / 12.99).abs() < 1e-12);
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::mind::Mind;
use crate::game::{Action, Payoffs};
use crate::units::{Positive, Probability};

/// `roth_erev = { strength = 10, forgetting = 0.001, experimentation = 0.05 }`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RothErev {
    /// Sum of both propensities at the start (payoff, above 0): high is slow.
    pub strength: Positive,
    /// f: share of a propensity that fades in each encounter (0 to 1).
    pub forgetting: Probability,
    /// e: share of a payoff that is credited to the action not taken (0 to 1).
    pub experimentation: Probability,
}

impl RothErev {
    /// Strength 10, forgetting 0.001, experimentation 0.05, as in Roth & Erev (1995).
    pub const DEFAULT: Self = Self {
        strength: Positive::constant(10.0),
        forgetting: Probability::constant(0.001),
        experimentation: Probability::constant(0.05),
    };

    /// The mind before the first encounter.
    pub fn start(&self) -> Mind {
        let half = self.strength.get() / 2.0;
        [half, half, 0.0, 0.0, 0.0, 0.0]
    }

    /// Learns from one encounter.
    #[inline]
    pub fn learn(&self, mind: &mut Mind, own: Action, payoff: f64, stakes: &Payoffs) {
        let least = stakes.0.iter().fold(f64::INFINITY, |least, &at| least.min(at));
        let reward = (payoff - least).max(0.0);
        let (taken, kept) = (own as usize, 1.0 - self.forgetting.get());
        let other = self.experimentation.get() * reward;
        mind[taken] = kept * mind[taken] + (reward - other);
        mind[1 - taken] = kept * mind[1 - taken] + other;
    }
}

impl Default for RothErev {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Probability to cooperate.
#[inline]
pub fn cooperate(mind: &Mind) -> f64 {
    let sum = mind[0] + mind[1];
    if sum > 0.0 { mind[0] / sum } else { 0.5 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::Action::Defect;

    /// Donation game, S -1: mutual defection earns 0, one above the least; all of it goes to defection without
    /// experimentation.
    #[test]
    fn payoffs_count_from_the_least() {
        let rule = RothErev {
            forgetting: Probability::constant(0.5),
            experimentation: Probability::constant(0.0),
            ..RothErev::DEFAULT
        };
        let mut mind = rule.start();
        rule.learn(&mut mind, Defect, 0.0, &Payoffs::new(2.0, -1.0, 3.0, 0.0));
        assert_eq!(mind[..2], [2.5, 3.5]);
    }

    #[test]
    fn nothing_left_is_an_even_choice() {
        assert_eq!(cooperate(&[0.0; 6]), 0.5);
    }
}
