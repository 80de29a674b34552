//! A check as data: something simulated, how often, and what must come of it.

use rayon::prelude::*;

use super::subject::{Built, Subject};
use super::topic::Topic;
use super::verdict::{Judge, Quantity, Row};
use crate::rng::Key;

/// Something simulated, and what must come of it.
#[derive(Debug, Clone)]
pub struct Check {
    pub(super) topic: Topic,
    pub(super) case: String,
    pub(super) subject: Subject,
    replicates: u32,
    pub(super) quantities: Vec<Quantity>,
}

impl Check {
    /// A check without quantities so far: those of `subject` are added in its order.
    pub(super) fn new(topic: Topic, case: impl Into<String>, replicates: u32, subject: Subject) -> Self {
        Self { topic, case: case.into(), subject, replicates, quantities: Vec::new() }
    }

    /// Adds the next quantity.
    pub(super) fn is(mut self, name: impl Into<String>, exact: f64, judge: Judge) -> Self {
        self.quantities.push(Quantity { name: name.into(), exact, judge });
        self
    }

    /// How many replicates, in a quick run or a full one.
    pub(super) fn replicates(&self, quick: bool) -> u32 {
        // The standard error between few replicates is itself uncertain, so that z would be beyond 4 more often than it says.
        let quick = quick && self.replicates > LEAST;
        if quick { (self.replicates / SHORTER).max(LEAST) } else { self.replicates }
    }

    /// Simulates it and judges every quantity.
    pub(super) fn rows(&self, seed: u64, quick: bool) -> Built<Vec<Row>> {
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
