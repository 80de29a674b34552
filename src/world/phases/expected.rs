//! Rounds in which nobody plays encounter by encounter: every pair of strategies earns what it can expect of a repeated match.
//!
//! ```text
//! pi_i = sum over partners j of  sum over outcomes o of  q_o(s_i, s_j) u_ij(o)      ( / number of partners, for means)
//! ```
//!
//! | symbol | meaning | range | where |
//! |---|---|---|---|
//! | q_o(s, t) | long-run share of outcome o when strategy s meets t, noise included | [0, 1] | [`Matches`] |
//! | u_ij(o) | payoff of i against j | any | the game |
//!
//! Where everyone meets everyone in a game of fixed payoffs, only how many agents of each power play what matters, and a payoff costs
//! as many steps as there are strategies; on other networks as many as the agent has partners, once for each change nearby.
//!
//! Source: Nowak (2006), Evolutionary Dynamics, ch. 7 (well-mixed), ch. 8 and Szabo & Fath (2007), Phys. Rep. 446:97 (networks).

use super::standing;
use crate::game::{Power, dyad};
use crate::learning::replicator::{self, Births};
use crate::learning::{Learning, Peers, Rule, Score};
use crate::world::rules::{Matches, Rules, Stage};
use crate::world::state::{Tally, World};

/// A world that lives on expected payoffs.
#[derive(Debug, Clone)]
pub struct Expected {
    matches: Matches,
    /// Payoffs by kind of directed dyad and by strategies, where the game is the same for all sides of a kind.
    tables: Option<[Vec<f64>; 4]>,
    layout: Layout,
    score: Score,
    /// What agents of each class have to show, where everyone meets everyone; NaN until somebody asks after a change.
    kept: Vec<f64>,
    /// Whose score on a network is no longer what it was, where scores are worked out when somebody asks.
    outdated: Vec<bool>,
    /// Is everything as the last round was paid?
    pub(in crate::world) paid: bool,
}

#[derive(Debug, Clone)]
enum Layout {
    /// Everyone meets everyone: the number of agents of each class, power x strategies + strategy.
    Mixed(Vec<f64>),
    /// An infinite population: shares of the strategies within each power, and each power's share of all.
    Infinite { shares: Vec<f64>, powers: [f64; 2] },
    /// A network: each agent's score as things stand.
    Linked(Vec<f64>),
}

const POWERS: [Power; 2] = [Power::Strong, Power::Weak];

impl Expected {
    /// A world on expected payoffs, before its first round; the standing of `world` is worked out here, once for all.
    pub fn new(rules: &Rules, world: &mut World, matches: Matches) -> Self {
        standing::stand(rules, world);
        let strategies = matches.strategies;
        let tables = match &rules.stage {
            Stage::Fixed(payoffs) => Some(payoffs.map(|u| matches.outcomes.iter().map(|q| dot(q, &u.0)).collect())),
            Stage::Dilemma(_) | Stage::Groups(_) => None,
        };
        let learning = rules.learning.as_ref();
        let layout = if learning.is_some_and(|learning| learning.rule == Rule::Replicator) {
            Layout::Infinite { shares: start_shares(rules, strategies), powers: powers(rules) }
        } else if tables.is_some() && rules.complete {
            Layout::Mixed(vec![0.0; 2 * strategies])
        } else {
            Layout::Linked(vec![0.0; rules.agents()])
        };
        let score = learning.map_or(Score::Mean, |learning| learning.score);
        let kept = vec![f64::NAN; 2 * strategies];
        let outdated = vec![false; rules.agents()];
        let mut expected = Self { matches, tables, layout, score, kept, outdated, paid: false };
        expected.settle(rules, world);
        expected
    }

    /// Goes on with the shares of an infinite population.
    pub(in crate::world) fn go_on(&mut self, before: &Self) {
        if let (Layout::Infinite { shares, .. }, Layout::Infinite { shares: before, .. }) =
            (&mut self.layout, &before.layout)
        {
            shares.clone_from(before);
        }
    }

