//! A study: from a config to a plan, and from the plan to tables.
//!
//! - [`config`]: the config's structs are its schema and its manual
//! - [`source`]: files, places in them, and what is wrong there
//! - `input`: the tables that a config names, among its texts
//! - [`states`]: tables of named agents, and of what stands between two of them
//! - [`document`]: a config as a tree that knows where each value came from: inherit, set, resolve
//! - [`tree`]: TOML values with their places
//! - [`texts`]: what no text in a config may be
//! - [`schema`]: known keys, and the nearest to a mistyped one
//! - [`design`]: which cells a study has
//! - [`exploration`]: how a config asks for samples, sensitivities and ablations
//! - [`levels`]: levels that are numbers, and when two are the same
//! - [`claims`]: hypotheses stated before the run
//! - [`verdicts`]: what became of them
//! - [`acting`]: which keys can act: one that is written and changes nothing is refused, or warned of
//! - [`plan`]: everything resolved and checked before anything runs
//! - [`relevance`]: does a swept key matter in this world?
//! - [`mod@line`]: cells along an axis that is searched for where cooperation breaks
//! - [`mod@unit`]: what a part of a study asks for, run by run
//! - [`execute`]: runs in parallel, results in order
//! - [`names`]: no two columns of a table are alike
//! - `portraits`: agents and dyads one by one, and modularity, where they are asked for
//! - [`answer`]: `answer.csv` and the dictionary of columns
//! - `delivery`: the finished tables in the format that was asked for
//! - [`folder`]: whose a result folder is
//! - [`tables`]: the tables of a study, and what was found in them
//! - [`presentation`]: how the page of a result is made
//! - [`caveats`]: what must be known beside an answer
//! - [`reading`]: a finished result read back
//! - [`recorded`]: runs read back from tables
//! - [`size`]: sizes of memory as a config writes them
//! - [`shard`]: a study cut into parts
//! - [`merge`]: its parts put together
//! - [`going_on`]: the command that goes on with what was begun
//! - [`stored`]: a study planned once more from its manifest
//! - [`verify`]: is a result what it says it is?
//! - [`results`]: a study from its plan to its result
//! - [`comparison`]: two results side by side
//! - [`tournament`]: strategies in matches, planned and run apart from worlds
//! - [`task`]: which of both a config asks for
//! - [`validation`]: the simulator against every exact result it knows

pub mod acting;
pub mod answer;
pub mod caveats;
pub mod claims;
pub mod comparison;
pub mod config;
mod delivery;
pub mod design;
pub mod document;
pub mod execute;
pub mod exploration;
pub mod folder;
pub mod going_on;
mod input;
pub mod levels;
pub mod line;
pub mod merge;
pub mod names;
pub mod plan;
mod portraits;
pub mod presentation;
pub mod reading;
pub mod recorded;
pub mod relevance;
pub mod results;
pub mod schema;
pub mod shard;
pub mod size;
pub mod source;
pub mod states;
pub mod stored;
pub mod tables;
pub mod task;
pub mod texts;
pub mod tournament;
pub mod tree;
pub mod unit;
pub mod validation;
pub mod verdicts;
pub mod verify;

pub use config::Config;
pub use plan::Plan;
pub use reading::Reading;
pub use source::{Diagnostic, Failure};
pub use task::Task;
pub use tournament::Tournament;
