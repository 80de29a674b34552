//! The plan: every cell resolved and checked before anything runs.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU64;

use sha2::{Digest as _, Sha256};

use super::config::{Config, Rounds, Seeds};
use super::design::{Design, Kind};
use super::document::{Document, Setting, dotted};
use super::source::{Diagnostic, Failure};
use crate::measure::run::{Course, expected};
use crate::measure::{Column, columns};
use crate::measure::{RoundRow, cell};
use crate::network;
use crate::output::table::hex;
use crate::rng::Key;
use crate::world::Rules;

/// How many cells with mistakes are shown before the rest is only counted.
const SHOWN: usize = 8;

/// A study ready to run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The config as a tree.
    pub document: Document,
    /// The config outside the cells.
    pub config: Config,
    /// Is it only a quick look?
    pub quick: bool,
    /// The cells.
    pub design: Design,
    /// Every strategy of any cell, sorted: the `share_` columns.
    pub strategies: Vec<String>,
    /// The most agents in any cell.
    pub agents: usize,
    /// Encounters of all runs.
    pub encounters: f64,
    /// Rows of `rounds.csv`.
    pub round_rows: u64,
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

impl Plan {
    /// Resolves and checks every cell.
    ///
    /// # Errors
    /// [`Failure::Config`] with every mistake found; a plan beyond its own caps is one.
    pub fn new(document: Document, quick: bool) -> Result<Self, Failure> {
        let fail = |mistakes| Failure::Config { mistakes, sources: document.sources.clone() };
        let config = document.config().map_err(|mistake| fail(vec![mistake]))?;
        let mut mistakes = check_config(&config, &document);
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
        let config =
            if quick { Config { name: format!("{}-quick", config.name), ..config.shortened() } } else { config };
        let mut plan =
            Self { config, quick, strategies: Vec::new(), agents: 0, encounters: 0.0, round_rows: 0, document, design };
        check_limit(&plan.document, "runs", plan.config.limits.runs, plan.runs() as u64)?;
        plan.check_cells()?;
        check_limit(&plan.document, "agents", plan.config.limits.agents, plan.agents as u64)?;
        check_limit(&plan.document, "bytes", plan.config.limits.bytes, plan.bytes())?;
        Ok(plan)
    }

    /// Resolves all cells, keeping of each only what the plan needs.
    fn check_cells(&mut self) -> Result<(), Failure> {
        let mut mistakes: Vec<Diagnostic> = Vec::new();
        let mut more = 0;
        let mut strategies = BTreeSet::new();
        let mut networks = Networks::default();
        let replicates = self.config.replicates.get();
        for number in 0..self.design.cells() {
            match resolve(&self.document, &self.design.settings(number), self.quick) {
                Ok((config, rules)) => {
                    self.agents = self.agents.max(rules.agents());
                    networks.take(&rules.network);
                    let rounds = config.rounds.get();
                    self.encounters += rules.sides() as f64 / 2.0 * f64::from(rounds) * f64::from(replicates);
                    self.round_rows += u64::from(self.config.recorded().count(rounds)) * u64::from(replicates);
                    strategies.extend(rules.repertoire.names);
                }
                Err(found) => {
                    for mistake in found {
                        if mistakes.iter().any(|known| known.span == mistake.span && known.message == mistake.message) {
                            continue;
                        }
                        if mistakes.len() == SHOWN {
                            more += 1;
                            continue;
                        }
                        let cell = self.describe(number);
                        mistakes.push(Diagnostic { help: mistake.help.or(Some(format!("in {cell}"))), ..mistake });
                    }
                }
            }
        }
        if more > 0 {
            mistakes.push(Diagnostic::new(None, "", format!("and {more} more mistakes of other cells")));
        }
        // Cells with mistakes may have the kinds that the keys belong to.
        if mistakes.is_empty() {
            mistakes = networks.strangers(&self.document, &self.design);
        }
        if !mistakes.is_empty() {
            return Err(Failure::Config { mistakes, sources: self.document.sources.clone() });
        }
        self.strategies = strategies.into_iter().collect();
        Ok(())
    }

