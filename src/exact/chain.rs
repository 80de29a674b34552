//! Finite Markov chains: where they end, and how much time they spend where.
//!
//! ```text
//! stationary   x = x P on a closed class, sum x = 1
//! absorption   y = mu + y Q                    expected visits of the transient states (Q: P among them)
//!              mass_k = mu_k + y R_k           R_k: steps from transient states into class k
//!              steps  = sum y
//! long run     sum_k mass_k x_k                time average, whatever the periods
//! discounted   (1 - delta) sum_t delta^t mu P^t = z,   z = (1 - delta) mu + delta z P
//! finite       (1/T) sum_{t<T} mu P^t
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | P | probabilities of the steps, one row for each state | rows sum to 1 | [`Rows::push`] |
//! | mu | distribution of the start | sums to 1 | argument `start` |
//! | delta | continuation probability | [0, 1) | argument `continuation` |
//! | T | rounds | >= 1 | argument `rounds` |
//!
//! Source: Kemeny & Snell (1960), Finite Markov Chains, theorems 3.2.4, 3.3.5 and 3.3.7 (absorption) and 5.1.2 (time averages). Sparse LU:
//! Davis (2006), Direct Methods for Sparse Linear Systems, as ported in `rsparse`. Every system is an M-matrix whose diagonal is
//! summed from the steps that leave a state, never subtracted from 1, and pivots stay on the diagonal. A stationary distribution fixes the weight
//! of one state to 1 and solves for the others: no dense row enters the matrix. The error of a solution is of the order of 1e-16
//! times the time that the chain needs to mix: at a slip of 1e-6 expect ten right digits, not sixteen.
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

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use rsparse::data::Sprs;

/// Most states that a chain may have.
pub const MOST_STATES: usize = 200_000;

/// How far the steps of a state may be from summing to 1.
const SUM_SLACK: f64 = 1e-9;

/// Largest residual of a linear system, relative to its solution.
const RESIDUAL: f64 = 1e-9;

