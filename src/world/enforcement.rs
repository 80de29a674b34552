//! Phase 6, enforce: findings, fines, compensation, the bill for enforcement, and contributions to the fund.

use super::rules::Rules;
use super::state::World;
use super::streams::Streams;
use crate::mechanism::bill_shares;
use crate::rng::Chance;

/// Enforces the convention, if it is in force; remembered offences fade in any case.
pub fn enforce(rules: &Rules, world: &mut World, streams: &mut Streams, round: u32) {
    let Some(convention) = &rules.mechanisms.convention else { return };
    let mut caught = std::mem::take(&mut world.room.counts);
    caught.fill(0);
    if world.standing.in_force {
        streams.enforcement.fill(round, &mut streams.words);
        // Indexed by action: a cooperation may be accused, a defection detected.
        let found = [Chance::of(convention.wrongful.get()), Chance::of(convention.detection.get())];
        for side in 0..rules.sides() {
            let action = world.action[side];
            if world.standing.bound[side] & found[action as usize].hit(streams.words[side]) && world.meets(side) {
                let (i, j) = (rules.meetings.actor(side), rules.meetings.partner(side));
                let fine = world.standing.fine[i];
                let compensation = convention.compensation.get() * fine;
                world.income[i] -= fine;
                world.income[j] += compensation;
                caught[i] += 1;
                world.tally.fined += 1;
                world.tally.wrongly_fined += u32::from(action.cooperates());
                world.tally.fines += fine;
                world.tally.compensation += compensation;
            }
        }
        bill_members(rules, world, convention.enforcement.get() * world.tally.fines);
        if rules.mechanisms.fund.is_some() {
            for (income, contribution) in world.income.iter_mut().zip(&world.standing.contribution) {
                *income -= contribution;
            }
        }
    }
    let encounters = world.met.as_ref().map_or(&rules.meetings.degree, |met| &met.degree);
    for ((offences, caught), &encounters) in world.offences.iter_mut().zip(&caught).zip(encounters) {
        // Who meets nobody is not caught either.
        *offences = convention.offences_after(*offences, *caught, encounters.max(1));
    }
    world.room.counts = caught;
}

/// Bills the members for enforcement in proportion to capability^burden.
fn bill_members(rules: &Rules, world: &mut World, bill: f64) {
    if bill > 0.0 {
        let shares = &mut world.room.sums;
        bill_shares(&world.capability, &world.member, rules.mechanisms.burden.get(), shares);
        for (income, share) in world.income.iter_mut().zip(&*shares) {
            *income -= bill * share;
        }
        world.tally.enforcement = bill;
    }
}
