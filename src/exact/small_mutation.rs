//! Rare mutations: the population is nearly always of one strategy, and the mutant either takes over or dies out.
//!
//! ```text
//! rate(i -> j) = phi_ij / (S - 1)                phi_ij: one j takes over a population of i
//! lambda_j     = sum_i lambda_i rate(i -> j),    over the S monomorphic states
//! strong selection: 1/phi_ij = sum_{k<N} exp(-s D_k) ~ m exp(-s min_k D_k)      m: how many k attain it
//!                   D_k = sum_{l=1..k} (pi_j(l) - pi_i(l))
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | S | number of strategies | >= 1 | argument `strategies` |
//! | N | size of the population | >= 2 | argument `n` |
//! | s | strength of selection | >= 0 | [`Process`] |
//! | pi_j(l) | payoff of a j where l are j and N - l are i | any | argument `payoff` |
//! | lambda | long-run share of each monomorphic state | [0, 1] | result |
//!
//! Source: Fudenberg & Imhof (2006), J. Econ. Theory 131:251, theorem 2; for any number of players Sigmund, De Silva,
//! Traulsen & Hauert (2010), Nature 466:861. Mutants of every other strategy are equally likely. The stationary vector
//! by the elimination of Grassmann, Taksar & Heyman (1985), Oper. Res. 33:1107, which never subtracts; on logarithms,
//! so that rates of e^-10000 still count. In the limit of strong selection the same elimination runs on leading orders
//! m e^(s x): the greater exponent wins, equal ones add up.
//!
//! ```
//! use comity::exact::small_mutation::{Process, log_fixations, stationary, strong_selection};
//! // Three of a kind in a circle: each beats the next by 1, so all are equally frequent.
//! let payoff = |own: usize, other: usize, _: usize| if (own + 1) % 3 == other { 1.0 } else { 0.0 };
//! let shares = stationary(&log_fixations(3, 10, Process::Fermi { selection: 2.0 }, payoff)?)?;
//! assert!(shares.iter().all(|share| (share - 1.0 / 3.0).abs() < 1e-15));
//! assert_eq!(strong_selection(2, 10, |own, _, _| own as f64), [0.0, 1.0]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::birth_death::{BirthDeath, log_add};
use super::fermi;
use super::moran::{self, Fitness, MoranError};
use super::well_mixed::Mutation;

/// How a mutant spreads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Process {
    /// Fermi imitation.
    Fermi {
        /// Intensity of selection beta, at least 0.
        selection: f64,
    },
    /// The Moran process.
    Moran {
        /// Strength of selection w, at least 0; linear: at most 1.
        selection: f64,
        /// How payoff becomes fitness.
        fitness: Fitness,
    },
}

impl Process {
    /// Its chain in a population of `n`; `payoffs` gives those of A and B by the number of A, 0 < k < n.
    ///
    /// # Errors
    /// [`MoranError`] where `n` is below 2, a fitness is not above 0, or the mutation rate is no probability.
    pub fn chain(
        self,
        n: usize,
        mutation: Mutation,
        payoffs: impl Fn(usize) -> (f64, f64),
    ) -> Result<BirthDeath, MoranError> {
        match self {
            Self::Fermi { selection } => Ok(fermi::process(n, selection, mutation, payoffs)?),
            Self::Moran { selection, fitness } => moran::process(n, selection, fitness, mutation, payoffs),
        }
    }
}

/// Why there is no long-run distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SmallMutationError {
    /// The table is not square, or empty.
    #[error("expected a square table of fixation probabilities, found {found} columns in row {row} of {rows}")]
    Shape {
        /// Number of rows.
        rows: usize,
        /// The row that is too long or too short.
        row: usize,
        /// Its length.
        found: usize,
    },
    /// A fixation probability is no probability above 0.
    #[error("expected a finite logarithm of the probability that {mutant} takes over {resident}")]
    Fixation {
        /// Number of the resident strategy.
        resident: usize,
        /// Number of the mutant strategy.
        mutant: usize,
    },
}

/// Logarithm of the probability that one mutant takes over, by resident and mutant; 0 on the diagonal.
///
/// `payoff(own, other, k)` is the payoff of an `own` where `k` of the `n` are `own` and the rest `other`.
///
/// # Errors
/// [`MoranError`] where `n` is below 2 or a fitness is not above 0.
pub fn log_fixations(
    strategies: usize,
    n: usize,
    process: Process,
    payoff: impl Fn(usize, usize, usize) -> f64,
) -> Result<Vec<Vec<f64>>, MoranError> {
    let mut table = vec![vec![0.0; strategies]; strategies];
    for (resident, row) in table.iter_mut().enumerate() {
        for (mutant, log_fixation) in row.iter_mut().enumerate().filter(|(mutant, _)| *mutant != resident) {
            let payoffs = |k: usize| (payoff(mutant, resident, k), payoff(resident, mutant, n - k));
            *log_fixation = process.chain(n, Mutation::NONE, payoffs)?.log_fixation(1);
        }
    }
    Ok(table)
}

