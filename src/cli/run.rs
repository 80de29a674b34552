//! `comity run`: runs a study and says in a few lines what was found.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args as ClapArgs;

use super::err::tell;
use super::progress::Progress;
use super::readable::duration;
use super::shard_environment::from_environment;
use super::signals::listen;
use super::task::{Changes, folder, plan_with, relevant, words};
use crate::batch::folder::{REPLACED, Wish};
use crate::batch::plan::Checked;
use crate::batch::results;
use crate::batch::session::{Order, Outcome};
use crate::batch::shard::Shard;
use crate::batch::{Plan, Task, Tournament, tournament};
use crate::config::Failure;
use crate::config::report_options::Report;
use crate::output::{Manifest, shell};
use crate::question::findings::Findings;
use crate::question::words::counted;
use crate::report::filling::Filling;
use crate::report::{self, terminal};
use crate::stop::{Reason, Stop};

/// Arguments of `run`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The config, a TOML file, or the name of a shipped one
    pub config: PathBuf,
    #[command(flatten)]
    pub(super) changes: Changes,
    /// Threads; results are the same bytes for any number (default: one for each core)
    #[arg(long, short)]
    jobs: Option<NonZeroUsize>,
    /// Where results go, instead of output/NAME
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Go on with an unfinished result; begin if there is none, do nothing if it is finished
    #[arg(long, conflicts_with = "force")]
    resume: bool,
    /// Replace a result that is already there
    #[arg(long)]
    force: bool,
    /// Go on with what another build of the program began: its numbers may be others; the manifest names both
    #[arg(long)]
    accept_build: bool,
    /// Do only part I of N (I from 0 to N-1; auto: as the scheduler's environment says), into DIR/shards; see `merge`
    #[arg(long, value_name = "I/N")]
    shard: Option<Part>,
    /// Stop in good order after so long (90s, 30m, 1h30m; plain numbers are seconds), with exit code 75; --resume goes on
    #[arg(long, value_name = "TIME", value_parser = time, allow_hyphen_values = true)]
    max_time: Option<Duration>,
    /// Say nothing but errors
    #[arg(long, short)]
    quiet: bool,
}

/// Which part of a study.
#[derive(Debug, Clone, Copy)]
enum Part {
    /// This one.
    One(Shard),
    /// The one that the environment says.
    Auto,
}

impl Part {
    fn shard(self) -> Result<Shard, Failure> {
        match self {
            Self::One(shard) => Ok(shard),
            Self::Auto => {
                let (index, count) = from_environment(|name| std::env::var(name).ok()).map_err(Failure::Usage)?;
                Ok(Shard { index, count })
            }
        }
    }
}

impl std::str::FromStr for Part {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "auto" { Ok(Self::Auto) } else { text.parse().map(Self::One) }
    }
}

/// A time such as 90, 30m or 1h30m.
fn time(text: &str) -> Result<Duration, String> {
    let wrong = || format!("expected a time such as 90s, 30m or 1h30m, found {text:?}");
    if let Ok(seconds) = text.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).map_err(|_| wrong());
    }
    let span: jiff::SignedDuration = text.parse().map_err(|_| wrong())?;
    span.try_into().map_err(|_| wrong())
}

/// Runs a study.
///
/// # Errors
/// [`Failure`] as its exit code says.
pub fn run(args: &Args) -> Result<(), Failure> {
    let stop = Stop::new();
    let cut = "in the middle of a step; what was done is kept, and the same command with --resume goes on";
    listen(&stop, args.max_time, || (), cut)?;
    let shard = args.shard.map(Part::shard).transpose()?;
    let checked = shard.map_or(Checked::All, Checked::Shard);
    let task = stop.within(|| plan_with(&args.config, &args.changes, checked));
    let task = task.unwrap_or_else(|| Err(while_planning(&stop)))?;
    let order = Order {
        folder: args.out.clone().unwrap_or_else(|| folder(task.config())),
        threads: args.jobs.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN),
        wish: match (args.force, args.resume) {
            (true, _) => Wish::Force,
            (_, true) => Wish::Resume,
            _ => Wish::Begin,
        },
        shard,
        max_time: args.max_time,
        command: words(),
        accept_build: args.accept_build,
        say: if args.quiet { |_| {} } else { tell },
    };
    match &task {
        Task::Worlds(plan) => worlds(args, plan, &order, &stop),
        Task::Tournament(plan) => matches(args, plan, &order, &stop),
    }
}

