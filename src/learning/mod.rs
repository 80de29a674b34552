//! How doctrine changes between rounds: agents imitate those who do better.
//!
//! After rounds every, 2 every, ... agents update. At once (`synchronous`): each with probability `rate`; one after another
//! (`asynchronous`): a number of elementary events, each of one agent, each seeing what the one before left. An updating agent
//! takes a strategy of the pool at random with probability `mutation`, otherwise the rule decides:
//!
//! | rule | what happens | where |
//! |---|---|---|
//! | `fermi` | looks at one peer, imitates with Fermi probability | [`fermi`] |
//! | `proportional-imitation` | looks at one peer, imitates in proportion to how much better it does | [`proportional`] |
//! | `best-takes-over` | takes the strategy of the best among itself and its peers | [`best`] |
//! | `moran-birth-death` | one reproduces in proportion to fitness, its offspring replaces a peer | [`moran`] |
//! | `moran-death-birth` | one dies, its peers compete for the place in proportion to fitness | [`moran`] |
//! | `replicator` | shares of strategies in an infinite population, a share `mutation` of the offspring mutates; no chance at all | [`replicator`] |
//!
//! What is compared are the payoffs earned in play since the last update (`played`), or what each strategy can expect of a
//! repeated match with each of its partners' (`expected`), worked out exactly: then nobody plays round by round and a
//! round is a generation. Membership of a voluntary convention changes alongside, by Fermi imitation with a peer of its own.
//!
//! Source: model section 7; pairwise comparison: Traulsen, Nowak & Pacheco (2006), Phys. Rev. E 74:011909. That evolution is slow
//! against play, so that expected payoffs count, is assumed in most of the theory (Nowak 2006, Evolutionary Dynamics, ch. 5).

pub mod best;
pub mod draw;
pub mod fermi;
pub mod moran;
pub mod proportional;
pub mod replicator;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{NonNegative, Probability};

/// Learning: `[learning]`; without the table strategies never change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Learning {
    /// Is it on?
    pub enabled: bool,
    /// Rounds between updates (rounds, at least 1).
    #[schemars(range(min = 1))]
    pub every: std::num::NonZeroU32,
    /// Probability that an agent updates when it may (0 to 1).
    pub rate: Probability,
    /// beta, intensity of selection (per payoff, at least 0; 0: imitation is blind).
    pub selection: NonNegative,
    /// Probability that an updating agent takes a strategy of the pool at random (0 to 1); in the replicator the share of the offspring
    /// that mutates.
    pub mutation: Probability,
    /// Whom an agent looks at.
    pub peers: Peers,
    /// How it imitates.
    pub rule: Rule,
    /// All at once or one after another (default: as the rule has it; Moran processes go one after another).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updates: Option<Updates>,
    /// Elementary events of an asynchronous update (at least 1; default 1, with expected payoffs one for each agent).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub events: Option<std::num::NonZeroU32>,
    /// Which payoffs are compared: earned in play, or expected of repeated matches.
    #[serde(skip_serializing_if = "is_default")]
    pub payoffs: Basis,
    /// Are payoffs averaged over an agent's encounters, or summed?
    #[serde(skip_serializing_if = "is_default")]
    pub score: Score,
    /// How payoff becomes fitness in the Moran processes.
    #[serde(skip_serializing_if = "is_default")]
    pub fitness: Fitness,
    /// Which strategies a mutant may take.
    #[serde(skip_serializing_if = "is_default")]
    pub mutants: Mutants,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Default for Learning {
    fn default() -> Self {
        Self {
            enabled: true,
            every: const { std::num::NonZeroU32::new(25).expect("25 is not 0") },
            rate: Probability::constant(1.0),
            selection: NonNegative::constant(3.0),
            mutation: Probability::constant(0.02),
            peers: Peers::SamePower,
            rule: Rule::Fermi,
            updates: None,
            events: None,
            payoffs: Basis::Played,
            score: Score::Mean,
            fitness: Fitness::Exponential,
            mutants: Mutants::Any,
        }
    }
}

/// Most elementary events of one update: each has eight words of the 2^32 of a round.
const MOST_EVENTS: u32 = 1 << 28;

impl Learning {
    /// Do agents update one after another?
    pub fn is_asynchronous(&self) -> bool {
        self.updates == Some(Updates::Asynchronous) || self.rule.is_moran()
    }

    /// Elementary events of one asynchronous update among so many agents.
    pub fn events(&self, agents: usize) -> usize {
        let by_default = if self.payoffs == Basis::Expected { agents } else { 1 };
        self.events.map_or(by_default, |events| events.get() as usize)
    }

