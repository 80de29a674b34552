//! How long cooperation lasts once it is there: `survival.csv`.

use crate::game::DYADS;
use crate::output::Csv;
use crate::record::Column;
use crate::statistics::survival::kaplan_meier;

/// What is followed: cooperation of all sides, then by kind of directed dyad.
const KINDS: usize = 1 + DYADS.len();

/// How long cooperation lasted in the runs of a cell, by kind.
#[derive(Debug, Clone, Default)]
pub struct Spells([Vec<(f64, bool)>; KINDS]);

/// Where `reached` and `fell` stand among the columns of runs.csv, by kind.
#[derive(Debug, Clone, Copy)]
pub struct Places([(usize, usize); KINDS]);

impl Places {
    /// Of the columns of runs.csv.
    pub fn of(run_columns: &[Column]) -> Option<Self> {
        let place = |name: String| run_columns.iter().position(|column| column.name == name);
        let mut places = [(0, 0); KINDS];
        for (kind, places) in places.iter_mut().enumerate() {
            let suffix = if kind == 0 { String::new() } else { format!("_{}", DYADS[kind - 1]) };
            *places = (place(format!("reached{suffix}"))?, place(format!("fell{suffix}"))?);
        }
        Some(Self(places))
    }
}

impl Spells {
    /// Takes a run of so many rounds: it counts from where cooperation is first reached to where it first falls, or to the
    /// end, where it is censored. A run that never gets there says nothing.
    pub fn push(&mut self, values: &[f64], places: &Places, rounds: u32) {
        for (spells, &(reached, fell)) in self.0.iter_mut().zip(&places.0) {
            let (reached, fell) = (values[reached], values[fell]);
            if !reached.is_nan() {
                let censored = f64::from(rounds) + 1.0;
                spells.push((if fell.is_nan() { censored } else { fell } - reached, !fell.is_nan()));
            }
        }
    }

    /// The rows of a cell; `begin` begins a row.
    pub fn rows(&self, begin: impl Fn() -> Csv) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (kind, spells) in self.0.iter().enumerate() {
            for step in kaplan_meier(spells) {
                let mut row = begin();
                row.text(if kind == 0 { "all" } else { DYADS[kind - 1] });
                row.counts([step.time, f64::from(step.at_risk), f64::from(step.events)]);
                row.reals([step.survival, step.low, step.high]);
                row.count(f64::from(step.censored));
                row.end();
                bytes.extend(row.into_bytes());
            }
        }
        bytes
    }
}

/// The columns of `survival.csv` after `cell` and the swept values.
pub fn columns() -> Vec<Column> {
    vec![
        Column::new("dyad", "name", "Whose cooperation: all sides, or ss, sw, ws, ww (first letter: who acts)."),
        Column::new(
            "time",
            "rounds",
            "Rounds since cooperation first reached the threshold (trailing mean) at which it fell below, or the run ended, in some run; up to the last of them.",
        ),
        Column::new("at_risk", "number", "Runs in which it had lasted until then and which had not ended before."),
        Column::new("events", "number", "Runs of them in which it fell then."),
        Column::new(
            "survival",
            "share",
            "Share of the runs in which it lasts longer (Kaplan-Meier; runs that end before are censored).",
        ),
        Column::new(
            "low",
            "share",
            "Lower end of its 95% interval (Greenwood, on ln(-ln S)); empty before the first fall, and where the share is 0.",
        ),
        Column::new("high", "share", "Upper end of its 95% interval."),
        Column::new("censored", "number", "Runs of them that ended then, while it lasted."),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::columns;

    /// Four runs of 100 rounds: it falls after 10 and 30 rounds, stands to the end of round 100 in one, and never comes in one.
    #[test]
    fn a_curve_by_hand() {
        let run_columns = columns::runs(&[]);
        let places = Places::of(&run_columns).unwrap();
        let (reached, fell) = places.0[0];
        let mut spells = Spells::default();
        for (from, to) in [(1.0, 11.0), (20.0, 50.0), (41.0, f64::NAN), (f64::NAN, f64::NAN)] {
            let mut values = vec![f64::NAN; run_columns.len()];
            (values[reached], values[fell]) = (from, to);
            spells.push(&values, &places, 100);
        }
        assert_eq!(spells.0[0], [(10.0, true), (30.0, true), (60.0, false)]);
        let rows = String::from_utf8(spells.rows(Csv::new)).unwrap();
        let lines: Vec<&str> = rows.lines().collect();
        assert_eq!(lines.len(), 3);
        assert!(lines[0].starts_with("all,10,3,1,0.6666") && lines[0].ends_with(",0"), "{rows}");
        assert!(lines[1].starts_with("all,30,2,1,0.3333"), "{rows}");
        // The last run is followed to its end: one is left at risk, none falls, one is censored.
        assert!(lines[2].starts_with("all,60,1,0,0.3333") && lines[2].ends_with(",1"), "{rows}");
    }
}
