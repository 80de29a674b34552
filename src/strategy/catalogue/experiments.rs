//! Strategies that experiments with noisy and with repeated games look for in what people play.
//!
//! Fudenberg, Rand & Dreber (2012), AER 102:720, table 2; Dal Bo & Frechette (2011), AER 101:411. Where their
//! definitions name a defection by *either* player, an own slip counts too. Their always-cooperate, always-defect,
//! tit-for-tat, TF2T, TF3T, 2TFT, 2TF2T, PTFT, D-TFT and DC-Alt stand in the other families under those aliases.

use super::entry::{Body, Entry};
use crate::strategy::Automaton;

/// Cooperates until `strikes` rounds in a row had a defection by either player, then defects for ever; perhaps opens
/// with defection.
fn lenient_grim(strikes: u8, opens_with_defection: bool) -> Automaton {
    Automaton::unfold(
        (0_u8, opens_with_defection),
        |&(row, opening)| if opening || row == strikes { 0.0 } else { 1.0 },
        move |&(row, opening), own, read| match (own.cooperates() && read.cooperates(), row) {
            // The opening defection is its own plan, not a round to be counted.
            _ if opening => (0, false),
            (_, row) if row == strikes => (strikes, false),
            (true, _) => (0, false),
            (false, row) => (row + 1, false),
        },
    )
}

/// Defects first, then cooperates unless the partner defected in each of the last `strikes` rounds.
fn exploitive(strikes: usize) -> Automaton {
    Automaton::watching(strikes.max(1), move |read| {
        let provoked = read.len() == strikes && !read.contains('C');
        if read.is_empty() || provoked { 0.0 } else { 1.0 }
    })
}

/// Strategies of the experiments.
pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "grim-2",
        aliases: &["grim2", "lenient-grim-2"],
        about: "Cooperates until two rounds in a row had a defection by either player, then defects for ever.",
        source: "Fudenberg, Rand & Dreber 2012, AER 102:720",
        body: Body::Built(|| lenient_grim(2, false)),
    },
    Entry {
        name: "grim-3",
        aliases: &["grim3", "lenient-grim-3"],
        about: "Cooperates until three rounds in a row had a defection by either player, then defects for ever.",
        source: "Fudenberg, Rand & Dreber 2012, AER 102:720",
        body: Body::Built(|| lenient_grim(3, false)),
    },
    Entry {
        name: "d-grim-2",
        aliases: &["exploitive-grim-2"],
        about: "Defects first, then plays grim-2 from scratch.",
        source: "Fudenberg, Rand & Dreber 2012, AER 102:720",
        body: Body::Built(|| lenient_grim(2, true)),
    },
    Entry {
        name: "d-grim-3",
        aliases: &["exploitive-grim-3"],
        about: "Defects first, then plays grim-3 from scratch.",
        source: "Fudenberg, Rand & Dreber 2012, AER 102:720",
        body: Body::Built(|| lenient_grim(3, true)),
    },
    Entry {
        name: "d-tf2t",
        aliases: &["exploitive-tf2t", "d-tit-for-two-tats"],
        about: "Defects first, then defects only after two read defections in a row.",
        source: "Fudenberg, Rand & Dreber 2012, AER 102:720",
        body: Body::Built(|| exploitive(2)),
    },
    Entry {
        name: "d-tf3t",
        aliases: &["exploitive-tf3t", "d-tit-for-three-tats"],
        about: "Defects first, then defects only after three read defections in a row.",
        source: "Fudenberg, Rand & Dreber 2012, AER 102:720",
        body: Body::Built(|| exploitive(3)),
    },
    Entry {
        name: "t2",
        aliases: &["two-period-trigger"],
        about: "Cooperates until either player defects, then defects twice and starts afresh.",
        source: "Dal Bo & Frechette 2011, AER 101:411; Fudenberg, Rand & Dreber 2012, AER 102:720",
        body: Body::Nodes(&[(1.0, [0, 1, 1, 1]), (0.0, [2, 2, 2, 2]), (0.0, [0, 0, 0, 0])]),
    },
    Entry {
        name: "2ptft",
        aliases: &["two-round-perfect-tit-for-tat"],
        about: "Win-stay-lose-shift with two rounds of punishment: cooperates after CC, CC; DD, DD; and DD, CC.",
        source: "Fudenberg, Rand & Dreber 2012, AER 102:720 ('2PTFT')",
        body: Body::Built(|| {
            Automaton::recalling(2, |own, read| {
                let same = own == read && own != "CD";
                if same { 1.0 } else { 0.0 }
            })
        }),
    },
    Entry {
        name: "false-cooperator",
        aliases: &["c-to-all-d"],
        about: "Cooperates once, then defects for ever.",
        source: "Fudenberg, Rand & Dreber 2012, AER 102:720",
        body: Body::Nodes(&[(1.0, [1, 1, 1, 1]), (0.0, [1, 1, 1, 1])]),
    },
];

/// The partner's moves and its own, worked out from the description.
#[cfg(test)]
pub(super) const PLAYS: super::entry::Plays = &[
    ("grim-2", "DCDDCC", "CCCCDD"),
    ("grim-3", "DDCDDDC", "CCCCCCD"),
    ("d-grim-2", "DCDDC", "DCCCD"),
    ("d-grim-3", "DDDDC", "DCCCD"),
    ("d-tf2t", "DCDDC", "DCCCD"),
    ("d-tf2t", "DDC", "DCD"),
    ("d-tf3t", "DDDCC", "DCCDC"),
    ("t2", "CDCCC", "CCDDC"),
    ("2ptft", "CDDDCC", "CCDDCC"),
    ("false-cooperator", "CDC", "CDD"),
];
