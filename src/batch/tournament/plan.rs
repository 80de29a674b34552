//! The plan of a tournament: who plays, what, how long and how often.

use std::collections::BTreeMap;

use super::{columns, interactions};
use crate::batch::agent_columns;
use crate::batch::plan::checks::{check_config, check_limit, check_memory};
use crate::batch::plan::identity::identity;
use crate::config::document::{Document, dotted};
use crate::config::source::{Diagnostic, Failure};
use crate::config::structs::{Config, Study};
use crate::game::{Game, Payoffs};
use crate::question::acting::{self, Ignored};
use crate::question::caveats::Caveat;
use crate::question::tournament::table::{Players, Settings};
use crate::strategy::referee::Faults;
use crate::strategy::{CATALOGUE, Strategy, catalogue};
use crate::tournament::round_robin::{Length, Player, RoundRobin};
use crate::world::rules::nearest;

/// Interactions are written without being asked for up to so many bytes.
const INTERACTIONS: u64 = 16_000_000;

/// A tournament ready to be played.
#[derive(Debug, Clone)]
pub struct Tournament {
    /// The config as a tree.
    pub document: Document,
    /// The config.
    pub config: Config,
    /// The same config before it was shortened for a quick look.
    pub whole: Config,
    /// What it says of the tournament.
    pub settings: Settings,
    /// Is it only a quick look?
    pub quick: bool,
    /// Who meets whom.
    pub robin: RoundRobin,
    /// Are the moves of every match written?
    pub interactions: bool,
    /// Keys that are written and mean nothing here.
    ignored: Vec<Ignored>,
}

impl Tournament {
    /// Resolves and checks a tournament.
    ///
    /// # Errors
    /// [`Failure::Config`] with every mistake found; a plan beyond its own caps is one.
    pub fn new(document: Document, quick: bool) -> Result<Self, Failure> {
        let fail = |mistakes| Failure::Config { mistakes, sources: document.sources.clone() };
        let mut config = document.config().map_err(|mistake| fail(vec![mistake]))?;
        let mut mistakes = check_config(&config, &document);
        mistakes.extend(agent_columns::mistake_of_matches(&config.output, &document));
        let whole = config.clone();
        if quick {
            config.name.push_str("-quick");
            config.study = match config.study {
                Some(Study::Tournament(settings)) => Some(Study::Tournament(settings.shortened())),
                other => other,
            };
        }
        let settings = match &config.study {
            Some(Study::Tournament(settings)) => settings.clone(),
            _ => Settings::default(),
        };
        if settings.continuation.is_some() && document.has(&["study", "tournament", "turns"]) {
            let message = "expected either a number of turns or a continuation probability, found both";
            mistakes.push(Diagnostic::new(
                document.span(&["study", "tournament", "turns"]),
                "study.tournament.turns",
                message,
            ));
        }
        for key in ["claims", "audit"] {
            if document.has(&[key]) {
                let message = "means nothing in a tournament: it has no cells; leave it out";
                mistakes.push(Diagnostic::new(document.span(&[key]), key, message));
            }
        }
        let payoffs = payoffs(&config.game, &document).unwrap_or_else(|mistake| {
            mistakes.push(mistake);
            Payoffs::default()
        });
        let players = players(&config, &settings, &document, &mut mistakes);
        if !mistakes.is_empty() {
            return Err(fail(mistakes));
        }
        let (noise, turns) = (&config.noise, settings.turns().get());
        let robin = RoundRobin {
            engine: config.engine,
            players,
            payoffs,
            faults: Faults { slip: noise.slip, miss: noise.miss, false_alarm: noise.false_alarm },
            length: settings.continuation.map_or(Length::Turns(turns), |delta| Length::Continuation(delta.get())),
            repetitions: settings.repetitions.get(),
            seed: config.seed,
        };
        let wanted = config.output.interactions;
        let interactions = wanted.unwrap_or_else(|| interactions::bytes(&robin) <= INTERACTIONS);
        let plan = Self { document, config, whole, settings, quick, robin, interactions, ignored: Vec::new() };
        let limits = &plan.config.limits;
        check_limit(&plan.document, "runs", limits.runs, plan.matches())?;
        check_limit(&plan.document, "bytes", limits.bytes, plan.bytes())?;
        plan.check_memory(1)?;
        Ok(plan)
    }

