//! Phase 7, trust: each side's reading changes its trust by the rule, then relaxation and gossip; only where two met, or where
//! readings are late, where one arrived.

use crate::trust::{Rule, bayes, opinion};
use crate::world::rules::Rules;
use crate::world::state::World;
use crate::world::state::fog::heard;

/// Updates trust on every side that met.
pub fn trust(rules: &Rules, world: &mut World) {
    // Compiled twice: where all meet, nobody asks.
    if heard(&world.met, &world.fog).is_none() { update::<true>(rules, world) } else { update::<false>(rules, world) }
}

fn update<const ALL: bool>(rules: &Rules, world: &mut World) {
    let met = heard(&world.met, &world.fog);
    let meets = |side: usize| ALL || met.is_none_or(|met| met[side]);
    match &rules.trust.rule {
        Rule::Fixed => return,
        Rule::Linear(linear) => {
            let distances = &world.standing.distance;
            let sides = world.trust.iter_mut().zip(&world.read).zip(distances);
            if ALL {
                for ((trust, read), &distance) in sides {
                    *trust = linear.after(*trust, read.cooperates(), distance);
                }
            } else {
                for (_, ((trust, read), &distance)) in sides.enumerate().filter(|&(side, _)| meets(side)) {
                    *trust = linear.after(*trust, read.cooperates(), distance);
                }
            }
        }
        Rule::Beta(beta) => {
            for (side, ((trust, read), counts)) in
                world.trust.iter_mut().zip(&world.read).zip(&mut world.evidence).enumerate()
            {
                if meets(side) {
                    *trust = beta.after(counts, read.cooperates());
                }
            }
        }
        Rule::Bayes(_) => {
            let slip = rules.noise.slip.get();
            let believed = |errors| rules.attribution.as_ref().map_or(errors, |fog| fog.believed(errors));
            for side in (0..rules.sides()).filter(|&side| meets(side)) {
                let (own, read) = (world.answered(side), world.read[side]);
                let [errors, partner] = [side, side ^ 1].map(|side| believed(world.standing.errors[side]));
                world.trust[side] = bayes::after(&mut world.evidence[side], slip, errors, partner, own, read);
            }
        }
    }
    drift::<ALL>(rules, world);
}

fn drift<const ALL: bool>(rules: &Rules, world: &mut World) {
    let (relax, gossip) = (rules.trust.relax.get(), rules.trust.gossip.get());
    let met = heard(&world.met, &world.fog);
    let meets = |side: usize| ALL || met.is_none_or(|met| met[side]);
    if gossip > 0.0 {
        for side in (0..rules.sides()).filter(|&side| meets(side)) {
            let reputation = world.standing.reputation[rules.meetings.partner(side)];
            let trust = world.trust[side];
            world.trust[side] = opinion::drift(trust, relax, world.prior[side], gossip, reputation);
        }
    } else {
        let sides = world.trust.iter_mut().zip(&world.prior);
        if ALL {
            for (trust, &prior) in sides {
                *trust = opinion::drift(*trust, relax, prior, 0.0, 0.0);
            }
        } else {
            for (_, (trust, &prior)) in sides.enumerate().filter(|&(side, _)| meets(side)) {
                *trust = opinion::drift(*trust, relax, prior, 0.0, 0.0);
            }
        }
    }
    if let Rule::Bayes(_) = rules.trust.rule {
        for (belief, &trust) in world.evidence.iter_mut().zip(&world.trust) {
            bayes::rescale(belief, trust);
        }
    }
}
