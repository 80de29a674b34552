//! An axis as a config writes it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An axis, or several that move together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "expected an axis { key = ..., values = [...] }, { key = ..., range = [lo, hi], points = n }, \
    { key = ..., log_range = [lo, hi], points = n }, or a list of such axes that move together"
)]
pub enum AxisEntry {
    /// One axis.
    One(Axis),
    /// Axes of the same length that move together.
    Zipped(Vec<Axis>),
}

/// One axis: a key and its values, given as `values`, `range` and `points`, or `log_range` and `points`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Axis {
    /// The dotted path of the key; keys of a group are `agents.NAME.capability`, quoted if need be.
    pub key: String,
    /// The values, of any kind that the key takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Vec<serde_json::Value>>")]
    pub values: Option<Vec<toml::Value>>,
    /// First and last of equally spaced values; those between are the shortest decimals near (0.1, not 0.09999999999999999).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<[f64; 2]>,
    /// First and last of values with equal ratios, both above 0; those between likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_range: Option<[f64; 2]>,
    /// How many values a range has (at least 2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<u32>,
}
