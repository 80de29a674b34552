//! Which pictures a result has, and what they show: each is made from the tables, none from what only the program knew.
//!
//! - `series`: cooperation, trust, capability and strategies over the rounds
//! - `trust`: who trusts whom at chosen rounds, as a matrix and as blocs
//! - `phase`: P(hold) over the axes of a grid, and where it breaks
//! - `effects`: what bundles of settings do, alone and together
//! - `list`: scenarios side by side
//! - `boundary`: the critical value along a line, found by search
//! - `analysis`: what matters, and which mechanism deserves the credit
//! - `survival`: how long cooperation lasts
//! - `tournament`: ranks, who scores against whom, and the ecology
//! - `layers`: shares of strategies, stacked

use super::figure::Figure;
use crate::batch::{Plan, Reading, Task};
use crate::config::Failure;
use crate::question::design::Kind;
use crate::question::words::Words;

mod analysis;
mod boundary;
mod effects;
mod layers;
mod list;
mod phase;
mod series;
mod survival;
mod tournament;
mod trust;

/// The pictures of a result, the main one first.
///
/// # Errors
/// If a table cannot be read.
pub fn pictures(result: &Reading, words: Words) -> Result<Vec<Figure>, Failure> {
    let found = match &result.task {
        Task::Worlds(plan) => of_worlds(result, plan, words)?,
        Task::Tournament(_) => tournament::pictures(result, words)?,
    };
    Ok(found.into_iter().filter(|figure| !figure.is_empty()).map(|figure| figure.bounded(words)).collect())
}

fn of_worlds(result: &Reading, plan: &Plan, words: Words) -> Result<Vec<Figure>, Failure> {
    let mut found = match plan.design.kind {
        Kind::World => series::of_a_world(result, words)?,
        Kind::Grid => phase::pictures(result, plan, words)?,
        Kind::Factorial => effects::pictures(result, plan, words)?,
        Kind::Boundary => boundary::pictures(result, plan, words)?,
        Kind::Sensitivity => analysis::sensitivity(result, words)?,
        Kind::Ablation => analysis::ablation(result, words)?,
        Kind::List => list::pictures(result, plan, words)?,
        Kind::Sample => analysis::sample(result, words)?,
    };
    found.extend(survival::pictures(result, plan, words)?);
    found.extend(trust::pictures(plan, &result.report, words)?);
    Ok(found)
}
