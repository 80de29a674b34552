//! All cells of a plan, resolved and checked before anything runs; of each only what the plan needs is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use toml::Value;

use super::checks::check_memory;
use super::resolve::resolve;
use super::{Checked, Plan, memory};
use crate::batch::agent_columns;
use crate::config::document::Setting;
use crate::config::source::{Diagnostic, Failure};
use crate::config::structs::Study;
use crate::network;
use crate::question::design::{Design, Lever};
use crate::record::{Extra, deviation};
use crate::rng::Key;
use crate::stop::{Stop, heed};
use crate::world::Rules;

/// How many mistakes of cells are shown before the rest is only counted.
const SHOWN: usize = 8;
/// Cells that are checked at once; enough for any number of threads, and few enough to hold.
const BATCH: usize = 4096;

impl Plan {
    /// Resolves cells, keeping of each only what the plan needs.
    pub(super) fn check_cells(&mut self, checked: Checked) -> Result<(), Failure> {
        let mut mistakes = Mistakes::default();
        let mut strategies = BTreeSet::new();
        let drawn = Drawn::default();
        let cells = self.design.cells();
        // Runs of a cell at most; on a line that is searched, and along which worlds are carried, on average.
        let audits = self.audit().map_or(0, |audit| audit.replicates(self.config.replicates.most()));
        let (own, carried) = match (&self.config.study, self.hysteresis()) {
            (Some(Study::Boundary(study)), way) => {
                let carried = way.map_or(0, |way| 2 * way.replicates.get() * way.levels.get());
                let cells = self.cells_of_unit() as f64;
                (f64::from(study.max.get()) / cells, f64::from(carried) / cells)
            }
            _ => (f64::from(self.config.replicates.most()), 0.0),
        };
        let looked_at = match checked {
            Checked::All => Looked::All(cells),
            Checked::Shard(_) | Checked::Values => {
                Looked::Some(representatives(&self.design), self.cells_of(self.units_of(checked)))
            }
        };
        let stop = Stop::here();
        // Batches in parallel, their cells taken in order: the same plan and the same mistakes on any number of threads.
        let batches = (0..looked_at.len()).step_by(BATCH).map(|first| first..looked_at.len().min(first + BATCH));
        let outlines = batches.flat_map(|batch| {
            let one = |place: usize| {
                let (number, weight) = looked_at.at(place);
                stop.within(|| {
                    heed();
                    (number, weight, self.outline(number, &drawn))
                })
            };
            let outlines: Option<Vec<_>> = batch.into_par_iter().map(one).collect();
            outlines.unwrap_or_else(|| {
                heed();
                Vec::new()
            })
        });
        let (mut agents, mut sides, mut rounds) = (0, 0, 0);
        // Whole numbers, so that it is one in which order and by what representatives they are added up.
        let (mut of_runs, mut of_audits, mut recorded) = (0.0, 0.0, 0.0);
        let (mut shocks, mut treaties) = (false, BTreeSet::new());
        let mut extras = [false; Extra::ALL.len()];
        for (number, weight, outline) in outlines {
            match outline {
                Ok(outline) => {
                    agents = agents.max(outline.agents);
                    sides = sides.max(outline.sides);
                    rounds = rounds.max(outline.rounds);
                    let run = outline.sides as f64 / 2.0 * f64::from(outline.rounds);
                    of_runs += weight * run;
                    of_audits += weight * run * outline.deviations as f64;
                    recorded += weight * f64::from(self.config.recorded().count(outline.rounds));
                    strategies.extend(outline.strategies);
                    shocks |= outline.shocks;
                    treaties.extend(outline.treaties);
                    extras.iter_mut().zip(outline.extras).for_each(|(any, there)| *any |= there);
                }
                Err(found) => {
                    for mistake in found {
                        let place = || (cells > 1).then(|| format!("in {}", self.describe(number)));
                        mistakes.take(mistake, place);
                    }
                }
            }
        }
        let mistakes = mistakes.all();
        if !mistakes.is_empty() {
            return Err(Failure::Config { mistakes, sources: self.document.sources.clone() });
        }
        self.strategies = strategies.into_iter().collect();
        self.shocks = shocks;
        self.treaties = treaties.into_iter().collect();
        self.extras = Extra::ALL.into_iter().zip(extras).filter_map(|(extra, any)| any.then_some(extra)).collect();
        (self.sides, self.rounds) = (sides, rounds);
        self.agents = agents;
        self.encounters = of_runs * (own + carried) + of_audits * f64::from(audits);
        self.round_rows = libm::ceil(recorded * own) as u64;
        Ok(())
    }

