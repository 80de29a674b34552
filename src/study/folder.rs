//! A result folder: whose it is, and how an earlier result makes room.
//!
//! Nothing is lost without being told so: a finished result is only replaced by force, and even then it is kept aside until the
//! new one is complete. Files that are not a result of this program are never touched.

use std::io::ErrorKind;
use std::path::Path;

use super::source::Failure;
use crate::output::FileRecord;
use crate::output::manifest::{self, Manifest, State};
use crate::output::table::checksum;

/// The files of a result.
const FILES: [&str; 10] = [
    "rounds.csv",
    "runs.csv",
    "cells.csv",
    "matches.csv",
    "invasion.csv",
    "ecology.csv",
    "interactions.csv",
    "answer.csv",
    "columns.csv",
    manifest::NAME,
];

/// Where a replaced result is kept until the new one is complete.
pub const REPLACED: &str = "replaced";

/// What a folder is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// It exists now and is ours to write.
    Ready,
    /// The same study is there already, finished and whole.
    AlreadyThere,
}

/// Claims a folder for the result of a study.
///
/// # Errors
/// [`Failure::Usage`] if something else is in the way; [`Failure::Io`] if it cannot be made.
pub fn claim(folder: &Path, identity: &str, force: bool) -> Result<Claim, Failure> {
    let place = folder.display();
    let refuse = |what: &str| Err(Failure::Usage(format!("{place}: {what}")));
    if folder.exists() && !folder.is_dir() {
        return refuse("expected a folder for the results, found a file");
    }
    match Manifest::read(folder) {
        None if holds_others(folder) => {
            return refuse("holds files that are not a result; choose another folder with --out DIR");
        }
        None => std::fs::create_dir_all(folder).map_err(Failure::io(folder))?,
        Some(there) if force => set_aside(folder, there.state)?,
        Some(there) if there.state == State::Running => {
            return refuse("an unfinished result is here; --force replaces it, --out DIR writes elsewhere");
        }
        Some(there) if there.identity != identity => {
            return refuse(
                "the result of a different study (another config, seed or version) is here; --force replaces it, \
                 --out DIR writes elsewhere",
            );
        }
        Some(there) => {
            let whole = |file: &FileRecord| checksum(&folder.join(&file.name)).is_ok_and(|found| found == file.sha256);
            return match there.files.iter().find(|file| !whole(file)) {
                None => Ok(Claim::AlreadyThere),
                Some(file) => refuse(&format!(
                    "the result of this study is here, but {} is missing or was changed; --force runs it again",
                    file.name
                )),
            };
        }
    }
    Ok(Claim::Ready)
}

/// Does it hold anything but a result that was set aside?
fn holds_others(folder: &Path) -> bool {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| entry.file_name() != REPLACED)
}

/// Moves a finished result aside; of an unfinished one the files are removed.
///
/// The manifest moves last: a result set aside without one was interrupted on its way, and is completed.
fn set_aside(folder: &Path, state: State) -> Result<(), Failure> {
    for name in FILES {
        remove(&folder.join(format!("{name}.part")))?;
    }
    if state == State::Running {
        return FILES.iter().try_for_each(|name| remove(&folder.join(name)));
    }
    let aside = folder.join(REPLACED);
    if aside.join(manifest::NAME).exists() {
        forget_replaced(folder)?;
    }
    std::fs::create_dir_all(&aside).map_err(Failure::io(&aside))?;
    for name in FILES {
        let path = folder.join(name);
        if path.exists() {
            std::fs::rename(&path, aside.join(name)).map_err(Failure::io(&path))?;
        }
    }
    Ok(())
}

/// Removes a result that was set aside, once the new one is complete.
///
/// # Errors
/// If a file cannot be removed.
pub fn forget_replaced(folder: &Path) -> Result<(), Failure> {
    let aside = folder.join(REPLACED);
    if aside.exists() {
        for name in FILES {
            remove(&aside.join(name))?;
        }
        std::fs::remove_dir(&aside).map_err(Failure::io(&aside))?;
    }
    Ok(())
}

fn remove(path: &Path) -> Result<(), Failure> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Failure::Io { path: path.to_owned(), error }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::manifest::Host;
    use crate::output::table::write_whole;

    /// A result of one table, finished or not.
    fn result(folder: &Path, identity: &str, state: State) {
        let name = if state == State::Finished { "runs.csv" } else { "runs.csv.part" };
        let file = write_whole(folder, name, identity.as_bytes()).unwrap();
        let manifest = Manifest {
            format: 1,
            name: String::new(),
            question: String::new(),
            state,
            version: String::new(),
            commit: None,
            identity: identity.to_owned(),
            command: Vec::new(),
            seed: 1,
            quick: false,
            cells: 1,
            runs: 1,
            host: Host { platform: String::new(), threads: 1 },
            started: String::new(),
            finished: None,
            seconds: None,
            files: vec![file],
            config: serde_json::Value::Null,
        };
        manifest.write(folder).unwrap();
    }

    fn kept(folder: &Path) -> Option<String> {
        std::fs::read_to_string(folder.join(REPLACED).join("runs.csv")).ok()
    }

    #[test]
    fn a_finished_result_is_kept_aside_until_the_new_one_is_complete() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        result(folder, "old", State::Finished);
        assert_eq!(claim(folder, "new", true).unwrap(), Claim::Ready);
        assert_eq!(kept(folder).as_deref(), Some("old"));
        // The new run is interrupted, and forced again: the old result is still there.
        result(folder, "new", State::Running);
        assert!(claim(folder, "new", false).is_err());
        assert_eq!(claim(folder, "new", true).unwrap(), Claim::Ready);
        assert_eq!(kept(folder).as_deref(), Some("old"));
        assert!(!folder.join("runs.csv.part").exists());
        // It completes.
        result(folder, "new", State::Finished);
        forget_replaced(folder).unwrap();
        assert_eq!(kept(folder), None);
        assert_eq!(claim(folder, "new", false).unwrap(), Claim::AlreadyThere);
    }

    #[test]
    fn a_move_that_was_interrupted_is_completed() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        result(folder, "old", State::Finished);
        std::fs::create_dir(folder.join(REPLACED)).unwrap();
        std::fs::rename(folder.join("runs.csv"), folder.join(REPLACED).join("runs.csv")).unwrap();
        assert_eq!(claim(folder, "new", true).unwrap(), Claim::Ready);
        assert_eq!(kept(folder).as_deref(), Some("old"));
        assert!(!folder.join(manifest::NAME).exists());
    }
}
