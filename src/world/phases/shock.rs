//! Phase 9, shocks: what strikes at the end of a round, and what it does from the next round on.
//!
//! Whether a shock strikes is drawn in phase 9; what it does begins before phase 1 of the next round, after this round was
//! recorded and learned from. Whom it strikes is chosen then, among those that are still there; if nobody fits, nothing
//! happens. Shocks of one round are carried out in the order of the config.
//!
//! Assumed: an agent that leaves keeps its strategy and capability in the tables, and its sides their trust, but it speaks
//! for nothing (voice 0), neither gives nor gets aid, and develops no more; imitators see it as one that meets nobody. A
//! withdrawn member of a voluntary convention cannot rejoin before its time is over. Transfers that members agreed on lapse
//! when one of them is taken away or comes back, until they agree anew. In an audit, the strategy of the agent
//! that deviates is not redrawn.

use crate::game::{Action, Power};
use crate::mechanism::shock::{Kind, When, Who};
use crate::rng::{Chance, pick};
use crate::strategy::automaton::with_slip;
use crate::units::{Finite, Probability};
use crate::world::agents::{CAPABILITY, blocs};
use crate::world::rules::checks::is_played;
use crate::world::rules::{Problem, Rules, Spec, nearest};
use crate::world::state::World;
use crate::world::streams::Streams;

/// Words per shock and round: whether it strikes, whom, which strategy, one spare.
const WORDS: usize = 4;
const STRIKES: usize = 0;
const WHOM: usize = 1;
const STRATEGY: usize = 2;

/// A shock with nothing left to look up.
#[derive(Debug, Clone, PartialEq)]
pub struct Looming {
    /// When it strikes.
    pub when: When,
    /// What it does.
    pub kind: Kind,
    /// Whom, one for each of [`Kind::whom`].
    pub whom: Vec<Target>,
}

/// Whom a shock strikes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The most capable.
    Strongest,
    /// The least capable.
    Weakest,
    /// One of these agents.
    Among(Vec<u32>),
}

impl Looming {
    /// Does it end encounters for good?
    pub fn ends_encounters(&self) -> bool {
        matches!(self.kind, Kind::Exit(_))
    }
}

/// The shocks of a world, whose agents have these powers.
pub(in crate::world) fn looming(spec: &Spec, power: &[Power], problems: &mut Vec<Problem>) -> Vec<Looming> {
    let mut found = Vec::new();
    for (place, shock) in spec.shocks.iter().enumerate() {
        let at = place.to_string();
        match shock.event() {
            Ok((when, kind)) => {
                let targets = kind.whom().iter().map(|who| target(who, spec, power)).collect::<Result<Vec<_>, _>>();
                match targets {
                    Ok(whom) => found.push(Looming { when, kind, whom }),
                    Err(message) => {
                        let [table, key] = kind.keys()[0];
                        problems.push(Problem::new(["shocks", &at, table, key], message));
                    }
                }
            }
            Err(mistake) => problems.push(match mistake.key {
                Some(key) => Problem::new(["shocks", &at, key], mistake.message),
                None => Problem::new(["shocks", &at], mistake.message),
            }),
        }
        let none = spec.mechanisms.convention.is_none() && spec.mechanisms.conventions.is_empty();
        if shock.withdrawal.is_some() && none {
            let message = "there is nothing to withdraw from: expected [mechanisms.convention]";
            problems.push(Problem::new(["shocks", &at, "withdrawal"], message));
        }
    }
    if !spec.shocks.is_empty() && !is_played(spec) {
        let message = "shocks act between encounters of two that are played: expected no such table";
        problems.push(Problem::new(["shocks"], message));
    }
    found
}

/// The agents that a name stands for: those of a group, or of a power.
fn target(who: &Who, spec: &Spec, power: &[Power]) -> Result<Target, String> {
    let name = match who {
        Who::Strongest => return Ok(Target::Strongest),
        Who::Weakest => return Ok(Target::Weakest),
        Who::Anyone => return Ok(Target::Among((0..power.len() as u32).collect())),
        Who::One(name) => name,
    };
    let (mut first, mut named) = (0, Vec::new());
    for group in &spec.agents {
        if group.answers_to(name) {
            named.extend(first..first + group.count);
        }
        first += group.count;
    }
    if !named.is_empty() {
        return Ok(Target::Among(named));
    }
    let powers = [Power::Strong, Power::Weak];
    match powers.into_iter().find(|power| power.name() == name) {
        Some(wanted) => Ok(Target::Among((0..power.len() as u32).filter(|&i| power[i as usize] == wanted).collect())),
        None => {
            let known: Vec<&str> =
                ["strongest", "weakest", "anyone"].into_iter().chain(blocs(spec.agents.iter())).collect();
            let near = nearest(name, known.iter().copied()).map(|near| format!("; did you mean {near:?}?"));
            let near = near.unwrap_or_default();
            Err(format!("expected \"strong\", \"weak\" or one of {}; found {name:?}{near}", known.join(", ")))
        }
    }
}

