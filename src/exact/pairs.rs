//! Two automata that play each other are a Markov chain over pairs of nodes: everything expected of them can be computed.
//!
//! ```text
//! P(executed C) = (1 - slip) p + slip (1 - p)                       in each node, of each side, from the first round on
//! (a, b) -> (next_a[x, y read by A], next_b[y, x read by B])        x, y: the executed actions
//! P(y read as C | D) = miss, P(y read as D | C) = alarm             each side with its own errors
//! outcomes = sum over (a, b) of occupation(a, b) P(x, y | a, b)
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | a, b | nodes of the two automata; both start in node 0 | | [`Automaton::nodes`] |
//! | slip | an intended action is flipped; both sides see the executed one | [0, 1] | [`Noise::slip`] |
//! | miss, alarm | one's own reading errors of the other's executed action | [0, 1] | [`Noise::errors`] |
//! | occupation | time in each pair of nodes: time average, discounted, or over finitely many rounds | | [`Horizon`] |
//!
//! Source: Nowak & Sigmund (1993), Nature 364:56, and Press & Dyson (2012), PNAS 109:10409, for the chain of two memory-one strategies;
//! Hauert & Schuster (1997), Proc. R. Soc. B 264:513, for longer memories. A restart of both automata with probability r per round is
//! discounted play with continuation 1 - r: the age of a match is then geometric. Actions are read independently by the two sides.
//!
//! ```
//! use comity::exact::pairs::{Horizon, Noise, play};
//! use comity::game::Preset;
//! use comity::strategy::Automaton;
//! let tit_for_tat = Automaton::memory_one(1.0, [1.0, 0.0, 1.0, 0.0]);
//! // Any slip takes tit-for-tat against itself to a quarter of the time in each outcome (Molander 1985).
//! let play = play(&tit_for_tat, &tit_for_tat, &Noise::slips(0.01), Horizon::LongRun)?;
//! assert!(play.outcomes.iter().all(|share| (share - 0.25).abs() < 1e-12));
//! let prisoners = Preset::PrisonersDilemma.payoffs();
//! assert!((play.payoffs(&prisoners, &prisoners)[0] - 2.25).abs() < 1e-12);
//! # Ok::<(), comity::exact::pairs::PairError>(())
//! ```

use super::chain::{Chain, ChainError, MOST_STATES, Rows};
use crate::game::Payoffs;
use crate::strategy::Automaton;
use crate::strategy::automaton::with_slip;
use crate::trust::reading::Errors;
use crate::units::{Discount, OutOfRange, Probability};

/// Noise in acting and reading. The default is none.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Noise {
    /// Probability that an intended action is executed as the other one (0 to 1), the same for both sides.
    pub slip: f64,
    /// Reading errors of the first and of the second side (probabilities, 0 to 1).
    pub errors: [Errors; 2],
}

impl Noise {
    /// Slips alone.
    pub fn slips(slip: f64) -> Self {
        Self { slip, ..Self::default() }
    }

    /// The same errors on both sides: `miss` P(read C | D), `alarm` P(read D | C).
    pub fn new(slip: f64, miss: f64, alarm: f64) -> Self {
        Self { slip, errors: [Errors { miss, alarm }; 2] }
    }

    /// Is there no noise at all?
    pub fn is_silent(&self) -> bool {
        *self == Self::default()
    }

    /// The same noise with the sides exchanged.
    #[must_use]
    pub fn swapped(&self) -> Self {
        Self { slip: self.slip, errors: [self.errors[1], self.errors[0]] }
    }

    fn checked(&self) -> Result<(), PairError> {
        let [first, second] = self.errors;
        let all = [
            ("slip", self.slip),
            ("miss of the first side", first.miss),
            ("alarm of the first side", first.alarm),
            ("miss of the second side", second.miss),
            ("alarm of the second side", second.alarm),
        ];
        for (what, found) in all {
            Probability::new(found).map_err(|wrong| PairError::Range { what, wrong })?;
        }
        Ok(())
    }
}

/// Over which rounds is averaged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Horizon {
    /// The time average of play without end, from the start nodes.
    LongRun,
    /// Weights (1 - delta) delta^t on rounds t = 0, 1, ...: delta in [0, 1) is the probability that another round follows.
    Discounted(f64),
    /// The mean of that many rounds (at least 1).
    Rounds(u32),
}

/// A pair that cannot be computed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PairError {
    /// A number outside its range.
    #[error("{what}: {wrong}")]
    Range {
        /// Which number.
        what: &'static str,
        /// What was expected and found.
        wrong: OutOfRange,
    },
    /// The chain is too large or cannot be solved.
    #[error(transparent)]
    Chain(#[from] ChainError),
}

