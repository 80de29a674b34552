//! What does not go together in a world: every mistake with its place, before anything runs.

use std::collections::BTreeSet;

use super::blocs::bloc_names;
use super::repertoire::{Repertoire, canonical};
use super::stage::Stage;
use crate::game::Game;
use crate::game::public_goods::Role;
use crate::learning::{Basis, Learning, Rule, replicator};
use crate::mechanism::Aggregator;
use crate::mechanism::cascade::Seeding;
use crate::network::dyads::Pair;
use crate::network::{Dyads, Kind};
use crate::strategy::catalogue;
use crate::trust::attribution::Pooled;
use crate::world::agents::{CAPABILITY, Group, IDEOLOGY, Language, UNBOUNDED, blocs, names};
use crate::world::problem::Problem;
use crate::world::spec::Spec;

/// Agents: somebody to meet, names of their own, attributes in their range.
pub(super) fn agents(groups: &[Group], agents: usize, problems: &mut Vec<Problem>) {
    if groups.is_empty() {
        problems.push(Problem::new(["agents"], "expected at least one [[agents]] table: a world without agents"));
    } else if agents < 2 {
        problems.push(Problem::new(
            ["agents"],
            format!("expected at least 2 agents in all, found {agents}: nobody meets anybody"),
        ));
    }
    let all: BTreeSet<&str> = groups.iter().map(Group::name).collect();
    let mut earlier = BTreeSet::new();
    for (place, group) in groups.iter().enumerate() {
        let at = place.to_string();
        if !earlier.insert(group.name()) {
            let message = format!("expected a name of its own, found {:?} a second time", group.name());
            problems.push(Problem::new(["agents", &at, "name"], message));
        }
        if let Some(label) = &group.group
            && all.contains(label.as_str())
        {
            let message = format!("expected a label that is nobody's name, found {label:?}, the name of agents");
            problems.push(Problem::new(["agents", &at, "group"], message));
        }
        let capability = group.capability();
        for (key, attribute, range) in [
            ("capability", &capability, CAPABILITY),
            ("ideology", &group.ideology, IDEOLOGY),
            ("sovereignty", &group.sovereignty, UNBOUNDED),
            ("concern", &group.concern, UNBOUNDED),
        ] {
            if let Some(message) = attribute.problem(group.count as usize, range) {
                problems.push(Problem::new(["agents", &at, key], message));
            }
        }
        if let Language::List(labels) = &group.language
            && labels.len() != group.count as usize
        {
            let message = format!(
                "expected one label for each of the {} agents of the group, found {}",
                group.count,
                labels.len()
            );
            problems.push(Problem::new(["agents", &at, "language"], message));
        }
        if !group.strategies.values().any(|share| share.get() > 0.0) {
            problems.push(Problem::new(["agents", &at, "strategies"], "expected at least one share above 0"));
        }
    }
}

/// What stands between agents beforehand; nothing where that is not given, or wrong.
pub(super) fn dyads(spec: &Spec, problems: &mut Vec<Problem>) -> Vec<Pair> {
    let Some(dyads) = &spec.dyads else { return Vec::new() };
    if let Game::PublicGoods(_) = spec.game {
        let message = "dyads are of encounters of two, not of a public goods game: expected no such table";
        problems.push(Problem::new(["dyads"], message));
    }
    dyads.pairs(&names(&spec.agents)).unwrap_or_else(|(key, message)| {
        let key = std::iter::once("dyads".to_owned()).chain(key).collect();
        problems.push(Problem { key, message });
        Vec::new()
    })
}

/// What the network cannot be.
pub(super) fn network(spec: &Spec, agents: usize, problems: &mut Vec<Problem>) {
    // Too few agents for any network are reported as such.
    if agents < 2 {
        return;
    }
    let groups = blocs(spec.agents.iter());
    for mistake in spec.network.mistakes(agents, bloc_names(spec.network.by(), &groups)) {
        let key = std::iter::once("network".to_owned()).chain(mistake.key).collect();
        problems.push(Problem { key, message: mistake.message });
    }
}

