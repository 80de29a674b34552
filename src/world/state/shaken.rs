//! What shocks have done to a world.

use crate::world::rules::Rules;

/// Words per shock and round: whether it strikes, whom, which strategy, one spare.
pub(in crate::world) const WORDS: usize = 4;

/// What shocks have done to a world. Rounds are those up to which something lasts; 0: it does not.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shaken {
    /// Did a shock strike at the end of this round?
    pub struck: bool,
    /// What struck and is still to be carried out: the place of the shock and its words.
    pub(in crate::world) pending: Vec<(usize, [u32; WORDS])>,
    /// Breaks faith, per agent.
    pub(in crate::world) breaks_faith: Vec<u32>,
    /// The last round of any breach.
    pub(in crate::world) last_breach: u32,
    /// Readings are inverted, per pair.
    pub(in crate::world) inverted: Vec<u32>,
    /// The last round of any false flag.
    pub(in crate::world) last_inverted: u32,
    /// Is withdrawn from the convention, per agent; `u32::MAX` for good.
    pub(in crate::world) withdrawn: Vec<u32>,
    /// Has left, per agent.
    pub(in crate::world) left: Vec<bool>,
    /// Is anybody withdrawn or gone?
    pub(in crate::world) outside: bool,
}

impl Shaken {
    /// Room for it, or none where no shock looms.
    pub(in crate::world) fn room(rules: &Rules) -> Option<Self> {
        let (agents, pairs) = (rules.agents(), rules.sides() / 2);
        (!rules.shocks.is_empty()).then(|| Self {
            pending: Vec::with_capacity(rules.shocks.len()),
            breaks_faith: vec![0; agents],
            inverted: vec![0; pairs],
            withdrawn: vec![0; agents],
            left: vec![false; agents],
            ..Self::default()
        })
    }

    /// Has this agent left?
    #[inline]
    pub fn left(&self, agent: usize) -> bool {
        self.left[agent]
    }

    /// Is this agent withdrawn or gone in that round?
    pub(in crate::world) fn is_outside(&self, agent: usize, round: u32) -> bool {
        self.left[agent] || self.withdrawn[agent] >= round
    }

    /// The places of the shocks that struck at the end of the last round; they act from the next one.
    pub fn struck_by(&self) -> impl Iterator<Item = usize> {
        self.pending.iter().map(|&(place, _)| place)
    }

    /// Are any readings inverted in this round?
    #[inline]
    pub fn deceives(&self, round: u32) -> bool {
        self.last_inverted >= round
    }

    /// Are the readings of this side inverted in this round?
    #[inline]
    pub fn inverts(&self, side: usize, round: u32) -> bool {
        self.inverted[side / 2] >= round
    }

    /// Takes their voice from those that left.
    pub(in crate::world) fn silence(&self, voice: &mut [f64]) {
        for (voice, &left) in voice.iter_mut().zip(&self.left) {
            if left {
                *voice = 0.0;
            }
        }
    }
}
