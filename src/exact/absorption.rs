//! Absorption: in which closed class a chain ends, and after how many steps.
//!
//! ```text
//! y      = mu + y Q             expected visits of the transient states
//! mass_k = mu_k + y R_k         probability to end in class k
//! steps  = sum y                expected steps until a class is entered
//! ```
//!
//! | symbol | meaning | range | argument |
//! |---|---|---|---|
//! | mu | distribution of the start (mu_k: its mass in class k) | sums to 1 | `start` |
//! | Q, R_k | steps among transient states, and from them into class k | | [`Chain`] |
//!
//! Source: Kemeny & Snell (1960), Finite Markov Chains, theorems 3.2.4 (visits), 3.3.5 (steps) and 3.3.7
//! (probabilities).
//!
//! ```
//! use comity::exact::chain::Chain;
//! // A gambler between 0 and 3 with a fair coin: from 1 he is ruined with probability 2/3, after 2 tosses on average.
//! let rows = [vec![(0, 1.0)], vec![(0, 0.5), (2, 0.5)], vec![(1, 0.5), (3, 0.5)], vec![(3, 1.0)]];
//! let gambler = Chain::new(&rows)?;
//! let end = gambler.absorption(&[0.0, 1.0, 0.0, 0.0])?;
//! assert_eq!(end.classes, [[0], [3]]);
//! assert!((end.masses[0] - 2.0 / 3.0).abs() < 1e-15 && (end.steps - 2.0).abs() < 1e-15);
//! # Ok::<(), comity::exact::chain::ChainError>(())
//! ```

use super::chain::{Chain, ChainError};

/// How a chain ends up in its closed classes.
#[derive(Debug, Clone, PartialEq)]
pub struct Absorption {
    /// The closed classes, by their least states; each sorted.
    pub classes: Vec<Vec<usize>>,
    /// Probability to end in each class.
    pub masses: Vec<f64>,
    /// Expected visits of each state before a closed class is entered (steps; 0 for states of closed classes).
    pub visits: Vec<f64>,
    /// Expected steps until a closed class is entered.
    pub steps: f64,
}

impl Chain {
    /// How the chain ends up in its closed classes.
    ///
    /// # Errors
    /// [`ChainError::Unsolved`] if the residual is bad.
    pub fn absorption(&self, start: &[f64]) -> Result<Absorption, ChainError> {
        let classes = self.closed_classes();
        let place = self.places(&classes);
        let transient: Vec<usize> = (0..self.states()).filter(|&state| place[state] == usize::MAX).collect();
        let mut masses: Vec<f64> = classes.iter().map(|class| class.iter().map(|&state| start[state]).sum()).collect();
        let mut visits = vec![0.0; self.states()];
        let mut steps = 0.0;
        let flow = self.flow(&transient, 1.0, transient.iter().map(|&state| start[state]).collect())?;
        for (&state, &weight) in transient.iter().zip(&flow) {
            visits[state] = weight;
            steps += weight;
            for (target, probability) in self.steps(state).filter(|step| place[step.0] != usize::MAX) {
                masses[place[target]] += weight * probability;
            }
        }
        // Where there is one class, all end in it; otherwise rounding is shared.
        let total: f64 = masses.iter().sum();
        masses.iter_mut().for_each(|mass| *mass /= total);
        Ok(Absorption { classes, masses, visits, steps })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The gambler's ruin with a fair coin between 0 and n: from i, probability i/n of n and i (n - i) steps.
    #[test]
    fn the_gamblers_ruin_at_three_sizes() {
        for n in [3_usize, 30, 300] {
            let row = |i: usize| match i {
                i if i == 0 || i == n => vec![(i, 1.0)],
                i => vec![(i - 1, 0.5), (i + 1, 0.5)],
            };
            let ruin = Chain::new(&(0..=n).map(row).collect::<Vec<_>>()).unwrap();
            for i in 0..=n {
                let mut start = vec![0.0; n + 1];
                start[i] = 1.0;
                let end = ruin.absorption(&start).unwrap();
                let (steps, wins) = (end.steps, end.masses[1]);
                let expected = (i * (n - i)) as f64;
                assert!((steps - expected).abs() <= 1e-10 * expected.max(1.0), "{n} {i}: {steps}");
                assert!((wins - i as f64 / n as f64).abs() < 1e-12, "{n} {i}: {wins}");
            }
        }
    }

    /// From 0: stays with 1/2, to one trap with 1/4, to the other with 1/4: two visits, and an even chance.
    #[test]
    fn visits_count_the_start() {
        let rows = [vec![(0, 0.5), (1, 0.25), (2, 0.25)], vec![(1, 1.0)], vec![(2, 1.0)]];
        let end = Chain::new(&rows).unwrap().absorption(&[1.0, 0.0, 0.0]).unwrap();
        assert_eq!((end.masses, end.visits, end.steps), (vec![0.5, 0.5], vec![2.0, 0.0, 0.0], 2.0));
    }
}
