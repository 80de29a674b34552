//! Finite Markov chains: states, steps, and the classes in which a chain ends.
//!
//! ```text
//! P(i -> j) = weight of the step from state i to state j,    sum_j P(i -> j) = 1
//! closed class: states that reach each other and nothing else
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | i, j | states, numbered from 0 | < [`MOST_STATES`] | order of [`Rows::push`] |
//! | P | probabilities of the steps | [0, 1] | argument `steps` |
//!
//! Where a chain ends is in [`super::absorption`], how it spends its time in [`super::occupation`].
//!
//! Source: Kemeny & Snell (1960), Finite Markov Chains, ch. 2. Classes are the strongly connected components without a
//! way out (Kosaraju's algorithm of `petgraph`, which needs no recursion).
//!
//! ```
//! use comity::exact::chain::Chain;
//! // A gambler between 0 and 3: he ends with nothing or with all.
//! let rows = [vec![(0, 1.0)], vec![(0, 0.5), (2, 0.5)], vec![(1, 0.5), (3, 0.5)], vec![(3, 1.0)]];
//! assert_eq!(Chain::new(&rows)?.closed_classes(), [[0], [3]]);
//! # Ok::<(), comity::exact::chain::ChainError>(())
//! ```

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

/// Most states that a chain may have.
///
/// Whether so many can be solved depends on how they hang together: chains of counters and other automata with an order
/// stay sparse, while the factors of a chain without any order fill up, so that 3,000 such states take seconds, and
/// 10,000 minutes and gigabytes. Finite horizons solve nothing.
pub const MOST_STATES: usize = 200_000;

/// How far the steps of a state may be from summing to 1.
const SUM_SLACK: f64 = 1e-9;

/// A chain that cannot be built or solved.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ChainError {
    /// There is no state.
    #[error("expected a chain with at least one state, found none")]
    Empty,
    /// More states than are solved exactly.
    #[error("expected a chain of at most {most} states, found {states} or more")]
    TooLarge {
        /// States found before giving up.
        states: usize,
        /// [`MOST_STATES`].
        most: usize,
    },
    /// The probabilities of a state's steps are no distribution.
    #[error("state {state}: expected probabilities that sum to 1, found the sum {sum}")]
    NoDistribution {
        /// The state.
        state: usize,
        /// The sum of its steps, or a probability outside [0, 1].
        sum: f64,
    },
    /// A step leads to a state that does not exist.
    #[error("state {state}: expected steps to states 0 to {last}, found one to {found}")]
    NoSuchState {
        /// The state.
        state: usize,
        /// The last state's number.
        last: usize,
        /// Where the step leads.
        found: usize,
    },
    /// A linear system is too badly conditioned to be solved.
    #[error("the chain's equations cannot be solved reliably: relative residual {residual:e}")]
    Unsolved {
        /// Largest residual relative to the solution.
        residual: f64,
    },
}

/// The rows of a chain while it is being built.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    offsets: Vec<usize>,
    targets: Vec<usize>,
    weights: Vec<f64>,
}

impl Rows {
    /// Adds the steps of the next state: (state, probability). Several steps to one state are summed, impossible ones
    /// dropped.
    pub fn push(&mut self, steps: &[(usize, f64)]) {
        let first = self.targets.len();
        self.offsets.push(first);
        for &(target, weight) in steps.iter().filter(|step| step.1 != 0.0) {
            match self.targets[first..].iter().position(|&known| known == target) {
                Some(place) => self.weights[first + place] += weight,
                None => {
                    self.targets.push(target);
                    self.weights.push(weight);
                }
            }
        }
    }

    /// The chain of these rows.
    ///
    /// # Errors
    /// [`ChainError`] unless every row is a distribution over the states, of which there are 1 to [`MOST_STATES`].
    pub fn finish(mut self) -> Result<Chain, ChainError> {
        let states = self.offsets.len();
        if states == 0 {
            return Err(ChainError::Empty);
        }
        if states > MOST_STATES {
            return Err(ChainError::TooLarge { states, most: MOST_STATES });
        }
        self.offsets.push(self.targets.len());
        let chain = Chain { offsets: self.offsets, targets: self.targets, weights: self.weights };
        for state in 0..states {
            let mut sum = 0.0;
            for (found, weight) in chain.steps(state) {
                if found >= states {
                    return Err(ChainError::NoSuchState { state, last: states - 1, found });
                }
                if !(0.0..=1.0 + SUM_SLACK).contains(&weight) {
                    return Err(ChainError::NoDistribution { state, sum: weight });
                }
                sum += weight;
            }
            if (sum - 1.0).abs() > SUM_SLACK {
                return Err(ChainError::NoDistribution { state, sum });
            }
        }
        Ok(chain)
    }
}

