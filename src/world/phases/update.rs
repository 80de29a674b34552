//! Phase 11, learn: strategies and membership change by imitation, all at once or one after another.

use super::expected::Expected;
use super::groups::Groups;
use crate::learning::draw::{FOLLOW, IMITATE, INNOVATE, MODEL, MUTANT, MUTATE, PEER, UPDATE, WORDS};
use crate::learning::moran::{choose, fitness};
use crate::learning::{Basis, Learning, Mutants, Peers, Rule, Score, best, fermi, proportional};
use crate::mechanism::Joining;
use crate::rng::{Chance, Squeeze, pick};
use crate::stop::heed;
use crate::world::rules::Rules;
use crate::world::state::World;
use crate::world::streams::{BLOCK, Streams};

/// How agents learn, if this is a round for it and there is anything to learn.
pub(in crate::world) fn due<'a>(rules: &'a Rules, world: &World, round: u32) -> Option<&'a Learning> {
    rules.learning.as_ref().filter(|learning| round.is_multiple_of(learning.every.get()) && !world.settled)
}

/// Can nobody change any more? Among agents of one mind imitation changes nothing, ever.
pub(in crate::world) fn is_over(rules: &Rules, learning: &Learning, world: &World) -> bool {
    learning.rule != Rule::Replicator
        && learning.mutation.get() == 0.0
        && !rules.treaties.are_imitated()
        && alike(world)
}

/// Where agents play encounter by encounter: who has a new strategy starts afresh.
pub(in crate::world) fn after_encounters(
    rules: &Rules,
    learning: &Learning,
    world: &mut World,
    streams: &mut Streams,
    round: u32,
) {
    let before = world.strategy.clone();
    let mut scores = Scores::Earned(earned(rules, learning, world));
    update(rules, learning, greatest(learning, world), world, streams, round, &mut scores);
    start_afresh(rules, world, &before);
}

/// Where every pair of strategies earns what it can expect.
pub(in crate::world) fn on_expectations(
    rules: &Rules,
    learning: &Learning,
    world: &mut World,
    streams: &mut Streams,
    round: u32,
    expected: &mut Expected,
) {
    if learning.rule == Rule::Replicator {
        return expected.replicate(learning);
    }
    update(rules, learning, greatest(learning, world), world, streams, round, &mut Scores::Expected(expected));
}

/// Where more than two play.
pub(in crate::world) fn in_groups(
    rules: &Rules,
    learning: &Learning,
    world: &mut World,
    streams: &mut Streams,
    round: u32,
    groups: &mut Groups,
) {
    let greatest = if learning.rule == Rule::ProportionalImitation { groups.spread(rules) } else { 0.0 };
    let mut scores = match learning.payoffs {
        Basis::Expected => Scores::Groups(groups),
        Basis::Played => Scores::Earned(earned(rules, learning, world)),
    };
    update(rules, learning, greatest, world, streams, round, &mut scores);
}

fn update(
    rules: &Rules,
    learning: &Learning,
    greatest: f64,
    world: &mut World,
    streams: &mut Streams,
    round: u32,
    scores: &mut Scores<'_>,
) {
    // Where a population is infinite, shares move, not agents.
    if learning.rule == Rule::Replicator {
        return;
    }
    if learning.is_asynchronous() {
        one_by_one(rules, learning, greatest, world, streams, round, scores);
    } else {
        all_at_once(rules, learning, greatest, world, streams, round, scores);
    }
}

/// Do all agents have the same strategy?
fn alike(world: &World) -> bool {
    world.strategy.iter().all(|&strategy| strategy == world.strategy[0])
}

/// Payoffs earned since the last update: mean per encounter, or sum of a round. NaN for an agent that met nobody: it has nothing
/// to compare, and looks like 0 to others.
fn earned(rules: &Rules, learning: &Learning, world: &World) -> Vec<f64> {
    let of = |i: usize| match learning.score {
        Score::Mean => world.earned[i] / world.games_since_update(rules, i),
        Score::Sum if world.games_since_update(rules, i) > 0.0 => world.earned[i] / f64::from(world.rounds_earned),
        Score::Sum => f64::NAN,
    };
    (0..rules.agents()).map(of).collect()
}

/// A payoff as others see it.
#[inline]
fn shown(payoff: f64) -> f64 {
    if payoff.is_nan() { 0.0 } else { payoff }
}

