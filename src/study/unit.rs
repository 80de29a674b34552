//! A unit of a study: what it asks for, run by run, until it knows enough.
//!
//! A unit is a cell with its replicates. It asks for batches of runs and is told their outcomes in the order in which it
//! asked; what it asks next follows from nothing else. So the runs of a study, and their order, are the same whatever the
//! threads, shards, kills and resumes; and runs read back from a table bring a unit to where it was.

use std::collections::VecDeque;

use super::plan::Plan;

/// A run that a unit asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    /// Its cell.
    pub cell: usize,
    /// Its replicate.
    pub replicate: u32,
}

/// How a unit decides what to ask.
#[derive(Debug, Clone)]
enum Inquiry {
    /// All replicates of a cell at once.
    Fixed,
}

/// A unit on its way.
#[derive(Debug, Clone)]
pub struct Unit {
    /// Its place in the plan, from 0.
    pub number: usize,
    inquiry: Inquiry,
    /// What was asked and has not been told yet.
    batch: VecDeque<Ask>,
}

impl Unit {
    /// A unit that has asked for its first runs.
    pub fn open(plan: &Plan, number: usize) -> Self {
        let batch = (0..plan.config.replicates.most()).map(|replicate| Ask { cell: number, replicate }).collect();
        Self { number, inquiry: Inquiry::Fixed, batch }
    }

    /// What it asks for and has not been told, in order; nothing when it is done.
    pub fn asks(&self) -> &VecDeque<Ask> {
        &self.batch
    }

    /// Is there nothing left to ask?
    pub fn is_done(&self) -> bool {
        self.batch.is_empty()
    }

    /// Tells it how the next of the runs it asked for went: does cooperation hold? Nothing of a run that failed.
    ///
    /// Returns the next batch's beginning: true if the batch is exhausted and a new one was asked for.
    pub fn tell(&mut self, _held: Option<bool>) {
        self.batch.pop_front();
        match &mut self.inquiry {
            Inquiry::Fixed => {}
        }
    }
}
