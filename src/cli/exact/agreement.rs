//! `comity exact agreement`: how many members a convention needs to be self-enforcing.

use clap::Args as ClapArgs;

use super::numbers::{figure, non_negative, positive};
use crate::config::Failure;
use crate::exact::coalition::{Cost, Symmetric};
use crate::exact::thresholds::self_enforcing_size;
use crate::units::{NonNegative, Positive};

/// Arguments of `exact agreement`.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Example:
  comity exact agreement --cost 2.5 --benefit 1
  comity exact agreement --cost 1 --benefit 1 --states 10 --quadratic")]
pub(super) struct Args {
    /// A member's cost of contributing
    #[arg(long, value_name = "C", value_parser = positive)]
    cost: Positive,
    /// What each contributor brings to every state
    #[arg(long, value_name = "B", value_parser = positive)]
    benefit: Positive,
    /// Number of states: stable sizes among them, and the penalty on outsiders that brings all in (1 to 10,000)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    states: Option<u32>,
    /// Costs rise with the square of what is contributed (C/2 x^2), instead of C for all or nothing
    #[arg(long, requires = "states")]
    quadratic: bool,
    /// What outsiders pay
    #[arg(long, value_name = "P", value_parser = non_negative, requires = "states")]
    penalty: Option<NonNegative>,
}

/// Prints the size and what members and outsiders earn.
pub(super) fn run(args: &Args) -> Result<String, Failure> {
    let (cost, benefit) = (args.cost.get(), args.benefit.get());
    if let Some(states) = args.states {
        return among(args, states);
    }
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

/// Stable sizes among a number of states.
fn among(args: &Args, states: u32) -> Result<String, Failure> {
    let (cost, benefit) = (args.cost.get(), args.benefit.get());
    if !args.quadratic && cost <= benefit {
        let message =
            format!("expected a cost above the benefit, or contributing pays alone; found {cost} and {benefit}");
        return Err(Failure::Usage(message));
    }
    let (kind, of) = match args.quadratic {
        true => ("quadratic", Cost::Quadratic(cost)),
        false => ("linear", Cost::Linear(cost)),
    };
    let game = Symmetric { states, benefit, cost: of };
    let penalty = args.penalty.map_or(0.0, NonNegative::get);
    let sizes = game.stable_sizes_with(penalty);
    let mut text = format!(
        "stable coalitions of {states} states\n  {kind} cost {cost}, benefit {benefit} to everyone from each unit, penalty on outsiders {penalty}\n\n"
    );
    for &size in &sizes {
        let outsider = if size < states {
            format!(", an outsider {}", figure(game.outside(size) - penalty))
        } else {
            String::new()
        };
        text += &format!("  size {size}: a member earns {}{outsider}\n", figure(game.inside(size)));
    }
    if sizes.is_empty() {
        text += "  no size is stable\n";
    }
    text += &format!("  all belong from a penalty of {} on\n", figure(game.grand_penalty()));
    Ok(text)
}
