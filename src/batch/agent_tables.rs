//! What is recorded only where it is asked for: agents and dyads one by one, and the modularity of blocs.

use super::plan::Plan;
use super::tables::{FOLLOW_UP, Growing};
use crate::config::document::Document;
use crate::config::source::Diagnostic;
use crate::config::structs::{Config, Output};
use crate::output::Csv;
use crate::record::modularity::Blocs;
use crate::record::portrait::{self, AgentRow, DyadRow, Portrait};
use crate::record::run::Observed;
use crate::record::{Column, Extra, modularity};
use crate::world::Rules;
use crate::world::rules::Stage;

/// The tables, in the order of their bytes in the journal; they stand behind all others.
pub(crate) const TABLES: [&str; 2] = ["agents.csv", "dyads.csv"];

/// The tables of this plan that grow run by run, behind the keys and swept values `of_run`.
pub(crate) fn growing(config: &Config, of_run: &[Column]) -> Vec<Growing> {
    let table = |name, own: Vec<Column>| Growing { name, columns: [of_run.to_vec(), own].concat(), numbers: 0 };
    let agents = config.output.agents.then(|| table(TABLES[0], portrait::agent_columns()));
    let dyads = config.output.dyads.then(|| table(TABLES[1], portrait::dyad_columns()));
    agents.into_iter().chain(dyads).collect()
}

/// The column that blocs add to rounds and runs, if they are asked for.
pub(crate) fn columns(output: &Output) -> Vec<Column> {
    output.blocs.iter().map(|_| modularity::column()).collect()
}

/// Numbers of the two tables in a run of so many agents and sides.
pub(crate) fn cells_of_run(output: &Output, agents: usize, sides: usize) -> u64 {
    let of = |asked: bool, rows: usize, columns: usize| if asked { rows as u64 * columns as u64 } else { 0 };
    of(output.agents, agents, portrait::agent_columns().len()) + of(output.dyads, sides, portrait::dyad_columns().len())
}

/// What does not go together with a world, and the key that asks for it.
pub(crate) fn mistake(output: &Output, rules: &Rules) -> Option<(&'static str, String)> {
    let asked = [("agents", output.agents), ("dyads", output.dyads), ("blocs", output.blocs.is_some())];
    let key = asked.into_iter().find_map(|(key, asked)| asked.then_some(key))?;
    let why = if let Stage::Groups(_) = rules.stage {
        "a public goods game has no encounters of two"
    } else if rules.lives_on_expectations() {
        "expected payoffs are of repeated matches, in which nobody acts or trusts (learning.payoffs = \"expected\")"
    } else {
        return None;
    };
    Some((key, format!("{why}: expected no output.{key} in such a world")))
}

/// The same of a tournament, which has no agents at all.
pub(crate) fn mistake_of_matches(output: &Output, document: &Document) -> Option<Diagnostic> {
    let asked = [("agents", output.agents), ("dyads", output.dyads), ("blocs", output.blocs.is_some())];
    let key = asked.into_iter().find_map(|(key, asked)| asked.then_some(key))?;
    let message = "a tournament has strategies in matches, no agents: expected no such key";
    Some(Diagnostic::new(document.span(&["output", key]), format!("output.{key}"), message))
}

/// Collects it in one run.
#[derive(Debug, Default)]
pub(crate) struct Collector {
    portrait: bool,
    blocs: Option<Blocs>,
    kept: Option<Portrait>,
    /// Modularity of the round at hand, and over the window its sum and how many rounds have one.
    now: f64,
    window: (f64, u32),
    agents: Vec<AgentRow>,
    dyads: Vec<DyadRow>,
    extras: Vec<Watched>,
}

/// A column of a mechanism: its value in the round at hand, and over the window its sum and how many rounds have one.
#[derive(Debug)]
struct Watched {
    extra: Extra,
    now: f64,
    window: (f64, u32),
}

impl Collector {
    /// Of what the plan asks for, and the columns of its mechanisms.
    pub(crate) fn new(output: &Output, extras: &[Extra]) -> Self {
        let watched = |&extra: &Extra| Watched { extra, now: f64::NAN, window: (0.0, 0) };
        let extras = extras.iter().map(watched).collect();
        Self { portrait: output.agents || output.dyads, blocs: output.blocs, extras, ..Self::default() }
    }

    /// Looks at a round.
    pub(crate) fn look(&mut self, observed: Observed<'_>, in_window: bool) {
        if self.portrait && in_window {
            self.kept.get_or_insert_with(|| Portrait::new(observed.rules)).take(observed);
        }
        for watched in &mut self.extras {
            watched.now = watched.extra.value(observed);
            if in_window && !watched.now.is_nan() {
                watched.window = (watched.window.0 + watched.now, watched.window.1 + 1);
            }
        }
        if let Some(blocs) = self.blocs {
            self.now = blocs.modularity(observed.rules, observed.world);
            if in_window && !self.now.is_nan() {
                self.window = (self.window.0 + self.now, self.window.1 + 1);
            }
        }
    }

    /// The run is over.
    pub(crate) fn end(&mut self, rules: &Rules) {
        if let Some(portrait) = self.kept.take() {
            (self.agents, self.dyads) = (portrait.agents(rules), portrait.dyads(rules));
        }
    }

    /// What a recorded round has behind all others.
    pub(crate) fn of_round(&self) -> Option<f64> {
        self.blocs.map(|_| self.now)
    }

    /// What a run has behind all others.
    pub(crate) fn of_run(&self) -> Option<f64> {
        self.blocs.map(|_| self.window.0 / f64::from(self.window.1))
    }

    /// What a recorded round has of mechanisms, last of all.
    pub(crate) fn extras_of_round(&self) -> impl Iterator<Item = f64> {
        self.extras.iter().map(|watched| watched.now)
    }

    /// What a run has of mechanisms, last of all.
    pub(crate) fn extras_of_run(&self) -> impl Iterator<Item = f64> {
        self.extras.iter().map(|watched| watched.window.0 / f64::from(watched.window.1))
    }

    /// Adds the rows of the two tables to those of the others; `keys` begin every row of the run.
    pub(crate) fn rows(self, plan: &Plan, rows: &mut Vec<Vec<u8>>, keys: &[String]) {
        let output = &plan.config.output;
        if !self.portrait {
            return;
        }
        rows.resize(FOLLOW_UP + usize::from(plan.follow_up().is_some()), Vec::new());
        if output.agents {
            rows.push(table(&self.agents, keys, |row, agent| {
                row.count(agent.agent as f64);
                for text in [&agent.name, &agent.group, agent.power, &agent.strategy] {
                    row.text(text);
                }
                row.reals(agent.values);
            }));
        }
        if output.dyads {
            rows.push(table(&self.dyads, keys, |row, dyad| {
                row.counts(dyad.ends.map(|end| end as f64));
                for text in [&dyad.names[0], &dyad.names[1], dyad.game] {
                    row.text(text);
                }
                let [encounters, means @ ..] = dyad.values;
                row.count(encounters);
                row.reals(means);
            }));
        }
    }
}

/// Rows of a table, each behind the keys of its run.
fn table<T>(rows: &[T], keys: &[String], write: impl Fn(&mut Csv, &T)) -> Vec<u8> {
    let mut table = Csv::new();
    for row in rows {
        table.texts(keys);
        write(&mut table, row);
        table.end();
    }
    table.into_bytes()
}
