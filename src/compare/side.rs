//! One of two results, read back: what its manifest says, and its runs, a few columns of each.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::batch::folder::intact;
use crate::batch::formats::{Scratch, as_csv};
use crate::batch::replan;
use crate::config::source::Failure;
use crate::output::{Manifest, inside};
use crate::question::interface::column_of;
use crate::question::names::SWEPT;

/// The table that is read.
const RUNS: &str = "runs.csv";
/// Its columns before the swept keys.
const KEYS: [&str; 3] = ["cell", "replicate", "seed"];

/// A result.
#[derive(Debug)]
pub(super) struct Side {
    pub(super) folder: PathBuf,
    pub(super) manifest: Manifest,
    /// The columns of its runs; none of a tournament.
    columns: Vec<String>,
    /// Where the measures begin among them.
    first: usize,
    table: PathBuf,
    /// Swept values and runs by cell.
    cells: BTreeMap<usize, (Vec<String>, Vec<Run>)>,
    /// Holds the table where it had to be made from Parquet.
    _scratch: Scratch,
}

/// A run.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) replicate: u32,
    pub(super) seed: String,
    /// The measures that are compared; NaN where there is none.
    pub(super) values: Vec<f64>,
    /// The same for two runs that agree in every column that both results have.
    pub(super) mark: u64,
}

impl Side {
    /// Opens a finished result, of whatever version of the program.
    pub(super) fn open(folder: &Path) -> Result<Self, Failure> {
        let manifest = replan::finished(folder)?;
        let scratch = Scratch::new()?;
        let mut side = Self {
            folder: folder.to_owned(),
            manifest,
            columns: Vec::new(),
            first: 0,
            table: PathBuf::new(),
            cells: BTreeMap::new(),
            _scratch: scratch,
        };
        if side.is_tournament() {
            // Matches are compared by the checksums of their tables.
            side.manifest.files.iter().try_for_each(|file| intact(folder, file))?;
            return Ok(side);
        }
        let Some(file) = side.manifest.table(RUNS) else {
            return Err(side.wrong(&"the manifest lists none"));
        };
        intact(folder, file)?;
        side.table = as_csv(folder, RUNS, side._scratch.path())?;
        let mut reader = side.reader()?;
        side.columns = reader.headers().map_err(|error| side.wrong(&error))?.iter().map(str::to_owned).collect();
        // A bundle may have been called as it likes; the last one is the measure.
        match side.columns.iter().rposition(|column| column == "holds") {
            Some(first) if side.columns.starts_with(&KEYS.map(str::to_owned)) => {
                side.first = first;
                for column in side.columns.iter_mut().take(first).skip(KEYS.len()) {
                    if let Some(key) = column.strip_prefix(SWEPT) {
                        *column = key.to_owned();
                    }
                }
            }
            _ => {
                let what = "expected the columns cell, replicate, seed, ..., holds, found others";
                return Err(Failure::Usage(format!("{}: runs.csv: {what}", folder.display())));
            }
        }
        Ok(side)
    }

    fn reader(&self) -> Result<csv::Reader<std::fs::File>, Failure> {
        let file = inside::open(&self.table).map_err(Failure::io(&self.table))?;
        Ok(csv::Reader::from_reader(file))
    }

    fn wrong(&self, what: &dyn std::fmt::Display) -> Failure {
        Failure::Usage(format!("{}: not a table of runs: {what}", self.folder.join(RUNS).display()))
    }

    fn is_tournament(&self) -> bool {
        self.manifest.config.pointer("/study/tournament").is_some()
    }

    /// Are there runs of worlds?
    pub(super) fn has_runs(&self) -> bool {
        !self.is_tournament()
    }

    /// Do all cells meet the same random numbers?
    pub(super) fn shares_luck(&self) -> bool {
        self.manifest.config.get("seeds").and_then(Value::as_str) == Some("common")
    }

