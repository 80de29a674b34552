//! Strategies that look back one round: the opening, and the probability to cooperate after CC, CD, DC, DD.
//!
//! Nowak & Sigmund (1993), Nature 364:56, write them as (p1, p2, p3, p4). Those that mix are in this file too; the
//! zero-determinant ones have a file of their own.

use super::entry::{Body, Entry};

const THIRD: f64 = 1.0 / 3.0;

/// Memory-one strategies.
pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "always-cooperate",
        aliases: &["contributor", "all-c", "cooperator"],
        about: "Cooperates whatever happens.",
        source: "Axelrod 1984",
        body: Body::MemoryOne(1.0, [1.0, 1.0, 1.0, 1.0]),
    },
    Entry {
        name: "always-defect",
        aliases: &["free-rider", "all-d", "defector"],
        about: "Defects whatever happens.",
        source: "Axelrod 1984",
        body: Body::MemoryOne(0.0, [0.0, 0.0, 0.0, 0.0]),
    },
    Entry {
        name: "random",
        aliases: &["coin", "anonymous", "first-by-anonymous"],
        about: "Tosses a fair coin.",
        source: "Axelrod 1980, J. Conflict Resolution 24:3, first tournament",
        body: Body::MemoryOne(0.5, [0.5, 0.5, 0.5, 0.5]),
    },
    Entry {
        name: "tit-for-tat",
        aliases: &["tft"],
        about: "Opens with cooperation, then does what the partner was read to do.",
        source: "Rapoport, in Axelrod 1980, J. Conflict Resolution 24:3",
        body: Body::MemoryOne(1.0, [1.0, 0.0, 1.0, 0.0]),
    },
    Entry {
        name: "suspicious-tit-for-tat",
        aliases: &["stft", "d-tft", "mistrust"],
        about: "Tit-for-tat that opens with defection.",
        source: "Boyd & Lorberbaum 1987, Nature 327:58",
        body: Body::MemoryOne(0.0, [1.0, 0.0, 1.0, 0.0]),
    },
    Entry {
        name: "anti-tit-for-tat",
        aliases: &["psycho"],
        about: "Opens with cooperation, then does the opposite of what the partner was read to do.",
        source: "Hilbe, Nowak & Sigmund 2013, PNAS 110:6913; 'psycho' in Ashlock, Kim & Leahy 2006",
        body: Body::MemoryOne(1.0, [0.0, 1.0, 0.0, 1.0]),
    },
    Entry {
        name: "bully",
        aliases: &["reverse-tit-for-tat"],
        about: "Opens with defection, then does the opposite of what the partner was read to do.",
        source: "Nachbar 1992, J. Econ. Behavior & Organization 19:307",
        body: Body::MemoryOne(0.0, [0.0, 1.0, 0.0, 1.0]),
    },
    Entry {
        name: "negation",
        aliases: &[],
        about: "Opens at random, then does the opposite of what the partner was read to do.",
        source: "Axelrod-Python, after PD2017",
        body: Body::MemoryOne(0.5, [0.0, 1.0, 0.0, 1.0]),
    },
    Entry {
        name: "alternator",
        aliases: &[],
        about: "Opens with cooperation, then does the opposite of its own last action.",
        source: "Axelrod 1984; Mittal & Deb 2009, IEEE Trans. Evol. Computation 13:554",
        body: Body::MemoryOne(1.0, [0.0, 0.0, 1.0, 1.0]),
    },
    Entry {
        name: "repeat",
        aliases: &["all-c-or-all-d"],
        about: "Opens at random (one half), then repeats its own last action.",
        source: "Akin 2015, 'What you gotta know to play good in the iterated prisoner's dilemma', Games 6:175",
        body: Body::MemoryOne(0.5, [1.0, 1.0, 0.0, 0.0]),
    },
    Entry {
        name: "win-stay-lose-shift",
        aliases: &["wsls", "pavlov", "ptft", "perfect-tit-for-tat", "aon1", "appeaser"],
        about: "Keeps its action after R or T, changes it after S or P.",
        source: "Kraines & Kraines 1989; Nowak & Sigmund 1993, Nature 364:56",
        body: Body::MemoryOne(1.0, [1.0, 0.0, 0.0, 1.0]),
    },
    Entry {
        name: "win-shift-lose-stay",
        aliases: &["reverse-pavlov"],
        about: "Opens with defection, changes its action after R or T, keeps it after S or P.",
        source: "Li, Hingston & Kendall 2011, IEEE Trans. Comput. Intell. AI Games 3:348",
        body: Body::MemoryOne(0.0, [0.0, 1.0, 1.0, 0.0]),
    },
    Entry {
        name: "grim-memory-one",
        aliases: &[],
        about: "Cooperates only after mutual cooperation; a slip of its own triggers it too.",
        source: "the memory-one form of grim, as in Nowak & Sigmund 1993, Nature 364:56",
        body: Body::MemoryOne(1.0, [1.0, 0.0, 0.0, 0.0]),
    },
    Entry {
        name: "forgiver",
        aliases: &[],
        about: "Answers a defection on its cooperation with one defection, then cooperates whatever came back.",
        source: "Zagorsky, Reiter, Chatterjee & Nowak 2013, PLoS ONE 8:e80814 (not the 'Forgiver' of Axelrod-Python)",
        body: Body::MemoryOne(1.0, [1.0, 0.0, 1.0, 1.0]),
    },
    Entry {
        name: "desperate",
        aliases: &[],
        about: "Opens at random, then cooperates only after mutual defection.",
        source: "van den Berg & Weissing 2015, Proc. R. Soc. B 282:20151382",
        body: Body::MemoryOne(0.5, [0.0, 0.0, 0.0, 1.0]),
    },
    Entry {
        name: "hopeless",
        aliases: &[],
        about: "Opens at random, then defects only after mutual cooperation.",
        source: "van den Berg & Weissing 2015, Proc. R. Soc. B 282:20151382",
        body: Body::MemoryOne(0.5, [0.0, 1.0, 1.0, 1.0]),
    },
    Entry {
        name: "willing",
        aliases: &[],
        about: "Opens at random, then defects only after mutual defection.",
        source: "van den Berg & Weissing 2015, Proc. R. Soc. B 282:20151382",
        body: Body::MemoryOne(0.5, [1.0, 1.0, 1.0, 0.0]),
    },
    Entry {
        name: "generous-tit-for-tat",
        aliases: &["gtft"],
        about: "Tit-for-tat that forgives a defection one time in three.",
        source: "Nowak & Sigmund 1992, Nature 355:250 (generosity 1/3 for R 3, S 0, T 5, P 1)",
        body: Body::MemoryOne(1.0, [1.0, THIRD, 1.0, THIRD]),
    },
    Entry {
        name: "soft-joss",
        aliases: &[],
        about: "Tit-for-tat that forgives a defection one time in ten.",
        source: "PRISON (Beaufils, Delahaye & Mathieu 1998)",
        body: Body::MemoryOne(1.0, [1.0, 0.1, 1.0, 0.1]),
    },
    Entry {
        name: "firm-but-fair",
        aliases: &[],
        about: "Defects for sure only after being exploited; after mutual defection it cooperates two times in three.",
        source: "Frean 1994, Proc. R. Soc. B 257:75",
        body: Body::MemoryOne(1.0, [1.0, 0.0, 1.0, 2.0 / 3.0]),
    },
    Entry {
        name: "stochastic-cooperator",
        aliases: &["general-cooperator"],
        about: "A mixed memory-one strategy found by evolution in noisy play.",
        source: "Adami & Hintze 2013, Nature Communications 4:2193",
        body: Body::MemoryOne(1.0, [0.935, 0.229, 0.266, 0.42]),
    },
    Entry {
        name: "stochastic-win-stay-lose-shift",
        aliases: &["stochastic-wsls"],
        about: "Win-stay-lose-shift that does the opposite one time in twenty.",
        source: "Nowak & Sigmund 1993, Nature 364:56; epsilon 0.05 as in Axelrod-Python",
        body: Body::MemoryOne(1.0, [0.95, 0.05, 0.05, 0.95]),
    },
];

/// The partner's moves and its own, worked out from the description.
#[cfg(test)]
pub(super) const PLAYS: super::entry::Plays = &[
    ("always-cooperate", "CDDC", "CCCC"),
    ("always-defect", "CDDC", "DDDD"),
    ("tit-for-tat", "CDDDCC", "CCDDDC"),
    ("suspicious-tit-for-tat", "CDDDCC", "DCDDDC"),
    ("anti-tit-for-tat", "CDDCC", "CDCCD"),
    ("bully", "CDDCC", "DDCCD"),
    ("alternator", "CDDCC", "CDCDC"),
    ("win-stay-lose-shift", "CDDDC", "CCDCD"),
    ("win-shift-lose-stay", "CDDCC", "DCCCD"),
    ("grim-memory-one", "CDCCC", "CCDDD"),
    ("forgiver", "CDDDCC", "CCDCDC"),
    ("generous-tit-for-tat", "CDDCC", "CCDDC"),
];