    /// One cell, resolved.
    ///
    /// # Errors
    /// [`Failure::Config`]; every cell has been resolved before, so only if a file changed since.
    pub fn job(&self, number: usize) -> Result<Job, Failure> {
        let (config, rules) = resolve(&self.document, &self.design.settings(number), self.quick)
            .map_err(|mistakes| Failure::Config { mistakes, sources: self.document.sources.clone() })?;
        let key = match self.config.seeds {
            Seeds::Common => Key::common(config.seed),
            Seeds::Independent => Key::independent(config.seed, &content(&config)),
        };
        let rules = if rules.network.is_random() { rules.rewired(&key, 0) } else { rules };
        let places = self.strategies.iter().map(|name| rules.repertoire.names.binary_search(name).ok()).collect();
        Ok(Job { key, seed: config.seed, course: config.course(), recorded: self.config.recorded(), places, rules })
    }

    /// Number of runs.
    pub fn runs(&self) -> usize {
        self.design.cells() * self.config.replicates.get() as usize
    }

    /// A cell in words: its swept values.
    pub fn describe(&self, cell: usize) -> String {
        if self.design.kind == Kind::World {
            return "the world".to_owned();
        }
        let pairs = self.design.columns().into_iter().zip(self.design.labels(cell));
        let pairs: Vec<String> = pairs.map(|(key, value)| format!("{key} = {value}")).collect();
        format!("cell {cell} ({})", pairs.join(", "))
    }

    /// Columns of `runs.csv` after the keys and the swept values.
    pub fn run_columns(&self) -> Vec<Column> {
        columns::runs(&self.strategies)
    }

    /// Bytes of all tables, estimated from the widths of their rows.
    pub fn bytes(&self) -> u64 {
        // A number at full precision takes about 15 bytes with its comma; keys and constants are shorter.
        let row = |columns: usize| 15 * columns as u64;
        let round = row(RoundRow::WIDTH + self.strategies.len());
        let run_columns = self.run_columns();
        let run = row(run_columns.len());
        let cell = row(cell::cell_columns(&run_columns).len());
        self.round_rows * round + self.runs() as u64 * run + self.design.cells() as u64 * cell
    }

    /// Identity of the study: the hash of its resolved config and the program's version.
    pub fn hash(&self) -> String {
        identity(&self.config)
    }
}

/// Identity of a study: the hash of its resolved config and the program's version.
pub(super) fn identity(config: &Config) -> String {
    // Caps and words say nothing of what is run.
    let config = Config {
        name: String::new(),
        question: String::new(),
        limits: super::config::Limits::default(),
        ..config.clone()
    };
    let mut hash = Sha256::new();
    hash.update(env!("CARGO_PKG_VERSION"));
    hash.update(serde_json::to_vec(&config).unwrap_or_default());
    hex(&hash.finalize())
}