    /// Works everything out anew from the strategies of the agents.
    pub fn settle(&mut self, rules: &Rules, world: &World) {
        self.paid = false;
        let strategies = self.matches.strategies;
        match &mut self.layout {
            Layout::Mixed(counts) => {
                self.kept.fill(f64::NAN);
                counts.fill(0.0);
                for (&s, &power) in world.strategy.iter().zip(&rules.power) {
                    counts[power as usize * strategies + usize::from(s)] += 1.0;
                }
            }
            Layout::Linked(_) => {
                for i in 0..rules.agents() {
                    self.rescore(rules, world, i);
                }
            }
            Layout::Infinite { .. } => {}
        }
    }

    /// Takes note of how many agents of one power play each strategy, where everyone meets everyone.
    pub(in crate::world) fn recount(&mut self, power: Power, numbers: impl Iterator<Item = usize>) {
        self.paid = false;
        self.kept.fill(f64::NAN);
        if let Layout::Mixed(counts) = &mut self.layout {
            let class = power as usize * self.matches.strategies;
            for (count, number) in counts[class..].iter_mut().zip(numbers) {
                *count = number as f64;
            }
        }
    }

    /// Takes note that agent `i` went over from strategy `before` to the one it has in `world`.
    #[inline]
    pub fn changed(&mut self, rules: &Rules, world: &World, i: usize, before: u16) {
        let after = world.strategy[i];
        if before == after {
            return;
        }
        self.paid = false;
        match &mut self.layout {
            Layout::Mixed(counts) => {
                self.kept.fill(f64::NAN);
                let class = rules.power[i] as usize * self.matches.strategies;
                counts[class + usize::from(before)] -= 1.0;
                counts[class + usize::from(after)] += 1.0;
            }
            Layout::Linked(_) => {
                self.rescore(rules, world, i);
                for &side in rules.meetings.sides_of(i) {
                    self.rescore(rules, world, rules.meetings.partner(side as usize));
                }
            }
            Layout::Infinite { .. } => {}
        }
    }

    /// What agent `i` has to show: mean or sum of its expected payoffs.
    #[inline]
    pub fn score(&self, rules: &Rules, world: &World, i: usize) -> f64 {
        match &self.layout {
            Layout::Mixed(_) => self.class_score(rules, rules.power[i], usize::from(world.strategy[i])),
            Layout::Linked(scores) => scores[i],
            Layout::Infinite { .. } => f64::NAN,
        }
    }

    /// The same for any agent of that power and strategy, where everyone meets everyone.
    #[inline]
    pub(in crate::world) fn class_score(&self, rules: &Rules, power: Power, s: usize) -> f64 {
        let sum = self.class_sum(rules, power, s);
        if self.score == Score::Sum { sum } else { sum / (rules.agents() - 1) as f64 }
    }

    /// Takes note of a change as [`Expected::changed`] does, for those that ask by [`Expected::kept_score`] alone.
    #[inline]
    pub(in crate::world) fn outdate(&mut self, rules: &Rules, world: &World, i: usize, before: u16) {
        if let Layout::Linked(_) = self.layout {
            self.paid = false;
            self.outdated[i] = true;
            for &side in rules.meetings.sides_of(i) {
                self.outdated[rules.meetings.partner(side as usize)] = true;
            }
        } else {
            self.changed(rules, world, i, before);
        }
    }

    /// The same, kept until something changes.
    #[inline]
    pub(in crate::world) fn kept_score(&mut self, rules: &Rules, world: &World, i: usize) -> f64 {
        match &self.layout {
            Layout::Linked(scores) => {
                if !self.outdated[i] {
                    return scores[i];
                }
                self.outdated[i] = false;
                self.rescore(rules, world, i);
                self.kept_score(rules, world, i)
            }
            Layout::Mixed(_) => {
                let class = rules.power[i] as usize * self.matches.strategies + usize::from(world.strategy[i]);
                let kept = self.kept[class];
                if !kept.is_nan() {
                    return kept;
                }
                let score = self.score(rules, world, i);
                self.kept[class] = score;
                score
            }
            Layout::Infinite { .. } => f64::NAN,
        }
    }

