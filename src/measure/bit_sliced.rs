//! The tournament kernel: sixty-four matches of two automata at once, one to each bit of a word.
//!
//! The automaton of a side is one mask for each of its nodes, whose bits say which of the matches stand in that node. A turn
//! is then a few dozen operations on masks, whoever is where:
//!
//! ```text
//! cooperates = OR over nodes n of     at[n] AND below[p(n)]          below[p]: a Bernoulli mask of chance p
//! at'[m]     = OR over n, o: m = next(n, o) of   at[n] AND outcome[o]
//! ```
//!
//! A Bernoulli mask is exact to 2^-32, as everywhere: bit by bit, from the highest, the 64 random numbers are compared with the
//! chance. Twelve bits decide nearly all of them; where a match is still undecided (1 in 64 masks), twenty more follow from another
//! place of the stream. All chances of a side are compared with the same numbers, since a match stands in one node only.
//! Outcomes are counted in vertical counters: word k holds bit k of sixty-four counts.
//!
//! Matches 64 g to 64 g + 63 draw from stream g of the pair, at the turn's place. These are other draws than the general engine's,
//! so the two agree in distribution, as a test holds.
//!
//! Source of the idea: Biham (1997), "A fast new DES implementation in software", FSE 97, LNCS 1267:260, who named bit slicing; physicists
//! had packed spins so before: Zorn, Herrmann & Rebbi (1981), Comput. Phys. Commun. 23:337.

use super::round_robin::Counts;
use crate::game::Action;
use crate::rng::{Chance, Key, Purpose, Stream};
use crate::strategy::Automaton;
use crate::strategy::automaton::with_slip;
use crate::strategy::referee::Faults;

/// Most nodes of an automaton that is played so: beyond, the masks cost more than they save.
const NODES: usize = 16;

/// Matches in a mask.
pub const LANES: u32 = u64::BITS;

/// Bits of each random number that are always drawn, and those that are drawn where these do not decide.
const FIRST: usize = 12;
const REST: usize = 32 - FIRST;

/// Masks drawn for a turn in which readings can err: choices of both sides, then readings of both. Otherwise two.
const MASKS: usize = 4;
/// 32-bit words of a mask, those that are always drawn.
const WORDS: usize = 2 * FIRST;
/// The others of a turn.
const MORE: usize = 2 * REST * MASKS;

/// Turns whose words are drawn together.
const TURNS: usize = 8;

/// Can matches of these two with so many turns be played so?
pub fn serves(own: &Automaton, other: &Automaton, turns: u32) -> bool {
    // The words of a turn must have places within 32 bits.
    turns < 1 << 24 && [own, other].iter().all(|automaton| automaton.nodes.len() <= NODES)
}

/// One side of sixty-four matches.
#[derive(Debug)]
struct Side<'a> {
    automaton: &'a Automaton,
    /// Its chances to cooperate, each once.
    chances: Vec<Chance>,
    /// The place of each node's chance among them.
    chance: [usize; NODES],
    /// Where all nodes go on, if all go on alike: then the last turn alone counts (memory one).
    alike: Option<[u16; 4]>,
    at: At,
}

/// Where sixty-four matches stand.
#[derive(Debug)]
enum At {
    /// Which of them had each outcome in the last turn.
    After([u64; 4]),
    /// Which of them are in each node.
    Nodes([u64; NODES]),
}

/// All matches stand in the first node.
const FIRST_NODE: At = {
    let mut at = [0; NODES];
    at[0] = u64::MAX;
    At::Nodes(at)
};

impl<'a> Side<'a> {
    fn new(automaton: &'a Automaton, slip: f64) -> Self {
        let (mut chances, mut chance) = (Vec::new(), [0; NODES]);
        for (place, node) in chance.iter_mut().zip(&automaton.nodes) {
            let of = Chance::of(with_slip(node.cooperate, slip));
            *place = chances.iter().position(|&known| known == of).unwrap_or_else(|| {
                chances.push(of);
                chances.len() - 1
            });
        }
        let next = automaton.nodes.first().map(|node| node.next);
        let alike = next.filter(|next| automaton.nodes.iter().all(|node| node.next == *next));
        Self { automaton, chances, chance, alike, at: FIRST_NODE }
    }

