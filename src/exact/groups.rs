//! The public goods game in random groups of a well-mixed population, with defectors, loners and punishers.
//!
//! ```text
//! participants  n_p = contributors + defectors + peer punishers + pool punishers in the group
//! n_p = 1:   the sole participant earns sigma, as a loner does
//! n_p >= 2:  everyone gets  r c (contributions) / n_p;  all but defectors pay c
//!            defector:       - fine (peer punishers) - pool_fine (pool punishers)
//!            peer punisher:  - punish_cost (defectors)
//!            pool punisher:  - pool_cost
//! expected payoff: mean over the N - 1 co-players, drawn without replacement from the other M - 1
//! nobody but contributors and defectors:  pi_C - pi_D = c [ (r/N)(1 - (N-1)/(M-1)) - 1 ],  zero at r = N (M-1)/(M-N)
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | N | size of a group | 2..64 | [`PublicGoods::group`] |
//! | M | size of the population | >= N | sum of `counts` |
//! | r | multiplier of the pot | > 0 | [`PublicGoods::multiplier`] |
//! | c | contribution | >= 0 | [`PublicGoods::contribution`] |
//! | sigma | what a loner earns | any | [`PublicGoods::loner`] |
//! | fine | what each peer punisher takes from each defector | >= 0 | [`PublicGoods::fine`] |
//! | punish_cost | what it pays for that | >= 0 | [`PublicGoods::punish_cost`] |
//! | pool_fine | what the pool takes from each defector for each of its payers | >= 0 | [`PublicGoods::pool_fine`] |
//! | pool_cost | what each of them pays, defectors or not | >= 0 | [`PublicGoods::pool_cost`] |
//!
//! Source: Hauert, Traulsen, Brandt, Nowak & Sigmund (2007), Science 316:1905 (loners, peer punishers); Sigmund, De
//! Silva, Traulsen & Hauert (2010), Nature 466:861 (the pool). Assumed: everyone shares in the return on its own
//! contribution too; punishers do not punish those who do not punish.
//!
//! ```
//! use comity::exact::groups::{PublicGoods, Role, critical_multiplier};
//! let game = PublicGoods { multiplier: 3.0, ..PublicGoods::linear(5) };
//! // Alone among four defectors: a fifth of 3 comes back.
//! assert_eq!(game.payoff(Role::Contributor, &[1, 4, 0, 0, 0]), 3.0 / 5.0 - 1.0);
//! assert_eq!(critical_multiplier(5, 20), Some(19.0 / 3.0));
//! ```

pub use crate::game::public_goods::Role;

/// The most members of a group.
pub const LARGEST_GROUP: usize = 64;

/// Why there is no expected payoff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GroupError {
    /// The group is too small or too large.
    #[error("expected groups of 2 to {most}, found {found}")]
    Group {
        /// The largest that is possible here.
        most: usize,
        /// What was given.
        found: usize,
    },
    /// Nobody has this role.
    #[error("expected at least one {role:?} in the population, found none")]
    Nobody {
        /// The role.
        role: Role,
    },
}

/// Rules of a public goods game.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PublicGoods {
    /// Size of a group, N.
    pub group: usize,
    /// Multiplier of the pot, r.
    pub multiplier: f64,
    /// What a contribution costs and adds to the pot, c.
    pub contribution: f64,
    /// What a loner earns, and who would play alone, sigma.
    pub loner: f64,
    /// What each peer punisher takes from each defector.
    pub fine: f64,
    /// What that costs the peer punisher, for each defector.
    pub punish_cost: f64,
    /// What the pool takes from each defector, for each pool punisher in the group.
    pub pool_fine: f64,
    /// What a pool punisher pays to the pool.
    pub pool_cost: f64,
}

impl PublicGoods {
    /// The game without punishment: contribution 1, multiplier 1, loners earn 0.
    pub const fn linear(group: usize) -> Self {
        Self {
            group,
            multiplier: 1.0,
            contribution: 1.0,
            loner: 0.0,
            fine: 0.0,
            punish_cost: 0.0,
            pool_fine: 0.0,
            pool_cost: 0.0,
        }
    }

    /// Payoff of a member in a group with these many of each role, itself included.
    pub fn payoff(&self, own: Role, members: &[usize; 5]) -> f64 {
        let [contributors, defectors, _, peers, pools] = members.map(|count| count as f64);
        let (contributions, participants) = (contributors + peers + pools, contributors + defectors + peers + pools);
        if own == Role::Loner || participants <= 1.0 {
            return self.loner;
        }
        let share = self.multiplier * self.contribution * contributions / participants;
        share
            - match own {
                Role::Contributor | Role::Loner => self.contribution,
                Role::Defector => self.fine * peers + self.pool_fine * pools,
                Role::PeerPunisher => self.contribution + self.punish_cost * defectors,
                Role::PoolPunisher => self.contribution + self.pool_cost,
            }
    }

    /// Expected payoff of one of that role in a population with these many of each, itself included.
    ///
    /// # Errors
    /// [`GroupError`] where the group does not fit the population or nobody has the role.
    pub fn expected(&self, own: Role, counts: &[usize; 5]) -> Result<f64, GroupError> {
        let population: usize = counts.iter().sum();
        let most = population.min(LARGEST_GROUP);
        if !(2..=most).contains(&self.group) {
            return Err(GroupError::Group { most, found: self.group });
        }
        let mut others = *counts;
        others[own as usize] = others[own as usize].checked_sub(1).ok_or(GroupError::Nobody { role: own })?;
        let mut members = [0; 5];
        members[own as usize] = 1;
        let ways = choose(population - 1, self.group - 1);
        Ok(self.sum_over_groups(own, &others, &mut members, 0, self.group - 1, 1.0 / ways))
    }

