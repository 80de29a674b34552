//! The plan: every cell resolved and checked before anything runs.

use std::num::{NonZeroU32, NonZeroU64};
use std::ops::Range;

use sha2::{Digest as _, Sha256};

use super::agent_tables;
use super::results::Stored;
use super::shard::Shard;
use super::unit::{FollowUp, What};
use crate::config::advice::advice;
use crate::config::document::{Document, Setting, dotted};
use crate::config::size::Size;
use crate::config::source::{Diagnostic, Failure};
use crate::config::structs::{Config, Limits, Replicates, Rounds, Seeds, Sequential, Study};
use crate::config::texts;
use crate::output::table::{Layout, hex};
use crate::question::acting::{self, Ignored};
use crate::question::boundary::line::SearchLine;
use crate::question::boundary::table::Hysteresis;
use crate::question::claims;
use crate::question::design::Design;
use crate::question::names;
use crate::question::sample;
use crate::question::verdicts;
use crate::record::cell::{self, Bound};
use crate::record::deviation::Audit;
use crate::record::run::{Course, expected};
use crate::record::sweep::{self, Start};
use crate::record::{Column, Extra, RoundRow, columns, membership};
use crate::rng::Key;
use crate::stop::heed;
use crate::world::{Engine, Problem, Rules, Spec};

mod memory;
mod survey;

/// A study ready to run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The config as a tree.
    pub document: Document,
    /// What cells take from it.
    cells: Document,
    /// The config outside the cells.
    pub config: Config,
    /// The same config before it was shortened for a quick look.
    whole: Config,
    /// Is it only a quick look?
    pub quick: bool,
    /// The cells.
    pub design: Design,
    /// How lines of them are searched, in a boundary study.
    line: Option<SearchLine>,
    /// Every strategy of any cell, sorted: the `share_` columns.
    pub strategies: Vec<String>,
    /// The most agents in any cell.
    pub agents: usize,
    /// The most sides of dyads in any cell.
    pub sides: usize,
    /// The most rounds of a run in any cell.
    pub rounds: u32,
    /// Encounters of all runs, at most.
    pub encounters: f64,
    /// Rows of `rounds.csv`, at most.
    pub round_rows: u64,
    /// Are there shocks in any cell?
    pub shocks: bool,
    /// Every convention with a name of its own in any cell, sorted.
    pub treaties: Vec<String>,
    /// Columns of mechanisms that are on in any cell.
    pub extras: Vec<Extra>,
    /// Keys that are written and act in no cell.
    ignored: Vec<Ignored>,
    /// How the numbers of runs and rounds are written.
    pub(crate) layouts: Layouts,
}

/// How the numbers of rows are written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layouts {
    /// Of `runs.csv`, after the swept values.
    pub(crate) runs: Layout,
    /// Of a [`RoundRow`].
    pub(crate) round: Layout,
}

/// One cell, resolved.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its rules; a random network in them is that of replicate 0.
    pub rules: Rules,
    /// The key of its random streams.
    pub key: Key,
    /// Seed of the study.
    pub seed: u64,
    /// How long its runs are and how they are judged.
    pub course: Course,
    /// Which rounds it records.
    pub recorded: Rounds,
    /// The place of each of the plan's strategies in its repertoire.
    pub places: Vec<Option<usize>>,
}

/// Which cells are resolved and checked before anything runs. Whatever it is, the plan is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// All.
    All,
    /// Those of a shard, and one for each value of each axis.
    Shard(Shard),
    /// One for each value of each axis: for results, whose cells were checked before they ran.
    Values,
}

impl Plan {
    /// Resolves and checks every cell.
    ///
    /// # Errors
    /// [`Failure::Config`] with every mistake found; a plan beyond its own caps is one.
    pub fn new(document: Document, quick: bool) -> Result<Self, Failure> {
        Self::with(document, quick, Checked::All)
    }

