//! A picture as data: what it shows, told apart from how it is drawn.
//!
//! One [`Figure`] becomes an SVG ([`draw`]), a table ([`Figure::csv`]) and a Vega-Lite specification ([`vega`]), all from the same
//! numbers.
//!
//! - [`chart`]: the picture as data, [`bounded`]: what keeps it small
//! - `rows`: its numbers as rows, for CSV and JSON
//! - [`draw`]: its drawing, `links`: that of a network, [`style`]: colours and width
//! - [`vega`]: its Vega-Lite specification

pub mod bounded;
pub mod chart;
pub mod draw;
pub(super) mod links;
mod rows;
pub mod style;
pub mod vega;

pub use chart::{Areas, Chart, Figure, Heat, Interval, Intervals, Lines, Links, Points, Series};
pub use rows::{Field, FigureRows};

use crate::output::display;

impl Figure {
    /// Its numbers as a table: one header, one row for each mark.
    pub fn csv(&self) -> Vec<u8> {
        self.chart.rows().csv()
    }

    /// Its drawing.
    pub fn svg(&self) -> String {
        draw::svg(self)
    }

    /// Its Vega-Lite specification, the numbers inside.
    pub fn vega(&self) -> serde_json::Value {
        shown(vega::specification(self))
    }
}

/// A specification whose texts a browser may show: names in the data and in its scales alike.
fn shown(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::String(text) => Value::String(display::clean(&text).into_owned()),
        Value::Array(items) => items.into_iter().map(shown).collect(),
        Value::Object(fields) => fields.into_iter().map(|(key, value)| (key, shown(value))).collect(),
        other => other,
    }
}
