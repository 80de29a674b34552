//! Phase 11 for conventions that agents join and leave by what they expect to gain ([`crate::mechanism::joining`]).
//!
//! Every `revise` rounds each free agent revises with probability 1/2, all at once: what they expect takes the membership of all
//! others as it was. An agent that belongs to a convention leaves it where it gains less than nothing there, and goes over to
//! another that it gains more from; one that belongs to none joins the one it gains most from. Relative power and distance
//! are those at the start of the round, trust and offences those after it.
//!
//! A sequential convention admits those whose ideology is within its radius: that of its founders, wider by `width` at each
//! revision. Nobody is expelled. Transfers between members are agreed at each revision, from what the members then gain, and
//! paid in every round until the next.
//!
//! Assumed: who is withdrawn or gone does not revise; a protection that reaches all is there in layers, one for each
//! convention in force.

use crate::game::{Payoffs, Stakes};
use crate::mechanism::joining::{Encounter, SLACK, transfers, worth};
use crate::mechanism::{Admission, Contributions, Convention, Covers, Fund, Joining, burden_weight};
use crate::rng::Chance;
use crate::world::rules::{Rules, Stage};
use crate::world::state::World;
use crate::world::streams::Streams;
use crate::world::treaties::away;

/// Probability that an agent revises when it is time to.
const RATE: f64 = 0.5;

/// Lets agents join and leave if this is a round for it; to be called after learning.
pub fn revise(rules: &Rules, world: &mut World, streams: &mut Streams, round: u32) {
    let Some((_, first)) = rules.treaties.voluntary(Joining::Gain).next() else { return };
    if !round.is_multiple_of(first.revise.get()) {
        return;
    }
    let revisions = round / first.revise.get();
    streams.words.resize(rules.sides().max(rules.agents()), 0);
    streams.joining.fill(round, &mut streams.words[..rules.agents()]);
    let prospects = Prospects::of(rules, world);
    let (agreed, gains) = prospects.agreed();
    let mut choices: Vec<Option<u8>> = world.memberships().collect();
    for (i, choice) in choices.iter_mut().enumerate() {
        let revises = Chance::of(RATE).hit(streams.words[i]) && rules.treaties.is_free(i);
        let there = world.shaken.as_ref().is_none_or(|shaken| !shaken.is_outside(i, round + 1));
        if revises && there {
            *choice = prospects.choice(i, gains[i] + agreed[i], revisions);
        }
    }
    let mut moved = false;
    for (i, choice) in choices.into_iter().enumerate() {
        moved |= world.goes_to(i, choice);
    }
    world.standing.stale |= moved;
    world.transfer = if moved { Prospects::of(rules, world).agreed().0 } else { agreed };
}

/// What an agent gains per round by belonging to a convention, named by its place, rather than to none (payoff); all others
/// belong where they do.
///
/// # Panics
/// If there is no such agent or convention.
pub fn gain(rules: &Rules, world: &World, agent: usize, convention: usize) -> f64 {
    Prospects::of(rules, world).gain(agent, convention)
}

/// What agents expect of every convention, given who belongs.
struct Prospects<'a> {
    rules: &'a Rules,
    world: &'a World,
    sizes: Vec<Size>,
}

/// What a convention amounts to.
#[derive(Debug, Clone, Copy, Default)]
struct Size {
    /// Votes of all in it.
    votes: f64,
    /// Votes of its members.
    held: f64,
    members: usize,
    /// Sum of the members' capability^burden.
    weight: f64,
    /// Fines that its members expect to pay to each other (payoff); only where enforcing costs.
    fines: f64,
}

/// A convention with or without the agent that weighs it.
#[derive(Debug, Clone, Copy)]
struct Case {
    /// Does the agent belong?
    inside: bool,
    /// Protection of those that the fund covers.
    shield: f64,
}

impl<'a> Prospects<'a> {
    fn of(rules: &'a Rules, world: &'a World) -> Self {
        let mut sizes = vec![Size::default(); rules.treaties.list.len()];
        for i in 0..rules.agents() {
            let Some(k) = world.belongs_to(i) else { continue };
            let size = &mut sizes[usize::from(k)];
            size.held += world.standing.votes[usize::from(k)][i];
            size.members += 1;
            size.weight += burden_weight(world.capability[i], rules.mechanisms.burden.get());
        }
        for (size, votes) in sizes.iter_mut().zip(&world.standing.votes) {
            size.votes = votes.iter().sum();
        }
        let mut prospects = Self { rules, world, sizes };
        for (k, convention) in rules.treaties.list.iter().enumerate() {
            if convention.enforcement.get() > 0.0 {
                let both = |&side: &usize| {
                    [rules.meetings.actor(side), rules.meetings.partner(side)]
                        .iter()
                        .all(|&i| world.belongs_to(i) == Some(k as u8))
                };
                prospects.sizes[k].fines =
                    (0..rules.sides()).filter(both).map(|side| prospects.fines_of(convention, side)).sum();
            }
        }
        prospects
    }

