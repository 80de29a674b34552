//! Phases 2 and 7, public reputation: what discriminators intend by the names of the round's start, and who has a good
//! name after it.

use crate::game::Action;
use crate::rng::{Chance, KNOWLEDGE, Key, Purpose, Stream, pick};
use crate::strategy::automaton::with_slip;
use crate::trust::Reputation;
use crate::trust::reputation::Norm;
use crate::world::rules::Rules;
use crate::world::state::World;
use crate::world::streams::Streams;

/// Words per agent and round: which of its encounters is assessed, and whether the assessment errs.
const WORDS: usize = 2;

/// The norm and its errors with nothing left to work out.
#[derive(Debug, Clone, PartialEq)]
pub struct Names {
    /// The norm.
    pub norm: Norm,
    /// P(do C | intend C), before slips.
    pub carried_out: f64,
    /// Chances to execute cooperation when it is intended and when defection is, slip included.
    pub cooperates: [Chance; 2],
    /// Chance that an assigned name is flipped.
    pub error: Chance,
    /// Chance that a donor knows the recipient's name.
    pub known: Chance,
    /// Chance of a good name at the start.
    pub good: Chance,
}

impl Names {
    /// From the config's table, the norm it chose, and the probability `slip` that an action is flipped.
    pub fn of(reputation: &Reputation, norm: Norm, slip: f64) -> Self {
        let carried_out = reputation.carried_out();
        Self {
            norm,
            carried_out,
            cooperates: [carried_out, 0.0].map(|p| Chance::of(with_slip(p, slip))),
            error: Chance::of(reputation.assessment_error.get()),
            known: Chance::of(reputation.known.get()),
            good: Chance::of(reputation.good.get()),
        }
    }

    /// Who has a good name before the first round.
    pub fn at_start(&self, agents: usize, key: &Key, replicate: u32) -> Vec<bool> {
        let mut words = vec![0; agents * WORDS];
        Stream::new(key, replicate, Purpose::Reputation).fill(0, &mut words);
        words.chunks_exact(WORDS).map(|words| self.good.hit(words[0])).collect()
    }
}

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

// `cooperates` is indexed by the intended action.
const _: () = assert!(Action::Cooperate as usize == 0 && Action::Defect as usize == 1);
