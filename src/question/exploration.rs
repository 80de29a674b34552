//! Studies over the space of several keys, as their tables in a config say: `[study.sample]`, `[study.sensitivity]` and
//! `[study.ablation]`.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::schema::{Below, Place, advice};
use crate::config::source::Span;
use crate::sheet::Delimiter;
use crate::statistics::distribution::Distribution;
use crate::statistics::morris::Morris;
use crate::statistics::sampling::Method;
use crate::statistics::sensitivity::Saltelli;
use crate::statistics::shapley::MOST_MECHANISMS;

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
            (false, Some(_)) => at_least_one_key(&self.keys),
        }
    }
}

fn at_least_one_key(keys: &BTreeMap<String, Distribution>) -> Result<(), String> {
    if keys.is_empty() {
        return Err("expected at least one key in `keys = { \"KEY\" = [lo, hi], ... }`, found none".to_owned());
    }
    Ok(())
}

/// `[study.sensitivity]`: which keys the outcome depends on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sensitivity {
    /// How: which keys matter at all (morris), or how much of the outcome's variance comes from each (sobol).
    pub method: Screening,
    /// Trajectories of morris (at least 2; 10 to 50 are usual), base points of sobol (2 to 65536, best a power of 2).
    /// With d keys there are n (d + 1) cells for morris, n (d + 2) for sobol, and n (2 d + 2) with pairs.
    #[schemars(range(min = 2))]
    pub n: NonZeroU32,
    /// What each key is drawn from, independently of the others: `keys = { "game.dilemma.rent" = [0, 1], ... }`.
    pub keys: BTreeMap<String, Distribution>,
    /// Sobol only: second-order indices too, of every two keys.
    #[serde(default)]
    pub pairs: bool,
    /// Morris only: levels of the grid for each key (even, 2 to 1000, default 4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 2, max = 1000))]
    pub levels: Option<NonZeroU32>,
    /// Bootstrap resamples for the intervals (at least 100).
    #[serde(default = "resamples")]
    #[schemars(range(min = 100))]
    pub resamples: NonZeroU32,
    /// The outcome analysed, a column of runs.csv (or hold: whether cooperation held); of each cell its mean over the
    /// replicates.
    #[serde(default = "hold")]
    pub outcome: String,
}

/// How a sensitivity analysis looks at the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Screening {
    /// Elementary effects: one key at a time moves by one large step. Cheap; says which keys matter at all.
    Morris,
    /// Sobol indices: shares of the outcome's variance. Dear; says how much comes from each key and from keys together.
    Sobol,
}

fn resamples() -> NonZeroU32 {
    const { NonZeroU32::new(1000).expect("1000 is not 0") }
}
fn hold() -> String {
    "hold".to_owned()
}

impl Sensitivity {
    /// Levels of the grid of elementary effects.
    pub fn levels(&self) -> usize {
        self.levels.map_or(4, |levels| levels.get() as usize)
    }

    /// How many points it asks for.
    pub fn points(&self) -> usize {
        let (n, keys) = (self.n.get() as usize, self.keys.len());
        n.saturating_mul(match self.method {
            Screening::Morris => keys + 1,
            Screening::Sobol if self.pairs => 2 * keys + 2,
            Screening::Sobol => keys + 2,
        })
    }

    /// Whether its numbers and its method go together.
    ///
    /// # Errors
    /// What was expected and what was found.
    pub fn check(&self) -> Result<(), String> {
        at_least_one_key(&self.keys)?;
        let n = self.n.get() as usize;
        match self.method {
            Screening::Morris if self.pairs => {
                return Err("expected no `pairs` with method = \"morris\": second-order indices are sobol's".to_owned());
            }
            Screening::Sobol if self.levels.is_some() => {
                return Err("expected no `levels` with method = \"sobol\": a grid is morris's".to_owned());
            }
            Screening::Morris => {
                Morris::new(self.keys.len(), n, self.levels(), 0).map_err(|error| error.to_string())?;
            }
            Screening::Sobol => {
                Saltelli::new(self.keys.len(), n, self.pairs).map_err(|error| error.to_string())?;
            }
        }
        if self.resamples.get() < 100 {
            return Err(format!("expected at least 100 resamples, found {}", self.resamples));
        }
        Ok(())
    }
}

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
    /// What was expected and what was found; unknown mechanisms with the nearest known.
    pub fn check(&self) -> Result<(), String> {
        let count = self.mechanisms.len() + self.bundles.len();
        if !(1..=MOST_MECHANISMS).contains(&count) {
            return Err(format!("expected 1 to {MOST_MECHANISMS} mechanisms and bundles, found {count}"));
        }
        let known = match Place::root().below("mechanisms") {
            Below::Known(place) => place.names().into_iter().filter(|name| place_is_table(&place, name)).collect(),
            _ => Vec::new(),
        };
        for (number, name) in self.mechanisms.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                return Err(format!("expected mechanisms, found {name:?}; {}", advice(name, &known)));
            }
            if self.mechanisms[..number].contains(name) || self.bundles.contains_key(name) {
                return Err(format!("expected each name once, found {name:?} twice"));
            }
        }
        Ok(())
    }
}

