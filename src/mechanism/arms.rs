//! An arms race among the strong: armament raises power in every encounter, and costs.
//!
//! ```text
//! E_ij = (capability of i when facing j) + x_i             in relative power alone
//! richardson   x_i += reaction X_i/m - fatigue x_i + grievance d_i
//! contest      x_i += 2/(m + 1) ( max(0, sqrt(prize X_i / price) - X_i) - x_i )
//!              x_i clamped to [0, max];  i pays price x_i per round
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | x_i | armament of a strong agent i; the weak have none | [0, max] | `World::arms` |
//! | m, X_i | strong neighbours of i met in the round, their armament together | >= 0 | - |
//! | d_i | share of them that defected on i | [0, 1] | - |
//! | reaction, fatigue, grievance | as Richardson's k, a and g | >= 0, [0, 1], >= 0 | [`Arms::reaction`], ... |
//! | prize | what the strong contend for, over all encounters | >= 0, payoff | [`Arms::prize`] |
//! | price | what a unit of armament costs per round | >= 0, payoff | [`Arms::price`] |
//!
//! Source: Richardson (1960), "Arms and Insecurity" (in rounds instead of continuous time; grievance fed by what was suffered);
//! Tullock (1980), "Efficient rent seeking". With the mean over neighbours the race settles iff reaction < fatigue, at grievance d /
//! (fatigue - reaction) where all suffer alike ([`crate::exact::richardson`]). In a contest everyone best replying at once would
//! overshoot among five or more; 2/(m + 1) of the way brings m + 1 equals to their equilibrium prize m / (price (m + 1)^2)
//! ([`crate::exact::contest`]) without. The prize itself is not paid to anybody: it is what armament is for beyond the
//! game. Who meets no strong agent in a round keeps its armament. Where armament costs nothing a contest takes a price of 1.
//!
//! ```
//! use comity::mechanism::arms::{Arms, Rivalry};
//! let arms = Arms::default(); // reaction 0.2, fatigue 0.3, grievance 0.1
//! // One rival with armament 1, which defected: 0.5 + 0.2 x 1 - 0.3 x 0.5 + 0.1.
//! assert!((arms.after(0.5, 1.0, 1, 1) - 0.65).abs() < 1e-15);
//! let contest = Arms { rule: Rivalry::Contest, ..Arms::default() }; // prize 1, price 0.1
//! assert!((contest.after(0.5, 2.5, 1, 0) - 2.5).abs() < 1e-12); // sqrt(10 x 2.5) - 2.5: the equilibrium
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{NonNegative, Positive, Probability};

/// An arms race among the strong: `[mechanisms.arms]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Arms {
    /// Is it on?
    pub enabled: bool,
    /// How the strong answer each other.
    pub rule: Rivalry,
    /// Armament of the strong at the start (capability, at least 0); a contest that starts from nothing never begins.
    pub start: NonNegative,
    /// What a unit of armament costs (payoff per round, at least 0).
    pub price: NonNegative,
    /// Richardson: how much one arms for a unit of the others' mean armament (per round, at least 0).
    pub reaction: NonNegative,
    /// Richardson: share of one's armament that is given up (per round, 0 to 1).
    pub fatigue: Probability,
    /// Richardson: how much one arms where all strong neighbours defect (capability per round, at least 0).
    pub grievance: NonNegative,
    /// Contest: what the strong contend for (payoff, at least 0).
    pub prize: NonNegative,
    /// The most armament (capability, above 0).
    pub max: Positive,
}

impl Default for Arms {
    fn default() -> Self {
        Self {
            enabled: true,
            rule: Rivalry::Richardson,
            start: NonNegative::constant(0.1),
            price: NonNegative::constant(0.1),
            reaction: NonNegative::constant(0.2),
            fatigue: Probability::constant(0.3),
            grievance: NonNegative::constant(0.1),
            prize: NonNegative::constant(1.0),
            max: Positive::constant(10.0),
        }
    }
}

/// How the strong answer each other's armament.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Rivalry {
    /// By reaction, fatigue and grievance.
    Richardson,
    /// By what is best in a contest for a prize.
    Contest,
}

impl Arms {
    /// Armament after a round with some strong rivals (at least 1), their armament together, and how many of them defected.
    pub fn after(&self, own: f64, others: f64, rivals: u32, defections: u32) -> f64 {
        let m = f64::from(rivals);
        let moved = match self.rule {
            Rivalry::Richardson => {
                let answer = self.reaction.get() * others / m + self.grievance.get() * f64::from(defections) / m;
                own + answer - self.fatigue.get() * own
            }
            Rivalry::Contest => {
                let price = if self.price.get() > 0.0 { self.price.get() } else { 1.0 };
                let best = ((self.prize.get() * others / price).sqrt() - others).max(0.0);
                own + 2.0 / (m + 1.0) * (best - own)
            }
        };
        moved.clamp(0.0, self.max.get())
    }

    /// What armament costs in a round (payoff).
    pub fn bill(&self, armament: f64) -> f64 {
        self.price.get() * armament
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn play(arms: &Arms, start: &[f64], defects: bool, rounds: u32) -> Vec<f64> {
        let mut x = start.to_vec();
        for _ in 0..rounds {
            let sum: f64 = x.iter().sum();
            let rivals = x.len() as u32 - 1;
            x = x.iter().map(|own| arms.after(*own, sum - own, rivals, if defects { rivals } else { 0 })).collect();
        }
        x
    }

    /// Any number of rivals, from equal and from unequal starts, comes to prize m / (price (m + 1)^2).
    #[test]
    fn a_contest_comes_to_its_equilibrium() {
        let arms = Arms {
            rule: Rivalry::Contest,
            prize: NonNegative::constant(3.0),
            price: NonNegative::constant(0.5),
            ..Arms::default()
        };
        for rivals in 2..9_u32 {
            let n = f64::from(rivals);
            let exact = 6.0 * (n - 1.0) / (n * n);
            for unequal in [0.0, 0.2] {
                let start: Vec<f64> = (0..rivals).map(|i| 0.1 + unequal * f64::from(i)).collect();
                let end = play(&arms, &start, false, 1000);
                assert!(end.iter().all(|x| (x - exact).abs() < 1e-9), "{rivals} rivals: {end:?}, {exact}");
            }
        }
    }

    /// Grievance 0.1 over fatigue less reaction 0.1: 1. With fatigue below reaction only the bound ends it.
    #[test]
    fn richardson_settles_or_runs_away() {
        let arms = Arms::default();
        assert!(play(&arms, &[0.0, 3.0, 0.5], true, 500).iter().all(|x| (x - 1.0).abs() < 1e-9));
        assert!(play(&arms, &[0.0, 3.0], false, 500).iter().all(|x| *x < 1e-9), "nobody has a grievance");
        let angry = Arms { reaction: NonNegative::constant(0.4), ..arms };
        assert_eq!(play(&angry, &[0.0, 0.0], true, 500), [10.0, 10.0]);
    }
}
