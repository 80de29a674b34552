//! Nash equilibria of a two-by-two game between two different players.
//!
//! ```text
//! x gains from cooperating   g_x(q) = q (R_x - T_x) + (1 - q)(S_x - P_x)     q: probability that y cooperates
//! equilibrium (p, q):        p = 1 if g_x(q) > 0,  p = 0 if g_x(q) < 0,  and the same for y
//! mixed:                     q* = (P_x - S_x) / (R_x - S_x - T_x + P_x),  p* from the payoffs of y
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | R, S, T, P | each player's payoffs, own view | finite | [`Payoffs`] |
//! | p, q | probability that x, y cooperates | [0, 1] | [`Equilibria::list`] |
//!
//! Source: Nash (1951), Ann. Math. 54:286; any textbook. Where a player is indifferent between its actions against a
//! pure one (R = T or S = P) equilibria may form whole segments: the list then holds their ends.
//!
//! ```
//! use comity::exact::nash::equilibria;
//! use comity::game::Payoffs;
//! let stag = Payoffs::new(5.0, 0.0, 3.0, 2.0);
//! assert_eq!(equilibria(&stag, &stag).list, [(1.0, 1.0), (0.5, 0.5), (0.0, 0.0)]);
//! ```

use super::weak_selection::balance;
use crate::game::Payoffs;

/// The Nash equilibria of a game.
#[derive(Debug, Clone, PartialEq)]
pub struct Equilibria {
    /// Probabilities to cooperate (of x, of y), from the most to the least cooperative x.
    pub list: Vec<(f64, f64)>,
    /// May there be segments of equilibria, of which the list holds the ends?
    pub degenerate: bool,
}

/// All Nash equilibria of the game in which x and y have these payoffs, each from its own view.
pub fn equilibria(x: &Payoffs, y: &Payoffs) -> Equilibria {
    let mut list = Vec::new();
    for (p, y_gains) in candidates(y) {
        for (q, x_gains) in candidates(x) {
            if best(p, x_gains) && best(q, y_gains) {
                list.push((p, q));
            }
        }
    }
    let indifferent = |game: &Payoffs| game.reward() == game.temptation() || game.sucker() == game.punishment();
    Equilibria { list, degenerate: indifferent(x) || indifferent(y) }
}

/// Probabilities with which the other may cooperate, and what cooperating then gains: 1, the one that makes
/// indifferent, 0.
fn candidates(game: &Payoffs) -> Vec<(f64, f64)> {
    let [r, s, t, p] = game.0;
    let mixed = balance(game).map(|q| (q, 0.0));
    std::iter::once((1.0, r - t)).chain(mixed).chain([(0.0, s - p)]).collect()
}

/// Is cooperating with probability `p` a best reply where cooperating gains so much?
fn best(p: f64, gain: f64) -> bool {
    (p == 1.0 || gain <= 0.0) && (p == 0.0 || gain >= 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// x is indifferent whatever y does; y wants to match: every p is an end of a segment at which y's reply is right.
    #[test]
    fn segments_are_given_by_their_ends() {
        let (flat, match_me) = (Payoffs::new(1.0, 1.0, 1.0, 1.0), Payoffs::new(1.0, 0.0, 0.0, 1.0));
        let found = equilibria(&flat, &match_me);
        assert!(found.degenerate);
        assert_eq!(found.list, [(1.0, 1.0), (0.5, 1.0), (0.5, 0.0), (0.0, 0.0)]);
    }

    #[test]
    fn matching_pennies_has_the_mixed_one_alone() {
        let found = equilibria(&Payoffs::new(1.0, -1.0, -1.0, 1.0), &Payoffs::new(-1.0, 1.0, 1.0, -1.0));
        assert_eq!((found.list, found.degenerate), (vec![(0.5, 0.5)], false));
    }
}
