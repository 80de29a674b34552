//! The answer of a boundary study in a few lines of text.

use std::fmt::Write as _;

use super::layout::last_part;
use super::sentences::{self, Place, Searched, Sweeps};
use super::words::ENGLISH;
use crate::batch::Plan;
use crate::question::boundary::answer::Broken;
use crate::question::design::in_words;
use crate::question::findings::Findings;
use crate::statistics::boundary::{Crossing, Found};

/// Where each line breaks, and how many runs that took.
pub(super) fn summary(text: &mut String, plan: &Plan, findings: &Findings) {
    let columns = plan.design.columns();
    let Some((axis, others)) = columns.split_last() else { return };
    let _ = writeln!(text, "where P(hold) passes 1/2 along {axis} [anytime-valid 95% interval]");
    let lines: Vec<Searched> =
        findings.broken.iter().take(sentences::SHOWN).map(|line| searched(others, line)).collect();
    for sentence in sentences::searches(last_part(axis), &lines, findings.broken.len(), ENGLISH) {
        let _ = writeln!(text, "  {sentence}");
    }
    saving(text, findings);
}

/// A line as its sentences want it.
fn searched(others: &[String], line: &Broken) -> Searched {
    let place = |crossing: &Crossing| Place {
        rising: crossing.rising,
        at: [crossing.at, crossing.low, crossing.high],
        reached: crossing.reached,
        beyond: crossing.beyond,
        contradicted: crossing.contradicted,
    };
    let found = line.found.as_ref();
    Searched {
        others: others
            .iter()
            .map(|key| last_part(key).to_owned())
            .zip(line.others.iter().map(|value| in_words(value).to_owned()))
            .collect(),
        verdict: found.map_or("failed", |found| found.verdict.name()).to_owned(),
        runs: found.map_or(0, |found| found.runs as usize),
        places: found.map(|found| found.crossings.iter().map(place).collect()).unwrap_or_default(),
        sweeps: line.way.as_ref().map(|way| Sweeps {
            forward: way.up.map_or(f64::NAN, |passage| passage.at),
            backward: way.down.map_or(f64::NAN, |passage| passage.at),
            width: [way.width, way.low, way.high],
            verdict: way.verdict.name().to_owned(),
        }),
    }
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
