//! Agents and dyads one by one: means over the window, beside the means over all of them.
//!
//! ```text
//! cooperation_i = sum over the window of i's cooperations / sum of its encounters
//! payoff_i      = sum of its income / sum of its encounters
//! ```
//!
//! and so for each side of each pair; all else is a mean over rounds. Income counts fines, compensation, bills, aid and
//! development; the payoff of a side is that of the game alone, as the rest is no dyad's.

use super::row::Column;
use super::run::Observed;
use crate::game::Kind;
use crate::world::{Rules, World};

/// Sums over the rounds of the window, per agent or per side as said.
#[derive(Debug, Clone, PartialEq)]
pub struct Portrait {
    rounds: u32,
    /// Per agent: income, capability, ideology, rounds of membership, concern.
    agents: Vec<[f64; 5]>,
    /// Strategy in the last round, per agent.
    strategy: Vec<u16>,
    /// Per side: encounters, cooperations, trust, payoff of the game, distance.
    sides: Vec<[f64; 5]>,
    /// The game that a side sees in the last round, per side.
    games: Vec<Kind>,
}

/// One agent over the window.
#[derive(Debug, Clone, PartialEq)]
pub struct AgentRow {
    /// Place among the agents, from 0.
    pub agent: usize,
    /// Its name.
    pub name: String,
    /// Its bloc.
    pub group: String,
    /// `strong` or `weak`.
    pub power: &'static str,
    /// Its strategy in the last round.
    pub strategy: String,
    /// Payoff, cooperation given and received, capability, ideology, membership, concern; NaN where it met nobody.
    pub values: [f64; 7],
}

/// One side of a dyad over the window.
#[derive(Debug, Clone, PartialEq)]
pub struct DyadRow {
    /// The agent and its partner, from 0.
    pub ends: [usize; 2],
    /// Their names.
    pub names: [String; 2],
    /// The game it sees in the last round.
    pub game: &'static str,
    /// Encounters, cooperation, trust, payoff, distance; NaN where they did not meet.
    pub values: [f64; 5],
}

/// The columns of `agents.csv` behind the keys and the swept values.
pub fn agent_columns() -> Vec<Column> {
    let column = Column::new;
    vec![
        column("agent", "number", "Place of the agent in the world, from 0."),
        column("name", "name", "Its name: that of its group, with a number behind if it is not alone in it."),
        column("group", "name", "Its bloc: the label of its group, or the group itself."),
        column("power", "name", "strong or weak."),
        column("strategy", "name", "Its strategy in the last round, before that round's learning."),
        column(
            "payoff",
            "payoff",
            "Its income per encounter over the window: payoffs, fines, compensation, bills, aid and development; empty if it met nobody.",
        ),
        column("cooperation", "share", "Share of its encounters in the window in which it cooperated."),
        column("received", "share", "Share of its encounters in the window in which its partner cooperated."),
        column("capability", "capability", "Its mean capability over the window."),
        column("ideology", "ideology", "Its mean ideology over the window."),
        column("membership", "share", "Share of the rounds of the window in which it belonged to the convention."),
        column("concern", "weight", "Its mean concern for others over the window."),
    ]
}

/// The columns of `dyads.csv` behind the keys and the swept values.
pub fn dyad_columns() -> Vec<Column> {
    let column = Column::new;
    vec![
        column("agent", "number", "Place of the agent in the world, from 0."),
        column("partner", "number", "Place of its partner."),
        column("name", "name", "The agent's name."),
        column("partner_name", "name", "Its partner's name."),
        column("game", "name", "The game that the agent sees in this dyad in the last round."),
        column("encounters", "encounters", "Encounters in the window."),
        column("cooperation", "share", "Share of them in which the agent cooperated; empty if there were none."),
        column("trust", "belief", "Mean over the window of its trust in the partner."),
        column("payoff", "payoff", "Its mean payoff of the game in these encounters, without fines, aid and the like."),
        column("distance", "share of the largest", "Mean distance of the two over the window."),
    ]
}

/// Per encounter; NaN without any.
fn per(sum: f64, encounters: f64) -> f64 {
    if encounters > 0.0 { sum / encounters } else { f64::NAN }
}

