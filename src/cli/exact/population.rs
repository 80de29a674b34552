//! Strategies in a well-mixed population: who takes over, how fast, and what stays where mutants keep coming.

use std::cmp::Ordering;
use std::fmt::Write as _;

use clap::{Args as ClapArgs, ValueEnum};

use super::numbers::{figure, likelihood, non_negative, order, probability, selected};
use super::setting::Setting;
use super::table::square;
use crate::config::Failure;
use crate::exact::birth_death::BirthDeath;
use crate::exact::moran::{Fitness, MoranError};
use crate::exact::round_robin::RoundRobin;
use crate::exact::small_mutation::{Process, log_fixations, stationary};
use crate::exact::weak_selection::{balance, selection, slope};
use crate::exact::well_mixed::{Mutation, Pool, mean_payoffs};
use crate::game::Payoffs;
use crate::units::{NonNegative, Probability};

/// Which population.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "In a well-mixed population")]
pub(super) struct PopulationArgs {
    /// Size of the population: fixation, its time, weak selection; of three or more strategies the limit of rare mutants
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=MOST))]
    population: Option<u32>,
    /// How strategies spread
    #[arg(long, default_value = "fermi", requires = "population")]
    process: ProcessName,
    /// How payoff becomes fitness in the Moran process: exp(s payoff), or 1 - s + s payoff [default: exponential]
    #[arg(long, requires = "population")]
    fitness: Option<FitnessName>,
    /// Strength of selection s on the payoff per round, at least 0
    #[arg(long, value_name = "S", default_value = "1", requires = "population", value_parser = non_negative)]
    selection: NonNegative,
    /// Probability of a mutation per step, of two strategies; with --replicator the share of the offspring that mutates
    #[arg(long, value_name = "MU", value_parser = probability)]
    mutation: Option<Probability>,
    /// Which strategy a mutant may take: any of the two, its own included, or the other
    #[arg(long, default_value = "any", requires = "mutation")]
    mutants: Mutants,
}