/// What agents have to show when they are compared.
enum Scores<'a> {
    Earned(Vec<f64>),
    Expected(&'a mut Expected),
    Groups(&'a mut Groups),
}

impl Scores<'_> {
    #[inline]
    fn score(&self, rules: &Rules, world: &World, i: usize) -> f64 {
        match self {
            Self::Earned(payoff) => payoff[i],
            Self::Expected(expected) => expected.score(rules, world, i),
            Self::Groups(groups) => groups.score(rules, world, i),
        }
    }

    fn changed(&mut self, rules: &Rules, world: &World, i: usize, before: u16) {
        match self {
            Self::Earned(_) => {}
            Self::Expected(expected) => expected.changed(rules, world, i, before),
            Self::Groups(groups) => groups.changed(rules, world, i, before),
        }
    }

    fn settle(&mut self, rules: &Rules, world: &World) {
        match self {
            Self::Earned(_) => {}
            Self::Expected(expected) => expected.settle(rules, world),
            Self::Groups(groups) => groups.settle(rules, world),
        }
    }
}

/// The greatest difference there can be between two agents' payoffs, per unit of games for sums.
fn greatest(learning: &Learning, world: &World) -> f64 {
    if learning.rule != Rule::ProportionalImitation {
        return 0.0;
    }
    let payoffs = world.standing.payoffs.iter().flat_map(|payoffs| payoffs.0);
    let (least, most) = payoffs.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, m), u| (l.min(u), m.max(u)));
    most - least
}

fn all_at_once(
    rules: &Rules,
    learning: &Learning,
    greatest: f64,
    world: &mut World,
    streams: &mut Streams,
    round: u32,
    scores: &mut Scores<'_>,
) {
    let agents = rules.agents();
    streams.words.resize(agents * WORDS, 0);
    streams.learning.fill(round, &mut streams.words);
    let payoff: Vec<f64> = (0..agents).map(|i| scores.score(rules, world, i)).collect();
    let comparison = Comparison { rules, learning, greatest, squeeze: Squeeze::new() };
    let imitated = rules.treaties.are_imitated();
    let strategy = world.strategy.clone();
    let before: Vec<Option<u8>> = if imitated { world.memberships().collect() } else { Vec::new() };
    for (i, words) in streams.words.chunks_exact(WORDS).enumerate() {
        if Chance::of(learning.rate.get()).hit(words[UPDATE]) {
            if world.kept != Some(i as u32) {
                world.strategy[i] = comparison.doctrine(&strategy, |k| payoff[k], i, words);
            }
            if imitated && rules.treaties.is_free(i) {
                let after = comparison.membership(|k| before[k], |k| payoff[k], i, words);
                world.standing.stale |= world.goes_to(i, after);
            }
        }
    }
    scores.settle(rules, world);
}

fn one_by_one(
    rules: &Rules,
    learning: &Learning,
    greatest: f64,
    world: &mut World,
    streams: &mut Streams,
    round: u32,
    scores: &mut Scores<'_>,
) {
    let agents = rules.agents();
    let comparison = Comparison { rules, learning, greatest, squeeze: Squeeze::new() };
    let imitated = rules.treaties.are_imitated();
    let events = learning.events(agents);
    let mut words = std::mem::take(&mut streams.words);
    let mut room = Vec::new();
    for first in (0..events).step_by(BLOCK) {
        if first > 0 {
            heed();
        }
        words.resize(BLOCK.min(events - first) * WORDS, 0);
        streams.event.fill_from(round, (first * WORDS) as u32, &mut words);
        for words in words.chunks_exact(WORDS) {
            let (i, strategy) = match learning.rule {
                Rule::MoranBirthDeath => comparison.birth_death(world, scores, words, &mut room),
                Rule::MoranDeathBirth => comparison.death_birth(world, scores, words, &mut room),
                _ => {
                    let i = pick(words[UPDATE], agents);
                    (i, comparison.doctrine(&world.strategy, |k| scores.score(rules, world, k), i, words))
                }
            };
            if imitated && rules.treaties.is_free(i) {
                let after = comparison.membership(|k| world.belongs_to(k), |k| scores.score(rules, world, k), i, words);
                world.standing.stale |= world.goes_to(i, after);
            }
            if world.kept == Some(i as u32) {
                continue;
            }
            let before = std::mem::replace(&mut world.strategy[i], strategy);
            if before != strategy {
                scores.changed(rules, world, i, before);
            }
        }
    }
    streams.words = words;
}

