//! `comity verify`: is a result what it says it is?

use std::path::PathBuf;
use std::time::SystemTime;

use clap::Args as ClapArgs;

use super::err::tell_build;
use super::out::print;
use crate::batch::{Task, replan, verify};
use crate::config::Failure;

/// Arguments of `verify`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The folder of a result, or of a shard
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Runs that are done again and compared with their rows
    #[arg(long, default_value_t = 5, value_name = "K")]
    runs: usize,
    /// Which runs are drawn (default: others each time)
    #[arg(long)]
    seed: Option<u64>,
}

/// Looks a result through.
///
/// # Errors
/// [`Failure`] with what is not as it should be.
pub fn run(args: &Args) -> Result<(), Failure> {
    let manifest = replan::manifest(&args.folder)?;
    let task = replan::task(&args.folder, &manifest)?;
    tell_build(&args.folder, &manifest);
    let plan = match task {
        Task::Worlds(plan) => plan,
        Task::Tournament(_) => {
            let whole = verify::files(&args.folder, &manifest)?;
            print(&format!("{whole} files have the checksums of the manifest (matches are not played again)"));
            return Ok(());
        }
    };
    // Which runs are looked at is no result; a new draw each time finds more.
    let now = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(1, |time| time.as_nanos() as u64);
    let seed = args.seed.unwrap_or_else(now);
    let found = verify::verify(&args.folder, &manifest, &plan, args.runs, seed)?;
    print(&format!("{} files have the checksums of the manifest", found.files));
    print(&format!("{} runs are there, each exactly once", found.runs));
    if !found.conclusions.is_empty() {
        print(&format!("{} follow from them", found.conclusions.join(", ")));
    }
    let again: Vec<String> = found.again.iter().map(|ask| format!("{}:{}", ask.cell, ask.replicate)).collect();
    if !again.is_empty() {
        print(&format!("done again with the same bytes: {}", again.join(" ")));
    }
    Ok(())
}
