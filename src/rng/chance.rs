//! What a word decides: whether something of a given probability happens, and which of several.

/// A probability ready to be compared with a 32-bit word; resolution 2^-32, exact at 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Chance(u64);

impl Chance {
    /// All the words there are.
    pub const WORDS: f64 = 4_294_967_296.0;

    /// The chance of a probability `p` in [0, 1].
    #[inline]
    pub fn of(p: f64) -> Self {
        Self((p * Self::WORDS) as u64)
    }

    /// The words below this make it happen; from 0 to 2^32.
    #[inline]
    pub fn bound(self) -> u64 {
        self.0
    }

    /// Does this word make it happen?
    #[inline]
    pub fn hit(self, word: u32) -> bool {
        u64::from(word) < self.0
    }
}

/// A place among `n` from one word; the bias is below n / 2^32. `n` must be above 0.
#[inline]
pub fn pick(word: u32, n: usize) -> usize {
    ((u64::from(word) * n as u64) >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_are_exact_at_the_ends() {
        assert!(!Chance::of(0.0).hit(0));
        assert!(Chance::of(1.0).hit(u32::MAX));
        assert!(Chance::of(0.5).hit(0x7fff_ffff) && !Chance::of(0.5).hit(0x8000_0000));
    }
}
