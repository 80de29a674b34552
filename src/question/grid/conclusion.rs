//! Where cooperation holds along the first axis of a grid.

use super::table::Grid;
use super::{answer, cells, says};
use crate::config::Config;
use crate::config::document::Document;
use crate::config::source::Diagnostic;
use crate::question::design::{Design, Kind};
use crate::question::findings::Findings;
use crate::question::interface::{About, Cells, Conclusion, Question, Table};
use crate::question::words::Words;
use crate::record::Column;

impl Question for Grid {
    fn kind(&self) -> Kind {
        Kind::Grid
    }

    fn cells(&self, _: &Config, document: &Document, mistakes: &mut Vec<Diagnostic>) -> Cells {
        Cells::Levers(cells::levers(self, document, mistakes))
    }

    fn says(&self, design: &Design, found: &Findings, words: Words) -> Vec<String> {
        says::says(design, found, words)
    }

    fn conclusion(&self, _: &[Column]) -> Box<dyn Conclusion> {
        Box::new(Lines)
    }
}

/// The cells' findings are enough.
struct Lines;

impl Conclusion for Lines {
    fn conclude(self: Box<Self>, about: &About<'_>, found: &mut Findings) -> Option<Table> {
        found.lines = answer::lines(about.design, &found.cells);
        (!found.lines.is_empty()).then(|| (answer::columns(about.design, about.swept), answer::rows(&found.lines)))
    }
}
