//! What automata do next, many sides at a time.
//!
//! Two look-ups for each side and round: a node's chance to cooperate, and the node after an outcome. Where the machine has wide vectors
//! and the automata few nodes, whole vectors of sides look up together (`registers`). Elsewhere they do one by one. The results are the
//! same.

#[cfg(target_arch = "x86_64")]
use super::registers::Few;
use super::room::NODES;
use crate::game::Action;
use crate::world::rules::Repertoire;

/// Tables of the nodes of a repertoire.
#[derive(Debug, Clone)]
pub(super) struct Nodes {
    /// Each node's chance to cooperate, a bound on 32-bit words.
    chance: Box<[u64; NODES]>,
    /// Where each node goes on, four outcomes a node.
    next: Box<[u16; 4 * NODES]>,
    #[cfg(target_arch = "x86_64")]
    few: Option<Few>,
}

impl Nodes {
    /// Of a repertoire with at most [`NODES`] nodes.
    pub(super) fn of(repertoire: &Repertoire) -> Self {
        let (mut chance, mut next) = (Box::new([0; NODES]), Box::new([0; 4 * NODES]));
        for (place, (node, bound)) in repertoire.nodes.iter().zip(&repertoire.chance).enumerate() {
            chance[place] = bound.bound();
            next[4 * place..4 * place + 4].copy_from_slice(&node.next);
        }
        Self {
            #[cfg(target_arch = "x86_64")]
            few: Few::of(repertoire.nodes.len(), &chance, &next),
            chance,
            next,
        }
    }

    /// Each side's executed action, from its node and its word.
    pub(super) fn choose(&self, node: &[u16], words: &[u32], action: &mut [Action]) {
        #[cfg(target_arch = "x86_64")]
        if let Some(few) = &self.few {
            few.choose(node, words, action);
            return;
        }
        let chance: &[u64; NODES] = &self.chance;
        for ((action, &node), &word) in action.iter_mut().zip(node).zip(words) {
            *action = Action::cooperate_if(u64::from(word) < chance[usize::from(node) % NODES]);
        }
    }

    /// Each side's next node, from what it did and saw: own action x 2 + the partner's as it was read.
    pub(super) fn go_on(&self, node: &mut [u16], seen: &[u8]) {
        #[cfg(target_arch = "x86_64")]
        if let Some(few) = &self.few {
            few.go_on(node, seen);
            return;
        }
        let next: &[u16; 4 * NODES] = &self.next;
        for (node, &seen) in node.iter_mut().zip(seen) {
            *node = next[(4 * usize::from(*node) + usize::from(seen)) % (4 * NODES)];
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Key, Purpose, Stream};

    /// Up to three vectors of sides, with chances of 0, 1 and between, against the tables read one by one.
    #[test]
    fn a_vector_reads_what_is_read_one_by_one() {
        const COUNT: usize = 32;
        let (mut chance, mut next) = (Box::new([0; NODES]), Box::new([0; 4 * NODES]));
        for place in 0..COUNT {
            chance[place] = [0, 1 << 32, 1 << 31, 1 << 30, u64::from(u32::MAX) - 1][place % 5];
            for outcome in 0..4 {
                next[4 * place + outcome] = ((place * 5 + outcome * 3) % COUNT) as u16;
            }
        }
        let few = Few::of(COUNT, &chance, &next);
        let fast = Nodes { chance, next, few };
        let plain = Nodes { few: None, ..fast.clone() };
        let mut stream = Stream::new(&Key::common(1), 0, Purpose::Choice);
        for length in 0..100 {
            let node: Vec<u16> = (0..length).map(|k| (k * 7 % COUNT) as u16).collect();
            let words: Vec<u32> = (0..length).map(|k| if k % 9 == 0 { u32::MAX } else { stream.word() }).collect();
            let seen: Vec<u8> = words.iter().map(|word| (word % 4) as u8).collect();
            let of = |nodes: &Nodes| {
                let (mut action, mut after) = (vec![Action::Defect; length], node.clone());
                nodes.choose(&node, &words, &mut action);
                nodes.go_on(&mut after, &seen);
                (action, after)
            };
            assert_eq!(of(&fast), of(&plain), "{length} sides");
        }
    }

    #[test]
    fn what_does_not_fit_is_read_one_by_one() {
        let (mut chance, next) = ([0; NODES], [0; 4 * NODES]);
        assert!(Few::of(33, &chance, &next).is_none());
        chance[3] = u64::from(u32::MAX);
        assert!(Few::of(32, &chance, &next).is_none(), "this one stands for certainty");
    }
}
