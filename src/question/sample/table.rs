//! `[study.sample]`: what its points are drawn from, or which file lists them.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::source::Span;
use crate::sheet::Delimiter;
use crate::statistics::distribution::{Distribution, at_least_one};
use crate::statistics::sampling::Method;

/// `[study.sample]`: cells spread over the ranges of several keys at once, or listed in a file.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Sample {
    /// How the points are chosen (default: Latin hypercube).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// Number of points, each a cell (at least 1; for Sobol best a power of 2).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub n: Option<NonZeroU32>,
    /// What each key is drawn from: `keys = { "game.dilemma.rent" = [0, 1], "network.degree" = { integers = [2, 8] }
    /// }`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub keys: BTreeMap<String, Distribution>,
    /// Instead of all these a CSV file, its path relative to the config: its columns are keys, each of its rows a cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub design: Option<String>,
    /// What parts its fields: `","`, `";"` or a tab, `"\t"`.
    #[serde(skip_serializing_if = "Delimiter::is_comma")]
    pub delimiter: Delimiter,
    /// Its column of names for the cells, which set nothing (default: the column `label`, or else `name`, if there is one).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What an empty field of it means (default: it is a mistake).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub empty: Option<Empty>,
    /// What such a file holds; the manifest of a result keeps it here.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Value>")]
    pub table: Option<Listed>,
}

/// What an empty field of a design means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Empty {
    /// The value that the config has outside the study.
    Base,
}

/// Cells listed one by one.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// The keys.
    pub columns: Vec<String>,
    /// The values of each cell; an empty text leaves the config's value.
    pub rows: Vec<Vec<toml::Value>>,
    /// The names of the cells; none if they have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// Where keys and then values stand, row by row; none if they were not read from a file.
    #[serde(skip)]
    pub spans: Vec<Span>,
}

impl Listed {
    /// Its texts and where each stands: keys, values, then the names of the cells.
    pub fn texts(&self) -> impl Iterator<Item = (&str, Option<Span>)> {
        let keys = self.columns.iter().map(|key| Some(key.as_str()));
        let fields = keys.chain(self.rows.iter().flatten().map(toml::Value::as_str)).enumerate();
        let fields = fields.filter_map(|(place, text)| Some((text?, self.spans.get(place).cloned())));
        fields.chain(self.labels.iter().map(|label| (label.as_str(), self.spans.first().cloned())))
    }
}

impl Sample {
    /// Whether it says where its cells come from, in one way.
    ///
    /// # Errors
    /// What was expected and what was found.
    pub fn check(&self) -> Result<(), String> {
        let drawn = self.method.is_some() || self.n.is_some() || !self.keys.is_empty();
        let of_a_file = !self.delimiter.is_comma() || self.label.is_some() || self.empty.is_some();
        if of_a_file && self.design.is_none() && self.table.is_none() {
            return Err("expected `delimiter`, `label` and `empty` beside a `design`, which they are about".to_owned());
        }
        match (self.design.is_some() || self.table.is_some(), self.n) {
            (true, _) if drawn => {
                Err("expected either `design` alone, or `n` and `keys`, found both: a file has its own cells"
                    .to_owned())
            }
            (true, _) => Ok(()),
            (false, None) if drawn => Err("expected `n`, how many points there are".to_owned()),
            (false, None) => Err("expected `n` and `keys`, or `design = \"file.csv\"`, found neither".to_owned()),
            (false, Some(_)) => at_least_one(&self.keys),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The study as read and checked, or why it is none.
    fn study(text: &str) -> Result<Sample, String> {
        let study: Sample = toml::from_str(text).map_err(|error| error.to_string())?;
        study.check().map(|()| study)
    }

    fn refused(text: &str, expected: &str) {
        let error = study(text).unwrap_err();
        assert!(error.contains(expected), "{text}: {error}");
    }

    #[test]
    fn samples_read() {
        let drawn =
            study("n = 100\nkeys = { \"game.dilemma.rent\" = [0, 1], \"network.degree\" = { integers = [2, 8] } }")
                .unwrap();
        assert_eq!((drawn.method, drawn.n.map(NonZeroU32::get)), (None, Some(100)));
        assert_eq!(drawn.keys["game.dilemma.rent"], Distribution::Uniform([0.0, 1.0]));
        assert_eq!(drawn.keys["network.degree"], Distribution::Integers([2, 8]));
        let sobol = study("method = \"sobol\"\nn = 8\n[keys]\nx = { beta = [2, 3] }").unwrap();
        assert_eq!(sobol.method, Some(Method::Sobol));
        assert_eq!(toml::from_str::<Sample>(&toml::to_string(&sobol).unwrap()).unwrap(), sobol);
        assert_eq!(study("design = \"cells.csv\"").unwrap().design.as_deref(), Some("cells.csv"));
    }

    #[test]
    fn samples_that_say_too_little_or_too_much_are_refused() {
        for (text, expected) in [
            ("", "expected `n` and `keys`, or `design"),
            ("n = 5", "at least one key"),
            ("keys = { x = [0, 1] }", "expected `n`"),
            ("n = 0\nkeys = { x = [0, 1] }", "nonzero"),
            ("n = 5\nkeys = { x = [0, 1] }\ndesign = \"a.csv\"", "found both"),
            ("method = \"lsh\"\nn = 5", "expected one of `lhs`, `sobol`, `random`"),
            ("n = 5\nkeys = { x = [1, 0] }", "expected uniform = [lo, hi] with lo below hi"),
            ("n = 5\nkeys = { x = 0.5 }", "expected [lo, hi], { uniform = [lo, hi] }"),
            ("points = 5", "unknown field `points`"),
        ] {
            refused(text, expected);
        }
    }
}