    /// The matches in which it cooperates.
    #[inline]
    fn cooperates(&self, numbers: &Numbers<'_>, stream: &mut Stream) -> u64 {
        let mut below = [0; NODES];
        for (below, &chance) in below.iter_mut().zip(&self.chances) {
            *below = numbers.below(chance, stream);
        }
        let of = |node: usize| below[self.chance[node % NODES] % NODES];
        match (&self.at, self.alike) {
            (At::After([cc, cd, dc, dd]), Some(next)) => {
                let [after_cc, after_cd, after_dc, after_dd] = next.map(|node| of(usize::from(node)));
                cc & after_cc | cd & after_cd | dc & after_dc | dd & after_dd
            }
            (At::Nodes(at), _) => {
                at.iter().enumerate().take(self.automaton.nodes.len()).fold(0, |all, (node, &at)| all | at & of(node))
            }
            (At::After(_), None) => 0,
        }
    }

    /// Goes on after outcomes: own action as executed, the partner's as read.
    #[inline]
    fn go_on(&mut self, own: u64, read: u64) {
        let outcomes = [own & read, own & !read, !own & read, !own & !read];
        if self.alike.is_some() {
            self.at = At::After(outcomes);
        } else if let At::Nodes(at) = &mut self.at {
            let before = *at;
            *at = [0; NODES];
            for (&from, node) in before.iter().zip(&self.automaton.nodes) {
                for (&next, outcome) in node.next.iter().zip(outcomes) {
                    at[usize::from(next) % NODES] |= from & outcome;
                }
            }
        }
    }
}

/// The random numbers of a mask: one of 32 bits for each match, bit k of all of them in word k.
#[derive(Debug)]
struct Numbers<'a> {
    first: &'a [u32; WORDS],
    /// Where the rest begins, if it should be needed.
    rest: u32,
}

impl Numbers<'_> {
    /// The matches whose number is below a chance's bound.
    #[inline(always)]
    fn below(&self, chance: Chance, stream: &mut Stream) -> u64 {
        let bound = chance.bound();
        if bound == 0 {
            return 0;
        }
        if bound > u64::from(u32::MAX) {
            return u64::MAX;
        }
        let (below, equal) = compared(self.first.as_chunks().0, bound as u32, 0, u64::MAX);
        // Numbers that equal the bound are not below it; nothing can come of the rest if its bits there are all 0.
        let lower = (bound as u32) << FIRST;
        if equal == 0 || lower == 0 { below } else { go_on(stream, self.rest, lower, below, equal) }
    }
}

/// The comparison beyond the first bits.
#[cold]
fn go_on(stream: &mut Stream, place: u32, bound: u32, below: u64, equal: u64) -> u64 {
    let mut rest = [0; 2 * REST];
    stream.fill_from(2, place, &mut rest);
    compared(rest.as_chunks().0, bound, below, equal).0
}

/// Compares numbers with a bound bit by bit from the highest: which are below, and which are equal so far.
#[inline(always)]
fn compared(words: &[[u32; 2]], mut bound: u32, mut below: u64, mut equal: u64) -> (u64, u64) {
    for &[low, high] in words {
        let bits = u64::from(low) | u64::from(high) << 32;
        if bound >> 31 == 1 {
            below |= equal & !bits;
            equal &= bits;
        } else {
            equal &= !bits;
        }
        bound <<= 1;
    }
    (below, equal)
}

/// Sixty-four counts.
#[derive(Debug, Default)]
struct Counters([u64; 32]);

impl Counters {
    #[inline]
    fn add(&mut self, mut carry: u64) {
        for word in &mut self.0 {
            if carry == 0 {
                break;
            }
            let both = *word & carry;
            *word ^= carry;
            carry = both;
        }
    }

    /// The count of a lane, after so many turns at most.
    fn get(&self, lane: u32, turns: u32) -> u32 {
        let bits = (u32::BITS - turns.leading_zeros()) as usize;
        self.0.iter().take(bits).enumerate().fold(0, |count, (bit, word)| count | ((word >> lane & 1) as u32) << bit)
    }
}

