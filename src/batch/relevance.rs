//! Does a swept key matter in this world?
//!
//! Asked of the world itself: a few replicates are played at several levels of a lever with everything else, random numbers
//! included, left as it is. If every number of their outcomes and of their first rounds is the same in several cells, the
//! lever does nothing here. (Outcomes alone would not do: a lone mutant mostly dies out, whatever the lever did meanwhile.)
//! What is known beforehand is said by [`crate::question::acting`], of swept keys and of others.

use super::plan::Plan;
use crate::config::document::Setting;
use crate::config::source::{Failure, Span};
use crate::question::design::{Design, Kind};
use crate::record::run::{Observed, Recorder};
use crate::record::{Extra, RoundRow, cell, simulate};

/// Most encounters of a run that is played for an answer; larger worlds are not asked.
const BUDGET: f64 = 4e6;
/// Replicates that are asked: in one of them the convention may never come into force.
const REPLICATES: u32 = 6;

/// Rounds from the first on that are compared as well.
const ROUNDS: u32 = 50;

/// A warning for each key that the table knows to change nothing here, and for each lever that is found to.
///
/// # Errors
/// As [`Plan::job`].
pub fn warnings(plan: &Plan) -> Result<Vec<String>, Failure> {
    let known = plan.ignored();
    let mut warnings: Vec<String> = known.iter().map(|ignored| ignored.warning(&plan.document)).collect();
    if plan.encounters / plan.runs() as f64 > BUDGET {
        return Ok(warnings);
    }
    let (axes, points) = (&plan.design.axes, plan.design.points.as_ref());
    let swept: Vec<(Vec<String>, Option<Span>)> = match points {
        None => axes.iter().map(|lever| (lever.columns.clone(), lever.span.clone())).collect(),
        Some(points) => {
            let span = |key| Some(points.span(key).clone());
            points.columns.iter().enumerate().map(|(key, name)| (vec![name.clone()], span(key))).collect()
        }
    };
    for (number, (columns, span)) in swept.iter().enumerate() {
        let is_known = |column: &String| known.iter().any(|ignored| column.starts_with(&ignored.key));
        if !columns.iter().all(is_known) && !matters(plan, number)? {
            let what = columns.join(", ");
            let place = span.as_ref().and_then(|span| plan.document.sources.place(span));
            let place = place.map(|place| format!("{place}: ")).unwrap_or_default();
            warnings.push(format!("{place}`{what}` changes nothing in this world"));
        }
    }
    Ok(warnings)
}

/// Does a lever, or a key of a design of points, change anything? One that never moves is not asked.
fn matters(plan: &Plan, number: usize) -> Result<bool, Failure> {
    let replicates = 0..REPLICATES.min(plan.config.replicates.most());
    let probes = probes(&plan.design);
    let mut moved = false;
    for (replicate, &base) in replicates.flat_map(|r| probes.iter().map(move |base| (r, base))) {
        let mut first = None;
        let worlds = variants(&plan.design, number, base);
        moved = moved || worlds.len() > 1;
        for settings in worlds {
            let values = outcome(plan, &settings, replicate)?;
            match &first {
                None => first = Some(values),
                Some(first) if *first != values => return Ok(true),
                Some(_) => {}
            }
        }
    }
    Ok(!moved)
}

/// A cell with a few levels of one lever, or with a key's values of a few other points.
fn variants(design: &Design, number: usize, base: usize) -> Vec<Vec<Setting>> {
    if let Some(points) = &design.points {
        let count = points.len();
        let mut others = vec![base, 0, count - 1, count / 2, count / 5];
        others.dedup();
        let mut worlds: Vec<Vec<Setting>> = Vec::new();
        for other in others {
            let settings = points.crossed(base, number, other);
            if !worlds.contains(&settings) {
                worlds.push(settings);
            }
        }
        return worlds;
    }
    let count = design.axes[number].levels.len();
    let mut levels = design.levels(base);
    let mut tried = vec![0, count - 1, count / 2];
    tried.dedup();
    tried
        .into_iter()
        .map(|level| {
            levels[number] = level;
            design.settings(design.cell(&levels))
        })
        .collect()
}

/// A few cells far apart.
fn probes(design: &Design) -> Vec<usize> {
    let cells = design.cells();
    let mut probes = vec![cells - 1, 0, cells / 2, cells / 3];
    probes.dedup();
    if design.kind == Kind::World { Vec::new() } else { probes }
}

/// The first rounds, bit by bit.
struct FirstRounds(Vec<u64>);

impl Recorder for FirstRounds {
    fn wants(&self, round: u32) -> bool {
        round <= ROUNDS
    }

    fn record(&mut self, _: u32, row: &RoundRow, _: &[f64]) {
        self.0.extend(row.values().map(f64::to_bits));
    }

    fn look(&mut self, observed: Observed<'_>, _: bool) {
        let there = Extra::ALL.into_iter().filter(|extra| extra.is_in(&observed.rules.mechanisms));
        self.0.extend(there.map(|extra| extra.value(observed).to_bits()));
    }
}

/// Everything that a run reports, bit by bit.
fn outcome(plan: &Plan, settings: &[Setting], replicate: u32) -> Result<Vec<u64>, Failure> {
    let job = plan.job_of(settings)?;
    let mut rounds = FirstRounds(Vec::new());
    let run = simulate(&job.rules, &job.key, replicate, &job.course, &mut rounds);
    rounds.0.extend(cell::run_values(&run, &job.places).into_iter().map(f64::to_bits));
    Ok(rounds.0)
}
