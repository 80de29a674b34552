//! A norm that spreads by thresholds: each adopts it once enough of its neighbours have.
//!
//! ```text
//! t_i ~ normal(mean, sd), drawn once
//! i adopts at the end of a round in which (adopters among its neighbours) / (its neighbours) >= t_i
//! concern of an adopter: alpha_i + concern
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | mean, sd | of the thresholds, as shares of the neighbours | any, >= 0 | [`Cascade::mean`], [`Cascade::sd`] |
//! | t_i | threshold of i; at 0 or below it adopts unasked, above 1 never | any | `Adoption::threshold` |
//! | concern | what adoption adds to concern for others | >= 0 | [`Cascade::concern`] |
//!
//! Source: Granovetter (1978), Am. J. Sociology 83:1420; on networks Watts (2002), PNAS 99:5766; norms that emerge and then
//! cascade: Finnemore & Sikkink (1998), International Organization 52:887. Seeds by greedy choice: Kempe, Kleinberg & Tardos
//! (2003), KDD 137. Neighbours are those met in the round; who meets nobody decides nothing. Seeds are adopters from the
//! start. Adoption is for ever; with `abandon` everyone, seeds included, decides anew in each round. What adoption added is
//! taken away again then, as far as it is still there. Where a mechanism `norm` moves concern as well, its bound holds from the next
//! round on.
//!
//! ```
//! use comity::mechanism::cascade::spread;
//! // A path 0 - 1 - 2 - 3: the second needs one of its two neighbours, the third both, and so the fourth never comes to it.
//! let neighbours = [vec![1], vec![0, 2], vec![1, 3], vec![2]];
//! let mut adopted = [true, false, false, false];
//! assert_eq!(spread(&[1.0, 0.5, 1.0, 0.5], &neighbours, &mut adopted), 2);
//! assert_eq!(adopted, [true, true, false, false]);
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Finite, NonNegative};

/// A cascade of a norm: `[mechanisms.cascade]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Cascade {
    /// Is it on?
    pub enabled: bool,
    /// Mean threshold (share of the neighbours).
    pub mean: Finite,
    /// Standard deviation of the thresholds (share, at least 0).
    pub sd: NonNegative,
    /// How many agents are adopters from the start.
    pub seeds: u32,
    /// Who they are.
    pub seeding: Seeding,
    /// What adoption adds to concern for others (weight of the partner's payoff, at least 0).
    pub concern: NonNegative,
    /// Does everyone decide anew in each round? Else adoption is for ever.
    pub abandon: bool,
}

impl Default for Cascade {
    fn default() -> Self {
        Self {
            enabled: true,
            mean: Finite::constant(0.25),
            sd: NonNegative::constant(0.1),
            seeds: 0,
            seeding: Seeding::Random,
            concern: NonNegative::constant(0.3),
            abandon: false,
        }
    }
}

/// Who the first adopters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Seeding {
    /// Drawn at random.
    Random,
    /// Those with the most neighbours, of equals the more capable.
    Central,
    /// One after the other whoever brings the largest cascade (worlds of up to 500 agents).
    Critical,
}

impl Cascade {
    /// Does an agent adopt where `adopters` of its `neighbours` (at least 1) have?
    #[inline]
    pub fn adopts(threshold: f64, adopters: u32, neighbours: u32) -> bool {
        f64::from(adopters) / f64::from(neighbours) >= threshold
    }
}

/// Lets a norm spread to the end from those who have it, nobody abandoning it; says how many have it then.
pub fn spread(thresholds: &[f64], neighbours: &[Vec<u32>], adopted: &mut [bool]) -> usize {
    let mut counts = vec![0_u32; thresholds.len()];
    let convinced = |i: usize, count: u32| {
        !neighbours[i].is_empty() && Cascade::adopts(thresholds[i], count, neighbours[i].len() as u32)
    };
    let mut waiting = Vec::with_capacity(thresholds.len());
    for (i, adopted) in adopted.iter_mut().enumerate() {
        *adopted |= convinced(i, 0);
        if *adopted {
            waiting.push(i);
        }
    }
    let mut adopters = 0;
    while let Some(i) = waiting.pop() {
        adopters += 1;
        for &j in &neighbours[i] {
            let j = j as usize;
            counts[j] += 1;
            if !adopted[j] && convinced(j, counts[j]) {
                adopted[j] = true;
                waiting.push(j);
            }
        }
    }
    adopters
}

/// Seeds chosen one after the other, each the agent that brings the largest cascade with those before; of equals the first.
pub fn critical(thresholds: &[f64], neighbours: &[Vec<u32>], seeds: usize) -> Vec<usize> {
    let mut reached = vec![false; thresholds.len()];
    spread(thresholds, neighbours, &mut reached);
    let mut chosen: Vec<usize> = Vec::with_capacity(seeds);
    while chosen.len() < seeds.min(thresholds.len()) {
        let mut best: Option<(usize, usize, Vec<bool>)> = None;
        for i in (0..thresholds.len()).filter(|i| !chosen.contains(i)) {
            // Who is reached anyway brings nobody; it is chosen only where everyone is.
            if reached[i] && best.is_some() {
                continue;
            }
            let mut with = reached.clone();
            with[i] = true;
            let size = spread(thresholds, neighbours, &mut with);
            if best.as_ref().is_none_or(|(_, most, _)| size > *most) {
                best = Some((i, size, with));
            }
        }
        let Some((i, _, with)) = best else { break };
        chosen.push(i);
        reached = with;
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A star whose centre waits for all four others; each of these needs the centre.
    fn star() -> (Vec<f64>, Vec<Vec<u32>>) {
        (vec![1.0, 0.9, 0.9, 0.9, 0.9], vec![vec![1, 2, 3, 4], vec![0], vec![0], vec![0], vec![0]])
    }

    #[test]
    fn the_critical_seed_is_the_one_that_brings_all() {
        let (thresholds, neighbours) = star();
        assert_eq!(critical(&thresholds, &neighbours, 1), [0]);
        // Once all are reached the next is any: the first.
        assert_eq!(critical(&thresholds, &neighbours, 2), [0, 1]);
        assert_eq!(critical(&thresholds, &neighbours, 9).len(), 5);
    }

    /// Two triangles, joined by nothing. One seed turns all of the first; in the second 3 or 5 turn 4 and then each other, 4 turns
    /// nobody.
    #[test]
    fn the_second_seed_goes_where_the_first_does_not_reach() {
        let neighbours = [vec![1, 2], vec![0, 2], vec![0, 1], vec![4, 5], vec![3, 5], vec![3, 4]];
        let thresholds = [0.5, 0.5, 0.5, 1.0, 0.5, 1.0];
        assert_eq!(critical(&thresholds, &neighbours, 2), [0, 3]);
    }

    #[test]
    fn those_without_neighbours_stay_as_they_are() {
        let mut adopted = [false, true];
        assert_eq!(spread(&[-1.0, 0.5], &[vec![], vec![]], &mut adopted), 1);
        assert_eq!(adopted, [false, true]);
    }
}
