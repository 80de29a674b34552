//! Ecological dynamics: the strategies of a tournament as species, whose shares grow with what they earn from the present mix.
//!
//! ```text
//! x_i' = x_i f_i / f,   f_i = sum_j A_ij x_j,   f = sum_i x_i f_i
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | x_i | share of a strategy | [0, 1] | [`Ecology::shares`] |
//! | A_ij | score of i against j | payoff per turn | argument of [`Ecology::new`] |
//!
//! Source: Axelrod (1984), The Evolution of Cooperation, ch. 2; the discrete replicator equation of Taylor & Jonker (1978),
//! Math. Biosci. 40:145. No strategy is ever new, and none comes back.
//! Assumed: where a game has negative payoffs, fitness is the score above the game's lowest payoff, because shares cannot be negative;
//! where nobody earns anything, shares stay as they are.
//!
//! ```
//! use comity::tournament::ecology::Ecology;
//! // always-defect and tit-for-tat in ten turns, from equal shares: f = (1 + 1.4) / 2 = 1.2 and (0.9 + 3) / 2 = 1.95
//! let mut ecology = Ecology::new(vec![1.0, 1.4, 0.9, 3.0], 0.0);
//! ecology.advance();
//! assert!((ecology.shares()[0] - 1.2 / 3.15).abs() < 1e-15);
//! ```

use crate::exact::replicator::generation;

/// Shares of strategies that live on each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Ecology {
    scores: Vec<Vec<f64>>,
    shares: Vec<f64>,
}

impl Ecology {
    /// From the matrix of scores, by rows, and the lowest payoff of the game; all begin with equal shares.
    pub fn new(mut scores: Vec<f64>, lowest: f64) -> Self {
        let n = scores.len().isqrt();
        for score in &mut scores {
            // Rounding may leave a mean of lowest payoffs just below.
            *score = (*score - lowest.min(0.0)).max(0.0);
        }
        Self { scores: scores.chunks(n.max(1)).map(<[f64]>::to_vec).collect(), shares: vec![1.0 / n as f64; n] }
    }

    /// The present shares.
    pub fn shares(&self) -> &[f64] {
        &self.shares
    }

    /// Goes on by one generation; where nobody earns anything, all stay as they are.
    pub fn advance(&mut self) {
        if let Ok(next) = generation(&self.scores, &self.shares) {
            self.shares = next;
        }
    }
}

/// Is this generation of so many written? All up to 100, then every tenth up to 1000, every hundredth up to 10,000, ...; the last always.
pub fn is_written(generation: u32, last: u32) -> bool {
    let mut step = 1_u64;
    while u64::from(generation) > 100 * step {
        step *= 10;
    }
    generation == last || u64::from(generation).is_multiple_of(step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_stay_shares_whatever_the_payoffs() {
        let mut ecology = Ecology::new(vec![-10.0, 1.0, -1.0, 0.0], -10.0);
        for _ in 0..500 {
            ecology.advance();
            let shares = ecology.shares();
            assert!(
                shares.iter().all(|&x| (0.0..=1.0).contains(&x)) && (shares.iter().sum::<f64>() - 1.0).abs() < 1e-12
            );
        }
        // Chicken: both earn the same where -10 x + (1 - x) = -x, with x the share of those who never swerve.
        assert!((ecology.shares()[0] - 0.1).abs() < 1e-9, "{:?}", ecology.shares());
        let mut poor = Ecology::new(vec![0.0; 9], 0.0);
        poor.advance();
        assert_eq!(poor.shares(), [1.0 / 3.0; 3]);
    }

    #[test]
    fn later_generations_are_thinned_out() {
        let written: Vec<u32> = (0..=1234).filter(|&generation| is_written(generation, 1234)).collect();
        assert_eq!(written[..102], (0..=100).chain([110]).collect::<Vec<u32>>());
        assert_eq!(written[written.len() - 4..], [1000, 1100, 1200, 1234]);
    }
}
