//! What the replicates of a cell say together: P(hold) and means with their intervals, quantiles.
//!
//! Runs are taken in one by one, and their values kept until the cell is done: the interval of a mean depends on all of them.

use super::columns::averaged;
use super::row::{Column, Range};
use super::run::Run;
use crate::statistics::confidence_sequence::{Sequential, always_valid};
use crate::statistics::decision::Decision;
use crate::statistics::interval::{self, Moments, Student};

/// Measures whose quantiles are reported as well.
pub const QUANTILES: [(&str, f64); 3] = [("q05", 0.05), ("q50", 0.5), ("q95", 0.95)];
/// Columns that get quantiles.
pub const SPREAD: [&str; 4] = ["cooperation", "trust", "payoff_strong", "payoff_weak"];

/// The values of one run in the order of [`super::columns::runs`].
///
/// `places` maps the table's strategies to the run's repertoire; a strategy this world does not have has share 0.
pub fn run_values(run: &Run, places: &[Option<usize>]) -> Vec<f64> {
    // Enough for all that is known here, and for what shocks, conventions and blocs add.
    let mut values = Vec::with_capacity(run.means.len() + places.len() + 64);
    values.extend(run.outcome.values());
    values.extend(&run.means);
    values.extend(places.iter().map(|place| place.map_or(0.0, |place| run.shares[place])));
    values.push(f64::from(u8::from(run.drifting)));
    for outcome in &run.by_kind {
        values.extend(outcome.map_or([f64::NAN; 4], |outcome| outcome.values()));
    }
    values.extend(run.game_shares());
    values.extend(run.outcome.spell());
    for outcome in &run.by_kind {
        values.extend(outcome.map_or([f64::NAN; 3], |outcome| outcome.spell()));
    }
    values
}

/// The values of one run in the order of [`super::columns::shocked`]; a world without shocks has none of them.
pub fn shock_values(run: &Run) -> [f64; 6] {
    let recovery = run.recovery_after_shock.map(|rounds| rounds.map_or(f64::NAN, f64::from));
    let [all, ss, sw, ws, ww] = recovery;
    [f64::from(run.shocks), all, ss, sw, ws, ww]
}

/// What the runs of one cell say, taken in one by one.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    /// By column, the values of the runs that have one.
    values: Vec<Vec<f64>>,
    held: u32,
    runs: u32,
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
    /// Lower end of its 95% interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Which interval P(hold) has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// The exact one of Clopper and Pearson, for a number of runs that was fixed beforehand.
    Exact,
    /// The always-valid one, for runs that went on until it was narrow enough.
    AlwaysValid,
}

impl Hold {
    /// So many of so many runs hold; the interval is the one that fits the way the runs came about.
    pub fn of(held: u32, runs: u32, bound: Bound) -> Self {
        let (low, high) = match bound {
            Bound::Exact => interval::clopper_pearson(held, runs, 0.95),
            Bound::AlwaysValid => always_valid(held, runs, Sequential::ALPHA),
        };
        Self { runs, held, share: f64::from(held) / f64::from(runs), low, high }
    }

    /// What the interval decides.
    pub fn decision(&self) -> Decision {
        Decision::of(self.low, self.high)
    }
}

impl Cell {
    /// Takes a run's values, in the order of the columns of `runs.csv` ([`run_values`]).
    pub fn push(&mut self, values: &[f64]) {
        self.values.resize(values.len(), Vec::new());
        self.runs += 1;
        self.held += u32::from(values[0] == 1.0);
        for (own, &value) in self.values.iter_mut().zip(values).filter(|(_, value)| !value.is_nan()) {
            own.push(value);
        }
    }

    fn moments(&self, place: usize) -> Moments {
        self.values.get(place).into_iter().flatten().copied().collect()
    }

    /// P(hold) with the interval that fits the way its runs came about.
    pub fn hold(&self, bound: Bound) -> Hold {
        Hold::of(self.held, self.runs, bound)
    }

    /// Mean of a column over the runs that have a value.
    pub fn mean(&self, place: usize) -> f64 {
        self.moments(place).mean()
    }

    /// The standard error of that mean; NaN with fewer than two.
    pub fn error(&self, place: usize) -> f64 {
        self.moments(place).error()
    }

    /// The row of `cells.csv` after the keys and swept values, in the order of [`cell_columns`]; runs have so many `rounds`.
    pub fn row(&mut self, run_columns: &[Column], bound: Bound, rounds: u32, student: &mut Student) -> Vec<f64> {
        let hold = self.hold(bound);
        // A cell all of whose runs failed has no column yet.
        self.values.resize(run_columns.len(), Vec::new());
        let mut row = vec![f64::from(hold.runs), hold.share, hold.low, hold.high];
        for (own, column) in self.values.iter_mut().zip(run_columns).skip(1) {
            let (mean, low, high) = student.mean(own, column.range.ends(rounds));
            row.extend([mean, low, high]);
            if SPREAD.contains(&column.name.as_str()) {
                own.sort_unstable_by(f64::total_cmp);
                row.extend(QUANTILES.map(|(_, q)| interval::quantile(own, q)));
            }
        }
        row
    }
}

/// Columns of `cells.csv` after `cell` and the swept values.
pub fn cell_columns(run_columns: &[Column], bound: Bound) -> Vec<Column> {
    let (interval, watched) = match bound {
        Bound::Exact => ("95% interval (Clopper-Pearson)", ""),
        Bound::AlwaysValid => (
            "95% always-valid interval (runs went on until it was narrow enough)",
            ", as if the number of runs had been fixed",
        ),
    };
    let mut columns = vec![
        Column::new("runs", "number", "Runs of the cell."),
        Column::new("hold", "share", "P(hold): share of the runs in which cooperation holds."),
        Column::new("hold_low", "share", format!("Lower end of its {interval}.")),
        Column::new("hold_high", "share", format!("Upper end of its {interval}.")),
    ];
    for column in run_columns.iter().skip(1) {
        let Column { name, unit, meaning, range, .. } = column;
        let of = match range {
            Range::From(_) => "Student interval",
            Range::Within(..) | Range::Rounds(_) => "interval (Gaffke)",
        };
        // Means, their bounds and quantiles are reals even of counts.
        let mut real = |name: String, meaning: String| columns.push(averaged(Column::new(name, unit, meaning)));
        real(name.clone(), format!("Mean over the runs (those that have a value): {meaning}"));
        for (end, word) in [("low", "Lower"), ("high", "Upper")] {
            real(format!("{name}_{end}"), format!("{word} end of the 95% {of} of the mean of {name}{watched}."));
        }
        if SPREAD.contains(&name.as_str()) {
            for (label, q) in QUANTILES {
                real(format!("{name}_{label}"), format!("Quantile {q} of {name} over the runs."));
            }
        }
    }
    columns
}

/// What was found in one cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellFinding {
    /// P(hold).
    pub hold: Hold,
    /// Mean cooperation over window and runs.
    pub cooperation: f64,
}