/// Plays matches of two automata that [`serves`] has passed; counts as the first side sees them, match by match. `observe` gets the
/// number of the match and both executed actions of every turn.
pub fn play(
    sides: [&Automaton; 2],
    turns: u32,
    matches: u32,
    faults: &Faults,
    key: &Key,
    mut observe: impl FnMut(u32, Action, Action),
) -> Vec<Counts> {
    let [mut own, mut other] = sides.map(|side| Side::new(side, faults.slip.get()));
    let [alarm, miss] = [faults.false_alarm, faults.miss].map(|p| Chance::of(p.get()));
    let errs = [alarm, miss].iter().any(|&chance| chance != Chance::default());
    let mut counts = Vec::with_capacity(matches as usize);
    let masks = if errs { MASKS } else { 2 };
    let mut words = vec![[0; WORDS]; masks * TURNS];
    for group in 0..matches.div_ceil(LANES) {
        let mut stream = Stream::new(key, group, Purpose::Match);
        let lanes = LANES.min(matches - group * LANES);
        let mut outcomes: [Counters; 3] = Default::default();
        (own.at, other.at) = (FIRST_NODE, FIRST_NODE);
        for first in (0..turns).step_by(TURNS) {
            let some = TURNS.min((turns - first) as usize);
            let words = &mut words[..masks * some];
            stream.fill_from(1, first * (masks * WORDS) as u32, words.as_flattened_mut());
            for (turn, words) in (first..).zip(words.chunks_exact(masks)) {
                let numbers =
                    |mask: usize| Numbers { first: &words[mask], rest: turn * MORE as u32 + (mask * REST * 2) as u32 };
                let a = own.cooperates(&numbers(0), &mut stream);
                let b = other.cooperates(&numbers(1), &mut stream);
                let (mut a_read, mut b_read) = (a, b);
                if errs {
                    let mut wrong = |mask: usize, action: u64| {
                        let numbers = numbers(mask);
                        action & numbers.below(alarm, &mut stream) | !action & numbers.below(miss, &mut stream)
                    };
                    b_read ^= wrong(2, b);
                    a_read ^= wrong(3, a);
                }
                own.go_on(a, b_read);
                other.go_on(b, a_read);
                for (counters, outcome) in outcomes.iter_mut().zip([a & b, a & !b, !a & b]) {
                    counters.add(outcome);
                }
                for lane in 0..lanes {
                    let did = |mask: u64| Action::cooperate_if(mask >> lane & 1 == 1);
                    observe(group * LANES + lane, did(a), did(b));
                }
            }
        }
        counts.extend((0..lanes).map(|lane| {
            let [cc, cd, dc] = [0, 1, 2].map(|outcome| outcomes[outcome].get(lane, turns));
            [cc, cd, dc, turns - cc - cd - dc]
        }));
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::Payoffs;
    use crate::strategy::referee::Match;
    use crate::strategy::{Strategy, catalogue};
    use crate::units::Probability;

    const MATCHES: u32 = 20_000;
    const TURNS: u32 = 30;

    fn faults(slip: f64, miss: f64, false_alarm: f64) -> Faults {
        let [slip, miss, false_alarm] = [slip, miss, false_alarm].map(|p| Probability::new(p).unwrap());
        Faults { slip, miss, false_alarm }
    }

    fn strategy(name: &str) -> Strategy {
        catalogue::find(name).unwrap().strategy()
    }

    fn automaton(strategy: &Strategy) -> &Automaton {
        let Strategy::Automaton(automaton) = strategy else { panic!("no automaton") };
        automaton
    }

    fn by_lanes(names: [&str; 2], faults: &Faults) -> Vec<Counts> {
        let [own, other] = names.map(strategy);
        play([automaton(&own), automaton(&other)], TURNS, MATCHES, faults, &Key::common(3), |_, _, _| {})
    }

    fn by_turns(names: [&str; 2], faults: &Faults) -> Vec<Counts> {
        let [own, other] = names.map(strategy);
        let game = Match::new(&own, &other).unwrap();
        let one = |repetition| {
            let mut counts = [0; 4];
            let mut stream = Stream::new(&Key::common(4), repetition, Purpose::Match);
            game.play(TURNS, &Payoffs::default(), faults, &mut stream, |own, other| {
                counts[crate::game::outcome(own, other)] += 1;
            });
            counts
        };
        (0..MATCHES).map(one).collect()
    }

    /// Mean and variance of a number over matches, each with its standard error.
    fn moments(counts: &[Counts], number: impl Fn(&Counts) -> f64) -> [(f64, f64); 2] {
        let n = counts.len() as f64;
        let mean = counts.iter().map(&number).sum::<f64>() / n;
        let squares = || counts.iter().map(|counts| (number(counts) - mean) * (number(counts) - mean));
        let second = squares().sum::<f64>() / n;
        let fourth = squares().map(|square| square * square).sum::<f64>() / n;
        [(mean, (second / n).sqrt()), (second, ((fourth - second * second) / n).sqrt())]
    }

    /// n = 20,000 matches by each engine; means and variances of three numbers for eight pairs, 48 comparisons at 4 sigma.
    #[test]
    fn the_kernel_agrees_with_the_general_engine_in_distribution() {
        let noisy = [faults(0.05, 0.0, 0.0), faults(0.02, 0.1, 0.3)];
        for names in [
            ["tit-for-tat", "win-stay-lose-shift"],
            ["generous-tit-for-tat", "grim-trigger"],
            ["random", "joss"],
            ["always-defect", "tit-for-two-tats"],
        ] {
            for faults in &noisy {
                let (one, other) = (by_lanes(names, faults), by_turns(names, faults));
                let numbers: [fn(&Counts) -> f64; 3] = [
                    |counts| f64::from(counts[0] + counts[1]),
                    |counts| f64::from(counts[0] + counts[2]),
                    |counts| f64::from(counts[0]),
                ];
                for number in numbers {
                    for ((a, a_error), (b, b_error)) in moments(&one, number).into_iter().zip(moments(&other, number)) {
                        let sigma = (a_error * a_error + b_error * b_error).sqrt();
                        assert!((a - b).abs() <= 4.0 * sigma, "{names:?}: {a} +- {a_error}, {b} +- {b_error}");
                    }
                }
            }
        }
    }

    /// Neighbouring matches, and neighbouring groups of matches, know nothing of each other: n = 20,000 pairs of numbers, whose
    /// correlation has a standard error of 1/sqrt(n); 4 sigma.
    #[test]
    fn matches_are_independent() {
        let counts = by_lanes(["random", "generous-tit-for-tat"], &faults(0.05, 0.0, 0.0));
        let x: Vec<f64> = counts.iter().map(|counts| f64::from(counts[0])).collect();
        let mean = x.iter().sum::<f64>() / x.len() as f64;
        let variance = x.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / x.len() as f64;
        for lag in [1, 64] {
            let products = x.iter().zip(&x[lag..]).map(|(a, b)| (a - mean) * (b - mean));
            let correlation = products.sum::<f64>() / (x.len() - lag) as f64 / variance;
            assert!(correlation.abs() < 4.0 / f64::from(MATCHES).sqrt(), "{correlation} at lag {lag}");
        }
    }

    /// Chances just above and below what twelve bits can tell apart: n = 64 x 40,000 numbers, 4 sigma.
    #[test]
    fn masks_are_exact_beyond_the_first_bits() {
        let mut stream = Stream::new(&Key::common(8), 0, Purpose::Match);
        let p = 1.0 / 4096.0 + 1.0 / 8192.0;
        let (mut hits, mut words) = (0, [0; WORDS]);
        for turn in 0..40_000 {
            stream.fill_from(1, turn * WORDS as u32, &mut words);
            let numbers = Numbers { first: &words, rest: turn * 2 * REST as u32 };
            hits += numbers.below(Chance::of(p), &mut stream).count_ones();
        }
        let n = 64.0 * 4e4;
        assert!((f64::from(hits) / n - p).abs() < 4.0 * (p / n).sqrt(), "{hits}");
    }

    #[test]
    fn without_chance_every_match_is_the_match() {
        let [own, other] = ["bully", "tit-for-two-tats"].map(strategy);
        let mut expected = [0; 4];
        let game = Match::new(&own, &other).unwrap();
        game.play_without_chance(TURNS, &Payoffs::default(), |a, b| expected[crate::game::outcome(a, b)] += 1);
        let key = Key::common(1);
        let counts = play([automaton(&own), automaton(&other)], TURNS, 70, &Faults::default(), &key, |_, _, _| {});
        assert_eq!(counts, vec![expected; 70]);
    }

    #[test]
    fn what_is_observed_is_what_is_counted() {
        let [own, other] = ["random", "joss"].map(strategy);
        let mut seen = vec![[0; 4]; 100];
        let observe = |number: u32, a, b| seen[number as usize][crate::game::outcome(a, b)] += 1;
        let faults = faults(0.1, 0.1, 0.0);
        let counts = play([automaton(&own), automaton(&other)], 33, 100, &faults, &Key::common(2), observe);
        assert_eq!(counts, seen);
        // The first matches are what they are, however many follow.
        let few = play([automaton(&own), automaton(&other)], 33, 5, &faults, &Key::common(2), |_, _, _| {});
        assert_eq!(few, seen[..5]);
    }
}
