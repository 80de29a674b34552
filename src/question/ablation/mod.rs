//! Which mechanism deserves the credit? Shapley values from every combination of them.
//!
//! - [`answer`]: its answer.csv
//! - [`cells`]: its cells
//! - [`table`]: its table in the config

pub mod answer;
pub mod cells;
pub mod table;
