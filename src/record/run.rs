//! One run: a world from its first round to its outcome.

use std::borrow::Cow;

use super::holds::{self, Judge, Outcome};
use super::rounds::{Census, RoundRow};
use crate::exact::pairs::{self, Horizon, Noise, PairError};
use crate::game::Kind;
use crate::rng::Key;
use crate::stop::{Pulse, heed};
use crate::world::rules::Stage;
use crate::world::{Matches, Play, Rules, Streams, World, joining, standing};

/// How long a run is and how it is judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Course {
    /// Rounds played, at least 1.
    pub rounds: u32,
    /// Rounds judged, at least 1 and at most `rounds`.
    pub window: u32,
    /// Mean cooperation that counts as holding.
    pub threshold: f64,
}

/// Takes recorded rounds as they happen.
pub trait Recorder {
    /// Is this round wanted? It is observed only then, or inside the window.
    fn wants(&self, round: u32) -> bool;
    /// Takes a wanted round: its row, and the share of each strategy of the repertoire.
    fn record(&mut self, round: u32, row: &RoundRow, shares: &[f64]);
    /// Takes, before a wanted round, whether a shock struck at its end; only in a world with shocks.
    fn struck(&mut self, _round: u32, _struck: bool) {}
    /// Takes the cooperation of every round: over all sides, then by kind of directed dyad.
    fn cooperation(&mut self, _round: u32, _by_kind: &[f64; 5]) {}
    /// Looks at the world after a round that is wanted or in the window, before it is recorded.
    fn look(&mut self, _observed: Observed<'_>, _in_window: bool) {}
    /// The run is over.
    fn end(&mut self, _rules: &Rules) {}
}

/// A world as it stands after a round, before anybody learns.
#[derive(Debug, Clone, Copy)]
pub struct Observed<'a> {
    /// Its rules, with the network of the replicate.
    pub rules: &'a Rules,
    /// The world.
    pub world: &'a World,
}

/// Records nothing.
impl Recorder for () {
    fn wants(&self, _: u32) -> bool {
        false
    }
    fn record(&mut self, _: u32, _: &RoundRow, _: &[f64]) {}
}

/// What a run came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The verdict on cooperation over all sides.
    pub outcome: Outcome,
    /// The verdicts by kind of directed dyad.
    /// None where there is no such dyad.
    pub by_kind: [Option<Outcome>; 4],
    /// Does the window still drift?
    pub drifting: bool,
    /// Means over the window of the columns of [`RoundRow`]; NaN where a column had no value.
    pub means: Vec<f64>,
    /// Means over the window of the share of each strategy of the repertoire.
    pub shares: Vec<f64>,
    /// Sides by kind of directed dyad and the game they see in the first round, mild to harsh.
    pub games: [[u32; 5]; 4],
    /// Rounds at whose end a shock struck.
    pub shocks: u32,
    /// Rounds after the first shock until cooperation is back ([`Judge::recovery_after_shock`]): over all sides, then by kind of directed
    /// dyad. None if it does not come back, nothing struck, or there is no such dyad.
    pub recovery_after_shock: [Option<u32>; 5],
}

impl Run {
    /// Share of all sides that see each kind of game in the first round.
    pub fn game_shares(&self) -> [f64; 5] {
        let sides: u32 = self.games.iter().flatten().sum();
        std::array::from_fn(|game| f64::from(self.games.iter().map(|kind| kind[game]).sum::<u32>()) / f64::from(sides))
    }
}

/// Means over the window that leave out missing values.
struct WindowMeans {
    sums: Vec<f64>,
    counts: Vec<u32>,
}

impl WindowMeans {
    fn new(width: usize) -> Self {
        Self { sums: vec![0.0; width], counts: vec![0; width] }
    }

    fn add(&mut self, values: &[f64]) {
        for ((sum, count), &value) in self.sums.iter_mut().zip(&mut self.counts).zip(values) {
            // Nothing is added for a missing one: no branch, of which the compiler makes vectors.
            let known = !value.is_nan();
            *sum += if known { value } else { 0.0 };
            *count += u32::from(known);
        }
    }

    fn means(&self) -> Vec<f64> {
        self.sums.iter().zip(&self.counts).map(|(sum, &count)| sum / f64::from(count)).collect()
    }
}

