//! What matters? Elementary effects, or shares of the variance.
//!
//! - [`answer`]: its answer.csv
//! - [`caveats`]: what must be known beside it
//! - [`cells`]: its cells
//! - [`conclusion`]: what it keeps of the runs, and what it concludes
//! - [`says`]: what it says
//! - [`table`]: its table in the config

pub mod answer;
pub mod caveats;
pub mod cells;
pub mod conclusion;
pub mod says;
pub mod table;
