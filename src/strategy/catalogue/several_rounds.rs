//! Strategies that look back two rounds or a few more.

use super::entry::{Body, Entry};
use crate::strategy::Automaton;

/// 1 for yes.
fn surely(yes: bool) -> f64 {
    f64::from(u8::from(yes))
}

/// Cooperates where a row of own and partner's last two moves is named; the first two moves are cooperation.
fn two_rounds(cooperates: &'static [(&'static str, &'static str)]) -> Automaton {
    Automaton::recalling(2, |own, read| surely(own.len() < 2 || cooperates.contains(&(own, read))))
}

/// Cooperates where a row of own last move and the partner's last two is named, after an opening.
fn one_and_two(opening: &'static str, cooperates: &'static [(&'static str, &'static str)]) -> Automaton {
    Automaton::recalling(2, |own, read| match opening.as_bytes().get(own.len()) {
        Some(&letter) => surely(letter == b'C'),
        None => surely(cooperates.contains(&(&own[1..], read))),
    })
}

/// The histories (own, partner's) of three rounds after which CAPRI cooperates.
const CAPRI: [(&str, &str); 14] = [
    ("CCC", "CCC"), // cooperate
    ("CCD", "CCC"), // accept punishment
    ("CDC", "CCD"),
    ("DCC", "CDC"),
    ("CCC", "DCC"),
    ("CCD", "CDC"), // punish once (the defection itself is the default), then cooperate
    ("CDC", "DCC"),
    ("DCC", "CCC"),
    ("DDD", "DDC"), // recover
    ("DDC", "DCC"),
    ("DDC", "DDD"),
    ("DCC", "DDC"),
    ("DDC", "DDC"),
    ("DCC", "DCC"),
];

/// Which of its three selves MEM2 plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Self2 {
    TitForTat,
    TitForTwoTats,
    Defector,
}

/// MEM2: (rounds to the next review, self, reviews that ended in defection, own last two, partner's last two).
fn mem2() -> Automaton {
    let after = |moves: &str, cooperated: bool| {
        let letter = if cooperated { 'C' } else { 'D' };
        format!("{}{letter}", &moves[moves.len().saturating_sub(1)..])
    };
    // The first review is due before the third move, every later one two moves after the last.
    let start = (2_u8, Self2::TitForTat, 0_u8, String::new(), String::new());
    Automaton::unfold(
        start,
        |(_, plays, _, _, read)| match plays {
            Self2::TitForTat => surely(!read.ends_with('D')),
            Self2::TitForTwoTats => surely(read != "DD"),
            Self2::Defector => 0.0,
        },
        |(due, plays, defections, own, read), a, b| {
            let (own, read) = (after(own, a.cooperates()), after(read, b.cooperates()));
            if *defections >= 2 {
                return (0, Self2::Defector, 2, String::new(), String::new());
            }
            if *due > 1 {
                return (due - 1, *plays, *defections, own, read);
            }
            let (plays, defections) = match (own.as_str(), read.as_str()) {
                ("CC", "CC") => (Self2::TitForTat, *defections),
                ("CD", "DC") | ("DC", "CD") => (Self2::TitForTwoTats, *defections),
                _ => (Self2::Defector, defections + 1),
            };
            (2, plays, defections, own, read)
        },
    )
    .minimal()
}

