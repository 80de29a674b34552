//! Q-learning over the partner's last action: the worth of each action after each move read, learned from payoffs.
//!
//! ```text
//! P(C | s)  = logistic((Q(s, C) - Q(s, D)) / temperature)          greedy once temperature < floor
//! Q(s, a)  <- Q(s, a) + rate (payoff + discount max_b Q(s', b) - Q(s, a))
//! temperature <- cooling x temperature after every encounter
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | s, s' | the partner's last action as read, before and after the encounter | C, D | mind 4 (0 for C, 1 for D) |
//! | Q(s, a) | worth (payoff), 0 at the start | any | mind 0 to 3: (C,C), (C,D), (D,C), (D,D) |
//! | temperature | how freely it explores (payoff) | > 0 | mind 5, [`QLearning::temperature`] at the start |
//! | rate, discount | of learning, of the future | [0, 1], [0, 1) | [`QLearning::rate`], [`QLearning::discount`] |
//!
//! Source: Watkins (1989), Learning from Delayed Rewards; Boltzmann exploration with cooling as in Sandholm & Crites
//! (1996), Biosystems 37:147 (temperature 5 x 0.999^n, none below 0.01; rate 0.2, discount 0.95). Before the first
//! encounter the partner counts as having cooperated. A greedy tie is an even choice.
//!
//! ```
//! use comity::game::Action::{Cooperate, Defect};
//! use comity::strategy::learner::QLearning;
//! let rule = QLearning::DEFAULT;
//! let mut mind = rule.start();
//! rule.learn(&mut mind, Defect, Cooperate, 5.0);
//! assert_eq!(mind[1], 1.0); // Q(C, D) = 0.2 x 5
//! rule.learn(&mut mind, Cooperate, Cooperate, 3.0);
//! assert!((mind[0] - 0.79).abs() < 1e-15); // Q(C, C) = 0.2 (3 + 0.95 x 1)
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::mind::Mind;
use crate::game::Action;
use crate::units::{Discount, NonNegative, Positive, Probability, logistic};

/// `q_learning = { rate = 0.2, discount = 0.95, temperature = 5, cooling = 0.999, floor = 0.01 }`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct QLearning {
    /// How far one payoff moves the worth of an action (0 to 1).
    pub rate: Probability,
    /// Weight of the next encounter against this one (0 to 1, 1 excluded).
    pub discount: Discount,
    /// How freely it explores at the start (payoff, above 0).
    pub temperature: Positive,
    /// What is left of the temperature after each encounter (0 to 1; 1: it never cools).
    pub cooling: Probability,
    /// Temperature (payoff) below which it takes what it holds to be best.
    pub floor: NonNegative,
}

impl QLearning {
    /// The parameters of Sandholm & Crites (1996).
    pub const DEFAULT: Self = Self {
        rate: Probability::constant(0.2),
        discount: Discount::constant(0.95),
        temperature: Positive::constant(5.0),
        cooling: Probability::constant(0.999),
        floor: NonNegative::constant(0.01),
    };

    /// The mind before the first encounter.
    pub fn start(&self) -> Mind {
        [0.0, 0.0, 0.0, 0.0, 0.0, self.temperature.get()]
    }

    /// Probability to cooperate.
    #[inline]
    pub fn cooperate(&self, mind: &Mind) -> f64 {
        let state = place(mind);
        let advantage = mind[state] - mind[state + 1];
        if mind[5] < self.floor.get() || mind[5] <= 0.0 {
            if advantage == 0.0 { 0.5 } else { f64::from(u8::from(advantage > 0.0)) }
        } else {
            logistic(advantage / mind[5])
        }
    }

    /// Learns from one encounter.
    #[inline]
    pub fn learn(&self, mind: &mut Mind, own: Action, read: Action, payoff: f64) {
        let at = place(mind) + own as usize;
        mind[4] = f64::from(read as u8);
        let next = place(mind);
        let best = mind[next].max(mind[next + 1]);
        mind[at] += self.rate.get() * (payoff + self.discount.get() * best - mind[at]);
        mind[5] *= self.cooling.get();
    }
}

impl Default for QLearning {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Where the two worths of the present state stand.
#[inline]
fn place(mind: &Mind) -> usize {
    if mind[4] == 0.0 { 0 } else { 2 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::Action::{Cooperate, Defect};

    #[test]
    fn the_state_is_the_last_move_read() {
        let rule = QLearning::DEFAULT;
        let mut mind = rule.start();
        rule.learn(&mut mind, Cooperate, Defect, 0.0);
        rule.learn(&mut mind, Defect, Defect, 1.0);
        assert_eq!(mind[..5], [0.0, 0.0, 0.0, 0.2, 1.0]);
    }

    /// Advantage 1 at temperature 2 is logistic(1/2); below the floor it is certain; without an advantage it is even.
    #[test]
    fn exploration_cools_to_greed() {
        let rule = QLearning::DEFAULT;
        assert!((rule.cooperate(&[1.0, 0.0, 0.0, 0.0, 0.0, 2.0]) - 0.622_459_331_201_854_6).abs() < 1e-12);
        assert_eq!(rule.cooperate(&[1.0, 0.0, 0.0, 0.0, 0.0, 0.009]), 1.0);
        assert_eq!(rule.cooperate(&[1.0, 0.0, 0.0, 0.0, 1.0, 0.009]), 0.5);
    }
}
