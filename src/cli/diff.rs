//! `comity diff`: two results side by side.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::err::tell;
use super::out::print;
use crate::compare::Comparison;
use crate::config::Failure;
use crate::report;

/// Arguments of `diff`.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
comity diff output/before output/after
comity diff output/before output/after --measure payoff_weak --measure mutual
comity diff output/before output/after --format csv > differences.csv

Cells are compared where the values of the keys that both sweep are the same. Replicates that met the same random numbers
(the same seed, seeds = \"common\") are compared pair by pair, so that the luck they share cancels.")]
pub struct Args {
    /// The folder of a result
    #[arg(value_name = "A")]
    first: PathBuf,
    /// The folder of another; differences are B - A
    #[arg(value_name = "B")]
    second: PathBuf,
    /// What is compared: hold, any column of runs.csv, or all; may be repeated [default: hold, cooperation, trust, payoff_strong,
    /// payoff_weak]
    #[arg(long = "measure", value_name = "COLUMN")]
    measures: Vec<String>,
    /// How it is told: csv has every cell
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Which table csv is
    #[arg(long, value_enum, default_value_t = CsvTable::Cells)]
    table: CsvTable,
}

/// How it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Tables to read.
    Text,
    /// A table for machines.
    Csv,
}

/// Which table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CsvTable {
    /// A row for each measure of each pair of cells.
    Cells,
    /// A row for each key of the configs that differs.
    Config,
}

/// Compares two results.
///
/// # Errors
/// [`Failure`] if one of them is no finished result.
pub fn run(args: &Args) -> Result<(), Failure> {
    let found = Comparison::of([&args.first, &args.second], &args.measures)?;
    let csv = match (args.format, args.table) {
        (Format::Text, _) => {
            let folders = [&args.first, &args.second].map(|folder| folder.display().to_string());
            print(report::comparison::text(&found, &folders).trim_end());
            return Ok(());
        }
        (Format::Csv, CsvTable::Cells) => found.contrasts_csv(),
        (Format::Csv, CsvTable::Config) => found.settings_csv(),
    };
    if let (CsvTable::Cells, Err(why)) = (args.table, &found.matching) {
        tell(&format!("no cells to compare: {why}"));
    }
    found.warnings.iter().for_each(|warning| tell(&format!("warning: {warning}")));
    print(String::from_utf8_lossy(&csv).trim_end_matches('\n'));
    Ok(())
}
