//! Which parameters matter at all? Elementary effects: parameters move one at a time, by one large step.
//!
//! ```text
//! grid        0, 1/(p - 1), 2/(p - 1), ..., 1 for each coordinate;  step D = p / (2 (p - 1))
//! trajectory  d + 1 points from a random place of the grid; each parameter moves once, by +D or -D, in random order
//! effect      d_i = [ f(.., x_i + D, ..) - f(.., x_i, ..) ] / D,  one for each parameter and trajectory
//! mu_i = mean of d_i,   mu*_i = mean of |d_i|,   sigma_i = standard deviation of d_i
//! ```
//!
//! mu* says how much a parameter matters; |mu| below mu* says that its sign changes, and sigma well
//! above 0 that its effect is not the same everywhere: it is curved, or depends on other parameters.
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | d | number of parameters | at least 1 | [`Morris::parameters`] |
//! | r | number of trajectories | at least 2; 10 to 50 are usual | [`Morris::trajectories`] |
//! | p | levels of the grid | even, 2 to 1000; 4 is usual | [`Morris::levels`] |
//! | f | outcome of the model | finite | argument `outputs` |
//! | mu, mu*, sigma | units of the outcome, over the whole range | mu* and sigma at least 0 | [`Effect`] |
//!
//! Source: Morris (1991), Technometrics 33:161; Campolongo, Cariboni & Saltelli (2007), Environ. Modell. Softw.
//! 22:1509, for mu*. Trajectories are drawn independently, not picked for their spread as Campolongo et al. do from a
//! larger number: so the effects of a parameter are independent draws, the intervals are those of independent draws
//! (of an outcome with a known range by [`super::gaffke`], |d| being at most the range over D; else percentiles over resampled
//! trajectories, and none where all agree), and more trajectories keep the first ones.
//!
//! The grid reaches 0 and 1, where a distribution without ends ([`super::distribution::Distribution::has_ends`]) has no
//! value and whole numbers are not met equally often: there let each level stand for the middle of one of p equal
//! strata, [`Morris::inside`].
//!
//! ```
//! use comity::statistics::morris::Morris;
//! use comity::rng::{Key, Purpose, Stream};
//! let design = Morris::new(2, 10, 4, 1)?;
//! let outputs: Vec<f64> = design.points().iter().map(|x| 3.0 * x[0] - x[1]).collect();
//! let effects = design.effects(&outputs, [-1.0, 3.0], 100, &mut Stream::new(&Key::common(1), 0, Purpose::Analysis))?;
//! assert!((effects[0].mu - 3.0).abs() < 1e-12 && (effects[1].mu + 1.0).abs() < 1e-12);
//! assert!((effects[1].mu_star.value - 1.0).abs() < 1e-12 && effects[1].sigma < 1e-12);
//! # Ok::<(), comity::statistics::morris::MorrisError>(())
//! ```

use super::gaffke;
use super::interval::{Moments, quantile};
use super::sensitivity::Estimate;
use crate::rng::{Key, Purpose, Stream, pick};
use crate::stop::heed;

/// Why there are no effects.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum MorrisError {
    /// Nothing to move.
    #[error("expected at least 1 parameter, found {found}")]
    Parameters {
        /// Number of parameters.
        found: usize,
    },
    /// Too few, or more points than can be counted.
    #[error("expected at least 2 trajectories, and at most {} points in all, found {found} trajectories", u32::MAX)]
    Trajectories {
        /// Number of trajectories.
        found: usize,
    },
    /// A grid on which no step leads from half of the levels to the other half.
    #[error("expected an even number of levels, 2 to 1000, found {found}")]
    Levels {
        /// Number of levels.
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
}

/// Morris's design: the d + 1 points of each trajectory in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Morris {
    parameters: usize,
    trajectories: usize,
    levels: usize,
    seed: u64,
}

/// The elementary effects of one parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// Their mean.
    pub mu: f64,
    /// The mean of their absolute values, with a 95% interval over trajectories.
    pub mu_star: Estimate,
    /// Their standard deviation.
    pub sigma: f64,
}

/// One trajectory: levels at its start, and its moves in order.
struct Trajectory {
    start: Vec<usize>,
    /// Parameter, and whether it moves up.
    moves: Vec<(usize, bool)>,
}

