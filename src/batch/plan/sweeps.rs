//! Worlds that are carried along the lines of a plan.

use super::{Checked, Job, Plan};
use crate::config::document::{Document, Setting};
use crate::config::source::{Diagnostic, Failure};
use crate::question::ask::What;
use crate::record::sweep::{self, Start};
use crate::stop::heed;
use crate::world::Rules;

impl Plan {
    /// The cells that a world passes through on its way along the line that begins at a cell, and the world it starts as.
    ///
    /// # Errors
    /// [`Failure::Config`] if the settings make no world.
    pub fn sweep(&self, first: usize, way: What) -> Result<(Vec<(usize, Job)>, Job), Failure> {
        let (Some(line), Some(study)) = (&self.line, self.hysteresis()) else {
            return Err(Failure::Usage("there are no sweeps".to_owned()));
        };
        let mut points = line.levels(study.levels.get());
        if way == What::Down {
            points.reverse();
        }
        let levels: Vec<(usize, Job)> =
            points.iter().map(|point| Ok((first + point, self.job(first + point)?))).collect::<Result<_, Failure>>()?;
        let (name, settings) =
            if way == What::Up { ("cooperative", &study.cooperative) } else { ("hostile", &study.hostile) };
        let mut start = self.design.settings(first + points[0]);
        for (key, value) in settings {
            let span = self.document.span(&["study", "boundary", "hysteresis", name, key]).unwrap_or_default();
            let key = Document::split(key)
                .map_err(|message| self.document.wrong(Diagnostic::new(Some(span.clone()), "", message)))?;
            start.push(Setting { key, value: value.clone(), span });
        }
        Ok((levels, self.job_of(&start)?))
    }

    /// Can worlds be carried along every line?
    pub(super) fn check_sweeps(&self, checked: Checked) -> Result<(), Failure> {
        if self.hysteresis().is_none() {
            return Ok(());
        }
        for unit in self.units_of(checked) {
            heed();
            for way in [What::Up, What::Down] {
                let (levels, start) = self.sweep(self.cells_of(unit..unit + 1).start, way)?;
                let rules: Vec<Rules> = levels.into_iter().map(|(_, job)| job.rules).collect();
                let from = Start { rules: Some(&start.rules), after: None };
                sweep::check(&rules, &from).map_err(|error| {
                    let span = self.document.span(&["study", "boundary", "hysteresis"]);
                    let message = format!("a world cannot be carried along this axis: {error}");
                    self.document.wrong(Diagnostic::new(span, "study.boundary.hysteresis", message))
                })?;
            }
        }
        Ok(())
    }
}
