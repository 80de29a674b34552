//! What the replicates of a cell say together: P(hold) with its Wilson interval, means with Student intervals, quantiles.

use super::columns;
use super::interval;
use super::row::Column;
use super::run::Run;

/// Measures whose quantiles are reported as well.
pub const QUANTILES: [(&str, f64); 3] = [("q05", 0.05), ("q50", 0.5), ("q95", 0.95)];
/// Columns that get quantiles.
pub const SPREAD: [&str; 4] = ["cooperation", "trust", "payoff_strong", "payoff_weak"];

/// The values of one run in the order of [`columns::runs`].
///
/// `places` maps the table's strategies to the run's repertoire; a strategy this world does not have has share 0.
pub fn run_values(run: &Run, places: &[Option<usize>]) -> Vec<f64> {
    let mut values = run.outcome.values().to_vec();
    values.extend(&run.means);
    values.extend(places.iter().map(|place| place.map_or(0.0, |place| run.shares[place])));
    values.push(f64::from(u8::from(run.drifting)));
    for outcome in &run.by_kind {
        values.extend(outcome.values());
    }
    values.extend(run.game_shares());
    values
}

/// The runs of one cell, as rows of [`run_values`].
#[derive(Debug, Clone, Default)]
pub struct Cell {
    rows: Vec<Vec<f64>>,
}

/// A proportion with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hold {
    /// Runs.
    pub runs: u32,
    /// Runs that hold.
    pub held: u32,
    /// Share of them.
    pub share: f64,
    /// Wilson interval.
    pub low: f64,
    /// Wilson interval.
    pub high: f64,
}

impl Cell {
    /// Adds a run.
    pub fn push(&mut self, values: Vec<f64>) {
        self.rows.push(values);
    }

    /// P(hold).
    pub fn hold(&self) -> Hold {
        let runs = self.rows.len() as u32;
        let held = self.rows.iter().filter(|row| row[0] == 1.0).count() as u32;
        let (low, high) = interval::wilson(held, runs);
        Hold { runs, held, share: f64::from(held) / f64::from(runs), low, high }
    }

    /// The values of one column over the runs.
    pub fn column(&self, place: usize) -> Vec<f64> {
        self.rows.iter().map(|row| row[place]).collect()
    }

    /// The row of `cells.csv` after the keys and swept values, in the order of [`cell_columns`].
    pub fn values(&self, run_columns: &[Column], student: &mut interval::Student) -> Vec<f64> {
        let hold = self.hold();
        let mut values = vec![f64::from(hold.runs), hold.share, hold.low, hold.high];
        for (place, column) in run_columns.iter().enumerate().skip(1) {
            let mut of = self.column(place);
            let (mean, low, high) = student.mean(&of);
            values.extend([mean, low, high]);
            if SPREAD.contains(&column.name.as_str()) {
                of.retain(|x| !x.is_nan());
                of.sort_unstable_by(f64::total_cmp);
                values.extend(QUANTILES.map(|(_, q)| interval::quantile(&of, q)));
            }
        }
        values
    }
}

/// Columns of `cells.csv` after `cell` and the swept values.
pub fn cell_columns(run_columns: &[Column]) -> Vec<Column> {
    let mut columns = vec![
        Column::new("runs", "number", "Runs of the cell."),
        Column::new("hold", "share", "P(hold): share of the runs in which cooperation holds."),
        Column::new("hold_low", "share", "Lower end of its 95% Wilson interval."),
        Column::new("hold_high", "share", "Upper end of its 95% Wilson interval."),
    ];
    for column in run_columns.iter().skip(1) {
        let Column { name, unit, meaning } = column;
        columns.push(Column::new(name, unit, format!("Mean over the runs (those that have a value): {meaning}")));
        columns.push(Column::new(
            format!("{name}_low"),
            unit,
            format!("Lower end of the 95% Student interval of the mean of {name}."),
        ));
        columns.push(Column::new(
            format!("{name}_high"),
            unit,
            format!("Upper end of the 95% Student interval of the mean of {name}."),
        ));
        if SPREAD.contains(&name.as_str()) {
            columns.extend(QUANTILES.map(|(label, q)| {
                Column::new(format!("{name}_{label}"), unit, format!("Quantile {q} of {name} over the runs."))
            }));
        }
    }
    columns
}

/// The place of a column of `runs.csv` after the keys, by name.
pub fn place(name: &str) -> Option<usize> {
    columns::runs(&[]).iter().position(|column| column.name == name)
}
