//! `comity exact arms`: whether an arms race of two nations settles.

use clap::Args as ClapArgs;

use super::numbers::{figure, finite, non_negative, positive};
use crate::config::Failure;
use crate::exact::richardson::Race;
use crate::units::{Finite, NonNegative, Positive};

/// Arguments of `exact arms`.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Example:
  comity exact arms --defence 1,1 --fatigue 2,2 --grievance 1,1")]
pub(super) struct Args {
    /// How much each arms for a unit of the other's armament: k,l
    #[arg(long, value_name = "K,L", required = true, value_delimiter = ',', value_parser = non_negative)]
    defence: Vec<NonNegative>,
    /// What a unit of its own armament holds it back: a,b
    #[arg(long, value_name = "A,B", required = true, value_delimiter = ',', value_parser = positive)]
    fatigue: Vec<Positive>,
    /// What each arms for without a rival: g,h
    #[arg(long, value_name = "G,H", required = true, value_delimiter = ',', allow_hyphen_values = true, value_parser = finite)]
    grievance: Vec<Finite>,
}

fn two<T: Copy + Into<f64>>(key: &str, values: &[T]) -> Result<[f64; 2], Failure> {
    match values {
        [first, second] => Ok([(*first).into(), (*second).into()]),
        _ => Err(Failure::Usage(format!("expected two numbers for --{key}, found {}", values.len()))),
    }
}

/// Prints whether the race is stable, where it settles and how fast.
pub(super) fn run(args: &Args) -> Result<String, Failure> {
    let [k, l] = two("defence", &args.defence)?;
    let [a, b] = two("fatigue", &args.fatigue)?;
    let [g, h] = two("grievance", &args.grievance)?;
    let race = Race::of_two([k, l], [a, b], [g, h]).map_err(|error| Failure::Usage(error.to_string()))?;
    let end = match race.equilibrium().as_deref() {
        Some([x, y]) => format!("it settles at x = {}, y = {}", figure(*x), figure(*y)),
        _ => "it runs away".to_owned(),
    };
    let compared = if race.is_stable() { "<" } else { ">=" };
    Ok(format!(
        "arms race: x' = {k} y - {a} x + {g}, y' = {l} x - {b} y + {h}\n\n  k l = {} {compared} a b = {}: {end}\n  \
         growth rate {}\n",
        figure(k * l),
        figure(a * b),
        figure(race.growth_rate())
    ))
}
