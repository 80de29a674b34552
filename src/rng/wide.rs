//! ChaCha8 sixteen blocks at a time, where the machine has vectors of 512 bits; the same words as anywhere else.
//!
//! A block is four rows of four words. Four blocks side by side make four vectors, on which a quarter round is twelve
//! instructions for all their columns at once; sixteen blocks are four such groups, independent of each other, so that one
//! computes while another waits. At the end the rows of a block, spread over four vectors, are brought together.
//!
//! No crate was found that does this without settings at compile time: `rand_chacha` and `chacha20` reach vectors of 256 bits by
//! run-time dispatch and give the same words, about half as many in the same time. They serve where this module does not.
//!
//! The intrinsics are those of `pulp`: they are safe to call for whoever holds a [`V4`], which only a machine that has them gives.

use std::arch::x86_64::__m512i;
use std::ops::Range;

use pulp::NullaryFnOnce;
use pulp::x86::V4;

/// Words of a block.
const BLOCK: usize = 16;
/// Words of four blocks side by side.
pub(super) const GROUP: usize = 4 * BLOCK;
/// Groups computed together.
const GROUPS: usize = 4;
/// Blocks computed together: places that can be taken note of at a time.
pub(super) const NEAR: usize = 4 * GROUPS;

/// "expand 32-byte k".
const CONSTANTS: [u32; 4] = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574];

/// The proof that this machine has vectors of 512 bits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wide(V4);

impl Wide {
    /// It, if the machine has them.
    pub(super) fn find() -> Option<Self> {
        V4::try_new().map(Self)
    }

    /// Fills `words` with the stream's words from the beginning of a block on.
    pub(super) fn fill(self, key: &[u32; 8], stream: u64, block: u64, words: &mut [u32]) {
        self.0.vectorize(Fill { v4: self.0, key, stream, block, words });
    }

    /// Takes the first words of rounds from `round` on.
    pub(super) fn fill_ahead(self, key: &[u32; 8], stream: u64, round: u32, ahead: &mut Ahead) {
        ahead.rounds = u64::from(round)..u64::from(round) + GROUPS as u64;
        self.0.vectorize(FillAhead { v4: self.0, key, stream, round, words: &mut ahead.words });
    }

    /// Computes the blocks at the given positions, as many as there is room for.
    pub(super) fn fill_near(self, key: &[u32; 8], stream: u64, positions: &[u128], near: &mut Near) {
        near.count = positions.len().min(NEAR);
        near.position[..near.count].copy_from_slice(&positions[..near.count]);
        (near.place, near.at) = (0, None);
        let block = |place: usize| (near.position[place] / BLOCK as u128) as u64;
        let blocks = std::array::from_fn(|group| std::array::from_fn(|lane| block(4 * group + lane)));
        self.0.vectorize(FillNear { v4: self.0, key, stream, blocks, words: near.words.as_chunks_mut().0 });
    }
}

/// The first blocks of a few places, computed together, and how far one of them has been read.
#[derive(Debug, Clone, Default)]
pub(super) struct Near {
    count: usize,
    position: [u128; NEAR],
    words: [[u32; BLOCK]; NEAR],
    /// The place that is probably sought next.
    place: usize,
    /// The place that is read, and its next word.
    at: Option<(usize, usize)>,
}

/// Where the next word is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Next {
    Word(u32),
    /// The block is read; the stream goes on at this position.
    Behind(u128),
    /// None of the places is being read.
    Elsewhere,
}

impl Near {
    /// Goes to a position; false if it is none of the places.
    pub(super) fn seek(&mut self, position: u128) -> bool {
        let places = (self.place..self.count).chain(0..self.place);
        self.at = places.into_iter().find(|&place| self.position[place] == position).map(|place| (place, 0));
        self.at.inspect(|&(place, _)| self.place = (place + 1) % NEAR).is_some()
    }

