//! Vertical counters: word k holds bit k of sixty-four counts.

use pulp::Simd;

use super::masks::Masks;

/// Matches in a group.
pub(super) const LANES: u32 = u64::BITS;

/// Turns whose words are drawn together.
pub(super) const TURNS: usize = 8;

/// Bits that count up to [`TURNS`].
const LOW: usize = TURNS.ilog2() as usize + 1;

/// Sixty-four counts for each group.
#[derive(Debug, Clone)]
pub(super) struct Counters<S: Simd> {
    /// Since the counts were last brought together.
    low: [Masks<S>; LOW],
    all: [Masks<S>; 32],
}

impl<S: Simd> Counters<S> {
    #[inline(always)]
    pub(super) fn new(simd: S) -> Self {
        Self { low: [Masks::splat(simd, 0); LOW], all: [Masks::splat(simd, 0); 32] }
    }

    /// Counts one more where a bit is set; at most [`TURNS`] times before they are brought together.
    #[inline(always)]
    pub(super) fn add(&mut self, mut carry: Masks<S>) {
        for word in &mut self.low {
            let both = *word & carry;
            *word ^= carry;
            carry = both;
        }
    }

    /// Brings the counts together.
    #[inline(always)]
    pub(super) fn gather(&mut self) {
        for (place, low) in self.low.iter_mut().enumerate() {
            let mut carry = *low;
            *low = Masks::splat(low.simd, 0);
            for word in &mut self.all[place..] {
                let both = *word & carry;
                *word ^= carry;
                carry = both;
                if carry.is_empty() {
                    break;
                }
            }
        }
    }

    /// The counts of a group's matches, after so many turns at most.
    #[inline(always)]
    pub(super) fn of(&mut self, group: usize, turns: u32) -> [u32; LANES as usize] {
        let bits = (u32::BITS - turns.leading_zeros()) as usize;
        let mut counts = [0; LANES as usize];
        for (bit, words) in self.all.iter_mut().take(bits).enumerate() {
            let word = words.groups()[group];
            for (lane, count) in counts.iter_mut().enumerate() {
                *count |= ((word >> lane & 1) as u32) << bit;
            }
        }
        counts
    }
}
