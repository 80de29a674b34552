//! The mean of values whose range is known, from a fixed number of runs: how likely it is that it lies no higher than m.
//!
//! ```text
//! p(mean <= m) = P( E_0 (a - m) + E_1 (x_1 - m) + ... + E_n (x_n - m) <= 0 )       E_i independent, exponential
//! p(mean >= m) = the same of the other side: of a + b - x_i, at a + b - m
//! interval     = { m : both > alpha/2 }
//! P( sum of k_j a_j E's <= 0 ) = exp(phi(s))/pi x integral over y > 0 of Re prod_j (1 - i y b_j)^-k_j,   b_j = a_j/(1 + s a_j)
//! phi(s) = - sum_j k_j ln(1 + s a_j) - ln s,  and one more factor with b = 1/s;  s > 0 where phi is least, so that sum b = 0
//! ```
//!
//! | symbol | meaning | range | argument |
//! |---|---|---|---|
//! | x_i, n | value of a run, their number; missing ones (NaN) are left out | [a, b], >= 1 | `values` |
//! | a, b | the least and the greatest that a value can be | a < b | `range` |
//! | m | what the mean is said not to exceed | real | `end` |
//! | alpha | share of the samples whose interval misses | (0, 1) | 1 - `confidence` |
//! | a_j, k_j | x_i - m and how many runs share it; with k runs at a, a - m stands there k + 1 times | - | - |
//! | s | saddle point of the Laplace transform, less the sign: the integral runs along -s + i y | 0 < s < 1/(m - a) | - |
//!
//! In words: weigh the runs at random, as a Bayesian bootstrap does, with one more run at the bad end of the range, and count how
//! often the mean comes out at m or below. So runs that all agree leave 1 - (alpha/2)^(1/n) of the range open: nothing is known
//! exactly because nothing else was seen. Of values 0 and 1 the interval *is* Clopper and Pearson's, which is proven. For other
//! laws it is unproved that it misses at most so often; no counterexample is known, and the tests below look for one.
//!
//! Source: Gaffke (2005), Three test statistics for a nonparametric one-sided hypothesis on the mean of a nonnegative variable,
//! Math. Methods Stat. 14:451; Learned-Miller & Thomas (2019), A new confidence interval for the mean of a bounded random variable,
//! arXiv:1905.06208. Inversion along a path through the saddle point: Rice (1980), SIAM J. Sci. Stat. Comput. 1:438; the path a
//! hyperbola, the trapezoid rule upon it halved until two results agree, since its error falls as exp(-c/h): Trefethen & Weideman
//! (2014), SIAM Rev. 56:385.
//! No random numbers; values are put in order first, so that the bits do not depend on the order of the runs.
//!
//! ```
//! use comity::statistics::gaffke::{above, interval};
//! // Two runs, 1/2 and 1, at m = 1/2: E_2 <= E_0 in half of all cases.
//! assert!((above(&[0.5, 1.0], [0.0, 1.0], 0.5) - 0.5).abs() < 1e-12);
//! // Forty runs that all agree on 1/2: from 1/2 x 0.025^(1/40) to as far from 1.
//! let (low, high) = interval(&[0.5; 40], [0.0, 1.0], 0.95);
//! assert!((low - 0.5 * libm::pow(0.025, 1.0 / 40.0)).abs() < 1e-12 && (high - (1.0 - low)).abs() < 1e-12);
//! ```

use std::sync::LazyLock;

use super::beta::{beta_quantile, incomplete_beta};
use super::moments::ROUNDING;
use super::normal;

/// The first step of the trapezoid rule; it is halved until two results agree to [`AGREE`], when the error is about its square.
const STEP: f64 = 0.3;
const AGREE: f64 = 1e-7;
const HALVINGS: usize = 6;

/// p-value of the mean being at most `end`, from values in `range`: small if it plainly is above; 1 without values.
pub fn above(values: &[f64], range: [f64; 2], end: f64) -> f64 {
    Side::lower(values, range).tail(place(range, end))
}

/// p-value of the mean being at least `end`, from values in `range`: small if it plainly is below; 1 without values.
pub fn below(values: &[f64], range: [f64; 2], end: f64) -> f64 {
    Side::upper(values, range).tail(1.0 - place(range, end))
}