impl Morris {
    /// So many trajectories of so many parameters on a grid with an even number of `levels`; another seed gives others.
    ///
    /// # Errors
    /// [`MorrisError`] where there are too few or too many of them.
    pub fn new(parameters: usize, trajectories: usize, levels: usize, seed: u64) -> Result<Self, MorrisError> {
        if !(1..u32::MAX as usize).contains(&parameters) {
            return Err(MorrisError::Parameters { found: parameters });
        }
        if !(2..=u32::MAX as usize / (parameters + 1)).contains(&trajectories) {
            return Err(MorrisError::Trajectories { found: trajectories });
        }
        if !(2..=1000).contains(&levels) || !levels.is_multiple_of(2) {
            return Err(MorrisError::Levels { found: levels });
        }
        Ok(Self { parameters, trajectories, levels, seed })
    }

    /// Number of parameters, d.
    pub fn parameters(&self) -> usize {
        self.parameters
    }

    /// Number of trajectories, r.
    pub fn trajectories(&self) -> usize {
        self.trajectories
    }

    /// Number of levels of the grid, p.
    pub fn levels(&self) -> usize {
        self.levels
    }

    /// Number of points, and of outputs asked for: r (d + 1).
    pub fn size(&self) -> usize {
        self.trajectories * (self.parameters + 1)
    }

    /// The step D, as a part of the range.
    fn step(&self) -> f64 {
        self.levels as f64 / (2.0 * (self.levels - 1) as f64)
    }

    /// All points, each coordinate one of the levels in [0, 1].
    pub fn points(&self) -> Vec<Vec<f64>> {
        let (half, last) = (self.levels / 2, (self.levels - 1) as f64);
        let mut points = Vec::with_capacity(self.size());
        for Trajectory { start, moves } in self.walks() {
            let mut place: Vec<f64> = start.iter().map(|&level| level as f64 / last).collect();
            points.push(place.clone());
            for (parameter, up) in moves {
                let level = if up { start[parameter] + half } else { start[parameter] - half };
                place[parameter] = level as f64 / last;
                points.push(place.clone());
            }
        }
        points
    }

    /// A coordinate of the grid moved to the middle of one of p equal strata of [0, 1): (1/2 + (p - 1) x) / p.
    pub fn inside(&self, x: f64) -> f64 {
        (0.5 + (self.levels - 1) as f64 * x) / self.levels as f64
    }

    fn walks(&self) -> impl Iterator<Item = Trajectory> {
        let Self { parameters, levels, .. } = *self;
        let mut stream = Stream::new(&Key::independent(self.seed, b"elementary effects"), 0, Purpose::Analysis);
        (0..self.trajectories).map(move |_| {
            // Any level is a start: from the lower half the step goes up, from the upper half down.
            let start: Vec<usize> = (0..parameters).map(|_| pick(stream.word(), levels)).collect();
            let mut moves: Vec<(usize, bool)> = start.iter().map(|&level| level < levels / 2).enumerate().collect();
            for last in (1..parameters).rev() {
                moves.swap(last, pick(stream.word(), last + 1));
            }
            Trajectory { start, moves }
        })
    }

