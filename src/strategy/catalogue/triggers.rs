//! Strategies that a defection sets off: some for ever, some for a while.

use super::entry::{Body, Entry};
use crate::strategy::Automaton;

/// Defects for some rounds once the last `strikes` moves were read as defections.
/// State: (read defections in a row, up to `strikes`; rounds of the grudge still to come).
fn grudging(strikes: u8, rounds: u8) -> Automaton {
    Automaton::unfold(
        (0_u8, 0_u8),
        |&(_, left)| if left > 0 { 0.0 } else { 1.0 },
        move |&(row, left), _, read| {
            let row = if read.cooperates() { 0 } else { (row + 1).min(strikes) };
            match left {
                2.. => (row, left - 1),
                _ if row == strikes => (row, rounds),
                _ => (row, 0),
            }
        },
    )
    .minimal()
}

/// Triggers and grudges.
pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "grim-trigger",
        aliases: &["grim", "grudger", "friedman", "spiteful", "vengeful"],
        about: "Cooperates until it reads one defection, then defects for ever.",
        source: "Friedman 1971, Rev. Econ. Studies 38:1",
        body: Body::Nodes(&[(1.0, [0, 1, 0, 1]), (0.0, [1, 1, 1, 1])]),
    },
    Entry {
        name: "forgiving-grim",
        aliases: &["two-period-punishment"],
        about: "A trigger that punishes each read defection for two encounters, whatever happens in them, then starts afresh.",
        source: "limited punishment: Green & Porter 1984, Econometrica 52:87; 'T2' in Dal Bo & Frechette 2011, AER 101:411",
        body: Body::Nodes(&[(1.0, [0, 1, 0, 1]), (0.0, [2, 2, 2, 2]), (0.0, [0, 0, 0, 0])]),
    },
    Entry {
        name: "soft-grudger",
        aliases: &["sgrim", "general-soft-grudger"],
        about: "Answers a read defection with D, D, D, D, C, C, deaf until the last of them.",
        source: "Li, Hingston & Kendall 2011, IEEE Trans. Comput. Intell. AI Games 3:348",
        body: Body::Nodes(&[
            (1.0, [0, 1, 0, 1]),
            (0.0, [2, 2, 2, 2]),
            (0.0, [3, 3, 3, 3]),
            (0.0, [4, 4, 4, 4]),
            (0.0, [5, 5, 5, 5]),
            (1.0, [0, 0, 0, 0]),
        ]),
    },
    Entry {
        name: "forgetful-grudger",
        aliases: &[],
        about: "Defects for ten rounds after a read defection, then listens again.",
        source: "Axelrod-Python, after G. Palmer",
        body: Body::Built(|| grudging(1, 10)),
    },
    Entry {
        name: "once-bitten",
        aliases: &[],
        about: "Forgives single defections; two read in a row make it defect for eleven rounds.",
        source: "Axelrod-Python, after H. Marissa",
        body: Body::Built(|| grudging(2, 11)),
    },
    Entry {
        name: "aggravater",
        aliases: &[],
        about: "Opens with three defections, then plays grim-trigger, which remembers them all.",
        source: "Axelrod-Python, after T. Campbell",
        body: Body::Nodes(&[
            (0.0, [1, 4, 1, 4]),
            (0.0, [2, 4, 2, 4]),
            (0.0, [3, 4, 3, 4]),
            (1.0, [3, 4, 3, 4]),
            (0.0, [4, 4, 4, 4]),
        ]),
    },
    Entry {
        name: "opposite-grudger",
        aliases: &[],
        about: "Defects until it reads one cooperation, then cooperates for ever.",
        source: "Axelrod-Python, after G. Palmer",
        body: Body::Nodes(&[(0.0, [1, 0, 1, 0]), (1.0, [1, 1, 1, 1])]),
    },
    Entry {
        name: "easy-go",
        aliases: &["reverse-grudger", "rgrim", "fool-me-forever"],
        about: "Defects until it reads one defection, then cooperates for ever.",
        source: "PRISON (Beaufils, Delahaye & Mathieu 1998); RGRIM in Li, Hingston & Kendall 2011",
        body: Body::Nodes(&[(0.0, [0, 1, 0, 1]), (1.0, [1, 1, 1, 1])]),
    },
    Entry {
        name: "grudger-alternator",
        aliases: &["c-then-per-dc"],
        about: "Cooperates until it reads one defection, then does the opposite of its own last action.",
        source: "PRISON (Beaufils, Delahaye & Mathieu 1998), 'c_then_per_dc'",
        body: Body::Nodes(&[(1.0, [0, 1, 0, 2]), (0.0, [1, 1, 2, 2]), (1.0, [1, 1, 2, 2])]),
    },
    Entry {
        name: "spiteful-tit-for-tat",
        aliases: &["tft-spiteful"],
        about: "Tit-for-tat until it reads two defections in a row, then defects for ever.",
        source: "PRISON (Beaufils, Delahaye & Mathieu 1998), 'tft_spiteful'",
        body: Body::Nodes(&[(1.0, [0, 1, 0, 1]), (0.0, [0, 2, 0, 2]), (0.0, [2, 2, 2, 2])]),
    },
    Entry {
        name: "spiteful-cc",
        aliases: &[],
        about: "Cooperates twice, then plays grim-trigger, which remembers both rounds.",
        source: "Mathieu & Delahaye 2015, 'New winning strategies for the iterated prisoner's dilemma'",
        body: Body::Nodes(&[(1.0, [1, 2, 1, 2]), (1.0, [1, 3, 1, 3]), (1.0, [3, 3, 3, 3]), (0.0, [3, 3, 3, 3])]),
    },
    Entry {
        name: "fool-me-once",
        aliases: &[],
        about: "Forgives one read defection; after a second it defects for ever.",
        source: "Axelrod-Python, after M. Harper",
        body: Body::Nodes(&[(1.0, [0, 1, 0, 1]), (1.0, [1, 2, 1, 2]), (0.0, [2, 2, 2, 2])]),
    },
];

/// The partner's moves and its own, worked out from the description.
#[cfg(test)]
pub(super) const PLAYS: super::entry::Plays = &[
    ("grim-trigger", "CDCCC", "CCDDD"),
    ("forgiving-grim", "CDCCCDDDC", "CCDDCCDDC"),
    ("soft-grudger", "CDCCCCCCDC", "CCDDDDCCCD"),
    ("forgetful-grudger", "CDCCCCCCCCCCCC", "CCDDDDDDDDDDCC"),
    ("once-bitten", "CDCDDCCCCCCCCCCCC", "CCCCCDDDDDDDDDDDC"),
    ("aggravater", "CCCCCDC", "DDDCCCD"),
    ("opposite-grudger", "DDCDD", "DDDCC"),
    ("easy-go", "CCDCD", "DDDCC"),
    ("grudger-alternator", "CDCCCDD", "CCDCDCD"),
    ("spiteful-tit-for-tat", "CDCDDCCC", "CCDCDDDD"),
    ("spiteful-cc", "DCCC", "CCDD"),
    ("fool-me-once", "CDCCDCC", "CCCCCDD"),
];
