//! `[study.factorial]`: its bundles.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[study.factorial]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Factorial {
    /// Named bundles of settings: `bundles.NAME = { "key" = value, ... }`; off means as in the config.
    #[schemars(with = "BTreeMap<String, BTreeMap<String, serde_json::Value>>")]
    pub bundles: BTreeMap<String, BTreeMap<String, toml::Value>>,
}
