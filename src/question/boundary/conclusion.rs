//! Where along each line cooperation breaks.

use super::answer::{self, Broken};
use super::table::Boundary;
use super::{cells, says};
use crate::config::Config;
use crate::config::document::Document;
use crate::config::source::Diagnostic;
use crate::question::design::{Design, Kind};
use crate::question::findings::Findings;
use crate::question::interface::{About, Cells, Conclusion, Question, Table};
use crate::question::words::Words;
use crate::record::Column;

impl Question for Boundary {
    fn kind(&self) -> Kind {
        Kind::Boundary
    }

    fn cells(&self, _: &Config, document: &Document, mistakes: &mut Vec<Diagnostic>) -> Cells {
        Cells::Levers(cells::levers(self, document, mistakes))
    }

    fn says(&self, design: &Design, found: &Findings, words: Words) -> Vec<String> {
        says::says(design, found, words)
    }

    fn conclusion(&self, _: &[Column]) -> Box<dyn Conclusion> {
        Box::new(Lines { hysteresis: self.hysteresis.is_some(), lines: Vec::new() })
    }
}

/// The lines that were searched.
struct Lines {
    /// Were worlds carried along them?
    hysteresis: bool,
    lines: Vec<Broken>,
}

impl Conclusion for Lines {
    fn line(&mut self, line: Broken) {
        self.lines.push(line);
    }

    fn conclude(self: Box<Self>, about: &About<'_>, found: &mut Findings) -> Option<Table> {
        found.broken = self.lines;
        let axis = about.design.columns().pop().unwrap_or_default();
        Some((answer::columns(about.swept, &axis, self.hysteresis), answer::rows(&found.broken)))
    }
}
