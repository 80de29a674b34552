//! A result folder: whose it is, and how an earlier result makes room.
//!
//! Nothing is lost without being told so: a finished result is only replaced by force, and even then it is kept aside until the
//! new one is complete. Files that are not a result of this program are never touched.

use std::path::Path;

use super::formats;
use super::shard;
use crate::config::source::Failure;
use crate::output::inside;
use crate::output::journal::{self, Hold, Lock};
use crate::output::manifest::{self, Build, Manifest, State};
use crate::output::table::{self, checksum};
use crate::output::{FileRecord, log};

/// The files of a result.
const FILES: [&str; 20] = [
    "rounds.csv",
    "runs.csv",
    "failures.csv",
    "deviations.csv",
    "sweeps.csv",
    "cells.csv",
    "answer.json",
    "audit.csv",
    "survival.csv",
    "claims.csv",
    formats::BEHAVIORSPACE,
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
    FILES.into_iter().flat_map(|name| std::iter::once(name.to_owned()).chain(formats::parquet_name(name)))
}

/// Where a replaced result is kept until the new one is complete.
pub const REPLACED: &str = "replaced";

/// The page of a result, its pictures and the scripts that redraw them: made from the tables at any time, so no part of what is
/// kept or checked.
pub const MADE: [&str; 3] = ["report.html", "figures", "plots"];

/// Where a merge is made until all of it is there.
pub(crate) const SCRATCH: &str = "scratch";

/// What stands in a result folder besides the files of a result.
const OURS: [&str; 8] = [REPLACED, SCRATCH, shard::FOLDER, "slurm", "rerun", log::NAME, journal::NAME, manifest::NAME];

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

/// Whose result is to be written, and how.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Identity of the study.
    pub identity: &'a str,
    /// What to do with what is there.
    pub wish: Wish,
    /// Is it worth waiting for another process that is at work on it, whatever is wished?
    pub patient: bool,
    /// Go on with what another build of the program began?
    pub accept_build: bool,
}

/// What a folder is good for.
#[derive(Debug)]
pub enum Claim {
    /// It is ours to write: what was begun there, if that is to be gone on with.
    Ours(Lock, Option<Box<Manifest>>),
    /// The same study is there already, finished and whole.
    AlreadyThere(Box<Manifest>),
    /// Another process is at work on it; is it worth waiting for?
    Busy(bool),
}

/// Claims a folder for the result of a study.
///
/// # Errors
/// [`Failure::Usage`] if something else is in the way; [`Failure::Io`] if it cannot be made, or holds links.
pub fn claim(folder: &Path, request: &Request<'_>) -> Result<Claim, Failure> {
    let refuse = |what: &str| Err(Failure::Usage(format!("{}: {what}", folder.display())));
    if let Some(what) = inside::in_the_way(folder) {
        return Err(Failure::Usage(what));
    }
    inside::survey(folder, &[REPLACED, SCRATCH, MADE[1], MADE[2]])?;
    if is_foreign(folder)? {
        return refuse("holds files that are not a result; choose another folder with --out DIR");
    }
    let done = |there: &Manifest| there.state == State::Finished && request.wish != Wish::Force;
    let there = Manifest::read(folder)?.filter(done);
    if let Some(there) = &there
        && is_tidy(folder)
    {
        return finished(folder, there, request);
    }
    inside::make(folder)?;
    let lock = match (Lock::take(folder), &there) {
        (Ok(Hold::Ours(lock)), _) => lock,
        (Ok(Hold::Busy), _) => return busy(folder, request),
        // What is finished can be looked at where nothing can be written.
        (Err(_), Some(there)) => return finished(folder, there, request),
        (Err(error), None) => return Err(error.into()),
    };
    match under_lock(folder, request)? {
        Held::Ours(begun) => Ok(Claim::Ours(lock, begun)),
        Held::Not(said) => {
            // What a finished result had of a journal went with the rest that was left.
            if said.is_ok() { lock.release() } else { lock.leave() }?;
            said
        }
    }
}

/// What a folder is good for once nobody else can change it.
enum Held {
    /// It is ours, with what was begun.
    Ours(Option<Box<Manifest>>),
    /// It is not to be written.
    Not(Result<Claim, Failure>),
}

