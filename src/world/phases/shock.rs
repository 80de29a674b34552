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

use crate::game::Action;
use crate::mechanism::shock::{Kind, When};
use crate::rng::{Chance, pick};
use crate::strategy::automaton::with_slip;
use crate::units::{Finite, Probability};
use crate::world::agents::CAPABILITY;
use crate::world::rules::{Looming, Rules, Target};
use crate::world::state::shaken::WORDS;
use crate::world::state::{Shaken, World};
use crate::world::streams::Streams;

/// What each of the words of a shock decides.
const STRIKES: usize = 0;
const WHOM: usize = 1;
const STRATEGY: usize = 2;

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
