//! Phases 2 to 5: decide and slip, pay, read. All choices of a round are simultaneous.

use super::fog;
use super::reputation;
use crate::game::{Action, Payoffs, outcome};
use crate::rng::{Chance, Squeeze};
use crate::strategy::automaton::with_slip;
use crate::units::logistic;
use crate::world::rules::Rules;
use crate::world::state::bounds::bound_on;
use crate::world::state::{Tally, World};
use crate::world::streams::Streams;

/// Phases 2 and 3: every side's executed action, slips folded into the chance to cooperate.
pub fn decide(rules: &Rules, world: &mut World, streams: &mut Streams, round: u32) {
    streams.words.resize(rules.sides(), 0);
    streams.choice.fill(round, &mut streams.words);
    let automata_mix = rules.choice.trust_weight.get() > 0.0;
    let by_history = rules.repertoire.deliberate.is_none() && rules.repertoire.discriminator.is_none() && !automata_mix;
    if by_history && world.met.is_none() && world.mind.is_empty() {
        for ((action, &node), &word) in world.action.iter_mut().zip(&world.node).zip(&streams.words) {
            *action = Action::cooperate_if(rules.repertoire.chance[usize::from(node)].hit(word));
        }
        return;
    }
    reputation::recall(rules, streams, round);
    let (slip, carried_out) = (rules.noise.slip.get(), rules.names.as_ref().map_or(1.0, |names| names.carried_out));
    let squeeze = Squeeze::new();
    let all = world.met.is_none();
    for side in 0..rules.sides() {
        if !all && !world.meets(side) {
            continue;
        }
        let strategy = world.strategy[rules.meetings.actor(side)];
        let chance = if Some(strategy) == rules.repertoire.discriminator {
            reputation::chance(rules, world, streams, side)
        } else if Some(strategy) == rules.repertoire.deliberate {
            let x = inclination(rules, world, side);
            let exact = || Chance::of(with_slip(logistic(x) * carried_out, slip));
            // With slips the chance to cooperate is slip + (1 - 2 slip) carried out x logistic.
            let span = (1.0 - 2.0 * slip) * carried_out;
            world.action[side] = Action::cooperate_if(squeeze.hit(streams.words[side], x, slip, span, exact));
            continue;
        } else if let Some(learner) = &rules.repertoire.learner[usize::from(strategy)] {
            Chance::of(with_slip(learner.cooperate(&world.mind[side]) * carried_out, slip))
        } else if automata_mix {
            Chance::of(with_slip(mixed(rules, world, side) * carried_out, slip))
        } else {
            rules.repertoire.chance[usize::from(world.node[side])]
        };
        world.action[side] = Action::cooperate_if(chance.hit(streams.words[side]));
    }
}

/// What the deliberate strategy's probability to intend cooperation is the logistic function of.
#[inline]
pub(in crate::world) fn inclination(rules: &Rules, world: &World, side: usize) -> f64 {
    let standing = &world.standing;
    let expected_fine = if standing.bound[side] {
        let i = rules.meetings.actor(side);
        rules.treaties.list[usize::from(world.treaty[i])].expected_fine(standing.fine[i])
    } else {
        0.0
    };
    standing.weights[side].advantage(world.trust[side], expected_fine) / rules.choice.temperature.get()
}

/// An automaton's probability to intend cooperation, mixed with trust.
#[inline]
fn mixed(rules: &Rules, world: &World, side: usize) -> f64 {
    let choice = &rules.choice;
    let weight = choice.trust_weight.get();
    let history = rules.repertoire.nodes[usize::from(world.node[side])].cooperate;
    let trusting = logistic((world.trust[side] - choice.trust_threshold.get()) / choice.trust_width.get());
    (1.0 - weight) * history + weight * trusting
}

/// Phase 4: payoffs, and what delegated control costs between the bound.
pub fn pay(rules: &Rules, world: &mut World) {
    let delegates = delegates(rules, world);
    if world.met.is_none() && !delegates {
        world.income.fill(0.0);
        let mut passed = Passed::default();
        passed.count(&world.action, &rules.kind);
        add_payoffs(&rules.meetings.actor, &world.action, &world.standing.payoffs, &mut world.income);
        world.tally = passed.tally();
    } else if world.met.is_none() {
        // Compiled twice: where all meet, nobody asks.
        pay_those::<true>(rules, world, delegates);
    } else {
        pay_those::<false>(rules, world, delegates);
    }
}

