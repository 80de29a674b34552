//! Scores and standings: what the matches of a round robin come to.
//!
//! ```text
//! matrix:   A_ij = mean over repetitions of i's score against j
//! ranking:  s_i = mean over the others of A_ij                  (over all, where matches against a copy count)
//! ranks:    1 + #{k: s_k > s_i beyond doubt}  to  n - #{k: s_k < s_i beyond doubt}
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | A_ij | score of i against j | payoff per turn | [`Pair::score`] |
//! | s_i | score of i | payoff per turn | [`Standing::score`] |
//! | ranks | ranks that are not excluded | 1 to n | [`Standing::ranks`] |
//!
//! Intervals of scores are [`crate::statistics::gaffke`]'s from the least to the greatest payoff where matches have a fixed number of turns.
//! Beyond doubt: by Student's test of the paired differences over repetitions, at 5% for all n - 1 comparisons of a player together
//! (Bonferroni); differences that all agree by chance decide nothing. Where nothing is left to chance any difference is beyond doubt; after a single repetition with chance none is.
//!
//! Source: Axelrod (1980), J. Conflict Resolution 24:3, for the ranking; confidence sets for ranks from the differences with all others:
//! Mogstad, Romano, Shaikh & Wilhelm (2024), Rev. Econ. Stud. 91:476, where Bonferroni's bound stands in for their bootstrap.
//! Assumed: against a copy the score is the mean of both seats.
//!
//! ```
//! use comity::game::Preset;
//! use comity::tournament::round_robin::{Length, Player, RoundRobin};
//! use comity::tournament::ranking::Scores;
//! use comity::strategy::{catalogue, referee::Faults};
//! let player = |name: &str| Player::new(name, catalogue::find(name).expect(name).strategy()).expect(name);
//! let players = ["always-defect", "tit-for-tat"].map(player).into();
//! let payoffs = Preset::PrisonersDilemma.payoffs();
//! let engine = comity::world::Engine::Automatic;
//! let robin = RoundRobin { engine, players, payoffs, faults: Faults::default(), length: Length::Turns(10), repetitions: 3, seed: 1 };
//! let mut scores = Scores::new(&robin, false);
//! for (i, j) in robin.pairs() {
//!     scores.take(i, j, &robin.play(i, j, |_, _, _| {}));
//! }
//! // temptation once, then nine punishments: (5 + 9) / 10, and (0 + 9) / 10 for the other side
//! assert_eq!((scores.pair(0, 1).score.mean, scores.pair(1, 0).score.mean), (1.4, 0.9));
//! ```

use super::round_robin::{Counts, Length, RoundRobin, mirrored};
use crate::game::Payoffs;
use crate::statistics::contrast::difference;
use crate::statistics::interval::{Moments, Student, student_p};

/// Level of tests and intervals.
const LEVEL: f64 = 0.05;

/// A mean and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Its standard error: 0 where nothing is left to chance, NaN where a single match says nothing of it.
    pub error: f64,
    /// Degrees of freedom of the error (at least 1).
    pub freedom: u32,
    /// The ends of its 95% interval; NaN where there is none.
    pub ends: [f64; 2],
}

impl Estimate {
    /// Of repetitions in which something, or nothing, is left to chance; of values within a range, whose ends may be infinite.
    fn of(values: &[f64], certain: bool, range: [f64; 2]) -> Self {
        let moments: Moments = values.iter().copied().collect();
        let (mean, low, high) = Student::default().mean(values, range);
        // Matches that agree though something is left to chance say nothing of their spread.
        let (error, ends) = match certain {
            true => (0.0, [mean; 2]),
            false => (if moments.agree() { f64::NAN } else { moments.error() }, [low, high]),
        };
        Self { mean, error, freedom: moments.count().saturating_sub(1).max(1), ends }
    }

    /// Mean and 95% interval; the interval is the point where nothing is left to chance.
    pub fn interval(&self) -> [f64; 3] {
        let [low, high] = self.ends;
        [self.mean, low, high]
    }
}

/// Is a difference of means beyond its standard error, at a level? Without an error, if it is any difference at all.
fn beyond(difference: f64, error: f64, freedom: f64, level: f64) -> bool {
    if error == 0.0 { difference != 0.0 } else { student_p(difference / error, freedom) < level }
}

/// Are two independent means different beyond their errors? Welch's test (1947), Biometrika 34:28, at 5%.
pub fn differ(a: &Estimate, b: &Estimate) -> bool {
    let [va, vb] = [a, b].map(|x| x.error * x.error);
    let variance = va + vb;
    let freedom = variance * variance / (va * va / f64::from(a.freedom) + vb * vb / f64::from(b.freedom));
    beyond(a.mean - b.mean, variance.sqrt(), freedom, LEVEL)
}