/// What two automata do to each other, in expectation.
#[derive(Debug, Clone, PartialEq)]
pub struct Play {
    /// Shares of the outcomes CC, CD, DC, DD, the first side's action first; they sum to 1.
    pub outcomes: [f64; 4],
    /// Pairs of nodes that are reached.
    pub states: usize,
    /// The closed classes in which play without end may settle; empty for other horizons, which never settle.
    pub classes: Vec<Settled>,
}

/// One of the closed classes of a pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// Probability to end in it.
    pub mass: f64,
    /// Pairs of nodes in it.
    pub states: usize,
    /// Shares of the outcomes CC, CD, DC, DD once there; they sum to 1.
    pub outcomes: [f64; 4],
}

impl Play {
    /// Cooperation of the first and the second side (shares of rounds).
    pub fn cooperation(&self) -> [f64; 2] {
        let [cc, cd, dc, _] = self.outcomes;
        [cc + cd, cc + dc]
    }

    /// Payoffs per round of the first and the second side, each by its own game.
    pub fn payoffs(&self, first: &Payoffs, second: &Payoffs) -> [f64; 2] {
        let [cc, cd, dc, dd] = self.outcomes;
        [expected([cc, cd, dc, dd], first), expected([cc, dc, cd, dd], second)]
    }
}

/// Expected payoff of a side at shares of outcomes CC, CD, DC, DD, its own action first.
#[inline]
pub fn expected(outcomes: [f64; 4], payoffs: &Payoffs) -> f64 {
    let [r, s, t, p] = payoffs.0;
    outcomes[0] * r + outcomes[1] * s + outcomes[2] * t + outcomes[3] * p
}

/// What two automata do to each other.
///
/// Every `next` of the automata has to name one of their nodes, as in those of the catalogue and of configs.
///
/// # Errors
/// [`PairError`] if the noise or the horizon is out of range, or the pair has more than [`MOST_STATES`] pairs of nodes.
pub fn play(first: &Automaton, second: &Automaton, noise: &Noise, horizon: Horizon) -> Result<Play, PairError> {
    let pair = Pair::new(first, second, noise)?;
    let start = pair.start();
    let (occupation, classes) = match horizon {
        Horizon::LongRun => {
            let long = pair.chain.long_run(&start)?;
            let settled = long.classes.iter().zip(&long.masses).map(|(class, &mass)| Settled {
                mass,
                states: class.len(),
                outcomes: normalised(pair.outcomes_in(class.iter().copied(), &long.occupation)),
            });
            (long.occupation.clone(), settled.collect())
        }
        Horizon::Discounted(continuation) => {
            let range = |wrong| PairError::Range { what: "continuation", wrong };
            let continuation = Discount::new(continuation).map_err(range)?.get();
            (pair.chain.discounted(&start, continuation)?, Vec::new())
        }
        Horizon::Rounds(0) => {
            let wrong = OutOfRange { expected: "at least 1", found: 0.0 };
            return Err(PairError::Range { what: "rounds", wrong });
        }
        Horizon::Rounds(rounds) => (pair.chain.mean_over(&start, rounds), Vec::new()),
    };
    let outcomes = normalised(pair.outcomes_in(0..pair.chain.states(), &occupation));
    Ok(Play { outcomes, states: pair.chain.states(), classes })
}

/// Shares that sum to 1 again after rounding.
fn normalised(outcomes: [f64; 4]) -> [f64; 4] {
    let total = outcomes[0] + outcomes[1] + outcomes[2] + outcomes[3];
    outcomes.map(|share| share / total)
}

/// The chain of two automata; state 0 is both start nodes.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The chain over the pairs of nodes that are reached.
    pub chain: Chain,
    /// The nodes of each state: first and second side.
    pub nodes: Vec<[u16; 2]>,
    /// Probabilities of the outcomes CC, CD, DC, DD in each state, the first side's action first.
    pub outcomes: Vec<[f64; 4]>,
}

