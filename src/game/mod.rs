//! What is at stake in one encounter.
//!
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
pub mod public_goods;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use contest::{relative_power, relative_powers};
pub use dilemma::{Dilemma, Stakes};
pub use kind::Kind;
pub use matrix::{Matrix, Preset};
pub use public_goods::PublicGoods;

/// One side's choice in an encounter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u8)]
pub enum Action {
    /// Share threat information, keep restraint, help in an incident.
    #[default]
    Cooperate = 0,
    /// Intrude, withhold, exploit.
    Defect = 1,
}

impl Action {
    /// Cooperate if `true`.
    #[inline]
    pub fn cooperate_if(yes: bool) -> Self {
        if yes { Self::Cooperate } else { Self::Defect }
    }

    /// Is it cooperation?
    #[inline]
    pub fn cooperates(self) -> bool {
        self == Self::Cooperate
    }
}

/// The place of an outcome in tables ordered CC, CD, DC, DD: own action first, then the partner's.
#[inline]
pub fn outcome(own: Action, partner: Action) -> usize {
    own as usize * 2 + partner as usize
}

/// One side's payoffs in an encounter, in the order CC, CD, DC, DD of (own, partner's) actions.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Payoffs(pub [f64; 4]);

impl Payoffs {
    /// From the usual letters.
    pub const fn new(reward: f64, sucker: f64, temptation: f64, punishment: f64) -> Self {
        Self([reward, sucker, temptation, punishment])
    }

    /// R: both cooperate.
    #[inline]
    pub fn reward(&self) -> f64 {
        self.0[0]
    }

    /// S: one cooperates alone.
    #[inline]
    pub fn sucker(&self) -> f64 {
        self.0[1]
    }

    /// T: one defects on a cooperator.
    #[inline]
    pub fn temptation(&self) -> f64 {
        self.0[2]
    }

    /// P: both defect.
    #[inline]
    pub fn punishment(&self) -> f64 {
        self.0[3]
    }

    /// The payoff at an outcome.
    #[inline]
    pub fn at(&self, own: Action, partner: Action) -> f64 {
        self.0[outcome(own, partner)]
    }

    /// Utility of a side that weighs its partner's payoff by `concern` (model section 4): U = u + concern u_partner.
    ///
    /// ```
    /// use comity::game::Payoffs;
    /// let prisoners = Payoffs::new(3.0, 0.0, 5.0, 1.0);
    /// // with concern 1/2 towards a partner in the same game: R 4.5, S 2.5, T 5, P 1.5
    /// assert_eq!(prisoners.with_concern(0.5, &prisoners), Payoffs::new(4.5, 2.5, 5.0, 1.5));
    /// ```
    #[inline]
    pub fn with_concern(&self, concern: f64, partner: &Self) -> Self {
        let [r, s, t, p] = self.0;
        let [r_j, s_j, t_j, p_j] = partner.0;
        Self([r + concern * r_j, s + concern * t_j, t + concern * s_j, p + concern * p_j])
    }
}

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

/// Cyber power, the asymmetry the model is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Power {
    /// A strong cyber power.
    Strong = 0,
    /// A weak cyber power.
    Weak = 1,
}

impl Power {
    /// Its name in configs and tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Strong => "strong",
            Self::Weak => "weak",
        }
    }
}

/// The kind of a directed dyad: the power of the one who acts, then of the one acted upon.
///
/// The order strong-strong, strong-weak, weak-strong, weak-weak is that of every table by kind.
#[inline]
pub fn dyad(actor: Power, partner: Power) -> usize {
    actor as usize * 2 + partner as usize
}

/// The kinds of directed dyads as they stand in column names, in the order of [`dyad`].
pub const DYADS: [&str; 4] = ["ss", "sw", "ws", "ww"];
