//! The tables of a study: which follow from the runs, one by one, and what was found in them.
//!
//! Everything here is a function of the plan and of the values of the runs in their order, whether they were just simulated
//! or are read back from `runs.csv`: so a study that was resumed, or merged from shards, concludes the same.

use std::collections::BTreeMap;
use std::path::Path;

use super::answer::ablation::Credit;
use super::answer::sensitivity::Sensitivities;
use super::answer::{self, association};
use super::config::Study;
use super::design::Kind;
use super::plan::Plan;
use super::results::{CellFinding, Findings, Line, failed};
use super::source::Failure;
use super::unit::{Ask, Unit};
use crate::measure::cell::{self, Cell};
use crate::measure::crossing::Crossing;
use crate::measure::effects::{Scale, estimate};
use crate::measure::interval;
use crate::measure::{Column, columns};
use crate::output::table::write_whole;
use crate::output::{Csv, FileRecord, TableFile};

/// The tables that grow run by run, in the order of their bytes in the journal.
pub const GROWING: [&str; 3] = ["runs.csv", "rounds.csv", "failures.csv"];

/// The columns of the [`GROWING`] tables.
pub fn growing(plan: &Plan) -> [Vec<Column>; 3] {
    let (keys, swept) = (columns::keys(), answer::swept_columns(plan));
    let failures = vec![
        Column::new("message", "text", "Why the run failed."),
        Column::new("command", "text", "The command that repeats it."),
    ];
    [
        [&keys[..3], &swept, &plan.run_columns()].concat(),
        [keys.clone(), columns::rounds(&plan.strategies)].concat(),
        [&keys[..3], &swept, &failures].concat(),
    ]
}

/// The [`GROWING`] tables with their headers.
pub fn headers(plan: &Plan) -> Vec<(&'static str, Vec<u8>)> {
    GROWING.into_iter().zip(growing(plan).iter().map(|columns| answer::header(columns))).collect()
}

/// The row of `failures.csv` of a run that failed.
pub fn failure_row(plan: &Plan, ask: Ask, message: &str) -> Vec<u8> {
    let Ask { cell, replicate } = ask;
    let mut row = Csv::new();
    row.numbers([cell as f64, f64::from(replicate)]);
    row.text(&plan.seed(cell).to_string());
    row.texts(&plan.design.labels(cell));
    row.text(message);
    row.text(&format!("comity rerun output/{} --run {cell}:{replicate}", plan.config.name));
    row.end();
    row.into_bytes()
}

/// What a factorial's effects are estimated from, by cell and replicate; a run that failed is missing.
#[derive(Default)]
struct Paired {
    cooperation: Vec<Vec<Option<f64>>>,
    held: Vec<Vec<Option<bool>>>,
}

impl Paired {
    fn push(&mut self, Ask { cell, replicate }: Ask, values: Option<(f64, bool)>) {
        let replicate = replicate as usize;
        fn put<T: Clone>(table: &mut Vec<Vec<Option<T>>>, cell: usize, replicate: usize, value: Option<T>) {
            table.resize(table.len().max(cell + 1), Vec::new());
            let row = &mut table[cell];
            row.resize(row.len().max(replicate + 1), None);
            row[replicate] = value;
        }
        put(&mut self.cooperation, cell, replicate, values.map(|(cooperation, _)| cooperation));
        put(&mut self.held, cell, replicate, values.map(|(_, held)| held));
    }

    /// The replicates that no cell misses.
    fn complete(&self) -> (Vec<Vec<f64>>, Vec<Vec<bool>>) {
        let replicates = self.held.iter().map(Vec::len).min().unwrap_or(0);
        let whole: Vec<usize> = (0..replicates).filter(|&r| self.held.iter().all(|cell| cell[r].is_some())).collect();
        fn pick<T: Copy>(table: &[Vec<Option<T>>], whole: &[usize]) -> Vec<Vec<T>> {
            table.iter().map(|cell| whole.iter().filter_map(|&r| cell[r]).collect()).collect()
        }
        (pick(&self.cooperation, &whole), pick(&self.held, &whole))
    }
}

