//! How the page of a result is made: `[report]`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the page of a result is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Report {
    /// Whether report.html, figures and plots are made at the end of a run; `comity report DIR` makes them at any time (default true).
    pub enabled: bool,
    /// Language of the page and its pictures: `"en"` (English) or `"zh"` (Chinese).
    pub language: Language,
    /// Rounds at whose end the trust matrix and the network of blocs are shown (default: of one world the first, the middle and the
    /// last; of a study none).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rounds: Option<Vec<u32>>,
    /// The cell of which they are shown [0 or more], in its first replicate.
    pub cell: usize,
}

impl Default for Report {
    fn default() -> Self {
        Self { enabled: true, language: Language::default(), rounds: None, cell: 0 }
    }
}

impl Report {
    /// The same in runs of `quick` rounds instead of `rounds`: the rounds that are shown in proportion.
    #[must_use]
    pub(crate) fn shortened(mut self, quick: u32, rounds: u32) -> Self {
        for round in self.rounds.iter_mut().flatten() {
            *round = (u64::from(*round) * u64::from(quick) / u64::from(rounds.max(1))).max(1) as u32;
        }
        self
    }

    /// Is it all as it is without a word of it?
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Language of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum Language {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Chinese.
    #[serde(rename = "zh")]
    Chinese,
}

impl Language {
    /// The words of this language.
    pub fn pick<T>(self, english: T, chinese: T) -> T {
        match self {
            Self::English => english,
            Self::Chinese => chinese,
        }
    }

    /// Its tag in HTML.
    pub fn tag(self) -> &'static str {
        self.pick("en", "zh-CN")
    }
}
