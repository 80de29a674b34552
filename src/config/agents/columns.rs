//! How the columns of a file of agents are read: `[agents_file.columns]`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where each attribute of an agent comes from: a column by name, or how it is read.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Columns {
    /// The agent's name, unique.
    pub name: Option<Words>,
    /// The label of its bloc.
    pub group: Option<Words>,
    /// `strong` or `weak`, or what makes an agent strong.
    pub power: Option<Powers>,
    /// Capability (0.01 to 1).
    pub capability: Option<Numbers>,
    /// Ideology (-1 to 1).
    pub ideology: Option<Numbers>,
    /// Language: numbers as they are; words are numbered from 0 in the order in which they come first.
    pub language: Option<Words>,
    /// Weight of delegated control (at least 0).
    pub sovereignty: Option<Numbers>,
    /// Concern for others at the start (at least 0).
    pub concern: Option<Numbers>,
    /// Strategy: a name, or names with shares (`tit-for-tat=0.7; always-defect=0.3`).
    pub strategies: Option<Words>,
}

/// A column of words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected the name of a column, or { column = \"...\", default = \"...\" }")]
pub enum Words {
    /// As they stand.
    Column(String),
    /// With a default.
    Mapped(MappedWords),
}

/// A column of words with a default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MappedWords {
    /// Its name in the header.
    pub column: String,
    /// What an empty field means (default: an empty field is a mistake).
    #[serde(default)]
    pub default: Option<String>,
}

/// A column of numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "expected the name of a column, or { column = \"...\", from = [lo, hi], to = [lo, hi], clamp = false, default = x }"
)]
pub enum Numbers {
    /// As they stand.
    Column(String),
    /// Rescaled, clamped, with a default.
    Mapped(MappedNumbers),
}

/// A column of numbers on another scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MappedNumbers {
    /// Its name in the header.
    pub column: String,
    /// Two values in the file, different ...
    #[serde(default)]
    pub from: Option<[f64; 2]>,
    /// ... and what they become; all others on the line through both.
    #[serde(default)]
    pub to: Option<[f64; 2]>,
    /// Are values beyond the attribute's range cut to it (default false: they are a mistake)?
    #[serde(default)]
    pub clamp: bool,
    /// What an empty field means, on the attribute's own scale (default: an empty field is a mistake).
    #[serde(default)]
    pub default: Option<f64>,
}

/// A column that says who is strong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "expected the name of a column of strong and weak, { column = \"...\", strong_if = value } or { column = \"...\", strong_from = x }"
)]
pub enum Powers {
    /// `strong` or `weak`.
    Column(String),
    /// Something that makes an agent strong.
    Mapped(MappedPowers),
}

/// What makes an agent strong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MappedPowers {
    /// The column's name in the header.
    pub column: String,
    /// The value of the strong; all others are weak.
    #[serde(default)]
    pub strong_if: Option<Wanted>,
    /// The least number of the strong.
    #[serde(default)]
    pub strong_from: Option<f64>,
    /// What an empty field means: `"strong"` or `"weak"` (default: an empty field is a mistake).
    #[serde(default)]
    pub default: Option<crate::game::Power>,
}

/// A value to be met.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected a number or a word")]
pub enum Wanted {
    /// A number.
    Number(f64),
    /// A word.
    Word(String),
}

impl Words {
    /// The column that it names.
    pub(super) fn column(&self) -> &str {
        match self {
            Self::Column(column) => column,
            Self::Mapped(mapped) => &mapped.column,
        }
    }
}

impl Numbers {
    /// The column that it names.
    pub(super) fn column(&self) -> &str {
        match self {
            Self::Column(column) => column,
            Self::Mapped(mapped) => &mapped.column,
        }
    }
}

impl Powers {
    /// The column that it names.
    pub(super) fn column(&self) -> &str {
        match self {
            Self::Column(column) => column,
            Self::Mapped(mapped) => &mapped.column,
        }
    }
}

impl Columns {
    /// The keys that are given, each with the column that it names.
    pub(super) fn named(&self) -> Vec<(&'static str, &str)> {
        let words = [
            ("name", &self.name),
            ("group", &self.group),
            ("language", &self.language),
            ("strategies", &self.strategies),
        ];
        let numbers = [
            ("capability", &self.capability),
            ("ideology", &self.ideology),
            ("sovereignty", &self.sovereignty),
            ("concern", &self.concern),
        ];
        let words = words.into_iter().filter_map(|(key, words)| Some((key, words.as_ref()?.column())));
        let numbers = numbers.into_iter().filter_map(|(key, numbers)| Some((key, numbers.as_ref()?.column())));
        let power = self.power.iter().map(|power| ("power", power.column()));
        words.chain(numbers).chain(power).collect()
    }
}
