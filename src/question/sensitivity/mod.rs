//! What matters? Elementary effects, or shares of the variance.
//!
//! - [`answer`]: its answer.csv
//! - [`caveats`]: what must be known beside it
//! - [`cells`]: its cells
//! - [`table`]: its table in the config

pub mod answer;
pub mod caveats;
pub mod cells;
pub mod table;
