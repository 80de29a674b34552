//! How likely the next round must be for cooperation to resist.
//!
//! ```text
//! grim                 delta >= (T - R)/(T - P)
//! tit-for-tat          delta >= max( (T - R)/(T - P), (T - R)/(R - S) )
//! win-stay-lose-shift  delta >= (T - R)/(R - P)
//! a mutant             u(resident, resident) >= u(mutant, resident)   from delta on up to 1
//! any strategy         u(resident, resident) >= max over all replies
//! ```
//!
//! | symbol | meaning | range | argument |
//! |---|---|---|---|
//! | delta | probability that another round follows (or the patience of both) | [0, 1) | result |
//! | R, S, T, P | payoffs of the side that might deviate | any | `payoffs` |
//! | u(x, y) | discounted payoff per round of x against y | payoff | |
//!
//! Source: Friedman (1971), Rev. Econ. Studies 38:1 (grim); Axelrod (1981), Am. Political Science Rev. 75:306
//! (tit-for-tat); Kraines & Kraines (1989), Theory & Decision 26:47, and Nowak & Sigmund (1993), Nature 364:56
//! (win-stay-lose-shift). The closed forms are written for a prisoner's dilemma; here they are the exact answer for any
//! payoffs, by the best of all deviations: against a trigger one then takes max(P, S), and where nothing tempts, the
//! threshold is 0. A pair with two games needs both sides' thresholds, so the larger ([`Critical`]).
//!
//! Assumed: a threshold is the least delta from which on, up to 1, the resident does at least as well; below it
//! there may be islands where it does so too. It is sought on 400 equal steps below 1 - 1e-6 and then halved down to
//! 1e-12; what would hold only nearer to 1 counts as never.
//!
//! ```
//! use comity::exact::thresholds::{Critical, grim, tit_for_tat, win_stay_lose_shift};
//! use comity::game::{Payoffs, Preset};
//! let axelrod = Preset::PrisonersDilemma.payoffs();
//! assert_eq!(grim(&axelrod), Some(0.5));
//! assert_eq!(tit_for_tat(&axelrod), Some(2.0 / 3.0));
//! assert_eq!(win_stay_lose_shift(&axelrod), None); // 2/2 = 1: never
//! // A strong side with more to gain from an attack sets the pace.
//! let both = Critical::of(grim, [&Payoffs::new(3.0, 0.0, 9.0, 1.0), &axelrod]);
//! assert_eq!((both.sides, both.pair()), ([Some(0.75), Some(0.5)], Some(0.75)));
//! ```

use super::best_reply::best_reply;
use crate::exact::pairs::{Horizon, Noise, PairError, play};
use crate::game::Payoffs;
use crate::strategy::Automaton;

/// The highest continuation probability looked at, in how many steps, and how finely the threshold is found.
const TOP: f64 = 1.0 - 1e-6;
const STEPS: u32 = 400;
const FINE: f64 = 1e-12;

/// A disadvantage smaller than this, relative to the payoffs, is rounding.
const SLACK: f64 = 1e-11;

/// Thresholds of the two sides of a pair.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Critical {
    /// Continuation probability from which on the first and the second side have no reason to deviate; `None` where
    /// never.
    pub sides: [Option<f64>; 2],
}

impl Critical {
    /// A threshold at both sides' payoffs.
    pub fn of(threshold: impl Fn(&Payoffs) -> Option<f64>, sides: [&Payoffs; 2]) -> Self {
        Self { sides: sides.map(threshold) }
    }

    /// The pair's threshold: the larger; `None` if either side never holds.
    pub fn pair(&self) -> Option<f64> {
        let [first, second] = self.sides;
        Some(first?.max(second?))
    }
}

/// The least delta in [0, 1) from which on a straight line from `at_zero` to `at_one` is not negative.
fn line(at_zero: f64, at_one: f64) -> Option<f64> {
    match (at_zero >= 0.0, at_one >= 0.0) {
        (true, true) => Some(0.0),
        (false, true) if at_one > 0.0 => Some(at_zero / (at_zero - at_one)),
        _ => None,
    }
}

/// From which continuation probability on nobody does better against grim than grim; `None` where never.
pub fn grim(payoffs: &Payoffs) -> Option<f64> {
    let [r, s, t, p] = payoffs.0;
    line(r - t, r - p.max(s))
}

/// From which continuation probability on nobody does better against tit-for-tat than tit-for-tat; `None` where never.
pub fn tit_for_tat(payoffs: &Payoffs) -> Option<f64> {
    let [r, s, t, p] = payoffs.0;
    // Defecting for ever, and taking turns: (T + delta S)/(1 + delta) against R.
    Some(line(r - t, r - p)?.max(line(r - t, 2.0 * r - t - s)?))
}

/// From which continuation probability on nobody does better against win-stay-lose-shift than itself; `None` where
/// never.
pub fn win_stay_lose_shift(payoffs: &Payoffs) -> Option<f64> {
    let [r, s, t, p] = payoffs.0;
    // Defecting for ever brings T and P in turn; cooperating once it defects keeps it defecting.
    Some(line(r - t, 2.0 * r - t - p)?.max(line(r - t, r - s)?))
}

/// From which continuation probability on a mutant earns no more against a resident than the resident itself; `None`
/// where never.
///
/// `payoffs` and the first side's reading errors are those of the mutant, and of the resident whose place it takes.
///
/// # Errors
/// As [`play`].
pub fn critical_against(
    resident: &Automaton,
    mutant: &Automaton,
    noise: &Noise,
    payoffs: &Payoffs,
) -> Result<Option<f64>, PairError> {
    threshold(payoffs, |continuation| {
        let earned = |own: &Automaton| -> Result<f64, PairError> {
            Ok(play(own, resident, noise, Horizon::Discounted(continuation))?.payoffs(payoffs, payoffs)[0])
        };
        Ok(earned(resident)? - earned(mutant)?)
    })
}

