//! A line of cells along one axis, searched for where P(hold) passes 1/2.

use super::table::Boundary;
use crate::config::axis::Axis as Written;
use crate::config::levels;
use crate::statistics::boundary::{Axis, BoundaryError, Search, Settings};

/// How the lines of a study are searched.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchLine {
    settings: Settings,
    /// Values of the points of a line.
    pub values: Vec<f64>,
}

impl SearchLine {
    /// From the axis as it is written.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(study: &Boundary) -> Result<Self, String> {
        let Written { values, range, log_range, points, .. } = &study.axis;
        if points.is_some() {
            return Err("expected no `points`: the precision says how fine the axis is".to_owned());
        }
        let axis = match (values, range, log_range) {
            (None, Some([from, to]), None) => Axis::Linear { from: *from, to: *to },
            (None, None, Some([from, to])) => Axis::Logarithmic { from: *from, to: *to },
            (Some(values), None, None) => Axis::List(values.iter().map(number).collect::<Result<_, _>>()?),
            _ => return Err("expected one of `range`, `log_range` and `values`".to_owned()),
        };
        if let Some(levels) = study.hysteresis.as_ref().map(|way| way.levels).filter(|levels| levels.get() < 2) {
            return Err(format!("expected hysteresis.levels of at least 2, found {levels}"));
        }
        let settings = Settings { axis, precision: study.precision.get(), max: study.max.get() };
        let search = Search::new(settings.clone()).map_err(|error: BoundaryError| error.to_string())?;
        let value = |point: usize| match settings.axis {
            Axis::Linear { from, to } => levels::linear(search.value(point), from, to),
            Axis::Logarithmic { from, to } => levels::logarithmic(search.value(point), from, to),
            Axis::List(_) => search.value(point),
        };
        let values = (0..search.points()).map(value).collect();
        Ok(Self { settings, values })
    }

    /// A search that has not made a run.
    pub fn search(&self) -> Option<Search> {
        Search::new(self.settings.clone()).ok()
    }

    /// The points that a world passes through on its way up: so many, as far apart as can be.
    pub fn levels(&self, count: u32) -> Vec<usize> {
        let last = self.values.len() - 1;
        // More levels than points are all points.
        let steps = (count.max(2) as usize - 1).min(last.max(1));
        let mut points: Vec<usize> = (0..=steps).map(|k| (k * last + steps / 2) / steps).collect();
        points.dedup();
        points
    }
}

fn number(value: &toml::Value) -> Result<f64, String> {
    match value {
        toml::Value::Float(x) => Ok(*x),
        toml::Value::Integer(x) => Ok(*x as f64),
        other => Err(format!("expected numbers that rise, found {other}")),
    }
}
