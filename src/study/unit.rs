//! A unit of a study: what it asks for, run by run, until it knows enough.
//!
//! A unit is a cell with its replicates. It asks for batches of runs and is told their outcomes in the order in which it
//! asked; what it asks next follows from nothing else. So the runs of a study, and their order, are the same whatever the
//! threads, shards, kills and resumes; and runs read back from a table bring a unit to where it was.

use std::collections::VecDeque;
use std::ops::Range;

use super::config::Replicates;
use super::plan::Plan;
use crate::measure::confidence_sequence::Sequential;

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
    /// As many as it takes, up to the next checkpoint at a time.
    Sequential {
        rule: Sequential,
        /// Runs asked for so far.
        asked: u32,
        /// Runs told that did not fail, and those of them in which cooperation holds.
        runs: u32,
        held: u32,
    },
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
        let cell = |replicates: Range<u32>| replicates.map(|replicate| Ask { cell: number, replicate }).collect();
        match plan.config.replicates {
            Replicates::Number(replicates) => {
                Self { number, inquiry: Inquiry::Fixed, batch: cell(0..replicates.get()) }
            }
            Replicates::Sequential(rule) => {
                let rule = rule.rule();
                let asked = rule.checkpoints().next().unwrap_or(rule.max);
                let inquiry = Inquiry::Sequential { rule, asked, runs: 0, held: 0 };
                Self { number, inquiry, batch: cell(0..asked) }
            }
        }
    }

    /// What it asks for and has not been told, in order; nothing when it is done.
    pub fn asks(&self) -> &VecDeque<Ask> {
        &self.batch
    }

    /// Is there nothing left to ask?
    pub fn is_done(&self) -> bool {
        self.batch.is_empty()
    }

    /// Tells it how the first of the runs it asks for went: does cooperation hold? Nothing of a run that failed.
    ///
    /// Once it has been told of all, it asks for more if it wants more.
    pub fn tell(&mut self, outcome: Option<bool>) {
        self.batch.pop_front();
        let cell = self.number;
        match &mut self.inquiry {
            Inquiry::Fixed => {}
            Inquiry::Sequential { rule, asked, runs, held } => {
                *runs += u32::from(outcome.is_some());
                *held += u32::from(outcome == Some(true));
                if self.batch.is_empty()
                    && !rule.enough(*held, *runs)
                    && let Some(next) = rule.checkpoints().find(|checkpoint| checkpoint > asked)
                {
                    self.batch = (*asked..next).map(|replicate| Ask { cell, replicate }).collect();
                    *asked = next;
                }
            }
        }
    }

    /// Did it run into the most runs that it may have, and would have liked more?
    pub fn capped(&self) -> bool {
        match &self.inquiry {
            Inquiry::Fixed => false,
            Inquiry::Sequential { rule, runs, held, .. } => self.is_done() && !rule.enough(*held, *runs),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::document::Document;

    fn plan(replicates: &str) -> Plan {
        let text = format!("name = 'w'\nreplicates = {replicates}\n[[agents]]\npower = 'strong'\ncount = 2\n");
        Plan::new(Document::parse("w.toml", &text).unwrap(), false).unwrap()
    }

    /// Runs of a unit that is told `outcome` of every run it asks for.
    fn runs(unit: &mut Unit, outcome: impl Fn(u32) -> Option<bool>) -> u32 {
        let mut count = 0;
        while let Some(&ask) = unit.asks().front() {
            assert_eq!(ask.replicate, count, "replicates come in order");
            unit.tell(outcome(ask.replicate));
            count += 1;
        }
        count
    }

    #[test]
    fn a_sure_cell_ends_early_and_an_open_one_at_the_cap() {
        let plan = plan("{ min = 10, max = 200, half_width = 0.1 }");
        let mut sure = Unit::open(&plan, 0);
        let few = runs(&mut sure, |_| Some(true));
        assert!((10..60).contains(&few) && !sure.capped(), "{few}");
        let mut open = Unit::open(&plan, 0);
        assert_eq!(runs(&mut open, |replicate| Some(replicate % 2 == 0)), 200);
        assert!(open.capped());
        // Runs that fail say nothing, but they are runs.
        let mut failing = Unit::open(&plan, 0);
        assert_eq!(runs(&mut failing, |_| None), 200);
    }

    #[test]
    fn a_fixed_number_is_asked_for_at_once() {
        let mut unit = Unit::open(&self::plan("3"), 0);
        assert_eq!(unit.asks().len(), 3);
        assert_eq!(runs(&mut unit, |_| Some(false)), 3);
        assert!(unit.is_done() && !unit.capped());
    }
}