    /// The next word, if it is near.
    pub(super) fn word(&mut self) -> Next {
        let Some((place, word)) = self.at else { return Next::Elsewhere };
        if word == BLOCK {
            self.at = None;
            return Next::Behind(self.position[place] + BLOCK as u128);
        }
        self.at = Some((place, word + 1));
        Next::Word(self.words[place][word])
    }
}

struct FillNear<'a> {
    v4: V4,
    key: &'a [u32; 8],
    stream: u64,
    blocks: [[u64; 4]; GROUPS],
    words: &'a mut [[[u32; BLOCK]; 4]],
}

impl NullaryFnOnce for FillNear<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { v4, key, stream, blocks, words } = self;
        let of = |group: usize| {
            let [a, b, c, d] = blocks[group].map(|block| [block, stream]);
            rows_of(key, pulp::cast([a, b, c, d]))
        };
        let mut made = [[0; GROUP]; GROUPS];
        generate(v4, [of(0), of(1), of(2), of(3)], &mut made);
        for (words, made) in words.iter_mut().zip(&made) {
            words.as_flattened_mut().copy_from_slice(made);
        }
    }
}

/// The first words of a few rounds: a group of blocks of each, computed together.
#[derive(Debug, Clone)]
pub(super) struct Ahead {
    rounds: Range<u64>,
    words: [[u32; GROUP]; GROUPS],
}

impl Default for Ahead {
    fn default() -> Self {
        Self { rounds: 0..0, words: [[0; GROUP]; GROUPS] }
    }
}

impl Ahead {
    /// The words of a round, if they are among them.
    pub(super) fn of(&self, round: u32) -> Option<&[u32; GROUP]> {
        self.rounds.contains(&u64::from(round)).then(|| &self.words[(u64::from(round) - self.rounds.start) as usize])
    }

    /// The words of the first round.
    pub(super) fn first(&self) -> &[u32; GROUP] {
        &self.words[0]
    }
}

struct FillAhead<'a> {
    v4: V4,
    key: &'a [u32; 8],
    stream: u64,
    round: u32,
    words: &'a mut [[u32; GROUP]; GROUPS],
}

impl NullaryFnOnce for FillAhead<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { v4, key, stream, round, words } = self;
        let of = |k: u64| first_rows(key, stream, (u64::from(round) + k) << 28);
        generate(v4, [of(0), of(1), of(2), of(3)], words);
    }
}

/// The rows that four blocks from `block` on begin with.
#[inline(always)]
fn first_rows(key: &[u32; 8], stream: u64, block: u64) -> [__m512i; 4] {
    rows_of(key, places(block, stream))
}

/// The same of blocks anywhere, from their last rows.
#[inline(always)]
fn rows_of(key: &[u32; 8], places: __m512i) -> [__m512i; 4] {
    let (first, second) = (beside([key[0], key[1], key[2], key[3]]), beside([key[4], key[5], key[6], key[7]]));
    [beside(CONSTANTS), first, second, places]
}

struct Fill<'a> {
    v4: V4,
    key: &'a [u32; 8],
    stream: u64,
    block: u64,
    words: &'a mut [u32],
}

impl NullaryFnOnce for Fill<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { v4, key, stream, mut block, words } = self;
        let rows = |block: u64| first_rows(key, stream, block);
        let (many, rest) = words.as_chunks_mut::<{ GROUPS * GROUP }>();
        for words in many {
            // Written out: what is called from here must be compiled for wide vectors, and `map` and `from_fn` are not.
            let start: [_; GROUPS] = [rows(block), rows(block + 4), rows(block + 8), rows(block + 12)];
            generate(v4, start, words.as_chunks_mut().0);
            block += 4 * GROUPS as u64;
        }
        let (groups, rest) = rest.as_chunks_mut::<GROUP>();
        for words in groups {
            generate(v4, [rows(block)], std::slice::from_mut(words));
            block += 4;
        }
        if !rest.is_empty() {
            let mut last = [0; GROUP];
            generate(v4, [rows(block)], std::slice::from_mut(&mut last));
            rest.copy_from_slice(&last[..rest.len()]);
        }
    }
}

