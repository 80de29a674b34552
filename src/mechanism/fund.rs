//! The protection fund: members pay together for the protection of critical systems.
//!
//! ```text
//! g_i    = rate m c_i^burden / sum_members c^burden           m members; paid by i each round, by-capability
//!        = rate                                               equal
//!        = g_i' + (max(0, m K - sum_(j != i) g_j') - g_i')/m  voluntary, g' of the last round, 0 before the first
//! K      = max(0, ln(zeta H_i/m)/zeta)                         what is best to reach together (as a mean) for i alone
//! H_i    = harm sum_j f_ij (1 - rho_ij) (1 - tau_ij)           what i expects to lose to its partners in a round
//! G      = mean (sum), least (weakest-link) or greatest (best-shot) of the g_i
//! shield = 1 - exp(-zeta G)        of members (club) or of all (public good)
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | rate | mean contribution of a member per round | payoff, >= 0 | [`Fund::rate`] |
//! | zeta | effectiveness of what is spent | >= 0 | [`Fund::effectiveness`] |
//! | f_ij | frequency of encounters | (0, 1] | [`crate::network::Meetings::frequency`] |
//! | rho_ij, tau_ij | relative power over the partner, trust in it | [0, 1] | `Standing::power`, `World::trust` |
//! | match | what the strong add to each unit of the weak, if matching | >= 0 | [`Fund::matching`] |
//! | denial | share of the shield that also denies the attacker its rent | [0, 1] | [`Fund::denial`] |
//! | burden | exponent of burden sharing | any | `mechanisms.burden` |
//!
//! Source: aggregation technologies: Hirshleifer (1983), Public Choice 41:371; financing of critical infrastructure is in the source
//! paper's second way out; voluntary gifts: Bergstrom, Blume & Varian (1986), J. Public Economics 29:25; matching as a subsidy:
//! Boadway, Pestieau & Wildasin (1989), J. Public Economics 39:157. It exists while a convention is in force. Without denial it is a
//! moral hazard: defecting on the protected costs them less, so deters less.
//!
//! Voluntary: a member weighs the harm that the shield spares itself, -H_i exp(-zeta G) - g_i, against the others' gifts of the last
//! round: gifts are perfect substitutes, so that its best reply fills up what is missing to m K. All move at once; were each to go all
//! the way they would overshoot for ever, so each goes one m-th of it, which brings equals to their equilibrium in one step. What
//! a shield deters is not weighed, and a game without harm moves nobody to give.
//!
//! Matching: only the weak give voluntarily, and know that the strong add match for each unit, up to what they would pay by capability,
//! C together. With W the weak's sum a weak member replies to
//! ```text
//! W*  = max(min(m K(1 + match)/(1 + match), C/match), m K(1) - C)    K(e) = max(0, ln(e zeta H_i/m)/zeta)
//! ```
//! and the strong pay min(match W, C) of this round's W, divided by capability^burden. As steps, those of the w weak members are one
//! w-th.
//!
//! ```
//! use comity::mechanism::Fund;
//! let fund = Fund::default(); // rate 0.1, effectiveness 1, sum
//! // two members, capabilities 0.8 and 0.2: they pay 0.16 and 0.04, the mean is the rate
//! let paid = [0.1 * 2.0 * 0.8, 0.1 * 2.0 * 0.2];
//! assert!((fund.shield(paid.into_iter()) - (1.0 - 0.9048374180359595)).abs() < 1e-15);
//!
//! // Two members who each expect a harm of 4: together they want ln(4/2) on average, so each pays ln 2.
//! let want = fund.wanted(4.0, 2, None);
//! assert!((want - 2.0 * std::f64::consts::LN_2).abs() < 1e-15);
//! assert!((fund.step(0.0, want - 0.0, 2) - std::f64::consts::LN_2).abs() < 1e-15);
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
    /// Who pays how much.
    #[serde(skip_serializing_if = "Contributions::is_default")]
    pub contributions: Contributions,
    /// What the strong add to each unit that the weak pay, where contributions are `matching` (at least 0).
    #[serde(rename = "match", skip_serializing_if = "is_one")]
    pub matching: NonNegative,
}

fn is_one(matching: &NonNegative) -> bool {
    matching.get() == 1.0
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
            contributions: Contributions::ByCapability,
            matching: NonNegative::constant(1.0),
        }
    }
}

