//! Transition tables: populations in which everyone is anyone's peer.
//!
//! Among agents of one power who all meet, what somebody earns follows from its strategy and the numbers of agents that play each
//! strategy. So the chance that an agent of strategy s takes over t is a number for each state of these, each s and each t:
//!
//! ```text
//! P[n, s, t] = logistic( beta (pi_t(n) - pi_s(n)) )
//! ```
//!
//! | symbol | meaning | range | where |
//! |---|---|---|---|
//! | n | numbers of agents by strategy | sum = agents | [`crate::world::phases::expected`] |
//! | beta | intensity of selection | >= 0 | [`Learning::selection`] |
//!
//! A chance is worked out when it is first needed: a population spends its time in few of its states. Then an event is four words, two
//! strategies, a bound, and how far the state moves if the word is below it. Whether it is cannot be foreseen, so nothing branches on it.
//! Mutations, and chances that are not known yet, are left to a slower path.
//!
//! States as numbers: Traulsen, Nowak & Pacheco (2006), Phys. Rev. E 74:011909.

use super::chances::Chances;
use super::events::{anyone_but, mutant};
use crate::learning::draw::{IMITATE, MUTANT, MUTATE, PEER, UPDATE, WORDS};
use crate::learning::{Learning, fermi};
use crate::rng::{Chance, pick};
use crate::stop::heed;
use crate::world::phases::expected::Expected;
use crate::world::rules::Rules;
use crate::world::state::World;
use crate::world::streams::{BLOCK, Streams};

/// Chances that there is room for: 1 MiB.
const ROOM: usize = 1 << 18;

/// The table of a population.
#[derive(Debug, Clone)]
pub(super) struct Mixed {
    strategies: usize,
    /// How far a state's place moves for one more agent of each strategy; the last follows from the others.
    strides: Vec<usize>,
    chances: Chances,
}

impl Mixed {
    /// The table, if this is such a population and its states are not too many.
    pub(super) fn of(rules: &Rules, expected: &Expected) -> Option<Self> {
        let counts = expected.counts()?;
        let one_power = rules.by_power.iter().any(Vec::is_empty);
        if !one_power || rules.agents() < 2 {
            return None;
        }
        let strategies = counts.len() / 2;
        let mut room = strategies * strategies;
        let mut strides = Vec::with_capacity(strategies);
        for _ in 1..strategies {
            strides.push(room);
            room = room.checked_mul(rules.agents() + 1).filter(|&room| room <= ROOM)?;
        }
        strides.push(0);
        Some(Self { strategies, strides, chances: Chances::new(room) })
    }

    /// The elementary events of one update.
    pub(super) fn update(
        &mut self,
        rules: &Rules,
        learning: &Learning,
        world: &mut World,
        streams: &mut Streams,
        round: u32,
        expected: &mut Expected,
    ) {
        let agents = rules.agents();
        let events = learning.events(agents);
        let mut flow = Flow {
            state: self.state(expected),
            kept: world.kept.map_or(agents, |kept| kept as usize),
            mutation: Chance::of(learning.mutation.get()),
            changed: false,
        };
        let (strategy, words) = (&mut world.strategy[..], &mut streams.words);
        for first in (0..events).step_by(BLOCK) {
            if first > 0 {
                heed();
            }
            words.resize(BLOCK.min(events - first) * WORDS, 0);
            streams.event.fill_from(round, (first * WORDS) as u32, words);
            let mut left = words.as_chunks::<WORDS>().0;
            loop {
                left = self.imitate(&mut flow, strategy, left);
                let Some((words, rest)) = left.split_first() else { break };
                left = rest;
                let i = pick(words[UPDATE], agents);
                let own = strategy[i];
                let next = if flow.mutation.hit(words[MUTATE]) {
                    mutant(learning.mutants, words[MUTANT], self.strategies, own)
                } else {
                    let other = strategy[anyone_but(i, words[PEER], agents)];
                    let chance = self.learn(rules, learning, expected, flow.state, [own, other]);
                    if chance.hit(words[IMITATE]) { other } else { own }
                };
                if i != flow.kept {
                    strategy[i] = next;
                    flow.state = flow.state.wrapping_add(self.step(own, next));
                    flow.changed |= next != own;
                }
            }
        }
        if flow.changed {
            expected.recount(rules.power[0], self.numbers(flow.state, agents));
        }
    }

    /// Events up to the first that is a mutation or of a chance that is not known; the events from that one on.
    ///
    /// By itself, lest its few variables leave their registers.
    #[inline(never)]
    fn imitate<'a>(&self, flow: &mut Flow, strategy: &mut [u16], all: &'a [[u32; WORDS]]) -> &'a [[u32; WORDS]] {
        let (mut state, mut changed, agents) = (flow.state, flow.changed, strategy.len());
        for (place, words) in all.iter().enumerate() {
            let i = pick(words[UPDATE], agents);
            let own = strategy[i];
            let other = strategy[anyone_but(i, words[PEER], agents)];
            let differ = own != other;
            let (known, hit) = self.chances.look(state + self.pair(own, other), words[IMITATE]);
            if flow.mutation.hit(words[MUTATE]) | (differ & !known) {
                (flow.state, flow.changed) = (state, changed);
                return &all[place..];
            }
            // By arithmetic, lest the compiler branch.
            let moves = hit & differ & (i != flow.kept);
            changed |= moves;
            strategy[i] = own ^ ((own ^ other) & u16::from(moves).wrapping_neg());
            state = state.wrapping_add(self.step(own, other) & usize::from(moves).wrapping_neg());
        }
        (flow.state, flow.changed) = (state, changed);
        &[]
    }

    /// The place of two strategies in tables of pairs.
    #[inline]
    fn pair(&self, own: u16, other: u16) -> usize {
        usize::from(own) * self.strategies + usize::from(other)
    }

    /// How far the state moves, modulo 2^64, when an agent goes over from one strategy to another.
    #[inline]
    fn step(&self, own: u16, other: u16) -> usize {
        self.strides[usize::from(other)].wrapping_sub(self.strides[usize::from(own)])
    }

    /// How many agents play each strategy in a state.
    fn numbers(&self, state: usize, agents: usize) -> impl Iterator<Item = usize> {
        let others = self.strides[..self.strategies - 1].iter().map(move |stride| state / stride % (agents + 1));
        let last = agents - others.clone().sum::<usize>();
        others.chain([last])
    }

    /// Where the chances of the state as it is begin.
    fn state(&self, expected: &Expected) -> usize {
        let counts = expected.counts().unwrap_or_default();
        counts.iter().zip(self.strides.iter().cycle()).map(|(&n, stride)| n as usize * stride).sum()
    }

    /// Works out the chance that an agent takes over its peer's strategy, and keeps it.
    #[cold]
    #[inline(never)]
    fn learn(
        &mut self,
        rules: &Rules,
        learning: &Learning,
        expected: &mut Expected,
        state: usize,
        [own, other]: [u16; 2],
    ) -> Chance {
        expected.recount(rules.power[0], self.numbers(state, rules.agents()));
        let [score, peer] = [own, other].map(|s| expected.class_score(rules, rules.power[0], usize::from(s)));
        let chance = Chance::of(fermi::imitation(learning.selection.get(), score, peer));
        self.chances.learn(state + self.pair(own, other), chance);
        chance
    }
}

/// A population on its way.
struct Flow {
    /// Where the chances of its state begin.
    state: usize,
    /// The agent whose strategy no update changes; the number of the agents if there is none.
    kept: usize,
    mutation: Chance,
    /// Did an agent change its strategy?
    changed: bool,
}
