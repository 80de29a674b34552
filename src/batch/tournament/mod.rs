//! The tournament: how it is planned and run, and its tables.
//!
//! It is planned apart from worlds: strategies meet in matches, and there are neither agents nor cells.
//!
//! - [`plan`]: everything resolved and checked before anything is played
//! - [`run`]: matches in parallel, tables in order
//! - [`found`]: what it found
//! - `columns`: the columns of its tables
//! - [`says`]: what it says
//! - [`tables`]: `matches.csv`, `answer.csv`, `invasion.csv`, `ecology.csv`
//! - [`interactions`]: `interactions.csv`, as Axelrod-Python reads it

mod columns;
pub mod found;
pub mod interactions;
pub mod plan;
pub mod run;
pub mod says;
pub mod tables;

pub use plan::Tournament;
