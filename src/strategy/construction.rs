//! Automata from rules: a state, what it chooses, and where an encounter takes it, unfolded into nodes.
//!
//! ```text
//! nodes = { states reached from the start by next(state, own, read) },  numbered in the order they are reached
//! ```
//!
//! | symbol | meaning | argument |
//! |---|---|---|
//! | start | the state before the first encounter, node 0 | `start` |
//! | cooperate | probability to cooperate in a state, in [0, 1] | `cooperate` |
//! | next | the state after an encounter: own action as executed, partner's as read | `next` |
//!
//! Source: the textbook construction of the reachable states, and Moore (1956), "Gedanken-experiments on sequential
//! machines", for merging states that no play can tell apart. Counters without bound in the literature get a cap, which
//! the strategy's own sentence states.
//!
//! ```
//! use comity::strategy::Automaton;
//! // tit-for-two-tats looks at the partner's last two moves, as read
//! let lenient = Automaton::watching(2, |read| if read == "DD" { 0.0 } else { 1.0 });
//! assert_eq!(lenient.play("CDCDDDCC"), "CCCCCDDC");
//! assert_eq!(lenient.nodes.len(), 3);
//! ```

use std::collections::BTreeMap;

use super::automaton::{Automaton, Node};
use crate::game::Action::{self, Cooperate, Defect};

/// The four encounters in the order of every table: CC, CD, DC, DD.
const ENCOUNTERS: [(Action, Action); 4] =
    [(Cooperate, Cooperate), (Cooperate, Defect), (Defect, Cooperate), (Defect, Defect)];

impl Automaton {
    /// Unfolds a rule from its start state. The rule must reach at most 65,536 states.
    pub fn unfold<S: Ord + Clone>(
        start: S,
        cooperate: impl Fn(&S) -> f64,
        next: impl Fn(&S, Action, Action) -> S,
    ) -> Self {
        let mut places = BTreeMap::from([(start.clone(), 0_u16)]);
        let mut states = vec![start];
        let mut nodes = Vec::new();
        while let Some(state) = states.get(nodes.len()).cloned() {
            let next = ENCOUNTERS.map(|(own, read)| {
                let state = next(&state, own, read);
                *places.entry(state).or_insert_with_key(|state| {
                    states.push(state.clone());
                    (states.len() - 1) as u16
                })
            });
            nodes.push(Node { cooperate: cooperate(&state), next });
        }
        Self { nodes }
    }

    /// A strategy that looks at the last `rounds` encounters: own moves as executed and the partner's as read, as
    /// strings of
    /// `C` and `D`, the latest last (shorter while fewer have been played).
    pub fn recalling(rounds: usize, cooperate: impl Fn(&str, &str) -> f64) -> Self {
        let start = (String::new(), String::new());
        Self::unfold(
            start,
            |(own, read)| cooperate(own, read),
            |(own, read), a, b| (followed(own, a, rounds), followed(read, b, rounds)),
        )
        .minimal()
    }

    /// A strategy that looks at the partner's last `rounds` moves as read, a string of `C` and `D`, the latest last.
    pub fn watching(rounds: usize, cooperate: impl Fn(&str) -> f64) -> Self {
        Self::unfold(String::new(), |read| cooperate(read), |read, _, b| followed(read, b, rounds)).minimal()
    }

    /// A strategy that plays a string of `C` and `D` over and over, whatever happens.
    pub fn cycling(moves: &'static str) -> Self {
        let moves = moves.as_bytes();
        Self::unfold(0, |&at| if moves[at] == b'C' { 1.0 } else { 0.0 }, |&at, _, _| (at + 1) % moves.len())
    }

    /// The same strategy with as few nodes as can be.
    pub fn minimal(&self) -> Self {
        let mut class: Vec<usize> = {
            let mut known: Vec<f64> = Vec::new();
            let class_of = |node: &Node| {
                known.iter().position(|&p| p == node.cooperate).unwrap_or_else(|| {
                    known.push(node.cooperate);
                    known.len() - 1
                })
            };
            self.nodes.iter().map(class_of).collect()
        };
        let mut count = 0;
        loop {
            let mut known = BTreeMap::new();
            let refined: Vec<usize> = (self.nodes.iter().zip(&class))
                .map(|(node, &own)| {
                    let fresh = known.len();
                    *known.entry((own, node.next.map(|next| class[usize::from(next)]))).or_insert(fresh)
                })
                .collect();
            let found = known.len();
            class = refined;
            if found == count {
                break;
            }
            count = found;
        }
        // Classes are numbered by their first node, so the start keeps number 0.
        let first = (0..count).filter_map(|wanted| class.iter().position(|&c| c == wanted));
        let merged = |node: &Node| Node { next: node.next.map(|next| class[usize::from(next)] as u16), ..*node };
        Self { nodes: first.map(|place| merged(&self.nodes[place])).collect() }
    }
}

/// A string of moves with one more at its end, the oldest dropped beyond `rounds`.
fn followed(moves: &str, action: Action, rounds: usize) -> String {
    let letter = if action.cooperates() { 'C' } else { 'D' };
    let kept = &moves[moves.len().saturating_sub(rounds.saturating_sub(1))..];
    format!("{kept}{letter}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tit-for-tat as memory-one has an opening and four nodes, of which two behave differently.
    #[test]
    fn merging_keeps_what_is_played() {
        let five = Automaton::memory_one(1.0, [1.0, 0.0, 1.0, 0.0]);
        let two = five.minimal();
        assert_eq!((five.nodes.len(), two.nodes.len()), (5, 2));
        assert_eq!(two.play("CDDCDC"), five.play("CDDCDC"));
    }

    #[test]
    fn own_moves_are_those_executed() {
        // defects while its own last two moves were the same
        let restless = Automaton::recalling(2, |own, _| if own == "CC" || own == "DD" { 0.0 } else { 1.0 });
        assert_eq!(restless.play("CCCCCC"), "CCDCCD");
    }

    #[test]
    fn a_cycle_ignores_everyone() {
        let cycle = Automaton::cycling("DDC");
        assert_eq!((cycle.play("CDCDC").as_str(), cycle.nodes.len()), ("DDCDD", 3));
    }
}
