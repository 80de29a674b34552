//! Which game one side of a dyad sees, from the order of its payoffs.
//!
//! | kind | greed T > R | fear P > S | then |
//! |---|---|---|---|
//! | harmony | no | no | cooperating is best whatever the partner does |
//! | stag hunt | no | yes | cooperate if the partner does |
//! | snowdrift | yes | no | cooperate if the partner does not (chicken, hawk-dove) |
//! | prisoner's dilemma | yes | yes | defecting is best, yet both would gain from R |
//! | deadlock | yes | yes, and P > R | defecting is best and mutual defection preferred |
//!
//! Source: greed and fear as in Rapoport & Chammah (1965) and Macy & Flache (2002), PNAS 99:7229; the names as in
//! Rapoport & Guyer (1966). Assumed: ties go to the milder name (the order of the table, top is mildest); a side without greed but with fear that
//! prefers P to R counts as deadlock, because mutual defection is then its best stable outcome.
//!
//! ```
//! use comity::game::{Kind, Payoffs};
//! assert_eq!(Kind::of(&Payoffs::new(3.0, 0.0, 5.0, 1.0)), Kind::PrisonersDilemma);
//! assert_eq!(Kind::of(&Payoffs::new(3.0, 1.0, 5.0, 1.0)), Kind::Snowdrift); // P = S: the milder
//! ```

use super::payoffs::Payoffs;

/// The kind of game one side sees, from mild to harsh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// Neither greed nor fear.
    Harmony = 0,
    /// Fear without greed.
    StagHunt = 1,
    /// Greed without fear.
    Snowdrift = 2,
    /// Greed and fear, and mutual cooperation is better than mutual defection.
    PrisonersDilemma = 3,
    /// Mutual defection is preferred to mutual cooperation and is stable.
    Deadlock = 4,
}

impl Kind {
    /// All kinds, mild to harsh.
    pub const ALL: [Self; 5] = [Self::Harmony, Self::StagHunt, Self::Snowdrift, Self::PrisonersDilemma, Self::Deadlock];

    /// The kind of one side's payoffs.
    pub fn of(payoffs: &Payoffs) -> Self {
        let greed = payoffs.temptation() > payoffs.reward();
        let fear = payoffs.punishment() > payoffs.sucker();
        let better_apart = payoffs.punishment() > payoffs.reward();
        match (greed, fear) {
            (false, false) => Self::Harmony,
            (true, false) => Self::Snowdrift,
            (_, true) if better_apart => Self::Deadlock,
            (false, true) => Self::StagHunt,
            (true, true) => Self::PrisonersDilemma,
        }
    }

    /// Its name in text.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Harmony => "harmony",
            Self::StagHunt => "stag hunt",
            Self::Snowdrift => "snowdrift",
            Self::PrisonersDilemma => "prisoner's dilemma",
            Self::Deadlock => "deadlock",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_go_to_the_milder_name() {
        assert_eq!(Kind::of(&Payoffs::new(3.0, 1.0, 3.0, 1.0)), Kind::Harmony);
        assert_eq!(Kind::of(&Payoffs::new(3.0, 0.0, 3.0, 1.0)), Kind::StagHunt);
        assert_eq!(Kind::of(&Payoffs::new(1.0, 0.0, 3.0, 1.0)), Kind::PrisonersDilemma);
        assert_eq!(Kind::of(&Payoffs::new(1.0, 0.0, 0.5, 2.0)), Kind::Deadlock);
    }
}
