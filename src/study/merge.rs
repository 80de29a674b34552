//! Shards put together to the result of the whole study.
//!
//! The tables of the shards are laid end to end in the order of the plan, and the conclusions are drawn as if the runs had
//! just been simulated: the files are the same bytes as those of a study that was never cut.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::delivery;
use super::folder::damaged;
use super::plan::Plan;
use super::recorded::{Recorded, replay};
use super::results::{Findings, Finished, Order, Outcome, failed, manifest, recorded, whole_result};
use super::shard::{FOLDER, Shard};
use super::source::Failure;
use super::tables::{self, Tables};
use crate::output::journal;
use crate::output::manifest::{Manifest, State};
use crate::output::{TableFile, log};

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
    /// [`Failure::Usage`] if there are none, or they belong to different studies, versions or cuts.
    pub fn find(folders: &[PathBuf]) -> Result<Self, Failure> {
        let mut found = Vec::new();
        for folder in folders {
            let inner = folder.join(FOLDER);
            let listed = std::fs::read_dir(&inner).into_iter().flatten().flatten().map(|entry| entry.path());
            let before = found.len();
            for path in listed.chain([folder.clone()]) {
                if let Some(manifest) = Manifest::read(&path)
                    && manifest.shard.is_some()
                {
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
        let Some((_, manifest)) = self.any() else { return String::new() };
        let mut words = manifest.command.clone();
        let mut replaced = false;
        for place in 0..words.len() {
            if words[place] == "--shard" && place + 1 < words.len() {
                words[place + 1] = shard.to_string();
                replaced = true;
            } else if words[place].starts_with("--shard=") {
                words[place] = format!("--shard={shard}");
                replaced = true;
            }
        }
        if !replaced || !words.iter().any(|word| word == "--resume") {
            words.push("--resume".to_owned());
        }
        words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
    }
}

/// A word as a shell reads it.
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-/=+:,@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
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
    let counts = [plan.design.cells(), plan.most_runs(None)];
    let manifest = manifest(&plan.config.name, &plan.stored(), counts, order);
    recorded(order, &order.folder, manifest, |site, lock| {
        if site.begun && journal::entries(site.folder).unwrap_or(0) > 0 {
            let what = "an unfinished run of this study is here; --out DIR merges elsewhere";
            return Err(Failure::Usage(format!("{}: {what}", site.folder.display())));
        }
        let mut files = Vec::new();
        let growing = tables::growing(plan);
        for (name, header) in tables::headers(&growing) {
            let mut table = TableFile::create(site.folder, name).map_err(failed)?;
            table.write(&header).map_err(failed)?;
            for (path, _) in parts.parts.values() {
                add(&mut table, &path.join(name), header.len())?;
            }
            files.push(table.finish().map_err(failed)?);
        }
        let mut tables = Tables::create(plan, site.folder)?;
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
        let (files, replaced, found) = whole_result(plan, tables, files, site.folder, None)?;
        let shards = format!("merged from {} shards", parts.count);
        log::append(site.folder, &shards).map_err(failed)?;
        let runs = Some([found.runs as usize, found.failed as usize]);
        Ok(Finished {
            files,
            runs,
            caveats: Some(found.caveats.clone()),
            found,
            close: Box::new(move || delivery::forget(&replaced).and_then(|()| lock.release())),
        })
    })
}

/// Adds the rows of a shard's table, without its header.
fn add(table: &mut TableFile, path: &Path, header: usize) -> Result<(), Failure> {
    let mut file = match File::open(path) {
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
        table.write(&chunk[from..read]).map_err(failed)?;
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