    /// What must be known beside its result.
    pub fn caveats(&self) -> Vec<Caveat> {
        let turns = match self.robin.length {
            Length::Turns(turns) => Some(turns),
            Length::Continuation(_) => None,
        };
        let repetitions = self.settings.repetitions.get();
        if self.quick { vec![Caveat::QuickMatches { repetitions, turns }] } else { Vec::new() }
    }

    /// Pairs that meet, copies included.
    pub fn pairs(&self) -> usize {
        let n = self.robin.players.len();
        n * (n + 1) / 2
    }

    /// Matches that are played.
    pub fn matches(&self) -> u64 {
        self.robin.pairs().map(|(i, j)| u64::from(self.robin.matches(i, j))).sum()
    }

    /// Turns of all matches that are played, on average.
    pub fn turns(&self) -> f64 {
        self.matches() as f64 * self.robin.length.mean()
    }

    /// Bytes of all tables, estimated from the widths of their rows.
    pub fn bytes(&self) -> u64 {
        let moves = if self.interactions { interactions::bytes(&self.robin) } else { 0 };
        moves + self.table_bytes()
    }

    /// Those of the tables other than interactions.
    fn table_bytes(&self) -> u64 {
        let n = self.robin.players.len() as u64;
        let last = self.settings.generations;
        // As many rows as are written between two powers of ten, for each of them.
        let generations = u64::from(last.min(100)) + 90 * u64::from(last.max(100).ilog10() - 1);
        // A number at full precision takes about 15 bytes with its comma.
        15 * (n * n * (columns::match_columns().len() + columns::invasion_columns().len()) as u64
            + n * columns::answer_columns(self.settings.self_play).len() as u64
            + n * generations)
    }

    /// Bytes of memory at the peak on so many threads, estimated.
    pub fn memory(&self, threads: usize) -> u64 {
        const PROGRAM: u64 = 20_000_000;
        const THREAD: u64 = 2_000_000;
        // Eight pairs for each thread are done before their counts and moves are taken.
        const PAIRS: u64 = 8;
        let most = u64::from(self.robin.repetitions);
        let moves = if self.interactions { libm::ceil(8.0 * self.robin.length.mean()) as u64 } else { 0 };
        let pair = most.saturating_mul(32_u64.saturating_add(moves));
        let kept = (self.robin.players.len() as u64).pow(2).saturating_mul(400);
        let threads = (threads as u64).saturating_mul(THREAD.saturating_add(pair.saturating_mul(PAIRS)));
        PROGRAM.saturating_add(self.document.bytes()).saturating_add(kept).saturating_add(threads)
    }

    /// Is there memory enough for it on so many threads?
    ///
    /// # Errors
    /// [`Failure::Config`] if it would take more than it may.
    pub fn check_memory(&self, threads: usize) -> Result<(), Failure> {
        check_memory(&self.document, self.config.limits.memory, |threads| self.memory(threads), threads)
    }

    /// Identity of the study.
    pub fn hash(&self) -> String {
        identity(&self.config)
    }

    /// Refuses keys that are written and can only be mistakes; keeps the others to be warned of.
    ///
    /// # Errors
    /// [`Failure::Config`] with each of them.
    pub fn judged(self) -> Result<Self, Failure> {
        let found = acting::ignored(&self.document, &self.config, None);
        Ok(Self { ignored: acting::refuse(found, &self.document)?, ..self })
    }

    /// What is said in the config and means nothing outside a world.
    pub fn warnings(&self) -> Vec<String> {
        self.ignored.iter().map(|ignored| ignored.warning(&self.document)).collect()
    }
}

/// The payoffs that everybody has.
fn payoffs(game: &Game, document: &Document) -> Result<Payoffs, Diagnostic> {
    let wrong = |key: &[&str], message: &str| {
        let path: Vec<String> = key.iter().map(|&part| part.to_owned()).collect();
        let help = "give [game.matrix] with R, S, T, P, or [game] preset; `comity list games` names the presets";
        Err(Diagnostic::new(document.span(key), dotted(&path), message).with_help(help))
    };
    match game {
        Game::Preset(preset) => Ok(preset.payoffs()),
        Game::Matrix(matrix) => {
            let special = [
                ("strong-strong", matrix.strong_strong),
                ("strong-weak", matrix.strong_weak),
                ("weak-strong", matrix.weak_strong),
                ("weak-weak", matrix.weak_weak),
            ];
            match special.iter().find(|(_, payoffs)| payoffs.is_some()) {
                Some((key, _)) => {
                    wrong(&["game", "matrix", key], "payoffs that differ by power: nobody has power outside a world")
                }
                None => Ok(Payoffs::new(matrix.R.get(), matrix.S.get(), matrix.T.get(), matrix.P.get())),
            }
        }
        Game::Dilemma(_) => wrong(
            &["game"],
            "a tournament needs a matrix or a preset: the dilemma's payoffs follow from the capabilities and ideologies of two agents",
        ),
        Game::PublicGoods(_) => wrong(&["game"], "a tournament needs a matrix or a preset: matches are between two"),
    }
}

