//! What was found, for people.
//!
//! - [`terminal`]: a few lines after a run: phase diagram, effects, or a sparkline
//! - [`tournament`]: the same after a tournament
//! - [`analysis`]: what matters, and what each mechanism contributes
//! - [`boundary`]: where cooperation breaks, and what finding that took
//! - [`audit`]: whether cooperation is an equilibrium where it holds
//! - [`comparison`]: two results side by side
//! - [`drawing`]: strategies as text

pub mod analysis;
pub mod audit;
pub mod boundary;
pub mod comparison;
pub mod drawing;
pub mod terminal;
pub mod tournament;
