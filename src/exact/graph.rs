//! Two strategies on a small graph: the whole chain of 2^N states, solved.
//!
//! ```text
//! f = exp(s pi)                      pi: mean or sum of the games with all neighbours
//! DB: a random node dies;            the neighbour y takes its place with probability f_y / sum over neighbours of f
//! BD: y is chosen with f_y / sum f;  its copy replaces a random neighbour of y
//! PC: random x, random neighbour y;  x takes over y's strategy with probability logistic(s (pi_y - pi_x))
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | N | number of nodes | 2..14 | [`Graph`] |
//! | s | strength of selection; 1/K where noise K is given | >= 0 | [`Spread::selection`] |
//! | pi | payoff: mean or sum over the neighbours | any | [`Spread::payoff`] |
//! | rule | DB, BD or PC | | [`Spread::rule`] |
//! | R, S, T, P | A against A, A against B, B against A, B against B | finite | [`Spread::game`] |
//!
//! Source: Ohtsuki, Hauert, Lieberman & Nowak (2006), Nature 441:502 (death-birth, birth-death); pairwise comparison as
//! in Szabo & Toke (1998), Phys. Rev. E 58:69, eq. (2). One such event is one step, whether it changes anything or not.
//! States are taken in the order of their number of A, in which every event moves to a neighbouring layer; N = 12 takes
//! seconds, N = 14 minutes and half a gigabyte.
//!
//! ```
//! use comity::exact::graph::{Graph, PayoffRule, Spread, UpdateRule};
//! use comity::game::Payoffs;
//! // Without selection one A in a triangle takes over in a third of the cases.
//! let triangle = Graph::new(3, &[(0, 1), (1, 2), (2, 0)])?;
//! let game = Payoffs::new(3.0, 0.0, 5.0, 1.0);
//! let spread = Spread { game, rule: UpdateRule::DeathBirth, payoff: PayoffRule::Averaged, selection: 0.0 };
//! let ends = spread.on(&triangle)?;
//! assert!((ends.from_one().0 - 1.0 / 3.0).abs() < 1e-15);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::absorbing::{Absorption, AbsorptionError, absorption};
use crate::game::Payoffs;
use crate::units::logistic;

/// The most nodes whose chain is solved: 2^14 states.
pub const MOST_NODES: usize = 14;

/// Why a list of edges is no graph on which the chain can be solved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GraphError {
    /// Too few or too many nodes.
    #[error("expected 2 to 14 nodes, found {found}: the chain has 2^nodes states")]
    Nodes {
        /// Number of nodes.
        found: usize,
    },
    /// An edge that is a loop, a repetition, or ends outside.
    #[error("expected distinct edges between different nodes 0 to {last}, found {a} - {b}")]
    Edge {
        /// The last node's number.
        last: usize,
        /// One end.
        a: usize,
        /// The other.
        b: usize,
    },
    /// Not all nodes hang together.
    #[error("expected a connected graph, found no way from node 0 to node {node}")]
    Disconnected {
        /// A node that cannot be reached.
        node: usize,
    },
}

/// A connected, undirected graph of at most 14 nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graph {
    /// Neighbours of each node, in ascending order.
    neighbours: Vec<Vec<usize>>,
}

impl Graph {
    /// A graph from its number of nodes and its edges, each once.
    ///
    /// # Errors
    /// [`GraphError`] where there are too many nodes, an edge is a loop, repeated or leads outside, or the graph is in
    /// parts.
    pub fn new(nodes: usize, edges: &[(usize, usize)]) -> Result<Self, GraphError> {
        if !(2..=MOST_NODES).contains(&nodes) {
            return Err(GraphError::Nodes { found: nodes });
        }
        let mut neighbours = vec![Vec::new(); nodes];
        for &(a, b) in edges {
            if a == b || a >= nodes || b >= nodes || neighbours[a].contains(&b) {
                return Err(GraphError::Edge { last: nodes - 1, a, b });
            }
            neighbours[a].push(b);
            neighbours[b].push(a);
        }
        neighbours.iter_mut().for_each(|list| list.sort_unstable());
        let (mut reached, mut open) = (1usize, vec![0]);
        while let Some(node) = open.pop() {
            for &next in &neighbours[node] {
                if reached >> next & 1 == 0 {
                    reached |= 1 << next;
                    open.push(next);
                }
            }
        }
        match (0..nodes).find(|node| reached >> node & 1 == 0) {
            Some(node) => Err(GraphError::Disconnected { node }),
            None => Ok(Self { neighbours }),
        }
    }

