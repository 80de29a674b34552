//! `comity submit`: hands the shards of a study to a cluster, with a merge after them.

use std::num::{NonZeroU32, NonZeroUsize};
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::{Args as ClapArgs, Subcommand};

use super::err::tell;
use super::out::print;
use super::sbatch;
use super::task::{Changes, folder, plan};
use crate::batch::Task;
use crate::config::Failure;
use crate::output::inside;
use crate::output::shell::{line, word};
use crate::output::table::write_whole;

/// Arguments of `submit`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// To what
    #[command(subcommand)]
    engine: Engine,
}

/// What runs the shards.
#[derive(Debug, Subcommand)]
enum Engine {
    /// Slurm: an array of tasks, one or more shards each, and a merge when all have ended
    Slurm(Slurm),
}

/// Arguments of `submit slurm`.
#[derive(Debug, ClapArgs)]
struct Slurm {
    /// The config, a TOML file, or the name of a shipped one; leave it as it is until the study is merged
    config: PathBuf,
    /// Into how many shards the study is cut; several for each task of the array if the site allows no more tasks
    #[arg(long, value_name = "N")]
    shards: NonZeroU32,
    #[command(flatten)]
    changes: Changes,
    /// Where results go, instead of output/NAME; every node has to reach it
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Most tasks of the array that run at once
    #[arg(long, value_name = "N")]
    at_once: Option<NonZeroUsize>,
    /// Print both scripts and the commands; write and submit nothing, needs no Slurm
    #[arg(long)]
    dry_run: bool,
    /// For sbatch, for the array and the merge alike: -- --time=4:00:00 --cpus-per-task=8 --partition=short
    #[arg(last = true, value_name = "SBATCH ARGUMENTS")]
    arguments: Vec<String>,
}

/// Submits a study.
///
/// # Errors
/// [`Failure`]: the config is wrong, a path cannot be used, a script cannot be written, or `sbatch` refuses.
pub fn run(args: &Args) -> Result<(), Failure> {
    match &args.engine {
        Engine::Slurm(args) => slurm(args),
    }
}

fn slurm(args: &Slurm) -> Result<(), Failure> {
    let task = plan(&args.config, &args.changes)?;
    if let Task::Tournament(_) = task {
        return Err(Failure::Usage(
            "a tournament is not cut into shards: it has no cells; run it as a whole".to_owned(),
        ));
    }
    refuse_arguments_of_ours(&args.arguments)?;
    let out = absolute(&args.out.clone().unwrap_or_else(|| folder(task.config())))?;
    let shards = args.shards.get();
    let tasks = tasks_for(shards)?;
    let program = std::env::current_exe().map_err(Failure::io("comity"))?;
    let scripts = sbatch::Scripts {
        name: &task.config().name,
        program: text(&program)?,
        arguments: &run_arguments(args)?,
        out: text(&out)?,
        shards,
        tasks,
    };
    let (array, merge) = (scripts.array(), scripts.merge());
    let place = out.join(sbatch::FOLDER);
    let array_file = place.join(sbatch::ARRAY);
    let merge_file = place.join(sbatch::MERGE);
    let common = [vec!["sbatch".to_owned(), "--parsable".to_owned()], args.arguments.clone()].concat();
    // Ours come last: where an argument is given twice, sbatch takes the last.
    let chdir = format!("--chdir={}", text(&place)?);
    let limit = args.at_once.map(|limit| format!("%{limit}")).unwrap_or_default();
    let numbers = format!("--array=0-{}{limit}", tasks - 1);
    let submit_array = [common.clone(), vec![numbers, chdir.clone(), text(&array_file)?.to_owned()]].concat();
    let submit_merge = |id: &str| {
        let after = [format!("--dependency=afterany:{id}"), "--kill-on-invalid-dep=yes".to_owned()];
        [common.clone(), after.to_vec(), vec![chdir.clone(), merge_file.to_string_lossy().into_owned()]].concat()
    };
    if args.dry_run {
        let shown = |path: &Path, script: &str| print(&format!("# {}\n{script}", word(&path.to_string_lossy())));
        shown(&array_file, &array);
        shown(&merge_file, &merge);
        print(&format!("# the commands\n{}", line(&submit_array)));
        // The shell is to put the id in, which quotes would keep it from.
        let after = |one: String| if one == "--dependency=afterany:ID" { one.replace("ID", "$ID") } else { word(&one) };
        print(&submit_merge("ID").into_iter().map(after).collect::<Vec<_>>().join(" "));
        return Ok(());
    }
    inside::in_the_way(&out).map_or(Ok(()), |what| Err(Failure::Usage(what)))?;
    inside::make(&out).and_then(|()| inside::folder(&place))?;
    for (name, script) in [(sbatch::ARRAY, array), (sbatch::MERGE, merge)] {
        write_whole(&place, name, script.as_bytes())?;
    }
    let array_id = submit(&submit_array)?;
    let merge_id = submit(&submit_merge(&array_id)).map_err(|failure| {
        Failure::Usage(format!(
            "{failure}; the array is submitted as job {array_id}, but no merge after it: when it is done run\n  {}",
            line(&[text(&program).unwrap_or("comity").to_owned(), "merge".to_owned(), out.display().to_string()])
        ))
    })?;
    tell(&next(&array_id, &merge_id, &scripts, &submit_array));
    Ok(())
}

