//! Everything that is fixed while a world runs: checked once, then read-only.
//!
//! - `stage`, `repertoire`, `names`, `shocks`, `matches`: the game, the strategies, public names, shocks and expected matches
//! - `blocs`: which agents belong together for a network
//! - `checks`: what does not go together in a world
//! - `build`: rules from a spec
//! - `links`: who meets whom in a replicate

mod blocs;
mod build;
mod checks;
mod links;
mod matches;
pub(in crate::world) mod names;
mod repertoire;
mod shocks;
mod stage;

use std::sync::OnceLock;

pub use blocs::members_of;
pub use matches::Matches;
pub use names::Names;
pub use repertoire::Repertoire;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
pub use shocks::{Looming, Target};
pub use stage::Stage;

pub use super::problem::{Problem, nearest};
pub use super::spec::Spec;
use crate::game::Power;
use crate::game::distance::Culture;
use crate::learning::{Basis, Learning};
use crate::mechanism::Mechanisms;
use crate::network::dyads::{Pair, Ties};
use crate::network::{Meetings, Network};
use crate::strategy::Choice;
use crate::trust::{Attribution, Noise, Trust};
use crate::world::agents::Source;
use crate::world::treaties::Treaties;

/// Which code plays. In worlds the result is the same, to the last bit; in tournaments it is the same in distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Engine {
    /// The fastest that serves it.
    #[default]
    Automatic,
    /// The reference, phase by phase.
    General,
}

/// Everything that is fixed while a world runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// Which code plays it.
    pub engine: Engine,
    /// The game.
    pub stage: Stage,
    /// Exponent of relative power.
    pub decisiveness: f64,
    /// Noise.
    pub noise: Noise,
    /// Language.
    pub culture: Culture,
    /// Choice.
    pub choice: Choice,
    /// Trust.
    pub trust: Trust,
    /// Public names, if agents have any.
    pub names: Option<Names>,
    /// The mechanisms that are on.
    pub mechanisms: Mechanisms,
    /// Learning, if strategies change.
    pub learning: Option<Learning>,
    /// The strategies.
    pub repertoire: Repertoire,
    /// The groups as populations are drawn from them.
    pub sources: Vec<Source>,
    /// Each agent's power.
    pub power: Vec<Power>,
    /// The conventions, and who may belong to them.
    pub treaties: Treaties,
    /// The network that `meetings` was laid out from.
    pub network: Network,
    /// Who meets whom; one draw of it, if the network is random ([`Rules::rewired`]).
    pub meetings: Meetings,
    /// The kind of directed dyad of each side, as in [`crate::game::dyad`].
    pub kind: Vec<u8>,
    /// Peers of each power for learning: places of the strong, places of the weak.
    pub by_power: [Vec<u32>; 2],
    /// Does everyone meet everyone?
    pub complete: bool,
    /// What stands between agents beforehand, as listed.
    pub pairs: Vec<Pair>,
    /// The same, laid out on the pairs that meet.
    pub ties: Ties,
    /// What matches between its strategies come to, once it is worked out.
    pub matches: OnceLock<Matches>,
    /// Shocks, in the order of the config.
    pub shocks: Vec<Looming>,
    /// The fog of attribution, if there is any.
    pub attribution: Option<Attribution>,
}

impl Rules {
    /// Distance of a pair of the given ideologies, in [0, 1].
    #[inline]
    pub fn distance(&self, pair: usize, ideology: f64, other: f64, language_differs: bool) -> f64 {
        apart(self.culture.distance(ideology, other, language_differs), &self.ties, pair)
    }

    /// Prior trust of a side at a distance, in [0, 1].
    pub fn prior_at(&self, side: usize, distance: f64) -> f64 {
        self.trust.prior_with(distance, self.ties.prior.get(side).copied().unwrap_or(0.0))
    }

    /// Number of agents.
    pub fn agents(&self) -> usize {
        self.power.len()
    }

    /// Do pairs of strategies earn what they can expect instead of playing?
    pub fn lives_on_expectations(&self) -> bool {
        !matches!(self.stage, Stage::Groups(_))
            && self.learning.as_ref().is_some_and(|learning| learning.payoffs == Basis::Expected)
    }

    /// Does nothing but play, trust and learning go on, so that stakes, distances and capabilities stay what they are?
    pub fn is_still(&self) -> bool {
        // Without `..`: a new part of the rules does not compile until it is said here whether it moves any of them.
        let Self {
            mechanisms,
            treaties,
            shocks,
            // How it is played: choices, readings, trust and strategies move, which are read anew in every round.
            engine: _,
            noise: _,
            choice: _,
            trust: _,
            names: _,
            learning: _,
            repertoire: _,
            attribution: _,
            matches: _,
            // What it is made of, fixed before the first round.
            stage: _,
            decisiveness: _,
            culture: _,
            sources: _,
            power: _,
            network: _,
            meetings: _,
            kind: _,
            by_power: _,
            complete: _,
            pairs: _,
            ties: _,
        } = self;
        !mechanisms.moves().anything() && treaties.list.is_empty() && shocks.is_empty()
    }

    /// Do all agents keep their strategies?
    pub fn keeps_strategies(&self) -> bool {
        // A change of leader is a shock.
        self.learning.is_none() && self.shocks.is_empty()
    }

    /// Games that agent `i` plays in a round: its encounters, or the groups it belongs to.
    pub fn games(&self, i: usize) -> f64 {
        match self.stage {
            Stage::Groups(_) if self.complete => 1.0,
            Stage::Groups(_) => f64::from(self.meetings.degree[i] + 1),
            Stage::Dilemma(_) | Stage::Fixed(_) => f64::from(self.meetings.degree[i]),
        }
    }

    /// Number of sides.
    pub fn sides(&self) -> usize {
        self.meetings.sides()
    }
}

/// A distance with what stands between the pair beforehand.
#[inline]
fn apart(distance: f64, ties: &Ties, pair: usize) -> f64 {
    if ties.distance.is_empty() { distance } else { (distance + ties.distance(pair)).clamp(0.0, 1.0) }
}
