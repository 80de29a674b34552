//! Strong and weak, and the kinds of dyad that they form.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Cyber power, the asymmetry the model is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Power {
    /// A strong cyber power.
    Strong = 0,
    /// A weak cyber power.
    Weak = 1,
}

impl Power {
    /// Its name in configs and tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Strong => "strong",
            Self::Weak => "weak",
        }
    }
}

/// The kind of a directed dyad: the power of the one who acts, then of the one acted upon.
///
/// The order strong-strong, strong-weak, weak-strong, weak-weak is that of every table by kind.
#[inline]
pub fn dyad(actor: Power, partner: Power) -> usize {
    actor as usize * 2 + partner as usize
}

/// The kinds of directed dyads as they stand in column names, in the order of [`dyad`].
pub const DYADS: [&str; 4] = ["ss", "sw", "ws", "ww"];
