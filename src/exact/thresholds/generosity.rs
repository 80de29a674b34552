//! How often a reciprocator may forgive before it is exploited.
//!
//! ```text
//! g_max = min( 1 - (T - R)/(R - S),  (R - P)/(T - P) )
//! ```
//!
//! | symbol | meaning | range | argument |
//! |---|---|---|---|
//! | g_max | largest probability to cooperate after the partner's defection, opening and otherwise as tit-for-tat | [0, 1] | |
//! | R, S, T, P | payoffs of a prisoner's dilemma | T > R > P > S | `payoffs` |
//!
//! Source: Molander (1985), J. Conflict Resolution 29:611; Nowak & Sigmund (1992), Nature 355:250. For rare slips and no discounting:
//! the first bound keeps off one who defects after every peace, the second one who always defects.
//!
//! ```
//! use comity::exact::thresholds::most_generous;
//! use comity::game::Preset;
//! let third = most_generous(&Preset::PrisonersDilemma.payoffs());
//! assert!((third.unwrap() - 1.0 / 3.0).abs() < 1e-15); // min(1 - 2/3, 2/4)
//! ```

use crate::game::Payoffs;

/// The maximal generosity; `None` if the game is no prisoner's dilemma, or not even tit-for-tat resists (R below the mean of T and S).
pub fn most_generous(payoffs: &Payoffs) -> Option<f64> {
    let [r, s, t, p] = payoffs.0;
    let generosity = (1.0 - (t - r) / (r - s)).min((r - p) / (t - p));
    (t > r && r > p && p > s && generosity >= 0.0).then_some(generosity)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_dilemma_that_rewards_turns_less_than_peace_has_one() {
        assert_eq!(most_generous(&Payoffs::new(2.0, -1.0, 3.0, 0.0)), Some(2.0 / 3.0));
        assert_eq!(most_generous(&Payoffs::new(3.0, 0.0, 7.0, 1.0)), None, "taking turns pays 3.5");
        assert_eq!(most_generous(&Payoffs::new(5.0, 0.0, 3.0, 2.0)), None, "a stag hunt");
    }
}
