//! The simulator held against every exact result it knows: simulated, exact, z and verdict.
//!
//! A [`Check`] is data: what is simulated (a world as the text of a config, a match, a network), how often, and for each
//! quantity what [`crate::exact`] or a closed form says of it and how it is judged ([`verdict`]). Every check has random
//! numbers of its own, from the seed, its topic and its case, so that no two of them err together, and none changes when
//! another is added or left out.
//!
//! - [`pairs`]: automata in a world of two, matches of a number of turns, slips and readings
//! - [`choice`]: the deliberate strategy, trust thresholds, conventions
//! - [`fixation`]: Moran and Fermi processes in well-mixed populations and on graphs
//! - [`mutation`]: long-run shares under mutation, single updates, replicator trajectories
//! - [`groups`]: public goods, [`names`]: public names under social norms
//! - [`crowds`]: cascades, contests, arms races, funds paid for voluntarily
//! - [`networks`]: degrees and meetings, [`identities`]: what must not matter
//! - [`subject`]: how a replicate is simulated, [`verdict`]: how it is judged
//!
//! ```
//! use comity::validate::{Order, Topic, validate};
//! let order = Order { topics: vec![Topic::Identities], seed: 1, quick: true, threads: std::num::NonZeroUsize::MIN };
//! let rows = validate(&order, |_, _| {})?;
//! assert!(rows.iter().all(|row| row.agrees()));
//! # Ok::<(), comity::config::Failure>(())
//! ```

pub mod choice;
pub mod crowds;
pub mod fixation;
pub mod groups;
pub mod identities;
pub mod mutation;
pub mod names;
pub mod networks;
pub mod pairs;
pub mod subject;
pub mod verdict;

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::config::source::Failure;
use crate::rng::Key;
use subject::Subject;
pub use verdict::{Judge, Row, SIGMAS};

/// What a group of checks is about, in the order they are run and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// Two automata in a world: long-run and discounted cooperation and payoffs.
    Pairs,
    /// Matches of a number of turns, outside a world.
    Matches,
    /// Slips and reading errors.
    Noise,
    /// The deliberate strategy's choice, and its thresholds of trust and patience.
    Choice,
    /// Conventions: quorum, detection, fines.
    Convention,
    /// Public goods: payoffs in random groups, fixation of contributors.
    Groups,
    /// Public names under social norms.
    Reputation,
    /// Fixation in well-mixed populations.
    Fixation,
    /// Fixation on small graphs.
    Graphs,
    /// Long-run shares under mutation, and single updates.
    Mutation,
    /// The replicator equation.
    Replicator,
    /// Degrees of random networks, and how often pairs meet.
    Networks,
    /// Cascades, contests, arms races, and funds paid for voluntarily.
    Crowds,
    /// What must not matter: names of actions, constants added to payoffs.
    Identities,
}

