//! `[study.boundary]`: the axis that is searched, and how.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::axis::{Axis, AxisEntry};
use crate::units::Positive;

/// `[study.boundary]`: exactly where does it break?
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Boundary {
    /// The axis that is searched: `{ key = ..., range = [lo, hi] }`, `log_range`, or `values` that rise.
    pub axis: Axis,
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