/// What one player did against another.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Pair {
    /// Its score (payoff per turn).
    pub score: Estimate,
    /// How often it cooperated (share).
    pub cooperation: Estimate,
    /// Share of the matches in which it scored more than the other; 0 against a copy.
    pub wins: f64,
    /// How often both cooperated (share).
    pub mutual: f64,
    /// Mean total score of a match (payoff).
    pub total: f64,
    /// Mean number of turns.
    pub turns: f64,
}

/// Where a player stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// Its place in the list of players.
    pub player: usize,
    /// 1 + the number of players with a higher score.
    pub rank: u32,
    /// The ranks that cannot be told from it ([`Scores::ranking`]).
    pub ranks: [u32; 2],
    /// Its score (payoff per turn).
    pub score: Estimate,
    /// How often it cooperated (share).
    pub cooperation: Estimate,
    /// Share of its matches against others that it won.
    pub wins: f64,
}

/// The results of a round robin, taken pair by pair in any order.
#[derive(Debug, Clone)]
pub struct Scores {
    payoffs: Payoffs,
    length: Length,
    players: usize,
    repetitions: usize,
    self_play: bool,
    pairs: Vec<Pair>,
    /// Twice the outcomes of each player and repetition, summed over opponents: whole numbers, so that no order of adding shows.
    outcomes: Vec<[u64; 4]>,
    /// Matches that each player won, over all repetitions.
    won: Vec<u64>,
    /// Is nothing left to chance in a player's own choices?
    alone: Vec<bool>,
    /// Nor in any match of its that counts?
    certain: Vec<bool>,
}

impl Scores {
    /// No match yet; do matches against a copy count in the ranking?
    pub fn new(robin: &RoundRobin, self_play: bool) -> Self {
        let players = robin.players.len();
        let repetitions = robin.repetitions as usize;
        let counts = |i: usize| (0..players).filter(|&j| j != i || self_play).all(|j| robin.is_certain(i, j));
        Self {
            payoffs: robin.payoffs,
            length: robin.length,
            players,
            repetitions,
            self_play,
            pairs: vec![Pair::default(); players * players],
            outcomes: vec![[0; 4]; players * repetitions],
            won: vec![0; players],
            alone: (0..players).map(|i| robin.is_certain(i, i)).collect(),
            certain: (0..players).map(counts).collect(),
        }
    }

    /// What a player did against another.
    pub fn pair(&self, player: usize, opponent: usize) -> &Pair {
        &self.pairs[player * self.players + opponent]
    }

    /// The matrix A of scores, by rows.
    pub fn matrix(&self) -> Vec<f64> {
        self.pairs.iter().map(|pair| pair.score.mean).collect()
    }

    /// Takes the matches of a pair, as [`RoundRobin::play`] returns them; a single one counts for every repetition.
    pub fn take(&mut self, i: usize, j: usize, matches: &[Counts]) {
        let certain = self.alone[i] && self.alone[j];
        let mirror: Vec<Counts> = matches.iter().map(|&counts| mirrored(counts)).collect();
        if i == j {
            self.pairs[i * self.players + i] = self.of_pair(matches, Some(&mirror), certain);
            if self.self_play {
                self.count(i, matches, 1);
                self.count(i, &mirror, 1);
            }
            return;
        }
        for (own, other, matches) in [(i, j, matches), (j, i, &mirror)] {
            self.pairs[own * self.players + other] = self.of_pair(matches, None, certain);
            let won = matches.iter().filter(|counts| self.is_won(counts)).count();
            self.won[own] += (won * self.repetitions / matches.len()) as u64;
            self.count(own, matches, 2);
        }
    }

    fn count(&mut self, player: usize, matches: &[Counts], weight: u64) {
        for repetition in 0..self.repetitions {
            let counts = matches[repetition.min(matches.len() - 1)];
            for (sum, count) in self.outcomes[player * self.repetitions + repetition].iter_mut().zip(counts) {
                *sum += weight * u64::from(count);
            }
        }
    }

