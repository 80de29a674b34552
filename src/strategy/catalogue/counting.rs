//! Strategies that count, and strategies that follow the clock.
//!
//! Counts without bound in the literature stop at a cap far beyond the matches they are played in; each sentence names
//! its cap.

use super::entry::{Body, Entry};
use crate::game::Action;
use crate::strategy::Automaton;

/// How far a majority counts: cooperations less defections, on either side of 0.
const CAP: i16 = 1000;

/// Cooperates by the partner's cooperations less its defections over the whole history.
fn majority(cooperates: fn(i16) -> bool) -> Automaton {
    Automaton::unfold(
        0_i16,
        |&lead| f64::from(u8::from(cooperates(lead))),
        |&lead, _, read| (lead + if read.cooperates() { 1 } else { -1 }).clamp(-CAP, CAP),
    )
}

/// The same over the last `rounds` moves read.
fn recent_majority(rounds: usize, cooperates: fn(i16) -> bool) -> Automaton {
    Automaton::watching(rounds, |read| f64::from(u8::from(cooperates(lead(read)))))
}

/// Cooperations less defections in a string of moves.
fn lead(read: &str) -> i16 {
    read.bytes().map(|letter| if letter == b'C' { 1 } else { -1 }).sum()
}

const SOFT: fn(i16) -> bool = |lead| lead >= 0;
const HARD: fn(i16) -> bool = |lead| lead > 0;

/// How many defections a growing punishment reaches at most.
const LONGEST: u8 = 80;

/// Gradual: (length of the last punishment; defections still due; is the first of the two cooperations next or now?).
fn gradual() -> Automaton {
    Automaton::unfold(
        (0_u8, 0_u8, false),
        |&(_, due, _)| if due > 0 { 0.0 } else { 1.0 },
        |&(length, due, calming), _, read| match (due, calming) {
            // Listening: also to the answer to its second cooperation.
            (0, false) if read == Action::Defect => {
                let length = (length + 1).min(LONGEST);
                (length, length, true)
            }
            (0, _) => (length, 0, false),
            _ => (length, due - 1, true),
        },
    )
}

/// Rounds since the partner's last read defection: cooperates with 1 - 1/rounds; surely if there was none.
fn inverse() -> Automaton {
    Automaton::unfold(
        0_u16,
        |&since| if since == 0 { 1.0 } else { 1.0 - 1.0 / f64::from(since) },
        |&since, _, read| match (read, since) {
            (Action::Defect, _) => 1,
            (Action::Cooperate, 0) => 0,
            (Action::Cooperate, _) => (since + 1).min(1000),
        },
    )
}

/// Eleven cooperations, then by the last ten moves; tit-for-tat when they are balanced.
fn short_memory() -> Automaton {
    Automaton::unfold(
        (0_u8, String::new()),
        |(round, read)| {
            let lead = lead(read);
            let cooperates = *round <= 10 || lead >= 3 || (lead > -3 && read.ends_with('C'));
            f64::from(u8::from(cooperates))
        },
        |(round, read), _, partner| {
            let kept = &read[read.len().saturating_sub(9)..];
            ((round + 1).min(11), format!("{kept}{}", if partner.cooperates() { 'C' } else { 'D' }))
        },
    )
    .minimal()
}

/// A probability that follows the clock for `rounds` rounds, then stays.
fn clock(rounds: u16, cooperate: fn(f64) -> f64) -> Automaton {
    Automaton::unfold(1_u16, |&round| cooperate(f64::from(round)), |&round, _, _| (round + 1).min(rounds))
}

