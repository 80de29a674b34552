//! What is at stake in one encounter.
//!
//! - [`payoffs`]: what two choose, and what either is paid
//! - [`power`]: strong and weak, and the kinds of dyad
//! - [`distance`]: how far apart two states stand (model section 2)
//! - [`contest`]: the relative power of two capabilities
//! - [`dilemma`]: the structural cyber dilemma
//! - [`matrix`]: classical two-by-two games and their presets
//! - [`public_goods`]: games of more than two
//! - [`kind`]: which game a side sees: prisoner's dilemma, stag hunt, ...

pub mod contest;
pub mod dilemma;
pub mod distance;
pub mod kind;
pub mod matrix;
pub mod payoffs;
pub mod power;
pub mod public_goods;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use contest::{relative_power, relative_powers};
pub use dilemma::{Dilemma, Stakes};
pub use kind::Kind;
pub use matrix::{Matrix, Preset};
pub use payoffs::{Action, Payoffs, outcome};
pub use power::{DYADS, Power, dyad};
pub use public_goods::PublicGoods;

/// The game that is played: exactly one of the tables below `[game]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Game {
    /// The structural cyber dilemma: payoffs follow capability, ideology and protection.
    Dilemma(Dilemma),
    /// A classical two-by-two game with fixed payoffs.
    Matrix(Box<Matrix>),
    /// A classical game by name.
    Preset(Preset),
    /// A public goods game: more than two decide at once whether to contribute.
    PublicGoods(Box<PublicGoods>),
}

impl Default for Game {
    fn default() -> Self {
        Self::Dilemma(Dilemma::default())
    }
}

impl Game {
    /// The exponent of relative power; 1 in games without structure, where only damage asks for it.
    pub fn decisiveness(&self) -> f64 {
        match self {
            Self::Dilemma(dilemma) => dilemma.decisiveness.get(),
            Self::Matrix(_) | Self::Preset(_) | Self::PublicGoods(_) => 1.0,
        }
    }
}
