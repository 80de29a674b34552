//! `[agents_file]`: which file, and which of its columns is what.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::columns::Columns;
use crate::sheet::Delimiter;
use crate::units::NonNegative;

/// Named agents from a CSV file: `[agents_file]`.
///
/// A key of `columns` that is not given is the column of its own name, if the file has one; else it is as under
/// `[[agents]]`. Name and power are needed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgentsFile {
    /// The CSV file, its path relative to the config; a header, then one row per agent.
    pub path: String,
    /// What parts its fields: `","`, `";"` or a tab, `"\t"`.
    #[serde(default)]
    pub delimiter: Delimiter,
    /// Where each attribute comes from.
    #[serde(default)]
    pub columns: Columns,
    /// Shares of the strategies of all agents whose row names none (each at least 0; default as under `[[agents]]`).
    #[serde(default)]
    pub strategies: BTreeMap<String, NonNegative>,
}
