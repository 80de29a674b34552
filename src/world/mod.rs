//! The world: rules that never change, plain data that does, and one round that turns the one by the other.
//!
//! - [`agents`]: groups of agents and how their attributes are drawn
//! - [`attribute`]: numbers, lists and distributions
//! - [`spec`]: a world as a config describes it
//! - [`problem`]: what can be wrong with it
//! - [`rules`]: everything that is fixed while a world runs
//! - [`state`]: everything that is not
//! - `start`: a world before its first round
//! - [`streams`]: the streams of chance that a round draws from
//! - [`treaties`]: which conventions there are, and who may belong to them
//! - [`carry`]: a world that goes on under other rules
//! - [`round`]: the phases of one round, in order
//! - [`phases`]: each of them, in a file of its own
//! - [`kernels`]: faster ways through the same phases, and which world has which

pub mod agents;
pub mod attribute;
pub mod carry;
pub mod kernels;
pub mod phases;
pub mod problem;
pub mod round;
pub mod rules;
pub mod spec;
mod start;
pub mod state;
pub mod streams;
pub mod treaties;

pub use agents::{Group, Population};
pub use attribute::Attribute;
pub use kernels::{Kernel, pairwise, plain, planner};
pub use phases::{
    belief, cascade, change, encounter, enforcement, expected, fog, groups, joining, meeting, reputation, shock,
    standing, update,
};
pub use round::{Play, play};
pub use rules::{Engine, Matches, Problem, Rules, Spec};
pub use state::{Standing, Tally, World};
pub use streams::Streams;
