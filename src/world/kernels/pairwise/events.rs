//! Elementary events: an agent mutates, or looks at a peer.

use crate::learning::draw::{MUTANT, MUTATE, UPDATE, WORDS};
use crate::learning::{Learning, Mutants};
use crate::rng::{Chance, pick};
use crate::stop::heed;
use crate::world::rules::Rules;
use crate::world::state::World;
use crate::world::streams::{BLOCK, Streams};

/// How agents look at each other.
pub(super) trait Compare {
    /// The strategy that agent `i`, of strategy `own`, goes on with once it has looked at a peer.
    fn imitate(&mut self, world: &World, i: usize, own: u16, words: &[u32; WORDS]) -> u16;

    /// Takes note that agent `i` went over from strategy `before` to the one it has now.
    fn changed(&mut self, world: &World, i: usize, before: u16);
}

/// The elementary events of one update.
pub(super) fn events(
    rules: &Rules,
    learning: &Learning,
    world: &mut World,
    streams: &mut Streams,
    round: u32,
    compare: &mut impl Compare,
) {
    let (agents, pool) = (rules.agents(), rules.repertoire.names.len());
    let events = learning.events(agents);
    let mutation = Chance::of(learning.mutation.get());
    let mut words = std::mem::take(&mut streams.words);
    for first in (0..events).step_by(BLOCK) {
        if first > 0 {
            heed();
        }
        words.resize(BLOCK.min(events - first) * WORDS, 0);
        streams.event.fill_from(round, (first * WORDS) as u32, &mut words);
        for words in words.as_chunks::<WORDS>().0 {
            let i = pick(words[UPDATE], agents);
            let own = world.strategy[i];
            let next = if mutation.hit(words[MUTATE]) {
                mutant(learning.mutants, words[MUTANT], pool, own)
            } else {
                compare.imitate(world, i, own, words)
            };
            if next != own && world.kept != Some(i as u32) {
                world.strategy[i] = next;
                compare.changed(world, i, own);
            }
        }
    }
    streams.words = words;
}

/// The strategy of the pool that a mutant of strategy `own` takes.
pub(super) fn mutant(mutants: Mutants, word: u32, pool: usize, own: u16) -> u16 {
    match mutants {
        Mutants::Any => pick(word, pool) as u16,
        Mutants::Other if pool > 1 => {
            let place = pick(word, pool - 1) as u16;
            place + u16::from(place >= own)
        }
        Mutants::Other => own,
    }
}

/// One of all agents but `i`, which must not be the only one.
#[inline]
pub(super) fn anyone_but(i: usize, word: u32, agents: usize) -> usize {
    let place = pick(word, agents - 1);
    place + usize::from(place >= i)
}
