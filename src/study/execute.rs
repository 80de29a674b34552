//! Runs in parallel, results in order: whatever the number of threads, the caller sees run 0, run 1, run 2, ...
//!
//! Threads take the next run as they become free; finished runs wait in a window of bounded size until it is their turn, so
//! memory does not grow with the number of runs.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::plan::{Job, Plan};
use super::source::Failure;
use crate::measure::run::Recorder;
use crate::measure::{RoundRow, Run, simulate};
use crate::output::Csv;
use crate::study::config::Rounds;

/// Finished runs that may wait for an earlier one, per thread.
const WINDOW: usize = 16;

/// A finished run.
#[derive(Debug)]
pub struct Finished {
    /// Its cell.
    pub cell: usize,
    /// Its replicate.
    pub replicate: u32,
    /// Seed of the study.
    pub seed: u64,
    /// What it came to.
    pub run: Run,
    /// The place of each of the plan's strategies in the run's repertoire.
    pub places: Vec<Option<usize>>,
    /// Its rows of `rounds.csv`, ready to be written.
    pub rounds: Vec<u8>,
    /// Cooperation of each round, over all sides and by kind of dyad; only for a single world.
    pub series: Vec<[f64; 5]>,
}

/// Asks a study to stop in good order.
#[derive(Debug, Default)]
pub struct Stop(AtomicU8);

/// Why a study was asked to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Reason {
    /// Ctrl-C.
    Interrupt = 1,
    /// TERM.
    Terminate = 2,
}

impl Stop {
    /// Never stopped yet.
    pub const fn new() -> Self {
        Self(AtomicU8::new(0))
    }

    /// Asks to stop.
    pub fn ask(&self, reason: Reason) {
        self.0.store(reason as u8, Ordering::SeqCst);
    }

    /// Was it asked?
    pub fn asked(&self) -> Option<Reason> {
        match self.0.load(Ordering::SeqCst) {
            0 => None,
            1 => Some(Reason::Interrupt),
            _ => Some(Reason::Terminate),
        }
    }
}

#[derive(Default)]
struct Queue {
    next: usize,
    taken: usize,
    running: usize,
    ready: BTreeMap<usize, Result<Finished, Failure>>,
    closed: bool,
}

/// Runs the whole plan on `threads` threads and hands every finished run to `take`, in order.
///
/// # Errors
/// Whatever `take` returns; a run that fails; [`Failure::Interrupted`] or [`Failure::Stopped`] when asked to stop.
pub fn execute(
    plan: &Plan,
    threads: NonZeroUsize,
    stop: &Stop,
    mut take: impl FnMut(Finished) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let runs = plan.runs();
    let queue = Mutex::new(Queue::default());
    let changed = Condvar::new();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads.get())
        .build()
        .map_err(|error| Failure::Usage(format!("cannot start {threads} threads: {error}")))?;
    pool.in_place_scope(|scope| {
        for _ in 0..threads.get() {
            scope.spawn(|_| work(plan, runs, WINDOW * threads.get(), &queue, &changed, stop));
        }
        let result = hand_over(runs, &queue, &changed, stop, &mut take);
        lock(&queue).closed = true;
        changed.notify_all();
        result
    })
}

fn lock(queue: &Mutex<Queue>) -> MutexGuard<'_, Queue> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One thread: takes runs until there are no more.
fn work(plan: &Plan, runs: usize, window: usize, queue: &Mutex<Queue>, changed: &Condvar, stop: &Stop) {
    let replicates = plan.config.replicates.get() as usize;
    let mut current: Option<(usize, Job)> = None;
    loop {
        let index = {
            let mut state = lock(queue);
            while !state.closed && state.next < runs && state.next >= state.taken + window {
                state = changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            if state.closed || state.next >= runs || stop.asked().is_some() {
                break;
            }
            state.next += 1;
            state.running += 1;
            state.next - 1
        };
        let (cell, replicate) = (index / replicates, (index % replicates) as u32);
        let finished = catch_unwind(AssertUnwindSafe(|| one_run(plan, cell, replicate, &mut current)));
        let finished = finished.unwrap_or_else(|_| {
            Err(Failure::Usage(format!("run {replicate} of {} failed; this is a bug", plan.describe(cell))))
        });
        let mut state = lock(queue);
        state.running -= 1;
        state.ready.insert(index, finished);
        changed.notify_all();
    }
    changed.notify_all();
}

/// The calling thread: hands finished runs over in order.
fn hand_over(
    runs: usize,
    queue: &Mutex<Queue>,
    changed: &Condvar,
    stop: &Stop,
    take: &mut impl FnMut(Finished) -> Result<(), Failure>,
) -> Result<(), Failure> {
    for index in 0..runs {
        let finished = {
            let mut state = lock(queue);
            loop {
                if let Some(finished) = state.ready.remove(&index) {
                    state.taken = index + 1;
                    break finished;
                }
                if state.running == 0
                    && (state.next <= index)
                    && let Some(reason) = stop.asked()
                {
                    let done = format!("{index} of {runs} runs were done");
                    return Err(match reason {
                        Reason::Interrupt => Failure::Interrupted(done),
                        Reason::Terminate => Failure::Stopped(done),
                    });
                }
                // A signal does not wake a condition; look again now and then.
                let tick = std::time::Duration::from_millis(100);
                state = changed.wait_timeout(state, tick).unwrap_or_else(PoisonError::into_inner).0;
            }
        };
        changed.notify_all();
        take(finished?)?;
    }
    Ok(())
}

fn one_run(plan: &Plan, cell: usize, replicate: u32, current: &mut Option<(usize, Job)>) -> Result<Finished, Failure> {
    let resolved = match current.take() {
        Some((number, job)) if number == cell => job,
        _ => plan.job(cell)?,
    };
    let (_, job) = current.insert((cell, resolved));
    let whole_series = plan.design.axes.is_empty();
    let mut recorder = RoundTable {
        recorded: job.recorded,
        keys: [cell.to_string(), replicate.to_string(), job.seed.to_string()],
        table: Csv::new(),
        places: &job.places,
        series: whole_series.then(Vec::new),
    };
    let run = simulate(&job.rules, &job.key, replicate, &job.course, &mut recorder);
    let RoundTable { table, series, .. } = recorder;
    Ok(Finished {
        cell,
        replicate,
        seed: job.seed,
        run,
        places: job.places.clone(),
        rounds: table.into_bytes(),
        series: series.unwrap_or_default(),
    })
}

/// Writes the recorded rounds of one run as rows of `rounds.csv`.
struct RoundTable<'a> {
    recorded: Rounds,
    keys: [String; 3],
    table: Csv,
    places: &'a [Option<usize>],
    series: Option<Vec<[f64; 5]>>,
}

impl Recorder for RoundTable<'_> {
    fn wants(&self, round: u32) -> bool {
        self.recorded.wants(round)
    }

    fn record(&mut self, round: u32, row: &RoundRow, shares: &[f64]) {
        for key in &self.keys {
            self.table.text(key);
        }
        self.table.number(f64::from(round));
        self.table.numbers(row.values());
        self.table.numbers(self.places.iter().map(|place| place.map_or(0.0, |place| shares[place])));
        self.table.end();
    }

    fn cooperation(&mut self, _: u32, by_kind: &[f64; 5]) {
        if let Some(series) = &mut self.series {
            series.push(*by_kind);
        }
    }
}