    /// One side of a pair; the other seat as well, if it is the same player's.
    fn of_pair(&self, matches: &[Counts], copy: Option<&[Counts]>, certain: bool) -> Pair {
        let all = |value: &dyn Fn(&Counts) -> f64| -> Vec<f64> {
            let of = |k: usize| match copy {
                None => value(&matches[k]),
                Some(copy) => 0.5 * (value(&matches[k]) + value(&copy[k])),
            };
            (0..matches.len()).map(of).collect()
        };
        let mean = |value: &dyn Fn(&Counts) -> f64| all(value).into_iter().collect::<Moments>();
        let total = |counts: &Counts| self.total(counts.map(f64::from));
        let share = |sum: u32| self.length.scaled(f64::from(sum));
        let won = |counts: &Counts| copy.is_none() && self.is_won(counts);
        Pair {
            score: Estimate::of(&all(&|counts| self.length.scaled(total(counts))), certain, self.range()),
            cooperation: Estimate::of(&all(&|counts| share(counts[0] + counts[1])), certain, self.shares()),
            wins: mean(&|counts| f64::from(u8::from(won(counts)))).mean(),
            mutual: mean(&|counts| share(counts[0])).mean(),
            total: mean(&total).mean(),
            turns: mean(&|counts| counts.iter().map(|&count| f64::from(count)).sum()).mean(),
        }
    }

    /// What a score per turn can be. Matches of random length are set against the mean length, and may come to more.
    fn range(&self) -> [f64; 2] {
        let end = |least: f64, pick: fn(f64, f64) -> f64| self.payoffs.0.iter().copied().fold(least, pick);
        match self.length {
            Length::Turns(_) => [end(f64::INFINITY, f64::min), end(f64::NEG_INFINITY, f64::max)],
            Length::Continuation(_) => [f64::NEG_INFINITY, f64::INFINITY],
        }
    }

    /// What a share of a match's turns can be.
    fn shares(&self) -> [f64; 2] {
        match self.length {
            Length::Turns(_) => [0.0, 1.0],
            Length::Continuation(_) => [0.0, f64::INFINITY],
        }
    }

    fn is_won(&self, counts: &Counts) -> bool {
        self.total(counts.map(f64::from)) > self.total(mirrored(*counts).map(f64::from))
    }

    fn total(&self, counts: [f64; 4]) -> f64 {
        counts.iter().zip(self.payoffs.0).map(|(count, payoff)| count * payoff).sum()
    }

    /// A mean over the opponents that count, from twice the sum of outcomes over them.
    fn over_opponents(&self, twice: f64) -> f64 {
        let opponents = self.players - 1 + usize::from(self.self_play);
        self.length.scaled(twice) / (2 * opponents) as f64
    }

    /// A player's score in each repetition.
    fn scores(&self, player: usize) -> impl Iterator<Item = f64> {
        let first = player * self.repetitions;
        let outcomes = &self.outcomes[first..first + self.repetitions];
        outcomes.iter().map(|counts| self.over_opponents(self.total(counts.map(|count| count as f64))))
    }

    fn cooperations(&self, player: usize) -> impl Iterator<Item = f64> {
        let first = player * self.repetitions;
        let outcomes = &self.outcomes[first..first + self.repetitions];
        outcomes.iter().map(|counts| self.over_opponents((counts[0] + counts[1]) as f64))
    }

    /// The players by score, ties in the order of the list.
    pub fn ranking(&self) -> Vec<Standing> {
        let scores: Vec<Vec<f64>> = (0..self.players).map(|player| self.scores(player).collect()).collect();
        let means: Vec<f64> = (0..self.players).map(|player| self.mean_score(player)).collect();
        let mut ranking: Vec<Standing> = (0..self.players)
            .map(|player| {
                let certain = self.certain[player];
                let cooperation: Vec<f64> = self.cooperations(player).collect();
                Standing {
                    player,
                    rank: 1 + means.iter().filter(|&&other| other > means[player]).count() as u32,
                    ranks: self.ranks(player, &scores, &means),
                    score: Estimate { mean: means[player], ..Estimate::of(&scores[player], certain, self.range()) },
                    cooperation: Estimate::of(&cooperation, certain, self.shares()),
                    wins: self.won[player] as f64 / (self.repetitions * (self.players - 1).max(1)) as f64,
                }
            })
            .collect();
        ranking.sort_by(|a, b| b.score.mean.total_cmp(&a.score.mean));
        ranking
    }

    /// The mean over all repetitions, from sums of whole numbers: equal totals give equal means.
    fn mean_score(&self, player: usize) -> f64 {
        let first = player * self.repetitions;
        let mut sums = [0_u64; 4];
        for counts in &self.outcomes[first..first + self.repetitions] {
            for (sum, count) in sums.iter_mut().zip(counts) {
                *sum += count;
            }
        }
        self.over_opponents(self.total(sums.map(|sum| sum as f64))) / self.repetitions as f64
    }

