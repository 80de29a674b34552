//! A result at work: its folder claimed, its manifest kept, the work done in between.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::execute::{Reason, Stop};
use super::folder::{self, Claim, Request, Wish};
use super::plan::identity::Stored;
use super::shard::{FOLDER, Shard};
use crate::config::source::Failure;
use crate::output::journal::Lock;
use crate::output::manifest::{Build, Host, Manifest, State};
use crate::output::table::Failed;
use crate::output::{FileRecord, inside, log};

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

/// What came of asking for a study.
#[derive(Debug)]
pub enum Outcome<T> {
    /// It ran: what was found, and how long it took (seconds).
    Ran(Box<T>, f64),
    /// The same study was there already, finished.
    AlreadyThere,
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
    manifest.write(folder)?;
    log::append(folder, &format!("{word} on {threads} threads, process {}", std::process::id()))?;
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
    if let Some([runs, failed]) = done.runs {
        (manifest.runs, manifest.failed) = (runs, failed);
    }
    manifest.write(folder)?;
    // The journal goes last, and the lock with it: until then whoever comes next knows that there is something left to be done.
    folder::forget_replaced(folder)?;
    log::append(folder, "finished")?;
    (done.close)()?;
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
        inside::names(&order.folder.join(FOLDER))?;
        inside::names(folder)?;
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

/// The manifest of a study that starts now: its name, what is run, how many cells and runs.
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
        config: serde_json::to_value(what.config).unwrap_or_default(),
    }
}
