//! Shards put together to the result of the whole study.
//!
//! The tables of the shards are laid end to end in the order of the plan, and the conclusions are drawn as if the runs had
//! just been simulated: the files are the same bytes as those of a study that was never cut.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::execute::Stop;
use super::folder::{self, SCRATCH, Wish, damaged};
use super::going_on;
use super::growing::headers;
use super::plan::Plan;
use super::replay::{Recorded, replay};
use super::results::whole_result;
use super::session::{Finished, Order, Outcome, manifest, recorded};
use super::shard::{FOLDER, Shard};
use super::tables::Tables;
use crate::config::source::Failure;
use crate::output::manifest::{Build, Manifest, State};
use crate::output::{FileRecord, TableFile, inside, journal, log};
use crate::question::findings::Findings;

/// Shards of one study, by index; of each the folder and the manifest.
#[derive(Debug)]
pub struct Parts {
    /// Into how many parts the study was cut.
    pub count: u32,
    parts: BTreeMap<u32, (PathBuf, Manifest)>,
}

/// How far a shard has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// All its runs are done.
    Finished,
    /// Begun.
    Running,
    /// Nothing is there.
    Missing,
    /// Finished, but a file is missing or was changed.
    Damaged,
}

impl Parts {
    /// Finds the shards in some folders: folders of shards, or folders of results that hold shards.
    ///
    /// # Errors
    /// [`Failure::Usage`] if there are none, or they belong to different studies, versions or cuts; [`Failure::Io`] if one is a
    /// link.
    pub fn find(folders: &[PathBuf]) -> Result<Self, Failure> {
        let mut found = Vec::new();
        for folder in folders {
            if let Some(what) = inside::in_the_way(folder) {
                return Err(Failure::Usage(what));
            }
            let inner = folder.join(FOLDER);
            inside::survey(&inner, &[])?;
            let listed = inside::names(&inner)?.into_iter().map(|name| inner.join(name));
            let before = found.len();
            for path in listed.chain([folder.clone()]) {
                if let Some(manifest) = Manifest::read(&path)?
                    && let Some([index, count]) = manifest.shard
                {
                    if index >= count {
                        let what = format!("says that it is shard {index} of {count}; the manifest was changed");
                        return Err(Failure::Usage(format!("{}: {what}", path.display())));
                    }
                    found.push((path, manifest));
                }
            }
            if found.len() == before {
                let what = "expected shards, found none; `comity run CONFIG --shard I/N --out DIR` makes them";
                return Err(Failure::Usage(format!("{}: {what}", folder.display())));
            }
        }
        found.sort_by(|a, b| a.0.cmp(&b.0));
        let mut parts = Self { count: 0, parts: BTreeMap::new() };
        let mut first: Option<(PathBuf, Manifest)> = None;
        for (path, manifest) in found {
            let [index, count] = manifest.shard.unwrap_or([0, 1]);
            if let Some((other, of)) = &first {
                differ(&path, &manifest, other, of)?;
            } else {
                first = Some((path.clone(), manifest.clone()));
            }
            parts.count = count;
            match parts.parts.get(&index) {
                // The same shard twice: if both are finished they must say the same, else the finished one counts.
                Some((other, there)) if there.state == State::Finished && manifest.state == State::Finished => {
                    if there.files != manifest.files {
                        return Err(Failure::Usage(format!(
                            "{} and {}: the same shard with different rows; one of them was changed",
                            other.display(),
                            path.display()
                        )));
                    }
                }
                Some((_, there)) if there.state == State::Finished => {}
                _ => drop(parts.parts.insert(index, (path, manifest))),
            }
        }
        Ok(parts)
    }

    /// One of the shards' folders and manifests.
    pub fn any(&self) -> Option<(&Path, &Manifest)> {
        self.parts.values().next().map(|(path, manifest)| (path.as_path(), manifest))
    }

