//! Small worlds for tests.

use comity::batch::Plan;
use comity::batch::plan::Job;
use comity::config::document::Document;
use comity::record::run::Course;
use comity::record::{Run, simulate};
use comity::rng::Key;
use comity::world::{Streams, World, play};

/// A matrix game without noise, gossip or relaxation between two agents of given strategies.
pub(crate) const QUIET: &str =
    "[game.matrix]\nR = 3\nS = 0\nT = 5\nP = 1\n[noise]\nslip = 0\nmiss = 0\nfalse_alarm = 0\n";

/// Two agents, one strong and one weak, with the given strategies.
pub(crate) fn pair(first: &str, second: &str) -> String {
    format!(
        "[[agents]]\nname = 'a'\npower = 'strong'\ncount = 1\nideology = 0\nstrategies = {{ {first} = 1 }}\n\
         [[agents]]\nname = 'b'\npower = 'weak'\ncount = 1\nideology = 0\nstrategies = {{ {second} = 1 }}\n"
    )
}

/// The plan of a config.
pub(crate) fn plan(text: &str) -> Plan {
    let document = Document::parse("test.toml", &format!("name = 'test'\n{text}")).unwrap_or_else(|f| panic!("{f}"));
    Plan::new(document, false).unwrap_or_else(|f| panic!("{f}"))
}

/// Its first cell.
pub(crate) fn job(text: &str) -> Job {
    plan(text).job(0).unwrap_or_else(|f| panic!("{f}"))
}

/// A world that a test steps through.
pub(crate) struct Stepper {
    /// Its rules.
    pub(crate) job: Job,
    /// Its state.
    pub(crate) world: World,
    streams: Streams,
    round: u32,
}

impl Stepper {
    /// Replicate 0 of a config's first cell, before its first round.
    pub(crate) fn new(text: &str) -> Self {
        let job = job(text);
        let key = Key::common(1);
        Self { world: World::new(&job.rules, &key, 0), streams: Streams::new(&key, 0), job, round: 0 }
    }

    /// Plays one round.
    pub(crate) fn step(&mut self) {
        self.round += 1;
        play(&self.job.rules, &mut self.world, &mut self.streams, self.round);
    }
}

/// Runs replicates of a config's first cell.
pub(crate) fn runs(text: &str, replicates: u32, rounds: u32) -> Vec<Run> {
    let job = job(text);
    let course = Course { rounds, window: rounds, threshold: 0.7 };
    (0..replicates).map(|r| simulate(&job.rules, &job.key, r, &course, &mut ())).collect()
}

/// The place of a column among the window means.
pub(crate) fn column(name: &str) -> usize {
    comity::record::RoundRow::columns().iter().position(|column| column.name == name).expect("a column of that name")
}

/// Mean of a column over runs, and its standard error.
pub(crate) fn mean(runs: &[Run], name: &str) -> (f64, f64) {
    let values: Vec<f64> = runs.iter().map(|run| run.means[column(name)]).collect();
    let (mean, error, _) = comity::statistics::interval::mean_and_error(&values);
    (mean, error)
}
