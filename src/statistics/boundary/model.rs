//! The working model of a search: where the next runs are best made. It decides how fast a search is, never what it
//! concludes.
//!
//! ```text
//! at a distance d from the crossing a run comes out on the side of its point (above: rises; below: does not) with
//! c(d) = 1/2 + a (1 - exp(-d/w)),  a and w of each side of the crossing its own
//! weight of a cell = (mean likelihood over (a, w) of the runs below) (mean likelihood over (a, w) of those above)
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | cell j | the crossing lies half way between points j - 1 and j | 0 to m | places of [`Model::weights`] |
//! | a | how far from 1/2 P(hold) gets | 0.48, 0.3, 0.14 | [`HEIGHTS`] |
//! | w | how fast, in steps of the lattice | 1/4, 3/4, 9/4, ... | rows of [`Model::right`] |
//!
//! Bayes on a grid, all alike before the first run: while the crossing may be anywhere in a wide bracket it halves like
//! a probabilistic bisection (Horstein 1963, IEEE Trans. Inf. Theory 9:136), and near it, it learns the slope. The
//! sides know nothing of each other, so that a low terrace before a high one, or a slope before a step, does not lead
//! it astray. Where a point has many runs of its own they count for more than any shape: P(rises) is their share, the
//! model's word being worth 100 runs.

use super::evidence::Side;

/// How far from 1/2 a side may rise; never to certainty, a run may always come out the other way.
const HEIGHTS: [f64; 3] = [0.48, 0.3, 0.14];
/// Weights whose logarithm is this far below the largest count as 0.
const NEGLIGIBLE: f64 = -25.0;
/// Runs at a point that the model's word is worth.
const WORTH: f64 = 100.0;
/// Standard errors from a half at which a point's own runs tell its side.
const PLAIN: f64 = 3.0;
/// How sure the model must be of a point's side before anyone bets on it.
const SURE: f64 = 0.7;

#[derive(Debug, Clone)]
pub(super) struct Model {
    points: usize,
    /// Runs at each point: those that rose, and those that did not.
    counts: Vec<[f64; 2]>,
    /// For each (a, w), the chance of the side of a point at distance i + 1/2, ...
    right: Vec<Vec<f64>>,
    /// ... its logarithm, and that of the other side.
    logs: Vec<Vec<[f64; 2]>>,
    /// Logarithm of the likelihood of the runs below and above each cell, for each (a, w).
    likelihood: Vec<Vec<[f64; 2]>>,
    /// Weight of each (a, w) on each side of a cell, all together 1; unset where the cell's is 0.
    shapes: Vec<Vec<[f64; 2]>>,
    /// Weight of each cell, all together 1.
    weights: Vec<f64>,
    /// Chance that the crossing lies in a cell up to each.
    cumulative: Vec<f64>,
}

impl Model {
    pub(super) fn new(points: usize) -> Self {
        let widths = (0..).map(|i| 0.25 * libm::pow(3.0, f64::from(i))).take_while(|width| *width <= points as f64);
        let shapes: Vec<(f64, f64)> = widths.flat_map(|width| HEIGHTS.map(|height| (height, width))).collect();
        let chance = |(height, width): (f64, f64), i: usize| 0.5 - height * libm::expm1(-(i as f64 + 0.5) / width);
        let right: Vec<Vec<f64>> =
            shapes.iter().map(|&shape| (0..points).map(|i| chance(shape, i)).collect()).collect();
        let logs = right.iter().map(|row| row.iter().map(|c| [libm::log(*c), libm::log1p(-c)]).collect()).collect();
        let even = vec![vec![[0.0; 2]; points + 1]; right.len()];
        let (weights, cumulative) = (vec![0.0; points + 1], vec![0.0; points + 1]);
        let counts = vec![[0.0; 2]; points];
        let mut model =
            Self { points, counts, right, logs, likelihood: even.clone(), shapes: even, weights, cumulative };
        model.weigh();
        model
    }