/// Who pays how much to a fund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Contributions {
    /// Members pay in proportion to capability^burden, on average the rate.
    ByCapability,
    /// Every member pays the rate.
    Equal,
    /// Members move towards their best reply to what the others paid in the last round; only with the aggregator `sum`.
    Voluntary,
    /// The weak give voluntarily, the strong add to it, up to what they would pay by capability; only with the aggregator `sum`.
    Matching,
}

impl Contributions {
    fn is_default(&self) -> bool {
        *self == Self::ByCapability
    }

    /// Do they answer what was paid in the last round?
    pub fn are_replies(self) -> bool {
        matches!(self, Self::Voluntary | Self::Matching)
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

    /// What a member that expects a harm wants the givers to pay together (payoff): it would pay whatever is missing itself.
    ///
    /// There are `members`; `limit` is the most that the strong add, where they match what the weak pay.
    pub fn wanted(&self, harm: f64, members: u32, limit: Option<f64>) -> f64 {
        let (zeta, m) = (self.effectiveness.get(), f64::from(members));
        let together = |each: f64| {
            let gain = each * zeta * harm / m;
            if gain > 1.0 { m * libm::log(gain) / zeta } else { 0.0 }
        };
        let matching = self.matching.get();
        match limit {
            Some(limit) if matching > 0.0 => {
                let matched = together(1.0 + matching) / (1.0 + matching);
                matched.min(limit / matching).max(together(1.0) - limit)
            }
            _ => together(1.0),
        }
    }

    /// What a giver pays that paid `before` and would best pay `missing` (below 0: nothing), one of so many `givers`.
    pub fn step(&self, before: f64, missing: f64, givers: u32) -> f64 {
        before + (missing.max(0.0) - before) / f64::from(givers)
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
    /// Against every other gift on a grid: nobody who expects this harm would rather have paid more or less.
    #[test]
    fn what_is_wanted_is_the_best_reply() {
        let fund =
            Fund { effectiveness: NonNegative::constant(0.8), matching: NonNegative::constant(0.5), ..Fund::default() };
        for (harm, members, others, limit) in [
            (6.0, 3, 0.4, None),
            (1.0, 3, 0.0, None),
            (6.0, 3, 0.4, Some(9.0)),
            (6.0, 3, 0.2, Some(0.1)),
            (6.0, 3, 0.2, Some(0.5)),
        ] {
            let worth = |gift: f64| {
                let weak = gift + others;
                let added = limit.map_or(0.0, |limit: f64| (0.5 * weak).min(limit));
                -harm * libm::exp(-0.8 * (weak + added) / f64::from(members)) - gift
            };
            let best = (fund.wanted(harm, members, limit) - others).max(0.0);
            for step in 0..4000 {
                let gift = f64::from(step) * 1e-3;
                assert!(
                    worth(gift) <= worth(best) + 1e-12,
                    "harm {harm}, limit {limit:?}: {gift} is better than {best}"
                );
            }
        }
    }

    /// Three who expect the same harm are at their equilibrium after one step; of unequal ones the one that wants most comes to pay
    /// it all.
    #[test]
    fn steps_lead_to_the_equilibrium() {
        let fund = Fund::default();
        for harms in [[9.0, 9.0, 9.0], [9.0, 8.0, 4.0]] {
            let wanted = harms.map(|harm| fund.wanted(harm, 3, None));
            let mut paid = [0.0; 3];
            for _ in 0..2000 {
                let sum: f64 = paid.iter().sum();
                paid = std::array::from_fn(|i| fund.step(paid[i], wanted[i] - (sum - paid[i]), 3));
            }
            let sum: f64 = paid.iter().sum();
            for (i, paid) in paid.iter().enumerate() {
                assert!((paid - (wanted[i] - (sum - paid)).max(0.0)).abs() < 1e-9, "{harms:?}: {paid}");
            }
            assert!((sum - wanted[0]).abs() < 1e-9, "{harms:?}: {sum}");
        }
    }

    /// The default rule is not written, so that the content of a cell is as it was before there were others.
    #[test]
    fn the_default_rule_leaves_no_trace() {
        let text = toml::to_string(&Fund::default()).unwrap();
        assert!(!text.contains("contributions") && !text.contains("match"), "{text}");
        let fund: Fund = toml::from_str("contributions = 'matching'\nmatch = 0.5").unwrap();
        assert_eq!((fund.contributions, fund.matching.get()), (Contributions::Matching, 0.5));
    }
}
