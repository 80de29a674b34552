//! Who meets whom.
//!
//! A network is a list of pairs. Each pair has two sides, numbered 2p and 2p + 1: everything that belongs to one
//! agent's relation to one partner (trust, automaton node, reading) is kept by side in a plain array, and the partner's
//! side is `side ^ 1`. Memory is proportional to the number of pairs.
//!
//! - [`kind`]: the kinds of network as data: what they are, where they come from, which keys they take
//! - [`ring`], [`lattice`]: regular in space
//! - [`regular`], [`small_world`], [`scale_free`], [`erdos_renyi`], [`blocs`]: drawn at random, anew for each run
//! - [`mod@file`]: given by a list of links, with weights if some meet less often than others
//! - [`roll`]: who an agent is in a file
//! - [`dyads`]: what stands between two agents beforehand
//! - [`meetings`]: the pairs laid out for a world
//! - [`link`], [`mistake`]: what all of them are made of, and what can be wrong with them
//! - [`statistics`]: degrees, clustering, components, paths
//!
//! A random network depends on the key of the streams, the replicate and its own parameters alone ([`crate::rng`] has
//! the addresses), so with common seeds replicate r has the same network in every cell that gives it the same
//! parameters.

pub mod blocs;
pub mod dyads;
pub mod erdos_renyi;
pub mod file;
pub mod kind;
pub mod lattice;
pub mod link;
pub mod meetings;
pub mod mistake;
pub mod regular;
pub mod ring;
pub mod roll;
pub mod scale_free;
pub mod small_world;
pub mod statistics;

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use blocs::By;
pub use dyads::Dyads;
pub use file::Edges;
pub use kind::Kind;
pub use lattice::Neighbourhood;
pub use link::Link;
pub use meetings::Meetings;
pub use mistake::Mistake;

use self::dyads::Strangers;
use crate::rng::{Key, Purpose, Stream, pick};
use crate::sheet::Delimiter;
use crate::units::{NonNegative, Probability};

/// The most pairs of a network: sides are numbered in 32 bits.
const MOST_PAIRS: f64 = 2_147_483_648.0;

/// The network: `[network]`. Each key beside `kind` belongs to some kinds and is refused where no cell has one of them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Network {
    /// Which network.
    pub kind: Kind,
    /// Links of each agent (ring, regular, small-world; at least 1, even for ring and small-world; default 4).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub degree: Option<NonZeroU32>,
    /// Who is next to whom (lattice; default `"von-neumann"`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub neighbourhood: Option<Neighbourhood>,
    /// Agents in a row (lattice; divides the number of agents; default the square root of their number, rounded down).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub width: Option<NonZeroU32>,
    /// Do the edges of the lattice meet, so that it is a torus (lattice; default true)?
    #[serde(skip_serializing_if = "Option::is_none")]
    pub periodic: Option<bool>,
    /// Probability that a link of the ring is rewired (small-world; 0 to 1; default 0.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rewiring: Option<Probability>,
    /// Links that each newcomer brings (scale-free; at least 1; default 2).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub links: Option<NonZeroU32>,
    /// Probability that two agents are linked (erdos-renyi; 0 to 1; default 0.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability: Option<Probability>,
    /// Share of the pairs within a bloc that are linked (blocs; 0 to 1; default 0.8).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<Probability>,
    /// Share of the pairs between two blocs that are linked (blocs; 0 to 1; default 0.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub between: Option<Probability>,
    /// What makes a bloc (blocs; default `"group"`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<By>,
    /// Densities of named pairs of blocs, instead of `within` and `between`: `densities.NAME.OTHER` (blocs; 0 to 1).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub densities: BTreeMap<String, BTreeMap<String, Probability>>,
    /// A CSV file of links, its path relative to the config (file). Header from,to or from,to,weight. Agents go by name if
    /// they are alone in their group, else by number from 0; `#2` is the agent at position 2 in any case. Weights say how
    /// often two meet (above 0, relative to the largest).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Names of its columns, where they are others (file): `columns = { from = "source", to = "target" }`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
    /// What parts its fields (file): `","`, `";"` or a tab, `"\t"`.
    #[serde(skip_serializing_if = "Delimiter::is_comma")]
    pub delimiter: Delimiter,
    /// What becomes of rows that name agents who are not there (file).
    #[serde(skip_serializing_if = "Strangers::is_refuse")]
    pub strangers: Strangers,
    /// The links themselves, as the text of a CSV file (file; written by the program, in place of `path`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// Does an agent also play itself (lattice; games in space only)?
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub self_interaction: bool,
    /// Are agents placed on the nodes at random, anew in each run (ring, lattice, small-world, scale-free, file)?
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub shuffle: bool,
    /// How much like meets like: two agents meet in proportion to exp(-homophily x their distance at the start of the run)
    /// (at least 0; default 0). The nearest pair meets in every round.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub homophily: Option<NonNegative>,
    /// The links of the file at `path`, or of `table`, once they are read.
    #[serde(skip)]
    #[schemars(skip)]
    pub edges: Option<Edges>,
}