    /// Takes runs at a point: how many rose and how many did not. Weights are those before until [`Model::weigh`].
    pub(super) fn learn(&mut self, point: usize, rose: u32, fell: u32) {
        let (rose, fell) = (f64::from(rose), f64::from(fell));
        self.counts[point][0] += rose;
        self.counts[point][1] += fell;
        for (likelihood, logs) in self.likelihood.iter_mut().zip(&self.logs) {
            let (above, below) = likelihood.split_at_mut(point + 1);
            for (sums, log) in above.iter_mut().rev().zip(logs) {
                sums[1] += rose * log[0] + fell * log[1];
            }
            for (sums, log) in below.iter_mut().zip(logs) {
                sums[0] += fell * log[0] + rose * log[1];
            }
        }
    }

    /// Works out the weights.
    pub(super) fn weigh(&mut self) {
        let best = |cell: usize, side: usize| {
            self.likelihood.iter().map(|row| row[cell][side]).fold(f64::NEG_INFINITY, f64::max)
        };
        let tops: Vec<[f64; 2]> = (0..=self.points).map(|cell| [best(cell, 0), best(cell, 1)]).collect();
        let top = tops.iter().map(|top| top[0] + top[1]).fold(f64::NEG_INFINITY, f64::max);
        for (cell, tops) in tops.iter().enumerate() {
            self.weights[cell] = 0.0;
            let below = tops[0] + tops[1] - top;
            if below < NEGLIGIBLE {
                continue;
            }
            let mut weight = libm::exp(below);
            for (side, top) in tops.iter().enumerate() {
                let mut sum = 0.0;
                for (shapes, likelihood) in self.shapes.iter_mut().zip(&self.likelihood) {
                    let off = likelihood[cell][side] - top;
                    let shape = if off < NEGLIGIBLE { 0.0 } else { libm::exp(off) };
                    shapes[cell][side] = shape;
                    sum += shape;
                }
                self.shapes.iter_mut().for_each(|shapes| shapes[cell][side] /= sum);
                weight *= sum;
            }
            self.weights[cell] = weight;
        }
        let total: f64 = self.weights.iter().sum();
        let mut sum = 0.0;
        for (weight, cumulative) in self.weights.iter_mut().zip(&mut self.cumulative) {
            *weight /= total;
            sum += *weight;
            *cumulative = sum;
        }
    }

    /// P(rises) at a point.
    pub(super) fn chance(&self, point: usize) -> f64 {
        let mut chance = 0.0;
        for (cell, weight) in self.weights.iter().enumerate().filter(|(_, weight)| **weight > 1e-9) {
            let (side, distance) = if cell <= point { (1, point - cell) } else { (0, cell - 1 - point) };
            let shapes = self.shapes.iter().zip(&self.right);
            let right: f64 = shapes.map(|(shapes, right)| shapes[cell][side] * right[distance]).sum();
            chance += weight * if side == 1 { right } else { 1.0 - right };
        }
        let [rose, fell] = self.counts[point];
        (rose + WORTH * chance) / (rose + fell + WORTH)
    }

    /// The side of the crossing on which a point lies, if that is likely enough.
    pub(super) fn side(&self, point: usize) -> Option<Side> {
        let [rose, fell] = self.counts[point];
        if (rose - fell).abs() > PLAIN * (rose + fell).sqrt() {
            return Some(if rose > fell { Side::Above } else { Side::Below });
        }
        // A point lies above the crossing in the cells up to its own.
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
        // 102 cells, 0 to 101: the middle is between 50 and 51.
        let even = |model: &Model| (model.mass(0, 50) - 0.5).abs() < 1e-12 && (model.chance(50) - 0.5).abs() < 1e-12;
        assert!(even(&model));
        for (point, rose, fell) in [(0, 0, 8), (100, 8, 0)] {
            model.learn(point, rose, fell);
        }
        model.weigh();
        assert!(even(&model));
        assert_eq!((model.side(2), model.side(98), model.side(50)), (Some(Side::Below), Some(Side::Above), None));
        model.learn(50, 0, 4);
        model.weigh();
        assert!((60..90).contains(&model.quantile(0.5)), "{}", model.quantile(0.5));
        assert!(model.chance(25) < 0.2 && model.chance(98) > 0.7, "{} {}", model.chance(25), model.chance(98));
    }
}
