//! What is played: strategies, game, noise and horizon, from the command line or a config.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::numbers::{discount, four, payoffs, preset, probability};
use crate::cli::task::read;
use crate::config::{Config, Failure};
use crate::exact::pairs::{Horizon, Noise};
use crate::game::{Game, Payoffs, Preset};
use crate::strategy::{Automaton, CATALOGUE, Strategy, catalogue};
use crate::trust::reading::Errors;
use crate::units::{Discount, Probability};
use crate::world::rules::nearest;

/// Which game.
#[derive(Debug, ClapArgs)]
pub(super) struct GameArgs {
    /// A classical game by name (default: prisoners-dilemma, or the config's)
    #[arg(long, value_parser = preset(), conflicts_with = "payoffs")]
    game: Option<Preset>,
    /// Payoffs of both sides, or of A where --payoffs-b is given
    #[arg(long, value_name = "R,S,T,P", value_parser = payoffs, allow_hyphen_values = true)]
    payoffs: Option<Payoffs>,
    /// Payoffs of B, from its own view
    #[arg(long, value_name = "R,S,T,P", value_parser = payoffs, allow_hyphen_values = true)]
    payoffs_b: Option<Payoffs>,
    /// A config whose strategies, game and noise are used; readings as of a side without capability, at distance 0
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// Which noise, and over which rounds.
#[derive(Debug, ClapArgs)]
pub(super) struct NoiseArgs {
    /// Probability that an intended action is executed as the other one
    #[arg(long, value_name = "E", value_parser = probability)]
    slip: Option<Probability>,
    /// Probability that the other's action is read as the opposite one, whichever it was
    #[arg(long, value_name = "E", value_parser = probability, conflicts_with_all = ["miss", "false_alarm"])]
    misread: Option<Probability>,
    /// Probability that a defection is read as cooperation
    #[arg(long, value_name = "E", value_parser = probability)]
    miss: Option<Probability>,
    /// Probability that cooperation is read as a defection
    #[arg(long, value_name = "E", value_parser = probability)]
    false_alarm: Option<Probability>,
    /// Probability that another round follows, instead of play without end
    #[arg(long = "continue", value_name = "DELTA", value_parser = discount, conflicts_with = "rounds")]
    continuation: Option<Discount>,
    /// Exactly so many rounds, instead of play without end
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=MOST_ROUNDS))]
    rounds: Option<u32>,
}

/// Longer matches are the long run.
const MOST_ROUNDS: i64 = 10_000_000;

/// Everything that was asked for, resolved.
pub(super) struct Setting<'a> {
    /// The strategies' names as given.
    pub(super) names: Vec<&'a str>,
    /// The strategies.
    pub(super) automata: Vec<Automaton>,
    /// The games of A and of B.
    pub(super) games: [Payoffs; 2],
    pub(super) noise: Noise,
    pub(super) horizon: Horizon,
}

impl<'a> Setting<'a> {
    /// Resolves names, game, noise and horizon.
    pub(super) fn of(names: &'a [String], game: &GameArgs, noise: &NoiseArgs) -> Result<Self, Failure> {
        let config = game.read()?;
        let config = config.as_ref();
        let automata = names.iter().map(|name| strategy(name, config)).collect::<Result<_, _>>()?;
        Ok(Self {
            names: names.iter().map(String::as_str).collect(),
            automata,
            games: game.games(config)?,
            noise: noise.noise(config),
            horizon: noise.horizon(config),
        })
    }

    /// The game of everyone, where it has to be one.
    pub(super) fn one_game(&self) -> Result<Payoffs, Failure> {
        if self.games[0] != self.games[1] {
            let message = "--payoffs-b is for two strategies that face each other; in a population, and among three or \
                           more, everyone plays the same game";
            return Err(Failure::Usage(message.to_owned()));
        }
        Ok(self.games[0])
    }

    /// The width of a column of names.
    pub(super) fn width(&self) -> usize {
        self.names.iter().map(|name| name.chars().count()).max().unwrap_or(0).max(12)
    }

    /// What was asked for, below a heading.
    pub(super) fn asked(&self, heading: &str) -> String {
        let noise = match self.noise.is_silent() {
            true => "none".to_owned(),
            false => {
                let Errors { miss, alarm } = self.noise.errors[0];
                format!("slip {}, miss {miss}, false alarm {alarm}", self.noise.slip)
            }
        };
        let horizon = match self.horizon {
            Horizon::LongRun => "the long run".to_owned(),
            Horizon::Discounted(delta) => format!("another round follows with probability {delta}"),
            Horizon::Rounds(1) => "one round".to_owned(),
            Horizon::Rounds(rounds) => format!("{rounds} rounds"),
        };
        format!("{heading}\n{}  noise        {noise}\n  horizon      {horizon}\n", show(&self.games))
    }
}

/// The games of two sides: one line, or one for each.
pub(super) fn show(games: &[Payoffs; 2]) -> String {
    let letters = |payoffs: &Payoffs| {
        let [r, s, t, p] = payoffs.0;
        format!("R {r}, S {s}, T {t}, P {p}")
    };
    if games[0] == games[1] {
        format!("  game         {}\n", letters(&games[0]))
    } else {
        format!("  game of A    {}\n  game of B    {}\n", letters(&games[0]), letters(&games[1]))
    }
}

