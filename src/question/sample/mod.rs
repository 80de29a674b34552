//! What happens across a wide space? Points drawn from distributions of several keys, or listed in a file.
//!
//! - [`answer`]: its answer.csv
//! - [`cells`]: its cells
//! - [`conclusion`]: what it keeps of the runs, and what it concludes
//! - [`mod@file`]: the file of a design
//! - [`says`]: what it says
//! - [`table`]: its table in the config

pub mod answer;
pub mod cells;
pub mod conclusion;
pub mod file;
pub mod says;
pub mod table;
