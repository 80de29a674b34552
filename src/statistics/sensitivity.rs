//! Variance-based sensitivity: which parameters, and which pairs of them, the variance of an outcome comes from (Sobol
//! indices).
//!
//! ```text
//! A, B: two samples of N points;  A_Bi: A with column i from B;  B_Ai: B with column i from A
//! V: variance of f(A) and f(B) together
//! first-order  S_i  = mean( f(B) (f(A_Bi) - f(A)) ) / V
//! total        T_i  = mean( (f(A) - f(A_Bi))^2 ) / (2 V)
//! second-order S_ij = mean( f(B_Ai) f(A_Bj) - f(A) f(B) ) / V - S_i - S_j
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | N | base size; the accuracy is that of a sample of this size | 2..65536, best a power of 2 | [`Saltelli::base`] |
//! | i, j | parameters, each uniform on [0, 1) and to be stretched to its range | 1 to 128 | [`Saltelli::parameters`] |
//! | f | outcome of the model | finite | argument `outputs` |
//! | S_i, S_ij | share of the variance from i alone; from i with j beyond each alone | about [0, 1] | [`Indices`] |
//! | T_i | share of the variance from i alone and with all others | about [0, 1] | [`Indices::total`] |
//!
//! Source: Saltelli, Annoni, Azzini, Campolongo, Ratto & Tarantola (2010), Comput. Phys. Commun. 181:259, table 2 (b)
//! for S_i and (f), Jansen's, for T_i; Saltelli (2002), Comput. Phys. Commun. 145:280, for S_ij. Points from a Sobol
//! sequence with Owen's scrambling (Burley 2020, J. Comput. Graph. Tech. 9:4), 24 bits each. Outputs are centred by
//! their mean first, which changes no index and steadies the estimate. Intervals are percentiles over resampled base
//! points (Archer, Saltelli & Sobol 1997), cut off at 0 and 1, where an index ends though its estimate may not: they treat points
//! as independent, which is cautious for a sequence that is more even than chance. An index that is 0 at every base point is not
//! known to be 0: with a chance q of an effect at a point, none is seen at N with (1 - q)^N = 2.5%, and an effect is at most
//! the range of the outcomes, so that the interval ends at q (max f - min f)^2 / (2 V).
//!
//! An outcome of a stochastic model is a mean over replicates, and what noise is left in it looks like an interaction
//! with chance: if runs are independent, a noise variance of s^2 in every output adds s^2 to V and lifts every T_i by
//! about s^2 / V ([`Indices::noise`]), S_i stays unbiased but for the larger V. With common random numbers the same
//! chance enters f(A) and f(A_Bi) and cancels in part: then s^2 / V bounds the lift.
//!
//! The indices count as converged ([`Indices::convergence`]) if the 95% interval of every total index is narrower than
//! 0.1, and the first half of the base points alone puts the parameters that matter (total index above 0.05) in the
//! same order, wherever their intervals do not overlap. After Sarrazin, Pianosi & Wagener (2016), Environ. Modell.
//! Softw. 79:135, who judge values, ranking and screening apart, values and screening by the width of the widest
//! interval against 0.05. Chosen here: the wider 0.1, of indices that already are means over noise; and ranks compared
//! only where intervals say that they differ, since equally important parameters change places for ever.
//!
//! ```
//! use comity::statistics::sensitivity::Saltelli;
//! use comity::rng::{Key, Purpose, Stream};
//! let design = Saltelli::new(2, 1024, true)?;
//! let outputs: Vec<f64> = design.points(7).iter().map(|x| 2.0 * x[0] + x[1]).collect(); // variances 4/12 and 1/12
//! let mut stream = Stream::new(&Key::common(1), 0, Purpose::Analysis);
//! let indices = design.indices(&outputs, 100, &mut stream)?;
//! assert!((indices.first[0].value - 0.8).abs() < 0.01 && (indices.total[1].value - 0.2).abs() < 0.01);
//! assert!(indices.second[0].estimate.value.abs() < 0.01); // no interaction
//! # Ok::<(), comity::statistics::sensitivity::SensitivityError>(())
//! ```

