//! Fermi imitation in a well-mixed population: one compares itself with another at random, and follows success.
//!
//! ```text
//! up_k   = (N-k)/N [ mu' + (1 - mu) k/(N-1)     logistic(beta (pi_A - pi_B)) ]
//! down_k =  k/N    [ mu' + (1 - mu) (N-k)/(N-1) logistic(beta (pi_B - pi_A)) ]
//! without mutation:  log(down_k / up_k) = -beta (pi_A - pi_B)
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | beta | intensity of selection | >= 0 | argument `selection` |
//! | pi_A, pi_B | payoffs where k of N are A | any | argument `payoffs` |
//! | mu | probability that the focal agent mutates instead of imitating | [0, 1] | [`Mutation::rate`] |
//! | mu' | mu (a random other strategy) or mu/2 (any of the two) | [0, 1] | [`Mutation::to`] |
//!
//! Source: Traulsen, Nowak & Pacheco (2006), Phys. Rev. E 74:011909, eq. (2) and (6); the logistic rule from Blume
//! (1993). Assumed: focal and model are two different agents, drawn uniformly; every comparison is one step.
//!
//! ```
//! use comity::exact::{fermi, well_mixed::{Mutation, mean_payoffs}};
//! use comity::game::Payoffs;
//! let stag = Payoffs::new(5.0, 0.0, 3.0, 2.0);
//! let chain = fermi::process(2, 1.0, Mutation::NONE, |k| mean_payoffs(&stag, 2, k))?;
//! assert!((chain.fixation(1) - 1.0 / (1.0 + libm::exp(3.0))).abs() < 1e-15); // alone against B it earns 0, B earns 3
//! # Ok::<(), comity::exact::birth_death::BirthDeathError>(())
//! ```

use super::birth_death::{BirthDeath, BirthDeathError};
use super::well_mixed::Mutation;
use crate::units::logistic;

/// The chain of Fermi imitation in a population of `n`; `payoffs` gives those of A and B by the number of A, 0 < k < n.
///
/// # Errors
/// [`BirthDeathError`] where `n` is below 2, or payoffs, selection or mutation are no numbers in their ranges.
pub fn process(
    n: usize,
    selection: f64,
    mutation: Mutation,
    payoffs: impl Fn(usize) -> (f64, f64),
) -> Result<BirthDeath, BirthDeathError> {
    let (size, change) = (n as f64, mutation.change());
    let (mut up, mut down, mut log_ratios) = (vec![0.0; n + 1], vec![0.0; n + 1], vec![0.0; n + 1]);
    for k in 0..=n {
        let (a, b) = (k as f64, (n - k) as f64);
        // Where one strategy is missing there is nobody to compare with.
        let advantage = if k == 0 || k == n {
            0.0
        } else {
            let (own, other) = payoffs(k);
            selection * (own - other)
        };
        let imitate = (1.0 - mutation.rate) / (size - 1.0);
        up[k] = b / size * (change + imitate * a * logistic(advantage));
        down[k] = a / size * (change + imitate * b * logistic(-advantage));
        log_ratios[k] = -advantage;
    }
    if mutation.rate > 0.0 {
        return BirthDeath::new(up, down);
    }
    BirthDeath::with_log_ratios(up, down, log_ratios)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::well_mixed::Pool;

    /// Without selection, N = 2 and mu = 0.1: from one A, up = 1/2 (0.1 + 0.9 / 2).
    #[test]
    fn probabilities_by_hand() {
        let other = Mutation { rate: 0.1, to: Pool::Other };
        let chain = process(2, 0.0, other, |_| (1.0, 7.0)).unwrap();
        assert!((chain.up()[1] - 0.275).abs() < 1e-15 && (chain.up()[0] - 0.1).abs() < 1e-15);
        let any = Mutation { rate: 0.1, to: Pool::Any };
        let chain = process(2, 0.0, any, |_| (1.0, 7.0)).unwrap();
        assert!((chain.up()[1] - 0.25).abs() < 1e-15 && (chain.down()[2] - 0.05).abs() < 1e-15);
    }

    #[test]
    fn selection_beyond_the_range_of_exp_keeps_its_logarithm() {
        let chain = process(10, 1e4, Mutation::NONE, |_| (0.0, 1.0)).unwrap();
        assert_eq!(chain.fixation(1), 0.0);
        assert!((chain.log_fixation(1) + 9e4).abs() < 1e-6);
    }
}
