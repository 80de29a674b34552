//! What is added to sustain cooperation: one mechanism, one file.
//!
//! | mechanism | the source paper's way out |
//! |---|---|
//! | [`convention`] | rights and duties, verification, sanctions, control |
//! | [`joining`] | who accepts them, and what transfers can do about it |
//! | [`fund`] | protection of critical systems, with financing |
//! | [`aid`] | strong states carry more of the responsibility |
//! | [`development`], [`diffusion`], [`damage`] | how capability grows, spreads and is worn down |
//! | [`front`] | weak states form a cooperative front |
//! | [`dialogue`], [`norm`], [`cascade`] | the right notion: closer views, concern for others |
//!
//! [`arms`] is the contest for dominance itself, the source paper's second predicament.
//!
//! [`shock`] is what no mechanism foresees: events from outside.
//!
//! A mechanism is off when its table is absent or says `enabled = false`. A mechanism that is off changes no byte.

pub mod aid;
pub mod arms;
pub mod cascade;
pub mod convention;
pub mod damage;
pub mod development;
pub mod dialogue;
pub mod diffusion;
pub mod front;
pub mod fund;
pub mod joining;
pub mod norm;
pub mod shock;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use aid::{Aid, Allocation};
pub use arms::Arms;
pub use cascade::Cascade;
pub use convention::{Admission, Convention, Joining, Members};
pub use damage::Damage;
pub use development::Development;
pub use dialogue::Dialogue;
pub use diffusion::Diffusion;
pub use front::Front;
pub use fund::{Aggregator, Contributions, Covers, Fund};
pub use norm::Norm;
pub use shock::Shock;

use crate::units::Finite;

/// All mechanisms: `[mechanisms]` and its tables.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Mechanisms {
    /// Exponent of burden sharing, used by every shared bill: a member pays in proportion to capability^burden.
    pub burden: Finite,
    /// Exponent of the voice weights capability^voice, used by reputation and quorum [0: one state one vote].
    pub voice: Finite,
    /// A convention with verification and sanctions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub convention: Option<Convention>,
    /// A protection fund; it exists while a convention is in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fund: Option<Fund>,
    /// Strong states help the weak to grow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aid: Option<Aid>,
    /// Weak states develop their own technology.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub development: Option<Development>,
    /// Capability spreads through mutual cooperation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diffusion: Option<Diffusion>,
    /// Being attacked wears capability down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub damage: Option<Damage>,
    /// A front of the weak.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub front: Option<Front>,
    /// Ideologies move towards partners in cooperation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dialogue: Option<Dialogue>,
    /// Concern for others grows where partners cooperate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub norm: Option<Norm>,
    /// A norm that spreads by thresholds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cascade: Option<Cascade>,
    /// An arms race among the strong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arms: Option<Arms>,
    /// Several conventions at once, by name; each agent belongs to at most one of them. Instead of `convention`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub conventions: BTreeMap<String, Convention>,
}

impl Default for Mechanisms {
    fn default() -> Self {
        Self {
            burden: Finite::constant(1.0),
            voice: Finite::constant(0.0),
            convention: None,
            fund: None,
            aid: None,
            development: None,
            diffusion: None,
            damage: None,
            front: None,
            dialogue: None,
            norm: None,
            cascade: None,
            arms: None,
            conventions: BTreeMap::new(),
        }
    }
}

impl Mechanisms {
    /// The same with every table that says `enabled = false` removed.
    pub fn active(&self) -> Self {
        Self {
            burden: self.burden,
            voice: self.voice,
            convention: self.convention.clone().filter(|m| m.enabled),
            fund: self.fund.clone().filter(|m| m.enabled),
            aid: self.aid.clone().filter(|m| m.enabled),
            development: self.development.clone().filter(|m| m.enabled),
            diffusion: self.diffusion.clone().filter(|m| m.enabled),
            damage: self.damage.clone().filter(|m| m.enabled),
            front: self.front.clone().filter(|m| m.enabled),
            dialogue: self.dialogue.clone().filter(|m| m.enabled),
            norm: self.norm.clone().filter(|m| m.enabled),
            cascade: self.cascade.clone().filter(|m| m.enabled),
            arms: self.arms.clone().filter(|m| m.enabled),
            conventions: self
                .conventions
                .iter()
                .filter(|(_, m)| m.enabled)
                .map(|(name, m)| (name.clone(), m.clone()))
                .collect(),
        }
    }

