//! Occupation: how much of its time a chain spends in each state.
//!
//! ```text
//! stationary   x = x P on a closed class, sum x = 1
//! long run     sum_k mass_k x_k                  time average, whatever the periods
//! discounted   z = (1 - delta) mu + delta z P    (1 - delta) sum_t delta^t mu P^t
//! finite       (1/T) sum_{t<T} mu P^t
//! ```
//!
//! | symbol | meaning | range | argument |
//! |---|---|---|---|
//! | mu | distribution of the start | sums to 1 | `start` |
//! | mass_k | probability to end in closed class k | [0, 1] | [`LongRun::masses`] |
//! | delta | continuation probability | [0, 1) | `continuation` |
//! | T | rounds, the start being the first | >= 1 | `rounds` |
//!
//! Source: Kemeny & Snell (1960), Finite Markov Chains, ch. 5 (time averages). Stationary distributions
//! come from elimination without subtraction ([`super::elimination`]); of chains too large for it from a sparse LU, which fixes
//! the weight of one state to 1 and solves for the others, so that no dense row enters the matrix; where that state turns out to
//! be rare, the heaviest takes its place.
//!
//! ```
//! use comity::exact::chain::Chain;
//! // Two states that alternate spend half their time in each; discounted by 1/2, two thirds in the first.
//! let two = Chain::new(&[vec![(1, 1.0)], vec![(0, 1.0)]])?;
//! assert_eq!(two.long_run(&[1.0, 0.0])?.occupation, [0.5, 0.5]);
//! assert!((two.discounted(&[1.0, 0.0], 0.5)?[0] - 2.0 / 3.0).abs() < 1e-15);
//! # Ok::<(), comity::exact::chain::ChainError>(())
//! ```

use super::balance::solve;
use super::chain::{Chain, ChainError};

/// How a chain spends its time in the long run.
#[derive(Debug, Clone, PartialEq)]
pub struct LongRun {
    /// Share of time in each state.
    pub occupation: Vec<f64>,
    /// The closed classes, by their least states; each sorted.
    pub classes: Vec<Vec<usize>>,
    /// Probability to end in each class.
    pub masses: Vec<f64>,
}

impl Chain {
    /// The stationary distribution of a closed class, in the order of its states.
    ///
    /// # Errors
    /// [`ChainError::Unsolved`] if the residual is bad.
    pub fn stationary(&self, class: &[usize]) -> Result<Vec<f64>, ChainError> {
        if let Some(weights) = self.stationary_by_elimination(class) {
            return Ok(weights);
        }
        let mut reference = 0;
        loop {
            let weights = self.relative_weights(class, reference)?;
            let heaviest =
                (0..class.len()).fold(reference, |best, at| if weights[at] > weights[best] { at } else { best });
            // A rare reference makes a system that is worse than it need be.
            if weights[heaviest] > 64.0 && reference == 0 {
                reference = heaviest;
                continue;
            }
            let total: f64 = weights.iter().sum();
            return Ok(weights.iter().map(|weight| weight / total).collect());
        }
    }

    /// Stationary weights of a closed class relative to that of one of its states.
    fn relative_weights(&self, class: &[usize], reference: usize) -> Result<Vec<f64>, ChainError> {
        let others: Vec<usize> = class.iter().copied().filter(|&state| state != class[reference]).collect();
        let mut inflow = vec![0.0; self.states()];
        for (target, weight) in self.steps(class[reference]) {
            inflow[target] = weight;
        }
        let right = others.iter().map(|&state| inflow[state]).collect();
        let mut weights = self.flow(&others, 1.0, right)?;
        weights.insert(reference, 1.0);
        Ok(weights)
    }

    /// Time averages from a start, whatever the periods, with any number of closed classes.
    ///
    /// # Errors
    /// [`ChainError::Unsolved`] if the residual is bad.
    pub fn long_run(&self, start: &[f64]) -> Result<LongRun, ChainError> {
        let classes = self.closed_classes();
        let (classes, masses) = match classes.len() {
            1 => (classes, vec![1.0]),
            _ => {
                let end = self.absorption(start)?;
                (end.classes, end.masses)
            }
        };
        let mut occupation = vec![0.0; self.states()];
        for (class, mass) in classes.iter().zip(&masses) {
            for (&state, weight) in class.iter().zip(self.stationary(class)?) {
                occupation[state] = mass * weight;
            }
        }
        Ok(LongRun { occupation, classes, masses })
    }

    /// Discounted occupation (1 - delta) sum_t delta^t mu P^t of each state; `continuation` delta is in [0, 1).
    ///
    /// # Errors
    /// [`ChainError::Unsolved`] if the residual is bad, which it is for a `continuation` of 1.
    pub fn discounted(&self, start: &[f64], continuation: f64) -> Result<Vec<f64>, ChainError> {
        let all: Vec<usize> = (0..self.states()).collect();
        self.flow(&all, continuation, start.iter().map(|mass| (1.0 - continuation) * mass).collect())
    }

