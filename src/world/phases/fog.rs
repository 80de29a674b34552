//! Phase 5 in the fog: readings that are shared, blamed on others, inverted, doubted or late ([`crate::trust::attribution`]).
//!
//! Signs first, all of them; then who is blamed, from the signs; then false flags; then what arrives, and whether it is
//! proof. So nothing depends on the order of sides.

use super::meeting::Met;
use super::standing::verification;
use crate::game::{Action, outcome};
use crate::rng::{Chance, SHARED, pick};
use crate::trust::attribution::{Pooled, Sight, Signals, majority};
use crate::trust::reading::Errors;
use crate::world::rules::Rules;
use crate::world::state::{World, bound, bound_on};
use crate::world::streams::Streams;

/// Words per side and round: is a defection blamed on another, and on whom.
const WORDS: usize = 2;

/// What a world remembers of readings, and room for those of a round.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fog {
    /// Did a reading arrive in this round, per side? Empty without delay.
    pub heard: Vec<bool>,
    /// What the reader itself did in the round that the reading is of, per side. Empty without delay.
    pub answered: Vec<Action>,
    /// Signs on their way: `delay` rounds of sides.
    late: Vec<Option<Late>>,
    /// The signs of this round, per side; empty without delay.
    signs: Vec<Action>,
    /// Words for blame, two per side; empty without misattribution.
    words: Vec<u32>,
    /// Words for the errors that observers share, one per agent; empty with private signals.
    shared: Vec<u32>,
    /// What becomes of a sign, per side; empty without misattribution.
    blame: Vec<Blame>,
    /// Chance to blame another for a defection that was noticed, per side; empty without misattribution.
    pub astray: Vec<Chance>,
    /// Errors of a pool's members: to miss, to raise a false alarm, to blame another.
    errors: [Vec<f64>; 3],
    /// Room for the number of members that err.
    counts: Vec<f64>,
}

/// A sign on its way.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Late {
    own: Action,
    sign: Action,
}

/// What becomes of a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Blame {
    /// This defection was blamed on another.
    moved: bool,
    /// Another's defection was blamed on this one.
    taken: bool,
}

impl Fog {
    /// Room for it, or none where there is no fog.
    pub(in crate::world) fn room(rules: &Rules) -> Option<Self> {
        let attribution = rules.attribution.as_ref()?;
        let (sides, agents) = (rules.sides(), rules.agents());
        let (delay, blames) = (usize::from(attribution.delay), attribution.misattribution.get() > 0.0);
        Some(Self {
            heard: vec![false; if delay > 0 { sides } else { 0 }],
            answered: vec![Action::Cooperate; if delay > 0 { sides } else { 0 }],
            late: vec![None; delay * sides],
            signs: vec![Action::Cooperate; if delay > 0 { sides } else { 0 }],
            words: vec![0; if blames { WORDS * sides } else { 0 }],
            shared: vec![0; if attribution.signals == Signals::Public { agents } else { 0 }],
            blame: vec![Blame::default(); if blames { sides } else { 0 }],
            astray: vec![Chance::default(); if blames { sides } else { 0 }],
            errors: Default::default(),
            counts: Vec::new(),
        })
    }

    /// The same with the room that other rules need; signs on their way go on if those are as late.
    #[must_use]
    pub(in crate::world) fn under(self, rules: &Rules) -> Option<Self> {
        let fresh = Self::room(rules)?;
        if fresh.late.len() != self.late.len() {
            return Some(fresh);
        }
        Some(Self { heard: self.heard, answered: self.answered, late: self.late, signs: self.signs, ..fresh })
    }
}

/// Which sides have something to go by in this round: those that met, or whose readings arrived; none where all have.
pub(in crate::world) fn heard<'a>(met: &'a Option<Met>, fog: &'a Option<Fog>) -> Option<&'a [bool]> {
    match fog {
        Some(fog) if !fog.heard.is_empty() => Some(&fog.heard),
        _ => met.as_ref().map(|met| &met.side[..]),
    }
}

