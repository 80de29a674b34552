//! The one door through which chance enters: ChaCha8 streams addressed by what they are for.
//!
//! A run draws from numbered streams of one 256-bit key. Every draw has an address that depends on nothing
//! but what it decides, so switching a mechanism on, or drawing once more somewhere, never shifts another draw:
//!
//! | part | from |
//! |---|---|
//! | key | SHA-256 of the study's seed (`common`), or of the seed and the cell's content (`independent`) |
//! | stream | replicate x 256 + purpose |
//! | position, in 32-bit words | round x 2^32 + index x words of that purpose |
//!
//! Words per index: [`Purpose::Choice`], [`Purpose::Reading`] and [`Purpose::Enforcement`] use one word for each
//! side of an encounter (index = side = 2 x pair + side of the pair); [`Purpose::Restart`] one word per pair;
//! [`Purpose::Learning`] eight words per agent and [`Purpose::Event`] eight per elementary event
//! ([`crate::learning::draw`] names them); [`Purpose::Group`] one per agent; [`Purpose::Attribute`] has an
//! address of its own, [`attribute_position`]. Words that are not needed are skipped, never given to others.
//! [`Purpose::Network`] has no rounds: one word per agent from position 0 on (`shuffle`), then rows of 2^32 words, row k
//! from (k + 1) x 2^32; each kind in [`crate::network`] says what its rows are. [`Purpose::Meeting`] uses one word per pair.
//! In the complete network pair (i, j), i < j, has number j(j-1)/2 + i: agents added at the end of the
//! list leave the draws of the others where they were.
//!
//! [`Purpose::Reputation`] uses two words per agent (which of its encounters is assessed; whether the assessment errs; in
//! round 0 the first says whether its name is good at the start) and, from [`KNOWLEDGE`] on, one word per side (is the
//! partner's name known?).
//!
//! [`Purpose::Shock`] uses four words per shock of the config (whether it strikes; whom; which strategy; one spare) and
//! [`Purpose::Attribution`] two words per side (is a defection blamed on another; on whom) and, from [`SHARED`] on, one per
//! agent (the error of all that look at it). [`Purpose::Joining`] uses one word per agent.
//!
//! [`Purpose::Threshold`] has no rounds: four words per agent from position 0 on (its threshold), and from 2^32 on one per seed.
//!
//! ChaCha: Bernstein (2008), "ChaCha, a variant of Salsa20"; 8 rounds as in `rand_chacha`, which gives the words one by one. A
//! round's words are asked for together, and come by the widest way that the machine has (`wide`): the words are the same.

mod squeeze;
#[cfg(target_arch = "x86_64")]
mod wide;

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use sha2::{Digest as _, Sha256};
pub use squeeze::{Squeeze, Verdict};

/// What a draw decides. The numbers are part of the layout and never change; new purposes are added at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Purpose {
    /// An agent's own attributes at the start.
    Attribute = 0,
    /// The executed choice of one side, slip included.
    Choice = 1,
    /// The reading of the partner's choice by one side.
    Reading = 2,
    /// Detection or wrongful accusation of one side.
    Enforcement = 3,
    /// The restart of a pair's automata.
    Restart = 4,
    /// Learning and membership of one agent.
    Learning = 5,
    /// Resampling in the analysis, never in a world.
    Analysis = 6,
    /// Who is linked with whom in a random network, and which agent stands on which node.
    Network = 7,
    /// Which pairs meet in a round, where some meet less often than others.
    Meeting = 8,
    /// Assessment and knowledge of public reputations.
    Reputation = 9,
    /// Elementary events of an asynchronous update.
    Event = 10,
    /// The moves of a match in a tournament.
    Match = 11,
    /// Who plays with whom in a game of more than two.
    Group = 12,
    /// Thresholds of a cascade, and who begins it.
    Threshold = 13,
    /// Whether and whom a shock strikes.
    Shock = 16,
    /// Whom an observer blames, and errors that observers share.
    Attribution = 17,
    /// Who reconsiders its membership of a convention.
    Joining = 14,
}

/// Where a round's words for shared errors begin under [`Purpose::Attribution`]; those of the sides lie before.
pub const SHARED: u32 = 1 << 31;

/// Where a round's words for knowledge begin under [`Purpose::Reputation`]; those of the agents lie before.
pub const KNOWLEDGE: u32 = 1 << 31;

/// Words that are copied from the generator at once.
const COPIED: usize = 256;