/// How many tasks run the shards: one for each, or as many as the site allows.
fn tasks_for(shards: u32) -> Result<u32, Failure> {
    let largest = largest_array()?;
    if largest.is_none() {
        tell("note: scontrol does not say how large an array may be here (MaxArraySize); one task for each shard");
    }
    let tasks = largest.map_or(shards, |largest| shards.min(largest));
    if tasks < shards {
        tell(&format!(
            "note: this Slurm allows arrays of {tasks} tasks (MaxArraySize); each task runs up to {} of the {shards} \
             shards, one after the other: task t runs shards t, t + {tasks}, t + {}, ...",
            shards.div_ceil(tasks),
            2 * tasks
        ));
    }
    Ok(tasks)
}

/// What to do next.
fn next(array: &str, merge: &str, scripts: &sbatch::Scripts<'_>, submitted: &[String]) -> String {
    let id = |full: &str| full.split(';').next().unwrap_or(full).to_owned();
    let (array, merge) = (id(array), id(merge));
    let out = word(scripts.out);
    let program = word(scripts.program);
    let again: Vec<String> = submitted
        .iter()
        .map(|word| if word.starts_with("--array=") { "--array=LIST".to_owned() } else { word.clone() })
        .collect();
    let which = if scripts.tasks < scripts.shards {
        format!("task t runs shards t, t + {}, ...", scripts.tasks)
    } else {
        "task t runs shard t".to_owned()
    };
    format!(
        "array   job {array}, tasks 0 to {last}, {shards} shards\n\
         merge   job {merge}, when all tasks have ended; it exits 4 and says which shards are missing, if any\n\n\
         how far it is     squeue --array --jobs={array},{merge}\n\
         \u{20}                 {program} status {out}\n\
         what it says      {out}/{folder}/{array}_*.log and {merge}.log\n\
         stop it           scancel {array} {merge}; what is done is kept\n\
         run some again    {again}  # {which}; what is done is not done again\n\
         \u{20}                 then {program} merge {out}",
        last = scripts.tasks - 1,
        shards = scripts.shards,
        folder = sbatch::FOLDER,
        again = line(&again),
    )
}

/// The arguments of `comity run` that name the study.
fn run_arguments(args: &Slurm) -> Result<Vec<String>, Failure> {
    // A config that is no file is shipped: it goes by its name.
    let config = if args.config.is_file() { absolute(&args.config)? } else { args.config.clone() };
    let mut words = vec![text(&config)?.to_owned()];
    for set in &args.changes.set {
        words.extend(["--set".to_owned(), set.clone()]);
    }
    if let Some(seed) = args.changes.seed {
        words.extend(["--seed".to_owned(), seed.to_string()]);
    }
    if let Some(engine) = &args.changes.engine {
        words.extend(["--engine".to_owned(), engine.clone()]);
    }
    if args.changes.quick {
        words.push("--quick".to_owned());
    }
    Ok(words)
}

/// What `submit` decides itself cannot be given to sbatch as well.
fn refuse_arguments_of_ours(arguments: &[String]) -> Result<(), Failure> {
    let ours = [
        ("--array", "--shards and --at-once say what the array is"),
        ("-a", "--shards and --at-once say what the array is"),
        ("--wrap", "the scripts are written here"),
        ("--parsable", "it is given already"),
        ("--chdir", "the tasks run in OUT/slurm"),
        ("-D", "the tasks run in OUT/slurm"),
    ];
    for argument in arguments {
        let name = argument.split('=').next().unwrap_or_default();
        let short = |flag: &str| flag.len() == 2 && name.starts_with(flag) && !name.starts_with("--");
        if let Some((flag, why)) = ours.iter().find(|(flag, _)| name == *flag || short(flag)) {
            return Err(Failure::Usage(format!("sbatch argument {argument:?}: {flag} cannot be given here; {why}")));
        }
    }
    Ok(())
}

/// How many tasks an array may have, as `scontrol` says; `None` if it does not say.
fn largest_array() -> Result<Option<u32>, Failure> {
    let Ok(output) = Command::new("scontrol").args(["show", "config"]).output() else { return Ok(None) };
    let said = String::from_utf8_lossy(&output.stdout);
    let value = said.lines().find_map(|line| line.trim().strip_prefix("MaxArraySize")?.trim_start().strip_prefix('='));
    match value.map(|value| value.trim().parse()) {
        Some(Ok(0)) => Err(Failure::Usage("this Slurm allows no arrays of jobs (MaxArraySize = 0)".to_owned())),
        Some(Ok(largest)) => Ok(Some(largest)),
        _ => Ok(None),
    }
}

/// Runs sbatch; the id it prints.
fn submit(command: &[String]) -> Result<String, Failure> {
    let refused = |what: String| Failure::Usage(format!("{what}\nthe command was\n  {}", line(command)));
    let (program, arguments) = command.split_first().ok_or_else(|| refused("no command".to_owned()))?;
    let output = Command::new(program).args(arguments).output().map_err(|error| {
        let hint = "is this a machine that submits to Slurm? --dry-run shows the scripts without it";
        refused(format!("{program} cannot be started: {error}; {hint}"))
    })?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(refused(format!("sbatch refused: {}", said.trim())));
    }
    if !said.trim().is_empty() {
        tell(said.trim_end());
    }
    // With several clusters sbatch prints ID;CLUSTER.
    let id = String::from_utf8_lossy(&output.stdout).lines().last().unwrap_or_default().trim().to_owned();
    let number = id.split(';').next().unwrap_or_default();
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(refused(format!("expected the id of a job from sbatch, found {id:?}")));
    }
    Ok(number.to_owned())
}

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(path).map_err(Failure::io(path))
}

/// A path for a script.
fn text(path: &Path) -> Result<&str, Failure> {
    path.to_str().ok_or_else(|| Failure::Usage(format!("{}: expected a path in UTF-8", path.display())))
}
