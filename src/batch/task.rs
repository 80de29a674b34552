//! What a config asks for: cells of worlds, or a tournament.

use super::plan::{Checked, Plan};
use crate::batch::tournament::Tournament;
use crate::config::document::Document;
use crate::config::source::Failure;
use crate::config::structs::{Config, Study};

/// Something to be run, planned.
#[derive(Debug, Clone)]
pub enum Task {
    /// Worlds: one, or the cells of a study.
    Worlds(Box<Plan>),
    /// Matches.
    Tournament(Box<Tournament>),
}

impl Task {
    /// Plans whatever the config asks for, and looks whether all that it says acts.
    ///
    /// # Errors
    /// [`Failure::Config`] with every mistake found.
    pub fn new(document: Document, quick: bool) -> Result<Self, Failure> {
        Self::with(document, quick, Checked::All)
    }

    /// The same with fewer of its cells checked.
    ///
    /// # Errors
    /// As [`Task::new`].
    pub fn with(document: Document, quick: bool, checked: Checked) -> Result<Self, Failure> {
        Ok(match Self::planned(document, quick, checked)? {
            Self::Worlds(plan) => Self::Worlds(Box::new(plan.judged()?)),
            Self::Tournament(plan) => Self::Tournament(Box::new(plan.judged()?)),
        })
    }

    /// The same of a config that says everything, as manifests do, whether it acts or not.
    ///
    /// # Errors
    /// As [`Task::new`].
    pub(crate) fn planned(document: Document, quick: bool, checked: Checked) -> Result<Self, Failure> {
        document.check_texts()?;
        let config = document.config().map_err(|mistake| document.wrong(mistake))?;
        match config.study {
            Some(Study::Tournament(_)) => Ok(Self::Tournament(Box::new(Tournament::new(document, quick)?))),
            _ => Ok(Self::Worlds(Box::new(Plan::with(document, quick, checked)?))),
        }
    }

    /// Its config.
    pub fn config(&self) -> &Config {
        match self {
            Self::Worlds(plan) => &plan.config,
            Self::Tournament(tournament) => &tournament.config,
        }
    }
}
