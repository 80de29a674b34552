//! Phase 8: a norm spreads by thresholds ([`crate::mechanism::cascade`]).

use crate::mechanism::cascade::{Cascade, Seeding, critical};
use crate::rng::{Key, Purpose, Stream, pick};
use crate::world::attribute::normal;
use crate::world::rules::Rules;
use crate::world::state::{Adoption, World};

/// Words per agent for its threshold.
const WORDS: u128 = 4;

/// The thresholds and the first adopters of a replicate; none without the mechanism.
pub(in crate::world) fn at_start(rules: &Rules, capability: &[f64], key: &Key, replicate: u32) -> Option<Adoption> {
    let cascade = rules.mechanisms.cascade.as_ref()?;
    let agents = rules.agents();
    let mut stream = Stream::new(key, replicate, Purpose::Threshold);
    let mut draw = |i: usize| {
        stream.seek(i as u128 * WORDS);
        cascade.mean.get() + cascade.sd.get() * normal(&mut stream)
    };
    let threshold: Vec<f64> = (0..agents).map(&mut draw).collect();
    let seeds = (cascade.seeds as usize).min(agents);
    let chosen = match cascade.seeding {
        Seeding::Random => at_random(&mut stream, seeds, agents),
        Seeding::Central => central(rules, capability, seeds),
        Seeding::Critical => critical(&threshold, &neighbours(rules), seeds),
    };
    let mut adopted = vec![false; agents];
    for i in chosen {
        adopted[i] = true;
    }
    Some(Adoption { threshold, adopted, settled: false })
}

/// Adds what adoption brings to the concern of the first adopters.
pub(in crate::world) fn convince(adoption: &Adoption, cascade: &Cascade, concern: &mut [f64]) {
    for (concern, _) in concern.iter_mut().zip(&adoption.adopted).filter(|(_, adopted)| **adopted) {
        *concern += cascade.concern.get();
    }
}

/// So many agents, drawn without replacement: one word each.
fn at_random(stream: &mut Stream, seeds: usize, agents: usize) -> Vec<usize> {
    let mut words = vec![0; seeds];
    stream.fill(1, &mut words);
    let mut order: Vec<usize> = (0..agents).collect();
    for (place, word) in words.into_iter().enumerate() {
        order.swap(place, place + pick(word, agents - place));
    }
    order.truncate(seeds);
    order
}

/// Those with the most neighbours, then the most capable, then the first.
fn central(rules: &Rules, capability: &[f64], seeds: usize) -> Vec<usize> {
    let degree = &rules.meetings.degree;
    let mut order: Vec<usize> = (0..rules.agents()).collect();
    order.sort_by(|&i, &j| degree[j].cmp(&degree[i]).then(capability[j].total_cmp(&capability[i])));
    order.truncate(seeds);
    order
}

fn neighbours(rules: &Rules) -> Vec<Vec<u32>> {
    let of = |i: usize| rules.meetings.sides_of(i).iter().map(|&side| rules.meetings.partner(side as usize) as u32);
    (0..rules.agents()).map(|i| of(i).collect()).collect()
}

/// Everyone looks at its neighbours and adopts, or, where that is possible, abandons.
pub(super) fn spread(rules: &Rules, world: &mut World) {
    let (Some(cascade), Some(mut adoption)) = (&rules.mechanisms.cascade, world.adoption.take()) else { return };
    let all = world.met.is_none();
    // Where everyone meets everyone again and nobody changed, nobody will.
    if !(adoption.settled && all) {
        let mut counts = std::mem::take(&mut world.room.counts);
        counts.fill(0);
        for side in (0..rules.sides()).filter(|&side| all || world.meets(side)) {
            counts[rules.meetings.actor(side)] += u32::from(adoption.adopted[rules.meetings.partner(side)]);
        }
        let mut changed = false;
        for (i, &count) in counts.iter().enumerate() {
            let met = world.encounters(rules)[i];
            let had = adoption.adopted[i];
            if met == 0 || (had && !cascade.abandon) {
                continue;
            }
            let has = Cascade::adopts(adoption.threshold[i], count, met);
            if has != had {
                changed = true;
                adoption.adopted[i] = has;
                let by = if has { cascade.concern.get() } else { -cascade.concern.get() };
                world.concern[i] = (world.concern[i] + by).max(0.0);
            }
        }
        world.room.counts = counts;
        adoption.settled = !changed;
        world.standing.stale |= changed;
    }
    world.adoption = Some(adoption);
}
