//! Phase 1, standing: voice, force, reputation, fronts, relative power, distance and shields from the state at the start.

use super::fog;
use super::rules::{Rules, Stage};
use super::state::World;
use crate::game::{Payoffs, Power, Stakes, relative_power};
use crate::mechanism::{Contributions, Convention, Covers, Fund, bill_shares};
use crate::rng::Chance;
use crate::strategy::deliberate::Weights;
use crate::trust::opinion;

/// Works out what follows from the state at the start of the round.
pub fn stand(rules: &Rules, world: &mut World) {
    if world.standing.stale {
        opinion::voices(&world.capability, rules.mechanisms.voice.get(), &mut world.standing.voice);
        if let Some(shaken) = &world.shaken {
            shaken.silence(&mut world.standing.voice);
        }
        force(rules, world);
    }
    if rules.trust.gossip.get() > 0.0 {
        reputation(rules, world);
    }
    if rules.mechanisms.front.is_some() {
        front(rules, world);
    }
    fines(&rules.treaties.list, world);
    world.standing.stale |= rules.mechanisms.fund.as_ref().is_some_and(|fund| fund.contributions.are_replies());
    if world.standing.stale {
        if rules.mechanisms.front.is_none() {
            world.standing.against_strong.copy_from_slice(&world.capability);
        }
        shields(rules, world);
        sides(rules, world);
        fog::sight(rules, world);
        world.standing.stale = false;
    }
}

/// Which conventions are in force, and what they cost the bound.
fn force(rules: &Rules, world: &mut World) {
    let standing = &mut world.standing;
    for (k, convention) in rules.treaties.list.iter().enumerate() {
        let members = &mut standing.members[k];
        for (i, member) in members.iter_mut().enumerate() {
            *member = world.member[i] && usize::from(world.treaty[i]) == k;
        }
        let votes = &mut standing.votes[k];
        match convention.voice {
            None => votes.copy_from_slice(&standing.voice),
            Some(voice) => {
                opinion::voices(&world.capability, voice.get(), votes);
                if let Some(shaken) = &world.shaken {
                    shaken.silence(votes);
                }
            }
        }
        standing.force[k] = convention.in_force(members, votes);
    }
    standing.in_force = standing.force.contains(&true);
    for (i, toll) in standing.toll.iter_mut().enumerate() {
        let convention = rules.treaties.list.get(usize::from(world.treaty[i]));
        *toll = convention.map_or(0.0, |convention| convention.toll(world.sovereignty[i], world.ideology[i]));
    }
}

/// Voice-weighted mean of the neighbours' trust in each agent.
fn reputation(rules: &Rules, world: &mut World) {
    let standing = &mut world.standing;
    let heard = &mut world.room.sums;
    standing.reputation.fill(0.0);
    heard.fill(0.0);
    for (side, &trust) in world.trust.iter().enumerate() {
        let (k, j) = (rules.meetings.actor(side), rules.meetings.partner(side));
        standing.reputation[j] += standing.voice[k] * trust;
        heard[j] += standing.voice[k];
    }
    for (reputation, &heard) in standing.reputation.iter_mut().zip(&*heard) {
        // Nobody speaks of an agent without neighbours, nor is there anybody who would listen.
        *reputation = if heard > 0.0 { *reputation / heard } else { 0.0 };
    }
}

/// Who stands in the front, and what each can count on against the strong.
fn front(rules: &Rules, world: &mut World) {
    let Some(front) = &rules.mechanisms.front else { return };
    let left = |i: usize| world.shaken.as_ref().is_some_and(|shaken| shaken.left(i));
    let standing = &mut world.standing;
    let (trust, weak_neighbours) = (&mut world.room.sums, &mut world.room.counts);
    trust.fill(0.0);
    weak_neighbours.fill(0);
    let weak_to_weak = crate::game::dyad(Power::Weak, Power::Weak) as u8;
    for (side, &tau) in world.trust.iter().enumerate() {
        if rules.kind[side] == weak_to_weak {
            let i = rules.meetings.actor(side);
            trust[i] += tau;
            weak_neighbours[i] += 1;
        }
    }
    let mut pooled = 0.0;
    for i in 0..rules.agents() {
        let joins = weak_neighbours[i] > 0 && trust[i] / f64::from(weak_neighbours[i]) >= front.trust.get();
        let joins = joins && !left(i);
        standing.stale |= joins != standing.front[i];
        standing.front[i] = joins;
        if joins {
            pooled += world.capability[i];
        }
    }
    for (i, &c) in world.capability.iter().enumerate() {
        standing.against_strong[i] = if standing.front[i] { front.effective(c, pooled - c) } else { c };
    }
}