    /// The names of those that are present, in the order of their fields.
    pub fn names(&self) -> Vec<&'static str> {
        // Without `..`: a new mechanism does not compile until it has its name here.
        let Self {
            burden: _,
            voice: _,
            convention,
            fund,
            aid,
            development,
            diffusion,
            damage,
            front,
            dialogue,
            norm,
            cascade,
            arms,
            conventions,
        } = self;
        let present = [
            ("convention", convention.is_some()),
            ("fund", fund.is_some()),
            ("aid", aid.is_some()),
            ("development", development.is_some()),
            ("diffusion", diffusion.is_some()),
            ("damage", damage.is_some()),
            ("front", front.is_some()),
            ("dialogue", dialogue.is_some()),
            ("norm", norm.is_some()),
            ("cascade", cascade.is_some()),
            ("arms", arms.is_some()),
            ("conventions", !conventions.is_empty()),
        ];
        present.into_iter().filter_map(|(name, there)| there.then_some(name)).collect()
    }

    /// What those that are present move of a world while it goes on.
    pub fn moves(&self) -> Moves {
        // Without `..`: a new mechanism does not compile until it is said here what it moves.
        let Self {
            // Exponents of bills and votes: they weigh, and move nothing.
            burden: _,
            voice: _,
            convention,
            fund,
            aid,
            development,
            diffusion,
            damage,
            front,
            dialogue,
            norm,
            cascade,
            arms,
            conventions,
        } = self;
        Moves {
            capability: aid.is_some() || development.is_some() || diffusion.is_some() || damage.is_some(),
            ideology: dialogue.is_some(),
            concern: norm.is_some() || cascade.is_some(),
            membership: convention.is_some() || !conventions.is_empty(),
            front: front.is_some(),
            shield: fund.is_some(),
            armament: arms.is_some(),
        }
    }
}

/// What mechanisms move of a world while it goes on; whatever nothing moves stays as it was in the first round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moves {
    /// Capability.
    pub capability: bool,
    /// Ideology, and with it distance.
    pub ideology: bool,
    /// Concern for others.
    pub concern: bool,
    /// Who belongs to a convention, and whether it is in force.
    pub membership: bool,
    /// Who stands in the front.
    pub front: bool,
    /// Contributions to the fund, and protection.
    pub shield: bool,
    /// Armament.
    pub armament: bool,
}

impl Moves {
    /// Is anything moved?
    pub fn anything(self) -> bool {
        let Self { capability, ideology, concern, membership, front, shield, armament } = self;
        capability || ideology || concern || membership || front || shield || armament
    }
}

/// Shares of a bill: writes weights capability^burden of those who pay, normalised to sum to 1, and 0 for the others.
///
/// Used by every shared bill: enforcement, the fund and aid (there without normalising).
///
/// ```
/// let mut shares = [0.0; 3];
/// comity::mechanism::bill_shares(&[0.8, 0.2, 0.5], &[true, true, false], 1.0, &mut shares);
/// assert_eq!(shares, [0.8, 0.2, 0.0]);
/// ```
pub fn bill_shares(capability: &[f64], pays: &[bool], burden: f64, shares: &mut [f64]) {
    let mut total = 0.0;
    for ((share, &c), &pays) in shares.iter_mut().zip(capability).zip(pays) {
        *share = if pays { burden_weight(c, burden) } else { 0.0 };
        total += *share;
    }
    if total > 0.0 {
        for share in shares {
            *share /= total;
        }
    }
}

/// capability^burden.
#[inline]
pub fn burden_weight(capability: f64, burden: f64) -> f64 {
    if burden == 1.0 { capability } else { libm::pow(capability, burden) }
}
