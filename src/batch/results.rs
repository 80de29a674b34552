//! A study from its plan to its result: runs done, tables written, what was found.

use std::io::{self, BufRead, BufReader};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::execute::{Done, Event, Reason, Stop, Work, execute};
use super::folder::{self, Claim, Request, Wish};
use super::formats::{self, Dictionary};
use super::plan::Plan;
use super::replay::{Recorded, replay};
use super::shard::{FOLDER, Shard};
use super::tables::{self, FAILURES, ROUNDS, Tables};
use super::unit::{Ask, What};
use crate::config::source::Failure;
use crate::config::structs::Config;
use crate::output::journal::{Journal, Lock};
use crate::output::manifest::{Build, Host, Manifest, State};
use crate::output::table::{Failed, part};
use crate::output::{FileRecord, inside, log};
use crate::question::ablation::answer::Credit;
use crate::question::audit::Audited;
use crate::question::boundary::answer::Broken;
use crate::question::caveats::Caveat;
use crate::question::design::Kind;
use crate::question::sample::answer::Association;
use crate::question::sensitivity::answer::Sensitivities;
use crate::question::verdicts;
use crate::record::cell::Hold;
use crate::record::run::first_games;
use crate::statistics::crossing::{Crossing, Decided};
use crate::statistics::effects::{Effect, Scale};

/// Time between two looks whether another process is done.
const LOOK: Duration = Duration::from_millis(50);

/// The command line's part in a study.
#[derive(Debug, Clone)]
pub struct Order {
    /// Where results go.
    pub folder: PathBuf,
    /// Threads.
    pub threads: NonZeroUsize,
    /// What to do with what is there.
    pub wish: Wish,
    /// Only a part of it.
    pub shard: Option<Shard>,
    /// Stop in good order after so long.
    pub max_time: Option<Duration>,
    /// The command line, for the manifest.
    pub command: Vec<String>,
    /// Go on with what another build of the program began?
    pub accept_build: bool,
    /// Tells the user what is waited for.
    pub say: fn(&str),
}

impl Order {
    /// A whole study, begun or gone on with as wished; nothing is said and no time is set.
    pub fn new(folder: PathBuf, threads: NonZeroUsize, wish: Wish) -> Self {
        let (shard, max_time, command) = (None, None, Vec::new());
        Self { folder, threads, wish, shard, max_time, command, accept_build: false, say: |_| {} }
    }

    /// The folder that is written to: that of the result, or of its shard.
    pub fn folder(&self) -> PathBuf {
        self.shard.map_or_else(|| self.folder.clone(), |shard| shard.folder(&self.folder))
    }
}

/// What was found, for the terminal.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// P(hold) and mean cooperation of each cell.
    pub cells: Vec<CellFinding>,
    /// Effects on each scale; factorial only.
    pub effects: Vec<(Scale, Vec<Effect>)>,
    /// What became of the claims.
    pub claims: Vec<verdicts::Finding>,
    /// What was found along each line; boundary only.
    pub broken: Vec<Broken>,
    /// What the audit says of each cell that it looked at.
    pub audited: Vec<Audited>,
    /// What each mechanism contributes; ablation only.
    pub credit: Option<Credit>,
    /// What matters; sensitivity analysis only.
    pub sensitivities: Option<Sensitivities>,
    /// What the outcomes rise and fall with; sample only.
    pub associations: Vec<Association>,
    /// Crossings of P(hold) = 1/2 along the first axis; grid only.
    pub lines: Vec<Line>,
    /// Cooperation of each round, over all sides and by kind of dyad, mean over the runs that have a value; single world only.
    pub series: Vec<[f64; 5]>,
    /// Mean share of each strategy over window and runs; of the last cell, which is the only one of a single world.
    pub shares: Vec<(String, f64)>,
    /// Sides by kind of directed dyad and game in the first round, summed over all runs; single world only.
    pub games: [[u64; 5]; 4],
    /// Runs whose window still drifts.
    pub drifting: u64,
    /// Replicates that did not fail.
    pub judged: u64,
    /// Runs, those that failed included.
    pub runs: u64,
    /// Runs that failed.
    pub failed: u64,
    /// Cells that had as many runs as they may and would have liked more.
    pub capped: Vec<usize>,
    /// Mean cooperation over window and runs with its interval; single world only.
    pub cooperation: Option<[f64; 3]>,
    /// Cells in which mutual trust keeps within blocs, by the interval of modularity.
    pub divided: usize,
    /// The largest mean modularity of these cells.
    pub modularity: f64,
    /// What must be known beside all this.
    pub caveats: Vec<Caveat>,
}

