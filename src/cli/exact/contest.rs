//! `comity exact contest`: what rivals spend on winning a prize.

use clap::Args as ClapArgs;

use super::numbers::{figure, non_negative, positive};
use crate::config::Failure;
use crate::exact::contest::{dissipation, symmetric, two_rivals};
use crate::units::{NonNegative, Positive};

/// Arguments of `exact contest`.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  comity exact contest --rivals 5 --prize 10
  comity exact contest --prize 3,1")]
pub(super) struct Args {
    /// Number of rivals to whom the prize is worth the same
    #[arg(long, value_name = "N", default_value = "2", value_parser = clap::value_parser!(u32).range(1..))]
    rivals: u32,
    /// How decisive effort is
    #[arg(long, value_name = "R", default_value = "1", value_parser = non_negative)]
    decisiveness: NonNegative,
    /// Worth of the prize: to all, or to each of two rivals at decisiveness 1, separated by a comma
    #[arg(long, value_name = "V", required = true, value_delimiter = ',', value_parser = positive)]
    prize: Vec<Positive>,
}

/// Prints efforts, chances and what is left.
pub(super) fn run(args: &Args) -> Result<String, Failure> {
    let (n, r) = (args.rivals, args.decisiveness.get());
    match args.prize.as_slice() {
        [prize] => {
            let none = || {
                let most = f64::from(n) / f64::from(n.saturating_sub(1));
                let message = format!(
                    "expected --decisiveness at most n/(n - 1) = {most}, found {r}: beyond it rivals would lose"
                );
                Failure::Usage(message)
            };
            let effort = symmetric(n, r, prize.get()).ok_or_else(none)?;
            let spent = dissipation(n, r).ok_or_else(none)?;
            Ok(format!(
                "contest of {n} equal rivals, decisiveness {r}, prize {prize}\n\n  each spends {}, and earns {}\n  \
                 together they spend {} of the prize\n",
                figure(effort),
                figure(prize.get() / f64::from(n) - effort),
                figure(spent)
            ))
        }
        [first, second] if n == 2 && r == 1.0 => {
            let prizes = [first.get(), second.get()];
            let [a, b] = two_rivals(prizes);
            Ok(format!(
                "contest of two rivals, to whom the prize is worth {first} and {second}\n\n  they spend {} and {}\n  \
                 the first wins with probability {}\n",
                figure(a),
                figure(b),
                figure(prizes[0] / (prizes[0] + prizes[1]))
            ))
        }
        prizes => {
            let found = prizes.len();
            Err(Failure::Usage(format!("expected one --prize, or two with 2 rivals and decisiveness 1, found {found}")))
        }
    }
}
