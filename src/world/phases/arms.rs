//! Phase 8: the strong pay for their armament and answer each other's ([`crate::mechanism::arms`]).

use crate::game::{Power, dyad};
use crate::world::rules::Rules;
use crate::world::state::World;

/// Armament per agent before the first round; empty without the mechanism.
pub(in crate::world) fn at_start(rules: &Rules) -> Vec<f64> {
    let Some(arms) = &rules.mechanisms.arms else { return Vec::new() };
    let start = arms.start.get().min(arms.max.get());
    rules.power.iter().map(|&power| if power == Power::Strong { start } else { 0.0 }).collect()
}

/// Everyone strong pays, then all answer what the others had at the start of the round.
pub(super) fn race(rules: &Rules, world: &mut World) {
    let Some(arms) = &rules.mechanisms.arms else { return };
    let strong_to_strong = dyad(Power::Strong, Power::Strong) as u8;
    let (mut others, mut rivals) = (std::mem::take(&mut world.room.sums), std::mem::take(&mut world.room.counts));
    let mut defections = std::mem::take(&mut world.room.more);
    others.fill(0.0);
    rivals.fill(0);
    defections.fill(0.0);
    let all = world.met.is_none();
    for side in (0..rules.sides()).filter(|&side| rules.kind[side] == strong_to_strong) {
        if all || world.meets(side) {
            let i = rules.meetings.actor(side);
            others[i] += world.arms[rules.meetings.partner(side)];
            rivals[i] += 1;
            defections[i] += f64::from(u8::from(!world.action[side ^ 1].cooperates()));
        }
    }
    for &i in &rules.by_power[Power::Strong as usize] {
        let i = i as usize;
        if world.has_left(i) {
            world.arms[i] = 0.0;
            continue;
        }
        world.income[i] -= arms.bill(world.arms[i]);
        if rivals[i] > 0 {
            world.arms[i] = arms.after(world.arms[i], others[i], rivals[i], defections[i] as u32);
        }
    }
    (world.room.sums, world.room.counts, world.room.more) = (others, rivals, defections);
    world.standing.stale = true;
}
