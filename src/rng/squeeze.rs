//! Logistic chances, mostly without an exponential.
//!
//! Whether a word falls below logistic(x) is rarely a close thing. A table of the function, read with straight lines between its
//! points, is off by at most h^2/8 max|f''| = 4.7e-5 (h = 1/16, max|f''| = 0.0963), and by 1.2e-7 beyond its ends at +-16. Only a
//! word within [`MARGIN`] of the table's value, one in several thousand, is compared with the function itself. So the answer is the one
//! that the function gives, bit for bit, whatever the table says.
//!
//! Where many words wait for an answer, vectors do without a table ([`Squeeze::many`]), for they look things up one by one: e^-x is 2^n
//! times a polynomial of degree 4, in 32 bits, and off by at most 1e-5 of itself, which makes 2.5e-6 of the logistic.
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

use super::chance::Chance;
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
    /// Beyond plus and minus this a logistic is 0 or 1, as far as a squeeze can tell.
    pub const END: f64 = END;

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

    /// The same for many words, as far as it can be said without the function itself. `x` is not to be beyond +-[`Squeeze::END`], what is not a
    /// number is never decided; with `decided` false nothing is. To be compiled for the vectors that the caller has.
    #[inline(always)]
    pub fn many(x: &[f32], words: &[u32], [least, span]: [f64; 2], decided: bool, verdicts: &mut [Verdict]) {
        let margin = if decided { MARGIN as f32 } else { f32::INFINITY };
        let [least, span] = [least as f32, span as f32];
        for ((verdict, &x), &word) in verdicts.iter_mut().zip(x).zip(words) {
            let all = 1.0 + exponential(-x);
            // word < least + span / all, times all, which is above 0
            let short = (word as f32 * (1.0 / 4_294_967_296.0) - least) * all - span;
            *verdict = Verdict(u8::from(short < 0.0) | u8::from(short.abs() > margin * all) << 1);
        }
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

/// What can be said of a word: does it make something happen, and is that certain?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Verdict(u8);

impl Verdict {
    /// It makes it happen, if that is certain.
    #[inline(always)]
    pub fn hit(self) -> bool {
        self.0 & 1 == 1
    }

    /// Is it certain?
    #[inline(always)]
    pub fn is_certain(self) -> bool {
        self.0 & 2 == 2
    }
}

/// e^x for |x| up to [`END`], off by at most 1e-5 of it; not a number for what is none.
#[inline(always)]
fn exponential(x: f32) -> f32 {
    // Added to a number of this size, one is rounded to a whole number, which stands in its last bits.
    const WHOLE: f32 = 12_582_912.0;
    // 2^f for f in [-1/2, 1/2], with the least greatest relative error, 2.6e-6.
    const TWO_TO: [f32; 5] = [0.999_999_3, 0.693_121_83, 0.240_247_45, 0.055_917_77, 0.009_570_07];
    let x = x * std::f32::consts::LOG2_E;
    let shifted = x + WHOLE;
    let f = x - (shifted - WHOLE);
    let [c0, c1, c2, c3, c4] = TWO_TO;
    let part = c0 + f * (c1 + f * (c2 + f * (c3 + f * c4)));
    f32::from_bits(part.to_bits().wrapping_add(shifted.to_bits() << 23))
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

    #[test]
    fn the_exponential_is_never_off_by_as_much_as_it_says() {
        for step in -160_000..=160_000 {
            let x = step as f32 * 1e-4;
            let exact = libm::exp(f64::from(x));
            assert!((f64::from(exponential(x)) / exact - 1.0).abs() < 1e-5, "{x}");
        }
    }

    /// What many are told is what each is told, or nothing; and nearly all are told something.
    #[test]
    fn many_are_told_the_same_or_nothing() {
        let squeeze = Squeeze::new();
        let x: Vec<f32> = (-4000..=4000).map(|step| step as f32 * 0.004).collect();
        for [least, span] in [[0.0, 1.0], [0.05, 0.9], [0.97, -0.94], [0.5, 0.0]] {
            let chance = |x: f32| Chance::of(least + span * logistic(f64::from(x)));
            for off in [-1e-3, -2e-4, -9e-5, -1e-9, 0.0, 1e-9, 9e-5, 2e-4, 1e-3] {
                let near = |x: &f32| ((chance(*x).bound() as f64 / 4_294_967_296.0 + off) * 4_294_967_296.0) as u32;
                let words: Vec<u32> = x.iter().map(near).collect();
                let mut verdicts = vec![Verdict::default(); x.len()];
                Squeeze::many(&x, &words, [least, span], true, &mut verdicts);
                for ((&x, &word), verdict) in x.iter().zip(&words).zip(&verdicts) {
                    let exact = squeeze.hit(word, f64::from(x), least, span, || chance(x));
                    assert!(!verdict.is_certain() || verdict.hit() == exact, "{x} {word} {off}");
                }
                if off.abs() >= 2e-4 {
                    // Words end at 0 and 1, so some are nearer.
                    let far =
                        |(x, _): &(&f32, _)| (0.0..1.0).contains(&(chance(**x).bound() as f64 / 4_294_967_296.0 + off));
                    assert!(x.iter().zip(&verdicts).filter(far).all(|(_, verdict)| verdict.is_certain()), "{off}");
                }
                Squeeze::many(&x, &words, [least, span], false, &mut verdicts);
                assert!(verdicts.iter().all(|verdict| !verdict.is_certain()));
            }
        }
        let mut verdict = [Verdict::default()];
        Squeeze::many(&[f32::NAN], &[0], [0.0, 1.0], true, &mut verdict);
        assert!(!verdict[0].is_certain());
    }
}
