//! Tables that grow run by run.

use super::dictionary;
use crate::record::Column;

/// A table that grows run by run.
#[derive(Debug, Clone)]
pub struct Growing {
    /// Its file.
    pub name: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// How many of them, at the end, are read back as numbers.
    pub numbers: usize,
}

/// Where runs, rounds, failures, and what units ask for last stand among the tables that grow.
pub const RUNS: usize = 0;
/// Rounds.
pub const ROUNDS: usize = 1;
/// Failures.
pub const FAILURES: usize = 2;
/// Deviations or sweeps.
pub const FOLLOW_UP: usize = 3;

/// The growing tables with their headers.
pub fn headers(growing: &[Growing]) -> Vec<(&'static str, Vec<u8>)> {
    growing.iter().map(|table| (table.name, dictionary::header(&table.columns))).collect()
}

/// Columns of `failures.csv` after the keys and the swept values.
pub(crate) fn failure_columns() -> Vec<Column> {
    vec![
        Column::new("what", "name", "What failed: run (a replicate), deviation (of the audit), up or down (a sweep)."),
        Column::new("message", "text", "Why."),
        Column::new("command", "text", "The command that repeats it, given in the folder of the result."),
    ]
}
