//! What of a config decides which of its keys can act.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::config::structs::{Config, Study};
use crate::game::{Game, Power};
use crate::learning::{Basis, Learning, Rule as LearningRule};
use crate::mechanism::{Convention, Joining, Mechanisms, Members};
use crate::network::{By, Kind};
use crate::question::tournament::table::Players;
use crate::strategy::{Strategy, catalogue};
use crate::trust::Rule as TrustRule;
use crate::world::agents::Language;
use crate::world::{Attribute, Group};

/// A config, and what follows from it.
pub(super) struct Scene<'a> {
    pub(super) config: &'a Config,
    study: Option<&'a Study>,
    /// The mechanisms that are on.
    pub(super) on: Mechanisms,
    pool: OnceCell<BTreeMap<String, Option<Strategy>>>,
}

impl<'a> Scene<'a> {
    pub(super) fn of(config: &'a Config, study: Option<&'a Study>) -> Self {
        Self { config, study, on: config.mechanisms.active(), pool: OnceCell::new() }
    }

    /// Are there worlds, and not matches outside any?
    pub(super) fn worlds(&self) -> bool {
        !matches!(self.study, Some(Study::Tournament(_)))
    }

    /// Is a boundary searched for?
    pub(super) fn searches(&self) -> bool {
        matches!(self.study, Some(Study::Boundary(_)))
    }

    /// Do more than two play at once?
    pub(super) fn groups(&self) -> bool {
        self.worlds() && matches!(self.config.game, Game::PublicGoods(_))
    }

    /// Are there encounters of two, played round by round?
    pub(super) fn played(&self) -> bool {
        self.worlds() && !self.groups() && self.learning().is_none_or(|learning| learning.payoffs == Basis::Played)
    }

    /// Do stakes follow from power, distance and protection?
    pub(super) fn dilemma(&self) -> bool {
        matches!(self.config.game, Game::Dilemma(_))
    }

    pub(super) fn learning(&self) -> Option<&Learning> {
        self.config.learning.as_ref().filter(|learning| learning.enabled)
    }

    pub(super) fn learns_by(&self, rules: &[LearningRule]) -> bool {
        self.learning().is_some_and(|learning| rules.contains(&learning.rule))
    }

    /// The strategies of all groups, by their names in the catalogue; none where a name or a definition is wrong.
    pub(super) fn pool(&self) -> &BTreeMap<String, Option<Strategy>> {
        self.pool.get_or_init(|| {
            let names: BTreeSet<&String> =
                self.config.agents.iter().flat_map(|group| group.strategies.keys()).collect();
            let of = |name: &String| match (self.config.strategies.get(name), catalogue::find(name)) {
                (Some(definition), _) => (name.clone(), definition.strategy().ok()),
                (None, Some(entry)) => (entry.name.to_owned(), Some(entry.strategy())),
                (None, None) => (name.clone(), None),
            };
            names.into_iter().map(of).collect()
        })
    }

    fn has(&self, is: impl Fn(&Strategy) -> bool) -> bool {
        self.pool().values().flatten().any(is)
    }

    pub(super) fn deliberate(&self) -> bool {
        self.played() && self.has(|strategy| *strategy == Strategy::Deliberate)
    }

    pub(super) fn discriminators(&self) -> bool {
        self.played() && self.has(|strategy| *strategy == Strategy::Discriminator)
    }

    pub(super) fn automata(&self) -> bool {
        self.has(|strategy| matches!(strategy, Strategy::Automaton(_)))
    }

    /// Is there an automaton that remembers anything?
    pub(super) fn memory(&self) -> bool {
        self.has(|strategy| matches!(strategy, Strategy::Automaton(automaton) if automaton.nodes.len() > 1))
    }

    /// Does anybody play this role?
    pub(super) fn role(&self, name: &str) -> bool {
        self.pool().contains_key(name)
    }

    /// Is there another strategy than one's own?
    pub(super) fn choice(&self) -> bool {
        self.pool().len() > 1
    }

    /// Does anybody play a strategy that the config defines?
    pub(super) fn plays(&self, name: &str) -> bool {
        let in_groups = self.config.agents.iter().any(|group| group.strategies.contains_key(name));
        match self.study {
            Some(Study::Tournament(settings)) => match &settings.strategies {
                Some(Players::All) => true,
                Some(Players::Named(names)) => names.iter().any(|known| known == name),
                None => in_groups,
            },
            _ => in_groups,
        }
    }

