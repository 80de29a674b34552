//! What a config says of a tournament.

use std::fmt;
use std::num::NonZeroU32;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::units::Discount;

/// `[study.tournament]`: everyone meets everyone in matches outside any world.
///
/// Noise is `[noise]` slip, miss and false_alarm, the same for all; the game is a matrix or a preset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Who plays: a list of names, or `"all"` for the whole catalogue as far as it needs no world (default: whoever the groups of agents
    /// name).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strategies: Option<Players>,
    /// Turns of a match (at least 1; default 200), unless there is a continuation probability.
    #[schemars(range(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turns: Option<NonZeroU32>,
    /// Probability that another turn follows (0 to 1, 1 excluded): matches of geometric length instead of a fixed one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continuation: Option<Discount>,
    /// Matches of each pair (at least 1); where nothing is left to chance one is played and counts for all.
    #[schemars(range(min = 1))]
    pub repetitions: NonZeroU32,
    /// Do matches against a copy of oneself count in the ranking? They are played in any case.
    pub self_play: bool,
    /// Generations of the ecological dynamics (0 or more).
    pub generations: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            strategies: None,
            turns: None,
            continuation: None,
            repetitions: const { NonZeroU32::new(10).expect("10 is not 0") },
            self_play: false,
            generations: 1000,
        }
    }
}

/// A quick look plays this part of the turns, but not fewer than `QUICK_TURNS`, in at most so many repetitions.
const QUICK_PART: u32 = 4;
const QUICK_TURNS: u32 = 50;
const QUICK_REPETITIONS: u32 = 3;

impl Settings {
    /// Turns of a match of fixed length.
    pub fn turns(&self) -> NonZeroU32 {
        self.turns.unwrap_or(const { NonZeroU32::new(200).expect("200 is not 0") })
    }

    /// The same for a quick look: shorter matches, fewer of them.
    #[must_use]
    pub fn shortened(self) -> Self {
        let turns = self.turns().get();
        let at_least_one = |x: u32| NonZeroU32::new(x).unwrap_or(NonZeroU32::MIN);
        Self {
            // Matches whose length is left to chance have no number of turns, not even a shorter one.
            turns: self.continuation.is_none().then(|| at_least_one((turns / QUICK_PART).max(QUICK_TURNS).min(turns))),
            repetitions: at_least_one(self.repetitions.get().min(QUICK_REPETITIONS)),
            ..self
        }
    }
}

/// Who plays: `"all"`, or a list of names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Players {
    /// The whole catalogue, as far as it needs no world.
    All,
    /// The named strategies.
    Named(Vec<String>),
}

impl Serialize for Players {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::All => serializer.serialize_str("all"),
            Self::Named(names) => names.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Players {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PlayersVisitor;
        impl<'de> Visitor<'de> for PlayersVisitor {
            type Value = Players;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("\"all\" or a list of names of strategies")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Players, E> {
                match text {
                    "all" => Ok(Players::All),
                    _ => Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)),
                }
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Players, A::Error> {
                let mut names = Vec::new();
                while let Some(name) = items.next_element()? {
                    names.push(name);
                }
                Ok(Players::Named(names))
            }
        }
        deserializer.deserialize_any(PlayersVisitor)
    }
}

impl JsonSchema for Players {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Players".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [{ "const": "all" }, { "type": "array", "items": { "type": "string" } }]
        })
    }
}