    /// Discounted worth (1 - delta) sum_t delta^t r from each state, r being the reward of the state one is in;
    /// `continuation` delta is in [0, 1).
    ///
    /// # Errors
    /// [`ChainError::Unsolved`] if the residual is bad, which it is for a `continuation` of 1.
    pub fn discounted_worth(&self, rewards: &[f64], continuation: f64) -> Result<Vec<f64>, ChainError> {
        let all: Vec<usize> = (0..self.states()).collect();
        let right = rewards.iter().map(|reward| (1.0 - continuation) * reward).collect();
        solve(&rsparse::transpose(&self.balance(&all, continuation)), right)
    }

    /// Mean occupation of each state over the first rounds (at least 1), the start being the first.
    pub fn mean_over(&self, start: &[f64], rounds: u32) -> Vec<f64> {
        let mut total = vec![0.0; self.states()];
        let mut now = start.to_vec();
        let mut next = vec![0.0; self.states()];
        for round in 0..rounds {
            if round > 0 {
                next.fill(0.0);
                for (state, mass) in now.iter().enumerate().filter(|(_, mass)| **mass != 0.0) {
                    self.steps(state).for_each(|(target, weight)| next[target] += mass * weight);
                }
                std::mem::swap(&mut now, &mut next);
            }
            total.iter_mut().zip(&now).for_each(|(sum, mass)| *sum += mass);
        }
        total.iter_mut().for_each(|sum| *sum /= f64::from(rounds));
        total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(rows: &[&[(usize, f64)]]) -> Chain {
        Chain::new(&rows.iter().map(|row| row.to_vec()).collect::<Vec<_>>()).unwrap()
    }

    fn near(found: &[f64], expected: &[f64], slack: f64) {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() <= slack, "expected {expected}, found {found}");
        }
    }

    /// From 0: stays with 1/2, to the two-cycle {1, 2} with 1/4, to the trap 3 with 1/4; half the time in the cycle's
    /// halves.
    #[test]
    fn time_averages_with_several_classes_one_of_them_periodic() {
        let four = chain(&[&[(0, 0.5), (1, 0.25), (3, 0.25)], &[(2, 1.0)], &[(1, 1.0)], &[(3, 1.0)]]);
        let long = four.long_run(&[1.0, 0.0, 0.0, 0.0]).unwrap();
        assert_eq!(long.classes, [vec![1, 2], vec![3]]);
        near(&long.masses, &[0.5, 0.5], 1e-15);
        near(&long.occupation, &[0.0, 0.25, 0.25, 0.5], 1e-15);
    }

    /// A walk on a torus is uniform: 2500 states exercise the ordering that saves fill.
    #[test]
    fn a_large_stationary_distribution() {
        let side = 50;
        let rows: Vec<Vec<(usize, f64)>> = (0..side * side)
            .map(|state| {
                let (x, y) = (state / side, state % side);
                let at = |x: usize, y: usize| (x % side) * side + y % side;
                vec![(at(x + 1, y), 0.4), (at(x, y + 1), 0.3), (at(x + side - 1, y), 0.2), (at(x, y + side - 1), 0.1)]
            })
            .collect();
        let torus = Chain::new(&rows).unwrap();
        let mut start = vec![0.0; side * side];
        start[7] = 1.0;
        let uniform = vec![1.0 / (side * side) as f64; side * side];
        near(&torus.long_run(&start).unwrap().occupation, &uniform, 1e-13);
    }

    /// Two states that alternate: discounted 1/(1+delta) and delta/(1+delta); over three rounds 2/3 and 1/3.
    #[test]
    fn discounted_and_finite_occupation() {
        let two = chain(&[&[(1, 1.0)], &[(0, 1.0)]]);
        near(&two.discounted(&[1.0, 0.0], 0.5).unwrap(), &[2.0 / 3.0, 1.0 / 3.0], 1e-15);
        near(&two.discounted(&[1.0, 0.0], 0.0).unwrap(), &[1.0, 0.0], 0.0);
        near(&two.mean_over(&[1.0, 0.0], 3), &[2.0 / 3.0, 1.0 / 3.0], 1e-15);
        assert!(matches!(two.discounted(&[1.0, 0.0], 1.0), Err(ChainError::Unsolved { .. })));
    }

    /// A rare first state: weights 1 : 1e12 stay right to many digits.
    #[test]
    fn a_rare_state_is_no_reference() {
        let rare = chain(&[&[(1, 1.0)], &[(0, 1e-12), (1, 1.0 - 1e-12)]]);
        let weights = rare.stationary(&[0, 1]).unwrap();
        assert!((weights[0] / 1e-12 - 1.0).abs() < 1e-11, "{}", weights[0]);
    }
}
