//! `[study.ablation]`: which mechanisms and bundles.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::statistics::shapley::MOST_MECHANISMS;

/// `[study.ablation]`: how much each mechanism contributes, from every combination of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ablation {
    /// Mechanisms of the config that are switched off: `["convention", "fund"]`, 1 to 10 together with the bundles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mechanisms: Vec<String>,
    /// Named bundles of settings, as in a factorial: `bundles.NAME = { "key" = value, ... }`; off means as in the
    /// config.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(with = "BTreeMap<String, BTreeMap<String, serde_json::Value>>")]
    pub bundles: BTreeMap<String, BTreeMap<String, toml::Value>>,
    /// The outcome that is shared out, a column of runs.csv (or hold: whether cooperation held).
    #[serde(default = "hold")]
    pub outcome: String,
}

impl Ablation {
    /// Whether there is something to switch, and not too much.
    ///
    /// # Errors
    /// What was expected and what was found.
    pub fn check(&self) -> Result<(), String> {
        let count = self.mechanisms.len() + self.bundles.len();
        if !(1..=MOST_MECHANISMS).contains(&count) {
            return Err(format!("expected 1 to {MOST_MECHANISMS} mechanisms and bundles, found {count}"));
        }
        for (number, name) in self.mechanisms.iter().enumerate() {
            if self.mechanisms[..number].contains(name) || self.bundles.contains_key(name) {
                return Err(format!("expected each name once, found {name:?} twice"));
            }
        }
        Ok(())
    }
}

fn hold() -> String {
    "hold".to_owned()
}
