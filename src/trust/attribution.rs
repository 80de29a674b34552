//! The fog of attribution: who did it is not known for sure, not at once, and not to everyone alike.
//!
//! ```text
//! misattribution  m_i = rate (1 - skill c_i): a defection of j that i noticed is blamed on another of those that i met, uniformly;
//!                 i then reads j as cooperating and the other as defecting, whatever it did
//! proof           P(D | sign of D) = (1 - tau)(1 - miss) / [(1 - tau)(1 - miss) + tau false_alarm]; i reads D only if this exceeds
//!                 p*, else C
//! majority        P(wrong) = P(more than n/2 of n members err) + P(exactly n/2 err) / 2, each on its own with its own errors
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | rate, skill | misattribution by an observer without capability; how much capability lowers it | [0, 1] | [`Attribution::misattribution`], [`Attribution::skill`] |
//! | c_i, tau | the observer's capability, and its trust in the partner | [0, 1] | `World` |
//! | p* | the standard of proof | [0, 1) | [`Attribution::proof`] |
//! | d | rounds until a reading arrives | >= 0 | [`Attribution::delay`] |
//! | miss, false_alarm | the observer's reading errors, times `perceived` where it judges by them | [0, 1/2] | [`super::reading::Errors`] |
//!
//! - **Delay.** What i reads of an encounter of round t arrives at the end of round t + d, and only then moves its automaton
//!   and its trust, with what i itself did in round t. Before the first reading arrives automata stand at their start
//!   and trust, relaxation and gossip included, stays as it is; learners and the norm go by the last reading that arrived.
//! - **Proof** is weighed when a reading arrives; the benefit of the doubt counts as cooperation, for automata and trust alike.
//! - **Signals.** Private: every observer errs on its own. Public: one draw for each agent and round, which all that met it
//!   share; each has the errors that it had, but they err together.
//! - **Pooling.** Inside a convention in force, or a front, members read everyone with the sight of their best-sighted
//!   member, or by a majority of independent looks by all members, and so know who did it; whoever is looked at does not
//!   count. Distance and verification stay those of the pair.
//! - **Perceived.** What observers think that their reading errors are: the true ones times this, at most 1/2. The `bayes` rule of
//!   trust and the standard of proof go by it.
//!
//! Source: Baliga, Bueno de Mesquita & Wolitzky (2020), "Deterrence with imperfect attribution", Am. Political Science Rev.
//! 114:1155; Edwards, Furnas, Forrest & Axelrod (2017), "Strategic aspects of cyberattack, attribution, and blame", PNAS 114:2825.
//! Majorities: Condorcet (1785). Assumed: only defections that took place and were noticed are blamed on others; an
//! observer reckons with its reading errors, not with misattribution; there is nobody to blame for one who met a single partner.
//!
//! ```
//! use comity::trust::attribution::{Attribution, majority, posterior};
//! use comity::trust::reading::Errors;
//! let fog: Attribution = toml::from_str("misattribution = 0.4\nskill = 0.5")?;
//! assert!((fog.blames_another(0.8) - 0.24).abs() < 1e-15); // 0.4 (1 - 0.5 x 0.8)
//! // Trust 0.8, miss 0.1, false alarm 0.05: 0.2 x 0.9 / (0.18 + 0.04) = 0.818...
//! let errors = Errors { miss: 0.1, alarm: 0.05 };
//! assert!((posterior(0.8, errors) - 0.18 / 0.22).abs() < 1e-15);
//! // Three that err with 0.1 each: 3 x 0.01 x 0.9 + 0.001 = 0.028; two: 0.01 + 0.18 / 2 = 0.1, no better than one.
//! assert!((majority(&[0.1, 0.1, 0.1], &mut Vec::new()) - 0.028).abs() < 1e-15);
//! assert!((majority(&[0.1, 0.1], &mut Vec::new()) - 0.1).abs() < 1e-15);
//! # Ok::<(), toml::de::Error>(())
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::reading::Errors;
use crate::units::{Discount, NonNegative, Probability};

/// The fog of attribution: `[attribution]`; absent, every reading is of whom it seems to be, at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Attribution {
    /// Is it on?
    pub enabled: bool,
    /// Probability that an observer without capability blames a noticed defection on another of those it met (0 to 1).
    pub misattribution: Probability,
    /// How much capability lowers that (0: not at all, 1: full capability always knows who it was).
    pub skill: Probability,
    /// Rounds until a reading arrives (0: at the end of its own round).
    pub delay: u8,
    /// The standard of proof: a defection is read as one only if its posterior probability exceeds this (0 to 1, 1 excluded; 0: every
    /// sign counts).
    pub proof: Discount,
    /// Whether observers err each on its own, or all that met an agent together.
    pub signals: Signals,
    /// Whether members of a convention or of a front share their sight.
    pub pooled: Pooled,
    /// Reading errors as observers think they are, over the true ones (at least 0; 1: known).
    pub perceived: NonNegative,
}