/// Strategies with a memory of a few rounds.
pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "tit-for-two-tats",
        aliases: &["tf2t", "tit-for-2-tats", "tit-for2-tats"],
        about: "Defects only after two read defections in a row.",
        source: "Axelrod 1980, J. Conflict Resolution 24:379",
        body: Body::Nodes(&[(1.0, [0, 1, 0, 1]), (1.0, [0, 2, 0, 2]), (0.0, [0, 2, 0, 2])]),
    },
    Entry {
        name: "tit-for-three-tats",
        aliases: &["tf3t"],
        about: "Defects only after three read defections in a row.",
        source: "Fudenberg, Rand & Dreber 2012, AER 102:720 ('TF3T')",
        body: Body::Nodes(&[(1.0, [0, 1, 0, 1]), (1.0, [0, 2, 0, 2]), (1.0, [0, 3, 0, 3]), (0.0, [0, 3, 0, 3])]),
    },
    Entry {
        name: "two-tits-for-tat",
        aliases: &["2tft", "ttft"],
        about: "Answers each read defection with two defections.",
        source: "Axelrod 1984; Fudenberg, Rand & Dreber 2012, AER 102:720 ('2TFT')",
        body: Body::Nodes(&[(1.0, [0, 1, 0, 1]), (0.0, [2, 1, 2, 1]), (0.0, [0, 1, 0, 1])]),
    },
    Entry {
        name: "hard-tit-for-tat",
        aliases: &["hard-tft"],
        about: "Defects if any of the last three read moves was a defection.",
        source: "PRISON (Beaufils, Delahaye & Mathieu 1998)",
        body: Body::Built(|| Automaton::watching(3, |read| surely(!read.contains('D')))),
    },
    Entry {
        name: "hard-tit-for-two-tats",
        aliases: &["hard-tit-for-2-tats", "hard-tit-for2-tats", "2tf2t", "two-tits-for-two-tats"],
        about: "Defects if two read defections in a row fall within the last three rounds.",
        source: "Stewart & Plotkin 2012, PNAS 109:10134; '2TF2T' in Fudenberg, Rand & Dreber 2012, AER 102:720",
        body: Body::Built(|| Automaton::watching(3, |read| surely(!read.contains("DD")))),
    },
    Entry {
        name: "three-tits-for-two-tats",
        aliases: &["n-tits-for-m-tats"],
        about: "Answers two read defections in a row with three defections.",
        source: "N tits for M tats, with Axelrod-Python's N 3 and M 2",
        body: Body::Built(|| Automaton::watching(4, |read| surely(!read.contains("DD")))),
    },
    Entry {
        name: "contrite-tit-for-tat",
        aliases: &["ctft", "contrite"],
        about: "Tit-for-tat that accepts punishment for its own slips: content, contrite or provoked.",
        source: "Sugden 1986; Boyd 1989; rules as in Wu & Axelrod 1995, J. Conflict Resolution 39:183",
        // content: the victim of a lone defection becomes provoked, its author contrite;
        // contrite: cooperates until it has; provoked: defects until the partner cooperates.
        body: Body::Nodes(&[(1.0, [0, 2, 1, 0]), (1.0, [0, 0, 1, 1]), (0.0, [0, 2, 0, 2])]),
    },
    Entry {
        name: "slow-tit-for-tat",
        aliases: &["slow-tit-for-two-tats-2", "slow-tit-for-two-tats2"],
        about: "Changes its action only after the partner was read to do the other twice in a row; opens with C, C.",
        source: "PRISON (Beaufils, Delahaye & Mathieu 1998), 'slow_tft'",
        body: Body::Built(|| {
            Automaton::recalling(2, |own, read| match read {
                "CC" => 1.0,
                "DD" => 0.0,
                _ => surely(own.len() < 2 || own.ends_with('C')),
            })
        }),
    },
    Entry {
        name: "random-tit-for-tat",
        aliases: &[],
        about: "Opens with cooperation, then copies the partner and tosses a coin by turns.",
        source: "Axelrod-Python, after Z. M. Taylor",
        body: Body::Nodes(&[(1.0, [1, 2, 1, 2]), (1.0, [3, 3, 3, 3]), (0.0, [3, 3, 3, 3]), (0.5, [1, 2, 1, 2])]),
    },
    Entry {
        name: "aon2",
        aliases: &["all-or-none-2"],
        about: "Cooperates if both did the same in each of the last two rounds; opens with C, C.",
        source: "Hilbe, Martinez-Vaquero, Chatterjee & Nowak 2017, PNAS 114:4715",
        body: Body::Built(|| two_rounds(&[("CC", "CC"), ("CD", "CD"), ("DC", "DC"), ("DD", "DD")])),
    },
    Entry {
        name: "delayed-aon1",
        aliases: &["delayed-all-or-none"],
        about: "Cooperates as all-or-none of two rounds does, and after a mutual defection that one of them had started.",
        source: "Hilbe, Martinez-Vaquero, Chatterjee & Nowak 2017, PNAS 114:4715; vector 3 of Axelrod-Python's note",
        body: Body::Built(|| {
            two_rounds(&[("CC", "CC"), ("CD", "CD"), ("CD", "DD"), ("DC", "DC"), ("DD", "CD"), ("DD", "DD")])
        }),
    },
    Entry {
        name: "winner-12",
        aliases: &["winner12"],
        about: "The best of all strategies that look at one own move and two of the partner's; opens with C, C.",
        source: "Mathieu & Delahaye 2015, 'New winning strategies for the iterated prisoner's dilemma'",
        body: Body::Built(|| one_and_two("CC", &[("C", "CC"), ("C", "DC"), ("D", "CD")])),
    },
    Entry {
        name: "winner-21",
        aliases: &["winner21"],
        about: "A winner among strategies that look at one own move and two of the partner's; opens with D, C.",
        source: "Mathieu & Delahaye 2015, 'New winning strategies for the iterated prisoner's dilemma'",
        body: Body::Built(|| one_and_two("DC", &[("C", "CC"), ("C", "DC"), ("D", "CC")])),
    },
    Entry {
        name: "mem2",
        aliases: &["memory-two"],
        about: "Plays tit-for-tat, tit-for-two-tats or defection by the last two outcomes, reviewed every two rounds; its second \
                choice of defection is for ever.",
        source: "Li & Kendall 2014, 'The effect of memory size on the evolutionary stability of strategies'",
        body: Body::Built(mem2),
    },
    Entry {
        name: "capri",
        aliases: &[],
        about: "Cooperates, accepts punishment, punishes once, recovers, and defects in all else; looks back three rounds.",
        source: "Murase & Baek 2020, Scientific Reports 10:16904",
        body: Body::Built(|| {
            Automaton::recalling(3, |own, read| {
                let padded = |moves: &str| format!("{moves:C>3}");
                surely(CAPRI.contains(&(padded(own).as_str(), padded(read).as_str())))
            })
        }),
    },
    Entry {
        name: "resurrection",
        aliases: &[],
        about: "Tit-for-tat, but after five own defections in a row it defects.",
        source: "Eckhart 2015, CoopSim; Axelrod-Python",
        body: Body::Built(|| Automaton::recalling(5, |own, read| surely(own != "DDDDD" && !read.ends_with('D')))),
    },
    Entry {
        name: "double-resurrection",
        aliases: &[],
        about: "Tit-for-tat, but it defects after five own cooperations in a row and cooperates after five own defections.",
        source: "Eckhart 2015, CoopSim; Axelrod-Python",
        body: Body::Built(|| {
            Automaton::recalling(5, |own, read| match own {
                "CCCCC" => 0.0,
                "DDDDD" => 1.0,
                _ => surely(!read.ends_with('D')),
            })
        }),
    },
];

