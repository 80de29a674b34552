//! Threshold cascades: who joins when each waits until enough others have.
//!
//! ```text
//! i joins once the share r that has joined is at least t_i,  F(r) share of the agents with t_i <= r
//! end of the cascade: the least r with r = F(r)
//! n agents, thresholds drawn alike, F_k chance that k others are enough:
//!   P(k join) = C(n, k) A_k (1 - F_k)^(n - k),  A_k = 1 - sum_(j < k) C(k, j) A_j (1 - F_j)^(k - j)
//! t ~ normal(mean, sd):  F(r) = (1 + erf( (r - mean)/(sd sqrt 2) )) / 2
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | r | share that has joined | [0, 1] | result of [`normal_thresholds`] |
//! | t_i | threshold of i: how many have to have joined before | any | argument `thresholds` |
//! | mean, sd | of the thresholds, as shares | any, > 0 | arguments |
//!
//! Source: Granovetter (1978), Am. J. Sociology 83:1420. Those below 0 join unasked, those above 1 never. F(r) - r has one
//! valley and one peak, at the two shares where the density of thresholds is 1; between and beside them it is monotone, so that the
//! least fixed point is found by halving. The distribution among n: A_k is the chance that k agents convince each other to the
//! last, which is what is left when they are not stopped at any j before (as the final size of an epidemic, Ball 1986, Adv. Applied
//! Probability 18:289).
//!
//! ```
//! use comity::exact::cascade::{joined, normal_thresholds, sizes};
//! // The same mean: a little more spread, and nearly everyone joins.
//! assert!((normal_thresholds(0.25, 0.12).unwrap() - 0.0402).abs() < 1e-4);
//! assert!(normal_thresholds(0.25, 0.20).unwrap() > 0.9999);
//! // A hundred people with thresholds 0, 1, ..., 99 riot to the last; let the second wait for two, and one riots alone.
//! let mut crowd: Vec<f64> = (0..100).map(f64::from).collect();
//! assert_eq!(joined(&crowd), 100);
//! crowd[1] = 2.0;
//! assert_eq!(joined(&crowd), 1);
//! // Two who join unasked with chance 1/2, and else once the other has: none with chance 1/4, else both.
//! assert_eq!(sizes(2, |others| [0.5, 1.0, 1.0][others]), Some(vec![0.25, 0.0, 0.75]));
//! ```

/// Halvings of an interval within [0, 1]: beyond the resolution of a number.
const HALVINGS: u32 = 1100;

/// Share of the thresholds that are at most `share`.
fn satisfied(share: f64, mean: f64, sd: f64) -> f64 {
    0.5 * libm::erfc((mean - share) / sd * std::f64::consts::FRAC_1_SQRT_2)
}

/// The share that has joined when a cascade among infinitely many agents ends, with normal thresholds (as shares) of
/// `mean` and `sd`; `None` unless both are finite and `sd` is above 0.
pub fn normal_thresholds(mean: f64, sd: f64) -> Option<f64> {
    if !(mean.is_finite() && sd.is_finite() && sd > 0.0) {
        return None;
    }
    let gain = |r: f64| satisfied(r, mean, sd) - r;
    // Where the density of thresholds is 1; without such a place the gain falls everywhere.
    let height = sd * (2.0 * std::f64::consts::PI).sqrt();
    if height >= 1.0 {
        return Some(zero(gain, 0.0, 1.0));
    }
    let half = sd * (-2.0 * libm::log(height)).sqrt();
    let (valley, peak) = ((mean - half).clamp(0.0, 1.0), (mean + half).clamp(0.0, 1.0));
    Some(if gain(valley) <= 0.0 { zero(gain, 0.0, valley) } else { zero(gain, peak, 1.0) })
}

