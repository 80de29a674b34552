//! The world's memory as plain arrays: one entry per agent, or one per side of a pair.

mod adoption;
pub(in crate::world) mod bounds;
pub(in crate::world) mod fog;
mod met;
pub(in crate::world) mod shaken;

pub use adoption::Adoption;
pub use fog::Fog;
pub use met::Met;
pub use shaken::Shaken;

use crate::game::{Action, Payoffs};
use crate::strategy::deliberate::Weights;
use crate::strategy::learner::Mind;
use crate::trust::reading::Errors;
use crate::world::rules::Rules;

/// The changing part of a world. Arrays are per agent or per side, as said.
#[derive(Debug, Clone, PartialEq)]
pub struct World {
    /// Capability in [0.01, 1], per agent.
    pub capability: Vec<f64>,
    /// Ideology in [-1, 1], per agent.
    pub ideology: Vec<f64>,
    /// Language group, per agent.
    pub language: Vec<u32>,
    /// Sovereignty, at least 0, per agent.
    pub sovereignty: Vec<f64>,
    /// Concern for others, at least 0, per agent.
    pub concern: Vec<f64>,
    /// Remembered offences, at least 0, per agent.
    pub offences: Vec<f64>,
    /// Strategy, a place in the repertoire, per agent.
    pub strategy: Vec<u16>,
    /// Belongs to a convention, per agent.
    pub member: Vec<bool>,
    /// The place of the convention that it belongs to, or did last, per agent.
    pub treaty: Vec<u8>,
    /// Radius within which each convention admitted agents at the start (ideology); infinite where it is open.
    pub reach: Vec<f64>,
    /// What members get from each other per round, below 0 for those that pay, per agent (payoff).
    pub transfer: Vec<f64>,
    /// Has a good name in public, per agent; empty without `[reputation]`.
    pub good: Vec<bool>,

    /// Trust in [0, 1], per side: the actor's in its partner.
    pub trust: Vec<f64>,
    /// Trust before any encounter, per side.
    pub prior: Vec<f64>,
    /// Counts (`beta`) or belief (`bayes`), per side; empty under other rules.
    pub evidence: Vec<[f64; 2]>,
    /// The automaton's node, per side.
    pub node: Vec<u16>,
    /// Which encounters take place in this round; none where all do.
    pub met: Option<Met>,
    /// What a learner remembers of its partner, per side; empty if no strategy learns.
    pub mind: Vec<Mind>,
    /// The executed action of this round, per side; of the last encounter, if there is none in this round.
    pub action: Vec<Action>,
    /// What the actor read of its partner's action, per side.
    pub read: Vec<Action>,

    /// What follows from the state at the start of a round.
    pub standing: Standing,
    /// What happened in the round, summed.
    pub tally: Tally,
    /// Payments of the round: payoffs, fines, compensation, bills, aid, development; per agent.
    pub income: Vec<f64>,
    /// Sum of income since the last update, per agent.
    pub earned: Vec<f64>,
    /// Rounds since the last update.
    pub rounds_earned: u32,
    /// Can no update change anything any more?
    pub settled: bool,
    /// The agent whose strategy no update changes, if there is one.
    pub kept: Option<u32>,
    /// Room for sums within a phase, so that no round allocates.
    pub(super) room: Room,
    /// What shocks have done; none in a world without `[[shocks]]`.
    pub shaken: Option<Shaken>,
    /// Readings that are shared, blamed on others or late; none without `[attribution]`.
    pub fog: Option<Fog>,
    /// Who has adopted a norm; none without a cascade.
    pub adoption: Option<Adoption>,
    /// Armament, at least 0, per agent; empty without an arms race.
    pub arms: Vec<f64>,
}

