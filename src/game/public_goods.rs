//! Public goods games: more than two decide at once whether to contribute, and some punish those who do not.
//!
//! ```text
//! k of n participants contribute c each;  everyone who participates receives
//!   linear         r c k / n
//!   threshold      r c k / n if k >= threshold n, else 0            (N-person stag hunt)
//!   weakest-link   r c if all contribute, else 0
//!   best-shot      r c if anyone contributes, else 0
//! a contributor pays c;  a loner, and whoever participates alone, gets sigma instead
//! peer punishment: every punisher takes `fine` from each defector, at `cost` each
//! pool punishment: every punisher pays `cost` beforehand; each defector loses `fine` for each of them
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | r | multiplier | >= 0 | [`PublicGoods::multiplier`] |
//! | c | cost of contributing | >= 0 | [`PublicGoods::cost`] |
//! | n, k | participants, contributors (punishers contribute too) | 0.. | [`Composition`] |
//! | threshold | share of contributors from which the good is produced | [0, 1] | [`PublicGoods::threshold`] |
//! | sigma | a loner's income | any | [`PublicGoods::loner`] |
//!
//! Source: Hauert, De Monte, Hofbauer & Sigmund (2002), Science 296:1129 (loners); Hauert, Traulsen, Brandt, Nowak & Sigmund (2007),
//! Science 316:1905 (peer punishment); Sigmund, De Silva, Traulsen & Hauert (2010), Nature 466:861 (pool punishment); Pacheco, Santos,
//! Souza & Skyrms (2009), Proc. R. Soc. B 276:315 (threshold); Hirshleifer (1983), Public Choice 41:371 (weakest link, best shot); on
//! networks every agent hosts a group with all its neighbours: Santos, Santos & Pacheco (2008), Nature 454:213.
//! Where the sources differ: a contributor shares in what its own contribution brings; who participates alone pays nothing.
//!
//! ```
//! use comity::game::public_goods::{PublicGoods, Role};
//! let game = PublicGoods::default(); // groups of 5, r 3, c 1
//! let mut group = [0; Role::COUNT];
//! group[Role::Contributor as usize] = 3;
//! group[Role::Defector as usize] = 2;
//! assert!((game.payoff(Role::Contributor, &group) - (9.0 / 5.0 - 1.0)).abs() < 1e-15);
//! assert!((game.payoff(Role::Defector, &group) - 9.0 / 5.0).abs() < 1e-15);
//! ```

use std::num::NonZeroU32;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Finite, NonNegative, Probability};

/// A public goods game: `[game.public-goods]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PublicGoods {
    /// Agents in a group where everyone can meet everyone (at least 2); on other networks an agent and its neighbours are a group.
    #[schemars(range(min = 1))]
    pub group: NonZeroU32,
    /// r: by what contributions are multiplied (at least 0).
    pub multiplier: NonNegative,
    /// c: what contributing costs (payoff, at least 0).
    pub cost: NonNegative,
    /// How contributions make the good.
    pub production: Production,
    /// Share of contributors from which a good with a threshold is produced (0 to 1).
    pub threshold: Probability,
    /// sigma: what a loner gets, or who participates alone (payoff).
    pub loner: Finite,
    /// What peer punishers do.
    pub peer: Punishment,
    /// What pool punishers do.
    pub pool: Pool,
}

impl Default for PublicGoods {
    fn default() -> Self {
        Self {
            group: const { NonZeroU32::new(5).expect("5 is not 0") },
            multiplier: NonNegative::constant(3.0),
            cost: NonNegative::constant(1.0),
            production: Production::Linear,
            threshold: Probability::constant(0.5),
            loner: Finite::constant(1.0),
            peer: Punishment::default(),
            pool: Pool::default(),
        }
    }
}

/// How contributions make the good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Production {
    /// In proportion to the contributions.
    Linear,
    /// In proportion, once enough contribute.
    Threshold,
    /// Only if all who participate contribute.
    WeakestLink,
    /// As soon as one contributes.
    BestShot,
}

/// Punishment of defectors by each peer punisher.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Punishment {
    /// What a defector loses to each punisher (payoff, at least 0).
    pub fine: NonNegative,
    /// What a punisher pays for each defector (payoff, at least 0).
    pub cost: NonNegative,
}