    /// The same plan with fewer of its cells resolved and checked.
    ///
    /// # Errors
    /// As [`Plan::new`].
    pub fn with(document: Document, quick: bool, checked: Checked) -> Result<Self, Failure> {
        let fail = |mistakes| Failure::Config { mistakes, sources: document.sources.clone() };
        let mut config = document.config().map_err(|mistake| fail(vec![mistake]))?;
        let mut mistakes = check_config(&config, &document);
        read_design(&mut config, &document, &mut mistakes);
        let design = match Design::new(&config, &document) {
            Ok(design) => Some(design),
            Err(found) => {
                mistakes.extend(found);
                None
            }
        };
        // The world outside the cells is checked as well: its mistakes are those of most cells.
        if let Err(found) = resolve(&document, &[], quick) {
            mistakes.extend(found);
        }
        let design = match design {
            Some(design) if mistakes.is_empty() => design,
            _ => return Err(fail(mistakes)),
        };
        let whole = config.clone();
        // The design has seen to it that there is a line.
        let line = match &config.study {
            Some(Study::Boundary(study)) => SearchLine::new(study).ok(),
            _ => None,
        };
        let config =
            if quick { Config { name: format!("{}-quick", config.name), ..config.shortened() } } else { config };
        let mut plan = Self {
            config,
            whole,
            line,
            quick,
            strategies: Vec::new(),
            agents: 0,
            sides: 0,
            rounds: 0,
            encounters: 0.0,
            round_rows: 0,
            shocks: false,
            treaties: Vec::new(),
            extras: Vec::new(),
            ignored: Vec::new(),
            layouts: Layouts::default(),
            cells: document.of_cells(),
            document,
            design,
        };
        check_limit(&plan.document, "runs", plan.config.limits.runs, plan.runs() as u64)?;
        plan.check_cells(checked)?;
        plan.layouts = Layouts { runs: Layout::of(&plan.run_columns()), round: Layout::of(&RoundRow::columns()) };
        names::check(&plan)?;
        plan.check_outcome()?;
        plan.check_claims()?;
        plan.check_sweeps(checked)?;
        plan.check_report()?;
        // What the cells read is known by now.
        let files = plan.document.files(&plan.whole);
        (plan.whole.files, plan.config.files) = (files.clone(), files);
        check_limit(&plan.document, "agents", plan.config.limits.agents, plan.agents as u64)?;
        check_limit(&plan.document, "bytes", plan.config.limits.bytes, plan.bytes())?;
        plan.check_memory(1)?;
        Ok(plan)
    }

    /// Refuses keys that are written and can only be mistakes, for they act in no cell; keeps the others to be warned of.
    ///
    /// # Errors
    /// [`Failure::Config`] with each of them.
    pub fn judged(self) -> Result<Self, Failure> {
        let found = acting::ignored(&self.document, &self.config, Some(&self.design));
        Ok(Self { ignored: acting::refuse(found, &self.document)?, ..self })
    }

    /// Keys that are written and act in no cell, as far as they were asked for ([`Plan::judged`]).
    pub fn ignored(&self) -> &[Ignored] {
        &self.ignored
    }

    /// Is there memory enough for it on so many threads? A limit that nobody set counts one of them, so that no answer depends on
    /// the machine.
    ///
    /// # Errors
    /// [`Failure::Config`] if it would take more than it may.
    pub fn check_memory(&self, threads: usize) -> Result<(), Failure> {
        let asked = self.config.limits.memory;
        check_memory(&self.document, asked, |threads| self.memory(threads), threads)
    }

    /// Do the claims speak of what the study has, and is there something to audit?
    fn check_claims(&self) -> Result<(), Failure> {
        let mut mistakes = claims::check(&self.config.claims, &self.design, &self.run_columns(), &self.document);
        if self.line.is_some() && self.audit().is_some() {
            let message = "a search has few runs of each cell: an audit belongs to a grid or a sample of the cells where \
                           cooperation holds; leave [audit] out, or set audit.enabled = false";
            mistakes.push(Diagnostic::new(self.document.span(&["audit"]), "audit", message));
        }
        if self.line.is_some() && !self.config.claims.is_empty() {
            let message = "a search chooses its cells by what it finds: it says where cooperation breaks itself; \
                           claims are judged by a grid or a sample";
            mistakes.push(Diagnostic::new(self.document.span(&["claims"]), "claims", message));
        }
        if mistakes.is_empty() {
            return Ok(());
        }
        Err(Failure::Config { mistakes, sources: self.document.sources.clone() })
    }

