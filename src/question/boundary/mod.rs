//! Exactly where does it break? A search along one axis for the value at which P(hold) = 1/2.
//!
//! - [`answer`]: its answer.csv
//! - [`caveats`]: what must be known beside it
//! - [`cells`]: its cells
//! - [`conclusion`]: what it keeps of the runs, and what it concludes
//! - [`mod@line`]: a line of cells that is searched
//! - [`says`]: what it says
//! - [`table`]: its table in the config

pub mod answer;
pub mod caveats;
pub mod cells;
pub mod conclusion;
pub mod line;
pub mod says;
pub mod table;
