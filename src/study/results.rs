//! The tables of a study, written as runs finish, and what was found.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::answer;
use super::config::Config;
use super::design::Kind;
use super::execute::{Finished, Stop, execute};
use super::folder::{self, Claim};
use super::plan::Plan;
use super::source::Failure;
use crate::measure::cell::{self, Cell, Hold};
use crate::measure::crossing::Crossing;
use crate::measure::effects::{Effect, Scale, estimate};
use crate::measure::interval;
use crate::measure::{Column, columns};
use crate::output::manifest::{Host, Manifest, State};
use crate::output::table::{Failed, write_whole};
use crate::output::{Csv, FileRecord, TableFile};

/// The command line's part in a study.
#[derive(Debug, Clone)]
pub struct Order {
    /// Where results go.
    pub folder: PathBuf,
    /// Threads.
    pub threads: NonZeroUsize,
    /// Replace what is there?
    pub force: bool,
    /// The command line, for the manifest.
    pub command: Vec<String>,
}

/// What was found, for the terminal.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// P(hold) and mean cooperation of each cell.
    pub cells: Vec<CellFinding>,
    /// Effects on each scale; factorial only.
    pub effects: Vec<(Scale, Vec<Effect>)>,
    /// Crossings of P(hold) = 1/2 along the first axis; grid only.
    pub lines: Vec<Line>,
    /// Cooperation of each round, over all sides and by kind of dyad, mean over the runs that have a value; single world only.
    pub series: Vec<[f64; 5]>,
    /// Mean share of each strategy over window and runs; of the last cell, which is the only one of a single world.
    pub shares: Vec<(String, f64)>,
    /// Sides by kind of directed dyad and game in the first round, summed over all runs.
    pub games: [[u64; 5]; 4],
    /// Runs whose window still drifts.
    pub drifting: u64,
}

/// What was found in one cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellFinding {
    /// P(hold).
    pub hold: Hold,
    /// Mean cooperation over window and runs.
    pub cooperation: f64,
}

/// A line of a grid along its first axis, the other axes fixed.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The swept values of the other axes, one for each of their columns.
    pub others: Vec<String>,
    /// The level of each of the other axes.
    pub levels: Vec<usize>,
    /// Where P(hold) passes 1/2.
    pub crossing: Crossing,
}

/// What came of asking for a study.
#[derive(Debug)]
pub enum Outcome<T> {
    /// It ran: what was found, and how long it took (seconds).
    Ran(Box<T>, f64),
    /// The same study was there already, finished.
    AlreadyThere,
}

pub(super) fn failed((path, error): Failed) -> Failure {
    Failure::Io { path, error }
}

/// Runs a study and writes its tables.
///
/// `progress` is told after each run how many are done.
///
/// # Errors
/// [`Failure`]: a different result is in the way, a file cannot be written, a run fails, or it was asked to stop.
pub fn run(
    plan: &Plan,
    order: &Order,
    stop: &Stop,
    mut progress: impl FnMut(usize),
) -> Result<Outcome<Findings>, Failure> {
    let manifest = manifest(&plan.config, plan.quick, [plan.design.cells(), plan.runs()], order, plan.hash());
    recorded(order, manifest, || {
        let mut tables = Tables::create(plan, &order.folder)?;
        let mut done = 0;
        let ran = execute(plan, order.threads, stop, |finished| {
            tables.take(plan, &finished)?;
            done += 1;
            progress(done);
            Ok(())
        });
        if let Err(failure) = ran {
            tables.keep_parts()?;
            return Err(failure);
        }
        tables.finish(plan, &order.folder)
    })
}

/// Claims the folder, does the work between the two states of the manifest, and lets go of what was replaced.
///
/// # Errors
/// [`Failure`]: as the work, or something is in the way, or the manifest cannot be written.
pub(super) fn recorded<T>(
    order: &Order,
    mut manifest: Manifest,
    work: impl FnOnce() -> Result<(Vec<FileRecord>, T), Failure>,
) -> Result<Outcome<T>, Failure> {
    if folder::claim(&order.folder, &manifest.identity, order.force)? == Claim::AlreadyThere {
        return Ok(Outcome::AlreadyThere);
    }
    let started = Instant::now();
    manifest.write(&order.folder).map_err(failed)?;
    let (files, found) = work()?;
    let seconds = started.elapsed().as_secs_f64();
    manifest.state = State::Finished;
    manifest.finished = Some(jiff::Timestamp::now().to_string());
    manifest.seconds = Some(seconds);
    manifest.files = files;
    manifest.write(&order.folder).map_err(failed)?;
    folder::forget_replaced(&order.folder)?;
    Ok(Outcome::Ran(Box::new(found), seconds))
}

