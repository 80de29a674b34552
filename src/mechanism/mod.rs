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
        let present = [
            ("convention", self.convention.is_some()),
            ("fund", self.fund.is_some()),
            ("aid", self.aid.is_some()),
            ("development", self.development.is_some()),
            ("diffusion", self.diffusion.is_some()),
            ("damage", self.damage.is_some()),
            ("front", self.front.is_some()),
            ("dialogue", self.dialogue.is_some()),
            ("norm", self.norm.is_some()),
            ("cascade", self.cascade.is_some()),
            ("arms", self.arms.is_some()),
            ("conventions", !self.conventions.is_empty()),
        ];
        present.into_iter().filter_map(|(name, there)| there.then_some(name)).collect()
    }

    /// Does any mechanism change capability?
    pub fn moves_capability(&self) -> bool {
        self.aid.is_some() || self.development.is_some() || self.diffusion.is_some() || self.damage.is_some()
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
