//! `comity run`: runs a study and says in a few lines what was found.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args as ClapArgs;

use super::progress::Progress;
use super::{Changes, folder, plan, relevant, tell};
use crate::report::{self, terminal};
use crate::study::execute::{Reason, Stop};
use crate::study::folder::REPLACED;
use crate::study::results::{self, Order, Outcome};
use crate::study::{Failure, Task, tournament};

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
    /// Replace a result that is already there
    #[arg(long)]
    force: bool,
    /// Say nothing but errors
    #[arg(long, short)]
    quiet: bool,
}

/// Runs a study.
///
/// # Errors
/// [`Failure`] as its exit code says.
pub fn run(args: &Args) -> Result<(), Failure> {
    let task = plan(&args.config, &args.changes)?;
    let order = Order {
        folder: args.out.clone().unwrap_or_else(|| folder(task.config())),
        threads: args.jobs.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN),
        force: args.force,
        command: std::env::args().collect(),
    };
    let stop = Arc::new(Stop::new());
    listen(&stop)?;
    match &task {
        Task::Worlds(plan) => {
            if !args.quiet {
                relevant(plan)?;
            }
            let mut progress = Progress::new(plan.runs(), "runs", args.quiet);
            let outcome = results::run(plan, &order, &stop, |done| progress.at(done));
            let runs = terminal::runs(plan.runs() as u64);
            end(args, &order, &progress, outcome, &runs, |found, width| terminal::summary(plan, found, width))
        }
        Task::Tournament(plan) => {
            if !args.quiet {
                plan.warnings().iter().for_each(|warning| tell(&format!("warning: {warning}")));
            }
            let mut progress = Progress::new(plan.matches() as usize, "matches", args.quiet);
            let outcome = tournament::run::run(plan, &order, &stop, |done| progress.at(done));
            let matches = format!("{} matches", plan.matches());
            end(args, &order, &progress, outcome, &matches, |found, width| {
                report::tournament::summary(plan, found, width)
            })
        }
    }
}

/// Says what came of it: what was found and where, that nothing was to do, or how far it came.
fn end<T>(
    args: &Args,
    order: &Order,
    progress: &Progress,
    outcome: Result<Outcome<T>, Failure>,
    count: &str,
    summary: impl FnOnce(&T, usize) -> String,
) -> Result<(), Failure> {
    progress.end();
    let folder = order.folder.display();
    match outcome {
        Ok(Outcome::Ran(found, seconds)) if !args.quiet => {
            tell(&summary(&found, progress.width()));
            tell(&format!(
                "{count} in {} on {} threads; tables in {folder}/ (columns.csv explains every column)",
                super::duration(seconds),
                order.threads
            ));
            Ok(())
        }
        Ok(Outcome::AlreadyThere) if !args.quiet => {
            tell(&format!("{folder}: this study is finished already, nothing to do; --force runs it again"));
            Ok(())
        }
        Ok(_) => Ok(()),
        Err(Failure::Interrupted(done)) => Err(Failure::Interrupted(kept(&done, order))),
        Err(Failure::Stopped(done)) => Err(Failure::Stopped(kept(&done, order))),
        Err(failure) => Err(failure),
    }
}

fn kept(done: &str, order: &Order) -> String {
    let aside = order.folder.join(REPLACED);
    let before = if aside.exists() {
        format!("; the result that was there before is kept in {}", aside.display())
    } else {
        String::new()
    };
    let folder = order.folder.display();
    let parts = std::fs::read_dir(&order.folder).into_iter().flatten().flatten();
    let rows = if parts.into_iter().any(|entry| entry.path().extension().is_some_and(|end| end == "part")) {
        format!("; their rows are in {folder}/*.part")
    } else {
        String::new()
    };
    format!("{done}{rows}; the same command with --force starts over{before}")
}

/// Ctrl-C and TERM ask to stop in good order; a second Ctrl-C stops at once.
fn listen(stop: &Arc<Stop>) -> Result<(), Failure> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM])
        .map_err(|error| Failure::Usage(format!("cannot listen for Ctrl-C: {error}")))?;
    let stop = Arc::clone(stop);
    std::thread::spawn(move || {
        for signal in signals.forever() {
            if stop.asked().is_some() {
                std::process::exit(130);
            }
            stop.ask(if signal == SIGTERM { Reason::Terminate } else { Reason::Interrupt });
        }
    });
    Ok(())
}
