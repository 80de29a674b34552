//! `comity exact`: what two automata do to each other, computed and not sampled.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args as ClapArgs;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};

use super::read;
use crate::exact::pairs::{Horizon, Noise, PairError, Play, play};
use crate::exact::thresholds::{Critical, critical_against, critical_against_all};
use crate::game::{Game, Payoffs, Preset};
use crate::strategy::{Automaton, CATALOGUE, catalogue};
use crate::study::{Config, Failure};
use crate::trust::reading::Errors;
use crate::units::{Discount, Finite, Probability};
use crate::world::rules::nearest;

/// Arguments of `exact`.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  comity exact tit-for-tat win-stay-lose-shift --slip 0.01
  comity exact grim always-defect --game donation --continue 0.9
  comity exact 8/9,1/2,1/3,0 always-cooperate --payoffs 3,0,5,1")]
pub struct Args {
    /// The first strategy: a name of the catalogue or of the config, or a memory-one vector CC,CD,DC,DD or OPENING;CC,CD,DC,DD
    #[arg(value_name = "A")]
    first: String,
    /// The second strategy
    #[arg(value_name = "B")]
    second: String,
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

/// Longer matches are the long run.
const MOST_ROUNDS: i64 = 10_000_000;

/// Computes a pair and prints what was found.
///
/// # Errors
/// [`Failure::Usage`] if a strategy is unknown or no automaton, or the game has no fixed payoffs; as for any config otherwise.
pub fn run(args: &Args) -> Result<(), Failure> {
    let config = args.config.as_deref().map(|path| {
        let document = read(path)?;
        document.config().map_err(|mistake| document.wrong(mistake))
    });
    let config = config.transpose()?;
    let names = [args.first.as_str(), args.second.as_str()];
    let automata = [strategy(names[0], config.as_ref())?, strategy(names[1], config.as_ref())?];
    let games = games(args, config.as_ref())?;
    let (noise, horizon) = (noise(args, config.as_ref()), horizon(args, config.as_ref()));
    let failed = |error: PairError| Failure::Usage(error.to_string());
    let found = play(&automata[0], &automata[1], &noise, horizon).map_err(failed)?;
    let settled = match horizon {
        Horizon::LongRun => found.clone(),
        _ => play(&automata[0], &automata[1], &noise, Horizon::LongRun).map_err(failed)?,
    };
    let mut text = asked(names, &games, &noise, horizon);
    text += &answer(names, &games, &found);
    text += &classes(&settled);
    text += &critical(names, &automata, &games, &noise).map_err(failed)?;
    super::print(text.trim_end());
    Ok(())
}

fn asked(names: [&str; 2], games: &[Payoffs; 2], noise: &Noise, horizon: Horizon) -> String {
    let mut text = format!("{} against {}\n", names[0], names[1]);
    let letters = |payoffs: &Payoffs| {
        let [r, s, t, p] = payoffs.0;
        format!("R {r}, S {s}, T {t}, P {p}")
    };
    if games[0] == games[1] {
        let _ = writeln!(text, "  game         {}", letters(&games[0]));
    } else {
        let _ = writeln!(text, "  game of A    {}", letters(&games[0]));
        let _ = writeln!(text, "  game of B    {}", letters(&games[1]));
    }
    let Errors { miss, alarm } = noise.errors[0];
    let said = match noise.is_silent() {
        true => "none".to_owned(),
        false => format!("slip {}, miss {miss}, false alarm {alarm}", noise.slip),
    };
    let _ = writeln!(text, "  noise        {said}");
    let said = match horizon {
        Horizon::LongRun => "the long run".to_owned(),
        Horizon::Discounted(delta) => format!("another round follows with probability {delta}"),
        Horizon::Rounds(1) => "one round".to_owned(),
        Horizon::Rounds(rounds) => format!("{rounds} rounds"),
    };
    text + &format!("  horizon      {said}\n")
}

fn answer(names: [&str; 2], games: &[Payoffs; 2], found: &Play) -> String {
    let mut text = format!("\n  {:<12} {:>12} {:>12} {:>12} {:>12}\n", "outcome", "CC", "CD", "DC", "DD");
    let _ = writeln!(text, "  {:<12} {}", "share", shares(&found.outcomes));
    let width = names[0].len().max(names[1].len()).max(12);
    let _ = writeln!(text, "\n  {:<width$} {:>12} {:>12}", "side", "cooperation", "payoff");
    let sides = names.iter().zip(found.cooperation()).zip(found.payoffs(&games[0], &games[1]));
    for ((name, cooperation), payoff) in sides {
        let _ = writeln!(text, "  {name:<width$} {cooperation:>12.9} {payoff:>12.9}");
    }
    text
}

fn shares(outcomes: &[f64; 4]) -> String {
    outcomes.map(|share| format!("{share:>12.9}")).join(" ")
}

/// How many states and closed classes there are, and the classes where there are several.
fn classes(settled: &Play) -> String {
    let count = settled.classes.len();
    let mut text = format!("\n  states {}, closed classes {count}\n", settled.states);
    if count > 1 {
        let _ = writeln!(text, "  {:<12} {:>12} {:>12} {:>12} {:>12}", "settles with", "CC", "CD", "DC", "DD");
        for class in &settled.classes {
            let _ = writeln!(text, "  {:<12.9} {}   states {}", class.mass, shares(&class.outcomes), class.states);
        }
    }
    text
}

/// From which continuation probability on the first strategy resists the second, and any.
fn critical(
    names: [&str; 2],
    automata: &[Automaton; 2],
    games: &[Payoffs; 2],
    noise: &Noise,
) -> Result<String, PairError> {
    if !noise.is_silent() || automata.iter().any(Automaton::is_stochastic) {
        return Ok("\n  critical continuation: found only for deterministic strategies without noise\n".to_owned());
    }
    let mut text = format!("\n  {}, once all play it, resists from a continuation probability of\n", names[0]);
    let [resident, mutant] = automata;
    let against = |payoffs| critical_against(resident, mutant, noise, payoffs);
    let against_all = |payoffs| critical_against_all(resident, 0.0, payoffs);
    let mutant = Critical { sides: [against(&games[0])?, against(&games[1])?] };
    let anyone = Critical { sides: [against_all(&games[0])?, against_all(&games[1])?] };
    let said = |threshold: Option<f64>| threshold.map_or("never".to_owned(), |delta| format!("{delta:.9}"));
    for (who, critical) in [(names[1], mutant), ("any strategy", anyone)] {
        let _ = write!(text, "    {:<11}  against {who}", said(critical.pair()));
        if games[0] != games[1] {
            let _ = write!(text, " (by the game of A {}, of B {})", said(critical.sides[0]), said(critical.sides[1]));
        }
        text.push('\n');
    }
    Ok(text)
}

/// The automaton of a name or a vector.
fn strategy(text: &str, config: Option<&Config>) -> Result<Automaton, Failure> {
    if text.contains([',', ';']) {
        return vector(text).map_err(|error| Failure::Usage(format!("strategy {text:?}: {error}")));
    }
    if let Some(definition) = config.and_then(|config| config.strategies.get(text)) {
        return definition.automaton().map_err(|error| Failure::Usage(format!("strategies.{text}: {error}")));
    }
    if let Some(entry) = catalogue::find(text) {
        let none = || {
            let message = "weighs trust and has no automaton, so nothing can be computed; `comity run` plays it";
            Failure::Usage(format!("{text:?} {message}"))
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

/// The games of both sides.
fn games(args: &Args, config: Option<&Config>) -> Result<[Payoffs; 2], Failure> {
    let first = match (args.payoffs, args.game, config.map(|config| &config.game)) {
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
    Ok([first, args.payoffs_b.unwrap_or(first)])
}

fn noise(args: &Args, config: Option<&Config>) -> Noise {
    let base = config.map(|config| &config.noise);
    let errors = base.map(|noise| noise.errors(0.0, 0.0, 0.0)).unwrap_or_default();
    let or = |given: Option<Probability>, otherwise: f64| given.or(args.misread).map_or(otherwise, Probability::get);
    let slip = args.slip.or(base.map(|noise| noise.slip)).map_or(0.0, Probability::get);
    Noise::new(slip, or(args.miss, errors.miss), or(args.false_alarm, errors.alarm))
}

fn horizon(args: &Args, config: Option<&Config>) -> Horizon {
    let restart = config.map_or(0.0, |config| config.noise.restart.get());
    match (args.continuation, args.rounds) {
        (Some(continuation), _) => Horizon::Discounted(continuation.get()),
        (None, Some(rounds)) => Horizon::Rounds(rounds),
        (None, None) if restart > 0.0 => Horizon::Discounted(1.0 - restart),
        (None, None) => Horizon::LongRun,
    }
}

/// A number, or a fraction such as 1/3.
fn number(text: &str) -> Result<f64, String> {
    let plain = |text: &str| text.trim().parse::<f64>().map_err(|_| format!("expected a number, found {text:?}"));
    match text.split_once('/') {
        Some((above, below)) => Ok(plain(above)? / plain(below)?),
        None => plain(text),
    }
}

fn probability(text: &str) -> Result<Probability, String> {
    Probability::new(number(text)?).map_err(|error| error.to_string())
}

fn discount(text: &str) -> Result<Discount, String> {
    Discount::new(number(text)?).map_err(|error| error.to_string())
}

fn payoffs(text: &str) -> Result<Payoffs, String> {
    let finite = |text: &str| Finite::new(number(text)?).map_err(|error| error.to_string());
    Ok(Payoffs(four(text, "R,S,T,P", finite)?.map(Finite::get)))
}

/// Four values separated by commas.
fn four<T: Copy>(text: &str, names: &str, value: impl Fn(&str) -> Result<T, String>) -> Result<[T; 4], String> {
    let values: Vec<T> = text.split(',').map(value).collect::<Result<_, _>>()?;
    <[T; 4]>::try_from(values.as_slice()).map_err(|_| format!("expected four numbers {names}, found {}", values.len()))
}

fn preset() -> impl clap::builder::TypedValueParser<Value = Preset> {
    PossibleValuesParser::new(Preset::ALL.map(Preset::name)).try_map(|name| {
        let found = Preset::ALL.into_iter().find(|preset| preset.name() == name);
        found.ok_or_else(|| format!("no game is called {name:?}"))
    })
}
