//! What happens in a world, told by comparing it before and after.

use crate::mechanism::shock::Kind;
use crate::world::agents::names;
use crate::world::{Group, Rules, World};

/// Most events that are kept; the oldest go first.
const KEPT: usize = 2000;

/// Rounds without a fine after which the next one is news.
const QUIET: u32 = 10;

/// Agents that are named one by one; more are counted.
const NAMED: usize = 3;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The round that it happened in; 0: before the first.
    pub round: u32,
    /// What happened, in words.
    pub what: String,
}

/// What happened so far, the latest last.
#[derive(Debug, Clone, Default)]
pub struct Log {
    /// The events.
    pub events: Vec<Event>,
    before: Before,
    fined: Option<u32>,
}

/// What of a world is compared.
#[derive(Debug, Clone, Default)]
struct Before {
    force: Vec<bool>,
    member: Vec<bool>,
    treaty: Vec<u8>,
    left: Vec<bool>,
    strategy: Vec<u16>,
}

impl Before {
    fn of(world: &World) -> Self {
        Self {
            force: world.standing.force.clone(),
            member: world.member.clone(),
            treaty: world.treaty.clone(),
            left: left(world),
            strategy: world.strategy.clone(),
        }
    }
}

fn left(world: &World) -> Vec<bool> {
    (0..world.strategy.len()).map(|agent| world.has_left(agent)).collect()
}

impl Log {
    /// A world before its first round.
    pub fn new(world: &World) -> Self {
        Self { before: Before::of(world), ..Self::default() }
    }

    /// Adds an event.
    pub fn push(&mut self, round: u32, what: String) {
        if self.events.len() == KEPT {
            self.events.remove(0);
        }
        self.events.push(Event { round, what });
    }

    /// Compares a world after a round, learning included, with what it was a round before.
    pub fn compare(&mut self, rules: &Rules, world: &World, round: u32) {
        let now = Before::of(world);
        let before = std::mem::take(&mut self.before);
        for (place, (&was, &is)) in before.force.iter().zip(&now.force).enumerate() {
            if was != is {
                let what = if is { "in force" } else { "no longer in force" };
                self.push(round, format!("{} {what}", convention(rules, place)));
            }
        }
        self.sanctions(world, round);
        let gone: Vec<usize> = (0..now.left.len()).filter(|&i| now.left[i] && !before.left[i]).collect();
        self.agents(rules, round, &gone, "left the world");
        self.members(rules, &before, &now, round);
        self.strategies(rules, &before, &now, round);
        self.shocks(rules, world, round);
        self.before = now;
    }

    /// Who joined which convention, and who left it.
    fn members(&mut self, rules: &Rules, before: &Before, now: &Before, round: u32) {
        let belongs = |state: &Before, i: usize, place: usize| state.member[i] && usize::from(state.treaty[i]) == place;
        if (&before.member, &before.treaty) == (&now.member, &now.treaty) {
            return;
        }
        for place in 0..rules.treaties.list.len() {
            for (joined, word) in [(true, "joined"), (false, "left")] {
                let moved = |i: &usize| {
                    let (was, is) = (belongs(before, *i, place), belongs(now, *i, place));
                    was != is && is == joined
                };
                let moved: Vec<usize> = (0..now.member.len()).filter(moved).collect();
                self.agents(rules, round, &moved, &format!("{word} {}", convention(rules, place)));
            }
        }
    }

    /// Who took up which strategy.
    fn strategies(&mut self, rules: &Rules, before: &Before, now: &Before, round: u32) {
        if before.strategy == now.strategy {
            return;
        }
        for (strategy, name) in rules.repertoire.names.iter().enumerate() {
            let took = |i: &usize| before.strategy[*i] != now.strategy[*i] && usize::from(now.strategy[*i]) == strategy;
            let took: Vec<usize> = (0..now.strategy.len()).filter(took).collect();
            self.agents(rules, round, &took, &format!("took up {name}"));
        }
    }

    /// Fines after a while without any: where there are many, the curve of the fined says more than a list.
    fn sanctions(&mut self, world: &World, round: u32) {
        let tally = &world.tally;
        if tally.fined == 0 {
            return;
        }
        if self.fined.is_none_or(|last| round - last > QUIET) {
            let wrongly = match tally.wrongly_fined {
                0 => String::new(),
                some => format!(", {some} wrongly"),
            };
            let sides = if tally.fined == 1 { "side" } else { "sides" };
            self.push(round, format!("sanctions: {} {sides} fined{wrongly}", tally.fined));
        }
        self.fined = Some(round);
    }

    fn shocks(&mut self, rules: &Rules, world: &World, round: u32) {
        let Some(shaken) = world.shaken.as_ref().filter(|shaken| shaken.struck) else { return };
        let struck: Vec<String> = shaken.struck_by().map(|place| shock(&rules.shocks[place].kind)).collect();
        self.push(round, format!("shock: {}", struck.join(", ")));
    }

    fn agents(&mut self, rules: &Rules, round: u32, who: &[usize], what: &str) {
        if who.is_empty() {
            return;
        }
        let who = if who.len() > NAMED {
            format!("{} agents", who.len())
        } else {
            who.iter().map(|&agent| agent_name(rules, agent)).collect::<Vec<_>>().join(", ")
        };
        self.push(round, format!("{who} {what}"));
    }
}

/// The name of a convention: its own, where there are several.
fn convention(rules: &Rules, place: usize) -> String {
    match rules.treaties.names.get(place) {
        Some(name) => format!("convention {name}"),
        None => "the convention".to_owned(),
    }
}

/// A shock as its table in a config is called, and whom it strikes.
fn shock(kind: &Kind) -> String {
    let table = kind.keys()[0][0];
    let whom: Vec<String> = kind.whom().iter().map(|who| String::from(who.clone())).collect();
    format!("{table} ({})", whom.join(", "))
}

/// An agent by the name of its group, with its number there if it is not alone in it.
pub fn agent_name(rules: &Rules, agent: usize) -> String {
    let groups: Vec<Group> = rules.sources.iter().map(|source| source.group.clone()).collect();
    if let Some(name) = names(&groups).get(agent).filter(|name| !name.is_empty()) {
        return (*name).to_owned();
    }
    let mut first = 0;
    for group in &groups {
        let next = first + group.count as usize;
        if agent < next {
            return format!("{} {}", group.name(), agent - first + 1);
        }
        first = next;
    }
    format!("agent {agent}")
}
