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
//! - [`topic`]: what checks are about, [`check`]: a check as data
//! - [`subject`]: how a replicate is simulated, [`verdict`]: how it is judged
//!
//! ```
//! use comity::validate::{Request, Topic, validate};
//! let request = Request { topics: vec![Topic::Identities], seed: 1, quick: true, threads: std::num::NonZeroUsize::MIN };
//! let rows = validate(&request, |_, _| {})?;
//! assert!(rows.iter().all(|row| row.agrees()));
//! # Ok::<(), comity::config::Failure>(())
//! ```

pub mod check;
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
pub mod topic;
pub mod verdict;

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::config::source::Failure;
pub use check::Check;
use subject::Built;
pub use topic::Topic;
pub use verdict::{Judge, Quantity, Row, SIGMAS};

/// What to validate, and how.
#[derive(Debug, Clone)]
pub struct Request {
    /// Which topics; all if empty. Each once, in the order of [`Topic::ALL`].
    pub topics: Vec<Topic>,
    /// Seed of all randomness.
    pub seed: u64,
    /// With an eighth of the replicates?
    pub quick: bool,
    /// Threads; the rows are the same for any number.
    pub threads: NonZeroUsize,
}

/// Simulates all checks of a request; `progress` hears how many replicates are done, and of how many.
///
/// # Errors
/// [`Failure::Usage`] if the threads cannot be started, or the list of checks has a mistake.
pub fn validate(request: &Request, progress: impl Fn(usize, usize) + Sync) -> Result<Vec<Row>, Failure> {
    let wanted = |topic: &Topic| request.topics.is_empty() || request.topics.contains(topic);
    let wrong = |topic: Topic, error: &dyn std::fmt::Display| Failure::Usage(format!("{}: {error}", topic.name()));
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(request.threads.get())
        .build()
        .map_err(|error| Failure::Usage(format!("cannot start {} threads: {error}", request.threads)))?;
    pool.install(|| {
        let topics: Vec<Topic> = Topic::ALL.into_iter().filter(wanted).collect();
        let lists: Result<Vec<Vec<Check>>, Failure> =
            topics.into_par_iter().map(|topic| checks(topic).map_err(|error| wrong(topic, &error))).collect();
        let checks = lists?.concat();
        let all = checks.iter().map(|check| check.replicates(request.quick) as usize).sum();
        let done = AtomicUsize::new(0);
        let rows: Result<Vec<Vec<Row>>, Failure> = checks
            .par_iter()
            .map(|check| {
                let rows = check.rows(request.seed, request.quick);
                let more = check.replicates(request.quick) as usize;
                progress(done.fetch_add(more, Ordering::Relaxed) + more, all);
                rows.map_err(|error| wrong(check.topic, &format!("{}: {error}", check.case)))
            })
            .collect();
        Ok(rows?.concat())
    })
}

/// The checks of a topic.
fn checks(topic: Topic) -> Built<Vec<Check>> {
    match topic {
        Topic::Pairs => pairs::worlds(),
        Topic::Matches => pairs::matches(),
        Topic::Noise => Ok(pairs::noise()),
        Topic::Choice => choice::checks(),
        Topic::Convention => Ok(choice::convention()),
        Topic::Groups => groups::checks(),
        Topic::Reputation => names::checks(),
        Topic::Fixation => fixation::well_mixed(),
        Topic::Graphs => fixation::graphs(),
        Topic::Mutation => mutation::checks(),
        Topic::Replicator => mutation::replicator(),
        Topic::Networks => Ok(networks::checks()),
        Topic::Crowds => crowds::checks(),
        Topic::Identities => Ok(identities::checks()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Key;

    /// Every topic has checks, every check as many quantities as it simulates, and no two checks the same random numbers.
    #[test]
    fn the_list_is_sound() {
        let mut seen = std::collections::BTreeSet::new();
        for topic in Topic::ALL {
            let checks = checks(topic).unwrap();
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
        let request = |topics: &[Topic], threads| Request {
            topics: topics.to_vec(),
            seed: 1,
            quick: true,
            threads: NonZeroUsize::new(threads).unwrap(),
        };
        let one = validate(&request(&[Topic::Networks, Topic::Choice], 1), |_, _| {}).unwrap();
        let three = validate(&request(&[Topic::Choice, Topic::Networks], 3), |_, _| {}).unwrap();
        assert_eq!(format!("{one:?}"), format!("{three:?}"));
        let alone = validate(&request(&[Topic::Choice], 2), |_, _| {}).unwrap();
        assert_eq!(format!("{alone:?}"), format!("{:?}", &one[..alone.len()]));
    }
}