    /// Are the rounds and the cell that the page shows played?
    fn check_report(&self) -> Result<(), Failure> {
        let report = &self.whole.report;
        let (last, cells) = (self.whole.rounds.get(), self.design.cells());
        let wrong = |key: &str, message: String| {
            let span = self.document.span(&["report", key]);
            Err(self.document.wrong(Diagnostic::new(span, format!("report.{key}"), message)))
        };
        if let Some(round) = report.rounds.iter().flatten().find(|round| !(1..=last).contains(*round)) {
            return wrong("rounds", format!("expected rounds from 1 to {last}, found {round}"));
        }
        if report.cell >= cells {
            return wrong("cell", format!("expected a cell from 0 to {}, found {}", cells - 1, report.cell));
        }
        Ok(())
    }

    /// Is the outcome of an analysis a column of runs.csv?
    fn check_outcome(&self) -> Result<(), Failure> {
        let (kind, name) = match &self.config.study {
            Some(Study::Sensitivity(study)) => ("sensitivity", &study.outcome),
            Some(Study::Ablation(study)) => ("ablation", &study.outcome),
            _ => return Ok(()),
        };
        let columns = self.run_columns();
        let known: Vec<&str> =
            std::iter::once("hold").chain(columns.iter().map(|column| column.name.as_str())).collect();
        if known.contains(&name.as_str()) {
            return Ok(());
        }
        let message = format!("expected hold or a column of runs.csv, found {name:?}");
        let span = self.document.span(&["study", kind, "outcome"]);
        let mistake = Diagnostic::new(span, format!("study.{kind}.outcome"), message);
        Err(self.document.wrong(mistake.with_help(advice(name, &known))))
    }

    /// One cell, resolved.
    ///
    /// # Errors
    /// [`Failure::Config`]; every cell has been resolved before, from the same files' contents, so that none is expected.
    pub fn job(&self, number: usize) -> Result<Job, Failure> {
        self.job_of(&self.design.settings(number))
    }

    /// The world with some settings, resolved as a cell is.
    ///
    /// # Errors
    /// [`Failure::Config`] if the settings make no world.
    pub fn job_of(&self, settings: &[Setting]) -> Result<Job, Failure> {
        let (config, rules) = resolve(&self.cells, settings, self.quick)
            .map_err(|mistakes| Failure::Config { mistakes, sources: self.document.sources.clone() })?;
        let key = match self.config.seeds {
            Seeds::Common => Key::common(config.seed),
            Seeds::Independent => Key::independent(config.seed, &content(&config)),
        };
        let rules = Rules { engine: self.config.engine, ..rules.linked(&key, 0) };
        let places = self.strategies.iter().map(|name| rules.repertoire.names.binary_search(name).ok()).collect();
        Ok(Job { key, seed: config.seed, course: config.course(), recorded: self.config.recorded(), places, rules })
    }

    /// The same world as its config describes it.
    ///
    /// # Errors
    /// As [`Plan::job_of`].
    pub fn spec_of(&self, settings: &[Setting]) -> Result<Spec, Failure> {
        let (config, _) = resolve(&self.cells, settings, self.quick)
            .map_err(|mistakes| Failure::Config { mistakes, sources: self.document.sources.clone() })?;
        Ok(config.world())
    }

    /// The cells that a world passes through on its way along the line that begins at a cell, and the world it starts as.
    ///
    /// # Errors
    /// [`Failure::Config`] if the settings make no world.
    pub fn sweep(&self, first: usize, way: What) -> Result<(Vec<(usize, Job)>, Job), Failure> {
        let (Some(line), Some(study)) = (&self.line, self.hysteresis()) else {
            return Err(Failure::Usage("there are no sweeps".to_owned()));
        };
        let mut points = line.levels(study.levels.get());
        if way == What::Down {
            points.reverse();
        }
        let levels: Vec<(usize, Job)> =
            points.iter().map(|point| Ok((first + point, self.job(first + point)?))).collect::<Result<_, Failure>>()?;
        let (name, settings) =
            if way == What::Up { ("cooperative", &study.cooperative) } else { ("hostile", &study.hostile) };
        let mut start = self.design.settings(first + points[0]);
        for (key, value) in settings {
            let span = self.document.span(&["study", "boundary", "hysteresis", name, key]).unwrap_or_default();
            let key = Document::split(key)
                .map_err(|message| self.document.wrong(Diagnostic::new(Some(span.clone()), "", message)))?;
            start.push(Setting { key, value: value.clone(), span });
        }
        Ok((levels, self.job_of(&start)?))
    }

