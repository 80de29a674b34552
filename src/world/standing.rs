//! Phase 1, standing: voice, force, reputation, fronts, relative power, distance and shields from the state at the start.

use super::fog;
use super::rules::{Rules, Stage};
use super::state::{Standing, World};
use crate::game::{Payoffs, Power, Stakes, relative_power};
use crate::mechanism::{Contributions, Convention, Covers, Fund, bill_shares};
use crate::rng::Chance;
use crate::strategy::deliberate::Weights;
use crate::trust::opinion;

/// Works out what follows from the state at the start of the round. True if what is kept per side has changed, which only standing
/// itself can say: a front gathers and dissolves here, and contributions answer those of the last round.
pub fn stand(rules: &Rules, world: &mut World) -> bool {
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
    let changed = std::mem::take(&mut world.standing.stale);
    if changed {
        if rules.mechanisms.front.is_none() {
            world.standing.against_strong.copy_from_slice(&world.capability);
        }
        shields(rules, world);
        sides(rules, world);
        fog::sight(rules, world);
    }
    changed
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

/// Relative power, payoffs, reading errors and weights of every side: one loop each, in which nothing is asked that is the same for all.
fn sides(rules: &Rules, world: &mut World) {
    let actors = rules.meetings.actor.as_chunks::<2>().0;
    powers(rules, world, actors);
    for (bound, &[i, j]) in world.standing.bound.as_chunks_mut::<2>().0.iter_mut().zip(actors) {
        let (i, j) = (i as usize, j as usize);
        let (treaty, other) = (world.treaty[i], world.treaty[j]);
        // Both belong to the same convention, and it is in force.
        let together = world.member[i] && world.member[j] && other == treaty;
        *bound = [together && world.standing.force[usize::from(treaty)]; 2];
    }
    payoffs(rules, &mut world.standing, actors);
    errors(rules, world);
    if rules.repertoire.deliberate.is_some() {
        let future = Weights::future(rules.choice.patience.get());
        let standing = &mut world.standing;
        let sides = standing.weights.as_chunks_mut::<2>().0.iter_mut().zip(standing.payoffs.as_chunks::<2>().0);
        for ((weights, [u_i, u_j]), &[i, j]) in sides.zip(actors) {
            let (own, other) = (world.concern[i as usize], world.concern[j as usize]);
            // Written out here and below: the compiler makes a detour of `map`.
            *weights = [
                Weights::with(&u_i.with_concern(own, u_j), future),
                Weights::with(&u_j.with_concern(other, u_i), future),
            ];
        }
    }
}

/// Relative power on both sides of every pair. By themselves, for a logarithm and an exponential do not wait for those of another pair.
fn powers(rules: &Rules, world: &mut World, actors: &[[u32; 2]]) {
    let mut power = std::mem::take(&mut world.standing.power);
    for (power, &[i, j]) in power.as_chunks_mut::<2>().0.iter_mut().zip(actors) {
        let (i, j) = (i as usize, j as usize);
        *power = [facing(rules, world, i, j), facing(rules, world, j, i)];
    }
    for power in power.as_chunks_mut::<2>().0 {
        let [own, other] = *power;
        let own = relative_power(own, other, rules.decisiveness);
        *power = [own, 1.0 - own];
    }
    world.standing.power = power;
}

/// Payoffs of every side.
fn payoffs(rules: &Rules, standing: &mut Standing, actors: &[[u32; 2]]) {
    match &rules.stage {
        Stage::Dilemma(dilemma) => {
            let denial = rules.mechanisms.fund.as_ref().map_or(0.0, |fund| fund.denial.get());
            let (power, distance) = (standing.power.as_chunks::<2>().0, standing.distance.as_chunks::<2>().0);
            let pairs = standing.payoffs.as_chunks_mut::<2>().0.iter_mut().zip(power.iter().zip(distance)).zip(actors);
            for ((payoffs, (power, distance)), &[i, j]) in pairs {
                let (own, other) = (standing.shield[i as usize], standing.shield[j as usize]);
                let stakes = |side: usize, own_shield, partner_shield| Stakes {
                    power: power[side],
                    distance: distance[side],
                    own_shield,
                    partner_shield,
                    denial,
                };
                *payoffs = [dilemma.payoffs(&stakes(0, own, other)), dilemma.payoffs(&stakes(1, other, own))];
            }
        }
        Stage::Fixed(payoffs) => {
            for (own, &kind) in standing.payoffs.iter_mut().zip(&rules.kind) {
                *own = payoffs[usize::from(kind)];
            }
        }
        // Games of more than two are not paid by side.
        Stage::Groups(_) => standing.payoffs.fill(Payoffs::default()),
    }
}

/// Reading errors of every side.
fn errors(rules: &Rules, world: &mut World) {
    let mut errors = std::mem::take(&mut world.standing.errors);
    for (side, (errors, &own)) in errors.iter_mut().zip(&rules.meetings.actor).enumerate() {
        let (own, standing) = (own as usize, &world.standing);
        let verification = verification(rules, world, own, standing.bound[side]);
        *errors = rules.noise.errors(world.capability[own], standing.distance[side], verification);
    }
    for (misreads, errors) in world.standing.misreads.iter_mut().zip(&errors) {
        *misreads = [Chance::of(errors.alarm), Chance::of(errors.miss)];
    }
    world.standing.errors = errors;
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
