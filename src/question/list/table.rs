//! `[study.list]`: its cells, one by one.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[study.list]`: scenarios side by side, each against each.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// The cells, 2 to 40: `[[study.list.cells]]`.
    pub cells: Vec<Entry>,
}

/// A cell of a list: `[[study.list.cells]]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What it is called, in tables, sentences and pictures.
    pub name: String,
    /// What it sets: `set = { "key" = value, ... }`; everything else is as in the config.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub set: BTreeMap<String, toml::Value>,
}