fn under_lock(folder: &Path, request: &Request<'_>) -> Result<Held, Failure> {
    let not = |what: &str| Ok(Held::Not(Err(Failure::Usage(format!("{}: {what}", folder.display())))));
    let Some(there) = Manifest::read(folder)? else { return Ok(Held::Ours(None)) };
    if request.wish == Wish::Force {
        set_aside(folder, there.state)?;
        return Ok(Held::Ours(None));
    }
    if there.state == State::Finished {
        let claim = finished(folder, &there, request);
        if claim.is_ok() {
            tidy(folder, &there)?;
        }
        return Ok(Held::Not(claim));
    }
    if there.identity != request.identity {
        return not(
            "an unfinished result of a different study (another config, seed or version) is here; --force replaces it, \
             --out DIR writes elsewhere",
        );
    }
    if request.wish == Wish::Begin {
        return not("an unfinished result is here; --resume goes on with it, --force replaces it");
    }
    match same_build(folder, &there, request.accept_build) {
        Ok(()) => Ok(Held::Ours(Some(Box::new(there)))),
        Err(failure) => Ok(Held::Not(Err(failure))),
    }
}

/// Another process is at work: on the same study?
fn busy(folder: &Path, request: &Request<'_>) -> Result<Claim, Failure> {
    match Manifest::read(folder)? {
        Some(there) if there.identity != request.identity => Err(Failure::Usage(format!(
            "{}: another process is at work on a different study here; choose another folder with --out DIR",
            folder.display()
        ))),
        // Its page is being made, say.
        Some(there) if there.state == State::Finished => Ok(Claim::Busy(request.wish != Wish::Force)),
        _ => Ok(Claim::Busy(request.wish != Wish::Force && (request.patient || request.wish == Wish::Resume))),
    }
}

/// What a finished result means that is not to be replaced.
fn finished(folder: &Path, there: &Manifest, request: &Request<'_>) -> Result<Claim, Failure> {
    let refuse = |what: &str| Err(Failure::Usage(format!("{}: {what}", folder.display())));
    if there.identity != request.identity {
        return refuse(
            "the result of a different study (another config, seed or version) is here; --force replaces it, --out DIR \
             writes elsewhere",
        );
    }
    same_build(folder, there, request.accept_build)?;
    match damaged(folder, there) {
        None => Ok(Claim::AlreadyThere(Box::new(there.clone()))),
        Some(file) => refuse(&format!(
            "the result of this study is here, but {} is missing or was changed; --force runs it again",
            file.name
        )),
    }
}

/// Refuses what another build of the program made, unless that is accepted: its numbers may be others.
///
/// # Errors
/// [`Failure::Usage`], with both builds.
pub fn same_build(folder: &Path, there: &Manifest, accept: bool) -> Result<(), Failure> {
    match there.other_builds().first().filter(|_| !accept) {
        None => Ok(()),
        Some(other) => Err(Failure::Usage(format!(
            "{}: made by another build of the program ({}; this one is {}), whose numbers may be others; --force runs all \
             of it again, --accept-build takes it as it is and notes both",
            folder.display(),
            other.told(),
            Build::own().told()
        ))),
    }
}

/// Looks at a file of a result.
///
/// # Errors
/// [`Failure::Disagreement`] if it is missing or not as its manifest says; [`Failure::Io`] if it is no plain file.
pub fn intact(folder: &Path, file: &FileRecord) -> Result<(), Failure> {
    let path = folder.join(&file.name);
    let wrong = |what: &str| Err(Failure::Disagreement(format!("{}: {} {what}", folder.display(), file.name)));
    let length = match inside::open(&path).and_then(|opened| opened.metadata()) {
        Ok(found) => found.len(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return wrong("is missing"),
        Err(error) => return Err(Failure::Io { path, error }),
    };
    if length == file.bytes && checksum(&path).map_err(Failure::io(&path))? == file.sha256 {
        return Ok(());
    }
    wrong("was changed since it was written")
}

/// A file that is not as its manifest says.
pub fn damaged<'a>(folder: &Path, manifest: &'a Manifest) -> Option<&'a FileRecord> {
    manifest.files.iter().find(|file| intact(folder, file).is_err())
}

/// Is there nothing beside a finished result that a process left on its way?
fn is_tidy(folder: &Path) -> bool {
    let gone = |name: &str| folder.join(name).symlink_metadata().is_err();
    gone(journal::NAME) && gone(REPLACED) && gone(SCRATCH)
}