    /// Transfers per agent that members agree on, and what each member gains by belonging where it does; 0 for others.
    fn agreed(&self) -> (Vec<f64>, Vec<f64>) {
        let agents = self.rules.agents();
        let (mut agreed, mut gains) = (vec![0.0; agents], vec![0.0; agents]);
        for (k, convention) in self.rules.treaties.voluntary(Joining::Gain) {
            let members: Vec<usize> = (0..agents).filter(|&i| self.world.belongs_to(i) == Some(k as u8)).collect();
            let own: Vec<f64> = members.iter().map(|&i| self.gain(i, k)).collect();
            let mut paid = vec![0.0; members.len()];
            if convention.transfers.get() > 0.0 {
                transfers(&own, convention.transfers.get(), &mut paid);
            }
            for (place, &i) in members.iter().enumerate() {
                (agreed[i], gains[i]) = (paid[place], own[place]);
            }
        }
        (agreed, gains)
    }

    /// Where an agent goes that may revise; `stays` is what it gains where it is, transfers included.
    fn choice(&self, i: usize, stays: f64, revisions: u32) -> Option<u8> {
        let own = self.world.belongs_to(i);
        let (mut best, mut most) = (own, stays);
        if own.is_none() || stays < -SLACK {
            (best, most) = (None, 0.0);
        }
        for (k, convention) in self.rules.treaties.voluntary(Joining::Gain).filter(|(k, _)| own != Some(*k as u8)) {
            if self.admits(convention, k, i, revisions) {
                let gain = self.gain(i, k);
                if gain > most.max(0.0) + SLACK {
                    (best, most) = (Some(k as u8), gain);
                }
            }
        }
        best
    }

    fn admits(&self, convention: &Convention, k: usize, i: usize, revisions: u32) -> bool {
        match convention.admission {
            Admission::Open => true,
            Admission::Sequential(sequential) => {
                let radius = self.world.reach[k] + sequential.width.get() * f64::from(revisions);
                away(convention, self.world.ideology[i]) <= radius + SLACK
            }
        }
    }

    /// What agent `i` gains per round by belonging to convention `k` rather than to none (payoff).
    fn gain(&self, i: usize, k: usize) -> f64 {
        let (rules, world) = (self.rules, self.world);
        let (convention, size) = (&rules.treaties.list[k], self.sizes[k]);
        let (vote, belongs) = (world.standing.votes[k][i], world.belongs_to(i) == Some(k as u8));
        let in_force = |inside: bool| match (inside, belongs) {
            (true, false) => convention.suffices(size.held + vote, size.votes, size.members + 1),
            (false, true) => convention.suffices(size.held - vote, size.votes, size.members - 1),
            (_, _) => convention.suffices(size.held, size.votes, size.members),
        };
        if !in_force(true) {
            return 0.0;
        }
        // A protection that reaches all is there in layers.
        let let_through = match &rules.mechanisms.fund {
            Some(fund) if fund.covers == Covers::All => self.unprotected(k),
            _ => 1.0,
        };
        let [member, outsider] = [true, false].map(|inside| {
            let shield = if in_force(inside) { self.shield(k, Some((i, inside))) } else { 0.0 };
            Case { inside, shield: 1.0 - (1.0 - shield) * let_through }
        });
        let share = self.share(k, i);
        let mut gain = -self.contribution(k, i, share);
        let mut fines = 0.0;
        let fine = convention.fine_of(world.offences[i]);
        let toll = convention.toll(world.sovereignty[i], world.ideology[i]);
        let compensated = convention.compensation.get() * convention.kept(world.sovereignty[i]);
        for &side in rules.meetings.sides_of(i) {
            let side = side as usize;
            let j = rules.meetings.partner(side);
            if world.has_left(j) {
                continue;
            }
            let frequency = rules.meetings.frequency.as_ref().map_or(1.0, |frequency| frequency[side / 2]);
            let bound = world.belongs_to(j) == Some(k as u8);
            let other = if bound { convention.fine_of(world.offences[j]) } else { 0.0 };
            let deters = if bound { [fine, other].map(|fine| convention.expected_fine(fine)) } else { [0.0; 2] };
            let [inside, outside] = [(member, deters), (outsider, [0.0; 2])].map(|(case, deters)| {
                let encounter = self.encounter(side, k, case);
                (encounter, self.chances(&encounter, deters))
            });
            let mut won = worth(&inside.0.payoffs[0], inside.1) - worth(&outside.0.payoffs[0], outside.1);
            if bound {
                let [p, q] = inside.1;
                won += compensated * convention.fines_to_come(other, q) - convention.fines_to_come(fine, p) - toll;
            }
            gain += frequency * won;
            if bound && convention.enforcement.get() > 0.0 {
                fines += self.fines_of(convention, side) + self.fines_of(convention, side ^ 1);
            }
        }
        let all_fines = if belongs { size.fines } else { size.fines + fines };
        gain - share * convention.enforcement.get() * all_fines
    }

