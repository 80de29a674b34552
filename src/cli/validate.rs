//! `comity validate`: the simulator against every exact result it knows.

use std::fmt::Write as _;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use clap::Args as ClapArgs;
use clap::builder::styling::{AnsiColor, Style};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _};

use super::out::print;
use super::progress::Progress;
use super::readable::duration;
use crate::config::Failure;
use crate::output::Csv;
use crate::output::table::write_whole;
use crate::validate::{Request, Row, SIGMAS, Topic, validate};

/// Arguments of `validate`.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Each row holds a simulated mean against an exact one: z is their difference in standard errors (between \
                        replicates; of shares of runs binomial), ok up to 4. The seed is fixed, so every run says the same. \
                        Exit code 1 if any row is beyond."
)]
pub struct Args {
    /// Only this topic; may be repeated
    #[arg(long, value_name = "TOPIC", value_parser = topic())]
    only: Vec<Topic>,
    /// An eighth of the replicates: seconds
    #[arg(long)]
    quick: bool,
    /// Seed of all randomness
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Threads; results are the same for any number (default: one for each core)
    #[arg(long, short)]
    jobs: Option<NonZeroUsize>,
    /// Write the rows to a CSV file as well
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Replace the CSV file if it is already there
    #[arg(long, requires = "csv")]
    force: bool,
    /// Say nothing but errors
    #[arg(long, short)]
    quiet: bool,
}

fn topic() -> impl clap::builder::TypedValueParser<Value = Topic> {
    let names = Topic::ALL.map(|topic| PossibleValue::new(topic.name()).help(topic.about()));
    PossibleValuesParser::new(names)
        .map(|name| Topic::ALL.into_iter().find(|topic| topic.name() == name).unwrap_or(Topic::Pairs))
}

/// Validates and prints the table.
///
/// # Errors
/// [`Failure::Disagreement`] if simulated and exact disagree anywhere; [`Failure::Usage`] if the CSV file is there already;
/// [`Failure::Io`] if it cannot be written.
pub fn run(args: &Args) -> Result<(), Failure> {
    if let Some(path) = args.csv.as_deref().filter(|path| path.exists() && !args.force) {
        let path = path.display();
        return Err(Failure::Usage(format!("{path}: is there already; --force replaces it, or choose another name")));
    }
    let threads = args.jobs.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
    let request = Request { topics: args.only.clone(), seed: args.seed, quick: args.quick, threads };
    let started = Instant::now();
    let progress: Mutex<Option<Progress>> = Mutex::new(None);
    let rows = validate(&request, |done, all| {
        let mut progress = progress.lock().unwrap_or_else(PoisonError::into_inner);
        progress.get_or_insert_with(|| Progress::new(all, "checks", false, args.quiet)).at(done);
    })?;
    if let Some(progress) = progress.into_inner().unwrap_or_else(PoisonError::into_inner) {
        progress.end();
    }
    if !args.quiet {
        print(&table(&rows));
        print(&summary(&rows, started.elapsed().as_secs_f64()));
    }
    if let Some(path) = &args.csv {
        write(path, &rows)?;
    }
    let beyond: Vec<&Row> = rows.iter().filter(|row| !row.agrees()).collect();
    if beyond.is_empty() { Ok(()) } else { Err(Failure::Disagreement(disagreement(&beyond, request.seed))) }
}

const HEADING: Style = Style::new().bold();
const WRONG: Style = AnsiColor::Red.on_default().bold();
const RIGHT: Style = AnsiColor::Green.on_default();

/// The rows, topic by topic; the case is named once.
fn table(rows: &[Row]) -> String {
    let width = |of: fn(&Row) -> &str| rows.iter().map(|row| of(row).chars().count()).max().unwrap_or(0);
    let (case, quantity) = (width(|row| &row.case), width(|row| &row.quantity));
    let mut text = String::new();
    for block in rows.chunk_by(|one, next| one.topic == next.topic) {
        let topic = block[0].topic;
        let _ = write!(text, "\n{HEADING}{}{HEADING:#}: {}\n", topic.name(), topic.about());
        let head = ["simulated", "error", "exact", "z"].map(|name| format!("{name:>11}")).concat();
        let _ = writeln!(text, "  {:<case$}  {:<quantity$}{head}  verdict", "case", "quantity");
        for cases in block.chunk_by(|one, next| one.case == next.case) {
            for (place, row) in cases.iter().enumerate() {
                let name = if place == 0 { &row.case } else { "" };
                let style = if row.agrees() { RIGHT } else { WRONG };
                let number = |x: f64| if x.is_nan() { "-".to_owned() } else { format!("{x:.6}") };
                let z = if row.z.is_nan() { "-".to_owned() } else { format!("{:.2}", row.z) };
                let _ = writeln!(
                    text,
                    "  {name:<case$}  {:<quantity$}{:>11}{:>11}{:>11}{z:>11}  {style}{}{style:#}",
                    row.quantity,
                    number(row.simulated),
                    number(row.error),
                    number(row.exact),
                    row.verdict()
                );
            }
        }
    }
    text.trim_start_matches('\n').to_owned()
}

