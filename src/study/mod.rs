//! A study: from a config to a plan, and from the plan to tables.
//!
//! - [`config`]: the config's structs are its schema and its manual
//! - [`source`]: files, places in them, and what is wrong there
//! - [`document`]: a config as a tree that knows where each value came from: inherit, set, resolve
//! - [`tree`]: TOML values with their places
//! - [`schema`]: known keys, and the nearest to a mistyped one
//! - [`design`]: which cells a study has
//! - [`claims`]: hypotheses stated before the run
//! - [`verdicts`]: what became of them
//! - [`plan`]: everything resolved and checked before anything runs
//! - [`relevance`]: does a swept key matter in this world?
//! - [`execute`]: runs in parallel, results in order
//! - [`answer`]: `answer.csv` and the dictionary of columns
//! - [`folder`]: whose a result folder is
//! - [`results`]: the tables of a study, and what was found
//! - [`tournament`]: strategies in matches, planned and run apart from worlds
//! - [`task`]: which of both a config asks for
//! - [`validation`]: the simulator against every exact result it knows

pub mod answer;
pub mod claims;
pub mod config;
pub mod design;
pub mod document;
pub mod execute;
pub mod folder;
pub mod plan;
pub mod relevance;
pub mod results;
pub mod schema;
pub mod source;
pub mod task;
pub mod tournament;
pub mod tree;
pub mod validation;
pub mod verdicts;

pub use config::Config;
pub use plan::Plan;
pub use source::{Diagnostic, Failure};
pub use task::Task;
pub use tournament::Tournament;