/// What shocks have done to a world. Rounds are those up to which something lasts; 0: it does not.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shaken {
    /// Did a shock strike at the end of this round?
    pub struck: bool,
    /// What struck and is still to be carried out: the place of the shock and its words.
    pending: Vec<(usize, [u32; WORDS])>,
    /// Breaks faith, per agent.
    breaks_faith: Vec<u32>,
    /// The last round of any breach.
    last_breach: u32,
    /// Readings are inverted, per pair.
    inverted: Vec<u32>,
    /// The last round of any false flag.
    last_inverted: u32,
    /// Is withdrawn from the convention, per agent; `u32::MAX` for good.
    withdrawn: Vec<u32>,
    /// Has left, per agent.
    left: Vec<bool>,
    /// Is anybody withdrawn or gone?
    outside: bool,
}

impl Shaken {
    /// Room for it, or none where no shock looms.
    pub(in crate::world) fn room(rules: &Rules) -> Option<Self> {
        let (agents, pairs) = (rules.agents(), rules.sides() / 2);
        (!rules.shocks.is_empty()).then(|| Self {
            pending: Vec::with_capacity(rules.shocks.len()),
            breaks_faith: vec![0; agents],
            inverted: vec![0; pairs],
            withdrawn: vec![0; agents],
            left: vec![false; agents],
            ..Self::default()
        })
    }

    /// Has this agent left?
    #[inline]
    pub fn left(&self, agent: usize) -> bool {
        self.left[agent]
    }

    /// Is this agent withdrawn or gone in that round?
    pub(in crate::world) fn is_outside(&self, agent: usize, round: u32) -> bool {
        self.left[agent] || self.withdrawn[agent] >= round
    }

    /// The places of the shocks that struck at the end of the last round; they act from the next one.
    pub fn struck_by(&self) -> impl Iterator<Item = usize> {
        self.pending.iter().map(|&(place, _)| place)
    }

    /// Are any readings inverted in this round?
    #[inline]
    pub fn deceives(&self, round: u32) -> bool {
        self.last_inverted >= round
    }

    /// Are the readings of this side inverted in this round?
    #[inline]
    pub fn inverts(&self, side: usize, round: u32) -> bool {
        self.inverted[side / 2] >= round
    }

    /// Takes their voice from those that left.
    pub(in crate::world) fn silence(&self, voice: &mut [f64]) {
        for (voice, &left) in voice.iter_mut().zip(&self.left) {
            if left {
                *voice = 0.0;
            }
        }
    }
}

impl World {
    /// Ends what the members of an agent's convention agreed to pay each other, until they agree anew: without it, or with it
    /// again, the sums no longer come to nothing.
    fn lets_transfers_lapse(&mut self, agent: usize) {
        for (transfer, &treaty) in self.transfer.iter_mut().zip(&self.treaty) {
            if treaty == self.treaty[agent] {
                *transfer = 0.0;
            }
        }
    }

    /// Has this agent left the world?
    #[inline]
    pub fn has_left(&self, agent: usize) -> bool {
        self.shaken.as_ref().is_some_and(|shaken| shaken.left(agent))
    }
}

/// Phase 9: which shocks strike at the end of this round.
pub fn strike(rules: &Rules, world: &mut World, streams: &mut Streams, round: u32) {
    let Some(shaken) = &mut world.shaken else { return };
    shaken.struck = false;
    for (place, shock) in rules.shocks.iter().enumerate() {
        let mut words = [0; WORDS];
        let strikes = match shock.when {
            When::At(at) => at == round,
            When::Hazard { chance, from, until } => {
                streams.shock.fill_from(round, (place * WORDS) as u32, &mut words);
                (from..=until).contains(&round) && Chance::of(chance).hit(words[STRIKES])
            }
        };
        if strikes {
            streams.shock.fill_from(round, (place * WORDS) as u32, &mut words);
            shaken.pending.push((place, words));
            shaken.struck = true;
        }
    }
}

/// Before phase 1: what struck at the end of the last round takes its course, and what is over ends.
pub fn act(rules: &Rules, world: &mut World, round: u32) {
    let Some(mut shaken) = world.shaken.take() else { return };
    if shaken.outside {
        for (i, until) in shaken.withdrawn.iter_mut().enumerate().filter(|(_, until)| (1..round).contains(&**until)) {
            *until = 0;
            // It belonged when it withdrew, and `treaty` says to what.
            world.member[i] = !shaken.left[i];
            world.lets_transfers_lapse(i);
            world.standing.stale = true;
        }
    }
    let pending = std::mem::take(&mut shaken.pending);
    for &(place, words) in &pending {
        carry_out(rules, world, &mut shaken, &rules.shocks[place], words, round);
    }
    shaken.pending = pending;
    shaken.pending.clear();
    if shaken.outside {
        for i in 0..rules.agents() {
            if world.member[i] && (shaken.left[i] || shaken.withdrawn[i] >= round) {
                world.member[i] = false;
                world.lets_transfers_lapse(i);
                world.standing.stale = true;
            }
        }
    }
    world.shaken = Some(shaken);
}