/// Two-sided interval of the mean of values in `range`, at a `confidence` in (0, 1); NaN without values.
pub fn interval(values: &[f64], range: [f64; 2], confidence: f64) -> (f64, f64) {
    let [least, most] = range;
    let (lower, upper) = (Side::lower(values, range), Side::upper(values, range));
    if lower.n == 0 {
        return (f64::NAN, f64::NAN);
    }
    let (level, width) = ((1.0 - confidence) / 2.0, most - least);
    let low = least + width * lower.end(level);
    let high = most - width * upper.end(level);
    (low.clamp(least, most), high.clamp(least, most))
}

/// Two-sided p-value of the mean being `end`, from values in `range`: 5% where the 95% interval touches it.
pub fn two_sided(values: &[f64], range: [f64; 2], end: f64) -> f64 {
    (2.0 * above(values, range, end).min(below(values, range, end))).min(1.0)
}

/// A place in a range, as a share of it.
fn place([least, most]: [f64; 2], x: f64) -> f64 {
    (x - least) / (most - least)
}

/// Values seen from the bad end of their range: 0 is bad, 1 the farthest from it.
struct Side {
    /// Distinct values in rising order, and how many runs have each.
    groups: Vec<(f64, u32)>,
    n: u32,
}

impl Side {
    fn lower(values: &[f64], range: [f64; 2]) -> Self {
        Self::of(values.iter().map(|&x| place(range, x)))
    }

    fn upper(values: &[f64], [least, most]: [f64; 2]) -> Self {
        Self::of(values.iter().map(|&x| (most - x) / (most - least)))
    }

    fn of(places: impl Iterator<Item = f64>) -> Self {
        // Rounding may have carried a mean of ones past one or short of it.
        let snapped = |x: f64| match x {
            x if x <= ROUNDING => 0.0,
            x if x >= 1.0 - ROUNDING => 1.0,
            x => x,
        };
        let mut sorted: Vec<f64> = places.filter(|x| !x.is_nan()).map(snapped).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let groups = sorted.chunk_by(|a, b| a == b).map(|alike| (alike[0], alike.len() as u32)).collect();
        Self { groups, n: sorted.len() as u32 }
    }

    /// The value and the number of those that are not 0, if there are no others: then all is binomial.
    fn single(&self) -> Option<(f64, u32)> {
        match self.groups.as_slice() {
            [(zero, _), one] if *zero == 0.0 => Some(*one),
            [one] if one.0 > 0.0 => Some(*one),
            _ => None,
        }
    }

    fn most(&self) -> f64 {
        self.groups.last().map_or(0.0, |group| group.0)
    }

    /// p-value of the mean being at most m.
    fn tail(&self, m: f64) -> f64 {
        if m >= self.most() {
            return 1.0;
        }
        if m <= 0.0 {
            return 0.0;
        }
        match self.single() {
            Some((value, k)) => incomplete_beta(f64::from(k), f64::from(self.n - k) + 1.0, m / value),
            None => chance(&self.terms(m)),
        }
    }

    /// What the exponentials are multiplied with, and how many of them alike.
    fn terms(&self, m: f64) -> Vec<(f64, u32)> {
        let zeros = self.groups.first().filter(|group| group.0 == 0.0).map_or(0, |group| group.1);
        let rest = self.groups.iter().filter(|group| group.0 != 0.0 && group.0 != m).map(|&(x, k)| (x - m, k));
        std::iter::once((-m, zeros + 1)).chain(rest).collect()
    }

    /// The m at which the p-value is `level`: the end of the interval on this side.
    fn end(&self, level: f64) -> f64 {
        if self.most() == 0.0 {
            return 0.0;
        }
        if let Some((value, k)) = self.single() {
            // k of n with one more that is not: (m/value)^n = level where all are.
            let quantile = if k == self.n {
                libm::pow(level, 1.0 / f64::from(k))
            } else {
                beta_quantile(level, f64::from(k), f64::from(self.n - k) + 1.0)
            };
            return value * quantile;
        }
        self.root(level)
    }

