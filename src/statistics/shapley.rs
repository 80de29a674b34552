//! How much does each mechanism contribute? Shapley values, from a world run with every combination of the mechanisms.
//!
//! ```text
//! phi_i  = sum over S without i      of s! (k - s - 1)! / k!       [ v(S + i) - v(S) ]
//! phi_ij = sum over S without i, j   of s! (k - s - 2)! / (k - 1)! [ v(S + i + j) - v(S + i) - v(S + j) + v(S) ]
//! ```
//!
//! phi_i is what mechanism i adds to the outcome when the mechanisms are switched on one after the other, averaged over
//! all orders. The values share out v(all) - v(none) without remainder; mechanisms that do the same get the same, and
//! one that changes nothing gets 0. phi_ij above 0 says that i and j add more together than apart (complements), below
//! 0 less (substitutes).
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | k | number of mechanisms | 1 to 10 | argument `names` |
//! | S, s | mechanisms that are on, and their number; bit b of S is mechanism b | 0 .. 2^k - 1 | index of `outcomes` |
//! | v(S) | outcome with exactly S on, in one replicate or on average | finite | argument `outcomes` |
//! | phi_i, phi_ij | contribution, interaction | units of the outcome | [`Value::estimate`] |
//!
//! Source: Shapley (1953), in Contributions to the Theory of Games II, 307, eq. 12; Grabisch & Roubens (1999), Int. J.
//! Game Theory 28:547, for the interaction, which for two is Owen's (1972), Management Science 18:64. Both are weighted
//! sums of the cells of a 2^k factorial, so intervals are those of [`super::effects`]: of the mean of the replicates' own
//! values (paired: replicate r meets the same random numbers in every cell), by [`super::gaffke`] if the outcome has a
//! range, else Student's with n - 1 degrees of freedom, and none where replicates do not differ. p-values are adjusted by
//! Holm's step-down over the values and over the interactions, each by themselves. A replicate that is missing (NaN) with
//! any combination is left out: a sum over the others would compare different worlds.
//!
//! ```
//! use comity::statistics::shapley::{Outcome, shapley};
//! let names = ["left", "right", "right too"].map(str::to_owned);
//! // One left and one right glove make a pair worth 6 (Shapley & Shubik 1969): the left glove is scarce.
//! let worth = |s: usize| if s & 1 == 1 && s > 1 { 6.0 } else { 0.0 };
//! let outcomes: Vec<Vec<f64>> = (0..8).map(|s| vec![worth(s); 2]).collect();
//! let values = shapley(&names, Outcome::Within([0.0, 6.0]), &outcomes);
//! for (value, exact) in values.iter().zip([4.0, 1.0, 1.0]) {
//!     assert!((value.estimate - exact).abs() < 1e-12);
//! }
//! ```

use super::interval::{self, Moments, Student};
use super::{effects, holm};

/// The most mechanisms: every one more doubles the cells.
pub const MOST_MECHANISMS: usize = 10;

/// What kind of number the outcome of a run is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Outcome {
    /// Any number, such as a payoff.
    Number,
    /// From the least to the greatest, such as mean cooperation, or whether it held (0 or 1).
    Within([f64; 2]),
}

/// A Shapley value, or an interaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// The mechanism, or two joined by a colon.
    pub name: String,
    /// The mean over the replicates, in units of the outcome; NaN without any.
    pub estimate: f64,
    /// 95% interval; NaN without replicates, or where a number has fewer than two or all agree.
    pub low: f64,
    /// 95% interval.
    pub high: f64,
    /// Two-sided p-value of no contribution.
    pub p: f64,
    /// The same, Holm-adjusted.
    pub p_holm: f64,
    /// The value in each replicate that is present with every combination.
    pub replicates: Vec<f64>,
}

/// What each mechanism contributes; `outcomes[S][r]` is the outcome of replicate r with the mechanisms of bit mask S
/// on.
///
/// # Panics
/// Unless there are 2^k combinations for k names, all with the same number of replicates.
pub fn shapley(names: &[String], outcome: Outcome, outcomes: &[Vec<f64>]) -> Vec<Value> {
    let k = names.len();
    let sums = (0..k).map(|i| (names[i].clone(), weights(k, 1 << i))).collect();
    let values = estimate(sums, outcome, outcomes);
    debug_assert!(is_efficient(&values, outcomes));
    values
}

/// How much each two mechanisms add together beyond what they add apart, in the order (0, 1), (0, 2), ..., (1, 2), ...
///
/// # Panics
/// As [`shapley`].
pub fn interactions(names: &[String], outcome: Outcome, outcomes: &[Vec<f64>]) -> Vec<Value> {
    let k = names.len();
    let pairs = (0..k).flat_map(|i| (i + 1..k).map(move |j| (i, j)));
    let sums = pairs.map(|(i, j)| (format!("{}:{}", names[i], names[j]), weights(k, 1 << i | 1 << j))).collect();
    estimate(sums, outcome, outcomes)
}

