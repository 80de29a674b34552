//! What can be said of a strategy before it is played: its memory, whether it mixes, is nice, can be provoked.
//!
//! ```text
//! memory     = least m such that, at any given round, encounters that agree in their last m rounds lead to the same
//! P(C) stochastic = some reachable node has 0 < P(C) < 1
//! nice       = P(C) = 1 as long as the partner cooperates
//! provocable = against a partner that has always cooperated, some defection met by own cooperation lowers the next
//! P(C)
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | m | rounds that matter; the round's number is not memory, so a clock has 0 | 0, 1, ... or unbounded | [`Facts::memory`] |
//! | P(C) | probability to cooperate in a node | [0, 1] | [`super::automaton::Node::cooperate`] |
//!
//! Source: Axelrod (1984), The Evolution of Cooperation, for nice and provocable ("an uncalled-for defection"). Where
//! he says that a provocable rule answers at once, so is it here: a strategy that forgives a first defection is not
//! provocable. Memory is taken over all plays, own slips included, because encounters slip: grim-trigger remembers
//! without bound even though its own last move would betray its node in a world without noise.
//!
//! ```
//! use comity::strategy::{Automaton, facts::{Facts, Memory}};
//! let tit_for_tat = Facts::of(&Automaton::memory_one(1.0, [1.0, 0.0, 1.0, 0.0]));
//! assert_eq!(tit_for_tat, Facts { memory: Memory::Rounds(1), stochastic: false, nice: true, provocable: true });
//! ```

use std::collections::BTreeSet;
use std::fmt;

use super::automaton::Automaton;

/// How many past rounds matter to a strategy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Memory {
    /// The last so many rounds.
    Rounds(u16),
    /// No number of rounds is enough.
    Unbounded,
}

impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rounds(rounds) => rounds.fmt(f),
            Self::Unbounded => f.pad("unbounded"),
        }
    }
}

/// What is known of a strategy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// How many past rounds matter.
    pub memory: Memory,
    /// Does it mix?
    pub stochastic: bool,
    /// Is it never the first to defect?
    pub nice: bool,
    /// Does it answer an uncalled-for defection at once, with positive probability?
    pub provocable: bool,
}

impl Facts {
    /// Those of an automaton, worked out from its nodes.
    pub fn of(automaton: &Automaton) -> Self {
        Self {
            memory: memory(automaton),
            stochastic: automaton.is_stochastic(),
            nice: automaton.is_nice(),
            provocable: is_provocable(automaton),
        }
    }
}

/// Follows the play against an unfailing cooperator and tries a defection at every point.
fn is_provocable(automaton: &Automaton) -> bool {
    let mut seen = vec![false; automaton.nodes.len()];
    let mut open = vec![0];
    while let Some(at) = open.pop() {
        if std::mem::replace(&mut seen[at], true) {
            continue;
        }
        let node = &automaton.nodes[at];
        let [kept, provoked, defected, _] = node.next.map(usize::from);
        if node.cooperate > 0.0 {
            if automaton.nodes[provoked].cooperate < automaton.nodes[kept].cooperate {
                return true;
            }
            open.push(kept);
        }
        if node.cooperate < 1.0 {
            open.push(defected);
        }
    }
    false
}

/// Two nodes, the lower number first.
type NodePair = (u16, u16);

/// A set of pairs, one bit for each.
struct Pairs {
    nodes: usize,
    bits: Vec<u64>,
}

impl Pairs {
    fn new(automaton: &Automaton) -> Self {
        let nodes = automaton.nodes.len();
        Self { nodes, bits: vec![0; (nodes * nodes).div_ceil(64)] }
    }

    /// Adds a pair; was it new?
    fn insert(&mut self, (u, v): NodePair) -> bool {
        let place = usize::from(u) * self.nodes + usize::from(v);
        let (word, bit) = (&mut self.bits[place / 64], 1 << (place % 64));
        let new = *word & bit == 0;
        *word |= bit;
        new
    }
}

fn memory(automaton: &Automaton) -> Memory {
    let Some(mut layer) = simultaneous(automaton) else { return Memory::Unbounded };
    // The pairs left after so many common rounds; they only become fewer.
    let mut rounds = 0;
    while layer.iter().any(|&pair| differs(automaton, pair)) {
        let mut seen = Pairs::new(automaton);
        let mut next = Vec::new();
        for &pair in &layer {
            next.extend(common(automaton, pair).filter(|&pair| seen.insert(pair)));
        }
        if next.len() == layer.len() {
            return Memory::Unbounded;
        }
        layer = next;
        rounds += 1;
    }
    Memory::Rounds(rounds)
}

