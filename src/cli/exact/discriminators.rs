//! `comity exact discriminators`: image scoring where a partner's past is known only with a probability.

use clap::Args as ClapArgs;

use super::numbers::{figure, positive, probability};
use crate::config::Failure;
use crate::exact::reputation::ImageScoring;
use crate::units::{Positive, Probability};

/// Arguments of `exact discriminators`.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Example:
  comity exact discriminators --benefit 3 --cost 1 --known 0.5")]
pub(super) struct Args {
    /// What a gift brings its recipient
    #[arg(long, value_name = "B", value_parser = positive)]
    benefit: Positive,
    /// What it costs the donor, less than it brings
    #[arg(long, value_name = "C", value_parser = positive)]
    cost: Positive,
    /// Probability that a recipient's past is known
    #[arg(long, value_name = "Q", value_parser = probability)]
    known: Probability,
}

/// Prints whether discriminators resist defectors, and from which share on they win.
pub(super) fn run(args: &Args) -> Result<String, Failure> {
    let (benefit, cost, known) = (args.benefit.get(), args.cost.get(), args.known.get());
    if cost >= benefit {
        return Err(Failure::Usage(format!("expected --cost below --benefit {benefit}, found {cost}")));
    }
    let game = ImageScoring { benefit, cost, known };
    let (resident, mutant) = game.payoffs();
    let verdict = match game.least_share() {
        Some(share) => format!("they resist, and win where their share exceeds {}", figure(share)),
        None => "they do not resist: defectors win at any share".to_owned(),
    };
    Ok(format!(
        "discriminators refuse known defectors\n  benefit {benefit}, cost {cost}, past known with probability {known}\n\n  \
         discriminators earn {}, a rare defector {}\n  least knowledge c/b = {}: {verdict}\n",
        figure(resident),
        figure(mutant),
        figure(game.least_known())
    ))
}
