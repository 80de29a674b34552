//! Classical two-by-two games: fixed payoffs, by name or by number.
//!
//! ```text
//!              partner C   partner D
//!   own C          R           S
//!   own D          T           P
//! ```
//!
//! R, S, T, P are payoffs of the one who acts, any finite numbers ([`Matrix`]). A matrix may differ by the powers of the pair
//! (`strong-weak` is what a strong side earns when facing a weak one), which makes the dyad a bimatrix game.
//!
//! Source: Rapoport & Guyer (1966), "A taxonomy of 2x2 games"; the presets' numbers are the usual ones
//! (Axelrod 1984 for 3, 0, 5, 1; Nowak 2006, "Five rules", for the donation game with b = 3, c = 1).
//!
//! ```
//! use comity::game::{Kind, Preset};
//! assert_eq!(Preset::PrisonersDilemma.payoffs().0, [3.0, 0.0, 5.0, 1.0]);
//! assert_eq!(Kind::of(&Preset::StagHunt.payoffs()), Kind::StagHunt);
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::payoffs::Payoffs;
use super::power::{Power, dyad};
use crate::units::Finite;

/// Payoffs of one side where they differ from the matrix.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[allow(non_snake_case, reason = "the letters are the field's own names")]
pub struct Override {
    /// Reward: both cooperate (payoff; default as in the matrix).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub R: Option<Finite>,
    /// Sucker's payoff: one cooperates alone (payoff; default as in the matrix).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub S: Option<Finite>,
    /// Temptation: one defects on a cooperator (payoff; default as in the matrix).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub T: Option<Finite>,
    /// Punishment: both defect (payoff; default as in the matrix).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub P: Option<Finite>,
}

/// A matrix game: `[game.matrix]`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[allow(non_snake_case, reason = "the letters are the field's own names")]
pub struct Matrix {
    /// Reward: both cooperate (payoff).
    #[serde(rename = "R")]
    pub R: Finite,
    /// Sucker's payoff: one cooperates alone (payoff).
    #[serde(rename = "S")]
    pub S: Finite,
    /// Temptation: one defects on a cooperator (payoff).
    #[serde(rename = "T")]
    pub T: Finite,
    /// Punishment: both defect (payoff).
    #[serde(rename = "P")]
    pub P: Finite,
    /// Payoffs of a strong side facing a strong one, where they differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strong_strong: Option<Override>,
    /// Payoffs of a strong side facing a weak one, where they differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strong_weak: Option<Override>,
    /// Payoffs of a weak side facing a strong one, where they differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weak_strong: Option<Override>,
    /// Payoffs of a weak side facing a weak one, where they differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weak_weak: Option<Override>,
}

impl Matrix {
    /// Payoffs of a side of the given power facing a partner of the given power.
    pub fn payoffs(&self, own: Power, partner: Power) -> Payoffs {
        let special = [self.strong_strong, self.strong_weak, self.weak_strong, self.weak_weak][dyad(own, partner)];
        let own = special.unwrap_or_default();
        let or = |own: Option<Finite>, base: Finite| own.unwrap_or(base).get();
        Payoffs::new(or(own.R, self.R), or(own.S, self.S), or(own.T, self.T), or(own.P, self.P))
    }
}

/// A classical game by name: `[game] preset = "stag-hunt"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// R 3, S 0, T 5, P 1 (Axelrod 1984).
    PrisonersDilemma,
    /// Cooperating costs 1 and brings the partner 3: R 2, S -1, T 3, P 0 (Nowak 2006).
    Donation,
    /// R 5, S 0, T 3, P 2: cooperate if the other does (Skyrms 2004).
    StagHunt,
    /// R 3, S 1, T 5, P 0: cooperate if the other does not (Sugden 1986).
    Snowdrift,
    /// Value 2, cost of a fight 3: R 1, S 0, T 2, P -0.5 (Maynard Smith 1982).
    HawkDove,
    /// R 0, S -1, T 1, P -10: a collision is the worst (Rapoport & Chammah 1966).
    Chicken,
    /// R 4, S 2, T 3, P 1: cooperation is best whatever the other does.
    Harmony,
    /// R 1, S 0, T 3, P 2: both prefer mutual defection.
    Deadlock,
    /// R 0, S 2, T 3, P 0: only opposite roles pay, and both prefer to lead (battle of the sexes in roles; Rapoport's Leader, 1967).
    MatchingRoles,
}

impl Preset {
    /// All presets, in the order they are listed.
    pub const ALL: [Self; 9] = [
        Self::PrisonersDilemma,
        Self::Donation,
        Self::StagHunt,
        Self::Snowdrift,
        Self::HawkDove,
        Self::Chicken,
        Self::Harmony,
        Self::Deadlock,
        Self::MatchingRoles,
    ];

    /// The name used in configs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PrisonersDilemma => "prisoners-dilemma",
            Self::Donation => "donation",
            Self::StagHunt => "stag-hunt",
            Self::Snowdrift => "snowdrift",
            Self::HawkDove => "hawk-dove",
            Self::Chicken => "chicken",
            Self::Harmony => "harmony",
            Self::Deadlock => "deadlock",
            Self::MatchingRoles => "matching-roles",
        }
    }

    /// Its payoffs.
    pub const fn payoffs(self) -> Payoffs {
        match self {
            Self::PrisonersDilemma => Payoffs::new(3.0, 0.0, 5.0, 1.0),
            Self::Donation => Payoffs::new(2.0, -1.0, 3.0, 0.0),
            Self::StagHunt => Payoffs::new(5.0, 0.0, 3.0, 2.0),
            Self::Snowdrift => Payoffs::new(3.0, 1.0, 5.0, 0.0),
            Self::HawkDove => Payoffs::new(1.0, 0.0, 2.0, -0.5),
            Self::Chicken => Payoffs::new(0.0, -1.0, 1.0, -10.0),
            Self::Harmony => Payoffs::new(4.0, 2.0, 3.0, 1.0),
            Self::Deadlock => Payoffs::new(1.0, 0.0, 3.0, 2.0),
            Self::MatchingRoles => Payoffs::new(0.0, 2.0, 3.0, 0.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::Kind;

    #[test]
    fn presets_are_the_games_they_are_named_after() {
        use Kind::{Deadlock, Harmony, PrisonersDilemma, Snowdrift, StagHunt};
        let expected = [
            PrisonersDilemma,
            PrisonersDilemma,
            StagHunt,
            Snowdrift,
            Snowdrift,
            Snowdrift,
            Harmony,
            Deadlock,
            Snowdrift,
        ];
        for (preset, kind) in Preset::ALL.into_iter().zip(expected) {
            assert_eq!(Kind::of(&preset.payoffs()), kind, "{}", preset.name());
        }
    }

    #[test]
    fn a_pair_of_powers_may_have_its_own_matrix() {
        let text = "R = 3\nS = 0\nT = 5\nP = 1\nstrong-weak = { S = 1, T = 6, P = 2 }";
        let matrix: Matrix = toml::from_str(text).unwrap();
        assert_eq!(matrix.payoffs(Power::Strong, Power::Weak).0, [3.0, 1.0, 6.0, 2.0]);
        assert_eq!(matrix.payoffs(Power::Weak, Power::Strong).0, [3.0, 0.0, 5.0, 1.0]);
    }
}
