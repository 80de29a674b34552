//! The config: its structs are the schema, and their texts the manual.

use std::collections::BTreeMap;
use std::fmt;
use std::num::{NonZeroU32, NonZeroU64};

use schemars::JsonSchema;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::agents::AgentsFile;
use crate::config::report_options::Report;
use crate::config::size::Size;
use crate::game::Game;
use crate::game::distance::Culture;
use crate::learning::Learning;
use crate::mechanism::{Mechanisms, Shock};
use crate::network::{Dyads, Network};
use crate::question::claims::table::Claim;
pub use crate::question::study::Study;
use crate::record::Holds;
use crate::record::deviation::Audit;
use crate::record::modularity::Blocs;
use crate::record::run::Course;
use crate::statistics::confidence_sequence;
use crate::strategy::{Choice, Definition};
use crate::trust::{Attribution, Noise, Reputation, Trust};
use crate::units::Positive;
use crate::world::{Engine, Group, Spec};

/// A study in one TOML file; only what differs from the defaults need be said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Version of the config format.
    #[serde(default = "one")]
    pub format: u32,
    /// Another config to inherit from, its path relative to this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extends: Option<String>,
    /// Name of the study: results go to output/NAME. Letters and digits of any language, dot, underscore, hyphen and blanks
    /// between them, at most 200 bytes (default: the file's name).
    #[serde(default)]
    #[schemars(regex(
        pattern = r"^([^\x00-/:-@\[-`{-\x7f]([^\x00-\x1f!-,/:-@\[-^`{-\x7f]*[^\x00-,./:-@\[-^`{-\x7f])?)?$"
    ))]
    pub name: String,
    /// What the study asks, in one sentence.
    #[serde(default)]
    pub question: String,
    /// Seed of all randomness [0 or more].
    #[serde(default = "seed")]
    pub seed: u64,
    /// Which code plays: the fastest kernel that serves a world or a pair of players, or always the general engine.
    #[serde(default, skip_serializing_if = "is_automatic")]
    pub engine: Engine,
    /// Rounds of a run (at least 1).
    #[serde(default = "rounds")]
    #[schemars(range(min = 1))]
    pub rounds: NonZeroU32,
    /// Whether replicate r meets the same random numbers in every cell, or each cell its own.
    #[serde(default)]
    pub seeds: Seeds,
    /// Runs of each cell (at least 1), or `{ min, max, half_width }`: as many as it takes until P(hold) is known that well.
    #[serde(default = "replicates")]
    pub replicates: Replicates,
    /// Groups of agents: `[[agents]]`, at least one.
    #[serde(default)]
    pub agents: Vec<Group>,
    /// Named agents from a CSV file, one a row; `[[agents]]` may stand beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agents_file: Option<AgentsFile>,
    /// Texts that stand for the files that the config names, by path: `files."links.csv" = "from,to..."` (the manifest of a
    /// result keeps those here that its cells read).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub files: BTreeMap<String, String>,
    /// What stands between pairs of agents, from a CSV file: alliances, rivalries, incidents past.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dyads: Option<Dyads>,
    /// Strategies of one's own.
    #[serde(default)]
    pub strategies: BTreeMap<String, Definition>,
    /// The game.
    #[serde(default)]
    pub game: Game,
    /// Noise in acting and seeing.
    #[serde(default)]
    pub noise: Noise,
    /// Language.
    #[serde(default)]
    pub culture: Culture,
    /// How choices are made.
    #[serde(default)]
    pub choice: Choice,
    /// Trust.
    #[serde(default)]
    pub trust: Trust,
    /// Public reputation under a social norm; absent, nobody is assessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reputation: Option<Reputation>,
    /// What is added to sustain cooperation.
    #[serde(default)]
    pub mechanisms: Mechanisms,
    /// How doctrine changes; absent, it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learning: Option<Learning>,
    /// Who meets whom.
    #[serde(default)]
    pub network: Network,
    /// When cooperation counts as holding.
    #[serde(default)]
    pub holds: Holds,
    /// The deviation audit: is cooperation an equilibrium where it holds? Absent, nobody asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audit: Option<Audit>,
    /// What is written.
    #[serde(default)]
    pub output: Output,
    /// How the page of the result is made.
    #[serde(default, skip_serializing_if = "Report::is_default")]
    pub report: Report,
    /// Caps on the plan.
    #[serde(default)]
    pub limits: Limits,
    /// The study; absent, the one world is run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub study: Option<Study>,
    /// Hypotheses that the runs are to support or refute.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<Claim>,
    /// Events from outside: `[[shocks]]`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shocks: Vec<Shock>,
    /// The fog of attribution; absent, every reading is of whom it seems to be, at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<Attribution>,
}

