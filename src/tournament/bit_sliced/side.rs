//! One side of the matches: which of them stand in which node of its automaton.

use pulp::Simd;

use super::masks::{Masks, Numbers};
use crate::rng::{Chance, Stream};
use crate::strategy::Automaton;
use crate::strategy::automaton::with_slip;

/// Most nodes of an automaton that is played so: beyond, the masks cost more than they save.
pub(super) const NODES: usize = 16;

/// An automaton as its masks need it.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    automaton: &'a Automaton,
    /// Its chances to cooperate, each once.
    chances: Vec<Chance>,
    /// The place of each node's chance among them.
    chance: [usize; NODES],
    /// Where all nodes go on, if all go on alike: then the last turn alone counts (memory one).
    alike: Option<[u16; 4]>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(automaton: &'a Automaton, slip: f64) -> Self {
        let (mut chances, mut chance) = (Vec::new(), [0; NODES]);
        for (place, node) in chance.iter_mut().zip(&automaton.nodes) {
            let of = Chance::of(with_slip(node.cooperate, slip));
            *place = chances.iter().position(|&known| known == of).unwrap_or_else(|| {
                chances.push(of);
                chances.len() - 1
            });
        }
        let next = automaton.nodes.first().map(|node| node.next);
        let alike = next.filter(|next| automaton.nodes.iter().all(|node| node.next == *next));
        Self { automaton, chances, chance, alike }
    }
}

/// One side of the matches.
#[derive(Debug)]
pub(super) struct Side<'a, S: Simd> {
    simd: S,
    plan: &'a Plan<'a>,
    at: At<S>,
    /// Room for the matches whose numbers are below each of the plan's chances.
    below: [Masks<S>; NODES],
}

/// Where matches stand.
#[derive(Debug)]
enum At<S: Simd> {
    /// Which of them had each outcome in the last turn.
    After([Masks<S>; 4]),
    /// Which of them are in each node.
    Nodes([Masks<S>; NODES]),
}

impl<'a, S: Simd> Side<'a, S> {
    /// All matches stand in the first node.
    #[inline(always)]
    pub(super) fn new(simd: S, plan: &'a Plan<'a>) -> Self {
        let none = [Masks::splat(simd, 0); NODES];
        let mut at = none;
        at[0] = Masks::splat(simd, u64::MAX);
        Self { simd, plan, at: At::Nodes(at), below: none }
    }

    /// The matches in which it cooperates.
    #[inline(always)]
    pub(super) fn cooperates(&mut self, numbers: &Numbers<'_, S>, streams: &mut [Stream]) -> Masks<S> {
        for (below, &chance) in self.below.iter_mut().zip(&self.plan.chances) {
            *below = numbers.below(chance, streams);
        }
        let below = &self.below;
        let mut all = Masks::splat(self.simd, 0);
        match (&self.at, self.plan.alike) {
            (At::After(outcomes), Some(next)) => {
                for (&after, node) in outcomes.iter().zip(next) {
                    all |= after & below[self.plan.chance[usize::from(node) % NODES] % NODES];
                }
            }
            (At::Nodes(at), _) => {
                for (&at, &chance) in at.iter().zip(&self.plan.chance).take(self.plan.automaton.nodes.len()) {
                    all |= at & below[chance % NODES];
                }
            }
            (At::After(_), None) => {}
        }
        all
    }

    /// Goes on after outcomes: own action as executed, the partner's as read.
    #[inline(always)]
    pub(super) fn go_on(&mut self, own: Masks<S>, read: Masks<S>) {
        let outcomes = [own & read, own & !read, !own & read, !(own | read)];
        if self.plan.alike.is_some() {
            self.at = At::After(outcomes);
        } else if let At::Nodes(at) = &mut self.at {
            let before = *at;
            *at = [Masks::splat(self.simd, 0); NODES];
            for (&from, node) in before.iter().zip(&self.plan.automaton.nodes) {
                for (&next, outcome) in node.next.iter().zip(outcomes) {
                    at[usize::from(next) % NODES] |= from & outcome;
                }
            }
        }
    }
}