    /// A cell, resolved and checked.
    fn outline(&self, number: usize, drawn: &Drawn) -> Result<Outline, Vec<Diagnostic>> {
        let (config, rules) = resolve(&self.cells, &self.design.settings(number), self.quick)?;
        let pool = self.audit().map(|audit| audit.places(&rules)).transpose().map_err(|unknown| {
            let place = unknown.place.to_string();
            let span = self.document.span(&["audit", "pool", &place]);
            vec![Diagnostic::new(span, format!("audit.pool.{place}"), unknown.to_string())]
        })?;
        let deviations = pool.filter(|pool| deviation::applies(&rules, pool)).map_or(0, |pool| {
            let powers = rules.by_power.iter().filter(|agents| !agents.is_empty()).count();
            powers * pool.len().max(1)
        });
        if let Some((key, message)) = agent_columns::mistake(&self.config.output, &rules) {
            return Err(vec![Diagnostic::new(self.document.span(&["output", key]), format!("output.{key}"), message)]);
        }
        // Before a network is drawn that no memory holds.
        if let Some(pairs) = rules.network.about_pairs(rules.agents()) {
            let takes = memory::world(rules.agents() as u64, 2 * pairs as u64);
            check_memory(&self.document, self.config.limits.memory, |_| takes, 1).map_err(mistakes_of)?;
        }
        Ok(Outline {
            deviations,
            agents: rules.agents(),
            sides: drawn.sides(&rules),
            rounds: config.rounds.get(),
            strategies: rules.repertoire.names,
            shocks: !rules.shocks.is_empty(),
            treaties: rules.treaties.names,
            extras: Extra::ALL.map(|extra| extra.is_in(&rules.mechanisms)),
        })
    }
}

/// The mistakes of a failure that is made of them.
fn mistakes_of(failure: Failure) -> Vec<Diagnostic> {
    match failure {
        Failure::Config { mistakes, .. } => mistakes,
        other => vec![Diagnostic::new(None, "", other.to_string())],
    }
}

/// The cells that are resolved, each with how many it stands for.
enum Looked {
    /// So many, each for itself.
    All(usize),
    /// Some that stand for all, and those of a part, which are only checked.
    Some(Vec<(usize, f64)>, Range<usize>),
}

impl Looked {
    fn len(&self) -> usize {
        match self {
            Self::All(cells) => *cells,
            Self::Some(some, own) => some.len() + own.len(),
        }
    }

    fn at(&self, place: usize) -> (usize, f64) {
        match self {
            Self::All(_) => (place, 1.0),
            Self::Some(some, own) => some.get(place).copied().unwrap_or_else(|| (own.start + place - some.len(), 0.0)),
        }
    }
}

