//! Threshold cascades: who joins when each waits until enough others have.
//!
//! ```text
//! i joins once the share r that has joined is at least t_i,  F(r) share of the agents with t_i <= r
//! end of the cascade: the least r with r = F(r)
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
//! least fixed point is found by halving.
//!
//! ```
//! use comity::exact::cascade::{joined, normal_thresholds};
//! // The same mean: a little more spread, and nearly everyone joins.
//! assert!((normal_thresholds(0.25, 0.12).unwrap() - 0.0402).abs() < 1e-4);
//! assert!(normal_thresholds(0.25, 0.20).unwrap() > 0.9999);
//! // A hundred people with thresholds 0, 1, ..., 99 riot to the last; let the second wait for two, and one riots alone.
//! let mut crowd: Vec<f64> = (0..100).map(f64::from).collect();
//! assert_eq!(joined(&crowd), 100);
//! crowd[1] = 2.0;
//! assert_eq!(joined(&crowd), 1);
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
