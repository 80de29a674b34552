//! A round robin: everyone meets everyone, a copy of oneself included.
//!
//! ```text
//! match:    score per turn = total / turns                    with a fixed number of turns
//!           score          = (1 - delta) total                 where each turn is followed by another with probability delta
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | turns | turns of a match | 1, 2, ... | [`Length::Turns`] |
//! | delta | continuation probability | [0, 1) | [`Length::Continuation`] |
//! | repetitions | matches of each pair | 1, 2, ... | [`RoundRobin::repetitions`] |
//!
//! Source: Axelrod (1980), J. Conflict Resolution 24:3, and 24:379 for matches without a known end. (1 - delta) x total of a match of
//! geometric length has the mean of the payoff discounted by delta and normalised; cooperation is counted in the same way.
//!
//! Two automata are played by [`super::bit_sliced`], sixty-four matches at once; others one by one, as follows.
//!
//! Draws: a match has a stream of its own, from the seed, the repetition and the two names, so it stays what it is whoever else plays.
//! The seat of each side follows from the names as well. With a continuation probability the first two words give the length.
//! Matches in which nothing is left to chance are played once and count for every repetition.
//!
//! ```
//! use comity::game::Preset;
//! use comity::tournament::round_robin::{Length, Player, RoundRobin};
//! use comity::strategy::{catalogue, referee::Faults};
//! let player = |name: &str| Player::new(name, catalogue::find(name).expect(name).strategy()).expect(name);
//! let players = ["always-defect", "tit-for-tat"].map(player).into();
//! let payoffs = Preset::PrisonersDilemma.payoffs();
//! let engine = comity::world::Engine::General;
//! let robin = RoundRobin { engine, players, payoffs, faults: Faults::default(), length: Length::Turns(10), repetitions: 3, seed: 1 };
//! // temptation once, then nine punishments; nothing is left to chance, so one match tells all
//! assert_eq!(robin.play(0, 1, |_, _, _| {}), [[0, 0, 1, 9]]);
//! ```

use super::bit_sliced;
pub use super::counts::{Counts, mirrored};
use crate::game::{Action, Payoffs, outcome};
use crate::rng::{Key, Purpose, Stream};
use crate::stop::heeding;
use crate::strategy::referee::{Faults, Match};
use crate::strategy::{Automaton, Strategy};
use crate::world::Engine;

/// How long matches are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Length {
    /// So many turns.
    Turns(u32),
    /// After each turn there is another with this probability, in [0, 1).
    Continuation(f64),
}

impl Length {
    /// The number of turns of a match; a geometric one takes two words of its stream.
    fn draw(self, stream: &mut Stream) -> u32 {
        match self {
            Self::Turns(turns) => turns,
            // P(more than n) = delta^n; no match is longer than can be counted.
            Self::Continuation(delta) => {
                (libm::log(1.0 - stream.uniform()) / libm::log(delta)).floor().min(f64::from(u32::MAX - 1)) as u32 + 1
            }
        }
    }

    /// What a sum over a match with so many turns comes to: per turn, or normalised by the continuation probability.
    pub fn scaled(self, sum: f64) -> f64 {
        match self {
            Self::Turns(turns) => sum / f64::from(turns),
            Self::Continuation(delta) => sum * (1.0 - delta),
        }
    }

    /// The mean number of turns.
    pub fn mean(self) -> f64 {
        match self {
            Self::Turns(turns) => f64::from(turns),
            Self::Continuation(delta) => 1.0 / (1.0 - delta),
        }
    }
}

/// Somebody who plays.
#[derive(Debug, Clone, PartialEq)]
pub struct Player {
    /// Its name, which no other player has.
    pub name: String,
    strategy: Strategy,
    certain: bool,
}

impl Player {
    /// A player; none for a strategy that needs a world.
    pub fn new(name: impl Into<String>, strategy: Strategy) -> Option<Self> {
        let certain = Match::new(&strategy, &strategy)?.is_deterministic();
        Some(Self { name: name.into(), strategy, certain })
    }
}

/// Who plays what, how long and how often.
#[derive(Debug, Clone)]
pub struct RoundRobin {
    /// Which code plays the matches.
    pub engine: Engine,
    /// The players.
    pub players: Vec<Player>,
    /// Payoffs of either side.
    pub payoffs: Payoffs,
    /// What goes wrong in every turn.
    pub faults: Faults,
    /// How long matches are.
    pub length: Length,
    /// Matches of each pair (at least 1).
    pub repetitions: u32,
    /// Seed of all matches.
    pub seed: u64,
}

