//! How far apart two states stand: ideology and language.
//!
//! ```text
//! D_ij = min(1, |theta_i - theta_j| / 2 + barrier (1 - translation) [language differs])
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | D_ij | distance of a dyad | [0, 1] | - |
//! | theta | ideology | [-1, 1] | `agents.*.ideology` |
//! | barrier | what a foreign language adds | [0, 1] | [`Culture::barrier`] |
//! | translation | the part of the barrier that translation removes | [0, 1] | [`Culture::translation`] |
//!
//! Source: model section 2. The source paper names ideology and the diversity of language and culture as what divides
//! states; a linear measure is the simplest that orders dyads and is bounded.
//!
//! ```
//! use comity::game::distance::Culture;
//! let culture = Culture { barrier: 0.4.try_into()?, translation: 0.5.try_into()? };
//! assert_eq!(culture.distance(0.5, -0.1, true), 0.3 + 0.4 * 0.5);
//! assert_eq!(culture.distance(1.0, -1.0, true), 1.0);
//! # Ok::<(), comity::units::OutOfRange>(())
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::Probability;

/// Language and culture: `[culture]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Culture {
    /// Distance added between states of different language groups (share of the largest distance, 0 to 1).
    pub barrier: Probability,
    /// Share of the barrier that translation removes (0 to 1): an instrument a convention may set.
    pub translation: Probability,
}

impl Default for Culture {
    fn default() -> Self {
        Self { barrier: Probability::constant(0.0), translation: Probability::constant(0.0) }
    }
}

impl Culture {
    /// Distance between two states of the given ideologies.
    #[inline]
    pub fn distance(&self, ideology: f64, other: f64, language_differs: bool) -> f64 {
        let foreign = if language_differs { self.barrier.get() * (1.0 - self.translation.get()) } else { 0.0 };
        ((ideology - other).abs() / 2.0 + foreign).min(1.0)
    }
}