impl Network {
    /// The key that `degree` means, default resolved.
    pub fn degree(&self) -> u32 {
        self.degree.map_or(4, NonZeroU32::get)
    }

    /// Agents in a row of the lattice, default resolved.
    pub fn width(&self, agents: usize) -> usize {
        self.width.map_or(agents.isqrt(), |width| width.get() as usize)
    }

    /// Do the edges of the lattice meet?
    pub fn periodic(&self) -> bool {
        self.periodic.unwrap_or(true)
    }

    /// Probability of rewiring, default resolved.
    pub fn rewiring(&self) -> f64 {
        self.rewiring.map_or(0.1, Probability::get)
    }

    /// Links of a newcomer, default resolved.
    pub fn links(&self) -> u32 {
        self.links.map_or(2, NonZeroU32::get)
    }

    /// Probability of a link, default resolved.
    pub fn probability(&self) -> f64 {
        self.probability.map_or(0.1, Probability::get)
    }

    /// What makes a bloc, default resolved.
    pub fn by(&self) -> By {
        self.by.unwrap_or_default()
    }

    /// The keys of blocs, defaults resolved.
    fn blocs(&self) -> blocs::Keys<'_> {
        blocs::Keys {
            by: self.by(),
            within: self.within.map_or(0.8, Probability::get),
            between: self.between.map_or(0.1, Probability::get),
            densities: &self.densities,
        }
    }

    /// Do some pairs meet less often than others?
    pub fn is_weighted(&self) -> bool {
        self.homophily() > 0.0
            || (self.kind == Kind::File && self.edges.as_ref().is_some_and(|edges| !edges.weights.is_empty()))
    }

    /// How much like meets like, default resolved.
    pub fn homophily(&self) -> f64 {
        self.homophily.map_or(0.0, NonNegative::get)
    }

    /// Is it drawn anew for each run?
    pub fn is_random(&self) -> bool {
        // Who is like whom is drawn with the agents.
        self.kind.is_random() || self.is_shuffled() || self.homophily() > 0.0
    }

    fn is_shuffled(&self) -> bool {
        self.shuffle && self.kind.keys().contains(&"shuffle")
    }

    /// What is wrong with it for so many agents; `blocs` are the names that blocs can have, none if they have only
    /// numbers.
    pub fn mistakes(&self, agents: usize, blocs: &[&str]) -> Vec<Mistake> {
        let mut mistakes: Vec<Mistake> = match self.kind {
            Kind::Complete => Vec::new(),
            Kind::Ring | Kind::SmallWorld => ring::mistake(agents, self.degree()).into_iter().collect(),
            Kind::Lattice => lattice::mistake(agents, self.width(agents), self.periodic()).into_iter().collect(),
            Kind::Regular => regular::mistake(agents, self.degree()).into_iter().collect(),
            Kind::ScaleFree => scale_free::mistake(agents, self.links()).into_iter().collect(),
            Kind::ErdosRenyi => erdos_renyi::mistake(self.probability()).into_iter().collect(),
            Kind::Blocs => self.blocs().mistakes(blocs),
            Kind::File => file::mistake(self.edges.as_ref(), agents).into_iter().collect(),
        };
        if mistakes.is_empty() {
            mistakes.extend(self.too_many_pairs(agents));
        }
        if self.self_interaction && self.kind != Kind::Lattice {
            let message = format!("belongs to the kind \"lattice\", found the kind {:?}", self.kind.name());
            mistakes.push(Mistake::new("self_interaction", message));
        }
        mistakes
    }

    /// About how many pairs it has, where that is known beforehand.
    pub fn about_pairs(&self, agents: usize) -> Option<f64> {
        self.keyed_pairs(agents).map(|(_, pairs)| pairs)
    }

    /// The same, with the key that decides it.
    fn keyed_pairs(&self, agents: usize) -> Option<(&'static str, f64)> {
        let n = agents as f64;
        let all = n * (n - 1.0) / 2.0;
        Some(match self.kind {
            Kind::Complete => ("kind", all),
            Kind::Ring | Kind::SmallWorld | Kind::Regular => ("degree", n * f64::from(self.degree()) / 2.0),
            Kind::ScaleFree => ("links", n * f64::from(self.links())),
            Kind::ErdosRenyi => ("probability", all * self.probability()),
            Kind::Lattice | Kind::Blocs | Kind::File => return None,
        })
    }

    /// More pairs than can be numbered, where their number is known beforehand.
    fn too_many_pairs(&self, agents: usize) -> Option<Mistake> {
        let (key, pairs) = self.keyed_pairs(agents)?;
        (pairs >= MOST_PAIRS).then(|| {
            let message =
                format!("expected fewer than {MOST_PAIRS} pairs, found about {pairs:.0} among {agents} agents");
            Mistake::new(key, message)
        })
    }

    /// The pairs that meet in a replicate; `bloc` is the bloc of each agent, `blocs` the names of the blocs, if they
    /// have any.
    ///
    /// The network has to be without [`Network::mistakes`].
    pub fn draw(&self, bloc: &[u32], blocs: &[&str], key: &Key, replicate: u32) -> Meetings {
        let agents = bloc.len();
        let n = agents as u32;
        let mut stream = Stream::new(key, replicate, Purpose::Network);
        let links = match self.kind {
            Kind::Complete => return Meetings::complete(agents),
            Kind::Ring => ring::links(n, self.degree()),
            Kind::Lattice => {
                lattice::links(n, self.width(agents) as u32, self.periodic(), self.neighbourhood.unwrap_or_default())
            }
            Kind::Regular => regular::links(n, self.degree(), &mut stream),
            Kind::SmallWorld => small_world::links(n, self.degree(), self.rewiring(), &mut stream),
            Kind::ScaleFree => scale_free::links(n, self.links(), &mut stream),
            Kind::ErdosRenyi => erdos_renyi::links(n, self.probability(), &mut stream),
            Kind::Blocs => blocs::links(bloc, &self.blocs().densities(blocs), &mut stream),
            Kind::File => self.edges.as_ref().map_or_else(Vec::new, |edges| edges.links.clone()),
        };
        let weights = self.edges.as_ref().filter(|_| self.kind == Kind::File).map_or(&[][..], |edges| &edges.weights);
        if self.is_shuffled() {
            let place = shuffled(n, &mut stream);
            let moved: Vec<Link> = links.iter().map(|link| link.map(|node| place[node as usize])).collect();
            return Meetings::of(agents, &moved, weights);
        }
        Meetings::of(agents, &links, weights)
    }
}