use super::interval::quantile;
use super::sampling::sobol;
use crate::rng::{Stream, pick};
use crate::stop::heed;

/// The most base points of the Sobol sequence.
pub const MOST_POINTS: usize = 1 << 16;
/// The most parameters: the sequence has two dimensions for each.
pub const MOST_PARAMETERS: usize = (sobol_burley::NUM_DIMENSIONS / 2) as usize;

/// Why there are no indices.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum SensitivityError {
    /// Too few or too many parameters.
    #[error("expected 1 to {MOST_PARAMETERS} parameters, found {found}")]
    Parameters {
        /// Number of parameters.
        found: usize,
    },
    /// Too few or too many base points.
    #[error("expected a base of 2 to {MOST_POINTS} points, found {found}")]
    Base {
        /// Number of base points.
        found: usize,
    },
    /// Not one output for each point.
    #[error("expected {expected} outputs, one for each point, found {found}")]
    Outputs {
        /// Number of points.
        expected: usize,
        /// Number of outputs.
        found: usize,
    },
    /// An output that is missing or infinite.
    #[error("expected finite outputs, found {found} at point {point}")]
    Output {
        /// Number of the point, from 0.
        point: usize,
        /// The output.
        found: f64,
    },
    /// The outcome never changes.
    #[error("expected outputs that vary, found {found} at every point")]
    Constant {
        /// The output.
        found: f64,
    },
}

/// Saltelli's design: for each base point A, then A_Bi for each i, then B_Ai for each i if pairs are asked for, then B.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saltelli {
    parameters: usize,
    base: usize,
    pairs: bool,
}

/// An estimate and its 95% bootstrap interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Lower end; NaN without resamples.
    pub low: f64,
    /// Upper end; NaN without resamples.
    pub high: f64,
}

/// The index of a pair.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairEstimate {
    /// The lower parameter's number, from 0.
    pub i: usize,
    /// The higher parameter's number.
    pub j: usize,
    /// Share of the variance from both together, beyond each alone.
    pub estimate: Estimate,
}

/// A total index whose interval is not narrower than this has not converged.
pub const NARROW: f64 = 0.1;
/// A parameter matters if its total index is above this.
pub const MATTERS: f64 = 0.05;

/// Whether there were enough base points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Convergence {
    /// More points would hardly change what the indices say.
    Converged,
    /// The interval of a total index is too wide.
    Wide {
        /// The parameter with the widest.
        parameter: usize,
        /// Its width.
        width: f64,
    },
    /// Half of the points order two parameters otherwise than all of them do.
    Reordered {
        /// The parameter with the larger total index.
        above: usize,
        /// The one with the smaller.
        below: usize,
    },
    /// There are no intervals to judge by: too few base points or no resamples.
    Unknown,
}

impl Convergence {
    /// In words, for parameters of these names.
    pub fn reason(self, names: &[String]) -> String {
        let name = |i: usize| names.get(i).map_or("?", String::as_str);
        match self {
            Self::Converged => {
                "converged: every total index has a narrow interval, and half of the points agree on the order"
                    .to_owned()
            }
            Self::Wide { parameter, width } => format!(
                "not converged: the 95% interval of the total index of {} is {width:.2} wide, \
                 expected less than {NARROW}",
                name(parameter)
            ),
            Self::Reordered { above, below } => format!(
                "not converged: {} ranks above {} on all points, but not on the first half of them",
                name(above),
                name(below)
            ),
            Self::Unknown => "not known to have converged: there are no intervals".to_owned(),
        }
    }
}

/// Sobol indices.
#[derive(Debug, Clone, PartialEq)]
pub struct Indices {
    /// Mean outcome over A and B.
    pub mean: f64,
    /// Variance of the outcome over A and B.
    pub variance: f64,
    /// First-order index of each parameter.
    pub first: Vec<Estimate>,
    /// Total index of each parameter.
    pub total: Vec<Estimate>,
    /// Second-order index of each pair, (0, 1), (0, 2), ..., (1, 2), ...; empty if pairs were not asked for.
    pub second: Vec<PairEstimate>,
    /// Total index of each parameter from the first half of the base points alone; NaN if their outcome does not vary.
    pub half: Vec<f64>,
}

