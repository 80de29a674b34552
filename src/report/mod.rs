//! What was found, for people.
//!
//! - [`layout`]: text layout: numbers, keys and lines
//! - [`panel`]: a panel of a phase diagram as text
//! - [`terminal`]: a few lines after a run: phase diagram, effects, or a sparkline
//! - [`tournament`]: the same after a tournament
//! - [`analysis`]: what matters, and what each mechanism contributes
//! - [`boundary`]: where cooperation breaks, and what finding that took
//! - [`audit`]: whether cooperation is an equilibrium where it holds
//! - [`comparison`]: two results side by side
//! - [`as_text`]: strategies, games, networks and norms as text
//! - [`words`]: words in the language that was asked for
//! - [`sentences`]: what an answer says, in either language
//! - [`caveats`]: what must be known beside it
//! - [`figure`]: a picture as data, drawn as SVG, as a table and for Vega-Lite
//! - [`pictures`]: which pictures a result has
//! - [`answer`]: the answer in a few sentences
//! - [`page`]: the page of a result
//! - [`plots`]: scripts that redraw its pictures elsewhere
//! - [`filling`]: what has been found so far, while a study runs

pub mod analysis;
pub mod answer;
pub mod as_text;
pub mod audit;
pub mod boundary;
pub mod caveats;
pub mod comparison;

pub mod figure;
pub mod filling;
pub mod layout;
pub mod page;
pub mod panel;
pub mod pictures;
pub mod plots;
pub mod sentences;
pub mod terminal;
pub mod tournament;
pub mod words;