    /// How far each shard has come; files are looked through.
    pub fn progress(&self) -> Vec<(Shard, Progress)> {
        let of = |index| match self.parts.get(&index) {
            None => Progress::Missing,
            Some((_, manifest)) if manifest.state == State::Running => Progress::Running,
            Some((path, manifest)) if damaged(path, manifest).is_some() => Progress::Damaged,
            Some(_) => Progress::Finished,
        };
        (0..self.count).map(|index| (Shard { index, count: self.count }, of(index))).collect()
    }

    /// Runs done so far, those of unfinished shards included.
    pub fn runs(&self) -> u64 {
        let done = |(path, manifest): &(PathBuf, Manifest)| match manifest.state {
            State::Finished => manifest.runs as u64,
            State::Running => journal::entries(path).unwrap_or(0),
        };
        self.parts.values().map(done).sum()
    }

    /// The command that runs a shard: that of another one, with its number.
    pub fn command(&self, shard: Shard) -> String {
        self.any().map_or(String::new(), |(_, manifest)| going_on::command(manifest, Some(shard)))
    }

    /// The builds of the program that they were made by, with a shard of each.
    pub fn builds(&self) -> Vec<(Build, &Path)> {
        let mut builds: Vec<(Build, &Path)> = Vec::new();
        for (path, manifest) in self.parts.values() {
            for build in manifest.made_by() {
                if !builds.iter().any(|(known, _)| known.source == build.source) {
                    builds.push((build, path));
                }
            }
        }
        builds
    }

    /// Refuses shards that another build made than the one that puts them together, or each another.
    fn of_one_build(&self) -> Result<(), Failure> {
        let others: Vec<_> = self.parts.values().filter(|(_, manifest)| !manifest.other_builds().is_empty()).collect();
        let Some((path, manifest)) = others.first() else { return Ok(()) };
        let [theirs, ours] = [manifest.other_builds()[0].told(), Build::own().told()];
        Err(Failure::Usage(format!(
            "{}: {} of {} shards were made by another build of the program ({theirs}; this one is {ours}), whose numbers may \
             be others; run them again with --force, or --accept-build merges them as they are and notes all builds",
            path.display(),
            others.len(),
            self.parts.len()
        )))
    }
}

/// Refuses a shard of another study, version or cut.
fn differ(path: &Path, manifest: &Manifest, other: &Path, of: &Manifest) -> Result<(), Failure> {
    let what = if manifest.version != of.version {
        format!("made by different versions ({} and {})", manifest.version, of.version)
    } else if manifest.seed != of.seed {
        format!("of different seeds ({} and {})", manifest.seed, of.seed)
    } else if manifest.identity != of.identity {
        "of different configs".to_owned()
    } else if manifest.shard.map(|[_, count]| count) != of.shard.map(|[_, count]| count) {
        "of different numbers of shards".to_owned()
    } else {
        return Ok(());
    };
    Err(Failure::Usage(format!("{} and {}: shards {what} do not belong together", other.display(), path.display())))
}

/// Puts shards together; says what was found.
///
/// # Errors
/// [`Failure::Incomplete`] if shards are missing or unfinished; other failures as for a run.
pub fn merge(plan: &Plan, parts: &Parts, order: &Order) -> Result<Outcome<Findings>, Failure> {
    let missing: Vec<(Shard, Progress)> =
        parts.progress().into_iter().filter(|(_, progress)| *progress != Progress::Finished).collect();
    if !missing.is_empty() {
        return Err(Failure::Incomplete(incomplete(plan, parts, &missing)));
    }
    if !order.accept_build {
        parts.of_one_build()?;
    }
    let counts = [plan.design.cells(), plan.most_runs(None)];
    let mut manifest = manifest(&plan.config.name, &plan.stored(), counts, order);
    parts.parts.values().for_each(|(_, part)| manifest.include(part));
    refuse_begun(order, &manifest.identity)?;
    recorded(order, &order.folder, manifest, &Stop::new(), |site, lock| {
        let folder = site.folder;
        let (files, found) = match put_together(plan, parts, folder) {
            Ok(made) => made,
            Err(failure) => {
                folder::withdraw(folder)?;
                lock.leave()?;
                return Err(failure);
            }
        };
        log::append(folder, &format!("merged from {} shards", parts.count))?;
        let runs = Some([found.runs as usize, found.failed as usize]);
        Ok(Finished { files, runs, found, close: Box::new(move || lock.release()) })
    })
}

