//! One round, as a table of contents.
//!
//! Everything inside a phase uses the values at the phase's start, so the order in which agents or pairs are visited never
//! matters. Phase 9 (shocks) says what strikes, which acts from the next round; phase 10 (record) reads the world between
//! [`play`] and [`Play::learn`].

use super::kernels::pairwise::Pairwise;
use super::kernels::plain::Plain;
use super::kernels::planner::{self, Kernel};
use super::phases::expected::Expected;
use super::phases::groups::Groups;
use super::phases::{belief, change, encounter, enforcement, meeting, reputation, shock, standing, update};
use super::rules::{Matches, Rules};
use super::state::World;
use super::streams::Streams;

/// How the rounds of a world are played.
#[derive(Debug, Clone)]
pub enum Play {
    /// Encounter by encounter.
    Encounters,
    /// The same in one pass, where nothing but play and trust goes on.
    Plain(Box<Plain>),
    /// Every pair of strategies earns what it can expect of a repeated match.
    Expected(Box<Expected>),
    /// The same, where agents imitate one after another.
    Pairwise(Box<Pairwise>),
    /// Games of more than two.
    Groups(Box<Groups>),
}

impl Play {
    /// How this world is played; `matches` if it lives on expected payoffs.
    pub fn of(rules: &Rules, world: &mut World, matches: Option<Matches>) -> Self {
        match (Groups::new(rules, world), matches) {
            (Some(groups), _) => Self::Groups(Box::new(groups)),
            (None, Some(matches)) => {
                let expected = Expected::new(rules, world, matches);
                match planner::kernel(rules) {
                    Kernel::Pairwise => Self::Pairwise(Box::new(Pairwise::new(expected))),
                    Kernel::Plain | Kernel::General(_) => Self::Expected(Box::new(expected)),
                }
            }
            (None, None) if planner::kernel(rules) == Kernel::Plain => Self::Plain(Box::new(Plain::new(rules))),
            (None, None) => Self::Encounters,
        }
    }

    /// How this world goes on under rules that may be others; what it remembers beyond `world` stays.
    #[must_use]
    pub fn go_on(&self, rules: &Rules, world: &mut World, matches: Option<Matches>) -> Self {
        let mut next = Self::of(rules, world, matches);
        if let (Self::Expected(next), Self::Expected(before)) = (&mut next, self) {
            next.go_on(before);
        }
        next
    }

    /// Plays one round; rounds count from 1.
    pub fn round(&mut self, rules: &Rules, world: &mut World, streams: &mut Streams, round: u32) {
        match self {
            Self::Encounters => play(rules, world, streams, round),
            Self::Plain(plain) => {
                plain.play(rules, world, streams, round);
                earn(world);
            }
            // What is expected need not be added up.
            Self::Expected(expected) => expected.pay(rules, world),
            Self::Pairwise(pairwise) => pairwise.pay(rules, world),
            Self::Groups(groups) => {
                groups.pay(rules, world, streams, round);
                earn(world);
            }
        }
    }

    /// Phase 11: lets agents learn if this is a round for it; to be called after the round is recorded.
    pub fn learn(&mut self, rules: &Rules, world: &mut World, streams: &mut Streams, round: u32) {
        let Some(learning) = update::due(rules, world, round) else { return };
        if update::is_over(rules, learning, world) {
            world.settled = true;
        } else {
            match self {
                Self::Encounters | Self::Plain(_) => update::after_encounters(rules, learning, world, streams, round),
                Self::Expected(expected) => {
                    update::on_expectations(rules, learning, world, streams, round, expected);
                }
                Self::Pairwise(pairwise) => pairwise.update(rules, learning, world, streams, round),
                Self::Groups(groups) => update::in_groups(rules, learning, world, streams, round, groups),
            }
        }
        world.forget_earnings();
    }

    /// Shares of the strategies of an infinite population; none of a finite one, whose agents have them.
    pub fn shares(&self) -> Option<Vec<f64>> {
        match self {
            Self::Expected(expected) => expected.shares(),
            Self::Encounters | Self::Plain(_) | Self::Pairwise(_) | Self::Groups(_) => None,
        }
    }
}

/// Plays one round encounter by encounter; rounds count from 1.
pub fn play(rules: &Rules, world: &mut World, streams: &mut Streams, round: u32) {
    shock::act(rules, world, round); //                            what struck at the end of the last round
    meeting::meet(rules, world, streams, round); //                who meets, if not all do
    standing::stand(rules, world); //                              1 standing
    encounter::decide(rules, world, streams, round); //            2 decide, 3 slip
    shock::breach(rules, world, streams, round); //                2 those who break faith
    encounter::pay(rules, world); //                               4 pay
    encounter::read(rules, world, streams, round); //              5 read
    enforcement::enforce(rules, world, streams, round); //         6 enforce
    belief::trust(rules, world); //                                7 trust
    reputation::assess(rules, world, streams, round); //           7 public reputation
    change::develop(rules, world); //                              8 develop
    shock::strike(rules, world, streams, round); //                9 shocks
    earn(world);
}

fn earn(world: &mut World) {
    for (earned, income) in world.earned.iter_mut().zip(&world.income) {
        *earned += income;
    }
    world.rounds_earned += 1;
}
