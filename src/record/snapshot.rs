//! Who trusts whom at chosen rounds: the world seen at a moment, pair by pair.

use super::portrait::names;
use super::rounds::RoundRow;
use super::run::{Observed, Recorder};
use crate::world::Rules;

/// Trust between all agents after a round, before anybody learns.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// The round.
    pub round: u32,
    /// `trust[i][j]` of i in j, in [0, 1]; NaN where they never meet, and on the diagonal.
    pub trust: Vec<Vec<f64>>,
}

/// Agents by name and bloc, and what was seen of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Snapshots {
    wanted: Vec<u32>,
    /// What was seen, in the order of the rounds.
    pub taken: Vec<Snapshot>,
    /// Name and bloc of each agent.
    pub agents: Vec<[String; 2]>,
}

impl Snapshots {
    /// Of these rounds, from 1; rounds that are not played are not seen.
    pub fn of(rounds: &[u32]) -> Self {
        Self { wanted: rounds.to_vec(), ..Self::default() }
    }
}

impl Recorder for Snapshots {
    fn wants(&self, round: u32) -> bool {
        self.wanted.contains(&round)
    }

    fn record(&mut self, round: u32, _: &RoundRow, _: &[f64]) {
        // What was looked at just before gets its round here.
        if let Some(last) = self.taken.last_mut().filter(|last| last.round == 0) {
            last.round = round;
        }
    }

    fn look(&mut self, Observed { rules, world }: Observed<'_>, _in_window: bool) {
        // Rounds of the window are shown whether they are wanted or not; those that are not recorded are seen over.
        if self.taken.last().is_some_and(|last| last.round == 0) {
            self.taken.pop();
        }
        let n = rules.agents();
        let mut trust = vec![vec![f64::NAN; n]; n];
        for (side, &tau) in world.trust.iter().enumerate() {
            trust[rules.meetings.actor(side)][rules.meetings.partner(side)] = tau;
        }
        self.taken.push(Snapshot { round: 0, trust });
    }

    fn end(&mut self, rules: &Rules) {
        self.taken.retain(|seen| seen.round > 0);
        let blocs = rules.sources.iter().flat_map(|s| std::iter::repeat_n(s.group.bloc(), s.group.count as usize));
        self.agents = names(rules).into_iter().zip(blocs).map(|(name, bloc)| [name, bloc.to_owned()]).collect();
    }
}