    fn rescore(&mut self, rules: &Rules, world: &World, i: usize) {
        let own = usize::from(world.strategy[i]);
        let mut sum = 0.0;
        let sides = rules.meetings.sides_of(i).iter().map(|&side| side as usize);
        match &self.tables {
            Some(tables) => {
                let rows = [0, 1, 2, 3].map(|kind: usize| &tables[kind][own * self.matches.strategies..]);
                for side in sides {
                    let partner = usize::from(world.strategy[rules.meetings.partner(side)]);
                    sum += rows[usize::from(rules.kind[side])][partner];
                }
            }
            None => sides.for_each(|side| sum += self.side(rules, world, side)),
        }
        let score = self.among_itself(rules, dyad(rules.power[i], rules.power[i]), own, sum, rules.meetings.degree[i]);
        if let Layout::Linked(scores) = &mut self.layout {
            scores[i] = score;
        }
    }

    /// What an agent has to show whose games against others gave `sum`; `kind` is that of a dyad of its like.
    #[inline]
    fn among_itself(&self, rules: &Rules, kind: usize, own: usize, sum: f64, partners: u32) -> f64 {
        let (mut sum, mut games) = (sum, f64::from(partners));
        if rules.network.self_interaction {
            // A game against one's like: what lattice models add for an agent's own weight.
            sum += self.tables.as_ref().map_or(0.0, |tables| tables[kind][own * self.matches.strategies + own]);
            games += 1.0;
        }
        // NaN for an agent without partners: it has nothing to compare.
        if self.score == Score::Sum && games > 0.0 { sum } else { sum / games }
    }

    /// What an agent of strategy `own` has to show against partners of these strategies, in this order, where the game is the same
    /// for all sides of a kind, and all are of the same one.
    pub(in crate::world) fn score_against(
        &self,
        rules: &Rules,
        kind: u8,
        own: usize,
        partners: impl Iterator<Item = usize>,
    ) -> Option<f64> {
        let table = &self.tables.as_ref()?[usize::from(kind)];
        let (mut sum, mut games) = (0.0, 0);
        for partner in partners {
            sum += table[own * self.matches.strategies + partner];
            games += 1;
        }
        Some(self.among_itself(rules, usize::from(kind), own, sum, games))
    }

    /// How many agents play what, power x strategies + strategy, where everyone meets everyone.
    pub(in crate::world) fn counts(&self) -> Option<&[f64]> {
        match &self.layout {
            Layout::Mixed(counts) => Some(counts),
            Layout::Linked(_) | Layout::Infinite { .. } => None,
        }
    }

    /// Expected payoff of one side.
    #[inline]
    fn side(&self, rules: &Rules, world: &World, side: usize) -> f64 {
        let s = usize::from(world.strategy[rules.meetings.actor(side)]);
        let t = usize::from(world.strategy[rules.meetings.partner(side)]);
        match &self.tables {
            Some(tables) => tables[usize::from(rules.kind[side])][s * self.matches.strategies + t],
            None => dot(self.matches.outcomes(s, t), &world.standing.payoffs[side].0),
        }
    }

    /// Sum of the expected payoffs of an agent of that power and strategy against all others.
    fn class_sum(&self, rules: &Rules, power: Power, s: usize) -> f64 {
        let (Some(tables), strategies) = (&self.tables, self.matches.strategies) else { return f64::NAN };
        let (counts, own) = match &self.layout {
            Layout::Mixed(counts) => (counts, tables[dyad(power, power)][s * strategies + s]),
            Layout::Infinite { shares, .. } => (shares, 0.0),
            Layout::Linked(_) => return f64::NAN,
        };
        let mut sum = 0.0;
        for other in POWERS {
            if rules.by_power[other as usize].is_empty() {
                continue;
            }
            let row = &tables[dyad(power, other)][s * strategies..(s + 1) * strategies];
            let counts = &counts[other as usize * strategies..(other as usize + 1) * strategies];
            sum += row.iter().zip(counts).map(|(u, n)| u * n).sum::<f64>();
        }
        sum - own
    }

