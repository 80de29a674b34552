//! Shocks: what happens to a world from outside, at a given round or with a hazard.
//!
//! ```text
//! at        strikes at the end of that round
//! hazard    strikes at the end of each round from `from` to `until` with probability h: of n such rounds n h on average,
//!           and none with probability (1 - h)^n
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | at | the round at whose end it strikes | 1 to rounds - 1 | [`Shock::at`] |
//! | h | hazard rate per round | [0, 1] | [`Shock::hazard`] |
//! | from, until | the first and the last round of the hazard | rounds | [`Shock::from`], [`Shock::until`] |
//!
//! | kind | what it does from the next round on |
//! |---|---|
//! | [`FalseFlag`] | both sides of one pair read the opposite of what they would have read, for n rounds |
//! | [`Breach`] | one agent intends defection towards everyone, for n rounds |
//! | [`Withdrawal`] | one member leaves the convention, for n rounds or for good |
//! | [`ChangeOfLeader`] | one agent's strategy is drawn anew from the pool, uniformly, its own included |
//! | [`CapabilityJump`] | one agent's capability is raised, lowered or set: a power transition |
//! | [`Exit`] | one agent leaves: it meets nobody any more and belongs to no convention |
//!
//! Source: model section 6. Power transitions: Organski (1958), World Politics; leaders who do not inherit their
//! predecessors' reputation: Wolford (2007), Am. J. Political Science 51:772; false flags: Rid & Buchanan (2015),
//! "Attributing cyber attacks", J. Strategic Studies 38:4. Assumed: a shock strikes after learning, so that nothing of its
//! round sees it; a breach slips like any other choice; shocks that overlap last until the later end.
//!
//! ```
//! use comity::mechanism::shock::{Kind, Shock, When};
//! let shock: Shock = toml::from_str("at = 300\nbreach = { by = 'great powers', rounds = 20 }")?;
//! let (when, kind) = shock.event().unwrap();
//! assert_eq!(when, When::At(300));
//! assert!(matches!(kind, Kind::Breach(breach) if breach.rounds.get() == 20));
//! // In a quick look at an eighth of the rounds it comes and goes eight times as early.
//! let (when, kind) = (shock.shortened(100, 800), &shock.shortened(100, 800).breach.unwrap());
//! assert_eq!((when.at.unwrap().get(), kind.rounds.get()), (37, 2));
//! # Ok::<(), toml::de::Error>(())
//! ```

use std::fmt;
use std::num::NonZeroU32;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Finite, Probability};

/// A shock: one table of `[[shocks]]`, with a time and one kind of event.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Shock {
    /// Name, by which a study finds its keys: `shocks.NAME.at`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The round at whose end it strikes (from 1, below the number of rounds); it acts from the next round.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub at: Option<NonZeroU32>,
    /// Probability that it strikes in a round, again and again (0 to 1); instead of `at`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hazard: Option<Probability>,
    /// The first round in which the hazard is there (default 1).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub from: Option<NonZeroU32>,
    /// The last round in which the hazard is there (default the last of the run).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub until: Option<NonZeroU32>,
    /// A false flag: the readings of one pair are inverted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub false_flag: Option<FalseFlag>,
    /// A breach: one agent defects on everyone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breach: Option<Breach>,
    /// A withdrawal: one member leaves the convention.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawal: Option<Withdrawal>,
    /// A change of leader: one agent's strategy is drawn anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_of_leader: Option<ChangeOfLeader>,
    /// A power transition: one agent's capability jumps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capability_jump: Option<CapabilityJump>,
    /// An exit: one agent meets nobody any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exit: Option<Exit>,
}

/// Whom a shock strikes: `"strongest"` or `"weakest"` by capability (the first in the list among equals), `"anyone"`, or one of a
/// group by its name, or of the `"strong"` or the `"weak"`, drawn uniformly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "String", into = "String")]
#[schemars(with = "String")]
pub enum Who {
    /// The most capable.
    Strongest,
    /// The least capable.
    Weakest,
    /// Anyone.
    Anyone,
    /// One of a group, or of a power.
    One(String),
}

impl From<String> for Who {
    fn from(text: String) -> Self {
        match text.as_str() {
            "strongest" => Self::Strongest,
            "weakest" => Self::Weakest,
            "anyone" => Self::Anyone,
            _ => Self::One(text),
        }
    }
}

impl From<Who> for String {
    fn from(who: Who) -> Self {
        who.to_string()
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Strongest => "strongest",
            Self::Weakest => "weakest",
            Self::Anyone => "anyone",
            Self::One(name) => name,
        })
    }
}

const fn rounds(n: u32) -> NonZeroU32 {
    match NonZeroU32::new(n) {
        Some(n) => n,
        None => NonZeroU32::MIN,
    }
}

/// The readings of one pair that meets are inverted: `false-flag = { between = ["strong", "weak"], rounds = 10 }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FalseFlag {
    /// Who stands on its two sides; one of the pairs that fit, drawn uniformly (default any).
    pub between: [Who; 2],
    /// For how long (rounds, at least 1).
    #[schemars(range(min = 1))]
    pub rounds: NonZeroU32,
}

