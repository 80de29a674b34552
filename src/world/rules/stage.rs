//! The game of a world with nothing left to look up.

use crate::game::public_goods::PublicGoods;
use crate::game::{Dilemma, Game, Payoffs, Power};

/// The game with nothing left to look up.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// The cyber dilemma.
    Dilemma(Dilemma),
    /// Fixed payoffs, by kind of directed dyad as in [`crate::game::dyad`].
    Fixed([Payoffs; 4]),
    /// A public goods game.
    Groups(PublicGoods),
}

impl Stage {
    pub(super) fn of(game: &Game) -> Self {
        match game {
            Game::Dilemma(dilemma) => Self::Dilemma(dilemma.clone()),
            Game::Matrix(matrix) => {
                let [s, w] = [Power::Strong, Power::Weak];
                Self::Fixed([(s, s), (s, w), (w, s), (w, w)].map(|(own, partner)| matrix.payoffs(own, partner)))
            }
            Game::Preset(preset) => Self::Fixed([preset.payoffs(); 4]),
            Game::PublicGoods(game) => Self::Groups((**game).clone()),
        }
    }
}