    fn chances(&self, encounter: &Encounter, expected_fines: [f64; 2]) -> [f64; 2] {
        let choice = &self.rules.choice;
        encounter.chances(choice.patience.get(), choice.temperature.get(), expected_fines)
    }

    /// Fines that the actor of a side expects to pay there if the convention binds it, by its own trust; times how often
    /// the two meet.
    fn fines_of(&self, convention: &Convention, side: usize) -> f64 {
        let fines =
            [side, side ^ 1].map(|side| convention.fine_of(self.world.offences[self.rules.meetings.actor(side)]));
        let [p, _] = self.chances(&self.plain(side), fines.map(|fine| convention.expected_fine(fine)));
        let frequency = self.rules.meetings.frequency.as_ref().map_or(1.0, |frequency| frequency[side / 2]);
        frequency * convention.fines_to_come(fines[0], p)
    }

    /// An encounter as its actor sees it, payoffs as they are.
    fn plain(&self, side: usize) -> Encounter {
        let (i, j) = (self.rules.meetings.actor(side), self.rules.meetings.partner(side));
        let standing = &self.world.standing;
        Encounter {
            payoffs: [standing.payoffs[side], standing.payoffs[side ^ 1]],
            concern: [self.world.concern[i], self.world.concern[j]],
            trust: self.world.trust[side],
        }
    }

    /// The same with the shields that both would have in a case.
    fn encounter(&self, side: usize, k: usize, case: Case) -> Encounter {
        let plain = self.plain(side);
        let (Stage::Dilemma(dilemma), Some(fund)) = (&self.rules.stage, &self.rules.mechanisms.fund) else {
            return plain;
        };
        let j = self.rules.meetings.partner(side);
        let partner = self.world.belongs_to(j) == Some(k as u8);
        let shields = match fund.covers {
            Covers::All => [case.shield; 2],
            // An agent that changes over leaves the protection of its convention behind.
            Covers::Members => [
                if case.inside { case.shield } else { 0.0 },
                if partner { case.shield } else { self.world.standing.shield[j] },
            ],
        };
        let standing = &self.world.standing;
        let payoffs = |side: usize, own: usize| -> Payoffs {
            dilemma.payoffs(&Stakes {
                power: standing.power[side],
                distance: standing.distance[side],
                own_shield: shields[own],
                partner_shield: shields[1 - own],
                denial: fund.denial.get(),
            })
        };
        Encounter { payoffs: [payoffs(side, 0), payoffs(side ^ 1, 1)], ..plain }
    }

    /// Share of harm that the funds of all other conventions let through.
    fn unprotected(&self, k: usize) -> f64 {
        let others = (0..self.sizes.len()).filter(|&other| other != k && self.world.standing.force[other]);
        others.map(|other| 1.0 - self.shield(other, None)).product()
    }

    /// The share of every bill that agent `i` bears as a member.
    fn share(&self, k: usize, i: usize) -> f64 {
        let own = burden_weight(self.world.capability[i], self.rules.mechanisms.burden.get());
        let belongs = self.world.belongs_to(i) == Some(k as u8);
        own / if belongs { self.sizes[k].weight } else { self.sizes[k].weight + own }
    }

    /// What agent `i` pays into the fund as a member (payoff).
    fn contribution(&self, k: usize, i: usize, share: f64) -> f64 {
        let Some(fund) = &self.rules.mechanisms.fund else { return 0.0 };
        let belongs = self.world.belongs_to(i) == Some(k as u8);
        self.pays(fund, i, self.sizes[k].members + usize::from(!belongs), share)
    }

    /// What a member pays that bears this share of every bill of so many members (payoff); one that gives voluntarily goes on as it
    /// does, so a newcomer begins with nothing.
    fn pays(&self, fund: &Fund, i: usize, members: usize, share: f64) -> f64 {
        match fund.contributions {
            Contributions::ByCapability => fund.rate.get() * members as f64 * share,
            Contributions::Equal => fund.rate.get(),
            Contributions::Voluntary | Contributions::Matching => self.world.standing.contribution[i],
        }
    }

    /// The shield that the fund of convention `k` buys with its members; one agent may be taken to be inside or not.
    fn shield(&self, k: usize, but: Option<(usize, bool)>) -> f64 {
        let Some(fund) = &self.rules.mechanisms.fund else { return 0.0 };
        let belongs = |j: usize| match but {
            Some((i, inside)) if i == j => inside,
            _ => self.world.belongs_to(j) == Some(k as u8),
        };
        let weight = |j: usize| burden_weight(self.world.capability[j], self.rules.mechanisms.burden.get());
        let members = || (0..self.rules.agents()).filter(|&j| belongs(j));
        let all: f64 = members().map(weight).sum();
        let count = members().count();
        fund.shield(members().map(|j| self.pays(fund, j, count, weight(j) / all)))
    }
}
