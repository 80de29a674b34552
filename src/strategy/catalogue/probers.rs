//! Strategies that test their partner first, or look for a kind of partner, and act on what they find.

use super::entry::{Body, Entry};
use crate::strategy::Automaton;

/// 1 for yes.
fn surely(yes: bool) -> f64 {
    f64::from(u8::from(yes))
}

/// What a prober plays once it knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum After {
    Cooperates,
    Defects,
    TitForTat,
}

/// Plays an opening, judges the moves it read during it, and goes on as found.
fn probing(opening: &'static str, judge: fn(&str) -> After) -> Automaton {
    // While probing: what was read so far; afterwards: the verdict, and whether the last move read was a cooperation.
    Automaton::unfold(
        (String::new(), None),
        |(read, verdict)| match verdict {
            None => surely(opening.as_bytes()[read.len()] == b'C'),
            Some((After::Cooperates, _)) => 1.0,
            Some((After::Defects, _)) => 0.0,
            Some((After::TitForTat, kind)) => surely(*kind),
        },
        |(read, verdict), _, partner| {
            let kind = partner.cooperates();
            if let Some((after, _)) = verdict {
                return (String::new(), Some((*after, kind)));
            }
            let read = format!("{read}{}", if kind { 'C' } else { 'D' });
            if read.len() < opening.len() { (read, None) } else { (String::new(), Some((judge(&read), kind))) }
        },
    )
    .minimal()
}

/// The twenty moves of prober-4.
const PROBE: &[u8; 20] = b"CCDCDDDCCDCDCCDCDDCD";

/// prober-4: (rounds played; defections read after own defection less those after own cooperation; last move read a
/// cooperation). The balance is judged when the twentieth move has been chosen, from the nineteen answers read before
/// it.
fn prober_4() -> Automaton {
    Automaton::unfold(
        (0_u8, 0_i8, true),
        |&(round, balance, kind)| match round {
            0..20 => surely(PROBE[usize::from(round)] == b'C'),
            _ if balance.abs() <= 2 => 0.0,
            20..25 => 1.0,
            _ => surely(kind),
        },
        |&(round, balance, _), own, read| {
            let change = match (own.cooperates(), read.cooperates()) {
                _ if round >= 19 => 0,
                (_, true) => 0,
                (false, false) => 1,
                (true, false) => -1,
            };
            ((round + 1).min(25), balance + change, read.cooperates())
        },
    )
    .minimal()
}

/// Sneaky tit-for-tat: (rounds played, up to 2; a defection was read; own last two; last move read a cooperation).
fn sneaky() -> Automaton {
    Automaton::unfold(
        (0_u8, false, [true; 2], true),
        |&(round, warned, [before, _], kind)| match (round, warned) {
            (0 | 1, _) => 1.0,
            (_, false) => 0.0,
            (_, true) if !kind && !before => 1.0,
            (_, true) => surely(kind),
        },
        |&(round, warned, [_, last], _), own, read| {
            ((round + 1).min(2), warned || !read.cooperates(), [last, own.cooperates()], read.cooperates())
        },
    )
    .minimal()
}

/// Watches the first rounds for a pattern of the partner's moves and defects on it.
fn hunter(rounds: usize, hunted: fn(&str) -> bool, for_good: bool) -> Automaton {
    // The moves read, until they are enough; then whether the pattern holds.
    Automaton::unfold(
        (String::new(), None),
        |(_, holds): &(String, Option<bool>)| surely(*holds != Some(true)),
        |(read, holds), _, partner| {
            let letter = if partner.cooperates() { 'C' } else { 'D' };
            match holds {
                Some(holds) if for_good => (String::new(), Some(*holds)),
                // The pattern is one of a single letter: it holds as long as the letter comes.
                Some(holds) => (read.clone(), Some(*holds && read.ends_with(letter))),
                None => {
                    let read = format!("{read}{letter}");
                    let known = (read.len() == rounds).then(|| hunted(&read));
                    (if known == Some(false) { String::new() } else { read }, known)
                }
            }
        },
    )
    .minimal()
}

