//! What a world remembers of readings in the fog.

use super::met::Met;
use crate::game::Action;
use crate::rng::Chance;
use crate::trust::attribution::Signals;
use crate::world::rules::Rules;

/// Words per side and round: is a defection blamed on another, and on whom.
pub(in crate::world) const WORDS: usize = 2;

/// What a world remembers of readings, and room for those of a round.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fog {
    /// Did a reading arrive in this round, per side? Empty without delay.
    pub heard: Vec<bool>,
    /// What the reader itself did in the round that the reading is of, per side. Empty without delay.
    pub answered: Vec<Action>,
    /// Signs on their way: `delay` rounds of sides.
    pub(in crate::world) late: Vec<Option<Late>>,
    /// The signs of this round, per side; empty without delay.
    pub(in crate::world) signs: Vec<Action>,
    /// Words for blame, two per side; empty without misattribution.
    pub(in crate::world) words: Vec<u32>,
    /// Words for the errors that observers share, one per agent; empty with private signals.
    pub(in crate::world) shared: Vec<u32>,
    /// What becomes of a sign, per side; empty without misattribution.
    pub(in crate::world) blame: Vec<Blame>,
    /// Chance to blame another for a defection that was noticed, per side; empty without misattribution.
    pub astray: Vec<Chance>,
    /// Errors of a pool's members: to miss, to raise a false alarm, to blame another.
    pub(in crate::world) errors: [Vec<f64>; 3],
    /// Room for the number of members that err.
    pub(in crate::world) counts: Vec<f64>,
}

/// A sign on its way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::world) struct Late {
    pub(in crate::world) own: Action,
    pub(in crate::world) sign: Action,
}

/// What becomes of a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::world) struct Blame {
    /// This defection was blamed on another.
    pub(in crate::world) moved: bool,
    /// Another's defection was blamed on this one.
    pub(in crate::world) taken: bool,
}

impl Fog {
    /// Room for it, or none where there is no fog.
    pub(in crate::world) fn room(rules: &Rules) -> Option<Self> {
        let attribution = rules.attribution.as_ref()?;
        let (sides, agents) = (rules.sides(), rules.agents());
        let (delay, blames) = (usize::from(attribution.delay), attribution.misattribution.get() > 0.0);
        Some(Self {
            heard: vec![false; if delay > 0 { sides } else { 0 }],
            answered: vec![Action::Cooperate; if delay > 0 { sides } else { 0 }],
            late: vec![None; delay * sides],
            signs: vec![Action::Cooperate; if delay > 0 { sides } else { 0 }],
            words: vec![0; if blames { WORDS * sides } else { 0 }],
            shared: vec![0; if attribution.signals == Signals::Public { agents } else { 0 }],
            blame: vec![Blame::default(); if blames { sides } else { 0 }],
            astray: vec![Chance::default(); if blames { sides } else { 0 }],
            errors: Default::default(),
            counts: Vec::new(),
        })
    }

    /// The same with the room that other rules need; signs on their way go on if those are as late.
    #[must_use]
    pub(in crate::world) fn under(self, rules: &Rules) -> Option<Self> {
        let fresh = Self::room(rules)?;
        if fresh.late.len() != self.late.len() {
            return Some(fresh);
        }
        Some(Self { heard: self.heard, answered: self.answered, late: self.late, signs: self.signs, ..fresh })
    }
}

/// Which sides have something to go by in this round: those that met, or whose readings arrived; none where all have.
pub(in crate::world) fn heard<'a>(met: &'a Option<Met>, fog: &'a Option<Fog>) -> Option<&'a [bool]> {
    match fog {
        Some(fog) if !fog.heard.is_empty() => Some(&fog.heard),
        _ => met.as_ref().map(|met| &met.side[..]),
    }
}