/// A run under way: its world, its streams of chance, and how its rounds are played.
#[derive(Debug, Clone)]
pub struct Running {
    /// The world after the last round.
    pub world: World,
    streams: Streams,
    play: Play,
    /// The last round played; 0 before the first.
    round: u32,
}

impl Running {
    /// A replicate before its first round; of a random network, `rules` are to have the replicate's ([`drawn`]).
    ///
    /// # Panics
    /// If the world lives on expected payoffs that cannot be worked out; ask [`expected`] first, as a plan does.
    pub fn new(rules: &Rules, key: &Key, replicate: u32) -> Self {
        Self::of(rules, World::new(rules, key, replicate), key, replicate)
    }

    /// A world of one's own before its first round, with the streams of a replicate.
    ///
    /// # Panics
    /// As [`Running::new`].
    pub fn of(rules: &Rules, mut world: World, key: &Key, replicate: u32) -> Self {
        let play = Play::of(rules, &mut world, matches(rules));
        Self { world, streams: Streams::new(key, replicate), play, round: 0 }
    }

    /// The same run, going on under other rules, which [`crate::world::carry::check`] has passed.
    ///
    /// # Panics
    /// As [`Running::new`].
    #[must_use]
    pub fn under(self, rules: &Rules, key: &Key, replicate: u32) -> Self {
        let mut world = self.world.carried(rules, key, replicate);
        let play = self.play.go_on(rules, &mut world, matches(rules));
        Self { world, play, ..self }
    }

    /// Plays the next round, up to learning.
    pub fn play(&mut self, rules: &Rules) {
        self.round += 1;
        self.play.round(rules, &mut self.world, &mut self.streams, self.round);
    }

    /// Lets agents learn from the round played.
    pub fn learn(&mut self, rules: &Rules) {
        self.play.learn(rules, &mut self.world, &mut self.streams, self.round);
        joining::revise(rules, &mut self.world, &mut self.streams, self.round);
    }

    /// Writes the share of each strategy of the repertoire, among the agents or in an infinite population.
    pub fn shares(&self, shares: &mut [f64]) {
        strategy_shares(&self.world, &self.play, shares);
    }

    /// Plays the rounds of a course and judges them alone; rounds and recorders go on counting.
    pub fn run(&mut self, rules: &Rules, course: &Course, recorder: &mut impl Recorder) -> Run {
        let mut census = Census::of(rules);
        let mut games = [[0; 5]; 4];
        let mut judges: [Judge; 5] = std::array::from_fn(|_| Judge::new(course.threshold, course.window as usize));
        let mut shares = vec![0.0; rules.repertoire.names.len()];
        let mut means = WindowMeans::new(RoundRow::WIDTH);
        let mut mean_shares = WindowMeans::new(shares.len());
        let mut shocks = 0;
        // Where strategies stay, they are counted once.
        let (set, mut counted) = (rules.keeps_strategies(), false);
        let mut pulse = Pulse::of(rules.sides() + rules.agents());
        for place in 1..=course.rounds {
            pulse.step();
            self.play(rules);
            let struck = self.world.shaken.as_ref().map(|shaken| shaken.struck);
            if struck == Some(true) {
                shocks += 1;
                judges.iter_mut().for_each(Judge::struck);
            }
            if place == 1 {
                games = classify(rules, &self.world);
            }
            let cooperation = census.cooperation(&self.world);
            for (judge, value) in judges.iter_mut().zip(cooperation) {
                judge.push(value);
            }
            recorder.cooperation(self.round, &cooperation);
            let (in_window, wanted) = (place > course.rounds - course.window, recorder.wants(self.round));
            if in_window || wanted {
                recorder.look(Observed { rules, world: &self.world }, in_window);
                let row = census.observe(rules, &self.world);
                if !counted {
                    self.shares(&mut shares);
                    counted = set;
                }
                if in_window {
                    means.add(&row.values());
                    mean_shares.add(&shares);
                }
                if let Some(struck) = struck.filter(|_| wanted) {
                    recorder.struck(self.round, struck);
                }
                if wanted {
                    recorder.record(self.round, &row, &shares);
                }
            }
            self.learn(rules);
        }
        recorder.end(rules);
        Run {
            shocks,
            recovery_after_shock: std::array::from_fn(|place| {
                let there = place == 0 || census.sides[place - 1] > 0;
                there.then(|| judges[place].recovery_after_shock()).flatten()
            }),
            outcome: judges[0].outcome(),
            by_kind: std::array::from_fn(|kind| (census.sides[kind] > 0).then(|| judges[kind + 1].outcome())),
            drifting: holds::drifting(&judges[0].window()),
            means: means.means(),
            shares: mean_shares.means(),
            games,
        }
    }
}

