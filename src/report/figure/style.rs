//! How pictures look: colours and width.
//!
//! Colours are those of Okabe & Ito (2008), told apart with any kind of colour vision, and line styles differ too, so that print
//! without colour can be read; heat maps use viridis, perceptually uniform. Ink, grid and paper are three colours that occur nowhere
//! else: a page sets them anew by style sheet for dark screens.

/// The colour of text and axes.
pub const INK: &str = "#1b1e23";
/// The colour of grid lines.
pub const GRID: &str = "#dde1e6";
/// The colour behind the picture.
pub const PAPER: &str = "#fefefe";

/// Colours of curves, layers and kinds, in order.
pub const COLOURS: [&str; 8] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a7a7a", "#b8a900"];

/// What is drawn where there is no value.
pub(super) const MISSING: &str = "#b9bec5";

/// Width of a picture (pixels); all text is sized for it.
pub(super) const WIDTH: f64 = 760.0;

/// The colour of the k-th curve.
pub fn colour(place: usize) -> &'static str {
    COLOURS[place % COLOURS.len()]
}
