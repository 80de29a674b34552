//! Groups of agents, and the population drawn from them.
//!
//! Every attribute of every agent is drawn at an address of its own ([`crate::rng::attribute_position`]): one more agent in a
//! group, another distribution or another attribute never changes what the others get.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::attribute::Attribute;
use crate::game::Power;
use crate::rng::{Key, Purpose, Stream, attribute_position, pick};
use crate::units::NonNegative;

/// The range of capability: nobody is without any.
pub const CAPABILITY: (f64, f64) = (0.01, 1.0);
/// The range of ideology.
pub const IDEOLOGY: (f64, f64) = (-1.0, 1.0);
/// The range of sovereignty and concern.
pub const UNBOUNDED: (f64, f64) = (0.0, f64::INFINITY);

/// A group of agents: one table of `[[agents]]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Name of the group, unique; keys of its attributes are `agents.NAME.capability` and so on (default: its power).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Label of the bloc it belongs to, which several groups may share: convention members, blocs of a network and keys
    /// (`agents.LABEL.ideology`, for all of them) go by it as well (default: none, a bloc of its own).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// `"strong"` or `"weak"`.
    pub power: Power,
    /// How many agents [0 or more].
    pub count: u32,
    /// Cyber capability (0.01 to 1; default uniform on 0.75 to 0.95 for the strong, 0.2 to 0.4 for the weak).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capability: Option<Attribute>,
    /// Ideology (-1 to 1; default uniform on -1 to 1).
    #[serde(default = "ideology")]
    pub ideology: Attribute,
    /// Language group: a label, a list of labels, or `{ choice = n }`.
    #[serde(default)]
    pub language: Language,
    /// Weight of delegated control (cost per unit of depth, at least 0).
    #[serde(default = "zero")]
    pub sovereignty: Attribute,
    /// Concern for others at the start: weight of the partner's payoff in one's own utility (at least 0).
    #[serde(default = "zero")]
    pub concern: Attribute,
    /// Shares of the strategies at the start, drawn per agent and normalised (each at least 0).
    #[serde(default = "strategies")]
    pub strategies: BTreeMap<String, NonNegative>,
}

fn ideology() -> Attribute {
    Attribute::Uniform([-1.0, 1.0])
}

fn zero() -> Attribute {
    Attribute::Number(0.0)
}

fn strategies() -> BTreeMap<String, NonNegative> {
    [("deliberate", 0.7), ("tit-for-tat", 0.1), ("generous-tit-for-tat", 0.1), ("always-defect", 0.1)]
        .into_iter()
        .map(|(name, share)| (name.to_owned(), NonNegative::constant(share)))
        .collect()
}

impl Group {
    /// The group's name: its own, or its power.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(self.power.name())
    }

    /// Its bloc: its label, or its own name.
    pub fn bloc(&self) -> &str {
        self.group.as_deref().unwrap_or(self.name())
    }

    /// Does it go by this name, as its own or as its bloc's?
    pub fn answers_to(&self, name: &str) -> bool {
        self.name() == name || self.group.as_deref() == Some(name)
    }

    /// Its capability, given or by default.
    pub fn capability(&self) -> Attribute {
        self.capability.clone().unwrap_or(match self.power {
            Power::Strong => Attribute::Uniform([0.75, 0.95]),
            Power::Weak => Attribute::Uniform([0.2, 0.4]),
        })
    }
}

/// The most agents of a world.
pub const MOST: u64 = 1 << 24;

/// The group with the most agents and what is wrong, if all groups together have more than a world can have.
pub fn too_many(groups: &[Group]) -> Option<(usize, String)> {
    let all: u64 = groups.iter().map(|group| u64::from(group.count)).sum();
    let (place, _) = groups.iter().enumerate().rev().max_by_key(|(_, group)| group.count)?;
    (all > MOST).then(|| (place, format!("expected at most {MOST} agents in all groups together, found {all}")))
}

/// The blocs of some groups, each once, in the order in which they come first.
pub fn blocs<'a>(groups: impl Iterator<Item = &'a Group>) -> Vec<&'a str> {
    // Agents from a file are groups of one, and each may be a bloc.
    let mut seen = BTreeSet::new();
    groups.map(Group::bloc).filter(|bloc| seen.insert(*bloc)).collect()
}

/// The names of agents in their order: that of its group for one alone in it, none for the others.
pub fn names(groups: &[Group]) -> Vec<&str> {
    let name = |group: &Group| group.count == 1;
    groups
        .iter()
        .flat_map(|group| std::iter::repeat_n(if name(group) { group.name() } else { "" }, group.count as usize))
        .collect()
}

/// Language groups of a group of agents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected a label (0, 1, ...), a list with one label per agent, or { choice = n }")]
pub enum Language {
    /// The same label for all.
    Label(u32),
    /// One label per agent.
    List(Vec<u32>),
    /// Uniform over the labels 0 to n - 1.
    Choice {
        /// n, at least 1.
        choice: std::num::NonZeroU32,
    },
}

impl Default for Language {
    fn default() -> Self {
        Self::Label(0)
    }
}

