//! How far two worlds lie apart in a measure, and how sure that is.
//!
//! ```text
//! means,  paired:    m(d) +- t_(n-1) s(d) / sqrt(n),                    d_r = b_r - a_r
//! means,  unpaired:  m(b) - m(a) +- t_v e,   e^2 = e_a^2 + e_b^2,       v = e^4 / ( e_a^4/(n_a - 1) + e_b^4/(n_b - 1) )
//! shares, paired:    (u - w)/(n + 2) +- z sqrt( ( (u + w + 1)/(n + 2) - ((u - w)/(n + 2))^2 ) / (n + 2) )
//! shares, unpaired:  from d - sqrt( (p_b - l_b)^2 + (h_a - p_a)^2 )  to  d + sqrt( (h_b - p_b)^2 + (p_a - l_a)^2 ),  d = p_b - p_a
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | a_r, b_r | values of replicate r in the first world and in the second | real | arguments |
//! | m, s, n | mean, standard deviation, number of pairs | n >= 1 | - |
//! | n_a, n_b, e_a, e_b | runs of either world, standard errors of their means | >= 0 | - |
//! | u, w | pairs in which only the second holds, only the first | u + w <= n | - |
//! | p, l, h | a share and the ends of its Wilson interval | \[0, 1\] | - |
//! | t, z | 97.5% points of Student's t and of the normal distribution | - | - |
//!
//! Two worlds that met the same random numbers are compared pair by pair: what both owe to the same luck cancels. Taking them
//! for independent would be wrong; taking independent ones for pairs would only be wasteful.
//!
//! Source: Student (1908), Biometrika 6:1; Welch (1947), Biometrika 34:28; Agresti & Min (2005), Stat. Med. 24:729 (half a pair
//! added to each of the four outcomes, so that pairs which all agree claim no certainty); Newcombe (1998), Stat. Med. 17:873,
//! method 10. Assumed, where they are silent: means that do not vary at all are taken as known, and missing values are left out.
//!
//! ```
//! use comity::measure::contrast::shares;
//! let contrast = shares([48, 80], [56, 70]);        // Newcombe (1998), table II (a): 0.0524 to 0.3339
//! assert!((contrast.difference - 0.2).abs() < 1e-15);
//! assert!((contrast.low - 0.0524).abs() < 5e-5 && (contrast.high - 0.3339).abs() < 5e-5);
//! ```

use super::claims::changed;
use super::interval::{self, Moments, Student, Z95, wilson};

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

/// Means of paired values; a pair of which one is missing (NaN) is left out.
///
/// ```
/// use comity::measure::{contrast::paired_means, interval::Student};
/// let contrast = paired_means(&[[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]], &mut Student::default());
/// // d = 1, 2, 3: mean 2, s = 1, t = 4.3027 at 2 degrees of freedom, half width 4.3027 / sqrt 3
/// assert!(contrast.difference == 2.0 && (contrast.low - (2.0 - 2.4841)).abs() < 1e-4);
/// ```
pub fn paired_means(pairs: &[[f64; 2]], student: &mut Student) -> Contrast {
    let whole = || pairs.iter().filter(|pair| !pair[0].is_nan() && !pair[1].is_nan());
    let mean = |side: usize| whole().map(|pair| pair[side]).collect::<Moments>().mean();
    let (difference, low, high) = student.interval(&whole().map(|[a, b]| b - a).collect());
    Contrast { a: mean(0), b: mean(1), difference, low, high }
}

/// Means of values that are independent of each other; missing ones (NaN) are left out.
pub fn means(a: &[f64], b: &[f64]) -> Contrast {
    let [a, b] = [a, b].map(|values| values.iter().copied().collect::<Moments>());
    let (difference, [variance_a, variance_b]) = (b.mean() - a.mean(), [a, b].map(|m| m.error() * m.error()));
    let variance = variance_a + variance_b;
    let half = if variance == 0.0 {
        0.0
    } else {
        let part = |variance: f64, m: &Moments| variance * variance / f64::from(m.count().max(2) - 1);
        let freedom = variance * variance / (part(variance_a, &a) + part(variance_b, &b));
        // Too few values to tell have no error, and no freedom either.
        if freedom.is_nan() { f64::NAN } else { interval::student_quantile(0.975, freedom) * variance.sqrt() }
    };
    Contrast { a: a.mean(), b: b.mean(), difference, low: difference - half, high: difference + half }
}