/// Plays a replicate from its first round to its last; a random network is drawn for it first.
///
/// # Panics
/// If the world lives on expected payoffs that cannot be worked out; ask [`expected`] first, as a plan does.
pub fn simulate(rules: &Rules, key: &Key, replicate: u32, course: &Course, recorder: &mut impl Recorder) -> Run {
    // Matches are the same on every network, and kept with the rules that the next replicate sees.
    let _ = expected(rules);
    let rules = drawn(rules, key, replicate);
    Running::new(&rules, key, replicate).run(&rules, course, recorder)
}

/// The rules with the network of a replicate, if it is drawn anew for each.
pub fn drawn<'a>(rules: &'a Rules, key: &Key, replicate: u32) -> Cow<'a, Rules> {
    if rules.network.is_random() { Cow::Owned(rules.rewired(key, replicate)) } else { Cow::Borrowed(rules) }
}

/// What a world that lives on expected payoffs is played with.
fn matches(rules: &Rules) -> Option<Matches> {
    let matches = expected(rules).unwrap_or_else(|error| panic!("matches are worked out before a study runs: {error}"));
    matches.cloned()
}

/// What matches between the strategies of a world come to, if it lives on expected payoffs; worked out once and kept.
///
/// # Errors
/// [`PairError`] if two automata make too large a chain.
pub fn expected(rules: &Rules) -> Result<Option<&Matches>, PairError> {
    if !rules.lives_on_expectations() {
        return Ok(None);
    }
    if rules.matches.get().is_none() {
        let automata: Vec<_> = (0..rules.repertoire.names.len()).map(|s| rules.repertoire.automaton(s)).collect();
        // Rules see to it that all read alike, wherever they stand.
        let errors = rules.noise.errors(0.0, 0.0, 0.0);
        let noise = Noise { slip: rules.noise.slip.get(), errors: [errors; 2] };
        let restart = rules.noise.restart.get();
        let horizon = if restart > 0.0 { Horizon::Discounted(1.0 - restart) } else { Horizon::LongRun };
        let play = |s: usize, t: usize| {
            heed();
            pairs::play(&automata[s], &automata[t], &noise, horizon)
        };
        let matches = Matches::new(automata.len(), |s, t| play(s, t).map(|play| play.outcomes))?;
        let _ = rules.matches.set(matches);
    }
    Ok(rules.matches.get())
}

/// Shares of the strategies among the agents, or in an infinite population.
fn strategy_shares(world: &World, play: &Play, shares: &mut [f64]) {
    if let Some(infinite) = play.shares() {
        shares.copy_from_slice(&infinite);
        return;
    }
    shares.fill(0.0);
    for &s in &world.strategy {
        shares[usize::from(s)] += 1.0;
    }
    for share in shares {
        *share /= world.strategy.len() as f64;
    }
}

/// The games that sides see in the first round of a replicate, by kind of directed dyad; none where more than two play.
pub fn first_games(rules: &Rules, key: &Key, replicate: u32) -> [[u32; 5]; 4] {
    let rules = drawn(rules, key, replicate);
    let mut world = World::new(&rules, key, replicate);
    standing::stand(&rules, &mut world);
    classify(&rules, &world)
}

/// The games that sides see; none where more than two play.
fn classify(rules: &Rules, world: &World) -> [[u32; 5]; 4] {
    let mut games = [[0; 5]; 4];
    if let Stage::Groups(_) = rules.stage {
        return games;
    }
    for (&kind, payoffs) in rules.kind.iter().zip(&world.standing.payoffs) {
        games[usize::from(kind)][Kind::of(payoffs) as usize] += 1;
    }
    games
}