    /// Phase 4 of such a round: expected income of every agent, and the expected tally.
    pub fn pay(&mut self, rules: &Rules, world: &mut World) {
        if self.paid {
            return;
        }
        self.paid = true;
        world.tally = Tally::default();
        match &self.layout {
            Layout::Mixed(counts) => {
                let strategies = self.matches.strategies;
                let sums: Vec<f64> = (0..2 * strategies)
                    .map(|k| self.class_sum(rules, POWERS[k / strategies], k % strategies))
                    .collect();
                for i in 0..rules.agents() {
                    world.income[i] = sums[rules.power[i] as usize * strategies + usize::from(world.strategy[i])];
                }
                world.tally = self.tally_of(counts, 1.0);
            }
            Layout::Infinite { shares, powers } => {
                let weights: Vec<f64> =
                    shares.iter().enumerate().map(|(k, x)| x * powers[k / self.matches.strategies]).collect();
                let mut payoff = vec![0.0; shares.len()];
                self.infinite_payoffs(shares, *powers, &mut payoff);
                let partners = (rules.agents() - 1) as f64;
                for (i, &power) in rules.power.iter().enumerate() {
                    let own = power as usize * self.matches.strategies..(power as usize + 1) * self.matches.strategies;
                    let mean: f64 = own.map(|k| shares[k] * payoff[k]).sum();
                    world.income[i] = mean * partners;
                }
                // As shares of all sides; scaled to their number, which is what rows divide by.
                let tally = self.tally_of(&weights, 0.0);
                let count = rules.agents() as f64;
                let scale = |kind: usize| {
                    let [p, q] = [kind / 2, kind % 2];
                    let sides = powers[p] * count * (powers[q] * count - f64::from(u8::from(p == q)));
                    if powers[p] * powers[q] > 0.0 { sides / (powers[p] * powers[q]) } else { 0.0 }
                };
                world.tally.cooperated = std::array::from_fn(|kind| tally.cooperated[kind] * scale(kind));
                world.tally.mutual = tally.mutual * count * (count - 1.0);
            }
            Layout::Linked(_) => {
                world.income.fill(0.0);
                for side in 0..rules.sides() {
                    let (i, j) = (rules.meetings.actor(side), rules.meetings.partner(side));
                    let (s, t) = (usize::from(world.strategy[i]), usize::from(world.strategy[j]));
                    world.income[i] += self.side(rules, world, side);
                    world.tally.cooperated[usize::from(rules.kind[side])] += self.matches.cooperation(s, t);
                    if side % 2 == 0 {
                        world.tally.mutual += self.matches.outcomes(s, t)[0];
                    }
                }
            }
        }
    }

    /// Expected cooperations by kind of dyad and mutual ones, of classes of that size whose members meet all but themselves.
    fn tally_of(&self, counts: &[f64], themselves: f64) -> Tally {
        let strategies = self.matches.strategies;
        let mut tally = Tally::default();
        for (k, &n) in counts.iter().enumerate().filter(|(_, n)| **n > 0.0) {
            for (l, &m) in counts.iter().enumerate() {
                let partners = if k == l { m - themselves } else { m };
                let (s, t) = (k % strategies, l % strategies);
                let kind = dyad(POWERS[k / strategies], POWERS[l / strategies]);
                tally.cooperated[kind] += n * partners * self.matches.cooperation(s, t);
                tally.mutual += n * partners * self.matches.outcomes(s, t)[0] / 2.0;
            }
        }
        tally
    }

