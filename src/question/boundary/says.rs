//! What searches say.

use super::answer::Broken;
use crate::question::design::{Design, in_words};
use crate::question::findings::Findings;
use crate::question::layout::last_part;
use crate::question::sentences::{self, Place, SHOWN, Searched, Sweeps};
use crate::question::words::Words;
use crate::statistics::boundary::Crossing;

/// Where the search of each line found that cooperation breaks.
pub fn says(design: &Design, found: &Findings, words: Words) -> Vec<String> {
    let columns = design.columns();
    let Some((axis, others)) = columns.split_last() else { return Vec::new() };
    let lines: Vec<Searched> = found.broken.iter().take(SHOWN).map(|line| searched(others, line)).collect();
    sentences::searches(last_part(axis), &lines, found.broken.len(), words)
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