/// Refuses to merge over an unfinished run, whose runs would be lost.
fn refuse_begun(order: &Order, identity: &str) -> Result<(), Failure> {
    let folder = &order.folder;
    let there = Manifest::read(folder)?;
    let begun = there.is_some_and(|there| there.state == State::Running && there.identity == identity);
    if begun && order.wish != Wish::Force && journal::entries(folder).unwrap_or(0) > 0 {
        let what = "an unfinished run of this study is here; --out DIR merges elsewhere";
        return Err(Failure::Usage(format!("{}: {what}", folder.display())));
    }
    Ok(())
}

/// Makes all tables of a result in its scratch; they get their names when all is checked and complete.
fn put_together(plan: &Plan, parts: &Parts, folder: &Path) -> Result<(Vec<FileRecord>, Findings), Failure> {
    folder::forget_scratch(folder)?;
    let scratch = folder.join(SCRATCH);
    inside::folder(&scratch)?;
    let growing = plan.growing();
    let mut files = Vec::new();
    for (name, header) in headers(&growing) {
        let mut table = TableFile::create(&scratch, name)?;
        table.write(&header)?;
        for (path, _) in parts.parts.values() {
            add(&mut table, &path.join(name), header.len())?;
        }
        files.push(table.finish()?);
    }
    let mut tables = Tables::create(plan, &scratch)?;
    for (&index, (path, _)) in &parts.parts {
        let units = Shard { index, count: parts.count }.units(plan.units());
        let mut rows = Recorded::open(&growing, |name| path.join(name))?;
        let rest = replay(plan, units, &mut rows, Some(&mut tables), |_, _| {})?;
        if let Some(unit) = rest {
            let what = format!("rows are missing from unit {} on", unit.number);
            return Err(Failure::Usage(format!("{}: {what}", path.display())));
        }
        rows.at_end()?;
    }
    let (files, _, found) = whole_result(plan, tables, files, &scratch, None)?;
    for file in &files {
        let path = scratch.join(&file.name);
        std::fs::rename(&path, folder.join(&file.name)).map_err(Failure::io(&path))?;
    }
    folder::forget_scratch(folder)?;
    Ok((files, found))
}

/// Adds the rows of a shard's table, without its header.
fn add(table: &mut TableFile, path: &Path, header: usize) -> Result<(), Failure> {
    let mut file = match inside::open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && path.ends_with("failures.csv") => return Ok(()),
        opened => opened.map_err(Failure::io(path))?,
    };
    let mut chunk = vec![0; 1 << 16];
    let mut skip = header;
    loop {
        let read = file.read(&mut chunk).map_err(Failure::io(path))?;
        if read == 0 {
            return Ok(());
        }
        let from = skip.min(read);
        skip -= from;
        table.write(&chunk[from..read])?;
    }
}

/// Which shards are missing, and how to run just those.
fn incomplete(plan: &Plan, parts: &Parts, missing: &[(Shard, Progress)]) -> String {
    use std::fmt::Write as _;
    let mut text = format!("{} of {} shards are not there yet", missing.len(), parts.count);
    const SHOWN: usize = 20;
    for (shard, progress) in missing.iter().take(SHOWN) {
        let units = shard.units(plan.units());
        let cells = plan.cells_of(units);
        let why = match progress {
            Progress::Missing => "missing",
            Progress::Running => "unfinished",
            _ => "damaged: remove its folder first",
        };
        let cells = match cells.len() {
            0 => "no cells".to_owned(),
            1 => format!("cell {}", cells.start),
            _ => format!("cells {} to {}", cells.start, cells.end - 1),
        };
        let _ = write!(text, "\n  shard {shard} ({cells}): {why}\n    {}", parts.command(*shard));
    }
    if missing.len() > SHOWN {
        let _ = write!(text, "\n  and {} more", missing.len() - SHOWN);
    }
    text
}
