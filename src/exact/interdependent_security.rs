//! Interdependent security: whether protecting oneself pays depends on how many others do.
//!
//! ```text
//! expected cost of i while k others are unprotected
//!   protected      c_i + (1 - (1 - q)^k) L
//!   unprotected    p L + (1 - p) (1 - (1 - q)^k) L
//! protecting pays iff c_i < t(k) = p L (1 - q)^k
//!   where nobody else does    t(n - 1) = p L (1 - q)^(n - 1)
//!   where everybody does      t(0) = p L
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | n | agents | >= 1 | length of `costs`, argument `agents` |
//! | p | probability of a direct loss to the unprotected | [0, 1] | [`Security::direct`] |
//! | q | probability that the harm spreads from one unprotected agent to another | [0, 1] | [`Security::contagion`] |
//! | L | what a loss costs | >= 0, payoff | [`Security::loss`] |
//! | c_i | what protection costs i | >= 0, payoff | argument `costs` |
//!
//! Source: Kunreuther & Heal (2003), J. Risk & Uncertainty 26:231; tipping in Heal & Kunreuther (2005), J. Conflict
//! Resolution 49:201. Protection stops a direct loss, not what spreads from others. Assumed: one suffers at most one loss; what is
//! equally good is kept to in an equilibrium, but nobody changes for it. All spread alike, so that the cheapest protect first and
//! the dearest are the best to seed.
//!
//! ```
//! use comity::exact::interdependent_security::Security;
//! let airlines = Security { direct: 0.3, contagion: 0.1, loss: 1.0 };
//! assert!((airlines.alone(10) - 0.116).abs() < 5e-4); // 0.3 x 0.9^9
//! assert_eq!(airlines.together(), 0.3);
//! // Between the two nobody protecting and everybody doing so are both equilibria, and six of ten tip the rest.
//! let costs = [0.2; 10];
//! assert_eq!(airlines.equilibria(&costs), [0, 10]);
//! assert_eq!(airlines.tipping(&costs), Some(6));
//! ```

/// What is at stake for agents who may protect themselves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Security {
    /// p: probability of a direct loss to the unprotected, [0, 1].
    pub direct: f64,
    /// q: probability that harm spreads from one unprotected agent to another, [0, 1].
    pub contagion: f64,
    /// L: what a loss costs (payoff, at least 0).
    pub loss: f64,
}

impl Security {
    /// t(k): the cost below which protection pays while `unprotected` others go without (payoff).
    pub fn worth(&self, unprotected: usize) -> f64 {
        self.direct * self.loss * libm::pow(1.0 - self.contagion, unprotected as f64)
    }

    /// The cost below which protection pays one of `agents` although nobody else protects itself (payoff).
    pub fn alone(&self, agents: usize) -> f64 {
        self.worth(agents.saturating_sub(1))
    }

    /// The cost below which protection pays where everybody else protects itself (payoff).
    pub fn together(&self) -> f64 {
        self.worth(0)
    }

    /// Expected loss while `unprotected` others go without, the cost of protection left out (payoff).
    pub fn expected_loss(&self, protected: bool, unprotected: usize) -> f64 {
        let spread = (1.0 - libm::pow(1.0 - self.contagion, unprotected as f64)) * self.loss;
        if protected { spread } else { self.direct * self.loss + (1.0 - self.direct) * spread }
    }

    /// The numbers of protected agents that are Nash equilibria, rising; with unequal costs it is always the cheapest who
    /// protect themselves.
    pub fn equilibria(&self, costs: &[f64]) -> Vec<usize> {
        let sorted = rising(costs);
        let n = sorted.len();
        let stays = |m: usize| m == 0 || sorted[m - 1] <= self.worth(n - m);
        let keeps_out = |m: usize| m == n || sorted[m] >= self.worth(n - m - 1);
        (0..=n).filter(|&m| stays(m) && keeps_out(m)).collect()
    }

