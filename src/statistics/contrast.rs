//! How far two worlds lie apart in a measure, and how sure that is.
//!
//! ```text
//! means,  paired:    of d_r = b_r - a_r, which lies from u - v to v - u: [`super::gaffke`]; without a range m(d) +- t_(n-1) s(d) / sqrt(n)
//! means,  unpaired:  from d - sqrt( (m_b - l_b)^2 + (h_a - m_a)^2 )  to  d + sqrt( (h_b - m_b)^2 + (m_a - l_a)^2 ),  d = m_b - m_a
//!                    without a range m(b) - m(a) +- t_v e,   e^2 = e_a^2 + e_b^2,   v = e^4 / ( e_a^4/(n_a - 1) + e_b^4/(n_b - 1) )
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | a_r, b_r | values of replicate r in the first world and in the second | \[u, v\] | arguments |
//! | u, v | the least and the greatest that a value can be; for a share 0 and 1 | real; infinite where not known | arguments |
//! | m, s, n | mean, standard deviation, number of pairs | n >= 1 | - |
//! | l, h | the ends of a mean's own interval ([`super::gaffke`]; of a share, Clopper-Pearson) | \[u, v\] | - |
//! | n_a, n_b, e_a, e_b | runs of either world, standard errors of their means | >= 0 | - |
//! | t | 97.5% point of Student's t | - | - |
//!
//! Two worlds that met the same random numbers are compared pair by pair: what both owe to the same luck cancels. Taking them
//! for independent would be wrong; taking independent ones for pairs would only be wasteful.
//!
//! Source: Gaffke (2005), Math. Methods Stat. 14:451; Newcombe (1998), Stat. Med. 17:873, method 10, with exact intervals in the place
//! of Wilson's; Student (1908), Biometrika 6:1; Welch (1947), Biometrika 34:28. Assumed, where they are silent: means without a
//! range that do not vary have no interval, for nothing was seen of how they do; missing values are left out.
//!
//! ```
//! use comity::statistics::contrast::means;
//! use comity::statistics::interval::Student;
//! let of = |held: usize, n: usize| (0..n).map(|r| f64::from(u8::from(r < held))).collect::<Vec<f64>>();
//! let contrast = means(&of(48, 80), &of(56, 70), [0.0, 1.0], &mut Student::default());
//! // Newcombe's example, 56/70 less 48/80, for which he has 0.0524 to 0.3339: wider by what exact intervals are.
//! assert!((contrast.difference - 0.2).abs() < 1e-12 && contrast.direction() == 1);
//! assert!((contrast.low - 0.0439).abs() < 5e-5 && (contrast.high - 0.3442).abs() < 5e-5);
//! ```

use super::interval::{self, Moments, ROUNDING, Student};

/// A measure in two worlds, and its change from the first to the second with a 95% interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contrast {
    /// In the first world.
    pub a: f64,
    /// In the second.
    pub b: f64,
    /// `b - a`.
    pub difference: f64,
    /// Lower end of its interval; NaN if the values do not say.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Contrast {
    /// Of two worlds that are one and the same: their difference is not estimated but known to be 0.
    pub fn same(value: f64) -> Self {
        Self { a: value, b: value, difference: 0.0, low: 0.0, high: 0.0 }
    }

    /// Which way it plainly goes: 1 up, -1 down, 0 if the interval has 0 in it or there is none.
    pub fn direction(&self) -> i8 {
        i8::from(self.low > 0.0) - i8::from(self.high < 0.0)
    }
}

/// The second of a pair less the first; what is left by rounding is nothing.
///
/// ```
/// assert_eq!(comity::statistics::contrast::difference(0.3, 0.1 + 0.2), 0.0);
/// ```
pub fn difference(a: f64, b: f64) -> f64 {
    let difference = b - a;
    if difference.abs() <= ROUNDING * a.abs().max(b.abs()) { 0.0 } else { difference }
}

/// The range of a difference of values in two ranges.
pub fn range_of_difference([least_a, most_a]: [f64; 2], [least_b, most_b]: [f64; 2]) -> [f64; 2] {
    [least_b - most_a, most_b - least_a]
}

/// Means of paired values in `range`; a pair of which one is missing (NaN) is left out.
///
/// ```
/// use comity::statistics::{contrast::paired_means, interval::Student};
/// let open = [f64::NEG_INFINITY, f64::INFINITY];
/// let contrast = paired_means(&[[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]], open, &mut Student::default());
/// // d = 1, 2, 3: mean 2, s = 1, t = 4.3027 at 2 degrees of freedom, half width 4.3027 / sqrt 3
/// assert!(contrast.difference == 2.0 && (contrast.low - (2.0 - 2.4841)).abs() < 1e-4);
/// ```
pub fn paired_means(pairs: &[[f64; 2]], range: [f64; 2], student: &mut Student) -> Contrast {
    let whole = || pairs.iter().filter(|pair| !pair[0].is_nan() && !pair[1].is_nan());
    let mean = |side: usize| whole().map(|pair| pair[side]).collect::<Moments>().mean();
    let differences: Vec<f64> = whole().map(|&[a, b]| difference(a, b)).collect();
    let (difference, low, high) = student.mean(&differences, range_of_difference(range, range));
    Contrast { a: mean(0), b: mean(1), difference, low, high }
}

