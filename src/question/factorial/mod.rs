//! Do levers work together? Bundles of settings, each off or on, in every combination.
//!
//! - [`cells`]: its cells
//! - [`table`]: its table in the config

pub mod cells;
pub mod table;
