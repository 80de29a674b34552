//! Replicator dynamics: strategies that earn more than the mean grow.
//!
//! ```text
//! continuous:  x_i' = x_i ( f_i - fbar )       discrete:  x_i <- x_i f_i / fbar
//!              f_i = sum_j A_ij x_j            fbar = sum_i x_i f_i
//! with mutation:   x_i' = sum_j x_j f_j Q_ji - x_i fbar,   Q_ji the share of the offspring of j that are i
//! two strategies:  x' = x (1 - x) ( (S - P)(1 - x) + (R - T) x )
//!                  eigenvalue S - P at 0, T - R at 1, x*(1 - x*)(R - S - T + P) at x* = (P - S)/(R - S - T + P)
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | x | share of each strategy, in sum 1 | [0, 1] | argument `start`, results |
//! | A_ij | payoff of strategy i against j | finite; discrete: such that f >= 0, fbar > 0; with mutation >= 0 | argument `payoffs` |
//! | Q_ji | (1 - m) [i = j] + m/n, or + m/(n - 1) [i != j], of n strategies | [0, 1] | argument `mutation` |
//! | R, S, T, P | A against A, A against B, B against A, B against B | finite | [`Payoffs`] |
//!
//! Source: Taylor & Jonker (1978), Math. Biosci. 40:145; Hofbauer & Sigmund (1998), "Evolutionary Games and Population
//! Dynamics", ch. 7, mutation ch. 20; the discrete form is the ecological analysis of Axelrod (1984), ch. 3. Integrated by the
//! fourth-order method of Runge and Kutta, with steps in which no logarithm of a share moves by more than a hundredth:
//! error per unit of time below 1e-8.
//!
//! ```
//! use comity::exact::replicator::{Class, phases};
//! use comity::game::Payoffs;
//! let hawk_dove = phases(&Payoffs::new(-3.0, 4.0, 0.0, 2.0)); // V 4, C 10: V/C = 0.4
//! assert_eq!((hawk_dove.class, hawk_dove.interior.map(|(x, _)| x)), (Class::Coexistence, Some(0.4)));
//!
//! // Fitness 2 and 1, one offspring in ten is of the other kind: x* solves x^2 - 0.7 x - 0.1 = 0.
//! use comity::exact::{replicator::mutating, well_mixed::{Mutation, Pool}};
//! let mutation = Mutation { rate: 0.1, to: Pool::Other };
//! let path = mutating(&[vec![2.0, 2.0], vec![1.0, 1.0]], &[0.5, 0.5], &[50.0], mutation)?;
//! assert!((path[0][0] - 0.821699056602830).abs() < 1e-12);
//! # Ok::<(), comity::exact::replicator::ReplicatorError>(())
//! ```

use super::weak_selection::balance;
use super::well_mixed::{Mutation, Pool};
use crate::game::Payoffs;

/// Why shares cannot be moved.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum ReplicatorError {
    /// The table of payoffs is not square or does not fit the shares.
    #[error("expected finite payoffs of {strategies} against {strategies} strategies, found otherwise in row {row}")]
    Payoffs {
        /// Number of shares.
        strategies: usize,
        /// The first row at fault.
        row: usize,
    },
    /// The shares are no shares.
    #[error("expected shares of at least 0 that add up to 1, found a sum of {sum}")]
    Shares {
        /// Their sum.
        sum: f64,
    },
    /// Times are not finite or go back.
    #[error("expected times from 0 on in rising order, found {found}")]
    Time {
        /// The time at fault.
        found: f64,
    },
    /// Longer than anybody waits for.
    #[error("expected a time of at most {most} (time times the spread of payoffs at most {}), found {found}", MOST_STEPS * STEP)]
    Long {
        /// The longest time between two that is followed in this game.
        most: f64,
        /// The time at fault.
        found: f64,
    },
    /// A fitness below 0, or nobody earns anything.
    #[error(
        "expected payoffs of at least 0, with a mean above 0, found {found}: generations and mutants are counted by them"
    )]
    Fitness {
        /// The fitness at fault.
        found: f64,
    },
}

/// Longest step, as the greatest change of a logarithm of a share, and the most steps from one time to the next.
const STEP: f64 = 0.01;
const MOST_STEPS: f64 = 1e8;

