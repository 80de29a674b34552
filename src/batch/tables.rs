//! The tables of a study: which follow from the runs, one by one, and what was found in them.
//!
//! Everything here is a function of the plan and of the values of the runs in their order, whether they were just simulated
//! or are read back from `runs.csv`: so a study that was resumed, or merged from shards, concludes the same.

use std::collections::BTreeMap;
use std::path::Path;

use super::dictionary;
use super::formats::Dictionary;
use super::plan::Plan;
use super::unit::Unit;
use crate::config::source::Failure;
use crate::output::table::{Layout, write_whole};
use crate::output::{Csv, FileRecord, TableFile, shell};
use crate::question::ask::{Ask, What};
use crate::question::boundary::answer::Broken;
use crate::question::boundary::line::SearchLine;
use crate::question::design::Kind;
use crate::question::findings::Findings;
use crate::question::interface::{About, Conclusion, place};
use crate::question::survival::{Places, Spells};
use crate::question::verdicts::{self, Ledger};
use crate::question::{answer, audit, boundary, kinds, says, survival};
use crate::record::cell::{self, Cell, CellFinding};
use crate::record::{Column, columns};
use crate::statistics::interval;

/// The beginning of a row of a run: its keys and swept values.
pub fn row_of(plan: &Plan, cell: usize, replicate: u32, seed: u64) -> Csv {
    let mut row = Csv::new();
    row.counts([cell as f64, f64::from(replicate)]);
    row.text(&seed.to_string());
    row.texts(&plan.design.labels(cell));
    row
}

/// The row of `failures.csv` of a run that failed.
pub fn failure_row(plan: &Plan, ask: Ask, message: &str) -> Vec<u8> {
    let Ask { what, cell, replicate } = ask;
    let mut row = row_of(plan, cell, replicate, plan.seed(cell));
    row.text(what.name());
    row.text(message);
    let what = if what == What::Run { String::new() } else { format!(":{}", what.name()) };
    row.text(&shell::line(["comity", "rerun", ".", "--run", &format!("{cell}:{replicate}{what}")]));
    row.end();
    row.into_bytes()
}

/// The tables that follow from the runs.
pub struct Tables {
    cells: TableFile,
    run_columns: Vec<Column>,
    /// Those of cells.csv after the keys and the swept values.
    cell_columns: Vec<Column>,
    /// The places of mean cooperation and of drifting among them.
    cooperation: usize,
    drifting: usize,
    /// How the numbers of a row of `cells.csv` are written.
    layout: Layout,
    /// Each table's columns, for its header and for `columns.csv`.
    dictionary: Dictionary,
    /// The cells of the unit at work.
    current: BTreeMap<usize, Cell>,
    /// What the unit at work asked for last.
    last: Vec<(What, u32, Vec<f64>)>,
    /// The audit's table, if there is one.
    audit: Option<TableFile>,
    /// The table of survival, if there is one.
    survival: Option<(TableFile, Places)>,
    /// How long cooperation lasted in the runs of the unit at work, and how many rounds its runs have.
    spells: Option<(Spells, u32)>,
    claims: Ledger,
    /// The rounds of the runs of the last cell that claims were told of.
    rounds: Option<(usize, u32)>,
    student: interval::Student,
    /// What the study keeps of its runs; nothing of a world alone.
    conclusion: Option<Box<dyn Conclusion>>,
    findings: Findings,
}