impl Default for FalseFlag {
    fn default() -> Self {
        Self { between: [Who::Anyone, Who::Anyone], rounds: rounds(10) }
    }
}

/// An agent defects on everyone: `breach = { by = "strong", rounds = 20 }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Breach {
    /// Who breaks faith.
    pub by: Who,
    /// For how long (rounds, at least 1).
    #[schemars(range(min = 1))]
    pub rounds: NonZeroU32,
}

impl Default for Breach {
    fn default() -> Self {
        Self { by: Who::One("strong".to_owned()), rounds: rounds(20) }
    }
}

/// A member leaves the convention: `withdrawal = { by = "strongest" }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Withdrawal {
    /// Who leaves, among those that belong; nobody, if none of them does.
    pub by: Who,
    /// For how long (rounds, at least 1; default for good); then it belongs again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub rounds: Option<NonZeroU32>,
}

impl Default for Withdrawal {
    fn default() -> Self {
        Self { by: Who::Strongest, rounds: None }
    }
}

/// An agent's strategy is drawn anew from the pool: `change-of-leader = { of = "anyone" }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ChangeOfLeader {
    /// Whose leader changes.
    pub of: Who,
}

impl Default for ChangeOfLeader {
    fn default() -> Self {
        Self { of: Who::Anyone }
    }
}

/// An agent's capability jumps: `capability-jump = { of = "weakest", add = 0.3 }`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CapabilityJump {
    /// Whose.
    pub of: Who,
    /// What is added (capability; below 0 it falls); the result stays within 0.01 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub add: Option<Finite>,
    /// What it becomes (capability, 0 to 1, at least 0.01); instead of `add`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set: Option<Probability>,
}

impl Default for CapabilityJump {
    fn default() -> Self {
        Self { of: Who::Weakest, add: None, set: None }
    }
}

/// An agent leaves: `exit = { by = "strongest" }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Exit {
    /// Who leaves.
    pub by: Who,
}

impl Default for Exit {
    fn default() -> Self {
        Self { by: Who::Strongest }
    }
}

/// When a shock strikes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum When {
    /// At the end of this round.
    At(u32),
    /// At the end of any of these rounds, with a probability.
    Hazard {
        /// The probability.
        chance: f64,
        /// The first of the rounds.
        from: u32,
        /// The last of the rounds.
        until: u32,
    },
}

/// What a shock does.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "each is documented where its table is defined")]
pub enum Kind {
    FalseFlag(FalseFlag),
    Breach(Breach),
    Withdrawal(Withdrawal),
    ChangeOfLeader(ChangeOfLeader),
    CapabilityJump(CapabilityJump),
    Exit(Exit),
}

impl Kind {
    /// The keys that say whom it strikes, in the order of [`Kind::whom`].
    pub const fn keys(&self) -> &'static [[&'static str; 2]] {
        match self {
            Self::FalseFlag(_) => &[["false-flag", "between"], ["false-flag", "between"]],
            Self::Breach(_) => &[["breach", "by"]],
            Self::Withdrawal(_) => &[["withdrawal", "by"]],
            Self::ChangeOfLeader(_) => &[["change-of-leader", "of"]],
            Self::CapabilityJump(_) => &[["capability-jump", "of"]],
            Self::Exit(_) => &[["exit", "by"]],
        }
    }

    /// Whom it strikes.
    pub fn whom(&self) -> &[Who] {
        match self {
            Self::FalseFlag(flag) => &flag.between,
            Self::Breach(breach) => std::slice::from_ref(&breach.by),
            Self::Withdrawal(withdrawal) => std::slice::from_ref(&withdrawal.by),
            Self::ChangeOfLeader(change) => std::slice::from_ref(&change.of),
            Self::CapabilityJump(jump) => std::slice::from_ref(&jump.of),
            Self::Exit(exit) => std::slice::from_ref(&exit.by),
        }
    }
}

/// What is wrong with a shock: the key below it, if it is one of them, and what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Mistake {
    /// The key.
    pub key: Option<&'static str>,
    /// What was expected and found.
    pub message: String,
}

impl Shock {
    /// When it strikes, and what it does.
    ///
    /// # Errors
    /// A [`Mistake`] if it has no time or two, no kind or several, or a jump without a size.
    pub fn event(&self) -> Result<(When, Kind), Mistake> {
        Ok((self.when()?, self.kind()?))
    }

