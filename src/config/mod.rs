//! The language of configs: from text to checked structs, every mistake with its place.
//!
//! - [`source`]: files, places in them, and what is wrong there
//! - [`tree`]: TOML values with their places
//! - [`input`]: the tables that a config names, among its texts
//! - [`agents`]: tables of named agents, and of what stands between two of them
//! - [`key`]: dotted keys
//! - [`axis`]: an axis as a config writes it
//! - `groups`: groups of agents and shocks go by name
//! - `edit`: changes of the tree, by what the schema says
//! - `advice`: what to say of a name that is not known
//! - [`document`]: a config as a tree that knows where each value came from: inherit, set, resolve
//! - [`texts`]: what no text in a config may be
//! - [`schema`]: known keys, and the nearest to a mistyped one
//! - [`structs`]: the structs that are a config's schema and its manual
//! - [`levels`]: levels that are numbers, and when two are the same
//! - [`size`]: sizes of memory as a config writes them
//! - [`report_options`]: how the page of a result is made

pub(crate) mod advice;
pub mod agents;
pub mod axis;
pub mod document;
mod edit;
mod groups;
pub mod input;
pub mod key;
pub mod levels;
pub mod report_options;
pub mod schema;
pub mod size;
pub mod source;
pub mod structs;
pub mod texts;
pub mod tree;

pub use source::{Diagnostic, Failure};
pub use structs::Config;