/// What was found in one cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellFinding {
    /// P(hold).
    pub hold: Hold,
    /// Mean cooperation over window and runs.
    pub cooperation: f64,
}

/// A line of a grid along its first axis, the other axes fixed.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The swept values of the other axes, one for each of their columns.
    pub others: Vec<String>,
    /// The level of each of the other axes.
    pub levels: Vec<usize>,
    /// Where the estimates of P(hold) pass 1/2.
    pub crossing: Crossing,
    /// What the intervals of P(hold) decide.
    pub decided: Decided,
}

/// What came of asking for a study.
#[derive(Debug)]
pub enum Outcome<T> {
    /// It ran: what was found, and how long it took (seconds).
    Ran(Box<T>, f64),
    /// The same study was there already, finished.
    AlreadyThere,
}

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

pub(crate) fn failed((path, error): Failed) -> Failure {
    Failure::Io { path, error }
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

/// The failure of a study that was asked to stop in the middle of a step.
pub(crate) fn unwound(stop: &Stop) -> Failure {
    let what = "in the middle of a step; what was done is kept".to_owned();
    stop.asked().unwrap_or(Reason::Interrupt).failure(what)
}

/// What a piece of work leaves to be said in the manifest.
pub(crate) struct Finished<T> {
    pub(crate) files: Vec<FileRecord>,
    pub(crate) runs: Option<[usize; 2]>,
    pub(crate) found: T,
    /// What must be known beside it; none of a shard, which concludes nothing.
    pub(crate) caveats: Option<Vec<Caveat>>,
    /// What is left to be done once the manifest says that all is complete.
    pub(crate) close: Box<dyn FnOnce() -> Result<(), Failed>>,
}

/// Where the work is done, and what was begun there.
pub(crate) struct Site<'a> {
    /// The folder that is written to.
    pub(crate) folder: &'a Path,
    /// Is there something to go on with?
    pub(crate) begun: bool,
    /// How long another process was waited for.
    pub(crate) waited: Duration,
}

