//! Strategies that repeat a string of moves, whatever happens: a slip does not shift them.

use super::entry::{Body, Entry};
use crate::strategy::Automaton;

/// Periodic players.
pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "dc-alternator",
        aliases: &["cycler-dc", "dc-alt", "per-dc"],
        about: "Plays D, C over and over.",
        source: "Fudenberg, Rand & Dreber 2012, AER 102:720 ('DC-Alt')",
        body: Body::Built(|| Automaton::cycling("DC")),
    },
    Entry {
        name: "cycler-ccd",
        aliases: &["periodic-ccd", "per-ccd"],
        about: "Plays C, C, D over and over.",
        source: "Beaufils, Delahaye & Mathieu 1997; Mittal & Deb 2009, IEEE Trans. Evol. Computation 13:554",
        body: Body::Built(|| Automaton::cycling("CCD")),
    },
    Entry {
        name: "cycler-ddc",
        aliases: &["periodic-ddc", "per-ddc"],
        about: "Plays D, D, C over and over.",
        source: "Beaufils, Delahaye & Mathieu 1997; Mittal & Deb 2009, IEEE Trans. Evol. Computation 13:554",
        body: Body::Built(|| Automaton::cycling("DDC")),
    },
    Entry {
        name: "cycler-cccd",
        aliases: &[],
        about: "Plays C, C, C, D over and over.",
        source: "Axelrod-Python, after M. Harper",
        body: Body::Built(|| Automaton::cycling("CCCD")),
    },
    Entry {
        name: "cycler-cccdcd",
        aliases: &[],
        about: "Plays C, C, C, D, C, D over and over.",
        source: "Axelrod-Python, after M. Harper",
        body: Body::Built(|| Automaton::cycling("CCCDCD")),
    },
    Entry {
        name: "cycler-cccccd",
        aliases: &[],
        about: "Plays C, C, C, C, C, D over and over.",
        source: "Axelrod-Python, after M. Harper",
        body: Body::Built(|| Automaton::cycling("CCCCCD")),
    },
];

/// The partner's moves and its own, worked out from the description.
#[cfg(test)]
pub(super) const PLAYS: super::entry::Plays = &[
    ("dc-alternator", "CDCC", "DCDC"),
    ("cycler-ccd", "CDCDCD", "CCDCCD"),
    ("cycler-ddc", "CDCCCC", "DDCDDC"),
    ("cycler-cccd", "DDDDDD", "CCCDCC"),
    ("cycler-cccdcd", "DDDDDDDD", "CCCDCDCC"),
    ("cycler-cccccd", "DDDDDDDD", "CCCCCDCC"),
];