/// Where a falling function that is at least 0 at `low` and at most 0 at `high` is 0.
fn zero(falling: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if falling(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// How many of given agents have joined when the cascade ends; a threshold is the number that has to have joined before.
pub fn joined(thresholds: &[f64]) -> usize {
    let mut sorted = thresholds.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.iter().enumerate().take_while(|&(before, &threshold)| threshold <= before as f64).count()
}

/// Most agents whose [`sizes`] are worked out: beyond them rounding, multiplied by C(n, k), would show.
pub const MOST: usize = 20;

/// The distribution of how many of `agents` join (entry k: exactly k), whose thresholds are drawn independently and alike;
/// `convinced` is the chance that so many others are enough for one. `None` beyond [`MOST`] agents.
pub fn sizes(agents: usize, convinced: impl Fn(usize) -> f64) -> Option<Vec<f64>> {
    if agents > MOST {
        return None;
    }
    let stays = |k: usize, rest: usize| libm::pow(1.0 - convinced(k), rest as f64);
    let mut all: Vec<f64> = Vec::with_capacity(agents + 1);
    for k in 0..=agents {
        let stopped: f64 = (0..k).map(|j| choose(k, j) * all[j] * stays(j, k - j)).sum();
        all.push(1.0 - stopped);
    }
    Some((0..=agents).map(|k| choose(agents, k) * all[k] * stays(k, agents - k)).collect())
}

fn choose(n: usize, k: usize) -> f64 {
    (0..k).fold(1.0, |product, i| product * (n - i) as f64 / (i + 1) as f64)
}

/// The mean share that joins of `agents` who all see each other, with normal thresholds as shares of the others; `None` beyond
/// [`MOST`] agents or for fewer than two.
pub fn mean_share(agents: usize, mean: f64, sd: f64) -> Option<f64> {
    let others = agents.checked_sub(1).filter(|&others| others > 0)? as f64;
    let sizes = sizes(agents, |k| satisfied(k as f64 / others, mean, sd))?;
    Some(sizes.iter().enumerate().map(|(k, chance)| k as f64 * chance).sum::<f64>() / agents as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Following the cascade round by round from nobody comes to the same end.
    #[test]
    fn it_is_where_the_cascade_ends() {
        for (mean, sd) in [(0.25, 0.12), (0.25, 0.2), (0.5, 0.1), (0.5, 0.6), (0.1, 0.05), (-0.2, 0.1), (1.4, 0.3)] {
            let mut share = 0.0;
            for _ in 0..100_000 {
                share = satisfied(share, mean, sd);
            }
            let found = normal_thresholds(mean, sd).unwrap();
            assert!((found - share).abs() < 1e-12, "{mean}, {sd}: {found}, {share}");
        }
    }

    /// Granovetter's figure 2: of a hundred with mean 25 the end jumps from about 6 to nearly all at a standard deviation
    /// of about 12.2.
    #[test]
    fn it_jumps_at_granovetters_spread() {
        let (below, above) = (normal_thresholds(0.25, 0.122).unwrap(), normal_thresholds(0.25, 0.1235).unwrap());
        assert!(below < 0.07 && above > 0.97, "{below}, {above}");
    }

    /// Three agents with two kinds of thresholds, 0 and 1.5 with chances 0.3 and 0.7: all eight crowds, counted.
    #[test]
    fn sizes_are_those_of_all_crowds() {
        let mut counted = [0.0; 4];
        for crowd in 0..8_u32 {
            let thresholds: Vec<f64> = (0..3).map(|i| if crowd >> i & 1 == 1 { 0.0 } else { 1.5 }).collect();
            let chance: f64 = thresholds.iter().map(|&t| if t == 0.0 { 0.3 } else { 0.7 }).product();
            counted[joined(&thresholds)] += chance;
        }
        let found = sizes(3, |others| if others < 2 { 0.3 } else { 1.0 }).unwrap();
        assert!(found.iter().zip(&counted).all(|(x, y)| (x - y).abs() < 1e-15), "{found:?}, {counted:?}");
        assert!((sizes(20, |k| satisfied(k as f64 / 19.0, 0.3, 0.2)).unwrap().iter().sum::<f64>() - 1.0).abs() < 1e-9);
        assert_eq!(sizes(21, |_| 0.5), None);
        assert_eq!(mean_share(1, 0.5, 0.1), None);
    }

    #[test]
    fn thresholds_by_hand() {
        assert_eq!(joined(&[1.0, 0.0, 5.0, 2.0]), 3);
        assert_eq!(joined(&[0.5, 0.5]), 0);
        assert_eq!(joined(&[-1.0, 0.5, 3.0]), 2);
        assert_eq!(joined(&[]), 0);
        assert_eq!(normal_thresholds(0.2, 0.0), None);
    }

    /// A hundred thousand agents with the thresholds at equal steps of the distribution: within the steps of infinitely many.
    #[test]
    fn many_agents_are_as_infinitely_many() {
        let agents = 100_000;
        for (mean, sd) in [(0.25, 0.11), (0.25, 0.2)] {
            let quantile = |k: usize| {
                let share = (k as f64 + 0.5) / agents as f64;
                let (mut low, mut high) = (mean - 9.0 * sd, mean + 9.0 * sd);
                for _ in 0..50 {
                    let middle = 0.5 * (low + high);
                    if satisfied(middle, mean, sd) < share { low = middle } else { high = middle }
                }
                high * agents as f64
            };
            let thresholds: Vec<f64> = (0..agents).map(quantile).collect();
            let share = joined(&thresholds) as f64 / agents as f64;
            assert!((share - normal_thresholds(mean, sd).unwrap()).abs() < 1e-4, "{mean}, {sd}: {share}");
        }
    }
}