/// Shares at each of the `times` (from 0, rising) under the continuous replicator equation.
///
/// # Errors
/// [`ReplicatorError`] where payoffs, shares or times are not as expected.
pub fn trajectory(payoffs: &[Vec<f64>], start: &[f64], times: &[f64]) -> Result<Vec<Vec<f64>>, ReplicatorError> {
    check(payoffs, start)?;
    let longest = STEP / spread(payoffs).max(0.01);
    along(start, times, longest, |shares| {
        let (fitness, mean) = fitness(payoffs, shares);
        shares.iter().zip(&fitness).map(|(x, f)| x * (f - mean)).collect()
    })
}

/// The same where offspring mutate: the replicator-mutator equation, with payoffs as fitness.
///
/// # Errors
/// [`ReplicatorError`] where payoffs, shares or times are not as expected, or a payoff is negative.
pub fn mutating(
    payoffs: &[Vec<f64>],
    start: &[f64],
    times: &[f64],
    mutation: Mutation,
) -> Result<Vec<Vec<f64>>, ReplicatorError> {
    check(payoffs, start)?;
    let most = payoffs.iter().flatten().fold(0.0_f64, |most, payoff| most.max(*payoff));
    if let Some(&found) = payoffs.iter().flatten().find(|payoff| **payoff < 0.0) {
        return Err(ReplicatorError::Fitness { found });
    }
    let becomes = kernel(start.len(), mutation);
    let longest = STEP / (spread(payoffs) + mutation.rate * most).max(0.01);
    along(start, times, longest, |shares| {
        let (fitness, mean) = fitness(payoffs, shares);
        let born = |i: usize| -> f64 { (0..shares.len()).map(|j| shares[j] * fitness[j] * becomes[j][i]).sum() };
        (0..shares.len()).map(|i| born(i) - shares[i] * mean).collect()
    })
}

/// Q: by strategy, what its offspring are.
fn kernel(strategies: usize, mutation: Mutation) -> Vec<Vec<f64>> {
    let n = strategies as f64;
    let entry = |j: usize, i: usize| match (mutation.to, i == j) {
        (Pool::Any, true) => 1.0 - mutation.rate + mutation.rate / n,
        (Pool::Any, false) => mutation.rate / n,
        (Pool::Other, true) if strategies > 1 => 1.0 - mutation.rate,
        (Pool::Other, true) => 1.0,
        (Pool::Other, false) => mutation.rate / (n - 1.0),
    };
    (0..strategies).map(|j| (0..strategies).map(|i| entry(j, i)).collect()).collect()
}

/// The greatest difference of payoffs.
fn spread(payoffs: &[Vec<f64>]) -> f64 {
    let entries = || payoffs.iter().flatten();
    entries().fold(f64::NEG_INFINITY, |a, b| a.max(*b)) - entries().fold(f64::INFINITY, |a, b| a.min(*b))
}

/// Shares at each of the times, in steps of at most `longest`.
fn along(
    start: &[f64],
    times: &[f64],
    longest: f64,
    slope: impl Fn(&[f64]) -> Vec<f64>,
) -> Result<Vec<Vec<f64>>, ReplicatorError> {
    let (mut now, mut shares) = (0.0, start.to_vec());
    let mut path = Vec::with_capacity(times.len());
    for &time in times {
        if !time.is_finite() || time < now {
            return Err(ReplicatorError::Time { found: time });
        }
        let steps = ((time - now) / longest).ceil();
        let step = (time - now) / steps.max(1.0);
        if steps > MOST_STEPS {
            return Err(ReplicatorError::Long { most: MOST_STEPS * longest, found: time });
        }
        for _ in 0..steps as u64 {
            let next = runge_kutta(&shares, step, &slope);
            // Shares that a step leaves as they are stay so for good.
            if next == shares {
                break;
            }
            shares = next;
        }
        now = time;
        path.push(shares.clone());
    }
    Ok(path)
}

/// Shares after one discrete generation: each grows by its fitness relative to the mean.
///
/// # Errors
/// [`ReplicatorError`] where payoffs or shares are not as expected, or a fitness is negative.
pub fn generation(payoffs: &[Vec<f64>], shares: &[f64]) -> Result<Vec<f64>, ReplicatorError> {
    check(payoffs, shares)?;
    let (fitness, mean) = fitness(payoffs, shares);
    let least = fitness.iter().fold(mean, |least, f| least.min(*f));
    if least < 0.0 || mean <= 0.0 {
        return Err(ReplicatorError::Fitness { found: least });
    }
    Ok(shares.iter().zip(&fitness).map(|(x, f)| x * f / mean).collect())
}

