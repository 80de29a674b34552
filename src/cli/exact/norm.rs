//! `comity exact norm`: what a population that keeps a social norm comes to, and whom it resists.

use std::fmt::Write as _;

use clap::Args as ClapArgs;

use super::numbers::{figure, positive, probability};
use crate::config::Failure;
use crate::exact::reputation::{Norm, Stationary};
use crate::trust::reputation::{NORMS, find};
use crate::units::{Positive, Probability};
use crate::world::rules::nearest;

/// Arguments of `exact norm`.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  comity exact norm stern-judging --assessment-error 0.01 --action-error 0.01
  comity exact norm \"10100101 1010\" --benefit 3 --cost 1")]
pub(super) struct Args {
    /// A norm by name (`comity list norms`), or its tables: good after gCg,gCb,bCg,bCb,gDg,gDb,bDg,bDb, then give at gg,gb,bg,bb
    #[arg(value_name = "NORM")]
    norm: String,
    /// Probability that an assigned name is flipped, in everyone's eyes
    #[arg(long, value_name = "A", default_value = "0", value_parser = probability)]
    assessment_error: Probability,
    /// Probability that an intended gift fails
    #[arg(long, value_name = "E", default_value = "0", value_parser = probability)]
    action_error: Probability,
    /// What a gift brings its recipient
    #[arg(long, value_name = "B", requires = "cost", value_parser = positive)]
    benefit: Option<Positive>,
    /// What it costs the donor
    #[arg(long, value_name = "C", requires = "benefit", value_parser = positive)]
    cost: Option<Positive>,
}

/// Prints the stationary state, the mutants and the window.
pub(super) fn run(args: &Args) -> Result<String, Failure> {
    let norm = norm(&args.norm)?;
    let state = norm.stationary(args.action_error.get(), args.assessment_error.get());
    let digits = |bits: &[bool]| bits.iter().map(|bit| if *bit { '1' } else { '0' }).collect::<String>();
    let mut text = format!(
        "{}\n  assessment   {} (gCg gCb bCg bCb gDg gDb bDg bDb)\n  action       {} (gg gb bg bb)\n  \
         errors       assessment {}, action {}\n",
        args.norm,
        digits(&norm.assessment),
        digits(&norm.action),
        args.assessment_error,
        args.action_error
    );
    let _ = writeln!(text, "\n  {:<26} {:>12} {:>12} {:>12}", "", "good", "gives", "receives");
    let mut line = |who: &str, good: f64, gives: f64, receives: f64| {
        let _ = writeln!(text, "  {who:<26} {good:>12.9} {gives:>12.9} {receives:>12.9}");
    };
    line("residents", state.good, state.cooperation, state.cooperation);
    for (who, mutant) in [("rare always-defect", state.defector), ("rare always-cooperate", state.cooperator)] {
        line(who, mutant.good, mutant.gives, mutant.receives);
    }
    text += &window(&state);
    if let (Some(benefit), Some(cost)) = (args.benefit, args.cost) {
        text += &payoffs(&state, benefit.get(), cost.get());
    }
    Ok(text)
}

fn window(state: &Stationary) -> String {
    let least = state.least_ratio().map_or("at no b/c".to_owned(), |ratio| format!("where b/c > {ratio:.9}"));
    let cooperator = state.cooperator;
    let same = |a: f64, b: f64| (a - b).abs() < 1e-12;
    let greatest = match state.greatest_ratio() {
        Some(ratio) => format!("where b/c < {ratio:.9}"),
        // Nothing tells them from the residents: they can drift in, and others after them.
        None if same(cooperator.gives, state.cooperation) && same(cooperator.receives, state.cooperation) => {
            "nowhere: nothing tells the two apart".to_owned()
        }
        None => "at any b/c".to_owned(),
    };
    format!("\n  residents resist always-defect    {least}\n  residents resist always-cooperate {greatest}\n")
}

fn payoffs(state: &Stationary, benefit: f64, cost: f64) -> String {
    let earns = |gives: f64, receives: f64| benefit * receives - cost * gives;
    let (defector, cooperator) = (state.defector, state.cooperator);
    format!(
        "\n  at benefit {benefit}, cost {cost} residents earn {}, always-defect {}, always-cooperate {}\n",
        figure(earns(state.cooperation, state.cooperation)),
        figure(earns(defector.gives, defector.receives)),
        figure(earns(cooperator.gives, cooperator.receives))
    )
}

/// The norm of a name or of its tables.
fn norm(text: &str) -> Result<Norm, Failure> {
    if let Some(named) = find(text) {
        return Ok(named.norm);
    }
    if text.starts_with(['0', '1']) {
        return text.parse().map_err(|error| Failure::Usage(format!("{error}")));
    }
    let known = NORMS.iter().flat_map(|norm| std::iter::once(norm.name).chain(norm.aliases.iter().copied()));
    let hint = nearest(text, known).map(|near| format!("did you mean {near:?}? ")).unwrap_or_default();
    Err(Failure::Usage(format!("unknown norm {text:?}; {hint}`comity list norms` names all")))
}
