//! Phase 1 in the fog: how well everyone knows who did it, and the errors of those that share their sight
//! ([`crate::trust::attribution`]).

use crate::rng::Chance;
use crate::trust::attribution::{Pooled, Sight, majority};
use crate::trust::reading::Errors;
use crate::world::rules::Rules;
use crate::world::state::bounds::bound;
use crate::world::state::{Fog, World};

/// How well everyone knows who did it, and the errors of those that share their sight.
pub(super) fn sight(rules: &Rules, world: &mut World) {
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

/// Share of an agent's reading errors that verification removes between the bound.
#[inline]
pub(super) fn verification(rules: &Rules, world: &World, own: usize, bound: bool) -> f64 {
    if !bound {
        return 0.0;
    }
    let convention = rules.treaties.list.get(usize::from(world.treaty[own]));
    convention.map_or(0.0, |convention| convention.verification.get() * convention.kept(world.sovereignty[own]))
}
