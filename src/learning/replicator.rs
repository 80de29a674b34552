//! Replicator dynamics: the share of a strategy grows as its payoff exceeds the population's mean; offspring may mutate.
//!
//! ```text
//! dx_i / dt = s x_i (f_i - sum_j x_j f_j)                               without mutation
//! dx_i / dt = sum_j x_j F_j Q_ji - x_i sum_j x_j F_j,  F_j = 1 + s f_j   with it: the replicator-mutator equation
//! Q_ji      = (1 - m) [i = j] + m / n                                    a mutant is any of the pool
//!           = (1 - m) [i = j] + m / (n - 1) [i != j]                     a mutant is another one
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | x_i | share of strategy i in its population | [0, 1] | `World::mix` |
//! | f_i | expected payoff per encounter of strategy i | any; with mutation such that F_i >= 0 | - |
//! | s | intensity of selection; one update is one unit of time t | >= 0 | [`crate::learning::Learning::selection`] |
//! | m | probability that an offspring mutates | [0, 1] | [`crate::learning::Learning::mutation`] |
//! | n | strategies of the pool | >= 1 | - |
//!
//! Source: Taylor & Jonker (1978), Math. Biosci. 40:145; several populations: Taylor (1979), J. Appl. Prob. 16:76; mutation: Hofbauer &
//! Sigmund (1998), "Evolutionary Games and Population Dynamics", ch. 20. Assumed: fitness is 1 + s payoff, so that without selection
//! everyone has one offspring in an update, of which a share m mutates, as under the other rules, and without mutation the two
//! equations are one. Among agents of the same power (`peers = "same-power"`) the strong and the weak are two populations, each
//! with its own mean and its own mutants. Integrated by the classical Runge-Kutta method, in steps in which no logarithm of a
//! ratio of shares can move by more than 1/32 by selection, nor a share by more than 1/32 of what mutates.
//!
//! ```
//! use comity::learning::replicator::advance;
//! // Donation game b 3, c 1: the cooperators' share is 1 / (1 + (1 - x)/x exp(ct)).
//! let mut x = [0.9, 0.1];
//! advance(&mut x, 2.0, 4.0, |x, f| {
//!     f[0] = 2.0 * x[0] - x[1];
//!     f[1] = 3.0 * x[0];
//! });
//! let exact = 1.0 / (1.0 + 0.1 / 0.9 * libm::exp(2.0));
//! assert!((x[0] - exact).abs() < 1e-8);
//!
//! // Fitness 2 and 1, a tenth of the offspring is of the other kind: 1.8 x + 0.1 (1 - x) = x (1 + x), so x = (0.7 + sqrt(0.89))/2.
//! use comity::learning::{Mutants, replicator::{Births, mutate}};
//! let births = Births { selection: 1.0, mutation: 0.1, mutants: Mutants::Other };
//! let mut x = [0.5, 0.5];
//! for _ in 0..100 {
//!     mutate(&mut x, &[2], &births, [0.0, 1.0], |_, f| f.copy_from_slice(&[1.0, 0.0]));
//! }
//! assert!((x[0] - 0.821699056602830).abs() < 1e-12 && (x[0] + x[1] - 1.0).abs() < 1e-12);
//! ```

use super::Mutants;
use crate::stop::heed;

/// Longest step, as the greatest possible change of a logarithm of a ratio of shares.
const STEP: f64 = 1.0 / 32.0;

/// The most that a logarithm of a ratio of shares may move in one update: a third of a million steps.
pub const MOST: f64 = 1e4;

/// Moves the shares of one population by a time; `payoffs` writes each strategy's payoff at given shares, and no two payoffs
/// of the game differ by more than `greatest`.
pub fn advance(shares: &mut [f64], time: f64, greatest: f64, payoffs: impl Fn(&[f64], &mut [f64])) {
    let n = shares.len();
    advance_all(shares, &[n], time, greatest, payoffs);
}

/// Moves several populations at once, whose shares stand one after another; `sizes` says how many strategies each has.
pub fn advance_all(
    shares: &mut [f64],
    sizes: &[usize],
    time: f64,
    greatest: f64,
    payoffs: impl Fn(&[f64], &mut [f64]),
) {
    let steps = (time * greatest / STEP).ceil().max(1.0);
    integrate(shares, steps, time / steps, payoffs, |at, f, to| slope(at, f, sizes, to));
}