/// Long-run share of each monomorphic state, from the logarithms of the fixation probabilities by resident and mutant.
///
/// # Errors
/// [`SmallMutationError`] where the table is not square or a logarithm not finite.
pub fn stationary(log_fixations: &[Vec<f64>]) -> Result<Vec<f64>, SmallMutationError> {
    let rows = log_fixations.len();
    if rows == 0 {
        return Err(SmallMutationError::Shape { rows, row: 0, found: 0 });
    }
    for (resident, row) in log_fixations.iter().enumerate() {
        if row.len() != rows {
            return Err(SmallMutationError::Shape { rows, row: resident, found: row.len() });
        }
        if let Some(mutant) = (0..rows).find(|&mutant| mutant != resident && !row[mutant].is_finite()) {
            return Err(SmallMutationError::Fixation { resident, mutant });
        }
    }
    let logs = eliminate(&Logarithms, log_fixations.to_vec(), 0.0);
    let total = logs.iter().fold(f64::NEG_INFINITY, |sum, log| log_add(sum, *log));
    Ok(logs.iter().map(|log| libm::exp(log - total)).collect())
}

/// Long-run share of each monomorphic state as selection grows without bounds: Fermi imitation, or Moran with
/// exponential fitness.
///
/// `payoff` as for [`log_fixations`]. Payoff sums closer than 1e-9 of the largest count as equal.
pub fn strong_selection(strategies: usize, n: usize, payoff: impl Fn(usize, usize, usize) -> f64) -> Vec<f64> {
    // Sums D_k of advantages of a mutant, k = 0..n-1, by resident and mutant.
    let sums = |resident: usize, mutant: usize| -> Vec<f64> {
        let mut sum = 0.0;
        let later = (1..n).map(|k| {
            sum += payoff(mutant, resident, k) - payoff(resident, mutant, n - k);
            sum
        });
        std::iter::once(0.0).chain(later).collect()
    };
    let pairs = |i: usize| (0..strategies).map(move |j| (i, j));
    let all: Vec<Vec<Vec<f64>>> =
        (0..strategies).map(|i| pairs(i).map(|(i, j)| if i == j { vec![0.0] } else { sums(i, j) }).collect()).collect();
    let scale = all.iter().flatten().flatten().fold(0.0f64, |scale, sum| scale.max(sum.abs()));
    let orders = LeadingOrders { tie: 1e-9 * scale };
    let leading = |sums: &Vec<f64>| {
        let exponent = sums.iter().fold(f64::INFINITY, |least, sum| least.min(*sum));
        let ties = sums.iter().filter(|sum| **sum <= exponent + orders.tie).count();
        Order { exponent, weight: 1.0 / ties as f64 }
    };
    let rates = all.iter().map(|row| row.iter().map(leading).collect()).collect();
    let shares = eliminate(&orders, rates, Order { exponent: 0.0, weight: 1.0 });
    let Some(total) = shares.iter().copied().reduce(|sum, share| orders.add(sum, share)) else { return Vec::new() };
    let share =
        |order: &Order| if order.exponent < total.exponent - orders.tie { 0.0 } else { order.weight / total.weight };
    shares.iter().map(share).collect()
}

/// What elimination needs of numbers above 0.
trait Arithmetic {
    type Number: Copy;
    fn add(&self, a: Self::Number, b: Self::Number) -> Self::Number;
    fn times(&self, a: Self::Number, b: Self::Number) -> Self::Number;
    fn over(&self, a: Self::Number, b: Self::Number) -> Self::Number;
}

/// Numbers given by their logarithms.
struct Logarithms;

impl Arithmetic for Logarithms {
    type Number = f64;
    fn add(&self, a: f64, b: f64) -> f64 {
        log_add(a, b)
    }
    fn times(&self, a: f64, b: f64) -> f64 {
        a + b
    }
    fn over(&self, a: f64, b: f64) -> f64 {
        a - b
    }
}

/// weight e^(s exponent) for large s.
#[derive(Clone, Copy)]
struct Order {
    exponent: f64,
    weight: f64,
}