impl Default for Punishment {
    fn default() -> Self {
        Self { fine: NonNegative::constant(1.0), cost: NonNegative::constant(0.3) }
    }
}

/// Punishment of defectors from a pool that is paid for beforehand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Pool {
    /// What a defector loses for each pool punisher in its group (payoff, at least 0).
    pub fine: NonNegative,
    /// What a pool punisher pays in every game (payoff, at least 0).
    pub cost: NonNegative,
    /// Are contributors who do not pay for the pool punished like defectors?
    pub second_order: bool,
}

impl Default for Pool {
    fn default() -> Self {
        Self { fine: NonNegative::constant(1.0), cost: NonNegative::constant(0.3), second_order: false }
    }
}

/// What an agent does in a public goods game, whatever the others do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Role {
    /// Contributes.
    Contributor = 0,
    /// Participates without contributing.
    Defector = 1,
    /// Does not participate.
    Loner = 2,
    /// Contributes, and punishes each defector.
    PeerPunisher = 3,
    /// Contributes, and pays for the punishment of defectors beforehand.
    PoolPunisher = 4,
}

/// How many of each role are in a group, in the order of [`Role`].
pub type Composition = [u32; Role::COUNT];

impl Role {
    /// Number of roles.
    pub const COUNT: usize = 5;
    /// All roles.
    pub const ALL: [Self; Self::COUNT] =
        [Self::Contributor, Self::Defector, Self::Loner, Self::PeerPunisher, Self::PoolPunisher];

    /// The name of the strategy that always has this role.
    pub const fn strategy(self) -> &'static str {
        match self {
            Self::Contributor => "always-cooperate",
            Self::Defector => "always-defect",
            Self::Loner => "loner",
            Self::PeerPunisher => "peer-punisher",
            Self::PoolPunisher => "pool-punisher",
        }
    }

    /// Does it contribute?
    pub const fn contributes(self) -> bool {
        !matches!(self, Self::Defector | Self::Loner)
    }
}

impl PublicGoods {
    /// Payoff of a member of a group of that composition, itself included.
    pub fn payoff(&self, role: Role, group: &Composition) -> f64 {
        let [contributors, defectors, _, peers, pools] = group.map(f64::from);
        let contributing = contributors + peers + pools;
        let participants = contributing + defectors;
        if role == Role::Loner || participants <= 1.0 {
            return self.loner.get();
        }
        let share = contributing / participants;
        let produced = match self.production {
            Production::Linear => share,
            // A thousandth of a millionth of a share is rounding.
            Production::Threshold if share + 1e-12 >= self.threshold.get() => share,
            Production::WeakestLink if share == 1.0 => 1.0,
            Production::BestShot if share > 0.0 => 1.0,
            Production::Threshold | Production::WeakestLink | Production::BestShot => 0.0,
        };
        let benefit = self.multiplier.get() * self.cost.get() * produced;
        let pool_fine = pools * self.pool.fine.get();
        let own = match role {
            Role::Contributor => self.cost.get() + if self.pool.second_order { pool_fine } else { 0.0 },
            Role::Defector => peers * self.peer.fine.get() + pool_fine,
            Role::PeerPunisher => {
                self.cost.get()
                    + defectors * self.peer.cost.get()
                    + if self.pool.second_order { pool_fine } else { 0.0 }
            }
            Role::PoolPunisher => self.cost.get() + self.pool.cost.get(),
            Role::Loner => 0.0,
        };
        benefit - own
    }

    /// Expected payoff of a role in groups drawn at random, without replacement, from a population of that composition
    /// (the agent in question included): the mean over the multivariate hypergeometric distribution of its co-players.
    /// NaN if the population has nobody of that role or fewer agents than a group.
    pub fn expected(&self, role: Role, population: &Composition) -> f64 {
        let mut others = *population;
        let Some(left) = others[role as usize].checked_sub(1) else { return f64::NAN };
        others[role as usize] = left;
        let partners = self.group.get() - 1;
        let mut group = [0; Role::COUNT];
        group[role as usize] = 1;
        let weight = 1.0 / binomial(others.iter().sum(), partners);
        self.mean(role, &others, 0, partners, weight, &mut group)
    }

