//! The answer of a boundary study in a few lines of text.

use std::fmt::Write as _;

use super::said::say;
use crate::batch::Plan;
use crate::question::findings::Findings;
use crate::statistics::boundary::Found;

/// Where each line breaks, and how many runs that took.
pub(super) fn summary(text: &mut String, plan: &Plan, findings: &Findings) {
    let columns = plan.design.columns();
    let Some(axis) = columns.last() else { return };
    let _ = writeln!(text, "where P(hold) passes 1/2 along {axis} [anytime-valid 95% interval]");
    say(text, &findings.answer.says, ["  ", "  "]);
    saving(text, findings);
}

/// Runs against those of a grid that would tell as much.
fn saving(text: &mut String, findings: &Findings) {
    let found: Vec<&Found> = findings.broken.iter().filter_map(|line| line.found.as_ref()).collect();
    let (mut runs, mut grid) = (0.0, 0.0);
    for found in found.iter().filter(|found| found.reached()) {
        if let Some(needed) = found.grid_runs() {
            runs += f64::from(found.runs);
            grid += needed;
        }
    }
    if runs > 0.0 {
        let lines = found.iter().filter(|found| found.reached() && found.grid_runs().is_some()).count();
        let of = if lines == 1 { "the line".to_owned() } else { format!("{lines} lines") };
        let _ = writeln!(
            text,
            "\n{runs:.0} runs for {of} with a crossing; a grid of the same precision needs {grid:.0}: {:.1} times as many.",
            grid / runs
        );
    }
}
