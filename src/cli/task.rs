//! The study that is asked for: a config file, changed as the command line says, and planned.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::err::tell;
use super::shipped;
use crate::batch::plan::Checked;
use crate::batch::plan::checks::name_mistake;
use crate::batch::{Plan, Task, relevance};
use crate::config::document::{Document, Setting};
use crate::config::structs::Config;
use crate::config::{Diagnostic, Failure};
use crate::output::inside;
use crate::output::manifest;
use crate::world::rules::nearest;

/// Ways to change a config from the command line.
#[derive(Debug, Clone, clap::Args)]
pub struct Changes {
    /// Set a key of the config, e.g. --set game.dilemma.rent=2; may be repeated
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Seed of all randomness, instead of the config's
    // TOML's whole numbers end at 2^63 - 1.
    #[arg(long, value_parser = clap::value_parser!(u64).range(..=i64::MAX as u64))]
    pub seed: Option<u64>,
    /// Which code plays: the fastest kernel that serves (automatic), or the reference that all are held against (general)
    #[arg(long, value_name = "ENGINE", value_parser = ["automatic", "general"])]
    pub engine: Option<String>,
    /// A quick look: at most 3 replicates of an eighth of the rounds; into output/NAME-quick
    #[arg(long)]
    pub quick: bool,
}

/// Reads a config, changes it as asked, and plans its study.
///
/// # Errors
/// [`Failure`]: the config cannot be read or is wrong.
pub fn plan(path: &Path, changes: &Changes) -> Result<Task, Failure> {
    plan_with(path, changes, Checked::All)
}

/// The same with fewer of its cells checked.
///
/// # Errors
/// As [`plan`].
pub fn plan_with(path: &Path, changes: &Changes, checked: Checked) -> Result<Task, Failure> {
    let mut document = read(path)?;
    let mut settings = Vec::new();
    for text in &changes.set {
        settings.push(document.assignment(text)?);
    }
    if let Some(seed) = changes.seed {
        settings.push(document.assignment(&format!("seed={seed}"))?);
    }
    if let Some(engine) = &changes.engine {
        settings.push(document.assignment(&format!("engine={engine}"))?);
    }
    document.set(settings.iter()).map_err(|mistake| document.wrong(mistake))?;
    name_after_file(&mut document, path)?;
    Task::with(document, changes.quick, checked)
}

/// Reads a config file; a shipped config may also be given by its name alone.
pub(super) fn read(path: &Path) -> Result<Document, Failure> {
    // A folder of the same name, such as an earlier result, does not stand in its way.
    if !path.is_file()
        && let Some(name) = path.to_str()
        && let Some(shipped) = shipped::find(name)
    {
        return Document::parse_with(&format!("configs/{}.toml", shipped.name), shipped.text, shipped.files);
    }
    // What is no file is not opened: a pipe may have nobody at its other end.
    let opened = if path.is_file() { std::fs::File::open(path).map(drop) } else { path.metadata().map(drop) };
    match opened {
        Ok(()) if path.is_file() => Document::read(path),
        opened => Err(Failure::Usage(no_config(path, opened.err().as_ref()))),
    }
}

/// Why no config can be read from a path, and what to do.
fn no_config(path: &Path, error: Option<&std::io::Error>) -> String {
    let place = path.display();
    if let Some((link, target)) = inside::dangling(path) {
        let (link, target) = (link.display(), target.display());
        return format!("{place}: expected a config file; {link} is a link to {target}, which is not there (any more)");
    }
    if path.is_dir() {
        let result = inside::has_file(&path.join(manifest::NAME));
        let hint = if result { "; it is that of a result: `comity status` says how far it has come" } else { "" };
        return format!("{place}: expected a config file, found a folder{hint}");
    }
    match error {
        None => format!("{place}: expected a config file, found a pipe or a device; save the config as a file first"),
        Some(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let near = nearest(&stem, shipped::ALL.iter().map(shipped::Shipped::stem));
            let hint = near.map(|near| format!("; did you mean the shipped config {near:?}?")).unwrap_or_default();
            format!("{place}: expected a config file, found none{hint}")
        }
        Some(error) => {
            format!("{place}: the config cannot be read: {error}; check who may read it and the folders above")
        }
    }
}

/// A config without a name is called after its file.
fn name_after_file(document: &mut Document, path: &Path) -> Result<(), Failure> {
    let named = document.config().map_err(|mistake| document.wrong(mistake))?.name;
    if !named.is_empty() {
        return Ok(());
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    if let Some(mistake) = name_mistake(&stem) {
        let help = "a study without a name is called after its file: give it one (name = \"...\"), or rename the file";
        return Err(document.wrong(Diagnostic::new(Some(0..0), "name", mistake).with_help(help)));
    }
    let setting = Setting { key: vec!["name".to_owned()], value: toml::Value::String(stem), span: 0..0 };
    document.set(std::iter::once(&setting)).map_err(|mistake| document.wrong(mistake))
}

/// Where the results of a study go, unless told otherwise.
pub fn folder(config: &Config) -> PathBuf {
    Path::new("output").join(&config.name)
}

/// Says on stderr which swept keys change nothing in this world.
///
/// # Errors
/// As [`Plan::job`].
pub fn relevant(plan: &Plan) -> Result<(), Failure> {
    for warning in relevance::warnings(plan)? {
        tell(&format!("warning: {warning}"));
    }
    Ok(())
}

/// The command line, for the manifest.
pub(super) fn words() -> Vec<String> {
    std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect()
}
