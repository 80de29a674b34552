//! Intervals: how sure one can be.
//!
//! ```text
//! share, Clopper-Pearson:        low with I_low(x, n - x + 1) = alpha/2,  high with I_high(x + 1, n - x) = 1 - alpha/2
//! mean of values with a range:   [`super::gaffke`]
//! mean of others, Student:       m +- t_(n-1) s / sqrt(n)
//! ```
//!
//! All intervals are at 95% unless said otherwise. Every interval lies within the range of what it bounds. Runs that all agree
//! do not make a mean known: with a range their interval has a width, without one there is none (NaN).
//!
//! Source: Clopper & Pearson (1934), Biometrika 26:404; Student (1908). Student's is approximate for values that are not normal. The
//! t distribution by the incomplete beta function (`super::beta`).
//!
//! ```
//! use comity::statistics::interval::clopper_pearson;
//! let (low, high) = clopper_pearson(81, 263, 0.95);            // Newcombe (1998): 0.2527 to 0.3676
//! assert!((low - 0.2527).abs() < 5e-5 && (high - 0.3676).abs() < 5e-5);
//! ```

use std::collections::BTreeMap;

use super::beta::{beta_quantile, incomplete_beta};
use super::gaffke;
pub use super::moments::{Moments, ROUNDING, mean_and_error};

/// The 97.5% point of the normal distribution.
pub const Z95: f64 = 1.959_963_984_540_054;

/// Clopper-Pearson ("exact") interval of `successes` out of `n` at a `confidence` in (0, 1): it covers at least that
/// often.
///
/// ```
/// use comity::statistics::interval::clopper_pearson;
/// let (low, high) = clopper_pearson(0, 10, 0.95);
/// assert!(low == 0.0 && (1.0 - high - libm::pow(0.025, 0.1)).abs() < 1e-15); // none of 10: (1 - high)^10 = 2.5%
/// ```
pub fn clopper_pearson(successes: u32, n: u32, confidence: f64) -> (f64, f64) {
    let (x, n, tail) = (f64::from(successes), f64::from(n), (1.0 - confidence) / 2.0);
    let low = if successes == 0 { 0.0 } else { beta_quantile(tail, x, n - x + 1.0) };
    // The upper tail by symmetry, where small differences from 1 do not get lost.
    let high = if x >= n { 1.0 } else { 1.0 - beta_quantile(tail, n - x, x + 1.0) };
    (low, high)
}

/// Remembers the 97.5% points of Student's t and the intervals of shares that were asked for: tables ask for the same few again
/// and again.
#[derive(Debug, Clone, Default)]
pub struct Student {
    /// By degrees of freedom; NaN where nobody has asked yet.
    points: Vec<f64>,
    /// By successes and number.
    shares: BTreeMap<(u32, u32), (f64, f64)>,
}

impl Student {
    /// The 97.5% point at so many degrees of freedom, at least 1.
    pub fn point(&mut self, freedom: u32) -> f64 {
        let place = freedom as usize;
        if self.points.len() <= place {
            self.points.resize(place + 1, f64::NAN);
        }
        if self.points[place].is_nan() {
            self.points[place] = student_quantile(0.975, f64::from(freedom));
        }
        self.points[place]
    }

    /// Mean and 95% Student interval.
    ///
    /// With one value, or where all agree, the interval is empty (NaN): they say nothing of the spread. Without any, all three are
    /// NaN.
    pub fn interval(&mut self, moments: &Moments) -> (f64, f64, f64) {
        let (mean, error) = (moments.mean(), moments.error());
        if moments.count() < 2 || moments.agree() {
            return (mean, f64::NAN, f64::NAN);
        }
        let half = self.point(moments.count() - 1) * error;
        (mean, mean - half, mean + half)
    }

    /// 95% interval of a share of `successes` out of `n` (Clopper-Pearson); the whole range without any.
    pub fn share(&mut self, successes: u32, n: u32) -> (f64, f64) {
        *self.shares.entry((successes, n)).or_insert_with(|| clopper_pearson(successes, n, 0.95))
    }

    /// Mean and 95% interval of values within `range`, missing ones (NaN) left out: by [`gaffke`] where both ends are known, which
    /// of values that are 0 or 1 is that of their share; else Student's, cut off at an end that is known.
    pub fn mean(&mut self, values: &[f64], range: [f64; 2]) -> (f64, f64, f64) {
        let moments: Moments = values.iter().copied().collect();
        let [least, most] = range;
        if least.is_finite() && most.is_finite() {
            let (low, high) = match binary(values, range) {
                Some((x, n)) if n > 0 => {
                    let (low, high) = self.share(x, n);
                    (least + (most - least) * low, most - (most - least) * (1.0 - high))
                }
                _ => gaffke::interval(values, range, 0.95),
            };
            return (moments.mean(), low, high);
        }
        let (mean, low, high) = self.interval(&moments);
        // `max` and `min` would turn a missing end into a number.
        let within = |x: f64| if x.is_nan() { x } else { x.clamp(least, most) };
        (mean, within(low), within(high))
    }
}