/// What does not go together in learning, and what expected payoffs need.
pub(super) fn learning(spec: &Spec, repertoire: &Repertoire, problems: &mut Vec<Problem>) {
    let expected =
        spec.learning.as_ref().is_some_and(|learning| learning.enabled && learning.payoffs == Basis::Expected);
    if spec.network.self_interaction && (!expected || matches!(spec.game, Game::PublicGoods(_))) {
        let message = "a game against oneself can be expected, not played: expected learning.payoffs = \"expected\"";
        problems.push(Problem::new(["network", "self_interaction"], message));
    }
    let Some(learning) = spec.learning.as_ref().filter(|learning| learning.enabled) else { return };
    if let Some((key, message)) = learning.problem() {
        problems.push(Problem::new(["learning", key], message));
    }
    let groups = matches!(spec.game, Game::PublicGoods(_));
    if learning.rule == Rule::Replicator && !matches!(spec.game, Game::Matrix(_) | Game::Preset(_)) {
        let message = "the replicator needs a game of fixed payoffs: expected [game.matrix] or a preset";
        problems.push(Problem::new(["learning", "rule"], message));
    }
    if let Some(message) = negative_fitness(spec, learning) {
        problems.push(Problem::new(["learning", "mutation"], message));
    }
    if learning.rule == Rule::Replicator
        && let Stage::Fixed(payoffs) = Stage::of(&spec.game)
    {
        let all = payoffs.iter().flat_map(|payoffs| payoffs.0);
        let (least, most) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, m), u| (l.min(u), m.max(u)));
        // What mutates moves shares as well.
        let births = learning.mutation.get() * (1.0 + learning.selection.get() * most.max(0.0));
        let found = learning.selection.get() * (most - least) + births;
        if found > replicator::MOST {
            let message = format!(
                "expected selection times the greatest difference of payoffs, the time that passes in one update (with mutation \
                 the births that mutate are added), to be at most {}, found {found}; let time pass in more updates instead",
                replicator::MOST
            );
            problems.push(Problem::new(["learning", "selection"], message));
        }
    }
    if learning.payoffs == Basis::Played || groups {
        return;
    }
    let mut wrong = |message: &str| {
        let message = format!("expected payoffs are those of matches between automata: {message}");
        problems.push(Problem::new(["learning", "payoffs"], message));
    };
    if repertoire.deliberate.is_some() {
        wrong("a deliberate agent goes by its trust; leave it out, or use \"played\"");
    }
    if repertoire.learns() {
        wrong("a learner has none; leave it out, or use \"played\"");
    }
    if spec.choice.trust_weight.get() > 0.0 {
        wrong("choice.trust_weight must be 0");
    }
    if spec.reputation.is_some() {
        wrong("public names change in played encounters only; leave [reputation] out");
    }
    if let Some(name) = spec.mechanisms.active().names().first() {
        wrong(&format!("mechanisms.{name} acts in played encounters only"));
    }
    if spec.network.is_weighted() {
        wrong("weights are how often two meet in play; leave them out");
    }
    if spec.dyads.as_ref().is_some_and(Dyads::sets_meetings) {
        wrong("dyads.meeting is how often two meet in play; leave it out");
    }
    let noise = &spec.noise;
    let reads = noise.miss.get() > 0.0 || noise.false_alarm.get() > 0.0;
    if (reads && noise.acuity.get() > 0.0) || noise.misread.get() > 0.0 {
        wrong("all must read alike; set noise.acuity and noise.misread to 0, or noise.miss and noise.false_alarm");
    }
}

/// Births of an infinite population that are fewer than none: who has them cannot have mutants.
fn negative_fitness(spec: &Spec, learning: &Learning) -> Option<String> {
    if learning.rule != Rule::Replicator || learning.mutation.get() == 0.0 {
        return None;
    }
    let Stage::Fixed(payoffs) = Stage::of(&spec.game) else { return None };
    let least = payoffs.iter().flat_map(|payoffs| payoffs.0).fold(f64::INFINITY, f64::min);
    let fitness = 1.0 + learning.selection.get() * least;
    (fitness < 0.0).then(|| {
        format!(
            "with mutation the fitness 1 + selection x payoff counts births: expected at least 0 for every payoff, found {fitness} at \
             {least}; set mutation = 0, or add a constant to all payoffs"
        )
    })
}

