//! Axelrod's first tournament (1980), J. Conflict Resolution 24:3: the entries that are automata.
//!
//! Tit-for-tat, Friedman (grim-trigger), random and Anonymous (a cooperation probability that stayed between 0.3 and
//! 0.7 and "appeared random", here random) stand in the other families. Out of reach of a finite automaton of at most
//! 4096 nodes that does not know when the match ends:
//!
//! | entry | why |
//! |---|---|
//! | Tideman & Chieruzzi | compares scores, counts rounds since a fresh start and rounds left, tests the count of defections |
//! | Stein & Rapoport | defects on the last two moves, runs a chi-squared test over the whole history every fifteen moves |
//! | Graaskamp | a chi-squared test over the whole history, and recognition of its own twin |
//! | Downing | estimates two conditional probabilities from the whole history and the payoffs |

use super::entry::{Body, Entry};
use crate::game::Action;
use crate::strategy::Automaton;

/// The longest retaliation of Shubik's rule.
const LONGEST: u8 = 80;

/// Shubik: (length of the last retaliation, defections still due).
fn shubik() -> Automaton {
    Automaton::unfold(
        (0_u8, 0_u8),
        |&(_, due)| if due > 0 { 0.0 } else { 1.0 },
        |&(length, due), own, read| match due {
            2.. => (length, due - 1),
            // A departure from mutual cooperation is a defection against own cooperation.
            _ if own.cooperates() && read == Action::Defect => {
                let length = (length + 1).min(LONGEST);
                (length, length)
            }
            _ => (length, 0),
        },
    )
}

/// Davis: (rounds played, up to 10; a defection was read).
fn davis() -> Automaton {
    Automaton::unfold(
        (0_u8, false),
        |&(round, read)| if round == 10 && read { 0.0 } else { 1.0 },
        |&(round, known), _, read| ((round + 1).min(10), known || !read.cooperates()),
    )
}

/// Feld: (rounds played, up to 200; the last move read was a cooperation).
fn feld() -> Automaton {
    Automaton::unfold(
        (0_u16, true),
        |&(round, kind)| if kind { 1.0 - 0.5 * f64::from(round) / 200.0 } else { 0.0 },
        |&(round, _), _, read| ((round + 1).min(200), read.cooperates()),
    )
}

/// Tullock: (rounds played, up to 11; the last ten moves read).
fn tullock() -> Automaton {
    Automaton::unfold(
        (0_u8, String::new()),
        |(round, read)| match round {
            11 => (read.matches('C').count() as f64 / 10.0 - 0.1).max(0.0),
            _ => 1.0,
        },
        |(round, read), _, partner| {
            let kept = &read[read.len().saturating_sub(9)..];
            ((round + 1).min(11), format!("{kept}{}", if partner.cooperates() { 'C' } else { 'D' }))
        },
    )
}

/// The sums at which Nydegger defects: the partner's defection counts 2, one's own 1, the rounds 16, 4 and 1 from the
/// oldest.
const NYDEGGER: [usize; 19] = [1, 6, 7, 17, 22, 23, 26, 29, 30, 31, 33, 38, 39, 45, 49, 54, 55, 58, 61];

fn nydegger() -> Automaton {
    Automaton::recalling(3, |own, read| {
        let defects = match (own, read) {
            (own, read) if own.len() == 3 => {
                let weigh =
                    |sum: usize, (a, b): (u8, u8)| 4 * sum + usize::from(a == b'D') + 2 * usize::from(b == b'D');
                NYDEGGER.contains(&own.bytes().zip(read.bytes()).fold(0, weigh))
            }
            ("CD", "DC") => true,
            (_, read) => read.ends_with('D'),
        };
        if defects { 0.0 } else { 1.0 }
    })
}

/// Entries of the first tournament.
pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "joss",
        aliases: &["first-by-joss", "hard-joss", "naive-prober", "burn-both-ends"],
        about: "Tit-for-tat that answers a cooperation with defection one time in ten; opens with cooperation.",
        source: "Joss, in Axelrod 1980, J. Conflict Resolution 24:3",
        body: Body::MemoryOne(1.0, [0.9, 0.0, 0.9, 0.0]),
    },
    Entry {
        name: "grofman",
        aliases: &["first-by-grofman"],
        about: "Cooperates, but with probability 2/7 after the two did different things.",
        source: "Grofman, in Axelrod 1980, J. Conflict Resolution 24:3",
        body: Body::MemoryOne(1.0, [1.0, 2.0 / 7.0, 2.0 / 7.0, 1.0]),
    },
    Entry {
        name: "shubik",
        aliases: &["first-by-shubik"],
        about: "Answers the n-th defection on its cooperation with n defections (n counted up to 80).",
        source: "Shubik, in Axelrod 1980, J. Conflict Resolution 24:3",
        body: Body::Built(shubik),
    },
    Entry {
        name: "davis",
        aliases: &["first-by-davis"],
        about: "Cooperates ten rounds, then plays grim-trigger, which remembers them all.",
        source: "Davis, in Axelrod 1980, J. Conflict Resolution 24:3",
        body: Body::Built(davis),
    },
    Entry {
        name: "feld",
        aliases: &["first-by-feld"],
        about: "Tit-for-tat whose cooperation after cooperation falls evenly from 1 to 1/2 over 200 rounds.",
        source: "Feld, in Axelrod 1980, J. Conflict Resolution 24:3 (even fall as in Axelrod-Python)",
        body: Body::Built(feld),
    },
    Entry {
        name: "tullock",
        aliases: &["first-by-tullock"],
        about: "Cooperates eleven rounds, then with a probability 1/10 below the partner's share over the last ten.",
        source: "Tullock, in Axelrod 1980, J. Conflict Resolution 24:3",
        body: Body::Built(tullock),
    },
    Entry {
        name: "nydegger",
        aliases: &["first-by-nydegger"],
        about: "Tit-for-tat for three rounds, then by a table of the last three outcomes.",
        source: "Nydegger, in Axelrod 1980, J. Conflict Resolution 24:3",
        body: Body::Built(nydegger),
    },
];

/// The partner's moves and its own, worked out from the description.
#[cfg(test)]
pub(super) const PLAYS: super::entry::Plays = &[
    ("shubik", "CDCCDCCCDC", "CCDCCDDCCD"),
    ("davis", "CDCCCCCCCCCCC", "CCCCCCCCCCDDD"),
    ("nydegger", "CDCDDD", "CCDCDC"),
    ("nydegger", "DCC", "CDD"),
];
