//! Phase 7, trust: each side's reading changes its trust by the rule, then relaxation and gossip.

use super::rules::Rules;
use super::state::World;
use crate::trust::{Rule, bayes, opinion};

/// Updates trust on every side.
pub fn trust(rules: &Rules, world: &mut World) {
    match &rules.trust.rule {
        Rule::Fixed => return,
        Rule::Linear(linear) => {
            let distances = &world.standing.distance;
            for ((trust, read), &distance) in world.trust.iter_mut().zip(&world.read).zip(distances) {
                *trust = linear.after(*trust, read.cooperates(), distance);
            }
        }
        Rule::Beta(beta) => {
            for ((trust, read), counts) in world.trust.iter_mut().zip(&world.read).zip(&mut world.evidence) {
                *trust = beta.after(counts, read.cooperates());
            }
        }
        Rule::Bayes(_) => {
            let slip = rules.noise.slip.get();
            for side in 0..rules.sides() {
                let (own, read) = (world.action[side], world.read[side]);
                let (errors, partner) = (world.standing.errors[side], world.standing.errors[side ^ 1]);
                world.trust[side] = bayes::after(&mut world.evidence[side], slip, errors, partner, own, read);
            }
        }
    }
    drift(rules, world);
}

fn drift(rules: &Rules, world: &mut World) {
    let (relax, gossip) = (rules.trust.relax.get(), rules.trust.gossip.get());
    if gossip > 0.0 {
        for side in 0..rules.sides() {
            let reputation = world.standing.reputation[rules.meetings.partner(side)];
            let trust = world.trust[side];
            world.trust[side] = opinion::drift(trust, relax, world.prior[side], gossip, reputation);
        }
    } else {
        for (trust, &prior) in world.trust.iter_mut().zip(&world.prior) {
            *trust = opinion::drift(*trust, relax, prior, 0.0, 0.0);
        }
    }
    if let Rule::Bayes(_) = rules.trust.rule {
        for (belief, &trust) in world.evidence.iter_mut().zip(&world.trust) {
            bayes::rescale(belief, trust);
        }
    }
}