fn check(payoffs: &[Vec<f64>], shares: &[f64]) -> Result<(), ReplicatorError> {
    let strategies = shares.len();
    let broken = |row: &Vec<f64>| row.len() != strategies || row.iter().any(|payoff| !payoff.is_finite());
    if payoffs.len() != strategies {
        return Err(ReplicatorError::Payoffs { strategies, row: payoffs.len() });
    }
    if let Some(row) = payoffs.iter().position(broken) {
        return Err(ReplicatorError::Payoffs { strategies, row });
    }
    let sum: f64 = shares.iter().sum();
    let valid = shares.iter().all(|x| *x >= 0.0) && (sum - 1.0).abs() < 1e-9;
    if valid { Ok(()) } else { Err(ReplicatorError::Shares { sum }) }
}

fn fitness(payoffs: &[Vec<f64>], shares: &[f64]) -> (Vec<f64>, f64) {
    let fitness: Vec<f64> = payoffs.iter().map(|row| row.iter().zip(shares).map(|(a, x)| a * x).sum()).collect();
    let mean = fitness.iter().zip(shares).map(|(f, x)| f * x).sum();
    (fitness, mean)
}

/// One step of Runge and Kutta's method.
fn runge_kutta(shares: &[f64], step: f64, slope: impl Fn(&[f64]) -> Vec<f64>) -> Vec<f64> {
    let along = |slope: &[f64], by: f64| -> Vec<f64> { shares.iter().zip(slope).map(|(x, d)| x + by * d).collect() };
    let first = slope(shares);
    let second = slope(&along(&first, step / 2.0));
    let third = slope(&along(&second, step / 2.0));
    let fourth = slope(&along(&third, step));
    let mean = |i: usize| (first[i] + 2.0 * second[i] + 2.0 * third[i] + fourth[i]) / 6.0;
    (0..shares.len()).map(|i| shares[i] + step * mean(i)).collect()
}

/// How two strategies fare against each other in a large population.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A takes over from anywhere.
    ADominates,
    /// B takes over from anywhere.
    BDominates,
    /// The rarer one grows: both stay (hawk-dove).
    Coexistence,
    /// The more frequent one takes over (coordination).
    Bistable,
    /// Nothing ever changes.
    Neutral,
}

/// Fixed points of two strategies, x being the share of A.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Phases {
    /// How they fare against each other.
    pub class: Class,
    /// Eigenvalue at x = 0: how fast a rare A grows.
    pub at_zero: f64,
    /// Eigenvalue at x = 1: how fast a rare B grows.
    pub at_one: f64,
    /// The fixed point strictly inside, and its eigenvalue.
    pub interior: Option<(f64, f64)>,
}