/// How offspring come about where they may mutate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Births {
    /// Intensity of selection, at least 0: fitness is 1 + selection x payoff.
    pub selection: f64,
    /// Probability that an offspring mutates, in [0, 1].
    pub mutation: f64,
    /// What it may become.
    pub mutants: Mutants,
}

/// Moves several populations by one update with mutation; `range` holds the least and the greatest payoff of the game.
///
/// Fitness is to be at least 0 wherever the shares may go: 1 + selection x the least payoff.
pub fn mutate(
    shares: &mut [f64],
    sizes: &[usize],
    births: &Births,
    [least, most]: [f64; 2],
    payoffs: impl Fn(&[f64], &mut [f64]),
) {
    let Births { selection, mutation, .. } = *births;
    let rate = selection * (most - least) + mutation * (1.0 + selection * most);
    let steps = (rate / STEP).ceil().max(1.0);
    integrate(shares, steps, 1.0 / steps, payoffs, |at, f, to| birth_slope(at, f, sizes, births, to));
}

/// Runge and Kutta's method: `steps` steps of length `h`; `slope` writes the slope at given shares and payoffs.
fn integrate(
    shares: &mut [f64],
    steps: f64,
    h: f64,
    payoffs: impl Fn(&[f64], &mut [f64]),
    slope: impl Fn(&[f64], &[f64], &mut [f64]),
) {
    let n = shares.len();
    let (mut f, mut at) = (vec![0.0; n], vec![0.0; n]);
    let mut slopes = vec![vec![0.0; n]; 4];
    for step in 0..steps as u64 {
        if step % 1024 == 1023 {
            heed();
        }
        for stage in 0..4 {
            let part = [0.0, 0.5, 0.5, 1.0][stage];
            for i in 0..n {
                at[i] = shares[i] + if stage == 0 { 0.0 } else { part * h * slopes[stage - 1][i] };
            }
            payoffs(&at, &mut f);
            slope(&at, &f, &mut slopes[stage]);
        }
        let mut moved = false;
        for i in 0..n {
            let step = slopes[0][i] + 2.0 * slopes[1][i] + 2.0 * slopes[2][i] + slopes[3][i];
            let share = (shares[i] + h / 6.0 * step).clamp(0.0, 1.0);
            // What is left of a strategy below the range of ordinary numbers is nothing, and slow to compute with.
            let share = if share < f64::MIN_POSITIVE { 0.0 } else { share };
            moved |= share.to_bits() != shares[i].to_bits();
            shares[i] = share;
        }
        // Shares that a step leaves as they are, to the bit, stay so for good.
        if !moved {
            break;
        }
    }
}

fn slope(shares: &[f64], payoff: &[f64], sizes: &[usize], slope: &mut [f64]) {
    let mut first = 0;
    for &size in sizes {
        let all = first..first + size;
        let mean: f64 = all.clone().map(|i| shares[i] * payoff[i]).sum();
        for i in all {
            slope[i] = shares[i] * (payoff[i] - mean);
        }
        first += size;
    }
}

