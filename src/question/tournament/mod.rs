//! The tournament: who plays, how it is run, and its tables.
//!
//! It is planned apart from worlds: strategies meet in matches, and there are neither agents nor cells.
//!
//! - [`settings`]: what `[study.tournament]` says
//! - [`plan`]: everything resolved and checked before anything is played
//! - [`run`]: matches in parallel, tables in order
//! - [`tables`]: `matches.csv`, `answer.csv`, `invasion.csv`, `ecology.csv`
//! - [`interactions`]: `interactions.csv`, as Axelrod-Python reads it

pub mod interactions;
pub mod plan;
pub mod run;
pub mod settings;
pub mod tables;

pub use plan::Tournament;