/// The weight of each combination in the value of the mechanisms in `set`, one or two of k.
fn weights(k: usize, set: usize) -> Vec<f64> {
    let order = set.count_ones() as usize;
    // s! (m - s)! / (m + 1)! with m = k - order others: one over (m + 1) times m over s.
    let others = k - order;
    let share = |s: usize| {
        let choose = (0..s).fold(1.0, |c, t| c * (others - t) as f64 / (t + 1) as f64);
        1.0 / ((others + 1) as f64 * choose)
    };
    (0..1_usize << k)
        .map(|cell| {
            let missing = order - (cell & set).count_ones() as usize;
            let sign = if missing.is_multiple_of(2) { 1.0 } else { -1.0 };
            sign * share((cell & !set).count_ones() as usize)
        })
        .collect()
}

/// Estimates weighted sums of the cells.
fn estimate(sums: Vec<(String, Vec<f64>)>, outcome: Outcome, outcomes: &[Vec<f64>]) -> Vec<Value> {
    let cells = complete(outcomes);
    let mut values: Vec<Value> = sums
        .into_iter()
        .map(|(name, weights)| {
            assert_eq!(weights.len(), cells.len(), "a cell for every combination");
            let replicates = effects::sums(&weights, &cells);
            let [estimate, low, high, p] = match outcome {
                Outcome::Within(range) => effects::paired(&weights, &cells, range),
                Outcome::Number => by_student(&replicates),
            };
            Value { name, estimate, low, high, p, p_holm: p, replicates }
        })
        .collect();
    let p: Vec<f64> = values.iter().map(|value| value.p).collect();
    values.iter_mut().zip(holm::adjusted(&p)).for_each(|(value, p_holm)| value.p_holm = p_holm);
    values
}

/// Estimate, interval and two-sided p-value of values without a known range.
fn by_student(values: &[f64]) -> [f64; 4] {
    let moments: Moments = values.iter().copied().collect();
    let (mean, low, high) = Student::default().interval(&moments);
    let p = match low.is_nan() {
        // Replicates that all agree on no contribution do not speak for one.
        true if mean == 0.0 => 1.0,
        true => f64::NAN,
        false => interval::student_p(mean / moments.error(), f64::from(moments.count() - 1)),
    };
    [mean, low, high, p]
}

/// The replicates that are there with every combination.
fn complete(outcomes: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let replicates = outcomes[0].len();
    assert!(outcomes.iter().all(|cell| cell.len() == replicates), "as many replicates with every combination");
    let kept: Vec<usize> = (0..replicates).filter(|&r| outcomes.iter().all(|cell| !cell[r].is_nan())).collect();
    outcomes.iter().map(|cell| kept.iter().map(|&r| cell[r]).collect()).collect()
}

