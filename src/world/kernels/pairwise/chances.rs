//! Chances that are worked out when they are first asked for.

use crate::rng::Chance;

/// Chances in their places, some of them not known yet.
#[derive(Debug, Clone)]
pub(super) struct Chances {
    /// One more than the bound of each chance, or the greatest number below 2^32; 0 if it is not known.
    bounds: Vec<u32>,
}

impl Chances {
    pub(super) fn new(count: usize) -> Self {
        Self { bounds: vec![0; count] }
    }

    /// Is the chance known well enough for this word, and does the word make it happen if so? It is not where it has to be worked out
    /// first, nor for the two greatest words.
    #[inline]
    pub(super) fn look(&self, place: usize, word: u32) -> (bool, bool) {
        let bound = self.bounds[place];
        ((bound != 0) & (word < u32::MAX - 1), word.wrapping_add(1) < bound)
    }

    /// Does a word make it happen? None if the chance is not known well enough.
    #[inline]
    pub(super) fn hit(&self, place: usize, word: u32) -> Option<bool> {
        let (known, hit) = self.look(place, word);
        known.then_some(hit)
    }

    pub(super) fn learn(&mut self, place: usize, chance: Chance) {
        self.bounds[place] = u32::try_from(chance.bound() + 1).unwrap_or(u32::MAX);
    }
}