    /// The least number of agents whose protection makes everyone else follow, one after the other; 0 where all do so
    /// unasked, `None` where the last would not follow although all others had.
    ///
    /// Those seeded are the ones with the highest costs, who would follow last.
    pub fn tipping(&self, costs: &[f64]) -> Option<usize> {
        let sorted = rising(costs);
        let n = sorted.len();
        let follow = |seeds: usize| (seeds..n).all(|m| sorted[m - seeds] < self.worth(n - m - 1));
        (0..n.max(1)).find(|&seeds| follow(seeds))
    }
}

fn rising(costs: &[f64]) -> Vec<f64> {
    let mut sorted = costs.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAKES: Security = Security { direct: 0.3, contagion: 0.1, loss: 1.0 };

    /// The threshold is where both costs are the same.
    #[test]
    fn the_worth_of_protection_is_the_loss_it_saves() {
        for unprotected in [0, 1, 4, 9] {
            let saved = STAKES.expected_loss(false, unprotected) - STAKES.expected_loss(true, unprotected);
            assert!((saved - STAKES.worth(unprotected)).abs() < 1e-15);
        }
    }

    #[test]
    fn equal_costs_leave_all_or_nobody() {
        assert_eq!(STAKES.equilibria(&[0.1; 10]), [10], "below 0.116");
        assert_eq!(STAKES.equilibria(&[0.2; 10]), [0, 10]);
        assert_eq!(STAKES.equilibria(&[0.31; 10]), [0], "above 0.3");
        assert_eq!(STAKES.tipping(&[0.1; 10]), Some(0));
        assert_eq!(STAKES.tipping(&[0.31; 10]), None);
    }

    /// t(2), t(1), t(0) = 0.243, 0.27, 0.3. Costs 0.1 and 0.26 and 0.4: one protects itself, the next then does too (0.26 <
    /// 0.27), the third never.
    #[test]
    fn unequal_costs_may_stop_halfway() {
        assert_eq!(STAKES.equilibria(&[0.4, 0.1, 0.26]), [2]);
        assert_eq!(STAKES.tipping(&[0.4, 0.1, 0.26]), Some(1), "with the dearest seeded the others follow");
        assert_eq!(STAKES.tipping(&[0.28, 0.25, 0.25]), Some(1));
        assert_eq!(STAKES.tipping(&[]), Some(0));
    }

    /// Every set of agents is looked at: an equilibrium of that size exists exactly where said, and no fewer seeds tip.
    #[test]
    fn all_sets_of_agents_agree() {
        let agents = 6;
        for costs in [[0.05, 0.18, 0.19, 0.24, 0.28, 0.29], [0.1, 0.2, 0.22, 0.23, 0.23, 0.5], [0.26; 6]] {
            let worth = |set: u32, i: usize| {
                let others = (set & !(1 << i)).count_ones() as usize;
                STAKES.worth(agents - 1 - others)
            };
            let is_in = |set: u32, i: usize| set >> i & 1 == 1;
            let mut sizes: Vec<usize> = (0..1 << agents)
                .filter(|&set| {
                    (0..agents)
                        .all(|i| if is_in(set, i) { costs[i] <= worth(set, i) } else { costs[i] >= worth(set, i) })
                })
                .map(|set: u32| set.count_ones() as usize)
                .collect();
            sizes.sort_unstable();
            sizes.dedup();
            assert_eq!(STAKES.equilibria(&costs), sizes, "{costs:?}");
            let end = |mut set: u32| loop {
                let more = (0..agents).find(|&i| !is_in(set, i) && costs[i] < worth(set, i));
                match more {
                    Some(i) => set |= 1 << i,
                    None => return set,
                }
            };
            let all = (1 << agents) - 1;
            let least = (0..all).filter(|&seeds| end(seeds) == all).map(|seeds| seeds.count_ones() as usize).min();
            assert_eq!(STAKES.tipping(&costs), least, "{costs:?}");
        }
    }
}