/// A finite Markov chain in discrete time.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain {
    offsets: Vec<usize>,
    targets: Vec<usize>,
    weights: Vec<f64>,
}

impl Chain {
    /// From the steps of each state: (state, probability).
    ///
    /// # Errors
    /// As [`Rows::finish`].
    pub fn new(rows: &[Vec<(usize, f64)>]) -> Result<Self, ChainError> {
        let mut all = Rows::default();
        rows.iter().for_each(|row| all.push(row));
        all.finish()
    }

    /// How many states there are.
    pub fn states(&self) -> usize {
        self.offsets.len() - 1
    }

    /// The steps from a state: (state, probability), each state once.
    pub fn steps(&self, state: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let range = self.offsets[state]..self.offsets[state + 1];
        self.targets[range.clone()].iter().copied().zip(self.weights[range].iter().copied())
    }

    /// The states that can be reached from those where `start` is not 0, sorted.
    pub fn reachable(&self, start: &[f64]) -> Vec<usize> {
        let mut seen = vec![false; self.states()];
        let mut open: Vec<usize> = (0..self.states()).filter(|&state| start[state] != 0.0).collect();
        while let Some(state) = open.pop() {
            if !std::mem::replace(&mut seen[state], true) {
                open.extend(self.steps(state).map(|(target, _)| target).filter(|&target| !seen[target]));
            }
        }
        (0..self.states()).filter(|&state| seen[state]).collect()
    }

    /// The closed classes (never left once entered), by their least states; each sorted.
    pub fn closed_classes(&self) -> Vec<Vec<usize>> {
        let mut graph = DiGraph::<(), (), u32>::with_capacity(self.states(), self.targets.len());
        for _ in 0..self.states() {
            graph.add_node(());
        }
        for state in 0..self.states() {
            for (target, _) in self.steps(state) {
                graph.add_edge(NodeIndex::new(state), NodeIndex::new(target), ());
            }
        }
        let mut class_of = vec![0; self.states()];
        let components = kosaraju_scc(&graph);
        for (number, class) in components.iter().enumerate() {
            class.iter().for_each(|state| class_of[state.index()] = number);
        }
        let closed = |number: usize, class: &[NodeIndex<u32>]| {
            class.iter().all(|state| self.steps(state.index()).all(|(target, _)| class_of[target] == number))
        };
        let kept = components.iter().enumerate().filter(|(number, class)| closed(*number, class));
        let mut classes: Vec<Vec<usize>> =
            kept.map(|(_, class)| class.iter().map(|state| state.index()).collect()).collect();
        classes.iter_mut().for_each(|class| class.sort_unstable());
        classes.sort_unstable();
        classes
    }

    /// The class of each state; `usize::MAX` for transient states.
    pub(super) fn places(&self, classes: &[Vec<usize>]) -> Vec<usize> {
        let mut place = vec![usize::MAX; self.states()];
        for (number, class) in classes.iter().enumerate() {
            class.iter().for_each(|&state| place[state] = number);
        }
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_closed_and_sorted() {
        let rows: [&[(usize, f64)]; 4] = [&[(0, 0.5), (2, 0.25), (3, 0.25)], &[(2, 1.0)], &[(1, 1.0)], &[(3, 1.0)]];
        let four = Chain::new(&rows.map(<[_]>::to_vec)).unwrap();
        assert_eq!(four.closed_classes(), [vec![1, 2], vec![3]]);
        assert_eq!(four.reachable(&[0.0, 1.0, 0.0, 0.0]), [1, 2]);
        assert_eq!(four.reachable(&[1.0, 0.0, 0.0, 0.0]), [0, 1, 2, 3]);
    }

    #[test]
    fn what_is_no_chain_is_refused() {
        assert_eq!(Chain::new(&[]), Err(ChainError::Empty));
        let wrong = Chain::new(&[vec![(0, 0.5), (0, 0.4)]]);
        assert_eq!(wrong, Err(ChainError::NoDistribution { state: 0, sum: 0.9 }));
        assert!(Chain::new(&[vec![(0, 0.5), (0, 0.5)]]).is_ok(), "steps to one state are summed");
        assert!(matches!(Chain::new(&[vec![(0, f64::NAN)]]), Err(ChainError::NoDistribution { .. })));
        let wrong = Chain::new(&[vec![(1, 1.0)]]);
        assert_eq!(wrong, Err(ChainError::NoSuchState { state: 0, last: 0, found: 1 }));
        let many = vec![vec![(0, 1.0)]; MOST_STATES + 1];
        let said = Chain::new(&many).unwrap_err().to_string();
        assert_eq!(said, "expected a chain of at most 200000 states, found 200001 or more");
    }
}
