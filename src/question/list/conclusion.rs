//! How far every two cells of a list lie apart.

use super::table::List;
use super::{answer, cells, says};
use crate::config::Config;
use crate::config::document::Document;
use crate::config::source::Diagnostic;
use crate::question::ask::Ask;
use crate::question::design::{Design, Kind};
use crate::question::findings::Findings;
use crate::question::interface::{About, Cells, Conclusion, Question, Table, place};
use crate::question::paired::Paired;
use crate::question::words::Words;
use crate::record::Column;

impl Question for List {
    fn kind(&self) -> Kind {
        Kind::List
    }

    fn cells(&self, config: &Config, document: &Document, mistakes: &mut Vec<Diagnostic>) -> Cells {
        Cells::Points(cells::points(self, config, document, mistakes))
    }

    fn says(&self, design: &Design, found: &Findings, words: Words) -> Vec<String> {
        says::says(design, found, words)
    }

    fn conclusion(&self, run_columns: &[Column]) -> Box<dyn Conclusion> {
        let names = self.cells.iter().map(|cell| cell.name.clone()).collect();
        Box::new(Pairs { names, cooperation: place("cooperation", run_columns), paired: Paired::default() })
    }
}

/// The runs of all cells, paired by replicate.
struct Pairs {
    names: Vec<String>,
    /// The place of mean cooperation among the columns of a run.
    cooperation: usize,
    paired: Paired,
}

impl Conclusion for Pairs {
    fn run(&mut self, ask: Ask, values: Option<&[f64]>) {
        self.paired.push(ask, values.map(|values| (values[self.cooperation], values[0] == 1.0)));
    }

    fn conclude(self: Box<Self>, _: &About<'_>, found: &mut Findings) -> Option<Table> {
        let (cooperation, held) = self.paired.complete();
        let number = |held: &bool| f64::from(u8::from(*held));
        let held: Vec<Vec<f64>> = held.iter().map(|cell| cell.iter().map(number).collect()).collect();
        found.pairs =
            [answer::pairs("hold", &self.names, &held), answer::pairs("cooperation", &self.names, &cooperation)]
                .concat();
        Some((answer::columns(), answer::rows(&found.pairs)))
    }
}
