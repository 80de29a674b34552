//! The answer in a few lines of text.

use std::fmt::Write as _;

use super::panel::panel_text;
use super::said::say;
use super::{analysis, audit, boundary, caveats};
use crate::batch::Plan;
use crate::config::structs::{Replicates, Sequential, Study};
use crate::game::{DYADS, Kind as GameKind};
use crate::question::design::{Kind, in_words};
use crate::question::findings::Findings;
use crate::question::layout::wrapped;
use crate::question::verdicts;
use crate::question::words::counted;
use crate::record::cell::CellFinding;
use crate::statistics::effects::{Effect, Scale};

/// What was found, for a terminal of the given width (columns).
pub fn summary(plan: &Plan, findings: &Findings, width: usize) -> String {
    let mut text = String::new();
    if !plan.config.question.is_empty() {
        let _ = writeln!(text, "{}\n", wrapped(&plan.config.question, width));
    }
    match plan.design.kind {
        Kind::World => world(&mut text, plan, findings),
        Kind::Grid => grid(&mut text, plan, findings, width),
        Kind::Factorial => factorial(&mut text, plan, findings),
        Kind::List => list(&mut text, plan, findings),
        Kind::Sample => analysis::sample(&mut text, findings),
        Kind::Boundary => boundary::summary(&mut text, plan, findings),
        Kind::Ablation | Kind::Sensitivity => {}
    }
    if let Some(credit) = &findings.credit {
        analysis::ablation(&mut text, findings, credit);
    }
    if let (Some(found), Some(Study::Sensitivity(study))) = (&findings.sensitivities, &plan.config.study) {
        analysis::sensitivity(&mut text, findings, &study.outcome, found);
    }
    if !findings.claims.is_empty() {
        let _ = writeln!(text, "\n{}", verdicts::text(&findings.claims).trim_end());
        say(&mut text, &findings.answer.claims, ["", ""]);
    }
    if !findings.audited.is_empty() {
        audit::summary(&mut text, plan, findings);
    }
    if let (Replicates::Sequential(rule), None) = (plan.config.replicates, plan.line()) {
        sequential(&mut text, findings, &rule);
    }
    let caveats = caveats::list(&findings.answer.caveats, width);
    if !caveats.is_empty() {
        let _ = write!(text, "\n{caveats}");
    }
    text
}

/// Where the runs went.
fn sequential(text: &mut String, findings: &Findings, rule: &Sequential) {
    let cells = findings.cells.len();
    let (done, most) = (findings.runs, cells * rule.max.get() as usize);
    let share = 100.0 * done as f64 / most as f64;
    let _ = writeln!(
        text,
        "\n{done} runs instead of {most} ({share:.0}%): each of {cells} cells as many as P(hold) to +-{} took.",
        rule.half_width.get()
    );
}

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A series in [0, 1] as a line of bars; a missing value is a blank.
pub fn sparkline(series: &[f64], width: usize) -> String {
    let width = width.min(series.len()).max(1);
    (0..width)
        .map(|k| {
            let (from, to) = (k * series.len() / width, (k + 1) * series.len() / width);
            let mean = mean(&series[from..to]);
            if mean.is_nan() { ' ' } else { BARS[((mean * 8.0) as usize).min(7)] }
        })
        .collect()
}

/// The mean of the values that are not missing.
fn mean(values: &[f64]) -> f64 {
    let present = values.iter().filter(|x| !x.is_nan());
    present.clone().sum::<f64>() / present.count() as f64
}

const DYAD_NAMES: [&str; 4] = ["strong to strong", "strong to weak", "weak to strong", "weak to weak"];

