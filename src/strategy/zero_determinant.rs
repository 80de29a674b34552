//! Zero-determinant strategies: memory-one strategies that alone enforce a line between both payoffs.
//!
//! ```text
//! p - (1, 1, 0, 0) = alpha S_X + beta S_Y + gamma                    implies   alpha s_X + beta s_Y + gamma = 0
//! extortion   p - (1, 1, 0, 0) = phi [(S_X - P) - chi (S_Y - P)]     s_X - P = chi (s_Y - P)
//! generous    p - (1, 1, 0, 0) = phi [(S_X - R) - chi (S_Y - R)]     s_X - R = chi (s_Y - R)
//! equaliser   alpha = 0                                              s_Y = [(1 - p_CC) P + p_DD R] / (1 - p_CC + p_DD)
//! ```
//!
//! | symbol | meaning | range | argument |
//! |---|---|---|---|
//! | p | probability to cooperate after CC, CD, DC, DD | [0, 1] | `after` |
//! | S_X, S_Y | own and the partner's payoffs at CC, CD, DC, DD (own action first) | any | `own`, `partner` |
//! | s_X, s_Y | payoffs per round in the long run | | |
//! | chi | how many times the partner's surplus (extortion) or shortfall (generous) is one's own | >= 1 | `chi` |
//! | phi | how strongly it reacts | > 0 | `phi` |
//!
//! Source: Press & Dyson (2012), PNAS 109:10409, eqs 7 (relation), 8 (equaliser) and 12 (extortion); Stewart & Plotkin (2012), PNAS 109:10134, and
//! (2013), PNAS 110:15348 (generous). The relation holds against every partner and any opening, noise-free or, with p as executed, under slips;
//! reading errors break it. Assumed: constructors are for one game, the same for both sides, as in the sources.
//!
//! ```
//! use comity::game::Preset;
//! use comity::strategy::zero_determinant::{extortion, generous};
//! let game = Preset::PrisonersDilemma.payoffs();
//! let near = |p: [f64; 4], q: [f64; 4]| p.iter().zip(q).all(|(p, q)| (p - q).abs() < 1e-15);
//! // EXTORT-2 and ZDGTFT-2 of Stewart & Plotkin; Press & Dyson's example with chi = 3
//! assert!(near(extortion(&game, 2.0, 1.0 / 18.0)?, [8.0 / 9.0, 0.5, 1.0 / 3.0, 0.0]));
//! assert!(near(extortion(&game, 3.0, 1.0 / 26.0)?, [11.0 / 13.0, 0.5, 7.0 / 26.0, 0.0]));
//! assert!(near(generous(&game, 2.0, 1.0 / 8.0)?, [1.0, 1.0 / 8.0, 1.0, 1.0 / 4.0]));
//! # Ok::<(), comity::strategy::zero_determinant::NoSuchStrategy>(())
//! ```

use crate::game::Payoffs;

/// What the vector of a zero-determinant strategy starts from: repeating one's own last action.
const REPEAT: [f64; 4] = [1.0, 1.0, 0.0, 0.0];

/// After which outcome a probability stands, for messages.
const AFTER: [&str; 4] = ["CC", "CD", "DC", "DD"];

/// How far a probability may leave [0, 1] by rounding, and a relation may miss its vector.
const SLACK: f64 = 1e-12;

/// How far the vector of a relation may be rounded.
const VECTOR_SLACK: f64 = 1e-9;

/// The relation cannot be enforced so: a probability would leave [0, 1].
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("expected a probability to cooperate after {after} in [0, 1], found {found}; a smaller phi may do")]
pub struct NoSuchStrategy {
    /// After which outcome.
    pub after: &'static str,
    /// The probability that would be needed.
    pub found: f64,
}

/// alpha s_X + beta s_Y + gamma = 0: the line between own and the partner's payoff per round.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Relation {
    /// Weight of one's own payoff.
    pub alpha: f64,
    /// Weight of the partner's payoff.
    pub beta: f64,
    /// The constant (in the weights' unit times payoff).
    pub gamma: f64,
}

