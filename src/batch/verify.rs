//! Is a result what it says it is? Files as they were written, every run exactly once, conclusions that follow from the
//! runs, and runs that come out the same when they are done again.

use std::io;
use std::path::{Path, PathBuf};

use csv::ByteRecord;

use super::agent_columns;
use super::execute::{Done, do_one};
use super::folder::intact;
use super::formats::{Scratch, as_csv};
use super::growing::RUNS;
use super::plan::Plan;
use super::replay::{Recorded, replay};
use super::results::whole_result;
use super::shard::Shard;
use super::tables::Tables;
use crate::config::source::Failure;
use crate::output::manifest::{Manifest, State};
use crate::output::table::checksum;
use crate::output::{FileRecord, inside};
use crate::question::ask::{Ask, What};
use crate::rng::{Key, Purpose, Stream, pick};

/// What was looked through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Files with the right checksum.
    pub files: usize,
    /// Runs that are there exactly once, those that failed included.
    pub runs: usize,
    /// Tables that follow from the runs, made once more.
    pub conclusions: Vec<String>,
    /// Runs that were done again.
    pub again: Vec<Ask>,
}

/// Looks the files of a result through; says how many there are.
///
/// # Errors
/// [`Failure::Disagreement`] with the first that is missing or was changed; [`Failure::Usage`] if the result is not finished.
pub fn files(folder: &Path, manifest: &Manifest) -> Result<usize, Failure> {
    if manifest.state != State::Finished {
        let what = "not finished; the command that began it goes on with --resume";
        return Err(Failure::Usage(format!("{}: {what}", folder.display())));
    }
    manifest.files.iter().try_for_each(|file| intact(folder, file))?;
    Ok(manifest.files.len())
}

/// Looks a result through; `again` runs, drawn with `seed`, are done once more.
///
/// # Errors
/// [`Failure::Disagreement`] with what is not as it should be; [`Failure::Usage`] if the result is not finished.
pub fn verify(folder: &Path, manifest: &Manifest, plan: &Plan, again: usize, seed: u64) -> Result<Verified, Failure> {
    let disagree = |what: String| Failure::Disagreement(format!("{}: {what}", folder.display()));
    let whole = files(folder, manifest)?;
    let shard = manifest.shard.map(|[index, count]| Shard { index, count });
    let units = shard.map_or(0..plan.units(), |shard| shard.units(plan.units()));
    let scratch = Scratch::new()?;
    let growing = plan.growing();
    let csv = |name: &str| as_csv(folder, name, scratch.path());
    let mut csvs = Vec::new();
    for table in &growing {
        csvs.push((table.name, csv(table.name)?));
    }
    let mut tables = shard.is_none().then(|| Tables::create(plan, scratch.path())).transpose()?;
    let path = |name: &str| csvs.iter().find(|(own, _)| *own == name).map(|(_, path)| path.clone()).unwrap_or_default();
    let mut recorded = Recorded::open(&growing, path)?;
    let mut count = 0;
    // What the tables say out of order is as wrong as what they do not say.
    let told = |failure: Failure| disagree(failure.to_string());
    let rest = replay(plan, units.clone(), &mut recorded, tables.as_mut(), |_, _| count += 1).map_err(told)?;
    if let Some(ask) = rest.as_ref().and_then(|unit| unit.asks().front()) {
        return Err(disagree(format!("cell {}, replicate {} is missing", ask.cell, ask.replicate)));
    }
    recorded.at_end().map_err(told)?;
    let mut conclusions = Vec::new();
    if let Some(tables) = tables {
        let mut copies = Vec::new();
        for (name, path) in csvs.iter().filter(|(_, path)| inside::has_file(path)) {
            let copy = scratch.path().join(name);
            if *path != copy {
                let copied = inside::open(path).and_then(|mut from| io::copy(&mut from, &mut inside::create(&copy)?));
                copied.map_err(Failure::io(path))?;
            }
            let sha256 = checksum(&copy).map_err(Failure::io(&copy))?;
            copies.push(FileRecord { name: (*name).to_owned(), bytes: 0, sha256 });
        }
        let given = copies.len();
        for (place, file) in whole_result(plan, tables, copies, scratch.path(), None)?.0.into_iter().enumerate() {
            let known = manifest.files.iter().find(|known| known.name == file.name);
            if known.is_none_or(|known| known.sha256 != file.sha256) {
                return Err(disagree(format!("{} does not follow from the runs in runs.csv", file.name)));
            }
            if place >= given {
                conclusions.push(file.name);
            }
        }
    }
    let more =
        csvs.iter().enumerate().filter(|(_, (name, _))| *name == "rounds.csv" || agent_columns::TABLES.contains(name));
    let more = more.map(|(place, (_, path))| (place, path.as_path())).collect::<Vec<_>>();
    let again = redo(plan, &csvs[RUNS].1, &more, count, again, seed, &disagree)?;
    Ok(Verified { files: whole, runs: count, conclusions, again })
}

