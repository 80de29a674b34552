//! Phase 6, enforce: findings, fines, compensation, the bill for enforcement, contributions to the fund, and transfers.

use super::rules::Rules;
use super::state::World;
use super::streams::Streams;
use crate::mechanism::{Convention, bill_shares};
use crate::rng::Chance;

/// Enforces every convention that is in force; remembered offences fade in any case.
pub fn enforce(rules: &Rules, world: &mut World, streams: &mut Streams, round: u32) {
    let conventions = &rules.treaties.list;
    if conventions.is_empty() {
        return;
    }
    let mut caught = std::mem::take(&mut world.room.counts);
    caught.fill(0);
    if world.standing.in_force {
        streams.words.resize(rules.sides(), 0);
        streams.enforcement.fill(round, &mut streams.words);
        for (k, convention) in conventions.iter().enumerate() {
            if !world.standing.force[k] {
                continue;
            }
            let fines = if conventions.len() == 1 {
                find::<true>(rules, world, convention, k, &streams.words, &mut caught)
            } else {
                find::<false>(rules, world, convention, k, &streams.words, &mut caught)
            };
            bill_members(rules, world, k, convention.enforcement.get() * fines);
            if convention.transfers.get() > 0.0 {
                for (i, income) in world.income.iter_mut().enumerate().filter(|&(i, _)| world.standing.members[k][i]) {
                    *income += world.transfer[i];
                }
            }
        }
        if rules.mechanisms.fund.is_some() {
            for (income, contribution) in world.income.iter_mut().zip(&world.standing.contribution) {
                *income -= contribution;
            }
        }
    }
    let encounters = world.met.as_ref().map_or(&rules.meetings.degree, |met| &met.degree);
    for (i, (offences, caught)) in world.offences.iter_mut().zip(&caught).enumerate() {
        // Who meets nobody is not caught either.
        *offences = conventions[usize::from(world.treaty[i])].offences_after(*offences, *caught, encounters[i].max(1));
    }
    world.room.counts = caught;
}

/// What convention `k`, the only one or one of several, finds between those it binds; the sum of its fines.
fn find<const ONLY: bool>(
    rules: &Rules,
    world: &mut World,
    convention: &Convention,
    k: usize,
    words: &[u32],
    caught: &mut [u32],
) -> f64 {
    // Indexed by action: a cooperation may be accused, a defection detected.
    let found = [Chance::of(convention.wrongful.get()), Chance::of(convention.detection.get())];
    let mut fines = 0.0;
    for (side, &word) in words.iter().enumerate() {
        let action = world.action[side];
        if world.standing.bound[side] & found[action as usize].hit(word) && world.meets(side) {
            let (i, j) = (rules.meetings.actor(side), rules.meetings.partner(side));
            if !ONLY && usize::from(world.treaty[i]) != k {
                continue;
            }
            let fine = world.standing.fine[i];
            let compensation = convention.compensation.get() * fine * convention.kept(world.sovereignty[j]);
            world.income[i] -= fine;
            world.income[j] += compensation;
            caught[i] += 1;
            fines += fine;
            world.tally.fined += 1;
            world.tally.wrongly_fined += u32::from(action.cooperates());
            world.tally.fines += fine;
            world.tally.compensation += compensation;
        }
    }
    fines
}

/// Bills the members of a convention for enforcement in proportion to capability^burden.
fn bill_members(rules: &Rules, world: &mut World, k: usize, bill: f64) {
    if bill > 0.0 {
        let shares = &mut world.room.sums;
        bill_shares(&world.capability, &world.standing.members[k], rules.mechanisms.burden.get(), shares);
        for (income, share) in world.income.iter_mut().zip(&*shares) {
            *income -= bill * share;
        }
        world.tally.enforcement += bill;
    }
}
