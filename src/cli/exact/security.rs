//! `comity exact security`: whether protection pays where harm spreads from those without it.

use std::fmt::Write as _;

use clap::Args as ClapArgs;

use super::numbers::{figure, non_negative, probability};
use crate::config::Failure;
use crate::exact::interdependent_security::Security;
use crate::units::{NonNegative, Probability};

/// Most agents: all numbers of protected ones are gone through.
const MOST: i64 = 100_000;

/// Arguments of `exact security`.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  comity exact security --agents 10 --direct 0.3 --contagion 0.1 --cost 0.2
  comity exact security --agents 3 --direct 0.3 --contagion 0.1 --cost 0.28,0.25,0.1")]
pub(super) struct Args {
    /// Number of agents
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=MOST))]
    agents: u32,
    /// Probability of a direct loss to the unprotected
    #[arg(long, value_name = "P", value_parser = probability)]
    direct: Probability,
    /// Probability that harm spreads from one unprotected agent to another
    #[arg(long, value_name = "Q", value_parser = probability)]
    contagion: Probability,
    /// What a loss costs
    #[arg(long, value_name = "L", default_value = "1", value_parser = non_negative)]
    loss: NonNegative,
    /// What protection costs: one number for all, or one for each agent, separated by commas
    #[arg(long, value_name = "C,...", value_delimiter = ',', value_parser = non_negative)]
    cost: Vec<NonNegative>,
}

/// Prints the thresholds; with costs also the equilibria and the tipping set.
pub(super) fn run(args: &Args) -> Result<String, Failure> {
    let agents = args.agents as usize;
    let security = Security { direct: args.direct.get(), contagion: args.contagion.get(), loss: args.loss.get() };
    let costs: Vec<f64> = match args.cost.as_slice() {
        [one] => vec![one.get(); agents],
        each if each.is_empty() || each.len() == agents => each.iter().map(|cost| cost.get()).collect(),
        each => {
            let message = format!("expected --cost once, or for each of the {agents} agents, found {}", each.len());
            return Err(Failure::Usage(message));
        }
    };
    let mut text = format!(
        "interdependent security: {agents} agents, direct loss {}, contagion {}, loss {}\n\n  protection pays below a cost of\n    \
         {:<14} where nobody else is protected\n    {:<14} where everybody else is\n",
        args.direct,
        args.contagion,
        args.loss,
        figure(security.alone(agents)),
        figure(security.together())
    );
    if costs.is_empty() {
        return Ok(text);
    }
    let equilibria: Vec<String> = security.equilibria(&costs).iter().map(usize::to_string).collect();
    let _ = writeln!(text, "\n  equilibria: {} protected, always those with the least cost", equilibria.join(" or "));
    text += &match security.tipping(&costs) {
        Some(0) => "  tipping: everyone protects itself unasked\n".to_owned(),
        Some(seeds) => {
            format!("  tipping: once {seeds} are protected (those with the highest cost), all others follow\n")
        }
        None => "  tipping: none, the last does not follow all others\n".to_owned(),
    };
    Ok(text)
}
