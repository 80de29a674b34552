//! Columns that are there only where their mechanism is.

use super::row::Column;
use super::run::Observed;
use crate::game::Power;
use crate::mechanism::Mechanisms;
use crate::world::state::Adoption;

/// A column of rounds and runs that only some worlds have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extra {
    /// Who has adopted a norm.
    Adopters,
    /// Armament of the strong.
    Arms,
}

impl Extra {
    /// All of them, in the order of the columns.
    pub const ALL: [Self; 2] = [Self::Adopters, Self::Arms];

    /// Is its mechanism on?
    pub fn is_in(self, mechanisms: &Mechanisms) -> bool {
        match self {
            Self::Adopters => mechanisms.cascade.is_some(),
            Self::Arms => mechanisms.arms.is_some(),
        }
    }

    /// Its name, unit and meaning.
    pub fn column(self) -> Column {
        match self {
            Self::Adopters => {
                Column::new("adopters", "share", "Share of the agents that have adopted the norm of the cascade.")
            }
            Self::Arms => Column::new("arms", "armament", "Mean armament of strong agents."),
        }
    }

    /// Its value after a round; NaN in a world without its mechanism, or without anybody who could arm.
    pub fn value(self, observed: Observed<'_>) -> f64 {
        let Observed { rules, world } = observed;
        match self {
            Self::Adopters => world.adoption.as_ref().map_or(f64::NAN, Adoption::share),
            Self::Arms if world.arms.is_empty() => f64::NAN,
            Self::Arms => {
                let strong = &rules.by_power[Power::Strong as usize];
                strong.iter().map(|&i| world.arms[i as usize]).sum::<f64>() / strong.len() as f64
            }
        }
    }
}
