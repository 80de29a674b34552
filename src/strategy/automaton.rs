//! A strategy as a finite probabilistic automaton.
//!
//! ```text
//! P(C) = p_node;   next node = next_node[own action as executed, partner's action as read]
//! P(executed C) = (1 - slip) p + slip (1 - p)
//! p with trust = (1 - v) p + v logistic((tau - trust_threshold) / trust_width)
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | p_node | probability to cooperate in a node | [0, 1] | [`Node::cooperate`] |
//! | next | nodes after CC, CD, DC, DD (own, partner's) | node numbers | [`Node::next`] |
//! | slip | an intended action is flipped | [0, 1] | `noise.slip` |
//! | v, trust_threshold, trust_width | mixing in of trust | | [`crate::strategy::Choice`] |
//!
//! Source: Rubinstein (1986), J. Econ. Theory 39:83, for automata in repeated games; Nowak & Sigmund (1993), Nature 364:56, for
//! memory-one strategies and slips. The slip is folded into the probability, which is exact because the intended action is
//! neither recorded nor remembered: both sides go on from what was executed.
//!
//! ```
//! use comity::strategy::automaton::{Automaton, with_slip};
//! assert!((with_slip(0.9, 0.05) - 0.86).abs() < 1e-15); // 0.9 x 0.95 + 0.1 x 0.05
//! // win-stay-lose-shift cooperates after CC and DD
//! let wsls = Automaton::memory_one(1.0, [1.0, 0.0, 0.0, 1.0]);
//! assert_eq!(wsls.play("CDDC"), "CCDC");
//! ```

use crate::game::{Action, outcome};

/// One node of an automaton.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Node {
    /// Probability to cooperate, in [0, 1].
    pub cooperate: f64,
    /// The next node after CC, CD, DC, DD: own action as executed, partner's action as read.
    pub next: [u16; 4],
}

/// A finite probabilistic automaton; it starts in node 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Automaton {
    /// The nodes; every `next` is a place in this list.
    pub nodes: Vec<Node>,
}

impl Automaton {
    /// A memory-one strategy: the opening probability to cooperate, and that after CC, CD, DC, DD.
    ///
    /// Node 0 is the opening; nodes 1 to 4 follow the four outcomes.
    pub fn memory_one(opening: f64, after: [f64; 4]) -> Self {
        let node = |cooperate| Node { cooperate, next: [1, 2, 3, 4] };
        Self { nodes: std::iter::once(opening).chain(after).map(node).collect() }
    }

    /// From (probability to cooperate, next nodes) per node.
    pub fn from_nodes(nodes: &[(f64, [u16; 4])]) -> Self {
        Self { nodes: nodes.iter().map(|&(cooperate, next)| Node { cooperate, next }).collect() }
    }

    /// Does any node reached from the start mix its choice?
    pub fn is_stochastic(&self) -> bool {
        self.reachable().any(|node| node.cooperate > 0.0 && node.cooperate < 1.0)
    }

    /// Is it never the first to defect (without noise, against a partner read as cooperating)?
    pub fn is_nice(&self) -> bool {
        let mut at = 0;
        // A path along CC visits every node it can reach within as many steps as there are nodes.
        for _ in 0..=self.nodes.len() {
            if self.nodes[at].cooperate < 1.0 {
                return false;
            }
            at = usize::from(self.nodes[at].next[0]);
        }
        true
    }

    fn reachable(&self) -> impl Iterator<Item = &Node> {
        let mut seen = vec![false; self.nodes.len()];
        let mut open = vec![0];
        while let Some(at) = open.pop() {
            if !std::mem::replace(&mut seen[at], true) {
                open.extend(self.nodes[at].next.iter().map(|&next| usize::from(next)));
            }
        }
        self.nodes.iter().zip(seen).filter_map(|(node, seen)| seen.then_some(node))
    }

    /// The moves against a partner's moves, without noise; a mixed node cooperates iff its probability is at least 1/2.
    /// Anything but `C` counts as `D`. For tests and for drawing a strategy.
    pub fn play(&self, partner: &str) -> String {
        let mut at = 0;
        let mut moves = String::new();
        for letter in partner.chars() {
            let own = Action::cooperate_if(self.nodes[at].cooperate >= 0.5);
            moves.push(if own.cooperates() { 'C' } else { 'D' });
            let read = Action::cooperate_if(letter == 'C');
            at = usize::from(self.nodes[at].next[outcome(own, read)]);
        }
        moves
    }
}

/// Probability that an intention executed with slips is cooperation.
#[inline]
pub fn with_slip(p: f64, slip: f64) -> f64 {
    (1.0 - slip) * p + slip * (1.0 - p)
}
