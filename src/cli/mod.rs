//! The command: one file for each of its verbs, and what they share.
//!
//! - [`task`]: the study that is asked for
//! - [`out`], [`err`]: what is said on standard output and standard error, [`readable`]: numbers for reading
//! - [`progress`]: how far a run has come, `signals`: what stops it
//! - [`shipped`]: the configs inside the program

pub mod check;
pub mod completions;
pub mod diff;
pub mod err;
pub mod exact;
pub mod list;
pub mod man;
pub mod merge;
pub mod new;
pub mod out;
pub mod progress;
pub mod readable;
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
pub mod task;
pub mod validate;
pub mod verify;
pub mod watch;

use std::sync::LazyLock;

use clap::{Parser, Subcommand};

pub use self::err::{tell, tell_coloured};
pub use self::out::print;
pub use self::readable::{count, duration, size};
pub use self::task::{Changes, folder, plan, plan_with, relevant};

use crate::output::manifest::Build;

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