/// Is the key a table of its own, as every mechanism is, and not a number?
fn place_is_table(place: &Place<'_>, key: &str) -> bool {
    matches!(place.below(key), Below::Known(inner) if !inner.names().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The study as read, its check, or why it does not read.
    fn study<'de, T: Deserialize<'de>>(text: &'de str, check: impl Fn(&T) -> Result<(), String>) -> Result<T, String> {
        let study: T = toml::from_str(text).map_err(|error| error.to_string())?;
        check(&study)?;
        Ok(study)
    }

    fn refused<'de, T: Deserialize<'de> + std::fmt::Debug>(
        text: &'de str,
        check: impl Fn(&T) -> Result<(), String>,
        expected: &str,
    ) {
        let error = study(text, check).unwrap_err();
        assert!(error.contains(expected), "{text}: {error}");
    }

    #[test]
    fn samples_read() {
        let drawn = study(
            "n = 100\nkeys = { \"game.dilemma.rent\" = [0, 1], \"network.degree\" = { integers = [2, 8] } }",
            Sample::check,
        )
        .unwrap();
        assert_eq!((drawn.method, drawn.n.map(NonZeroU32::get)), (None, Some(100)));
        assert_eq!(drawn.keys["game.dilemma.rent"], Distribution::Uniform([0.0, 1.0]));
        assert_eq!(drawn.keys["network.degree"], Distribution::Integers([2, 8]));
        let sobol = study("method = \"sobol\"\nn = 8\n[keys]\nx = { beta = [2, 3] }", Sample::check).unwrap();
        assert_eq!(sobol.method, Some(Method::Sobol));
        assert_eq!(toml::from_str::<Sample>(&toml::to_string(&sobol).unwrap()).unwrap(), sobol);
        assert_eq!(study("design = \"cells.csv\"", Sample::check).unwrap().design.as_deref(), Some("cells.csv"));
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
            refused(text, Sample::check, expected);
        }
    }

    #[test]
    fn sensitivity_reads_and_its_methods_keep_apart() {
        let morris = study("method = \"morris\"\nn = 20\nkeys = { x = [0, 1] }", Sensitivity::check).unwrap();
        assert_eq!((morris.levels(), morris.resamples.get(), morris.outcome.as_str()), (4, 1000, "hold"));
        let text = "method = \"sobol\"\nn = 64\npairs = true\noutcome = \"cooperation\"\nkeys = { x = [0, 1] }";
        assert!(study(text, Sensitivity::check).unwrap().pairs);
        let text = |rest: &str| format!("{rest}\nkeys = {{ x = [0, 1] }}");
        for (rest, expected) in [
            ("n = 20", "missing field `method`"),
            ("method = \"morris\"", "missing field `n`"),
            ("method = \"sobel\"\nn = 20", "expected `morris` or `sobol`"),
            ("method = \"morris\"\nn = 1", "at least 2 trajectories"),
            ("method = \"morris\"\nn = 20\nlevels = 5", "even number of levels"),
            ("method = \"morris\"\nn = 20\npairs = true", "expected no `pairs`"),
            ("method = \"sobol\"\nn = 20\nlevels = 4", "expected no `levels`"),
            ("method = \"sobol\"\nn = 70000", "expected a base of 2 to 65536 points"),
            ("method = \"sobol\"\nn = 64\nresamples = 10", "at least 100 resamples"),
        ] {
            refused(&text(rest), Sensitivity::check, expected);
        }
        refused("method = \"sobol\"\nn = 20\nkeys = {}", Sensitivity::check, "at least one key");
    }

    #[test]
    fn ablations_name_mechanisms_or_bundles() {
        let named = study("mechanisms = [\"convention\", \"fund\"]", Ablation::check).unwrap();
        assert_eq!((named.mechanisms.len(), named.outcome.as_str()), (2, "hold"));
        assert!(
            study("bundles.peace = { \"noise.slip\" = 0 }", Ablation::check).unwrap().bundles.contains_key("peace")
        );
        for (text, expected) in [
            ("", "expected 1 to 10 mechanisms and bundles, found 0"),
            ("mechanisms = [\"convntion\"]", "did you mean `convention`?"),
            ("mechanisms = [\"burden\"]", "expected mechanisms, found \"burden\""),
            ("mechanisms = [\"fund\", \"fund\"]", "found \"fund\" twice"),
            ("mechanism = [\"fund\"]", "unknown field `mechanism`, expected one of `mechanisms`"),
        ] {
            refused(text, Ablation::check, expected);
        }
    }
}
