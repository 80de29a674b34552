//! Runs read back from `runs.csv` and `failures.csv`, in the order in which the plan asks for them.

use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};

use csv::ByteRecord;

use super::plan::Plan;
use super::source::Failure;
use super::tables::Tables;
use super::unit::{Ask, Unit};
use crate::measure::columns;

/// A run that is in the tables: its values, or why it failed.
pub type Found = Result<Vec<f64>, String>;

/// The two tables, read side by side.
#[derive(Debug)]
pub struct Recorded {
    runs: Rows,
    failures: Option<Rows>,
    /// Columns before the values.
    skip: usize,
    /// Number of values.
    width: usize,
}

#[derive(Debug)]
struct Rows {
    path: PathBuf,
    reader: csv::Reader<File>,
    row: ByteRecord,
    /// Is there a row that nobody has asked for yet?
    waiting: bool,
}

impl Rows {
    fn open(path: &Path) -> Result<Self, Failure> {
        let file = File::open(path).map_err(Failure::io(path))?;
        let mut rows = Self {
            path: path.to_owned(),
            reader: csv::Reader::from_reader(file),
            row: ByteRecord::new(),
            waiting: false,
        };
        rows.advance()?;
        Ok(rows)
    }

    fn advance(&mut self) -> Result<(), Failure> {
        let path = &self.path;
        let fail = |error: csv::Error| Failure::Usage(format!("{}: not a table: {error}", path.display()));
        self.waiting = self.reader.read_byte_record(&mut self.row).map_err(fail)?;
        Ok(())
    }

    fn text(&self, place: usize) -> &str {
        self.row.get(place).and_then(|field| std::str::from_utf8(field).ok()).unwrap_or_default()
    }

    /// Is the waiting row that of this run?
    fn is(&self, ask: Ask) -> bool {
        self.waiting && self.text(0).parse() == Ok(ask.cell) && self.text(1).parse() == Ok(ask.replicate)
    }
}

impl Recorded {
    /// Opens the tables; that of failures may be missing.
    ///
    /// # Errors
    /// If a table cannot be read.
    pub fn open(plan: &Plan, runs: &Path, failures: &Path) -> Result<Self, Failure> {
        Ok(Self {
            runs: Rows::open(runs)?,
            failures: if failures.exists() { Some(Rows::open(failures)?) } else { None },
            skip: columns::keys().len() - 1 + plan.design.columns().len(),
            width: plan.run_columns().len(),
        })
    }

    /// The run that the plan asks for; nothing where the tables end.
    ///
    /// # Errors
    /// If another run stands there, or a row cannot be read.
    pub fn next(&mut self, ask: Ask) -> Result<Option<Found>, Failure> {
        if self.runs.is(ask) {
            let values = self.values()?;
            self.runs.advance()?;
            return Ok(Some(Ok(values)));
        }
        if let Some(failures) = self.failures.as_mut().filter(|failures| failures.is(ask)) {
            let message = failures.text(self.skip).to_owned();
            failures.advance()?;
            return Ok(Some(Err(message)));
        }
        match self.left() {
            None => Ok(None),
            Some((path, cell, replicate)) => Err(Failure::Usage(format!(
                "{}: expected the run of cell {}, replicate {}, found cell {cell}, replicate {replicate}",
                path.display(),
                ask.cell,
                ask.replicate
            ))),
        }
    }

    /// Checks that there are no more rows.
    ///
    /// # Errors
    /// If there are.
    pub fn at_end(&self) -> Result<(), Failure> {
        self.left().map_or(Ok(()), |(path, cell, replicate)| {
            let what = format!("cell {cell}, replicate {replicate} is there although the plan asks for no more");
            Err(Failure::Usage(format!("{}: {what}", path.display())))
        })
    }

    /// The table, cell and replicate of a row that nobody has asked for.
    pub fn left(&self) -> Option<(&Path, String, String)> {
        let rows = std::iter::once(&self.runs).chain(&self.failures).find(|rows| rows.waiting)?;
        Some((&rows.path, rows.text(0).to_owned(), rows.text(1).to_owned()))
    }

    fn values(&self) -> Result<Vec<f64>, Failure> {
        let rows = &self.runs;
        let wrong = |what: String| {
            let line = rows.row.position().map_or(0, csv::Position::line);
            Failure::Usage(format!("{}:{line}: {what}", rows.path.display()))
        };
        if rows.row.len() != self.skip + self.width {
            return Err(wrong(format!("expected {} fields, found {}", self.skip + self.width, rows.row.len())));
        }
        (self.skip..rows.row.len())
            .map(|place| match rows.text(place) {
                "" => Ok(f64::NAN),
                text => text.parse().map_err(|_| wrong(format!("expected a number, found {text:?}"))),
            })
            .collect()
    }
}

/// Goes through the recorded runs of some units as if they had just been simulated.
///
/// Returns the unit at which the records end, on its way; none if all are there.
///
/// # Errors
/// If the tables hold other runs than the plan asks for, or a table cannot be written.
pub fn replay(
    plan: &Plan,
    units: Range<usize>,
    recorded: &mut Recorded,
    mut tables: Option<&mut Tables>,
    mut seen: impl FnMut(&Found),
) -> Result<Option<Unit>, Failure> {
    for number in units {
        let mut unit = Unit::open(plan, number);
        while let Some(&ask) = unit.asks().front() {
            let Some(found) = recorded.next(ask)? else { return Ok(Some(unit)) };
            seen(&found);
            if let Some(tables) = &mut tables {
                tables.take(ask, found.as_deref().ok());
            }
            unit.tell(found.ok().map(|values| values[0] == 1.0));
        }
        if let Some(tables) = &mut tables {
            tables.end(plan, &unit)?;
        }
    }
    Ok(None)
}
