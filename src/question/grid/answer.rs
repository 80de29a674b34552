//! The answer of a grid: where P(hold) passes 1/2 along its first axis.

use crate::output::Csv;
use crate::question::design::Design;
use crate::record::Column;
use crate::record::cell::CellFinding;
use crate::statistics::crossing::{Crossing, Decided, Point};

/// A line of a grid along its first axis, the other axes fixed.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The swept values of the other axes, one for each of their columns.
    pub others: Vec<String>,
    /// The level of each of the other axes.
    pub levels: Vec<usize>,
    /// Where the estimates of P(hold) pass 1/2.
    pub crossing: Crossing,
    /// What the intervals of P(hold) decide.
    pub decided: Decided,
}

/// Crossings of P(hold) = 1/2 along the first axis, if its values are numbers.
pub fn lines(design: &Design, cells: &[CellFinding]) -> Vec<Line> {
    let Some(axis) = design.axes.first() else { return Vec::new() };
    let Some(numbers) = axis.levels.iter().map(|level| level.number).collect::<Option<Vec<f64>>>() else {
        return Vec::new();
    };
    let mut order: Vec<usize> = (0..numbers.len()).collect();
    order.sort_by(|&a, &b| numbers[a].total_cmp(&numbers[b]));
    let line = |line: usize| {
        let mut levels = design.levels(line);
        let others = levels[1..].to_vec();
        let point = |&level: &usize| {
            levels[0] = level;
            let hold = &cells[design.cell(&levels)].hold;
            (numbers[level], [hold.share, hold.low, hold.high])
        };
        let points: Vec<Point> = order.iter().map(point).collect();
        let estimates: Vec<(f64, f64)> = points.iter().map(|&(x, [share, ..])| (x, share)).collect();
        let labels = design.labels(line)[axis.columns.len()..].to_vec();
        Line { others: labels, levels: others, crossing: Crossing::of(&estimates), decided: Decided::of(&points) }
    };
    (0..design.cells() / axis.levels.len()).map(line).collect()
}

/// The columns of the `answer.csv` of a grid.
pub fn columns(design: &Design, swept: &[Column]) -> Vec<Column> {
    let axis = design.axes.first().map(|axis| axis.columns[0].clone()).unwrap_or_default();
    let skip = design.axes.first().map_or(0, |axis| axis.columns.len());
    let mut columns: Vec<Column> = swept.iter().skip(skip).cloned().collect();
    columns.extend(own(&axis));
    columns
}

/// Those of them that are no swept values; `axis` is the first key.
pub fn own(axis: &str) -> Vec<Column> {
    vec![
        Column::new(
            "crossing",
            "as the axis",
            format!(
                "Value of {axis} at which the estimate of P(hold) first passes 1/2, interpolated between grid points; empty if it does not."
            ),
        ),
        Column::new("below", "as the axis", "The grid point before the crossing."),
        Column::new("above", "as the axis", "The grid point after it."),
        Column::new("crossings", "number", "How often the estimate of P(hold) passes 1/2 along the axis."),
        Column::new("holds_first", "0/1", "Is the estimate of P(hold) at least 1/2 at the least value of the axis?"),
        Column::new(
            "holds",
            "cells",
            "Cells of the line in which cooperation holds: the interval of P(hold) is above 1/2.",
        ),
        Column::new("fails", "cells", "Cells in which it fails: the interval is below 1/2."),
        Column::new("inconclusive", "cells", "Cells of which the runs do not say."),
        Column::new(
            "first_decided",
            "name",
            "holds or fails: the decided cell of the least value; inconclusive if none is decided.",
        ),
        Column::new(
            "changes",
            "number",
            "How often cells change from holding to failing or back along the axis, inconclusive ones left out.",
        ),
        Column::new(
            "change",
            "as the axis",
            "About where they first do, interpolated between estimates; empty if they do not.",
        ),
        Column::new("change_below", "as the axis", "The last decided cell before that."),
        Column::new("change_above", "as the axis", "The first decided cell after it."),
    ]
}

/// Its rows.
pub fn rows(lines: &[Line]) -> Vec<u8> {
    let mut table = Csv::new();
    for Line { others, crossing, decided, .. } in lines {
        table.texts(others);
        let (below, above) = crossing.between.unwrap_or((f64::NAN, f64::NAN));
        table.reals([crossing.at.unwrap_or(f64::NAN), below, above]);
        table.counts([f64::from(crossing.times), f64::from(u8::from(crossing.holds_first))]);
        let tally = &decided.tally;
        table.counts([tally.holds, tally.fails, tally.inconclusive].map(|cells| cells as f64));
        table.text(decided.first.name());
        table.count(f64::from(decided.changes));
        let change = decided.change.map_or([f64::NAN; 3], |c| [c.at.unwrap_or(f64::NAN), c.below, c.above]);
        table.reals(change);
        table.end();
    }
    table.into_bytes()
}
