//! `comity exact`: what can be computed and need not be sampled. One file for each question.

mod advantage;
mod agreement;
mod arms;
mod cascade;
mod commons;
mod contest;
mod discriminators;
mod graph;
mod norm;
mod numbers;
mod pair;
mod population;
mod provision;
mod replicator;
mod security;
mod setting;
mod table;
mod thresholds;

use clap::{Args as ClapArgs, Command, Subcommand};

use super::out::print;
use crate::config::Failure;
use crate::exact::pairs::PairError;
use crate::world::rules::nearest;
use population::PopulationArgs;
use replicator::Start;
use setting::{GameArgs, NoiseArgs, Setting};

/// Arguments of `exact`.
#[derive(Debug, ClapArgs)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    subcommand_help_heading = "Questions, in place of strategies",
    disable_help_subcommand = true,
    subcommand_value_name = "QUESTION",
    override_usage = "comity exact [OPTIONS] <STRATEGY> <STRATEGY>...\n       comity exact <QUESTION> [OPTIONS]",
    after_help = "Examples:
  comity exact tit-for-tat win-stay-lose-shift --slip 0.01
  comity exact grim always-defect --game donation --continue 0.9
  comity exact 8/9,1/2,1/3,0 always-cooperate --payoffs 3,0,5,1
  comity exact tit-for-tat always-defect grim --rounds 10
  comity exact tit-for-tat always-defect --rounds 10 --population 100 --mutation 0.01
  comity exact tit-for-tat always-defect always-cooperate --continue 0.95 --population 50
  comity exact tit-for-tat always-defect --continue 0.9 --replicator=0.2
  comity exact tit-for-tat always-defect --continue 0.9 --replicator=0.2 --mutation 0.01
  comity exact thresholds --game stag-hunt
  comity exact norm stern-judging --assessment-error 0.01"
)]
pub struct Args {
    #[command(subcommand)]
    question: Option<Question>,
    /// Two or more strategies: names of the catalogue or of the config, or memory-one vectors CC,CD,DC,DD or OPENING;CC,CD,DC,DD
    #[arg(value_name = "STRATEGY", num_args = 1.., required = true)]
    strategies: Vec<String>,
    #[command(flatten)]
    noise: NoiseArgs,
    #[command(flatten)]
    game: GameArgs,
    /// In a population without end: fixed points of two strategies; shares over time from shares x0[,...], of three or more
    /// by default from equal ones
    #[arg(long, value_name = "X0,...", num_args = 0..=1, require_equals = true, default_missing_value = "", value_parser = replicator::start)]
    replicator: Option<Start>,
    #[command(flatten)]
    population: PopulationArgs,
}

/// Questions that are not about given strategies.
#[derive(Debug, Subcommand)]
enum Question {
    /// What a game asks of patience, generosity and fines for cooperation to hold; its Nash equilibria
    Thresholds(thresholds::Args),
    /// How many members make a convention self-enforcing
    Agreement(agreement::Args),
    /// Public reputation: what a population that keeps a norm comes to, and whom it resists
    Norm(norm::Args),
    /// Image scoring where a partner's past is known only with a probability
    Discriminators(discriminators::Args),
    /// A public good: who contributes, with loners and punishers
    Commons(commons::Args),
    /// One cooperator on a small graph, and the critical b/c on regular ones
    Graph(graph::Args),
    /// One mutant of constant fitness in a population
    Advantage(advantage::Args),
    /// A public good paid for by voluntary gifts: who gives how much
    Provision(provision::Args),
    /// Protection that pays if others have it: thresholds, equilibria, who tips the rest
    Security(security::Args),
    /// Thresholds of joining in: where a cascade ends
    Cascade(cascade::Args),
    /// What rivals spend on winning a prize
    Contest(contest::Args),
    /// Does an arms race of two nations settle?
    Arms(arms::Args),
}

/// Computes what was asked and prints it.
///
/// # Errors
/// [`Failure::Usage`] if a name is unknown, a strategy no automaton, the game without fixed payoffs, or a number outside the
/// range of what can be computed; as for any config otherwise.
pub fn run(args: &Args) -> Result<(), Failure> {
    let text = match &args.question {
        None => strategies(args)?,
        Some(Question::Thresholds(args)) => thresholds::run(args)?,
        Some(Question::Agreement(args)) => agreement::run(args)?,
        Some(Question::Norm(args)) => norm::run(args)?,
        Some(Question::Discriminators(args)) => discriminators::run(args)?,
        Some(Question::Commons(args)) => commons::run(args)?,
        Some(Question::Graph(args)) => graph::run(args)?,
        Some(Question::Advantage(args)) => advantage::run(args)?,
        Some(Question::Provision(args)) => provision::run(args)?,
        Some(Question::Security(args)) => security::run(args)?,
        Some(Question::Cascade(args)) => cascade::run(args)?,
        Some(Question::Contest(args)) => contest::run(args)?,
        Some(Question::Arms(args)) => arms::run(args)?,
    };
    print(text.trim_end());
    Ok(())
}

/// What given strategies do to each other, face to face or in a population.
fn strategies(args: &Args) -> Result<String, Failure> {
    misplaced(&args.strategies)?;
    let setting = Setting::of(&args.strategies, &args.game, &args.noise)?;
    let failed = |error: PairError| Failure::Usage(error.to_string());
    let evolves = args.population.size().is_some() || args.replicator.is_some();
    if args.population.mutation().is_some() && !evolves {
        let message = "--mutation belongs to a population: add --population N or --replicator";
        return Err(Failure::Usage(message.to_owned()));
    }
    let names = &setting.names;
    if let ([a, b], false) = (names.as_slice(), evolves) {
        return Ok(setting.asked(&format!("{a} against {b}")) + &pair::text(&setting).map_err(failed)?);
    }
    let table = table::all_pairs(&setting, &setting.one_game()?).map_err(failed)?;
    let heading = match names.as_slice() {
        [a, b] => format!("A: {a}, B: {b}"),
        _ => format!("{} strategies, each against each", names.len()),
    };
    let mut text = setting.asked(&heading) + &table::text(&setting, &table);
    if let Some(n) = args.population.size() {
        text += &args.population.text(&setting, &table, n)?;
    }
    if let Some(start) = &args.replicator {
        text += &replicator::text(&setting, &table, start, args.population.mutation())?;
    }
    Ok(text)
}

/// Points out a question that is mistyped or comes too late, and a strategy without another.
fn misplaced(strategies: &[String]) -> Result<(), Failure> {
    let questions = Question::augment_subcommands(Command::new("exact"));
    let question = |name: &str| nearest(name, questions.get_subcommands().map(Command::get_name));
    let message = match strategies {
        [only] => {
            let hint = question(only).map(|near| format!("; did you mean `comity exact {near}`?")).unwrap_or_default();
            format!("expected at least two strategies, found only {only:?}{hint}")
        }
        [first, ..] if question(first) == Some(first) => {
            format!("{first} is a question, not a strategy: it comes first, as in `comity exact {first} --help`")
        }
        _ => return Ok(()),
    };
    Err(Failure::Usage(message))
}
