//! A result folder: whose it is, and how an earlier result makes room.
//!
//! Nothing is lost without being told so: a finished result is only replaced by force, and even then it is kept aside until the
//! new one is complete. Files that are not a result of this program are never touched.

use std::path::Path;

use super::delivery;
use super::results::failed;
use super::shard;
use super::source::Failure;
use crate::output::journal::{self, Hold, Lock};
use crate::output::manifest::{self, Manifest, State};
use crate::output::table::{self, checksum};
use crate::output::{FileRecord, log};

/// The files of a result.
const FILES: [&str; 19] = [
    "rounds.csv",
    "runs.csv",
    "failures.csv",
    "deviations.csv",
    "sweeps.csv",
    "cells.csv",
    "audit.csv",
    "survival.csv",
    "claims.csv",
    delivery::BEHAVIORSPACE,
    "matches.csv",
    "invasion.csv",
    "ecology.csv",
    "interactions.csv",
    "answer.csv",
    "agents.csv",
    "dyads.csv",
    "columns.csv",
    manifest::NAME,
];

/// The same files, and the tables among them as Parquet.
fn files() -> impl Iterator<Item = String> {
    FILES.into_iter().flat_map(|name| std::iter::once(name.to_owned()).chain(delivery::parquet_name(name)))
}

/// Where a replaced result is kept until the new one is complete.
pub const REPLACED: &str = "replaced";

/// The page of a result, its pictures and the scripts that redraw them: made from the tables at any time, so no part of what is
/// kept or checked.
pub const MADE: [&str; 3] = ["report.html", "figures", "plots"];

/// What stands in a result folder besides the files of a result.
const OURS: [&str; 7] = [REPLACED, shard::FOLDER, "slurm", "rerun", log::NAME, journal::NAME, manifest::NAME];

/// What is to be done with what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Begin; nothing may be there.
    Begin,
    /// Go on with an unfinished result; begin if there is none.
    Resume,
    /// Begin, whatever is there.
    Force,
}

/// What a folder is good for.
#[derive(Debug)]
pub enum Claim {
    /// It is ours to write: what was begun there, if that is to be gone on with.
    Ours(Lock, Option<Box<Manifest>>),
    /// The same study is there already, finished and whole.
    AlreadyThere(Box<Manifest>),
    /// Another process is at work on the same study.
    Busy,
}

/// Claims a folder for the result of a study.
///
/// # Errors
/// [`Failure::Usage`] if something else is in the way; [`Failure::Io`] if it cannot be made.
pub fn claim(folder: &Path, identity: &str, wish: Wish) -> Result<Claim, Failure> {
    let place = folder.display();
    let refuse = |what: &str| Err(Failure::Usage(format!("{place}: {what}")));
    if folder.exists() && !folder.is_dir() {
        return refuse("expected a folder for the results, found a file");
    }
    if Manifest::read(folder).is_none() && holds_others(folder) {
        return refuse("holds files that are not a result; choose another folder with --out DIR");
    }
    if let Some(claim) = finished(folder, identity, wish)? {
        return Ok(claim);
    }
    std::fs::create_dir_all(folder).map_err(Failure::io(folder))?;
    let Hold::Ours(lock) = Lock::take(folder).map_err(failed)? else { return Ok(Claim::Busy) };
    // Whoever held it before us may have finished meanwhile.
    if let Some(claim) = finished(folder, identity, wish)? {
        return Ok(claim);
    }
    match Manifest::read(folder) {
        None => Ok(Claim::Ours(lock, None)),
        Some(there) if wish == Wish::Force => {
            set_aside(folder, there.state)?;
            Ok(Claim::Ours(lock, None))
        }
        Some(there) if there.identity != identity => refuse(
            "an unfinished result of a different study (another config, seed or version) is here; --force replaces it, \
             --out DIR writes elsewhere",
        ),
        Some(there) if wish == Wish::Resume => Ok(Claim::Ours(lock, Some(Box::new(there)))),
        Some(_) => refuse("an unfinished result is here; --resume goes on with it, --force replaces it"),
    }
}

/// What a finished result in the folder means, if there is one that is not to be replaced.
fn finished(folder: &Path, identity: &str, wish: Wish) -> Result<Option<Claim>, Failure> {
    let refuse = |what: &str| Err(Failure::Usage(format!("{}: {what}", folder.display())));
    match Manifest::read(folder) {
        Some(there) if there.state == State::Finished && wish != Wish::Force => {
            if there.identity != identity {
                return refuse(
                    "the result of a different study (another config, seed or version) is here; --force replaces it, \
                     --out DIR writes elsewhere",
                );
            }
            match damaged(folder, &there) {
                None => Ok(Some(Claim::AlreadyThere(Box::new(there)))),
                Some(file) => refuse(&format!(
                    "the result of this study is here, but {} is missing or was changed; --force runs it again",
                    file.name
                )),
            }
        }
        _ => Ok(None),
    }
}