    /// Lets the shares of an infinite population move by one update; with one population for all, or one for each power.
    pub fn replicate(&mut self, learning: &Learning) {
        let Layout::Infinite { shares, powers } = &self.layout else { return };
        let (mut next, powers) = (shares.clone(), *powers);
        let strategies = self.matches.strategies;
        let all = self.tables.iter().flatten().flatten();
        let (least, most) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, m), &u| (l.min(u), m.max(u)));
        if learning.peers == Peers::SamePower {
            let payoffs = |x: &[f64], f: &mut [f64]| self.infinite_payoffs(x, powers, f);
            update(&mut next, &[strategies, strategies], learning, [least, most], payoffs);
        } else {
            // One population: everyone has the same shares, and a strategy's payoff is its mean over the powers.
            let mut common: Vec<f64> =
                (0..strategies).map(|s| powers[0] * next[s] + powers[1] * next[strategies + s]).collect();
            update(&mut common, &[strategies], learning, [least, most], |x, f| {
                let both = [x, x].concat();
                let mut each = vec![0.0; both.len()];
                self.infinite_payoffs(&both, powers, &mut each);
                for (s, f) in f.iter_mut().enumerate() {
                    *f = powers[0] * each[s] + powers[1] * each[strategies + s];
                }
            });
            next = common.repeat(2);
        }
        self.paid = false;
        if let Layout::Infinite { shares, .. } = &mut self.layout {
            *shares = next;
        }
    }

    /// Expected payoff per encounter of each class in an infinite population.
    fn infinite_payoffs(&self, shares: &[f64], powers: [f64; 2], payoff: &mut [f64]) {
        let strategies = self.matches.strategies;
        let Some(tables) = &self.tables else { return };
        for (k, payoff) in payoff.iter_mut().enumerate() {
            let (power, s) = (POWERS[k / strategies], k % strategies);
            *payoff = 0.0;
            for other in POWERS {
                let row = &tables[dyad(power, other)][s * strategies..(s + 1) * strategies];
                let shares = &shares[other as usize * strategies..(other as usize + 1) * strategies];
                let mean: f64 = row.iter().zip(shares).map(|(u, x)| u * x).sum();
                *payoff += powers[other as usize] * mean;
            }
        }
    }

    /// The shares of the strategies of an infinite population, over all powers; none of a finite one.
    pub fn shares(&self) -> Option<Vec<f64>> {
        let Layout::Infinite { shares, powers } = &self.layout else { return None };
        let strategies = self.matches.strategies;
        Some((0..strategies).map(|s| powers[0] * shares[s] + powers[1] * shares[strategies + s]).collect())
    }
}

/// One update of populations, by the equation with mutation or by that without.
fn update(
    shares: &mut [f64],
    sizes: &[usize],
    learning: &Learning,
    [least, most]: [f64; 2],
    payoffs: impl Fn(&[f64], &mut [f64]),
) {
    let (selection, mutation) = (learning.selection.get(), learning.mutation.get());
    if mutation > 0.0 {
        let births = Births { selection, mutation, mutants: learning.mutants };
        replicator::mutate(shares, sizes, &births, [least, most], payoffs);
    } else {
        replicator::advance_all(shares, sizes, selection, most - least, payoffs);
    }
}

/// Shares of the strategies within each power at the start: those the groups state, by their size, nothing drawn.
fn start_shares(rules: &Rules, strategies: usize) -> Vec<f64> {
    let mut shares = vec![0.0; 2 * strategies];
    for source in &rules.sources {
        let total: f64 = source.strategies.iter().map(|share| share.1).sum();
        for &(s, share) in &source.strategies {
            let class = source.group.power as usize * strategies + usize::from(s);
            shares[class] += f64::from(source.group.count) * share / total;
        }
    }
    for power in POWERS {
        let own = &mut shares[power as usize * strategies..(power as usize + 1) * strategies];
        let total: f64 = own.iter().sum();
        if total > 0.0 {
            own.iter_mut().for_each(|share| *share /= total);
        }
    }
    shares
}

/// Each power's share of the agents.
fn powers(rules: &Rules) -> [f64; 2] {
    POWERS.map(|power| rules.by_power[power as usize].len() as f64 / rules.agents() as f64)
}

#[inline]
fn dot(q: &[f64; 4], u: &[f64; 4]) -> f64 {
    q[0] * u[0] + q[1] * u[1] + q[2] * u[2] + q[3] * u[3]
}
