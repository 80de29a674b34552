//! Rounds of a public goods game: who is in a group with whom, and what each earns there.
//!
//! Where everyone can meet everyone, agents are dealt into groups at random each round (`payoffs = "played"`), or earn what they
//! can expect of such groups (`"expected"`). On a network every agent hosts a group with all its neighbours and plays in
//! its own and in theirs. An agent that contributes counts as cooperating towards everyone it is linked with.
//!
//! Source: [`crate::game::public_goods`]; hosting: Santos, Santos & Pacheco (2008), Nature 454:213.

use crate::game::PublicGoods;
use crate::game::public_goods::{Composition, Role};
use crate::learning::{Basis, Score};
use crate::rng::pick;
use crate::world::rules::{Rules, Stage};
use crate::world::state::{Tally, World};
use crate::world::streams::Streams;

/// A world that plays a public goods game.
#[derive(Debug, Clone)]
pub struct Groups {
    game: PublicGoods,
    /// The role of each strategy.
    roles: Vec<Role>,
    expected: bool,
    score: Score,
    /// How many agents have each role.
    census: Composition,
    /// Expected payoff of each role, where everyone can meet everyone.
    payoff: [f64; Role::COUNT],
    /// Is everything as the last round was paid?
    paid: bool,
    /// Agents in the order in which they are dealt into groups.
    deal: Vec<u32>,
}

impl Groups {
    /// The groups of a world before its first round; none unless its game is a public goods game.
    pub fn new(rules: &Rules, world: &World) -> Option<Self> {
        let Stage::Groups(game) = &rules.stage else { return None };
        let roles = rules.repertoire.roles.iter().map(|role| role.unwrap_or(Role::Defector)).collect();
        let learning = rules.learning.as_ref();
        let mut groups = Self {
            game: game.clone(),
            roles,
            expected: learning.is_some_and(|learning| learning.payoffs == Basis::Expected),
            score: learning.map_or(Score::Mean, |learning| learning.score),
            census: [0; Role::COUNT],
            payoff: [0.0; Role::COUNT],
            paid: false,
            deal: (0..rules.agents() as u32).collect(),
        };
        groups.settle(rules, world);
        Some(groups)
    }

    fn role(&self, world: &World, i: usize) -> Role {
        self.roles[usize::from(world.strategy[i])]
    }

    /// Works everything out anew from the strategies of the agents.
    pub fn settle(&mut self, rules: &Rules, world: &World) {
        self.census = [0; Role::COUNT];
        for i in 0..rules.agents() {
            self.census[self.role(world, i) as usize] += 1;
        }
        self.expect(rules);
    }

    /// Takes note that agent `i` went over from strategy `before` to the one it has in `world`.
    pub fn changed(&mut self, rules: &Rules, world: &World, i: usize, before: u16) {
        let (from, to) = (self.roles[usize::from(before)], self.role(world, i));
        if from != to {
            self.census[from as usize] -= 1;
            self.census[to as usize] += 1;
            self.expect(rules);
        }
    }

    fn expect(&mut self, rules: &Rules) {
        self.paid = false;
        if self.expected && rules.complete {
            for role in Role::ALL {
                if self.census[role as usize] > 0 {
                    self.payoff[role as usize] = self.game.expected(role, &self.census);
                }
            }
        }
    }

    /// What agent `i` can expect of a round: mean per game or sum.
    pub fn score(&self, rules: &Rules, world: &World, i: usize) -> f64 {
        if rules.complete {
            return self.payoff[self.role(world, i) as usize];
        }
        let mut sum = self.hosted(rules, world, i, i);
        for &side in rules.meetings.sides_of(i) {
            sum += self.hosted(rules, world, rules.meetings.partner(side as usize), i);
        }
        if self.score == Score::Sum { sum } else { sum / rules.games(i) }
    }

