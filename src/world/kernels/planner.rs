//! Which code plays a world: one place decides, and says why.
//!
//! | kernel | serves | where |
//! |---|---|---|
//! | plain | automata and deliberate states that all meet and read plainly, with any mechanism | [`plain`] |
//! | pairwise | Fermi imitation, one agent after another, on expected payoffs | [`pairwise`] |
//! | general | everything | [`crate::world::round`], [`crate::world::phases::update`] |
//!
//! Every kernel here makes the general engine's draws and gives its result to the last bit. So each cell of a study may have its
//! own, and contrasts between cells under common random numbers keep their pairing.

use std::fmt;

use super::{pairwise, plain};
use crate::world::rules::{Engine, Rules, Stage};

/// What plays a world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kernel {
    /// Phases 2 to 7 in one pass.
    Plain,
    /// Elementary events of imitation.
    Pairwise,
    /// The reference, and why no kernel serves.
    General(&'static str),
}

impl fmt::Display for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain => f.write_str("plain kernel (all sides in one pass)"),
            Self::Pairwise => f.write_str("pairwise kernel (imitation, event by event)"),
            Self::General(reason) => write!(f, "general engine ({reason})"),
        }
    }
}

/// What serves a world best.
pub fn kernel(rules: &Rules) -> Kernel {
    if rules.engine == Engine::General {
        return Kernel::General("as asked");
    }
    if matches!(rules.stage, Stage::Groups(_)) {
        return Kernel::General("more than two play");
    }
    let (kernel, reason) = match rules.lives_on_expectations() {
        true => (Kernel::Pairwise, pairwise::serves(rules)),
        false => (Kernel::Plain, plain::serves(rules)),
    };
    reason.map_or(kernel, Kernel::General)
}
