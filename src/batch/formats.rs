//! The finished tables in the format that was asked for.
//!
//! A study writes CSV while it runs, for that can be gone on with; once all is there it is turned into what was wanted.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::plan::Plan;
use crate::config::source::Failure;
use crate::config::structs::Format;
use crate::output::FileRecord;
use crate::output::behaviorspace::{self, Steps};
use crate::output::inside;
use crate::output::table::{self, remove};
use crate::record::Column;

/// Tables by name, with their columns.
pub(crate) type Dictionary = Vec<(&'static str, Vec<Column>)>;

/// The table in NetLogo's layout.
pub(crate) const BEHAVIORSPACE: &str = "behaviorspace.csv";

/// Turns finished tables into the format of the study; returns the files of the result, and those that they replace.
///
/// # Errors
/// If a file cannot be read or written.
pub(crate) fn deliver(
    plan: &Plan,
    files: Vec<FileRecord>,
    dictionary: &Dictionary,
    folder: &Path,
) -> Result<(Vec<FileRecord>, Vec<PathBuf>), Failure> {
    match plan.config.output.format {
        Format::Csv => Ok((files, Vec::new())),
        Format::Behaviorspace => {
            let steps = match plan.config.recorded() {
                crate::config::structs::Rounds::None => Steps::Last(plan.config.rounds.get()),
                _ => Steps::Rounds(&folder.join("rounds.csv")),
            };
            let (runs, swept) = (folder.join("runs.csv"), plan.design.columns().len());
            let made = behaviorspace::from_csv(&plan.config.name, &runs, swept, steps, folder, BEHAVIORSPACE);
            Ok(([files, vec![made?]].concat(), Vec::new()))
        }
        Format::Parquet => parquet(files, dictionary, folder),
    }
}

/// The name of a table as Parquet; the dictionary of columns stays as it is, to be read by people.
pub(crate) fn parquet_name(csv: &str) -> Option<String> {
    let stem = csv.strip_suffix(".csv")?;
    (stem != "columns").then(|| format!("{stem}.parquet"))
}

#[cfg(feature = "parquet")]
fn parquet(
    files: Vec<FileRecord>,
    dictionary: &Dictionary,
    folder: &Path,
) -> Result<(Vec<FileRecord>, Vec<PathBuf>), Failure> {
    let (mut made, mut replaced) = (Vec::new(), Vec::new());
    for file in files {
        let columns = dictionary.iter().find(|(name, _)| *name == file.name).map(|(_, columns)| columns);
        match (parquet_name(&file.name), columns) {
            (Some(name), Some(columns)) => {
                let csv = folder.join(&file.name);
                made.push(crate::output::parquet::from_csv(&csv, columns, folder, &name)?);
                replaced.push(csv);
            }
            _ => made.push(file),
        }
    }
    Ok((made, replaced))
}

#[cfg(not(feature = "parquet"))]
fn parquet(files: Vec<FileRecord>, _: &Dictionary, _: &Path) -> Result<(Vec<FileRecord>, Vec<PathBuf>), Failure> {
    // The plan has refused such a study.
    Ok((files, Vec::new()))
}

/// A folder for tables that have to be made anew, beside the results; it goes when it is dropped.
///
/// Its name is nobody's to guess. What a killed process left is removed by the next that needs one.
#[derive(Debug)]
pub(crate) struct Scratch {
    folder: tempfile::TempDir,
    /// Locked as long as this process lives.
    _lock: File,
}

/// What the names of such folders begin with.
const PREFIX: &str = "comity-";
/// The file in them that is locked.
const LOCK: &str = "lock";

impl Scratch {
    /// Makes one.
    ///
    /// # Errors
    /// If it cannot be made.
    pub(crate) fn new() -> Result<Self, Failure> {
        let above = std::env::temp_dir();
        let made = tempfile::Builder::new().prefix(PREFIX).tempdir_in(&above).and_then(|folder| {
            let lock = inside::create(&folder.path().join(LOCK))?;
            // Where there are no locks, what is left stays.
            let _ = lock.try_lock();
            Ok(Self { folder, _lock: lock })
        });
        let scratch = made.map_err(Failure::io(&above))?;
        scratch.sweep(&above);
        Ok(scratch)
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Removes those of processes that ended without a word: of the same user, with a lock that nobody holds.
    fn sweep(&self, above: &Path) {
        for entry in std::fs::read_dir(above).into_iter().flatten().flatten() {
            let place = entry.path();
            let named = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
            if named && inside::has_folder(&place) && same_owner(&place, self.path()) {
                let lock = inside::open(&place.join(LOCK));
                if lock.is_ok_and(|lock| lock.try_lock().is_ok()) {
                    // Follows no links. What cannot be removed is in nobody's way.
                    let _ = std::fs::remove_dir_all(&place);
                }
            }
        }
    }
}

#[cfg(unix)]
fn same_owner(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let owner = |path: &Path| path.symlink_metadata().ok().map(|found| found.uid());
    owner(one).is_some() && owner(one) == owner(other)
}

#[cfg(not(unix))]
fn same_owner(_: &Path, _: &Path) -> bool {
    true
}

/// A finished table as CSV: where it is, or in `scratch` where it had to be made from Parquet.
///
/// # Errors
/// If it cannot be read or written.
#[cfg_attr(not(feature = "parquet"), allow(unused_variables))]
pub(crate) fn as_csv(folder: &Path, name: &str, scratch: &Path) -> Result<PathBuf, Failure> {
    let csv = folder.join(name);
    #[cfg(feature = "parquet")]
    if let Some(parquet) = parquet_name(name)
        .map(|name| folder.join(name))
        .filter(|path| inside::has_file(path) && !inside::has_file(&csv))
    {
        crate::output::parquet::to_csv(&parquet, scratch, name)?;
        return Ok(scratch.join(name));
    }
    Ok(csv)
}

/// Removes tables that others replace.
///
/// # Errors
/// If one cannot be removed.
pub(crate) fn forget(replaced: &[PathBuf]) -> Result<(), table::Failed> {
    replaced.iter().try_for_each(|path| remove(path))
}