fn world(text: &mut String, plan: &Plan, findings: &Findings) {
    let Some(cell) = findings.cells.first() else { return };
    say(text, &findings.answer.says, ["", ""]);
    let last = plan.config.course().window as usize;
    // Where no round is recorded there is no series.
    if !findings.series.is_empty() {
        let (rounds, runs) = (findings.series.len(), counted(cell.hold.runs as usize, "run"));
        let _ = writeln!(text, "\ncooperation, round 1 to {rounds} (mean of {runs})");
    }
    let names = std::iter::once("all").chain(DYAD_NAMES);
    for (kind, name) in names.enumerate() {
        let series: Vec<f64> = findings.series.iter().map(|round| round[kind]).collect();
        let window = &series[series.len() - last.min(series.len())..];
        let mean = mean(window);
        if !mean.is_nan() {
            let _ = writeln!(text, "  {name:<17} {}  {mean:.2} in the window", sparkline(&series, 48));
        }
    }
    if plan.config.learning.as_ref().is_some_and(|learning| learning.enabled) && findings.shares.len() > 1 {
        strategies(text, findings);
    }
    games(text, findings);
}

/// The strategies that learning left, the commonest first; those below 1% are counted.
fn strategies(text: &mut String, findings: &Findings) {
    let mut shares: Vec<&(String, f64)> = findings.shares.iter().filter(|(_, share)| *share >= 0.01).collect();
    shares.sort_by(|a, b| b.1.total_cmp(&a.1));
    let _ = writeln!(text, "\nstrategies in the window");
    for (name, share) in &shares {
        let bar = "█".repeat((share * 48.0).round() as usize);
        let _ = writeln!(text, "  {name:<24} {:>3.0}% {bar}", 100.0 * share);
    }
    let rare = findings.shares.len() - shares.len();
    if rare > 0 {
        let _ = writeln!(text, "  and {rare} below 1%");
    }
}

/// Which games the dyads are, by kind of dyad.
fn games(text: &mut String, findings: &Findings) {
    // Games of more than two are no game of a side.
    if findings.games.iter().flatten().all(|&count| count == 0) {
        return;
    }
    let _ = writeln!(text, "\ngames that the sides of dyads see at the start");
    for (kind, counts) in findings.games.iter().enumerate() {
        let total: u64 = counts.iter().sum();
        if total > 0 {
            let _ = writeln!(text, "  {:<17} {}", DYAD_NAMES[kind], mix(counts));
        }
    }
}

/// Shares of the kinds of game, the commonest first.
pub fn mix(counts: &[u64; 5]) -> String {
    let total: u64 = counts.iter().sum();
    let mut shares: Vec<(u64, &str)> = counts
        .iter()
        .zip(GameKind::ALL)
        .filter(|(count, _)| **count > 0)
        .map(|(&count, kind)| (count, kind.name()))
        .collect();
    shares.sort_by_key(|&(count, _)| std::cmp::Reverse(count));
    let percent = |count: u64| match 100.0 * count as f64 / total as f64 {
        share if share < 0.5 => "below 1%".to_owned(),
        share => format!("{share:.0}%"),
    };
    let shown = shares.iter().map(|&(count, name)| format!("{name} {}", percent(count)));
    shown.collect::<Vec<_>>().join(", ")
}

fn grid(text: &mut String, plan: &Plan, findings: &Findings, width: usize) {
    let design = &plan.design;
    let [vertical, horizontal, ..] = design.axes.as_slice() else {
        return line(text, plan, findings);
    };
    let cells = design.cells();
    let per_panel = vertical.levels.len() * horizontal.levels.len();
    let panels = cells / per_panel;
    for panel in 0..panels.min(4) {
        let mut levels = design.levels(panel);
        if panels > 1 {
            let pairs = design.axes.iter().skip(2).zip(&levels[2..]);
            let fixed: Vec<String> = pairs
                .map(|(lever, &level)| format!("{} = {}", lever.columns[0], in_words(&lever.levels[level].labels[0])))
                .collect();
            let _ = writeln!(text, "{}", fixed.join(", "));
        }
        let share = |v: usize, h: usize| {
            levels[0] = v;
            levels[1] = h;
            findings.cells[design.cell(&levels)].hold.share
        };
        panel_text(text, vertical, horizontal, share, width);
    }
    if panels > 4 {
        let _ = writeln!(text, "({} more panels: see cells.csv)", panels - 4);
    }
    say(text, &findings.answer.says, ["", "  "]);
}

