//! Where does cooperation hold? Every combination of the axes' values.
//!
//! - [`answer`]: its answer.csv
//! - [`cells`]: its cells
//! - [`table`]: its table in the config

pub mod answer;
pub mod cells;
pub mod table;
