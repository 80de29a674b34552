//! `comity check`: validates everything and prints the plan; nothing is run but a timed pilot.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args as ClapArgs;

use super::out::print;
use super::readable::{count, duration, size};
use super::task::{Changes, folder, plan};
use crate::batch::Tournament;
use crate::batch::{Plan, Task, relevance};
use crate::config::Failure;
use crate::config::structs::{Config, Replicates, Sequential, Study};
use crate::network::{Network, statistics};
use crate::question::ask::FollowUp;
use crate::question::design::Kind;
use crate::record::simulate;
use crate::report::{self, terminal};
use crate::world::{Kernel, planner};

/// Arguments of `check`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The config, a TOML file, or the name of a shipped one
    pub config: PathBuf,
    #[command(flatten)]
    changes: Changes,
}

/// Most steps for counting the clustering of a network.
const CLUSTERING_STEPS: f64 = 3e8;
/// Longest pilot.
const PILOT_SECONDS: f64 = 1.0;

/// Checks a config and prints its plan.
///
/// # Errors
/// [`Failure`] with every mistake in the config.
pub fn run(args: &Args) -> Result<(), Failure> {
    let text = match plan(&args.config, &args.changes)? {
        Task::Worlds(plan) => {
            plan.check_memory(threads())?;
            worlds(&plan)?
        }
        Task::Tournament(plan) => {
            plan.check_memory(threads())?;
            tournament(&plan)
        }
    };
    print(text.trim_end());
    Ok(())
}

/// Threads of a run, unless told otherwise: one for each core.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get)
}

/// The plan of worlds.
fn worlds(plan: &Plan) -> Result<String, Failure> {
    let warnings = relevance::warnings(plan)?;
    let (per_encounter, games) = pilot(plan)?;
    let threads = threads();
    let config = &plan.config;
    let mut text = String::new();
    let _ = writeln!(text, "{}: {}", config.name, plan.design.kind.name());
    if !config.question.is_empty() {
        let _ = writeln!(text, "  {}", config.question);
    }
    let _ = writeln!(text);
    for lever in &plan.design.axes {
        let labels: Vec<&str> = lever.levels.iter().map(|level| level.labels[0].as_str()).collect();
        let _ = writeln!(text, "  {}\n    {}", lever.columns.join(" with "), abbreviated(&labels));
    }
    for (key, of) in drawn(config) {
        let _ = writeln!(text, "  {key}\n    {of}");
    }
    let _ = writeln!(text, "  cells        {}", plan.design.cells());
    let _ = writeln!(text, "  runs         {}", planned(plan));
    let _ = writeln!(text, "  agents       {}", plan.agents);
    let _ = writeln!(text, "  network      {}", network(plan)?);
    let _ = writeln!(text, "  encounters   {}", count(plan.encounters));
    let _ = writeln!(text, "  engine       {}", engines(plan)?);
    let _ = writeln!(
        text,
        "  rows         {} of rounds, {} of runs, {} of cells",
        plan.round_rows,
        plan.runs(),
        plan.design.cells()
    );
    let _ = writeln!(text, "  bytes        about {}", size(plan.bytes()));
    let _ = writeln!(text, "  memory       at most about {} on {threads} threads", size(plan.memory(threads)));
    let _ = writeln!(
        text,
        "  time         about {} on {threads} threads",
        duration(per_encounter * plan.encounters / threads as f64)
    );
    let _ = writeln!(text, "  results      {}/", folder(config).display());
    let games = terminal::game_table(&games);
    if !games.is_empty() {
        let _ = writeln!(text, "\ngames that the sides of dyads see at the start (cell 0, replicate 0)");
        let _ = write!(text, "{games}");
    }
    for warning in warnings {
        let _ = writeln!(text, "\nwarning: {warning}");
    }
    Ok(text)
}

/// Most cells that are asked which code plays them.
const ASKED: usize = 1000;

/// Which code plays the cells.
fn engines(plan: &Plan) -> Result<String, Failure> {
    let mut kernels: Vec<(Kernel, usize)> = Vec::new();
    let asked = plan.design.cells().min(ASKED);
    for cell in 0..asked {
        let kernel = planner::kernel(&plan.job(cell)?.rules);
        match kernels.iter_mut().find(|(known, _)| *known == kernel) {
            Some((_, cells)) => *cells += 1,
            None => kernels.push((kernel, 1)),
        }
    }
    if let [(kernel, _)] = kernels[..] {
        return Ok(kernel.to_string());
    }
    let each: Vec<String> = kernels.iter().map(|(kernel, cells)| format!("{kernel} for {cells} cells")).collect();
    let some = if asked < plan.design.cells() { format!(", of the first {asked}") } else { String::new() };
    Ok(each.join(", ") + &some)
}

/// The keys of a design of points, and what each is drawn from.
fn drawn(config: &Config) -> Vec<(&str, String)> {
    let keys = match &config.study {
        Some(Study::Sample(study)) => &study.keys,
        Some(Study::Sensitivity(study)) => &study.keys,
        _ => return Vec::new(),
    };
    keys.iter().map(|(key, of)| (key.as_str(), of.to_string())).collect()
}

/// How many runs, and how they come about.
fn planned(plan: &Plan) -> String {
    let more = match plan.follow_up() {
        Some(FollowUp::Audit { replicates, only_where_it_holds: true }) => {
            format!("; {replicates} more where cooperation holds, for the audit")
        }
        Some(FollowUp::Audit { replicates, .. }) => format!("; {replicates} more of each for the audit"),
        Some(FollowUp::Loop { replicates }) => format!("; {replicates} worlds carried up and down each line"),
        None => String::new(),
    };
    if let Some(Study::Boundary(study)) = &plan.config.study {
        let lines = if plan.units() == 1 { "one line".to_owned() } else { format!("{} lines", plan.units()) };
        return format!("at most {} (a search of at most {} on {lines}{more})", plan.runs(), study.max);
    }
    match plan.config.replicates {
        Replicates::Number(number) => format!("{} ({number} replicates of each cell{more})", plan.runs()),
        Replicates::Sequential(Sequential { min, max, half_width }) => format!(
            "at most {} ({min} to {max} replicates of each cell, until P(hold) is known to {}{more})",
            plan.runs(),
            half_width.get()
        ),
    }
}

