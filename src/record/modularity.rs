//! Modularity of blocs: is there more mutual trust within blocs than if trust paid no heed to them?
//!
//! ```text
//! Q = sum over blocs c of [ L_c / m - (K_c / 2m)^2 ]
//! w_ij = tau_ij tau_ji,  m = sum of w over pairs,  L_c = that within c,  K_c = sum over i in c of sum_j w_ij
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | tau_ij | trust of i in j | [0, 1] | [`crate::world::World::trust`] |
//! | w_ij | mutual trust of a pair that meets: its weight | [0, 1] | - |
//! | c | bloc of an agent | - | [`Blocs`] |
//! | Q | modularity | [-1/2, 1) | [`of`] |
//!
//! 0 where blocs do not matter, or all are in one; empty where nobody trusts anybody.
//!
//! Source: Newman (2004), Physical Review E 70:056131, eq. 5 (weighted). Assumed: trust counts where it is mutual,
//! hence the product; an ideology of exactly 0 stands with the positive ones.
//!
//! ```
//! use comity::record::modularity::of;
//! // Two pairs that trust each other fully, and nobody else: Q = 1/2 for the right blocs, -1/2 for the wrong ones.
//! let pairs = [([0, 1], 1.0), ([2, 3], 1.0), ([0, 2], 0.0)];
//! assert_eq!(of(&pairs, &[0, 0, 1, 1]), 0.5);
//! assert_eq!(of(&pairs, &[0, 1, 0, 1]), -0.5);
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::row::Column;
use crate::world::agents::blocs;
use crate::world::rules::members_of;
use crate::world::{Rules, World};

/// What makes a bloc.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Blocs {
    /// The labels of the groups of agents, or the groups themselves.
    Group,
    /// The sign of ideology in that round.
    Ideology,
    /// The strong and the weak.
    Power,
}

impl Blocs {
    /// The bloc of each agent.
    pub fn members(self, rules: &Rules, world: &World) -> Vec<u32> {
        match self {
            Self::Group => members_of(&rules.sources, &blocs(rules.sources.iter().map(|source| &source.group))),
            Self::Ideology => world.ideology.iter().map(|&theta| u32::from(theta >= 0.0)).collect(),
            Self::Power => rules.power.iter().map(|&power| power as u32).collect(),
        }
    }

    /// Modularity of the network of mutual trust; NaN where nobody trusts anybody.
    pub fn modularity(self, rules: &Rules, world: &World) -> f64 {
        let ends = |pair: usize| [rules.meetings.actor(2 * pair), rules.meetings.partner(2 * pair)];
        let weight = |pair: usize| world.trust[2 * pair] * world.trust[2 * pair + 1];
        let pairs: Vec<([usize; 2], f64)> = (0..rules.sides() / 2).map(|pair| (ends(pair), weight(pair))).collect();
        of(&pairs, &self.members(rules, world))
    }
}

/// The column.
pub fn column() -> Column {
    let meaning =
        "Modularity of the network of mutual trust, for the blocs that output.blocs names; empty if nobody trusts.";
    Column::new("modularity", "index", meaning).within(-0.5, 1.0)
}

/// Modularity of weighted pairs, each given once, for the bloc of each agent; NaN if all weights are 0.
pub fn of(pairs: &[([usize; 2], f64)], bloc: &[u32]) -> f64 {
    let blocs = bloc.iter().max().map_or(0, |&last| last as usize + 1);
    let (mut within, mut strength, mut all) = (vec![0.0; blocs], vec![0.0; blocs], 0.0);
    for &([i, j], weight) in pairs {
        let [a, b] = [bloc[i] as usize, bloc[j] as usize];
        all += weight;
        strength[a] += weight;
        strength[b] += weight;
        if a == b {
            within[a] += weight;
        }
    }
    let part = |(inside, strength): (&f64, &f64)| inside / all - (strength / (2.0 * all)) * (strength / (2.0 * all));
    within.iter().zip(&strength).map(part).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: a triangle of weight 1 (agents 0, 1, 2), a pair of weight 2 (3, 4), and 1/2 between 2 and 3: m = 5.5,
    /// K = 6.5 and 4.5, so Q = 3/5.5 - (6.5/11)^2 + 2/5.5 - (4.5/11)^2 = 5/5.5 - (42.25 + 20.25)/121 = 47.5/121.
    #[test]
    fn two_blocs_by_hand() {
        let pairs = [([0, 1], 1.0), ([0, 2], 1.0), ([1, 2], 1.0), ([3, 4], 2.0), ([2, 3], 0.5)];
        assert!((of(&pairs, &[0, 0, 0, 1, 1]) - 47.5 / 121.0).abs() < 1e-15);
        assert!(of(&pairs, &[0; 5]).abs() < 1e-15, "one bloc for all");
        assert!(of(&[([0, 1], 0.0)], &[0, 1]).is_nan(), "no trust at all");
    }

    /// By hand: two triangles and one link between them: m = 7, each has L = 3 and K = 7, so Q = 2 (3/7 - 1/4) = 5/14.
    #[test]
    fn two_cliques_joined_by_one_link() {
        let links = [[0, 1], [0, 2], [1, 2], [3, 4], [3, 5], [4, 5], [2, 3]].map(|link| (link, 1.0));
        assert!((of(&links, &[0, 0, 0, 1, 1, 1]) - 5.0 / 14.0).abs() < 1e-15);
    }
}
