//! The world: rules that never change, plain data that does, and one round that turns the one by the other.
//!
//! - [`agents`]: groups of agents and how their attributes are drawn
//! - [`attribute`]: numbers, lists and distributions
//! - [`rules`]: everything that is fixed while a world runs
//! - [`state`]: everything that is not
//! - [`streams`]: the streams of chance that a round draws from
//! - [`treaties`]: which conventions there are, and who may belong to them
//! - [`carry`]: a world that goes on under other rules
//! - [`round`]: the phases of one round, in order
//!   - [`meeting`] (who meets), [`standing`] (1), [`encounter`] (2 to 5), [`enforcement`] (6), [`belief`] and [`reputation`] (7),
//!     [`change`] and [`cascade`] (8), [`shock`] (9), [`update`] and [`joining`] (11)
//!   - [`fog`] instead of a plain reading, where who did it is not known for sure
//! - [`planner`]: which code plays a world
//!   - [`plain`] for phases 2 to 7 in one pass, where nothing but play and trust goes on
//!   - [`pairwise`] for phase 11, where agents imitate one after another on expected payoffs
//!   - [`expected`] and [`groups`] instead of 2 to 8, where matches are not played round by round or more than two play

pub mod agents;
mod arms;
pub mod attribute;
pub mod belief;
pub mod carry;
pub mod cascade;
pub mod change;
mod checks;
pub mod encounter;
pub mod enforcement;
pub mod expected;
pub mod fog;
pub mod groups;
pub mod joining;
pub mod meeting;
pub mod pairwise;
pub mod plain;
pub mod planner;
pub mod reputation;
pub mod round;
pub mod rules;
pub mod shock;
pub mod standing;
pub mod state;
pub mod streams;
pub mod treaties;
pub mod update;

pub use agents::{Group, Population};
pub use attribute::Attribute;
pub use expected::Matches;
pub use planner::Kernel;
pub use round::{Play, play};
pub use rules::{Engine, Problem, Rules, Spec};
pub use state::World;
pub use streams::Streams;
