//! Weak selection: is a single A favoured over a neutral one, and by how much (the one-third rule).
//!
//! ```text
//! d rho_A / ds at s = 0  =  (alpha N - beta) / (6 N)
//! alpha = R + 2 S - T - 2 P        beta = 2 R + S + T - 4 P
//! favoured: rho_A > 1/N  iff  R (N - 2) + S (2 N - 1) > T (N + 1) + P (2 N - 4)
//! N -> infinity, coordination game: favoured iff x* = (P - S) / (R - S - T + P) < 1/3
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | R, S, T, P | A against A, A against B, B against A, B against B | finite | [`Payoffs`] |
//! | s | strength of selection: w of the Moran process, beta of Fermi imitation | -> 0 | |
//! | x* | share of A at which both earn the same | (0, 1) | [`balance`] |
//!
//! Source: Nowak, Sasaki, Taylor & Fudenberg (2004), Nature 428:646. The slope is the same for the Moran process,
//! linear or exponential, and for Fermi imitation (Traulsen, Nowak & Pacheco 2006, Phys. Rev. E 74:011909): to first
//! order in s all have down/up = 1 - s (pi_A - pi_B), and fixation depends on that ratio alone.
//!
//! ```
//! use comity::exact::weak_selection::{favoured, slope};
//! use comity::game::Payoffs;
//! let harmony = Payoffs::new(4.0, 2.0, 3.0, 1.0);
//! assert!((slope(&harmony, 10) - 0.35).abs() < 1e-15 && favoured(&harmony, 10)); // alpha 3, beta 9
//! ```

use std::cmp::Ordering;

use crate::game::Payoffs;

/// Slope of the fixation probability of one A in `n` in the strength of selection, at none.
pub fn slope(game: &Payoffs, n: usize) -> f64 {
    let [r, s, t, p] = game.0;
    let (alpha, beta) = (r + 2.0 * s - t - 2.0 * p, 2.0 * r + s + t - 4.0 * p);
    (alpha * n as f64 - beta) / (6.0 * n as f64)
}

/// Does weak selection favour one A in `n` over a neutral mutant (greater), disfavour it (less), or neither?
///
/// Sides of the inequality that differ by rounding alone are equal.
pub fn selection(game: &Payoffs, n: usize) -> Ordering {
    let ([r, s, t, p], n) = (game.0, n as f64);
    let terms = [r * (n - 2.0), s * (2.0 * n - 1.0), -t * (n + 1.0), -p * (2.0 * n - 4.0)];
    let size = terms.iter().map(|term| term.abs()).fold(0.0, f64::max);
    let gain: f64 = terms.iter().sum();
    if gain.abs() <= 1e-12 * size { Ordering::Equal } else { gain.total_cmp(&0.0) }
}

/// Does weak selection favour one A in `n` over a neutral mutant?
pub fn favoured(game: &Payoffs, n: usize) -> bool {
    selection(game, n) == Ordering::Greater
}

/// The share of A, strictly between 0 and 1, at which A and B earn the same in a large population; `None` where there
/// is none.
pub fn balance(game: &Payoffs) -> Option<f64> {
    let [r, s, t, p] = game.0;
    // A's advantage is linear in its share: S - P without any A, R - T without any B.
    let (first, last) = (s - p, r - t);
    (first * last < 0.0).then(|| first / (first - last))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 3 x 0.1 is not 0.3 in binary: a neutral game with such payoffs stays neutral.
    #[test]
    fn rounding_favours_nobody() {
        let same = Payoffs([0.1 + 0.2, 0.3, 0.3, 0.1 + 0.2]);
        assert_eq!(selection(&same, 10), Ordering::Equal);
        assert_eq!(selection(&Payoffs([3.0, 3.0, 1.0, 1.0]), 10), Ordering::Greater);
        assert_eq!(selection(&Payoffs([1.0, 1.0, 3.0, 3.0]), 10), Ordering::Less);
    }

    /// A stag hunt with x* = 1/4 is favoured in a large population, one with x* = 1/2 is not.
    #[test]
    fn one_third_decides() {
        let (below, above) = (Payoffs::new(5.0, 1.0, 2.0, 2.0), Payoffs::new(5.0, 0.0, 3.0, 2.0));
        assert_eq!((balance(&below), balance(&above)), (Some(0.25), Some(0.5)));
        assert!(favoured(&below, 1000) && !favoured(&above, 1000));
        assert_eq!(balance(&Payoffs::new(3.0, 0.0, 5.0, 1.0)), None);
    }
}
