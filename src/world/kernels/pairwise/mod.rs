//! The pairwise kernel: elementary events of imitation by the Fermi rule on expected payoffs.
//!
//! The general engine asks at every event how agents update, who their peers are, and what they have to show. Here all that is settled
//! before the first event ([`serves`]), and an event is a few look-ups. What is looked up depends on where agents live:
//!
//! - `mixed`: everyone is anyone's peer, and few strategies: chances of transitions by the numbers of those who play them;
//! - `patterned`: a regular network with few patterns that an agent and its partners can make: chances by pairs of patterns;
//! - anywhere else an agent's score is worked out when somebody asks, and kept until it changes or somebody nearby does. A peer of
//!   the same strategy is not asked; and logistic chances are squeezed ([`crate::rng::Squeeze`]), so that an exponential is taken
//!   once in thousands of comparisons.
//!
//! The words of an event are those of the general engine, in the same places, and so is every result, to the last bit.

pub(in crate::world) mod mixed;
pub(in crate::world) mod patterned;

use mixed::Mixed;
use patterned::Patterned;

use crate::learning::draw::{IMITATE, MUTANT, MUTATE, PEER, UPDATE, WORDS};
use crate::learning::{Basis, Learning, Mutants, Peers, Rule, fermi};
use crate::rng::{Chance, Squeeze, pick};
use crate::stop::heed;
use crate::world::phases::expected::Expected;
use crate::world::phases::update::BLOCK;
use crate::world::rules::Rules;
use crate::world::state::World;
use crate::world::streams::Streams;

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

/// What a world's agents look up when they compare themselves.
#[derive(Debug, Clone)]
pub(in crate::world) enum Ground {
    Mixed(Mixed),
    Patterned(Patterned),
    Kept,
}

impl Ground {
    fn of(rules: &Rules, world: &World, expected: &Expected) -> Self {
        let mixed = || Mixed::of(rules, expected).map(Self::Mixed);
        let patterned = || Patterned::of(rules, world, expected).map(Self::Patterned);
        mixed().or_else(patterned).unwrap_or(Self::Kept)
    }
}

/// The elementary events of one update.
pub(in crate::world) fn update(
    rules: &Rules,
    learning: &Learning,
    world: &mut World,
    streams: &mut Streams,
    round: u32,
    expected: &mut Expected,
) {
    let mut ground = expected.ground.take().unwrap_or_else(|| Ground::of(rules, world, expected));
    match &mut ground {
        Ground::Mixed(table) => table.update(rules, learning, world, streams, round, expected),
        Ground::Patterned(patterned) => {
            events(rules, learning, world, streams, round, &mut patterned.under(learning, &mut expected.paid));
        }
        Ground::Kept => events(rules, learning, world, streams, round, &mut Kept::new(rules, learning, expected)),
    }
    expected.ground = Some(ground);
}

/// How agents look at each other.
trait Compare {
    /// The strategy that agent `i`, of strategy `own`, goes on with once it has looked at a peer.
    fn imitate(&mut self, world: &World, i: usize, own: u16, words: &[u32; WORDS]) -> u16;

    /// Takes note that agent `i` went over from strategy `before` to the one it has now.
    fn changed(&mut self, world: &World, i: usize, before: u16);
}

fn events(
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
fn mutant(mutants: Mutants, word: u32, pool: usize, own: u16) -> u16 {
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
fn anyone_but(i: usize, word: u32, agents: usize) -> usize {
    let place = pick(word, agents - 1);
    place + usize::from(place >= i)
}

/// Chances that are worked out when they are first asked for.
#[derive(Debug, Clone)]
struct Chances {
    /// One more than the bound of each chance, or the greatest number below 2^32; 0 if it is not known.
    bounds: Vec<u32>,
}

impl Chances {
    fn new(count: usize) -> Self {
        Self { bounds: vec![0; count] }
    }

    /// Is the chance known well enough for this word, and does the word make it happen if so? It is not where it has to be worked out
    /// first, nor for the two greatest words.
    #[inline]
    fn look(&self, place: usize, word: u32) -> (bool, bool) {
        let bound = self.bounds[place];
        ((bound != 0) & (word < u32::MAX - 1), word.wrapping_add(1) < bound)
    }

    /// Does a word make it happen? None if the chance is not known well enough.
    #[inline]
    fn hit(&self, place: usize, word: u32) -> Option<bool> {
        let (known, hit) = self.look(place, word);
        known.then_some(hit)
    }

    fn learn(&mut self, place: usize, chance: Chance) {
        self.bounds[place] = u32::try_from(chance.bound() + 1).unwrap_or(u32::MAX);
    }
}

/// Scores that are kept until something changes, for agents anywhere.
struct Kept<'a> {
    rules: &'a Rules,
    selection: f64,
    expected: &'a mut Expected,
    squeeze: Squeeze,
}

impl<'a> Kept<'a> {
    fn new(rules: &'a Rules, learning: &Learning, expected: &'a mut Expected) -> Self {
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