/// What is kept of the runs for the answer.
enum Kept {
    /// The cells' findings are enough.
    Nothing,
    /// For a factorial.
    Paired(Paired),
    /// For an ablation: the values of a column by cell and replicate.
    Outcomes(usize, Vec<Vec<f64>>),
    /// For a sensitivity analysis: the mean of a column in each cell, and its standard error.
    Means(usize, Vec<f64>, Vec<f64>),
}

impl Kept {
    fn of(plan: &Plan, run_columns: &[Column]) -> Self {
        // The plan has seen to it that there is such a column.
        let place = |name: &str| run_columns.iter().position(|column| column.name == outcome(name)).unwrap_or(0);
        match &plan.config.study {
            Some(Study::Factorial(_)) => Self::Paired(Paired::default()),
            Some(Study::Ablation(study)) => Self::Outcomes(place(&study.outcome), Vec::new()),
            Some(Study::Sensitivity(study)) => Self::Means(place(&study.outcome), Vec::new(), Vec::new()),
            _ => Self::Nothing,
        }
    }
}

/// The column of runs.csv that an outcome is read from.
pub fn outcome(name: &str) -> &str {
    if name == "hold" { "holds" } else { name }
}

/// The tables that follow from the runs.
pub struct Tables {
    cells: TableFile,
    run_columns: Vec<Column>,
    /// The places of mean cooperation and of drifting among them.
    cooperation: usize,
    drifting: usize,
    /// Each table's columns, for its header and for `columns.csv`.
    dictionary: Vec<(&'static str, Vec<Column>)>,
    /// The cells of the unit at work.
    current: BTreeMap<usize, Cell>,
    student: interval::Student,
    kept: Kept,
    findings: Findings,
}

impl Tables {
    /// Tables without runs.
    ///
    /// # Errors
    /// If a file cannot be created.
    pub fn create(plan: &Plan, folder: &Path) -> Result<Self, Failure> {
        let run_columns = plan.run_columns();
        let (keys, swept) = (columns::keys(), answer::swept_columns(plan));
        let cell_columns = [&keys[..1], &swept, &cell::cell_columns(&run_columns, plan.bound())].concat();
        let mut cells = TableFile::create(folder, "cells.csv").map_err(failed)?;
        cells.write(&answer::header(&cell_columns)).map_err(failed)?;
        let [runs, rounds, failures] = growing(plan);
        let place = |name: &str| run_columns.iter().position(|column| column.name == name).unwrap_or(0);
        Ok(Self {
            cells,
            cooperation: place("cooperation"),
            drifting: place("drifting"),
            kept: Kept::of(plan, &run_columns),
            run_columns,
            dictionary: vec![
                ("rounds.csv", rounds),
                ("runs.csv", runs),
                ("cells.csv", cell_columns),
                ("failures.csv", failures),
            ],
            current: BTreeMap::new(),
            student: interval::Student::default(),
            findings: Findings::default(),
        })
    }

    /// Takes the next run of the unit at work: its values, or none if it failed.
    pub fn take(&mut self, ask: Ask, values: Option<&[f64]>) {
        self.findings.runs += 1;
        let cell = self.current.entry(ask.cell).or_default();
        match &mut self.kept {
            Kept::Paired(paired) => {
                paired.push(ask, values.map(|values| (values[self.cooperation], values[0] == 1.0)));
            }
            Kept::Outcomes(place, cells) => {
                cells.resize(cells.len().max(ask.cell + 1), Vec::new());
                cells[ask.cell].push(values.map_or(f64::NAN, |values| values[*place]));
            }
            Kept::Nothing | Kept::Means(..) => {}
        }
        match values {
            Some(values) => {
                cell.push(values, &self.run_columns);
                self.findings.drifting += u64::from(values[self.drifting] == 1.0);
            }
            None => self.findings.failed += 1,
        }
    }