/// Runs worlds.
fn worlds(args: &Args, plan: &Plan, order: &Order, stop: &Stop) -> Result<(), Failure> {
    plan.check_memory(order.threads.get())?;
    if !args.quiet && order.shard.is_none_or(|shard| shard.index == 0) {
        stop.within(|| relevant(plan)).unwrap_or_else(|| Err(while_planning(stop)))?;
    }
    let mut progress = Progress::new(plan.most_runs(order.shard), "runs", plan.ends_early(), args.quiet);
    let mut filling = Filling::new(plan);
    let outcome = results::run(plan, order, stop, |step| {
        filling.take(step);
        progress.at(step.done);
        progress.say(|room, colours| filling.text(plan, room, colours));
    });
    let said = |found: &Findings, width| match order.shard {
        None => terminal::summary(plan, found, width),
        Some(shard) => format!(
            "shard {shard} is done; `{}` puts all {} together",
            shell::line(["comity", "merge", &order.folder.to_string_lossy()]),
            shard.count
        ),
    };
    let failed = match &outcome {
        Ok(Outcome::Ran(found, _)) => found.failed,
        Ok(Outcome::AlreadyThere) => there_failed(&order.folder()),
        Err(_) => 0,
    };
    let count = |found: &Findings| counted(found.runs as usize, "run");
    end(args, order, &plan.config.report, &progress, outcome, count, said)?;
    some_failed(failed, &order.folder())
}

/// Plays the matches of a tournament.
fn matches(args: &Args, plan: &Tournament, order: &Order, stop: &Stop) -> Result<(), Failure> {
    plan.check_memory(order.threads.get())?;
    if let Some(shard) = order.shard {
        let what = "a tournament is not cut into shards: it has no cells; run it as a whole";
        return Err(Failure::Usage(format!("--shard {shard}: {what}")));
    }
    if !args.quiet {
        plan.warnings().iter().for_each(|warning| tell(&format!("warning: {warning}")));
    }
    let mut progress = Progress::new(plan.matches() as usize, "matches", false, args.quiet);
    let outcome = tournament::run::run(plan, order, stop, |done| progress.at(done));
    let count = |_: &_| format!("{} matches", plan.matches());
    end(args, order, &plan.config.report, &progress, outcome, count, |found, width| {
        report::tournament::summary(plan, found, width)
    })
}

/// The failure of a study that was asked to stop before it began.
fn while_planning(stop: &Stop) -> Failure {
    let what = "the study was still being planned, and nothing was run".to_owned();
    stop.asked().unwrap_or(Reason::Interrupt).failure(what)
}

/// How many runs of a finished result failed.
pub(super) fn there_failed(folder: &Path) -> u64 {
    Manifest::read(folder).ok().flatten().map_or(0, |there| there.failed as u64)
}

/// The failure of a study that is done but for some of its runs.
pub(super) fn some_failed(failed: u64, folder: &Path) -> Result<(), Failure> {
    match failed {
        0 => Ok(()),
        _ => Err(Failure::SomeFailed(format!(
            "{} failed; {} says why, and how to repeat each; all others are in the tables",
            counted(failed as usize, "run"),
            folder.join("failures.csv").display()
        ))),
    }
}

/// Says what came of it: what was found and where, that nothing was to do, or how far it came.
fn end<T>(
    args: &Args,
    order: &Order,
    report: &Report,
    progress: &Progress,
    outcome: Result<Outcome<T>, Failure>,
    count: impl FnOnce(&T) -> String,
    summary: impl FnOnce(&T, usize) -> String,
) -> Result<(), Failure> {
    progress.end();
    let folder = order.folder();
    let folder = folder.display();
    match outcome {
        Ok(Outcome::Ran(found, seconds)) if !args.quiet => {
            tell(&summary(&found, super::progress::width()));
            tell(&format!(
                "{} in {} on {} threads; tables in {folder}/ (columns.csv explains every column)",
                count(&found),
                duration(seconds),
                order.threads
            ));
            page(order, report, args.quiet)
        }
        Ok(Outcome::AlreadyThere) if !args.quiet => {
            tell(&format!("{folder}: this study is finished already, nothing to do; --force runs it again"));
            page(order, report, args.quiet)
        }
        Ok(_) => page(order, report, args.quiet),
        Err(Failure::Interrupted(done)) => Err(Failure::Interrupted(kept(&done, order))),
        Err(Failure::Stopped(done)) => Err(Failure::Stopped(kept(&done, order))),
        Err(failure) => Err(failure),
    }
}

/// Makes the page of a whole result.
///
/// The tables are complete by now; what keeps the page from being made is said, and how to try again.
pub(super) fn page(order: &Order, report: &Report, quiet: bool) -> Result<(), Failure> {
    if order.shard.is_some() || !report.enabled {
        return Ok(());
    }
    let folder = &order.folder;
    report::page::make(folder, Some(report)).map_err(|failure| {
        let command = shell::line(["comity", "report", &folder.to_string_lossy()]);
        Failure::NoPage(format!("{failure}; the tables are complete, `{command}` makes the page of them"))
    })?;
    if !quiet {
        tell(&format!("page of pictures: {}", folder.join(report::page::PAGE).display()));
    }
    Ok(())
}

fn kept(done: &str, order: &Order) -> String {
    let aside = order.folder.join(REPLACED);
    let before = if aside.exists() {
        format!("; the result that was there before is kept in {}", aside.display())
    } else {
        String::new()
    };
    format!("{done}; the same command with --resume goes on{before}")
}
