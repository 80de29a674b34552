//! Phase 8, develop: capability, ideology and concern, all from start-of-round values, written at the end.

use super::agents::{CAPABILITY, IDEOLOGY};
use super::rules::Rules;
use super::state::World;
use crate::game::Power;
use crate::mechanism::burden_weight;

/// Develops every agent and marks what has to be worked out anew.
pub fn develop(rules: &Rules, world: &mut World) {
    let mechanisms = &rules.mechanisms;
    let capability = mechanisms.moves_capability().then(|| capabilities(rules, world));
    let ideology = mechanisms.dialogue.is_some().then(|| ideologies(rules, world));
    if mechanisms.norm.is_some() {
        concerns(rules, world);
        world.standing.stale = true;
    }
    if let Some(capability) = capability {
        world.capability = capability;
        world.standing.stale = true;
    }
    if let Some(ideology) = ideology {
        world.ideology = ideology;
        world.measure_distances(rules);
        world.standing.stale = true;
    }
}

/// Capabilities after aid, development, diffusion and damage; aid and development are paid for here.
fn capabilities(rules: &Rules, world: &mut World) -> Vec<f64> {
    let mut next = world.capability.clone();
    aid(rules, world, &mut next);
    if let Some(development) = &rules.mechanisms.development {
        for &i in &rules.by_power[Power::Weak as usize] {
            let i = i as usize;
            next[i] += development.gain(world.capability[i]);
            world.income[i] -= development.bill();
        }
    }
    if let Some(diffusion) = &rules.mechanisms.diffusion {
        let gaps = sum_sides(rules, |side, i, j| {
            let mutual = world.action[side].cooperates() && world.action[side ^ 1].cooperates();
            if mutual { (world.capability[j] - world.capability[i]).max(0.0) } else { 0.0 }
        });
        for (i, next) in next.iter_mut().enumerate() {
            *next += diffusion.gain(gaps[i], rules.meetings.degree[i]);
        }
    }
    if let Some(damage) = &rules.mechanisms.damage {
        let attackers = sum_sides(rules, |side, _, _| {
            if world.action[side ^ 1].cooperates() { 0.0 } else { world.standing.power[side ^ 1] }
        });
        for (i, next) in next.iter_mut().enumerate() {
            let degree = rules.meetings.degree[i];
            *next -= damage.loss(attackers[i], degree, world.capability[i], world.standing.shield[i]);
        }
    }
    for c in &mut next {
        *c = c.clamp(CAPABILITY.0, CAPABILITY.1);
    }
    next
}

fn aid(rules: &Rules, world: &mut World, next: &mut [f64]) {
    let [strong, weak] = &rules.by_power;
    let Some(aid) = rules.mechanisms.aid.as_ref().filter(|_| !weak.is_empty()) else { return };
    let mut given = 0.0;
    for &i in strong {
        let i = i as usize;
        let gift = aid.rate.get() * burden_weight(world.capability[i], rules.mechanisms.burden.get());
        world.income[i] -= aid.price.get() * gift;
        given += gift;
    }
    let total: f64 = weak.iter().map(|&i| aid.weight(world.capability[i as usize])).sum();
    for &i in weak {
        let i = i as usize;
        // If nobody is in need, need cannot divide: equal parts, which nobody can use.
        let share = if total > 0.0 { aid.weight(world.capability[i]) / total } else { 1.0 / weak.len() as f64 };
        next[i] += aid.growth(given, share, world.capability[i]);
    }
}

fn ideologies(rules: &Rules, world: &World) -> Vec<f64> {
    let Some(dialogue) = &rules.mechanisms.dialogue else { return world.ideology.clone() };
    let gap = |i: usize, j: usize| world.ideology[j] - world.ideology[i];
    let cooperators = sum_sides(rules, |side, i, j| {
        let mutual = world.action[side].cooperates() && world.action[side ^ 1].cooperates();
        if mutual && gap(i, j).abs() <= dialogue.bound.get() { gap(i, j) } else { 0.0 }
    });
    let attackers =
        sum_sides(rules, |side, i, j| if world.action[side ^ 1].cooperates() { 0.0 } else { gap(i, j) });
    let shifted = world.ideology.iter().enumerate().map(|(i, &theta)| {
        (theta + dialogue.shift(cooperators[i], attackers[i], rules.meetings.degree[i])).clamp(IDEOLOGY.0, IDEOLOGY.1)
    });
    shifted.collect()
}

fn concerns(rules: &Rules, world: &mut World) {
    let Some(norm) = &rules.mechanisms.norm else { return };
    let kind = sum_sides(rules, |side, _, _| f64::from(u8::from(world.read[side].cooperates())));
    for (i, concern) in world.concern.iter_mut().enumerate() {
        *concern = norm.after(*concern, kind[i] / f64::from(rules.meetings.degree[i]));
    }
}

/// Sums over each agent's sides, in the order of the sides; `value` gets (side, agent, partner).
fn sum_sides(rules: &Rules, value: impl Fn(usize, usize, usize) -> f64) -> Vec<f64> {
    let mut sums = vec![0.0; rules.agents()];
    for side in 0..rules.sides() {
        let (i, j) = (rules.meetings.actor(side), rules.meetings.partner(side));
        sums[i] += value(side, i, j);
    }
    sums
}