impl Indices {
    /// Whether there were enough base points: the rule in the header of this file.
    pub fn convergence(&self) -> Convergence {
        let width = |i: usize| self.total[i].high - self.total[i].low;
        let places = 0..self.total.len();
        let widest = places.clone().max_by(|&i, &j| width(i).total_cmp(&width(j)));
        match widest {
            Some(parameter) if width(parameter) >= NARROW => {
                return Convergence::Wide { parameter, width: width(parameter) };
            }
            Some(parameter) if width(parameter) < NARROW => {}
            _ => return Convergence::Unknown,
        }
        for above in places.clone().filter(|&i| self.total[i].value > MATTERS) {
            for below in places.clone().filter(|&j| self.total[j].value > MATTERS) {
                let sure = self.total[above].low > self.total[below].high;
                // A half without variance says nothing of the order: not in favour either.
                let agrees = self.half[above] > self.half[below];
                if sure && !agrees {
                    return Convergence::Reordered { above, below };
                }
            }
        }
        Convergence::Converged
    }

    /// About how much of the variance is noise: the mean squared standard error of the outputs over the variance of the
    /// outcome; errors that are missing (NaN) are left out, without any it is NaN.
    pub fn noise(&self, errors: &[f64]) -> f64 {
        let known: Vec<f64> = errors.iter().filter(|error| !error.is_nan()).map(|error| error * error).collect();
        known.iter().sum::<f64>() / known.len() as f64 / self.variance
    }
}

impl Saltelli {
    /// A design for so many parameters on so many base points; with `pairs` for second-order indices too.
    ///
    /// # Errors
    /// [`SensitivityError`] where there are too few or too many of either.
    pub fn new(parameters: usize, base: usize, pairs: bool) -> Result<Self, SensitivityError> {
        if !(1..=MOST_PARAMETERS).contains(&parameters) {
            return Err(SensitivityError::Parameters { found: parameters });
        }
        if !(2..=MOST_POINTS).contains(&base) {
            return Err(SensitivityError::Base { found: base });
        }
        Ok(Self { parameters, base, pairs })
    }

    /// Number of parameters.
    pub fn parameters(&self) -> usize {
        self.parameters
    }

    /// Number of base points, N.
    pub fn base(&self) -> usize {
        self.base
    }

    /// Points for each base point.
    fn block(&self) -> usize {
        2 + self.parameters * if self.pairs { 2 } else { 1 }
    }

    /// Number of points, and of outputs asked for: N (d + 2), or N (2 d + 2) with pairs, for d parameters.
    pub fn size(&self) -> usize {
        self.base * self.block()
    }

    /// All points, each coordinate in (0, 1); another seed scrambles the sequence anew.
    pub fn points(&self, seed: u32) -> Vec<Vec<f64>> {
        let d = self.parameters;
        let mut points = Vec::with_capacity(self.size());
        for n in 0..self.base {
            let sample = |dimension: usize| sobol(n, dimension, seed);
            let (a, b): (Vec<f64>, Vec<f64>) = (0..d).map(|i| (sample(i), sample(d + i))).unzip();
            let with = |base: &[f64], i: usize, other: &[f64]| {
                let mut point = base.to_vec();
                point[i] = other[i];
                point
            };
            points.push(a.clone());
            points.extend((0..d).map(|i| with(&a, i, &b)));
            if self.pairs {
                points.extend((0..d).map(|i| with(&b, i, &a)));
            }
            points.push(b);
        }
        points
    }

