//! Scores that are kept until something changes, for agents anywhere.

use super::events::{Compare, anyone_but};
use crate::learning::draw::{IMITATE, PEER, WORDS};
use crate::learning::{Learning, fermi};
use crate::rng::{Squeeze, pick};
use crate::world::phases::expected::Expected;
use crate::world::rules::Rules;
use crate::world::state::World;

/// Agents that ask for each other's scores.
pub(super) struct Kept<'a> {
    rules: &'a Rules,
    selection: f64,
    expected: &'a mut Expected,
    squeeze: Squeeze,
}

impl<'a> Kept<'a> {
    pub(super) fn new(rules: &'a Rules, learning: &Learning, expected: &'a mut Expected) -> Self {
        Self { rules, selection: learning.selection.get(), expected, squeeze: Squeeze::new() }
    }

    /// Whom agent `i` looks at, if there is anybody.
    fn peer(&self, i: usize, word: u32) -> Option<usize> {
        if self.rules.complete {
            let agents = self.rules.agents();
            return (agents > 1).then(|| anyone_but(i, word, agents));
        }
        let sides = self.rules.meetings.sides_of(i);
        (!sides.is_empty()).then(|| self.rules.meetings.partner(sides[pick(word, sides.len())] as usize))
    }
}

impl Compare for Kept<'_> {
    fn imitate(&mut self, world: &World, i: usize, own: u16, words: &[u32; WORDS]) -> u16 {
        let Some(peer) = self.peer(i, words[PEER]) else { return own };
        let other = world.strategy[peer];
        if other == own {
            return own;
        }
        let [own_score, other_score] = [i, peer].map(|agent| self.expected.kept_score(self.rules, world, agent));
        // Nothing to show looks like 0 to others.
        let shown = if other_score.is_nan() { 0.0 } else { other_score };
        if fermi::imitates(self.squeeze, self.selection, own_score, shown, words[IMITATE]) { other } else { own }
    }

    fn changed(&mut self, world: &World, i: usize, before: u16) {
        self.expected.outdate(self.rules, world, i, before);
    }
}