/// Shares of pairs in which something holds in the first, and in the second.
pub fn paired_shares(pairs: &[[bool; 2]]) -> Contrast {
    let count = |wanted: fn(&[bool; 2]) -> bool| pairs.iter().filter(|pair| wanted(pair)).count() as u32;
    let n = pairs.len() as u32;
    let share = |x: u32| f64::from(x) / f64::from(n);
    let (a, b) = (share(count(|pair| pair[0])), share(count(|pair| pair[1])));
    let (up, down) = (count(|pair| !pair[0] && pair[1]), count(|pair| pair[0] && !pair[1]));
    let difference = (f64::from(up) - f64::from(down)) / f64::from(n);
    if n == 0 {
        return Contrast { a, b, difference, low: f64::NAN, high: f64::NAN };
    }
    let (centre, error) = changed(up, down, n);
    let half = Z95 * error;
    Contrast { a, b, difference, low: (centre - half).max(-1.0), high: (centre + half).min(1.0) }
}

/// Shares of runs that are independent of each other; each as how many hold out of how many.
pub fn shares(a: [u32; 2], b: [u32; 2]) -> Contrast {
    let [share_a, share_b] = [a, b].map(|[held, n]| f64::from(held) / f64::from(n));
    let difference = share_b - share_a;
    if difference.is_nan() {
        return Contrast { a: share_a, b: share_b, difference, low: f64::NAN, high: f64::NAN };
    }
    let ((low_a, high_a), (low_b, high_b)) = (wilson(a[0], a[1]), wilson(b[0], b[1]));
    let down = libm::hypot(share_b - low_b, high_a - share_a);
    let up = libm::hypot(high_b - share_b, share_a - low_a);
    Contrast { a: share_a, b: share_b, difference, low: difference - down, high: difference + up }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::normal;
    use crate::rng::{Key, Purpose, Stream};

    fn near(x: f64, y: f64, digits: f64) -> bool {
        (x - y).abs() < digits
    }

    /// a = 1, 2, 3 (variance 1, e^2 = 1/3); b = 2, 6, 10, 14 (mean 8, variance 80/3, e^2 = 20/3): e^2 = 7,
    /// v = 49 / ((1/9)/2 + (400/9)/3) = 3.2951.
    #[test]
    fn welch_by_hand() {
        let contrast = means(&[1.0, 2.0, f64::NAN, 3.0], &[2.0, 6.0, 10.0, 14.0]);
        let freedom = 49.0 / (1.0 / 18.0 + 400.0 / 27.0);
        assert!(near(freedom, 3.295_1, 1e-4));
        assert_eq!((contrast.a, contrast.b, contrast.difference), (2.0, 8.0, 6.0));
        let half = interval::student_quantile(0.975, freedom) * 7f64.sqrt();
        // Between the printed points at 3 and 4 degrees of freedom, 3.182 and 2.776.
        assert!(half > 2.776 * 7f64.sqrt() && half < 3.182 * 7f64.sqrt());
        assert!(near(contrast.low, 6.0 - half, 1e-12) && near(contrast.high, 6.0 + half, 1e-12));
    }

    #[test]
    fn too_few_runs_have_no_interval_and_equal_ones_no_width() {
        let mut student = Student::default();
        assert!(paired_means(&[[1.0, 2.0]], &mut student).low.is_nan());
        assert!(means(&[1.0], &[2.0, 3.0]).low.is_nan());
        assert!(means(&[], &[]).difference.is_nan() && paired_shares(&[]).low.is_nan());
        assert!(shares([0, 0], [1, 2]).low.is_nan());
        let constant = means(&[1.0, 1.0], &[3.0, 3.0]);
        assert_eq!((constant.low, constant.high), (2.0, 2.0));
        let missing = paired_means(&[[1.0, f64::NAN], [2.0, 3.0], [4.0, 5.0]], &mut student);
        assert_eq!((missing.a, missing.b, missing.low, missing.high), (3.0, 4.0, 1.0, 1.0));
    }

    /// 10 pairs, of which 4 hold only in the second and 1 only in the first: (3/12), sqrt((6/12 - 1/16)/12) = 0.19094.
    #[test]
    fn paired_shares_by_hand() {
        let pairs =
            [[[true, true]; 3].as_slice(), &[[false, true]; 4], &[[true, false]], &[[false, false]; 2]].concat();
        let contrast = paired_shares(&pairs);
        assert!(near(contrast.a, 0.4, 1e-15) && near(contrast.b, 0.7, 1e-15) && near(contrast.difference, 0.3, 1e-15));
        assert!(near(contrast.low, 0.25 - 0.374_24, 1e-4) && near(contrast.high, 0.25 + 0.374_24, 1e-4));
        assert_eq!(contrast.direction(), 0);
    }

    /// Newcombe (1998), table II: method 10 for 9/10 - 3/10, 5/56 - 0/29 and 10/10 - 0/10.
    #[test]
    fn newcombe_agrees_with_his_table() {
        for (b, a, low, high) in
            [([9, 10], [3, 10], 0.1705, 0.8090), ([5, 56], [0, 29], -0.0381, 0.1926), ([10, 10], [0, 10], 0.6075, 1.0)]
        {
            let contrast = shares(a, b);
            assert!(near(contrast.low, low, 6e-5) && near(contrast.high, high, 6e-5), "{contrast:?}");
        }
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
        for (n_a, n_b) in [(20, 20), (10, 40)] {
            for (p_a, p_b) in [(0.5, 0.5), (0.3, 0.7), (0.9, 0.95), (0.05, 0.6)] {
                let mut covered = 0.0;
                for x in 0..=n_a {
                    for y in 0..=n_b {
                        let found = shares([x, n_a], [y, n_b]);
                        if found.low <= p_b - p_a && p_b - p_a <= found.high {
                            covered += binomial(x, n_a, p_a) * binomial(y, n_b, p_b);
                        }
                    }
                }
                assert!((0.93..=0.995).contains(&covered), "{n_a} {n_b} {p_a} {p_b}: {covered}");
            }
        }
    }

    /// The same for pairs: only the discordant ones count.
    #[test]
    fn intervals_of_paired_shares_cover() {
        for n in [10_usize, 20, 50] {
            for (up, down) in [(0.1, 0.1), (0.3, 0.05), (0.5, 0.4), (0.02, 0.02)] {
                let mut covered = 0.0;
                for discordant in 0..=n {
                    for ups in 0..=discordant {
                        let pairs: Vec<[bool; 2]> = (0..n).map(|r| [r >= ups && r < discordant, r < ups]).collect();
                        let found = paired_shares(&pairs);
                        if found.low <= up - down && up - down <= found.high {
                            covered += binomial(discordant as u32, n as u32, up + down)
                                * binomial(ups as u32, discordant as u32, up / (up + down));
                        }
                    }
                }
                assert!(covered >= 0.93, "{n} {up} {down}: {covered}");
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
            let found = paired_means(&pairs, &mut student);
            paired += u32::from(found.low <= 1.0 && 1.0 <= found.high);
            let [a, b] = [0, 1].map(|side| pairs.iter().map(|pair| pair[side]).collect::<Vec<f64>>());
            let apart = means(&a, &b);
            narrower += u32::from(found.high - found.low < apart.high - apart.low);
            let a: Vec<f64> = (0..8).map(|_| draw()).collect();
            let b: Vec<f64> = (0..20).map(|_| 1.0 + 3.0 * draw()).collect();
            let found = means(&a, &b);
            independent += u32::from(found.low <= 1.0 && 1.0 <= found.high);
        }
        let share = |count: u32| f64::from(count) / f64::from(SAMPLES);
        assert!(near(share(paired), 0.95, 0.0087), "{}", share(paired));
        assert!(near(share(independent), 0.95, 0.0087 + 0.005), "{}", share(independent));
        assert!(share(narrower) > 0.99, "{}", share(narrower));
    }
}
