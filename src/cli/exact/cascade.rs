//! `comity exact cascade`: who joins when each waits until enough others have.

use clap::Args as ClapArgs;

use super::numbers::{figure, finite, positive};
use crate::config::Failure;
use crate::exact::cascade::{joined, normal_thresholds};
use crate::units::{Finite, Positive};

/// Arguments of `exact cascade`.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  comity exact cascade --mean 0.25 --sd 0.12
  comity exact cascade --thresholds 0,1,2,5,5")]
pub(super) struct Args {
    /// Mean of normally distributed thresholds, as a share of all
    #[arg(long, value_name = "M", requires = "sd", allow_hyphen_values = true, value_parser = finite)]
    mean: Option<Finite>,
    /// Their standard deviation
    #[arg(long, value_name = "S", requires = "mean", value_parser = positive)]
    sd: Option<Positive>,
    /// Thresholds of given agents, separated by commas: how many have to have joined before
    #[arg(long, value_name = "T,...", required_unless_present = "mean", conflicts_with = "mean", value_delimiter = ',', allow_hyphen_values = true, value_parser = finite)]
    thresholds: Vec<Finite>,
}

/// Prints where the cascade ends.
pub(super) fn run(args: &Args) -> Result<String, Failure> {
    let normal = args.mean.zip(args.sd);
    if let Some((mean, sd)) = normal {
        let end = normal_thresholds(mean.get(), sd.get())
            .ok_or_else(|| Failure::Usage(format!("expected --sd above 0, found {sd}")))?;
        return Ok(format!(
            "threshold cascade, thresholds normal with mean {mean} and standard deviation {sd}\n\n  \
             a share of {} joins\n",
            figure(end)
        ));
    }
    let thresholds: Vec<f64> = args.thresholds.iter().map(|threshold| threshold.get()).collect();
    Ok(format!("threshold cascade of {} agents\n\n  {} join\n", thresholds.len(), joined(&thresholds)))
}
