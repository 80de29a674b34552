//! Does what a config asks of its study go together with what the study has?

use super::Plan;
use crate::config::advice::advice;
use crate::config::source::{Diagnostic, Failure};
use crate::question::{claims, kinds};

impl Plan {
    /// Do the claims speak of what the study has, and is there something to audit?
    pub(super) fn check_claims(&self) -> Result<(), Failure> {
        let mut mistakes = claims::check(&self.config.claims, &self.design, &self.run_columns(), &self.document);
        if self.line.is_some() && self.audit().is_some() {
            let message = "a search has few runs of each cell: an audit belongs to a grid or a sample of the cells where \
                           cooperation holds; leave [audit] out, or set audit.enabled = false";
            mistakes.push(Diagnostic::new(self.document.span(&["audit"]), "audit", message));
        }
        if self.line.is_some() && !self.config.claims.is_empty() {
            let message = "a search chooses its cells by what it finds: it says where cooperation breaks itself; \
                           claims are judged by a grid or a sample";
            mistakes.push(Diagnostic::new(self.document.span(&["claims"]), "claims", message));
        }
        if mistakes.is_empty() {
            return Ok(());
        }
        Err(Failure::Config { mistakes, sources: self.document.sources.clone() })
    }

    /// Are the rounds and the cell that the page shows played?
    pub(super) fn check_report(&self) -> Result<(), Failure> {
        let report = &self.whole.report;
        let (last, cells) = (self.whole.rounds.get(), self.design.cells());
        let wrong = |key: &str, message: String| {
            let span = self.document.span(&["report", key]);
            Err(self.document.wrong(Diagnostic::new(span, format!("report.{key}"), message)))
        };
        if let Some(round) = report.rounds.iter().flatten().find(|round| !(1..=last).contains(*round)) {
            return wrong("rounds", format!("expected rounds from 1 to {last}, found {round}"));
        }
        if report.cell >= cells {
            return wrong("cell", format!("expected a cell from 0 to {}, found {}", cells - 1, report.cell));
        }
        Ok(())
    }

    /// Is the outcome of an analysis a column of runs.csv?
    pub(super) fn check_outcome(&self) -> Result<(), Failure> {
        let question = kinds::question(self.config.study.as_ref());
        let Some((kind, name)) = question.and_then(|asked| Some((asked.kind().name(), asked.outcome()?))) else {
            return Ok(());
        };
        let columns = self.run_columns();
        let known: Vec<&str> =
            std::iter::once("hold").chain(columns.iter().map(|column| column.name.as_str())).collect();
        if known.contains(&name) {
            return Ok(());
        }
        let message = format!("expected hold or a column of runs.csv, found {name:?}");
        let span = self.document.span(&["study", kind, "outcome"]);
        let mistake = Diagnostic::new(span, format!("study.{kind}.outcome"), message);
        Err(self.document.wrong(mistake.with_help(advice(name, &known))))
    }
}