    /// What does not go together, as (key, message).
    pub fn problem(&self) -> Option<(&'static str, String)> {
        let rule = self.rule.name();
        if self.rule.is_moran() && self.updates == Some(Updates::Synchronous) {
            let message =
                format!("{rule} is one birth and one death at a time: expected \"asynchronous\" or no such key");
            return Some(("updates", message));
        }
        if self.rule == Rule::Replicator && self.updates.is_some() {
            return Some(("updates", "the replicator moves shares, not agents: expected no such key".to_owned()));
        }
        if self.rule == Rule::Replicator && self.payoffs == Basis::Played {
            let message = "the replicator lives on expected payoffs: expected payoffs = \"expected\"";
            return Some(("payoffs", message.to_owned()));
        }
        if self.rule == Rule::Replicator && self.peers == Peers::Neighbours {
            let message = "the replicator has a well-mixed population: expected \"anyone\" or \"same-power\"";
            return Some(("peers", message.to_owned()));
        }
        if self.events.is_some() && !self.is_asynchronous() {
            return Some((
                "events",
                "events belong to asynchronous updates: set updates = \"asynchronous\"".to_owned(),
            ));
        }
        if let Some(events) = self.events.filter(|events| events.get() > MOST_EVENTS) {
            return Some(("events", format!("expected at most {MOST_EVENTS} events of one update, found {events}")));
        }
        if self.rule.is_moran() && self.fitness == Fitness::Linear && self.selection.get() > 1.0 {
            let message =
                format!("linear fitness is 1 - w + w payoff: expected w from 0 to 1, found {}", self.selection);
            return Some(("selection", message));
        }
        None
    }
}

/// Whom an agent looks at when it learns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Peers {
    /// Agents of its own power.
    SamePower,
    /// Any other agent.
    Anyone,
    /// Agents it meets.
    Neighbours,
}

/// How an agent imitates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// Pairwise comparison by the Fermi function.
    Fermi,
    /// Pairwise comparison in proportion to the difference in payoff.
    ProportionalImitation,
    /// The best among oneself and one's peers is imitated for sure.
    BestTakesOver,
    /// Moran process: birth in proportion to fitness, then the death of a peer.
    MoranBirthDeath,
    /// Moran process: a death at random, then birth among its peers in proportion to fitness.
    MoranDeathBirth,
    /// Replicator dynamics of an infinite population, deterministic.
    Replicator,
}

impl Rule {
    /// All rules, in the order they are listed.
    pub const ALL: [Self; 6] = [
        Self::Fermi,
        Self::ProportionalImitation,
        Self::BestTakesOver,
        Self::MoranBirthDeath,
        Self::MoranDeathBirth,
        Self::Replicator,
    ];

    /// The name used in configs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fermi => "fermi",
            Self::ProportionalImitation => "proportional-imitation",
            Self::BestTakesOver => "best-takes-over",
            Self::MoranBirthDeath => "moran-birth-death",
            Self::MoranDeathBirth => "moran-death-birth",
            Self::Replicator => "replicator",
        }
    }

    /// What it does, in a sentence.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Fermi => {
                "Looks at one peer and imitates it with Fermi probability, logistic in the difference of payoffs."
            }
            Self::ProportionalImitation => {
                "Looks at one peer and imitates it in proportion to how much better it does."
            }
            Self::BestTakesOver => "Takes the strategy of the best among itself and its peers.",
            Self::MoranBirthDeath => "One agent reproduces in proportion to fitness; its offspring replaces a peer.",
            Self::MoranDeathBirth => "One agent dies; its peers compete for the place in proportion to fitness.",
            Self::Replicator => {
                "Shares of strategies in an infinite population move by the replicator-mutator equation; nothing is drawn."
            }
        }
    }

    /// Is it a birth and a death at a time?
    pub const fn is_moran(self) -> bool {
        matches!(self, Self::MoranBirthDeath | Self::MoranDeathBirth)
    }
}

/// Do agents update at once?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Updates {
    /// All that update do so at once.
    Synchronous,
    /// One after another, each seeing what the one before left.
    Asynchronous,
}

/// Which payoffs are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Payoffs earned in play since the last update.
    #[default]
    Played,
    /// Expected payoffs of infinitely repeated matches (with `noise.restart`: of matches that go on with its complement).
    Expected,
}

/// Are payoffs averaged or summed?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Score {
    /// Mean payoff per encounter.
    #[default]
    Mean,
    /// Sum of a round's payoffs over all partners: who has more partners can earn more.
    Sum,
}

/// How payoff becomes fitness in the Moran processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fitness {
    /// exp(selection x payoff).
    #[default]
    Exponential,
    /// 1 - selection + selection x payoff, 0 where that is negative.
    Linear,
}

/// Which strategies a mutant may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Mutants {
    /// Any of the pool, one's own included.
    #[default]
    Any,
    /// Any of the pool but one's own.
    Other,
}
