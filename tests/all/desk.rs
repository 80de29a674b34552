//! A folder to work in, and the program at work there.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// The program under test.
pub(crate) const COMITY: &str = env!("CARGO_BIN_EXE_comity");

/// No command of a test takes so long, however busy the machine is.
const HANGS: Duration = Duration::from_secs(300);

/// A folder that is gone when the test ends.
pub(crate) struct Desk {
    folder: PathBuf,
    _gone: TempDir,
}

impl Desk {
    /// An empty one.
    pub(crate) fn new() -> Self {
        let gone = tempfile::tempdir().unwrap();
        // Where temporary folders are links, the program may see them resolved.
        Self { folder: gone.path().canonicalize().unwrap(), _gone: gone }
    }

    /// One with files.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let desk = Self::new();
        files.iter().for_each(|(name, text)| desk.write(name, text));
        desk
    }

    /// The folder itself.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The path of something in it.
    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.join(name)
    }

    /// Writes a file, in a folder that is made for it.
    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, name: impl AsRef<Path>) -> String {
        let path = self.path(name);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// The manifest of a result.
    pub(crate) fn manifest(&self, folder: &str) -> Value {
        serde_json::from_str(&self.read(format!("{folder}/manifest.json"))).unwrap()
    }

    /// Changes the manifest of a result.
    pub(crate) fn edit(&self, folder: &str, change: impl FnOnce(&mut Value)) {
        let mut manifest = self.manifest(folder);
        change(&mut manifest);
        self.write(&format!("{folder}/manifest.json"), serde_json::to_string_pretty(&manifest).unwrap());
    }

    /// The tables of a result, by name.
    pub(crate) fn tables(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(self.path(folder)).unwrap().map(|entry| entry.unwrap().path());
        let tables = entries.filter(|path| path.extension().is_some_and(|end| end == "csv"));
        tables.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap())).collect()
    }

    /// The program with arguments, to be started here.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(COMITY);
        command.current_dir(&self.folder).args(args);
        command
    }

    /// Starts it; what it says on stderr can be read.
    pub(crate) fn spawn(&self, args: &[&str]) -> Child {
        self.command(args).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// What it comes to.
    pub(crate) fn output(&self, args: &[&str]) -> Output {
        output(self.command(args))
    }

    /// Runs to an exit code; what was said on stdout and stderr.
    pub(crate) fn exits(&self, code: i32, args: &[&str]) -> String {
        let output = self.output(args);
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
        said
    }

    /// Runs to an exit code; what was said on stderr.
    pub(crate) fn stderr(&self, code: i32, args: &[&str]) -> String {
        let output = self.output(args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
        said
    }

    /// Runs and expects success; what was printed on stdout.
    pub(crate) fn stdout(&self, args: &[&str]) -> String {
        let output = self.output(args);
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

/// What a command comes to; one that hangs is killed, and fails the test.
pub(crate) fn output(command: Command) -> Output {
    let what = format!("{command:?}");
    let started = Instant::now();
    let output = assert_cmd::Command::from_std(command).timeout(HANGS).output().unwrap();
    assert!(started.elapsed() < HANGS, "{what} hangs");
    output
}

/// The rows of a table, their fields by the names of their columns.
pub(crate) fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
}

/// Words with single blanks between them, however they were broken into lines.
pub(crate) fn flowing(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
