//! Which strategy does well? Everyone meets everyone in matches; ranking, ecology and invasion.
//!
//! It has neither agents nor cells, and is planned and run apart from worlds, in [`crate::batch`].
//!
//! - [`table`]: its table in the config

pub mod table;