    /// Can worlds be carried along every line?
    fn check_sweeps(&self, checked: Checked) -> Result<(), Failure> {
        if self.hysteresis().is_none() {
            return Ok(());
        }
        for unit in self.units_of(checked) {
            heed();
            for way in [What::Up, What::Down] {
                let (levels, start) = self.sweep(self.cells_of(unit..unit + 1).start, way)?;
                let rules: Vec<Rules> = levels.into_iter().map(|(_, job)| job.rules).collect();
                let from = Start { rules: Some(&start.rules), after: None };
                sweep::check(&rules, &from).map_err(|error| {
                    let span = self.document.span(&["study", "boundary", "hysteresis"]);
                    let message = format!("a world cannot be carried along this axis: {error}");
                    self.document.wrong(Diagnostic::new(span, "study.boundary.hysteresis", message))
                })?;
            }
        }
        Ok(())
    }

    /// The units that are checked as a whole.
    fn units_of(&self, checked: Checked) -> Range<usize> {
        match checked {
            Checked::All => 0..self.units(),
            Checked::Shard(shard) => shard.units(self.units()),
            Checked::Values => 0..0,
        }
    }

    /// Number of units: the parts of the study that shards share out.
    pub fn units(&self) -> usize {
        self.design.cells() / self.cells_of_unit()
    }

    /// Cells of a unit: one, or those of a line that is searched.
    fn cells_of_unit(&self) -> usize {
        self.line.as_ref().map_or(1, |line| line.values.len())
    }

    /// How lines are searched, in a boundary study.
    pub fn line(&self) -> Option<&SearchLine> {
        self.line.as_ref()
    }

    /// The audit, if there is one.
    pub fn audit(&self) -> Option<&Audit> {
        self.config.audit.as_ref().filter(|audit| audit.enabled)
    }

    /// The loop of a boundary study, if it is asked for.
    pub fn hysteresis(&self) -> Option<&Hysteresis> {
        match &self.config.study {
            Some(Study::Boundary(study)) => study.hysteresis.as_ref(),
            _ => None,
        }
    }

    /// Is it said how long cooperation lasts?
    pub fn survival(&self) -> bool {
        const CELLS: usize = 200;
        self.line.is_none() && self.config.output.survival.unwrap_or(self.design.cells() <= CELLS)
    }

    /// What units ask for last.
    pub fn follow_up(&self) -> Option<FollowUp> {
        if let Some(study) = self.hysteresis() {
            return Some(FollowUp::Loop { replicates: study.replicates.get() });
        }
        let audit = self.audit().filter(|_| self.line.is_none())?;
        Some(FollowUp::Audit {
            replicates: audit.replicates(self.config.replicates.most()),
            only_where_it_holds: audit.only_where_it_holds,
        })
    }

    /// Number of runs, at most.
    pub fn runs(&self) -> usize {
        self.most_runs(None)
    }

    /// Number of runs of a shard, or of all, at most.
    pub fn most_runs(&self, shard: Option<Shard>) -> usize {
        let units = shard.map_or(self.units(), |shard| shard.units(self.units()).len());
        let own = self.most_replicates();
        let more = match self.follow_up() {
            Some(FollowUp::Audit { replicates, .. }) => replicates,
            Some(FollowUp::Loop { replicates }) => 2 * replicates,
            None => 0,
        };
        units * (own as usize + more as usize)
    }

    /// The most runs of a cell, or of a line that is searched.
    pub fn most_replicates(&self) -> u32 {
        match &self.config.study {
            Some(Study::Boundary(study)) => study.max.get(),
            _ => self.config.replicates.most(),
        }
    }

    /// May there be fewer runs than planned?
    pub fn ends_early(&self) -> bool {
        let some = |audit: &Audit| audit.only_where_it_holds;
        self.line.is_some()
            || matches!(self.config.replicates, Replicates::Sequential(_))
            || self.audit().is_some_and(some)
    }

    /// The interval that P(hold) has.
    pub fn bound(&self) -> Bound {
        match self.config.replicates {
            Replicates::Number(_) => Bound::Exact,
            Replicates::Sequential(_) => Bound::AlwaysValid,
        }
    }

    /// Did the runs go on until P(hold) was known, or was their number fixed?
    pub fn watched(&self) -> verdicts::Replicates {
        match self.config.replicates {
            Replicates::Number(_) => verdicts::Replicates::Fixed,
            Replicates::Sequential(_) => verdicts::Replicates::Watched,
        }
    }