    /// Effects of each parameter from the outcome at each of the [`Morris::points`], which lies in `range`; where an end of that is
    /// infinite, with intervals from so many `resamples`.
    ///
    /// # Errors
    /// [`MorrisError`] where an output is missing or not finite.
    pub fn effects(
        &self,
        outputs: &[f64],
        [least, most]: [f64; 2],
        resamples: usize,
        stream: &mut Stream,
    ) -> Result<Vec<Effect>, MorrisError> {
        if outputs.len() != self.size() {
            return Err(MorrisError::Outputs { expected: self.size(), found: outputs.len() });
        }
        if let Some(point) = outputs.iter().position(|output| !output.is_finite()) {
            return Err(MorrisError::Output { point, found: outputs[point] });
        }
        let (r, step) = (self.trajectories, self.step());
        let mut elementary = vec![Vec::with_capacity(r); self.parameters];
        for (walk, path) in self.walks().zip(outputs.chunks(self.parameters + 1)) {
            for ((parameter, up), ends) in walk.moves.into_iter().zip(path.windows(2)) {
                let gain = (ends[1] - ends[0]) / step;
                elementary[parameter].push(if up { gain } else { -gain });
            }
        }
        let mean = |values: &mut dyn Iterator<Item = f64>| values.sum::<f64>() / r as f64;
        // The same trajectories are drawn for every parameter, as they came together.
        let mut samples = vec![Vec::with_capacity(resamples); self.parameters];
        for _ in 0..resamples {
            heed();
            let drawn: Vec<usize> = (0..r).map(|_| pick(stream.word(), r)).collect();
            for (sample, effects) in samples.iter_mut().zip(&elementary) {
                sample.push(mean(&mut drawn.iter().map(|&t| effects[t].abs())));
            }
        }
        let effect = |(effects, mut sample): (&Vec<f64>, Vec<f64>)| {
            sample.sort_by(f64::total_cmp);
            let mu = mean(&mut effects.iter().copied());
            let squares: f64 = effects.iter().map(|d| (d - mu) * (d - mu)).sum();
            let sizes: Vec<f64> = effects.iter().map(|d| d.abs()).collect();
            let (low, high) = match most - least {
                width if width.is_finite() => gaffke::interval(&sizes, [0.0, width / step], 0.95),
                _ if sizes.iter().copied().collect::<Moments>().agree() => (f64::NAN, f64::NAN),
                _ => (quantile(&sample, 0.025), quantile(&sample, 0.975)),
            };
            Effect {
                mu,
                mu_star: Estimate { value: mean(&mut sizes.iter().copied()), low, high },
                sigma: (squares / (r - 1) as f64).sqrt(),
            }
        };
        Ok(elementary.iter().zip(samples).map(effect).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: [f64; 2] = [f64::NEG_INFINITY, f64::INFINITY];

    /// f = x in [0, 1] moves by D in every trajectory: its effect is 1 of at most 1/D = 1.5, and ten that agree leave
    /// 1 - 0.025^(1/10) of the way to either side open. Without a range nothing is said.
    #[test]
    fn trajectories_that_all_agree_do_not_make_an_effect_known() {
        let design = Morris::new(1, 10, 4, 1).unwrap();
        let outputs: Vec<f64> = design.points().iter().map(|x| x[0]).collect();
        let star = |range: [f64; 2]| design.effects(&outputs, range, 100, &mut stream()).unwrap()[0].mu_star;
        let (found, left) = (star([0.0, 1.0]), libm::pow(0.025, 0.1));
        assert!((found.value - 1.0).abs() < 1e-12 && (found.low - left).abs() < 1e-9, "{found:?}");
        assert!((found.high - (1.5 - 0.5 * left)).abs() < 1e-9, "{found:?}");
        assert!(star(OPEN).low.is_nan() && star(OPEN).high.is_nan());
    }

    fn stream() -> Stream {
        Stream::new(&Key::common(5), 0, Purpose::Analysis)
    }

    fn effects(design: &Morris, model: impl Fn(&[f64]) -> f64) -> Vec<Effect> {
        let outputs: Vec<f64> = design.points().iter().map(|point| model(point)).collect();
        design.effects(&outputs, OPEN, 200, &mut stream()).unwrap()
    }

    #[test]
    fn each_parameter_moves_once_by_the_step() {
        let design = Morris::new(5, 20, 6, 2).unwrap();
        let points = design.points();
        assert_eq!((points.len(), design.size()), (120, 120));
        for path in points.chunks(6) {
            let mut moved = [0; 5];
            for ends in path.windows(2) {
                let changes: Vec<usize> = (0..5).filter(|&i| ends[0][i] != ends[1][i]).collect();
                assert_eq!(changes.len(), 1);
                assert!(((ends[1][changes[0]] - ends[0][changes[0]]).abs() - 0.6).abs() < 1e-15);
                moved[changes[0]] += 1;
            }
            assert_eq!(moved, [1; 5]);
        }
        assert!(points.iter().flatten().all(|x| (0..6).any(|level| *x == f64::from(level) / 5.0)));
        let more = Morris::new(5, 30, 6, 2).unwrap().points();
        assert_eq!(points, more[..120]);
    }

    #[test]
    fn the_inner_grid_lies_in_the_middle_of_strata() {
        let design = Morris::new(1, 2, 4, 1).unwrap();
        for (level, middle) in [0.125, 0.375, 0.625, 0.875].into_iter().enumerate() {
            assert!((design.inside(level as f64 / 3.0) - middle).abs() < 1e-15);
        }
    }

    #[test]
    fn a_linear_function_has_its_coefficients() {
        let coefficients = [2.0, -1.5, 0.0, 0.25];
        let found =
            effects(&Morris::new(4, 15, 8, 1).unwrap(), |x| x.iter().zip(coefficients).map(|(x, c)| x * c).sum());
        for (effect, c) in found.iter().zip(coefficients) {
            assert!((effect.mu - c).abs() < 1e-12 && effect.sigma < 1e-12, "{effect:?}");
            let star = effect.mu_star;
            assert!((star.value - f64::abs(c)).abs() < 1e-12 && star.low.is_nan(), "{effect:?}");
        }
    }

    /// Sobol's g function, the product of g_i = (|4 x_i - 2| + a_i) / (1 + a_i), on the grid 0, 1/3, 2/3, 1: every step
    /// of x_i changes g_i by (4/3)/(1 + a_i), up as often as down, while the others stand anywhere on the grid. So
    /// |d_i| = 2/(1 + a_i) prod of the g_j, mu = 0, sigma^2 = mean of d_i^2, and the mean of |d_i| and of its square
    /// follow from those of g_j over the four levels. n = 2000 trajectories, 4 sigma.
    #[test]
    fn the_g_function_on_the_grid() {
        let a = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0];
        let g = |x: f64, a: f64| ((4.0 * x - 2.0).abs() + a) / (1.0 + a);
        let n = 2000;
        let found = effects(&Morris::new(6, n, 4, 1).unwrap(), |x| x.iter().zip(a).map(|(x, a)| g(*x, a)).product());
        let power = |a: f64, square: bool| {
            let levels = [0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0].map(|x| g(x, a));
            levels.iter().map(|g| if square { g * g } else { *g }).sum::<f64>() / 4.0
        };
        for (i, effect) in found.iter().enumerate() {
            let others = |square| (0..6).filter(|j| *j != i).map(|j| power(a[j], square)).product::<f64>();
            let step = 2.0 / (1.0 + a[i]);
            let (mean, square) = (step * others(false), step * step * others(true));
            let root = (n as f64).sqrt();
            let deviation = (square - mean * mean).sqrt();
            assert!((effect.mu_star.value - mean).abs() < 4.0 * deviation / root, "{i}: {effect:?}, not {mean}");
            assert!(effect.mu.abs() < 4.0 * square.sqrt() / root, "{i}: {effect:?}");
            // Relative error of sigma below that of its square, of which the spread is below three times its mean here.
            assert!((effect.sigma / square.sqrt() - 1.0).abs() < 4.0 * 1.5 / root, "{i}: {effect:?}");
            // The interval is about 2 x 1.96 standard errors wide; its ends have an error of their own from 200
            // resamples.
            let width = (effect.mu_star.high - effect.mu_star.low) / (2.0 * 1.96 * deviation / root);
            assert!((0.7..1.3).contains(&width), "{i}: {effect:?}");
        }
        assert!(
            found[..5].windows(2).all(|pair| pair[0].mu_star.low > pair[1].mu_star.high),
            "they rank in order of a"
        );
    }

    #[test]
    fn broken_designs_and_outputs_are_refused() {
        assert_eq!(Morris::new(0, 5, 4, 1), Err(MorrisError::Parameters { found: 0 }));
        assert_eq!(Morris::new(2, 1, 4, 1), Err(MorrisError::Trajectories { found: 1 }));
        assert_eq!(Morris::new(2, 5, 3, 1), Err(MorrisError::Levels { found: 3 }));
        let design = Morris::new(1, 2, 4, 1).unwrap();
        let effects = |outputs: &[f64]| design.effects(outputs, OPEN, 0, &mut stream());
        assert_eq!(effects(&[1.0; 5]), Err(MorrisError::Outputs { expected: 4, found: 5 }));
        assert!(matches!(effects(&[1.0, 2.0, f64::NAN, 1.0]), Err(MorrisError::Output { point: 2, .. })));
        assert!(effects(&[1.0; 4]).unwrap()[0].mu_star.low.is_nan());
    }
}
