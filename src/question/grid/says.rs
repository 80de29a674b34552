//! What a grid says.

use super::answer::Line;
use crate::question::design::{Design, Lever};
use crate::question::findings::Findings;
use crate::question::layout::{last_part, level_text};
use crate::question::sentences::{self, GridLine, SHOWN};
use crate::question::words::Words;

/// In how many cells cooperation holds, and where it breaks along the first axis.
pub fn says(design: &Design, found: &Findings, words: Words) -> Vec<String> {
    let mut said = vec![sentences::tally(&found.tally(), words)];
    let Some((axis, others)) = design.axes.split_first() else { return said };
    let line = |line: &Line| {
        let of =
            |(lever, &level): (&Lever, &usize)| (last_part(&lever.columns[0]).to_owned(), level_text(lever, level));
        GridLine { others: others.iter().zip(&line.levels).map(of).collect(), decided: line.decided }
    };
    let lines: Vec<GridLine> = found.lines.iter().take(SHOWN).map(line).collect();
    said.extend(sentences::grid_lines(last_part(&axis.columns[0]), &lines, found.lines.len(), words));
    said
}