/// A row of four blocks, the same in all of them.
#[inline(always)]
fn beside(row: [u32; 4]) -> __m512i {
    pulp::cast([row; 4])
}

/// The last rows of four blocks from `block` on: where they stand in the stream, and which stream it is.
#[inline(always)]
fn places(block: u64, stream: u64) -> __m512i {
    let row = |lane: u64| [block + lane, stream];
    pulp::cast([row(0), row(1), row(2), row(3)])
}

/// Groups of four blocks from their first rows, written out block by block.
#[inline(always)]
fn generate<const N: usize>(v4: V4, start: [[__m512i; 4]; N], words: &mut [[u32; GROUP]]) {
    let simd = v4.avx512f;
    let mut groups = start;
    for _ in 0..4 {
        for [a, b, c, d] in &mut groups {
            quarters(v4, a, b, c, d);
            // the diagonals become columns
            *b = simd._mm512_shuffle_epi32::<0b00_11_10_01>(*b);
            *c = simd._mm512_shuffle_epi32::<0b01_00_11_10>(*c);
            *d = simd._mm512_shuffle_epi32::<0b10_01_00_11>(*d);
        }
        for [a, b, c, d] in &mut groups {
            quarters(v4, a, b, c, d);
            *b = simd._mm512_shuffle_epi32::<0b10_01_00_11>(*b);
            *c = simd._mm512_shuffle_epi32::<0b01_00_11_10>(*c);
            *d = simd._mm512_shuffle_epi32::<0b00_11_10_01>(*d);
        }
    }
    for ((group, start), words) in groups.iter().zip(&start).zip(words) {
        let (a, b) = (simd._mm512_add_epi32(group[0], start[0]), simd._mm512_add_epi32(group[1], start[1]));
        let (c, d) = (simd._mm512_add_epi32(group[2], start[2]), simd._mm512_add_epi32(group[3], start[3]));
        // a0 a1 b0 b1, a2 a3 b2 b3, and so on: a row of a block is 128 bits
        let ab = [simd._mm512_shuffle_i32x4::<0b01_00_01_00>(a, b), simd._mm512_shuffle_i32x4::<0b11_10_11_10>(a, b)];
        let cd = [simd._mm512_shuffle_i32x4::<0b01_00_01_00>(c, d), simd._mm512_shuffle_i32x4::<0b11_10_11_10>(c, d)];
        for (half, words) in words.as_chunks_mut::<{ 2 * BLOCK }>().0.iter_mut().enumerate() {
            let even = simd._mm512_shuffle_i32x4::<0b10_00_10_00>(ab[half], cd[half]);
            let odd = simd._mm512_shuffle_i32x4::<0b11_01_11_01>(ab[half], cd[half]);
            *words = pulp::cast([even, odd]);
        }
    }
}

/// A quarter round on every column.
#[inline(always)]
fn quarters(v4: V4, a: &mut __m512i, b: &mut __m512i, c: &mut __m512i, d: &mut __m512i) {
    let simd = v4.avx512f;
    *a = simd._mm512_add_epi32(*a, *b);
    *d = simd._mm512_rol_epi32::<16>(simd._mm512_xor_si512(*d, *a));
    *c = simd._mm512_add_epi32(*c, *d);
    *b = simd._mm512_rol_epi32::<12>(simd._mm512_xor_si512(*b, *c));
    *a = simd._mm512_add_epi32(*a, *b);
    *d = simd._mm512_rol_epi32::<8>(simd._mm512_xor_si512(*d, *a));
    *c = simd._mm512_add_epi32(*c, *d);
    *b = simd._mm512_rol_epi32::<7>(simd._mm512_xor_si512(*b, *c));
}
