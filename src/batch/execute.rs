//! Runs in parallel, results in order: whatever the number of threads, the caller sees the runs in the order of the plan.
//!
//! Threads take the next run that a unit asks for as they become free; the first units come first. A unit is told its
//! results in the order in which it asked. Results wait in a window of bounded size until it is their turn, so memory does
//! not grow with the number of runs. A run that panics is a result like any other: that it failed, and why.

use std::cell::Cell;
use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, Once, PoisonError};
use std::time::{Duration, Instant};

use super::agent_tables::Collector;
use super::plan::{Job, Plan};
use super::tables;
use super::unit::Unit;
use crate::config::source::Failure;
use crate::config::structs::Rounds;
use crate::game::Action;
use crate::output::Csv;
use crate::output::table::Layout;
use crate::question::ask::{Ask, What};
use crate::question::audit::deviation_rows;
use crate::record::deviation::deviate;
use crate::record::membership::Membership;
use crate::record::run::{Observed, Recorder};
use crate::record::sweep::{self, Start};
use crate::record::{RoundRow, cell, simulate};
pub use crate::stop::{Reason, Stop};
use crate::world::Rules;

/// Results that may wait for an earlier one, per thread.
const WINDOW: usize = 8;

/// Runs that a thread takes at once at most, where runs are short.
const BATCH: usize = 8;
/// Runs are short if a batch of them takes less than this.
const SHORT: Duration = Duration::from_millis(1);

/// A run that is done.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// Its numbers as they would be read back: of a replicate the columns of `runs.csv` after the swept ones.
    pub values: Vec<f64>,
    /// Its rows of each of the growing tables.
    pub rows: Vec<Vec<u8>>,
    /// The games that sides see in its first round, by kind of directed dyad; none but of a replicate.
    pub games: [[u32; 5]; 4],
}

/// How a run went: what it came to, or why it failed.
pub type Outcome = Result<Done, String>;

/// What the caller is told, in order.
#[derive(Debug)]
pub enum Event {
    /// A run of the unit that is at work.
    Run(Ask, Outcome),
    /// The unit has all it wants.
    End(Box<Unit>),
    /// Nothing more is ready at the moment.
    Pause,
}

impl Reason {
    /// The failure that ends the study, with what was done.
    pub fn failure(self, done: String) -> Failure {
        match self {
            Self::Interrupt => Failure::Interrupted(done),
            Self::Terminate => Failure::Stopped(done),
            Self::Time => Failure::Stopped(format!("the time given by --max-time is over; {done}")),
        }
    }
}

/// What is to be done, and until when.
#[derive(Debug)]
pub struct Work<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Its units that are to be done.
    pub units: Range<usize>,
    /// The first of them, if it is on its way already.
    pub first: Option<Unit>,
    /// Threads.
    pub threads: NonZeroUsize,
    /// When to stop in good order.
    pub until: Option<Instant>,
}

/// Does the work and hands every event to `take`, in order; false if it was asked to stop before the end.
///
/// # Errors
/// Whatever `take` returns; threads that cannot be started.
pub fn execute(work: Work<'_>, stop: &Stop, take: impl FnMut(Event) -> Result<(), Failure>) -> Result<bool, Failure> {
    let Work { plan, .. } = work;
    let mut current: Vec<_> = (0..work.threads.get()).map(|_| None).collect();
    let runners: Vec<_> = current.iter_mut().map(|current| move |ask| do_one(plan, ask, current)).collect();
    in_order(work, stop, runners, take)
}

/// The same with other runners, one for each thread.
fn in_order<R: FnMut(Ask) -> Outcome + Send>(
    work: Work<'_>,
    stop: &Stop,
    runners: Vec<R>,
    mut take: impl FnMut(Event) -> Result<(), Failure>,
) -> Result<bool, Failure> {
    quiet_panics();
    let Work { plan, units, first, threads, until } = work;
    let next = first.as_ref().map_or(units.start, |unit| unit.number + 1);
    let shared = Shared {
        plan,
        last: units.end,
        window: WINDOW * threads.get(),
        queue: Mutex::new(Queue { next, open: first.into_iter().map(Open::new).collect(), ..Queue::default() }),
        changed: Condvar::new(),
        stop,
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads.get())
        .build()
        .map_err(|error| Failure::Usage(format!("cannot start {threads} threads: {error}")))?;
    pool.in_place_scope(|scope| {
        for runner in runners {
            let shared = &shared;
            scope.spawn(move |_| shared.work(runner));
        }
        // However the caller ends, the threads must hear of it.
        let _closing = Closing(&shared);
        shared.hand_over(until, &mut take)
    })
}

