//! The cells of a grid: every combination of its axes' values.

use super::table::Grid;
use crate::config::document::Document;
use crate::config::source::Diagnostic;
use crate::question::design::axes::entries;
use crate::question::design::lever::Lever;

/// The levers of a grid, in the order of its axes.
pub(crate) fn levers(grid: &Grid, document: &Document, mistakes: &mut Vec<Diagnostic>) -> Vec<Lever> {
    if grid.axes.is_empty() {
        let span = document.span(&["study", "grid", "axes"]);
        mistakes.push(Diagnostic::new(span, "study.grid.axes", "expected at least one axis"));
    }
    entries(&grid.axes, &["study", "grid", "axes"], document, mistakes)
}