impl Pair {
    /// Builds the chain from both start nodes on.
    ///
    /// # Errors
    /// [`PairError`] if the noise is out of range, or there are more than [`MOST_STATES`] pairs of nodes.
    pub fn new(first: &Automaton, second: &Automaton, noise: &Noise) -> Result<Self, PairError> {
        noise.checked()?;
        // Both chances are computed, not one from the other, so that a rare slip keeps all its digits.
        let executed = |automaton: &Automaton| -> Vec<[f64; 2]> {
            let chances = |p: f64| [with_slip(p, noise.slip), with_slip(1.0 - p, noise.slip)];
            automaton.nodes.iter().map(|node| chances(node.cooperate)).collect()
        };
        let (by_first, by_second) = (executed(first), executed(second));
        // Numbers of the pairs of nodes seen so far, counted from 1; 0: not seen.
        let width = second.nodes.len();
        let mut number = vec![0_u32; first.nodes.len() * width];
        number[0] = 1;
        let mut nodes = vec![[0_u16, 0]];
        let mut outcomes = Vec::new();
        let mut rows = Rows::default();
        let mut steps = Vec::with_capacity(16);
        while let Some(&[a, b]) = nodes.get(outcomes.len()) {
            let (node_a, node_b) = (&first.nodes[usize::from(a)], &second.nodes[usize::from(b)]);
            let ([c_a, d_a], [c_b, d_b]) = (by_first[usize::from(a)], by_second[usize::from(b)]);
            let shares = [c_a * c_b, c_a * d_b, d_a * c_b, d_a * d_b];
            steps.clear();
            for (outcome, &share) in shares.iter().enumerate().filter(|(_, share)| **share != 0.0) {
                let (x, y) = (outcome / 2, outcome % 2);
                for (y_read, of_first) in readings(y, noise.errors[0]) {
                    for (x_read, of_second) in readings(x, noise.errors[1]) {
                        let probability = share * of_first * of_second;
                        if probability == 0.0 {
                            continue;
                        }
                        let next = [node_a.next[x * 2 + y_read], node_b.next[y * 2 + x_read]];
                        let known = &mut number[usize::from(next[0]) * width + usize::from(next[1])];
                        if *known == 0 {
                            nodes.push(next);
                            *known = nodes.len() as u32;
                        }
                        steps.push((*known as usize - 1, probability));
                    }
                }
            }
            if nodes.len() > MOST_STATES {
                return Err(ChainError::TooLarge { states: nodes.len(), most: MOST_STATES }.into());
            }
            rows.push(&steps);
            outcomes.push(shares);
        }
        Ok(Self { chain: rows.finish()?, nodes, outcomes })
    }

    /// The distribution of the start: all in state 0.
    pub fn start(&self) -> Vec<f64> {
        let mut start = vec![0.0; self.chain.states()];
        start[0] = 1.0;
        start
    }

    /// Outcomes CC, CD, DC, DD of some states, weighted by their occupation.
    pub fn outcomes_in(&self, states: impl Iterator<Item = usize>, occupation: &[f64]) -> [f64; 4] {
        let mut total = [0.0; 4];
        for state in states {
            for (sum, share) in total.iter_mut().zip(self.outcomes[state]) {
                *sum += occupation[state] * share;
            }
        }
        total
    }
}