/// Do bound encounters cost control handed over?
pub(in crate::world) fn delegates(rules: &Rules, world: &World) -> bool {
    world.standing.in_force && rules.treaties.list.iter().any(|convention| convention.depth.get() > 0.0)
}

/// Counts of a round, as far as it was passed.
#[derive(Debug, Default)]
pub(in crate::world) struct Passed {
    cooperated: [u32; 4],
    mutual: u32,
}

impl Passed {
    /// Counts cooperations by kind of dyad, and pairs in which both cooperated; the actions are those of whole pairs.
    #[inline(always)]
    pub(in crate::world) fn count(&mut self, action: &[Action], kind: &[u8]) {
        // Eight sides are the bytes of a number. So many of them are added up byte by byte that all eight sums together fit one byte.
        const SIDES: usize = 8;
        const FEW: usize = 31 * SIDES;
        const ONES: u64 = 0x0101_0101_0101_0101;
        const EVEN: u64 = 0x0001_0001_0001_0001;
        for (action, kind) in action.chunks(FEW).zip(kind.chunks(FEW)) {
            let mut sums = [0_u64; 5];
            let mut add = |action: [Action; SIDES], kind: [u8; SIDES]| {
                let cooperates = u64::from_le_bytes(action.map(|action| action as u8)) ^ ONES;
                let kind = u64::from_le_bytes(kind);
                let (strong_partner, weak_partner) = (cooperates & !kind, cooperates & kind);
                let weak = kind >> 1;
                for (sum, of) in sums.iter_mut().zip([
                    strong_partner & !weak,
                    weak_partner & !weak,
                    strong_partner & weak,
                    weak_partner & weak,
                    cooperates & (cooperates >> 8) & EVEN,
                ]) {
                    *sum += of;
                }
            };
            let (actions, last_action) = action.as_chunks::<SIDES>();
            let (kinds, last_kind) = kind.as_chunks::<SIDES>();
            for (action, kind) in actions.iter().zip(kinds) {
                add(*action, *kind);
            }
            let (mut action, mut kind) = ([Action::Defect; SIDES], [0; SIDES]);
            action[..last_action.len()].copy_from_slice(last_action);
            kind[..last_kind.len()].copy_from_slice(last_kind);
            add(action, kind);
            let [of_kinds @ .., mutual] = sums.map(|sum| (sum.wrapping_mul(ONES) >> 56) as u32);
            self.mutual += mutual;
            self.cooperated.iter_mut().zip(of_kinds).for_each(|(cooperated, here)| *cooperated += here);
        }
    }

    pub(in crate::world) fn tally(&self) -> Tally {
        Tally { cooperated: self.cooperated.map(f64::from), mutual: f64::from(self.mutual), ..Tally::default() }
    }
}

/// Adds the payoffs of pairs to incomes, in the order of the pairs.
#[inline(always)]
pub(in crate::world) fn add_payoffs(actors: &[u32], action: &[Action], payoffs: &[Payoffs], income: &mut [f64]) {
    let Some(&[_, later]) = actors.first_chunk::<2>() else { return };
    // Pairs are ordered by their later agent: its sum stays in a register until the next one begins.
    let mut later = later as usize;
    let mut sum = income[later];
    let pairs = actors.as_chunks::<2>().0.iter().zip(action.as_chunks::<2>().0).zip(payoffs.as_chunks::<2>().0);
    for ((&[i, j], &[a_i, a_j]), [u_i, u_j]) in pairs {
        let (i, j) = (i as usize, j as usize);
        if j != later {
            income[later] = sum;
            later = j;
            sum = income[j];
        }
        income[i] += u_i.at(a_i, a_j);
        sum += u_j.at(a_j, a_i);
    }
    income[later] = sum;
}

