//! A world goes on under other rules: what it remembers stays, what follows from the rules is worked out anew.
//!
//! ```text
//! stays   capability, ideology, concern, offences, strategies, membership of a voluntary convention, public names; trust and its
//!         evidence, automata's nodes, minds, last actions and readings; payoffs earned since the last update; what was paid to a
//!         fund that answers it; who has adopted a norm; armament
//! anew    thresholds of a cascade; distances, payoffs, reading errors and all else of the standing; the prior trust tau0 =
//!         clamp(prior - prior_slope D), D
//!         as at the start; trust itself, where it is fixed at its prior; membership, where it is not voluntary
//! ```
//!
//! Both rules must speak of the same agents, links and strategies, and remember the same things ([`check`]); numbers of
//! the game, of noise, choice, trust, mechanisms and learning may differ. Strategies and numbers that only say how a
//! world starts (an agent's capability, say) would change nothing in a world that goes on: they must not differ either.
//!
//! Assumed: where nobody could change any more (all of one mind, no mutation), payoffs are compared from the change of
//! rules on.
//!
//! ```
//! use comity::{batch::Plan, config::document::Document};
//! use comity::world::{World, carry};
//! let rules = |prior: f64| {
//!     let text = format!("name = 'two'\n[[agents]]\npower = 'weak'\ncount = 2\nideology = 0\n[trust]\nprior = {prior}\n");
//!     Ok::<_, comity::config::Failure>(Plan::new(Document::parse("two.toml", &text)?, false)?.job(0)?)
//! };
//! let (before, after) = (rules(0.9)?, rules(0.2)?);
//! assert_eq!(carry::check(&before.rules, &after.rules), Ok(()));
//! let world = World::new(&before.rules, &before.key, 0).carried(&after.rules, &after.key, 0);
//! // Trust is remembered; what it relaxes to is the new prior.
//! assert_eq!((world.trust[0], world.prior[0]), (0.9, 0.2));
//! # Ok::<(), comity::config::Failure>(())
//! ```

use std::mem::discriminant;

use serde::Serialize;

use super::agents::Source;
use super::rules::{Rules, Stage};
use super::state::World;
use crate::game::{Action, outcome};
use crate::learning::Rule as Learning;
use crate::mechanism::Mechanisms;
use crate::rng::Key;
use crate::trust::Rule;

/// Why a world cannot go on under other rules.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a world cannot go on where its {what} differ: expected {expected}, found {found}")]
pub struct Difference {
    /// What differs.
    pub what: &'static str,
    /// As it was.
    pub expected: String,
    /// As it would be.
    pub found: String,
}

/// Compares two descriptions; they differ iff `same` says so.
fn compare(what: &'static str, same: bool, of: impl Fn(bool) -> String) -> Result<(), Difference> {
    if same { Ok(()) } else { Err(Difference { what, expected: of(false), found: of(true) }) }
}

/// What a group of agents has.
type Attribute = fn(&Source) -> String;

/// A value as JSON.
fn said<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Can a world of the rules `before` go on under the rules `after`?
///
/// # Errors
/// The first [`Difference`] in what a world remembers.
pub fn check(before: &Rules, after: &Rules) -> Result<(), Difference> {
    kept(before, after)?;
    for (a, b) in before.sources.iter().zip(&after.sources) {
        let attributes: [(&str, Attribute); 6] = [
            ("capability", |source| said(&source.capability)),
            ("ideology", |source| said(&source.group.ideology)),
            ("language", |source| said(&source.group.language)),
            ("sovereignty", |source| said(&source.group.sovereignty)),
            ("concern", |source| said(&source.group.concern)),
            ("strategies", |source| said(&source.group.strategies)),
        ];
        for (attribute, of) in attributes {
            let value = |then: bool| of(if then { b } else { a });
            let shown = |then: bool| format!("{attribute} of {:?} to be {}", a.group.name(), value(then));
            compare("agents", value(false) == value(true), shown)?;
        }
    }
    let pick = |then: bool| if then { after } else { before };
    let mechanisms = |then: bool| match pick(then).mechanisms.names() {
        names if names.is_empty() => "none".to_owned(),
        names => names.join(", "),
    };
    compare("mechanisms", mechanisms(false) == mechanisms(true), mechanisms)?;
    let beginnings = |then: bool| {
        let Mechanisms { cascade, arms, .. } = &pick(then).mechanisms;
        said(&(cascade.as_ref().map(|c| (c.seeds, c.seeding)), arms.as_ref().map(|a| a.start)))
    };
    compare("beginnings of a cascade or an arms race", beginnings(false) == beginnings(true), beginnings)?;
    let members = |then: bool| {
        let treaties = &pick(then).treaties;
        let named = |k: usize| treaties.names.get(k).map(|name| format!("{name} ")).unwrap_or_default();
        let of = treaties.list.iter().enumerate().map(|(k, c)| named(k) + &said(&c.members)).collect::<Vec<_>>();
        if of.is_empty() { "none".to_owned() } else { of.join(", ") }
    };
    compare("members of the convention", members(false) == members(true), members)
}

/// Can a world that starts as the rules `start` say go on under the rules `after`? Agents may start with other
/// strategies and attributes.
///
/// # Errors
/// The first [`Difference`] in what a world remembers.
pub fn check_start(start: &Rules, after: &Rules) -> Result<(), Difference> {
    kept(start, after)
}

