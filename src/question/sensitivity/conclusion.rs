//! Which keys an outcome depends on.

use super::answer::Sensitivities;
use super::table::Sensitivity;
use super::{cells, says};
use crate::config::Config;
use crate::config::document::Document;
use crate::config::source::Diagnostic;
use crate::question::design::{Design, Kind};
use crate::question::findings::Findings;
use crate::question::interface::{About, Cells, Conclusion, Question, Table, place};
use crate::question::words::Words;
use crate::record::Column;
use crate::record::cell::Cell;

impl Question for Sensitivity {
    fn kind(&self) -> Kind {
        Kind::Sensitivity
    }

    fn cells(&self, config: &Config, document: &Document, mistakes: &mut Vec<Diagnostic>) -> Cells {
        Cells::Points(cells::points(self, config.seed, document, mistakes))
    }

    fn outcome(&self) -> Option<&str> {
        Some(&self.outcome)
    }

    fn says(&self, design: &Design, found: &Findings, words: Words) -> Vec<String> {
        says::says(design, found, words)
    }

    fn conclusion(&self, run_columns: &[Column]) -> Box<dyn Conclusion> {
        Box::new(Means {
            study: self.clone(),
            place: place(&self.outcome, run_columns),
            means: Vec::new(),
            errors: Vec::new(),
        })
    }
}

/// The mean of the outcome in each cell.
struct Means {
    study: Sensitivity,
    /// The place of the outcome among the columns of a run.
    place: usize,
    means: Vec<f64>,
    /// Their standard errors.
    errors: Vec<f64>,
}

impl Conclusion for Means {
    fn cell(&mut self, cell: &Cell) {
        self.means.push(cell.mean(self.place));
        self.errors.push(cell.error(self.place));
    }

    fn conclude(self: Box<Self>, about: &About<'_>, found: &mut Findings) -> Option<Table> {
        let range = about.run_columns[self.place].range.ends(about.config.rounds.get());
        let (keys, seed) = (about.design.columns(), about.config.seed);
        let all = Sensitivities::new(&self.study, &keys, seed, range, &self.means, &self.errors);
        let all = found.sensitivities.insert(all);
        Some((all.columns(), all.rows()))
    }
}
