//! The named strategies, as data.
//!
//! One [`Entry`] each: names in the literature, source, and how it chooses; families stand in files of their own. To
//! add one, add an entry to the file of its family and its move string to the `PLAYS` of that file. Left out:
//! strategies that know when a match ends or read the partner's program, and those whose counting no cap could stand in
//! for.
//!
//! ```
//! use comity::strategy::catalogue;
//! let pavlov = catalogue::find("pavlov").expect("a name of the literature");
//! assert_eq!(pavlov.name, "win-stay-lose-shift");
//! assert_eq!(pavlov.facts().memory, comity::strategy::facts::Memory::Rounds(1));
//! ```

mod axelrod_first;
mod axelrod_second;
mod belief;
mod counting;
mod cycles;
mod entry;
mod experiments;
mod finite_state_machines;
mod groups;
mod learners;
mod memory_one;
mod probers;
mod several_rounds;
mod triggers;
mod zero_determinant;

pub use entry::{Body, Entry};

/// Strategies that belong together.
#[derive(Debug, Clone, Copy)]
pub struct Family {
    /// What they have in common, as a heading.
    pub heading: &'static str,
    /// The strategies.
    pub entries: &'static [Entry],
}

/// All families, in the order they are listed.
pub const FAMILIES: &[Family] = &[
    Family { heading: "belief and reputation", entries: belief::ENTRIES },
    Family { heading: "memory-one", entries: memory_one::ENTRIES },
    Family { heading: "zero-determinant", entries: zero_determinant::ENTRIES },
    Family { heading: "several rounds", entries: several_rounds::ENTRIES },
    Family { heading: "triggers and grudges", entries: triggers::ENTRIES },
    Family { heading: "counting and clocks", entries: counting::ENTRIES },
    Family { heading: "cycles", entries: cycles::ENTRIES },
    Family { heading: "probers and hunters", entries: probers::ENTRIES },
    Family { heading: "experiments", entries: experiments::ENTRIES },
    Family { heading: "Axelrod's first tournament", entries: axelrod_first::ENTRIES },
    Family { heading: "Axelrod's second tournament", entries: axelrod_second::ENTRIES },
    Family { heading: "finite state machines", entries: finite_state_machines::ENTRIES },
    Family { heading: "learners", entries: learners::ENTRIES },
    Family { heading: "games of more than two", entries: groups::ENTRIES },
];

const COUNT: usize = {
    let (mut count, mut part) = (0, 0);
    while part < FAMILIES.len() {
        count += FAMILIES[part].entries.len();
        part += 1;
    }
    count
};

/// All named strategies.
pub static CATALOGUE: &[Entry] = &{
    let mut all = [FAMILIES[0].entries[0]; COUNT];
    let (mut place, mut part) = (0, 0);
    while part < FAMILIES.len() {
        let mut entry = 0;
        while entry < FAMILIES[part].entries.len() {
            all[place] = FAMILIES[part].entries[entry];
            place += 1;
            entry += 1;
        }
        part += 1;
    }
    all
};

