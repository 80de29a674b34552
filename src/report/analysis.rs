//! The answers of ablations, sensitivity analyses and samples in a few lines of text.

use std::fmt::Write as _;

use super::said::say;
use crate::config::report_options::Language;
use crate::question::ablation::answer::Credit;
use crate::question::findings::Findings;
use crate::question::layout::short;
use crate::question::sample::answer::Association;
use crate::question::sensitivity::answer::Sensitivities;
use crate::question::sentences;
use crate::question::words::Words;
use crate::statistics::decision::apart_from_zero;
use crate::statistics::morris::Effect;
use crate::statistics::sensitivity::{Estimate, Indices};
use crate::statistics::shapley::Value;

/// The terminal's language.
const ENGLISH: Words = Words(Language::English);

/// Width of bars.
const BAR: f64 = 24.0;

/// What each mechanism contributes.
pub(super) fn ablation(text: &mut String, findings: &Findings, credit: &Credit) {
    let name = sentences::outcome(&credit.outcome, ENGLISH);
    let Some((none, all)) = findings.cells.first().zip(findings.cells.last()) else { return };
    if credit.outcome == "holds" {
        let (none, all) = (none.hold.share, all.hold.share);
        let _ = writeln!(text, "{name} goes from {none:.2} with none of them to {all:.2} with all of them.\n");
    }
    let _ = writeln!(text, "what each contributes to {name} (Shapley value) [95% interval], p Holm-adjusted");
    let largest = credit.values.iter().map(|value| value.estimate.abs()).fold(0.0, f64::max);
    let mut order: Vec<&Value> = credit.values.iter().collect();
    order.sort_by(|a, b| b.estimate.total_cmp(&a.estimate));
    for value in &order {
        line(text, value, &credit.values, largest);
    }
    say(text, &findings.answer.says, ["", ""]);
    let apart = |pair: &&Value| pair.p_holm < 0.05 && apart_from_zero(pair.low, pair.high);
    let sure: Vec<&Value> = credit.pairs.iter().filter(apart).collect();
    if !credit.pairs.is_empty() {
        let _ = writeln!(text, "\nwhat two add together beyond what they add apart");
        for pair in &sure {
            line(text, pair, &credit.pairs, 0.0);
        }
        let rest = credit.pairs.len() - sure.len();
        if rest > 0 {
            let _ = writeln!(text, "  {rest} of {} pairs: not separated from 0", credit.pairs.len());
        }
    }
}

fn line(text: &mut String, value: &Value, all: &[Value], largest: f64) {
    let margin = all.iter().map(|value| value.name.chars().count()).max().unwrap_or(0);
    let p = if value.p_holm < 0.001 { "p < 0.001".to_owned() } else { format!("p = {:.3}", value.p_holm) };
    let Value { name, estimate, low, high, .. } = value;
    let bar = bar(estimate.max(0.0), largest);
    if low.is_nan() {
        let _ = writeln!(text, "  {name:<margin$}  {estimate:+.3}, replicates do not differ  {bar}");
        return;
    }
    let _ = writeln!(text, "  {name:<margin$}  {estimate:+.3} [{low:+.3}, {high:+.3}]  {p:<9} {bar}");
}

fn bar(value: f64, largest: f64) -> String {
    if largest > 0.0 { "█".repeat((value / largest * BAR).round() as usize) } else { String::new() }
}

/// What matters.
pub(super) fn sensitivity(text: &mut String, findings: &Findings, outcome: &str, found: &Sensitivities) {
    let outcome = &sentences::outcome(outcome, ENGLISH);
    match found {
        // A caveat says why.
        Sensitivities::Nothing(_) => {}
        Sensitivities::Morris(names, effects) => morris(text, outcome, names, effects),
        Sensitivities::Sobol(names, indices, ..) => sobol(text, outcome, names, indices),
    }
    say(text, &findings.answer.says, ["", ""]);
    if let Sensitivities::Morris(..) = found {
        let _ = writeln!(
            text,
            "\nA spread (sigma) close to the effect (mu*) indicates interactions or nonlinearity; a mean whose size is below mu*, effects of both signs."
        );
    }
}

/// An estimate with two digits, and its interval.
fn interval(&Estimate { value, low, high }: &Estimate) -> String {
    if low.is_nan() { format!("{value:.2}") } else { format!("{value:.2} [{low:.2}, {high:.2}]") }
}

/// Elementary effects, the largest first.
fn morris(text: &mut String, outcome: &str, names: &[String], effects: &[Effect]) {
    let _ = writeln!(text, "how much {outcome} changes over a key's whole range: mean absolute elementary effect");
    let margin = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    let largest = effects.iter().map(|effect| effect.mu_star.value).fold(0.0, f64::max);
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by(|&a, &b| effects[b].mu_star.value.total_cmp(&effects[a].mu_star.value));
    for place in order {
        let (name, effect) = (&names[place], &effects[place]);
        let _ = writeln!(
            text,
            "  {name:<margin$}  {}  mean {:+.2}, spread {:.2}  {}",
            interval(&effect.mu_star),
            effect.mu,
            effect.sigma,
            bar(effect.mu_star.value, largest)
        );
    }
}

/// Shares of the variance, the largest first.
fn sobol(text: &mut String, outcome: &str, names: &[String], indices: &Indices) {
    let deviation = short(indices.variance.sqrt());
    let _ =
        writeln!(text, "where the variance of {outcome} over the cells comes from (standard deviation {deviation})");
    let margin = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    let _ = writeln!(text, "  {:<margin$}  {:<19}  with all others", "", "alone");
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by(|&a, &b| indices.total[b].value.total_cmp(&indices.total[a].value));
    for place in order {
        let (first, total) = (&indices.first[place], &indices.total[place]);
        let name = &names[place];
        let bar = bar(total.value.max(0.0), 1.0);
        let _ = writeln!(text, "  {name:<margin$}  {:<19}  {:<19}  {bar}", interval(first), interval(total));
    }
    let sure = indices.second.iter().filter(|pair| pair.estimate.low > 0.0);
    for pair in sure {
        let (i, j) = (&names[pair.i], &names[pair.j]);
        let _ = writeln!(text, "  {i} with {j}: {}", interval(&pair.estimate));
    }
}

/// What the outcomes rise and fall with, the strongest first.
pub(super) fn sample(text: &mut String, findings: &Findings) {
    say(text, &findings.answer.says, ["", ""]);
    for outcome in ["hold", "cooperation"] {
        let mut found: Vec<&Association> = findings.associations.iter().filter(|a| a.outcome == outcome).collect();
        found.sort_by(|a, b| b.correlation.rho.abs().total_cmp(&a.correlation.rho.abs()));
        if found.is_empty() {
            continue;
        }
        let _ =
            writeln!(text, "\n{} and each key: Spearman's rho [95% interval]", sentences::outcome(outcome, ENGLISH));
        let margin = found.iter().map(|a| a.key.chars().count()).max().unwrap_or(0);
        for Association { key, correlation, .. } in found {
            if correlation.rho.is_nan() {
                let _ = writeln!(text, "  {key:<margin$}  never changes");
                continue;
            }
            let (rho, low, high) = (correlation.rho, correlation.low, correlation.high);
            let interval = if low.is_nan() { String::new() } else { format!(" [{low:+.2}, {high:+.2}]") };
            let _ = writeln!(text, "  {key:<margin$}  {rho:+.2}{interval}");
        }
    }
}
