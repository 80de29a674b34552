//! The named strategies, as data.
//!
//! One [`Entry`] each: names in the literature, source, and the automaton. To add one, add an entry here; its
//! test is a move string in the list at the end of this file.

use super::Automaton;

/// A named strategy.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The name used in configs.
    pub name: &'static str,
    /// Other names in the literature; configs may use them too.
    pub aliases: &'static [&'static str],
    /// What it does, in a sentence.
    pub about: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// How it chooses.
    pub body: Body,
}

/// How a named strategy chooses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Body {
    /// Probability to cooperate at the opening, and after CC, CD, DC, DD.
    MemoryOne(f64, [f64; 4]),
    /// Nodes: probability to cooperate, next nodes after CC, CD, DC, DD; the first is the start.
    Nodes(&'static [(f64, [u16; 4])]),
    /// Weighs trust against what is at stake ([`super::deliberate`]).
    Deliberate,
    /// Does what the social norm asks of it, by public names (`[reputation]`).
    Discriminator,
}

impl Entry {
    /// Its automaton; the deliberate strategy and the discriminator have none.
    pub fn automaton(&self) -> Option<Automaton> {
        match self.body {
            Body::MemoryOne(opening, after) => Some(Automaton::memory_one(opening, after)),
            Body::Nodes(nodes) => Some(Automaton::from_nodes(nodes)),
            Body::Deliberate | Body::Discriminator => None,
        }
    }
}

/// The strategy of a name or alias.
pub fn find(name: &str) -> Option<&'static Entry> {
    CATALOGUE.iter().find(|entry| entry.name == name || entry.aliases.contains(&name))
}

const THIRD: f64 = 1.0 / 3.0;

