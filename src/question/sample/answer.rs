//! The answer of a sample: which of the swept keys the outcomes rise and fall with.

use crate::output::Csv;
use crate::question::design::points::Points;
use crate::record::Column;
use crate::record::cell::CellFinding;
use crate::statistics::rank_correlation::{Correlation, spearman};

/// How an outcome goes with a key.
#[derive(Debug, Clone, PartialEq)]
pub struct Association {
    /// The key.
    pub key: String,
    /// The outcome.
    pub outcome: &'static str,
    /// Over all cells.
    pub correlation: Correlation,
}

/// Of every key whose values are numbers, with P(hold) and mean cooperation.
pub fn associations(points: &Points, cells: &[CellFinding]) -> Vec<Association> {
    let numbers: Vec<Vec<f64>> = (0..cells.len()).map(|cell| points.numbers(cell)).collect();
    let outcomes: [(&'static str, Vec<f64>); 2] = [
        ("hold", cells.iter().map(|cell| cell.hold.share).collect()),
        ("cooperation", cells.iter().map(|cell| cell.cooperation).collect()),
    ];
    let mut found = Vec::new();
    for (outcome, values) in &outcomes {
        for (place, key) in points.columns.iter().enumerate() {
            let column: Vec<f64> = numbers.iter().map(|row| row[place]).collect();
            if column.iter().any(|x| !x.is_nan()) {
                found.push(Association { key: key.clone(), outcome, correlation: spearman(&column, values) });
            }
        }
    }
    found
}

/// The columns of `answer.csv`.
pub fn columns() -> Vec<Column> {
    vec![
        Column::new("outcome", "name", "hold (P(hold) of a cell) or cooperation (its mean over window and runs)."),
        Column::new("term", "name", "The key."),
        Column::new(
            "rank_correlation",
            "index",
            "Spearman's rank correlation of the key and the outcome over the cells.",
        )
        .within(-1.0, 1.0),
        Column::new("low", "index", "Lower end of its 95% interval.").within(-1.0, 1.0),
        Column::new("high", "index", "Upper end of its 95% interval.").within(-1.0, 1.0),
        Column::new("cells", "number", "Cells it is taken over."),
    ]
}

/// Its rows.
pub fn rows(associations: &[Association]) -> Vec<u8> {
    let mut table = Csv::new();
    for Association { key, outcome, correlation } in associations {
        table.text(outcome);
        table.text(key);
        table.reals([correlation.rho, correlation.low, correlation.high]);
        table.count(correlation.n as f64);
        table.end();
    }
    table.into_bytes()
}
