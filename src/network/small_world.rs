//! A small world: a ring with some links rewired, which keeps neighbours together and yet brings everyone near
//! everyone.
//!
//! ```text
//! for step = 1 .. degree/2, for i = 0 .. n - 1:
//!     with probability rewiring the link (i, i + step) becomes (i, j), j uniform over those that i is not linked with
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | degree | links of each agent of the ring | even, >= 2 | [`super::Network::degree`] |
//! | rewiring | probability that a link is rewired | [0, 1] | [`super::Network::rewiring`] |
//!
//! Source: Watts & Strogatz (1998), Nature 393:440, lap by lap as described under their figure 1: no agent is linked
//! with itself, no pair twice. Assumed: an agent that is linked with everyone keeps its link.
//!
//! Words: row `step`, two per node: is the link rewired, and to which of the strangers in ascending order.
//!
//! ```
//! use comity::network::small_world;
//! use comity::rng::{Key, Purpose, Stream};
//! let mut stream = Stream::new(&Key::common(1), 0, Purpose::Network);
//! assert_eq!(small_world::links(20, 4, 0.0, &mut stream), comity::network::ring::links(20, 4));
//! assert_eq!(small_world::links(20, 4, 1.0, &mut stream).len(), 40); // rewiring keeps the number of links
//! ```

use super::link::{Link, seek_row};
use super::ring;
use crate::rng::{Chance, Stream, pick};

/// The links of a small world.
pub fn links(nodes: u32, degree: u32, rewiring: f64, stream: &mut Stream) -> Vec<Link> {
    let mut links = ring::links(nodes, degree);
    let mut neighbours = vec![Vec::with_capacity(degree as usize); nodes as usize];
    for &[a, b] in &links {
        neighbours[a as usize].push(b);
        neighbours[b as usize].push(a);
    }
    neighbours.iter_mut().for_each(|list| list.sort_unstable());
    let chance = Chance::of(rewiring);
    for (lap, links) in links.chunks_exact_mut(nodes as usize).enumerate() {
        seek_row(stream, lap as u32);
        for [node, end] in links {
            let (decide, target) = (stream.word(), stream.word());
            let known = &neighbours[*node as usize];
            let strangers = nodes as usize - 1 - known.len();
            if chance.hit(decide) && strangers > 0 {
                let new = stranger(*node, known, pick(target, strangers));
                unlink(&mut neighbours, *node, *end);
                link(&mut neighbours, *node, new);
                *end = new;
            }
        }
    }
    links
}

/// The stranger at a place among all those that a node is not linked with, itself left out.
fn stranger(node: u32, known: &[u32], place: usize) -> u32 {
    let own = known.partition_point(|&other| other < node);
    let excluded = known[..own].iter().chain([&node]).chain(&known[own..]);
    excluded.fold(place as u32, |found, &other| if other <= found { found + 1 } else { found })
}

fn link(neighbours: &mut [Vec<u32>], a: u32, b: u32) {
    for (own, other) in [(a, b), (b, a)] {
        let list = &mut neighbours[own as usize];
        let place = list.partition_point(|&known| known < other);
        list.insert(place, other);
    }
}

fn unlink(neighbours: &mut [Vec<u32>], a: u32, b: u32) {
    for (own, other) in [(a, b), (b, a)] {
        neighbours[own as usize].retain(|&known| known != other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Key, Purpose};

    #[test]
    fn strangers_are_counted_past_those_known() {
        let all: Vec<u32> = (0..4).map(|place| stranger(3, &[1, 2, 6], place)).collect();
        assert_eq!(all, [0, 4, 5, 7], "of 8 nodes");
    }

    #[test]
    fn rewiring_keeps_the_number_of_links_and_links_nobody_twice_or_with_itself() {
        for (nodes, degree, rewiring) in [(50, 4, 0.3), (10, 8, 1.0), (5, 4, 1.0), (300, 6, 1.0)] {
            let mut stream = Stream::new(&Key::common(2), 1, Purpose::Network);
            let links = links(nodes, degree, rewiring, &mut stream);
            let mut pairs: Vec<_> = links.iter().map(|&[a, b]| (a.min(b), a.max(b))).collect();
            pairs.sort_unstable();
            pairs.dedup();
            assert_eq!(pairs.len() as u32, nodes * degree / 2);
            assert!(pairs.iter().all(|(a, b)| a != b));
        }
    }

    /// n = 20,000 links at rewiring 0.2; a rewired link is never back where it was, so the share of links that left the
    /// ring has standard error 2.83e-3; 4 sigma. Its targets are uniform: the share in the lower half of the nodes,
    /// about 4,000 of them, has standard error 7.9e-3.
    #[test]
    fn links_are_rewired_as_often_as_asked_and_to_anywhere() {
        let mut stream = Stream::new(&Key::common(9), 0, Purpose::Network);
        let (old, new) = (ring::links(10_000, 4), links(10_000, 4, 0.2, &mut stream));
        let moved: Vec<&Link> = old.iter().zip(&new).filter(|(old, new)| old != new).map(|(_, new)| new).collect();
        let share = moved.len() as f64 / 20_000.0;
        assert!((share - 0.2).abs() < 4.0 * 2.83e-3, "{share}");
        let low = moved.iter().filter(|link| link[1] < 5_000).count() as f64 / moved.len() as f64;
        assert!((low - 0.5).abs() < 4.0 * 7.9e-3, "{low}");
    }
}
