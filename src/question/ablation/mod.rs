//! Which mechanism deserves the credit? Shapley values from every combination of them.
//!
//! - [`answer`]: its answer.csv
//! - [`cells`]: its cells
//! - [`conclusion`]: what it keeps of the runs, and what it concludes
//! - [`says`]: what it says
//! - [`table`]: its table in the config

pub mod answer;
pub mod cells;
pub mod conclusion;
pub mod says;
pub mod table;