/// The partner's moves and its own, worked out from the description.
#[cfg(test)]
pub(super) const PLAYS: super::entry::Plays = &[
    ("tit-for-two-tats", "CDCDDDCC", "CCCCCDDC"),
    ("tit-for-three-tats", "DDCDDDDC", "CCCCCCDD"),
    ("two-tits-for-tat", "CDCCCDDC", "CCDDCCDD"),
    ("hard-tit-for-tat", "CDCCCCDDC", "CCDDDCCDD"),
    ("hard-tit-for-two-tats", "CDCDDCCCC", "CCCCCDDCC"),
    ("three-tits-for-two-tats", "DCDDCCCCDDDC", "CCCCDDDCCCDD"),
    ("contrite-tit-for-tat", "CDDCC", "CCDDC"),
    ("slow-tit-for-tat", "CDCDDCDCCD", "CCCCCDDDDC"),
    ("aon2", "CDDCDDDC", "CCDDDDCD"),
    ("delayed-aon1", "CDDCDDDC", "CCDCCDCD"),
    ("winner-12", "CDCDDDCCDC", "CCDDCDDDDC"),
    ("winner-21", "CDCDDDCCDC", "DCDDDDDDCD"),
    ("mem2", "CCDCDDDCDCDC", "CCCDCCDDDDDD"),
    ("mem2", "CCCCDDDDCC", "CCCCCDDDDD"),
    ("capri", "CCDCCCDDDDCCC", "CCCDCCCDDDDCC"),
    ("resurrection", "CDDDDDDCCC", "CCDDDDDDDD"),
    ("double-resurrection", "CCCCCCDDDDDDC", "CCCCCDCDDDDDC"),
];