    /// Payoffs in all groups that can be filled with `open` more members of roles from `place` on, each times its
    /// probability.
    fn sum_over_groups(
        &self,
        own: Role,
        others: &[usize; 5],
        members: &mut [usize; 5],
        place: usize,
        open: usize,
        weight: f64,
    ) -> f64 {
        let Some(&available) = others.get(place) else {
            return if open == 0 { weight * self.payoff(own, members) } else { 0.0 };
        };
        let mut sum = 0.0;
        for drawn in 0..=available.min(open) {
            members[place] += drawn;
            sum +=
                self.sum_over_groups(own, others, members, place + 1, open - drawn, weight * choose(available, drawn));
            members[place] -= drawn;
        }
        sum
    }

    /// What a contributor earns more than a defector in a population of `population` without other roles, however many
    /// contribute.
    pub fn contribution_gap(&self, population: usize) -> f64 {
        let (group, population) = (self.group as f64, population as f64);
        let returned = self.multiplier / group * (1.0 - (group - 1.0) / (population - 1.0));
        self.contribution * (returned - 1.0)
    }

    /// What a peer punisher earns more than a defector in a large population of both, with share `x` of punishers.
    pub fn punisher_gap(&self, x: f64) -> f64 {
        let others = self.group as f64 - 1.0;
        self.fine * others * x - self.punish_cost * others * (1.0 - x) - self.own_loss()
    }

    /// Share of peer punishers in a large population of them and defectors above which they take over; outside [0, 1]
    /// where they always, or never, do. `None` where punishment costs and takes nothing.
    pub fn unstable_share(&self) -> Option<f64> {
        let others = self.group as f64 - 1.0;
        let slope = others * (self.fine + self.punish_cost);
        (slope > 0.0).then(|| (self.own_loss() + self.punish_cost * others) / slope)
    }

    /// The fine above which a large population of peer punishers resists defectors.
    pub fn least_fine(&self) -> f64 {
        self.own_loss() / (self.group as f64 - 1.0)
    }

    /// What one's own contribution costs after one's share in its return.
    fn own_loss(&self) -> f64 {
        self.contribution * (1.0 - self.multiplier / self.group as f64)
    }
}

/// The multiplier above which contributors earn more than defectors in groups of `group` from a population of
/// `population`; `None` where everyone is in the group.
pub fn critical_multiplier(group: usize, population: usize) -> Option<f64> {
    let (n, m) = (group as f64, population as f64);
    (m > n).then(|| n * (m - 1.0) / (m - n))
}

/// Number of ways to choose `k` of `n`.
fn choose(n: usize, k: usize) -> f64 {
    (0..k).fold(1.0, |ways, i| ways * (n - i) as f64 / (i + 1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GAME: PublicGoods = PublicGoods {
        group: 3,
        multiplier: 3.0,
        contribution: 1.0,
        loner: 1.0,
        fine: 1.0,
        punish_cost: 0.5,
        pool_fine: 0.25,
        pool_cost: 0.125,
    };

    /// Contributor, defector, peer punisher: 3 x 2 / 3 = 2 for each.
    #[test]
    fn a_group_by_hand() {
        let members = [1, 1, 0, 1, 0];
        assert_eq!(GAME.payoff(Role::Contributor, &members), 1.0);
        assert_eq!(GAME.payoff(Role::Defector, &members), 1.0);
        assert_eq!(GAME.payoff(Role::PeerPunisher, &members), 0.5);
        assert_eq!(GAME.payoff(Role::Defector, &[0, 2, 0, 0, 1]), 0.75);
        assert_eq!(GAME.payoff(Role::PoolPunisher, &[0, 0, 1, 0, 2]), 1.875);
        assert_eq!(GAME.payoff(Role::Defector, &[0, 1, 2, 0, 0]), 1.0);
    }

    /// A contributor among 1 defector and 2 loners in groups of 3: with chance 2/3 a defector and a loner (1.5 - 1),
    /// with chance 1/3 two loners (sigma = 1).
    #[test]
    fn an_expectation_by_hand() {
        let expected = GAME.expected(Role::Contributor, &[1, 1, 2, 0, 0]).unwrap();
        assert!((expected - (2.0 / 3.0 * 0.5 + 1.0 / 3.0)).abs() < 1e-15);
    }

    #[test]
    fn the_closed_gap_is_that_of_the_sum() {
        for contributors in 1..9 {
            let counts = [contributors, 10 - contributors, 0, 0, 0];
            let gap =
                GAME.expected(Role::Contributor, &counts).unwrap() - GAME.expected(Role::Defector, &counts).unwrap();
            assert!((gap - GAME.contribution_gap(10)).abs() < 1e-14);
        }
    }

    #[test]
    fn groups_that_cannot_be_are_refused() {
        assert_eq!(GAME.expected(Role::Loner, &[1, 1, 0, 0, 0]), Err(GroupError::Group { most: 2, found: 3 }));
        assert_eq!(GAME.expected(Role::Loner, &[3, 1, 0, 0, 0]), Err(GroupError::Nobody { role: Role::Loner }));
        assert_eq!(critical_multiplier(5, 5), None);
    }
}