/// The agent on each node, all orders equally likely (Fisher & Yates): one word per agent.
fn shuffled(nodes: u32, stream: &mut Stream) -> Vec<u32> {
    stream.seek(0);
    let mut agents: Vec<u32> = (0..nodes).collect();
    for node in 0..agents.len() {
        let other = node + pick(stream.word(), agents.len() - node);
        agents.swap(node, other);
    }
    agents
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn replicates_differ_and_are_repeated_exactly() {
        for kind in ["regular", "small-world", "scale-free", "erdos-renyi", "blocs"] {
            let network = network(&format!("kind = '{kind}'"));
            assert!(network.is_random());
            let draw = |replicate| network.draw(&[0; 60], &["all"], &Key::common(5), replicate);
            assert_eq!(draw(0), draw(0), "{kind}");
            assert_ne!(draw(0), draw(1), "{kind}");
        }
    }

    #[test]
    fn a_shuffle_moves_agents_but_keeps_the_shape() {
        let bloc = [0; 30];
        let ring = network("kind = 'ring'").draw(&bloc, &[], &Key::common(5), 0);
        let shuffled = network("kind = 'ring'\nshuffle = true");
        assert!(shuffled.is_random());
        let moved = shuffled.draw(&bloc, &[], &Key::common(5), 0);
        assert_ne!(ring, moved);
        assert_ne!(moved, shuffled.draw(&bloc, &[], &Key::common(5), 1));
        let (before, after) = (statistics::paths(&ring), statistics::paths(&moved));
        assert_eq!((before.average, before.diameter), (after.average, after.diameter));
    }

    /// n = 20,000 shuffles of 5; each agent is on node 0 with probability 1/5, standard error 2.83e-3; 4 sigma.
    #[test]
    fn every_agent_is_as_likely_on_every_node() {
        let mut counts = [0_u32; 5];
        for replicate in 0..20_000 {
            let mut stream = Stream::new(&Key::common(3), replicate, Purpose::Network);
            counts[shuffled(5, &mut stream)[0] as usize] += 1;
        }
        for count in counts {
            assert!((f64::from(count) / 20_000.0 - 0.2).abs() < 4.0 * 2.83e-3, "{counts:?}");
        }
    }

    #[test]
    fn the_default_says_no_more_than_it_always_did() {
        assert_eq!(serde_json::to_string(&Network::default()).unwrap(), r#"{"kind":"complete"}"#);
    }

    #[test]
    fn a_network_without_room_is_refused_at_its_key() {
        let at = |text: &str, agents: usize| {
            let mistakes = network(text).mistakes(agents, &["a", "b"]);
            mistakes.iter().map(|mistake| mistake.key.join(".")).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(at("kind = 'ring'\ndegree = 3", 10), "degree");
        assert_eq!(at("kind = 'small-world'\ndegree = 10", 10), "degree");
        assert_eq!(at("kind = 'regular'\ndegree = 3", 9), "degree");
        assert_eq!(at("kind = 'regular'\ndegree = 3", 10), "");
        assert_eq!(at("kind = 'lattice'\nwidth = 7", 100), "width");
        assert_eq!(at("kind = 'lattice'\nwidth = 2", 10), "width");
        assert_eq!(at("kind = 'lattice'\nwidth = 2\nperiodic = false", 10), "");
        assert_eq!(at("kind = 'scale-free'\nlinks = 10", 10), "links");
        assert_eq!(at("kind = 'erdos-renyi'\nprobability = 0", 10), "probability");
        assert_eq!(at("kind = 'blocs'\ndensities = { a = { c = 0.5 } }", 10), "densities.a.c");
        assert_eq!(at("kind = 'file'", 10), "path");
        assert_eq!(at("kind = 'ring'\nself_interaction = true", 10), "self_interaction");
        assert_eq!(at("kind = 'complete'", 100_000), "kind");
        assert_eq!(at("kind = 'regular'\ndegree = 50_000", 100_000), "degree");
    }
}
