//! Phases 2 and 7, public reputation: what discriminators intend by the names of the round's start, and who has a good
//! name after it.

use crate::rng::{Chance, KNOWLEDGE, pick};
use crate::world::rules::Rules;
use crate::world::rules::names::WORDS;
use crate::world::state::World;
use crate::world::streams::Streams;

/// Draws the words that say which partners' names are known this round.
pub fn recall(rules: &Rules, streams: &mut Streams, round: u32) {
    let Some(names) = rules.names.as_ref().filter(|_| rules.repertoire.discriminator.is_some()) else { return };
    streams.names.resize(rules.sides(), 0);
    // Where all names are known any word says so.
    if names.known != Chance::of(1.0) {
        streams.reputation.fill_from(round, KNOWLEDGE, &mut streams.names);
    }
}

/// A discriminator's chance to execute cooperation; an unknown name is taken for good.
#[inline]
pub fn chance(rules: &Rules, world: &World, streams: &Streams, side: usize) -> Chance {
    // A world with discriminators has names, or its rules would not have been built.
    let Some(names) = &rules.names else { return Chance::default() };
    let partner = !names.known.hit(streams.names[side]) || world.good[rules.meetings.partner(side)];
    let own = world.good[rules.meetings.actor(side)];
    names.cooperates[names.norm.intends(own, partner) as usize]
}

/// Assesses one encounter of every agent, uniformly drawn, by the names at the start of the round.
pub fn assess(rules: &Rules, world: &mut World, streams: &mut Streams, round: u32) {
    let Some(names) = &rules.names else { return };
    streams.names.resize((rules.agents() * WORDS).max(rules.sides()), 0);
    let words = &mut streams.names[..rules.agents() * WORDS];
    streams.reputation.fill(round, words);
    // Each agent counts its sides down to the one that is assessed.
    let encounters = world.met.as_ref().map_or(&rules.meetings.degree, |met| &met.degree);
    let countdown = &mut world.room.counts;
    for ((left, words), &degree) in countdown.iter_mut().zip(words.chunks_exact(WORDS)).zip(encounters) {
        *left = pick(words[0], degree as usize) as u32;
    }
    let next = &mut world.room.good;
    next.copy_from_slice(&world.good);
    for side in 0..rules.sides() {
        if world.met.as_ref().is_some_and(|met| !met.side[side]) {
            continue;
        }
        let i = rules.meetings.actor(side);
        if countdown[i] == 0 {
            let partner = world.good[rules.meetings.partner(side)];
            let assigned = names.norm.assess(world.good[i], world.action[side], partner);
            next[i] = assigned != names.error.hit(words[WORDS * i + 1]);
        }
        countdown[i] = countdown[i].wrapping_sub(1);
    }
    std::mem::swap(&mut world.good, &mut world.room.good);
}
