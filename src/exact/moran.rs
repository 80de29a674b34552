//! The Moran process: one reproduces in proportion to fitness, its offspring replaces anyone.
//!
//! ```text
//! up_k   = s_k (N-k)/N       s_k = k f_A / (k f_A + (N-k) f_B)
//! down_k = (1 - s_k) k/N     with mutation s_k becomes (1 - mu') s_k + mu' (1 - s_k)
//! f = 1 - w + w pi  (linear)  or  f = exp(w pi)  (exponential)
//! log(down_k / up_k) = log f_B - log f_A
//! constant fitness r of one A:  rho = (1 - 1/r) / (1 - r^-N)
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | w | strength of selection | >= 0; linear: at most 1 | argument `selection` |
//! | pi | payoffs where k of N are A | any; linear: such that f > 0 | argument `payoffs` |
//! | r | fitness of A, that of B being 1 | > 0 | argument `advantage` |
//! | mu' | probability that the offspring is of the other strategy | [0, 1] | [`Mutation`] |
//!
//! Source: Moran (1958), Proc. Camb. Phil. Soc. 54:60; frequency dependence and linear fitness from Nowak, Sasaki,
//! Taylor & Fudenberg (2004), Nature 428:646; exponential fitness from Traulsen, Shoresh & Nowak (2008), Bull. Math.
//! Biol. 70:1410; constant selection as in Nowak (2006), "Evolutionary Dynamics", eq. (6.14). Assumed: the offspring
//! may replace its own parent.
//!
//! ```
//! use comity::exact::moran;
//! let rho = moran::constant(10, 2.0)?.fixation(1);
//! assert!((rho - 0.5 / (1.0 - 1.0 / 1024.0)).abs() < 1e-15);
//! # Ok::<(), comity::exact::moran::MoranError>(())
//! ```

use super::birth_death::{BirthDeath, BirthDeathError};
use super::well_mixed::Mutation;
pub use crate::learning::Fitness;

/// Why there is no such Moran process.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum MoranError {
    /// A fitness that is not above 0.
    #[error("expected fitness above 0, found {fitness} at {state} of A: selection is too strong for these payoffs")]
    Fitness {
        /// Number of A.
        state: usize,
        /// The fitness found.
        fitness: f64,
    },
    /// No birth-death chain.
    #[error(transparent)]
    Chain(#[from] BirthDeathError),
}

/// The Moran process in a population of `n`; `payoffs` gives those of A and B by the number of A, 0 < k < n.
///
/// # Errors
/// [`MoranError`] where a fitness is not above 0, `n` is below 2, or the mutation rate is no probability.
pub fn process(
    n: usize,
    selection: f64,
    fitness: Fitness,
    mutation: Mutation,
    payoffs: impl Fn(usize) -> (f64, f64),
) -> Result<BirthDeath, MoranError> {
    let log_fitness = |state: usize, payoff: f64| match fitness {
        Fitness::Exponential => Ok(selection * payoff),
        Fitness::Linear => {
            let fitness = 1.0 - selection + selection * payoff;
            if fitness > 0.0 { Ok(libm::log(fitness)) } else { Err(MoranError::Fitness { state, fitness }) }
        }
    };
    from_log_fitness(n, mutation, |k| {
        let (own, other) = payoffs(k);
        Ok((log_fitness(k, own)?, log_fitness(k, other)?))
    })
}

/// The Moran process where A always has fitness `advantage` (> 0) and B has 1.
///
/// # Errors
/// [`MoranError`] where `advantage` is not above 0 or `n` is below 2.
pub fn constant(n: usize, advantage: f64) -> Result<BirthDeath, MoranError> {
    from_log_fitness(n, Mutation::NONE, |state| {
        let valid = advantage > 0.0;
        if valid { Ok((libm::log(advantage), 0.0)) } else { Err(MoranError::Fitness { state, fitness: advantage }) }
    })
}

fn from_log_fitness(
    n: usize,
    mutation: Mutation,
    log_fitness: impl Fn(usize) -> Result<(f64, f64), MoranError>,
) -> Result<BirthDeath, MoranError> {
    let (size, change) = (n as f64, mutation.change());
    let (mut up, mut down, mut log_ratios) = (vec![0.0; n + 1], vec![0.0; n + 1], vec![0.0; n + 1]);
    for k in 0..=n {
        let (a, b) = (k as f64, (n - k) as f64);
        let log_ratio = if k == 0 || k == n {
            0.0
        } else {
            let (own, other) = log_fitness(k)?;
            other - own
        };
        // Shares of A and B among those that reproduce.
        let share = a / (a + b * libm::exp(log_ratio));
        let rest = b / (b + a * libm::exp(-log_ratio));
        up[k] = ((1.0 - change) * share + change * rest) * b / size;
        down[k] = ((1.0 - change) * rest + change * share) * a / size;
        log_ratios[k] = log_ratio;
    }
    if mutation.rate > 0.0 {
        return Ok(BirthDeath::new(up, down)?);
    }
    Ok(BirthDeath::with_log_ratios(up, down, log_ratios)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// N = 2, one A: fitness 1 - w + w 3 = 2 against 1 - w + w 1 = 1 at w = 1/2; A reproduces with 2/3 and replaces B
    /// with 1/2.
    #[test]
    fn probabilities_by_hand() {
        let chain = process(2, 0.5, Fitness::Linear, Mutation::NONE, |_| (3.0, 1.0)).unwrap();
        assert!((chain.up()[1] - 1.0 / 3.0).abs() < 1e-15 && (chain.down()[1] - 1.0 / 6.0).abs() < 1e-15);
        assert!((chain.fixation(1) - 2.0 / 3.0).abs() < 1e-15);
    }

    #[test]
    fn a_fitness_that_is_not_above_zero_is_refused() {
        let error = process(3, 0.9, Fitness::Linear, Mutation::NONE, |_| (-1.0, 1.0)).unwrap_err();
        assert!(matches!(error, MoranError::Fitness { state: 1, .. }), "{error}");
        assert!(constant(3, f64::NAN).is_err() && constant(1, 2.0).is_err());
    }

    /// Neutral offspring of N = 2 with mutation 0.2: from one A half the offspring are A, each replaces the other with
    /// 1/2.
    #[test]
    fn mutation_befalls_the_offspring() {
        let mutation = Mutation { rate: 0.2, to: crate::exact::well_mixed::Pool::Other };
        let chain = process(2, 0.0, Fitness::Exponential, mutation, |_| (1.0, 0.0)).unwrap();
        assert!((chain.up()[1] - 0.25).abs() < 1e-15 && (chain.up()[0] - 0.2).abs() < 1e-15);
    }
}
