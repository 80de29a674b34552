//! The rounds of a study in the layout of NetLogo's BehaviorSpace tables, which R packages and scripts for NetLogo read.
//!
//! ```text
//! "BehaviorSpace results (NetLogo 6.4.0)","Table version 2.0"
//! "comity 0.1.0"
//! "name of the study"
//! "01/01/1970 00:00:00:000 +0000"
//! "min-pxcor","max-pxcor","min-pycor","max-pycor"
//! "0","0","0","0"
//! "[run number]","noise.execution","[step]","cooperation","trust"
//! "1","0.1","10","0.25","0.5"
//! ```
//!
//! Six lines on the experiment, a header, then one line for each recorded round of each run. Every field is quoted. Readers look for
//! `NetLogo` and a version in the first line and for a date in the fourth: the version is that of NetLogo whose layout this is, the date
//! a fixed one, for tables do not hold when they were made; there is no grid of patches, so its corners are 0. Runs are numbered from
//! 1 in the order of `runs.csv`. A missing value is empty, which readers take for missing; NetLogo itself knows none.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use csv::{QuoteStyle, StringRecord};

use super::inside;
use super::table::{Failed, FileRecord, TableFile};

/// The file of a study.
pub const NAME: &str = "behaviorspace.csv";

/// The layout's version, as readers look for it.
const LAYOUT: [&str; 2] = ["BehaviorSpace results (NetLogo 6.4.0)", "Table version 2.0"];
const DATE: &str = "01/01/1970 00:00:00:000 +0000";
const CORNERS: [&str; 4] = ["min-pxcor", "max-pxcor", "min-pycor", "max-pycor"];
/// Keys before the swept values in `runs.csv`: cell, replicate, seed.
const RUN_KEYS: usize = 3;
/// Keys before the measures in `rounds.csv`: those of the run and the round.
const ROUND_KEYS: usize = 4;

/// Where the steps of a run are taken from.
#[derive(Debug, Clone, Copy)]
pub enum Steps<'a> {
    /// The recorded rounds: the path of `rounds.csv`, whose runs stand in the order of `runs.csv`.
    Rounds(&'a Path),
    /// No round is recorded: each run is one step, its last round, which is this one unless `rounds` is swept; the measures are
    /// those of `runs.csv`.
    Last(u32),
}

/// Writes the table of a study, `folder/name`, from its finished CSV tables; `swept` is the number of swept columns of `runs.csv`.
///
/// # Errors
/// If a table cannot be read, the rounds are not those of the runs, or the file cannot be written.
pub fn from_csv(
    study: &str,
    runs: &Path,
    swept: usize,
    steps: Steps<'_>,
    folder: &Path,
    name: &str,
) -> Result<FileRecord, Failed> {
    let mut runs = Rows::open(runs, RUN_KEYS + swept)?;
    let settings = RUN_KEYS..RUN_KEYS + swept;
    let mut table = Table::create(folder, name)?;
    table.line(LAYOUT)?;
    table.line([concat!("comity ", env!("CARGO_PKG_VERSION"))])?;
    table.line([study])?;
    table.line([DATE])?;
    table.line(CORNERS)?;
    table.line(["0"; 4])?;
    let mut number = 0_u64;
    match steps {
        Steps::Rounds(path) => {
            let mut rounds = Rows::open(path, ROUND_KEYS)?;
            let named = settings.clone().map(|place| &runs.header[place]);
            let measures = rounds.header.iter().skip(ROUND_KEYS);
            table.line(["[run number]"].into_iter().chain(named).chain(["[step]"]).chain(measures))?;
            let mut more = rounds.advance()?;
            while runs.advance()? {
                number += 1;
                let number = number.to_string();
                while more && rounds.run() == runs.run() {
                    let values = settings.clone().map(|place| &runs.record[place]);
                    let round = rounds.record.iter().skip(ROUND_KEYS - 1);
                    table.line([number.as_str()].into_iter().chain(values).chain(round))?;
                    more = rounds.advance()?;
                }
            }
            if more {
                let [cell, replicate] = rounds.run();
                return Err(rounds.wrong(&format!(
                    "cell {cell}, replicate {replicate}: expected the runs of {} in their order",
                    runs.path.display()
                )));
            }
        }
        Steps::Last(round) => {
            let named = settings.clone().map(|place| &runs.header[place]);
            let measures = runs.header.iter().skip(settings.end);
            table.line(["[run number]"].into_iter().chain(named).chain(["[step]"]).chain(measures))?;
            let last = round.to_string();
            let own = settings.clone().find(|&place| &runs.header[place] == "rounds");
            while runs.advance()? {
                number += 1;
                let values = settings.clone().map(|place| &runs.record[place]);
                let step = own.map_or(last.as_str(), |place| &runs.record[place]);
                let measures = runs.record.iter().skip(settings.end);
                table.line([number.to_string().as_str()].into_iter().chain(values).chain([step]).chain(measures))?;
            }
        }
    }
    table.finish()
}

/// A finished table, row by row.
struct Rows {
    path: PathBuf,
    reader: csv::Reader<File>,
    header: StringRecord,
    record: StringRecord,
}

