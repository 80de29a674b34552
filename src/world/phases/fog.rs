//! Phase 5 in the fog: readings that are shared, blamed on others, inverted, doubted or late ([`crate::trust::attribution`]).
//!
//! Signs first, all of them; then who is blamed, from the signs; then false flags; then what arrives, and whether it is
//! proof. So nothing depends on the order of sides.

use crate::game::{Action, outcome};
use crate::rng::{SHARED, pick};
use crate::world::rules::Rules;
use crate::world::state::World;
use crate::world::state::bounds::bound_on;
use crate::world::state::fog::{Blame, Fog, Late, WORDS};
use crate::world::streams::Streams;

/// Reads every partner and moves every automaton whose reading arrived; the words of the round's readings are drawn.
pub(super) fn read(rules: &Rules, world: &mut World, streams: &mut Streams, round: u32) {
    let mut fog = world.fog.take();
    // What was read before stays until something arrives.
    let late = fog.as_ref().is_some_and(|fog| !fog.late.is_empty());
    let mut signs = std::mem::take(match &mut fog {
        Some(fog) if late => &mut fog.signs,
        _ => &mut world.read,
    });
    let shared = match &mut fog {
        Some(fog) if !fog.shared.is_empty() => {
            streams.attribution.fill_from(round, SHARED, &mut fog.shared);
            Some(&fog.shared[..])
        }
        _ => None,
    };
    for side in (0..rules.sides()).filter(|&side| world.meets(side)) {
        let done = world.action[side ^ 1];
        let word = shared.map_or(streams.words[side], |shared| shared[rules.meetings.partner(side)]);
        let misread = word < bound_on(done as u8, world.standing.alarm[side], world.standing.miss[side]);
        signs[side] = Action::cooperate_if(done.cooperates() != misread);
    }
    if let Some(fog) = fog.as_mut().filter(|fog| !fog.blame.is_empty()) {
        blame(rules, world, streams, round, fog, &mut signs);
    }
    if let Some(shaken) = world.shaken.as_ref().filter(|shaken| shaken.deceives(round)) {
        for side in (0..rules.sides()).filter(|&side| world.meets(side) && shaken.inverts(side, round)) {
            signs[side] = Action::cooperate_if(!signs[side].cooperates());
        }
    }
    match fog.as_mut().filter(|_| late) {
        Some(fog) => {
            let first = rules.sides() * (round as usize % (fog.late.len() / rules.sides()));
            for (side, &sign) in signs.iter().enumerate() {
                let sent = world.meets(side).then(|| Late { own: world.action[side], sign });
                let arrived = std::mem::replace(&mut fog.late[first + side], sent);
                fog.heard[side] = arrived.is_some();
                if let Some(Late { own, sign }) = arrived {
                    fog.answered[side] = own;
                    world.read[side] = judged(rules, world, side, sign);
                    step(rules, world, side, own, world.read[side]);
                }
            }
            fog.signs = signs;
        }
        None => {
            for (side, sign) in signs.iter_mut().enumerate() {
                if world.meets(side) {
                    *sign = judged(rules, world, side, *sign);
                    step(rules, world, side, world.action[side], *sign);
                }
            }
            world.read = signs;
        }
    }
    world.fog = fog;
}

/// What a sign is read as: a defection without proof, as cooperation.
#[inline]
fn judged(rules: &Rules, world: &World, side: usize, sign: Action) -> Action {
    match &rules.attribution {
        Some(fog) if !sign.cooperates() && !fog.proves(world.trust[side], world.standing.errors[side]) => {
            Action::Cooperate
        }
        _ => sign,
    }
}

#[inline]
fn step(rules: &Rules, world: &mut World, side: usize, own: Action, read: Action) {
    let node = usize::from(world.node[side]);
    world.node[side] = rules.repertoire.nodes[node].next[outcome(own, read)];
}

/// Defections that took place and were noticed are blamed on another of those that the observer met.
fn blame(rules: &Rules, world: &World, streams: &mut Streams, round: u32, fog: &mut Fog, signs: &mut [Action]) {
    streams.attribution.fill(round, &mut fog.words);
    fog.blame.fill(Blame::default());
    for (side, words) in fog.words.chunks_exact(WORDS).enumerate() {
        if world.action[side ^ 1].cooperates() || signs[side].cooperates() || !world.meets(side) {
            continue;
        }
        let i = rules.meetings.actor(side);
        let others = world.encounters(rules)[i].saturating_sub(1) as usize;
        if others == 0 || !fog.astray[side].hit(words[0]) {
            continue;
        }
        let mut sides = rules.meetings.sides_of(i).iter().map(|&other| other as usize);
        let mut met = sides.by_ref().filter(|&other| other != side && world.meets(other));
        if let Some(other) = met.nth(pick(words[1], others)) {
            fog.blame[side].moved = true;
            fog.blame[other].taken = true;
        }
    }
    for (sign, blame) in signs.iter_mut().zip(&fog.blame) {
        if blame.taken {
            *sign = Action::Defect;
        } else if blame.moved {
            *sign = Action::Cooperate;
        }
    }
}
