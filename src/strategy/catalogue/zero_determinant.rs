//! Memory-one strategies that tie the two long-run payoffs together by a line.
//!
//! ```text
//! s (own - l) = partner's - l,   for R 3, S 0, T 5, P 1:
//! p = (1 - phi (1 - s)(R - l),  1 - phi (s (l - S) + T - l),  phi (l - S + s (T - l)),  phi (1 - s)(l - P))
//! ```
//!
//! Press & Dyson (2012), PNAS 109:10409; Stewart & Plotkin (2012), PNAS 109:10134; slope s, baseline l and scale phi as
//! in Hilbe et al. (2013), PNAS 110:6913. All open with cooperation, as in Stewart & Plotkin's tournament. The vectors
//! hold for the payoffs named; in another game they are ordinary memory-one strategies.

use super::entry::{Body, Entry};

/// Zero-determinant strategies.
pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "extort-2",
        aliases: &["zd-extort-2", "zd-extort2"],
        about: "Claims twice the partner's surplus over P (s 1/2, l 1, phi 1/9).",
        source: "Stewart & Plotkin 2012, PNAS 109:10134",
        body: Body::MemoryOne(1.0, [8.0 / 9.0, 1.0 / 2.0, 1.0 / 3.0, 0.0]),
    },
    Entry {
        name: "extort-2-kuhn",
        aliases: &["zd-extort-2-v2", "zd-extort2v2"],
        about: "Claims twice the partner's surplus over P, more slowly (s 1/2, l 1, phi 1/8).",
        source: "'EXTORT2' in Kuhn, 'Prisoner's dilemma', Stanford Encyclopedia of Philosophy 2017",
        body: Body::MemoryOne(1.0, [7.0 / 8.0, 7.0 / 16.0, 3.0 / 8.0, 0.0]),
    },
    Entry {
        name: "extort-3",
        aliases: &["zd-extort-3", "zd-extort3"],
        about: "Claims three times the partner's surplus over P (s 1/3, l 1, phi 3/26).",
        source: "Press & Dyson 2012, PNAS 109:10409",
        body: Body::MemoryOne(1.0, [11.0 / 13.0, 1.0 / 2.0, 7.0 / 26.0, 0.0]),
    },
    Entry {
        name: "extort-4",
        aliases: &["zd-extort-4", "zd-extort4"],
        about: "Claims four times the partner's surplus over P (s 1/4, l 1, phi 4/17).",
        source: "the same line with factor 4; vector as in Axelrod-Python",
        body: Body::MemoryOne(1.0, [11.0 / 17.0, 0.0, 8.0 / 17.0, 0.0]),
    },
    Entry {
        name: "zd-extortion",
        aliases: &[],
        about: "Claims ten times the partner's surplus over P (s 1/10, l 1, phi 1/5).",
        source: "Roemheld 2013, 'Evolutionary extortion and mischief'",
        body: Body::MemoryOne(1.0, [16.0 / 25.0, 9.0 / 50.0, 7.0 / 25.0, 0.0]),
    },
    Entry {
        name: "zd-mischief",
        aliases: &[],
        about: "Sets the partner's long-run payoff to P (s 0, l 1, phi 1/10).",
        source: "Roemheld 2013, 'Evolutionary extortion and mischief'",
        body: Body::MemoryOne(1.0, [4.0 / 5.0, 3.0 / 5.0, 1.0 / 10.0, 0.0]),
    },
    Entry {
        name: "zd-set-2",
        aliases: &["equalizer", "set-2", "zd-set2"],
        about: "Sets the partner's long-run payoff to 2, whatever the partner does (s 0, l 2, phi 1/4).",
        source: "equalisers: Boerlijst, Nowak & Sigmund 1997, Am. Math. Monthly 104:303; 'SET2' in Kuhn 2017",
        body: Body::MemoryOne(1.0, [3.0 / 4.0, 1.0 / 4.0, 1.0 / 2.0, 1.0 / 4.0]),
    },
    Entry {
        name: "zd-gen-2",
        aliases: &["gen-2", "zd-gen2"],
        about: "Bears twice the partner's shortfall below R, slowly (s 1/2, l 3, phi 1/8).",
        source: "'GEN2' in Kuhn 2017, Stanford Encyclopedia of Philosophy",
        body: Body::MemoryOne(1.0, [1.0, 9.0 / 16.0, 1.0 / 2.0, 1.0 / 8.0]),
    },
    Entry {
        name: "zdgtft-2",
        aliases: &["zd-gtft-2", "zd-gtft2"],
        about: "Bears twice the partner's shortfall below R (s 1/2, l 3, phi 1/4).",
        source: "Stewart & Plotkin 2012, PNAS 109:10134",
        body: Body::MemoryOne(1.0, [1.0, 1.0 / 8.0, 1.0, 1.0 / 4.0]),
    },
];

/// The partner's moves and its own, worked out from the description.
#[cfg(test)]
pub(super) const PLAYS: super::entry::Plays = &[];
