//! `comity status`: what is done, failed and left.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::out::print;
use crate::batch::merge::{Parts, Progress};
use crate::batch::shard::FOLDER;
use crate::batch::{going_on, replan, saved, verify};
use crate::config::Failure;
use crate::output::manifest::{Manifest, State};
use crate::output::{inside, journal, log, shell};
use crate::question::words::counted;
use crate::report::{caveats, said};

/// Arguments of `status`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The folder of a result
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// The last lines of the log that are shown.
const LINES: usize = 5;

/// Says how far a result has come.
///
/// # Errors
/// [`Failure::Usage`] if there is none.
pub fn run(args: &Args) -> Result<(), Failure> {
    let folder = &args.folder;
    let mut text = String::new();
    if let Some(what) = inside::in_the_way(folder) {
        return Err(Failure::Usage(what));
    }
    let own = Manifest::read(folder)?;
    let mut damage = None;
    if let Some(manifest) = &own {
        result(&mut text, folder, manifest);
        if manifest.state == State::Finished {
            damage = verify::files(folder, manifest).err();
        }
    }
    inside::names(&folder.join(FOLDER))?;
    if inside::has_folder(&folder.join(FOLDER)) {
        shards(&mut text, folder)?;
    } else if own.is_none() {
        replan::manifest(folder)?;
    }
    print(text.trim_end());
    damage.map_or(Ok(()), Err)
}

fn result(text: &mut String, folder: &std::path::Path, manifest: &Manifest) {
    let shard = manifest.shard.map(|[index, count]| format!(", shard {index}/{count}")).unwrap_or_default();
    let quick = if manifest.quick { ", a quick look" } else { "" };
    let _ = writeln!(text, "{}{shard}{quick}", manifest.name);
    if !manifest.question.is_empty() {
        let _ = writeln!(text, "  {}", manifest.question);
    }
    match manifest.state {
        State::Finished => {
            let _ = writeln!(text, "  finished     {}", manifest.finished.as_deref().unwrap_or("at an unknown time"));
            let _ = writeln!(text, "  runs         {} in {} cells", manifest.runs, manifest.cells);
            if manifest.failed > 0 {
                let _ = writeln!(text, "  failed       {}: see failures.csv", manifest.failed);
            }
            // A shard concludes nothing.
            if manifest.shard.is_none() {
                // Of a damaged answer is said what is wrong with it, at the end.
                let answer = saved::kept(folder, manifest).unwrap_or_default();
                let width = super::progress::width();
                let _ = write!(text, "{}{}", said::list(&answer, width), caveats::list(&answer.caveats, width));
            }
        }
        State::Running => {
            let done = journal::entries(folder).unwrap_or(0);
            let part = 100.0 * done as f64 / manifest.runs.max(1) as f64;
            let busy = if journal::busy(folder) { "being worked on" } else { "begun, nobody is at work on it" };
            let _ = writeln!(text, "  state        {busy}, since {}", manifest.started);
            let _ = writeln!(text, "  runs         {done} of at most {} ({part:.0}%)", manifest.runs);
            if !journal::busy(folder) {
                let _ = writeln!(text, "  to go on     {}", going_on::command(manifest, None));
            }
        }
    }
    for build in manifest.other_builds() {
        let _ = writeln!(text, "  built        otherwise than this program: {}", build.told());
    }
    for line in log::last(folder, LINES) {
        let _ = writeln!(text, "  {line}");
    }
}

fn shards(text: &mut String, folder: &std::path::Path) -> Result<(), Failure> {
    let parts = Parts::find(&[folder.to_owned()])?;
    let progress = parts.progress();
    let of = |wanted: Progress| progress.iter().filter(|(_, found)| *found == wanted).count();
    let _ = writeln!(
        text,
        "{} shards: {} finished, {} begun, {} missing, {} damaged; {} done",
        parts.count,
        of(Progress::Finished),
        of(Progress::Running),
        of(Progress::Missing),
        of(Progress::Damaged),
        counted(parts.runs() as usize, "run"),
    );
    let builds = parts.builds();
    if builds.len() > 1 {
        let _ = writeln!(
            text,
            "  made by {} builds of the program, which merge refuses without --accept-build:",
            builds.len()
        );
        for (build, path) in builds {
            let _ = writeln!(text, "    {} ({})", build.told(), path.display());
        }
    }
    if of(Progress::Finished) == parts.count as usize {
        let _ = writeln!(text, "  {} puts them together", shell::line(["comity", "merge", &folder.to_string_lossy()]));
    }
    for (shard, found) in progress.iter().filter(|(_, found)| *found != Progress::Finished).take(20) {
        let word = match found {
            Progress::Running => "begun",
            Progress::Damaged => "damaged",
            _ => "missing",
        };
        let _ = writeln!(text, "  shard {shard}: {word}");
    }
    Ok(())
}
