//! What was found, for people.
//!
//! - [`terminal`]: a few lines after a run: phase diagram, effects, or a sparkline
//! - [`tournament`]: the same after a tournament
//! - [`analysis`]: what matters, and what each mechanism contributes
//! - [`drawing`]: strategies as text

pub mod analysis;
pub mod drawing;
pub mod terminal;
pub mod tournament;
