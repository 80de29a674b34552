//! `comity merge`: shards put together; it, never the scheduler, judges whether all are there.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::err::tell;
use super::task::words;
use crate::batch::folder::Wish;
use crate::batch::merge::{Parts, merge};
use crate::batch::replan;
use crate::batch::session::{Order, Outcome};
use crate::config::Failure;
use crate::output::inside;
use crate::question::words::counted;
use crate::report::terminal;

/// Arguments of `merge`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Folders of results whose shards are to be put together, or folders of single shards
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// Where the result goes, instead of the one DIR that was given
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace a result that is already there
    #[arg(long)]
    force: bool,
    /// Merge what other builds of the program made: their numbers may be others; the manifest names all builds
    #[arg(long)]
    accept_build: bool,
    /// Say nothing but errors
    #[arg(long, short)]
    quiet: bool,
}

/// Puts shards together.
///
/// # Errors
/// [`Failure`]: shards are missing (exit code 4), or do not belong together.
pub fn run(args: &Args) -> Result<(), Failure> {
    let parts = Parts::find(&args.folders)?;
    let folder = match (&args.out, args.folders.as_slice()) {
        (Some(out), _) => out.clone(),
        (None, [one]) if inside::has_folder(&one.join(crate::batch::shard::FOLDER)) => one.clone(),
        _ => return Err(Failure::Usage("--out DIR must say where the result of these folders goes".to_owned())),
    };
    let Some((path, manifest)) = parts.any() else { return Err(Failure::Usage("there are no shards".to_owned())) };
    let plan = replan::plan(path, manifest)?;
    let order = Order {
        folder,
        threads: NonZeroUsize::MIN,
        wish: if args.force { Wish::Force } else { Wish::Resume },
        shard: None,
        max_time: None,
        command: words(),
        accept_build: args.accept_build,
        say: if args.quiet { |_| {} } else { tell },
    };
    let folder = order.folder.display();
    match merge(&plan, &parts, &order)? {
        Outcome::Ran(found, _) => {
            if !args.quiet {
                tell(&terminal::summary(&plan, &found, super::progress::width()));
                let runs = counted(found.runs as usize, "run");
                tell(&format!("{runs} of {} shards merged; tables in {folder}/", parts.count));
            }
            super::run::page(&order, &plan.config.report, args.quiet)?;
            super::run::some_failed(found.failed, &order.folder)
        }
        Outcome::AlreadyThere => {
            if !args.quiet {
                tell(&format!("{folder}: these shards are merged already, nothing to do"));
            }
            // A merge that was cut off after its tables left no page, or half of one.
            super::run::page(&order, &plan.config.report, args.quiet)?;
            super::run::some_failed(super::run::there_failed(&order.folder), &order.folder)
        }
    }
}