fn pay_those<const ALL: bool>(rules: &Rules, world: &mut World, delegates: bool) {
    world.income.fill(0.0);
    let (mut cooperated, mut mutual) = ([0_u32; 4], 0_u32);
    for (pair, actions) in world.action.chunks_exact(2).enumerate() {
        let (low, high) = (2 * pair, 2 * pair + 1);
        if !ALL && !world.meets(low) {
            continue;
        }
        let (i, j) = (rules.meetings.actor(low), rules.meetings.actor(high));
        let (a_i, a_j) = (actions[0], actions[1]);
        world.income[i] += world.standing.payoffs[low].at(a_i, a_j);
        world.income[j] += world.standing.payoffs[high].at(a_j, a_i);
        cooperated[usize::from(rules.kind[low])] += u32::from(a_i.cooperates());
        cooperated[usize::from(rules.kind[high])] += u32::from(a_j.cooperates());
        mutual += u32::from(a_i.cooperates() & a_j.cooperates());
        if delegates && world.standing.bound[low] {
            world.income[i] -= world.standing.toll[i];
            world.income[j] -= world.standing.toll[j];
        }
    }
    world.tally = Tally { cooperated: cooperated.map(f64::from), mutual: f64::from(mutual), ..Tally::default() };
}

/// Phase 5: what each reads of its partner, where its automaton goes, what a learner learns, and restarts.
pub fn read(rules: &Rules, world: &mut World, streams: &mut Streams, round: u32) {
    streams.reading.fill(round, &mut streams.words);
    if world.is_foggy(round) {
        fog::read(rules, world, streams, round);
    } else if world.met.is_none() {
        read_those::<true>(rules, world, streams);
    } else {
        read_those::<false>(rules, world, streams);
    }
    if !world.mind.is_empty() {
        learn(rules, world);
    }
    restart(rules, world, streams, round);
}

fn read_those<const ALL: bool>(rules: &Rules, world: &mut World, streams: &Streams) {
    let World { action, read, node, standing, met, .. } = world;
    // Slices of one length, of which the compiler need not ask anew whether they have a side.
    let sides = rules.sides();
    let (action, words) = (&action[..sides], &streams.words[..sides]);
    let (alarm, miss) = (&standing.alarm[..sides], &standing.miss[..sides]);
    let (reads, node) = (&mut read[..sides], &mut node[..sides]);
    for side in 0..sides {
        if !ALL && met.as_ref().is_some_and(|met| !met.side[side]) {
            continue;
        }
        let (own, partner) = (action[side], action[side ^ 1]);
        let misread = words[side] < bound_on(partner as u8, alarm[side], miss[side]);
        let read = Action::cooperate_if(partner.cooperates() != misread);
        reads[side] = read;
        node[side] = rules.repertoire.nodes[usize::from(node[side])].next[outcome(own, read)];
    }
}

/// Learners learn from their material payoff of the encounter, which follows from what was executed.
fn learn(rules: &Rules, world: &mut World) {
    for side in 0..rules.sides() {
        if !world.meets(side) {
            continue;
        }
        let strategy = usize::from(world.strategy[rules.meetings.actor(side)]);
        if let Some(learner) = &rules.repertoire.learner[strategy] {
            let stakes = &world.standing.payoffs[side];
            let payoff = stakes.at(world.action[side], world.action[side ^ 1]);
            learner.learn(&mut world.mind[side], world.action[side], world.read[side], payoff, stakes);
        }
    }
}

/// Both automata of a pair return to their start; trust and what learners have learned stay.
pub(in crate::world) fn restart(rules: &Rules, world: &mut World, streams: &mut Streams, round: u32) {
    if rules.noise.restart.get() == 0.0 {
        return;
    }
    let pairs = rules.sides() / 2;
    streams.words.resize(rules.sides(), 0);
    streams.restart.fill(round, &mut streams.words[..pairs]);
    let chance = Chance::of(rules.noise.restart.get());
    for pair in 0..pairs {
        if chance.hit(streams.words[pair]) && world.meets(2 * pair) {
            for side in [2 * pair, 2 * pair + 1] {
                let strategy = world.strategy[rules.meetings.actor(side)];
                world.node[side] = rules.repertoire.start[usize::from(strategy)];
            }
        }
    }
}
