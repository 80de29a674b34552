//! What each mechanism contributes to an outcome.

use super::answer::Credit;
use super::table::Ablation;
use super::{cells, says};
use crate::config::Config;
use crate::config::document::Document;
use crate::config::source::Diagnostic;
use crate::question::ask::Ask;
use crate::question::design::{Design, Kind};
use crate::question::findings::Findings;
use crate::question::interface::{About, Cells, Conclusion, Question, Table, place};
use crate::question::words::Words;
use crate::record::Column;

impl Question for Ablation {
    fn kind(&self) -> Kind {
        Kind::Ablation
    }

    fn cells(&self, _: &Config, document: &Document, mistakes: &mut Vec<Diagnostic>) -> Cells {
        Cells::Levers(cells::levers(self, document, mistakes))
    }

    fn outcome(&self) -> Option<&str> {
        Some(&self.outcome)
    }

    fn says(&self, design: &Design, found: &Findings, words: Words) -> Vec<String> {
        says::says(design, found, words)
    }

    fn conclusion(&self, run_columns: &[Column]) -> Box<dyn Conclusion> {
        Box::new(Outcomes { place: place(&self.outcome, run_columns), cells: Vec::new() })
    }
}

/// The outcome of every run, by cell and replicate.
struct Outcomes {
    /// The place of the outcome among the columns of a run.
    place: usize,
    /// Missing (NaN) where a run failed.
    cells: Vec<Vec<f64>>,
}

impl Conclusion for Outcomes {
    fn run(&mut self, ask: Ask, values: Option<&[f64]>) {
        self.cells.resize(self.cells.len().max(ask.cell + 1), Vec::new());
        self.cells[ask.cell].push(values.map_or(f64::NAN, |values| values[self.place]));
    }

    fn conclude(self: Box<Self>, about: &About<'_>, found: &mut Findings) -> Option<Table> {
        let column = &about.run_columns[self.place];
        let range = column.range.ends(about.config.rounds.get());
        let credit = found.credit.insert(Credit::new(&about.design.columns(), column, range, &self.cells));
        Some((credit.columns(), credit.rows()))
    }
}
