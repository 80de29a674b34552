//! Strategies that a config defines: automata by their nodes or by four probabilities, learners by their parameters.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Strategy;
use super::automaton::{Automaton, Node};
use super::learner::{BushMosteller, Learner, QLearning, RothErev};
use crate::units::Probability;

/// A strategy defined in a config: `[strategies.NAME]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Definition {
    /// Memory-one: `memory_one = { opening = 1, cc = 1, cd = 0, dc = 1, dd = 0.6 }`.
    MemoryOne(MemoryOne),
    /// By nodes, the first is the start: `nodes = [{ cooperate = 1, next = [0, 1, 0, 1] }, ...]`.
    Nodes(Vec<NodeDefinition>),
    /// Learning by stimulus and aspiration: `bush_mosteller = { aspiration = 2, rate = 0.5 }`.
    BushMosteller(BushMosteller),
    /// Learning by propensities: `roth_erev = { strength = 10, forgetting = 0.001 }`.
    RothErev(RothErev),
    /// Learning the worth of actions: `q_learning = { rate = 0.2, discount = 0.95 }`.
    QLearning(QLearning),
}

/// Four probabilities to cooperate after the last encounter, and one for the first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MemoryOne {
    /// Probability to cooperate in the first encounter (default: as after CC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening: Option<Probability>,
    /// After both cooperated.
    pub cc: Probability,
    /// After own cooperation and the partner's defection.
    pub cd: Probability,
    /// After own defection and the partner's cooperation.
    pub dc: Probability,
    /// After both defected.
    pub dd: Probability,
}

/// One node of a user's automaton.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NodeDefinition {
    /// Probability to cooperate in this node.
    pub cooperate: Probability,
    /// The next node (counted from 0) after CC, CD, DC, DD: own action, then the partner's as read.
    #[schemars(inner(range(max = 4095)))]
    pub next: [u16; 4],
}

/// The most nodes of a user's automaton.
pub const MOST_NODES: usize = 4096;

/// A user's automaton that cannot be built.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DefinitionError {
    /// There is no node to start in.
    #[error("an automaton needs at least one node")]
    Empty,
    /// More nodes than can be numbered.
    #[error("an automaton has at most {MOST_NODES} nodes, found {0}")]
    TooLarge(usize),
    /// It learns.
    #[error("a learner has no automaton")]
    Learner,
    /// A transition leads nowhere.
    #[error("expected the number of a node, 0 to {last}, found {found}")]
    NoSuchNode {
        /// The node whose transition it is.
        node: usize,
        /// Which of the four transitions.
        transition: usize,
        /// The number given.
        found: u16,
        /// The last node's number.
        last: usize,
    },
}

impl Definition {
    /// The strategy ready to be played.
    ///
    /// # Errors
    /// [`DefinitionError`] when there are no nodes, too many, or a transition leads to a node that does not exist.
    pub fn strategy(&self) -> Result<Strategy, DefinitionError> {
        match self {
            Self::MemoryOne(_) | Self::Nodes(_) => self.automaton().map(Strategy::Automaton),
            Self::BushMosteller(rule) => Ok(Strategy::Learner(Learner::BushMosteller(*rule))),
            Self::RothErev(rule) => Ok(Strategy::Learner(Learner::RothErev(*rule))),
            Self::QLearning(rule) => Ok(Strategy::Learner(Learner::QLearning(*rule))),
        }
    }

    /// Builds the automaton.
    ///
    /// # Errors
    /// [`DefinitionError`] when it is a learner, there are no nodes, too many, or a transition leads to a node that does not exist.
    pub fn automaton(&self) -> Result<Automaton, DefinitionError> {
        match self {
            Self::MemoryOne(one) => {
                let after = [one.cc, one.cd, one.dc, one.dd].map(Probability::get);
                Ok(Automaton::memory_one(one.opening.map_or(after[0], Probability::get), after))
            }
            Self::Nodes(nodes) if nodes.is_empty() => Err(DefinitionError::Empty),
            Self::Nodes(nodes) if nodes.len() > MOST_NODES => Err(DefinitionError::TooLarge(nodes.len())),
            Self::Nodes(nodes) => {
                let last = nodes.len() - 1;
                for (node, definition) in nodes.iter().enumerate() {
                    for (transition, &found) in definition.next.iter().enumerate() {
                        if usize::from(found) > last {
                            return Err(DefinitionError::NoSuchNode { node, transition, found, last });
                        }
                    }
                }
                let nodes = nodes.iter().map(|node| Node { cooperate: node.cooperate.get(), next: node.next });
                Ok(Automaton { nodes: nodes.collect() })
            }
            Self::BushMosteller(_) | Self::RothErev(_) | Self::QLearning(_) => Err(DefinitionError::Learner),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reference is made of the schema: what it says is what holds.
    #[test]
    fn the_schema_states_the_limit_that_holds() {
        let schema = serde_json::to_value(schemars::schema_for!(NodeDefinition)).unwrap();
        assert_eq!(schema["properties"]["next"]["items"]["maximum"], MOST_NODES - 1);
        let node = NodeDefinition { cooperate: Probability::new(1.0).unwrap(), next: [0; 4] };
        assert!(Definition::Nodes(vec![node.clone(); MOST_NODES]).automaton().is_ok());
        let more = Definition::Nodes(vec![node; MOST_NODES + 1]).automaton();
        assert_eq!(more, Err(DefinitionError::TooLarge(MOST_NODES + 1)));
    }

    #[test]
    fn a_user_defines_an_automaton_by_nodes_or_by_four_numbers() {
        let two_strikes: Definition = toml::from_str(
            "nodes = [ { cooperate = 1.0, next = [0, 1, 0, 1] }, { cooperate = 1.0, next = [0, 2, 0, 2] }, \
             { cooperate = 0.0, next = [0, 2, 0, 2] } ]",
        )
        .unwrap();
        assert_eq!(two_strikes.automaton().unwrap().play("CDCDDDC"), "CCCCCDD");
        let firm: Definition =
            toml::from_str("memory_one = { opening = 1, cc = 1, cd = 0, dc = 1, dd = 0.6 }").unwrap();
        let firm = firm.automaton().unwrap();
        assert!(firm.is_stochastic() && firm.is_nice());
    }

    #[test]
    fn a_user_defines_a_learner_by_its_parameters() {
        let quick: Definition = toml::from_str("bush_mosteller = { rate = 1 }").unwrap();
        let Ok(Strategy::Learner(Learner::BushMosteller(rule))) = quick.strategy() else { panic!("{quick:?}") };
        assert_eq!((rule.rate.get(), rule.aspiration), (1.0, BushMosteller::DEFAULT.aspiration));
        assert_eq!(quick.automaton(), Err(DefinitionError::Learner));
        let propensities: Definition = toml::from_str("roth_erev = {}").unwrap();
        assert_eq!(propensities.strategy(), Ok(Strategy::Learner(Learner::RothErev(RothErev::DEFAULT))));
        assert!(toml::from_str::<Definition>("q_learning = { discount = 1 }").is_err());
        assert!(toml::from_str::<Definition>("q_learning = { speed = 1 }").is_err());
    }

    #[test]
    fn a_transition_to_nowhere_is_named() {
        let wrong: Definition = toml::from_str("nodes = [{ cooperate = 1.0, next = [0, 3, 0, 0] }]").unwrap();
        let expected = DefinitionError::NoSuchNode { node: 0, transition: 1, found: 3, last: 0 };
        assert_eq!(wrong.automaton(), Err(expected));
    }
}