impl Tables {
    /// Tables without runs.
    ///
    /// # Errors
    /// If a file cannot be created.
    pub fn create(plan: &Plan, folder: &Path) -> Result<Self, Failure> {
        let run_columns = plan.run_columns();
        let (keys, swept) = (columns::keys(), plan.swept_columns());
        let own = cell::cell_columns(&run_columns, plan.bound());
        let layout = Layout::of(&own);
        let cell_columns = [plan.cell_keys(), own.clone()].concat();
        let mut cells = TableFile::create(folder, "cells.csv")?;
        cells.write(&dictionary::header(&cell_columns))?;
        let mut dictionary: Vec<_> = plan.growing().into_iter().map(|table| (table.name, table.columns)).collect();
        dictionary.push(("cells.csv", cell_columns));
        let start = |name, own: Vec<Column>| {
            let columns = [&keys[..1], &swept, &own].concat();
            let mut file = TableFile::create(folder, name)?;
            file.write(&dictionary::header(&columns))?;
            Ok::<_, Failure>((file, columns))
        };
        let mut survival = None;
        if let Some(places) = Places::of(&run_columns).filter(|_| plan.survival()) {
            let (file, columns) = start("survival.csv", survival::columns())?;
            dictionary.push(("survival.csv", columns));
            survival = Some((file, places));
        }
        let mut audit = None;
        if plan.audit().is_some() && plan.line().is_none() {
            let (file, columns) = start("audit.csv", audit::columns())?;
            dictionary.push(("audit.csv", columns));
            audit = Some(file);
        }
        Ok(Self {
            cells,
            cooperation: place("cooperation", &run_columns),
            drifting: place("drifting", &run_columns),
            conclusion: kinds::conclusion(&plan.config, &run_columns),
            claims: Ledger::new(&plan.config.claims, &plan.design, &run_columns, plan.watched()),
            run_columns,
            cell_columns: own,
            layout,
            dictionary,
            current: BTreeMap::new(),
            last: Vec::new(),
            audit,
            survival,
            spells: None,
            rounds: None,
            student: interval::Student::default(),
            findings: Findings::default(),
        })
    }

