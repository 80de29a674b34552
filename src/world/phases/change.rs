//! Phase 8, develop: capability, ideology and concern, all from start-of-round values, written at the end.
//!
//! Means over neighbours are over those met in the round, and 0 for an agent that met nobody.

use super::{arms, cascade};
use crate::game::Power;
use crate::mechanism::burden_weight;
use crate::world::agents::{CAPABILITY, IDEOLOGY};
use crate::world::rules::Rules;
use crate::world::state::World;

/// Develops every agent and marks what has to be worked out anew.
pub fn develop(rules: &Rules, world: &mut World) {
    let mechanisms = &rules.mechanisms;
    // Concern, capability and ideology do not read one another, so each may be written as soon as it is known.
    let mut next = std::mem::take(&mut world.room.next);
    if mechanisms.norm.is_some() {
        concerns(rules, world);
    }
    let moves = mechanisms.moves();
    if moves.ideology {
        ideologies(rules, world, &mut next);
        std::mem::swap(&mut world.ideology, &mut next);
        world.measure_distances(rules);
    }
    if moves.capability {
        capabilities(rules, world, &mut next);
        std::mem::swap(&mut world.capability, &mut next);
    }
    world.room.next = next;
    cascade::spread(rules, world);
    arms::race(rules, world);
    // A cascade says itself whether it moved anyone's concern.
    world.standing.stale |= mechanisms.norm.is_some() || moves.ideology || moves.capability;
}

/// Capabilities after aid, development, diffusion and damage; aid and development are paid for here.
fn capabilities(rules: &Rules, world: &mut World, next: &mut [f64]) {
    next.copy_from_slice(&world.capability);
    aid(rules, world, next);
    if let Some(development) = &rules.mechanisms.development {
        for &i in &rules.by_power[Power::Weak as usize] {
            let i = i as usize;
            if world.has_left(i) {
                continue;
            }
            next[i] += development.gain(world.capability[i]);
            world.income[i] -= development.bill();
        }
    }
    let mut sums = std::mem::take(&mut world.room.sums);
    if let Some(diffusion) = &rules.mechanisms.diffusion {
        sum_sides(rules, world, &mut sums, |side, i, j| {
            only_if(mutual(world, side), (world.capability[j] - world.capability[i]).max(0.0))
        });
        for ((next, &gaps), &encounters) in next.iter_mut().zip(&sums).zip(world.encounters(rules)) {
            *next += diffusion.gain(gaps, encounters.max(1));
        }
    }
    if let Some(damage) = &rules.mechanisms.damage {
        sum_sides(rules, world, &mut sums, |side, _, _| {
            only_if(!world.action[side ^ 1].cooperates(), world.standing.power[side ^ 1])
        });
        for (i, next) in next.iter_mut().enumerate() {
            let encounters = world.encounters(rules)[i].max(1);
            *next -= damage.loss(sums[i], encounters, world.capability[i], world.standing.shield[i]);
        }
    }
    world.room.sums = sums;
    for c in next {
        *c = c.clamp(CAPABILITY.0, CAPABILITY.1);
    }
}

fn aid(rules: &Rules, world: &mut World, next: &mut [f64]) {
    let [strong, weak] = &rules.by_power;
    let Some(aid) = rules.mechanisms.aid.as_ref().filter(|_| !weak.is_empty()) else { return };
    let mut given = 0.0;
    for &i in strong {
        let i = i as usize;
        if world.has_left(i) {
            continue;
        }
        let gift = aid.rate.get() * burden_weight(world.capability[i], rules.mechanisms.burden.get());
        world.income[i] -= aid.price.get() * gift;
        given += gift;
    }
    let there = |&i: &usize| !world.has_left(i);
    let weak = || weak.iter().map(|&i| i as usize).filter(there);
    let total: f64 = weak().map(|i| aid.weight(world.capability[i])).sum();
    for i in weak() {
        // If nobody is in need, need cannot divide: equal parts, which nobody can use.
        let share = if total > 0.0 { aid.weight(world.capability[i]) / total } else { 1.0 / weak().count() as f64 };
        next[i] += aid.growth(given, share, world.capability[i]);
    }
}

/// Ideologies after dialogue and repulsion.
fn ideologies(rules: &Rules, world: &mut World, next: &mut [f64]) {
    let Some(dialogue) = &rules.mechanisms.dialogue else { return };
    let (mut near, mut away) = (std::mem::take(&mut world.room.sums), std::mem::take(&mut world.room.more));
    let gap = |i: usize, j: usize| world.ideology[j] - world.ideology[i];
    sum_sides(rules, world, &mut near, |side, i, j| {
        only_if(mutual(world, side) & (gap(i, j).abs() <= dialogue.bound.get()), gap(i, j))
    });
    sum_sides(rules, world, &mut away, |side, i, j| only_if(!world.action[side ^ 1].cooperates(), gap(i, j)));
    for (i, next) in next.iter_mut().enumerate() {
        let shift = dialogue.shift(near[i], away[i], world.encounters(rules)[i].max(1));
        *next = (world.ideology[i] + shift).clamp(IDEOLOGY.0, IDEOLOGY.1);
    }
    (world.room.sums, world.room.more) = (near, away);
}

fn concerns(rules: &Rules, world: &mut World) {
    let Some(norm) = &rules.mechanisms.norm else { return };
    let mut kind = std::mem::take(&mut world.room.sums);
    sum_sides(rules, world, &mut kind, |side, _, _| f64::from(u8::from(world.read[side].cooperates())));
    let encounters = world.met.as_ref().map_or(&rules.meetings.degree, |met| &met.degree);
    for (i, concern) in world.concern.iter_mut().enumerate() {
        // Who meets nobody learns nothing of others.
        if encounters[i] > 0 {
            *concern = norm.after(*concern, kind[i] / f64::from(encounters[i]));
        }
    }
    world.room.sums = kind;
}

/// Did both sides of an encounter cooperate?
#[inline]
fn mutual(world: &World, side: usize) -> bool {
    world.action[side].cooperates() & world.action[side ^ 1].cooperates()
}

/// `x` if so, and 0 if not: by arithmetic, for what others do can seldom be foreseen.
#[inline]
fn only_if(so: bool, x: f64) -> f64 {
    f64::from_bits(x.to_bits() & u64::from(so).wrapping_neg())
}

/// Sums over each agent's encounters, in the order of the sides; `value` gets (side, agent, partner).
fn sum_sides(rules: &Rules, world: &World, sums: &mut [f64], value: impl Fn(usize, usize, usize) -> f64) {
    sums.fill(0.0);
    let pairs = rules.meetings.actor.as_chunks::<2>().0;
    let Some(&[_, later]) = pairs.first() else { return };
    // Pairs are ordered by their later agent: its sum stays in a register until the next one begins.
    let (mut later, mut sum) = (later as usize, 0.0);
    let all = world.met.is_none();
    for (pair, &[i, j]) in pairs.iter().enumerate() {
        let (i, j) = (i as usize, j as usize);
        if j != later {
            sums[later] = sum;
            later = j;
            sum = sums[j];
        }
        if all || world.meets(2 * pair) {
            sums[i] += value(2 * pair, i, j);
            sum += value(2 * pair + 1, j, i);
        }
    }
    sums[later] = sum;
}