    /// The same by the secant method on the scale of normal quantiles, on which the p-value is nearly a straight line.
    fn root(&self, level: f64) -> f64 {
        let (target, n) = (normal::quantile(level), f64::from(self.n));
        // Mean, spread and skewness of the weighted mean; the first guess is that of Cornish and Fisher.
        let about = |term: &dyn Fn(f64) -> f64| {
            self.groups.iter().fold(term(0.0), |sum, &(x, k)| sum + f64::from(k) * term(x)) / (n + 1.0)
        };
        let mean = about(&|x| x);
        let spread = (about(&|x| (x - mean) * (x - mean)) / (n + 2.0)).sqrt();
        let third = about(&|x| (x - mean) * (x - mean) * (x - mean));
        let skewness = 2.0 * third / ((n + 2.0) * (n + 3.0)) / (spread * spread * spread);
        let mut m = mean + spread * (target + (target * target - 1.0) * skewness / 6.0);
        let (mut low, mut high) = (0.0, self.most());
        let mut before: Option<(f64, f64)> = None;
        for turn in 0..200 {
            // Where the straight line leads astray the bracket is halved; beside 0, on the scale of its logarithm.
            if !(low < m && m < high) || turn % 10 == 9 {
                m = if low > 0.0 { (low * high).sqrt() } else { high / 16.0 };
            }
            let z = normal::quantile(self.tail(m));
            let miss = z - target;
            if miss < 0.0 {
                low = m;
            } else {
                high = m;
            }
            let (slope, missed) = match before {
                Some((other, at)) if at != z => ((z - at) / (m - other), at - target),
                _ => (1.0 / spread, f64::INFINITY),
            };
            before = Some((m, z));
            let next = m - miss / slope;
            // What is left after a step of the secant is of the order of both misses together.
            let done = (miss * missed).abs() < 1e-13 || miss == 0.0;
            if (done && low <= next && next <= high) || high - low <= 1e-15 * high {
                return next.clamp(low, high);
            }
            m = next;
        }
        m
    }
}

/// The chance that a weighted sum of independent exponentials is at most 0; each weight with the number of exponentials that have it.
///
/// Relative accuracy about 1e-10, mostly far better, below 1/2, absolute above.
///
/// ```
/// use comity::statistics::gaffke::chance;
/// // 3 E_1 <= E_2: rates 1/3 and 1, so that E_2 is the longer one in 1 of 4 cases.
/// assert!((chance(&[(3.0, 1), (-1.0, 1)]) - 0.25).abs() < 1e-13);
/// ```
pub fn chance(terms: &[(f64, u32)]) -> f64 {
    let sum: f64 = terms.iter().map(|&(a, k)| f64::from(k) * a).sum();
    if terms.iter().all(|term| term.0 <= 0.0) {
        return 1.0;
    }
    if terms.iter().all(|term| term.0 >= 0.0) {
        return 0.0;
    }
    if sum >= 0.0 {
        return left(terms).min(1.0);
    }
    let turned: Vec<(f64, u32)> = terms.iter().map(|&(a, k)| (-a, k)).collect();
    1.0 - left(&turned).min(1.0)
}

/// Nodes that are summed together.
const LANES: usize = 4;

/// sinh u and cosh u at the nodes u = h, 2 h, ...; then at those that halving the step adds, and so on.
static NODES: LazyLock<Vec<Vec<[f64; 2]>>> = LazyLock::new(|| {
    let node = |u: f64| {
        let grown = libm::exp(u);
        [0.5 * (grown - 1.0 / grown), 0.5 * (grown + 1.0 / grown)]
    };
    let first = (1..=80).map(|k| node(STEP * f64::from(k))).collect();
    let others = (1..=HALVINGS as u32).map(|level| {
        let step = STEP / f64::from(1_u32 << level);
        (0..40 << level).map(|k| node(step * f64::from(2 * k + 1))).collect()
    });
    std::iter::once(first).chain(others).collect()
});

/// The same for a sum whose mean is not below 0.
fn left(terms: &[(f64, u32)]) -> f64 {
    let s = saddle(terms);
    let phi = terms.iter().fold(-libm::log(s), |sum, &(a, k)| sum - f64::from(k) * libm::log1p(s * a));
    let path = Path::new(terms, s);
    let mut sum = 0.5 * path.cos + path.sum(0);
    let mut integral = STEP * sum;
    let mut step = STEP;
    for level in 1..=HALVINGS {
        sum += path.sum(level);
        step *= 0.5;
        let before = integral;
        integral = step * sum;
        if (integral - before).abs() <= AGREE * integral.abs() {
            break;
        }
    }
    libm::exp(phi) * path.width * integral / std::f64::consts::PI
}

/// The way that is integrated along, y = width ( sinh(u + i theta) - i sin theta ): a hyperbola through the saddle point, bent as the
/// steepest descent is.
struct Path {
    /// The b of factors that stand alone, and of those with a power.
    single: Vec<f64>,
    several: Vec<(f64, f64)>,
    width: f64,
    sin: f64,
    cos: f64,
}