    /// Takes the next run of the unit at work: its values, or none if it failed.
    ///
    /// # Errors
    /// If a cell cannot be resolved any more.
    pub fn take(&mut self, plan: &Plan, ask: Ask, values: Option<&[f64]>) -> Result<(), Failure> {
        self.findings.runs += 1;
        if ask.what != What::Run {
            match values {
                Some(values) => self.last.push((ask.what, ask.replicate, values.to_vec())),
                None => self.findings.failed += 1,
            }
            return Ok(());
        }
        let cell = self.current.entry(ask.cell).or_default();
        if let Some(conclusion) = &mut self.conclusion {
            conclusion.run(ask, values);
        }
        match values {
            Some(values) => {
                cell.push(values);
                self.findings.judged += 1;
                self.findings.drifting += u64::from(values[self.drifting] == 1.0);
                if !plan.config.claims.is_empty() {
                    let rounds = match self.rounds {
                        Some((cell, rounds)) if cell == ask.cell => rounds,
                        _ => plan.rounds(ask.cell)?,
                    };
                    self.rounds = Some((ask.cell, rounds));
                    self.claims.push(ask.cell, ask.replicate, rounds, &plan.design.labels(ask.cell), values);
                }
                if let Some((_, places)) = &self.survival {
                    if self.spells.is_none() {
                        self.spells = Some((Spells::default(), plan.job(ask.cell)?.course.rounds));
                    }
                    if let Some((spells, rounds)) = &mut self.spells {
                        spells.push(values, places, *rounds);
                    }
                }
            }
            None => self.findings.failed += 1,
        }
        Ok(())
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
            self.claims.close(number);
            let mut row = Csv::new();
            row.count(number as f64);
            if let Some(points) = plan.design.points.as_ref().filter(|points| points.are_named()) {
                row.text(points.name(number).unwrap_or_default());
            }
            row.texts(&plan.design.labels(number));
            let values = cell.row(&self.run_columns, plan.bound(), plan.rounds(number)?, &mut self.student);
            self.note(plan, &values);
            row.numbers(&self.layout, &values);
            row.end();
            self.cells.write(&row.into_bytes())?;
            let cooperation = cell.mean(self.cooperation);
            if let Some(conclusion) = &mut self.conclusion {
                conclusion.cell(&cell);
            }
            let share = |(place, column): (usize, &Column)| {
                Some((column.name.strip_prefix("share_")?.to_owned(), cell.mean(place)))
            };
            self.findings.shares = self.run_columns.iter().enumerate().filter_map(share).collect();
            self.findings.cells.push(CellFinding { hold: cell.hold(plan.bound()), cooperation });
        }
        if let (Some((file, _)), Some((spells, _))) = (&mut self.survival, self.spells.take()) {
            let labels = plan.design.labels(unit.number);
            let begin = || {
                let mut row = Csv::new();
                row.count(unit.number as f64);
                row.texts(&labels);
                row
            };
            file.write(&spells.rows(begin))?;
        }
        let last = std::mem::take(&mut self.last);
        match plan.line() {
            Some(line) => self.end_line(plan, unit, line, &last),
            None if !last.is_empty() => self.end_audit(plan, unit.number, &last)?,
            None => {}
        }
        Ok(())
    }

    /// Notes what sentences need of a row of cells.csv beside P(hold) and mean cooperation.
    fn note(&mut self, plan: &Plan, values: &[f64]) {
        let three = |name: &str| {
            let place = self.cell_columns.iter().position(|column| column.name == name)?;
            values.get(place..place + 3).and_then(|three| <[f64; 3]>::try_from(three).ok())
        };
        if plan.design.kind == Kind::World {
            self.findings.cooperation = three("cooperation");
        }
        if let Some([mean, ..]) = three("modularity").filter(|[_, low, _]| *low > 0.0) {
            self.findings.divided += 1;
            self.findings.modularity = self.findings.modularity.max(mean);
        }
    }

    /// What a search found, and the loop.
    fn end_line(&mut self, plan: &Plan, unit: &Unit, line: &SearchLine, last: &[(What, u32, Vec<f64>)]) {
        let first = plan.cells_of(unit.number..unit.number + 1).start;
        let mut others = plan.design.labels(first);
        others.pop();
        let way = plan.hysteresis().map(|study| {
            let values: Vec<f64> =
                line.levels(study.levels.get()).into_iter().map(|point| line.values[point]).collect();
            boundary::answer::way(&values, last)
        });
        if let Some(conclusion) = &mut self.conclusion {
            conclusion.line(Broken { others, found: unit.found(), way });
        }
    }

    /// What an audit says of a cell.
    fn end_audit(&mut self, plan: &Plan, cell: usize, last: &[(What, u32, Vec<f64>)]) -> Result<(), Failure> {
        let (Some(audit), Some(file)) = (plan.audit(), &mut self.audit) else { return Ok(()) };
        let job = plan.job(cell)?;
        // The plan has resolved the pool before.
        let pool = audit.places(&job.rules).unwrap_or_default();
        let names: Vec<String> =
            pool.iter().map(|&place| job.rules.repertoire.names[usize::from(place)].clone()).collect();
        let replicates: Vec<&[f64]> = last.iter().map(|(.., values)| values.as_slice()).collect();
        let audited = audit::audited(cell, &names, &replicates, audit.epsilon.get());
        let labels = plan.design.labels(cell);
        let begin = || {
            let mut row = Csv::new();
            row.count(cell as f64);
            row.texts(&labels);
            row
        };
        file.write(&audit::rows(&audited, begin))?;
        self.findings.audited.push(audited);
        Ok(())
    }

    /// Completes the tables and draws the conclusions.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn finish(mut self, plan: &Plan, folder: &Path) -> Result<(Vec<FileRecord>, Findings, Dictionary), Failure> {
        let swept = plan.swept_columns();
        let about = About { config: &plan.config, design: &plan.design, run_columns: &self.run_columns, swept: &swept };
        let conclusion = self.conclusion.take();
        let answer = conclusion.and_then(|conclusion| conclusion.conclude(&about, &mut self.findings));
        let mut files = vec![self.cells.finish()?];
        for file in [self.audit, self.survival.map(|(file, _)| file)].into_iter().flatten() {
            files.push(file.finish()?);
        }
        self.findings.claims = verdicts::judge(&plan.config.claims, &self.claims, &plan.design);
        if !plan.config.claims.is_empty() {
            let columns = verdicts::columns();
            let bytes = [dictionary::header(&columns), verdicts::rows(&self.findings.claims)].concat();
            files.push(write_whole(folder, "claims.csv", &bytes)?);
            self.dictionary.push(("claims.csv", columns));
        }
        if let Some((columns, rows)) = answer {
            let mut bytes = dictionary::header(&columns);
            bytes.extend(rows);
            files.push(write_whole(folder, "answer.csv", &bytes)?);
            self.dictionary.push(("answer.csv", columns));
        }
        if self.findings.failed == 0 {
            self.dictionary.retain(|(name, _)| *name != "failures.csv");
        }
        files.push(write_whole(folder, "columns.csv", &dictionary::dictionary_rows(&self.dictionary))?);
        let caveats = super::caveats::caveats(plan, &self.findings);
        self.findings.answer = says::answer(&plan.config, &plan.design, &self.findings, caveats);
        files.push(write_whole(folder, answer::NAME, &self.findings.answer.bytes())?);
        Ok((files, self.findings, self.dictionary))
    }
}
