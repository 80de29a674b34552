//! `comity exact agreement`: how many members a convention needs to be self-enforcing.

use clap::Args as ClapArgs;

use super::numbers::{figure, positive};
use crate::exact::thresholds::self_enforcing_size;
use crate::study::Failure;
use crate::units::Positive;

/// Arguments of `exact agreement`.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Example:
  comity exact agreement --cost 2.5 --benefit 1")]
pub(super) struct Args {
    /// A member's cost of contributing
    #[arg(long, value_name = "C", value_parser = positive)]
    cost: Positive,
    /// What each contributor brings to every state
    #[arg(long, value_name = "B", value_parser = positive)]
    benefit: Positive,
}

/// Prints the size and what members and outsiders earn.
pub(super) fn run(args: &Args) -> Result<String, Failure> {
    let (cost, benefit) = (args.cost.get(), args.benefit.get());
    let size = self_enforcing_size(cost, benefit)
        .ok_or_else(|| Failure::Usage(format!("expected cost / benefit to be a number, found {cost} / {benefit}")))?;
    let gross = size as f64 * benefit;
    let why = match size {
        1 => "contributing pays a state even alone",
        _ => "with fewer members contributing does not pay them, with more one gains by leaving",
    };
    Ok(format!(
        "self-enforcing agreement\n  cost {cost}, benefit {benefit} to everyone from each contributor\n\n  \
         k* = {size}: {why}\n  \
         a member earns {}, an outsider {}\n",
        figure(gross - cost),
        figure(gross)
    ))
}