fn is_automatic(engine: &Engine) -> bool {
    *engine == Engine::Automatic
}

fn one() -> u32 {
    1
}
fn seed() -> u64 {
    1
}
fn rounds() -> NonZeroU32 {
    const { NonZeroU32::new(800).expect("800 is not 0") }
}
fn replicates() -> Replicates {
    Replicates::Number(const { NonZeroU32::new(20).expect("20 is not 0") })
}

/// How many runs a cell has.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Replicates {
    /// So many.
    Number(#[schemars(range(min = 1))] NonZeroU32),
    /// As many as it takes.
    Sequential(Sequential),
}

/// Runs until P(hold) is known well enough: `replicates = { min, max, half_width }`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sequential {
    /// Runs that every cell has (at least 1).
    #[schemars(range(min = 1))]
    pub min: NonZeroU32,
    /// Runs that no cell exceeds (at least `min`).
    #[schemars(range(min = 1))]
    pub max: NonZeroU32,
    /// The always-valid interval of P(hold) that is narrow enough: half its width (share, above 0).
    pub half_width: Positive,
}

impl Sequential {
    /// The rule by which a cell stops.
    pub fn rule(&self) -> confidence_sequence::Sequential {
        let Self { min, max, half_width } = *self;
        confidence_sequence::Sequential { min: min.get(), max: max.get(), half_width: half_width.get() }
    }
}

// By hand, so that a mistake inside the table is said where it is.
impl<'de> Deserialize<'de> for Replicates {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NumberOrRule;
        impl<'de> Visitor<'de> for NumberOrRule {
            type Value = Replicates;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of at least 1, or { min = 20, max = 2000, half_width = 0.05 }")
            }
            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Replicates, E> {
                let number = u32::try_from(number).ok().and_then(NonZeroU32::new);
                number.map(Replicates::Number).ok_or_else(|| E::custom("expected a number from 1 to 4294967295"))
            }
            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Replicates, E> {
                self.visit_i64(i64::try_from(number).unwrap_or(i64::MAX))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Replicates, A::Error> {
                Sequential::deserialize(MapAccessDeserializer::new(map)).map(Replicates::Sequential)
            }
        }
        deserializer.deserialize_any(NumberOrRule)
    }
}

impl Replicates {
    /// The most runs that a cell can have.
    pub fn most(&self) -> u32 {
        match self {
            Self::Number(number) => number.get(),
            Self::Sequential(Sequential { max, .. }) => max.get(),
        }
    }

    /// At most so many.
    fn at_most(self, most: NonZeroU32) -> Self {
        match self {
            Self::Number(number) => Self::Number(number.min(most)),
            Self::Sequential(rule) => {
                Self::Sequential(Sequential { min: rule.min.min(most), max: rule.max.min(most), ..rule })
            }
        }
    }
}

/// Whether cells share their random numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Seeds {
    /// Replicate r uses the same random streams in every cell, so that contrasts are sharp.
    #[default]
    Common,
    /// Each cell's streams follow from its content.
    Independent,
}

/// What is written: `[output]`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Output {
    /// Which rounds are recorded: `"all"`, `{ every = 10 }` or `"none"` (default all for one world, every 10 in a study).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rounds: Option<Rounds>,
    /// File format of the tables.
    pub format: Format,
    /// Whether survival.csv is written, how long cooperation lasts once it is there (default: in studies of up to 200 cells).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub survival: Option<bool>,
    /// Whether a tournament writes every match move by move, as Axelrod-Python reads it (default: if that takes at most 16 MB).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interactions: Option<bool>,
    /// Whether agents.csv is written: every agent of every run, with its means over the window (default false).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub agents: bool,
    /// Whether dyads.csv is written: every side of every dyad of every run (default false).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub dyads: bool,
    /// Blocs whose modularity in the network of mutual trust is a column of rounds.csv and runs.csv (default: no such column).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocs: Option<Blocs>,
}

/// Which rounds are recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Rounds {
    /// Every round.
    All,
    /// Rounds k, 2k, ...
    Every(#[schemars(range(min = 1))] NonZeroU32),
    /// No round; only runs and cells.
    None,
}

impl Rounds {
    /// Is this round recorded?
    pub fn wants(self, round: u32) -> bool {
        match self {
            Self::All => true,
            Self::Every(k) => round.is_multiple_of(k.get()),
            Self::None => false,
        }
    }

