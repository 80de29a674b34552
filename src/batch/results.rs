//! A study from its plan to its result: runs done, tables written, what was found.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::execute::{Event, Stop, Work, execute};
use super::formats::{self, Dictionary};
use super::growing::{FAILURES, headers};
use super::plan::Plan;
use super::replay::{Recorded, replay};
use super::session::{Finished, Order, Outcome, Site, manifest, recorded, unwound};
use super::shown::Shown;
use super::tables::{self, Tables};
use crate::config::source::Failure;
use crate::output::journal::{Journal, Lock};
use crate::output::table::part;
use crate::output::{FileRecord, log};
use crate::question::ask::{Ask, What};
use crate::question::design::Kind;
use crate::question::findings::Findings;

/// A run that is done, for whoever waits for the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Runs done so far, this one included.
    pub done: usize,
    /// Which run: its cell and replicate.
    pub ask: Ask,
    /// Does cooperation hold in it? None if it failed, or is no replicate of a cell.
    pub holds: Option<bool>,
}

impl Step {
    fn new(done: usize, ask: Ask, values: Option<&[f64]>) -> Self {
        let values = values.filter(|_| ask.what == What::Run);
        Self { done, ask, holds: values.map(|values| values.first() == Some(&1.0)) }
    }
}

/// Does the runs of a study, or of its shard, and writes the tables.
///
/// `progress` is told of every run, in the order of the plan.
///
/// # Errors
/// [`Failure`]: a different result is in the way, a file cannot be written, or it was asked to stop.
pub fn run(plan: &Plan, order: &Order, stop: &Stop, progress: impl FnMut(Step)) -> Result<Outcome<Findings>, Failure> {
    let folder = order.folder();
    let counts = [plan.design.cells(), plan.most_runs(order.shard)];
    let manifest = manifest(&plan.config.name, &plan.stored(), counts, order);
    recorded(order, &folder, manifest, stop, |site, lock| {
        stop.within(|| study(plan, order, &site, lock, stop, progress)).unwrap_or_else(|| Err(unwound(stop)))
    })
}