    fn when(&self) -> Result<When, Mistake> {
        let wrong = |key, message: &str| Err(Mistake { key, message: message.to_owned() });
        match (self.at, self.hazard) {
            (Some(_), Some(_)) => wrong(Some("hazard"), "expected either `at` or `hazard`, found both"),
            (None, None) => wrong(None, "expected `at`, a round, or `hazard`, a probability per round; found neither"),
            (Some(_), None) if self.from.is_some() || self.until.is_some() => {
                let key = if self.from.is_some() { "from" } else { "until" };
                wrong(Some(key), "belongs to a hazard; a shock with `at` strikes in that round alone")
            }
            (Some(at), None) => Ok(When::At(at.get())),
            (None, Some(hazard)) => {
                let from = self.from.map_or(1, NonZeroU32::get);
                let until = self.until.map_or(u32::MAX, NonZeroU32::get);
                if from > until {
                    let message = format!("expected at least `from`, {from}; found {until}");
                    return Err(Mistake { key: Some("until"), message });
                }
                Ok(When::Hazard { chance: hazard.get(), from, until })
            }
        }
    }

    fn kind(&self) -> Result<Kind, Mistake> {
        let found: Vec<(&'static str, Kind)> = [
            self.false_flag.clone().map(|kind| ("false-flag", Kind::FalseFlag(kind))),
            self.breach.clone().map(|kind| ("breach", Kind::Breach(kind))),
            self.withdrawal.clone().map(|kind| ("withdrawal", Kind::Withdrawal(kind))),
            self.change_of_leader.clone().map(|kind| ("change-of-leader", Kind::ChangeOfLeader(kind))),
            self.capability_jump.clone().map(|kind| ("capability-jump", Kind::CapabilityJump(kind))),
            self.exit.clone().map(|kind| ("exit", Kind::Exit(kind))),
        ]
        .into_iter()
        .flatten()
        .collect();
        const KINDS: &str = "false-flag, breach, withdrawal, change-of-leader, capability-jump, exit";
        match &found[..] {
            [(_, Kind::CapabilityJump(jump))] if jump.add.is_some() == jump.set.is_some() => {
                let found = if jump.add.is_some() { "both" } else { "neither" };
                let message = format!("expected either `add` or `set`; found {found}");
                Err(Mistake { key: Some("capability-jump"), message })
            }
            [(_, kind)] => Ok(kind.clone()),
            [] => Err(Mistake { key: None, message: format!("expected one of {KINDS}; found none") }),
            [.., (key, _)] => {
                let names: Vec<_> = found.iter().map(|(name, _)| *name).collect();
                let message = format!("expected one kind in each table, found {}", names.join(" and "));
                Err(Mistake { key: Some(key), message })
            }
        }
    }

    /// The same in a run of `quick` rounds instead of `rounds`: times and durations in proportion.
    #[must_use]
    pub fn shortened(&self, quick: u32, rounds: u32) -> Self {
        let scaled = |n: NonZeroU32| {
            let n = u64::from(n.get()) * u64::from(quick) / u64::from(rounds.max(1));
            NonZeroU32::new(n.min(u64::from(u32::MAX)) as u32).unwrap_or(NonZeroU32::MIN)
        };
        let mut shock = self.clone();
        for time in [&mut shock.at, &mut shock.from, &mut shock.until] {
            *time = time.map(scaled);
        }
        let durations = [
            shock.false_flag.as_mut().map(|flag| &mut flag.rounds),
            shock.breach.as_mut().map(|breach| &mut breach.rounds),
            shock.withdrawal.as_mut().and_then(|withdrawal| withdrawal.rounds.as_mut()),
        ];
        for duration in durations.into_iter().flatten() {
            *duration = scaled(*duration);
        }
        shock
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(text: &str) -> (Option<&'static str>, String) {
        let shock: Shock = toml::from_str(text).unwrap();
        let Mistake { key, message } = shock.event().unwrap_err();
        (key, message)
    }

    #[test]
    fn a_shock_has_one_time_and_one_kind() {
        assert!(mistake("breach = {}").1.contains("`at`"));
        assert_eq!(mistake("at = 3\nhazard = 0.1\nbreach = {}").0, Some("hazard"));
        assert_eq!(mistake("at = 3\nuntil = 9\nbreach = {}").0, Some("until"));
        assert_eq!(mistake("hazard = 0.1\nfrom = 9\nuntil = 3\nbreach = {}").0, Some("until"));
        assert!(mistake("at = 3").1.contains("found none"));
        assert!(mistake("at = 3\nbreach = {}\nexit = {}").1.contains("found breach and exit"));
        assert!(mistake("at = 3\ncapability-jump = {}").1.contains("neither"));
        assert!(mistake("at = 3\ncapability-jump = { add = 0.1, set = 0.2 }").1.contains("both"));
    }

    #[test]
    fn whom_it_strikes_is_a_word_or_a_name() {
        let shock: Shock = toml::from_str("at = 1\nfalse-flag = { between = ['strongest', 'others'] }").unwrap();
        let (_, kind) = shock.event().unwrap();
        assert_eq!(kind.whom(), [Who::Strongest, Who::One("others".into())]);
        assert_eq!(kind.whom().len(), kind.keys().len());
        let text = toml::to_string(&shock).unwrap();
        assert!(text.contains("\"strongest\""), "{text}");
        assert_eq!(toml::from_str::<Shock>(&text).unwrap(), shock);
    }
}
