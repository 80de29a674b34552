//! Runs read back from `runs.csv` and `failures.csv`, in the order in which the plan asks for them.

use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};

use csv::ByteRecord;

use super::growing::{FAILURES, FOLLOW_UP, Growing, RUNS};
use super::plan::Plan;
use super::tables::Tables;
use super::unit::Unit;
use crate::config::source::Failure;
use crate::output::inside;
use crate::question::ask::{Ask, What};
use crate::stop::heed;

/// A run that is in the tables: its numbers, or why it failed.
pub type Found = Result<Vec<f64>, String>;

/// The growing tables, read side by side.
#[derive(Debug)]
pub struct Recorded {
    tables: Vec<Option<Rows>>,
}

#[derive(Debug)]
struct Rows {
    path: PathBuf,
    reader: csv::Reader<File>,
    row: ByteRecord,
    /// Is there a row that nobody has asked for yet?
    waiting: bool,
    /// Number of columns, and how many at the end are numbers.
    width: usize,
    numbers: usize,
    /// The column that says what kind of run it is, if one does.
    what: Option<usize>,
}

impl Rows {
    fn open(path: PathBuf, table: &Growing) -> Result<Self, Failure> {
        let file = inside::open(&path).map_err(Failure::io(&path))?;
        let what = table.columns.iter().position(|column| column.name == "what" || column.name == "way");
        let mut rows = Self {
            path,
            reader: csv::Reader::from_reader(file),
            row: ByteRecord::new(),
            waiting: false,
            width: table.columns.len(),
            numbers: table.numbers,
            what,
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

    /// Is the waiting row one of this run?
    fn is(&self, ask: Ask) -> bool {
        self.waiting
            && self.text(0).parse() == Ok(ask.cell)
            && self.text(1).parse() == Ok(ask.replicate)
            && self.what.is_none_or(|place| self.text(place) == ask.what.name())
    }

    /// The numbers of the rows of this run, which may have none.
    fn take(&mut self, ask: Ask) -> Result<Vec<f64>, Failure> {
        let mut values = Vec::with_capacity(self.numbers);
        while self.is(ask) {
            let line = self.row.position().map_or(0, csv::Position::line);
            let wrong = |what: String| Failure::Usage(format!("{}:{line}: {what}", self.path.display()));
            if self.row.len() != self.width {
                return Err(wrong(format!("expected {} fields, found {}", self.width, self.row.len())));
            }
            for place in self.width - self.numbers..self.width {
                values.push(match self.text(place) {
                    "" => f64::NAN,
                    // The powers, as the audit counts them.
                    "strong" => 0.0,
                    "weak" => 1.0,
                    text => text.parse().map_err(|_| wrong(format!("expected a number, found {text:?}")))?,
                });
            }
            self.advance()?;
        }
        Ok(values)
    }
}

impl Recorded {
    /// Opens the tables that `path` leads to by their names; that of failures may be missing.
    ///
    /// # Errors
    /// If a table cannot be read.
    pub fn open(growing: &[Growing], path: impl Fn(&str) -> PathBuf) -> Result<Self, Failure> {
        let open = |(place, table): (usize, &Growing)| {
            let path = path(table.name);
            // Rounds, agents and dyads follow from the runs, and are not read back.
            let left_out = (table.numbers == 0 && place != FAILURES) || (place == FAILURES && !inside::has_file(&path));
            (!left_out).then(|| Rows::open(path, table)).transpose()
        };
        Ok(Self { tables: growing.iter().enumerate().map(open).collect::<Result<_, _>>()? })
    }

    /// What the tables say of the run that the plan asks for; nothing where they end.
    ///
    /// # Errors
    /// If another run stands there, or a row cannot be read.
    pub fn next(&mut self, ask: Ask) -> Result<Option<Found>, Failure> {
        if let Some(Some(failures)) = self.tables.get_mut(FAILURES)
            && failures.is(ask)
        {
            let message = failures.text(failures.width - 2).to_owned();
            failures.advance()?;
            return Ok(Some(Err(message)));
        }
        let own = if ask.what == What::Run { RUNS } else { FOLLOW_UP };
        if let Some(Some(rows)) = self.tables.get_mut(own) {
            // An audit may have nothing to say of a world; then there are no rows of it, and it says so again.
            if rows.is(ask) {
                return rows.take(ask).map(|values| Some(Ok(values)));
            }
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
    fn left(&self) -> Option<(&Path, String, String)> {
        let rows = self.tables.iter().flatten().find(|rows| rows.waiting)?;
        Some((&rows.path, rows.text(0).to_owned(), rows.text(1).to_owned()))
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
    mut seen: impl FnMut(Ask, &Found),
) -> Result<Option<Unit>, Failure> {
    for number in units {
        heed();
        let mut unit = Unit::open(plan, number);
        while let Some(&ask) = unit.asks().front() {
            let Some(found) = recorded.next(ask)? else { return Ok(Some(unit)) };
            seen(ask, &found);
            if let Some(tables) = &mut tables {
                tables.take(plan, ask, found.as_deref().ok())?;
            }
            unit.tell(found.ok().map(|values| values.first() == Some(&1.0)));
        }
        if let Some(tables) = &mut tables {
            tables.end(plan, &unit)?;
        }
    }
    Ok(None)
}