/// Strategies that count or follow the clock.
pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "go-by-majority",
        aliases: &["soft-majority", "soft-go-by-majority", "grisell"],
        about: "Cooperates unless the partner was read to defect more often than to cooperate (lead counted up to 1000).",
        source: "Gail Grisell, in Axelrod 1984; soft majority in Mittal & Deb 2009",
        body: Body::Built(|| majority(SOFT)),
    },
    Entry {
        name: "hard-go-by-majority",
        aliases: &["hard-majority"],
        about: "Cooperates only if the partner was read to cooperate more often than to defect (lead counted up to 1000).",
        source: "Mittal & Deb 2009, IEEE Trans. Evol. Computation 13:554",
        body: Body::Built(|| majority(HARD)),
    },
    Entry {
        name: "go-by-majority-5",
        aliases: &["soft-majority-5", "go-by-majority5"],
        about: "Cooperates unless most of the partner's last five moves were read as defections.",
        source: "Axelrod-Python, after K. Langner",
        body: Body::Built(|| recent_majority(5, SOFT)),
    },
    Entry {
        name: "go-by-majority-10",
        aliases: &["soft-majority-10", "go-by-majority10"],
        about: "Cooperates unless most of the partner's last ten moves were read as defections.",
        source: "Axelrod-Python, after K. Langner",
        body: Body::Built(|| recent_majority(10, SOFT)),
    },
    Entry {
        name: "hard-go-by-majority-5",
        aliases: &["hard-majority-5", "hard-go-by-majority5"],
        about: "Cooperates only if most of the partner's last five moves were read as cooperations.",
        source: "Axelrod-Python, after K. Langner",
        body: Body::Built(|| recent_majority(5, HARD)),
    },
    Entry {
        name: "hard-go-by-majority-10",
        aliases: &["hard-majority-10", "hard-go-by-majority10"],
        about: "Cooperates only if most of the partner's last ten moves were read as cooperations.",
        source: "Axelrod-Python, after K. Langner",
        body: Body::Built(|| recent_majority(10, HARD)),
    },
    Entry {
        name: "short-memory",
        aliases: &["short-mem"],
        about: "Cooperates eleven rounds, then follows the last ten moves read if one kind leads by three, else plays tit-for-tat.",
        source: "Carvalho et al. 2013, 'Iterated prisoner's dilemma - an extended analysis'",
        body: Body::Built(short_memory),
    },
    Entry {
        name: "gradual",
        aliases: &["original-gradual"],
        about: "Answers the n-th punishable defection with n defections and two cooperations, deaf meanwhile (n counted up to 80).",
        source: "Beaufils, Delahaye & Mathieu 1997, Artificial Life V, 202",
        body: Body::Built(gradual),
    },
    Entry {
        name: "inverse",
        aliases: &[],
        about: "Defects with probability 1/k, k rounds after the partner's last read defection (k counted up to 1000).",
        source: "Axelrod-Python, after K. Langner",
        body: Body::Built(inverse),
    },
    Entry {
        name: "better-and-better",
        aliases: &[],
        about: "Cooperates with probability round/1000.",
        source: "PRISON (Beaufils, Delahaye & Mathieu 1998)",
        body: Body::Built(|| clock(1000, |round| round / 1000.0)),
    },
    Entry {
        name: "worse-and-worse",
        aliases: &[],
        about: "Defects with probability round/1000.",
        source: "PRISON (Beaufils, Delahaye & Mathieu 1998)",
        body: Body::Built(|| clock(1000, |round| 1.0 - round / 1000.0)),
    },
    Entry {
        name: "self-steem",
        aliases: &[],
        about: "Follows a sine of period ten: defects at its height, cooperates in its depth, tosses a coin near 0, else tit-for-tat.",
        source: "Carvalho et al. 2013, 'Iterated prisoner's dilemma - an extended analysis'",
        body: Body::Built(self_steem),
    },
];

/// (round modulo 10, the last move read was a defection). sin(2 pi n / 10) for n = 0 to 9 is
/// 0, 0.59, 0.951, 0.951, 0.59, 0, -0.59, -0.951, -0.951, -0.59; the bounds are 0.95 and 0.3.
fn self_steem() -> Automaton {
    Automaton::unfold(
        (0_u8, false),
        |&(round, defected)| match round {
            2 | 3 => 0.0,
            7 | 8 => 1.0,
            0 | 5 => 0.5,
            _ => f64::from(u8::from(!defected)),
        },
        |&(round, _), _, read| ((round + 1) % 10, !read.cooperates()),
    )
    .minimal()
}

/// The partner's moves and its own, worked out from the description.
#[cfg(test)]
pub(super) const PLAYS: super::entry::Plays = &[
    ("go-by-majority", "DCDDCCC", "CDCDDDC"),
    ("hard-go-by-majority", "CDCCDDDC", "DCDCCCDD"),
    ("go-by-majority-5", "DDCCCDDDCC", "CDDDCCCCDD"),
    ("go-by-majority-10", "DDDDDDCCCCCCDD", "CDDDDDDDDDDCCC"),
    ("hard-go-by-majority-5", "CDCCCDDDCC", "DCDCCCCCDD"),
    ("hard-go-by-majority-10", "CDDDDDCCCCCCDD", "DCDDDDDDDDDDCC"),
    ("short-memory", "CCCCCDDDDDCDDCC", "CCCCCCCCCCCCDDD"),
    ("gradual", "CDCCCDCDCCCDCC", "CCDCCCDDCCCCDD"),
];