/// All named strategies.
pub static CATALOGUE: &[Entry] = &[
    Entry {
        name: "deliberate",
        aliases: &[],
        about: "Cooperates when its trust makes cooperation worth more than defection.",
        source: "grim reciprocity under belief: Friedman 1971; Kydd 2005, Trust and Mistrust in International Relations",
        body: Body::Deliberate,
    },
    Entry {
        name: "discriminator",
        aliases: &["norm-follower", "disc"],
        about: "Does what the norm of [reputation] asks, given its own good or bad name and the partner's.",
        source: "Nowak & Sigmund 1998, Nature 393:573; action rules as in Ohtsuki & Iwasa 2004, J. Theor. Biol. 231:107",
        body: Body::Discriminator,
    },
    Entry {
        name: "always-cooperate",
        aliases: &["all-c", "cooperator"],
        about: "Cooperates whatever happens.",
        source: "Axelrod 1984",
        body: Body::MemoryOne(1.0, [1.0, 1.0, 1.0, 1.0]),
    },
    Entry {
        name: "always-defect",
        aliases: &["all-d", "defector"],
        about: "Defects whatever happens.",
        source: "Axelrod 1984",
        body: Body::MemoryOne(0.0, [0.0, 0.0, 0.0, 0.0]),
    },
    Entry {
        name: "random",
        aliases: &["coin"],
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
        aliases: &["stft"],
        about: "Tit-for-tat that opens with defection.",
        source: "Boyd & Lorberbaum 1987, Nature 327:58",
        body: Body::MemoryOne(0.0, [1.0, 0.0, 1.0, 0.0]),
    },
    Entry {
        name: "generous-tit-for-tat",
        aliases: &["gtft"],
        about: "Tit-for-tat that forgives a defection one time in three.",
        source: "Nowak & Sigmund 1992, Nature 355:250 (generosity 1/3 for R 3, S 0, T 5, P 1)",
        body: Body::MemoryOne(1.0, [1.0, THIRD, 1.0, THIRD]),
    },
    Entry {
        name: "win-stay-lose-shift",
        aliases: &["wsls", "pavlov"],
        about: "Keeps its action after R or T, changes it after S or P.",
        source: "Kraines & Kraines 1989; Nowak & Sigmund 1993, Nature 364:56",
        body: Body::MemoryOne(1.0, [1.0, 0.0, 0.0, 1.0]),
    },
    Entry {
        name: "grim-memory-one",
        aliases: &[],
        about: "Cooperates only after mutual cooperation; a slip of its own triggers it too.",
        source: "the memory-one form of grim, as in Nowak & Sigmund 1993, Nature 364:56",
        body: Body::MemoryOne(1.0, [1.0, 0.0, 0.0, 0.0]),
    },
    Entry {
        name: "grim-trigger",
        aliases: &["grim", "grudger"],
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
        name: "tit-for-two-tats",
        aliases: &["tf2t"],
        about: "Defects only after two read defections in a row.",
        source: "Axelrod 1980, J. Conflict Resolution 24:379",
        body: Body::Nodes(&[(1.0, [0, 1, 0, 1]), (1.0, [0, 2, 0, 2]), (0.0, [0, 2, 0, 2])]),
    },
    Entry {
        name: "two-tits-for-tat",
        aliases: &["2tft", "ttft"],
        about: "Answers each read defection with two defections.",
        source: "Axelrod 1984; Fudenberg, Rand & Dreber 2012, AER 102:720 ('2TFT')",
        body: Body::Nodes(&[(1.0, [0, 1, 0, 1]), (0.0, [2, 1, 2, 1]), (0.0, [0, 1, 0, 1])]),
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
];

#[cfg(test)]
mod tests {
    use super::*;

    /// (strategy, the partner's moves, its own), each worked out by hand from the description.
    const PLAYS: &[(&str, &str, &str)] = &[
        ("always-cooperate", "CDDC", "CCCC"),
        ("always-defect", "CDDC", "DDDD"),
        ("tit-for-tat", "CDDCC", "CCDDC"),
        ("suspicious-tit-for-tat", "CDDCC", "DCDDC"),
        ("generous-tit-for-tat", "CDDCC", "CCDDC"),
        ("win-stay-lose-shift", "CDDDC", "CCDCD"),
        ("grim-memory-one", "CDCCC", "CCDDD"),
        ("grim-trigger", "CDCCC", "CCDDD"),
        ("forgiving-grim", "CDCCCDDDC", "CCDDCCDDC"),
        ("tit-for-two-tats", "CDCDDDCC", "CCCCCDDC"),
        ("two-tits-for-tat", "CDCCCDDC", "CCDDCCDD"),
        ("contrite-tit-for-tat", "CDDCC", "CCDDC"),
    ];

    #[test]
    fn every_automaton_plays_its_move_string() {
        for &(name, partner, own) in PLAYS {
            let automaton = find(name).and_then(Entry::automaton).expect(name);
            assert_eq!(automaton.play(partner), own, "{name}");
        }
        for entry in CATALOGUE.iter().filter(|entry| entry.automaton().is_some_and(|a| !a.is_stochastic())) {
            assert!(PLAYS.iter().any(|play| play.0 == entry.name), "{} has no move string", entry.name);
        }
    }

    /// A contrite agent that slipped (executed D against C) cooperates while it is punished, and peace returns.
    #[test]
    fn contrite_accepts_punishment_for_its_own_slip() {
        let automaton = find("contrite-tit-for-tat").and_then(Entry::automaton).unwrap();
        let slipped = automaton.nodes[0].next[2];
        assert_eq!(automaton.nodes[usize::from(slipped)].cooperate, 1.0);
        let punished = automaton.nodes[usize::from(slipped)].next[1];
        assert_eq!(punished, 0, "after cooperating under punishment it is content again");
    }

    #[test]
    fn names_are_unique_and_transitions_lead_somewhere() {
        let mut names: Vec<_> =
            CATALOGUE.iter().flat_map(|e| std::iter::once(e.name).chain(e.aliases.iter().copied())).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        for entry in CATALOGUE {
            let Some(automaton) = entry.automaton() else { continue };
            let nodes = automaton.nodes.len();
            assert!(
                automaton.nodes.iter().all(|node| node.next.iter().all(|&n| usize::from(n) < nodes)),
                "{}",
                entry.name
            );
        }
    }

    #[test]
    fn facts_follow_from_the_automata() {
        let automaton = |name| find(name).and_then(Entry::automaton).unwrap();
        assert!(automaton("random").is_stochastic() && automaton("generous-tit-for-tat").is_stochastic());
        assert!(!automaton("tit-for-tat").is_stochastic());
        assert!(automaton("tit-for-two-tats").is_nice() && !automaton("suspicious-tit-for-tat").is_nice());
    }
}
