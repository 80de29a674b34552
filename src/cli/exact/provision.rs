//! `comity exact provision`: a public good paid for by voluntary gifts.

use std::fmt::Write as _;

use clap::Args as ClapArgs;

use super::numbers::{figure, non_negative, positive};
use crate::config::Failure;
use crate::exact::private_provision::equilibrium;
use crate::units::{NonNegative, Positive};

/// Arguments of `exact provision`.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Example:
  comity exact provision --wealth 10,4,2,1 --weight 0.3")]
pub(super) struct Args {
    /// What each has to spend, separated by commas
    #[arg(long, value_name = "W,...", required = true, value_delimiter = ',', value_parser = non_negative)]
    wealth: Vec<NonNegative>,
    /// Weight A of the public good, in (0, 1]: utility is (what is kept)^(1 - A) Q^A
    #[arg(long, value_name = "A", value_parser = positive)]
    weight: Positive,
}

/// Prints who gives and keeps what.
pub(super) fn run(args: &Args) -> Result<String, Failure> {
    let wealths: Vec<f64> = args.wealth.iter().map(|wealth| wealth.get()).collect();
    let found = equilibrium(&wealths, args.weight.get())
        .ok_or_else(|| Failure::Usage(format!("expected --weight in (0, 1], found {}", args.weight)))?;
    let mut text = format!(
        "voluntary provision of a public good, weight {}\n\n  Q = {}, paid by {} of {}\n  one gives if its wealth is above {}\n\n  \
         {:>14} {:>14} {:>14}\n",
        args.weight,
        figure(found.amount),
        found.givers(),
        wealths.len(),
        figure(found.critical_wealth),
        "wealth",
        "gives",
        "keeps"
    );
    for ((wealth, gift), kept) in args.wealth.iter().zip(&found.gifts).zip(&found.private) {
        let _ = writeln!(text, "  {:>14} {:>14} {:>14}", wealth.get(), figure(*gift), figure(*kept));
    }
    Ok(text)
}
