//! Where does cooperation hold? Every combination of the axes' values.
//!
//! - [`cells`]: its cells
//! - [`table`]: its table in the config

pub mod cells;
pub mod table;