/// The fine each would pay this round, from the offences at its start.
fn fines(conventions: &[Convention], world: &mut World) {
    if conventions.is_empty() {
        return;
    }
    for ((fine, &offences), &treaty) in world.standing.fine.iter_mut().zip(&world.offences).zip(&world.treaty) {
        *fine = conventions[usize::from(treaty)].fine_of(offences);
    }
}

/// What members contribute to the fund, and the shield it buys; each convention in force has one of its own.
fn shields(rules: &Rules, world: &mut World) {
    let Some(fund) = &rules.mechanisms.fund else { return };
    let conventions = std::mem::take(&mut world.standing.members);
    let in_force = |k: usize| world.standing.force[k];
    let replies_go_on = |i: usize| {
        fund.contributions.are_replies() && conventions.iter().enumerate().any(|(k, members)| in_force(k) && members[i])
    };
    for (i, contribution) in world.standing.contribution.iter_mut().enumerate() {
        if !replies_go_on(i) {
            *contribution = 0.0;
        }
    }
    world.standing.shield.fill(0.0);
    for (k, members) in conventions.iter().enumerate() {
        if !world.standing.force[k] {
            continue;
        }
        match fund.contributions {
            Contributions::Voluntary | Contributions::Matching => replies(rules, world, fund, members),
            Contributions::ByCapability | Contributions::Equal => assessed(rules, world, fund, members),
        }
        let standing = &mut world.standing;
        let paid = standing.contribution.iter().zip(members).filter_map(|(&g, &member)| member.then_some(g));
        let shield = fund.shield(paid);
        for (covered, &member) in standing.shield.iter_mut().zip(members) {
            if member || fund.covers == Covers::All {
                // Where the funds of several conventions cover all, what one lets through meets the next.
                *covered = if *covered > 0.0 { 1.0 - (1.0 - *covered) * (1.0 - shield) } else { shield };
            }
        }
    }
    world.standing.members = conventions;
}

/// Contributions of a convention's members by rule: in proportion to capability^burden, or the same for all.
fn assessed(rules: &Rules, world: &mut World, fund: &Fund, members: &[bool]) {
    let (shares, contributions) = (&mut world.room.sums, &mut world.standing.contribution);
    bill_shares(&world.capability, members, rules.mechanisms.burden.get(), shares);
    let count = members.iter().filter(|&&member| member).count();
    let total = fund.rate.get() * count as f64;
    for ((contribution, share), _) in contributions.iter_mut().zip(shares).zip(members).filter(|(_, member)| **member) {
        *contribution = if fund.contributions == Contributions::Equal { fund.rate.get() } else { *share * total };
    }
}

/// Contributions that answer those of the last round: of all members of a convention, or of the weak, matched by the strong.
fn replies(rules: &Rules, world: &mut World, fund: &Fund, members: &[bool]) {
    let (mut harm, mut assessed) = (std::mem::take(&mut world.room.sums), std::mem::take(&mut world.room.more));
    expected_harm(rules, world, &mut harm);
    let matched = fund.contributions == Contributions::Matching;
    let gives = |i: usize| members[i] && !(matched && rules.power[i] == Power::Strong);
    let count = |of: &dyn Fn(usize) -> bool| (0..rules.agents()).filter(|&i| of(i)).count() as u32;
    let (all, givers) = (count(&|i| members[i]), count(&gives));
    bill_shares(&world.capability, members, rules.mechanisms.burden.get(), &mut assessed);
    let total = fund.rate.get() * f64::from(all);
    let strong = || rules.by_power[Power::Strong as usize].iter().map(|&i| i as usize).filter(|&i| members[i]);
    let limit: f64 = strong().map(|i| total * assessed[i]).sum();
    let before: f64 = (0..rules.agents()).filter(|&i| gives(i)).map(|i| world.standing.contribution[i]).sum();
    let mut sum = 0.0;
    for i in (0..rules.agents()).filter(|&i| gives(i)) {
        let contribution = &mut world.standing.contribution[i];
        let others = before - *contribution;
        *contribution = fund.step(*contribution, fund.wanted(harm[i], all, matched.then_some(limit)) - others, givers);
        sum += *contribution;
    }
    if matched {
        let part = if limit > 0.0 { (fund.matching.get() * sum / limit).min(1.0) } else { 0.0 };
        for i in strong() {
            world.standing.contribution[i] = part * total * assessed[i];
        }
    }
    (world.room.sums, world.room.more) = (harm, assessed);
}

