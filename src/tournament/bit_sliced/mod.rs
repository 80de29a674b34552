//! The tournament kernel: matches of two automata, one to each bit of a word, and as many words at once as a vector holds.
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
//! Matches 64 g to 64 g + 63, a group, draw from stream g of the pair, at the turn's place. These are other draws than the general
//! engine's, so the two agree in distribution, as a test holds. Eight groups are played together where vectors have 512 bits, four or
//! one elsewhere: a group's matches are the same whichever others are played beside it.
//!
//! Source of the idea: Biham (1997), "A fast new DES implementation in software", FSE 97, LNCS 1267:260, who named bit slicing; physicists
//! had packed spins so before: Zorn, Herrmann & Rebbi (1981), Comput. Phys. Commun. 23:337.
//!
//! - `masks`: masks and the random numbers that set them
//! - `side`: where the matches stand in the automaton of one side
//! - `counters`: how often each outcome came

mod counters;
mod masks;
mod side;

use std::ops::Range;

use counters::{Counters, LANES, TURNS};
use masks::{FIRST, Masks, Numbers, REST, word};
use pulp::bytemuck::cast_slice_mut;
use pulp::{Arch, Scalar, Simd, WithSimd};
use side::{NODES, Plan, Side};

use super::counts::Counts;
use crate::game::Action;
use crate::rng::{Chance, Key, Purpose, Stream};
use crate::stop::Pulse;
use crate::strategy::Automaton;
use crate::strategy::referee::Faults;

/// Masks drawn for a turn in which readings can err: choices of both sides, then readings of both. Otherwise two.
const MASKS: usize = 4;
/// 32-bit words of a mask, those that are always drawn.
const WORDS: usize = 2 * FIRST;
/// The others of a turn.
const MORE: usize = 2 * REST * MASKS;

/// Can matches of these two with so many turns be played so?
pub fn serves(own: &Automaton, other: &Automaton, turns: u32) -> bool {
    // The words of a turn must have places within 32 bits.
    turns < 1 << 24 && [own, other].iter().all(|automaton| automaton.nodes.len() <= NODES)
}

/// Two automata that meet, and how.
#[derive(Debug)]
struct Table<'a> {
    sides: [Plan<'a>; 2],
    turns: u32,
    matches: u32,
    /// Chances to misread a cooperation and a defection.
    alarm: Chance,
    miss: Chance,
    key: &'a Key,
}

/// Plays matches of two automata that [`serves`] has passed; counts as the first side sees them, match by match. `observe` gets the
/// number of the match and both executed actions of every turn.
pub fn play(
    sides: [&Automaton; 2],
    turns: u32,
    matches: u32,
    faults: &Faults,
    key: &Key,
    observe: impl FnMut(u32, Action, Action),
) -> Vec<Counts> {
    let sides = sides.map(|side| Plan::new(side, faults.slip.get()));
    let [alarm, miss] = [faults.false_alarm, faults.miss].map(|p| Chance::of(p.get()));
    let table = Table { sides, turns, matches, alarm, miss, key };
    Arch::new().dispatch(Play { table: &table, observe })
}

struct Play<'a, F> {
    table: &'a Table<'a>,
    observe: F,
}

impl<F: FnMut(u32, Action, Action)> WithSimd for Play<'_, F> {
    type Output = Vec<Counts>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Vec<Counts> {
        let Self { table, mut observe } = self;
        let groups = table.matches.div_ceil(LANES);
        let mut counts = Vec::with_capacity(table.matches as usize);
        let mut group = 0;
        while group < groups {
            // A vector for one group alone would be a waste.
            let together = if groups - group > 1 { (S::U64_LANES as u32).min(groups - group) } else { 1 };
            let some = group..group + together;
            if together > 1 {
                table.play(simd, some, &mut counts, &mut observe);
            } else {
                table.play(Scalar, some, &mut counts, &mut observe);
            }
            group += together;
        }
        counts
    }
}

