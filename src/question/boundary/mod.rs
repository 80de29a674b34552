//! Exactly where does it break? A search along one axis for the value at which P(hold) = 1/2.
//!
//! - [`answer`]: its answer.csv
//! - [`cells`]: its cells
//! - [`mod@line`]: a line of cells that is searched
//! - [`table`]: its table in the config

pub mod answer;
pub mod cells;
pub mod line;
pub mod table;