/// The manifest of a study that starts now, of so many cells and runs.
pub(super) fn manifest(
    config: &Config,
    quick: bool,
    [cells, runs]: [usize; 2],
    order: &Order,
    identity: String,
) -> Manifest {
    Manifest {
        format: 1,
        name: config.name.clone(),
        question: config.question.clone(),
        state: State::Running,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        commit: option_env!("COMITY_COMMIT").map(str::to_owned),
        identity,
        command: order.command.clone(),
        seed: config.seed,
        quick,
        cells,
        runs,
        host: Host {
            platform: format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH),
            threads: order.threads.get(),
        },
        started: jiff::Timestamp::now().to_string(),
        finished: None,
        seconds: None,
        files: Vec::new(),
        config: serde_json::to_value(config).unwrap_or_default(),
    }
}

/// What a factorial's effects are estimated from, by cell and replicate.
#[derive(Default)]
struct Paired {
    cooperation: Vec<Vec<f64>>,
    held: Vec<Vec<bool>>,
}

/// The tables being written.
struct Tables {
    rounds: TableFile,
    runs: TableFile,
    cells: TableFile,
    run_columns: Vec<Column>,
    /// The place of mean cooperation among them.
    cooperation: Option<usize>,
    /// Each table's columns, for its header and for `columns.csv`.
    dictionary: Vec<(&'static str, Vec<Column>)>,
    current: Cell,
    student: interval::Student,
    /// For a factorial only.
    paired: Option<Paired>,
    findings: Findings,
    /// Runs with a value in each round of the series.
    counts: Vec<[u32; 5]>,
}

impl Tables {
    fn create(plan: &Plan, folder: &Path) -> Result<Self, Failure> {
        let run_columns = plan.run_columns();
        let (keys, swept) = (columns::keys(), answer::swept_columns(plan));
        let dictionary = [
            ("rounds.csv", [keys.clone(), columns::rounds(&plan.strategies)].concat()),
            ("runs.csv", [&keys[..3], &swept, &run_columns].concat()),
            ("cells.csv", [&keys[..1], &swept, &cell::cell_columns(&run_columns)].concat()),
        ];
        let start = |(name, columns): &(&str, Vec<Column>)| {
            let mut file = TableFile::create(folder, name).map_err(failed)?;
            file.write(&answer::header(columns)).map_err(failed)?;
            Ok(file)
        };
        let [rounds, runs, cells] = [start(&dictionary[0])?, start(&dictionary[1])?, start(&dictionary[2])?];
        let paired = (plan.design.kind == Kind::Factorial).then(Paired::default);
        Ok(Self {
            rounds,
            runs,
            cells,
            cooperation: run_columns.iter().position(|column| column.name == "cooperation"),
            run_columns,
            dictionary: dictionary.into(),
            current: Cell::default(),
            student: interval::Student::default(),
            paired,
            counts: Vec::new(),
            findings: Findings::default(),
        })
    }

    /// Takes the next run, in order.
    fn take(&mut self, plan: &Plan, finished: &Finished) -> Result<(), Failure> {
        self.rounds.write(&finished.rounds).map_err(failed)?;
        let labels = plan.design.labels(finished.cell);
        let values = cell::run_values(&finished.run, &finished.places);
        let mut row = Csv::new();
        row.numbers([finished.cell as f64, f64::from(finished.replicate)]);
        row.text(&finished.seed.to_string());
        row.texts(&labels);
        row.numbers(values.iter().copied());
        row.end();
        self.runs.write(&row.into_bytes()).map_err(failed)?;

        for (sum, counts) in self.findings.games.iter_mut().zip(&finished.run.games) {
            for (sum, &count) in sum.iter_mut().zip(counts) {
                *sum += u64::from(count);
            }
        }
        self.findings.drifting += u64::from(finished.run.drifting);
        self.add_series(&finished.series);
        if let Some(Paired { cooperation, held }) = &mut self.paired {
            cooperation.resize(finished.cell + 1, Vec::new());
            held.resize(finished.cell + 1, Vec::new());
            cooperation[finished.cell].push(finished.run.means[0]);
            held[finished.cell].push(finished.run.outcome.holds);
        }
        self.current.push(&values, &self.run_columns);
        if finished.replicate + 1 == plan.config.replicates.get() {
            self.end_cell(finished.cell, &labels)?;
        }
        Ok(())
    }

