//! A world that is watched: its rounds so far, what happened in them, and the parameters it goes by now. No terminal.
//!
//! A session plays the rounds as `comity run` does and reads the same numbers off them, so that as long as nothing is
//! changed its history is `rounds.csv` of that cell and replicate, number by number. A parameter that is changed holds from the
//! next round on ([`crate::world::carry`]); before the first round the world begins anew with it, as with `--set`.

use super::events::{Log, agent_name};
use super::parameters::{self, Parameter};
use crate::batch::Plan;
use crate::batch::plan::Job;
use crate::config::Failure;
use crate::config::document::{Setting, dotted};
use crate::game::Power;
use crate::record::RoundRow;
use crate::record::rounds::Census;
use crate::record::run::{Course, Running, drawn, expected};
use crate::rng::Key;
use crate::world::{Rules, World, carry};

/// A world that is watched.
#[derive(Debug, Clone)]
pub struct Session {
    plan: Box<Plan>,
    /// The cell, a place in the plan.
    pub cell: usize,
    /// The replicate.
    pub replicate: u32,
    /// How long the run is and how it is judged.
    pub course: Course,
    /// What goes before the first round by other values than the config's, or was changed since.
    changes: Vec<Setting>,
    rules: Rules,
    key: Key,
    running: Running,
    census: Census,
    /// The rows of the rounds played.
    pub rows: Vec<RoundRow>,
    /// The shares of the strategies in the rounds played, those of a round side by side.
    shares: Vec<f64>,
    /// Did a shock strike in a round, per round; empty in a world without shocks.
    pub struck: Vec<bool>,
    /// What happened.
    pub log: Log,
    /// The parameters that can be changed.
    pub parameters: Vec<Parameter>,
    /// The last change, in words.
    pub changed: Option<String>,
    /// Agents from weak to strong.
    pub order: Vec<u32>,
}

/// A world before its first round.
struct Beginning {
    rules: Rules,
    running: Running,
}

impl Beginning {
    fn of(job: &Job, replicate: u32) -> Self {
        // Matches are worked out once, before the network of the replicate is drawn, as in a run.
        let _ = expected(&job.rules);
        let rules = drawn(&job.rules, &job.key, replicate).into_owned();
        let running = Running::new(&rules, &job.key, replicate);
        Self { rules, running }
    }
}

impl Session {
    /// A replicate of a cell before its first round.
    ///
    /// # Errors
    /// [`Failure::Usage`] if the plan has no such cell or replicate.
    pub fn new(plan: Box<Plan>, cell: usize, replicate: u32) -> Result<Self, Failure> {
        let (cells, replicates) = (plan.design.cells(), plan.most_replicates());
        if cell >= cells {
            let last = cells - 1;
            return Err(Failure::Usage(format!("--cell: expected a cell from 0 to {last}, found {cell}")));
        }
        if replicate >= replicates {
            let last = replicates - 1;
            return Err(Failure::Usage(format!(
                "--replicate: expected a replicate from 0 to {last}, found {replicate}; --set replicates=N plans more"
            )));
        }
        let job = plan.job(cell)?;
        let spec = plan.spec_of(&plan.design.settings(cell))?;
        let (course, key) = (job.course, job.key.clone());
        let Beginning { rules, running } = Beginning::of(&job, replicate);
        Ok(Self {
            census: Census::of(&rules),
            order: order(&rules, &running.world),
            log: Log::new(&running.world),
            parameters: parameters::of(&spec),
            changes: Vec::new(),
            rows: Vec::new(),
            shares: Vec::new(),
            struck: Vec::new(),
            changed: None,
            plan,
            cell,
            replicate,
            course,
            rules,
            key,
            running,
        })
    }

    /// The name of the study.
    pub fn name(&self) -> &str {
        &self.plan.config.name
    }

    /// The cell and what it sets, in words; nothing where there is but one.
    pub fn describe(&self) -> Option<(String, String)> {
        let cell = format!("cell {}", self.cell);
        let words = self.plan.describe(self.cell);
        let sets = words.strip_prefix(&cell).unwrap_or_default().trim().to_owned();
        (self.plan.design.cells() > 1).then_some((cell, sets))
    }

    /// The last round played; 0 before the first.
    pub fn round(&self) -> u32 {
        self.rows.len() as u32
    }

    /// Has the last round been played?
    pub fn is_finished(&self) -> bool {
        self.round() >= self.course.rounds
    }

    /// The rules that the world goes by now.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The world after the last round.
    pub fn world(&self) -> &World {
        &self.running.world
    }

    /// Sides by kind of directed dyad.
    pub fn sides(&self) -> [u32; 4] {
        self.census.sides
    }

    /// The shares of the strategies of the repertoire in a round that was played, from 1.
    pub fn shares(&self, round: u32) -> &[f64] {
        let width = self.rules.repertoire.names.len();
        let from = width * (round.max(1) as usize - 1);
        self.shares.get(from..from + width).unwrap_or_default()
    }

    /// The name of an agent.
    pub fn agent(&self, agent: usize) -> String {
        agent_name(&self.rules, agent)
    }