/// The fixed points of a two-by-two game under the continuous replicator equation.
pub fn phases(game: &Payoffs) -> Phases {
    let [r, s, t, p] = game.0;
    let largest = game.0.iter().fold(0.0, |largest: f64, payoff| largest.max(payoff.abs()));
    // What rounding alone tells apart is level.
    let gap = |x: f64, y: f64| if (x - y).abs() <= 1e-12 * largest { 0.0 } else { x - y };
    let (at_zero, at_one) = (gap(s, p), gap(t, r));
    let interior = balance(game).map(|x| (x, x * (1.0 - x) * (r - s - t + p)));
    let class = match (at_zero > 0.0, at_zero < 0.0, at_one > 0.0, at_one < 0.0) {
        (true, _, true, _) => Class::Coexistence,
        (_, true, _, true) => Class::Bistable,
        (false, false, false, false) => Class::Neutral,
        (true, ..) | (.., true) => Class::ADominates,
        _ => Class::BDominates,
    };
    Phases { class, at_zero, at_one, interior }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A constant advantage of 1: the odds grow by e per unit of time. The first strategy's odds 1/3 become 2/3 at t =
    /// ln 2.
    #[test]
    fn constant_advantage_is_logistic_growth() {
        let payoffs = [vec![2.0, 2.0], vec![1.0, 1.0]];
        let path = trajectory(&payoffs, &[0.25, 0.75], &[0.0, std::f64::consts::LN_2, 5.0]).unwrap();
        assert_eq!(path[0], [0.25, 0.75]);
        assert!((path[1][0] - 0.4).abs() < 1e-11, "{path:?}");
        let odds = libm::exp(5.0) / 3.0;
        assert!((path[2][0] - odds / (1.0 + odds)).abs() < 1e-11 && (path[2].iter().sum::<f64>() - 1.0).abs() < 1e-13);
    }

    /// Rock, paper, scissors: fitness 2 in a draw, 3 for a victory, 0 for a defeat. A small deviation from equal shares turns about them and
    /// grows at the rate -m fbar + (1 - m) Re(lambda)/3: lambda = 2 + 3 w, w a third root of 1, has the real part 1/2, and with
    /// fbar = 5/3 the rate is 0 at m = 1/11.
    #[test]
    fn rock_paper_scissors_settles_where_enough_mutate() {
        let game = [vec![2.0, 3.0, 0.0], vec![0.0, 2.0, 3.0], vec![3.0, 0.0, 2.0]];
        let away = |x: &[f64]| x.iter().map(|x| (x - 1.0 / 3.0) * (x - 1.0 / 3.0)).sum::<f64>().sqrt();
        let start = [1.0 / 3.0 + 1e-5, 1.0 / 3.0 - 1e-5, 1.0 / 3.0];
        for rate in [0.02, 1.0 / 11.0, 0.2] {
            let path = mutating(&game, &start, &[0.0, 6.0], Mutation { rate, to: Pool::Any }).unwrap();
            let grown = libm::log(away(&path[1]) / away(&path[0])) / 6.0;
            let exact = -rate * 5.0 / 3.0 + (1.0 - rate) / 6.0;
            assert!((grown - exact).abs() < 1e-4, "{rate}: {grown}, not {exact}");
        }
    }

    /// Where nobody is fitter than another mutants alone move the shares: a gap closes as exp(-m t).
    #[test]
    fn neutral_mutants_by_hand() {
        let equal = [vec![1.0, 1.0], vec![1.0, 1.0]];
        let mutation = Mutation { rate: 0.3, to: Pool::Any };
        let path = mutating(&equal, &[0.9, 0.1], &[2.0], mutation).unwrap();
        assert!((path[0][0] - (0.5 + 0.4 * libm::exp(-0.6))).abs() < 1e-9, "{path:?}");
    }

    /// Shares 1/2, 1/2 of fitness 2 and 1: 2/3, 1/3.
    #[test]
    fn a_generation_by_hand() {
        let next = generation(&[vec![2.0, 2.0], vec![1.0, 1.0]], &[0.5, 0.5]).unwrap();
        assert!((next[0] - 2.0 / 3.0).abs() < 1e-15 && (next[1] - 1.0 / 3.0).abs() < 1e-15);
    }

    #[test]
    fn classes_with_ties_are_told_apart() {
        let class = |game: [f64; 4]| phases(&Payoffs(game)).class;
        assert_eq!(class([1.0, 1.0, 1.0, 1.0]), Class::Neutral);
        assert_eq!(class([0.1 + 0.2, 0.3, 0.3, 0.1 + 0.2]), Class::Neutral, "but for rounding");
        assert_eq!(class([1.0, 2.0, 1.0, 1.0]), Class::ADominates);
        assert_eq!(class([2.0, 1.0, 1.0, 1.0]), Class::ADominates);
        assert_eq!(class([1.0, 1.0, 2.0, 1.0]), Class::BDominates);
        assert_eq!(class([1.0, 0.0, 1.0, 1.0]), Class::BDominates);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let square = [vec![1.0, 0.0], vec![0.0, 1.0]];
        let long = trajectory(&square, &[0.5, 0.5], &[2e6]);
        assert_eq!(long, Err(ReplicatorError::Long { most: 1e6, found: 2e6 }));
        assert!(matches!(trajectory(&square, &[0.5, 0.4], &[]), Err(ReplicatorError::Shares { .. })));
        assert!(matches!(trajectory(&square, &[0.5, 0.5], &[1.0, 0.5]), Err(ReplicatorError::Time { found: 0.5 })));
        assert!(matches!(trajectory(&square[..1], &[0.5, 0.5], &[]), Err(ReplicatorError::Payoffs { row: 1, .. })));
        let negative = [vec![-1.0, -1.0], vec![3.0, 3.0]];
        assert_eq!(generation(&negative, &[0.5, 0.5]), Err(ReplicatorError::Fitness { found: -1.0 }));
        assert_eq!(
            mutating(&negative, &[0.5, 0.5], &[], Mutation::NONE),
            Err(ReplicatorError::Fitness { found: -1.0 })
        );
    }
}
