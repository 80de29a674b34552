//! The runs that a study asks for.

/// What kind of run a unit asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A replicate of a cell.
    Run,
    /// One replicate of a cell again, once for each strategy that an agent may deviate to.
    Deviation,
    /// A world carried up the axis of a line, from a cooperative start.
    Up,
    /// A world carried down, from a hostile start.
    Down,
}

impl What {
    /// Its name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Deviation => "deviation",
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

/// A run that a unit asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    /// What kind of run.
    pub what: What,
    /// Its cell; of a line the first.
    pub cell: usize,
    /// Its replicate.
    pub replicate: u32,
}

/// What a unit asks for last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FollowUp {
    /// So many replicates of deviations; only if cooperation holds in at least half of the runs, perhaps.
    Audit {
        /// Replicates.
        replicates: u32,
        /// Not where it does not hold.
        only_where_it_holds: bool,
    },
    /// So many replicates carried up the axis and down again.
    Loop {
        /// Replicates.
        replicates: u32,
    },
}
