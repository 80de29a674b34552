//! Bush-Mosteller learning: what pays more than one aspires to is repeated, what pays less is avoided.
//!
//! ```text
//! s    = (payoff - A) / max(|T - A|, |R - A|, |P - A|, |S - A|)
//! p_a <- p_a + (1 - p_a) l s   if s >= 0
//! p_a <- p_a + p_a l s         if s < 0          (a is the action taken)
//! A   <- (1 - h) A + h payoff
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | p_C | probability to cooperate; p_D = 1 - p_C | [0, 1] | mind 0 |
//! | A | aspiration (payoff) | any | mind 1, [`BushMosteller::aspiration`] at the start |
//! | l | learning rate | [0, 1] | [`BushMosteller::rate`] |
//! | h | habituation | [0, 1] | [`BushMosteller::habituation`] |
//!
//! Source: Bush & Mosteller (1955), Stochastic Models for Learning; Macy & Flache (2002), PNAS 99:7229, equations 1 to
//! 3. If every payoff equals the aspiration there is no stimulus. The action is the one executed.
//!
//! ```
//! use comity::game::{Action::Cooperate, Payoffs};
//! use comity::strategy::learner::BushMosteller;
//! let (rule, game) = (BushMosteller::DEFAULT, Payoffs::new(4.0, 1.0, 5.0, 2.0));
//! let mut mind = rule.start();
//! // R 4 against aspiration 2: s = 2/3, p = 0.5 + 0.5 x 0.5 x 2/3 = 2/3
//! rule.learn(&mut mind, Cooperate, 4.0, &game);
//! assert!((mind[0] - 2.0 / 3.0).abs() < 1e-15);
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::mind::Mind;
use crate::game::{Action, Payoffs};
use crate::units::{Finite, Probability};

/// `bush_mosteller = { aspiration = 2, rate = 0.5 }`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BushMosteller {
    /// A: the payoff it is content with at the start.
    pub aspiration: Finite,
    /// l: how far one stimulus moves the probability (0 to 1).
    pub rate: Probability,
    /// h: how fast the aspiration follows the payoffs (0: never, 1: at once).
    pub habituation: Probability,
    /// Probability to cooperate in the first encounter.
    pub opening: Probability,
}

impl BushMosteller {
    /// Aspiration 2, rate 1/2, no habituation, even opening (Macy & Flache 2002, figure 1).
    pub const DEFAULT: Self = Self {
        aspiration: Finite::constant(2.0),
        rate: Probability::constant(0.5),
        habituation: Probability::constant(0.0),
        opening: Probability::constant(0.5),
    };

    /// The mind before the first encounter.
    pub fn start(&self) -> Mind {
        [self.opening.get(), self.aspiration.get(), 0.0, 0.0, 0.0, 0.0]
    }

    /// Learns from one encounter.
    #[inline]
    pub fn learn(&self, mind: &mut Mind, own: Action, payoff: f64, stakes: &Payoffs) {
        let aspiration = mind[1];
        let widest = stakes.0.iter().fold(0.0_f64, |widest, at| widest.max((at - aspiration).abs()));
        if widest > 0.0 {
            let step = self.rate.get() * ((payoff - aspiration) / widest).clamp(-1.0, 1.0);
            let taken = if own.cooperates() { mind[0] } else { 1.0 - mind[0] };
            let taken = if step >= 0.0 { taken + (1.0 - taken) * step } else { taken + taken * step };
            mind[0] = if own.cooperates() { taken } else { 1.0 - taken };
        }
        let habituation = self.habituation.get();
        mind[1] = (1.0 - habituation) * aspiration + habituation * payoff;
    }
}

impl Default for BushMosteller {
    fn default() -> Self {
        Self::DEFAULT
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::Action::{Cooperate, Defect};

    const GAME: Payoffs = Payoffs::new(3.0, 0.0, 5.0, 1.0);

    /// Aspiration 2: S 0 against it is a stimulus of -2/3; from 0.5 at rate 0.5 to 0.5 - 0.5 x 0.5 x 2/3 = 1/3. T 5 is
    /// +1.
    #[test]
    fn punished_actions_become_rarer_and_rewarded_ones_more_frequent() {
        let rule = BushMosteller::DEFAULT;
        let mut mind = rule.start();
        rule.learn(&mut mind, Cooperate, 0.0, &GAME);
        assert!((mind[0] - 1.0 / 3.0).abs() < 1e-15);
        let mut mind = rule.start();
        rule.learn(&mut mind, Defect, 5.0, &GAME);
        assert!((mind[0] - 0.25).abs() < 1e-15, "defection from 0.5 to 0.5 + 0.5 x 0.5");
    }

    #[test]
    fn aspiration_follows_the_payoffs() {
        let rule = BushMosteller { habituation: Probability::constant(0.25), ..BushMosteller::DEFAULT };
        let mut mind = rule.start();
        rule.learn(&mut mind, Defect, 1.0, &GAME);
        assert!((mind[1] - 1.75).abs() < 1e-15);
    }

    #[test]
    fn no_stimulus_where_nothing_is_at_stake() {
        let rule = BushMosteller::DEFAULT;
        let mut mind = rule.start();
        rule.learn(&mut mind, Cooperate, 2.0, &Payoffs::new(2.0, 2.0, 2.0, 2.0));
        assert_eq!(mind, rule.start());
    }
}