/// Which partner an adaptive Pavlov thinks it meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Suspected {
    Unknown,
    Cooperative,
    Defector,
    Suspicious,
    Pavlov,
    Random,
}

/// Adaptive Pavlov: tit-for-tat for six rounds, then a new look at the partner every six rounds.
/// State: (kind; moves read since the last look; the two moves read last).
fn adaptive_pavlov(classify: fn(&str) -> Option<Suspected>, play: fn(Suspected, usize, &str) -> bool) -> Automaton {
    Automaton::unfold(
        (Suspected::Unknown, String::new(), String::new()),
        |(kind, block, last)| surely(play(*kind, block.len(), last)),
        |(kind, block, last), _, read| {
            let letter = if read.cooperates() { 'C' } else { 'D' };
            let last = format!("{}{letter}", &last[last.len().saturating_sub(1)..]);
            let block = format!("{block}{letter}");
            if block.len() < 6 {
                return (*kind, block, last);
            }
            // A kind once found is kept while no other is seen.
            let fallback = if *kind == Suspected::Unknown { Suspected::Random } else { *kind };
            (classify(&block).unwrap_or(fallback), String::new(), last)
        },
    )
    .minimal()
}

/// Probers and hunters.
pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "prober",
        aliases: &["prober-1"],
        about: "Opens D, C, C; defects for ever if rounds 2 and 3 were answered with C, C, else plays tit-for-tat.",
        source: "PRISON (Beaufils, Delahaye & Mathieu 1998); Li, Hingston & Kendall 2011",
        body: Body::Built(|| probing("DCC", |read| if &read[1..] == "CC" { After::Defects } else { After::TitForTat })),
    },
    Entry {
        name: "prober-2",
        aliases: &["prober2"],
        about: "Opens D, C, C; cooperates for ever if rounds 2 and 3 were answered with D, C, else plays tit-for-tat.",
        source: "PRISON (Beaufils, Delahaye & Mathieu 1998)",
        body: Body::Built(|| {
            probing("DCC", |read| if &read[1..] == "DC" { After::Cooperates } else { After::TitForTat })
        }),
    },
    Entry {
        name: "prober-3",
        aliases: &["prober3"],
        about: "Opens D, C; defects for ever if round 2 was answered with C, else plays tit-for-tat.",
        source: "PRISON (Beaufils, Delahaye & Mathieu 1998)",
        body: Body::Built(|| probing("DC", |read| if &read[1..] == "C" { After::Defects } else { After::TitForTat })),
    },
    Entry {
        name: "prober-4",
        aliases: &["prober4"],
        about: "Plays a fixed string of twenty moves; if just and unjust answers balance within two it defects for ever, else it \
                cooperates five times and plays tit-for-tat.",
        source: "PRISON (Beaufils, Delahaye & Mathieu 1998)",
        body: Body::Built(prober_4),
    },
    Entry {
        name: "hard-prober",
        aliases: &[],
        about: "Opens D, D, C, C; defects for ever if rounds 2 and 3 were answered with C, C, else plays tit-for-tat.",
        source: "PRISON (Beaufils, Delahaye & Mathieu 1998)",
        body: Body::Built(|| {
            probing("DDCC", |read| if &read[1..3] == "CC" { After::Defects } else { After::TitForTat })
        }),
    },
    Entry {
        name: "remorseful-prober",
        aliases: &[],
        about: "Tit-for-tat that tries a defection one time in ten and lets the partner strike back once for it.",
        source: "Dawkins 1989, The Selfish Gene, ch. 12; Li, Hingston & Kendall 2011",
        // kind; struck; remorseful: it had defected on a cooperator, and the answer has come.
        body: Body::Nodes(&[(1.0, [1, 2, 1, 3]), (0.9, [1, 2, 1, 3]), (0.0, [1, 2, 1, 2]), (1.0, [1, 2, 1, 2])]),
    },
    Entry {
        name: "detective",
        aliases: &[],
        about: "Opens C, D, C, C; plays tit-for-tat if it read a defection meanwhile, else defects for ever.",
        source: "Case 2017, The Evolution of Trust",
        body: Body::Built(|| {
            probing("CDCC", |read| if read.contains('D') { After::TitForTat } else { After::Defects })
        }),
    },
    Entry {
        name: "handshake",
        aliases: &[],
        about: "Opens C, D; cooperates for ever with a partner that did the same, defects on all others.",
        source: "Robson 1990, J. Theor. Biology 144:379",
        body: Body::Built(|| probing("CD", |read| if read == "CD" { After::Cooperates } else { After::Defects })),
    },
    Entry {
        name: "collective-strategy",
        aliases: &["collective"],
        about: "Opens C, D; cooperates with a partner that did the same until it defects again, defects on all others.",
        source: "Li & Kendall 2009, IEEE Congress on Evolutionary Computation",
        body: Body::Nodes(&[(1.0, [1, 3, 1, 3]), (0.0, [3, 2, 3, 2]), (1.0, [2, 3, 2, 3]), (0.0, [3, 3, 3, 3])]),
    },
    Entry {
        name: "gradual-killer",
        aliases: &[],
        about: "Opens with five defections and two cooperations; defects for ever if both cooperations met defection, else cooperates.",
        source: "PRISON (Beaufils, Delahaye & Mathieu 1998)",
        body: Body::Built(|| {
            probing("DDDDDCC", |read| if &read[5..] == "DD" { After::Defects } else { After::Cooperates })
        }),
    },
    Entry {
        name: "sneaky-tit-for-tat",
        aliases: &[],
        about: "Cooperates twice, then defects until it reads a defection; then tit-for-tat that repents when its own defection was punished.",
        source: "Axelrod-Python, after K. Langner",
        body: Body::Built(sneaky),
    },
    Entry {
        name: "tricky-defector",
        aliases: &[],
        about: "Defects, but cooperates after three read defections in a row by a partner that has cooperated before.",
        source: "Axelrod-Python, after K. Langner",
        body: Body::Nodes(&[
            (0.0, [1, 0, 1, 0]),
            (0.0, [1, 2, 1, 2]),
            (0.0, [1, 3, 1, 3]),
            (0.0, [1, 4, 1, 4]),
            (1.0, [1, 4, 1, 4]),
        ]),
    },
    Entry {
        name: "defector-hunter",
        aliases: &[],
        about: "Cooperates, but defects after four or more rounds in which the partner never cooperated.",
        source: "Axelrod-Python, after K. Langner",
        body: Body::Built(|| hunter(4, |read| read == "DDDD", false)),
    },
    Entry {
        name: "cooperator-hunter",
        aliases: &[],
        about: "Cooperates, but defects after four or more rounds in which the partner never defected.",
        source: "Axelrod-Python, after K. Langner",
        body: Body::Built(|| hunter(4, |read| read == "CCCC", false)),
    },
    Entry {
        name: "alternator-hunter",
        aliases: &[],
        about: "Cooperates, but defects for ever if the partner alternated in the first six rounds.",
        source: "Axelrod-Python, after K. Langner",
        body: Body::Built(|| hunter(6, |read| read == "CDCDCD" || read == "DCDCDC", true)),
    },
    Entry {
        name: "adaptive-pavlov-2006",
        aliases: &["a-pavlov-2006", "a-pavlov2006"],
        about: "Tit-for-tat for six rounds; then sorts the partner every six rounds by its exact moves and answers its kind.",
        source: "Li 2007, 'How to design a strategy to win an IPD tournament'",
        body: Body::Built(|| {
            adaptive_pavlov(
                |block| match block {
                    "CCCCCC" => Some(Suspected::Cooperative),
                    "DDDDDD" => Some(Suspected::Defector),
                    "DCDCDC" => Some(Suspected::Suspicious),
                    "DDCDDC" => Some(Suspected::Pavlov),
                    _ => None,
                },
                |kind, place, last| match kind {
                    Suspected::Defector | Suspected::Random => false,
                    Suspected::Suspicious => place < 2 || !last.ends_with('D'),
                    Suspected::Pavlov => place != 0,
                    Suspected::Unknown | Suspected::Cooperative => !last.ends_with('D'),
                },
            )
        }),
    },
    Entry {
        name: "adaptive-pavlov-2011",
        aliases: &["a-pavlov-2011", "a-pavlov2011"],
        about: "Tit-for-tat for six rounds; then sorts the partner every six rounds by its number of defections and answers its kind.",
        source: "Li, Hingston & Kendall 2011, IEEE Trans. Comput. Intell. AI Games 3:348",
        body: Body::Built(|| {
            adaptive_pavlov(
                |block| match block.matches('D').count() {
                    0 => Some(Suspected::Cooperative),
                    3 => Some(Suspected::Suspicious),
                    4.. => Some(Suspected::Defector),
                    _ => None,
                },
                |kind, _, last| match kind {
                    Suspected::Defector | Suspected::Random => false,
                    Suspected::Suspicious => last != "DD",
                    _ => !last.ends_with('D'),
                },
            )
        }),
    },
];