/// How agents compare themselves.
struct Comparison<'a> {
    rules: &'a Rules,
    learning: &'a Learning,
    /// Greatest difference in payoff, for proportional imitation.
    greatest: f64,
    squeeze: Squeeze,
}

impl Comparison<'_> {
    /// The strategy an updating agent goes on with.
    fn doctrine(&self, strategy: &[u16], payoff: impl Fn(usize) -> f64, i: usize, words: &[u32]) -> u16 {
        if let Some(mutant) = self.mutant(strategy[i], words) {
            return mutant;
        }
        let peers = self.peers(i);
        if self.learning.rule == Rule::BestTakesOver {
            return strategy[best::best(i, (0..peers.len()).map(|place| peers.at(place)), |k| {
                if k == i { payoff(k) } else { shown(payoff(k)) }
            })];
        }
        // Imitation of one's like changes nothing.
        let other = peers.pick(words[PEER]).filter(|&peer| strategy[peer] != strategy[i]);
        match other {
            Some(peer) if self.imitates(&payoff, i, peer, words[IMITATE]) => strategy[peer],
            _ => strategy[i],
        }
    }

    /// The voluntary convention that an updating agent belongs to from now on, if any. A spontaneous change is as likely as the
    /// convention says that is left, or joined; where there are several to go to, each is.
    fn membership(
        &self,
        belongs_to: impl Fn(usize) -> Option<u8>,
        payoff: impl Fn(usize) -> f64,
        i: usize,
        words: &[u32],
    ) -> Option<u8> {
        let treaties = &self.rules.treaties;
        let own = belongs_to(i);
        let places = || treaties.voluntary(Joining::Imitation).map(|(k, _)| k as u8).filter(|&k| own != Some(k));
        let others = places().count() + usize::from(own.is_some());
        // None stands behind all conventions, for those that belong to one.
        let elsewhere = if others > 1 { places().nth(pick(words[MODEL], others)) } else { places().next() };
        let changes = own.or(elsewhere).map(|k| treaties.list[usize::from(k)].innovation.get());
        if changes.is_some_and(|innovation| Chance::of(innovation).hit(words[INNOVATE])) {
            return elsewhere;
        }
        match (PeerList::All { own: i, agents: self.rules.agents() }).pick(words[MODEL]) {
            Some(model) if self.follows(payoff(i), shown(payoff(model)), words[FOLLOW]) => match belongs_to(model) {
                Some(k) if !treaties.list[usize::from(k)].is_voluntary() => own,
                followed => followed,
            },
            _ => own,
        }
    }

    fn imitates(&self, payoff: impl Fn(usize) -> f64, own: usize, peer: usize, word: u32) -> bool {
        if self.learning.rule == Rule::ProportionalImitation {
            let games = match self.learning.score {
                Score::Sum => self.rules.games(own).max(self.rules.games(peer)),
                Score::Mean => 1.0,
            };
            let p = proportional::imitation(payoff(own), shown(payoff(peer)), self.greatest * games);
            return Chance::of(p).hit(word);
        }
        self.follows(payoff(own), shown(payoff(peer)), word)
    }

    fn follows(&self, own: f64, peer: f64, word: u32) -> bool {
        fermi::imitates(self.squeeze, self.learning.selection.get(), own, peer, word)
    }

    /// The strategy of a mutant, if this is one.
    fn mutant(&self, own: u16, words: &[u32]) -> Option<u16> {
        if !Chance::of(self.learning.mutation.get()).hit(words[MUTATE]) {
            return None;
        }
        let pool = self.rules.repertoire.names.len();
        Some(match self.learning.mutants {
            Mutants::Any => pick(words[MUTANT], pool) as u16,
            Mutants::Other => {
                PeerList::All { own: usize::from(own), agents: pool }.pick(words[MUTANT]).map_or(own, |s| s as u16)
            }
        })
    }

    fn fitness(&self, world: &World, scores: &Scores<'_>, i: usize) -> f64 {
        fitness(self.learning.fitness, self.learning.selection.get(), shown(scores.score(self.rules, world, i)))
    }

    /// Birth in proportion to fitness, then a death: who is replaced, and its successor's strategy.
    fn birth_death(&self, world: &World, scores: &Scores<'_>, words: &[u32], room: &mut Vec<f64>) -> (usize, u16) {
        room.clear();
        room.extend((0..self.rules.agents()).map(|i| self.fitness(world, scores, i)));
        let parent = choose(room.iter().copied(), unit(words[UPDATE])).unwrap_or_default();
        let replaced = match self.learning.peers {
            // In a well-mixed population the offspring may take its parent's place.
            Peers::Anyone => pick(words[PEER], self.rules.agents()),
            Peers::SamePower => {
                let list = &self.rules.by_power[self.rules.power[parent] as usize];
                list[pick(words[PEER], list.len())] as usize
            }
            Peers::Neighbours => self.peers(parent).pick(words[PEER]).unwrap_or(parent),
        };
        (replaced, self.mutant(world.strategy[parent], words).unwrap_or(world.strategy[parent]))
    }

    /// A death at random, then birth among its peers: who is replaced, and its successor's strategy.
    fn death_birth(&self, world: &World, scores: &Scores<'_>, words: &[u32], room: &mut Vec<f64>) -> (usize, u16) {
        let dead = pick(words[UPDATE], self.rules.agents());
        let peers = self.peers(dead);
        room.clear();
        room.extend((0..peers.len()).map(|place| self.fitness(world, scores, peers.at(place))));
        let parent = choose(room.iter().copied(), unit(words[PEER])).map_or(dead, |place| peers.at(place));
        (dead, self.mutant(world.strategy[parent], words).unwrap_or(world.strategy[parent]))
    }

    /// Whom agent `i` looks at.
    fn peers(&self, i: usize) -> PeerList<'_> {
        match self.learning.peers {
            Peers::Neighbours if !self.rules.complete => PeerList::Linked { rules: self.rules, own: i },
            Peers::Anyone | Peers::Neighbours => PeerList::All { own: i, agents: self.rules.agents() },
            Peers::SamePower => {
                let list = &self.rules.by_power[self.rules.power[i] as usize];
                PeerList::Of { list, place: list.binary_search(&(i as u32)).unwrap_or_default() }
            }
        }
    }
}