    /// Sums payoffs over all ways to fill `left` places from the roles from `first` on.
    fn mean(
        &self,
        role: Role,
        others: &Composition,
        first: usize,
        left: u32,
        weight: f64,
        group: &mut Composition,
    ) -> f64 {
        if first == Role::COUNT {
            return if left == 0 { weight * self.payoff(role, group) } else { 0.0 };
        }
        let after: u32 = others[first + 1..].iter().sum();
        let mut sum = 0.0;
        for count in left.saturating_sub(after)..=left.min(others[first]) {
            group[first] += count;
            sum += self.mean(role, others, first + 1, left - count, weight * binomial(others[first], count), group);
            group[first] -= count;
        }
        sum
    }

    /// Payoff per game when all contribute and nobody punishes.
    pub fn full(&self) -> f64 {
        (self.multiplier.get() - 1.0) * self.cost.get()
    }

    /// No two payoffs in groups of at most `size` differ by more.
    pub fn spread(&self, size: u32) -> f64 {
        let others = f64::from(size.saturating_sub(1));
        let losses = [self.peer.fine.get() + self.pool.fine.get(), self.peer.cost.get() + self.pool.fine.get()];
        let punishment = others * losses[0].max(losses[1]) + self.pool.cost.get();
        let good = self.multiplier.get() * self.cost.get();
        good.max(self.loner.get()) + (self.cost.get() + punishment).max(-self.loner.get())
    }
}

/// Number of ways to choose `k` of `n`.
fn binomial(n: u32, k: u32) -> f64 {
    (0..k).map(|i| f64::from(n - i) / f64::from(i + 1)).product()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(contributors: u32, defectors: u32, loners: u32, peers: u32, pools: u32) -> Composition {
        [contributors, defectors, loners, peers, pools]
    }

    /// By hand, r 3, c 1: two peer punishers and one defector among two contributors.
    #[test]
    fn punishers_and_the_punished_pay() {
        let game = PublicGoods::default();
        let five = group(2, 1, 0, 2, 0);
        let good = 3.0 * 4.0 / 5.0;
        assert!((game.payoff(Role::Contributor, &five) - (good - 1.0)).abs() < 1e-15);
        assert!((game.payoff(Role::PeerPunisher, &five) - (good - 1.0 - 0.3)).abs() < 1e-15);
        assert!((game.payoff(Role::Defector, &five) - (good - 2.0)).abs() < 1e-15);
        let pooled = group(1, 1, 0, 0, 3);
        let strict = PublicGoods { pool: Pool { second_order: true, ..Pool::default() }, ..game };
        assert!((strict.payoff(Role::Contributor, &pooled) - (good - 1.0 - 3.0)).abs() < 1e-15);
        assert!((strict.payoff(Role::PoolPunisher, &pooled) - (good - 1.0 - 0.3)).abs() < 1e-15);
    }

    #[test]
    fn production_follows_its_rule() {
        let of = |production, contributors, defectors| {
            let game = PublicGoods { production, ..PublicGoods::default() };
            game.payoff(Role::Defector, &group(contributors, defectors, 0, 0, 0))
        };
        assert_eq!(of(Production::Threshold, 1, 3), 0.0);
        assert_eq!(of(Production::Threshold, 2, 2), 1.5);
        assert_eq!(of(Production::WeakestLink, 3, 1), 0.0);
        assert_eq!(of(Production::BestShot, 1, 3), 3.0);
        assert_eq!(of(Production::BestShot, 0, 4), 0.0);
    }

    #[test]
    fn alone_one_lives_as_a_loner() {
        let game = PublicGoods::default();
        assert_eq!(game.payoff(Role::Contributor, &group(1, 0, 4, 0, 0)), 1.0);
        assert_eq!(game.payoff(Role::Loner, &group(2, 2, 1, 0, 0)), 1.0);
    }

    /// Without loners and punishers the mean has a closed form: defectors earn (r/N) c (N-1) k / (Z-1) when k contribute.
    #[test]
    fn expectation_over_random_groups() {
        let game = PublicGoods::default();
        let population = group(40, 60, 0, 0, 0);
        let defector = 3.0 / 5.0 * 4.0 * 40.0 / 99.0;
        assert!((game.expected(Role::Defector, &population) - defector).abs() < 1e-12);
        let contributor = 3.0 / 5.0 * (1.0 + 4.0 * 39.0 / 99.0) - 1.0;
        assert!((game.expected(Role::Contributor, &population) - contributor).abs() < 1e-12);
    }
}