/// The automaton of a name or a vector.
pub(super) fn strategy(text: &str, config: Option<&Config>) -> Result<Automaton, Failure> {
    if text.contains([',', ';']) {
        return vector(text).map_err(|error| Failure::Usage(format!("strategy {text:?}: {error}")));
    }
    if let Some(definition) = config.and_then(|config| config.strategies.get(text)) {
        return definition.automaton().map_err(|error| Failure::Usage(format!("strategies.{text}: {error}")));
    }
    if let Some(entry) = catalogue::find(text) {
        let none = || {
            let why = match entry.strategy() {
                Strategy::Learner(_) => "learns from what it lives through; `comity run` plays it",
                Strategy::Discriminator => {
                    "goes by public names; see `comity exact norm`, or run a world with [reputation]"
                }
                Strategy::Role(_) => {
                    "belongs to games of more than two; see `comity exact commons`, or run [game.public-goods]"
                }
                Strategy::Deliberate | Strategy::Automaton(_) => "weighs trust; `comity run` plays it",
            };
            Failure::Usage(format!("{text:?} has no automaton, so nothing can be computed: it {why}"))
        };
        return entry.automaton().ok_or_else(none);
    }
    let own = config.into_iter().flat_map(|config| config.strategies.keys().map(String::as_str));
    let known = CATALOGUE.iter().flat_map(|entry| std::iter::once(entry.name).chain(entry.aliases.iter().copied()));
    let hint = nearest(text, own.chain(known)).map(|near| format!("did you mean {near:?}? ")).unwrap_or_default();
    Err(Failure::Usage(format!("unknown strategy {text:?}; {hint}`comity list strategies` names all")))
}

/// A memory-one vector: CC,CD,DC,DD or OPENING;CC,CD,DC,DD; the opening is by default as after CC.
fn vector(text: &str) -> Result<Automaton, String> {
    let (opening, after) = match text.split_once(';') {
        Some((opening, after)) => (Some(probability(opening)?.get()), after),
        None => (None, text),
    };
    let after = four(after, "CC,CD,DC,DD", probability)?.map(Probability::get);
    Ok(Automaton::memory_one(opening.unwrap_or(after[0]), after))
}

impl GameArgs {
    /// The config, if one is named.
    pub(super) fn read(&self) -> Result<Option<Config>, Failure> {
        let config = self.config.as_deref().map(|path| {
            let document = read(path)?;
            document.config().map_err(|mistake| document.wrong(mistake))
        });
        config.transpose()
    }

    /// The games of both sides.
    pub(super) fn games(&self, config: Option<&Config>) -> Result<[Payoffs; 2], Failure> {
        let first = match (self.payoffs, self.game, config.map(|config| &config.game)) {
            (Some(payoffs), _, _) => payoffs,
            (None, Some(preset), _) => preset.payoffs(),
            (None, None, Some(Game::Preset(preset))) => preset.payoffs(),
            (None, None, None) => Preset::PrisonersDilemma.payoffs(),
            (None, None, Some(Game::Matrix(matrix))) => {
                let special = [matrix.strong_strong, matrix.strong_weak, matrix.weak_strong, matrix.weak_weak];
                if special.iter().any(Option::is_some) {
                    let message = "the config's matrix differs by the powers of a pair; give --payoffs and --payoffs-b";
                    return Err(Failure::Usage(message.to_owned()));
                }
                Payoffs::new(matrix.R.get(), matrix.S.get(), matrix.T.get(), matrix.P.get())
            }
            (None, None, Some(Game::PublicGoods(_))) => {
                let message = "the config's game is one of more than two; give --game or --payoffs for a game of two";
                return Err(Failure::Usage(message.to_owned()));
            }
            (None, None, Some(Game::Dilemma(_))) => {
                let message = "the config's game is the cyber dilemma, whose payoffs follow from the states that play; \
                               give --game or --payoffs";
                return Err(Failure::Usage(message.to_owned()));
            }
        };
        Ok([first, self.payoffs_b.unwrap_or(first)])
    }
}

impl NoiseArgs {
    fn noise(&self, config: Option<&Config>) -> Noise {
        let base = config.map(|config| &config.noise);
        let errors = base.map(|noise| noise.errors(0.0, 0.0, 0.0)).unwrap_or_default();
        let or =
            |given: Option<Probability>, otherwise: f64| given.or(self.misread).map_or(otherwise, Probability::get);
        let slip = self.slip.or(base.map(|noise| noise.slip)).map_or(0.0, Probability::get);
        Noise::new(slip, or(self.miss, errors.miss), or(self.false_alarm, errors.alarm))
    }

    fn horizon(&self, config: Option<&Config>) -> Horizon {
        let restart = config.map_or(0.0, |config| config.noise.restart.get());
        match (self.continuation, self.rounds) {
            (Some(continuation), _) => Horizon::Discounted(continuation.get()),
            (None, Some(rounds)) => Horizon::Rounds(rounds),
            (None, None) if restart > 0.0 => Horizon::Discounted(1.0 - restart),
            (None, None) => Horizon::LongRun,
        }
    }
}