/// All pairs of different nodes that the same round can find a strategy in; none once they prove an unbounded memory.
fn simultaneous(automaton: &Automaton) -> Option<Vec<NodePair>> {
    let mut seen = Pairs::new(automaton);
    seen.insert((0, 0));
    let mut found = vec![(0, 0)];
    let mut done = 0;
    while let Some(&(u, v)) = found.get(done) {
        // The first pairs often show at once that the memory has no bound; the rest would be many.
        if u != v && done < 100 && lasts(automaton, (u, v)) {
            return None;
        }
        for a in automaton.nodes[usize::from(u)].next {
            for b in automaton.nodes[usize::from(v)].next {
                let pair = (a.min(b), a.max(b));
                if seen.insert(pair) {
                    found.push(pair);
                }
            }
        }
        done += 1;
    }
    found.retain(|&(u, v)| u != v);
    Some(found)
}

/// Does this difference survive a repeated encounter for ever, and still show afterwards?
fn lasts(automaton: &Automaton, pair: NodePair) -> bool {
    (0..4).any(|encounter| {
        let step = |(u, v): NodePair| {
            let to = |node: u16| automaton.nodes[usize::from(node)].next[encounter];
            (to(u).min(to(v)), to(u).max(to(v)))
        };
        // After as many steps as there are nodes the pair goes round in a circle, or has met.
        let mut at = pair;
        for _ in 0..automaton.nodes.len() {
            at = step(at);
            if at.0 == at.1 {
                return false;
            }
        }
        let mut circle = at;
        loop {
            circle = step(circle);
            if circle == at {
                break;
            }
            if circle.0 == circle.1 {
                return false;
            }
        }
        shows(automaton, at)
    })
}

/// Does some common play tell the two nodes apart? Gives up, saying no, after many pairs.
fn shows(automaton: &Automaton, pair: NodePair) -> bool {
    let mut seen = BTreeSet::from([pair]);
    let mut open = vec![pair];
    while let Some(pair) = open.pop() {
        if differs(automaton, pair) {
            return true;
        }
        if seen.len() > 4096 {
            return false;
        }
        open.extend(common(automaton, pair).filter(|&next| seen.insert(next)));
    }
    false
}

fn differs(automaton: &Automaton, (u, v): NodePair) -> bool {
    automaton.nodes[usize::from(u)].cooperate != automaton.nodes[usize::from(v)].cooperate
}

/// Where one and the same encounter takes the two nodes, if to different ones.
fn common(automaton: &Automaton, (u, v): NodePair) -> impl Iterator<Item = NodePair> {
    let (u, v) = (automaton.nodes[usize::from(u)].next, automaton.nodes[usize::from(v)].next);
    u.into_iter().zip(v).filter(|(a, b)| a != b).map(|(a, b)| (a.min(b), a.max(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(automaton: &Automaton) -> (Memory, bool, bool, bool) {
        let Facts { memory, stochastic, nice, provocable } = Facts::of(automaton);
        (memory, stochastic, nice, provocable)
    }

    #[test]
    fn facts_of_the_simplest() {
        use Memory::{Rounds, Unbounded};
        let coin = Automaton::memory_one(0.5, [0.5; 4]);
        assert_eq!(facts(&coin), (Rounds(0), true, false, false));
        let grim = Automaton::from_nodes(&[(1.0, [0, 1, 0, 1]), (0.0, [1, 1, 1, 1])]);
        assert_eq!(facts(&grim), (Unbounded, false, true, true));
        assert_eq!(facts(&Automaton::cycling("CCD")), (Rounds(0), false, false, false));
        let lenient = Automaton::watching(3, |read| if read == "DDD" { 0.0 } else { 1.0 });
        assert_eq!(facts(&lenient), (Rounds(3), false, true, false));
    }

    /// Nodes that no play tells apart are no memory, however they are connected.
    #[test]
    fn doubled_nodes_do_not_count() {
        let doubled = Automaton::from_nodes(&[(1.0, [1, 1, 0, 0]), (1.0, [0, 0, 1, 1])]);
        assert_eq!(Facts::of(&doubled).memory, Memory::Rounds(0));
    }
}
