//! Which of the swept keys the outcomes rise and fall with.

use super::table::Sample;
use super::{answer, cells, says};
use crate::config::Config;
use crate::config::document::Document;
use crate::config::source::Diagnostic;
use crate::question::design::{Design, Kind};
use crate::question::findings::Findings;
use crate::question::interface::{About, Cells, Conclusion, Question, Table};
use crate::question::words::Words;
use crate::record::Column;

impl Question for Sample {
    fn kind(&self) -> Kind {
        Kind::Sample
    }

    fn cells(&self, config: &Config, document: &Document, mistakes: &mut Vec<Diagnostic>) -> Cells {
        Cells::Points(cells::points(self, config.seed, document, mistakes))
    }

    fn says(&self, design: &Design, found: &Findings, words: Words) -> Vec<String> {
        says::says(design, found, words)
    }

    fn conclusion(&self, _: &[Column]) -> Box<dyn Conclusion> {
        Box::new(Associations)
    }
}

/// The cells' findings are enough.
struct Associations;

impl Conclusion for Associations {
    fn conclude(self: Box<Self>, about: &About<'_>, found: &mut Findings) -> Option<Table> {
        found.associations = answer::associations(about.design.points.as_ref()?, &found.cells);
        Some((answer::columns(), answer::rows(&found.associations)))
    }
}