/// Cells among which is every strategy, network, shock and mechanism that any cell has, with how many cells each stands for;
/// and, standing for none, one cell for each value of each axis.
fn representatives(design: &Design) -> Vec<(usize, f64)> {
    if let Some(points) = &design.points {
        // Points that are alike but for numbers stand for each other.
        let mut alike: BTreeMap<String, (usize, f64)> = BTreeMap::new();
        for point in 0..points.len() {
            heed();
            let settings = points.settings(point);
            let told = settings.iter().filter(|setting| !is_a_number(setting));
            let content: String = told.map(|setting| format!("{:?} {}\n", setting.key, setting.value)).collect();
            alike.entry(content).or_insert((point, 0.0)).1 += 1.0;
        }
        let mut some: Vec<(usize, f64)> = alike.into_values().collect();
        some.sort_by_key(|&(point, _)| point);
        return some;
    }
    let is_told =
        |lever: &Lever| lever.levels.iter().any(|level| level.settings.iter().any(|setting| !is_a_number(setting)));
    let told: Vec<bool> = design.axes.iter().map(is_told).collect();
    let of =
        |wanted: bool| design.axes.iter().zip(&told).filter(move |(_, told)| **told == wanted).map(|(axis, _)| axis);
    let each = of(false).map(|axis| axis.levels.len() as f64).product();
    let all: usize = of(true).map(|axis| axis.levels.len()).product();
    let mut some = Vec::new();
    for place in 0..all {
        let mut rest = place;
        let levels: Vec<usize> = design
            .axes
            .iter()
            .zip(&told)
            .map(|(axis, told)| {
                let levels = if *told { axis.levels.len() } else { 1 };
                let level = rest % levels;
                rest /= levels;
                level
            })
            .collect();
        some.push((design.cell(&levels), each));
    }
    for (axis, _) in told.iter().enumerate().filter(|(_, told)| !**told) {
        let mut levels = vec![0; design.axes.len()];
        for level in 1..design.axes[axis].levels.len() {
            levels[axis] = level;
            some.push((design.cell(&levels), 0.0));
        }
    }
    some
}

/// Is this a number whose value changes neither who is there nor who meets whom, nor which strategies, mechanisms and shocks there
/// are, nor how long a run is?
fn is_a_number(setting: &Setting) -> bool {
    const TABLES: [&str; 9] =
        ["game", "noise", "choice", "trust", "culture", "reputation", "learning", "attribution", "seed"];
    const OF_AGENTS: [&str; 4] = ["capability", "ideology", "sovereignty", "concern"];
    let key: Vec<&str> = setting.key.iter().map(String::as_str).collect();
    let quiet = match key.as_slice() {
        ["mechanisms", _, _] => true,
        ["mechanisms", "conventions", _, _] => true,
        ["agents", _, attribute] => OF_AGENTS.contains(attribute),
        [table, ..] => TABLES.contains(table),
        [] => false,
    };
    quiet && matches!(setting.value, Value::Integer(_) | Value::Float(_))
}

/// The mistakes of all cells: one and the same is shown once, with the first cell that has it.
#[derive(Debug, Default)]
struct Mistakes {
    shown: Vec<Diagnostic>,
    more: usize,
}

impl Mistakes {
    fn take(&mut self, mistake: Diagnostic, place: impl FnOnce() -> Option<String>) {
        let same = |known: &&Diagnostic| known.span == mistake.span && known.asks() == mistake.asks();
        if let Some(known) = self.shown.iter().find(same) {
            // The same value is the same mistake; another value, the same mistake once more.
            self.more += usize::from(known.message != mistake.message);
        } else if self.shown.len() == SHOWN {
            self.more += 1;
        } else {
            self.shown.push(Diagnostic { help: mistake.help.or_else(place), ..mistake });
        }
    }

    fn all(mut self) -> Vec<Diagnostic> {
        if self.more > 0 {
            let message = format!("and {} more mistakes in other cells", self.more);
            self.shown.push(Diagnostic::new(None, "", message));
        }
        self.shown
    }
}

/// What the plan needs to know of a cell.
struct Outline {
    /// Runs of one replicate of its audit.
    deviations: usize,
    agents: usize,
    sides: usize,
    rounds: u32,
    strategies: Vec<String>,
    shocks: bool,
    treaties: Vec<String>,
    extras: [bool; Extra::ALL.len()],
}

/// The numbers of sides of the networks met so far: most cells of a study share theirs, and it need not be drawn for each.
#[derive(Default)]
struct Drawn(Mutex<BTreeMap<Vec<u8>, usize>>);

