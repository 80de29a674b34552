//! What is recorded only where it is asked for: agents and dyads one by one, and the modularity of blocs.

use super::growing::FOLLOW_UP;
use super::plan::Plan;
use crate::config::structs::Output;
use crate::output::Csv;
use crate::record::Extra;
use crate::record::modularity::Blocs;
use crate::record::portrait::{AgentRow, DyadRow, Portrait};
use crate::record::run::Observed;
use crate::world::Rules;

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