/// A uniform number in [0, 1) from one word.
fn unit(word: u32) -> f64 {
    f64::from(word) * (1.0 / 4_294_967_296.0)
}

/// An agent's peers, never itself.
enum PeerList<'a> {
    All { own: usize, agents: usize },
    Of { list: &'a [u32], place: usize },
    Linked { rules: &'a Rules, own: usize },
}

impl PeerList<'_> {
    #[inline]
    fn len(&self) -> usize {
        match self {
            Self::All { agents, .. } => agents.saturating_sub(1),
            Self::Of { list, .. } => list.len().saturating_sub(1),
            Self::Linked { rules, own } => rules.meetings.sides_of(*own).len(),
        }
    }

    #[inline]
    fn at(&self, place: usize) -> usize {
        match self {
            Self::All { own, .. } => place + usize::from(place >= *own),
            Self::Of { list, place: own } => list[place + usize::from(place >= *own)] as usize,
            Self::Linked { rules, own } => rules.meetings.partner(rules.meetings.sides_of(*own)[place] as usize),
        }
    }

    /// One of them, by a word; none if there is none.
    fn pick(&self, word: u32) -> Option<usize> {
        let n = self.len();
        (n > 0).then(|| self.at(pick(word, n)))
    }
}

/// A changed strategy's own automata and minds return to their start; partners' automata, trust, counts, offences and names stay.
fn start_afresh(rules: &Rules, world: &mut World, before: &[u16]) {
    if world.strategy == before {
        return;
    }
    for side in 0..rules.sides() {
        let i = rules.meetings.actor(side);
        if world.strategy[i] != before[i] {
            world.start(rules, side);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_is_never_oneself_and_reaches_everyone() {
        let peers = PeerList::All { own: 2, agents: 5 };
        let others: Vec<_> = (0..4_u32).filter_map(|k| peers.pick(k << 30)).collect();
        assert_eq!(others, [0, 1, 3, 4]);
        assert_eq!(PeerList::All { own: 0, agents: 1 }.pick(7), None);
        let power = PeerList::Of { list: &[1, 4, 6], place: 1 };
        assert_eq!((0..2_u32).filter_map(|k| power.pick(k << 31)).collect::<Vec<_>>(), [1, 6]);
    }
}
