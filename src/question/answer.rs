//! The tables that say what the tables say: `answer.csv`, and the dictionary of all columns.

use super::design::Kind;
use crate::batch::plan::Plan;
use crate::batch::results::Line;
use crate::output::Csv;
use crate::record::{Column, ValueKind};
use crate::statistics::effects::{Effect, Scale};

/// The header of a table.
pub fn header(columns: &[Column]) -> Vec<u8> {
    let mut table = Csv::new();
    table.texts(columns.iter().map(|column| &column.name));
    table.end();
    table.into_bytes()
}

/// The columns of the swept values.
pub fn swept_columns(plan: &Plan) -> Vec<Column> {
    let meaning = |(key, kind): (&String, ValueKind)| match plan.design.kind {
        Kind::Factorial | Kind::Ablation => Column::new(key, "0/1", format!("Is {key} on?")),
        _ => Column::new(key, "as in the config", format!("Swept value of {key}.")).with_kind(kind),
    };
    let columns = plan.design.columns();
    let named = columns.iter().zip(plan.design.kinds()).map(meaning).zip(plan.swept_names());
    named.map(|(column, name)| Column { name, ..column }).collect()
}

/// The rows of `columns.csv`, its header included: every column of every table.
pub fn dictionary_rows(tables: &[(&str, Vec<Column>)]) -> Vec<u8> {
    let mut table = Csv::new();
    for name in ["table", "column", "unit", "meaning", "type"] {
        table.text(name);
    }
    table.end();
    for (name, columns) in tables {
        for column in columns {
            table.text(name);
            table.text(&column.name);
            table.text(column.unit);
            table.text(&column.meaning);
            table.text(column.kind.name());
            table.end();
        }
    }
    table.into_bytes()
}

/// The columns of the `answer.csv` of a factorial.
pub fn effect_columns() -> Vec<Column> {
    vec![
        Column::new("outcome", "name", "What is affected: cooperation (window mean), hold (P(hold)) or hold_log_odds."),
        Column::new(
            "kind",
            "name",
            "effect (mean change when a bundle goes on), interaction (half the difference of an effect with and without the others), loss (full set against full set without the bundle), synergy (gain of all together less the sum of the gains alone).",
        ),
        Column::new("term", "name", "The bundles, joined by a colon."),
        Column::new("estimate", "as the outcome", "Estimate from paired replicates."),
        Column::new("low", "as the outcome", "Lower end of its 95% interval."),
        Column::new("high", "as the outcome", "Upper end of its 95% interval."),
        Column::new("p", "probability", "Two-sided p-value."),
        Column::new("p_holm", "probability", "The same, Holm-adjusted over the rows of the outcome."),
    ]
}

/// Its rows.
pub fn effect_rows(effects: &[(Scale, Vec<Effect>)]) -> Vec<u8> {
    let mut table = Csv::new();
    for (scale, effects) in effects {
        for effect in effects {
            table.text(scale.name());
            table.text(effect.contrast.kind);
            table.text(&effect.contrast.term);
            table.reals([effect.estimate, effect.low, effect.high, effect.p, effect.p_holm]);
            table.end();
        }
    }
    table.into_bytes()
}

/// The columns of the `answer.csv` of a grid.
pub fn line_columns(plan: &Plan) -> Vec<Column> {
    let axis = plan.design.axes.first().map(|axis| axis.columns[0].clone()).unwrap_or_default();
    let skip = plan.design.axes.first().map_or(0, |axis| axis.columns.len());
    let mut columns: Vec<Column> = swept_columns(plan).into_iter().skip(skip).collect();
    columns.extend(line_own(&axis));
    columns
}

/// Those of them that are no swept values; `axis` is the first key.
pub fn line_own(axis: &str) -> Vec<Column> {
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
pub fn line_rows(lines: &[Line]) -> Vec<u8> {
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