    /// Indices from the outcome at each of the [`Saltelli::points`], with intervals from so many `resamples`.
    ///
    /// # Errors
    /// [`SensitivityError`] where an output is missing or not finite, or none differs from the others.
    pub fn indices(&self, outputs: &[f64], resamples: usize, stream: &mut Stream) -> Result<Indices, SensitivityError> {
        if outputs.len() != self.size() {
            return Err(SensitivityError::Outputs { expected: self.size(), found: outputs.len() });
        }
        if let Some(point) = outputs.iter().position(|output| !output.is_finite()) {
            return Err(SensitivityError::Output { point, found: outputs[point] });
        }
        let (block, rows) = (self.block(), 2.0 * self.base as f64);
        let ends = outputs.iter().enumerate().filter(|(k, _)| k % block == 0 || k % block == block - 1);
        if ends.clone().all(|(_, output)| *output == outputs[0]) {
            return Err(SensitivityError::Constant { found: outputs[0] });
        }
        let mean = ends.map(|(_, output)| output).sum::<f64>() / rows;
        let centred: Vec<f64> = outputs.iter().map(|output| output - mean).collect();

        let every: Vec<usize> = (0..self.base).collect();
        let (variance, values) = self.estimate(&centred, &every);
        let (_, halves) = self.estimate(&centred, &every[..self.base / 2]);
        let half = halves[self.parameters..2 * self.parameters].to_vec();
        let mut samples = vec![Vec::with_capacity(resamples); values.len()];
        for _ in 0..resamples {
            heed();
            let drawn: Vec<usize> = (0..self.base).map(|_| pick(stream.word(), self.base)).collect();
            let (spread, again) = self.estimate(&centred, &drawn);
            if spread > 0.0 {
                samples.iter_mut().zip(again).for_each(|(list, value)| list.push(value));
            }
        }
        // `max` and `min` would turn a missing end into a number.
        let within = |x: f64| if x.is_nan() { x } else { x.clamp(0.0, 1.0) };
        let ends = outputs.iter().fold([f64::INFINITY, f64::NEG_INFINITY], |[a, b], &x| [a.min(x), b.max(x)]);
        let unseen = 1.0 - libm::pow(0.025, 1.0 / self.base as f64);
        let rare = within(unseen * (ends[1] - ends[0]) * (ends[1] - ends[0]) / (2.0 * variance));
        let mut estimates = values.into_iter().zip(samples).map(|(value, mut list)| {
            list.sort_by(f64::total_cmp);
            let [low, high] = [0.025, 0.975].map(|q| within(quantile(&list, q)));
            // Where no point shows an effect there may be a rare one.
            let high = if value == 0.0 && low == high { rare } else { high };
            Estimate { value, low, high }
        });
        let first = estimates.by_ref().take(self.parameters).collect();
        let total = estimates.by_ref().take(self.parameters).collect();
        let second = self.couples().zip(estimates).map(|((i, j), estimate)| PairEstimate { i, j, estimate }).collect();
        Ok(Indices { mean, variance, first, total, second, half })
    }

    /// Pairs of parameters whose interaction is estimated.
    fn couples(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let d = if self.pairs { self.parameters } else { 0 };
        (0..d).flat_map(move |i| (i + 1..d).map(move |j| (i, j)))
    }