/// Removes what a process that ended between its last two steps left beside a finished result.
fn tidy(folder: &Path, there: &Manifest) -> Result<(), Failure> {
    for name in files() {
        remove(&folder.join(format!("{name}.part")))?;
        // A table that another format replaces.
        if !there.files.is_empty() && name != manifest::NAME && !there.files.iter().any(|own| own.name == name) {
            remove(&folder.join(name))?;
        }
    }
    forget_scratch(folder)?;
    forget_replaced(folder)
}

/// Does it hold files, and no manifest? Another process may be just about to write the one and the others: look again.
fn is_foreign(folder: &Path) -> Result<bool, Failure> {
    for _ in 0..3 {
        if !holds_others(folder)? || Manifest::read(folder)?.is_some() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Does it hold anything that is not ours?
fn holds_others(folder: &Path) -> Result<bool, Failure> {
    // The folder itself may be reached by a link.
    let names = inside::names(&folder.join("."))?;
    let ours = |name: &String| OURS.iter().chain(&MADE).any(|own| name == own || *name == format!("{own}.part"));
    Ok(!names.iter().all(ours))
}

/// Moves a finished result aside; of an unfinished one the files are removed.
///
/// The manifest moves last: a result set aside without one was interrupted on its way, and is completed.
fn set_aside(folder: &Path, state: State) -> Result<(), Failure> {
    for name in files() {
        remove(&folder.join(format!("{name}.part")))?;
    }
    forget_scratch(folder)?;
    if state == State::Running {
        remove(&folder.join(MADE[0]))?;
        return files().try_for_each(|name| remove(&folder.join(name)));
    }
    let aside = folder.join(REPLACED);
    if inside::has_file(&aside.join(manifest::NAME)) {
        forget_replaced(folder)?;
    }
    inside::folder(&aside)?;
    move_files(folder, &aside)?;
    inside::sync(&aside);
    Ok(())
}

/// Moves the files of a result, its manifest last, and its page: beside other tables that would mislead.
fn move_files(from: &Path, to: &Path) -> Result<(), Failure> {
    for name in std::iter::once(MADE[0].to_owned()).chain(files()) {
        let path = from.join(&name);
        if inside::has_file(&path) {
            std::fs::rename(&path, to.join(&name)).map_err(Failure::io(&path))?;
        }
    }
    Ok(())
}

/// Undoes a merge that came to nothing: what was there before is there again.
///
/// # Errors
/// If a file cannot be moved or removed.
pub(crate) fn withdraw(folder: &Path) -> Result<(), Failure> {
    forget_scratch(folder)?;
    for name in files() {
        remove(&folder.join(format!("{name}.part")))?;
        remove(&folder.join(name))?;
    }
    let aside = folder.join(REPLACED);
    if inside::has_file(&aside.join(manifest::NAME)) {
        move_files(&aside, folder)?;
    }
    forget(&aside)
}

/// Removes a result that was set aside, once the new one is complete.
///
/// # Errors
/// If a file cannot be removed.
pub fn forget_replaced(folder: &Path) -> Result<(), Failure> {
    forget(&folder.join(REPLACED))
}

/// Removes what a merge was made in.
///
/// # Errors
/// If a file cannot be removed.
pub(crate) fn forget_scratch(folder: &Path) -> Result<(), Failure> {
    forget(&folder.join(SCRATCH))
}

/// Removes a folder of ours; what is not ours in it stays, and with it the folder.
fn forget(place: &Path) -> Result<(), Failure> {
    if inside::has_folder(place) {
        for name in files() {
            remove(&place.join(format!("{name}.part")))?;
            remove(&place.join(&name))?;
        }
        remove(&place.join(MADE[0]))?;
        match std::fs::remove_dir(place) {
            Err(error) if error.kind() != std::io::ErrorKind::DirectoryNotEmpty => {
                return Err(Failure::Io { path: place.to_owned(), error });
            }
            _ => {}
        }
    }
    Ok(())
}

fn remove(path: &Path) -> Result<(), Failure> {
    table::remove(path).map_err(Failure::from)
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
            version: Build::own().version,
            commit: None,
            source: Build::own().source,
            builds: Vec::new(),
            identity: identity.to_owned(),
            command: Vec::new(),
            directory: None,
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
            config: serde_json::Value::Null,
        };
        manifest.write(folder).unwrap();
    }

    fn claim(folder: &Path, identity: &str, wish: Wish) -> Result<Claim, Failure> {
        super::claim(folder, &Request { identity, wish, patient: false, accept_build: false })
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
