//! Phase 7, trust: each side's reading changes its trust by the rule, then relaxation and gossip; only where two met.

use super::rules::Rules;
use super::state::World;
use crate::trust::{Rule, bayes, opinion};

/// Updates trust on every side that met.
pub fn trust(rules: &Rules, world: &mut World) {
    // Compiled twice: where all meet, nobody asks.
    if world.met.is_none() { update::<true>(rules, world) } else { update::<false>(rules, world) }
}

fn update<const ALL: bool>(rules: &Rules, world: &mut World) {
    let met = world.met.as_ref();
    let meets = |side: usize| ALL || met.is_none_or(|met| met.side[side]);
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
            for side in (0..rules.sides()).filter(|&side| meets(side)) {
                let (own, read) = (world.action[side], world.read[side]);
                let (errors, partner) = (world.standing.errors[side], world.standing.errors[side ^ 1]);
                world.trust[side] = bayes::after(&mut world.evidence[side], slip, errors, partner, own, read);
            }
        }
    }
    drift::<ALL>(rules, world);
}

fn drift<const ALL: bool>(rules: &Rules, world: &mut World) {
    let (relax, gossip) = (rules.trust.relax.get(), rules.trust.gossip.get());
    let met = world.met.as_ref();
    let meets = |side: usize| ALL || met.is_none_or(|met| met.side[side]);
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