/// The strategies that play, in the order they are named.
fn players(config: &Config, settings: &Settings, document: &Document, mistakes: &mut Vec<Diagnostic>) -> Vec<Player> {
    const KEY: [&str; 3] = ["study", "tournament", "strategies"];
    let own = own_strategies(config, document, mistakes);
    let mut players: Vec<Player> = Vec::new();
    let mut wrong = |path: &[&str], message: String| {
        let key = Diagnostic::new(document.span(path), path.join("."), message);
        mistakes.push(key);
    };
    let mut add = |name: &str, path: &[&str], listed: bool| {
        let (name, strategy) = match (own.get(name), catalogue::find(name)) {
            (Some(strategy), _) => (name, strategy.clone()),
            (None, Some(entry)) => (entry.name, entry.strategy()),
            (None, None) => {
                let known = own.keys().map(String::as_str).chain(CATALOGUE.iter().map(|entry| entry.name));
                let hint = nearest(name, known).map(|near| format!("did you mean {near:?}? ")).unwrap_or_default();
                wrong(path, format!("unknown strategy {name:?}; {hint}`comity list strategies` names all"));
                return;
            }
        };
        if players.iter().any(|player| player.name == name) {
            if listed {
                wrong(path, format!("the strategy {name:?} is listed twice"));
            }
            return;
        }
        match Player::new(name, strategy) {
            Some(player) => players.push(player),
            None => wrong(path, format!("{name:?} cannot play outside a world")),
        }
    };
    match &settings.strategies {
        Some(Players::Named(names)) => {
            for (place, name) in names.iter().enumerate() {
                add(name, &[&KEY[..], &[&place.to_string()]].concat(), true);
            }
        }
        Some(Players::All) => {
            for entry in CATALOGUE.iter().filter(|entry| Player::new(entry.name, entry.strategy()).is_some()) {
                add(entry.name, &KEY, false);
            }
            for name in own.keys() {
                add(name, &KEY, false);
            }
        }
        None => {
            for (place, group) in config.agents.iter().enumerate() {
                for name in group.strategies.keys() {
                    add(name, &["agents", &place.to_string(), "strategies", name], false);
                }
            }
        }
    }
    let mut seen = BTreeMap::new();
    for player in &players {
        let (name, folded) = (player.name.as_str(), player.name.to_lowercase());
        if let Some(other) = seen.insert(folded, name) {
            let message = format!(
                "{other:?} and {name:?} differ in case alone, which many readers of tables do not tell apart; rename one of them"
            );
            mistakes.push(Diagnostic::new(document.span(&["strategies", name]), "strategies", message));
        }
    }
    if players.len() < 2 && mistakes.is_empty() {
        let found = players.len();
        let message = format!("expected \"all\" or a list of at least 2 strategies, found {found}");
        mistakes.push(Diagnostic::new(document.span(&KEY), KEY.join("."), message));
    }
    players
}

/// The strategies that the config defines.
fn own_strategies(config: &Config, document: &Document, mistakes: &mut Vec<Diagnostic>) -> BTreeMap<String, Strategy> {
    let mut own = BTreeMap::new();
    for (name, definition) in &config.strategies {
        let mut wrong = |message: String| {
            let path = ["strategies".to_owned(), name.clone()];
            mistakes.push(Diagnostic::new(document.span(&path), dotted(&path), message));
        };
        if catalogue::find(name).is_some() {
            wrong(format!("{name:?} is a strategy of the catalogue; choose another name"));
        }
        match definition.strategy() {
            Ok(strategy) => drop(own.insert(name.clone(), strategy)),
            Err(error) => wrong(error.to_string()),
        }
    }
    own
}