impl World {
    /// What the actor of a side did in the round of which it read.
    #[inline]
    pub(in crate::world) fn answered(&self, side: usize) -> Action {
        match &self.fog {
            Some(fog) if !fog.answered.is_empty() => fog.answered[side],
            _ => self.action[side],
        }
    }

    /// Is there any fog in this round?
    #[inline]
    pub(in crate::world) fn is_foggy(&self, round: u32) -> bool {
        self.fog.is_some() || self.shaken.as_ref().is_some_and(|shaken| shaken.deceives(round))
    }
}

/// Reads every partner and moves every automaton whose reading arrived; the words of the round's readings are drawn.
pub(in crate::world) fn read(rules: &Rules, world: &mut World, streams: &mut Streams, round: u32) {
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

/// Phase 1: how well everyone knows who did it, and the errors of those that share their sight.
pub(in crate::world) fn sight(rules: &Rules, world: &mut World) {
    let (Some(attribution), Some(mut fog)) = (&rules.attribution, world.fog.take()) else { return };
    for (side, astray) in fog.astray.iter_mut().enumerate() {
        *astray = Chance::of(attribution.blames_another(world.capability[rules.meetings.actor(side)]));
    }
    match attribution.pooled {
        Pooled::Convention(sight) => {
            for k in 0..rules.treaties.list.len() {
                if world.standing.force[k] {
                    pool(rules, world, &mut fog, sight, Pool::Convention(k));
                }
            }
        }
        Pooled::Front(sight) => pool(rules, world, &mut fog, sight, Pool::Front),
        Pooled::Never => {}
    }
    world.fog = Some(fog);
}

/// Whose members share their sight.
#[derive(Debug, Clone, Copy)]
enum Pool {
    /// Those of the convention at a place.
    Convention(usize),
    Front,
}

fn pool(rules: &Rules, world: &mut World, fog: &mut Fog, sight: Sight, pool: Pool) {
    let Some(attribution) = &rules.attribution else { return };
    let members = match pool {
        Pool::Convention(k) => &world.standing.members[k],
        Pool::Front => &world.standing.front,
    };
    // The two best-sighted, for nobody looks at itself.
    let mut best: [Option<usize>; 2] = [None; 2];
    for i in (0..rules.agents()).filter(|&i| members[i]) {
        let sees_better = |other: Option<usize>| other.is_none_or(|j| world.capability[i] > world.capability[j]);
        if sees_better(best[0]) {
            best = [Some(i), best[0]];
        } else if sees_better(best[1]) {
            best[1] = Some(i);
        }
    }
    for side in 0..rules.sides() {
        let (i, j) = (rules.meetings.actor(side), rules.meetings.partner(side));
        if !members[i] {
            continue;
        }
        let verification = verification(rules, world, i, world.standing.bound[side]);
        let seen_by = |k: usize| {
            let Errors { miss, alarm } =
                rules.noise.errors(world.capability[k], world.standing.distance[side], verification);
            [miss, alarm, attribution.blames_another(world.capability[k])]
        };
        let [miss, alarm, astray] = match sight {
            Sight::Best => seen_by(best.into_iter().flatten().find(|&k| k != j).unwrap_or(i)),
            Sight::Majority => {
                fog.errors.iter_mut().for_each(Vec::clear);
                for k in (0..rules.agents()).filter(|&k| members[k] && k != j) {
                    for (errors, p) in fog.errors.iter_mut().zip(seen_by(k)) {
                        errors.push(p);
                    }
                }
                [0, 1, 2].map(|kind| majority(&fog.errors[kind], &mut fog.counts))
            }
        };
        world.standing.errors[side] = Errors { miss, alarm };
        (world.standing.alarm[side], world.standing.miss[side]) = (bound(alarm), bound(miss));
        if let Some(chance) = fog.astray.get_mut(side) {
            *chance = Chance::of(astray);
        }
    }
}
