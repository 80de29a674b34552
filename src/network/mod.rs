//! Who meets whom.
//!
//! A network is a list of pairs. Each pair has two sides, numbered 2p and 2p + 1: everything that belongs to one agent's
//! relation to one partner (trust, automaton node, reading) is kept by side in a plain array, and the partner's side is
//! `side ^ 1`. Memory is proportional to the number of pairs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The network: `[network]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Network {
    /// Which network.
    pub kind: Kind,
}

impl Default for Network {
    fn default() -> Self {
        Self { kind: Kind::Complete }
    }
}

/// Which network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Everyone meets everyone.
    Complete,
}

/// The pairs that meet, as sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meetings {
    /// The agent that acts on each side; that of `side ^ 1` is its partner.
    pub actor: Vec<u32>,
    /// The number of partners of each agent.
    pub degree: Vec<u32>,
    /// Each agent's sides, one agent after another.
    listed: Vec<u32>,
    /// Where the sides of each agent begin in the list, and where the last end.
    first: Vec<u32>,
}

impl Meetings {
    /// Everyone meets everyone: pair (i, j), i < j, has number j(j-1)/2 + i, its lower side is i's.
    pub fn complete(agents: usize) -> Self {
        let mut actor = Vec::with_capacity(agents * agents.saturating_sub(1));
        for j in 0..agents as u32 {
            for i in 0..j {
                actor.extend([i, j]);
            }
        }
        Self::new(actor, agents)
    }

    /// From the agent that acts on each side.
    pub fn new(actor: Vec<u32>, agents: usize) -> Self {
        let mut degree = vec![0; agents];
        for &i in &actor {
            degree[i as usize] += 1;
        }
        let mut first = vec![0; agents + 1];
        for i in 0..agents {
            first[i + 1] = first[i] + degree[i];
        }
        let (mut next, mut listed) = (first.clone(), vec![0; actor.len()]);
        for (side, &i) in actor.iter().enumerate() {
            listed[next[i as usize] as usize] = side as u32;
            next[i as usize] += 1;
        }
        Self { actor, degree, listed, first }
    }

    /// The sides on which agent `i` acts, in ascending order.
    #[inline]
    pub fn sides_of(&self, i: usize) -> &[u32] {
        &self.listed[self.first[i] as usize..self.first[i + 1] as usize]
    }

    /// Number of sides, twice the number of pairs.
    pub fn sides(&self) -> usize {
        self.actor.len()
    }

    /// The agent that acts on a side.
    #[inline]
    pub fn actor(&self, side: usize) -> usize {
        self.actor[side] as usize
    }

    /// The partner met on a side.
    #[inline]
    pub fn partner(&self, side: usize) -> usize {
        self.actor[side ^ 1] as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyone_meets_everyone_once() {
        let meetings = Meetings::complete(5);
        assert_eq!(meetings.sides(), 20);
        let mut pairs: Vec<_> = (0..20).map(|s| (meetings.actor(s), meetings.partner(s))).collect();
        assert_eq!(pairs[4 * 2], (1, 3), "pair (1, 3) has number 3 * 2 / 2 + 1");
        pairs.sort_unstable();
        pairs.dedup();
        assert!(pairs.len() == 20 && pairs.iter().all(|(i, j)| i != j));
    }

    #[test]
    fn agents_added_at_the_end_leave_the_old_pairs_where_they_were() {
        let (small, large) = (Meetings::complete(4), Meetings::complete(6));
        assert_eq!(large.actor[..small.sides()], small.actor[..]);
    }
}
