//! What a tournament found.

use crate::question::answer::Answer;
use crate::tournament::ranking::{Scores, Standing};

/// What was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The scores.
    pub scores: Scores,
    /// The players by score.
    pub ranking: Vec<Standing>,
    /// The ecology.
    pub succession: Succession,
    /// Who can be invaded.
    pub invasions: Vec<Invasions>,
    /// What follows from all this.
    pub answer: Answer,
}

/// How the shares went, by place in the list of players.
#[derive(Debug, Clone, Default)]
pub struct Succession {
    /// The generations that are written, with their shares.
    pub written: Vec<(u32, Vec<f64>)>,
    /// Shares at the end.
    pub shares: Vec<f64>,
    /// First generation in which a share is below 1/1000.
    pub extinct: Vec<Option<u32>>,
}

/// How many players can invade one, and how many it can.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Invasions {
    /// Players that come in.
    pub invaded_by: u32,
    /// Those of them beyond the noise.
    pub invaded_by_sure: u32,
    /// Players that drift without gain or loss.
    pub neutral: u32,
    /// Those of which the noise leaves open whether they come in.
    pub undecided: u32,
    /// Players among whom it comes in.
    pub invades: u32,
    /// Those of them beyond the noise.
    pub invades_sure: u32,
}
