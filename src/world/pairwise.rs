//! The pairwise kernel: elementary events of imitation by the Fermi rule on expected payoffs.
//!
//! The general engine asks at every event how agents update, who their peers are, and what they have to show. Here all that is settled
//! before the first event ([`serves`]), and an event is a few look-ups:
//!
//! - a peer of the same strategy is not compared with: imitation would change nothing;
//! - what an agent has to show is worked out when somebody asks, and kept until it changes or somebody nearby does;
//! - logistic chances are squeezed ([`crate::rng::Squeeze`]), so that an exponential is taken once in thousands of comparisons.
//!
//! The words of an event are those of the general engine, in the same places, and so is every result, to the last bit.

use super::expected::Expected;
use super::rules::Rules;
use super::state::World;
use super::streams::Streams;
use super::update::BLOCK;
use crate::learning::draw::{IMITATE, MUTANT, MUTATE, PEER, UPDATE, WORDS};
use crate::learning::{Basis, Learning, Mutants, Peers, Rule, fermi};
use crate::rng::{Chance, Squeeze, pick};

/// Why a world's imitation is not served; none if it is.
pub fn serves(rules: &Rules) -> Option<&'static str> {
    let Some(learning) = &rules.learning else { return Some("nobody learns") };
    let reasons = [
        (learning.rule != Rule::Fermi, "agents do not imitate by the Fermi rule"),
        (!learning.is_asynchronous(), "all update at once"),
        (learning.payoffs != Basis::Expected, "payoffs are earned in play"),
        (learning.peers == Peers::SamePower, "peers are of the same power"),
        (learning.peers == Peers::Anyone && !rules.complete, "peers are not those that one meets"),
        (rules.treaties.are_imitated(), "membership is imitated as well"),
    ];
    reasons.iter().find_map(|&(applies, reason)| applies.then_some(reason))
}

/// The elementary events of one update.
pub(super) fn update(
    rules: &Rules,
    learning: &Learning,
    world: &mut World,
    streams: &mut Streams,
    round: u32,
    expected: &mut Expected,
) {
    if rules.complete {
        let peer = |i: usize, word: u32| {
            let place = pick(word, rules.agents() - 1);
            Some(place + usize::from(place >= i))
        };
        events(rules, learning, world, streams, round, expected, peer);
    } else {
        let peer = |i: usize, word: u32| {
            let sides = rules.meetings.sides_of(i);
            (!sides.is_empty()).then(|| rules.meetings.partner(sides[pick(word, sides.len())] as usize))
        };
        events(rules, learning, world, streams, round, expected, peer);
    }
}

fn events(
    rules: &Rules,
    learning: &Learning,
    world: &mut World,
    streams: &mut Streams,
    round: u32,
    expected: &mut Expected,
    peer: impl Fn(usize, u32) -> Option<usize>,
) {
    let (agents, pool) = (rules.agents(), rules.repertoire.names.len());
    let events = learning.events(agents);
    let (mutation, selection, squeeze) =
        (Chance::of(learning.mutation.get()), learning.selection.get(), Squeeze::new());
    let mut words = std::mem::take(&mut streams.words);
    for first in (0..events).step_by(BLOCK) {
        words.resize(BLOCK.min(events - first) * WORDS, 0);
        streams.event.fill_from(round, (first * WORDS) as u32, &mut words);
        for words in words.as_chunks::<WORDS>().0 {
            let i = pick(words[UPDATE], agents);
            let own = world.strategy[i];
            let next = if mutation.hit(words[MUTATE]) {
                match learning.mutants {
                    Mutants::Any => pick(words[MUTANT], pool) as u16,
                    Mutants::Other if pool > 1 => {
                        let place = pick(words[MUTANT], pool - 1) as u16;
                        place + u16::from(place >= own)
                    }
                    Mutants::Other => own,
                }
            } else {
                let Some(peer) = peer(i, words[PEER]) else { continue };
                let other = world.strategy[peer];
                if other == own {
                    continue;
                }
                let [own_score, other_score] = [i, peer].map(|agent| expected.kept_score(rules, world, agent));
                // Nothing to show looks like 0 to others.
                let shown = if other_score.is_nan() { 0.0 } else { other_score };
                if fermi::imitates(squeeze, selection, own_score, shown, words[IMITATE]) { other } else { own }
            };
            if next != own && world.kept != Some(i as u32) {
                world.strategy[i] = next;
                expected.outdate(rules, world, i, own);
            }
        }
    }
    streams.words = words;
}