impl Topic {
    /// All of them, in order.
    pub const ALL: [Self; 14] = [
        Self::Pairs,
        Self::Matches,
        Self::Noise,
        Self::Choice,
        Self::Convention,
        Self::Groups,
        Self::Reputation,
        Self::Fixation,
        Self::Graphs,
        Self::Mutation,
        Self::Replicator,
        Self::Networks,
        Self::Crowds,
        Self::Identities,
    ];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pairs => "pairs",
            Self::Matches => "matches",
            Self::Noise => "noise",
            Self::Choice => "choice",
            Self::Convention => "convention",
            Self::Groups => "groups",
            Self::Reputation => "reputation",
            Self::Fixation => "fixation",
            Self::Graphs => "graphs",
            Self::Mutation => "mutation",
            Self::Replicator => "replicator",
            Self::Networks => "networks",
            Self::Crowds => "crowds",
            Self::Identities => "identities",
        }
    }

    /// What is held against what, in a sentence.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Pairs => "Automata in a world of two agents against their Markov chain.",
            Self::Matches => "Matches of 40 turns outside a world against the same chain over so many rounds.",
            Self::Noise => "How often actions slip and are misread, by capability, distance and verification.",
            Self::Choice => {
                "How often the deliberate cooperate against the logistic of dV, also at the thresholds of trust and patience."
            }
            Self::Convention => "Who is bound, detected and fined, and the fine that makes the deliberate indifferent.",
            Self::Groups => "Payoffs in groups dealt at random against expected ones; fixation of contributors.",
            Self::Reputation => {
                "Good names, cooperation and rare mutants against the mean field of infinitely many agents; with 60 its bias is \
                 below 5e-5, with one mutant in 60 below 9e-4."
            }
            Self::Fixation => "How often a strategy takes over a well-mixed population against its birth-death chain.",
            Self::Graphs => "The same on small graphs, against the chain of all 2^N states.",
            Self::Mutation => {
                "Long-run shares under mutation, and the change in one simultaneous update, against chains."
            }
            Self::Replicator => "Shares of an infinite population along the replicator equation, within 1e-6.",
            Self::Networks => "Mean degrees of random networks, and how often weighted links meet.",
            Self::Crowds => {
                "How far cascades go against the distribution of their sizes; where contests, arms races and voluntary gifts settle."
            }
            Self::Identities => "Runs that must not differ when actions are renamed or payoffs are moved or scaled.",
        }
    }

    /// Its checks.
    fn checks(self) -> Built<Vec<Check>> {
        match self {
            Self::Pairs => pairs::worlds(),
            Self::Matches => pairs::matches(),
            Self::Noise => Ok(pairs::noise()),
            Self::Choice => choice::checks(),
            Self::Convention => Ok(choice::convention()),
            Self::Groups => groups::checks(),
            Self::Reputation => names::checks(),
            Self::Fixation => fixation::well_mixed(),
            Self::Graphs => fixation::graphs(),
            Self::Mutation => mutation::checks(),
            Self::Replicator => mutation::replicator(),
            Self::Networks => Ok(networks::checks()),
            Self::Crowds => crowds::checks(),
            Self::Identities => Ok(identities::checks()),
        }
    }
}

/// What comes of working out checks; what goes wrong is a mistake in the list, not of a user.
pub(crate) type Built<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// A quantity of a check.
#[derive(Debug, Clone)]
pub struct Quantity {
    /// What it is.
    pub name: String,
    /// What it must be.
    pub exact: f64,
    /// How it is judged.
    pub judge: Judge,
}

/// Something simulated, and what must come of it.
#[derive(Debug, Clone)]
pub struct Check {
    topic: Topic,
    case: String,
    subject: Subject,
    replicates: u32,
    quantities: Vec<Quantity>,
}

impl Check {
    /// A check without quantities so far: those of `subject` are added in its order.
    fn new(topic: Topic, case: impl Into<String>, replicates: u32, subject: Subject) -> Self {
        Self { topic, case: case.into(), subject, replicates, quantities: Vec::new() }
    }

    /// Adds the next quantity.
    fn is(mut self, name: impl Into<String>, exact: f64, judge: Judge) -> Self {
        self.quantities.push(Quantity { name: name.into(), exact, judge });
        self
    }

    fn replicates(&self, quick: bool) -> u32 {
        // The standard error between few replicates is itself uncertain, so that z would be beyond 4 more often than it says.
        let quick = quick && self.replicates > LEAST;
        if quick { (self.replicates / SHORTER).max(LEAST) } else { self.replicates }
    }

    /// Simulates it and judges every quantity.
    fn rows(&self, seed: u64, quick: bool) -> Built<Vec<Row>> {
        let key = Key::independent(seed, format!("validate {} {}", self.topic.name(), self.case).as_bytes());
        let ready = self.subject.ready(key)?;
        let samples: Vec<Vec<f64>> =
            (0..self.replicates(quick)).into_par_iter().map(|replicate| ready.sample(replicate)).collect();
        let row = |(place, quantity): (usize, &Quantity)| {
            let values: Vec<f64> = samples.iter().map(|sample| sample[place]).collect();
            Row::of(self.topic, &self.case, quantity, &values)
        };
        Ok(self.quantities.iter().enumerate().map(row).collect())
    }
}