    /// Number of nodes.
    pub fn nodes(&self) -> usize {
        self.neighbours.len()
    }
}

/// Who is replaced by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UpdateRule {
    /// A random node dies, its neighbours compete for the place.
    DeathBirth,
    /// A fit node reproduces, its copy replaces a random neighbour.
    BirthDeath,
    /// A random node compares itself with a random neighbour.
    PairComparison,
}

/// What counts of the games with the neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PayoffRule {
    /// Their mean.
    Averaged,
    /// Their sum.
    Accumulated,
}

/// How two strategies spread on a graph.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// The game: A against A, A against B, B against A, B against B.
    pub game: Payoffs,
    /// Who is replaced by whom.
    pub rule: UpdateRule,
    /// What counts of the games.
    pub payoff: PayoffRule,
    /// Strength of selection s, at least 0.
    pub selection: f64,
}

impl Spread {
    /// Solves the chain on a graph.
    ///
    /// # Errors
    /// [`AbsorptionError`] where selection is so strong that a probability is 0 in floating point and a mixed state
    /// never ends.
    pub fn on(&self, graph: &Graph) -> Result<GraphEnds, AbsorptionError> {
        let nodes = graph.nodes();
        let all = (1usize << nodes) - 1;
        // Mixed states by number of A; then all B, all A.
        let mut states: Vec<usize> = (1..all).collect();
        states.sort_by_key(|state| state.count_ones());
        states.extend([0, all]);
        let mut places = vec![0; all + 1];
        for (place, &state) in states.iter().enumerate() {
            places[state] = place;
        }
        let mut rows = Vec::with_capacity(all - 1);
        for &state in &states[..all - 1] {
            let changes = self.changes(graph, state);
            let row =
                (0..nodes).filter(|&x| changes[x] > 0.0).map(|x| (places[state ^ (1 << x)], changes[x])).collect();
            rows.push(row);
        }
        Ok(GraphEnds { nodes, places, absorption: absorption(&rows, 2)? })
    }

    /// Probability that the next event changes each node.
    fn changes(&self, graph: &Graph, state: usize) -> [f64; MOST_NODES] {
        let nodes = graph.nodes();
        let is_a = |x: usize| state >> x & 1 == 1;
        let mut payoffs = [0.0; MOST_NODES];
        for (x, list) in graph.neighbours.iter().enumerate() {
            let cell = |y: usize| self.game.0[usize::from(!is_a(x)) * 2 + usize::from(!is_a(y))];
            let sum: f64 = list.iter().map(|&y| cell(y)).sum();
            payoffs[x] = match self.payoff {
                PayoffRule::Accumulated => sum,
                PayoffRule::Averaged => sum / list.len() as f64,
            };
        }
        // Fitness relative to the fittest among `rivals`: no overflow, whatever the selection.
        let relative = |y: usize, rivals: &mut dyn Iterator<Item = usize>| {
            let own = payoffs[y];
            1.0 / rivals.map(|z| libm::exp(self.selection * (payoffs[z] - own))).sum::<f64>()
        };
        let mut changes = [0.0; MOST_NODES];
        for (x, list) in graph.neighbours.iter().enumerate() {
            for &y in list.iter().filter(|&&y| is_a(y) != is_a(x)) {
                changes[x] += match self.rule {
                    UpdateRule::DeathBirth => relative(y, &mut list.iter().copied()) / nodes as f64,
                    UpdateRule::BirthDeath => relative(y, &mut (0..nodes)) / graph.neighbours[y].len() as f64,
                    UpdateRule::PairComparison => {
                        logistic(self.selection * (payoffs[y] - payoffs[x])) / (nodes * list.len()) as f64
                    }
                };
            }
        }
        changes
    }
}

/// How the chain on a graph ends, from any start.
#[derive(Debug, Clone)]
pub struct GraphEnds {
    nodes: usize,
    /// Place of each state in the solution; a state has bit x set where node x is A.
    places: Vec<usize>,
    absorption: Absorption,
}