/// Claims the folder, does the work between the two states of the manifest, and lets go of what was replaced.
///
/// Where another process is at work on the same shard, or on the same result that is to be gone on with, it is waited for: then
/// there is nothing left to do, or what it left is gone on with.
///
/// # Errors
/// [`Failure`]: as the work, or something is in the way, or the manifest cannot be written.
pub(crate) fn recorded<T>(
    order: &Order,
    folder: &Path,
    mut manifest: Manifest,
    stop: &Stop,
    work: impl FnOnce(Site<'_>, Lock) -> Result<Finished<T>, Failure>,
) -> Result<Outcome<T>, Failure> {
    let asked = Instant::now();
    let Some((lock, begun)) = enter(order, folder, &manifest, stop)? else { return Ok(Outcome::AlreadyThere) };
    let started = Instant::now();
    let threads = order.threads;
    let word = if begun.is_some() { "resumed" } else { "started" };
    if let Some(begun) = &begun {
        manifest.started.clone_from(&begun.started);
        manifest.include(begun);
    }
    manifest.write(folder).map_err(failed)?;
    log::append(folder, &format!("{word} on {threads} threads, process {}", std::process::id())).map_err(failed)?;
    let site = Site { folder, begun: begun.is_some(), waited: started - asked };
    let done = match work(site, lock) {
        Ok(done) => done,
        Err(failure) => {
            // The failure itself is what must be heard; a full disk takes no more lines.
            let _ = log::append(folder, &failure.to_string());
            return Err(failure);
        }
    };
    let seconds = started.elapsed().as_secs_f64();
    manifest.state = State::Finished;
    manifest.finished = Some(jiff::Timestamp::now().to_string());
    manifest.seconds = Some(begun.and_then(|begun| begun.seconds).unwrap_or(0.0) + seconds);
    manifest.files = done.files;
    manifest.caveats = done.caveats.and_then(|caveats| serde_json::to_value(caveats).ok());
    if let Some([runs, failed]) = done.runs {
        (manifest.runs, manifest.failed) = (runs, failed);
    }
    manifest.write(folder).map_err(failed)?;
    // The journal goes last, and the lock with it: until then whoever comes next knows that there is something left to be done.
    folder::forget_replaced(folder)?;
    log::append(folder, "finished").map_err(failed)?;
    (done.close)().map_err(failed)?;
    Ok(Outcome::Ran(Box::new(done.found), seconds))
}

/// The right to write a result, and what was begun of it; nothing if it is there already.
#[allow(clippy::type_complexity, reason = "the two are taken apart at once")]
fn enter(
    order: &Order,
    folder: &Path,
    manifest: &Manifest,
    stop: &Stop,
) -> Result<Option<(Lock, Option<Box<Manifest>>)>, Failure> {
    if order.shard.is_some() {
        // The folder of a shard lies within that of the result: neither it nor the one between is a link.
        inside::in_the_way(&order.folder).map_or(Ok(()), |what| Err(Failure::Usage(what)))?;
        inside::names(&order.folder.join(FOLDER)).map_err(failed)?;
        inside::names(folder).map_err(failed)?;
    }
    let request = Request {
        identity: &manifest.identity,
        wish: order.wish,
        patient: order.shard.is_some(),
        accept_build: order.accept_build,
    };
    let asked = Instant::now();
    let mut said = false;
    loop {
        match folder::claim(folder, &request)? {
            Claim::Ours(lock, begun) => return Ok(Some((lock, begun))),
            Claim::AlreadyThere(_) => return Ok(None),
            Claim::Busy(true) => {}
            Claim::Busy(false) => {
                let what =
                    "another process is at work on this result; --resume waits for it, --out DIR writes elsewhere";
                return Err(Failure::Usage(format!("{}: {what}", folder.display())));
            }
        }
        let what = "another process is at work on this result";
        if !said {
            (order.say)(&format!("{}: {what}; waiting until it is done", folder.display()));
            said = true;
        }
        let out_of_time = order.max_time.is_some_and(|time| asked.elapsed() >= time).then_some(Reason::Time);
        if let Some(reason) = stop.asked().or(out_of_time) {
            return Err(reason.failure(format!("{}: {what}, nothing was done by this one", folder.display())));
        }
        std::thread::sleep(LOOK);
    }
}

/// The manifest of a study that starts now: its name, what is run, so many cells and runs.
pub(crate) fn manifest(name: &str, what: &Stored<'_>, [cells, runs]: [usize; 2], order: &Order) -> Manifest {
    let build = Build::own();
    Manifest {
        format: 1,
        name: name.to_owned(),
        question: what.config.question.clone(),
        state: State::Running,
        version: build.version,
        commit: build.commit,
        source: build.source,
        builds: Vec::new(),
        identity: what.identity.clone(),
        command: order.command.clone(),
        directory: std::env::current_dir().ok().map(|folder| folder.display().to_string()),
        seed: what.config.seed,
        quick: what.quick,
        cells,
        runs,
        failed: 0,
        shard: order.shard.map(|shard| [shard.index, shard.count]),
        host: Host {
            platform: format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH),
            threads: order.threads.get(),
        },
        started: jiff::Timestamp::now().to_string(),
        finished: None,
        seconds: None,
        files: Vec::new(),
        caveats: None,
        config: serde_json::to_value(what.config).unwrap_or_default(),
    }
}

