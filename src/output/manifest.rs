//! The manifest: enough to know what was run, to check the files, and to run it again.
//!
//! It is written first and completed last. Host, time and duration stand here and nowhere else.

use std::io::{self, ErrorKind};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::inside;
use super::table::{Failed, FileRecord, write_whole};

/// `manifest.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this format.
    pub format: u32,
    /// Name of the study.
    pub name: String,
    /// Its question.
    pub question: String,
    /// `running`, then `finished`.
    pub state: State,
    /// Version of the program.
    pub version: String,
    /// Commit of the source it was built from, if known; with `-dirty` if that was changed since.
    pub commit: Option<String>,
    /// Hash of the source it was built from: two programs of one version with other sources may give other numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// All builds that took part, where it was more than one (`--accept-build`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub builds: Vec<Build>,
    /// Hash of the resolved config and the version: the identity of the study.
    pub identity: String,
    /// The command line.
    pub command: Vec<String>,
    /// The folder it was given in, which its relative paths start from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directory: Option<String>,
    /// Seed.
    pub seed: u64,
    /// Shortened by `--quick`?
    pub quick: bool,
    /// Number of cells.
    pub cells: usize,
    /// Number of runs: planned (at most), then done.
    pub runs: usize,
    /// Runs of them that failed.
    #[serde(default)]
    pub failed: usize,
    /// Which part of the study it is: index from 0, and number of parts; none if it is all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<[u32; 2]>,
    /// Machine.
    pub host: Host,
    /// When it started, UTC.
    pub started: String,
    /// When it finished, UTC.
    pub finished: Option<String>,
    /// How long it took (seconds).
    pub seconds: Option<f64>,
    /// The files, when finished.
    pub files: Vec<FileRecord>,
    /// The resolved config, defaults included.
    pub config: serde_json::Value,
}

/// A build of the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Build {
    /// Version of the program.
    pub version: String,
    /// Commit of its source, if known.
    pub commit: Option<String>,
    /// Hash of its source; that of results made before there were such hashes is unknown.
    pub source: Option<String>,
}

impl Build {
    /// The one that this program is.
    pub fn own() -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            commit: option_env!("COMITY_COMMIT").map(str::to_owned),
            source: Some(env!("COMITY_SOURCE").to_owned()),
        }
    }

    /// Do both come from the same source?
    pub fn same(&self, other: &Self) -> bool {
        self.version == other.version && self.source.is_some() && self.source == other.source
    }

    /// For people: version, source, commit.
    pub fn told(&self) -> String {
        let source = self.source.as_deref().map_or("unknown", |source| source.get(..12).unwrap_or(source));
        let commit = self.commit.as_deref().map_or(String::new(), |commit| format!(", commit {}", short(commit)));
        format!("version {}, source {source}{commit}", self.version)
    }
}

/// A commit as people write it: its first digits, and whether the source was changed since.
fn short(commit: &str) -> String {
    let (hash, rest) = commit.split_once('-').map_or((commit, ""), |(hash, rest)| (hash, rest));
    let hash = hash.get(..12).unwrap_or(hash);
    if rest.is_empty() { hash.to_owned() } else { format!("{hash}-{rest}") }
}

/// How far a study has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Started, not finished.
    Running,
    /// All runs done, all files complete.
    Finished,
}

/// Where it ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Host {
    /// Operating system and processor family.
    pub platform: String,
    /// Threads used.
    pub threads: usize,
}

/// The manifest's file name.
pub const NAME: &str = "manifest.json";

impl Manifest {
    /// Reads the manifest of a result folder; `None` if there is none, or it is no manifest of this program.
    ///
    /// # Errors
    /// If it cannot be read: it is a link, most likely, or names files outside of its folder.
    pub fn read(folder: &Path) -> Result<Option<Self>, Failed> {
        let path = folder.join(NAME);
        let text = match inside::text(&path) {
            Ok(text) => text,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(None),
            // Not UTF-8.
            Err(error) if error.kind() == ErrorKind::InvalidData => return Ok(None),
            Err(error) => return Err((path, error)),
        };
        let Ok(manifest) = serde_json::from_str::<Self>(&text) else { return Ok(None) };
        if let Some(file) = manifest.files.iter().find(|file| !inside::is_name(&file.name)) {
            let what =
                format!("names the file {:?}, which is not one of this folder; the manifest was changed", file.name);
            return Err((path, io::Error::new(ErrorKind::InvalidInput, what)));
        }
        Ok(Some(manifest))
    }

    /// Writes it. What was renamed in the folder before is on disk before it, and it before this returns.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), Failed> {
        let mut text = serde_json::to_vec_pretty(self).map_err(|error| (folder.join(NAME), io::Error::other(error)))?;
        text.push(b'\n');
        inside::sync(folder);
        write_whole(folder, NAME, &text)?;
        inside::sync(folder);
        Ok(())
    }

    /// The file that holds a table: as CSV, or as Parquet in its place.
    pub fn table(&self, name: &str) -> Option<&FileRecord> {
        let stem = name.strip_suffix(".csv").unwrap_or(name);
        self.files.iter().find(|file| file.name == name || file.name == format!("{stem}.parquet"))
    }

    /// Notes the builds that another result was made by, which this one goes on from.
    pub fn include(&mut self, other: &Self) {
        let mut all = self.made_by();
        for build in other.made_by() {
            if !all.iter().any(|known| (&known.version, &known.source) == (&build.version, &build.source)) {
                all.push(build);
            }
        }
        if all.len() > 1 {
            self.builds = all;
        }
    }

    /// The builds that it was made by.
    pub fn made_by(&self) -> Vec<Build> {
        let own = Build { version: self.version.clone(), commit: self.commit.clone(), source: self.source.clone() };
        if self.builds.is_empty() { vec![own] } else { self.builds.clone() }
    }

    /// The builds that it was made by which are not this one.
    pub fn other_builds(&self) -> Vec<Build> {
        let own = Build::own();
        self.made_by().into_iter().filter(|build| !build.same(&own)).collect()
    }
}