    /// The rounds of a cell's runs.
    ///
    /// # Errors
    /// As [`Plan::job`].
    pub fn rounds(&self, cell: usize) -> Result<u32, Failure> {
        let settings = self.design.settings(cell);
        if settings.iter().any(|setting| setting.key == ["rounds"]) {
            return Ok(self.job_of(&settings)?.course.rounds);
        }
        Ok(self.config.rounds.get())
    }

    /// The seed of a cell.
    pub fn seed(&self, cell: usize) -> u64 {
        let swept = self.design.settings(cell).into_iter().find(|setting| setting.key == ["seed"]);
        let swept = swept.and_then(|setting| setting.value.as_integer());
        swept.and_then(|seed| u64::try_from(seed).ok()).unwrap_or(self.config.seed)
    }

    /// A cell in words: its swept values.
    pub fn describe(&self, cell: usize) -> String {
        self.design.describe(cell)
    }

    /// Columns of `runs.csv` after the keys and the swept values.
    pub fn run_columns(&self) -> Vec<Column> {
        let of_shocks = if self.shocks { columns::shocked() } else { Vec::new() };
        let of_treaties = membership::columns(&self.treaties).into_iter().map(columns::averaged).collect();
        let portraits = agent_tables::columns(&self.config.output);
        [columns::runs(&self.strategies), of_shocks, of_treaties, portraits, self.extra_columns()].concat()
    }

    /// Columns of `rounds.csv` after the keys.
    pub fn round_columns(&self) -> Vec<Column> {
        let struck = self.shocks.then(columns::struck).into_iter().collect();
        let of_treaties = membership::columns(&self.treaties);
        let portraits = agent_tables::columns(&self.config.output);
        [columns::rounds(&self.strategies), struck, of_treaties, portraits, self.extra_columns()].concat()
    }

    /// What the tables call the swept keys or bundles, in the order of [`Design::columns`].
    pub fn swept_names(&self) -> Vec<String> {
        let keys = self.design.columns();
        // No column of another kind is called as a key within a table is.
        if keys.iter().all(|key| key.contains('.')) {
            return keys;
        }
        let others = names::others(self);
        names::swept(&keys, others.iter().map(|column| column.name.as_str()))
    }

    /// What the tables call one of them.
    pub fn swept_name(&self, key: &str) -> String {
        let place = self.design.columns().iter().position(|own| own == key);
        place.and_then(|place| self.swept_names().into_iter().nth(place)).unwrap_or_else(|| key.to_owned())
    }

    /// The last columns of rounds and runs: those of mechanisms that are on somewhere.
    fn extra_columns(&self) -> Vec<Column> {
        self.extras.iter().map(|extra| extra.column()).collect()
    }

    /// Bytes of all tables, estimated from the widths of their rows.
    pub fn bytes(&self) -> u64 {
        // A number at full precision takes about 15 bytes with its comma; keys and constants are shorter.
        let row = |columns: usize| 15 * columns as u64;
        let round = row(self.round_columns().len());
        let run_columns = self.run_columns();
        let run = row(run_columns.len());
        let cell = row(cell::cell_columns(&run_columns, self.bound()).len());
        let portraits = row(1) * agent_tables::cells_of_run(&self.config.output, self.agents, self.sides);
        let parts = [
            (self.round_rows, round),
            (self.runs() as u64, run.saturating_add(portraits)),
            (self.design.cells() as u64, cell),
        ];
        parts.into_iter().fold(0, |sum: u64, (rows, bytes)| sum.saturating_add(rows.saturating_mul(bytes)))
    }

    /// The cells of some units.
    pub fn cells_of(&self, units: Range<usize>) -> Range<usize> {
        let cells = self.cells_of_unit();
        units.start * cells..units.end * cells
    }

    /// What its manifest says of it.
    pub(crate) fn stored(&self) -> Stored<'_> {
        Stored { config: &self.whole, quick: self.quick, identity: self.hash() }
    }

    /// Identity of the study: the hash of its resolved config and the program's version.
    pub fn hash(&self) -> String {
        identity(&self.config)
    }
}

/// Puts the file of a design into the config, so that the config alone says what is run.
fn read_design(config: &mut Config, document: &Document, mistakes: &mut Vec<Diagnostic>) {
    let Some(Study::Sample(sample)) = &mut config.study else { return };
    let Some(path) = &sample.design else { return };
    match sample::file::read(path, sample, document) {
        Ok(listed) => {
            mistakes.extend(listed.texts().find_map(|(text, span)| {
                texts::name(text).map(|message| Diagnostic::new(span, "study.sample.design", message))
            }));
            (sample.table, sample.design) = (Some(listed), None);
        }
        Err(mistake) => mistakes.push(mistake),
    }
}

