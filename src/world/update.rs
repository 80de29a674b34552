//! Phase 11, learn: strategies and membership change by imitation, all at once.

use super::rules::Rules;
use super::state::World;
use super::streams::Streams;
use crate::learning::draw::{FOLLOW, IMITATE, INNOVATE, MODEL, MUTANT, MUTATE, PEER, UPDATE, WORDS};
use crate::learning::{Learning, Peers, fermi};
use crate::mechanism::{Convention, Members};
use crate::rng::{Chance, pick};

/// Lets agents learn if this is a round for it; to be called after the round is recorded.
pub fn learn(rules: &Rules, world: &mut World, streams: &mut Streams, round: u32) {
    let Some(learning) = &rules.learning else { return };
    if !round.is_multiple_of(learning.every.get()) {
        return;
    }
    let agents = rules.agents();
    streams.words.resize(agents * WORDS, 0);
    streams.learning.fill(round, &mut streams.words);
    let payoff: Vec<f64> = (0..agents)
        .map(|i| world.earned[i] / (f64::from(rules.meetings.degree[i]) * f64::from(world.rounds_earned)))
        .collect();
    let voluntary = rules.mechanisms.convention.as_ref().filter(|c| c.members == Members::Voluntary);
    let (strategy, member) = (world.strategy.clone(), world.member.clone());
    for (i, words) in streams.words.chunks_exact(WORDS).enumerate() {
        if Chance::of(learning.rate.get()).hit(words[UPDATE]) {
            world.strategy[i] = doctrine(rules, learning, &strategy, &payoff, i, words);
            if let Some(convention) = voluntary {
                world.member[i] = membership(convention, learning, &member, &payoff, i, words);
            }
        }
    }
    world.standing.stale |= world.member != member;
    start_afresh(rules, world, &strategy);
    world.earned.fill(0.0);
    world.rounds_earned = 0;
}

/// The strategy an updating agent goes on with.
fn doctrine(rules: &Rules, learning: &Learning, strategy: &[u16], payoff: &[f64], i: usize, words: &[u32]) -> u16 {
    if Chance::of(learning.mutation.get()).hit(words[MUTATE]) {
        return pick(words[MUTANT], rules.repertoire.names.len()) as u16;
    }
    match peer(rules, learning.peers, i, words[PEER]) {
        Some(peer) if imitates(learning, payoff, i, peer, words[IMITATE]) => strategy[peer],
        _ => strategy[i],
    }
}

/// Whether an updating agent belongs to the voluntary convention from now on.
fn membership(
    convention: &Convention,
    learning: &Learning,
    member: &[bool],
    payoff: &[f64],
    i: usize,
    words: &[u32],
) -> bool {
    if Chance::of(convention.innovation.get()).hit(words[INNOVATE]) {
        return !member[i];
    }
    match other(i, member.len(), words[MODEL]) {
        Some(model) if imitates(learning, payoff, i, model, words[FOLLOW]) => member[model],
        _ => member[i],
    }
}

fn imitates(learning: &Learning, payoff: &[f64], own: usize, peer: usize, word: u32) -> bool {
    Chance::of(fermi::imitation(learning.selection.get(), payoff[own], payoff[peer])).hit(word)
}

/// A peer of agent `i`, never itself; none if it has none.
fn peer(rules: &Rules, peers: Peers, i: usize, word: u32) -> Option<usize> {
    match peers {
        // In the complete network everyone else is a neighbour.
        Peers::Anyone | Peers::Neighbours => other(i, rules.agents(), word),
        Peers::SamePower => {
            let list = &rules.by_power[rules.power[i] as usize];
            let own = list.binary_search(&(i as u32)).unwrap_or_default();
            other(own, list.len(), word).map(|place| list[place] as usize)
        }
    }
}

/// One of `n` places but `own`.
fn other(own: usize, n: usize, word: u32) -> Option<usize> {
    (n > 1).then(|| {
        let place = pick(word, n - 1);
        place + usize::from(place >= own)
    })
}

/// A changed strategy's own automata and minds return to their start; partners' automata, trust, counts and offences stay.
fn start_afresh(rules: &Rules, world: &mut World, before: &[u16]) {
    for side in 0..rules.sides() {
        let i = rules.meetings.actor(side);
        if world.strategy[i] != before[i] {
            world.node[side] = rules.repertoire.start[usize::from(world.strategy[i])];
            world.forget(rules, side);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_is_never_oneself_and_reaches_everyone() {
        let others: Vec<_> = (0..4_u32).filter_map(|k| other(2, 5, k << 30)).collect();
        assert_eq!(others, [0, 1, 3, 4]);
        assert_eq!(other(0, 1, 7), None);
    }
}
