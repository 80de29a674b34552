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
//! t distribution by the incomplete beta function, its continued fraction as in Abramowitz & Stegun 26.5.8, evaluated
//! by Lentz's method (Thompson & Barnett 1986), with `libm` underneath so that tables are the same bytes on every
//! machine.
//!
//! ```
//! use comity::statistics::interval::clopper_pearson;
//! let (low, high) = clopper_pearson(81, 263, 0.95);            // Newcombe (1998): 0.2527 to 0.3676
//! assert!((low - 0.2527).abs() < 5e-5 && (high - 0.3676).abs() < 5e-5);
//! ```

use std::collections::BTreeMap;

use super::gaffke;

/// What differs by no more than this part of its size differs by rounding.
pub const ROUNDING: f64 = 1e-12;

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

/// The x with I_x(a, b) = q, by bisection.
pub(crate) fn beta_quantile(q: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    // Until no number lies between.
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return middle;
        }
        if incomplete_beta(a, b, middle) < q { low = middle } else { high = middle }
    }
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

/// Count, mean and sum of squared deviations of values that come one by one; missing ones (NaN) are left out.
///
/// Source: Welford (1962), Technometrics 4:419.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moments {
    count: u32,
    mean: f64,
    squares: f64,
}

impl Moments {
    /// Takes a value.
    pub fn push(&mut self, x: f64) {
        if !x.is_nan() {
            self.count += 1;
            let before = x - self.mean;
            self.mean += before / f64::from(self.count);
            self.squares += before * (x - self.mean);
        }
    }

    /// Number of values that were not missing.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Their mean; NaN without any.
    pub fn mean(&self) -> f64 {
        if self.count == 0 { f64::NAN } else { self.mean }
    }

    /// Standard error of the mean; NaN with fewer than two.
    pub fn error(&self) -> f64 {
        if self.count < 2 {
            return f64::NAN;
        }
        (self.squares / f64::from(self.count - 1) / f64::from(self.count)).sqrt()
    }

    /// Do all values agree, but for rounding?
    pub fn agree(&self) -> bool {
        (self.squares / f64::from(self.count.max(1))).sqrt() <= ROUNDING * self.mean.abs()
    }
}

impl FromIterator<f64> for Moments {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut moments = Self::default();
        values.into_iter().for_each(|x| moments.push(x));
        moments
    }
}

/// Mean, its standard error and the number of values that are not missing (NaN).
pub fn mean_and_error(values: &[f64]) -> (f64, f64, u32) {
    let moments: Moments = values.iter().copied().collect();
    (moments.mean(), moments.error(), moments.count())
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

/// The regularised incomplete beta function I_x(a, b).
pub(crate) fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    let log_front = libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * libm::log(x) + b * libm::log1p(-x);
    let front = libm::exp(log_front);
    // The continued fraction converges fast on the side of the mean where x is small.
    if x < (a + 1.0) / (a + b + 2.0) {
        front * beta_fraction(a, b, x) / a
    } else {
        1.0 - front * beta_fraction(b, a, 1.0 - x) / b
    }
}

fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |y: f64| if y.abs() < TINY { TINY } else { y };
    let (mut c, mut d) = (1.0, 1.0 / away(1.0 - (a + b) * x / (a + 1.0)));
    let mut fraction = d;
    for k in 1..=500 {
        let m = f64::from(k);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        fraction *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    fraction
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
