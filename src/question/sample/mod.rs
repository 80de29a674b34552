//! What happens across a wide space? Points drawn from distributions of several keys, or listed in a file.
//!
//! - [`answer`]: its answer.csv
//! - [`cells`]: its cells
//! - [`mod@file`]: the file of a design
//! - [`table`]: its table in the config

pub mod answer;
pub mod cells;
pub mod file;
pub mod table;
