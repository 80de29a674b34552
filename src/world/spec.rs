//! A world as a config describes it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::agents::Group;
use crate::game::Game;
use crate::game::distance::Culture;
use crate::learning::{Basis, Learning};
use crate::mechanism::{Mechanisms, Shock};
use crate::network::{Dyads, Network};
use crate::strategy::{Choice, Definition};
use crate::trust::{Attribution, Noise, Reputation, Trust};

/// A world as a config describes it: the content that gives a cell its identity.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs, reason = "each field is documented where its table is defined")]
pub struct Spec {
    pub agents: Vec<Group>,
    pub strategies: BTreeMap<String, Definition>,
    pub game: Game,
    pub noise: Noise,
    pub culture: Culture,
    pub choice: Choice,
    pub trust: Trust,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reputation: Option<Reputation>,
    pub mechanisms: Mechanisms,
    pub learning: Option<Learning>,
    pub network: Network,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shocks: Vec<Shock>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribution: Option<Attribution>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dyads: Option<Dyads>,
}

impl Spec {
    /// Are there encounters of two, played round by round?
    pub(in crate::world) fn is_played(&self) -> bool {
        let learning = self.learning.as_ref().filter(|learning| learning.enabled);
        !matches!(self.game, Game::PublicGoods(_)) && learning.is_none_or(|learning| learning.payoffs == Basis::Played)
    }
}