    /// Variance, then first-order, total and second-order indices, over the given base points of centred outputs.
    fn estimate(&self, outputs: &[f64], chosen: &[usize]) -> (f64, Vec<f64>) {
        let (d, block) = (self.parameters, self.block());
        let row = |n: usize| &outputs[n * block..(n + 1) * block];
        let (mut sum, mut squares) = (0.0, 0.0);
        let couples: Vec<(usize, usize)> = self.couples().collect();
        let mut sums = vec![0.0; 2 * d + couples.len()];
        for &n in chosen {
            let row = row(n);
            let (a, b) = (row[0], row[block - 1]);
            sum += a + b;
            squares += a * a + b * b;
            for i in 0..d {
                let changed = row[1 + i];
                sums[i] += b * (changed - a);
                sums[d + i] += 0.5 * (a - changed) * (a - changed);
            }
            for (place, (i, j)) in couples.iter().enumerate() {
                sums[2 * d + place] += row[1 + d + i] * row[1 + j] - a * b;
            }
        }
        let points = chosen.len() as f64;
        let mean = sum / (2.0 * points);
        let variance = squares / (2.0 * points) - mean * mean;
        let mut values: Vec<f64> = sums.iter().map(|sum| sum / points / variance).collect();
        for (place, (i, j)) in couples.iter().enumerate() {
            values[2 * d + place] -= values[*i] + values[*j];
        }
        (variance, values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Key, Purpose};

    fn stream() -> Stream {
        Stream::new(&Key::common(5), 0, Purpose::Analysis)
    }

    #[test]
    fn the_design_swaps_one_column_at_a_time() {
        let design = Saltelli::new(2, 4, true).unwrap();
        let points = design.points(3);
        assert_eq!((points.len(), design.size()), (24, 24));
        for block in points.chunks(6) {
            let (a, b) = (&block[0], &block[5]);
            assert_eq!(block[1..5], [[b[0], a[1]], [a[0], b[1]], [a[0], b[1]], [b[0], a[1]]].map(|p| p.to_vec()));
        }
        // The first four points of a Sobol sequence fall into different quarters.
        let mut quarters: Vec<u8> = points.chunks(6).map(|block| (block[0][1] * 4.0) as u8).collect();
        quarters.sort_unstable();
        assert_eq!(quarters, [0, 1, 2, 3]);
    }

    /// f = (x - 1/2)(y - 1/2): nothing from either alone, everything from both.
    #[test]
    fn a_pure_interaction() {
        let design = Saltelli::new(2, 4096, true).unwrap();
        let outputs: Vec<f64> = design.points(1).iter().map(|p| (p[0] - 0.5) * (p[1] - 0.5)).collect();
        let found = design.indices(&outputs, 200, &mut stream()).unwrap();
        assert!((found.variance - 1.0 / 144.0).abs() < 1e-5);
        let [first, total] = [found.first[0], found.total[1]];
        assert!(first.value.abs() < 0.02 && (total.value - 1.0).abs() < 0.02, "{found:?}");
        let pair = found.second[0].estimate;
        assert!((pair.value - 1.0).abs() < 0.03 && 0.8 < pair.low && pair.low < 1.0 && pair.high == 1.0);
    }

    /// f = x, with a second parameter that does nothing at any of 64 points: that it never does is not known, and its total index
    /// ends at (1 - 0.025^(1/64)) x range^2 / (2 V), with V = 1/12 about a third of it; every interval lies in [0, 1].
    #[test]
    fn what_no_point_shows_may_still_be() {
        let design = Saltelli::new(2, 64, true).unwrap();
        let outputs: Vec<f64> = design.points(1).iter().map(|p| p[0]).collect();
        let found = design.indices(&outputs, 200, &mut stream()).unwrap();
        let idle = found.total[1];
        assert!(idle.value == 0.0 && idle.low == 0.0 && 0.2 < idle.high && idle.high < 0.4, "{idle:?}");
        for index in found.first.iter().chain(&found.total).chain(found.second.iter().map(|pair| &pair.estimate)) {
            assert!(0.0 <= index.low && index.low <= index.high && index.high <= 1.0, "{index:?}");
        }
    }

    /// Sobol's g function: V_i = (1/3)/(1 + a_i)^2, V = prod (1 + V_i) - 1, S_i = V_i / V, T_i = V_i prod_(j != i) (1 +
    /// V_j) / V. n = 4096 base points; sigma by the bootstrap, of whose 95% interval the width is 3.92 sigma: each
    /// index within that width.
    #[test]
    fn the_g_function() {
        let a = [0.0, 1.0, 4.5, 9.0, 99.0];
        let design = Saltelli::new(5, 4096, false).unwrap();
        let g = |p: &Vec<f64>| p.iter().zip(a).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product();
        let outputs: Vec<f64> = design.points(2).iter().map(g).collect();
        let found = design.indices(&outputs, 200, &mut stream()).unwrap();
        let part = a.map(|a| 1.0 / 3.0 / ((1.0 + a) * (1.0 + a)));
        let whole = part.iter().map(|v| 1.0 + v).product::<f64>();
        let variance = whole - 1.0;
        assert!((found.mean - 1.0).abs() < 0.01 && (found.variance / variance - 1.0).abs() < 0.02);
        for (i, v) in part.into_iter().enumerate() {
            let (first, total) = (v / variance, v * whole / (1.0 + v) / variance);
            for (estimate, exact) in [(found.first[i], first), (found.total[i], total)] {
                let width = estimate.high - estimate.low;
                assert!((estimate.value - exact).abs() < width, "{i}: {estimate:?}, not {exact}");
                assert!(width < 0.1, "{i}: {estimate:?}");
            }
        }
        assert_eq!(found.convergence(), Convergence::Converged);
        // Standard errors of 0.1 and 0.3: mean square 0.05.
        assert!((found.noise(&[0.1, 0.3, f64::NAN]) - 0.05 / found.variance).abs() < 1e-12);
        assert!(found.noise(&[f64::NAN]).is_nan());
    }

    /// Independent noise of variance s^2 adds s^2 to every V T_i and to V. For x plus noise, both of variance 1/12, T
    /// is (1 + 1)/2 for x and (0 + 1)/2 for a parameter that does nothing. n = 8192 base points; sigma of a T is below
    /// sqrt(3 / n).
    #[test]
    fn noise_lifts_total_indices() {
        let design = Saltelli::new(2, 8192, false).unwrap();
        let mut chance = Stream::new(&Key::common(9), 1, Purpose::Analysis);
        let outputs: Vec<f64> = design.points(4).iter().map(|p| p[0] + chance.uniform()).collect();
        let found = design.indices(&outputs, 0, &mut stream()).unwrap();
        let close = |value: f64, exact: f64| (value - exact).abs() < 4.0 * (3.0 / 8192.0_f64).sqrt();
        assert!(close(found.total[0].value, 1.0) && close(found.total[1].value, 0.5), "{found:?}");
        assert!(close(found.noise(&[(1.0 / 12.0_f64).sqrt()]), 0.5));
        assert_eq!(found.convergence(), Convergence::Unknown);
    }

    #[test]
    fn the_verdict_says_what_is_missing() {
        let narrow = |value: f64| Estimate { value, low: value - 0.02, high: value + 0.02 };
        let indices = |total: Vec<Estimate>, half: &[f64]| Indices {
            mean: 0.0,
            variance: 1.0,
            first: total.clone(),
            total,
            second: Vec::new(),
            half: half.to_vec(),
        };
        let names = ["rent", "trust"].map(str::to_owned);
        let good = indices(vec![narrow(0.6), narrow(0.3)], &[0.5, 0.4]);
        assert_eq!(good.convergence(), Convergence::Converged);
        let wide = indices(vec![narrow(0.6), Estimate { value: 0.3, low: 0.2, high: 0.4 }], &[0.5, 0.4]).convergence();
        assert_eq!(
            wide.reason(&names),
            "not converged: the 95% interval of the total index of trust is 0.20 wide, expected less than 0.1"
        );
        let swapped = indices(vec![narrow(0.6), narrow(0.3)], &[0.4, 0.5]).convergence();
        assert_eq!(swapped, Convergence::Reordered { above: 0, below: 1 });
        assert!(swapped.reason(&names).contains("rent ranks above trust"));
        // A tie within the intervals, and parameters that do not matter, may change places.
        assert_eq!(indices(vec![narrow(0.5), narrow(0.49)], &[0.4, 0.5]).convergence(), Convergence::Converged);
        let small = |value: f64| Estimate { value, low: value, high: value };
        assert_eq!(indices(vec![small(0.04), small(0.01)], &[0.0, 0.1]).convergence(), Convergence::Converged);
    }

    #[test]
    fn broken_designs_and_outputs_are_refused() {
        assert_eq!(Saltelli::new(0, 8, false), Err(SensitivityError::Parameters { found: 0 }));
        assert_eq!(Saltelli::new(1, MOST_POINTS + 1, false), Err(SensitivityError::Base { found: MOST_POINTS + 1 }));
        let design = Saltelli::new(1, 2, false).unwrap();
        let indices = |outputs: &[f64]| design.indices(outputs, 0, &mut stream());
        assert_eq!(indices(&[1.0; 5]), Err(SensitivityError::Outputs { expected: 6, found: 5 }));
        assert_eq!(indices(&[0.1; 6]), Err(SensitivityError::Constant { found: 0.1 }));
        assert!(matches!(
            indices(&[1.0, 2.0, f64::NAN, 1.0, 1.0, 1.0]),
            Err(SensitivityError::Output { point: 2, .. })
        ));
    }
}
