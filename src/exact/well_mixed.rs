//! A two-by-two game in a well-mixed population: everyone plays everyone else, never oneself.
//!
//! ```text
//! pi_A(k) = ( (k - 1) R + (N - k) S ) / (N - 1)
//! pi_B(k) = ( k T + (N - k - 1) P ) / (N - 1)
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | R, S, T, P | A against A, A against B, B against A, B against B | finite | [`Payoffs`] |
//! | k | number of A | 0..N | argument |
//! | N | size of the population | >= 2 | argument |
//!
//! Source: Nowak, Sasaki, Taylor & Fudenberg (2004), Nature 428:646, their (a, b, c, d) being (R, S, T, P).
//!
//! ```
//! use comity::exact::well_mixed::mean_payoffs;
//! use comity::game::Payoffs;
//! // Three of four cooperate: a cooperator meets 2 C and 1 D, the defector 3 C.
//! assert_eq!(mean_payoffs(&Payoffs::new(3.0, 0.0, 5.0, 1.0), 4, 3), (2.0, 5.0));
//! ```

use crate::game::Payoffs;

/// Mean payoffs of an A and of a B where `k` of `n` are A, `n` at least 2.
///
/// Where there is no A (or no B) its payoff is that of nobody and is not to be used.
pub fn mean_payoffs(game: &Payoffs, n: usize, k: usize) -> (f64, f64) {
    let [reward, sucker, temptation, punishment] = game.0;
    let (size, a) = (n as f64, k as f64);
    let own = ((a - 1.0) * reward + (size - a) * sucker) / (size - 1.0);
    let other = (a * temptation + (size - a - 1.0) * punishment) / (size - 1.0);
    (own, other)
}

/// How often an offspring or a learner takes up a strategy at random instead of a copy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mutation {
    /// Probability of a mutation per step, in [0, 1].
    pub rate: f64,
    /// What it may lead to.
    pub to: Pool,
}

/// What a mutation may lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pool {
    /// A random strategy other than one's own.
    Other,
    /// Any strategy of the pool, one's own included.
    Any,
}

impl Mutation {
    /// No mutation.
    pub const NONE: Self = Self { rate: 0.0, to: Pool::Other };

    /// Probability that a mutation is due and changes the strategy, of two.
    pub fn change(self) -> f64 {
        match self.to {
            Pool::Other => self.rate,
            Pool::Any => self.rate / 2.0,
        }
    }
}