/// Below so many unknowns an ordering that saves fill costs more than it saves.
const SMALL: usize = 40;

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
    /// Adds the steps of the next state: (state, probability). Several steps to one state are summed, impossible ones dropped.
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

    /// The stationary distribution of a closed class, in the order of its states.
    ///
    /// # Errors
    /// [`ChainError::Unsolved`] if the residual is bad.
    pub fn stationary(&self, class: &[usize]) -> Result<Vec<f64>, ChainError> {
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

    /// Expected steps from each state until a closed class is entered (0 within one).
    ///
    /// # Errors
    /// [`ChainError::Unsolved`] if the residual is bad.
    pub fn steps_to_absorption(&self) -> Result<Vec<f64>, ChainError> {
        self.until_absorbed(|_, _, _| 1.0, |_| 0.0)
    }

    /// Probability from each state to end in the closed class of that number among [`Chain::closed_classes`].
    ///
    /// # Errors
    /// [`ChainError::Unsolved`] if the residual is bad.
    pub fn absorption_probabilities(&self, class: usize) -> Result<Vec<f64>, ChainError> {
        let inside = |number: usize| f64::from(u8::from(number == class));
        self.until_absorbed(
            |chain, place, state| {
                let into = chain.steps(state).filter(|step| place[step.0] == class);
                into.map(|(_, probability)| probability).sum()
            },
            inside,
        )
    }

    /// Solves h = r + Q h over the transient states; `settled` gives the value in a closed class.
    fn until_absorbed(
        &self,
        right: impl Fn(&Self, &[usize], usize) -> f64,
        settled: impl Fn(usize) -> f64,
    ) -> Result<Vec<f64>, ChainError> {
        let place = self.places(&self.closed_classes());
        let transient: Vec<usize> = (0..self.states()).filter(|&state| place[state] == usize::MAX).collect();
        let right = transient.iter().map(|&state| right(self, &place, state)).collect();
        let found = solve(&rsparse::transpose(&self.balance(&transient, 1.0)), right)?;
        let mut values: Vec<f64> =
            place.iter().map(|&number| if number == usize::MAX { 0.0 } else { settled(number) }).collect();
        transient.iter().zip(found).for_each(|(&state, value)| values[state] = value);
        Ok(values)
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

    /// Discounted worth (1 - delta) sum_t delta^t r from each state, r being the reward of the state one is in; `continuation`
    /// delta is in [0, 1).
    ///
    /// # Errors
    /// [`ChainError::Unsolved`] if the residual is bad, which it is for a `continuation` of 1.
    pub fn discounted_worth(&self, rewards: &[f64], continuation: f64) -> Result<Vec<f64>, ChainError> {
        let all: Vec<usize> = (0..self.states()).collect();
        let right = rewards.iter().map(|reward| (1.0 - continuation) * reward).collect();
        solve(&rsparse::transpose(&self.balance(&all, continuation)), right)
    }

    /// Mean occupation of each state over the first rounds, the start being the first.
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

    /// The class of each state; `usize::MAX` for transient states.
    fn places(&self, classes: &[Vec<usize>]) -> Vec<usize> {
        let mut place = vec![usize::MAX; self.states()];
        for (number, class) in classes.iter().enumerate() {
            class.iter().for_each(|&state| place[state] = number);
        }
        place
    }

    /// Solves x = right + discount x P among some states.
    fn flow(&self, among: &[usize], discount: f64, right: Vec<f64>) -> Result<Vec<f64>, ChainError> {
        solve(&self.balance(among, discount), right)
    }

    /// The matrix I - discount P transposed among some states: column j holds the steps of the j-th of them.
    fn balance(&self, among: &[usize], discount: f64) -> Sprs<f64> {
        let mut place = vec![usize::MAX; self.states()];
        among.iter().enumerate().for_each(|(at, &state)| place[state] = at);
        let mut matrix = Sprs::new();
        matrix.p.clear();
        (matrix.m, matrix.n) = (among.len(), among.len());
        matrix.p.push(0);
        for (at, &state) in among.iter().enumerate() {
            let diagonal = matrix.x.len();
            let mut leaving = 0.0;
            matrix.i.push(at);
            matrix.x.push(0.0);
            for (target, weight) in self.steps(state).filter(|step| step.0 != state) {
                leaving += weight;
                if place[target] != usize::MAX {
                    matrix.i.push(place[target]);
                    matrix.x.push(-discount * weight);
                }
            }
            matrix.x[diagonal] = (1.0 - discount) + discount * leaving;
            matrix.p.push(matrix.x.len() as isize);
        }
        matrix.nzmax = matrix.x.len();
        matrix
    }
}

/// Solves an M-matrix system, pivots on the diagonal, and judges the residual.
pub(crate) fn solve(matrix: &Sprs<f64>, right: Vec<f64>) -> Result<Vec<f64>, ChainError> {
    if right.is_empty() {
        return Ok(right);
    }
    let mut solution = right.clone();
    let order = if right.len() < SMALL { -1 } else { 0 };
    rsparse::lusol(matrix, &mut solution, order, 1e-9).map_err(|_| ChainError::Unsolved { residual: f64::INFINITY })?;
    let mut rest = right;
    let mut scale = rest.iter().fold(0.0_f64, |largest, x| largest.max(x.abs()));
    for (column, x) in solution.iter().enumerate() {
        for at in matrix.p[column] as usize..matrix.p[column + 1] as usize {
            let term = matrix.x[at] * x;
            scale = scale.max(term.abs());
            rest[matrix.i[at]] -= term;
        }
    }
    // `max` would pass over what is not a number.
    let worst = rest.iter().fold(0.0_f64, |worst, x| if x.abs() <= worst { worst } else { x.abs() });
    let residual = if scale > 0.0 { worst / scale } else { worst };
    if residual <= RESIDUAL { Ok(solution) } else { Err(ChainError::Unsolved { residual }) }
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

    /// From 0: stays with 1/2, to the two-cycle {1, 2} with 1/4, to the trap 3 with 1/4; half the time in the cycle's halves.
    #[test]
    fn time_averages_with_several_classes_one_of_them_periodic() {
        let four = chain(&[&[(0, 0.5), (1, 0.25), (3, 0.25)], &[(2, 1.0)], &[(1, 1.0)], &[(3, 1.0)]]);
        let long = four.long_run(&[1.0, 0.0, 0.0, 0.0]).unwrap();
        assert_eq!(long.classes, [vec![1, 2], vec![3]]);
        near(&long.masses, &[0.5, 0.5], 1e-15);
        near(&long.occupation, &[0.0, 0.25, 0.25, 0.5], 1e-15);
        let end = four.absorption(&[1.0, 0.0, 0.0, 0.0]).unwrap();
        near(&[end.steps, end.visits[0]], &[2.0, 2.0], 1e-15);
        assert_eq!(four.reachable(&[0.0, 1.0, 0.0, 0.0]), [1, 2]);
    }

    /// The gambler's ruin with a fair coin between 0 and n: from i, probability i/n of n and i (n - i) steps.
    #[test]
    fn the_gamblers_ruin_at_three_sizes() {
        for n in [3_usize, 30, 300] {
            let row = |i: usize| match i {
                i if i == 0 || i == n => vec![(i, 1.0)],
                i => vec![(i - 1, 0.5), (i + 1, 0.5)],
            };
            let ruin = Chain::new(&(0..=n).map(row).collect::<Vec<_>>()).unwrap();
            let (steps, wins) = (ruin.steps_to_absorption().unwrap(), ruin.absorption_probabilities(1).unwrap());
            for i in 0..=n {
                let expected = (i * (n - i)) as f64;
                assert!((steps[i] - expected).abs() <= 1e-10 * expected.max(1.0), "{n} {i}: {}", steps[i]);
                assert!((wins[i] - i as f64 / n as f64).abs() < 1e-12, "{n} {i}: {}", wins[i]);
            }
        }
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

    #[test]
    fn what_is_no_chain_is_refused() {
        assert_eq!(Chain::new(&[]), Err(ChainError::Empty));
        let wrong = Chain::new(&[vec![(0, 0.5), (0, 0.4)]]);
        assert_eq!(wrong, Err(ChainError::NoDistribution { state: 0, sum: 0.9 }));
        assert!(matches!(Chain::new(&[vec![(0, 1.5), (0, -0.5)]]), Ok(_)), "steps to one state are summed");
        let wrong = Chain::new(&[vec![(1, 1.0)]]);
        assert_eq!(wrong, Err(ChainError::NoSuchState { state: 0, last: 0, found: 1 }));
        let many = vec![vec![(0, 1.0)]; MOST_STATES + 1];
        let said = Chain::new(&many).unwrap_err().to_string();
        assert_eq!(said, "expected a chain of at most 200000 states, found 200001 or more");
    }
}