impl RoundRobin {
    /// All pairs (i, j) with i <= j.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        let n = self.players.len();
        (0..n).flat_map(move |i| (i..n).map(move |j| (i, j)))
    }

    /// Is nothing left to chance when these two meet?
    pub fn is_certain(&self, i: usize, j: usize) -> bool {
        self.faults == Faults::default()
            && matches!(self.length, Length::Turns(_))
            && self.players[i].certain
            && self.players[j].certain
    }

    /// Matches that are played between two players: one where nothing is left to chance.
    pub fn matches(&self, i: usize, j: usize) -> u32 {
        if self.is_certain(i, j) { 1 } else { self.repetitions }
    }

    /// The automata of two players whose matches are played many at a time; none if they are played one by one.
    pub fn is_bit_sliced(&self, i: usize, j: usize) -> Option<[&Automaton; 2]> {
        let (Engine::Automatic, Length::Turns(turns)) = (self.engine, self.length) else { return None };
        let (Strategy::Automaton(own), Strategy::Automaton(other)) =
            (&self.players[i].strategy, &self.players[j].strategy)
        else {
            return None;
        };
        // One match alone is not worth the masks.
        (self.matches(i, j) > 1 && bit_sliced::serves(own, other, turns)).then_some([own, other])
    }

    /// Plays all matches of a pair. `observe` gets the repetition and both actions of every turn, those of `i` first.
    pub fn play(&self, i: usize, j: usize, mut observe: impl FnMut(u32, Action, Action)) -> Vec<Counts> {
        let (first, second) = (&self.players[i], &self.players[j]);
        // Who sits first decides whose words come first; it must not follow from the list.
        let swapped = first.name > second.name;
        let seats = if swapped { [second, first] } else { [first, second] };
        let Some(game) = Match::new(&seats[0].strategy, &seats[1].strategy) else { return Vec::new() };
        let bit_sliced = self.is_bit_sliced(i, j);
        let content = format!("tournament\n{}\n{}", seats[0].name, seats[1].name);
        let key = Key::independent(self.seed, content.as_bytes());
        if let (Some(sides), Length::Turns(turns)) = (bit_sliced, self.length) {
            let sides = if swapped { [sides[1], sides[0]] } else { sides };
            let matches = self.matches(i, j);
            let counts = bit_sliced::play(sides, turns, matches, &self.faults, &key, |repetition, own, other| {
                let (own, other) = if swapped { (other, own) } else { (own, other) };
                observe(repetition, own, other);
            });
            return counts.into_iter().map(|counts| if swapped { mirrored(counts) } else { counts }).collect();
        }
        let one = |repetition| {
            let mut counts = [0; 4];
            let mut stream = Stream::new(&key, repetition, Purpose::Match);
            let turns = self.length.draw(&mut stream);
            game.play(turns, &self.payoffs, &self.faults, &mut stream, |own, other| {
                let (own, other) = if swapped { (other, own) } else { (own, other) };
                counts[outcome(own, other)] += 1;
                observe(repetition, own, other);
            });
            counts
        };
        heeding(self.matches(i, j)).map(one).collect()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::strategy::catalogue;
    use crate::units::Probability;

    pub(in crate::tournament) fn robin(names: &[&str], slip: f64, length: Length, repetitions: u32) -> RoundRobin {
        let player = |name: &&str| Player::new(*name, catalogue::find(name).unwrap().strategy()).unwrap();
        RoundRobin {
            engine: Engine::Automatic,
            players: names.iter().map(player).collect(),
            payoffs: Payoffs::new(3.0, 0.0, 5.0, 1.0),
            faults: Faults { slip: Probability::new(slip).unwrap(), ..Faults::default() },
            length,
            repetitions,
            seed: 1,
        }
    }

    #[test]
    fn a_match_is_the_same_whoever_else_plays_and_in_whatever_order() {
        let few = robin(&["tit-for-tat", "random"], 0.1, Length::Continuation(0.9), 5);
        let many = robin(&["joss", "random", "tit-for-tat"], 0.1, Length::Continuation(0.9), 5);
        let swapped: Vec<Counts> = many.play(1, 2, |_, _, _| {}).into_iter().map(mirrored).collect();
        assert_eq!(few.play(0, 1, |_, _, _| {}), swapped);
    }

    /// n = 20,000 matches with delta 0.9: mean length 10, variance 0.9 / 0.01 = 90, standard error 0.067; 4 sigma. Mutual cooperation
    /// then scores 3 on average, with a standard error of 3 x 0.1 x 0.067.
    #[test]
    fn geometric_matches_have_the_normalised_payoff_on_average() {
        let robin = robin(&["always-cooperate", "grim-trigger"], 0.0, Length::Continuation(0.9), 20_000);
        let turns: Vec<f64> = robin.play(0, 1, |_, _, _| {}).iter().map(|counts| f64::from(counts[0])).collect();
        let mean = turns.iter().sum::<f64>() / 2e4;
        assert!((mean - 10.0).abs() < 4.0 * 0.067, "{mean}");
        let score = turns.iter().map(|&turns| robin.length.scaled(3.0 * turns)).sum::<f64>() / 2e4;
        assert!((score - 3.0).abs() < 4.0 * 0.0201, "{score}");
    }

    #[test]
    fn nothing_follows_a_turn_without_continuation() {
        let robin = robin(&["random"], 0.0, Length::Continuation(0.0), 3);
        assert!(robin.play(0, 0, |_, _, _| {}).iter().all(|counts| counts.iter().sum::<u32>() == 1));
    }
}