/// Numbers given by their leading order; exponents closer than `tie` are equal.
struct LeadingOrders {
    tie: f64,
}

impl Arithmetic for LeadingOrders {
    type Number = Order;
    fn add(&self, a: Order, b: Order) -> Order {
        let (low, high) = if a.exponent < b.exponent { (a, b) } else { (b, a) };
        let weight = if low.exponent < high.exponent - self.tie { high.weight } else { high.weight + low.weight };
        Order { weight, ..high }
    }
    fn times(&self, a: Order, b: Order) -> Order {
        Order { exponent: a.exponent + b.exponent, weight: a.weight * b.weight }
    }
    fn over(&self, a: Order, b: Order) -> Order {
        Order { exponent: a.exponent - b.exponent, weight: a.weight / b.weight }
    }
}

/// The stationary vector of a table of rates, up to a factor; the diagonal is not read.
fn eliminate<A: Arithmetic>(numbers: &A, mut rates: Vec<Vec<A::Number>>, one: A::Number) -> Vec<A::Number> {
    for last in (1..rates.len()).rev() {
        let (earlier, rest) = rates.split_at_mut(last);
        let leaving = &rest[0];
        let out = leaving[1..last].iter().fold(leaving[0], |sum, rate| numbers.add(sum, *rate));
        for (i, row) in earlier.iter_mut().enumerate() {
            // From now on: how often `last` is visited for each visit to i.
            row[last] = numbers.over(row[last], out);
            for j in (0..last).filter(|&j| j != i) {
                row[j] = numbers.add(row[j], numbers.times(row[last], leaving[j]));
            }
        }
    }
    let mut shares = vec![one];
    for state in 1..rates.len() {
        let mut visits = shares.iter().zip(&rates).map(|(share, row)| numbers.times(*share, row[state]));
        let first = visits.next().unwrap_or(one);
        let share = visits.fold(first, |sum, more| numbers.add(sum, more));
        shares.push(share);
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two strategies: shares in proportion to the probabilities of taking over.
    #[test]
    fn two_strategies_by_hand() {
        let shares = stationary(&[vec![0.0, libm::log(0.3)], vec![libm::log(0.1), 0.0]]).unwrap();
        assert!((shares[0] - 0.25).abs() < 1e-15 && (shares[1] - 0.75).abs() < 1e-15);
        // e^-2000 against e^-2001: far below any number, and still e to 1.
        let shares = stationary(&[vec![0.0, -2000.0], vec![-2001.0, 0.0]]).unwrap();
        assert!((shares[1] / shares[0] - std::f64::consts::E).abs() < 1e-9);
    }

    /// A circle 0 -> 1 -> 2 -> 0 with certain takeovers but for 2 -> 0 (1/4) and none back: the last state is four
    /// times as likely.
    #[test]
    fn a_circle_by_hand() {
        let never = -800.0;
        let table = [vec![0.0, 0.0, never], vec![never, 0.0, 0.0], vec![libm::log(0.25), never, 0.0]];
        let shares = stationary(&table).unwrap();
        for (found, expected) in shares.iter().zip([1.0 / 6.0, 1.0 / 6.0, 4.0 / 6.0]) {
            assert!((found - expected).abs() < 1e-14, "{shares:?}");
        }
    }

    /// Coordination on 2 or on 1 in a population of 10: the better one is held harder and wins the long run.
    #[test]
    fn strong_selection_is_the_limit() {
        let payoff = |own: usize, other: usize, k: usize| {
            let worth = [2.0, 1.0][own];
            worth * (k as f64 - 1.0) / 9.0 + if own == other { f64::NAN } else { 0.0 }
        };
        assert_eq!(strong_selection(2, 10, payoff), [1.0, 0.0]);
        let process = Process::Moran { selection: 50.0, fitness: Fitness::Exponential };
        assert!(stationary(&log_fixations(2, 10, process, payoff).unwrap()).unwrap()[1] < 1e-20);
    }

    #[test]
    fn broken_tables_are_refused() {
        assert_eq!(stationary(&[]), Err(SmallMutationError::Shape { rows: 0, row: 0, found: 0 }));
        assert!(matches!(stationary(&[vec![0.0; 2], vec![0.0]]), Err(SmallMutationError::Shape { row: 1, .. })));
        let zero = stationary(&[vec![0.0, f64::NEG_INFINITY], vec![0.0, 0.0]]);
        assert_eq!(zero, Err(SmallMutationError::Fixation { resident: 0, mutant: 1 }));
        assert_eq!(stationary(&[vec![0.0]]).unwrap(), [1.0]);
    }
}
