//! Masks: one bit for each of the matches that are played together, and the random numbers that set them.

use std::fmt;
use std::ops::{BitAnd, BitOr, BitOrAssign, BitXorAssign, Not};

use pulp::Simd;
use pulp::bytemuck::cast_slice_mut;

use crate::rng::{Chance, Stream};

/// Bits of each random number that are always drawn, and those that are drawn where these do not decide.
pub(super) const FIRST: usize = 12;
pub(super) const REST: usize = 32 - FIRST;

/// One mask for each of the groups that are played together.
#[derive(Clone, Copy)]
pub(super) struct Masks<S: Simd> {
    pub(super) simd: S,
    pub(super) bits: S::u64s,
}

impl<S: Simd> fmt::Debug for Masks<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.bits.fmt(f)
    }
}

impl<S: Simd> Masks<S> {
    #[inline(always)]
    pub(super) fn splat(simd: S, bits: u64) -> Self {
        Self { simd, bits: simd.splat_u64s(bits) }
    }

    /// The masks, group by group.
    #[inline(always)]
    pub(super) fn groups(&mut self) -> &mut [u64] {
        cast_slice_mut(std::slice::from_mut(&mut self.bits))
    }

    #[inline(always)]
    pub(super) fn is_empty(mut self) -> bool {
        self.groups().iter().fold(0, |all, bits| all | *bits) == 0
    }
}

impl<S: Simd> BitAnd for Masks<S> {
    type Output = Self;
    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        Self { bits: self.simd.and_u64s(self.bits, other.bits), ..self }
    }
}

impl<S: Simd> BitOr for Masks<S> {
    type Output = Self;
    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        Self { bits: self.simd.or_u64s(self.bits, other.bits), ..self }
    }
}

impl<S: Simd> Not for Masks<S> {
    type Output = Self;
    #[inline(always)]
    fn not(self) -> Self {
        Self { bits: self.simd.not_u64s(self.bits), ..self }
    }
}

impl<S: Simd> BitOrAssign for Masks<S> {
    #[inline(always)]
    fn bitor_assign(&mut self, other: Self) {
        *self = *self | other;
    }
}

impl<S: Simd> BitXorAssign for Masks<S> {
    #[inline(always)]
    fn bitxor_assign(&mut self, other: Self) {
        self.bits = self.simd.xor_u64s(self.bits, other.bits);
    }
}

/// The random numbers of masks: one of 32 bits for each match, bit k of all of them in place k.
#[derive(Debug)]
pub(super) struct Numbers<'a, S: Simd> {
    pub(super) simd: S,
    pub(super) first: &'a [S::u64s],
    /// Where the rest begins, if it should be needed.
    pub(super) rest: u32,
}

impl<S: Simd> Numbers<'_, S> {
    /// The matches whose number is below a chance's bound.
    #[inline(always)]
    pub(super) fn below(&self, chance: Chance, streams: &mut [Stream]) -> Masks<S> {
        let bound = chance.bound();
        let (mut below, mut equal) = (Masks::splat(self.simd, 0), Masks::splat(self.simd, u64::MAX));
        if bound == 0 {
            return below;
        }
        if bound > u64::from(u32::MAX) {
            return equal;
        }
        // Bit by bit from the highest: which are below, and which are equal so far.
        let mut rest = bound as u32;
        for &bits in self.first {
            let bits = Masks { simd: self.simd, bits };
            if rest >> 31 == 1 {
                below |= equal & !bits;
                equal = equal & bits;
            } else {
                equal = equal & !bits;
            }
            rest <<= 1;
        }
        // Numbers that equal the bound are not below it; nothing can come of the rest if its bits there are all 0.
        let lower = (bound as u32) << FIRST;
        if lower != 0 && !equal.is_empty() {
            go_on(streams, self.rest, lower, below.groups(), equal.groups());
        }
        below
    }
}

/// The comparison beyond the first bits, for the groups that need it.
#[cold]
fn go_on(streams: &mut [Stream], place: u32, bound: u32, below: &mut [u64], equal: &[u64]) {
    for ((stream, below), &equal) in streams.iter_mut().zip(below).zip(equal) {
        if equal == 0 {
            continue;
        }
        let (mut rest, mut equal, mut bound) = ([0; 2 * REST], equal, bound);
        stream.fill_from(2, place, &mut rest);
        for &words in rest.as_chunks().0 {
            let bits = word(words);
            if bound >> 31 == 1 {
                *below |= equal & !bits;
                equal &= bits;
            } else {
                equal &= !bits;
            }
            bound <<= 1;
        }
    }
}

#[inline(always)]
pub(super) fn word([low, high]: [u32; 2]) -> u64 {
    u64::from(low) | u64::from(high) << 32
}
