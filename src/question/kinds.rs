//! Which kind of study a config asks for: the line that each kind has here leads to its folder.

use super::design::{Design, Kind};
use super::interface::{Cells, Conclusion, Question};
use super::study::Study;
use crate::config::Config;
use crate::config::document::Document;
use crate::config::source::Diagnostic;
use crate::record::Column;

/// The question of a study whose cells are worlds; none of a world alone, and of a tournament, which has no cells.
pub fn question(study: Option<&Study>) -> Option<&dyn Question> {
    Some(match study? {
        Study::Grid(study) => study,
        Study::Factorial(study) => study,
        Study::Sample(study) => study,
        Study::Sensitivity(study) => study,
        Study::Ablation(study) => study,
        Study::Boundary(study) => study,
        Study::List(study) => study,
        Study::Tournament(_) => return None,
    })
}

/// The cells that a config asks for.
///
/// # Errors
/// Every mistake found: keys that do not exist or are set twice, axes without values, zipped axes of different lengths.
pub fn design(config: &Config, document: &Document) -> Result<Design, Vec<Diagnostic>> {
    let mut mistakes = Vec::new();
    let (kind, cells) = match question(config.study.as_ref()) {
        Some(question) => (question.kind(), question.cells(config, document, &mut mistakes)),
        None => (Kind::World, Cells::Levers(Vec::new())),
    };
    let design = match cells {
        Cells::Levers(axes) => Design { kind, axes, points: None },
        Cells::Points(points) => Design { kind, axes: Vec::new(), points },
    };
    design.checked(document, mistakes)
}

/// What the study of a config keeps of its runs; nothing of a world alone.
pub fn conclusion(config: &Config, run_columns: &[Column]) -> Option<Box<dyn Conclusion>> {
    question(config.study.as_ref()).map(|question| question.conclusion(run_columns))
}
