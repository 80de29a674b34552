//! Everyone against everyone: the table of expected payoffs of any number of strategies, each against each and itself.
//!
//! ```text
//! A_ij = expected payoff per round of strategy i against strategy j        C_ij = share of rounds in which i cooperates
//! game of i and j in a population:  R = A_ii,  S = A_ij,  T = A_ji,  P = A_jj
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | A_ij | payoff of i against j | payoff | [`RoundRobin::payoffs`] |
//! | C_ij | cooperation of i with j | [0, 1] | [`RoundRobin::cooperation`] |
//!
//! Source: Axelrod (1984), "The Evolution of Cooperation", ch. 2, with expected payoffs in place of played ones; as the
//! game of a population Imhof, Fudenberg & Nowak (2005), PNAS 102:10797. Both sides have the same game and the same noise.
//!
//! ```
//! use comity::exact::pairs::{Horizon, Noise};
//! use comity::exact::round_robin::RoundRobin;
//! use comity::game::Preset;
//! use comity::strategy::Automaton;
//! let (tit_for_tat, defector) =
//!     (Automaton::memory_one(1.0, [1.0, 0.0, 1.0, 0.0]), Automaton::memory_one(0.0, [0.0; 4]));
//! let game = Preset::PrisonersDilemma.payoffs();
//! // Ten rounds: 30 together, 9 against a defector who takes 5 + 9, and 10 among defectors.
//! let table = RoundRobin::of(&[tit_for_tat, defector], &Noise::default(), Horizon::Rounds(10), &game)?;
//! for (found, sum) in table.between(0, 1).0.iter().zip([30.0, 9.0, 14.0, 10.0]) {
//!     assert!((found - sum / 10.0).abs() < 1e-14);
//! }
//! # Ok::<(), comity::exact::pairs::PairError>(())
//! ```

use super::pairs::{Horizon, Noise, PairError, play};
use super::well_mixed::mean_payoffs;
use crate::game::Payoffs;
use crate::strategy::Automaton;

/// Expected play of every strategy against every other and itself.
#[derive(Debug, Clone, PartialEq)]
pub struct RoundRobin {
    /// Payoff per round, by own strategy and the other's.
    pub payoffs: Vec<Vec<f64>>,
    /// Share of rounds in which one cooperates, by own strategy and the other's.
    pub cooperation: Vec<Vec<f64>>,
}

impl RoundRobin {
    /// All pairs of the automata; every side has the first side's reading errors of `noise`.
    ///
    /// # Errors
    /// As [`play`].
    pub fn of(automata: &[Automaton], noise: &Noise, horizon: Horizon, game: &Payoffs) -> Result<Self, PairError> {
        let noise = Noise { slip: noise.slip, errors: [noise.errors[0]; 2] };
        let empty = vec![vec![0.0; automata.len()]; automata.len()];
        let mut table = Self { payoffs: empty.clone(), cooperation: empty };
        for (i, first) in automata.iter().enumerate() {
            for (j, second) in automata.iter().enumerate().skip(i) {
                let found = play(first, second, &noise, horizon)?;
                [table.payoffs[i][j], table.payoffs[j][i]] = found.payoffs(game, game);
                [table.cooperation[i][j], table.cooperation[j][i]] = found.cooperation();
            }
        }
        Ok(table)
    }

    /// The game that two of the strategies play with each other: A against A, A against B, B against A, B against B.
    pub fn between(&self, a: usize, b: usize) -> Payoffs {
        Payoffs::new(self.payoffs[a][a], self.payoffs[a][b], self.payoffs[b][a], self.payoffs[b][b])
    }

    /// Mean payoff of an `own` where `k` of `n` are `own` and the rest `other`, as
    /// [`log_fixations`](super::small_mutation::log_fixations) asks for it.
    pub fn mean_payoff(&self, own: usize, other: usize, k: usize, n: usize) -> f64 {
        mean_payoffs(&self.between(own, other), n, k).0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One round of a cooperator and a defector: both orders of a pair agree.
    #[test]
    fn each_side_has_its_own_place() {
        let (cooperator, defector) = (Automaton::memory_one(1.0, [1.0; 4]), Automaton::memory_one(0.0, [0.0; 4]));
        let game = Payoffs::new(3.0, 0.0, 5.0, 1.0);
        let of = |list: &[Automaton]| RoundRobin::of(list, &Noise::default(), Horizon::Rounds(1), &game).unwrap();
        let table = of(&[cooperator.clone(), defector.clone()]);
        assert_eq!(table.payoffs, [[3.0, 0.0], [5.0, 1.0]]);
        assert_eq!(table.cooperation, [[1.0, 1.0], [0.0, 0.0]]);
        assert_eq!(table.between(1, 0), of(&[defector, cooperator]).between(0, 1));
        // Two of four cooperate: (3 + 2 x 0)/3.
        assert_eq!(table.mean_payoff(0, 1, 2, 4), 1.0);
    }
}