/// The runs and tables of a study.
fn study(
    plan: &Plan,
    order: &Order,
    site: &Site<'_>,
    lock: Lock,
    stop: &Stop,
    mut progress: impl FnMut(Step),
) -> Result<Finished<Findings>, Failure> {
    let folder = site.folder;
    if !site.begun {
        for ignored in plan.ignored() {
            log::append(folder, &format!("warning: {}", ignored.warning(&plan.document)))?;
        }
    }
    let until = order.max_time.map(|time| Instant::now() + time.saturating_sub(site.waited));
    let units = order.shard.map_or(0..plan.units(), |shard| shard.units(plan.units()));
    let growing = plan.growing();
    let headers = headers(&growing);
    let (mut journal, runs) =
        if site.begun { Journal::resume(lock, &headers) } else { Journal::start(lock, &headers).map(|new| (new, 0)) }?;
    // A shard has no conclusions: they are drawn when all are there.
    let mut conclusions = order.shard.is_none().then(|| Tables::create(plan, folder)).transpose()?;
    let (mut done, mut failures) = (0, 0);
    // What the terminal shows of a single world, if all its runs are done here.
    let mut shown = (plan.design.kind == Kind::World && runs == 0).then(Shown::default);
    let mut first = None;
    let mut rest = units.clone();
    if runs > 0 {
        let mut recorded = Recorded::open(&growing, |name| part(folder, name))?;
        first = replay(plan, units, &mut recorded, conclusions.as_mut(), |ask, found| {
            done += 1;
            failures += u64::from(found.is_err());
            progress(Step::new(done, ask, found.as_deref().ok()));
        })?;
        rest.start = first.as_ref().map_or(rest.end, |unit| unit.number);
    }
    let work = Work { plan, units: rest, first, threads: order.threads, until };
    let whole = execute(work, stop, |event| {
        match event {
            Event::Run(ask, outcome) => {
                let mut rows: Vec<&[u8]> = vec![&[]; growing.len()];
                let failure;
                match &outcome {
                    Ok(run) => {
                        rows.iter_mut().zip(&run.rows).for_each(|(row, own)| *row = own);
                        if let Some(shown) = shown.as_mut().filter(|_| ask.what == What::Run) {
                            shown.add(run).map_err(|error| Failure::from((folder.join("rounds.csv"), error)))?;
                        }
                    }
                    Err(why) => {
                        failures += 1;
                        failure = tables::failure_row(plan, ask, why);
                        rows[FAILURES] = &failure;
                    }
                }
                journal.append(&rows)?;
                if let Some(tables) = &mut conclusions {
                    tables.take(plan, ask, outcome.as_ref().ok().map(|run| run.values.as_slice()))?;
                }
                done += 1;
                progress(Step::new(done, ask, outcome.as_ref().ok().map(|run| run.values.as_slice())));
            }
            Event::End(unit) => {
                if let Some(tables) = &mut conclusions {
                    tables.end(plan, &unit)?;
                }
            }
            Event::Pause => journal.flush()?,
        }
        Ok(())
    })?;
    if !whole {
        journal.sync()?;
        let done = format!("{done} of {} runs were done", plan.most_runs(order.shard));
        return Err(stop.asked().map_or_else(|| Failure::Stopped(done.clone()), |reason| reason.failure(done.clone())));
    }
    let (mut files, end) = journal.finish()?;
    let mut found = Findings { runs: done as u64, failed: failures, ..Findings::default() };
    let mut replaced = Vec::new();
    match conclusions {
        Some(tables) => {
            let shown = shown.filter(|shown| shown.runs == plan.config.replicates.most());
            (files, replaced, found) = whole_result(plan, tables, files, folder, shown)?;
        }
        None => replaced.extend(without_failures(&found, &mut files, folder)),
    }
    Ok(Finished {
        files,
        runs: Some([found.runs as usize, found.failed as usize]),
        found,
        close: Box::new(move || formats::forget(&replaced).and_then(|()| end.close())),
    })
}

/// Draws the conclusions from finished runs, and hands all in the format that was asked for: the files, those that they
/// replace, and what was found. What is `shown` of a single world is read from its tables and drawn anew where it is not given.
pub(crate) fn whole_result(
    plan: &Plan,
    tables: Tables,
    mut files: Vec<FileRecord>,
    folder: &Path,
    shown: Option<Shown>,
) -> Result<(Vec<FileRecord>, Vec<PathBuf>, Findings), Failure> {
    let (more, found, dictionary) = conclude(plan, tables, folder, shown)?;
    files.extend(more);
    let empty = without_failures(&found, &mut files, folder);
    let (files, mut replaced) = formats::deliver(plan, files, &dictionary, folder)?;
    replaced.extend(empty);
    Ok((files, replaced, found))
}

/// A study without failed runs has no table of them: the empty one, to be removed once the manifest says that all is complete.
/// (Without it a run that is killed before that could not be gone on with.)
fn without_failures(found: &Findings, files: &mut Vec<FileRecord>, folder: &Path) -> Option<PathBuf> {
    const NAME: &str = "failures.csv";
    (found.failed == 0).then(|| {
        files.retain(|file| file.name != NAME);
        folder.join(NAME)
    })
}

/// Completes the tables that follow from the runs, and what the terminal shows of a single world.
fn conclude(
    plan: &Plan,
    tables: Tables,
    folder: &Path,
    shown: Option<Shown>,
) -> Result<(Vec<FileRecord>, Findings, Dictionary), Failure> {
    let (files, mut findings, dictionary) = tables.finish(plan, folder)?;
    if plan.design.kind == Kind::World {
        let shown = match shown {
            Some(shown) => shown,
            None => Shown::again(plan, &folder.join("rounds.csv"))?,
        };
        findings.series = shown.series();
        findings.games = shown.games;
    }
    Ok((files, findings, dictionary))
}