/// A unit at work.
struct Open {
    unit: Unit,
    /// Runs told so far: the number of the first of its asks.
    told: usize,
    /// Results of its asks, from the first one on.
    results: VecDeque<Option<Outcome>>,
    /// Results in order, for the caller.
    ready: VecDeque<(Ask, Outcome)>,
}

impl Open {
    fn new(unit: Unit) -> Self {
        Self { unit, told: 0, results: VecDeque::new(), ready: VecDeque::new() }
    }

    /// Takes the next of its asks that nobody has taken, with its number.
    fn take(&mut self) -> Option<(usize, Ask)> {
        let place = self.results.len();
        let ask = *self.unit.asks().get(place)?;
        self.results.push_back(None);
        Some((self.told + place, ask))
    }

    /// Puts in a result, and tells the unit what is in order.
    fn put(&mut self, number: usize, outcome: Outcome) {
        self.results[number - self.told] = Some(outcome);
        while let Some(Some(outcome)) = self.results.front_mut().map(Option::take) {
            self.results.pop_front();
            self.told += 1;
            let Some(&ask) = self.unit.asks().front() else { break };
            self.unit.tell(outcome.as_ref().ok().map(Done::holds));
            self.ready.push_back((ask, outcome));
        }
    }
}

impl Done {
    /// Does cooperation hold?
    fn holds(&self) -> bool {
        self.values.first() == Some(&1.0)
    }
}

#[derive(Default)]
struct Queue {
    /// The next unit to be opened.
    next: usize,
    /// Units at work, the first of them the caller's.
    open: VecDeque<Open>,
    /// Runs taken that the caller has not been handed.
    waiting: usize,
    running: usize,
    /// Who waits for a change: threads and the caller.
    idle: usize,
    closed: bool,
}

struct Shared<'a> {
    plan: &'a Plan,
    last: usize,
    window: usize,
    queue: Mutex<Queue>,
    changed: Condvar,
    stop: &'a Stop,
}

/// Tells the threads that nobody takes their results any more.
struct Closing<'a, 'b>(&'a Shared<'b>);

impl Drop for Closing<'_, '_> {
    fn drop(&mut self) {
        self.0.lock().closed = true;
        self.0.changed.notify_all();
    }
}

impl Shared<'_> {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next run to be done; the caller's unit may always ask, the others while there is room.
    fn next(&self, queue: &mut Queue) -> Option<(usize, usize, Ask)> {
        for place in 0.. {
            if place > 0 && queue.waiting >= self.window {
                return None;
            }
            if place == queue.open.len() {
                if queue.next >= self.last {
                    return None;
                }
                queue.open.push_back(Open::new(Unit::open(self.plan, queue.next)));
                queue.next += 1;
            }
            let open = &mut queue.open[place];
            if let Some((number, ask)) = open.take() {
                queue.waiting += 1;
                queue.running += 1;
                return Some((open.unit.number, number, ask));
            }
        }
        None
    }

    /// One thread: does runs until there are no more.
    fn work(&self, mut runner: impl FnMut(Ask) -> Outcome) {
        let (mut taken, mut done) = (Vec::new(), Vec::new());
        let mut batch = 1;
        loop {
            let mut queue = self.lock();
            loop {
                if queue.closed || self.stop.asked().is_some() {
                    self.changed.notify_all();
                    return;
                }
                taken.extend(std::iter::from_fn(|| self.next(&mut queue)).take(batch));
                if !taken.is_empty() {
                    break;
                }
                queue.idle += 1;
                queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
                queue.idle -= 1;
            }
            drop(queue);
            let (begun, count) = (Instant::now(), taken.len());
            for (unit, number, ask) in taken.drain(..) {
                // A run that was unwound is none: whoever goes on does it again.
                if (done.is_empty() || self.stop.asked().is_none())
                    && let Some(outcome) = caught(|| self.stop.within(|| runner(ask)))
                {
                    done.push((unit, number, outcome));
                }
            }
            batch = if begun.elapsed() < SHORT { BATCH.min(2 * batch) } else { 1.max(batch / 2) };
            let mut queue = self.lock();
            queue.running -= count;
            for (unit, number, outcome) in done.drain(..) {
                if let Some(open) = queue.open.iter_mut().find(|open| open.unit.number == unit) {
                    open.put(number, outcome);
                }
            }
            self.tell(queue);
        }
    }

    /// Wakes those who wait, if anybody does.
    fn tell(&self, queue: MutexGuard<'_, Queue>) {
        if queue.idle > 0 {
            drop(queue);
            self.changed.notify_all();
        }
    }

    /// The calling thread: hands over what is ready, in order; false if stopped before the end.
    fn hand_over(
        &self,
        until: Option<Instant>,
        take: &mut impl FnMut(Event) -> Result<(), Failure>,
    ) -> Result<bool, Failure> {
        let mut events = VecDeque::new();
        loop {
            for event in events.drain(..) {
                take(event)?;
            }
            let mut lock = self.lock();
            let mut paused = false;
            loop {
                let queue = &mut *lock;
                if queue.open.is_empty() && queue.next >= self.last {
                    return Ok(true);
                }
                if let Some(open) = queue.open.front_mut() {
                    events.extend(open.ready.drain(..).map(|(ask, outcome)| Event::Run(ask, outcome)));
                    queue.waiting -= events.len();
                    if open.unit.is_done()
                        && let Some(open) = queue.open.pop_front()
                    {
                        events.push_back(Event::End(Box::new(open.unit)));
                    }
                    if !events.is_empty() {
                        break;
                    }
                }
                if !paused {
                    paused = true;
                    drop(lock);
                    take(Event::Pause)?;
                    lock = self.lock();
                    continue;
                }
                if until.is_some_and(|until| Instant::now() >= until) {
                    self.stop.ask(Reason::Time);
                }
                if queue.running == 0 && self.stop.asked().is_some() {
                    return Ok(false);
                }
                // Neither a signal nor the clock wakes a condition; look again now and then.
                let tick = Duration::from_millis(50);
                queue.idle += 1;
                lock = self.changed.wait_timeout(lock, tick).unwrap_or_else(PoisonError::into_inner).0;
                lock.idle -= 1;
            }
            self.tell(lock);
        }
    }
}

