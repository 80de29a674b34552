//! What a check simulates, and one replicate of it.

use std::num::NonZeroU32;

use crate::config::document::Document;
use crate::game::Payoffs;
use crate::network::{Edges, Kind, Link, Meetings};
use crate::record::run::{Course, expected};
use crate::record::{RoundRow, Run, simulate};
use crate::rng::{Key, Purpose, Stream};
use crate::strategy::referee::{Faults, Match};
use crate::strategy::{Strategy, catalogue};
use crate::world::{Rules, Streams, World, play};

/// What comes of working out checks; what goes wrong is a mistake in the list, not of a user.
pub(crate) type Built<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// What of a run is taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Measure {
    /// Mean over the window of a column of [`RoundRow`].
    Mean(&'static str),
    /// Mean over the window of a strategy's share.
    Share(&'static str),
    /// Did the strategy take over (1) or die out (0)? Missing where neither happened.
    TookOver(&'static str),
}

/// What is simulated.
#[derive(Debug, Clone)]
pub enum Subject {
    /// Runs of a world, from the text of its config; the values are the measures.
    World {
        /// The config; its seed and number of replicates do not matter.
        text: String,
        /// Links that replace its network, with agents placed on the nodes at random.
        links: Vec<Link>,
        /// What is taken.
        measures: Vec<Measure>,
    },
    /// Two worlds on the same random numbers; the value is by how much a measure of each differs.
    Twins {
        /// The configs.
        texts: [String; 2],
        /// What is compared.
        measures: [Measure; 2],
    },
    /// A match; the values are payoffs per turn and cooperation of the first side, then of the second.
    Match {
        /// Names of the catalogue.
        names: [&'static str; 2],
        /// Turns.
        turns: u32,
        /// Payoffs of either side.
        game: Payoffs,
        /// What goes wrong.
        faults: Faults,
    },
    /// The network of a world, drawn anew; the value is its mean degree.
    Degree(String),
    /// The pairs 0 - 1, 1 - 2, ... of a world of agents in a row; the values are the shares of its rounds in which each meets.
    Row {
        /// The config.
        text: String,
        /// How often each pair is to meet, relative to the most frequent one.
        weights: Vec<f64>,
    },
}

/// A subject ready to be sampled.
#[derive(Debug)]
pub(super) enum Ready {
    World(ReadyWorld, Vec<MeasurePlace>),
    Twins(Box<[(ReadyWorld, MeasurePlace); 2]>),
    Match { strategies: Box<[Strategy; 2]>, turns: u32, game: Payoffs, faults: Faults, key: Key },
    Degree(ReadyWorld),
    Row(ReadyWorld),
}

/// A world ready to run.
#[derive(Debug)]
pub(super) struct ReadyWorld {
    rules: Rules,
    course: Course,
    key: Key,
}

/// Where a measure is found in a run.
#[derive(Debug, Clone, Copy)]
pub(super) enum MeasurePlace {
    Mean(usize),
    Share(usize),
    TookOver(usize),
}

impl Subject {
    /// A world on the network of its config.
    pub(super) fn world(text: String, measures: &[Measure]) -> Self {
        Self::World { text, links: Vec::new(), measures: measures.to_vec() }
    }

    /// Works out what all replicates share.
    pub(super) fn ready(&self, key: Key) -> Built<Ready> {
        Ok(match self {
            Self::World { text, links, measures } => {
                let cell = ReadyWorld::new(text, links, key)?;
                let places: Built<Vec<MeasurePlace>> = measures.iter().map(|measure| cell.place(*measure)).collect();
                Ready::World(cell, places?)
            }
            Self::Twins { texts: [one, other], measures } => {
                let twin = |text: &str, measure: Measure| -> Built<(ReadyWorld, MeasurePlace)> {
                    let cell = ReadyWorld::new(text, &[], key.clone())?;
                    let place = cell.place(measure)?;
                    Ok((cell, place))
                };
                Ready::Twins(Box::new([twin(one, measures[0])?, twin(other, measures[1])?]))
            }
            Self::Match { names, turns, game, faults } => {
                let found = |name| catalogue::find(name).ok_or_else(|| format!("no strategy {name:?}"));
                let strategies = Box::new([found(names[0])?.strategy(), found(names[1])?.strategy()]);
                Match::new(&strategies[0], &strategies[1]).ok_or("a match needs automata or learners")?;
                Ready::Match { strategies, turns: *turns, game: *game, faults: *faults, key }
            }
            Self::Degree(text) => Ready::Degree(ReadyWorld::new(text, &[], key)?),
            Self::Row { text, weights } => {
                let mut cell = ReadyWorld::new(text, &[], key)?;
                let links: Vec<Link> = (1..=weights.len() as u32).map(|end| [end - 1, end]).collect();
                cell.rules.meetings = Meetings::of(weights.len() + 1, &links, weights);
                cell.rules.kind.truncate(cell.rules.meetings.sides());
                Ready::Row(cell)
            }
        })
    }
}

impl ReadyWorld {
    fn new(text: &str, links: &[Link], key: Key) -> Built<Self> {
        let document = Document::parse("check", &format!("name = 'check'\n{text}"))?;
        let mut config = document.config().map_err(|mistake| document.wrong(mistake))?;
        if !links.is_empty() {
            config.network.kind = Kind::File;
            config.network.path = Some("links".to_owned());
            config.network.shuffle = true;
            config.network.edges = Some(Edges { links: links.to_vec(), weights: Vec::new() });
        }
        let course = config.course();
        let say = |problem: &crate::world::rules::Problem| format!("{}: {}", problem.key.join("."), problem.message);
        let rules =
            Rules::new(&config.world()).map_err(|problems| problems.iter().map(say).collect::<Vec<_>>().join("; "))?;
        expected(&rules)?;
        Ok(Self { rules, course, key })
    }

    fn place(&self, measure: Measure) -> Built<MeasurePlace> {
        let strategy = |wanted: &str| self.rules.repertoire.names.iter().position(|name| name == wanted);
        let place = match measure {
            Measure::Mean(wanted) => {
                RoundRow::columns().iter().position(|column| column.name == wanted).map(MeasurePlace::Mean)
            }
            Measure::Share(wanted) => strategy(wanted).map(MeasurePlace::Share),
            Measure::TookOver(wanted) => strategy(wanted).map(MeasurePlace::TookOver),
        };
        place.ok_or_else(|| format!("nothing of a run is {measure:?}").into())
    }

    fn run(&self, replicate: u32) -> Run {
        simulate(&self.rules, &self.key, replicate, &self.course, &mut ())
    }
}

impl MeasurePlace {
    fn of(self, run: &Run) -> f64 {
        match self {
            Self::Mean(place) => run.means[place],
            Self::Share(place) => run.shares[place],
            Self::TookOver(place) => match run.shares[place] {
                share if share == 0.0 || share == 1.0 => share,
                _ => f64::NAN,
            },
        }
    }
}

impl Ready {
    /// The values of a replicate.
    pub(super) fn sample(&self, replicate: u32) -> Vec<f64> {
        match self {
            Self::World(cell, places) => {
                let run = cell.run(replicate);
                places.iter().map(|place| place.of(&run)).collect()
            }
            Self::Twins(twins) => {
                let [one, other] = twins.each_ref().map(|(cell, place)| place.of(&cell.run(replicate)));
                vec![(one - other).abs()]
            }
            Self::Match { strategies, turns, game, faults, key } => {
                let mut stream = Stream::new(key, replicate, Purpose::Match);
                let mut sums = [0.0; 4];
                if let Some(known) = Match::new(&strategies[0], &strategies[1]) {
                    known.play(*turns, game, faults, &mut stream, |own, other| {
                        sums[0] += game.at(own, other);
                        sums[1] += f64::from(u8::from(own.cooperates()));
                        sums[2] += game.at(other, own);
                        sums[3] += f64::from(u8::from(other.cooperates()));
                    });
                }
                sums.iter().map(|sum| sum / f64::from(*turns)).collect()
            }
            Self::Degree(cell) => {
                let drawn = cell.rules.rewired(&cell.key, replicate);
                vec![drawn.sides() as f64 / drawn.agents() as f64]
            }
            Self::Row(cell) => {
                let mut world = World::new(&cell.rules, &cell.key, replicate);
                let mut streams = Streams::new(&cell.key, replicate);
                let mut met = vec![0_u32; cell.rules.sides() / 2];
                for round in 1..=cell.course.rounds {
                    play(&cell.rules, &mut world, &mut streams, round);
                    for (pair, met) in met.iter_mut().enumerate() {
                        *met += u32::from(world.meets(2 * pair));
                    }
                }
                met.iter().map(|&met| f64::from(met) / f64::from(cell.course.rounds)).collect()
            }
        }
    }
}

/// How long the runs of a world are: rounds in all, and how many of the last count.
pub(super) fn course(rounds: u32, window: u32) -> String {
    debug_assert!(NonZeroU32::new(window).is_some() && window <= rounds);
    format!("rounds = {rounds}\nholds.window = {window}\n")
}

/// A matrix game: R, S, T, P.
pub(super) fn matrix(game: &Payoffs) -> String {
    let [r, s, t, p] = game.0;
    format!("game.matrix = {{ R = {r:?}, S = {s:?}, T = {t:?}, P = {p:?} }}\n")
}

/// A world without slips and errors of reading.
pub(super) const SILENT: &str = "noise = { slip = 0, miss = 0, false_alarm = 0 }\n";

/// A group of agents of one strategy, all alike: its power tells it from the others in the columns of a run.
pub(super) fn agents(power: &str, count: usize, strategy: &str) -> String {
    format!(
        "[[agents]]\nname = '{power}'\npower = '{power}'\ncount = {count}\ncapability = 0.5\nideology = 0\n\
         strategies = {{ {strategy} = 1 }}\n"
    )
}
