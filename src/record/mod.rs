//! What is read off worlds and runs.
//!
//! - [`row`]: a row struct is a table
//! - [`columns`]: the tables' columns, their units and meanings
//! - [`rounds`]: one recorded round, read off the world
//! - [`portrait`]: agents and dyads one by one
//! - [`snapshot`]: who trusts whom at chosen rounds
//! - [`present`]: columns that only some worlds have
//! - [`modularity`]: does trust keep within blocs?
//! - [`membership`]: who belongs to which of several conventions
//! - [`holds`]: onset, collapse and whether cooperation holds
//! - [`run`]: one run from its first round to its outcome
//! - [`cell`]: what the replicates of a cell say together
//! - [`deviation`]: is a world an equilibrium, or merely not yet invaded?
//! - [`sweep`]: one world carried through the levels of an axis

pub mod cell;
pub mod columns;
pub mod deviation;
pub mod holds;
pub mod membership;
pub mod modularity;
pub mod portrait;
pub mod present;
pub mod rounds;
pub mod row;
pub mod run;
pub mod snapshot;
pub mod sweep;

pub use holds::{Holds, Outcome};
pub use present::Extra;
pub use rounds::RoundRow;
pub use row::{Column, Range, ValueKind};
pub use run::{Recorder, Run, simulate};
