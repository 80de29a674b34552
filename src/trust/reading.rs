//! Reading the partner: the executed action is seen with error, and the capable see better.
//!
//! ```text
//! scale_ij      = (1 - acuity c_i) (1 - verification [the convention binds i and j])
//! P(read C | D) = min(1/2, miss scale_ij + misread D_ij)
//! P(read D | C) = min(1/2, false_alarm scale_ij + misread D_ij)
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | miss, false_alarm | error rates of an observer without capability | [0, 1] | [`Noise::miss`], [`Noise::false_alarm`] |
//! | acuity | how much capability sharpens sight | [0, 1] | [`Noise::acuity`] |
//! | misread | misunderstanding across distance | [0, 1] | [`Noise::misread`] |
//! | c_i, D_ij | the observer's capability, the dyad's distance | [0, 1] | `World` |
//!
//! Source: model section 5. That unequal capability makes information asymmetric is the source paper's third predicament;
//! misperception grows with distance as in Jervis (1976), Perception and Misperception in International Politics.
//!
//! ```
//! use comity::trust::Noise;
//! // capability 0.8, acuity 0.5: scale 0.6; bound by a convention with verification 0.5: 0.3
//! let errors = Noise::default().errors(0.8, 0.0, 0.5);
//! assert!((errors.miss - 0.03).abs() < 1e-15 && (errors.alarm - 0.015).abs() < 1e-15);
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::Probability;

/// Noise in acting and seeing: `[noise]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Noise {
    /// Probability that an intended action is executed as the other one (0 to 1).
    pub slip: Probability,
    /// Probability that an observer without capability reads a defection as cooperation (0 to 1).
    pub miss: Probability,
    /// Probability that an observer without capability reads cooperation as a defection (0 to 1).
    pub false_alarm: Probability,
    /// How much capability lowers both errors (0: not at all, 1: full capability sees everything).
    pub acuity: Probability,
    /// Added to both errors at the largest distance (probability, 0 to 1).
    pub misread: Probability,
    /// Probability per round that a pair's automata return to their start (0 to 1); 1 - restart is the continuation probability.
    pub restart: Probability,
}

impl Default for Noise {
    fn default() -> Self {
        Self {
            slip: Probability::constant(0.01),
            miss: Probability::constant(0.1),
            false_alarm: Probability::constant(0.05),
            acuity: Probability::constant(0.5),
            misread: Probability::constant(0.0),
            restart: Probability::constant(0.0),
        }
    }
}

/// The reading errors of one side, both in [0, 1/2] unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Errors {
    /// P(read C | D).
    pub miss: f64,
    /// P(read D | C).
    pub alarm: f64,
}

impl Noise {
    /// Errors of an observer of the given capability at a distance; `verification` is 0 where no convention binds.
    #[inline]
    pub fn errors(&self, capability: f64, distance: f64, verification: f64) -> Errors {
        self.across(self.between_like_minded(capability, verification), distance)
    }

    /// Errors of an observer without misunderstanding, up to 1 each.
    #[inline]
    pub fn between_like_minded(&self, capability: f64, verification: f64) -> Errors {
        let scale = (1.0 - self.acuity.get() * capability) * (1.0 - verification);
        Errors { miss: self.miss.get() * scale, alarm: self.false_alarm.get() * scale }
    }

    /// Those errors with the misunderstanding across a distance.
    #[inline]
    pub fn across(&self, errors: Errors, distance: f64) -> Errors {
        let misread = self.misread.get() * distance;
        Errors { miss: (errors.miss + misread).min(0.5), alarm: (errors.alarm + misread).min(0.5) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_is_never_worse_than_a_coin() {
        let noise = Noise { misread: Probability::constant(1.0), ..Noise::default() };
        let errors = noise.errors(0.2, 0.9, 0.0);
        assert_eq!((errors.miss, errors.alarm), (0.5, 0.5));
    }
}
