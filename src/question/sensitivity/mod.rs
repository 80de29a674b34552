//! What matters? Elementary effects, or shares of the variance.
//!
//! - [`answer`]: its answer.csv
//! - [`cells`]: its cells
//! - [`table`]: its table in the config

pub mod answer;
pub mod cells;
pub mod table;
