//! What was found, for people.
//!
//! - [`panel`]: a panel of a phase diagram as text
//! - [`said`]: sentences of an answer as text
//! - [`terminal`]: a few lines after a run: phase diagram, effects, or a sparkline
//! - [`tournament`]: the same after a tournament
//! - [`analysis`]: what matters, and what each mechanism contributes
//! - [`boundary`]: where cooperation breaks, and what finding that took
//! - [`audit`]: whether cooperation is an equilibrium where it holds
//! - [`comparison`]: two results side by side
//! - [`as_text`]: strategies, games, networks and norms as text
//! - [`caveats`]: what must be known beside it
//! - [`figure`]: a picture as data, drawn as SVG, as a table and for Vega-Lite
//! - [`pictures`]: which pictures a result has
//! - [`page`]: the page of a result
//! - [`plots`]: scripts that redraw its pictures elsewhere
//! - [`filling`]: what has been found so far, while a study runs

pub mod analysis;
pub mod as_text;
pub mod audit;
pub mod boundary;
pub mod caveats;
pub mod comparison;

pub mod figure;
pub mod filling;
pub mod page;
pub mod panel;
pub mod pictures;
pub mod plots;
pub mod said;
pub mod terminal;
pub mod tournament;