thread_local! {
    /// Where the run of this thread panicked.
    static PLACE: Cell<Option<String>> = const { Cell::new(None) };
    /// Is a run being done on this thread?
    static RUNNING: Cell<bool> = const { Cell::new(false) };
}

/// A run that panics is reported as a failed run, not on the terminal in the middle of everything.
fn quiet_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if RUNNING.get() {
                PLACE.set(info.location().map(ToString::to_string));
            } else {
                before(info);
            }
        }));
    });
}

/// Does a run, and turns a panic into words.
fn caught(run: impl FnOnce() -> Option<Outcome>) -> Option<Outcome> {
    RUNNING.set(true);
    let outcome = catch_unwind(AssertUnwindSafe(run));
    RUNNING.set(false);
    outcome.unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let said = said.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
        let place = PLACE.take().map(|place| format!(" at {place}")).unwrap_or_default();
        Some(Err(format!("panicked{place}: {}; this is a bug", said.lines().next().unwrap_or_default())))
    })
}

/// Does what a unit asks for; `current` keeps the cell that was resolved last.
pub fn do_one(plan: &Plan, ask: Ask, current: &mut Option<(usize, Job)>) -> Outcome {
    if matches!(ask.what, What::Up | What::Down) {
        return sweep(plan, ask);
    }
    let resolved = match current.take() {
        Some((number, job)) if number == ask.cell => job,
        _ => plan.job(ask.cell).map_err(|failure| failure.to_string())?,
    };
    let (_, job) = current.insert((ask.cell, resolved));
    if ask.what == What::Deviation { deviation(plan, ask, job) } else { replicate(plan, ask, job) }
}

/// One replicate of a cell.
fn replicate(plan: &Plan, ask: Ask, job: &Job) -> Outcome {
    let mut recorder = RoundTable {
        recorded: job.recorded,
        keys: [ask.cell.to_string(), ask.replicate.to_string(), job.seed.to_string()],
        table: if job.recorded == Rounds::None { Csv::new() } else { Csv::repetitive() },
        places: &job.places,
        layout: &plan.layouts.round,
        struck: plan.shocks.then_some(false),
        treaties: Membership::new(&plan.treaties),
        more: Collector::new(&plan.config.output, &plan.extras),
    };
    let run = simulate(&job.rules, &job.key, ask.replicate, &job.course, &mut recorder);
    let RoundTable { table, more, keys, treaties, .. } = recorder;
    let mut values = cell::run_values(&run, &job.places);
    if plan.shocks {
        values.extend(cell::shock_values(&run));
    }
    values.extend(treaties.of_run());
    values.extend(more.of_run());
    values.extend(more.extras_of_run());
    if let Some(place) = values.iter().position(|value| value.is_infinite()) {
        let column = plan.run_columns().swap_remove(place).name;
        return Err(format!("{column} is infinite: the payoffs of this world are too large to be added up"));
    }
    if table.was_infinite() {
        return Err("a recorded round is infinite: the payoffs of this world are too large to be added up".to_owned());
    }
    let mut row = tables::row_of(plan, ask.cell, ask.replicate, job.seed);
    row.numbers(&plan.layouts.runs, &values);
    row.end();
    let mut rows = vec![row.into_bytes(), table.into_bytes()];
    more.rows(plan, &mut rows, &[keys.to_vec(), plan.design.labels(ask.cell)].concat());
    Ok(Done { values, rows, games: run.games })
}

