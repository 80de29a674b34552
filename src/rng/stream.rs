//! One stream of random words, which goes to any place at once.

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::address::{Key, Purpose};
#[cfg(target_arch = "x86_64")]
use super::wide;

// As many places can be expected as are computed together.
#[cfg(target_arch = "x86_64")]
const _: () = assert!(Stream::NEAR == wide::NEAR);

/// Words that are copied from the generator at once.
const COPIED: usize = 256;

/// One stream of 32-bit words: one purpose of one replicate.
#[derive(Debug, Clone)]
pub struct Stream {
    generator: ChaCha8Rng,
    #[cfg(target_arch = "x86_64")]
    key: [u32; 8],
    /// Its number.
    #[cfg(target_arch = "x86_64")]
    number: u64,
    #[cfg(target_arch = "x86_64")]
    wide: Option<wide::Wide>,
    /// Words of rounds to come, where rounds are short and come one after another.
    #[cfg(target_arch = "x86_64")]
    ahead: Option<Box<wide::Ahead>>,
    /// The last round whose words were asked for.
    #[cfg(target_arch = "x86_64")]
    last: u32,
    /// The first words of places that will be sought.
    #[cfg(target_arch = "x86_64")]
    near: Option<Box<wide::Near>>,
}

impl Stream {
    /// The stream of a purpose in a replicate (numbered from 0).
    pub fn new(key: &Key, replicate: u32, purpose: Purpose) -> Self {
        let mut generator = ChaCha8Rng::from_seed(key.0);
        let number = u64::from(replicate) << 8 | purpose as u64;
        generator.set_stream(number);
        Self {
            generator,
            #[cfg(target_arch = "x86_64")]
            number,
            #[cfg(target_arch = "x86_64")]
            key: key.words(),
            #[cfg(target_arch = "x86_64")]
            wide: wide::Wide::find(),
            #[cfg(target_arch = "x86_64")]
            ahead: None,
            #[cfg(target_arch = "x86_64")]
            last: 0,
            #[cfg(target_arch = "x86_64")]
            near: None,
        }
    }

    /// Goes to a position, in 32-bit words.
    pub fn seek(&mut self, position: u128) {
        #[cfg(target_arch = "x86_64")]
        if self.near.as_mut().is_some_and(|near| near.seek(position)) {
            return;
        }
        self.generator.set_word_pos(position);
    }

    /// Says which positions, all of them at the beginning of a block of 16 words, will be sought next, in any order: many that are
    /// computed together cost little more than one. At most [`Stream::NEAR`] of them are taken note of.
    pub fn expect(&mut self, positions: &[u128]) {
        #[cfg(target_arch = "x86_64")]
        if let Some(wide) = self.wide {
            wide.fill_near(&self.key, self.number, positions, self.near.get_or_insert_default());
        }
        #[cfg(not(target_arch = "x86_64"))]
        let _ = positions;
    }

    /// Positions that can be expected at a time.
    pub const NEAR: usize = 16;

    /// Fills `words` with this purpose's words of one round (rounds count from 1).
    pub fn fill(&mut self, round: u32, words: &mut [u32]) {
        self.fill_from(round, 0, words);
    }

    /// Fills `words` with words of one round from the place `first` on. Where [`Stream::word`] goes on afterwards is not said.
    pub fn fill_from(&mut self, round: u32, first: u32, words: &mut [u32]) {
        #[cfg(target_arch = "x86_64")]
        if let Some(wide) = self.wide
            && first == 0
            && words.len() <= wide::GROUP
        {
            let follows = self.last.checked_add(1) == Some(round);
            self.last = round;
            if let Some(ahead) = self.ahead.as_ref().and_then(|ahead| ahead.of(round)) {
                words.copy_from_slice(&ahead[..words.len()]);
                return;
            }
            if follows && self.last > 1 {
                let ahead = self.ahead.get_or_insert_default();
                wide.fill_ahead(&self.key, self.number, round, ahead);
                words.copy_from_slice(&ahead.first()[..words.len()]);
                return;
            }
        }
        #[cfg(target_arch = "x86_64")]
        if let Some(wide) = self.wide
            && first.is_multiple_of(16)
        {
            let block = u64::from(round) << 28 | u64::from(first / 16);
            wide.fill(&self.key, self.number, block, words);
            return;
        }
        self.fill_plainly(round, first, words);
    }

    /// The same by the generator alone.
    fn fill_plainly(&mut self, round: u32, first: u32, words: &mut [u32]) {
        self.seek(u128::from(round) << 32 | u128::from(first));
        // Whole blocks are copied at once; asked for one by one, each word would be counted and checked.
        let mut bytes = [0; 4 * COPIED];
        for words in words.chunks_mut(COPIED) {
            let bytes = &mut bytes[..4 * words.len()];
            self.generator.fill_bytes(bytes);
            for (word, bytes) in words.iter_mut().zip(bytes.as_chunks().0) {
                *word = u32::from_le_bytes(*bytes);
            }
        }
    }

    /// The next word.
    pub fn word(&mut self) -> u32 {
        #[cfg(target_arch = "x86_64")]
        if let Some(near) = &mut self.near {
            match near.word() {
                wide::Next::Word(word) => return word,
                wide::Next::Behind(position) => self.generator.set_word_pos(position),
                wide::Next::Elsewhere => {}
            }
        }
        self.generator.next_u32()
    }

    /// The next uniform number in [0, 1), from two words, 53 bits.
    pub fn uniform(&mut self) -> f64 {
        let (low, high) = (u64::from(self.word()), u64::from(self.word()));
        ((high << 32 | low) >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every way of computing a round's words gives the same ones, whatever their number and wherever they begin.
    #[test]
    fn a_round_s_words_are_the_same_by_every_way() {
        let mut stream = Stream::new(&Key::common(3), 70_000, Purpose::Event);
        for (round, first) in [(1, 0), (7, 16), (u32::MAX, 4096), (9, 5), (3, u32::MAX - 1023)] {
            for length in [1, 15, 16, 63, 64, 65, 255, 256, 300, 1000] {
                let (mut one, mut other) = (vec![0; length], vec![0; length]);
                stream.fill_from(round, first, &mut one);
                stream.fill_plainly(round, first, &mut other);
                assert_eq!(one, other, "{length} words from {first} of round {round}");
            }
        }
    }

    /// Short rounds one after another, with rounds left out, gone back to, and of other lengths.
    #[test]
    fn rounds_drawn_ahead_have_the_words_of_each() {
        let mut stream = Stream::new(&Key::common(3), 5, Purpose::Reading);
        for round in (1..30).chain([31, 32, 33, 90, 91, 92, 93, 94, 12, 13, 14, u32::MAX - 1, u32::MAX]) {
            let length = if round % 7 == 3 { 70 } else { 11 + round as usize % 54 };
            let (mut one, mut other) = (vec![0; length], vec![0; length]);
            stream.fill(round, &mut one);
            stream.fill_plainly(round, 0, &mut other);
            assert_eq!(one, other, "round {round}");
        }
    }
}