/// The strategy of a name or alias.
pub fn find(name: &str) -> Option<&'static Entry> {
    CATALOGUE.iter().find(|entry| entry.name == name || entry.aliases.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::entry::Plays;
    use super::*;
    use crate::strategy::facts::Facts;
    use crate::strategy::facts::Memory::{Rounds, Unbounded};

    const PLAYS: [Plays; 14] = [
        belief::PLAYS,
        memory_one::PLAYS,
        zero_determinant::PLAYS,
        several_rounds::PLAYS,
        triggers::PLAYS,
        counting::PLAYS,
        cycles::PLAYS,
        probers::PLAYS,
        experiments::PLAYS,
        axelrod_first::PLAYS,
        axelrod_second::PLAYS,
        finite_state_machines::PLAYS,
        learners::PLAYS,
        groups::PLAYS,
    ];

    #[test]
    fn every_automaton_plays_its_move_string() {
        for &(name, partner, own) in PLAYS.into_iter().flatten() {
            let automaton = find(name).and_then(Entry::automaton).expect(name);
            assert_eq!(automaton.play(partner), own, "{name} against {partner}");
        }
        for entry in CATALOGUE.iter().filter(|entry| entry.automaton().is_some_and(|a| !a.is_stochastic())) {
            assert!(PLAYS.into_iter().flatten().any(|play| play.0 == entry.name), "{} has no move string", entry.name);
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
    fn there_are_more_than_a_hundred_and_the_first_fourteen_are_still_there() {
        assert!(CATALOGUE.len() > 100, "{}", CATALOGUE.len());
        assert_eq!(CATALOGUE.len(), FAMILIES.iter().map(|family| family.entries.len()).sum::<usize>());
        for name in [
            "deliberate",
            "always-cooperate",
            "always-defect",
            "random",
            "tit-for-tat",
            "suspicious-tit-for-tat",
            "generous-tit-for-tat",
            "win-stay-lose-shift",
            "grim-memory-one",
            "grim-trigger",
            "forgiving-grim",
            "tit-for-two-tats",
            "two-tits-for-tat",
            "contrite-tit-for-tat",
        ] {
            assert_eq!(find(name).map(|entry| entry.name), Some(name));
        }
    }

    #[test]
    fn names_are_unique_and_automata_sound() {
        let mut names: Vec<_> =
            CATALOGUE.iter().flat_map(|e| std::iter::once(e.name).chain(e.aliases.iter().copied())).collect();
        names.sort_unstable();
        for pair in names.windows(2) {
            assert_ne!(pair[0], pair[1]);
        }
        for name in names {
            assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{name}");
        }
        for entry in CATALOGUE {
            assert!(entry.about.ends_with('.') && !entry.source.is_empty(), "{}", entry.name);
            let Some(automaton) = entry.automaton() else { continue };
            let nodes = automaton.nodes.len();
            assert!((1..=4096).contains(&nodes), "{}: {nodes} nodes", entry.name);
            for node in &automaton.nodes {
                assert!((0.0..=1.0).contains(&node.cooperate), "{}", entry.name);
                assert!(node.next.iter().all(|&next| usize::from(next) < nodes), "{}", entry.name);
            }
        }
    }

    /// No two entries are the same strategy under two names: that is what aliases are for.
    #[test]
    fn no_strategy_stands_here_twice() {
        let small: Vec<_> = CATALOGUE
            .iter()
            .filter_map(|entry| Some((entry.name, entry.automaton()?)))
            .filter(|(_, automaton)| automaton.nodes.len() <= 64)
            .map(|(name, automaton)| (name, automaton.minimal()))
            .collect();
        for (place, (name, automaton)) in small.iter().enumerate() {
            for (other, same) in &small[..place] {
                assert_ne!(automaton, same, "{name} and {other}");
            }
        }
    }

    /// (strategy, memory, stochastic, nice, provocable), from the literature's own words about each.
    #[test]
    fn facts_follow_from_the_automata() {
        let known = [
            ("always-cooperate", Rounds(0), false, true, false),
            ("random", Rounds(0), true, false, false),
            ("tit-for-tat", Rounds(1), false, true, true),
            ("suspicious-tit-for-tat", Rounds(1), false, false, true),
            ("generous-tit-for-tat", Rounds(1), true, true, true),
            ("win-stay-lose-shift", Rounds(1), false, true, true),
            ("extort-2", Rounds(1), true, false, true),
            ("tit-for-two-tats", Rounds(2), false, true, false),
            ("two-tits-for-tat", Rounds(2), false, true, true),
            ("hard-tit-for-tat", Rounds(3), false, true, true),
            ("three-tits-for-two-tats", Rounds(4), false, true, false),
            ("capri", Rounds(3), false, true, true),
            ("nydegger", Rounds(3), false, true, true),
            ("grim-trigger", Unbounded, false, true, true),
            ("fool-me-once", Unbounded, false, true, false),
            ("go-by-majority", Unbounded, false, true, true),
            ("go-by-majority-10", Rounds(10), false, true, true),
            ("gradual", Unbounded, false, true, true),
            ("cycler-ccd", Rounds(0), false, false, false),
            ("feld", Rounds(1), true, false, true),
            ("davis", Unbounded, false, true, true),
            ("joss", Rounds(1), true, false, true),
            ("fortress-4", Unbounded, false, false, false),
            ("bush-mosteller", Unbounded, true, false, true),
            ("deliberate", Unbounded, true, false, true),
        ];
        for (name, memory, stochastic, nice, provocable) in known {
            let facts = Facts { memory, stochastic, nice, provocable };
            assert_eq!(find(name).expect(name).facts(), facts, "{name}");
        }
    }
}