impl Table<'_> {
    /// Plays some groups together, at most as many as a vector has places.
    #[inline(always)]
    fn play<S: Simd>(
        &self,
        simd: S,
        groups: Range<u32>,
        counts: &mut Vec<Counts>,
        observe: &mut impl FnMut(u32, Action, Action),
    ) {
        let [mut own, mut other] = [Side::new(simd, &self.sides[0]), Side::new(simd, &self.sides[1])];
        let errs = [self.alarm, self.miss] != [Chance::default(); 2];
        let masks = if errs { MASKS } else { 2 };
        let mut streams: Vec<_> = groups.clone().map(|group| Stream::new(self.key, group, Purpose::Match)).collect();
        let mut outcomes = [Counters::new(simd), Counters::new(simd), Counters::new(simd)];
        let mut words = [0; WORDS * MASKS * TURNS];
        // Places of groups that are not there stay empty.
        let mut planes = [simd.splat_u64s(0); FIRST * MASKS * TURNS];
        let mut acted = [[Masks::splat(simd, 0); 2]; TURNS];
        let mut pulse = Pulse::of(LANES as usize * TURNS);
        for first in (0..self.turns).step_by(TURNS) {
            pulse.step();
            let some = TURNS.min((self.turns - first) as usize);
            let words = &mut words[..some * masks * WORDS];
            for (group, stream) in streams.iter_mut().enumerate() {
                stream.fill_from(1, first * (masks * WORDS) as u32, words);
                let planes = cast_slice_mut::<_, u64>(&mut planes).chunks_exact_mut(S::U64_LANES);
                for (plane, &words) in planes.zip(words.as_chunks().0) {
                    plane[group] = word(words);
                }
            }
            let turns = (first..).zip(planes.chunks_exact(masks * FIRST)).zip(&mut acted[..some]);
            for ((turn, planes), acted) in turns {
                let numbers = |mask: usize| Numbers {
                    simd,
                    first: &planes[mask * FIRST..(mask + 1) * FIRST],
                    rest: turn * MORE as u32 + (mask * REST * 2) as u32,
                };
                let a = own.cooperates(&numbers(0), &mut streams);
                let b = other.cooperates(&numbers(1), &mut streams);
                let (mut a_read, mut b_read) = (a, b);
                if errs {
                    let mut wrong = |mask: usize, action: Masks<S>| {
                        let numbers = numbers(mask);
                        let (alarm, miss) =
                            (numbers.below(self.alarm, &mut streams), numbers.below(self.miss, &mut streams));
                        action & alarm | !action & miss
                    };
                    b_read ^= wrong(2, b);
                    a_read ^= wrong(3, a);
                }
                own.go_on(a, b_read);
                other.go_on(b, a_read);
                for (counters, outcome) in outcomes.iter_mut().zip([a & b, a & !b, !a & b]) {
                    counters.add(outcome);
                }
                *acted = [a, b];
            }
            for counters in &mut outcomes {
                counters.gather();
            }
            for [a, b] in &mut acted[..some] {
                for ((group, &a), &b) in groups.clone().zip(&*a.groups()).zip(&*b.groups()) {
                    for number in self.matches_of(group) {
                        let did = |mask: u64| Action::cooperate_if(mask >> (number % LANES) & 1 == 1);
                        observe(number, did(a), did(b));
                    }
                }
            }
        }
        let [cc, cd, dc] = &mut outcomes;
        for (place, group) in groups.enumerate() {
            let [cc, cd, dc] = [cc.of(place, self.turns), cd.of(place, self.turns), dc.of(place, self.turns)];
            let outcomes = cc.iter().zip(cd).zip(dc).take(self.matches_of(group).len());
            counts.extend(outcomes.map(|((&cc, cd), dc)| [cc, cd, dc, self.turns - cc - cd - dc]));
        }
    }

    /// The numbers of a group's matches.
    #[inline(always)]
    fn matches_of(&self, group: u32) -> Range<u32> {
        group * LANES..self.matches.min((group + 1) * LANES)
    }
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
            let planes: Vec<u64> = words.as_chunks().0.iter().map(|&words| word(words)).collect();
            let numbers = Numbers { simd: Scalar, first: &planes, rest: turn * 2 * REST as u32 };
            hits += numbers.below(Chance::of(p), std::slice::from_mut(&mut stream)).bits.count_ones();
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
