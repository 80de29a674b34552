//! `comity rerun`: one run again, with every round.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::err::{tell, tell_build};
use crate::batch::execute::do_one;
use crate::batch::{Plan, dictionary, replan};
use crate::config::Failure;
use crate::config::structs::Rounds;
use crate::output::inside;
use crate::output::journal::Lock;
use crate::output::table::write_whole;
use crate::question::ask::{Ask, FollowUp, What};

/// Arguments of `rerun`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The folder of a result
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The run: its cell and its replicate, as in runs.csv or failures.csv
    #[arg(long, value_name = "CELL:REPLICATE", allow_hyphen_values = true)]
    run: String,
    /// Where its rounds go, instead of DIR/rerun
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Does one run again and writes all its rounds.
///
/// # Errors
/// [`Failure`]: no such run, or it fails (again).
pub fn run(args: &Args) -> Result<(), Failure> {
    let manifest = replan::manifest(&args.folder)?;
    let plan = replan::plan(&args.folder, &manifest)?;
    tell_build(&args.folder, &manifest);
    let (ask, [cell, replicate]) = asked(&plan, &args.run)?;
    let mut job = plan.job(ask.cell)?;
    job.recorded = Rounds::All;
    tell(&format!("{}, replicate {replicate}", plan.describe(ask.cell)));
    let done = do_one(&plan, ask, &mut Some((ask.cell, job)))
        .map_err(|why| Failure::SomeFailed(format!("the run {} failed: {why}", args.run)))?;
    let folder = match &args.out {
        Some(folder) => {
            inside::in_the_way(folder).map_or(Ok(()), |what| Err(Failure::Usage(what)))?;
            inside::make(folder)?;
            folder.clone()
        }
        None => {
            let folder = args.folder.join("rerun");
            inside::folder(&folder)?;
            folder
        }
    };
    let lock = Lock::wait(&folder)?;
    for (table, rows) in plan.growing().iter().zip(done.rows).filter(|(_, rows)| !rows.is_empty()) {
        let bytes = [dictionary::header(&table.columns), rows].concat();
        let file = format!("{cell}-{replicate}-{}", table.name);
        write_whole(&folder, &file, &bytes)?;
        tell(&format!("{} written: {}", table.name, folder.join(file).display()));
    }
    lock.leave()?;
    if ask.what == What::Run {
        tell(&format!("cooperation holds: {}", if done.values[0] == 1.0 { "yes" } else { "no" }));
    }
    Ok(())
}

/// The run that a text asks for, CELL:REPLICATE or CELL:REPLICATE:WHAT, and both numbers as they were written.
fn asked<'a>(plan: &Plan, text: &'a str) -> Result<(Ask, [&'a str; 2]), Failure> {
    let cells = plan.design.cells();
    let (audits, carried) = match plan.follow_up() {
        Some(FollowUp::Audit { replicates, .. }) => (replicates, 0),
        Some(FollowUp::Loop { replicates }) => (0, replicates),
        None => (0, 0),
    };
    let most = |what: What| match what {
        What::Run => plan.most_replicates(),
        What::Deviation => audits,
        What::Up | What::Down => carried,
    };
    let wrong = || {
        let (last, replicate) = (cells - 1, most(What::Run) - 1);
        let other = match (audits, carried) {
            (1.., _) => " (or CELL:REPLICATE:deviation)",
            (_, 1..) => " (or CELL:REPLICATE:up, or down)",
            _ => "",
        };
        Failure::Usage(format!(
            "--run: expected CELL:REPLICATE{other} with a cell from 0 to {last} and a replicate from 0 to {replicate}, found {text:?}"
        ))
    };
    let words: Vec<&str> = text.split(':').collect();
    let (&[cell, replicate], what) = words.split_first_chunk().ok_or_else(wrong)?;
    let what = match what {
        [] | ["run"] => What::Run,
        ["deviation"] => What::Deviation,
        ["up"] => What::Up,
        ["down"] => What::Down,
        _ => return Err(wrong()),
    };
    let ask =
        Ask { what, cell: cell.parse().map_err(|_| wrong())?, replicate: replicate.parse().map_err(|_| wrong())? };
    if ask.cell >= cells || ask.replicate >= most(what) {
        return Err(wrong());
    }
    Ok((ask, [cell, replicate]))
}
