//! What each bundle does, alone and with the others.

use super::table::Factorial;
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
use crate::statistics::effects::{Scale, estimate};

impl Question for Factorial {
    fn kind(&self) -> Kind {
        Kind::Factorial
    }

    fn cells(&self, _: &Config, document: &Document, mistakes: &mut Vec<Diagnostic>) -> Cells {
        Cells::Levers(cells::levers(self, document, mistakes))
    }

    fn says(&self, design: &Design, found: &Findings, words: Words) -> Vec<String> {
        says::says(design, found, words)
    }

    fn conclusion(&self, run_columns: &[Column]) -> Box<dyn Conclusion> {
        Box::new(Effects { cooperation: place("cooperation", run_columns), paired: Paired::default() })
    }
}

/// The runs of all cells, paired by replicate.
struct Effects {
    /// The place of mean cooperation among the columns of a run.
    cooperation: usize,
    paired: Paired,
}

impl Conclusion for Effects {
    fn run(&mut self, ask: Ask, values: Option<&[f64]>) {
        self.paired.push(ask, values.map(|values| (values[self.cooperation], values[0] == 1.0)));
    }

    fn conclude(self: Box<Self>, about: &About<'_>, found: &mut Findings) -> Option<Table> {
        if about.config.replicates.most() < 2 {
            return None;
        }
        let bundles = about.design.columns();
        let (cooperation, held) = self.paired.complete();
        let of = |scale| (scale, estimate(&bundles, scale, &cooperation, &held));
        found.effects = Scale::ALL.map(of).into();
        Some((answer::columns(), answer::rows(&found.effects)))
    }
}
