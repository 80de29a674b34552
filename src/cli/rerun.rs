//! `comity rerun`: one run again, with every round.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::tell;
use crate::output::table::write_whole;
use crate::study::config::Rounds;
use crate::study::execute::one_run;
use crate::study::results::failed;
use crate::study::unit::Ask;
use crate::study::{Failure, answer, stored, tables};

/// Arguments of `rerun`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The folder of a result
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The run: its cell and its replicate, as in runs.csv or failures.csv
    #[arg(long, value_name = "CELL:REPLICATE")]
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
    let manifest = stored::manifest(&args.folder)?;
    let plan = stored::plan(&args.folder, &manifest)?;
    let cells = plan.design.cells();
    let wrong = || {
        let text = &args.run;
        Failure::Usage(format!("--run: expected CELL:REPLICATE with a cell from 0 to {}, found {text:?}", cells - 1))
    };
    let (cell, replicate) = args.run.split_once(':').ok_or_else(wrong)?;
    let ask = Ask { cell: cell.parse().map_err(|_| wrong())?, replicate: replicate.parse().map_err(|_| wrong())? };
    if ask.cell >= cells {
        return Err(wrong());
    }
    let mut job = plan.job(ask.cell)?;
    job.recorded = Rounds::All;
    let name = format!("{cell}-{replicate}");
    tell(&format!("{}, replicate {replicate}", plan.describe(ask.cell)));
    let done = one_run(&plan, ask, &mut Some((ask.cell, job)))
        .map_err(|why| Failure::SomeFailed(format!("the run {} failed: {why}", args.run)))?;
    let folder = args.out.clone().unwrap_or_else(|| args.folder.join("rerun"));
    std::fs::create_dir_all(&folder).map_err(Failure::io(&folder))?;
    let [runs, rounds, _] = tables::growing(&plan);
    for (table, columns, rows) in [("run", runs, done.row), ("rounds", rounds, done.rounds)] {
        let bytes = [answer::header(&columns), rows].concat();
        write_whole(&folder, &format!("{name}-{table}.csv"), &bytes).map_err(failed)?;
    }
    let place = folder.display();
    tell(&format!("holds: {}", if done.values[0] == 1.0 { "yes" } else { "no" }));
    tell(&format!("every round in {place}/{name}-rounds.csv, its row of runs.csv in {place}/{name}-run.csv"));
    Ok(())
}
