//! Tables of automata in registers, where the machine has vectors of 512 bits.
//!
//! One permutation reads two registers for a whole vector of sides: 32 chances of 32 bits, or 64 successors of 16 bits. So 32 nodes, whose 128
//! successors take two permutations, are enough for several strategies of two nodes, or of five as memory-one strategies have.
//!
//! The intrinsics are those of `pulp`: they are safe to call for whoever holds a [`V4`], which only a machine that has them gives.

use std::arch::x86_64::__m512i;
use std::array::from_fn;

use pulp::NullaryFnOnce;
use pulp::x86::V4;

use super::room::NODES;
use crate::game::Action;

/// Nodes that there is room for.
const FEW: usize = 32;

/// Sides whose chances are read together.
const SIDES: usize = 16;

/// Tables of at most [`FEW`] nodes.
#[derive(Debug, Clone)]
pub(super) struct Few {
    v4: V4,
    /// The bounds; the greatest number stands for certainty.
    chance: [u32; FEW],
    /// The successors, a register each.
    next: [[u16; 32]; 4],
}

impl Few {
    /// The tables of so many nodes, if they are few, no chance is just below certainty, and the machine has such vectors.
    pub(super) fn of(nodes: usize, chance: &[u64; NODES], next: &[u16; 4 * NODES]) -> Option<Self> {
        if nodes > FEW || chance.contains(&u64::from(u32::MAX)) {
            return None;
        }
        let chance = from_fn(|place| u32::try_from(chance[place]).unwrap_or(u32::MAX));
        let next = from_fn(|quarter| from_fn(|place| next[32 * quarter + place]));
        V4::try_new().map(|v4| Self { v4, chance, next })
    }

    /// Each side's executed action, from its node and its word.
    pub(super) fn choose(&self, node: &[u16], words: &[u32], action: &mut [Action]) {
        self.v4.vectorize(Choose { few: self, node, words, action });
    }

    /// Each side's next node, from what it did and saw.
    pub(super) fn go_on(&self, node: &mut [u16], seen: &[u8]) {
        self.v4.vectorize(GoOn { few: self, node, seen });
    }
}

struct Choose<'a> {
    few: &'a Few,
    node: &'a [u16],
    words: &'a [u32],
    action: &'a mut [Action],
}

impl NullaryFnOnce for Choose<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { few, node, words, action } = self;
        let (nodes, last_nodes) = node.as_chunks::<SIDES>();
        let (words, last_words) = words.as_chunks::<SIDES>();
        let (actions, last_actions) = action.as_chunks_mut::<SIDES>();
        for ((node, words), action) in nodes.iter().zip(words).zip(actions) {
            choose(few, node, words, action);
        }
        let (mut node, mut words, mut action) = ([0; SIDES], [0; SIDES], [Action::Cooperate; SIDES]);
        node[..last_nodes.len()].copy_from_slice(last_nodes);
        words[..last_words.len()].copy_from_slice(last_words);
        choose(few, &node, &words, &mut action);
        last_actions.copy_from_slice(&action[..last_actions.len()]);
    }
}

#[inline(always)]
fn choose(few: &Few, node: &[u16; SIDES], words: &[u32; SIDES], action: &mut [Action; SIDES]) {
    let (f, words) = (few.v4.avx512f, pulp::cast(*words));
    let [low, high] = halves(few.chance);
    let bound = f._mm512_permutex2var_epi32(low, f._mm512_cvtepu16_epi32(pulp::cast(*node)), high);
    let certain = f._mm512_cmpeq_epi32_mask(bound, pulp::cast([u32::MAX; SIDES]));
    let cooperates = f._mm512_cmplt_epu32_mask(words, bound) | certain;
    let defects = f._mm512_cvtepi32_epi8(f._mm512_maskz_set1_epi32(!cooperates, 1));
    let defects: [u8; SIDES] = pulp::cast(defects);
    for (action, defects) in action.iter_mut().zip(defects) {
        *action = Action::cooperate_if(defects == 0);
    }
}

/// Two registers of chances.
#[inline(always)]
fn halves(chance: [u32; FEW]) -> [__m512i; 2] {
    let [low, high]: [[u32; SIDES]; 2] = pulp::cast(chance);
    [pulp::cast(low), pulp::cast(high)]
}

/// Sides whose next nodes are read together.
const TOGETHER: usize = 32;

struct GoOn<'a> {
    few: &'a Few,
    node: &'a mut [u16],
    seen: &'a [u8],
}

impl NullaryFnOnce for GoOn<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { few, node, seen } = self;
        let (nodes, last_nodes) = node.as_chunks_mut::<TOGETHER>();
        let (seen, last_seen) = seen.as_chunks::<TOGETHER>();
        for (node, seen) in nodes.iter_mut().zip(seen) {
            go_on(few, node, seen);
        }
        let (mut node, mut seen) = ([0; TOGETHER], [0; TOGETHER]);
        node[..last_nodes.len()].copy_from_slice(last_nodes);
        seen[..last_seen.len()].copy_from_slice(last_seen);
        go_on(few, &mut node, &seen);
        last_nodes.copy_from_slice(&node[..last_nodes.len()]);
    }
}

#[inline(always)]
fn go_on(few: &Few, node: &mut [u16; TOGETHER], seen: &[u8; TOGETHER]) {
    let (f, bw) = (few.v4.avx512f, few.v4.avx512bw);
    let from = f._mm512_slli_epi32::<2>(pulp::cast(*node));
    let outcome = f._mm512_or_si512(from, bw._mm512_cvtepu8_epi16(pulp::cast(*seen)));
    let [a, b, c, d] = few.next;
    let low = bw._mm512_permutex2var_epi16(pulp::cast(a), outcome, pulp::cast(b));
    let high = bw._mm512_permutex2var_epi16(pulp::cast(c), outcome, pulp::cast(d));
    let above = bw._mm512_test_epi16_mask(outcome, pulp::cast([64_u16; TOGETHER]));
    *node = pulp::cast(bw._mm512_mask_blend_epi16(above, low, high));
}