impl Relation {
    /// How far two payoffs are from the line: alpha s_X + beta s_Y + gamma.
    pub fn gap(&self, own: f64, partner: f64) -> f64 {
        self.alpha * own + self.beta * partner + self.gamma
    }

    /// The line that a memory-one vector enforces (`after`: probabilities to cooperate after CC, CD, DC, DD, as executed), if it enforces one.
    /// `own` are one's own payoffs and `partner` the partner's, each from its own view. Vectors rounded to 1e-9 are recognised.
    ///
    /// ```
    /// use comity::game::Preset;
    /// use comity::strategy::zero_determinant::Relation;
    /// let game = Preset::PrisonersDilemma.payoffs();
    /// // tit-for-tat is zero-determinant: s_X = s_Y
    /// let fair = Relation::of([1.0, 0.0, 1.0, 0.0], &game, &game).unwrap();
    /// assert!(fair.gap(2.3, 2.3).abs() < 1e-15 && fair.gap(2.3, 2.0).abs() > 0.01);
    /// assert_eq!(Relation::of([1.0, 0.0, 0.0, 1.0], &game, &game), None); // win-stay-lose-shift is not
    /// ```
    pub fn of(after: [f64; 4], own: &Payoffs, partner: &Payoffs) -> Option<Self> {
        let (x, y) = (own.0, seen_by_own(partner));
        let drift: [f64; 4] = std::array::from_fn(|at| after[at] - REPEAT[at]);
        // gamma leaves with the fourth equation; of the other three the pair that fixes alpha and beta best does so.
        let row = |at: usize| [x[at] - x[3], y[at] - y[3], drift[at] - drift[3]];
        let rows = [row(0), row(1), row(2)];
        let determinant = |(a, b): (usize, usize)| rows[a][0] * rows[b][1] - rows[a][1] * rows[b][0];
        let mut best = (0, 1);
        for pair in [(0, 2), (1, 2)] {
            if determinant(pair).abs() > determinant(best).abs() {
                best = pair;
            }
        }
        let ([a, b], d) = ([rows[best.0], rows[best.1]], determinant(best));
        if d == 0.0 {
            return None;
        }
        let alpha = (a[2] * b[1] - a[1] * b[2]) / d;
        let beta = (a[0] * b[2] - a[2] * b[0]) / d;
        let relation = Self { alpha, beta, gamma: drift[3] - alpha * x[3] - beta * y[3] };
        let misses = |at: usize| (relation.gap(x[at], y[at]) - drift[at]).abs() > VECTOR_SLACK;
        let says_nothing = alpha.abs() <= VECTOR_SLACK && beta.abs() <= VECTOR_SLACK;
        (!says_nothing && !(0..4).any(misses)).then_some(relation)
    }
}

/// Extortion: own surplus over mutual defection is `chi` times the partner's. `phi` is above 0 and small enough; in a prisoner's
/// dilemma at most (P - S)/((P - S) + chi (T - P)) divided by P - S.
///
/// # Errors
/// [`NoSuchStrategy`] if a probability would leave [0, 1].
pub fn extortion(game: &Payoffs, chi: f64, phi: f64) -> Result<[f64; 4], NoSuchStrategy> {
    around(game, game.punishment(), chi, phi)
}

/// Generous: own shortfall from mutual cooperation is `chi` times the partner's.
///
/// # Errors
/// [`NoSuchStrategy`] if a probability would leave [0, 1].
pub fn generous(game: &Payoffs, chi: f64, phi: f64) -> Result<[f64; 4], NoSuchStrategy> {
    around(game, game.reward(), chi, phi)
}

/// The line s_X - baseline = chi (s_Y - baseline).
fn around(game: &Payoffs, baseline: f64, chi: f64, phi: f64) -> Result<[f64; 4], NoSuchStrategy> {
    let (x, y) = (game.0, seen_by_own(game));
    probabilities(|at| REPEAT[at] + phi * ((x[at] - baseline) - chi * (y[at] - baseline)))
}

