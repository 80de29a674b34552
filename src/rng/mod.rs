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
//!
//! - `address`: keys, purposes and places of draws
//! - `stream`: the words of one purpose
//! - `wide`: the same, sixteen blocks at a time
//! - `chance`: what a word decides
//! - `squeeze`: logistic chances, mostly without an exponential

mod address;
mod chance;
mod squeeze;
mod stream;
#[cfg(target_arch = "x86_64")]
mod wide;

pub use address::{KNOWLEDGE, Key, Purpose, SHARED, attribute_position};
pub use chance::{Chance, pick};
pub use squeeze::{Squeeze, Verdict};
pub use stream::Stream;

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
