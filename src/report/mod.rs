//! What was found, for people.
//!
//! - [`terminal`]: a few lines after a run: phase diagram, effects, or a sparkline
//! - [`drawing`]: strategies as text

pub mod drawing;
pub mod terminal;