/// How many values are at the upper end of their range, and how many there are, if all are at one of its ends.
fn binary(values: &[f64], [least, most]: [f64; 2]) -> Option<(u32, u32)> {
    values.iter().filter(|x| !x.is_nan()).try_fold((0, 0), |(x, n), &value| {
        (value == least || value == most).then_some((x + u32::from(value == most), n + 1))
    })
}

/// The quantile `q` in [0, 1] of sorted values, interpolated (type 7 of Hyndman & Fan 1996); NaN without values.
pub fn quantile(sorted: &[f64], q: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = q * last as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

/// Least-squares slope of equally spaced values, and its standard error.
pub fn trend(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let (centre, mean) = ((n - 1.0) / 2.0, values.iter().sum::<f64>() / n);
    let at = |k: usize| k as f64 - centre;
    let spread: f64 = (0..values.len()).map(|k| at(k) * at(k)).sum();
    let slope = values.iter().enumerate().map(|(k, y)| at(k) * (y - mean)).sum::<f64>() / spread;
    let rest: f64 = values
        .iter()
        .enumerate()
        .map(|(k, y)| {
            let residual = y - mean - slope * at(k);
            residual * residual
        })
        .sum();
    (slope, (rest / (n - 2.0) / spread).sqrt())
}

/// Two-sided p-value of a Student statistic.
pub fn student_p(t: f64, freedom: f64) -> f64 {
    incomplete_beta(freedom / 2.0, 0.5, freedom / (freedom + t * t))
}

/// Quantile `q` in (0.5, 1) of Student's t, by bisection.
pub fn student_quantile(q: f64, freedom: f64) -> f64 {
    let upper_tail = 2.0 * (1.0 - q);
    let (mut low, mut high) = (0.0, 2.0);
    while student_p(high, freedom) > upper_tail {
        high *= 2.0;
    }
    for _ in 0..80 {
        let middle = 0.5 * (low + high);
        if student_p(middle, freedom) > upper_tail { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 97.5% points from the printed tables (Fisher & Yates).
    #[test]
    fn student_quantiles_agree_with_the_tables() {
        for (freedom, t) in [
            (1.0, 12.706_204_736),
            (2.0, 4.302_652_730),
            (9.0, 2.262_157_163),
            (30.0, 2.042_272_456),
            (99.0, 1.984_216_952),
        ] {
            assert!((student_quantile(0.975, freedom) - t).abs() < 1e-7, "{freedom}");
            assert!((student_p(t, freedom) - 0.05).abs() < 1e-9);
        }
    }

    #[test]
    fn missing_values_are_left_out_of_a_mean() {
        let mut student = Student::default();
        let (m, low, high) = student.interval(&[1.0, f64::NAN, 3.0].into_iter().collect());
        assert!((m - 2.0).abs() < 1e-15 && ((high - low) / 2.0 - 12.706_204_736).abs() < 1e-6);
        assert!(student.interval(&[2.0].into_iter().collect()).1.is_nan());
        assert!(student.interval(&[f64::NAN].into_iter().collect()).0.is_nan());
    }

    /// Runs that all agree do not make a mean known; with a range there is a width, without one no interval.
    #[test]
    fn agreement_is_not_certainty() {
        let mut student = Student::default();
        let (mean, low, high) = student.interval(&[0.1 + 0.2, 0.3, 0.3].into_iter().collect());
        assert!((mean - 0.3).abs() < 1e-15 && low.is_nan() && high.is_nan(), "a difference by rounding is none");
        let (mean, low, high) = student.mean(&[1.0; 20], [0.0, 1.0]);
        assert!(mean == 1.0 && high == 1.0 && (low - libm::pow(0.025, 0.05)).abs() < 1e-12);
        let (_, low, high) = student.mean(&[60.0; 3], [1.0, 60.0]);
        assert!(high == 60.0 && (low - (1.0 + 59.0 * libm::pow(0.025, 1.0 / 3.0))).abs() < 1e-9);
        assert!(student.mean(&[2.0, f64::NAN], [0.0, f64::INFINITY]).1.is_nan());
        assert_eq!(student.mean(&[0.0, 0.1], [0.0, f64::INFINITY]).1, 0.0);
        assert!(student.mean(&[f64::NAN], [0.0, 1.0]).1.is_nan());
    }

    #[test]
    fn quantiles_interpolate() {
        let sorted = [1.0, 2.0, 3.0, 4.0];
        assert_eq!((quantile(&sorted, 0.0), quantile(&sorted, 0.5), quantile(&sorted, 1.0)), (1.0, 2.5, 4.0));
    }

    /// y = 1, 3, 2: slope 1/2, residuals (-1/2, 1, -1/2), standard error sqrt(1.5 / 1 / 2).
    #[test]
    fn a_trend_by_hand() {
        let (slope, error) = trend(&[1.0, 3.0, 2.0]);
        assert!((slope - 0.5).abs() < 1e-15 && (error - 0.75f64.sqrt()).abs() < 1e-15);
    }
}