/// Room for sums within a phase; its content means nothing between phases.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Room {
    /// A sum per agent.
    pub(super) sums: Vec<f64>,
    /// Another sum per agent.
    pub(super) more: Vec<f64>,
    /// The values that a phase writes at its end, per agent.
    pub(super) next: Vec<f64>,
    /// A count per agent.
    pub(super) counts: Vec<u32>,
    /// The names that hold from the next round, per agent.
    pub(super) good: Vec<bool>,
    /// Capability when facing a strong and a weak partner, armament included, per agent.
    pub(super) facing: Vec<[f64; 2]>,
    /// Reading errors between the like-minded, free and bound by a convention, per agent.
    pub(super) sight: Vec<[Errors; 2]>,
}

impl Room {
    /// Room for so many agents.
    pub(super) fn of(agents: usize) -> Self {
        Self {
            sums: vec![0.0; agents],
            more: vec![0.0; agents],
            next: vec![0.0; agents],
            counts: vec![0; agents],
            good: vec![false; agents],
            facing: vec![[0.0; 2]; agents],
            sight: vec![[Errors::default(); 2]; agents],
        }
    }
}

/// What follows from the state at the start of a round; kept from round to round while nothing moves it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Standing {
    /// Must the sides be worked out anew?
    pub stale: bool,
    /// Voice weights, per agent.
    pub voice: Vec<f64>,
    /// Reputation in [0, 1], per agent; empty without gossip.
    pub reputation: Vec<f64>,
    /// Is the convention in force, or any of several?
    pub in_force: bool,
    /// Is it in force, per convention?
    pub force: Vec<bool>,
    /// Who belongs to it, per convention and agent.
    pub members: Vec<Vec<bool>>,
    /// Voice weights in the quorum of each convention, per agent.
    pub votes: Vec<Vec<f64>>,
    /// What a bound encounter costs in control handed over, per agent (payoff).
    pub toll: Vec<f64>,
    /// Belongs to the front, per agent.
    pub front: Vec<bool>,
    /// Capability when facing a strong partner, per agent.
    pub against_strong: Vec<f64>,
    /// Contribution to the fund, per agent (payoff).
    pub contribution: Vec<f64>,
    /// Protection in [0, 1), per agent.
    pub shield: Vec<f64>,
    /// The fine one would pay, per agent (payoff).
    pub fine: Vec<f64>,
    /// Distance in [0, 1], per side.
    pub distance: Vec<f64>,
    /// Relative power over the partner in [0, 1], per side.
    pub power: Vec<f64>,
    /// Payoffs at the four outcomes, per side.
    pub payoffs: Vec<Payoffs>,
    /// Reading errors, per side.
    pub errors: Vec<Errors>,
    /// Words below this misread a cooperation, per side. No reading is worse than a coin, so all bounds are 2^31 at most.
    pub alarm: Vec<u32>,
    /// Words below this misread a defection, per side.
    pub miss: Vec<u32>,
    /// What trust is weighed with, per side; empty without deliberate agents.
    pub weights: Vec<Weights>,
    /// Does the convention bind this side, per side?
    pub bound: Vec<bool>,
}

/// What happened in a round, summed over sides.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Tally {
    /// Cooperations by kind of directed dyad (whole, or expected).
    pub cooperated: [f64; 4],
    /// Pairs in which both cooperated.
    pub mutual: f64,
    /// Sides fined, justly or not.
    pub fined: u32,
    /// Sides fined for cooperating.
    pub wrongly_fined: u32,
    /// Sum of the fines (payoff).
    pub fines: f64,
    /// Sum of the compensation paid to partners (payoff).
    pub compensation: f64,
    /// Sum of the bills for enforcement (payoff).
    pub enforcement: f64,
}

impl World {
    /// Gives an agent a strategy of the repertoire, which no update changes; its own automata and minds start afresh.
    pub fn keep(&mut self, rules: &Rules, agent: usize, strategy: u16) {
        self.kept = Some(agent as u32);
        self.strategy[agent] = strategy;
        for &side in rules.meetings.sides_of(agent) {
            self.start(rules, side as usize);
        }
    }

