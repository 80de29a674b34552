//! Axelrod's second tournament (1980), J. Conflict Resolution 24:379: entries that are automata.
//!
//! Tit-for-two-tats (Maynard Smith) and go-by-majority (Grisell) stand in other families. Most others count without
//! bound, compare scores or test for randomness, and are out of reach of a finite automaton.

use super::entry::{Body, Entry};
use crate::strategy::Automaton;

/// Tester: (a defection was read; rounds played, up to 3; own last action and the last move read, as executed and
/// read).
fn tester() -> Automaton {
    Automaton::unfold(
        (false, 0_u8, false, false),
        |&(apologised, round, own, kind)| {
            let cooperates = match (apologised, round) {
                (_, 0) => false,
                (true, _) => kind,
                (false, 1 | 2) => true,
                (false, _) => !own,
            };
            f64::from(u8::from(cooperates))
        },
        |&(apologised, round, _, _), own, read| {
            let round = (round + 1).min(3);
            // The first defection read is answered with an apology, as if it had been a cooperation.
            let kind = read.cooperates() || !apologised;
            (apologised || !read.cooperates(), round, own.cooperates(), kind)
        },
    )
    .minimal()
}

/// Grofman's second: (rounds played, up to 7; own last action; the last eight moves read).
fn grofman_2() -> Automaton {
    Automaton::unfold(
        (0_u8, true, String::new()),
        |(round, own, read)| {
            let before = &read[..read.len().saturating_sub(1)];
            let defections = before.matches('D').count();
            let cooperates = match round {
                0 | 1 => true,
                2..7 => read.ends_with('C'),
                _ => defections <= if *own { 2 } else { 1 },
            };
            f64::from(u8::from(cooperates))
        },
        |(round, _, read), own, partner| {
            let kept = &read[read.len().saturating_sub(7)..];
            let read = format!("{kept}{}", if partner.cooperates() { 'C' } else { 'D' });
            ((round + 1).min(7), own.cooperates(), read)
        },
    )
    .minimal()
}

/// Entries of the second tournament.
pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "tester",
        aliases: &["second-by-tester"],
        about: "Opens D, C, C and goes on alternating; the first defection read makes it apologise once and play tit-for-tat.",
        source: "Gladstein, in Axelrod 1980, J. Conflict Resolution 24:379",
        body: Body::Built(tester),
    },
    Entry {
        name: "grofman-2",
        aliases: &["second-by-grofman"],
        about: "Tit-for-tat for seven rounds, then by the defections among the last eight moves but the latest: up to two, up to one \
                after an own defection.",
        source: "Grofman, in Axelrod 1980, J. Conflict Resolution 24:379 (as in Axelrod-Python)",
        body: Body::Built(grofman_2),
    },
    Entry {
        name: "colbert",
        aliases: &["second-by-colbert"],
        about: "Cooperates eight rounds but for a defection in the sixth; then answers a defection with D, D, C, C, deaf meanwhile.",
        source: "Colbert, in Axelrod 1980, J. Conflict Resolution 24:379",
        body: Body::Nodes(&[
            (1.0, [1, 1, 1, 1]),
            (1.0, [2, 2, 2, 2]),
            (1.0, [3, 3, 3, 3]),
            (1.0, [4, 4, 4, 4]),
            (1.0, [5, 5, 5, 5]),
            (0.0, [6, 6, 6, 6]),
            (1.0, [7, 7, 7, 7]),
            (1.0, [7, 8, 7, 8]),
            (0.0, [9, 9, 9, 9]),
            (0.0, [10, 10, 10, 10]),
            (1.0, [11, 11, 11, 11]),
            (1.0, [7, 8, 7, 8]),
        ]),
    },
    Entry {
        name: "black",
        aliases: &["second-by-black"],
        about: "Cooperates five rounds, then with probability 1 - (d^2 - 1)/25, d the defections among the last five moves read.",
        source: "Black, in Axelrod 1980, J. Conflict Resolution 24:379",
        body: Body::Built(|| {
            Automaton::watching(5, |read| match read.matches('D').count() {
                _ if read.len() < 5 => 1.0,
                0 | 1 => 1.0,
                d => 1.0 - ((d * d - 1) as f64) / 25.0,
            })
        }),
    },
    Entry {
        name: "leyvraz",
        aliases: &["second-by-leyvraz"],
        about: "Looks at the last three moves read: 1/4 after D, D; cooperates if the oldest was D; defects if the middle was; 1/2 after a lone D.",
        source: "Leyvraz, in Axelrod 1980, J. Conflict Resolution 24:379",
        body: Body::Built(|| {
            Automaton::watching(3, |read| match format!("{read:C>3}").as_str() {
                "CDD" | "DDD" => 0.25,
                "CDC" => 0.0,
                "CCD" => 0.5,
                _ => 1.0,
            })
        }),
    },
];

/// The partner's moves and its own, worked out from the description.
#[cfg(test)]
pub(super) const PLAYS: super::entry::Plays = &[
    ("tester", "CCCCDDCD", "DCCDCCDC"),
    ("tester", "DCCD", "DCCC"),
    ("grofman-2", "CDCDDCCDDDCCC", "CCDCDDCDDDDDD"),
    ("colbert", "CCCCCCCCDCCCDD", "CCCCCDCCCDDCCD"),
];