/// From which continuation probability on no strategy whatever earns more against a resident than the resident itself;
/// `None` where never. There are slips but no reading errors (see [`best_reply`]).
///
/// # Errors
/// As [`best_reply`].
pub fn critical_against_all(resident: &Automaton, slip: f64, payoffs: &Payoffs) -> Result<Option<f64>, PairError> {
    threshold(payoffs, |continuation| {
        let own = play(resident, resident, &Noise::slips(slip), Horizon::Discounted(continuation))?;
        Ok(own.payoffs(payoffs, payoffs)[0] - best_reply(resident, slip, payoffs, continuation)?.payoffs[0])
    })
}

/// The least delta from which on, up to 1, an advantage is not negative.
fn threshold(payoffs: &Payoffs, advantage: impl Fn(f64) -> Result<f64, PairError>) -> Result<Option<f64>, PairError> {
    let scale = payoffs.0.iter().fold(0.0_f64, |largest, payoff| largest.max(payoff.abs()));
    let holds = |continuation| Ok::<bool, PairError>(advantage(continuation)? >= -SLACK * scale);
    if !holds(TOP)? {
        return Ok(None);
    }
    let mut above = TOP;
    for step in (0..STEPS).rev() {
        let mut below = f64::from(step) / f64::from(STEPS);
        if holds(below)? {
            above = below;
            continue;
        }
        while above - below > FINE {
            let middle = below + (above - below) / 2.0;
            if holds(middle)? {
                above = middle;
            } else {
                below = middle;
            }
        }
        break;
    }
    Ok(Some(above))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::{Entry, catalogue};

    fn automaton(name: &str) -> Automaton {
        catalogue::find(name).and_then(Entry::automaton).unwrap()
    }

    fn agree(found: Option<f64>, expected: Option<f64>) -> bool {
        match (found, expected) {
            (Some(found), Some(expected)) => (found - expected).abs() < 1e-9,
            (found, expected) => found == expected,
        }
    }

    /// The closed forms are what dynamic programming finds, in every kind of game.
    #[test]
    fn closed_forms_agree_with_dynamic_programming() {
        let (trigger, reciprocator, pavlov) =
            (automaton("grim-trigger"), automaton("tit-for-tat"), automaton("win-stay-lose-shift"));
        let games = [
            [3.0, 0.0, 5.0, 1.0],
            [10.0, 1.0, 14.0, 3.0],
            [3.0, 1.0, 5.0, 0.0],
            [5.0, 0.0, 3.0, 2.0],
            [4.0, 2.0, 3.0, 1.0],
            [1.0, 0.0, 3.0, 2.0],
            [3.0, -9.0, 8.0, 2.0],
            [3.0, 2.5, 3.2, -4.0],
            [2.0, 2.9, 3.0, 0.0],
            [2.0, 0.0, 1.0, 3.0],
        ];
        for game in games {
            let payoffs = Payoffs(game);
            for (name, resident, closed) in [
                ("grim", &trigger, grim(&payoffs)),
                ("tit-for-tat", &reciprocator, tit_for_tat(&payoffs)),
                ("win-stay-lose-shift", &pavlov, win_stay_lose_shift(&payoffs)),
            ] {
                let found = critical_against_all(resident, 0.0, &payoffs).unwrap();
                assert!(agree(found, closed), "{name} {game:?}: closed form {closed:?}, found {found:?}");
            }
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

        /// The same for any game with whole payoffs, ties included.
        #[test]
        fn closed_forms_hold_in_any_game(game in proptest::array::uniform4(-6_i32..=6)) {
            let payoffs = Payoffs(game.map(f64::from));
            for (name, closed) in [
                ("grim-trigger", grim(&payoffs)),
                ("tit-for-tat", tit_for_tat(&payoffs)),
                ("win-stay-lose-shift", win_stay_lose_shift(&payoffs)),
            ] {
                let found = critical_against_all(&automaton(name), 0.0, &payoffs).unwrap();
                proptest::prop_assert!(agree(found, closed), "{} {:?}: {:?}, {:?}", name, game, closed, found);
            }
        }
    }

    /// Neutral mutants are resisted from 0 on; a defector is never resisted by a cooperator.
    #[test]
    fn neutral_mutants_and_hopeless_residents() {
        let payoffs = Payoffs::new(3.0, 0.0, 5.0, 1.0);
        let of = |resident: &str, mutant: &str| {
            critical_against(&automaton(resident), &automaton(mutant), &Noise::default(), &payoffs).unwrap()
        };
        assert_eq!(of("tit-for-tat", "always-cooperate"), Some(0.0));
        assert_eq!(of("always-cooperate", "always-defect"), None);
        assert_eq!(of("always-defect", "tit-for-tat"), Some(0.0));
    }

    /// Against always-defect grim holds from (T - R)/(T - P), also under slips only a little later.
    #[test]
    fn slips_raise_the_threshold() {
        let payoffs = Payoffs::new(3.0, 0.0, 5.0, 1.0);
        let (grim, defector) = (automaton("grim-trigger"), automaton("always-defect"));
        let at = |slip| critical_against(&grim, &defector, &Noise::slips(slip), &payoffs).unwrap().unwrap();
        assert!((at(0.0) - 0.5).abs() < 1e-9);
        assert!(at(0.01) > 0.5 && at(0.01) < 0.55 && at(0.05) > at(0.01));
    }
}
