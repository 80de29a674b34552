//! What a study found, for whoever says it.

use super::ablation::answer::Credit;
use super::answer::Answer;
use super::audit::Audited;
use super::boundary::answer::Broken;
use super::grid::answer::Line;
use super::list::answer::Pair;
use super::sample::answer::Association;
use super::sensitivity::answer::Sensitivities;
use super::verdicts;
use crate::record::cell::CellFinding;
use crate::statistics::decision::Tally;
use crate::statistics::effects::{Effect, Scale};

/// What was found, for the terminal.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// P(hold) and mean cooperation of each cell.
    pub cells: Vec<CellFinding>,
    /// Effects on each scale; factorial only.
    pub effects: Vec<(Scale, Vec<Effect>)>,
    /// What became of the claims.
    pub claims: Vec<verdicts::Finding>,
    /// What was found along each line; boundary only.
    pub broken: Vec<Broken>,
    /// What the audit says of each cell that it looked at.
    pub audited: Vec<Audited>,
    /// What each mechanism contributes; ablation only.
    pub credit: Option<Credit>,
    /// What matters; sensitivity analysis only.
    pub sensitivities: Option<Sensitivities>,
    /// What the outcomes rise and fall with; sample only.
    pub associations: Vec<Association>,
    /// Every two cells compared; list only.
    pub pairs: Vec<Pair>,
    /// Crossings of P(hold) = 1/2 along the first axis; grid only.
    pub lines: Vec<Line>,
    /// Cooperation of each round, over all sides and by kind of dyad, mean over the runs that have a value; single world only.
    pub series: Vec<[f64; 5]>,
    /// Mean share of each strategy over window and runs; of the last cell, which is the only one of a single world.
    pub shares: Vec<(String, f64)>,
    /// Sides by kind of directed dyad and game in the first round, summed over all runs; single world only.
    pub games: [[u64; 5]; 4],
    /// Runs whose window still drifts.
    pub drifting: u64,
    /// Replicates that did not fail.
    pub judged: u64,
    /// Runs, those that failed included.
    pub runs: u64,
    /// Runs that failed.
    pub failed: u64,
    /// Cells that had as many runs as they may and would have liked more.
    pub capped: Vec<usize>,
    /// Mean cooperation over window and runs with its interval; single world only.
    pub cooperation: Option<[f64; 3]>,
    /// Cells in which mutual trust keeps within blocs, by the interval of modularity.
    pub divided: usize,
    /// The largest mean modularity of these cells.
    pub modularity: f64,
    /// What follows from all this.
    pub answer: Answer,
}

impl Findings {
    /// In how many cells cooperation holds, fails, or neither is decided.
    pub fn tally(&self) -> Tally {
        self.cells.iter().map(|cell| cell.hold.decision()).collect()
    }
}
