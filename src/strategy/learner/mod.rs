//! Strategies that change with what they live through: one small memory per side of an encounter.
//!
//! - [`mind`]: what is remembered of one partner
//! - [`bush_mosteller`]: stimulus and aspiration
//! - [`roth_erev`]: propensities of either action
//! - [`q_learning`]: the worth of actions
//! - [`calculator`]: twenty rounds of history, then a verdict
//!
//! A learner sees what an automaton sees (own action as executed, the partner's as read) and its own material payoff of
//! the encounter.

pub mod bush_mosteller;
pub mod calculator;
pub mod mind;
pub mod q_learning;
pub mod roth_erev;

pub use bush_mosteller::BushMosteller;
pub use mind::Mind;
pub use q_learning::QLearning;
pub use roth_erev::RothErev;

use super::facts::{Facts, Memory};
use crate::game::{Action, Payoffs};

/// A rule of learning with its parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Learner {
    /// Stimulus and aspiration.
    BushMosteller(BushMosteller),
    /// Propensities.
    RothErev(RothErev),
    /// The worth of actions.
    QLearning(QLearning),
    /// Joss for twenty rounds, then a verdict.
    Calculator,
}

impl Learner {
    /// The mind before the first encounter.
    pub fn start(&self) -> Mind {
        match self {
            Self::BushMosteller(rule) => rule.start(),
            Self::RothErev(rule) => rule.start(),
            Self::QLearning(rule) => rule.start(),
            Self::Calculator => calculator::START,
        }
    }

    /// Probability to intend cooperation, in [0, 1].
    #[inline]
    pub fn cooperate(&self, mind: &Mind) -> f64 {
        match self {
            Self::BushMosteller(_) => mind[0],
            Self::RothErev(_) => roth_erev::cooperate(mind),
            Self::QLearning(rule) => rule.cooperate(mind),
            Self::Calculator => calculator::cooperate(mind),
        }
    }

    /// Learns from one encounter: own action as executed, the partner's as read, the material payoff earned, and the
    /// payoffs that were at stake (rules scale the payoff by them).
    #[inline]
    pub fn learn(&self, mind: &mut Mind, own: Action, read: Action, payoff: f64, stakes: &Payoffs) {
        match self {
            Self::BushMosteller(rule) => rule.learn(mind, own, payoff, stakes),
            Self::RothErev(rule) => rule.learn(mind, own, payoff, stakes),
            Self::QLearning(rule) => rule.learn(mind, own, read, payoff),
            Self::Calculator => calculator::learn(mind, read),
        }
    }

    /// What is known of every learner: it remembers without bound, mixes, may be the first to defect, and cooperates
    /// less after a defection on its cooperation than after a cooperation.
    pub fn facts(&self) -> Facts {
        Facts { memory: Memory::Unbounded, stochastic: true, nice: false, provocable: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::Action::{Cooperate, Defect};

    const GAME: Payoffs = Payoffs::new(3.0, 0.0, 5.0, 1.0);

    #[test]
    fn stated_facts_hold() {
        let learners = [
            Learner::BushMosteller(BushMosteller::DEFAULT),
            Learner::RothErev(RothErev::DEFAULT),
            Learner::QLearning(QLearning::DEFAULT),
            Learner::Calculator,
        ];
        for learner in learners {
            let after = |read| {
                let mut mind = learner.start();
                learner.learn(&mut mind, Cooperate, read, GAME.at(Cooperate, read), &GAME);
                // Q-learning is asked again in the situation it learned about.
                if matches!(learner, Learner::QLearning(_)) {
                    mind[4] = 0.0;
                }
                learner.cooperate(&mind)
            };
            assert!(after(Defect) < after(Cooperate), "{learner:?}: provocable");
            assert!((0.0..1.0).contains(&after(Cooperate)), "{learner:?}: not nice, and mixes");
        }
    }
}
