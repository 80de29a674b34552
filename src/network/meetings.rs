//! The pairs that meet, laid out for a world: sides, each agent's own, and how often a pair meets.
//!
//! ```text
//! f_p = w_p / max w      probability that pair p meets in a round
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | w_p | weight of the pair's link | > 0 | [`super::Edges::weights`] |
//! | f_p | frequency of its encounters | (0, 1] | [`Meetings::frequency`] |
//!
//! Assumed: a weight says how often two meet, not what is at stake when they do.
//!
//! ```
//! use comity::network::Meetings;
//! let path = Meetings::of(3, &[[1, 0], [2, 1]], &[2.0, 1.0]); // 0 - 1 - 2
//! assert_eq!(path.sides_of(1), [1, 2]);
//! assert_eq!((path.partner(1), path.partner(2)), (0, 2));
//! assert_eq!(path.frequency, Some(vec![1.0, 0.5]));
//! ```

use super::link::Link;

/// The pairs that meet, as sides.
#[derive(Debug, Clone, PartialEq)]
pub struct Meetings {
    /// The agent that acts on each side; that of `side ^ 1` is its partner.
    pub actor: Vec<u32>,
    /// The number of partners of each agent.
    pub degree: Vec<u32>,
    /// Probability that each pair meets in a round, in (0, 1]; none where all pairs meet in every round.
    pub frequency: Option<Vec<f64>>,
    /// All sides, those of agent 0 first.
    listed: Vec<u32>,
    /// Where each agent's sides begin in `listed`, and its end.
    begin: Vec<u32>,
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
        Self::laid_out(agents, actor, None)
    }

    /// The given pairs meet, numbered in the order of their later agent, then their earlier one; its lower side is the
    /// earlier's.
    ///
    /// Each pair is to be given once, in either direction. `weights`, one for each link or none at all, say how often
    /// they meet.
    pub fn of(agents: usize, links: &[Link], weights: &[f64]) -> Self {
        let mut order: Vec<(u32, u32, usize)> =
            links.iter().enumerate().map(|(place, &[a, b])| (a.max(b), a.min(b), place)).collect();
        order.sort_unstable();
        let actor = order.iter().flat_map(|&(later, earlier, _)| [earlier, later]).collect();
        let most = weights.iter().copied().fold(0.0, f64::max);
        let frequency = weights
            .iter()
            .any(|&weight| weight != most)
            .then(|| order.iter().map(|&(_, _, place)| weights[place] / most).collect());
        Self::laid_out(agents, actor, frequency)
    }

    fn laid_out(agents: usize, actor: Vec<u32>, frequency: Option<Vec<f64>>) -> Self {
        let mut degree = vec![0; agents];
        for &agent in &actor {
            degree[agent as usize] += 1;
        }
        let mut begin = Vec::with_capacity(agents + 1);
        begin.push(0);
        let mut total = 0;
        for &d in &degree {
            total += d;
            begin.push(total);
        }
        let mut next = begin.clone();
        let mut listed = vec![0; actor.len()];
        for (side, &agent) in actor.iter().enumerate() {
            let place = &mut next[agent as usize];
            listed[*place as usize] = side as u32;
            *place += 1;
        }
        Self { actor, degree, frequency, listed, begin }
    }

    /// The same pairs, each meeting in proportion to how often it did and to its weight, above 0; the most frequent meets in
    /// every round.
    #[must_use]
    pub fn weighed(self, weight: impl Fn(usize) -> f64) -> Self {
        let before = |pair: usize| self.frequency.as_ref().map_or(1.0, |frequency| frequency[pair]);
        let weights: Vec<f64> = (0..self.sides() / 2).map(|pair| before(pair) * weight(pair)).collect();
        let most = weights.iter().copied().fold(0.0, f64::max);
        let uneven = weights.iter().any(|&weight| weight != most);
        let frequency = uneven.then(|| weights.iter().map(|weight| weight / most).collect());
        Self { frequency, ..self }
    }

    /// Number of agents.
    pub fn agents(&self) -> usize {
        self.degree.len()
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

    /// The sides on which an agent acts, its partners in ascending order.
    #[inline]
    pub fn sides_of(&self, agent: usize) -> &[u32] {
        &self.listed[self.begin[agent] as usize..self.begin[agent + 1] as usize]
    }

    /// The partners of an agent, in ascending order.
    pub fn partners_of(&self, agent: usize) -> impl Iterator<Item = usize> {
        self.sides_of(agent).iter().map(|&side| self.partner(side as usize))
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

    #[test]
    fn all_links_in_any_order_are_the_complete_network() {
        let mut links: Vec<Link> = (0..6).flat_map(|a| (0..a).map(move |b| [a, b])).collect();
        links.reverse();
        assert_eq!(Meetings::of(6, &links, &[]), Meetings::complete(6));
        assert_eq!(Meetings::of(6, &links, &[0.3; 15]), Meetings::complete(6), "equal weights are none");
    }

    #[test]
    fn an_agents_sides_are_its_own_and_its_partners_ascend() {
        let meetings = Meetings::of(5, &[[4, 0], [0, 2], [3, 4], [0, 3]], &[]);
        assert_eq!(meetings.partners_of(0).collect::<Vec<_>>(), [2, 3, 4]);
        assert_eq!(meetings.partners_of(1).count(), 0, "agent 1 meets nobody");
        for agent in 0..5 {
            assert!(meetings.sides_of(agent).iter().all(|&side| meetings.actor(side as usize) == agent));
        }
        assert_eq!(meetings.degree, [3, 0, 1, 2, 2]);
    }
}
