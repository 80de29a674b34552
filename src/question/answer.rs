//! The answer of a study: what it says, in both languages, and what must be known beside it.
//!
//! It is worked out once, where a study ends, and kept beside its tables as `answer.json`; terminal, page, `status` and `report` only
//! show it, so that none of them can say anything else or leave a caveat out.

use serde::{Deserialize, Serialize};

use super::caveats::Caveat;
use super::words::Words;
use crate::config::report_options::Language;

/// The file that keeps it.
pub const NAME: &str = "answer.json";

/// What a study says.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Answer {
    /// The answer to its question.
    pub says: Vec<Sentence>,
    /// What became of the claims that were stated before the run.
    pub claims: Vec<Sentence>,
    /// Whether cooperation is an equilibrium where it holds, by power.
    pub audit: Vec<Sentence>,
    /// What must be known beside all this.
    pub caveats: Vec<Caution>,
}

/// A sentence in both languages: it cannot be made in one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

/// A caveat and its words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Caution {
    /// What it is.
    #[serde(flatten)]
    pub caveat: Caveat,
    /// Its words.
    #[serde(flatten)]
    pub text: Sentence,
}

impl Sentence {
    /// One that can be said in either language.
    pub fn of(say: impl Fn(Words) -> String) -> Self {
        Self { en: say(Words(Language::English)), zh: say(Words(Language::Chinese)) }
    }

    /// Several of them: as many in either language.
    pub fn all(say: impl Fn(Words) -> Vec<String>) -> Vec<Self> {
        let (english, chinese) = (say(Words(Language::English)), say(Words(Language::Chinese)));
        debug_assert_eq!(english.len(), chinese.len());
        english.into_iter().zip(chinese).map(|(en, zh)| Self { en, zh }).collect()
    }

    /// Its words in a language.
    pub fn text(&self, language: Language) -> &str {
        language.pick(&self.en, &self.zh)
    }
}

impl From<Caveat> for Caution {
    fn from(caveat: Caveat) -> Self {
        let text = Sentence::of(|words| caveat.text(words.0));
        Self { caveat, text }
    }
}

impl Answer {
    /// All sentences, in the order of the page.
    pub fn sentences(&self) -> impl Iterator<Item = &Sentence> {
        self.says.iter().chain(&self.claims).chain(&self.audit)
    }

    /// As a file.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// Read back; one that says that nothing was kept if it is not to be read.
    pub fn read(bytes: &[u8]) -> Self {
        serde_json::from_slice(bytes).unwrap_or_else(|_| Self::not_kept())
    }

    /// Of a result whose build kept none.
    pub fn not_kept() -> Self {
        Self { caveats: vec![Caveat::NotRecorded.into()], ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_comes_back_from_its_file() {
        let sentence = Sentence::of(|words| words.pick("It holds.", "得以维持。").to_owned());
        let answer = Answer {
            says: vec![sentence],
            caveats: vec![Caveat::Drifting { runs: 3, of: 80 }.into(), Caveat::Chance { share: 0.25 }.into()],
            ..Answer::default()
        };
        assert_eq!(Answer::read(&answer.bytes()), answer);
        assert_eq!(Answer::read(b"{").caveats, [Caveat::NotRecorded.into()]);
    }
}