/// How much shorter a quick run is.
const SHORTER: u32 = 8;
/// The fewest replicates of a quick run, unless a check has fewer.
const LEAST: u32 = 200;

/// What to validate, and how.
#[derive(Debug, Clone)]
pub struct Order {
    /// Which topics; all if empty. Each once, in the order of [`Topic::ALL`].
    pub topics: Vec<Topic>,
    /// Seed of all randomness.
    pub seed: u64,
    /// With an eighth of the replicates?
    pub quick: bool,
    /// Threads; the rows are the same for any number.
    pub threads: NonZeroUsize,
}

/// Simulates all checks of an order; `progress` hears how many replicates are done, and of how many.
///
/// # Errors
/// [`Failure::Usage`] if the threads cannot be started, or the list of checks has a mistake.
pub fn validate(order: &Order, progress: impl Fn(usize, usize) + Sync) -> Result<Vec<Row>, Failure> {
    let wanted = |topic: &Topic| order.topics.is_empty() || order.topics.contains(topic);
    let wrong = |topic: Topic, error: &dyn std::fmt::Display| Failure::Usage(format!("{}: {error}", topic.name()));
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(order.threads.get())
        .build()
        .map_err(|error| Failure::Usage(format!("cannot start {} threads: {error}", order.threads)))?;
    pool.install(|| {
        let topics: Vec<Topic> = Topic::ALL.into_iter().filter(wanted).collect();
        let lists: Result<Vec<Vec<Check>>, Failure> =
            topics.into_par_iter().map(|topic| topic.checks().map_err(|error| wrong(topic, &error))).collect();
        let checks = lists?.concat();
        let all = checks.iter().map(|check| check.replicates(order.quick) as usize).sum();
        let done = AtomicUsize::new(0);
        let rows: Result<Vec<Vec<Row>>, Failure> = checks
            .par_iter()
            .map(|check| {
                let rows = check.rows(order.seed, order.quick);
                let more = check.replicates(order.quick) as usize;
                progress(done.fetch_add(more, Ordering::Relaxed) + more, all);
                rows.map_err(|error| wrong(check.topic, &format!("{}: {error}", check.case)))
            })
            .collect();
        Ok(rows?.concat())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every topic has checks, every check as many quantities as it simulates, and no two checks the same random numbers.
    #[test]
    fn the_list_is_sound() {
        let mut seen = std::collections::BTreeSet::new();
        for topic in Topic::ALL {
            let checks = topic.checks().unwrap();
            assert!(!checks.is_empty(), "{topic:?}");
            for check in checks {
                let ready = check.subject.ready(Key::common(1)).unwrap_or_else(|e| panic!("{}: {e}", check.case));
                assert_eq!(ready.sample(0).len(), check.quantities.len(), "{topic:?}, {}", check.case);
                assert!(check.quantities.iter().all(|quantity| quantity.exact.is_finite()), "{}", check.case);
                assert!(seen.insert((topic.name(), check.case.clone())), "{topic:?}, {} twice", check.case);
            }
        }
    }

    /// The same rows on one thread and on three, and the same rows of a topic with the others left out.
    #[test]
    fn rows_depend_on_neither_threads_nor_other_topics() {
        let order = |topics: &[Topic], threads| Order {
            topics: topics.to_vec(),
            seed: 1,
            quick: true,
            threads: NonZeroUsize::new(threads).unwrap(),
        };
        let one = validate(&order(&[Topic::Networks, Topic::Choice], 1), |_, _| {}).unwrap();
        let three = validate(&order(&[Topic::Choice, Topic::Networks], 3), |_, _| {}).unwrap();
        assert_eq!(format!("{one:?}"), format!("{three:?}"));
        let alone = validate(&order(&[Topic::Choice], 2), |_, _| {}).unwrap();
        assert_eq!(format!("{alone:?}"), format!("{:?}", &one[..alone.len()]));
    }
}
