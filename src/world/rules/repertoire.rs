//! The strategies of a world: which there are, and their automata in one list of nodes.

use std::collections::BTreeMap;

use crate::game::public_goods::Role;
use crate::rng::Chance;
use crate::strategy::automaton::{Node, with_slip};
use crate::strategy::{Automaton, CATALOGUE, DefinitionError, Learner, Strategy, catalogue};
use crate::trust::Reputation;
use crate::world::problem::{Problem, nearest};
use crate::world::spec::Spec;

/// The strategies of a world, their automata laid out in one list of nodes.
#[derive(Debug, Clone, PartialEq)]
pub struct Repertoire {
    /// Names, sorted: the pool that mutants draw from.
    pub names: Vec<String>,
    /// Each strategy's first node.
    pub start: Vec<u16>,
    /// All nodes; `next` counts in this list.
    pub nodes: Vec<Node>,
    /// Each node's chance to execute cooperation, slip included.
    pub chance: Vec<Chance>,
    /// The place of the deliberate strategy, whose one node is never asked.
    pub deliberate: Option<u16>,
    /// Each strategy's role in a public goods game, if it has one.
    pub roles: Vec<Option<Role>>,
    /// The place of the discriminator, whose one node is never asked.
    pub discriminator: Option<u16>,
    /// Each strategy's rule of learning, if it learns; its one node is never asked.
    pub learner: Vec<Option<Learner>>,
}

impl Repertoire {
    /// The automaton of the strategy at a place, node 0 its start.
    pub fn automaton(&self, place: usize) -> Automaton {
        let first = self.start[place];
        let end = self.start.get(place + 1).map_or(self.nodes.len(), |&start| usize::from(start));
        let own = |node: &Node| Node { next: node.next.map(|n| n - first), ..*node };
        Automaton { nodes: self.nodes[usize::from(first)..end].iter().map(own).collect() }
    }

    /// Does any of the strategies learn?
    pub fn learns(&self) -> bool {
        self.learner.iter().any(Option::is_some)
    }
}

/// A strategy's name as the catalogue has it; a user's name as it is.
pub(super) fn canonical(name: &str) -> &str {
    catalogue::find(name).map_or(name, |entry| entry.name)
}

/// The union of the strategies that the groups name (also with a share of 0), sorted by name.
pub(super) fn repertoire(spec: &Spec, problems: &mut Vec<Problem>) -> Repertoire {
    let mut strategies: BTreeMap<String, Strategy> = BTreeMap::new();
    let mut defined = BTreeMap::new();
    for (name, definition) in &spec.strategies {
        if catalogue::find(name).is_some() {
            let message = format!("{name:?} is a strategy of the catalogue; choose another name");
            problems.push(Problem::new(["strategies", name], message));
        }
        match definition.strategy() {
            Ok(strategy) => drop(defined.insert(name.clone(), strategy)),
            Err(error) => {
                // Still known by name, so that the one mistake is not reported twice.
                defined.insert(name.clone(), Strategy::Automaton(Automaton::memory_one(0.0, [0.0; 4])));
                problems.push(definition_problem(name, &error));
            }
        }
    }
    for (place, group) in spec.agents.iter().enumerate() {
        for name in group.strategies.keys() {
            let strategy = match (defined.get(name), catalogue::find(name)) {
                (Some(strategy), _) => strategy.clone(),
                (None, Some(entry)) => entry.strategy(),
                (None, None) => {
                    let known = defined.keys().map(String::as_str).chain(CATALOGUE.iter().map(|entry| entry.name));
                    let hint = nearest(name, known).map(|near| format!("did you mean {near:?}? ")).unwrap_or_default();
                    let message = format!("unknown strategy {name:?}; {hint}`comity list strategies` names all");
                    problems.push(Problem::new(["agents", &place.to_string(), "strategies", name], message));
                    continue;
                }
            };
            if spec.reputation.is_none() && strategy == Strategy::Discriminator {
                let message = format!("{name:?} needs [reputation]: without it nobody has a name to go by");
                problems.push(Problem::new(["agents", &place.to_string(), "strategies", name], message));
            }
            strategies.insert(canonical(name).to_owned(), strategy);
        }
    }
    let carried_out = spec.reputation.as_ref().map_or(1.0, Reputation::carried_out);
    lay_out(strategies, spec.noise.slip.get(), carried_out, problems)
}

fn definition_problem(name: &str, error: &DefinitionError) -> Problem {
    let mut key = vec!["strategies".to_owned(), name.to_owned(), "nodes".to_owned()];
    if let DefinitionError::NoSuchNode { node, transition, .. } = error {
        key.extend([node.to_string(), "next".to_owned(), transition.to_string()]);
    }
    Problem { key, message: error.to_string() }
}

/// Lays strategies out in one list; an intended cooperation is carried out with probability `carried_out`, before any slip.
fn lay_out(
    strategies: BTreeMap<String, Strategy>,
    slip: f64,
    carried_out: f64,
    problems: &mut Vec<Problem>,
) -> Repertoire {
    let mut repertoire = Repertoire {
        names: Vec::new(),
        start: Vec::new(),
        nodes: Vec::new(),
        chance: Vec::new(),
        deliberate: None,
        roles: Vec::new(),
        discriminator: None,
        learner: Vec::new(),
    };
    for (name, strategy) in strategies {
        let first = repertoire.nodes.len();
        let place = repertoire.names.len() as u16;
        let unasked = vec![Node { cooperate: 0.0, next: [0; 4] }];
        let (nodes, learner) = match strategy {
            Strategy::Automaton(automaton) => (automaton.nodes, None),
            Strategy::Learner(learner) => (unasked, Some(learner)),
            Strategy::Deliberate => {
                repertoire.deliberate = Some(place);
                (unasked, None)
            }
            Strategy::Discriminator => {
                repertoire.discriminator = Some(place);
                (unasked, None)
            }
            Strategy::Role(_) => (unasked, None),
        };
        if first + nodes.len() > usize::from(u16::MAX) {
            let message = format!(
                "expected at most {} nodes in all strategies together, found {} and more with {name:?}",
                u16::MAX,
                first + nodes.len()
            );
            problems.push(Problem::new(["strategies"], message));
            break;
        }
        repertoire.roles.push(Role::ALL.into_iter().find(|role| role.strategy() == name));
        repertoire.names.push(name);
        repertoire.learner.push(learner);
        repertoire.start.push(first as u16);
        for node in nodes {
            repertoire.chance.push(Chance::of(with_slip(node.cooperate * carried_out, slip)));
            repertoire.nodes.push(Node { next: node.next.map(|n| n + first as u16), ..node });
        }
    }
    repertoire
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seventeen automata of 4,000 nodes are more than 65,535 nodes: the last one that does not fit is refused by name.
    #[test]
    fn a_repertoire_has_room_for_so_many_nodes() {
        let large = || Automaton { nodes: vec![Node { cooperate: 1.0, next: [0; 4] }; 4000] };
        let of = |count: usize| (0..count).map(|i| (format!("s{i:02}"), Strategy::Automaton(large()))).collect();
        let mut problems = Vec::new();
        assert_eq!(lay_out(of(16), 0.0, 1.0, &mut problems).start[15], 60_000);
        assert_eq!(problems, []);
        lay_out(of(17), 0.0, 1.0, &mut problems);
        assert_eq!(problems.len(), 1);
        assert!(problems[0].message.contains("68000 and more with \"s16\""), "{problems:?}");
    }
}