/// Larger populations are as good as infinite.
const MOST: i64 = 1_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ProcessName {
    /// A random agent compares itself with another and follows success
    Fermi,
    /// One reproduces in proportion to fitness and replaces a random one
    Moran,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FitnessName {
    /// 1 - s + s payoff
    Linear,
    /// exp(s payoff)
    Exponential,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Mutants {
    /// Any, its own included
    Any,
    /// The other
    Other,
}

fn usage(error: impl std::fmt::Display) -> Failure {
    Failure::Usage(error.to_string())
}

impl PopulationArgs {
    /// Its size, where one was given.
    pub(super) fn size(&self) -> Option<usize> {
        self.population.map(|size| size as usize)
    }

    /// Mutation, where it was asked for.
    pub(super) fn mutation(&self) -> Option<Mutation> {
        let to = if self.mutants == Mutants::Any { Pool::Any } else { Pool::Other };
        self.mutation.map(|rate| Mutation { rate: rate.get(), to })
    }

    fn process(&self) -> Result<Process, Failure> {
        let selection = self.selection.get();
        match (self.process, self.fitness) {
            (ProcessName::Fermi, None) => Ok(Process::Fermi { selection }),
            (ProcessName::Fermi, Some(_)) => {
                Err(usage("--fitness belongs to the Moran process; add --process moran or leave it out"))
            }
            (ProcessName::Moran, Some(FitnessName::Linear)) if selection > 1.0 => Err(usage(format!(
                "linear fitness is 1 - s + s payoff: expected --selection from 0 to 1, found {selection}"
            ))),
            (ProcessName::Moran, Some(FitnessName::Linear)) => {
                Ok(Process::Moran { selection, fitness: Fitness::Linear })
            }
            (ProcessName::Moran, _) => Ok(Process::Moran { selection, fitness: Fitness::Exponential }),
        }
    }

    /// What becomes of the strategies in a population of `n`.
    pub(super) fn text(&self, setting: &Setting<'_>, table: &RoundRobin, n: usize) -> Result<String, Failure> {
        let process = self.process()?;
        let said = match process {
            Process::Fermi { selection } => format!("{n}, Fermi imitation, selection {selection}"),
            Process::Moran { selection, fitness: Fitness::Linear } => {
                format!("{n}, Moran process, fitness 1 - s + s payoff, selection {selection}")
            }
            Process::Moran { selection, .. } => {
                format!("{n}, Moran process, fitness exp(s payoff), selection {selection}")
            }
        };
        let mut text = format!("\n  population   {said}\n");
        if setting.names.len() == 2 {
            text += &two(process, &table.between(0, 1), n).map_err(usage)?;
            if let Some(mutation) = self.mutation() {
                text += &mutating(process, &table.between(0, 1), n, mutation)?;
            }
        } else if self.mutation.is_some() {
            return Err(usage(
                "--mutation is for two strategies; three or more are taken in the limit of rare mutants",
            ));
        }
        Ok(text + &rare(setting, process, table, n)?)
    }
}

/// The long run with mutants at a rate.
fn mutating(process: Process, game: &Payoffs, n: usize, mutation: Mutation) -> Result<String, Failure> {
    let found = chain(process, game, n, mutation).map_err(usage)?.stationary().map_err(usage)?;
    Ok(format!(
        "\n  mutation     {} per step, {}\n    mean share of A {}, standard deviation {}, most likely number of A {}\n    \
         all A {} of the time, all B {}\n",
        mutation.rate,
        whom(mutation),
        figure(found.mean()),
        figure(found.sd()),
        found.mode(),
        figure(found.shares[n]),
        figure(found.shares[0]),
    ))
}

/// What a mutant of two strategies may become, in words.
fn whom(mutation: Mutation) -> &'static str {
    if mutation.to == Pool::Any { "to either strategy" } else { "to the other strategy" }
}

fn chain(process: Process, game: &Payoffs, n: usize, mutation: Mutation) -> Result<BirthDeath, MoranError> {
    process.chain(n, mutation, |k| mean_payoffs(game, n, k))
}

/// One mutant among the other strategy, both ways.
fn two(process: Process, game: &Payoffs, n: usize) -> Result<String, MoranError> {
    let [r, s, t, p] = game.0;
    let swapped = Payoffs::new(p, t, s, r);
    let chains = [chain(process, game, n, Mutation::NONE)?, chain(process, &swapped, n, Mutation::NONE)?];
    let mut text = format!("\n  {:<34} {:>16} {:>16}\n", "", "one A among B", "one B among A");
    let mut line = |what: &str, cells: [String; 2]| {
        let _ = writeln!(text, "  {what:<34} {:>16} {:>16}", cells[0], cells[1]);
    };
    let each = |of: &dyn Fn(&BirthDeath) -> String| [of(&chains[0]), of(&chains[1])];
    line("takes over with probability", each(&|chain| likelihood(chain.log_fixation(1))));
    line("neutral, 1/N", each(&|_| figure(1.0 / n as f64)));
    line("times 1/N", each(&|chain| likelihood(chain.log_fixation(1) + libm::log(n as f64))));
    line("mean steps until one is left", each(&|chain| figure(chain.steps(1))));
    line("mean steps where it takes over", each(&|chain| figure(chain.conditional_steps(1))));
    let games = [game, &swapped];
    line("under weak selection", games.map(|game| selected(selection(game, n)).to_owned()));
    line("slope in selection, at none", games.map(|game| figure(slope(game, n))));
    if let Some(x) = balance(game).filter(|_| r > t) {
        let rule = match order(x, 1.0 / 3.0) {
            Ordering::Less => "less than 1/3: a large population favours A",
            Ordering::Equal => "1/3: a large population neither favours nor disfavours A",
            Ordering::Greater => "more than 1/3: a large population does not favour A",
        };
        let _ = writeln!(text, "  one-third rule: both earn the same at a share of A of {}, {rule}", figure(x));
    }
    Ok(text)
}

/// The limit of rare mutants.
fn rare(setting: &Setting<'_>, process: Process, table: &RoundRobin, n: usize) -> Result<String, Failure> {
    let payoff = |own: usize, other: usize, k: usize| table.mean_payoff(own, other, k, n);
    let logs = log_fixations(setting.names.len(), n, process, payoff).map_err(usage)?;
    let shares = stationary(&logs).map_err(usage)?;
    let mut text = String::new();
    if setting.names.len() > 2 {
        let cell = |own: usize, resident: usize| {
            if own == resident { "-".to_owned() } else { likelihood(logs[resident][own]) }
        };
        text += "\n  probability that one of the row takes over a population of the column; neutral ";
        text += &figure(1.0 / n as f64);
        text += &square(setting, ["one of", "among"], cell);
    }
    let width = setting.width();
    let _ = writeln!(text, "\n  {:<width$} {:>14} {:>12}", "rare mutants", "all play it", "cooperation");
    let (mut cooperation, mut payoff) = (0.0, 0.0);
    for (i, (name, share)) in setting.names.iter().zip(&shares).enumerate() {
        cooperation += share * table.cooperation[i][i];
        payoff += share * table.payoffs[i][i];
        let _ = writeln!(text, "  {name:<width$} {:>14} {:>12.9}", figure(*share), table.cooperation[i][i]);
    }
    let _ = writeln!(text, "  expected cooperation {cooperation:.9}, payoff {payoff:.9}");
    Ok(text)
}
