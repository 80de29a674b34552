//! The pairwise kernel: elementary events of imitation by the Fermi rule on expected payoffs.
//!
//! The general engine asks at every event how agents update, who their peers are, and what they have to show. Here all that is settled
//! before the first event ([`serves`]), and an event is a few look-ups. What is looked up depends on where agents live:
//!
//! - `mixed`: everyone is anyone's peer, and few strategies: chances of transitions by the numbers of those who play them;
//! - `patterned`: a regular network with few patterns that an agent and its partners can make: chances by pairs of patterns;
//! - `kept`: anywhere else an agent's score is worked out when somebody asks, and kept until it changes or somebody nearby does. A peer of
//!   the same strategy is not asked; and logistic chances are squeezed ([`crate::rng::Squeeze`]), so that an exponential is taken
//!   once in thousands of comparisons.
//!
//! The words of an event are those of the general engine, in the same places, and so is every result, to the last bit.

mod chances;
mod events;
mod kept;
mod mixed;
mod patterned;

use self::events::events;
use self::kept::Kept;
use self::mixed::Mixed;
use self::patterned::Patterned;
use crate::learning::{Basis, Learning, Peers, Rule};
use crate::world::phases::expected::Expected;
use crate::world::rules::Rules;
use crate::world::state::World;
use crate::world::streams::Streams;

/// Why a world's imitation is not served; none if it is.
pub fn serves(rules: &Rules) -> Option<&'static str> {
    let Some(learning) = &rules.learning else { return Some("nobody learns") };
    let reasons = [
        (learning.rule != Rule::Fermi, "agents do not imitate by the Fermi rule"),
        (!learning.is_asynchronous(), "all update at once"),
        (learning.payoffs != Basis::Expected, "payoffs are earned in play"),
        (learning.peers == Peers::SamePower, "peers are of the same power"),
        (learning.peers == Peers::Anyone && !rules.complete, "peers are not those that one meets"),
        (rules.treaties.are_imitated(), "membership is imitated as well"),
    ];
    reasons.iter().find_map(|&(applies, reason)| applies.then_some(reason))
}

/// A world on expected payoffs whose agents imitate one after another.
#[derive(Debug, Clone)]
pub struct Pairwise {
    expected: Expected,
    /// What agents look up, once they have begun to compare themselves.
    ground: Option<Ground>,
}

impl Pairwise {
    /// The kernel of a world that it serves.
    pub fn new(expected: Expected) -> Self {
        Self { expected, ground: None }
    }

    /// Phase 4 of such a round.
    pub fn pay(&mut self, rules: &Rules, world: &mut World) {
        self.expected.pay(rules, world);
    }

    /// The elementary events of one update.
    pub(in crate::world) fn update(
        &mut self,
        rules: &Rules,
        learning: &Learning,
        world: &mut World,
        streams: &mut Streams,
        round: u32,
    ) {
        let Self { expected, ground } = self;
        match ground.get_or_insert_with(|| Ground::of(rules, world, expected)) {
            Ground::Mixed(table) => table.update(rules, learning, world, streams, round, expected),
            Ground::Patterned(patterned) => {
                events(rules, learning, world, streams, round, &mut patterned.under(learning, &mut expected.paid));
            }
            Ground::Kept => events(rules, learning, world, streams, round, &mut Kept::new(rules, learning, expected)),
        }
    }
}

/// What a world's agents look up when they compare themselves.
#[derive(Debug, Clone)]
enum Ground {
    Mixed(Mixed),
    Patterned(Patterned),
    Kept,
}

impl Ground {
    fn of(rules: &Rules, world: &World, expected: &Expected) -> Self {
        let mixed = || Mixed::of(rules, expected).map(Self::Mixed);
        let patterned = || Patterned::of(rules, world, expected).map(Self::Patterned);
        mixed().or_else(patterned).unwrap_or(Self::Kept)
    }
}