    /// The unit at work has all it wants.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn end(&mut self, plan: &Plan, unit: &Unit) -> Result<(), Failure> {
        if unit.capped() {
            self.findings.capped.push(unit.number);
        }
        for (number, mut cell) in std::mem::take(&mut self.current) {
            let mut row = Csv::new();
            row.number(number as f64);
            row.texts(&plan.design.labels(number));
            row.numbers(cell.values(&self.run_columns, plan.bound(), &mut self.student));
            row.end();
            self.cells.write(&row.into_bytes()).map_err(failed)?;
            let cooperation = cell.mean(self.cooperation);
            if let Kept::Means(place, means, errors) = &mut self.kept {
                means.push(cell.mean(*place));
                errors.push(cell.error(*place));
            }
            let share = |(place, column): (usize, &Column)| {
                Some((column.name.strip_prefix("share_")?.to_owned(), cell.mean(place)))
            };
            self.findings.shares = self.run_columns.iter().enumerate().filter_map(share).collect();
            self.findings.cells.push(CellFinding { hold: cell.hold(plan.bound()), cooperation });
        }
        Ok(())
    }

    /// Completes the tables and draws the conclusions.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn finish(mut self, plan: &Plan, folder: &Path) -> Result<(Vec<FileRecord>, Findings), Failure> {
        let answer = self.answer(plan);
        let mut files = vec![self.cells.finish().map_err(failed)?];
        if let Some((columns, rows)) = answer {
            let mut bytes = answer::header(&columns);
            bytes.extend(rows);
            files.push(write_whole(folder, "answer.csv", &bytes).map_err(failed)?);
            self.dictionary.push(("answer.csv", columns));
        }
        if self.findings.failed == 0 {
            self.dictionary.retain(|(name, _)| *name != "failures.csv");
        }
        files.push(write_whole(folder, "columns.csv", &answer::dictionary_rows(&self.dictionary)).map_err(failed)?);
        Ok((files, self.findings))
    }
}

impl Tables {
    /// The columns and rows of `answer.csv`, if the study has an answer of its own; what was found goes to the findings.
    fn answer(&mut self, plan: &Plan) -> Option<(Vec<Column>, Vec<u8>)> {
        let findings = &mut self.findings;
        match std::mem::replace(&mut self.kept, Kept::Nothing) {
            Kept::Paired(paired) if plan.config.replicates.most() > 1 => {
                let bundles = plan.design.columns();
                let (cooperation, held) = paired.complete();
                let of = |scale| (scale, estimate(&bundles, scale, &cooperation, &held));
                findings.effects = Scale::ALL.map(of).into();
                return Some((answer::effect_columns(), answer::effect_rows(&findings.effects)));
            }
            Kept::Outcomes(place, cells) => {
                let credit = Credit::new(&plan.design.columns(), &self.run_columns[place].name, &cells);
                return Some(findings.credit.insert(credit)).map(|credit| (credit.columns(), credit.rows()));
            }
            Kept::Means(_, means, errors) => {
                let Some(Study::Sensitivity(study)) = &plan.config.study else { return None };
                let found = Sensitivities::new(study, &plan.design.columns(), plan.config.seed, &means, &errors);
                let found = findings.sensitivities.insert(found);
                return Some((found.columns(), found.rows()));
            }
            Kept::Paired(_) | Kept::Nothing => {}
        }
        match (plan.design.kind, &plan.design.points) {
            (Kind::Grid, _) => {
                findings.lines = lines(plan, &findings.cells);
                (!findings.lines.is_empty()).then(|| (answer::line_columns(plan), answer::line_rows(&findings.lines)))
            }
            (Kind::Sample, Some(points)) => {
                findings.associations = association::associations(points, &findings.cells);
                Some((association::columns(), association::rows(&findings.associations)))
            }
            _ => None,
        }
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