/// Means of values in `range` that are independent of each other; missing ones (NaN) are left out.
pub fn means(a: &[f64], b: &[f64], range: [f64; 2], student: &mut Student) -> Contrast {
    if range.iter().any(|end| !end.is_finite()) {
        return welch(a, b);
    }
    let [(mean_a, low_a, high_a), (mean_b, low_b, high_b)] = [a, b].map(|values| student.mean(values, range));
    let [least, most] = range_of_difference(range, range);
    let difference = difference(mean_a, mean_b);
    let down = libm::hypot(mean_b - low_b, high_a - mean_a);
    let up = libm::hypot(high_b - mean_b, mean_a - low_a);
    // `max` and `min` would turn a missing end into a number.
    let within = |x: f64| if x.is_nan() { x } else { x.clamp(least, most) };
    Contrast { a: mean_a, b: mean_b, difference, low: within(difference - down), high: within(difference + up) }
}

/// Means of values without a range.
fn welch(a: &[f64], b: &[f64]) -> Contrast {
    let [a, b] = [a, b].map(|values| values.iter().copied().collect::<Moments>());
    let (difference, [variance_a, variance_b]) =
        (difference(a.mean(), b.mean()), [a, b].map(|m| m.error() * m.error()));
    let variance = variance_a + variance_b;
    let half = if a.agree() && b.agree() {
        f64::NAN
    } else {
        let part = |variance: f64, m: &Moments| variance * variance / f64::from(m.count().max(2) - 1);
        let freedom = variance * variance / (part(variance_a, &a) + part(variance_b, &b));
        // Too few values to tell have no error, and no freedom either.
        if freedom.is_nan() { f64::NAN } else { interval::student_quantile(0.975, freedom) * variance.sqrt() }
    };
    Contrast { a: a.mean(), b: b.mean(), difference, low: difference - half, high: difference + half }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Key, Purpose, Stream};
    use crate::statistics::normal;

    fn near(x: f64, y: f64, digits: f64) -> bool {
        (x - y).abs() < digits
    }

    /// a = 1, 2, 3 (variance 1, e^2 = 1/3); b = 2, 6, 10, 14 (mean 8, variance 80/3, e^2 = 20/3): e^2 = 7,
    /// v = 49 / ((1/9)/2 + (400/9)/3) = 3.2951.
    #[test]
    fn welch_by_hand() {
        let contrast = means(&[1.0, 2.0, f64::NAN, 3.0], &[2.0, 6.0, 10.0, 14.0], OPEN, &mut Student::default());
        let freedom = 49.0 / (1.0 / 18.0 + 400.0 / 27.0);
        assert!(near(freedom, 3.295_1, 1e-4));
        assert_eq!((contrast.a, contrast.b, contrast.difference), (2.0, 8.0, 6.0));
        let half = interval::student_quantile(0.975, freedom) * 7f64.sqrt();
        // Between the printed points at 3 and 4 degrees of freedom, 3.182 and 2.776.
        assert!(half > 2.776 * 7f64.sqrt() && half < 3.182 * 7f64.sqrt());
        assert!(near(contrast.low, 6.0 - half, 1e-12) && near(contrast.high, 6.0 + half, 1e-12));
    }

    const OPEN: [f64; 2] = [f64::NEG_INFINITY, f64::INFINITY];
    const UNIT: [f64; 2] = [0.0, 1.0];

    #[test]
    fn too_few_runs_have_no_interval_nor_have_equal_ones_without_a_range() {
        let student = &mut Student::default();
        assert!(paired_means(&[[1.0, 2.0]], OPEN, student).low.is_nan());
        assert!(means(&[1.0], &[2.0, 3.0], OPEN, student).low.is_nan());
        assert!(means(&[], &[], OPEN, student).difference.is_nan() && paired_means(&[], UNIT, student).low.is_nan());
        assert!(means(&[], &[0.0, 1.0], UNIT, student).low.is_nan());
        assert!(means(&[1.0, 1.0], &[3.0, 3.0], OPEN, student).high.is_nan());
        let missing = paired_means(&[[1.0, f64::NAN], [2.0, 3.0], [4.0, 5.0]], OPEN, student);
        assert!(missing.a == 3.0 && missing.b == 4.0 && missing.difference == 1.0 && missing.low.is_nan());
    }

    /// 20 pairs that differ by as much, from 1/2 to 1: from -1 to 1 that is 3/4 of the way, and 0.025^(1/20) of it is sure. Rounding
    /// does not make a difference.
    #[test]
    fn agreement_of_values_with_a_range_leaves_something_open() {
        let student = &mut Student::default();
        let left = libm::pow(0.025, 0.05);
        let paired = paired_means(&[[0.5, 1.0]; 20], UNIT, student);
        assert!(near(paired.low, 1.5 * left - 1.0, 1e-9) && near(paired.high, 1.0 - 0.5 * left, 1e-9), "{paired:?}");
        let apart = means(&[0.5; 20], &[1.0; 20], UNIT, student);
        assert!(near(apart.low, 0.5 - libm::hypot(1.0 - left, 0.5 * (1.0 - left)), 1e-9), "{apart:?}");
        assert!(near(apart.high, 0.5 + 0.5 * (1.0 - left), 1e-9), "{apart:?}");
        let same = paired_means(&[[0.3, 0.1 + 0.2]; 20], UNIT, student);
        assert_eq!((same.difference, same.direction(), same.low), (0.0, 0, -same.high));
        let far = means(&[0.0; 3], &[1.0; 3], UNIT, student);
        assert!(far.high == 1.0 && far.low >= -1.0, "{far:?}");
    }

    /// C(n, k) p^k (1 - p)^(n - k).
    fn binomial(k: u32, n: u32, p: f64) -> f64 {
        let [k, n] = [k, n].map(f64::from);
        let ways = libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0);
        libm::exp(ways + k * libm::log(p) + (n - k) * libm::log1p(-p))
    }

    /// How often the interval of independent shares covers, summed over all outcomes: no chance in it.
    #[test]
    fn intervals_of_independent_shares_cover() {
        let of = |held: u32, n: u32| (0..n).map(|r| f64::from(u8::from(r < held))).collect::<Vec<f64>>();
        let student = &mut Student::default();
        for (n_a, n_b) in [(20, 20), (10, 40)] {
            for (p_a, p_b) in [(0.5, 0.5), (0.3, 0.7), (0.9, 0.95), (0.05, 0.6)] {
                let mut covered = 0.0;
                for x in 0..=n_a {
                    for y in 0..=n_b {
                        let found = means(&of(x, n_a), &of(y, n_b), UNIT, student);
                        if found.low <= p_b - p_a && p_b - p_a <= found.high {
                            covered += binomial(x, n_a, p_a) * binomial(y, n_b, p_b);
                        }
                    }
                }
                assert!((0.95..=0.999).contains(&covered), "{n_a} {n_b} {p_a} {p_b}: {covered}");
            }
        }
    }

    /// The same for pairs: only the discordant ones count.
    #[test]
    fn intervals_of_paired_shares_cover() {
        let student = &mut Student::default();
        for n in [10_usize, 20, 40] {
            for (up, down) in [(0.1, 0.1), (0.3, 0.05), (0.5, 0.4), (0.02, 0.02)] {
                let mut covered = 0.0;
                for discordant in 0..=n {
                    for ups in 0..=discordant {
                        let pair =
                            |r: usize| [r >= ups && r < discordant, r < ups].map(|held| f64::from(u8::from(held)));
                        let found = paired_means(&(0..n).map(pair).collect::<Vec<_>>(), UNIT, student);
                        if found.low <= up - down && up - down <= found.high {
                            covered += binomial(discordant as u32, n as u32, up + down)
                                * binomial(ups as u32, discordant as u32, up / (up + down));
                        }
                    }
                }
                assert!(covered >= 0.95, "{n} {up} {down}: {covered}");
            }
        }
    }

    /// n = 10,000 samples of normal values, seed 1; 4 sigma of a share of 95% are 0.0087. Welch's interval is approximate at small
    /// n, and within 0.005 of that share for these sizes and variances.
    #[test]
    fn intervals_of_means_cover_and_pairs_that_share_luck_make_them_narrow() {
        const SAMPLES: u32 = 10_000;
        let mut stream = Stream::new(&Key::common(1), 0, Purpose::Choice);
        let mut draw = || normal::quantile((f64::from(stream.word()) + 0.5) / 4_294_967_296.0);
        let mut student = Student::default();
        let (mut paired, mut independent, mut narrower) = (0, 0, 0);
        for _ in 0..SAMPLES {
            let pairs: Vec<[f64; 2]> = (0..8)
                .map(|_| {
                    let luck = draw();
                    [luck + 0.3 * draw(), luck + 0.3 * draw() + 1.0]
                })
                .collect();
            let found = paired_means(&pairs, OPEN, &mut student);
            paired += u32::from(found.low <= 1.0 && 1.0 <= found.high);
            let [a, b] = [0, 1].map(|side| pairs.iter().map(|pair| pair[side]).collect::<Vec<f64>>());
            let apart = means(&a, &b, OPEN, &mut student);
            narrower += u32::from(found.high - found.low < apart.high - apart.low);
            let a: Vec<f64> = (0..8).map(|_| draw()).collect();
            let b: Vec<f64> = (0..20).map(|_| 1.0 + 3.0 * draw()).collect();
            let found = means(&a, &b, OPEN, &mut student);
            independent += u32::from(found.low <= 1.0 && 1.0 <= found.high);
        }
        let share = |count: u32| f64::from(count) / f64::from(SAMPLES);
        assert!(near(share(paired), 0.95, 0.0087), "{}", share(paired));
        assert!(near(share(independent), 0.95, 0.0087 + 0.005), "{}", share(independent));
        assert!(share(narrower) > 0.99, "{}", share(narrower));
    }
}