impl Portrait {
    /// Nothing seen yet.
    pub fn new(rules: &Rules) -> Self {
        Self {
            rounds: 0,
            agents: vec![[0.0; 5]; rules.agents()],
            strategy: vec![0; rules.agents()],
            sides: vec![[0.0; 5]; rules.sides()],
            games: vec![Kind::PrisonersDilemma; rules.sides()],
        }
    }

    /// Takes a round of the window.
    pub fn take(&mut self, Observed { rules, world }: Observed<'_>) {
        self.rounds += 1;
        for (i, sums) in self.agents.iter_mut().enumerate() {
            let member = f64::from(u8::from(world.member[i]));
            let values = [world.income[i], world.capability[i], world.ideology[i], member, world.concern[i]];
            sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
        }
        self.strategy.copy_from_slice(&world.strategy);
        for (side, sums) in self.sides.iter_mut().enumerate() {
            if world.meets(side) {
                let cooperates = world.action[side].cooperates();
                sums[0] += 1.0;
                sums[1] += f64::from(u8::from(cooperates));
                sums[3] += payoff(world, side);
            }
            sums[2] += world.trust[side];
            sums[4] += world.standing.distance[side];
            self.games[side] = Kind::of(&world.standing.payoffs[side]);
        }
        debug_assert_eq!(self.sides.len(), rules.sides());
    }

    /// The agents in their order.
    pub fn agents(&self, rules: &Rules) -> Vec<AgentRow> {
        let names = names(rules);
        let groups = rules.sources.iter().flat_map(|s| std::iter::repeat_n(s.group.bloc(), s.group.count as usize));
        let rounds = f64::from(self.rounds);
        let row = |(agent, (name, group)): (usize, (String, &str))| {
            let sums = self.agents[agent];
            let over = |of: &dyn Fn(usize) -> f64| -> f64 {
                rules.meetings.sides_of(agent).iter().map(|&side| of(side as usize)).sum()
            };
            let met = over(&|side| self.sides[side][0]);
            let [given, received] =
                [over(&|side| self.sides[side][1]), over(&|side| self.sides[side ^ 1][1])].map(|sum| per(sum, met));
            let [income, capability, ideology, member, concern] = sums;
            let [capability, ideology, member, concern] =
                [capability, ideology, member, concern].map(|sum| sum / rounds);
            AgentRow {
                agent,
                name,
                group: group.to_owned(),
                power: rules.power[agent].name(),
                strategy: rules.repertoire.names[usize::from(self.strategy[agent])].clone(),
                values: [per(income, met), given, received, capability, ideology, member, concern],
            }
        };
        names.into_iter().zip(groups).enumerate().map(row).collect()
    }

    /// The sides of all dyads, an agent's in the order of its partners.
    pub fn dyads(&self, rules: &Rules) -> Vec<DyadRow> {
        let names = names(rules);
        let rounds = f64::from(self.rounds);
        let row = |side: usize| {
            let ends = [rules.meetings.actor(side), rules.meetings.partner(side)];
            let [met, cooperated, trust, payoff, distance] = self.sides[side];
            DyadRow {
                ends,
                names: ends.map(|end| names[end].clone()),
                game: self.games[side].name(),
                values: [met, per(cooperated, met), trust / rounds, per(payoff, met), distance / rounds],
            }
        };
        (0..rules.agents()).flat_map(|agent| rules.meetings.sides_of(agent)).map(|&side| row(side as usize)).collect()
    }
}

/// What a side was paid by the game in this round.
fn payoff(world: &World, side: usize) -> f64 {
    world.standing.payoffs[side].at(world.action[side], world.action[side ^ 1])
}

/// The names of all agents: that of the group, with a number from 1 behind where there are more than one.
pub(super) fn names(rules: &Rules) -> Vec<String> {
    let of = |group: &crate::world::Group| {
        let name = group.name().to_owned();
        let count = group.count;
        (1..=count).map(move |place| if count == 1 { name.clone() } else { format!("{name} {place}") })
    };
    rules.sources.iter().flat_map(|source| of(&source.group)).collect()
}