/// How many rows there are, and how far the farthest is off.
fn summary(rows: &[Row], seconds: f64) -> String {
    let statistical: Vec<&Row> = rows.iter().filter(|row| row.is_statistical()).collect();
    let count = |sigmas: f64| statistical.iter().filter(|row| row.z.abs() > sigmas).count();
    // A normal deviate is beyond 3 with probability 0.0027, beyond 4 with 6.3e-5.
    let chance = |sigmas: f64| libm::erfc(sigmas / std::f64::consts::SQRT_2) * statistical.len() as f64;
    let mut text = format!(
        "{} quantities in {}: {} by z, {} by an absolute tolerance",
        rows.len(),
        duration(seconds),
        statistical.len(),
        rows.len() - statistical.len()
    );
    if let Some(farthest) = statistical.iter().max_by(|a, b| a.z.abs().total_cmp(&b.z.abs())) {
        let _ = write!(
            text,
            "\nlargest |z| {:.2}: {}: {}, {}\nbeyond 3 sigma {}, of which chance alone would bring {:.1}; beyond 4 sigma {}, by chance {:.3}",
            farthest.z.abs(),
            farthest.topic.name(),
            farthest.case,
            farthest.quantity,
            count(3.0),
            chance(3.0),
            count(SIGMAS),
            chance(SIGMAS)
        );
    }
    let beyond = rows.iter().filter(|row| !row.agrees()).count();
    let verdict = match beyond {
        0 => format!("{RIGHT}simulated and exact agree{RIGHT:#}"),
        _ => format!("{WRONG}simulated and exact disagree in {beyond} of {}{WRONG:#}", rows.len()),
    };
    format!("{text}\n{verdict}")
}

fn disagreement(beyond: &[&Row], seed: u64) -> String {
    let mut text = format!("simulated and exact disagree in {}:", beyond.len());
    for row in beyond {
        let Row { case, quantity, simulated, exact, z, tolerance, .. } = row;
        let by = if row.is_statistical() { format!("z {z:.2}") } else { format!("tolerance {tolerance}") };
        let _ = write!(
            text,
            "\n  {}: {case}, {quantity}: simulated {simulated}, exact {exact}, {by}: {}",
            row.topic.name(),
            row.verdict()
        );
    }
    let other = if seed == 2 { 3 } else { 2 };
    let topic = beyond[0].topic.name();
    text + &format!("\nsee with another seed whether it persists: comity validate --only {topic} --seed {other}")
}

/// Writes the rows: topic, case, quantity, replicates, simulated, standard_error, exact, z, tolerance, verdict.
fn write(path: &Path, rows: &[Row]) -> Result<(), Failure> {
    let mut table = Csv::new();
    let columns = [
        "topic",
        "case",
        "quantity",
        "replicates",
        "simulated",
        "standard_error",
        "exact",
        "z",
        "tolerance",
        "verdict",
    ];
    columns.iter().for_each(|column| table.text(column));
    table.end();
    for row in rows {
        [row.topic.name(), &row.case, &row.quantity].iter().for_each(|text| table.text(text));
        table.count(f64::from(row.replicates));
        table.reals([row.simulated, row.error, row.exact, row.z, row.tolerance]);
        table.text(row.verdict());
        table.end();
    }
    let (Some(name), folder) = (path.file_name(), path.parent().unwrap_or(Path::new(""))) else {
        return Err(Failure::Usage(format!("{}: expected the name of a file", path.display())));
    };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let record = write_whole(folder, &name.to_string_lossy(), &table.into_bytes());
    record.map(drop).map_err(|(path, error)| Failure::Io { path, error })
}