/// The partner's moves and its own, worked out from the description.
#[cfg(test)]
pub(super) const PLAYS: super::entry::Plays = &[
    ("prober", "CCCDC", "DCCDD"),
    ("prober", "DDCCD", "DCCCC"),
    ("prober-2", "CDCDDC", "DCCCCC"),
    ("prober-2", "CCCDC", "DCCCD"),
    ("prober-3", "CCDC", "DCDD"),
    ("prober-3", "CDDC", "DCDD"),
    ("prober-4", "DDDDDDDDDDDDDDDDDDDDDDDDDCDC", "CCDCDDDCCDCDCCDCDDCDDDDDDDDD"),
    ("prober-4", "CCCCCCCCCCCCCCCCCCCCCCCCCCCC", "CCDCDDDCCDCDCCDCDDCDDDDDDDDD"),
    ("hard-prober", "CCCDCD", "DDCCDD"),
    ("hard-prober", "CCDCDC", "DDCCCD"),
    ("detective", "CCCCDC", "CDCCDD"),
    ("detective", "CDCCDC", "CDCCCD"),
    ("handshake", "CDDC", "CDCC"),
    ("handshake", "CCCC", "CDDD"),
    ("collective-strategy", "CDCCDCC", "CDCCCDD"),
    ("collective-strategy", "CCCC", "CDDD"),
    ("gradual-killer", "CCCCCDDCC", "DDDDDCCDD"),
    ("gradual-killer", "CCCCCCDDD", "DDDDDCCCC"),
    ("sneaky-tit-for-tat", "CCCCDDCCDD", "CCDDDCCCCD"),
    ("tricky-defector", "DDDDCDDDDC", "DDDDDDDDCC"),
    ("defector-hunter", "DDDDDDCD", "CCCCDDDC"),
    ("defector-hunter", "DDCDDDD", "CCCCCCC"),
    ("cooperator-hunter", "CCCCCDC", "CCCCDDC"),
    ("alternator-hunter", "CDCDCDCC", "CCCCCCDD"),
    ("alternator-hunter", "CDCDCCCC", "CCCCCCCC"),
    ("adaptive-pavlov-2006", "DCDCDCDDDCDCDDCDDCC", "CDCDCDCCDDCDCCDCDDD"),
    ("adaptive-pavlov-2011", "DCDCDCDDCDDDCCC", "CDCDCDCCDCCDDDD"),
];
