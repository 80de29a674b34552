//! A unit of a study: what it asks for, run by run, until it knows enough.
//!
//! A unit is a cell with its replicates, or a whole line of cells that is searched. It asks for batches of runs and is told
//! their outcomes in the order in which it asked; what it asks next follows from nothing else. So the runs of a study, and
//! their order, are the same whatever the threads, shards, kills and resumes; and runs read back from a table bring a unit to
//! where it was.

use std::collections::VecDeque;
use std::ops::Range;

use super::plan::Plan;
use crate::config::structs::Replicates;
use crate::question::ask::{Ask, FollowUp, What};
use crate::statistics::boundary::{Found, Search};
use crate::statistics::confidence_sequence::Sequential;

/// How a unit decides which runs it asks for.
#[derive(Debug, Clone)]
enum Inquiry {
    /// All replicates of a cell at once.
    Fixed,
    /// As many as it takes, up to the next checkpoint at a time.
    Sequential { rule: Sequential, asked: u32 },
    /// A line is searched for where P(hold) passes 1/2; a run that fails ends the search without an answer.
    Line { search: Option<Box<Search>>, asked: u32 },
}

/// A unit on its way.
#[derive(Debug, Clone)]
pub struct Unit {
    /// Its place in the plan, from 0.
    pub number: usize,
    /// Its first cell.
    first: usize,
    inquiry: Inquiry,
    /// Replicates told that did not fail, and those of them in which cooperation holds.
    runs: u32,
    held: u32,
    /// What it asks for once its own question is answered.
    follow_up: Option<FollowUp>,
    /// What was asked and has not been told yet.
    batch: VecDeque<Ask>,
}

impl Unit {
    /// A unit that has asked for its first runs.
    pub fn open(plan: &Plan, number: usize) -> Self {
        let first = plan.cells_of(number..number + 1).start;
        let inquiry = match (plan.line(), plan.config.replicates) {
            (Some(line), _) => Inquiry::Line { search: line.search().map(Box::new), asked: 0 },
            (None, Replicates::Number(_)) => Inquiry::Fixed,
            (None, Replicates::Sequential(rule)) => Inquiry::Sequential { rule: rule.rule(), asked: 0 },
        };
        let follow_up = plan.follow_up();
        let mut unit = Self { number, first, inquiry, runs: 0, held: 0, follow_up, batch: VecDeque::new() };
        match &unit.inquiry {
            Inquiry::Fixed => unit.batch = asks(What::Run, first, 0..plan.config.replicates.most()).collect(),
            _ => unit.ask(),
        }
        unit
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
        let Some(ask) = self.batch.pop_front() else { return };
        if ask.what == What::Run {
            self.runs += u32::from(outcome.is_some());
            self.held += u32::from(outcome == Some(true));
            if let Inquiry::Line { search, .. } = &mut self.inquiry {
                match (search.as_mut(), outcome) {
                    (Some(search), Some(held)) => search.tell(ask.cell - self.first, held),
                    _ => *search = None,
                }
            }
        }
        if self.batch.is_empty() {
            self.ask();
        }
    }

    /// Asks for the next batch, if it wants more.
    fn ask(&mut self) {
        let first = self.first;
        match &mut self.inquiry {
            Inquiry::Sequential { rule, asked } => {
                let next = rule.checkpoints().find(|checkpoint| checkpoint > asked);
                if let Some(next) = next.filter(|_| *asked == 0 || !rule.enough(self.held, self.runs)) {
                    self.batch = asks(What::Run, first, *asked..next).collect();
                    *asked = next;
                }
            }
            Inquiry::Line { search: Some(search), asked } => {
                // Every run of a search is a replicate of its own: so its runs are independent, whatever the seeds.
                for (point, runs) in search.ask() {
                    self.batch.extend(asks(What::Run, first + point, *asked..*asked + runs));
                    *asked += runs;
                }
            }
            Inquiry::Line { search: None, .. } | Inquiry::Fixed => {}
        }
        if self.batch.is_empty() {
            self.batch = match self.follow_up.take() {
                Some(FollowUp::Audit { replicates, only_where_it_holds })
                    if !only_where_it_holds || (self.held > 0 && 2 * self.held >= self.runs) =>
                {
                    asks(What::Deviation, first, 0..replicates).collect()
                }
                Some(FollowUp::Loop { replicates }) => {
                    let both = |replicate| [What::Up, What::Down].map(|what| Ask { what, cell: first, replicate });
                    (0..replicates).flat_map(both).collect()
                }
                _ => VecDeque::new(),
            };
        }
    }

    /// Did it run into the most runs that it may have, and would have liked more?
    pub fn capped(&self) -> bool {
        match &self.inquiry {
            Inquiry::Sequential { rule, .. } => self.is_done() && !rule.enough(self.held, self.runs),
            Inquiry::Fixed | Inquiry::Line { .. } => false,
        }
    }

    /// What the search of a line found; nothing of a cell, or if a run failed.
    pub fn found(&self) -> Option<Found> {
        match &self.inquiry {
            Inquiry::Line { search: Some(search), .. } => Some(search.result()),
            _ => None,
        }
    }
}

fn asks(what: What, cell: usize, replicates: Range<u32>) -> impl Iterator<Item = Ask> {
    replicates.map(move |replicate| Ask { what, cell, replicate })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::document::Document;

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