/// How an executed action (0: C, 1: D) is read, and with which probability.
#[inline]
fn readings(action: usize, errors: Errors) -> [(usize, f64); 2] {
    let wrong = if action == 0 { errors.alarm } else { errors.miss };
    [(action, 1.0 - wrong), (1 - action, wrong)]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::game::Preset;
    use crate::strategy::{CATALOGUE, Entry, catalogue};

    fn automaton(name: &str) -> Automaton {
        catalogue::find(name).and_then(Entry::automaton).unwrap()
    }

    fn near(found: [f64; 4], expected: [f64; 4], slack: f64) {
        let worst = found.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(worst <= slack, "expected {expected:?}, found {found:?}");
    }

    /// Tit-for-tat and its suspicious form alternate CD, DC for ever.
    #[test]
    fn two_reciprocators_out_of_step_alternate() {
        let (one, other) = (automaton("tit-for-tat"), automaton("suspicious-tit-for-tat"));
        let long = play(&one, &other, &Noise::default(), Horizon::LongRun).unwrap();
        near(long.outcomes, [0.0, 0.5, 0.5, 0.0], 1e-15);
        let five = play(&one, &other, &Noise::default(), Horizon::Rounds(5)).unwrap();
        near(five.outcomes, [0.0, 0.6, 0.4, 0.0], 1e-15);
        let discounted = play(&one, &other, &Noise::default(), Horizon::Discounted(0.5)).unwrap();
        near(discounted.outcomes, [0.0, 2.0 / 3.0, 1.0 / 3.0, 0.0], 1e-15);
        let paid = discounted.payoffs(&Payoffs::new(3.0, 0.0, 5.0, 1.0), &Payoffs::new(0.0, 0.0, 3.0, 0.0));
        assert!((paid[0] - 5.0 / 3.0).abs() < 1e-14 && (paid[1] - 2.0).abs() < 1e-14);
    }

    /// Grim against a coin settles in mutual distrust; against itself, misread once, both defect; a class each where nothing is misread.
    #[test]
    fn closed_classes_come_with_their_masses() {
        let grim = automaton("grim-trigger");
        // Opens with a coin, then repeats itself: half the matches settle in CC, half in DD.
        let stubborn = Automaton::memory_one(0.5, [1.0, 1.0, 0.0, 0.0]);
        let play_of = |noise: &Noise| play(&grim, &stubborn, noise, Horizon::LongRun).unwrap();
        let quiet = play_of(&Noise::default());
        let masses: Vec<f64> = quiet.classes.iter().map(|class| class.mass).collect();
        assert_eq!(masses, [0.5, 0.5]);
        near(quiet.outcomes, [0.5, 0.0, 0.0, 0.5], 1e-15);
        near(quiet.classes[0].outcomes, [1.0, 0.0, 0.0, 0.0], 0.0);
        // Only the grim side misreads: it ends triggered against the cooperator too.
        let errors = [Errors { miss: 0.0, alarm: 0.1 }, Errors::default()];
        near(play_of(&Noise { slip: 0.0, errors }).outcomes, [0.0, 0.0, 0.5, 0.5], 1e-15);
    }

    /// A restart with probability r, written out as a chain, has the time average of discounted play at 1 - r.
    #[test]
    fn a_restart_is_a_discount() {
        let noise =
            Noise { slip: 0.03, errors: [Errors { miss: 0.1, alarm: 0.05 }, Errors { miss: 0.02, alarm: 0.2 }] };
        for (one, other) in [("grim-trigger", "win-stay-lose-shift"), ("contrite-tit-for-tat", "forgiving-grim")] {
            let (one, other) = (automaton(one), automaton(other));
            let pair = Pair::new(&one, &other, &noise).unwrap();
            for restart in [0.01, 0.3, 1.0] {
                let mut rows = Rows::default();
                for state in 0..pair.chain.states() {
                    let mut steps: Vec<(usize, f64)> =
                        pair.chain.steps(state).map(|(target, weight)| (target, (1.0 - restart) * weight)).collect();
                    steps.push((0, restart));
                    rows.push(&steps);
                }
                let restarted = rows.finish().unwrap().long_run(&pair.start()).unwrap();
                let found = pair.outcomes_in(0..pair.chain.states(), &restarted.occupation);
                let discounted = play(&one, &other, &noise, Horizon::Discounted(1.0 - restart)).unwrap();
                near(found, discounted.outcomes, 1e-12);
            }
        }
    }

    /// Exchanging the sides exchanges CD and DC; renaming C and D reverses the outcomes.
    #[test]
    fn sides_and_labels_may_be_exchanged() {
        let renamed = |automaton: &Automaton| {
            let nodes = automaton.nodes.iter().map(|node| {
                let [cc, cd, dc, dd] = node.next;
                (1.0 - node.cooperate, [dd, dc, cd, cc])
            });
            Automaton::from_nodes(&nodes.collect::<Vec<_>>())
        };
        let noise = Noise { slip: 0.02, errors: [Errors { miss: 0.1, alarm: 0.05 }, Errors { miss: 0.0, alarm: 0.3 }] };
        let flip = |errors: Errors| Errors { miss: errors.alarm, alarm: errors.miss };
        let flipped = Noise { slip: 0.02, errors: noise.errors.map(flip) };
        let automata: Vec<Automaton> = CATALOGUE.iter().filter_map(Entry::automaton).collect();
        for one in &automata {
            for other in &automata {
                for horizon in [Horizon::LongRun, Horizon::Discounted(0.9), Horizon::Rounds(7)] {
                    let [cc, cd, dc, dd] = play(one, other, &noise, horizon).unwrap().outcomes;
                    near(play(other, one, &noise.swapped(), horizon).unwrap().outcomes, [cc, dc, cd, dd], 1e-12);
                    let other_words = play(&renamed(one), &renamed(other), &flipped, horizon).unwrap();
                    near(other_words.outcomes, [dd, dc, cd, cc], 1e-12);
                }
            }
        }
    }

    /// The three horizons meet: many rounds, and a continuation close to 1, come near the time average.
    #[test]
    fn horizons_meet_in_the_limit() {
        let (one, other) = (automaton("win-stay-lose-shift"), automaton("two-tits-for-tat"));
        let at = |horizon| play(&one, &other, &Noise::new(0.05, 0.1, 0.02), horizon).unwrap().outcomes;
        near(at(Horizon::Rounds(200_000)), at(Horizon::LongRun), 1e-4);
        near(at(Horizon::Discounted(1.0 - 1e-6)), at(Horizon::LongRun), 1e-4);
        near(at(Horizon::Rounds(1)), at(Horizon::Discounted(0.0)), 1e-15);
    }

    #[test]
    fn what_is_out_of_range_is_named() {
        let tft = automaton("tit-for-tat");
        let said = |noise: &Noise, horizon| play(&tft, &tft, noise, horizon).unwrap_err().to_string();
        assert_eq!(said(&Noise::slips(1.5), Horizon::LongRun), "slip: expected a number in [0, 1], found 1.5");
        let wrong = Noise::new(0.0, 0.0, -0.1);
        assert_eq!(said(&wrong, Horizon::LongRun), "alarm of the first side: expected a number in [0, 1], found -0.1");
        let quiet = Noise::default();
        assert_eq!(
            said(&quiet, Horizon::Discounted(1.0)),
            "continuation: expected a number in [0, 1), 1 excluded, found 1"
        );
        assert_eq!(said(&quiet, Horizon::Rounds(0)), "rounds: expected at least 1, found 0");
    }

    /// Two counters of 600 and 700 rounds make 4200 pairs; of 601 and 700, all 420,700, which is too many.
    #[test]
    fn products_beyond_the_cap_are_refused_with_their_size() {
        let counter = |length: u16| {
            let node = |at: u16| (1.0, [(at + 1) % length; 4]);
            Automaton::from_nodes(&(0..length).map(node).collect::<Vec<_>>())
        };
        let quiet = Noise::default();
        let fits = play(&counter(600), &counter(700), &quiet, Horizon::LongRun).unwrap();
        assert_eq!((fits.states, fits.outcomes), (4200, [1.0, 0.0, 0.0, 0.0]));
        let too_large = play(&counter(601), &counter(700), &quiet, Horizon::LongRun).unwrap_err();
        assert_eq!(too_large, ChainError::TooLarge { states: 200_001, most: MOST_STATES }.into());
    }

    /// Automata of up to 12 nodes, from pure choices and mixed ones.
    fn any_automaton() -> impl Strategy<Value = Automaton> {
        (1_u16..=12).prop_flat_map(|size| {
            let cooperate = prop_oneof![Just(0.0), Just(1.0), 0.0..=1.0];
            let node = (cooperate, proptest::array::uniform4(0..size));
            proptest::collection::vec(node, usize::from(size)).prop_map(|nodes| Automaton::from_nodes(&nodes))
        })
    }

    proptest! {
        /// Whatever the automata and the noise, what is found solves the equations it should solve.
        #[test]
        fn occupations_solve_their_equations(
            one in any_automaton(), other in any_automaton(),
            slip in prop_oneof![Just(0.0), 0.0..=1.0], miss in prop_oneof![Just(0.0), 0.0..=1.0], alarm in 0.0..=1.0,
            continuation in 0.0..0.999,
        ) {
            let pair = Pair::new(&one, &other, &Noise::new(slip, miss, alarm)).unwrap();
            let (start, states) = (pair.start(), pair.chain.states());
            let follow = |now: &[f64]| {
                let mut next = vec![0.0; states];
                for state in 0..states {
                    pair.chain.steps(state).for_each(|(target, weight)| next[target] += now[state] * weight);
                }
                next
            };
            let long = pair.chain.long_run(&start).unwrap();
            let discounted = pair.chain.discounted(&start, continuation).unwrap();
            let (after, later) = (follow(&long.occupation), follow(&discounted));
            for state in 0..states {
                prop_assert!((after[state] - long.occupation[state]).abs() < 1e-11);
                let expected = (1.0 - continuation) * start[state] + continuation * later[state];
                prop_assert!((expected - discounted[state]).abs() < 1e-11);
            }
            prop_assert!((long.occupation.iter().sum::<f64>() - 1.0).abs() < 1e-11);
            prop_assert!(long.occupation.iter().chain(&long.masses).all(|&share| share >= -1e-13));
        }
    }

    /// Half of all intentions flipped: a quarter of the time in each outcome, for every pair.
    #[test]
    fn a_slip_of_one_half_makes_everyone_a_coin() {
        let automata: Vec<Automaton> = CATALOGUE.iter().filter_map(Entry::automaton).collect();
        let prisoners = Preset::PrisonersDilemma.payoffs();
        for one in &automata {
            for other in &automata {
                let play = play(one, other, &Noise::slips(0.5), Horizon::LongRun).unwrap();
                near(play.outcomes, [0.25; 4], 1e-13);
                assert!((play.payoffs(&prisoners, &prisoners)[1] - 2.25).abs() < 1e-12);
            }
        }
    }
}