/// One replicate of an audit: every deviation.
fn deviation(plan: &Plan, ask: Ask, job: &Job) -> Outcome {
    let Some(audit) = plan.audit() else { return Err("there is no audit".to_owned()) };
    let pool = audit.places(&job.rules).map_err(|error| error.to_string())?;
    let names: Vec<String> = pool.iter().map(|&s| job.rules.repertoire.names[usize::from(s)].clone()).collect();
    let begin = || tables::row_of(plan, ask.cell, ask.replicate, job.seed);
    // A world may have nothing to deviate from: then a row says nothing.
    let gains = deviate(&job.rules, &job.key, ask.replicate, &job.course, &pool);
    let (bytes, values) = deviation_rows(gains.as_ref(), &names, begin);
    Ok(Done { values, rows: vec![Vec::new(), Vec::new(), Vec::new(), bytes], games: [[0; 5]; 4] })
}

/// A world carried along a line.
fn sweep(plan: &Plan, ask: Ask) -> Outcome {
    let (levels, start) = plan.sweep(ask.cell, ask.what).map_err(|failure| failure.to_string())?;
    let Some((_, first)) = levels.first() else { return Err("there are no levels".to_owned()) };
    let rules: Vec<Rules> = levels.iter().map(|(_, job)| job.rules.clone()).collect();
    let after = if ask.what == What::Up { Action::Cooperate } else { Action::Defect };
    let start = Start { rules: Some(&start.rules), after: Some(after) };
    let runs = sweep::sweep(&rules, &first.key, ask.replicate, &first.course, &start, &mut ());
    let runs = runs.map_err(|error| error.to_string())?;
    let (mut bytes, mut values) = (Vec::new(), Vec::new());
    for ((cell, job), run) in levels.iter().zip(&runs) {
        // The row stands with the unit, whose first cell is asked; the level's own value stands among the swept ones.
        let mut row = Csv::new();
        row.counts([ask.cell as f64, f64::from(ask.replicate)]);
        row.text(&job.seed.to_string());
        row.texts(&plan.design.labels(*cell));
        row.text(ask.what.name());
        let numbers = [f64::from(u8::from(run.outcome.holds)), run.means[0]];
        row.count(numbers[0]);
        row.real(numbers[1]);
        row.end();
        bytes.extend(row.into_bytes());
        values.extend(numbers);
    }
    Ok(Done { values, rows: vec![Vec::new(), Vec::new(), Vec::new(), bytes], games: [[0; 5]; 4] })
}

/// Writes the recorded rounds of one run as rows of `rounds.csv`.
struct RoundTable<'a> {
    recorded: Rounds,
    keys: [String; 3],
    table: Csv,
    places: &'a [Option<usize>],
    /// How the numbers of a [`RoundRow`] are written.
    layout: &'a Layout,
    /// Did a shock strike in the round to be recorded? None where the study has no shocks.
    struck: Option<bool>,
    treaties: Membership,
    more: Collector,
}

