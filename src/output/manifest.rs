//! The manifest: enough to know what was run, to check the files, and to run it again.
//!
//! It is written first and completed last. Host, time and duration stand here and nowhere else.

use std::path::Path;

use serde::{Deserialize, Serialize};

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
    /// Commit of the source it was built from, if known.
    pub commit: Option<String>,
    /// Hash of the resolved config and the version: the identity of the study.
    pub identity: String,
    /// The command line.
    pub command: Vec<String>,
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
    /// What must be known beside the answer, when finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caveats: Option<serde_json::Value>,
    /// The resolved config, defaults included.
    pub config: serde_json::Value,
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
    /// Reads the manifest of a result folder; `None` if there is none or it cannot be read.
    pub fn read(folder: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(folder.join(NAME)).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// Writes it.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), Failed> {
        let mut text =
            serde_json::to_vec_pretty(self).map_err(|error| (folder.join(NAME), std::io::Error::other(error)))?;
        text.push(b'\n');
        write_whole(folder, NAME, &text).map(drop)
    }
}