    fn ranks(&self, player: usize, scores: &[Vec<f64>], means: &[f64]) -> [u32; 2] {
        let level = LEVEL / (self.players - 1).max(1) as f64;
        let (mut better, mut worse) = (0, 0);
        for other in (0..self.players).filter(|&other| other != player) {
            let certain = self.certain[player] && self.certain[other];
            let differences: Vec<f64> =
                scores[other].iter().zip(&scores[player]).map(|(a, b)| difference(*b, *a)).collect();
            let difference = means[other] - means[player];
            let open = [f64::NEG_INFINITY, f64::INFINITY];
            let Estimate { error, freedom, .. } = Estimate::of(&differences, certain, open);
            if beyond(difference, error, f64::from(freedom), level) {
                if difference > 0.0 { better += 1 } else { worse += 1 }
            }
        }
        [1 + better, self.players as u32 - worse]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tournament::round_robin::tests::robin;

    fn scores(robin: &RoundRobin, self_play: bool) -> Scores {
        let mut scores = Scores::new(robin, self_play);
        for (i, j) in robin.pairs() {
            scores.take(i, j, &robin.play(i, j, |_, _, _| {}));
        }
        scores
    }

    /// Ten turns: always-defect 14 against tit-for-tat, 50 against always-cooperate, 10 against itself.
    #[test]
    fn copies_count_only_when_asked_to() {
        let names = ["always-cooperate", "always-defect", "tit-for-tat"];
        let mean = |self_play| {
            let ranking = scores(&robin(&names, 0.0, Length::Turns(10), 4), self_play).ranking();
            ranking.iter().find(|standing| standing.player == 1).unwrap().score
        };
        assert_eq!(mean(false), Estimate { mean: 3.2, error: 0.0, freedom: 3, ends: [3.2; 2] });
        assert!((mean(true).mean - 7.4 / 3.0).abs() < 1e-15);
    }

    /// Ranks of certain scores are certain, ties share theirs and keep the order of the list.
    #[test]
    fn certain_scores_have_certain_ranks() {
        // 10 turns: grim-trigger and tit-for-tat 3 and 0.9 each, always-defect 1.4 twice.
        let names = ["always-defect", "tit-for-tat", "grim-trigger"];
        let ranking = scores(&robin(&names, 0.0, Length::Turns(10), 1), false).ranking();
        let short: Vec<(usize, u32, [u32; 2])> = ranking.iter().map(|s| (s.player, s.rank, s.ranks)).collect();
        assert_eq!(short, [(1, 1, [1, 2]), (2, 1, [1, 2]), (0, 3, [3, 3])]);
    }

    /// With one repetition nothing is known of the error, and no rank can be excluded.
    #[test]
    fn a_single_noisy_repetition_says_nothing_of_ranks() {
        let ranking = scores(&robin(&["random", "joss", "always-defect"], 0.1, Length::Turns(50), 1), false).ranking();
        assert!(ranking.iter().all(|standing| standing.ranks == [1, 3] && standing.score.error.is_nan()));
        let many = scores(&robin(&["random", "joss", "always-defect"], 0.0, Length::Turns(50), 40), false).ranking();
        assert_eq!((many[0].player, many[0].ranks), (2, [1, 1]));
    }

    /// Matches with chance that happen to agree are not certain: their interval has a width, within what a turn can pay.
    #[test]
    fn agreement_by_chance_is_not_certainty() {
        let [chance, sure] = [false, true].map(|certain| Estimate::of(&[5.0, 5.0, 5.0], certain, [0.0, 5.0]));
        assert_eq!(sure.interval(), [5.0; 3]);
        assert!(chance.error.is_nan() && !differ(&chance, &Estimate::default()));
        let [mean, low, high] = chance.interval();
        assert!(mean == 5.0 && high == 5.0 && (low - 5.0 * libm::cbrt(0.025)).abs() < 1e-12, "{low}");
        for standing in scores(&robin(&["random", "joss", "always-defect"], 0.1, Length::Turns(5), 4), false).ranking()
        {
            let [mean, low, high] = standing.score.interval();
            assert!(0.0 <= low && low < mean && mean < high && high <= 5.0, "{low} {mean} {high}");
        }
    }

    /// A paper computation: differences of means 1 and 0, errors 0.3 and 0.4, so t = 1 / 0.5 = 2 with
    /// 0.0625 / (0.0081/9 + 0.0256/9) = 16.7 degrees of freedom: p = 0.062.
    #[test]
    fn welch_by_hand() {
        let estimate = |mean, error| Estimate { mean, error, freedom: 9, ..Estimate::default() };
        assert!(!differ(&estimate(1.0, 0.3), &estimate(0.0, 0.4)));
        assert!(differ(&estimate(1.1, 0.3), &estimate(0.0, 0.4)));
        assert!(differ(&estimate(1.0, 0.0), &estimate(1.5, 0.0)) && !differ(&estimate(1.0, 0.0), &estimate(1.0, 0.0)));
        assert!(!differ(&estimate(1.0, f64::NAN), &estimate(9.0, 0.0)));
    }
}