impl Recorder for RoundTable<'_> {
    fn wants(&self, round: u32) -> bool {
        self.recorded.wants(round)
    }

    fn struck(&mut self, _: u32, struck: bool) {
        self.struck = Some(struck);
    }

    fn record(&mut self, round: u32, row: &RoundRow, shares: &[f64]) {
        for key in &self.keys {
            self.table.text(key);
        }
        self.table.count(f64::from(round));
        self.table.numbers(self.layout, &row.values());
        self.table.reals(self.places.iter().map(|place| place.map_or(0.0, |place| shares[place])));
        self.table.counts(self.struck.map(|struck| f64::from(u8::from(struck))));
        for (members, in_force) in self.treaties.of_round() {
            self.table.real(members);
            self.table.count(in_force);
        }
        self.table.reals(self.more.of_round());
        self.table.reals(self.more.extras_of_round());
        self.table.end();
    }

    fn look(&mut self, observed: Observed<'_>, in_window: bool) {
        self.treaties.look(observed, in_window);
        self.more.look(observed, in_window);
    }

    fn end(&mut self, rules: &Rules) {
        self.more.end(rules);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::document::Document;

    fn plan(cells: u32, replicates: u32) -> Plan {
        let text = format!(
            "name = 'w'\nrounds = 2\nreplicates = {replicates}\n[[agents]]\npower = 'strong'\ncount = 2\n\
             [study.grid]\naxes = [{{ key = 'game.dilemma.rent', range = [0, 1], points = {cells} }}]"
        );
        Plan::new(Document::parse("w.toml", &text).unwrap(), false).unwrap()
    }

    fn done(ask: Ask) -> Outcome {
        let rows = vec![vec![ask.cell as u8, ask.replicate as u8]];
        Ok(Done { values: vec![1.0], rows, games: [[0; 5]; 4] })
    }

    type Runner = Box<dyn FnMut(Ask) -> Outcome + Send>;

    /// Runs of cell and replicate in the order they are handed over, those that failed with their message.
    fn order(plan: &Plan, threads: usize, stop: &Stop, runner: impl Fn() -> Runner) -> (Vec<String>, bool) {
        let threads = NonZeroUsize::new(threads).unwrap();
        let runners: Vec<Runner> = (0..threads.get()).map(|_| runner()).collect();
        let work = Work { plan, units: 0..plan.units(), first: None, threads, until: None };
        let mut seen = Vec::new();
        let whole = in_order(work, stop, runners, |event| {
            match event {
                Event::Run(ask, Ok(_)) => seen.push(format!("{}/{}", ask.cell, ask.replicate)),
                Event::Run(ask, Err(why)) => seen.push(format!("{}/{} {why}", ask.cell, ask.replicate)),
                Event::End(unit) => seen.push(format!("end {}", unit.number)),
                Event::Pause => {}
            }
            Ok(())
        });
        (seen, whole.unwrap())
    }

    #[test]
    fn runs_come_in_the_order_of_the_plan_whatever_the_threads() {
        let plan = plan(3, 2);
        let expected = "0/0 0/1 end 0 1/0 1/1 end 1 2/0 2/1 end 2";
        for threads in 1..5 {
            // Early runs take longest.
            let slow = || -> Runner {
                Box::new(|ask| {
                    std::thread::sleep(Duration::from_millis(5 * (3 - ask.cell as u64)));
                    done(ask)
                })
            };
            let (seen, whole) = order(&plan, threads, &Stop::new(), slow);
            assert_eq!((seen.join(" ").as_str(), whole), (expected, true), "{threads} threads");
        }
    }

    #[test]
    fn a_run_that_panics_is_a_result_and_the_others_go_on() {
        let plan = plan(2, 2);
        let runner = || -> Runner {
            Box::new(|ask| {
                assert!((ask.cell, ask.replicate) != (0, 1), "no agent {}", ask.replicate);
                done(ask)
            })
        };
        let (seen, whole) = order(&plan, 2, &Stop::new(), runner);
        assert!(whole && seen.len() == 6, "{seen:?}");
        assert!(
            seen[1].starts_with("0/1 panicked at src/batch/execute.rs:")
                && seen[1].contains("no agent 1; this is a bug")
        );
    }

    #[test]
    fn asked_to_stop_it_ends_behind_the_last_run_that_was_begun() {
        let plan = plan(50, 2);
        let stop = Stop::new();
        let runner = || -> Runner {
            let stop = stop.clone();
            Box::new(move |ask| {
                if ask.cell == 3 {
                    stop.ask(Reason::Terminate);
                }
                done(ask)
            })
        };
        let (seen, whole) = order(&plan, 1, &stop, runner);
        assert!(!whole);
        assert_eq!(seen.last().unwrap(), "3/0");
    }

    /// What is unwound is no result, neither done nor failed, and nothing behind it is handed over.
    #[test]
    fn a_run_that_heeds_a_stop_leaves_nothing() {
        let plan = plan(50, 2);
        for threads in 1..4 {
            let stop = Stop::new();
            let runner = || -> Runner {
                let stop = stop.clone();
                Box::new(move |ask| {
                    if (ask.cell, ask.replicate) == (2, 1) {
                        stop.ask(Reason::Terminate);
                        loop {
                            crate::stop::heed();
                        }
                    }
                    done(ask)
                })
            };
            let (seen, whole) = order(&plan, threads, &stop, runner);
            assert!(!whole);
            assert_eq!(seen.last().unwrap(), "2/0", "{threads} threads");
        }
    }
}
