//! Do levers work together? Bundles of settings, each off or on, in every combination.
//!
//! - [`answer`]: its answer.csv
//! - [`cells`]: its cells
//! - [`table`]: its table in the config

pub mod answer;
pub mod cells;
pub mod table;
