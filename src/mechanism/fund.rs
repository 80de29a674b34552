//! The protection fund: members pay together for the protection of critical systems.
//!
//! ```text
//! g_i    = rate m c_i^burden / sum_members c^burden           m members; paid by i each round
//! G      = mean (sum), least (weakest-link) or greatest (best-shot) of the g_i
//! shield = 1 - exp(-zeta G)        of members (club) or of all (public good)
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | rate | mean contribution of a member per round | payoff, >= 0 | [`Fund::rate`] |
//! | zeta | effectiveness of what is spent | >= 0 | [`Fund::effectiveness`] |
//! | denial | share of the shield that also denies the attacker its rent | [0, 1] | [`Fund::denial`] |
//! | burden | exponent of burden sharing | any | `mechanisms.burden` |
//!
//! Source: aggregation technologies: Hirshleifer (1983), Public Choice 41:371; financing of critical infrastructure is in the source
//! paper's second way out. It exists while a convention is in force. Without denial it is a moral hazard: defecting on the
//! protected costs them less, so deters less.
//!
//! ```
//! use comity::mechanism::Fund;
//! let fund = Fund::default(); // rate 0.1, effectiveness 1, sum
//! // two members, capabilities 0.8 and 0.2: they pay 0.16 and 0.04, the mean is the rate
//! let paid = [0.1 * 2.0 * 0.8, 0.1 * 2.0 * 0.2];
//! assert!((fund.shield(paid.into_iter()) - (1.0 - 0.9048374180359595)).abs() < 1e-15);
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{NonNegative, Probability};

/// A protection fund: `[mechanisms.fund]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Fund {
    /// Is it on?
    pub enabled: bool,
    /// Mean contribution of a member (payoff per round, at least 0).
    pub rate: NonNegative,
    /// zeta: how well spending protects (per payoff, at least 0).
    pub effectiveness: NonNegative,
    /// Share of the shield that also denies an attacker its rent (0 to 1).
    pub denial: Probability,
    /// Whom the shield covers.
    pub covers: Covers,
    /// How contributions add up to protection.
    pub aggregator: Aggregator,
}

impl Default for Fund {
    fn default() -> Self {
        Self {
            enabled: true,
            rate: NonNegative::constant(0.1),
            effectiveness: NonNegative::constant(1.0),
            denial: Probability::constant(0.0),
            covers: Covers::Members,
            aggregator: Aggregator::Sum,
        }
    }
}

/// Whom a fund protects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Covers {
    /// Members only: a club good.
    Members,
    /// Everyone: a public good.
    All,
}

/// How contributions add up to protection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Aggregator {
    /// The mean of the contributions.
    Sum,
    /// The least contribution.
    WeakestLink,
    /// The greatest contribution.
    BestShot,
}

impl Fund {
    /// The shield that the members' contributions buy, in [0, 1); 0 without members.
    pub fn shield(&self, contributions: impl Iterator<Item = f64>) -> f64 {
        let (mut sum, mut least, mut greatest, mut members) = (0.0, f64::INFINITY, 0.0_f64, 0_u32);
        for contribution in contributions {
            sum += contribution;
            least = least.min(contribution);
            greatest = greatest.max(contribution);
            members += 1;
        }
        if members == 0 {
            return 0.0;
        }
        let aggregate = match self.aggregator {
            Aggregator::Sum => sum / f64::from(members),
            Aggregator::WeakestLink => least,
            Aggregator::BestShot => greatest,
        };
        1.0 - libm::exp(-self.effectiveness.get() * aggregate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aggregators_take_the_mean_the_least_or_the_greatest() {
        let paid = [0.1, 0.2, 0.6];
        for (aggregator, level) in [(Aggregator::Sum, 0.3), (Aggregator::WeakestLink, 0.1), (Aggregator::BestShot, 0.6)]
        {
            let fund = Fund { aggregator, ..Fund::default() };
            assert!((fund.shield(paid.into_iter()) - (1.0 - libm::exp(-level))).abs() < 1e-15, "{aggregator:?}");
        }
        assert_eq!(Fund::default().shield(std::iter::empty()), 0.0);
    }
}