/// What each agent expects to lose to its partners in a round, unprotected: by relative power and by how little it trusts them.
fn expected_harm(rules: &Rules, world: &World, sums: &mut [f64]) {
    sums.fill(0.0);
    let Stage::Dilemma(dilemma) = &rules.stage else { return };
    for side in 0..rules.sides() {
        let (i, j) = (rules.meetings.actor(side), rules.meetings.partner(side));
        if world.has_left(i) || world.has_left(j) {
            continue;
        }
        let power = relative_power(facing(rules, world, i, j), facing(rules, world, j, i), rules.decisiveness);
        let frequency = rules.meetings.frequency.as_ref().map_or(1.0, |frequency| frequency[side / 2]);
        sums[i] += dilemma.harm.get() * frequency * (1.0 - power) * (1.0 - world.trust[side]);
    }
}

/// The capability of `own` when it faces `other`, with its armament.
#[inline]
fn facing(rules: &Rules, world: &World, own: usize, other: usize) -> f64 {
    let capability = match rules.power[other] {
        Power::Strong => world.standing.against_strong[own],
        Power::Weak => world.capability[own],
    };
    if world.arms.is_empty() { capability } else { capability + world.arms[own] }
}

/// Relative power, payoffs, reading errors and weights of every side.
fn sides(rules: &Rules, world: &mut World) {
    for pair in 0..rules.sides() / 2 {
        let (low, high) = (2 * pair, 2 * pair + 1);
        let (i, j) = (rules.meetings.actor(low), rules.meetings.actor(high));
        let power = relative_power(facing(rules, world, i, j), facing(rules, world, j, i), rules.decisiveness);
        let bound = are_bound(world, i, j);
        for (side, own, other, power) in [(low, i, j, power), (high, j, i, 1.0 - power)] {
            one_side(rules, world, side, own, other, power, bound);
        }
        if rules.repertoire.deliberate.is_some() {
            let (u_i, u_j) = (world.standing.payoffs[low], world.standing.payoffs[high]);
            let patience = rules.choice.patience.get();
            world.standing.weights[low] = Weights::of(&u_i.with_concern(world.concern[i], &u_j), patience);
            world.standing.weights[high] = Weights::of(&u_j.with_concern(world.concern[j], &u_i), patience);
        }
    }
}

/// Do both belong to the same convention, and is it in force?
#[inline]
fn are_bound(world: &World, i: usize, j: usize) -> bool {
    let treaty = world.treaty[i];
    world.member[i] && world.member[j] && world.treaty[j] == treaty && world.standing.force[usize::from(treaty)]
}

fn one_side(rules: &Rules, world: &mut World, side: usize, own: usize, other: usize, power: f64, bound: bool) {
    let standing = &mut world.standing;
    standing.power[side] = power;
    standing.bound[side] = bound;
    standing.payoffs[side] = match &rules.stage {
        Stage::Dilemma(dilemma) => dilemma.payoffs(&Stakes {
            power,
            distance: standing.distance[side],
            own_shield: standing.shield[own],
            partner_shield: standing.shield[other],
            denial: rules.mechanisms.fund.as_ref().map_or(0.0, |fund| fund.denial.get()),
        }),
        Stage::Fixed(payoffs) => payoffs[usize::from(rules.kind[side])],
        // Games of more than two are not paid by side.
        Stage::Groups(_) => Payoffs::default(),
    };
    let errors =
        rules.noise.errors(world.capability[own], standing.distance[side], verification(rules, world, own, bound));
    let standing = &mut world.standing;
    standing.errors[side] = errors;
    standing.misreads[side] = [Chance::of(errors.alarm), Chance::of(errors.miss)];
}

/// Share of an agent's reading errors that verification removes between the bound.
#[inline]
pub(super) fn verification(rules: &Rules, world: &World, own: usize, bound: bool) -> f64 {
    if !bound {
        return 0.0;
    }
    let convention = rules.treaties.list.get(usize::from(world.treaty[own]));
    convention.map_or(0.0, |convention| convention.verification.get() * convention.kept(world.sovereignty[own]))
}
