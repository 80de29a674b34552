//! `[study.grid]`: its axes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::axis::AxisEntry;

/// `[study.grid]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grid {
    /// The axes; an entry that is itself a list of axes is zipped: its axes move together.
    pub axes: Vec<AxisEntry>,
}
