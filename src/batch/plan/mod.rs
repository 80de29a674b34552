//! The plan: every cell resolved and checked before anything runs.

use std::ops::Range;

use self::checks::{check_config, check_limit, check_memory};
use self::identity::Stored;
use super::agent_columns;
use super::shard::Shard;
use crate::config::document::{Document, Setting};
use crate::config::source::{Diagnostic, Failure};
use crate::config::structs::{Config, Replicates, Rounds, Seeds, Study};
use crate::config::texts;
use crate::output::table::Layout;
use crate::question::acting::{self, Ignored};
use crate::question::ask::FollowUp;
use crate::question::boundary::line::SearchLine;
use crate::question::boundary::table::Hysteresis;
use crate::question::design::Design;
use crate::question::kinds;
use crate::question::sample;
use crate::question::verdicts;
use crate::record::cell::{self, Bound};
use crate::record::deviation::Audit;
use crate::record::run::Course;
use crate::record::{Extra, RoundRow};
use crate::rng::Key;
use crate::world::{Rules, Spec};

mod asked;
pub mod checks;
mod columns;
pub mod identity;
mod memory;
mod resolve;
mod survey;
mod sweeps;

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
        let design = match kinds::design(&config, &document) {
            Ok(design) => Some(design),
            Err(found) => {
                mistakes.extend(found);
                None
            }
        };
        // The world outside the cells is checked as well: its mistakes are those of most cells.
        if let Err(found) = resolve::resolve(&document, &[], quick) {
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
        plan.check_names()?;
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

    /// Is there memory enough for it on `threads` threads? A limit that nobody set counts one of them, so that no answer depends on
    /// the machine.
    ///
    /// # Errors
    /// [`Failure::Config`] if it would take more than it may.
    pub fn check_memory(&self, threads: usize) -> Result<(), Failure> {
        let asked = self.config.limits.memory;
        check_memory(&self.document, asked, |threads| self.memory(threads), threads)
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
        let (config, rules) = resolve::resolve(&self.cells, settings, self.quick)
            .map_err(|mistakes| Failure::Config { mistakes, sources: self.document.sources.clone() })?;
        let key = match self.config.seeds {
            Seeds::Common => Key::common(config.seed),
            Seeds::Independent => Key::independent(config.seed, &identity::content(&config)),
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
        let (config, _) = resolve::resolve(&self.cells, settings, self.quick)
            .map_err(|mistakes| Failure::Config { mistakes, sources: self.document.sources.clone() })?;
        Ok(config.world())
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

    /// Bytes of all tables, estimated from the widths of their rows.
    pub fn bytes(&self) -> u64 {
        // A number at full precision takes about 15 bytes with its comma; keys and constants are shorter.
        let row = |columns: usize| 15 * columns as u64;
        let round = row(self.round_columns().len());
        let run_columns = self.run_columns();
        let run = row(run_columns.len());
        let cell = row(cell::cell_columns(&run_columns, self.bound()).len());
        let portraits = row(1) * agent_columns::cells_of_run(&self.config.output, self.agents, self.sides);
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
        identity::identity(&self.config)
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

#[cfg(test)]
mod tests {
    use super::*;

    const AGENTS: &str =
        "name = 'w'\n[[agents]]\nname = 'hub'\npower = 'strong'\ncount = 1\n[[agents]]\npower = 'weak'\ncount = 3\n";

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
