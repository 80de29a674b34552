//! A finished result read back from its folder: its manifest, its plan, and its tables, as CSV or as Parquet.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::folder::intact;
use super::formats::{Scratch, as_csv};
use super::replan;
use super::task::Task;
use crate::config::report_options::Report;
use crate::config::source::Failure;
use crate::output::{FileRecord, Manifest, inside};
use crate::question::answer::{self, Answer};

/// A finished result.
#[derive(Debug)]
pub struct Reading {
    /// Where it lies.
    pub folder: PathBuf,
    /// What it says of itself.
    pub manifest: Manifest,
    /// What was asked for, planned once more.
    pub task: Task,
    /// How its page is to be made.
    pub report: Report,
    /// What it says.
    pub answer: Answer,
    scratch: Scratch,
    /// Files that were looked at and are as they were written.
    intact: RefCell<BTreeSet<String>>,
}

/// Some columns of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Has it no rows?
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The names of its columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The place of a column.
    pub fn place(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|own| own == column)
    }

    /// A field; empty where there is no such column.
    pub fn text(&self, row: usize, column: &str) -> &str {
        self.place(column).and_then(|place| self.rows.get(row)?.get(place)).map_or("", String::as_str)
    }

    /// A field as a number; NaN where it is empty or none.
    pub fn number(&self, row: usize, column: &str) -> f64 {
        self.text(row, column).parse().unwrap_or(f64::NAN)
    }

    /// A whole column as numbers.
    pub fn numbers(&self, column: &str) -> Vec<f64> {
        (0..self.len()).map(|row| self.number(row, column)).collect()
    }
}

/// The most bytes of an answer that are read.
const MOST: u64 = 64 << 20;

/// The answer that a finished result keeps; one that says so if its build kept none.
///
/// # Errors
/// If its file cannot be read, or was changed since it was written.
pub fn kept(folder: &Path, manifest: &Manifest) -> Result<Answer, Failure> {
    let Some(file) = manifest.files.iter().find(|file| file.name == answer::NAME) else {
        return Ok(Answer::not_kept());
    };
    intact(folder, file)?;
    let path = folder.join(answer::NAME);
    let mut bytes = Vec::new();
    let file = inside::open(&path).map_err(Failure::io(&path))?;
    file.take(MOST).read_to_end(&mut bytes).map_err(Failure::io(&path))?;
    Ok(Answer::read(&bytes))
}

impl Reading {
    /// Reads a finished result.
    ///
    /// # Errors
    /// [`Failure::Usage`] if there is none, it is a shard, or it is not finished.
    pub fn open(folder: &Path) -> Result<Self, Failure> {
        let manifest = replan::finished(folder)?;
        let task = replan::task(folder, &manifest)?;
        let scratch = Scratch::new()?;
        let report = task.config().report.clone();
        let answer = kept(folder, &manifest)?;
        Ok(Self { folder: folder.to_owned(), manifest, task, report, answer, scratch, intact: RefCell::default() })
    }

    /// Is this table among the files of the result?
    pub fn has(&self, name: &str) -> bool {
        self.file(name).is_some()
    }

    /// The file that holds a table.
    fn file(&self, name: &str) -> Option<&FileRecord> {
        self.manifest.table(name)
    }

    /// Looks, once, whether the file of a table is as it was written.
    fn look(&self, file: &FileRecord) -> Result<(), Failure> {
        if !self.intact.borrow().contains(&file.name) {
            intact(&self.folder, file)?;
            self.intact.borrow_mut().insert(file.name.clone());
        }
        Ok(())
    }

    /// The columns of a table that are wanted, of all rows; no rows if there is no such table.
    ///
    /// # Errors
    /// If the table cannot be read, or was changed since it was written.
    pub fn table(&self, name: &str, wanted: impl Fn(&str) -> bool) -> Result<Table, Failure> {
        let mut table = Table::default();
        self.each(name, |columns, row| {
            if table.columns.is_empty() {
                table.columns = columns.iter().filter(|own| wanted(own)).cloned().collect();
            }
            let fields = columns.iter().zip(row).filter(|(own, _)| wanted(own)).map(|(_, field)| field.to_owned());
            table.rows.push(fields.collect());
        })?;
        Ok(table)
    }

    /// The columns of a table that are wanted, of its first rows alone, and how many rows it has.
    ///
    /// # Errors
    /// If the table cannot be read.
    pub fn head(&self, name: &str, rows: usize, wanted: impl Fn(&str) -> bool) -> Result<(Table, usize), Failure> {
        let (mut table, mut all) = (Table::default(), 0);
        self.each(name, |columns, row| {
            if table.columns.is_empty() {
                table.columns = columns.iter().filter(|own| wanted(own)).cloned().collect();
            }
            if all < rows {
                let fields = columns.iter().zip(row).filter(|(own, _)| wanted(own)).map(|(_, field)| field.to_owned());
                table.rows.push(fields.collect());
            }
            all += 1;
        })?;
        Ok((table, all))
    }

    /// Goes through the rows of a table, with the names of its columns; through none if there is no such table.
    ///
    /// # Errors
    /// If the table cannot be read, or was changed since it was written.
    pub fn each(&self, name: &str, mut take: impl FnMut(&[String], &csv::StringRecord)) -> Result<(), Failure> {
        self.each_while(name, |columns, row| {
            take(columns, row);
            true
        })
    }

    /// The same until `take` has enough.
    ///
    /// # Errors
    /// As [`Reading::each`].
    pub fn each_while(
        &self,
        name: &str,
        mut take: impl FnMut(&[String], &csv::StringRecord) -> bool,
    ) -> Result<(), Failure> {
        let Some(file) = self.file(name) else { return Ok(()) };
        self.look(file)?;
        let path = as_csv(&self.folder, name, self.scratch.path())?;
        let wrong = |error: csv::Error| Failure::Usage(format!("{}: not a table: {error}", path.display()));
        let mut reader = csv::Reader::from_reader(inside::open(&path).map_err(Failure::io(&path))?);
        let columns: Vec<String> = reader.headers().map_err(wrong)?.iter().map(str::to_owned).collect();
        let mut row = csv::StringRecord::new();
        while reader.read_record(&mut row).map_err(wrong)? && take(&columns, &row) {}
        Ok(())
    }
}
