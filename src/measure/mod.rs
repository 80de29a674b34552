//! What is recorded and concluded.
//!
//! - [`row`]: a row struct is a table
//! - [`columns`]: the tables' columns, their units and meanings
//! - [`record`]: one recorded round, read off the world
//! - [`holds`]: onset, collapse and whether cooperation holds
//! - [`run`]: one run from its first round to its outcome
//! - [`interval`]: Wilson, Clopper-Pearson and Student intervals, quantiles
//! - [`cell`]: what the replicates of a cell say together
//! - [`crossing`]: where P(hold) passes 1/2 along an axis
//! - [`effects`]: factorial effects from paired replicates
//! - [`sensitivity`]: which parameter the variance of an outcome comes from
//! - [`round_robin`]: everyone meets everyone in matches
//! - [`standings`]: their scores and the ranking
//! - [`ecology`]: strategies as species that live on each other
//! - [`invasion`]: can a rare strategy spread among another?

pub mod cell;
pub mod columns;
pub mod crossing;
pub mod ecology;
pub mod effects;
pub mod holds;
pub mod interval;
pub mod invasion;
pub mod record;
pub mod round_robin;
pub mod row;
pub mod run;
pub mod sensitivity;
pub mod standings;

pub use holds::{Holds, Outcome};
pub use record::RoundRow;
pub use row::{Column, ValueKind};
pub use run::{Recorder, Run, simulate};
