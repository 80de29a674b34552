//! `[[claims]]`: hypotheses as a config states them.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::config::levels;
use crate::statistics::claims::Bounds;
use crate::units::Finite;

/// A hypothesis, stated before the run and judged by it: `[[claims]]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// What is claimed, in one sentence.
    pub text: String,
    /// Which cells it speaks of, by keys that the study sweeps: a value, `{ min = ..., max = ... }` or `{ in = [...] }` (default: all cells). Numbers are compared to twelve digits.
    #[serde(rename = "where", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub cells: BTreeMap<String, Condition>,
    /// Compares each of them with the cell that differs from it in these keys alone, replicate by replicate: `{ "KEY" = value }`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub than: BTreeMap<String, Swept>,
    /// What it says of each of them: the range of `hold` (share of runs in which cooperation holds) or of the mean of a column of `runs.csv`; with `than`, of the difference.
    pub that: BTreeMap<String, Range>,
}

/// Which values of a swept key a claim speaks of.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Condition {
    /// Numbers in a range, ends included.
    Range(Range),
    /// One of several values.
    In(OneOf),
    /// One value.
    Is(Swept),
}

/// A range of numbers, ends included; one end may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// The least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Finite>,
    /// The greatest (at least `min`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Finite>,
}

/// One of several values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OneOf {
    /// The values, as the tables show them.
    #[serde(rename = "in")]
    pub values: Vec<Swept>,
}

/// A value of a swept key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected a number, text in quotes, true or false")]
pub enum Swept {
    /// On or off.
    Boolean(bool),
    /// A number.
    Number(f64),
    /// A text, as the tables show it.
    Text(String),
}

impl Range {
    /// The range with its open ends at infinity.
    pub fn bounds(&self) -> Bounds {
        let end = |end: Option<Finite>, open| end.map_or(open, Finite::get);
        Bounds { min: end(self.min, f64::NEG_INFINITY), max: end(self.max, f64::INFINITY) }
    }

    /// What is wrong with it, in words.
    pub(super) fn problem(&self) -> Option<String> {
        match (self.min, self.max) {
            (None, None) => Some("expected at least one end, { min = ... } or { max = ... }".to_owned()),
            (Some(min), Some(max)) if min > max => Some(format!("expected min <= max, found {min} > {max}")),
            _ => None,
        }
    }
}

impl Swept {
    /// Is it what a table shows as `label`?
    pub(super) fn is(&self, label: &str) -> bool {
        match self {
            Self::Boolean(yes) => label == if *yes { "true" } else { "false" },
            Self::Number(x) => levels::number(label).is_some_and(|own| levels::same(own, *x)),
            // However it is written.
            Self::Text(text) => {
                let numbers = levels::number(label).zip(levels::number(text));
                label == text || numbers.is_some_and(|(own, asked)| levels::same(own, asked))
            }
        }
    }
}

/// Reads a [`Condition`]: left to serde, a list would pass for a range whose ends are given in their order.
struct ConditionVisitor;

/// A condition written as a table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConditionTable {
    min: Option<Finite>,
    max: Option<Finite>,
    r#in: Option<Vec<Swept>>,
}

impl<'de> Visitor<'de> for ConditionVisitor {
    type Value = Condition;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value, { min = ..., max = ... } or { in = [values] }")
    }

    fn visit_bool<E: de::Error>(self, yes: bool) -> Result<Condition, E> {
        Ok(Condition::Is(Swept::Boolean(yes)))
    }

    fn visit_f64<E: de::Error>(self, x: f64) -> Result<Condition, E> {
        Ok(Condition::Is(Swept::Number(x)))
    }

    fn visit_i64<E: de::Error>(self, x: i64) -> Result<Condition, E> {
        self.visit_f64(x as f64)
    }

    fn visit_u64<E: de::Error>(self, x: u64) -> Result<Condition, E> {
        self.visit_f64(x as f64)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Condition, E> {
        Ok(Condition::Is(Swept::Text(text.to_owned())))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Condition, A::Error> {
        match ConditionTable::deserialize(MapAccessDeserializer::new(map))? {
            ConditionTable { min, max, r#in: None } => Ok(Condition::Range(Range { min, max })),
            ConditionTable { min: None, max: None, r#in: Some(values) } => Ok(Condition::In(OneOf { values })),
            _ => Err(de::Error::custom("expected either `in` or `min` and `max`, found both")),
        }
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ConditionVisitor)
    }
}

impl Condition {
    /// Does it admit a swept value, given as the tables show it?
    pub fn admits(&self, label: &str) -> bool {
        match self {
            Self::Range(range) => {
                let Bounds { min, max } = range.bounds();
                levels::number(label).is_some_and(|x| levels::within(x, min, max))
            }
            Self::In(one_of) => one_of.values.iter().any(|value| value.is(label)),
            Self::Is(value) => value.is(label),
        }
    }

    pub(super) fn problem(&self) -> Option<String> {
        match self {
            Self::Range(range) => range.problem(),
            Self::In(one_of) => one_of.values.is_empty().then(|| "expected at least one value, found none".to_owned()),
            Self::Is(_) => None,
        }
    }
}
