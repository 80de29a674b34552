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
//! | n | numbers of agents by strategy | sum = agents | [`crate::world::expected`] |
//! | beta | intensity of selection | >= 0 | [`Learning::selection`] |
//!
//! A chance is worked out when it is first needed: a population spends its time in few of its states. Then an event is four words, two
//! strategies and a bound, and one branch that cannot be foreseen.
//!
//! States as numbers: Traulsen, Nowak & Pacheco (2006), Phys. Rev. E 74:011909.

use super::{Chances, Compare, anyone_but};
use crate::learning::draw::{IMITATE, PEER, WORDS};
use crate::learning::{Learning, fermi};
use crate::rng::Chance;
use crate::world::expected::Expected;
use crate::world::rules::Rules;
use crate::world::state::World;

/// Chances that there is room for: 1 MiB.
const ROOM: usize = 1 << 18;

/// The table of a population.
#[derive(Debug, Clone)]
pub(in crate::world) struct Mixed {
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

    /// Ready for events, with the state as it is.
    pub(super) fn among<'a>(
        &'a mut self,
        rules: &'a Rules,
        learning: &Learning,
        expected: &'a mut Expected,
    ) -> Among<'a> {
        let counts = expected.counts().unwrap_or_default();
        let state = counts.iter().zip(self.strides.iter().cycle()).map(|(&n, stride)| n as usize * stride).sum();
        Among { rules, selection: learning.selection.get(), state, table: self, expected }
    }
}

/// Events in a population.
pub(super) struct Among<'a> {
    rules: &'a Rules,
    selection: f64,
    /// Where the chances of this state begin.
    state: usize,
    table: &'a mut Mixed,
    expected: &'a mut Expected,
}

impl Among<'_> {
    /// Works out the chance that an agent takes over its peer's strategy, and keeps it.
    #[cold]
    #[inline(never)]
    fn learn(&mut self, world: &World, agents: [usize; 2], place: usize) -> Chance {
        let [own, other] = agents.map(|agent| self.expected.score(self.rules, world, agent));
        let [s, t] = agents.map(|agent| world.strategy[agent]);
        let chance = if s == t { Chance::default() } else { Chance::of(fermi::imitation(self.selection, own, other)) };
        self.table.chances.learn(place, chance);
        chance
    }
}

impl Compare for Among<'_> {
    #[inline]
    fn imitate(&mut self, world: &World, i: usize, own: u16, words: &[u32; WORDS]) -> u16 {
        let peer = anyone_but(i, words[PEER], self.rules.agents());
        let other = world.strategy[peer];
        let place = self.state + usize::from(own) * self.table.strategies + usize::from(other);
        let hit = self.table.chances.hit(place, words[IMITATE]);
        if hit.unwrap_or_else(|| self.learn(world, [i, peer], place).hit(words[IMITATE])) { other } else { own }
    }

    #[inline]
    fn changed(&mut self, world: &World, i: usize, before: u16) {
        let after = world.strategy[i];
        let stride = |s: u16| self.table.strides[usize::from(s)];
        self.state = self.state + stride(after) - stride(before);
        self.expected.changed(self.rules, world, i, before);
    }
}