impl Rows {
    /// Opens a table that begins with so many columns that are no measures.
    fn open(path: &Path, keys: usize) -> Result<Self, Failed> {
        let fail = |error: csv::Error| (path.to_owned(), error.into());
        let file = inside::open(path).map_err(|error| (path.to_owned(), error))?;
        let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 16).from_reader(file);
        let header = reader.headers().map_err(fail)?.clone();
        let rows = Self { path: path.to_owned(), reader, header, record: StringRecord::new() };
        if rows.header.len() < keys {
            return Err(rows.wrong(&format!("expected {keys} columns or more, found {}", rows.header.len())));
        }
        Ok(rows)
    }

    /// The next row; false if there is none.
    fn advance(&mut self) -> Result<bool, Failed> {
        self.reader.read_record(&mut self.record).map_err(|error| (self.path.clone(), error.into()))
    }

    /// Cell and replicate of the row.
    fn run(&self) -> [&str; 2] {
        [&self.record[0], &self.record[1]]
    }

    fn wrong(&self, message: &str) -> Failed {
        (self.path.clone(), io::Error::new(io::ErrorKind::InvalidData, message))
    }
}

/// The table that is written: every field quoted, as NetLogo does.
struct Table {
    part: PathBuf,
    writer: csv::Writer<TableFile>,
}

impl Table {
    fn create(folder: &Path, name: &str) -> Result<Self, Failed> {
        let file = TableFile::create(folder, name)?;
        let part = file.part();
        let writer = csv::WriterBuilder::new().quote_style(QuoteStyle::Always).flexible(true).from_writer(file);
        Ok(Self { part, writer })
    }

    fn line<'a>(&mut self, fields: impl IntoIterator<Item = &'a str>) -> Result<(), Failed> {
        self.writer.write_record(fields).map_err(|error| (self.part.clone(), error.into()))
    }

    fn finish(self) -> Result<FileRecord, Failed> {
        self.writer.into_inner().map_err(|error| (self.part, error.into_error()))?.finish()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const RUNS: &str = "\
cell,replicate,seed,rounds,network.kind,holds,trust
0,0,7,20,ring,1,0.5
0,1,7,20,ring,0,
1,0,7,30,\"a \"\"b\"\"\",1,1e-9
";
    const ROUNDS: &str = "\
cell,replicate,seed,round,cooperation,trust
0,0,7,10,0.25,0.5
0,0,7,20,0.1,
1,0,7,10,1,0
";
    const HEAD: &str = "\
\"BehaviorSpace results (NetLogo 6.4.0)\",\"Table version 2.0\"
\"comity VERSION\"
\"a study\"
\"01/01/1970 00:00:00:000 +0000\"
\"min-pxcor\",\"max-pxcor\",\"min-pycor\",\"max-pycor\"
\"0\",\"0\",\"0\",\"0\"
";

    fn made(rounds: Option<&str>) -> Result<String, String> {
        let folder = tempfile::tempdir().unwrap();
        let [runs_path, rounds_path] = ["runs.csv", "rounds.csv"].map(|name| folder.path().join(name));
        fs::write(&runs_path, RUNS).unwrap();
        fs::write(&rounds_path, rounds.unwrap_or_default()).unwrap();
        let steps = rounds.map_or(Steps::Last(800), |_| Steps::Rounds(&rounds_path));
        let record =
            from_csv("a study", &runs_path, 2, steps, folder.path(), NAME).map_err(|(_, error)| error.to_string())?;
        let text = fs::read_to_string(folder.path().join(NAME)).unwrap();
        assert_eq!(record.bytes, text.len() as u64);
        let head = HEAD.replace("VERSION", env!("CARGO_PKG_VERSION"));
        Ok(text.strip_prefix(&head).unwrap().to_owned())
    }

    #[test]
    fn every_recorded_round_is_a_line() {
        let expected = "\
\"[run number]\",\"rounds\",\"network.kind\",\"[step]\",\"cooperation\",\"trust\"
\"1\",\"20\",\"ring\",\"10\",\"0.25\",\"0.5\"
\"1\",\"20\",\"ring\",\"20\",\"0.1\",\"\"
\"3\",\"30\",\"a \"\"b\"\"\",\"10\",\"1\",\"0\"
";
        assert_eq!(made(Some(ROUNDS)).unwrap(), expected);
    }

    #[test]
    fn without_rounds_a_run_is_one_line() {
        let expected = "\
\"[run number]\",\"rounds\",\"network.kind\",\"[step]\",\"holds\",\"trust\"
\"1\",\"20\",\"ring\",\"20\",\"1\",\"0.5\"
\"2\",\"20\",\"ring\",\"20\",\"0\",\"\"
\"3\",\"30\",\"a \"\"b\"\"\",\"30\",\"1\",\"1e-9\"
";
        assert_eq!(made(None).unwrap(), expected);
    }

    #[test]
    fn rounds_of_other_runs_are_refused() {
        let error = made(Some(&format!("{ROUNDS}0,0,7,30,1,1\n"))).unwrap_err();
        assert!(error.starts_with("cell 0, replicate 0: expected the runs of"), "{error}");
    }
}