    /// Agents of a power.
    pub(super) fn count(&self, power: Power) -> u64 {
        self.config.agents.iter().filter(|group| group.power == power).map(|group| u64::from(group.count)).sum()
    }

    pub(super) fn strong(&self) -> u64 {
        self.count(Power::Strong)
    }

    pub(super) fn weak(&self) -> u64 {
        self.count(Power::Weak)
    }

    /// Do agents speak more than one language?
    pub(super) fn languages(&self) -> bool {
        let mut spoken = BTreeSet::new();
        for group in self.config.agents.iter().filter(|group| group.count > 0) {
            match &group.language {
                Language::Label(label) => drop(spoken.insert(*label)),
                Language::List(labels) => spoken.extend(labels.iter().copied()),
                Language::Choice { choice } => spoken.extend(0..choice.get().min(2)),
            }
        }
        spoken.len() > 1
    }

    /// Do languages make the blocs of the network?
    pub(super) fn linked_by_language(&self) -> bool {
        self.config.network.kind == Kind::Blocs && self.config.network.by() == By::Language
    }

    /// Is an attribute above 0 for anybody?
    pub(super) fn anybody(&self, attribute: impl Fn(&Group) -> &Attribute) -> bool {
        self.config.agents.iter().any(|group| group.count > 0 && *attribute(group) != Attribute::Number(0.0))
    }

    /// Are there reading errors between the like-minded?
    pub(super) fn misreads(&self) -> bool {
        self.config.noise.miss.get() > 0.0 || self.config.noise.false_alarm.get() > 0.0
    }

    /// Does trust move at all?
    pub(super) fn believes(&self) -> bool {
        self.played() && self.config.trust.rule != TrustRule::Fixed
    }

    /// The conventions that are on.
    pub(super) fn conventions(&self) -> impl Iterator<Item = &Convention> {
        self.on.convention.iter().chain(self.on.conventions.values())
    }

    /// Is this true of a convention that is on: of one by name, or without a name of the only one?
    pub(super) fn convention(&self, name: &str, is: impl Fn(&Convention) -> bool) -> bool {
        let convention = match name {
            "" => self.on.convention.as_ref(),
            name => self.on.conventions.get(name),
        };
        convention.is_some_and(is)
    }

    /// May fewer than all belong to it?
    pub(super) fn partial(&self, convention: &Convention) -> bool {
        convention.members != Members::Universal
            || self.config.shocks.iter().any(|shock| shock.withdrawal.is_some() || shock.exit.is_some())
    }

    /// Is membership imitated?
    pub(super) fn membership_is_imitated(&self) -> bool {
        self.learning().is_some()
            && self
                .conventions()
                .any(|convention| convention.is_voluntary() && convention.joining == Joining::Imitation)
    }

    /// Does anybody weigh or imitate what is earned, so that a cost moves more than the payoffs themselves?
    pub(super) fn payoffs_matter(&self) -> bool {
        self.learning().is_some() || self.conventions().any(|convention| convention.joining == Joining::Gain)
    }

    /// Does relative power move anything?
    pub(super) fn power_matters(&self) -> bool {
        self.dilemma() || self.on.damage.is_some()
    }

    /// Does a fund protect anybody?
    pub(super) fn fund(&self, is: impl Fn(&crate::mechanism::Fund) -> bool) -> bool {
        self.conventions().next().is_some() && self.on.fund.as_ref().is_some_and(is)
    }

    /// Is the table that a key belongs to switched on? A key of no table with a switch is.
    pub(super) fn is_on(&self, key: &[String]) -> bool {
        let config = self.config;
        let parts: Vec<&str> = key.iter().map(String::as_str).collect();
        match parts[..] {
            ["mechanisms", "conventions", name, ..] => self.on.conventions.contains_key(name),
            ["mechanisms", "burden" | "voice"] => true,
            ["mechanisms", name, ..] => self.on.names().contains(&name),
            ["learning", ..] => self.learning().is_some(),
            ["attribution", ..] => config.attribution.as_ref().is_some_and(|attribution| attribution.enabled),
            ["audit", ..] => config.audit.as_ref().is_some_and(|audit| audit.enabled),
            ["report", ..] => config.report.enabled,
            _ => true,
        }
    }
}