/// Identity of a study: the hash of its resolved config and the program's version.
pub(crate) fn identity(config: &Config) -> String {
    // Caps and words say nothing of what is run.
    let config = Config {
        name: String::new(),
        question: String::new(),
        limits: crate::config::structs::Limits::default(),
        report: crate::config::report_options::Report::default(),
        // Worlds are the same by any code.
        engine: match config.study {
            Some(Study::Tournament(_)) => config.engine,
            _ => Engine::default(),
        },
        ..config.clone()
    };
    let mut hash = Sha256::new();
    hash.update(env!("CARGO_PKG_VERSION"));
    hash.update(serde_json::to_vec(&config).unwrap_or_default());
    hex(&hash.finalize())
}

/// Refuses a plan beyond one of its caps.
pub(crate) fn check_limit(
    document: &Document,
    key: &str,
    cap: Option<NonZeroU64>,
    planned: u64,
) -> Result<(), Failure> {
    let Some(cap) = cap.filter(|cap| planned > cap.get()) else { return Ok(()) };
    let message = format!("the plan has {planned} {key}, more than the cap of {cap}");
    let span = document.span(&["limits", key]);
    let help = "make the design smaller, record fewer rounds, or raise the cap";
    Err(document.wrong(Diagnostic::new(span, format!("limits.{key}"), message).with_help(help)))
}

/// Refuses what would take more memory on so many threads than it may.
pub(crate) fn check_memory(
    document: &Document,
    asked: Option<Size>,
    takes: impl Fn(usize) -> u64,
    threads: usize,
) -> Result<(), Failure> {
    let (most, threads) = asked.map_or((Limits::MEMORY, 1), |most| (most, threads));
    let takes = takes(threads);
    if takes <= most.get() {
        return Ok(());
    }
    let whose = if asked.is_some() { "limits.memory" } else { "what is allowed unless limits.memory says more" };
    let on = if threads == 1 { "one thread".to_owned() } else { format!("{threads} threads") };
    let message =
        format!("the study would take about {} of memory on {on}, more than {whose}, {most}", Size::bytes(takes));
    let help = "fewer agents or links, fewer recorded rounds ([output] rounds) or a smaller design take less; or raise the limit";
    Err(document.wrong(Diagnostic::new(document.span(&["limits", "memory"]), "limits.memory", message).with_help(help)))
}

/// What a cell's run depends on, and nothing else: neither its place in the plan nor how long it is or how it is judged.
fn content(config: &Config) -> Vec<u8> {
    let mut world = config.world();
    // How a file was read says nothing of what it holds.
    (world.network.columns, world.network.delimiter) = Default::default();
    serde_json::to_vec(&world).unwrap_or_default()
}

/// The config and rules of a cell, its network still to be drawn.
fn resolve(document: &Document, settings: &[Setting], quick: bool) -> Result<(Config, Rules), Vec<Diagnostic>> {
    let mut resolved = document.clone();
    resolved.set(settings.iter()).map_err(|mistake| vec![mistake])?;
    let config = resolved.config().map_err(|mistake| vec![mistake])?;
    let mut mistakes = Vec::new();
    if let Some(window) = config.holds.window.filter(|window| *window > config.rounds) {
        let message = format!("expected at most the {} rounds of a run, found {window}", config.rounds);
        mistakes.push(Diagnostic::new(resolved.span(&["holds", "window"]), "holds.window", message));
    }
    mistakes.extend(comes_too_late(&config).iter().map(|problem| resolved.diagnose(problem)));
    // Shocks come in proportion earlier in a quick look.
    let config = if quick { config.shortened() } else { config };
    match Rules::unlinked(&config.world()) {
        Ok(rules) if mistakes.is_empty() => match expected(&rules) {
            Ok(_) => Ok((config, rules)),
            Err(error) => {
                let help = "leave the strategies with many nodes out, or set payoffs = \"played\"";
                let span = resolved.span(&["learning", "payoffs"]);
                Err(vec![Diagnostic::new(span, "learning.payoffs", error.to_string()).with_help(help)])
            }
        },
        Ok(_) => Err(mistakes),
        Err(problems) => {
            mistakes.extend(problems.iter().map(|problem| resolved.diagnose(problem)));
            Err(mistakes)
        }
    }
}