/// P(hold) as a bar and in numbers.
fn bar(cell: &CellFinding, width: usize) -> String {
    let hold = &cell.hold;
    let bar = "█".repeat((hold.share * width as f64).round() as usize);
    format!(
        "│{bar:<width$}│ {:.2} [{:.2}, {:.2}]  cooperation {:.2}",
        hold.share, hold.low, hold.high, cell.cooperation
    )
}

/// A grid of one axis: P(hold) of each value.
fn line(text: &mut String, plan: &Plan, findings: &Findings) {
    let Some(axis) = plan.design.axes.first() else { return };
    let _ = writeln!(text, "P(hold) by {}", axis.columns.join(" with "));
    let margin = axis.levels.iter().map(|level| in_words(&level.labels[0]).chars().count()).max().unwrap_or(1);
    for (level, cell) in axis.levels.iter().zip(&findings.cells) {
        let _ = writeln!(text, "  {:>margin$} {}", in_words(&level.labels[0]), bar(cell, 30));
    }
    let _ = writeln!(text);
    say(text, &findings.answer.says, ["", "  "]);
}

/// The cells by name, and how every two compare.
fn list(text: &mut String, plan: &Plan, findings: &Findings) {
    let name = |cell: usize| plan.design.points.as_ref().and_then(|points| points.name(cell)).unwrap_or_default();
    let _ = writeln!(text, "P(hold) and mean cooperation");
    let margin = (0..findings.cells.len()).map(|cell| name(cell).chars().count()).max().unwrap_or(4);
    for (number, cell) in findings.cells.iter().enumerate() {
        let _ = writeln!(text, "  {:<margin$} {}", name(number), bar(cell, 20));
    }
    let _ = writeln!(text);
    say(text, &findings.answer.says, ["", "  "]);
}

fn factorial(text: &mut String, plan: &Plan, findings: &Findings) {
    let _ = writeln!(text, "P(hold) and mean cooperation with the bundles that are on");
    let on = |cell: usize| {
        let names = plan.design.on(cell);
        if names.is_empty() { "none".to_owned() } else { names.join(" + ") }
    };
    let margin = (0..findings.cells.len()).map(|cell| on(cell).len()).max().unwrap_or(4);
    for cell in plan.design.by_bundles() {
        let _ = writeln!(text, "  {:<margin$} {}", on(cell), bar(&findings.cells[cell], 20));
    }
    for (scale, effects) in &findings.effects {
        let name = match scale {
            Scale::Cooperation => "mean cooperation",
            Scale::Hold => "P(hold)",
            Scale::LogOdds => "log-odds of P(hold)",
        };
        let _ = writeln!(text, "\neffects on {name} [95% interval], p Holm-adjusted");
        let margin = effects.iter().map(|e| e.contrast.term.len()).max().unwrap_or(4);
        for effect in effects {
            let _ = writeln!(text, "  {}", effect_line(effect, margin));
        }
    }
    let _ = writeln!(text);
    say(text, &findings.answer.says, ["", ""]);
}

fn effect_line(effect: &Effect, margin: usize) -> String {
    let p = if effect.p_holm < 0.001 { "p < 0.001".to_owned() } else { format!("p = {:.3}", effect.p_holm) };
    format!(
        "{:<11} {:<margin$}  {:+.3} [{:+.3}, {:+.3}]  {p}",
        effect.contrast.kind, effect.contrast.term, effect.estimate, effect.low, effect.high
    )
}

/// The mix of games of one side's counts by kind of dyad, for `check`.
pub fn game_table(games: &[[u32; 5]; 4]) -> String {
    let mut text = String::new();
    for (kind, counts) in games.iter().enumerate() {
        if counts.iter().any(|&count| count > 0) {
            let _ = writeln!(text, "  {} {:<17} {}", DYADS[kind], DYAD_NAMES[kind], mix(&counts.map(u64::from)));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sparklines_span_the_range() {
        assert_eq!(sparkline(&[0.0, 0.5, 1.0], 10), "▁▅█");
        assert_eq!(sparkline(&[0.0, 0.0, 1.0, 1.0], 2), "▁█");
        assert_eq!(sparkline(&[f64::NAN], 5), " ");
    }
}