/// The agents of one replicate as drawn, one entry per agent in the order of the groups.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Population {
    /// Capability, [0.01, 1].
    pub capability: Vec<f64>,
    /// Ideology, [-1, 1].
    pub ideology: Vec<f64>,
    /// Language group.
    pub language: Vec<u32>,
    /// Sovereignty, at least 0.
    pub sovereignty: Vec<f64>,
    /// Concern for others, at least 0.
    pub concern: Vec<f64>,
    /// Strategy, a place in the repertoire.
    pub strategy: Vec<u16>,
    /// Would it join a voluntary convention at the start?
    pub joins: Vec<bool>,
    /// Which of several voluntary conventions it would join, from the first to the last, in [0, 1).
    pub leaning: Vec<f64>,
}

/// One group as a population is drawn from it: capability resolved, strategies as (place in the repertoire, share).
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The group.
    pub group: Group,
    /// Its capability, default resolved.
    pub capability: Attribute,
    /// Strategies with a share above 0.
    pub strategies: Vec<(u16, f64)>,
}

impl Source {
    /// The numbers of the attributes that are drawn for each agent.
    fn drawn(&self) -> Vec<u8> {
        let group = &self.group;
        let attributes = [(0, &self.capability), (1, &group.ideology), (3, &group.sovereignty), (4, &group.concern)];
        let drawn = attributes.into_iter().filter(|(_, attribute)| attribute.is_drawn()).map(|(number, _)| number);
        let language = matches!(group.language, Language::Choice { .. }).then_some(2);
        drawn.chain(language).chain([5, 6]).collect()
    }
}

impl Population {
    /// Draws the agents of a replicate.
    pub fn draw(sources: &[Source], key: &Key, replicate: u32) -> Self {
        let stream = &mut Stream::new(key, replicate, Purpose::Attribute);
        let mut population = Self::default();
        for (group_index, source) in sources.iter().enumerate() {
            let group = &source.group;
            let position = |index: u32, number: u8| attribute_position(group_index as u32, index, number);
            let numbers = source.drawn();
            let together = (Stream::NEAR / numbers.len()) as u32;
            for index in 0..group.count {
                if index.is_multiple_of(together) {
                    let agents = index..group.count.min(index + together);
                    let positions = agents.flat_map(|index| numbers.iter().map(move |&number| position(index, number)));
                    stream.expect(&positions.collect::<Vec<_>>());
                }
                let at = |stream: &mut Stream, number: u8| stream.seek(position(index, number));
                let place = index as usize;
                let draw = |attribute: &Attribute, stream: &mut Stream, number: u8, range| {
                    if attribute.is_drawn() {
                        at(stream, number);
                    }
                    attribute.draw(place, stream, range)
                };
                population.capability.push(draw(&source.capability, stream, 0, CAPABILITY));
                population.ideology.push(draw(&group.ideology, stream, 1, IDEOLOGY));
                population.language.push(match &group.language {
                    Language::Label(label) => *label,
                    Language::List(labels) => labels.get(place).copied().unwrap_or_default(),
                    Language::Choice { choice } => {
                        at(stream, 2);
                        pick(stream.word(), choice.get() as usize) as u32
                    }
                });
                population.sovereignty.push(draw(&group.sovereignty, stream, 3, UNBOUNDED));
                population.concern.push(draw(&group.concern, stream, 4, UNBOUNDED));
                at(stream, 5);
                population.strategy.push(strategy(&source.strategies, stream.uniform()));
                at(stream, 6);
                let u = stream.uniform();
                population.joins.push(u < 0.5);
                population.leaning.push(2.0 * u - f64::from(u8::from(u >= 0.5)));
            }
        }
        population
    }
}

/// The strategy at a uniform draw, by cumulated shares.
fn strategy(shares: &[(u16, f64)], u: f64) -> u16 {
    let total: f64 = shares.iter().map(|share| share.1).sum();
    let mut below = 0.0;
    for &(strategy, share) in shares {
        below += share / total;
        if u < below {
            return strategy;
        }
    }
    // Rounding may leave the last sum just below 1.
    shares.last().map_or(0, |share| share.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(count: u32) -> Source {
        let group: Group =
            toml::from_str(&format!("power = 'weak'\ncount = {count}\nlanguage = {{ choice = 3 }}")).unwrap();
        let capability = group.capability();
        Source { group, capability, strategies: vec![(0, 0.7), (1, 0.3)] }
    }

    #[test]
    fn one_more_agent_changes_nobody_else() {
        let key = Key::common(1);
        let small = Population::draw(&[source(3), source(2)], &key, 4);
        let large = Population::draw(&[source(4), source(2)], &key, 4);
        assert_eq!(small.capability[..3], large.capability[..3]);
        assert_eq!(small.capability[3..], large.capability[4..]);
        assert_eq!(small.strategy[3..], large.strategy[4..]);
    }

    /// n = 20,000 agents; a share of 0.7 has standard error 3.2e-3, a share of 1/3 3.3e-3; 4 sigma.
    #[test]
    fn shares_and_labels_come_out_as_asked() {
        let population = Population::draw(&[source(20_000)], &Key::common(2), 0);
        let share = population.strategy.iter().filter(|&&s| s == 0).count() as f64 / 20_000.0;
        assert!((share - 0.7).abs() < 4.0 * 3.3e-3, "{share}");
        for label in 0..3 {
            let share = population.language.iter().filter(|&&l| l == label).count() as f64 / 20_000.0;
            assert!((share - 1.0 / 3.0).abs() < 4.0 * 3.4e-3, "{label}: {share}");
        }
    }
}
