//! `[study.boundary]`: lines of cells along one axis, searched for where P(hold) passes 1/2.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::levels;
use crate::config::structs::{Axis as Written, AxisEntry};
use crate::statistics::boundary::{Axis, BoundaryError, Search, Settings};
use crate::units::Positive;

/// `[study.boundary]`: exactly where does it break?
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Boundary {
    /// The axis that is searched: `{ key = ..., range = [lo, hi] }`, `log_range`, or `values` that rise.
    pub axis: Written,
    /// Other axes: the search is made for each cell of them; written as in a grid.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<AxisEntry>,
    /// Half the width of the interval wanted: a difference on the axis, on a log_range one of logarithms (above 0).
    pub precision: Positive,
    /// The most runs of one search (at least 36).
    #[serde(default = "most")]
    #[schemars(range(min = 36))]
    pub max: NonZeroU32,
    /// Carry worlds up and down the axis as well: does what holds depend on where a world comes from?
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hysteresis: Option<Hysteresis>,
}

fn most() -> NonZeroU32 {
    const { NonZeroU32::new(2000).expect("2000 is not 0") }
}

/// Sweeps up from a cooperative start and down from a hostile one: `hysteresis = {}` or with its keys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Hysteresis {
    /// Levels of the axis that a world passes through, `rounds` rounds each (at least 2).
    #[schemars(range(min = 2))]
    pub levels: NonZeroU32,
    /// Worlds carried each way (at least 6 for a verdict).
    #[schemars(range(min = 1))]
    pub replicates: NonZeroU32,
    /// What makes the start of the way up; automata begin as after an encounter in which both cooperated.
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub cooperative: BTreeMap<String, toml::Value>,
    /// What makes the start of the way down; automata begin as after an encounter in which both defected.
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub hostile: BTreeMap<String, toml::Value>,
}

impl Default for Hysteresis {
    fn default() -> Self {
        // Beliefs never leave certainty, so the starts stay short of it.
        let start = |prior: f64| {
            let settings = [("trust.prior", prior), ("trust.prior_slope", 0.0)];
            settings.map(|(key, value)| (key.to_owned(), toml::Value::Float(value))).into()
        };
        Self {
            levels: const { NonZeroU32::new(17).expect("17 is not 0") },
            replicates: const { NonZeroU32::new(20).expect("20 is not 0") },
            cooperative: start(0.99),
            hostile: start(0.01),
        }
    }
}

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
