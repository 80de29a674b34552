//! The command: one file for each of its verbs.

pub mod check;
pub mod completions;
pub mod diff;
pub mod exact;
pub mod list;
pub mod man;
pub mod merge;
pub mod new;
pub mod out;
pub mod progress;
pub mod report;
pub mod rerun;
pub mod run;
mod sbatch;
pub mod schema;
pub mod shard_environment;
pub mod shipped;
pub mod show;
mod signals;
pub mod status;
pub mod submit;
pub mod validate;
pub mod verify;
pub mod watch;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use clap::{Parser, Subcommand};

pub use self::out::print;

use crate::batch::plan::Checked;
use crate::batch::plan::checks::name_mistake;
use crate::batch::{Plan, Task};
use crate::config::document::{Document, Setting};
use crate::config::structs::Config;
use crate::config::{Diagnostic, Failure};
use crate::output::display::clean;
use crate::output::inside;
use crate::output::manifest::{Build, Manifest};
use crate::world::rules::nearest;

/// Finds out when cooperation holds between strong and weak cyber powers.
#[derive(Debug, Parser)]
#[command(name = "comity", version, long_version = long_version(), about, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The version, and what this build was made from: its source (the first digits of its hash) and its commit, if known.
fn long_version() -> &'static str {
    static LONG: LazyLock<String> = LazyLock::new(|| {
        let build = Build::own();
        let source = build.source.as_deref().and_then(|source| source.get(..12)).unwrap_or_default();
        let commit = build.commit.map_or(String::new(), |commit| format!("\ncommit {commit}"));
        format!("{}\nsource {source}{commit}", build.version)
    });
    &LONG
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run whatever a config asks: a world, a grid, a sample, a search, an analysis, a tournament
    Run(run::Args),
    /// Check a config and print the plan: cells, runs, rows, bytes, time, the mix of games; runs nothing
    Check(check::Args),
    /// Put shards together to one result; says which are missing (exit code 4)
    Merge(merge::Args),
    /// Say what of a result is done, failed and left
    Status(status::Args),
    /// Look a result through: checksums, every run exactly once, conclusions, and some runs done again
    Verify(verify::Args),
    /// Make the page of a result, its pictures and the scripts that redraw them, anew from its tables
    Report(report::Args),
    /// Do one run of a result again, with every round
    Rerun(rerun::Args),
    /// List what there is: strategies, games, trust, mechanisms, learning, networks, studies, columns, configs
    List(list::Args),
    /// Show one of them with its documentation, or the header of a shipped config, or a config key
    Show(show::Args),
    /// Compute, without chance: play of strategies, who takes over a population, thresholds, norms, commons, graphs
    // Boxed: it has more options than all the others.
    Exact(Box<exact::Args>),
    /// Hold the simulator against every exact result it knows: simulated, exact, z and verdict
    Validate(validate::Args),
    /// Hand the shards of a study to a cluster, with a merge after them
    Submit(submit::Args),
    /// Compare two results: what differs in their configs, and how far their cells lie apart
    Diff(diff::Args),
    /// Write a commented starter config
    New(new::Args),
    /// Print the JSON Schema of the config, by which editors complete and check it
    Schema(schema::Args),
    /// Print what a shell needs to complete the command
    Completions(completions::Args),
    /// Print the manual page, or write one for each command
    Man(man::Args),
    /// Watch a world round by round on the screen, and change its parameters while it goes on
    Watch(watch::Args),
}

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
fn read(path: &Path) -> Result<Document, Failure> {
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
        let result = inside::has_file(&path.join(crate::output::manifest::NAME));
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

/// The command line, for the manifest.
fn words() -> Vec<String> {
    std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect()
}

/// Says on stderr that a result was made by another build of the program, where it was.
fn tell_build(folder: &Path, manifest: &Manifest) {
    if let Some(other) = manifest.other_builds().first() {
        let own = Build::own();
        tell(&format!(
            "note: {}: made by another build of the program ({}) than this one ({}): what is computed anew may differ",
            folder.display(),
            other.told(),
            own.told()
        ));
    }
}

/// Where the results of a study go, unless told otherwise.
pub fn folder(config: &Config) -> PathBuf {
    Path::new("output").join(&config.name)
}

/// A count for reading: 1234567 as 1.23 million.
pub fn count(x: f64) -> String {
    match x {
        x if x >= 1e9 => format!("{:.3} billion", x / 1e9),
        x if x >= 1e6 => format!("{:.2} million", x / 1e6),
        x => format!("{x:.0}"),
    }
}

/// A size for reading.
pub fn size(bytes: u64) -> String {
    let x = bytes as f64;
    match x {
        x if x >= 1e9 => format!("{:.1} GB", x / 1e9),
        x if x >= 1e6 => format!("{:.1} MB", x / 1e6),
        x if x >= 1e3 => format!("{:.1} kB", x / 1e3),
        x => format!("{x} bytes"),
    }
}

/// A duration for reading.
pub fn duration(seconds: f64) -> String {
    match seconds {
        s if s >= 5400.0 => format!("{:.1} hours", s / 3600.0),
        s if s >= 90.0 => format!("{:.1} minutes", s / 60.0),
        s => format!("{s:.1} s"),
    }
}

/// Says on stderr which swept keys change nothing in this world.
///
/// # Errors
/// As [`Plan::job`].
pub fn relevant(plan: &Plan) -> Result<(), Failure> {
    for warning in crate::batch::relevance::warnings(plan)? {
        tell(&format!("warning: {warning}"));
    }
    Ok(())
}

/// Says on stderr, where nobody need be listening.
pub fn tell(text: &str) {
    use std::io::Write as _;
    let _ = writeln!(anstream::stderr(), "{}", clean(text));
}

/// Says on stderr what has colours of ours; whatever else is in it was cleaned before.
pub fn tell_coloured(text: &str) {
    use std::io::Write as _;
    let _ = writeln!(anstream::stderr(), "{text}");
}
