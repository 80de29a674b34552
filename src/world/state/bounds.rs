//! Reading errors as bounds on 32-bit words.

use crate::elementary;
use crate::rng::Chance;

/// The words below this misread what the partner did, an action's number, of the bounds for a cooperation and a defection.
#[inline(always)]
pub(in crate::world) fn bound_on(done: u8, alarm: u32, miss: u32) -> u32 {
    // Chosen by arithmetic: nobody foresees which of them it is, and of a choice between two places the compiler would make a gather.
    alarm ^ ((alarm ^ miss) & u32::from(done).wrapping_neg())
}

/// The words below this make an error of at most 1/2 happen: as [`Chance::of`] has it, in 32 bits, of which the compiler makes vectors.
#[inline]
pub(in crate::world) fn bound(error: f64) -> u32 {
    (elementary::cut_off(error * Chance::WORDS) + elementary::WHOLE).to_bits() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_in_32_bits_are_those_of_chances() {
        let near = |error: f64| (-2..=2).map(move |step| f64::from_bits(error.to_bits().saturating_add_signed(step)));
        let whole = (0..1000).map(|k| f64::from(k * k) / Chance::WORDS);
        let errors =
            whole.chain((0..=1000).map(|k| f64::from(k) / 2000.0)).flat_map(near).filter(|error| *error <= 0.5);
        for error in errors {
            assert_eq!(u64::from(bound(error)), Chance::of(error).bound(), "{error:e}");
        }
    }
}