    /// Payoff of `member` in the group that `host` hosts.
    fn hosted(&self, rules: &Rules, world: &World, host: usize, member: usize) -> f64 {
        self.game.payoff(self.role(world, member), &self.neighbourhood(rules, world, host))
    }

    fn neighbourhood(&self, rules: &Rules, world: &World, host: usize) -> Composition {
        let mut group = [0; Role::COUNT];
        group[self.role(world, host) as usize] += 1;
        for &side in rules.meetings.sides_of(host) {
            group[self.role(world, rules.meetings.partner(side as usize)) as usize] += 1;
        }
        group
    }

    /// Phase 4 of such a round: income of every agent, and the tally.
    pub fn pay(&mut self, rules: &Rules, world: &mut World, streams: &mut Streams, round: u32) {
        // Groups that are dealt anew, and only they, pay differently while nobody changes.
        let dealt = rules.complete && !self.expected;
        if self.paid && !dealt {
            return;
        }
        self.paid = true;
        world.income.fill(0.0);
        if !rules.complete {
            for host in 0..rules.agents() {
                let group = self.neighbourhood(rules, world, host);
                world.income[host] += self.game.payoff(self.role(world, host), &group);
                for &side in rules.meetings.sides_of(host) {
                    let member = rules.meetings.partner(side as usize);
                    world.income[member] += self.game.payoff(self.role(world, member), &group);
                }
            }
        } else if !dealt {
            for i in 0..rules.agents() {
                world.income[i] = self.payoff[self.role(world, i) as usize];
            }
        } else {
            self.deal(rules, streams, round);
            for members in self.deal.chunks_exact(self.game.group.get() as usize) {
                let mut group = [0; Role::COUNT];
                for &i in members {
                    group[self.role(world, i as usize) as usize] += 1;
                }
                for &i in members {
                    let i = i as usize;
                    world.income[i] = self.game.payoff(self.role(world, i), &group);
                }
            }
        }
        self.tally(rules, world);
    }

    /// Deals all agents into groups anew: Fisher and Yates, one word per agent.
    fn deal(&mut self, rules: &Rules, streams: &mut Streams, round: u32) {
        streams.words.resize(rules.agents(), 0);
        streams.group.fill(round, &mut streams.words);
        // Always from the same order, so that a round depends on its own words alone.
        for (place, agent) in self.deal.iter_mut().enumerate() {
            *agent = place as u32;
        }
        for place in (1..self.deal.len()).rev() {
            self.deal.swap(place, pick(streams.words[place], place + 1));
        }
    }

    fn tally(&self, rules: &Rules, world: &mut World) {
        let contributes = |i: usize| self.role(world, i).contributes();
        let mut tally = Tally::default();
        if rules.complete {
            let of = |list: &Vec<u32>| list.iter().filter(|&&i| contributes(i as usize)).count() as f64;
            let (givers, sizes) = (rules.by_power.each_ref().map(of), rules.by_power.each_ref().map(Vec::len));
            for (own, partner) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                let themselves = f64::from(u8::from(own == partner));
                tally.cooperated[own * 2 + partner] = givers[own] * (sizes[partner] as f64 - themselves);
                tally.mutual += givers[own] * (givers[partner] - themselves) / 2.0;
            }
            world.tally = tally;
            return;
        }
        for side in 0..rules.sides() {
            let (i, j) = (rules.meetings.actor(side), rules.meetings.partner(side));
            if contributes(i) {
                tally.cooperated[usize::from(rules.kind[side])] += 1.0;
                tally.mutual += 0.5 * f64::from(u8::from(contributes(j)));
            }
        }
        world.tally = tally;
    }

    /// The greatest difference there can be between two agents' scores.
    pub fn spread(&self, rules: &Rules) -> f64 {
        let most = rules.meetings.degree.iter().copied().max().unwrap_or_default() + 1;
        let size = if rules.complete { self.game.group.get() } else { most };
        let games = if self.score == Score::Sum && !rules.complete { f64::from(most) } else { 1.0 };
        self.game.spread(size) * games
    }
}