impl Drawn {
    /// Sides of the network that a world has with the first seed.
    fn sides(&self, rules: &Rules) -> usize {
        let (network, agents) = (&rules.network, rules.agents());
        if network.kind == network::Kind::Complete {
            return agents * (agents - 1);
        }
        if let (network::Kind::File, Some(edges)) = (network.kind, &network.edges) {
            return 2 * edges.links.len();
        }
        // Groups, powers and languages say who belongs to which bloc.
        let groups = (network.kind == network::Kind::Blocs)
            .then(|| rules.sources.iter().map(|source| &source.group).collect::<Vec<_>>());
        let Ok(key) = serde_json::to_vec(&(network, agents, groups)) else { return drawn_sides(rules) };
        if let Some(&sides) = self.known().get(&key) {
            return sides;
        }
        let sides = drawn_sides(rules);
        let mut known = self.known();
        if known.len() >= BATCH {
            known.clear();
        }
        known.insert(key, sides);
        sides
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<Vec<u8>, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn drawn_sides(rules: &Rules) -> usize {
    rules.rewired(&Key::common(1), 0).sides()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::document::Document;

    const AGENTS: &str =
        "name = 'w'\n[[agents]]\nname = 'hub'\npower = 'strong'\ncount = 1\n[[agents]]\npower = 'weak'\ncount = 3\n";

    fn plan(text: &str) -> Result<Plan, String> {
        let document = Document::parse("w.toml", &format!("{AGENTS}{text}")).map_err(|failure| failure.to_string())?;
        Plan::new(document, false).map_err(|failure| failure.to_string())
    }

    #[test]
    fn a_study_of_kinds_may_give_the_keys_of_each() {
        let axis = "[study.grid]\naxes = [{ key = 'network.kind', values = ['complete', 'ring', 'scale-free'] }]\n";
        let plan = plan(&format!("[network]\ndegree = 2\nlinks = 1\n{axis}")).unwrap();
        let pairs: Vec<usize> = (0..3).map(|cell| plan.job(cell).unwrap().rules.sides() / 2).collect();
        assert_eq!(pairs, [6, 4, 3]);
    }

    /// Whether counted, remembered or drawn: the sides are those of the network itself.
    #[test]
    fn sides_are_counted_as_drawn() {
        let kinds = "['complete', 'ring', 'lattice', 'regular', 'small-world', 'scale-free', 'erdos-renyi', 'blocs']";
        let plan = plan(&format!(
            "[network]\ndegree = 2\nlinks = 1\n[study.grid]\naxes = [\
             {{ key = 'agents.weak.count', values = [8, 15] }}, {{ key = 'network.kind', values = {kinds} }}, \
             {{ key = 'choice.patience', values = [0.1, 0.2] }}]"
        ))
        .unwrap();
        let drawn = Drawn::default();
        let mut encounters = 0.0;
        for cell in 0..plan.design.cells() {
            let (config, unlinked) = resolve(&plan.document, &plan.design.settings(cell), false).unwrap();
            let rules = Rules::new(&config.world()).unwrap();
            assert_eq!(drawn.sides(&unlinked), rules.sides(), "{}", plan.describe(cell));
            assert_eq!(drawn.sides(&unlinked), rules.sides(), "remembered: {}", plan.describe(cell));
            encounters += 800.0 * 20.0 * rules.sides() as f64 / 2.0;
        }
        assert_eq!((plan.encounters, plan.agents, plan.design.cells()), (encounters, 16, 32));
    }

    /// More cells than are checked at once: the mistakes of a later batch are found, shown in order and counted.
    #[test]
    fn every_cell_is_checked_whatever_the_number() {
        let axes = "[study.grid]\naxes = [{ key = 'choice.patience', range = [0, 0.9], points = 10 }, \
                    { key = 'rounds', range = [1, 1000], points = 1000 }]\n";
        let found = plan(axes).unwrap();
        assert_eq!((found.design.cells(), found.runs()), (10_000, 200_000));
        let said = plan(&format!("[holds]\nwindow = 700\n{}", axes.replace("[1, 1000]", "[699, 1698]"))).unwrap_err();
        assert!(said.ends_with("found 700; in cell 0 (choice.patience = 0, rounds = 699)"), "{said}");
        let late = axes.replace("range = [0, 0.9], points = 10", "values = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 1.5]");
        let said = plan(&late).unwrap_err();
        assert!(said.contains("cell 6000 (choice.patience = 1.5, rounds = 1)"), "{said}");
    }
}