impl Path {
    fn new(terms: &[(f64, u32)], s: f64) -> Self {
        let (mut single, mut several) = (vec![1.0 / s], Vec::new());
        for &(a, k) in terms {
            let b = a / (1.0 + s * a);
            if k <= 2 { single.extend((0..k).map(|_| b)) } else { several.push((b, f64::from(k))) }
        }
        let (mut second, mut third) = (0.0, 0.0);
        for (b, k) in single.iter().map(|&b| (b, 1.0)).chain(several.iter().copied()) {
            second += k * b * b;
            third += k * b * b * b;
        }
        let width = 1.0 / second.sqrt();
        let skewness = third * width * width * width;
        // At most 45 degrees, and more than the local bend asks for: farther out many small factors pull that way.
        let theta = -std::f64::consts::FRAC_PI_4 * skewness.signum() * libm::pow(skewness.abs().min(1.0), 0.7);
        Self { single, several, width, sin: libm::sin(theta), cos: libm::cos(theta) }
    }

    /// The sum of the integrand over the nodes of a level, until it is as good as nothing.
    fn sum(&self, level: usize) -> f64 {
        let mut sum = 0.0;
        for nodes in NODES[level].as_chunks::<LANES>().0 {
            let y = nodes.map(|[sinh, cosh]| [self.width * sinh * self.cos, self.width * (cosh - 1.0) * self.sin]);
            for ([re, im], [sinh, cosh]) in self.inverse(y).into_iter().zip(nodes) {
                // Times cosh(u + i theta).
                let value = re * cosh * self.cos - im * sinh * self.sin;
                sum += value;
                if libm::hypot(re, im) * cosh < 1e-16 {
                    return sum;
                }
            }
        }
        sum
    }

    /// prod (1 - i y b)^-k at several complex y.
    fn inverse(&self, y: [[f64; 2]; LANES]) -> [[f64; 2]; LANES] {
        let (mut re, mut im) = ([1.0_f64; LANES], [0.0_f64; LANES]);
        for b in &self.single {
            for ((re, im), [x, z]) in re.iter_mut().zip(&mut im).zip(&y) {
                let (r, t) = (1.0 + b * z, b * x);
                (*re, *im) = (*re * r + *im * t, *im * r - *re * t);
            }
        }
        std::array::from_fn(|lane| {
            let (mut log, mut angle) = (0.0, 0.0);
            for &(b, k) in &self.several {
                let [x, z] = [b * y[lane][0], b * y[lane][1]];
                log += 0.5 * k * libm::log1p(2.0 * z + z * z + x * x);
                angle += k * libm::atan2(x, 1.0 + z);
            }
            let square = re[lane] * re[lane] + im[lane] * im[lane];
            // Far out the product is too large for a number, and its inverse as good as nothing.
            if !square.is_finite() {
                return [0.0; 2];
            }
            let rest = if log == 0.0 { 1.0 } else { libm::exp(-log) } / square;
            let (sin, cos) = if angle == 0.0 { (0.0, 1.0) } else { (libm::sin(angle), libm::cos(angle)) };
            // (re - i im) e^(i angle), as the product of the powers has the angle -angle.
            [rest * (re[lane] * cos + im[lane] * sin), rest * (re[lane] * sin - im[lane] * cos)]
        })
    }
}

/// The s > 0 at which phi is least: Newton's method within a bracket.
fn saddle(terms: &[(f64, u32)]) -> f64 {
    let sum = |power: i32| terms.iter().map(|&(a, k)| f64::from(k) * if power == 1 { a } else { a * a }).sum::<f64>();
    let (mean, square) = (sum(1), sum(2));
    let steepest = terms.iter().map(|term| -term.0).fold(0.0, f64::max);
    let (mut low, mut high) = (0.0, 1.0 / steepest);
    let mut s = (mean + (mean * mean + 4.0 * square).sqrt()) / (2.0 * square);
    for _ in 0..100 {
        if !(low < s && s < high) {
            s = 0.5 * (low + high);
        }
        let (mut slope, mut curvature) = (-1.0 / s, 1.0 / (s * s));
        for &(a, k) in terms {
            let b = a / (1.0 + s * a);
            slope -= f64::from(k) * b;
            curvature += f64::from(k) * b * b;
        }
        if slope < 0.0 {
            low = s;
        } else {
            high = s;
        }
        let step = slope / curvature;
        s -= step;
        // Any s in the strip gives the same integral; near the saddle point it is computed best.
        if step.abs() < 1e-3 * s {
            break;
        }
    }
    if low < s && s < high { s } else { 0.5 * (low + high) }
}

#[cfg(test)]
mod tests;
