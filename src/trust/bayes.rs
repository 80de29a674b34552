//! Bayesian trust: a filter over what the partner may be.
//!
//! ```text
//! partner is one of: untriggered reciprocator (start tau0), triggered reciprocator (0), defector (1 - tau0)
//! weigh each by the likelihood of the reading: the untriggered acts C, the other two D, up to slip; read with i's errors
//! then untriggered -> triggered with the probability that j read i's executed act as D
//! tau = P(untriggered)
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | P(untriggered), P(triggered) | belief; the defector has the rest | [0, 1] | `World::evidence` |
//! | slip | an intended action is flipped | [0, 1] | [`crate::trust::Noise::slip`] |
//! | errors | i's errors in reading j, and j's in reading i | [0, 1/2] | [`Errors`] |
//!
//! Source: the hidden Markov filter (Rabiner 1989, Proc. IEEE 77:257, forward algorithm) on the types of the deliberate strategy.
//! Relaxation and gossip rescale the filter: the other two keep their proportion.
//!
//! ```
//! use comity::game::Action::{Cooperate, Defect};
//! use comity::trust::{bayes, reading::Errors};
//! // No errors, slip 0.1: reading C from prior 1/2 gives 0.9 x 0.5 / (0.9 x 0.5 + 0.1 x 0.5) = 0.9
//! let sharp = Errors { miss: 0.0, alarm: 0.0 };
//! let mut belief = [0.5, 0.0];
//! let tau = bayes::after(&mut belief, 0.1, sharp, sharp, Cooperate, Cooperate);
//! assert!((tau - 0.9).abs() < 1e-15);
//! // Having defected itself, seen for sure, it expects to have triggered the partner.
//! assert_eq!(bayes::after(&mut belief, 0.1, sharp, sharp, Defect, Cooperate), 0.0);
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::reading::Errors;
use crate::game::Action;

/// The Bayesian rule: `[trust.rule.bayes]`; it has no parameters of its own.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Bayes {}

/// The belief [P(untriggered), P(triggered)] at a prior trust.
pub fn start(prior: f64) -> [f64; 2] {
    [prior, 0.0]
}

/// Takes in one encounter and returns the new trust.
///
/// `errors` are the observer's in reading the partner, `partner_errors` the partner's in reading the observer.
#[inline]
pub fn after(
    belief: &mut [f64; 2],
    slip: f64,
    errors: Errors,
    partner_errors: Errors,
    own: Action,
    read: Action,
) -> f64 {
    // Probability of reading C from a partner that intends C, and from one that intends D.
    let from_c = (1.0 - slip) * (1.0 - errors.alarm) + slip * errors.miss;
    let from_d = slip * (1.0 - errors.alarm) + (1.0 - slip) * errors.miss;
    let (cooperator, defector) = if read.cooperates() { (from_c, from_d) } else { (1.0 - from_c, 1.0 - from_d) };
    let untriggered = belief[0] * cooperator;
    let triggered = belief[1] * defector;
    let total = untriggered + triggered + (1.0 - belief[0] - belief[1]).max(0.0) * defector;
    // A reading that was held impossible teaches nothing.
    let (untriggered, triggered) =
        if total > 0.0 { (untriggered / total, triggered / total) } else { (belief[0], belief[1]) };
    let seen_defecting = if own.cooperates() { partner_errors.alarm } else { 1.0 - partner_errors.miss };
    *belief = [untriggered * (1.0 - seen_defecting), triggered + untriggered * seen_defecting];
    belief[0]
}

/// Moves the belief to a trust set from outside (relaxation, gossip), keeping the proportion of the other two.
#[inline]
pub fn rescale(belief: &mut [f64; 2], trust: f64) {
    let rest = 1.0 - belief[0];
    let triggered = if rest > 0.0 { belief[1] * (1.0 - trust) / rest } else { 0.0 };
    *belief = [trust, triggered];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn belief_stays_a_distribution() {
        let errors = Errors { miss: 0.1, alarm: 0.05 };
        let mut belief = start(0.6);
        for round in 0..200 {
            let own = Action::cooperate_if(round % 7 != 0);
            let read = Action::cooperate_if(round % 5 != 0);
            after(&mut belief, 0.01, errors, errors, own, read);
            let tau = (belief[0] + 0.02 * (0.6 - belief[0])).clamp(0.0, 1.0);
            rescale(&mut belief, tau);
            assert!(belief.iter().all(|p| (0.0..=1.0).contains(p)) && belief[0] + belief[1] <= 1.0 + 1e-12);
        }
    }

    #[test]
    fn an_impossible_reading_teaches_nothing() {
        let sharp = Errors { miss: 0.0, alarm: 0.0 };
        let mut belief = [1.0, 0.0];
        assert_eq!(after(&mut belief, 0.0, sharp, sharp, Action::Cooperate, Action::Defect), 1.0);
    }
}