/// Equaliser: fixes the partner's payoff at [(1 - cc) P + dd R] / (1 - cc + dd), whatever the partner does, given the probabilities to
/// cooperate after CC and DD.
///
/// ```
/// use comity::game::Preset;
/// use comity::strategy::zero_determinant::{Relation, equaliser};
/// let game = Preset::PrisonersDilemma.payoffs();
/// // cc 2/3, dd 1/3 hold the partner at (1/3 + 3/3)/(2/3) = 2
/// let p = equaliser(&game, 2.0 / 3.0, 1.0 / 3.0)?;
/// let line = Relation::of(p, &game, &game).unwrap();
/// assert!(line.alpha.abs() < 1e-15 && (-line.gamma / line.beta - 2.0).abs() < 1e-14);
/// # Ok::<(), comity::strategy::zero_determinant::NoSuchStrategy>(())
/// ```
///
/// # Errors
/// [`NoSuchStrategy`] if a probability would leave [0, 1].
pub fn equaliser(game: &Payoffs, cc: f64, dd: f64) -> Result<[f64; 4], NoSuchStrategy> {
    let [r, s, t, p] = game.0;
    let cd = (cc * (t - p) - (1.0 + dd) * (t - r)) / (r - p);
    let dc = ((1.0 - cc) * (p - s) + dd * (r - s)) / (r - p);
    probabilities(|at| [cc, cd, dc, dd][at])
}

/// The partner's payoffs in the order of one's own outcomes.
fn seen_by_own(partner: &Payoffs) -> [f64; 4] {
    let [r, s, t, p] = partner.0;
    [r, t, s, p]
}

fn probabilities(of: impl Fn(usize) -> f64) -> Result<[f64; 4], NoSuchStrategy> {
    let mut after = [0.0; 4];
    for (at, probability) in after.iter_mut().enumerate() {
        let found = of(at);
        if !(-SLACK..=1.0 + SLACK).contains(&found) {
            return Err(NoSuchStrategy { after: AFTER[at], found });
        }
        *probability = found.clamp(0.0, 1.0);
    }
    Ok(after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::Preset;

    const GAME: Payoffs = Payoffs::new(3.0, 0.0, 5.0, 1.0);

    #[test]
    fn constructors_and_relations_are_inverse() {
        for chi in [1.0, 2.0, 7.5] {
            let extort = extortion(&GAME, chi, 0.02).unwrap();
            let line = Relation::of(extort, &GAME, &GAME).unwrap();
            assert!((line.alpha - 0.02).abs() < 1e-14 && (line.beta + 0.02 * chi).abs() < 1e-14);
            assert!(line.gap(1.0, 1.0).abs() < 1e-14 && line.gap(1.0 + chi, 2.0).abs() < 1e-14);
            let give = Relation::of(generous(&GAME, chi, 0.02).unwrap(), &GAME, &GAME).unwrap();
            assert!(give.gap(3.0, 3.0).abs() < 1e-14 && give.gap(3.0 - chi, 2.0).abs() < 1e-13);
        }
    }

    #[test]
    fn a_reaction_that_is_too_strong_is_refused() {
        // After CD: 1 - phi (1 + 2 x 4) must not be below 0.
        assert!(extortion(&GAME, 2.0, 1.0 / 9.0).is_ok());
        let error = extortion(&GAME, 2.0, 0.125).unwrap_err();
        assert_eq!(error, NoSuchStrategy { after: "CD", found: -0.125 });
    }

    /// Unequal games: what tit-for-tat enforces is a line only where S_X - T_X and S_Y - T_Y point the same way as R and P.
    #[test]
    fn relations_of_two_different_games() {
        let donation = Preset::Donation.payoffs();
        assert!(Relation::of([1.0, 0.0, 1.0, 0.0], &donation, &donation).is_some());
        let fair_in_other_units = Payoffs(donation.0.map(|payoff| 2.0 * payoff + 1.0));
        let line = Relation::of([1.0, 0.0, 1.0, 0.0], &donation, &fair_in_other_units).unwrap();
        assert!(line.gap(1.2, 2.0 * 1.2 + 1.0).abs() < 1e-14);
        // Repeating oneself says nothing of payoffs.
        assert_eq!(Relation::of(REPEAT, &GAME, &GAME), None);
    }
}