impl GraphEnds {
    /// Probability that A takes over, and mean steps to the end, from a state: bit x is set where node x is A.
    ///
    /// `state` must be below 2^nodes.
    pub fn from(&self, state: usize) -> (f64, f64) {
        let all = self.places.len() - 1;
        if state == 0 || state == all {
            return (f64::from(u8::from(state == all)), 0.0);
        }
        let place = self.places[state];
        (self.absorption.ends[1][place], self.absorption.steps[place])
    }

    /// Probability that a single A takes over, by its node.
    pub fn by_start_node(&self) -> Vec<f64> {
        (0..self.nodes).map(|node| self.from(1 << node).0).collect()
    }

    /// As [`GraphEnds::from`], from one A on a random node.
    pub fn from_one(&self) -> (f64, f64) {
        self.from_random(1)
    }

    /// As [`GraphEnds::from`], from `k` A's on random nodes, `k` at most the number of nodes.
    pub fn from_random(&self, k: usize) -> (f64, f64) {
        self.mean((0..self.places.len()).filter(|state| state.count_ones() as usize == k))
    }

    /// As [`GraphEnds::from`], with each node A with probability one half.
    pub fn from_half(&self) -> (f64, f64) {
        self.mean(0..self.places.len())
    }

    fn mean(&self, states: impl Iterator<Item = usize>) -> (f64, f64) {
        let (mut probability, mut steps, mut count) = (0.0, 0.0, 0.0);
        for state in states {
            let (p, t) = self.from(state);
            probability += p;
            steps += t;
            count += 1.0;
        }
        (probability / count, steps / count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GAME: Payoffs = Payoffs::new(3.0, 0.0, 5.0, 1.0);

    /// Two nodes, one A with payoff 0, one B with payoff 5; s = ln 2 / 5, so f_B = 2 f_A.
    #[test]
    fn a_pair_by_hand() {
        let pair = Graph::new(2, &[(0, 1)]).unwrap();
        let on = |rule| {
            let selection = std::f64::consts::LN_2 / 5.0;
            Spread { game: GAME, rule, payoff: PayoffRule::Averaged, selection }.on(&pair).unwrap().from_one()
        };
        let near = |found: (f64, f64), p: f64, t: f64| (found.0 - p).abs() < 1e-15 && (found.1 - t).abs() < 1e-14;
        assert!(near(on(UpdateRule::DeathBirth), 0.5, 1.0));
        assert!(near(on(UpdateRule::BirthDeath), 1.0 / 3.0, 1.0));
        // B is the focal half of the time and takes over A with 1/3; A takes over B with 2/3.
        assert!(near(on(UpdateRule::PairComparison), 1.0 / 3.0, 2.0));
    }

    /// On a star of three the centre earns twice as much where games add up.
    #[test]
    fn games_are_averaged_or_added_up() {
        let star = Graph::new(3, &[(0, 1), (0, 2)]).unwrap();
        let on = |payoff, selection| {
            let spread = Spread { game: GAME, rule: UpdateRule::BirthDeath, payoff, selection };
            spread.changes(&star, 0b001)
        };
        // Centre A earns 0 either way, the leaves earn 5: each reproduces with e^(5 s) / (1 + 2 e^(5 s)).
        let e = libm::exp(0.5);
        assert!((on(PayoffRule::Averaged, 0.1)[0] - 2.0 * e / (1.0 + 2.0 * e)).abs() < 1e-15);
        let centre_b =
            |payoff| Spread { game: GAME, rule: UpdateRule::BirthDeath, payoff, selection: 0.1 }.changes(&star, 0b110);
        let f = |payoff: f64| libm::exp(0.1 * payoff);
        let taken = |centre: f64| 1.0 / (f(centre) + 2.0) * 2.0;
        assert!((centre_b(PayoffRule::Averaged)[0] - taken(5.0)).abs() < 1e-15);
        assert!((centre_b(PayoffRule::Accumulated)[0] - taken(10.0)).abs() < 1e-15);
    }

    #[test]
    fn broken_graphs_are_refused() {
        assert_eq!(Graph::new(15, &[]), Err(GraphError::Nodes { found: 15 }));
        assert_eq!(Graph::new(3, &[(0, 1)]), Err(GraphError::Disconnected { node: 2 }));
        assert!(matches!(Graph::new(3, &[(0, 1), (1, 0)]), Err(GraphError::Edge { a: 1, b: 0, .. })));
        assert!(matches!(Graph::new(3, &[(0, 3)]), Err(GraphError::Edge { b: 3, .. })));
    }
}
