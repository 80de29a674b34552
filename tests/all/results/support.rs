//! A small study, its results as somebody else may change them, and all that lies in a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Child;
use std::time::{Duration, Instant};

use comity::output::table::sum;

use crate::desk::Desk;

/// A grid of six short runs with recorded rounds.
pub(crate) const SMALL: &str = "name = 'small'
rounds = 40
replicates = 3
[[agents]]
power = 'strong'
count = 1
[[agents]]
power = 'weak'
count = 3
[holds]
window = 20
[output]
rounds = 'all'
[study.grid]
axes = [{ key = 'game.dilemma.rent', values = [0, 3] }]
";

/// The time after which a process is taken to hang.
const HANGS: Duration = Duration::from_secs(60);

/// A folder with a config.
pub(crate) fn desk() -> Desk {
    Desk::with(&[("small.toml", SMALL)])
}

impl Desk {
    /// Runs; its exit code and what was said.
    pub(crate) fn says(&self, args: &[&str]) -> (i32, String) {
        let output = self.output(args);
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        (output.status.code().unwrap_or(-1), said)
    }

    /// Changes a table, and what the manifest says of it, as one does who wants not to be found out.
    pub(crate) fn forge(&self, folder: &str, table: &str, change: impl Fn(&str) -> String) {
        let path = format!("{folder}/{table}");
        let text = change(&self.read(&path));
        self.write(&path, &text);
        self.edit(folder, |manifest| {
            let files = manifest["files"].as_array_mut().unwrap();
            let file = files.iter_mut().find(|file| file["name"] == table).unwrap();
            file["bytes"] = text.len().into();
            file["sha256"] = sum(text.as_bytes()).into();
        });
    }
}

/// Waits for a process; one that hangs is killed, and fails the test.
pub(crate) fn ends(child: &mut Child, what: &str) -> std::process::ExitStatus {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if started.elapsed() > HANGS {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("{what} hangs");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// All that lies in a folder: names and bytes, links and where they point.
pub(crate) fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn gather(folder: &Path, name: &str, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let (path, name) = (entry.path(), format!("{name}/{}", entry.file_name().to_string_lossy()));
            if path.is_symlink() {
                found.insert(name, fs::read_link(&path).unwrap().to_string_lossy().into_owned().into_bytes());
            } else if path.is_dir() {
                found.insert(name.clone(), Vec::new());
                gather(&path, &name, found);
            } else if path.is_file() {
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    gather(folder, "", &mut found);
    found
}

/// Copies a folder of plain files and folders.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let (path, own) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &own);
        } else {
            fs::copy(&path, &own).unwrap();
        }
    }
}