/// Do the values share out v(all) - v(none), in every replicate, up to rounding?
fn is_efficient(values: &[Value], outcomes: &[Vec<f64>]) -> bool {
    let cells = complete(outcomes);
    let largest = cells.iter().flatten().fold(0.0_f64, |most, x| most.max(x.abs()));
    (0..cells[0].len()).all(|r| {
        let shared: f64 = values.iter().map(|value| value.replicates[r]).sum();
        (shared - (cells[cells.len() - 1][r] - cells[0][r])).abs() <= 1e-9 * largest
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(k: usize) -> Vec<String> {
        (0..k).map(|i| format!("m{i}")).collect()
    }

    /// A game of k mechanisms in two replicates, the second with 1 more everywhere.
    fn game(k: usize, v: impl Fn(usize) -> f64) -> Vec<Vec<f64>> {
        (0..1 << k).map(|s| vec![v(s), v(s) + 1.0]).collect()
    }

    fn estimates(values: &[Value]) -> Vec<f64> {
        values.iter().map(|value| value.estimate).collect()
    }

    fn close(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?}, not {expected:?}");
    }

    /// One left glove, two right ones: 2/3, 1/6, 1/6. Left and right complement each other, the right ones substitute.
    /// With k = 3, phi_ij is half the sum of both second differences: (1 + 0)/2 for left and right, (0 - 1)/2 for the
    /// right ones.
    #[test]
    fn the_glove_game() {
        let outcomes = game(3, |s| f64::from(u8::from(s & 1 == 1 && s > 1)));
        close(&estimates(&shapley(&names(3), Outcome::Number, &outcomes)), &[2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]);
        let pairs = interactions(&names(3), Outcome::Number, &outcomes);
        assert_eq!(pairs.iter().map(|pair| pair.name.as_str()).collect::<Vec<_>>(), ["m0:m1", "m0:m2", "m1:m2"]);
        close(&estimates(&pairs), &[0.5, 0.5, -0.5]);
    }

    #[test]
    fn an_additive_game_gives_each_its_own_and_no_interaction() {
        let own = [0.3, -0.1, 0.0, 2.5];
        let outcomes = game(4, |s| 7.0 + (0..4).filter(|i| s >> i & 1 == 1).map(|i| own[i]).sum::<f64>());
        let values = shapley(&names(4), Outcome::Number, &outcomes);
        close(&estimates(&values), &own);
        // Both replicates agree but for a shift that all cells share.
        assert!(values.iter().all(|value| value.low.is_nan() && value.replicates.len() == 2));
        close(&estimates(&interactions(&names(4), Outcome::Number, &outcomes)), &[0.0; 6]);
    }

    /// Nothing without the first and two of the three others: the first decides when it comes third or fourth, in half
    /// of all orders; the others share the other half alike.
    #[test]
    fn a_veto_player_takes_the_most() {
        let outcomes = game(4, |s| f64::from(u8::from(s & 1 == 1 && (s >> 1).count_ones() >= 2)));
        close(&estimates(&shapley(&names(4), Outcome::Number, &outcomes)), &[0.5, 1.0 / 6.0, 1.0 / 6.0, 1.0 / 6.0]);
    }

    /// By the definition: the average over all orders of what each adds when its turn comes.
    #[test]
    fn values_are_averages_over_orders_and_share_out_everything() {
        let k = 5;
        // Any game will do.
        let v = |s: usize| (s * s % 23) as f64 / 23.0 - 0.2 * s.count_ones() as f64;
        let mut sums = vec![0.0; k];
        let mut orders = 0.0;
        let mut stack: Vec<Vec<usize>> = vec![Vec::new()];
        while let Some(order) = stack.pop() {
            let rest: Vec<usize> = (0..k).filter(|i| !order.contains(i)).collect();
            if rest.is_empty() {
                orders += 1.0;
                let mut on = 0;
                for i in order {
                    sums[i] += v(on | 1 << i) - v(on);
                    on |= 1 << i;
                }
                continue;
            }
            stack.extend(rest.into_iter().map(|i| order.iter().copied().chain([i]).collect()));
        }
        let found = estimates(&shapley(&names(k), Outcome::Number, &game(k, v)));
        close(&found, &sums.iter().map(|sum| sum / orders).collect::<Vec<_>>());
        assert!((found.iter().sum::<f64>() - (v(31) - v(0))).abs() < 1e-12);
    }

    #[test]
    fn a_mechanism_that_does_nothing_gets_nothing() {
        let outcomes = game(10, |s| f64::from((s & 0b11_1111_1110).count_ones()).sqrt());
        let values = shapley(&names(10), Outcome::Number, &outcomes);
        assert!(values[0].estimate.abs() < 1e-12 && values[0].p > 0.05);
        close(&estimates(&values)[1..], &[3.0 / 9.0; 9]);
    }

    /// Two replicates with values 1 and 3: mean 2, standard error 1, t(1) = 12.706; the third is missing in one cell.
    #[test]
    fn intervals_are_of_the_replicates_present_everywhere() {
        let outcomes = vec![vec![0.0, 1.0, 5.0], vec![1.0, 4.0, f64::NAN]];
        let value = shapley(&names(1), Outcome::Number, &outcomes).remove(0);
        assert_eq!(value.replicates, [1.0, 3.0]);
        assert!((value.estimate - 2.0).abs() < 1e-15 && (value.high - 2.0 - 12.706_204_736).abs() < 1e-6);
        let one = shapley(&names(1), Outcome::Number, &[vec![0.0], vec![1.0]]).remove(0);
        assert!(one.estimate == 1.0 && one.low.is_nan() && one.p.is_nan());
        let none = shapley(&names(1), Outcome::Within([0.0, 1.0]), &[vec![f64::NAN], vec![1.0]]).remove(0);
        assert!(none.estimate.is_nan() && none.high.is_nan() && none.replicates.is_empty());
    }

    #[test]
    fn shares_on_which_all_runs_agree_do_not_claim_certainty() {
        let value = shapley(&names(1), Outcome::Within([0.0, 1.0]), &[vec![0.0; 50], vec![1.0; 50]]).remove(0);
        assert!(value.estimate == 1.0 && value.high == 1.0 && (0.5..0.99).contains(&value.low), "{value:?}");
    }
}
