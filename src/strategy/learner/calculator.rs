//! Calculator: joss for twenty rounds; if the partner's moves went in a cycle, defection for ever, else tit-for-tat.
//!
//! ```text
//! round 1: C;  rounds 2 to 20: P(C) = 0.9 after a read C, 0 after a read D
//! cycle: for some length 1 <= n <= 10, move k = move k - n for all k from n + 1 to 20
//! ```
//!
//! | symbol | meaning | range | mind |
//! |---|---|---|---|
//! | k | rounds played, up to 20 | 0..20 | 0 |
//! | moves | the partner's moves as read, one bit each, the first lowest | 0 to 2^20 - 1 | 1 |
//! | cycle | 1 once a cycle was found | 0, 1 | 2 |
//! | last | 1 if the last move read was a defection | 0, 1 | 3 |
//!
//! Source: PRISON (Beaufils, Delahaye & Mathieu 1998); a move string that never changes is a cycle of length 1, as in
//! Axelrod-Python. A learner only in that its memory is more than an automaton of the allowed size holds: it does not
//! look at its payoffs.
//!
//! ```
//! use comity::strategy::learner::calculator::goes_in_a_cycle;
//! assert!(goes_in_a_cycle(0)); // twenty cooperations
//! assert!(goes_in_a_cycle(0b1010_1010_1010_1010_1010));
//! assert!(!goes_in_a_cycle(1)); // one defection, then nineteen cooperations
//! ```

use super::mind::Mind;
use crate::game::Action;

/// Rounds before the verdict.
const ROUNDS: f64 = 20.0;

/// The mind before the first encounter.
pub const START: Mind = [0.0; 6];

/// Probability to cooperate.
#[inline]
pub fn cooperate(mind: &Mind) -> f64 {
    let [played, _, cycle, last, ..] = *mind;
    if cycle == 1.0 || last == 1.0 {
        0.0
    } else if played == 0.0 || played == ROUNDS {
        1.0
    } else {
        0.9
    }
}

/// Remembers one move read.
#[inline]
pub fn learn(mind: &mut Mind, read: Action) {
    mind[3] = f64::from(read as u8);
    if mind[0] < ROUNDS {
        let moves = mind[1] as u32 | (read as u32) << (mind[0] as u32);
        mind[1] = f64::from(moves);
        mind[0] += 1.0;
        if mind[0] == ROUNDS {
            mind[2] = f64::from(u8::from(goes_in_a_cycle(moves)));
        }
    }
}

/// Do twenty moves, one bit each, repeat their first 1 to 10?
pub fn goes_in_a_cycle(moves: u32) -> bool {
    (1..=10).any(|length| (moves ^ (moves >> length)) & ((1 << (20 - length)) - 1) == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::Action::{Cooperate, Defect};

    fn after(moves: &str) -> Mind {
        let mut mind = START;
        for letter in moves.chars() {
            learn(&mut mind, Action::cooperate_if(letter == 'C'));
        }
        mind
    }

    #[test]
    fn joss_then_a_verdict() {
        assert_eq!(cooperate(&START), 1.0);
        assert_eq!(cooperate(&after("C")), 0.9);
        assert_eq!(cooperate(&after("CD")), 0.0);
        let mut cyclic = after("CCDCCDCCDCCDCCDCCDCC");
        assert_eq!(cooperate(&cyclic), 0.0);
        learn(&mut cyclic, Cooperate);
        assert_eq!(cooperate(&cyclic), 0.0, "for ever");
        let mut free = after("CCDCCDCCDCCCCCDCCDCC");
        assert_eq!(cooperate(&free), 1.0);
        learn(&mut free, Defect);
        assert_eq!(cooperate(&free), 0.0);
    }
}