/// Refuses a plan beyond one of its caps.
pub(super) fn check_limit(
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

/// The kinds of network in a study, and the keys given for any of them.
#[derive(Debug, Default)]
struct Networks {
    kinds: BTreeSet<network::Kind>,
    given: BTreeMap<&'static str, network::Kind>,
}

impl Networks {
    fn take(&mut self, network: &network::Network) {
        self.kinds.insert(network.kind);
        self.given.extend(network.given().into_iter().map(|key| (key, network.kind)));
    }

    /// Keys that no kind in the study takes. A study that sweeps the kind may give the keys of each.
    fn strangers(&self, document: &Document, design: &Design) -> Vec<Diagnostic> {
        let strange = self.given.iter().filter(|(key, _)| !self.kinds.iter().any(|kind| kind.keys().contains(key)));
        strange
            .map(|(key, kind)| {
                let dotted = format!("network.{key}");
                let lever = design.axes.iter().find(|lever| lever.columns.contains(&dotted));
                let span = lever.and_then(|lever| lever.span.clone()).or_else(|| document.span(&["network", key]));
                let takers: Vec<&str> = network::Kind::taking(key).map(network::Kind::name).collect();
                let message = format!("belongs to the kind {}; found the kind {}", takers.join(" or "), kind.name());
                let own = match kind.keys() {
                    [] => "it takes no keys".to_owned(),
                    keys => format!("its keys are {}", keys.join(", ")),
                };
                Diagnostic::new(span, dotted, message).with_help(own)
            })
            .collect()
    }
}

/// What a cell's run depends on, and nothing else: neither its place in the plan nor how long it is or how it is judged.
fn content(config: &Config) -> Vec<u8> {
    serde_json::to_vec(&config.world()).unwrap_or_default()
}

/// The config and rules of a cell.
fn resolve(document: &Document, settings: &[Setting], quick: bool) -> Result<(Config, Rules), Vec<Diagnostic>> {
    let mut resolved = document.clone();
    resolved.set(settings.iter()).map_err(|mistake| vec![mistake])?;
    let config = resolved.config().map_err(|mistake| vec![mistake])?;
    let mut mistakes = Vec::new();
    if let Some(window) = config.holds.window.filter(|window| *window > config.rounds) {
        let message = format!("expected at most the {} rounds of a run, found {window}", config.rounds);
        mistakes.push(Diagnostic::new(resolved.span(&["holds", "window"]), "holds.window", message));
    }
    match Rules::new(&config.world()) {
        Ok(rules) if mistakes.is_empty() => match expected(&rules) {
            Ok(_) => Ok((if quick { config.shortened() } else { config }, rules)),
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

pub(super) fn check_config(config: &Config, document: &Document) -> Vec<Diagnostic> {
    let mut mistakes = Vec::new();
    if let Some(message) = config.output.format.missing() {
        mistakes.push(Diagnostic::new(document.span(&["output", "format"]), "output.format", message));
    }
    let mut wrong = |key: &str, message: String| {
        mistakes.push(Diagnostic::new(document.span(&[key]), dotted(&[key.to_owned()]), message));
    };
    if config.format != 1 {
        wrong("format", format!("expected 1, the only format there is, found {}", config.format));
    }
    let mut letters = config.name.chars();
    let first = letters.next().is_some_and(|c| c.is_ascii_alphanumeric());
    if !first || !letters.all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)) {
        let message = format!(
            "expected letters, digits, dot, underscore and hyphen, beginning with a letter or digit, found {:?}",
            config.name
        );
        wrong("name", message);
    }
    mistakes
}

#[cfg(test)]
mod tests {
    use super::*;

    const AGENTS: &str =
        "name = 'w'\n[[agents]]\nname = 'hub'\npower = 'strong'\ncount = 1\n[[agents]]\npower = 'weak'\ncount = 3\n";

    fn plan(text: &str) -> Result<Plan, String> {
        let document = Document::parse("w.toml", &format!("{AGENTS}{text}")).map_err(|failure| failure.to_string())?;
        Plan::new(document, false).map_err(|failure| failure.to_string())
    }

    #[test]
    fn a_key_of_another_kind_of_network_is_refused_at_its_place() {
        let wrong = |text: &str| plan(text).unwrap_err();
        let said = wrong("[network]\nkind = 'ring'\ndegree = 2\nrewiring = 0.2\n");
        assert!(said.starts_with("w.toml:12:12: `network.rewiring`: belongs to the kind small-world;"), "{said}");
        assert!(said.contains("its keys are degree, shuffle"), "{said}");
        assert!(wrong("[network]\nshuffle = true\n").contains("network.shuffle"));
        let swept = wrong("[study.grid]\naxes = [{ key = 'network.degree', values = [1, 2] }]\n");
        assert!(swept.starts_with("w.toml:10:9: `network.degree`: belongs to"), "{swept}");
    }

    #[test]
    fn a_study_of_kinds_may_give_the_keys_of_each() {
        let axis = "[study.grid]\naxes = [{ key = 'network.kind', values = ['complete', 'ring', 'scale-free'] }]\n";
        let plan = plan(&format!("[network]\ndegree = 2\nlinks = 1\n{axis}")).unwrap();
        let pairs: Vec<usize> = (0..3).map(|cell| plan.job(cell).unwrap().rules.sides() / 2).collect();
        assert_eq!(pairs, [6, 4, 3]);
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
            said.contains("w.toml:11:8") && said.contains("links.csv:3:3: expected the number of an agent"),
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
        write("links.csv", "from,to\n0,1\n1,2\n2,3\n");
        write("more.csv", "from,to\n0,1\n1,2\n2,3\n3,0\n");
        assert_eq!(read().map(|plan| plan.design.cells()).map_err(|failure| failure.to_string()), Ok(2));
    }
}
