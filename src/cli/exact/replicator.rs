//! Strategies in a population without end: fixed points and their stability, shares over time.

use std::fmt::Write as _;

use super::numbers::{figure, probability};
use super::setting::Setting;
use crate::config::Failure;
use crate::exact::replicator::{Class, mutating, phases, trajectory};
use crate::exact::round_robin::RoundRobin;
use crate::exact::well_mixed::{Mutation, Pool};
use crate::game::Payoffs;
use crate::units::Probability;

/// Where a population starts: the share of each strategy; the last may be left out.
#[derive(Debug, Clone)]
pub(super) struct Start(Vec<f64>);

/// Shares separated by commas; none are equal shares.
pub(super) fn start(text: &str) -> Result<Start, String> {
    if text.is_empty() {
        return Ok(Start(Vec::new()));
    }
    let shares: Vec<f64> =
        text.split(',').map(|share| probability(share).map(Probability::get)).collect::<Result<_, _>>()?;
    Ok(Start(shares))
}

/// Times shown, in units of one over the greatest difference of payoffs.
const TIMES: [f64; 10] = [0.0, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0];

/// Fixed points of two strategies, and shares over time where a start is given, offspring mutates, or there are more than two.
pub(super) fn text(
    setting: &Setting<'_>,
    table: &RoundRobin,
    start: &Start,
    mutation: Option<Mutation>,
) -> Result<String, Failure> {
    let count = setting.names.len();
    let mut text = match mutation {
        None => "\n  replicator dynamics, x' = x (payoff - mean payoff)\n".to_owned(),
        Some(Mutation { rate, to }) => {
            let whom = if to == Pool::Any { "any strategy" } else { "another strategy" };
            format!(
                "\n  replicator-mutator dynamics, payoffs as fitness; a share {rate} of the offspring takes {whom}\n"
            )
        }
    };
    if count == 2 && mutation.is_none() {
        text += &fixed_points(&table.between(0, 1));
        if start.0.is_empty() {
            return Ok(text);
        }
    }
    let mut shares = match start.0.is_empty() {
        true => vec![1.0 / count as f64; count],
        false => start.0.clone(),
    };
    if shares.len() + 1 == count {
        shares.push((1.0 - shares.iter().sum::<f64>()).max(0.0));
    }
    if shares.len() != count {
        let message = format!("--replicator: expected {count} shares, or one less, found {}", shares.len());
        return Err(Failure::Usage(message));
    }
    Ok(text + &over_time(setting, table, &shares, mutation)?)
}

fn fixed_points(game: &Payoffs) -> String {
    let found = phases(game);
    let said = match found.class {
        Class::ADominates => "A takes over from anywhere",
        Class::BDominates => "B takes over from anywhere",
        Class::Coexistence => "the rarer one grows: both stay",
        Class::Bistable => "the one above the inner fixed point takes over",
        Class::Neutral => "nothing ever changes",
    };
    let mut text = format!("  {said}\n  {:<14} {:>14}\n", "share of A", "eigenvalue");
    for (x, eigenvalue) in [Some((0.0, found.at_zero)), found.interior, Some((1.0, found.at_one))].into_iter().flatten()
    {
        let stability = match eigenvalue {
            e if e < 0.0 => "stable",
            e if e > 0.0 => "unstable",
            _ => "neutral to first order",
        };
        let _ = writeln!(text, "  {:<14} {:>14}   {stability}", figure(x), figure(eigenvalue));
    }
    text
}

fn over_time(
    setting: &Setting<'_>,
    table: &RoundRobin,
    shares: &[f64],
    mutation: Option<Mutation>,
) -> Result<String, Failure> {
    // Time in units of the payoffs' spread: the same path for any scale of payoffs, in as many steps.
    let all = || table.payoffs.iter().flatten();
    let spread = all().fold(f64::NEG_INFINITY, |a, b| a.max(*b)) - all().fold(f64::INFINITY, |a, b| a.min(*b));
    let unit = if spread > 0.0 { spread } else { 1.0 };
    let scaled: Vec<Vec<f64>> =
        table.payoffs.iter().map(|row| row.iter().map(|payoff| payoff / unit).collect()).collect();
    let path = match mutation {
        None => trajectory(&scaled, shares, &TIMES),
        Some(mutation) => mutating(&scaled, shares, &TIMES, mutation),
    };
    let path = path.map_err(|error| Failure::Usage(error.to_string()))?;
    let mut text = format!("\n  {:<14}", "time");
    for number in 1..=setting.names.len() {
        let _ = write!(text, " {:>16}", format!("share of {number}"));
    }
    text.push('\n');
    for (time, shares) in TIMES.iter().zip(&path) {
        let _ = write!(text, "  {:<14}", figure(time / unit));
        for share in shares {
            let _ = write!(text, " {:>16}", figure(*share));
        }
        text.push('\n');
    }
    Ok(text)
}