fn birth_slope(shares: &[f64], payoff: &[f64], sizes: &[usize], births: &Births, slope: &mut [f64]) {
    let Births { selection, mutation, mutants } = *births;
    let mut first = 0;
    for &size in sizes {
        let all = first..first + size;
        let n = size as f64;
        let mut total = 0.0;
        for i in all.clone() {
            slope[i] = shares[i] * (1.0 + selection * payoff[i]);
            total += slope[i];
        }
        for i in all {
            let born = slope[i];
            let mutants = match mutants {
                Mutants::Any => total / n,
                Mutants::Other if size > 1 => (total - born) / (n - 1.0),
                // There is no other.
                Mutants::Other => born,
            };
            slope[i] = (1.0 - mutation) * born + mutation * mutants - shares[i] * total;
        }
        first += size;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    const GAME: [[f64; 3]; 3] = [[2.0, 3.0, 0.0], [0.0, 2.0, 3.0], [3.0, 0.0, 2.0]];

    fn play(x: &[f64], f: &mut [f64]) {
        for (f, row) in f.iter_mut().zip(GAME) {
            *f = row.iter().zip(x).map(|(a, x)| a * x).sum();
        }
    }

    /// Of n, any with m is another with m (n - 1)/n.
    #[test]
    fn one_convention_is_the_other_at_another_rate() {
        let (mut any, mut other) = ([0.7, 0.2, 0.1], [0.7, 0.2, 0.1]);
        for _ in 0..20 {
            let births = |mutation, mutants| Births { selection: 0.5, mutation, mutants };
            mutate(&mut any, &[3], &births(0.3, Mutants::Any), [0.0, 3.0], play);
            mutate(&mut other, &[3], &births(0.2, Mutants::Other), [0.0, 3.0], play);
        }
        assert!(any.iter().zip(other).all(|(a, b)| (a - b).abs() < 1e-9), "{any:?} {other:?}");
    }

    /// Without selection an update closes a share 1 - exp(-m) of the gap to equal shares; a strategy alone has nothing to become.
    #[test]
    fn mutants_alone_make_shares_equal() {
        let births = Births { selection: 0.0, mutation: 0.25, mutants: Mutants::Any };
        let (mut x, mut alone) = ([1.0, 0.0, 0.0], [1.0]);
        mutate(&mut x, &[3], &births, [0.0, 3.0], play);
        let gap = libm::exp(-0.25);
        assert!((x[0] - (1.0 + 2.0 * gap) / 3.0).abs() < 1e-8 && (x[1] - (1.0 - gap) / 3.0).abs() < 1e-8, "{x:?}");
        let other = Births { mutants: Mutants::Other, ..births };
        mutate(&mut alone, &[1], &other, [0.0, 0.0], |_, f| f.fill(0.0));
        assert_eq!(alone, [1.0]);
    }

    /// As mutation vanishes the second equation becomes the first.
    #[test]
    fn without_mutation_the_two_are_one() {
        let (mut with, mut without) = ([0.6, 0.3, 0.1], [0.6, 0.3, 0.1]);
        let births = Births { selection: 0.5, mutation: 0.0, mutants: Mutants::Any };
        for _ in 0..10 {
            mutate(&mut with, &[3], &births, [0.0, 3.0], play);
            advance(&mut without, 0.5, 3.0, play);
        }
        assert!(with.iter().zip(without).all(|(a, b)| (a - b).abs() < 1e-9), "{with:?} {without:?}");
    }

    /// Each of two populations has its own mean and its own mutants: one that is not there stays away.
    #[test]
    fn populations_mutate_on_their_own() {
        let births = Births { selection: 1.0, mutation: 0.1, mutants: Mutants::Other };
        let mut x = [0.5, 0.5, 0.0, 0.0];
        for _ in 0..100 {
            mutate(&mut x, &[2, 2], &births, [0.0, 1.0], |_, f| f.copy_from_slice(&[1.0, 0.0, 1.0, 0.0]));
        }
        assert!((x[0] - (0.7 + 0.89_f64.sqrt()) / 2.0).abs() < 1e-12 && x[2..] == [0.0, 0.0], "{x:?}");
    }

    /// A constant advantage of 1 from even odds: after a time of 50 the other share is e^-50, and after 710 it is no number any
    /// more. Of the 320,000 steps that a time of 10,000 has, those that can change nothing are not made.
    #[test]
    fn shares_that_have_settled_take_no_more_steps() {
        let asked = Cell::new(0);
        let advantage = |x: &[f64], f: &mut [f64]| {
            asked.set(asked.get() + 1);
            (f[0], f[1]) = (x[0] + x[1], 0.0);
        };
        let mut shares = [0.5, 0.5];
        advance(&mut shares, 50.0, 1.0, advantage);
        assert!((libm::log(shares[1]) + 50.0).abs() < 1e-6, "{shares:?}");
        assert_eq!(asked.get(), 4 * 50 * 32);
        advance(&mut shares, 1e4, 1.0, advantage);
        assert_eq!(shares[1], 0.0);
        assert!(asked.get() < 4 * 32 * 1000, "{}", asked.get());
    }
}
