//! One round, as a table of contents.
//!
//! Everything inside a phase uses the values at the phase's start, so the order in which agents or pairs are visited never
//! matters. Phase 9 (shocks) acts between rounds; phase 10 (record) reads the world between [`play`] and [`super::update`].

use super::rules::Rules;
use super::state::World;
use super::streams::Streams;
use super::{belief, change, encounter, enforcement, reputation, standing};

/// Plays one round; rounds count from 1.
pub fn play(rules: &Rules, world: &mut World, streams: &mut Streams, round: u32) {
    standing::stand(rules, world); //                              1 standing
    encounter::decide(rules, world, streams, round); //            2 decide, 3 slip
    encounter::pay(rules, world); //                               4 pay
    encounter::read(rules, world, streams, round); //              5 read
    enforcement::enforce(rules, world, streams, round); //         6 enforce
    belief::trust(rules, world); //                                7 trust
    reputation::assess(rules, world, streams, round); //           7 public reputation
    change::develop(rules, world); //                              8 develop
    for (earned, income) in world.earned.iter_mut().zip(&world.income) {
        *earned += income;
    }
    world.rounds_earned += 1;
}