/// The plan of a tournament.
fn tournament(plan: &Tournament) -> String {
    let threads = threads();
    let config = &plan.config;
    let mut text = format!("{}: tournament\n", config.name);
    if !config.question.is_empty() {
        let _ = writeln!(text, "  {}", config.question);
    }
    let _ = writeln!(text, "\n  {}\n", report::tournament::setting(plan));
    let _ = writeln!(text, "  strategies   {}", plan.robin.players.len());
    let _ = writeln!(text, "  pairs        {} (copies included)", plan.pairs());
    let _ = writeln!(
        text,
        "  matches      {} ({} repetitions of each pair, one where nothing is left to chance)",
        plan.matches(),
        plan.robin.repetitions
    );
    let _ = writeln!(text, "  turns        {}", count(plan.turns()));
    let sliced = plan.robin.pairs().filter(|&(i, j)| plan.robin.is_bit_sliced(i, j).is_some()).count();
    let engine = match sliced {
        0 => "general engine".to_owned(),
        some if some == plan.pairs() => "bit-sliced kernel (sixty-four matches at once)".to_owned(),
        some => format!("bit-sliced kernel for {some} pairs, general engine for {}", plan.pairs() - some),
    };
    let _ = writeln!(text, "  engine       {engine}");
    let _ = writeln!(text, "  interactions {}", if plan.interactions { "written" } else { "not written" });
    let _ = writeln!(text, "  bytes        about {}", size(plan.bytes()));
    let _ = writeln!(text, "  memory       at most about {} on {threads} threads", size(plan.memory(threads)));
    let time = match_pilot(plan) * plan.matches() as f64 / threads as f64;
    let _ = writeln!(text, "  time         about {} on {threads} threads", duration(time));
    let _ = writeln!(text, "  results      {}/", folder(config).display());
    for warning in plan.warnings() {
        let _ = writeln!(text, "\nwarning: {warning}");
    }
    text
}

/// Seconds per match of pairs spread over the tournament.
fn match_pilot(plan: &Tournament) -> f64 {
    const PAIRS: usize = 50;
    let mut robin = plan.robin.clone();
    robin.repetitions = 1;
    let started = Instant::now();
    let mut played = 0;
    for (i, j) in robin.pairs().step_by(plan.pairs().div_ceil(PAIRS)) {
        robin.play(i, j, |_, _, _| {});
        played += 1;
        if started.elapsed().as_secs_f64() > PILOT_SECONDS {
            break;
        }
    }
    started.elapsed().as_secs_f64() / f64::from(played)
}

/// The network of the first cell's replicate 0 in a line.
fn network(plan: &Plan) -> Result<String, Failure> {
    let rules = plan.job(0)?.rules;
    let kind = rules.network.kind.name();
    let shape = statistics::shape(&rules.meetings);
    let steps = rules.meetings.degree.iter().map(|&degree| f64::from(degree) * f64::from(degree)).sum::<f64>();
    let clustering = if steps <= CLUSTERING_STEPS {
        format!("{:.3}", statistics::clustering(&rules.meetings))
    } else {
        "not counted".to_owned()
    };
    let components = match shape.components {
        1 => "connected".to_owned(),
        pieces => format!("{pieces} components, {} agents without links", shape.degrees[0]),
    };
    let which = match (plan.design.kind, rules.network.is_random()) {
        (Kind::World, false) => "",
        (Kind::World, true) => " (replicate 0)",
        (_, false) => " (cell 0)",
        (_, true) => " (cell 0, replicate 0)",
    };
    Ok(format!(
        "{kind}: {} agents, {} links, mean degree {:.2}, clustering {clustering}, {components}{which}",
        shape.agents,
        shape.links,
        shape.mean_degree()
    ))
}

/// The first and last labels of a long list.
fn abbreviated(labels: &[&str]) -> String {
    match labels {
        [first, second, .., last] if labels.len() > 8 => {
            format!("{first}, {second}, ... {last} ({} values)", labels.len())
        }
        _ => labels.join(", "),
    }
}

/// Seconds per encounter of runs spread over the plan, and the games of the first.
fn pilot(plan: &Plan) -> Result<(f64, [[u32; 5]; 4]), Failure> {
    let cells = plan.design.cells();
    let (mut seconds, mut encounters, mut games) = (0.0, 0.0, None);
    for part in 0..4 {
        let mut job = plan.job(part * (cells - 1) / 3)?;
        // Its network is drawn already; drawing it once more would be timed as if every few rounds did.
        job.rules.network = Network::default();
        let mut course = job.course;
        // Rounds beyond a million sides tell nothing more of the time.
        course.rounds = course.rounds.min((2e6 / job.rules.sides() as f64).max(1.0) as u32);
        course.window = course.window.min(course.rounds);
        let started = Instant::now();
        let run = simulate(&job.rules, &job.key, 0, &course, &mut ());
        seconds += started.elapsed().as_secs_f64();
        encounters += job.rules.sides() as f64 / 2.0 * f64::from(course.rounds);
        games.get_or_insert(run.games);
        if seconds > PILOT_SECONDS {
            break;
        }
    }
    Ok((seconds / encounters, games.unwrap_or_default()))
}
