//! `[study.sensitivity]`: by which method, over which keys.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::statistics::distribution::{Distribution, at_least_one};
use crate::statistics::morris::Morris;
use crate::statistics::sensitivity::Saltelli;

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
        at_least_one(&self.keys)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The study as read and checked, or why it is none.
    fn study(text: &str) -> Result<Sensitivity, String> {
        let study: Sensitivity = toml::from_str(text).map_err(|error| error.to_string())?;
        study.check().map(|()| study)
    }

    fn refused(text: &str, expected: &str) {
        let error = study(text).unwrap_err();
        assert!(error.contains(expected), "{text}: {error}");
    }

    #[test]
    fn sensitivity_reads_and_its_methods_keep_apart() {
        let morris = study("method = \"morris\"\nn = 20\nkeys = { x = [0, 1] }").unwrap();
        assert_eq!((morris.levels(), morris.resamples.get(), morris.outcome.as_str()), (4, 1000, "hold"));
        let text = "method = \"sobol\"\nn = 64\npairs = true\noutcome = \"cooperation\"\nkeys = { x = [0, 1] }";
        assert!(study(text).unwrap().pairs);
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
            refused(&text(rest), expected);
        }
        refused("method = \"sobol\"\nn = 20\nkeys = {}", "at least one key");
    }
}