    /// The automaton of a side, and its mind, if its strategy learns, as before the first encounter.
    pub(super) fn start(&mut self, rules: &Rules, side: usize) {
        let strategy = usize::from(self.strategy[rules.meetings.actor(side)]);
        self.node[side] = rules.repertoire.start[strategy];
        if let Some(learner) = &rules.repertoire.learner[strategy] {
            self.mind[side] = learner.start();
        }
    }

    /// What was earned since the last update is forgotten.
    pub(super) fn forget_earnings(&mut self) {
        self.earned.fill(0.0);
        self.rounds_earned = 0;
        if let Some(met) = &mut self.met {
            met.since_update.fill(0);
        }
    }

    /// Works out the distance of every side from the ideologies as they are.
    pub fn measure_distances(&mut self, rules: &Rules) {
        let distance = &mut self.standing.distance;
        distance.resize(rules.sides(), 0.0);
        for pair in 0..rules.sides() / 2 {
            let (i, j) = (rules.meetings.actor(2 * pair), rules.meetings.partner(2 * pair));
            let foreign = self.language[i] != self.language[j];
            let d = rules.distance(pair, self.ideology[i], self.ideology[j], foreign);
            distance[2 * pair] = d;
            distance[2 * pair + 1] = d;
        }
    }

    /// Does the encounter of a side take place in this round?
    #[inline]
    pub fn meets(&self, side: usize) -> bool {
        self.met.as_ref().is_none_or(|met| met.side[side])
    }

    /// Encounters of each agent in this round.
    pub fn encounters<'a>(&'a self, rules: &'a Rules) -> &'a [u32] {
        self.met.as_ref().map_or(&rules.meetings.degree, |met| &met.degree)
    }

    /// Games that an agent plays in this round: its encounters, or the groups it belongs to.
    pub fn games(&self, rules: &Rules, agent: usize) -> f64 {
        self.met.as_ref().map_or_else(|| rules.games(agent), |met| f64::from(met.degree[agent]))
    }

    /// Games of an agent since the last update of strategies.
    pub fn games_since_update(&self, rules: &Rules, agent: usize) -> f64 {
        match &self.met {
            Some(met) => f64::from(met.since_update[agent]),
            None => rules.games(agent) * f64::from(self.rounds_earned),
        }
    }

    /// The place of the convention that an agent belongs to; none if it belongs to none.
    #[inline]
    pub fn belongs_to(&self, agent: usize) -> Option<u8> {
        self.member[agent].then(|| self.treaty[agent])
    }

    /// The same of every agent.
    pub(super) fn memberships(&self) -> impl Iterator<Item = Option<u8>> {
        (0..self.member.len()).map(|agent| self.belongs_to(agent))
    }

    /// An agent belongs to another convention, or to none, from now on; did it not before?
    pub(super) fn goes_to(&mut self, agent: usize, treaty: Option<u8>) -> bool {
        let changes = self.belongs_to(agent) != treaty;
        self.member[agent] = treaty.is_some();
        self.treaty[agent] = treaty.unwrap_or(self.treaty[agent]);
        changes
    }

    /// Has this agent left the world?
    #[inline]
    pub fn has_left(&self, agent: usize) -> bool {
        self.shaken.as_ref().is_some_and(|shaken| shaken.left(agent))
    }

    /// What the actor of a side did in the round of which it read.
    #[inline]
    pub(super) fn answered(&self, side: usize) -> Action {
        match &self.fog {
            Some(fog) if !fog.answered.is_empty() => fog.answered[side],
            _ => self.action[side],
        }
    }

    /// Is there any fog in this round?
    #[inline]
    pub(super) fn is_foggy(&self, round: u32) -> bool {
        self.fog.is_some() || self.shaken.as_ref().is_some_and(|shaken| shaken.deceives(round))
    }
}