/// What the fog of attribution needs.
pub(super) fn attribution(spec: &Spec, problems: &mut Vec<Problem>) {
    if spec.attribution.as_ref().is_some_and(|attribution| attribution.enabled) && !spec.is_played() {
        let message = "nobody reads anybody here: expected encounters of two that are played";
        problems.push(Problem::new(["attribution"], message));
    }
    // A table that is switched off is enough: a study may switch it on.
    let there = match spec.attribution.as_ref().map(|attribution| attribution.pooled) {
        Some(Pooled::Front(_)) => spec.mechanisms.front.is_some(),
        Some(Pooled::Convention(_)) => spec.mechanisms.convention.is_some() || !spec.mechanisms.conventions.is_empty(),
        Some(Pooled::Never) | None => true,
    };
    if !there {
        let message =
            "nobody pools anything here: expected the table of the convention or the front that shares its sight";
        problems.push(Problem::new(["attribution", "pooled"], message));
    }
}

/// What a public goods game needs.
pub(super) fn groups(spec: &Spec, agents: usize, problems: &mut Vec<Problem>) {
    let roles = Role::ALL.map(Role::strategy);
    let Game::PublicGoods(game) = &spec.game else {
        for (place, group) in spec.agents.iter().enumerate() {
            for name in group.strategies.keys().filter(|name| roles[2..].contains(&canonical(name))) {
                let message = format!("{name:?} belongs to games of more than two: expected [game.public-goods]");
                problems.push(Problem::new(["agents", &place.to_string(), "strategies", name], message));
            }
        }
        return;
    };
    for (place, group) in spec.agents.iter().enumerate() {
        // An unknown name is reported as such.
        let known = |name: &&String| catalogue::find(name).is_some() || spec.strategies.contains_key(*name);
        for name in group.strategies.keys().filter(known).filter(|name| !roles.contains(&canonical(name))) {
            let message = format!("expected a strategy for public goods games ({}), found {name:?}", roles.join(", "));
            problems.push(Problem::new(["agents", &place.to_string(), "strategies", name], message));
        }
    }
    if let Some(name) = spec.mechanisms.active().names().first() {
        let message = "mechanisms act in encounters of two, not in a public goods game: expected no such table";
        problems.push(Problem::new(["mechanisms", name], message));
    }
    if spec.network.is_weighted() {
        let message = "weights are how often two meet; expected links without weights where groups play";
        problems.push(Problem::new(["network", "path"], message));
    }
    let group = game.group.get() as usize;
    if spec.network.kind != Kind::Complete {
        return;
    }
    let expected = spec.learning.as_ref().is_some_and(|learning| learning.payoffs == Basis::Expected);
    if group < 2 || group > agents {
        let message = format!("expected groups of 2 to {agents}, all agents there are, found {group}");
        problems.push(Problem::new(["game", "public-goods", "group"], message));
    } else if !expected && !agents.is_multiple_of(group) {
        let message = format!(
            "{agents} agents cannot be dealt into groups of {group}: expected a divisor, or learning.payoffs = \"expected\""
        );
        problems.push(Problem::new(["game", "public-goods", "group"], message));
    }
}

/// Most agents among whom critical seeds are sought: every agent is tried in every place.
const CRITICAL: usize = 500;

/// What mechanisms need of one another and of the world.
pub(super) fn mechanisms(spec: &Spec, agents: usize, problems: &mut Vec<Problem>) {
    if let Some(cascade) = spec.mechanisms.cascade.as_ref().filter(|cascade| cascade.enabled) {
        if cascade.seeds as usize > agents {
            let message = format!("expected at most {agents} seeds, all agents there are, found {}", cascade.seeds);
            problems.push(Problem::new(["mechanisms", "cascade", "seeds"], message));
        }
        if cascade.seeding == Seeding::Critical && agents > CRITICAL {
            let message = format!("critical seeds are sought among at most {CRITICAL} agents, found {agents}");
            problems.push(Problem::new(["mechanisms", "cascade", "seeding"], message));
        }
    }
    let Some(fund) = spec.mechanisms.fund.as_ref().filter(|fund| fund.enabled) else { return };
    if fund.contributions.are_replies() && fund.aggregator != Aggregator::Sum {
        let message =
            "gifts that answer the others' are for a fund in which they add up: expected aggregator = \"sum\"";
        problems.push(Problem::new(["mechanisms", "fund", "contributions"], message));
    }
}