fn carry_out(rules: &Rules, world: &mut World, shaken: &mut Shaken, shock: &Looming, words: [u32; WORDS], round: u32) {
    // Lasting from this round on.
    let last = |rounds: u32| (round - 1).saturating_add(rounds);
    if let Kind::FalseFlag(flag) = &shock.kind {
        if let Some(pair) = pair(rules, world, shaken, &shock.whom, words[WHOM]) {
            let until = last(flag.rounds.get());
            shaken.inverted[pair] = shaken.inverted[pair].max(until);
            shaken.last_inverted = shaken.last_inverted.max(until);
        }
        return;
    }
    let fits = |i: usize| !shaken.left[i] && (!matches!(shock.kind, Kind::Withdrawal(_)) || world.member[i]);
    let Some(i) = chosen(&shock.whom[0], &world.capability, fits, words[WHOM]) else { return };
    match &shock.kind {
        Kind::FalseFlag(_) => {}
        Kind::Breach(breach) => {
            let until = last(breach.rounds.get());
            shaken.breaks_faith[i] = shaken.breaks_faith[i].max(until);
            shaken.last_breach = shaken.last_breach.max(until);
        }
        Kind::Withdrawal(withdrawal) => {
            shaken.withdrawn[i] = withdrawal.rounds.map_or(u32::MAX, |rounds| last(rounds.get()));
            shaken.outside = true;
        }
        Kind::ChangeOfLeader(_) => change_leader(rules, world, i, words[STRATEGY]),
        Kind::CapabilityJump(jump) => {
            let raised = world.capability[i] + jump.add.map_or(0.0, Finite::get);
            let capability = jump.set.map_or(raised, Probability::get);
            world.capability[i] = capability.clamp(CAPABILITY.0, CAPABILITY.1);
            world.standing.stale = true;
        }
        Kind::Exit(_) => {
            shaken.left[i] = true;
            shaken.outside = true;
            world.standing.stale = true;
        }
    }
}

/// An agent's strategy is drawn anew; if it is another one, its own automata and minds start afresh.
fn change_leader(rules: &Rules, world: &mut World, agent: usize, word: u32) {
    let strategy = pick(word, rules.repertoire.names.len()) as u16;
    if world.kept == Some(agent as u32) || world.strategy[agent] == strategy {
        return;
    }
    world.strategy[agent] = strategy;
    for &side in rules.meetings.sides_of(agent) {
        world.start(rules, side as usize);
    }
    // Where all were of one mind there is something to learn again.
    if world.settled {
        world.settled = false;
        world.forget_earnings();
    }
}

/// The agent that is struck, among those that fit; none if none does.
fn chosen(target: &Target, capability: &[f64], fits: impl Fn(usize) -> bool, word: u32) -> Option<usize> {
    let better = |sign: f64| {
        let mut best: Option<usize> = None;
        for i in (0..capability.len()).filter(|&i| fits(i)) {
            if best.is_none_or(|best| sign * capability[i] > sign * capability[best]) {
                best = Some(i);
            }
        }
        best
    };
    match target {
        Target::Strongest => better(1.0),
        Target::Weakest => better(-1.0),
        Target::Among(agents) => {
            let there = || agents.iter().map(|&i| i as usize).filter(|&i| fits(i));
            let n = there().count();
            (n > 0).then(|| there().nth(pick(word, n))).flatten()
        }
    }
}

/// The pair that is struck, among those that are linked and fit.
fn pair(rules: &Rules, world: &World, shaken: &Shaken, whom: &[Target], word: u32) -> Option<usize> {
    let is = |target: &Target, i: usize| match target {
        Target::Among(agents) => agents.binary_search(&(i as u32)).is_ok(),
        extreme => chosen(extreme, &world.capability, |i| !shaken.left[i], 0) == Some(i),
    };
    let [one, other] = whom else { return None };
    let fits = |&pair: &usize| {
        let (i, j) = (rules.meetings.actor(2 * pair), rules.meetings.partner(2 * pair));
        !shaken.left[i] && !shaken.left[j] && ((is(one, i) && is(other, j)) || (is(one, j) && is(other, i)))
    };
    let there = || (0..rules.sides() / 2).filter(fits);
    let n = there().count();
    (n > 0).then(|| there().nth(pick(word, n))).flatten()
}

/// Phase 2 for those who break faith: they intend defection towards everyone, and slip as ever.
pub fn breach(rules: &Rules, world: &mut World, streams: &Streams, round: u32) {
    let Some(shaken) = world.shaken.as_ref().filter(|shaken| shaken.last_breach >= round) else { return };
    let slips = Chance::of(with_slip(0.0, rules.noise.slip.get()));
    for side in 0..rules.sides() {
        let met = world.met.as_ref().is_none_or(|met| met.side[side]);
        if met && shaken.breaks_faith[rules.meetings.actor(side)] >= round {
            world.action[side] = Action::cooperate_if(slips.hit(streams.words[side]));
        }
    }
}
