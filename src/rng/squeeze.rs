//! Logistic chances, mostly without an exponential.
//!
//! Whether a word falls below logistic(x) is rarely a close thing. A table of the function, read with straight lines between its
//! points, is off by at most h^2/8 max|f''| = 4.7e-5 (h = 1/16, max|f''| = 0.0963), and by 1.2e-7 beyond its ends at +-16. Only a
//! word within [`MARGIN`] of the table's value, one in several thousand, is compared with the function itself. So the answer is the one
//! that the function gives, bit for bit, whatever the table says.
//!
//! Squeezing in this sense: Marsaglia (1977), "The squeeze method for generating gamma variates", Comput. Math. Appl. 3:321.
//!
//! ```
//! use comity::rng::{Chance, Squeeze};
//! use comity::units::logistic;
//! let squeeze = Squeeze::new();
//! let exact = |x: f64| Chance::of(logistic(x));
//! for (x, word) in [(0.3, 2_467_134_000_u32), (0.3, 2_467_135_000), (-30.0, 0), (40.0, u32::MAX)] {
//!     assert_eq!(squeeze.hit(word, x, 0.0, 1.0, || exact(x)), exact(x).hit(word));
//! }
//! ```

use std::sync::LazyLock;

use super::Chance;
use crate::units::logistic;

/// The table ends at plus and minus this.
const END: f64 = 16.0;
/// Points of the table per unit of x.
const PER_UNIT: f64 = 16.0;
const POINTS: usize = 2 * (END * PER_UNIT) as usize + 1;

/// More than the table can be wrong by.
const MARGIN: f64 = 1e-4;

static TABLE: LazyLock<[f64; POINTS]> =
    LazyLock::new(|| std::array::from_fn(|place| logistic(place as f64 / PER_UNIT - END)));

/// Logistic chances by a table and, where that does not decide, by the function itself.
#[derive(Debug, Clone, Copy)]
pub struct Squeeze(&'static [f64; POINTS]);

impl Default for Squeeze {
    fn default() -> Self {
        Self::new()
    }
}

impl Squeeze {
    /// The one there is.
    pub fn new() -> Self {
        Self(&TABLE)
    }

    /// Does `word` make it happen, if its chance is `least + span logistic(x)`? `exact` gives that chance; `span` is to be in
    /// [-1, 1], and `exact` to be what the two say up to rounding.
    #[inline]
    pub fn hit(self, word: u32, x: f64, least: f64, span: f64, exact: impl FnOnce() -> Chance) -> bool {
        let near = least + span * self.near(x);
        let drawn = f64::from(word) * (1.0 / 4_294_967_296.0);
        // Not a number is never decided here.
        if (drawn - near).abs() > MARGIN { drawn < near } else { exact().hit(word) }
    }

    /// logistic(x) by the table.
    #[inline]
    fn near(self, x: f64) -> f64 {
        let place = (x.clamp(-END, END) + END) * PER_UNIT;
        let below = (place as usize).min(POINTS - 2);
        let (low, high) = (self.0[below], self.0[below + 1]);
        low + (high - low) * (place - below as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_never_off_by_as_much_as_the_margin() {
        let squeeze = Squeeze::new();
        for step in -400_000..=400_000 {
            let x = f64::from(step) * 5e-5;
            assert!((squeeze.near(x) - logistic(x)).abs() < MARGIN / 2.0, "{x}");
        }
        assert!(squeeze.near(f64::INFINITY) > 1.0 - 1e-6 && squeeze.near(f64::NEG_INFINITY) < 1e-6);
    }

    /// Words right at the bound and all around it, with and without slips.
    #[test]
    fn the_answer_is_the_function_s() {
        let squeeze = Squeeze::new();
        for step in -200..=200 {
            let x = f64::from(step) * 0.11;
            for (least, span) in [(0.0, 1.0), (0.05, 0.9), (0.97, -0.94), (0.5, 0.0)] {
                let chance = Chance::of(least + span * logistic(x));
                let bound = chance.bound() as i64;
                for off in [-3_000_000, -400_000, -2, -1, 0, 1, 2, 400_000, 3_000_000] {
                    let word = (bound + off).clamp(0, i64::from(u32::MAX)) as u32;
                    assert_eq!(squeeze.hit(word, x, least, span, || chance), chance.hit(word), "{x} {word}");
                }
            }
        }
        assert!(!squeeze.hit(0, f64::NAN, 0.0, 1.0, || Chance::of(f64::NAN)));
    }
}
