//! Phase 1, standing: voice, force, reputation, fronts, relative power, distance and shields from the state at the start.

use pulp::{Arch, NullaryFnOnce};

use super::sight::{sight, verification};
use crate::game::{Payoffs, Power, Stakes, relative_power, relative_powers};
use crate::mechanism::{Contributions, Convention, Covers, Fund, bill_shares};
use crate::strategy::deliberate::Weights;
use crate::trust::opinion;
use crate::world::rules::{Rules, Stage};
use crate::world::state::bounds::bound;
use crate::world::state::{Standing, World};

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
        faces(world);
        shields(rules, world);
        Arch::new().dispatch(Sides { rules, world });
        sight(rules, world);
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
        let [own, other] =
            face_to_face(&world.room.facing, &[i as u32, j as u32], &[rules.kind[side], rules.kind[side ^ 1]]);
        let power = relative_power(own, other, rules.decisiveness);
        let frequency = rules.meetings.frequency.as_ref().map_or(1.0, |frequency| frequency[side / 2]);
        sums[i] += dilemma.harm.get() * frequency * (1.0 - power) * (1.0 - world.trust[side]);
    }
}

/// What each agent brings against the strong and the weak: its capability, raised by the front, and its armament.
fn faces(world: &mut World) {
    let facing = world.room.facing.iter_mut().zip(&world.standing.against_strong).zip(&world.capability);
    for ((facing, &against_strong), &capability) in facing {
        *facing = [against_strong, capability];
    }
    // Without an arms race there is none to add.
    for (facing, &arms) in world.room.facing.iter_mut().zip(&world.arms) {
        *facing = facing.map(|capability| capability + arms);
    }
}

/// Capabilities of both sides of a pair when they face each other; `kinds` are those of its two sides.
#[inline(always)]
fn face_to_face(facing: &[[f64; 2]], &[i, j]: &[u32; 2], kinds: &[u8; 2]) -> [f64; 2] {
    // A kind of directed dyad is twice the power of the actor and that of its partner.
    [facing[i as usize][usize::from(kinds[0] & 1)], facing[j as usize][usize::from(kinds[1] & 1)]]
}

/// Relative power, payoffs, reading errors and weights of every side: one loop each, in which nothing is asked that is the same for all.
struct Sides<'a> {
    rules: &'a Rules,
    world: &'a mut World,
}

impl NullaryFnOnce for Sides<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { rules, world } = self;
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
        weights(rules, world, actors);
    }
}

/// Pairs whose powers are worked out together.
const TOGETHER: usize = 64;

/// Relative power on both sides of every pair.
#[inline(always)]
fn powers(rules: &Rules, world: &mut World, actors: &[[u32; 2]]) {
    let kinds = rules.kind.as_chunks::<2>().0.chunks(TOGETHER);
    let power = world.standing.power.as_chunks_mut::<2>().0.chunks_mut(TOGETHER);
    for ((power, actors), kinds) in power.zip(actors.chunks(TOGETHER)).zip(kinds) {
        let mut own = [1.0; TOGETHER];
        let own = &mut own[..power.len()];
        for ((own, actors), kinds) in own.iter_mut().zip(actors).zip(kinds) {
            let [low, high] = face_to_face(&world.room.facing, actors, kinds);
            *own = low / high;
        }
        relative_powers(own, rules.decisiveness);
        for (power, &own) in power.iter_mut().zip(&*own) {
            *power = [own, 1.0 - own];
        }
    }
}

/// Payoffs of every side.
#[inline(always)]
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
#[inline(always)]
fn errors(rules: &Rules, world: &mut World) {
    let mut sight = std::mem::take(&mut world.room.sight);
    for (i, sight) in sight.iter_mut().enumerate() {
        *sight = [false, true]
            .map(|bound| rules.noise.between_like_minded(world.capability[i], verification(rules, world, i, bound)));
    }
    let standing = &mut world.standing;
    let sides = rules.meetings.actor.iter().zip(&standing.bound).zip(&standing.distance);
    for (errors, ((&own, &bound), &distance)) in standing.errors.iter_mut().zip(sides) {
        *errors = rules.noise.across(sight[own as usize][usize::from(bound)], distance);
    }
    let bounds = standing.alarm.iter_mut().zip(&mut standing.miss);
    for ((alarm, miss), errors) in bounds.zip(&standing.errors) {
        (*alarm, *miss) = (bound(errors.alarm), bound(errors.miss));
    }
    world.room.sight = sight;
}

/// What the deliberate weigh trust with, for every side.
#[inline(always)]
fn weights(rules: &Rules, world: &mut World, actors: &[[u32; 2]]) {
    if rules.repertoire.deliberate.is_none() {
        return;
    }
    let future = Weights::future(rules.choice.patience.get());
    let standing = &mut world.standing;
    let sides = standing.weights.as_chunks_mut::<2>().0.iter_mut().zip(standing.payoffs.as_chunks::<2>().0);
    for ((weights, [u_i, u_j]), &[i, j]) in sides.zip(actors) {
        let (own, other) = (world.concern[i as usize], world.concern[j as usize]);
        // Written out here and below: the compiler makes a detour of `map`.
        *weights =
            [Weights::with(&u_i.with_concern(own, u_j), future), Weights::with(&u_j.with_concern(other, u_i), future)];
    }
}