    fn add_series(&mut self, series: &[[f64; 5]]) {
        let sums = &mut self.findings.series;
        sums.resize(sums.len().max(series.len()), [0.0; 5]);
        self.counts.resize(sums.len(), [0; 5]);
        for ((sums, counts), round) in sums.iter_mut().zip(&mut self.counts).zip(series) {
            for ((sum, count), value) in sums.iter_mut().zip(counts).zip(round).filter(|(_, value)| !value.is_nan()) {
                *sum += value;
                *count += 1;
            }
        }
    }

    fn end_cell(&mut self, number: usize, labels: &[String]) -> Result<(), Failure> {
        let mut done = std::mem::take(&mut self.current);
        let mut row = Csv::new();
        row.number(number as f64);
        row.texts(labels);
        row.numbers(done.values(&self.run_columns, &mut self.student));
        row.end();
        self.cells.write(&row.into_bytes()).map_err(failed)?;
        let cooperation = self.cooperation.map_or(f64::NAN, |place| done.mean(place));
        let share = |(place, column): (usize, &Column)| {
            Some((column.name.strip_prefix("share_")?.to_owned(), done.mean(place)))
        };
        self.findings.shares = self.run_columns.iter().enumerate().filter_map(share).collect();
        self.findings.cells.push(CellFinding { hold: done.hold(), cooperation });
        Ok(())
    }

    /// Puts what there is on disk, under the temporary names.
    fn keep_parts(&mut self) -> Result<(), Failure> {
        for file in [&mut self.rounds, &mut self.runs, &mut self.cells] {
            file.flush().map_err(failed)?;
        }
        Ok(())
    }

    fn finish(mut self, plan: &Plan, folder: &Path) -> Result<(Vec<FileRecord>, Findings), Failure> {
        for (round, counts) in self.findings.series.iter_mut().zip(&self.counts) {
            for (value, &count) in round.iter_mut().zip(counts) {
                *value /= f64::from(count);
            }
        }
        let mut answer = None;
        match plan.design.kind {
            Kind::Factorial if plan.config.replicates.get() > 1 => {
                let bundles = plan.design.columns();
                let Paired { cooperation, held } = self.paired.take().unwrap_or_default();
                let of = |scale| (scale, estimate(&bundles, scale, &cooperation, &held));
                self.findings.effects = Scale::ALL.map(of).into();
                answer = Some((answer::effect_columns(), answer::effect_rows(&self.findings.effects)));
            }
            Kind::Grid => {
                self.findings.lines = lines(plan, &self.findings.cells);
                if !self.findings.lines.is_empty() {
                    answer = Some((answer::line_columns(plan), answer::line_rows(&self.findings.lines)));
                }
            }
            Kind::Factorial | Kind::World => {}
        }
        let mut files = Vec::new();
        for file in [self.rounds, self.runs, self.cells] {
            files.push(file.finish().map_err(failed)?);
        }
        if let Some((columns, rows)) = answer {
            let mut bytes = answer::header(&columns);
            bytes.extend(rows);
            files.push(write_whole(folder, "answer.csv", &bytes).map_err(failed)?);
            self.dictionary.push(("answer.csv", columns));
        }
        files.push(write_whole(folder, "columns.csv", &answer::dictionary_rows(&self.dictionary)).map_err(failed)?);
        Ok((files, self.findings))
    }
}

/// Crossings of P(hold) = 1/2 along the first axis, if its values are numbers.
fn lines(plan: &Plan, cells: &[CellFinding]) -> Vec<Line> {
    let design = &plan.design;
    let Some(axis) = design.axes.first() else { return Vec::new() };
    let Some(numbers) = axis.levels.iter().map(|level| level.number).collect::<Option<Vec<f64>>>() else {
        return Vec::new();
    };
    let mut order: Vec<usize> = (0..numbers.len()).collect();
    order.sort_by(|&a, &b| numbers[a].total_cmp(&numbers[b]));
    let line = |line: usize| {
        let mut levels = design.levels(line);
        let others = levels[1..].to_vec();
        let point = |&level: &usize| {
            levels[0] = level;
            (numbers[level], cells[design.cell(&levels)].hold.share)
        };
        let points: Vec<(f64, f64)> = order.iter().map(point).collect();
        let labels = design.labels(line)[axis.columns.len()..].to_vec();
        Line { others: labels, levels: others, crossing: Crossing::of(&points) }
    };
    (0..design.cells() / axis.levels.len()).map(line).collect()
}