    /// Plays a round; false if the run was over.
    pub fn step(&mut self) -> bool {
        if self.is_finished() {
            return false;
        }
        self.running.play(&self.rules);
        self.rows.push(self.census.observe(&self.rules, &self.running.world));
        let mut shares = vec![0.0; self.rules.repertoire.names.len()];
        self.running.shares(&mut shares);
        self.shares.extend(shares);
        self.struck.extend(self.running.world.shaken.as_ref().map(|shaken| shaken.struck));
        self.running.learn(&self.rules);
        self.log.compare(&self.rules, &self.running.world, self.rows.len() as u32);
        true
    }

    /// Gives a parameter another value, from the next round on.
    ///
    /// # Errors
    /// What is wrong with the value, as it would be said of the config.
    pub fn change(&mut self, place: usize, value: toml::Value) -> Result<(), String> {
        let Some(parameter) = self.parameters.get(place) else { return Ok(()) };
        let (key, name, before) = (parameter.key.clone(), parameter.name(), parameter.value);
        let mut changes = self.changes.clone();
        changes.retain(|setting| setting.key != key);
        changes.push(Setting { key, value, span: 0..0 });
        let settings = [self.plan.design.settings(self.cell), changes.clone()].concat();
        let spec = self.plan.spec_of(&settings).map_err(|failure| words(&failure))?;
        let job = self.plan.job_of(&settings).map_err(|failure| words(&failure))?;
        if self.round() == 0 {
            self.changes = changes;
            self.begin(&job);
        } else {
            // The draws are those that it began with, also where cells with other content have seeds of their own.
            let _ = expected(&job.rules);
            let rules = job.rules.linked(&self.key, 0);
            let rules = drawn(&rules, &self.key, self.replicate).into_owned();
            carry::check(&self.rules, &rules).map_err(|difference| difference.to_string())?;
            self.changes = changes;
            self.running = self.running.clone().under(&rules, &self.key, self.replicate);
            self.census = Census::of(&rules);
            self.rules = rules;
        }
        self.parameters = parameters::of(&spec);
        let after = self.parameters.iter().find(|parameter| parameter.name() == name);
        let after = after.map_or(f64::NAN, |parameter| parameter.value);
        let round = self.round();
        let change = format!("{name} {before} -> {after}");
        self.log.push(round, format!("changed: {change}"));
        self.changed = Some(format!("changed at round {round}: {change}"));
        Ok(())
    }

    /// Reads a typed value and gives it to a parameter.
    ///
    /// # Errors
    /// As [`Session::change`].
    pub fn type_in(&mut self, place: usize, text: &str) -> Result<(), String> {
        let Some(parameter) = self.parameters.get(place) else { return Ok(()) };
        let assignment = format!("{}={text}", parameter.name());
        let setting = self.plan.document.clone().assignment(&assignment).map_err(|failure| words(&failure))?;
        self.change(place, setting.value)
    }

    /// Begins anew before the first round, with the parameters as they were changed or with the original ones.
    ///
    /// # Errors
    /// What is wrong with the parameters; none is expected, since the world went by them.
    pub fn restart(&mut self, changed: bool) -> Result<(), String> {
        if !changed {
            self.changes.clear();
        }
        let settings = [self.plan.design.settings(self.cell), self.changes.clone()].concat();
        let spec = self.plan.spec_of(&settings).map_err(|failure| words(&failure))?;
        let job = self.plan.job_of(&settings).map_err(|failure| words(&failure))?;
        self.parameters = parameters::of(&spec);
        self.begin(&job);
        self.changed = (!self.changes.is_empty()).then(|| {
            let changes = self.changes.iter().map(|setting| format!("{} = {}", dotted(&setting.key), setting.value));
            format!("from the start: {}", changes.collect::<Vec<_>>().join(", "))
        });
        Ok(())
    }

    fn begin(&mut self, job: &Job) {
        self.key = job.key.clone();
        let Beginning { rules, running } = Beginning::of(job, self.replicate);
        self.census = Census::of(&rules);
        self.order = order(&rules, &running.world);
        self.log = Log::new(&running.world);
        (self.rules, self.running) = (rules, running);
        self.rows.clear();
        self.shares.clear();
        self.struck.clear();
    }
}

/// Agents from weak to strong: the weak first, among those of one power the less capable.
fn order(rules: &Rules, world: &World) -> Vec<u32> {
    let mut order: Vec<u32> = (0..rules.agents() as u32).collect();
    let strong = |i: u32| rules.power[i as usize] == Power::Strong;
    let capability = |i: u32| world.capability[i as usize];
    order.sort_by(|&i, &j| strong(i).cmp(&strong(j)).then(capability(i).total_cmp(&capability(j))).then(i.cmp(&j)));
    order
}

/// A failure in a line, without the places of a config that nobody has open.
fn words(failure: &Failure) -> String {
    let Failure::Config { mistakes, .. } = failure else { return failure.to_string() };
    let line = |mistake: &crate::config::Diagnostic| {
        let key = if mistake.key.is_empty() { String::new() } else { format!("`{}`: ", mistake.key) };
        let help = mistake.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
        format!("{key}{}{help}", mistake.message)
    };
    mistakes.iter().map(line).collect::<Vec<_>>().join("; ")
}
