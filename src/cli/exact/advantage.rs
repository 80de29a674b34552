//! `comity exact advantage`: one mutant of constant fitness in a Moran process.

use clap::Args as ClapArgs;

use super::numbers::{figure, likelihood, positive};
use crate::config::Failure;
use crate::exact::moran;
use crate::units::Positive;

/// Arguments of `exact advantage`.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Example:
  comity exact advantage 1.1 --population 100")]
pub(super) struct Args {
    /// Fitness of the mutant, that of all others being 1
    #[arg(value_name = "R", value_parser = positive)]
    fitness: Positive,
    /// Size of the population
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    population: u32,
}

/// Prints its fate.
pub(super) fn run(args: &Args) -> Result<String, Failure> {
    let n = args.population as usize;
    let chain = moran::constant(n, args.fitness.get()).map_err(|error| Failure::Usage(error.to_string()))?;
    Ok(format!(
        "one of fitness {} among {n}, Moran process\n  takes over with probability {}, a neutral one with {}\n  \
         mean steps until one kind is left {}, where it takes over {}\n",
        args.fitness,
        likelihood(chain.log_fixation(1)),
        figure(1.0 / n as f64),
        figure(chain.steps(1)),
        figure(chain.conditional_steps(1))
    ))
}
