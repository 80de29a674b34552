//! Runs in great numbers: planned, done in parallel, resumed, sharded, merged, verified.
//!
//! - [`plan`]: everything resolved and checked before anything runs
//! - [`task`]: worlds or a tournament: which of both a config asks for
//! - [`mod@unit`]: what a part of a study asks for, run by run
//! - [`relevance`]: does a swept key matter in this world?
//! - [`execute`]: runs in parallel, results in order
//! - `agent_columns`: their columns
//! - [`agent_tables`]: agents and dyads one by one, and modularity, where they are asked for
//! - [`formats`]: the finished tables in the format that was asked for
//! - [`folder`]: whose a result folder is
//! - [`tables`]: the tables of a study, and what was found in them
//! - [`growing`]: tables that grow run by run
//! - [`session`]: a result at work: its folder claimed, its manifest kept
//! - [`results`]: a study from its plan to its result
//! - `shown`: what the terminal shows of a single world
//! - `caveats`: which caveats a study has
//! - [`dictionary`]: the header of a table, and the dictionary of all columns
//! - [`tournament`]: strategies in matches, planned and run apart from worlds
//! - [`saved`]: a finished result read back
//! - [`replay`]: runs read back from tables
//! - [`replan`]: a study planned once more from its manifest
//! - [`shard`]: a study cut into parts
//! - [`merge`]: its parts put together
//! - [`going_on`]: the command that goes on with what was begun
//! - [`verify`]: is a result what it says it is?

mod agent_columns;
pub mod agent_tables;
mod caveats;
pub mod dictionary;
pub mod execute;
pub mod folder;
pub mod formats;
pub mod going_on;
pub mod growing;
pub mod merge;
pub mod plan;
pub mod relevance;
pub mod replan;
pub mod replay;
pub mod results;
pub mod saved;
pub mod session;
pub mod shard;
mod shown;
pub mod tables;
pub mod task;
pub mod tournament;
pub mod unit;
pub mod verify;

pub use plan::Plan;
pub use saved::Reading;
pub use task::Task;
pub use tournament::Tournament;
