//! What a network looks like in numbers: links, degrees, clustering, components, paths.
//!
//! ```text
//! clustering    = mean over agents of  2 t_i / (k_i (k_i - 1)),  0 where k_i < 2
//! average path  = mean of the distance d_ij over ordered pairs with a path
//! diameter      = max d_ij
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | k_i | degree of agent i | >= 0 | [`Meetings::degree`] |
//! | t_i | links among the neighbours of i | >= 0 | - |
//! | d_ij | fewest links from i to j | >= 1 | - |
//!
//! Source: Watts & Strogatz (1998), Nature 393:440; Newman (2003), SIAM Review 45:167, section III.
//! Assumed: distances are over the pairs that have one, so a network in pieces has an average path too; it says how
//! many pieces.
//!
//! ```
//! use comity::network::{Meetings, statistics};
//! let kite = Meetings::of(4, &[[0, 1], [1, 2], [2, 0], [2, 3]], &[]);
//! let shape = statistics::shape(&kite);
//! assert_eq!((shape.links, shape.components), (4, 1));
//! assert!((statistics::clustering(&kite) - (1.0 + 1.0 + 1.0 / 3.0) / 4.0).abs() < 1e-15);
//! let paths = statistics::paths(&kite);
//! assert_eq!((paths.average, paths.diameter), (8.0 / 6.0, 2));
//! ```

use petgraph::unionfind::UnionFind;

use super::meetings::Meetings;

/// What is cheap to know of a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// Number of agents.
    pub agents: usize,
    /// Number of links.
    pub links: usize,
    /// Number of agents of each degree, from 0.
    pub degrees: Vec<u32>,
    /// Number of components; one if everyone can be reached from everyone.
    pub components: usize,
}

impl Shape {
    /// Mean degree.
    pub fn mean_degree(&self) -> f64 {
        2.0 * self.links as f64 / self.agents as f64
    }
}

/// Shortest paths.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paths {
    /// Mean over ordered pairs with a path (links); NaN if there is no link.
    pub average: f64,
    /// The longest (links).
    pub diameter: u32,
}

/// Links, degrees and components; time in proportion to the links.
pub fn shape(network: &Meetings) -> Shape {
    let mut degrees = vec![0; network.degree.iter().max().map_or(0, |&most| most as usize + 1)];
    for &degree in &network.degree {
        degrees[degree as usize] += 1;
    }
    let component = components(network);
    let count = component.iter().enumerate().filter(|&(agent, &first)| agent == first as usize).count();
    Shape { agents: network.agents(), links: network.sides() / 2, degrees, components: count }
}

/// The component of each agent, named by the first agent in it.
pub fn components(network: &Meetings) -> Vec<u32> {
    let mut union = UnionFind::<u32>::new(network.agents());
    for pair in network.actor.chunks_exact(2) {
        union.union(pair[0], pair[1]);
    }
    let root = union.into_labeling();
    let mut first = vec![u32::MAX; root.len()];
    (0..root.len())
        .map(|agent| {
            let name = &mut first[root[agent] as usize];
            *name = (*name).min(agent as u32);
            *name
        })
        .collect()
}

/// Mean local clustering, [0, 1]; time in proportion to the sum of squared degrees.
pub fn clustering(network: &Meetings) -> f64 {
    let agents = network.agents();
    if agents > 2 && network.sides() == agents * (agents - 1) {
        return 1.0; // complete: counting would take the cube of the agents
    }
    // Whose neighbour each agent was found to be last.
    let mut mark = vec![u32::MAX; agents];
    let mut sum = 0.0;
    for i in 0..agents {
        let degree = f64::from(network.degree[i]);
        if degree < 2.0 {
            continue;
        }
        for j in network.partners_of(i) {
            mark[j] = i as u32;
        }
        let closed: usize =
            network.partners_of(i).map(|j| network.partners_of(j).filter(|&k| mark[k] == i as u32).count()).sum();
        sum += closed as f64 / (degree * (degree - 1.0));
    }
    sum / agents as f64
}

/// Shortest paths between all pairs, breadth first from every agent; time in proportion to agents x links.
pub fn paths(network: &Meetings) -> Paths {
    let agents = network.agents();
    let (mut total, mut pairs, mut diameter) = (0_u64, 0_u64, 0);
    let mut distance = vec![u32::MAX; agents];
    let mut queue = Vec::with_capacity(agents);
    for start in 0..agents {
        distance.fill(u32::MAX);
        distance[start] = 0;
        queue.clear();
        queue.push(start);
        let mut next = 0;
        while let Some(&i) = queue.get(next) {
            next += 1;
            for j in network.partners_of(i) {
                if distance[j] == u32::MAX {
                    distance[j] = distance[i] + 1;
                    total += u64::from(distance[j]);
                    queue.push(j);
                }
            }
        }
        pairs += queue.len() as u64 - 1;
        diameter = diameter.max(queue.last().map_or(0, |&last| distance[last]));
    }
    Paths { average: total as f64 / pairs as f64, diameter }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_counted_and_named_by_their_first() {
        let network = Meetings::of(6, &[[5, 1], [3, 4], [4, 1]], &[]);
        assert_eq!(components(&network), [0, 1, 2, 1, 1, 1]);
        let shape = shape(&network);
        assert_eq!((shape.components, shape.degrees), (3, vec![2, 2, 2]));
        // 1 - 5, 1 - 4 - 3: distances 1, 1, 2, 1, 2, 3 among 1, 5, 4, 3.
        let paths = paths(&network);
        assert_eq!((paths.average, paths.diameter), (10.0 / 6.0, 3));
    }

    #[test]
    fn the_complete_network_is_all_clustered_and_one_step_wide() {
        let complete = Meetings::complete(7);
        let shape = shape(&complete);
        assert_eq!((clustering(&complete), shape.components, shape.links), (1.0, 1, 21));
        assert_eq!(paths(&complete), Paths { average: 1.0, diameter: 1 });
        assert!(paths(&Meetings::of(3, &[], &[])).average.is_nan());
    }
}