/// Does some of the runs in `runs.csv` again and compares them with their rows there and in other tables, each with its place
/// among the growing ones.
fn redo(
    plan: &Plan,
    runs: &Path,
    others: &[(usize, &Path)],
    count: usize,
    again: usize,
    seed: u64,
    disagree: &impl Fn(String) -> Failure,
) -> Result<Vec<Ask>, Failure> {
    let mut stream = Stream::new(&Key::common(seed), 0, Purpose::Analysis);
    let mut places: Vec<usize> = (0..if count == 0 { 0 } else { again }).map(|_| pick(stream.word(), count)).collect();
    places.sort_unstable();
    places.dedup();
    let mut run_rows = Rows::open(runs)?;
    let mut others =
        others.iter().map(|&(place, path)| Ok((place, Rows::open(path)?))).collect::<Result<Vec<_>, Failure>>()?;
    let mut redone = Vec::new();
    for place in places {
        // Failed runs are not in the table: fewer rows than runs, the last are asked instead.
        while run_rows.number < place && run_rows.next()? {}
        let Some(ask) = run_rows.ask() else { break };
        if redone.last() == Some(&ask) {
            continue;
        }
        let Done { rows, .. } = do_one(plan, ask, &mut None)
            .map_err(|why| disagree(format!("cell {}, replicate {} fails now: {why}", ask.cell, ask.replicate)))?;
        let mut same = records(&rows[RUNS]) == [run_rows.row.clone()];
        for (place, table) in &mut others {
            let expected = rows.get(*place).map(|rows| records(rows)).unwrap_or_default();
            if !expected.is_empty() {
                while table.ask() != Some(ask) && table.next()? {}
                let mut found = Vec::new();
                while table.ask() == Some(ask) {
                    found.push(table.row.clone());
                    if !table.next()? {
                        break;
                    }
                }
                same = same && found == expected;
            }
        }
        if !same {
            let what =
                format!("cell {}, replicate {} comes out otherwise when it is done again", ask.cell, ask.replicate);
            return Err(disagree(what));
        }
        redone.push(ask);
    }
    Ok(redone)
}

/// The rows of a table without a header.
fn records(bytes: &[u8]) -> Vec<ByteRecord> {
    let reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    reader.into_byte_records().map_while(Result::ok).map(without_position).collect()
}

fn without_position(mut row: ByteRecord) -> ByteRecord {
    row.set_position(None);
    row
}

/// A table read row by row, the first one already.
struct Rows {
    path: PathBuf,
    reader: csv::Reader<std::fs::File>,
    row: ByteRecord,
    number: usize,
    ended: bool,
}

impl Rows {
    fn open(path: &Path) -> Result<Self, Failure> {
        let file = inside::open(path).map_err(Failure::io(path))?;
        let reader = csv::Reader::from_reader(file);
        let mut rows = Self { path: path.to_owned(), reader, row: ByteRecord::new(), number: 0, ended: false };
        rows.read()?;
        Ok(rows)
    }

    fn read(&mut self) -> Result<(), Failure> {
        let path = &self.path;
        let wrong = |error: csv::Error| Failure::Usage(format!("{}: not a table: {error}", path.display()));
        self.ended = !self.reader.read_byte_record(&mut self.row).map_err(wrong)?;
        self.row.set_position(None);
        Ok(())
    }

    /// Goes on to the next row; false at the end, where the last row stays.
    fn next(&mut self) -> Result<bool, Failure> {
        let before = self.row.clone();
        self.read()?;
        if self.ended {
            self.row = before;
            return Ok(false);
        }
        self.number += 1;
        Ok(true)
    }

    fn ask(&self) -> Option<Ask> {
        let text = |place: usize| std::str::from_utf8(self.row.get(place)?).ok();
        Some(Ask { what: What::Run, cell: text(0)?.parse().ok()?, replicate: text(1)?.parse().ok()? })
    }
}