/// Shocks and readings that would come when nothing is left for them to act on.
fn comes_too_late(config: &Config) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Some(fog) =
        config.attribution.as_ref().filter(|fog| fog.enabled && u32::from(fog.delay) >= config.rounds.get())
    {
        let message = format!(
            "expected a delay below the rounds, {}, or no reading ever arrives; found {}",
            config.rounds, fog.delay
        );
        problems.push(Problem::new(["attribution", "delay"], message));
    }
    for (place, shock) in config.shocks.iter().enumerate() {
        for (key, round) in [("at", shock.at), ("from", shock.from)] {
            if let Some(round) = round.filter(|round| *round >= config.rounds) {
                let message = format!(
                    "expected a round before the last, {}, for a shock acts from the next round; found {round}",
                    config.rounds
                );
                problems.push(Problem::new(["shocks", &place.to_string(), key], message));
            }
        }
    }
    problems
}

/// The most runs of a kind that a cell, or a line that is searched, is asked for.
const MOST_RUNS: u32 = 10_000_000;

/// More runs of a unit than can be asked for, beside its replicates.
fn too_many_runs(config: &Config, document: &Document) -> Vec<Diagnostic> {
    let boundary = match &config.study {
        Some(Study::Boundary(study)) => Some(study),
        _ => None,
    };
    let way = boundary.and_then(|study| study.hysteresis.as_ref()).map(|way| way.replicates.get());
    let asked: [(&[&str], Option<u32>); 3] = [
        (&["audit", "replicates"], config.audit.as_ref().and_then(|audit| audit.replicates).map(NonZeroU32::get)),
        (&["study", "boundary", "max"], boundary.map(|study| study.max.get())),
        (&["study", "boundary", "hysteresis", "replicates"], way),
    ];
    let mistake = |(key, asked): (&[&str], Option<u32>)| {
        let found = asked.filter(|asked| *asked > MOST_RUNS)?;
        let message = format!("expected at most {MOST_RUNS} runs, found {found}");
        Some(Diagnostic::new(document.span(key), key.join("."), message))
    };
    asked.into_iter().filter_map(mistake).collect()
}

pub(crate) fn check_config(config: &Config, document: &Document) -> Vec<Diagnostic> {
    let mut mistakes = too_many_runs(config, document);
    if let Some(message) = config.output.format.missing() {
        mistakes.push(Diagnostic::new(document.span(&["output", "format"]), "output.format", message));
    }
    let mut wrong = |key: &str, message: String| {
        mistakes.push(Diagnostic::new(document.span(&[key]), dotted(&[key.to_owned()]), message));
    };
    if config.replicates.most() > MOST_RUNS {
        let found = config.replicates.most();
        wrong("replicates", format!("expected at most {MOST_RUNS} runs of a cell, found {found}"));
    }
    if let Replicates::Sequential(Sequential { min, max, .. }) = config.replicates
        && min > max
    {
        wrong("replicates", format!("expected min to be at most max, found {min} and {max}"));
    }
    if config.format != 1 {
        wrong("format", format!("expected 1, the only format there is, found {}", config.format));
    }
    if let Some(message) = name_mistake(&config.name) {
        wrong("name", message);
    }
    mistakes
}

/// What keeps a text from being the name of a study, which is that of a folder on any system.
pub fn name_mistake(name: &str) -> Option<String> {
    // A name of 255 bytes is the longest that file systems take; endings such as -quick and .part are added to it.
    const MOST: usize = 200;
    if name.len() > MOST {
        let (bytes, begin) = (name.len(), name.chars().take(40).collect::<String>());
        return Some(format!("expected a name of at most {MOST} bytes, found {bytes}: {begin:?}..."));
    }
    let first = name.chars().next().is_some_and(char::is_alphanumeric);
    let last = name.chars().next_back().is_some_and(|c| !" .".contains(c));
    let sound = name.chars().all(|c| c.is_alphanumeric() || "._- ".contains(c) || is_mark(c));
    let expected = "expected letters, digits, dot, underscore, hyphen and blanks between them, beginning with a letter or \
                    digit and not ending with a dot";
    (!(first && last && sound)).then(|| format!("{expected}, found {name:?}"))
}