    /// How many rounds of a run are recorded.
    pub fn count(self, rounds: u32) -> u32 {
        match self {
            Self::All => rounds,
            Self::Every(k) => rounds / k.get(),
            Self::None => 0,
        }
    }
}

/// File format of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Comma-separated values, UTF-8, one header.
    #[default]
    Csv,
    /// Apache Parquet: the same tables with the same values, typed and compressed, one `.parquet` file each.
    Parquet,
    /// The rounds as `behaviorspace.csv` in the layout of NetLogo's BehaviorSpace tables, the other tables as CSV.
    Behaviorspace,
}

impl Format {
    /// Why this build cannot write it, if it cannot.
    pub fn missing(self) -> Option<&'static str> {
        match self {
            Self::Parquet if cfg!(not(feature = "parquet")) => Some(
                "this build has no Parquet: it was made without the feature `parquet`; expected \"csv\" or \"behaviorspace\"",
            ),
            Self::Csv | Self::Parquet | Self::Behaviorspace => None,
        }
    }
}

/// Caps on the plan: `[limits]`; a larger plan is refused before anything runs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Most runs (at least 1).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub runs: Option<NonZeroU64>,
    /// Most agents in a world (at least 1).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub agents: Option<NonZeroU64>,
    /// Most bytes written, as estimated (bytes, at least 1).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub bytes: Option<NonZeroU64>,
    /// Most memory that the study may take, as estimated: `"4 GB"`, `"512 MiB"` or bytes. Where it is given, all threads count;
    /// where it is not, a study is refused that would take more than 16 GB on one thread.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<Size>,
}

impl Limits {
    /// The memory that a study may take on one thread, unless its config says otherwise: the same on every machine.
    pub const MEMORY: Size = Size::bytes(16_000_000_000);
}

/// A quick look plays this part of the rounds, but not fewer than `QUICK_ROUNDS`, in at most so many replicates.
const QUICK_PART: u32 = 8;
const QUICK_ROUNDS: u32 = 60;
const QUICK_REPLICATES: u32 = 3;

impl Config {
    /// The world that it describes.
    pub fn world(&self) -> Spec {
        Spec {
            agents: self.agents.clone(),
            strategies: self.strategies.clone(),
            game: self.game.clone(),
            noise: self.noise.clone(),
            culture: self.culture.clone(),
            choice: self.choice.clone(),
            trust: self.trust.clone(),
            reputation: self.reputation.clone(),
            mechanisms: self.mechanisms.clone(),
            learning: self.learning.clone(),
            network: self.network.clone(),
            shocks: self.shocks.clone(),
            attribution: self.attribution.clone(),
            dyads: self.dyads.clone(),
        }
    }

    /// How long its runs are and how they are judged.
    pub fn course(&self) -> Course {
        Course {
            rounds: self.rounds.get(),
            window: self.holds.window(self.rounds.get()),
            threshold: self.holds.threshold.get(),
        }
    }

    /// The same for a quick look: fewer replicates, shorter runs, the window in proportion.
    #[must_use]
    pub fn shortened(self) -> Self {
        let rounds = self.rounds.get();
        let quick = (rounds / QUICK_PART).max(QUICK_ROUNDS).min(rounds);
        let window = self.holds.window(rounds);
        let scaled = (u64::from(window) * u64::from(quick)).div_ceil(u64::from(rounds));
        let at_least_one = |x: u32| NonZeroU32::new(x).unwrap_or(NonZeroU32::MIN);
        Self {
            rounds: at_least_one(quick),
            replicates: self.replicates.at_most(at_least_one(QUICK_REPLICATES)),
            holds: Holds { window: Some(at_least_one(scaled as u32)), ..self.holds },
            shocks: self.shocks.iter().map(|shock| shock.shortened(quick, rounds)).collect(),
            report: self.report.shortened(quick, rounds),
            ..self
        }
    }

    /// Which rounds it records.
    pub fn recorded(&self) -> Rounds {
        let every_ten = const { NonZeroU32::new(10).expect("10 is not 0") };
        let by_default = if self.study.is_some() { Rounds::Every(every_ten) } else { Rounds::All };
        self.output.rounds.unwrap_or(by_default)
    }
}

#[cfg(test)]
mod tests {
    use super::Format;

    /// True of both builds: with the feature `parquet` and without.
    #[test]
    fn a_build_says_what_it_cannot_write() {
        assert_eq!(Format::Parquet.missing().is_some(), cfg!(not(feature = "parquet")));
        assert_eq!([Format::Csv, Format::Behaviorspace].map(Format::missing), [None, None]);
    }
}