/// The 256-bit key of a world's streams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl Key {
    /// The key of common random numbers: replicate r sees the same streams in every cell of a study.
    pub fn common(seed: u64) -> Self {
        Self::hash(b"comity common 1", seed, &[])
    }

    /// The key of independent random numbers: from the seed and the content of the cell.
    pub fn independent(seed: u64, content: &[u8]) -> Self {
        Self::hash(b"comity independent 1", seed, content)
    }

    /// As ChaCha takes it.
    #[cfg(target_arch = "x86_64")]
    fn words(&self) -> [u32; 8] {
        let words = self.0.as_chunks().0;
        std::array::from_fn(|place| u32::from_le_bytes(words[place]))
    }

    fn hash(label: &[u8], seed: u64, content: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(label);
        hash.update(seed.to_le_bytes());
        hash.update(content);
        Self(hash.finalize().into())
    }
}

/// Position (in 32-bit words) of the draws for one attribute of one agent: 4096 words each,
/// so that a rejection sampler has room.
///
/// `group` is the place of the agents' table in the config, `index` the agent's place in its group.
pub const fn attribute_position(group: u32, index: u32, attribute: u8) -> u128 {
    ((group as u128) << 44) | ((index as u128) << 16) | ((attribute as u128) << 12)
}

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
    fn a_draw_depends_on_its_address_alone() {
        let key = Key::common(7);
        let mut long = [0; 40];
        let mut short = [0; 10];
        let mut stream = Stream::new(&key, 3, Purpose::Choice);
        stream.fill(5, &mut long);
        let mut again = Stream::new(&key, 3, Purpose::Choice);
        again.fill(9, &mut short);
        again.fill(5, &mut short);
        assert_eq!(long[..10], short);
    }

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

    /// Places that were expected and others, some read beyond their block, by a stream that is told and one that is not.
    #[test]
    fn what_is_expected_is_what_would_have_come() {
        let key = Key::common(3);
        let [mut told, mut other] = [(); 2].map(|()| Stream::new(&key, 9, Purpose::Attribute));
        for batch in 0..5_u32 {
            let positions: Vec<u128> = (0..20).map(|k| attribute_position(batch, k * 77, (k % 7) as u8)).collect();
            told.expect(&positions);
            for &position in positions.iter().chain(positions.iter().rev()).chain(&[3, 1 << 70]) {
                let position = if position % 3 == 0 { position + 16 } else { position };
                told.seek(position);
                other.seek(position);
                for _ in 0..position % 37 {
                    assert_eq!(told.word(), other.word(), "from {position} on");
                }
                assert_eq!(told.uniform(), other.uniform(), "from {position} on");
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

    #[test]
    fn purposes_replicates_seeds_and_contents_differ() {
        let first = |key: &Key, replicate, purpose| Stream::new(key, replicate, purpose).word();
        let key = Key::common(1);
        let base = first(&key, 0, Purpose::Choice);
        assert_ne!(base, first(&key, 0, Purpose::Reading));
        assert_ne!(base, first(&key, 1, Purpose::Choice));
        assert_ne!(base, first(&Key::common(2), 0, Purpose::Choice));
        assert_ne!(
            first(&Key::independent(1, b"a"), 0, Purpose::Choice),
            first(&Key::independent(1, b"b"), 0, Purpose::Choice)
        );
    }

    /// The layout is fixed for good: these words were written down once and must never change.
    #[test]
    fn golden_words() {
        let mut stream = Stream::new(&Key::common(1), 2, Purpose::Reading);
        let mut words = [0; 3];
        stream.fill(4, &mut words);
        insta::assert_debug_snapshot!(words);
    }

    #[test]
    fn chances_are_exact_at_the_ends() {
        assert!(!Chance::of(0.0).hit(0));
        assert!(Chance::of(1.0).hit(u32::MAX));
        assert!(Chance::of(0.5).hit(0x7fff_ffff) && !Chance::of(0.5).hit(0x8000_0000));
    }

    /// n = 400,000 words; the standard error of each share of 1/7 is 5.5e-4; 4 sigma.
    #[test]
    fn picks_are_uniform() {
        let mut stream = Stream::new(&Key::common(11), 0, Purpose::Learning);
        let mut counts = [0_u32; 7];
        for _ in 0..400_000 {
            counts[pick(stream.word(), 7)] += 1;
        }
        for count in counts {
            assert!((f64::from(count) / 400_000.0 - 1.0 / 7.0).abs() < 4.0 * 5.5e-4);
        }
    }
}
