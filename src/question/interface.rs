//! What every kind of study is: its cells, what it keeps of the runs, and what it concludes.

use super::ask::Ask;
use super::boundary::answer::Broken;
use super::design::lever::Lever;
use super::design::points::Points;
use super::design::{Design, Kind};
use super::findings::Findings;
use super::words::Words;
use crate::config::Config;
use crate::config::document::Document;
use crate::config::source::Diagnostic;
use crate::record::Column;
use crate::record::cell::Cell;

/// A kind of study: implemented once for each, by its table in the config.
pub trait Question {
    /// Which kind it is.
    fn kind(&self) -> Kind;

    /// Its cells; mistakes join the others.
    fn cells(&self, config: &Config, document: &Document, mistakes: &mut Vec<Diagnostic>) -> Cells;

    /// The column of `runs.csv` that it analyses (or `hold`), if its config says which.
    fn outcome(&self) -> Option<&str> {
        None
    }

    /// What it says of what was found.
    fn says(&self, design: &Design, found: &Findings, words: Words) -> Vec<String>;

    /// What it keeps of the runs, before there are any.
    fn conclusion(&self, run_columns: &[Column]) -> Box<dyn Conclusion>;
}

/// The cells of a study.
#[derive(Debug, Clone)]
pub enum Cells {
    /// Combinations of levels; none of a world alone.
    Levers(Vec<Lever>),
    /// Points; none if they could not be made, which has been said.
    Points(Option<Points>),
}

/// What a study keeps of its runs, and what it concludes from them.
///
/// Runs come in the order of the plan, whether they were just done or are read back: so resumed and merged studies conclude the same.
pub trait Conclusion {
    /// Takes a replicate of a cell: its values, by [`About::run_columns`]; none if it failed.
    fn run(&mut self, _ask: Ask, _values: Option<&[f64]>) {}

    /// Takes a cell that has all its runs.
    fn cell(&mut self, _cell: &Cell) {}

    /// Takes what a line of cells that was searched has come to.
    fn line(&mut self, _line: Broken) {}

    /// The columns and rows of `answer.csv`, if it has something to say; what was found joins the findings.
    fn conclude(self: Box<Self>, about: &About<'_>, found: &mut Findings) -> Option<Table>;
}

/// The columns and rows of a table.
pub type Table = (Vec<Column>, Vec<u8>);

/// What a conclusion is drawn about.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The config.
    pub config: &'a Config,
    /// The cells.
    pub design: &'a Design,
    /// Columns of `runs.csv` after the keys and the swept values.
    pub run_columns: &'a [Column],
    /// Columns of the swept values.
    pub swept: &'a [Column],
}

/// The column of `runs.csv` that an outcome is read from.
pub fn column_of(outcome: &str) -> &str {
    if outcome == "hold" { "holds" } else { outcome }
}

/// Its place among the columns of a run; the plan has seen to it that there is one.
pub fn place(outcome: &str, run_columns: &[Column]) -> usize {
    run_columns.iter().position(|column| column.name == column_of(outcome)).unwrap_or(0)
}