    /// The most rounds that any of its runs has, as far as the config says.
    pub(super) fn rounds(&self) -> u32 {
        let swept = self.swept().iter().filter(|key| *key == "rounds").flat_map(|_| self.cells.values());
        let place = self.swept().iter().position(|key| key == "rounds");
        let swept = swept.filter_map(|(labels, _)| labels.get(place?)?.parse().ok());
        let own = self.manifest.config.get("rounds").and_then(Value::as_u64).and_then(|rounds| rounds.try_into().ok());
        swept.chain([own.unwrap_or(u32::MAX)]).max().unwrap_or(u32::MAX)
    }

    /// Did the data decide how many runs there are?
    pub(super) fn was_watched(&self) -> bool {
        let config = &self.manifest.config;
        config.get("replicates").is_some_and(Value::is_object) || config.pointer("/study/boundary").is_some()
    }

    /// The swept keys.
    pub(super) fn swept(&self) -> &[String] {
        self.columns.get(KEYS.len()..self.first).unwrap_or_default()
    }

    /// The columns after them.
    pub(super) fn measures(&self) -> &[String] {
        self.columns.get(self.first..).unwrap_or_default()
    }

    /// Its cells that have runs, and their swept values.
    pub(super) fn cells(&self) -> impl Iterator<Item = (usize, &[String])> {
        self.cells.iter().map(|(&cell, (labels, _))| (cell, labels.as_slice()))
    }

    /// The swept values of a cell.
    pub(super) fn labels(&self, cell: usize) -> &[String] {
        self.cells.get(&cell).map_or(&[], |(labels, _)| labels)
    }

    /// The runs of a cell, in the order of replicates.
    pub(super) fn runs(&self, cell: usize) -> &[Run] {
        self.cells.get(&cell).map_or(&[], |(_, runs)| runs)
    }

    /// Reads the runs of both, with these measures.
    pub(super) fn read(sides: &mut [Self; 2], measures: &[String]) -> Result<(), Failure> {
        let common: Vec<String> =
            sides[0].measures().iter().filter(|own| sides[1].measures().contains(own)).cloned().collect();
        sides.iter_mut().try_for_each(|side| side.read_one(measures, &common))
    }

    fn read_one(&mut self, measures: &[String], common: &[String]) -> Result<(), Failure> {
        let place = |name: &str| self.columns.iter().rposition(|column| column == column_of(name)).unwrap_or(0);
        let wanted: Vec<usize> = measures.iter().map(|name| place(name)).collect();
        let marked: Vec<usize> = common.iter().map(|name| place(name)).collect();
        let mut cells: BTreeMap<usize, (Vec<String>, Vec<Run>)> = BTreeMap::new();
        let mut reader = self.reader()?;
        let mut row = csv::StringRecord::new();
        while reader.read_record(&mut row).map_err(|error| self.wrong(&error))? {
            let line = row.position().map_or(0, csv::Position::line);
            let wrong = |what: &str, found: &str| self.wrong(&format!("line {line}: expected {what}, found {found:?}"));
            let number = |place: usize| match &row[place] {
                "" => Ok(f64::NAN),
                text => text.parse().map_err(|_| wrong("a number", text)),
            };
            let cell = row[0].parse().map_err(|_| wrong("the number of a cell", &row[0]))?;
            let replicate = row[1].parse().map_err(|_| wrong("the number of a replicate", &row[1]))?;
            let values = wanted.iter().map(|&place| number(place)).collect::<Result<_, _>>()?;
            let mut hash = DefaultHasher::new();
            marked.iter().for_each(|&place| row[place].hash(&mut hash));
            let labels = || (KEYS.len()..self.first).map(|place| row[place].to_owned()).collect();
            let (_, runs) = cells.entry(cell).or_insert_with(|| (labels(), Vec::new()));
            runs.push(Run { replicate, seed: row[2].to_owned(), values, mark: hash.finish() });
        }
        cells.values_mut().for_each(|(_, runs)| runs.sort_by_key(|run| run.replicate));
        self.cells = cells;
        Ok(())
    }
}
