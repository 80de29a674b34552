//! The columns of the tables.

use super::rounds::RoundRow;
use super::row::{Column, Range, ValueKind};
use crate::game::DYADS;

/// The columns that identify a row: `cell, replicate, seed, round`.
pub fn keys() -> Vec<Column> {
    vec![
        Column::new("cell", "number", "Place of the cell in the plan, from 0."),
        Column::new("replicate", "number", "Replicate of the cell, from 0."),
        Column::new(
            "seed",
            "number",
            "Seed of the study; with the cell's settings and the replicate it determines the run.",
        ),
        Column::new("round", "number", "Round, from 1."),
    ]
}

/// A column of the means of another: a real even of counts.
pub fn averaged(column: Column) -> Column {
    column.with_kind(ValueKind::Real)
}

/// Columns of `rounds.csv` after the keys, for a repertoire of strategies.
pub fn rounds(strategies: &[String]) -> Vec<Column> {
    let mut columns = RoundRow::columns();
    columns.extend(strategies.iter().map(|name| {
        Column::new(
            format!("share_{name}"),
            "share",
            format!("Share of the agents that play {name}, before this round's learning."),
        )
    }));
    columns
}

/// The ending of a column's name and the cooperation it is about; `where_to` is empty for all encounters, else one of
/// [`DYADS`].
fn place(where_to: &str) -> (String, String) {
    if where_to.is_empty() {
        (String::new(), "cooperation".to_owned())
    } else {
        (format!("_{where_to}"), format!("cooperation_{where_to}"))
    }
}

/// Columns of the outcome of a run; `where_to` is empty for all encounters, else one of [`DYADS`].
pub fn outcome(where_to: &str) -> Vec<Column> {
    let (suffix, of) = place(where_to);
    vec![
        Column::new(
            format!("holds{suffix}"),
            "0/1",
            format!("Is mean {of} over the window at or above the threshold?"),
        ),
        Column::new(
            format!("onset{suffix}"),
            "round",
            format!(
                "First round from which the trailing mean of {of} stays at or above the threshold to the end; empty if none."
            ),
        ),
        Column::new(
            format!("collapse{suffix}"),
            "round",
            format!(
                "Last round at which the trailing mean of {of} falls below the threshold after having been above; empty if none."
            ),
        ),
        Column::new(
            format!("time_above{suffix}"),
            "share",
            format!("Share of the rounds with the trailing mean of {of} at or above the threshold."),
        ),
    ]
}

/// Columns of the first spell of cooperation in a run, from when it is reached until it falls and recovers; `where_to`
/// as in [`outcome`].
pub fn spell(where_to: &str) -> Vec<Column> {
    let (suffix, of) = place(where_to);
    vec![
        Column::new(
            format!("reached{suffix}"),
            "round",
            format!("First round with the trailing mean of {of} at or above the threshold; empty if none."),
        ),
        Column::new(
            format!("fell{suffix}"),
            "round",
            format!(
                "First round after reached{suffix} at which the trailing mean of {of} is below the threshold; \
                 empty if it stands to the end."
            ),
        ),
        Column::new(
            format!("recovery{suffix}"),
            "rounds",
            format!(
                "Rounds from fell{suffix} until the trailing mean of {of} is back at or above the threshold; \
                 empty if it never fell or never came back."
            ),
        ),
    ]
}

/// Columns of `runs.csv` after the keys and the swept values.
pub fn runs(strategies: &[String]) -> Vec<Column> {
    let mut columns = outcome("");
    columns.extend(
        rounds(strategies)
            .into_iter()
            .map(|column| Column { meaning: format!("Mean over the window: {}", column.meaning), ..averaged(column) }),
    );
    columns.push(Column::new(
        "drifting",
        "0/1",
        "Does cooperation still drift in the window (trend of ten block means beyond 3 standard errors)?",
    ));
    for dyad in DYADS {
        columns.extend(outcome(dyad));
    }
    columns.extend(crate::game::Kind::ALL.map(|kind| {
        let name = format!("game_{}", kind.name().replace('\'', "").replace(' ', "_"));
        Column::new(name, "share", format!("Share of the sides that see a {} in the first round.", kind.name()))
    }));
    columns.extend(spell(""));
    columns.extend(DYADS.iter().flat_map(|dyad| spell(dyad)));
    columns
}

/// The range of a column of `runs.csv`, by its name alone: for tables that are read back. One that is not known has none.
pub fn range(name: &str) -> Range {
    let extra = super::Extra::ALL.map(super::Extra::column);
    let known = [runs(&[]), shocked(), extra.into(), vec![super::modularity::column()]].concat();
    let shares = ["share_", "members_", "in_force_"];
    match known.into_iter().find(|column| column.name == name) {
        Some(column) => column.range,
        None if shares.iter().any(|start| name.starts_with(start)) => Range::Within(0.0, 1.0),
        None => Range::From(f64::NEG_INFINITY),
    }
}

/// The column of `rounds.csv` that says when a shock struck; only where there are shocks.
pub fn struck() -> Column {
    Column::new("shock", "0/1", "Did a shock strike at the end of this round? It acts from the next one.")
}

/// The last columns of `runs.csv` where there are shocks.
pub fn shocked() -> Vec<Column> {
    let count = Column::new("shocks", "shocks", "Shocks that struck, counting those of one round as one.");
    let recovery = |where_to: &str| {
        let (suffix, of) = place(where_to);
        Column::new(
            format!("recovery_after_shock{suffix}"),
            "rounds after",
            format!(
                "Rounds after the first shock until the trailing mean of {of}, below the threshold at it or fallen below \
                 after it, is back; 0 if it never is below, empty if it does not come back or nothing struck."
            ),
        )
    };
    [count, recovery("")].into_iter().chain(DYADS.iter().map(|dyad| recovery(dyad))).collect()
}