/// A file that is not as its manifest says.
pub fn damaged<'a>(folder: &Path, manifest: &'a Manifest) -> Option<&'a FileRecord> {
    let whole = |file: &FileRecord| checksum(&folder.join(&file.name)).is_ok_and(|found| found == file.sha256);
    manifest.files.iter().find(|file| !whole(file))
}

/// Removes what a process that ended between its last two steps left beside a finished result.
///
/// # Errors
/// If a file cannot be removed.
pub fn tidy(folder: &Path) -> Result<(), Failure> {
    if folder.join(journal::NAME).exists()
        && let Hold::Ours(lock) = Lock::take(folder).map_err(failed)?
    {
        let known: Vec<String> =
            Manifest::read(folder).into_iter().flat_map(|m| m.files).map(|file| file.name).collect();
        for name in FILES {
            remove(&folder.join(format!("{name}.part")))?;
            // A table that another format replaces.
            if !known.is_empty() && name != manifest::NAME && !known.iter().any(|own| own == name) {
                remove(&folder.join(name))?;
            }
        }
        lock.release().map_err(failed)?;
        forget_replaced(folder)?;
    }
    Ok(())
}

/// Does it hold anything that is not ours?
fn holds_others(folder: &Path) -> bool {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| {
        let name = entry.file_name();
        !OURS.iter().chain(&MADE).any(|own| name == *own || name.to_string_lossy() == format!("{own}.part"))
    })
}

/// Moves a finished result aside; of an unfinished one the files are removed.
///
/// The manifest moves last: a result set aside without one was interrupted on its way, and is completed.
fn set_aside(folder: &Path, state: State) -> Result<(), Failure> {
    for name in files() {
        remove(&folder.join(format!("{name}.part")))?;
    }
    // A page of other tables than those beside it would mislead; it can be made of them again.
    remove(&folder.join(MADE[0]))?;
    if state == State::Running {
        return files().try_for_each(|name| remove(&folder.join(name)));
    }
    let aside = folder.join(REPLACED);
    if aside.join(manifest::NAME).exists() {
        forget_replaced(folder)?;
    }
    std::fs::create_dir_all(&aside).map_err(Failure::io(&aside))?;
    for name in files() {
        let path = folder.join(&name);
        if path.exists() {
            std::fs::rename(&path, aside.join(&name)).map_err(Failure::io(&path))?;
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
        for name in files() {
            remove(&aside.join(&name))?;
        }
        std::fs::remove_dir(&aside).map_err(Failure::io(&aside))?;
    }
    Ok(())
}

fn remove(path: &Path) -> Result<(), Failure> {
    table::remove(path).map_err(failed)
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
            failed: 0,
            shard: None,
            host: Host { platform: String::new(), threads: 1 },
            started: String::new(),
            finished: None,
            seconds: None,
            files: vec![file],
            caveats: None,
            config: serde_json::Value::Null,
        };
        manifest.write(folder).unwrap();
    }

    fn ready(folder: &Path, identity: &str, wish: Wish) -> bool {
        matches!(claim(folder, identity, wish).unwrap(), Claim::Ours(_, None))
    }

    fn kept(folder: &Path) -> Option<String> {
        std::fs::read_to_string(folder.join(REPLACED).join("runs.csv")).ok()
    }

    #[test]
    fn a_finished_result_is_kept_aside_until_the_new_one_is_complete() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        result(folder, "old", State::Finished);
        assert!(ready(folder, "new", Wish::Force));
        assert_eq!(kept(folder).as_deref(), Some("old"));
        // The new run is interrupted, and forced again: the old result is still there.
        result(folder, "new", State::Running);
        assert!(claim(folder, "new", Wish::Begin).is_err() && claim(folder, "other", Wish::Resume).is_err());
        assert!(matches!(claim(folder, "new", Wish::Resume).unwrap(), Claim::Ours(_, Some(_))));
        assert!(ready(folder, "new", Wish::Force));
        assert_eq!(kept(folder).as_deref(), Some("old"));
        assert!(!folder.join("runs.csv.part").exists());
        // It completes.
        result(folder, "new", State::Finished);
        forget_replaced(folder).unwrap();
        assert_eq!(kept(folder), None);
        assert!(matches!(claim(folder, "new", Wish::Resume).unwrap(), Claim::AlreadyThere(_)));
        assert!(claim(folder, "other", Wish::Resume).is_err());
    }

    #[test]
    fn a_move_that_was_interrupted_is_completed() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        result(folder, "old", State::Finished);
        std::fs::create_dir(folder.join(REPLACED)).unwrap();
        std::fs::rename(folder.join("runs.csv"), folder.join(REPLACED).join("runs.csv")).unwrap();
        assert!(ready(folder, "new", Wish::Force));
        assert_eq!(kept(folder).as_deref(), Some("old"));
        assert!(!folder.join(manifest::NAME).exists());
    }
}
