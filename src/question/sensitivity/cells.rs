//! The cells of a sensitivity analysis: points from which it follows what matters.

use super::table::{Screening, Sensitivity};
use crate::config::document::Document;
use crate::config::source::Diagnostic;
use crate::question::design::points::{Points, Values, drawn_from, not_too_many};
use crate::statistics::distribution::Distribution;
use crate::statistics::morris::{Morris, MorrisError};
use crate::statistics::sensitivity::{Saltelli, SensitivityError};

/// The points of `[study.sensitivity]`.
pub(crate) fn points(
    study: &Sensitivity,
    seed: u64,
    document: &Document,
    mistakes: &mut Vec<Diagnostic>,
) -> Option<Points> {
    const PATH: [&str; 2] = ["study", "sensitivity"];
    let mut wrong = |message: String| {
        mistakes.push(Diagnostic::new(document.span(&PATH), "study.sensitivity", message));
        None
    };
    if let Err(message) = not_too_many(study.points(), study.keys.len()).and_then(|()| study.check()) {
        return wrong(message);
    }
    let points = match study.method {
        Screening::Morris => {
            let Ok(design) = morris(study, seed) else { return wrong("too many trajectories".to_owned()) };
            let inside = |key: usize, x: f64| {
                // A normal has no value at 0 and 1: its grid stays inside.
                let ends = study.keys.values().nth(key).is_none_or(Distribution::has_ends);
                if ends { x } else { design.inside(x) }
            };
            let mut points = design.points();
            for point in &mut points {
                point.iter_mut().enumerate().for_each(|(key, x)| *x = inside(key, *x));
            }
            points
        }
        Screening::Sobol => {
            let Ok(design) = saltelli(study) else { return wrong("too many base points".to_owned()) };
            design.points(seed as u32)
        }
    };
    let columns = (0..study.keys.len()).map(|key| points.iter().map(|point| point[key]).collect()).collect();
    let values = match study.method {
        Screening::Morris => Values::Spaced,
        Screening::Sobol => Values::Drawn,
    };
    drawn_from(&study.keys, &PATH, values, columns, document, mistakes)
}

/// The design of elementary effects.
pub(crate) fn morris(study: &Sensitivity, seed: u64) -> Result<Morris, MorrisError> {
    Morris::new(study.keys.len(), study.n.get() as usize, study.levels(), seed)
}

/// The design of Sobol indices.
pub(crate) fn saltelli(study: &Sensitivity) -> Result<Saltelli, SensitivityError> {
    Saltelli::new(study.keys.len(), study.n.get() as usize, study.pairs)
}
