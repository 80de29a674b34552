//! The working model of a search: where the next runs are best made. It decides how fast a search is, never what it concludes.
//!
//! ```text
//! P(rises at point k) = e + (1 - 2e) / (1 + exp(-(k - x)/w)),  e = 0.02
//! weight of (x, w) = likelihood of all runs so far
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | x | crossing, half way between points: cell j has x = j - 1/2 | -1/2 to m - 1/2 | places of [`Model::weights`] |
//! | w | width of the rise, in steps of the lattice | 1/4, 3/4, 9/4, ... | rows of [`Model::weights`] |
//! | e | share of runs that come out the other way, however far from the crossing | 0.02 | [`LAPSE`] |
//!
//! A Bayesian logistic on a grid, all (x, w) alike before the first run: while the crossing is somewhere in a wide bracket it
//! halves like a probabilistic bisection (Horstein 1963, IEEE Trans. Inf. Theory 9:136), and near it, it learns the slope.

use super::evidence::Side;

const LAPSE: f64 = 0.02;
/// Weights whose logarithm is this far below the largest count as 0.
const NEGLIGIBLE: f64 = -30.0;
/// How sure the model must be of a point's side before anyone bets on it.
const SURE: f64 = 0.7;

#[derive(Debug, Clone)]
pub(super) struct Model {
    points: usize,
    /// For each width, P(rises) at distance i - points + 1/2, and its logarithm.
    chances: Vec<Vec<f64>>,
    rise: Vec<Vec<f64>>,
    /// Logarithm of the likelihood of each (width, cell).
    likelihood: Vec<Vec<f64>>,
    /// Weight of each (width, cell), all together 1.
    weights: Vec<Vec<f64>>,
    /// Chance that the crossing lies in a cell up to each.
    cumulative: Vec<f64>,
}

impl Model {
    pub(super) fn new(points: usize) -> Self {
        let count = (0..).take_while(|&i| 0.25 * libm::pow(3.0, f64::from(i)) < points as f64).count().max(2);
        let widths = (0..count).map(|i| 0.25 * libm::pow(3.0, i as f64));
        let chances: Vec<Vec<f64>> = widths
            .map(|width| {
                let chance = |i: usize| {
                    let distance = i as f64 - points as f64 + 0.5;
                    LAPSE + (1.0 - 2.0 * LAPSE) / (1.0 + libm::exp(-distance / width))
                };
                (0..=2 * points).map(chance).collect()
            })
            .collect();
        let rise = chances.iter().map(|row| row.iter().copied().map(libm::log).collect()).collect::<Vec<Vec<f64>>>();
        let even = vec![vec![0.0; points + 1]; rise.len()];
        let cumulative = vec![0.0; points + 1];
        let mut model = Self { points, chances, rise, likelihood: even.clone(), weights: even, cumulative };
        model.weigh();
        model
    }

    /// Takes runs at a point: how many rose and how many did not. Weights are those before until [`Model::weigh`].
    pub(super) fn learn(&mut self, point: usize, rose: u32, fell: u32) {
        let (rose, fell) = (f64::from(rose), f64::from(fell));
        for (likelihood, rise) in self.likelihood.iter_mut().zip(&self.rise) {
            for (cell, sum) in likelihood.iter_mut().enumerate() {
                // Falling at a distance is as likely as rising at the opposite one.
                let (to, from) = (point + self.points - cell, cell + self.points - 1 - point);
                *sum += rose * rise[to] + fell * rise[from];
            }
        }
    }

    /// Works out the weights.
    pub(super) fn weigh(&mut self) {
        let top = self.likelihood.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut total = 0.0;
        self.cumulative.fill(0.0);
        for (weights, likelihood) in self.weights.iter_mut().zip(&self.likelihood) {
            for ((weight, likelihood), sum) in weights.iter_mut().zip(likelihood).zip(&mut self.cumulative) {
                let below = likelihood - top;
                *weight = if below < NEGLIGIBLE { 0.0 } else { libm::exp(below) };
                *sum += *weight;
                total += *weight;
            }
        }
        self.weights.iter_mut().flatten().for_each(|weight| *weight /= total);
        let mut sum = 0.0;
        for cell in &mut self.cumulative {
            sum += *cell / total;
            *cell = sum;
        }
    }

    /// P(rises) at a point.
    pub(super) fn chance(&self, point: usize) -> f64 {
        let mut chance = 0.0;
        for (weights, chances) in self.weights.iter().zip(&self.chances) {
            for (cell, weight) in weights.iter().enumerate() {
                chance += weight * chances[point + self.points - cell];
            }
        }
        chance
    }

    /// The side of the crossing on which a point lies, if that is likely enough.
    pub(super) fn side(&self, point: usize) -> Option<Side> {
        // A point lies below the crossing in the cells after it.
        let above = self.cumulative[point];
        if above >= SURE {
            Some(Side::Above)
        } else if above <= 1.0 - SURE {
            Some(Side::Below)
        } else {
            None
        }
    }

    /// The cell up to which the crossing lies with a chance of `q`.
    pub(super) fn quantile(&self, q: f64) -> usize {
        self.cumulative.partition_point(|&sum| sum < q).min(self.points)
    }

    /// Chance that the crossing lies in a cell from `first` to `last`.
    pub(super) fn mass(&self, first: usize, last: usize) -> f64 {
        self.cumulative[last] - first.checked_sub(1).map_or(0.0, |before| self.cumulative[before])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With no run all cells are alike; runs at the ends leave the crossing between them, its middle at the middle.
    #[test]
    fn the_model_halves() {
        let mut model = Model::new(101);
        assert!((model.mass(0, 50) - 0.5).abs() < 1e-12 && (model.chance(50) - 0.5).abs() < 1e-12);
        for (point, rose, fell) in [(0, 0, 8), (100, 8, 0)] {
            model.learn(point, rose, fell);
        }
        model.weigh();
        // 102 cells, 0 to 101: the middle is between 50 and 51.
        assert!((model.mass(0, 50) - 0.5).abs() < 1e-12);
        assert_eq!((model.side(2), model.side(98), model.side(50)), (Some(Side::Below), Some(Side::Above), None));
        model.learn(50, 0, 4);
        model.weigh();
        assert!((60..90).contains(&model.quantile(0.5)), "{}", model.quantile(0.5));
        assert!(model.chance(25) < 0.15 && model.chance(95) > 0.7);
    }
}