/// What a manifest says of a study.
pub(crate) struct Stored<'a> {
    /// The config, not shortened.
    pub(crate) config: &'a Config,
    pub(crate) quick: bool,
    pub(crate) identity: String,
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
            log::append(folder, &format!("warning: {}", ignored.warning(&plan.document))).map_err(failed)?;
        }
    }
    let until = order.max_time.map(|time| Instant::now() + time.saturating_sub(site.waited));
    let units = order.shard.map_or(0..plan.units(), |shard| shard.units(plan.units()));
    let growing = tables::growing(plan);
    let headers = tables::headers(&growing);
    let (mut journal, runs) =
        if site.begun { Journal::resume(lock, &headers) } else { Journal::start(lock, &headers).map(|new| (new, 0)) }
            .map_err(failed)?;
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
                            shown.add(run).map_err(|error| failed((folder.join("rounds.csv"), error)))?;
                        }
                    }
                    Err(why) => {
                        failures += 1;
                        failure = tables::failure_row(plan, ask, why);
                        rows[FAILURES] = &failure;
                    }
                }
                journal.append(&rows).map_err(failed)?;
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
            Event::Pause => journal.flush().map_err(failed)?,
        }
        Ok(())
    })?;
    if !whole {
        journal.sync().map_err(failed)?;
        let done = format!("{done} of {} runs were done", plan.most_runs(order.shard));
        return Err(stop.asked().map_or_else(|| Failure::Stopped(done.clone()), |reason| reason.failure(done.clone())));
    }
    let (mut files, end) = journal.finish().map_err(failed)?;
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
        caveats: order.shard.is_none().then(|| found.caveats.clone()),
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

/// What the terminal shows of a single world, over its runs.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    runs: u32,
    /// The games that sides see in the first round, by kind of directed dyad.
    games: [[u64; 5]; 4],
    /// Cooperation of each recorded round, over all sides and by kind of dyad: sums, and how many runs have a value.
    sums: Vec<([f64; 5], [u32; 5])>,
}

impl Shown {
    /// Takes a run that was just done.
    fn add(&mut self, run: &Done) -> io::Result<()> {
        self.runs += 1;
        self.add_games(&run.games);
        self.add_rounds(run.rows[ROUNDS].as_slice())
    }

    fn add_games(&mut self, games: &[[u32; 5]; 4]) {
        for (sums, counts) in self.games.iter_mut().zip(games) {
            sums.iter_mut().zip(counts).for_each(|(sum, &count)| *sum += u64::from(count));
        }
    }

    /// All runs of a plan, from its table of rounds.
    fn again(plan: &Plan, rounds: &Path) -> Result<Self, Failure> {
        let wrong = |error: io::Error| Failure::Usage(format!("{}: cannot be read: {error}", rounds.display()));
        let mut shown = Self { runs: plan.config.replicates.most(), ..Self::default() };
        let mut rows = BufReader::with_capacity(1 << 16, inside::open(rounds).map_err(wrong)?);
        rows.skip_until(b'\n').map_err(wrong)?; // the header
        shown.add_rounds(rows).map_err(wrong)?;
        let job = plan.job(0)?;
        for replicate in 0..shown.runs {
            shown.add_games(&first_games(&job.rules, &job.key, replicate));
        }
        Ok(shown)
    }

    /// Takes rows of the table of rounds, those of whole runs.
    fn add_rounds(&mut self, mut rows: impl BufRead) -> io::Result<()> {
        let (mut row, mut replicate, mut place) = (Vec::new(), Vec::new(), 0);
        while rows.read_until(b'\n', &mut row)? > 0 {
            // The first columns of a single world are numbers, and no row has a line end within: nothing here is quoted.
            let mut fields = row.split(|&byte| byte == b',').skip(1);
            // Rounds begin anew with every replicate.
            let own = fields.next().unwrap_or_default();
            if own != replicate {
                own.clone_into(&mut replicate);
                place = 0;
            }
            if self.sums.len() <= place {
                self.sums.resize(place + 1, ([0.0; 5], [0; 5]));
            }
            let (sum, count) = &mut self.sums[place];
            for (kind, field) in fields.skip(2).take(5).enumerate() {
                if let Some(value) = std::str::from_utf8(field).ok().and_then(|field| field.parse::<f64>().ok()) {
                    sum[kind] += value;
                    count[kind] += 1;
                }
            }
            place += 1;
            row.clear();
        }
        Ok(())
    }

    /// Cooperation of each recorded round, mean over the runs that have a value.
    fn series(&self) -> Vec<[f64; 5]> {
        let mean = |(sum, count): &([f64; 5], [u32; 5])| std::array::from_fn(|kind| sum[kind] / f64::from(count[kind]));
        self.sums.iter().map(mean).collect()
    }
}