impl Default for Attribution {
    fn default() -> Self {
        Self {
            enabled: true,
            misattribution: Probability::constant(0.0),
            skill: Probability::constant(1.0),
            delay: 0,
            proof: Discount::constant(0.0),
            signals: Signals::Private,
            pooled: Pooled::Never,
            perceived: NonNegative::constant(1.0),
        }
    }
}

/// Who shares a draw of error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Signals {
    /// Every observer errs on its own.
    #[default]
    Private,
    /// All that met an agent in a round share one draw.
    Public,
}

/// Who shares sight, and how: `"never"`, `{ convention = "best" }`, `{ front = "majority" }`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Pooled {
    /// Everyone sees with its own eyes.
    #[default]
    Never,
    /// The members of a convention in force.
    Convention(Sight),
    /// The members of a front of the weak.
    Front(Sight),
}

/// What members of a pool see with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Sight {
    /// The sight of the most capable of them.
    Best,
    /// What the majority of them sees.
    Majority,
}

impl Attribution {
    /// Probability that an observer of this capability blames a noticed defection on another.
    #[inline]
    pub fn blames_another(&self, capability: f64) -> f64 {
        self.misattribution.get() * (1.0 - self.skill.get() * capability)
    }

    /// Is what seems to be a defection proven, at this trust and with these errors?
    #[inline]
    pub fn proves(&self, trust: f64, errors: Errors) -> bool {
        self.proof.get() == 0.0 || posterior(trust, self.believed(errors)) > self.proof.get()
    }

    /// Reading errors as an observer thinks they are.
    #[inline]
    pub fn believed(&self, errors: Errors) -> Errors {
        let scale = self.perceived.get();
        Errors { miss: (scale * errors.miss).min(0.5), alarm: (scale * errors.alarm).min(0.5) }
    }
}

/// P(defected | a sign of defection), for an observer that expects cooperation with probability `trust`; 1 where no false alarm is possible.
#[inline]
pub fn posterior(trust: f64, errors: Errors) -> f64 {
    if errors.alarm == 0.0 {
        return 1.0;
    }
    let guilty = (1.0 - trust) * (1.0 - errors.miss);
    guilty / (guilty + trust * errors.alarm)
}

/// Probability that a majority is wrong, of members that err independently with these probabilities; a tie is decided by a fair coin.
///
/// `counts` is room for the distribution of the number that err.
pub fn majority(errors: &[f64], counts: &mut Vec<f64>) -> f64 {
    counts.clear();
    counts.push(1.0);
    for &p in errors {
        counts.push(0.0);
        for k in (0..counts.len()).rev() {
            let from_below = if k > 0 { counts[k - 1] * p } else { 0.0 };
            counts[k] = counts[k] * (1.0 - p) + from_below;
        }
    }
    let n = errors.len();
    let wrong = |(k, &p): (usize, &f64)| {
        if 2 * k > n {
            p
        } else if 2 * k == n {
            p / 2.0
        } else {
            0.0
        }
    };
    counts.iter().enumerate().map(wrong).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trusted_partner_gets_the_benefit_of_the_doubt() {
        let fog: Attribution = toml::from_str("proof = 0.5").unwrap();
        let errors = Errors { miss: 0.1, alarm: 0.05 };
        // (1 - tau) 0.9 = tau 0.05 at tau = 18/19.
        assert!(fog.proves(0.94, errors) && !fog.proves(0.95, errors));
        assert!(fog.proves(1.0, Errors { miss: 0.1, alarm: 0.0 }), "what cannot be false is proof");
        assert!(Attribution::default().proves(1.0, errors), "without a standard every sign counts");
    }

    /// Who thinks that it errs twice as often needs more: (1 - tau) 0.8 = tau 0.1 at tau = 8/9.
    #[test]
    fn perceived_errors_move_the_proof() {
        let fog: Attribution = toml::from_str("proof = 0.5\nperceived = 2").unwrap();
        let errors = Errors { miss: 0.1, alarm: 0.05 };
        assert!(fog.proves(0.88, errors) && !fog.proves(0.89, errors));
        assert_eq!(fog.believed(Errors { miss: 0.4, alarm: 0.1 }), Errors { miss: 0.5, alarm: 0.2 });
    }

    #[test]
    fn tables_read_as_they_are_written() {
        let pooled = |text: &str| toml::from_str::<Attribution>(text).unwrap().pooled;
        assert_eq!(pooled(""), Pooled::Never);
        assert_eq!(pooled("pooled = { convention = 'best' }"), Pooled::Convention(Sight::Best));
        assert_eq!(pooled("pooled = { front = 'majority' }"), Pooled::Front(Sight::Majority));
    }

    /// One sees with its own eyes; unequal members: 0.1 0.2 0.7 + 0.1 0.8 0.3 + 0.9 0.2 0.3 + 0.1 0.2 0.3 = 0.098.
    #[test]
    fn majorities_by_hand() {
        assert_eq!(majority(&[0.3], &mut Vec::new()), 0.3);
        assert!((majority(&[0.1, 0.2, 0.3], &mut Vec::new()) - 0.098).abs() < 1e-15);
        assert_eq!(majority(&[], &mut Vec::new()), 0.5);
    }
}
