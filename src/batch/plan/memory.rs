//! How much memory a study takes at its peak, estimated from its plan before anything is laid out.
//!
//! ```text
//! all     = program + config + design + cells + threads x (worlds + tables) + what is kept of the runs
//! world   = agents x a + sides x s
//! tables  = rows of a run that wait to be written
//! ```
//!
//! The sizes are measured ones (`tests/all/limits/resources.rs` holds them against the peak of the process), rounded up: the
//! estimate is never below what is taken, and seldom more than twice as much.

use super::Plan;
use crate::batch::agent_columns;
use crate::config::structs::{Rounds, Study};
use crate::question::ask::FollowUp;
use crate::record::RoundRow;

/// The program itself (bytes), and a thread of it.
const PROGRAM: u64 = 20_000_000;
const THREAD: u64 = 2_000_000;

/// A world and its rules: an agent, and a side of a pair.
const AGENT: u64 = 700;
const SIDE: u64 = 320;

/// What the plan and the tables keep of each cell, and of each value of an axis.
const CELL: u64 = 250;
const LEVEL: u64 = 500;

/// Copies of the rows of a run that are there at once: those at work, as they grow, and those that wait.
const COPIES: u64 = 3;

/// What a world of so many agents and sides takes with its rules.
pub(crate) const fn world(agents: u64, sides: u64) -> u64 {
    agents.saturating_mul(AGENT).saturating_add(sides.saturating_mul(SIDE))
}

impl Plan {
    /// Bytes of memory at the peak of the study on so many threads, estimated; never less than it takes.
    pub fn memory(&self, threads: usize) -> u64 {
        let shared = [PROGRAM, self.document.bytes(), self.of_design(), self.of_runs()];
        let shared = shared.into_iter().fold(0, u64::saturating_add);
        shared.saturating_add((threads as u64).saturating_mul(self.of_thread()))
    }

    /// The design, and what is kept of its cells.
    fn of_design(&self) -> u64 {
        let levels: usize = self.design.axes.iter().map(|axis| axis.levels.len()).sum();
        let points = self.design.points.as_ref().map_or(0, |points| points.len() * (points.columns.len() + 3));
        let columns = self.run_columns().len() as u64;
        let claims = self.config.claims.len() as u64;
        levels as u64 * LEVEL + points as u64 * 24 + self.design.cells() as u64 * (CELL + 16 * claims) + 400 * columns
    }

    /// A thread: its world, the one that it was drawn from, and the rows of its runs.
    fn of_thread(&self) -> u64 {
        let world = world(self.agents as u64, self.sides as u64);
        let worlds = match self.follow_up() {
            None => world,
            Some(FollowUp::Audit { .. }) => 2 * world,
            // The rules of all levels at once.
            Some(FollowUp::Loop { .. }) => {
                world.saturating_mul(2 + u64::from(self.hysteresis().map_or(0, |way| way.levels.get())) / 2)
            }
        };
        let rounds = u64::from(self.rounds);
        let recorded = u64::from(self.config.recorded().count(self.rounds));
        // A row takes what its bytes are estimated at, and the numbers that are remembered to be written faster.
        let row = 15 * self.round_columns().len() as u64;
        // Five series, and one of them twice more as it is judged.
        let window = 64 * u64::from(self.config.holds.window(self.rounds)).min(rounds);
        let tables = recorded.saturating_mul(row)
            + 15 * agent_columns::cells_of_run(&self.config.output, self.agents, self.sides)
            + 15 * self.run_columns().len() as u64;
        let remembered = if self.config.recorded() == Rounds::None { 0 } else { 4_000_000 };
        THREAD + worlds + window + remembered + COPIES.saturating_mul(tables)
    }

    /// What is kept of the runs: what is asked for, what a cell's quantiles need, what an answer is worked out from.
    fn of_runs(&self) -> u64 {
        let runs = u64::from(self.most_replicates());
        let all = match &self.config.study {
            Some(Study::Factorial(_) | Study::Ablation(_) | Study::List(_)) => 24 * self.runs() as u64,
            _ => 0,
        };
        // The terminal shows the rounds of a single world.
        let shown = match &self.config.study {
            None => 64 * u64::from(self.config.recorded().count(self.rounds)),
            Some(_) => 0,
        };
        let claims = if self.config.claims.is_empty() { 0 } else { 100 * self.runs() as u64 };
        128 * runs + all + shown + claims + RoundRow::WIDTH as u64
    }
}