/// What must be the same wherever a world goes on, also from another start.
fn kept(before: &Rules, after: &Rules) -> Result<(), Difference> {
    let pick = |then: bool| if then { after } else { before };
    let groups = |then: bool| {
        let group = |s: &Source| format!("{} of {:?} ({})", s.group.count, s.group.name(), s.group.power.name());
        pick(then).sources.iter().map(group).collect::<Vec<_>>().join(", ")
    };
    compare("agents", groups(false) == groups(true), groups)?;
    let network = |then: bool| {
        let rules = pick(then);
        format!("{} ({} links)", rules.network.kind.name(), rules.sides() / 2)
    };
    let links = before.network == after.network && (before.network.is_random() || before.meetings == after.meetings);
    compare("networks", links, network)?;
    let stage = |then: bool| match pick(then).stage {
        Stage::Groups(_) => "a game of more than two".to_owned(),
        Stage::Dilemma(_) | Stage::Fixed(_) => "a game of two".to_owned(),
    };
    compare("games", stage(false) == stage(true), stage)?;
    let strategies = |then: bool| pick(then).repertoire.names.join(", ");
    let (a, b) = (&before.repertoire, &after.repertoire);
    compare("strategies", a.names == b.names, strategies)?;
    for (place, name) in a.names.iter().enumerate() {
        let nodes = |then: bool| {
            let rules = pick(then);
            let nodes = rules.repertoire.automaton(place).nodes.len();
            match &rules.repertoire.learner[place] {
                Some(learner) => format!("{name:?} to learn as {learner:?}"),
                None => format!("{name:?} to have {nodes} nodes"),
            }
        };
        let alike = match (&a.learner[place], &b.learner[place]) {
            (Some(x), Some(y)) => discriminant(x) == discriminant(y),
            (None, None) => a.automaton(place).nodes.len() == b.automaton(place).nodes.len(),
            _ => false,
        };
        compare("strategies", alike, nodes)?;
    }
    let rule = |then: bool| {
        let name = match pick(then).trust.rule {
            Rule::Linear(_) => "linear",
            Rule::Beta(_) => "beta",
            Rule::Bayes(_) => "bayes",
            Rule::Fixed => "fixed",
        };
        name.to_owned()
    };
    compare("rules of trust", rule(false) == rule(true), rule)?;
    let shocks = |then: bool| format!("{} as they are written", pick(then).shocks.len());
    compare("shocks", before.shocks == after.shocks, shocks)?;
    let names = |then: bool| if pick(then).names.is_some() { "some" } else { "none" }.to_owned();
    compare("public names", names(false) == names(true), names)?;
    let basis = |then: bool| {
        let learning = pick(then).learning.as_ref();
        let infinite = learning.is_some_and(|learning| learning.rule == Learning::Replicator);
        let population = if infinite { "an infinite population" } else { "agents" };
        let payoffs = if pick(then).lives_on_expectations() { "expected" } else { "played" };
        format!("{population} with {payoffs} payoffs")
    };
    compare("payoffs to learn from", basis(false) == basis(true), basis)
}

impl World {
    /// Before the first round: every automaton stands where one encounter would take it in which both sides did
    /// `action`, read rightly.
    pub fn open(&mut self, rules: &Rules, action: Action) {
        for node in &mut self.node {
            *node = rules.repertoire.nodes[usize::from(*node)].next[outcome(action, action)];
        }
    }

    /// The same world under other rules, which [`check`] has passed; `key` and `replicate` are those it was drawn with.
    #[must_use]
    pub fn carried(self, rules: &Rules, key: &Key, replicate: u32) -> Self {
        // As it would start under these rules: everything that follows from them has its room and its value.
        let fresh = Self::new(rules, key, replicate);
        let paid = self.standing.contribution;
        let mut world = Self {
            language: fresh.language,
            sovereignty: fresh.sovereignty,
            prior: fresh.prior,
            reach: fresh.reach,
            standing: fresh.standing,
            room: fresh.room,
            settled: false,
            adoption: match (self.adoption, fresh.adoption) {
                (Some(before), Some(fresh)) => Some(before.under(fresh)),
                (_, fresh) => fresh,
            },
            arms: if self.arms.len() == fresh.arms.len() { self.arms } else { fresh.arms },
            fog: self.fog.and_then(|fog| fog.under(rules)).or(fresh.fog),
            ..self
        };
        if rules.mechanisms.fund.as_ref().is_some_and(|fund| fund.contributions.are_replies()) {
            world.standing.contribution = paid;
        }
        // Only free agents remember where they belong; what they belonged to must still be there.
        let there = |place: u8| usize::from(place) < rules.treaties.list.len();
        for i in 0..rules.agents() {
            if !rules.treaties.is_free(i) || !there(world.treaty[i]) {
                (world.member[i], world.treaty[i]) = (fresh.member[i], fresh.treaty[i]);
            }
        }
        if let Rule::Fixed = rules.trust.rule {
            world.trust = fresh.trust;
        }
        if self.settled {
            world.forget_earnings();
        }
        world.measure_distances(rules);
        world
    }
}
