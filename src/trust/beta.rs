//! Beta trust: the mean of a beta distribution over fading counts of good and bad experience.
//!
//! ```text
//! start: A = strength tau0, B = strength (1 - tau0)
//! A <- memory A + [C read],  B <- memory B + [D read],  tau = A / (A + B)
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | A, B | good and bad experience | >= 0 | `World::evidence` |
//! | strength | weight of the prior, in encounters | > 0 | [`Beta::strength`] |
//! | memory | weight of the past after one encounter | [0, 1] | [`Beta::memory`] |
//!
//! Source: Josang & Ismail (2002), "The beta reputation system", with their forgetting factor. Relaxation and gossip move trust
//! but not the counts.
//!
//! ```
//! use comity::trust::Beta;
//! let rule = Beta::default(); // strength 4, memory 0.95
//! let mut counts = rule.start(0.5);
//! assert_eq!(counts, [2.0, 2.0]);
//! assert!((rule.after(&mut counts, true) - 2.9 / 4.8).abs() < 1e-15);
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Positive, Probability};

/// The beta rule: `[trust.rule.beta]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Beta {
    /// Weight of the prior (encounters, above 0).
    pub strength: Positive,
    /// Weight of past experience after one more encounter (0 to 1; 1 never forgets).
    pub memory: Probability,
}

impl Default for Beta {
    fn default() -> Self {
        Self { strength: Positive::constant(4.0), memory: Probability::constant(0.95) }
    }
}

impl Beta {
    /// The counts [A, B] at a prior trust.
    pub fn start(&self, prior: f64) -> [f64; 2] {
        [self.strength.get() * prior, self.strength.get() * (1.0 - prior)]
    }

    /// Counts a reading and returns the new trust.
    #[inline]
    pub fn after(&self, counts: &mut [f64; 2], read_cooperation: bool) -> f64 {
        let memory = self.memory.get();
        counts[0] = memory * counts[0] + f64::from(u8::from(read_cooperation));
        counts[1] = memory * counts[1] + f64::from(u8::from(!read_cooperation));
        counts[0] / (counts[0] + counts[1])
    }
}