/// Is it a mark that belongs to the letter before it: an accent, a vowel sign, a tone?
fn is_mark(c: char) -> bool {
    const MARKS: [(char, char); 14] = [
        ('\u{300}', '\u{36f}'),
        ('\u{483}', '\u{487}'),
        ('\u{591}', '\u{5c7}'),
        ('\u{610}', '\u{61a}'),
        ('\u{64b}', '\u{65f}'),
        ('\u{900}', '\u{963}'),
        ('\u{981}', '\u{dff}'),
        ('\u{e31}', '\u{e4e}'),
        ('\u{eb1}', '\u{ecd}'),
        ('\u{f18}', '\u{f84}'),
        ('\u{102b}', '\u{103e}'),
        ('\u{1dc0}', '\u{1dff}'),
        ('\u{3099}', '\u{309a}'),
        ('\u{fe20}', '\u{fe2f}'),
    ];
    MARKS.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AGENTS: &str =
        "name = 'w'\n[[agents]]\nname = 'hub'\npower = 'strong'\ncount = 1\n[[agents]]\npower = 'weak'\ncount = 3\n";

    #[test]
    fn a_study_is_named_in_any_language() {
        for name in ["a", "w-1.2_x", "合作", "研究 1", "e\u{301}tude", "हिन्दी", "Ελλάδα", "1984", &"x".repeat(200)]
        {
            assert_eq!(name_mistake(name), None, "{name}");
        }
        let long = "合".repeat(67);
        for name in
            ["", " a", "a ", ".a", "a.", "-a", "a/b", "a\\b", "a\nb", "a\tb", "a$b", "a`b", "a\u{202e}b", "..", &long]
        {
            assert!(name_mistake(name).is_some(), "{name:?}");
        }
    }

    #[test]
    fn files_are_read_once() {
        let folder = tempfile::tempdir().unwrap();
        let column = folder.path().join("power.csv");
        std::fs::write(&column, "c\n0.5\n0.6\n").unwrap();
        let text = "name = 'w'\n[[agents]]\npower = 'weak'\ncount = 2\ncapability = { column = { path = 'power.csv', column = 'c' } }\n\
                    [study.grid]\naxes = [{ key = 'choice.patience', values = [0.1, 0.2] }]\n";
        std::fs::write(folder.path().join("w.toml"), text).unwrap();
        let plan = Plan::new(Document::read(&folder.path().join("w.toml")).unwrap(), false);
        let plan = plan.unwrap_or_else(|failure| panic!("{failure}"));
        std::fs::remove_file(&column).unwrap();
        assert_eq!(plan.job(1).unwrap().rules.agents(), 2);
    }

    #[test]
    fn a_file_of_links_is_found_beside_the_config_and_its_mistakes_are_placed() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        let read = || Plan::new(Document::read(&folder.path().join("w.toml")).unwrap(), false);
        write("w.toml", &format!("{AGENTS}[network]\nkind = 'file'\npath = 'links.csv'\n"));
        assert!(read().unwrap_err().to_string().contains("w.toml:11:8: `network.path`"), "no file");
        write("links.csv", "from,to,weight\nhub,1,2\nhub,2,1\n3,hub,1\n");
        let rules = read().unwrap().job(0).unwrap().rules;
        assert_eq!(rules.meetings.degree, [3, 1, 1, 1]);
        assert_eq!(rules.meetings.frequency, Some(vec![1.0, 0.5, 0.5]));
        write("links.csv", "from,to\nhub,1\n2,4\n");
        let said = read().unwrap_err().to_string();
        assert!(
            said.contains("links.csv:3:3: `network.path`: expected the name of an agent, the number of one without"),
            "{said}"
        );
        write("links.csv", "from,to\nhub,1\n2,3\n");
        assert!(
            read()
                .unwrap_err()
                .to_string()
                .contains("disconnected: 2 of 4 agents cannot be reached from agent hub (2, 3)")
        );
        let axis = "[study.grid]\naxes = [{ key = 'network.path', values = ['links.csv', 'more.csv'] }]\n";
        write("w.toml", &format!("{AGENTS}[network]\nkind = 'file'\npath = 'more.csv'\n{axis}"));
        write("links.csv", "from,to\nhub,1\n1,2\n2,3\n");
        write("more.csv", "from,to\n#0,1\n1,2\n2,3\n3,hub\n");
        assert_eq!(read().map(|plan| plan.design.cells()).map_err(|failure| failure.to_string()), Ok(2));
    }
}
