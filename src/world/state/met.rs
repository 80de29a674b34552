//! Who meets in a round, and how often each has met since the last update.

use crate::world::rules::{Looming, Rules};

/// Which encounters take place in a round.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Met {
    /// Does the encounter take place, per side?
    pub side: Vec<bool>,
    /// Encounters of the round, per agent.
    pub degree: Vec<u32>,
    /// Sides that meet, by kind of directed dyad.
    pub kinds: [u32; 4],
    /// Encounters since the last update of strategies, per agent.
    pub since_update: Vec<u32>,
}

impl Met {
    /// Room for it, or none where all pairs meet in every round, to the end.
    pub(in crate::world) fn room(rules: &Rules) -> Option<Self> {
        let some_stay_away = rules.meetings.frequency.is_some() || rules.shocks.iter().any(Looming::ends_encounters);
        some_stay_away.then(|| Self {
            side: vec![true; rules.sides()],
            degree: vec![0; rules.agents()],
            kinds: [0; 4],
            since_update: vec![0; rules.agents()],
        })
    }
}
