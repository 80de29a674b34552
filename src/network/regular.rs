//! A random regular network: everyone has equally many links, otherwise anything goes.
//!
//! ```text
//! start from a ring (with a link across if the degree is odd); 10 times for every link:
//!     two links at random, (a, b) and (c, d), become (a, d) and (c, b),
//!     unless that links an agent with itself or two agents twice
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | n | agents; n x degree is even | > degree | - |
//! | degree | links of each agent | >= 1 | [`super::Network::degree`] |
//!
//! Source: Cooper, Dyer & Greenhill (2007), Combinatorics, Probability and Computing 16:557: every switch is
//! as likely as its reverse, so in the long run all networks of the degree are equally likely. Assumed: 10 tries for
//! every link are long enough; above half of all possible links it is the links left out that are drawn.
//!
//! Words: row 0, three for each try: one link, another, and which way round that one is taken.
//!
//! ```
//! use comity::network::{Meetings, regular};
//! use comity::rng::{Key, Purpose, Stream};
//! let mut stream = Stream::new(&Key::common(1), 0, Purpose::Network);
//! let network = Meetings::of(20, &regular::links(20, 3, &mut stream), &[]);
//! assert_eq!(network.degree, [3; 20]);
//! ```

use super::link::{Link, seek_row};
use super::meetings::Meetings;
use super::mistake::Mistake;
use super::ring;
use crate::rng::{Stream, pick};

/// Tries for every link.
const TRIES: usize = 10;

/// The links of a random regular network; `nodes * degree` is even and `degree` below `nodes`.
pub fn links(nodes: u32, degree: u32, stream: &mut Stream) -> Vec<Link> {
    seek_row(stream, 0);
    let absent = nodes - 1 - degree;
    if absent >= degree {
        return switched(nodes, degree, stream);
    }
    let mut left_out = vec![Vec::with_capacity(absent as usize); nodes as usize];
    for [a, b] in switched(nodes, absent, stream) {
        left_out[a.max(b) as usize].push(a.min(b));
    }
    (0..nodes)
        .flat_map(|later| (0..later).map(move |earlier| [earlier, later]))
        .filter(|[earlier, later]| !left_out[*later as usize].contains(earlier))
        .collect()
}

/// A ring after many switches.
fn switched(nodes: u32, degree: u32, stream: &mut Stream) -> Vec<Link> {
    let mut links = ring::links(nodes, degree - degree % 2);
    if degree % 2 == 1 {
        links.extend((0..nodes / 2).map(|node| [node, node + nodes / 2]));
    }
    // Each node's neighbours, one node after the other; as many as in the ring from first to last.
    let ring = Meetings::of(nodes as usize, &links, &[]);
    let mut neighbours: Vec<u32> =
        (0..nodes as usize).flat_map(|node| ring.partners_of(node)).map(|node| node as u32).collect();
    let of = |node: u32| node as usize * degree as usize..(node as usize + 1) * degree as usize;
    for _ in 0..TRIES * links.len() {
        let (first, second) = (pick(stream.word(), links.len()), pick(stream.word(), links.len()));
        let ([a, b], mut other) = (links[first], links[second]);
        if stream.word() % 2 == 1 {
            other.reverse();
        }
        let [c, d] = other;
        let linked = |a: u32, b: u32| a == b || neighbours[of(a)].contains(&b);
        if first == second || linked(a, d) || linked(c, b) {
            continue;
        }
        (links[first], links[second]) = ([a, d], [c, b]);
        for (own, old, new) in [(a, b, d), (b, a, c), (c, d, b), (d, c, a)] {
            if let Some(place) = neighbours[of(own)].iter_mut().find(|known| **known == old) {
                *place = new;
            }
        }
    }
    links
}

/// What keeps so many agents from having this degree.
pub(super) fn mistake(agents: usize, degree: u32) -> Option<Mistake> {
    if !(agents * degree as usize).is_multiple_of(2) {
        let message = format!(
            "expected an even number of link ends, found {agents} agents with {degree} each; \
             change the degree or the agents by one"
        );
        return Some(Mistake::new("degree", message));
    }
    ring::too_many(agents, degree)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Key, Purpose};

    #[test]
    fn everyone_has_the_degree_and_no_link_is_a_loop_or_double() {
        for (nodes, degree) in
            [(2, 1), (3, 2), (4, 3), (6, 3), (10, 9), (10, 5), (11, 8), (40, 20), (200, 99), (1_000, 3), (1_000, 20)]
        {
            for replicate in 0..5 {
                let mut stream = Stream::new(&Key::common(8), replicate, Purpose::Network);
                let links = links(nodes, degree, &mut stream);
                let mut pairs: Vec<_> = links.iter().map(|&[a, b]| (a.min(b), a.max(b))).collect();
                pairs.sort_unstable();
                pairs.dedup();
                assert_eq!(pairs.len() as u32, nodes * degree / 2, "{nodes} {degree}");
                assert!(pairs.iter().all(|(a, b)| a != b));
                assert!(Meetings::of(nodes as usize, &links, &[]).degree.iter().all(|&d| d == degree));
            }
        }
    }

    /// n = 6,000 networks of degree 2 among 6: of the 70 networks (60 hexagons, 10 pairs of triangles) one in seven is
    /// two triangles, if all are equally likely; sigma = 4.5e-3; 4 sigma.
    #[test]
    fn all_networks_of_a_degree_are_equally_likely() {
        let mut triangles = 0;
        for replicate in 0..6_000 {
            let mut stream = Stream::new(&Key::common(8), replicate, Purpose::Network);
            let network = Meetings::of(6, &links(6, 2, &mut stream), &[]);
            triangles += u32::from(crate::network::statistics::shape(&network).components == 2);
        }
        let share = f64::from(triangles) / 6_000.0;
        assert!((share - 1.0 / 7.0).abs() < 4.0 * 4.5e-3, "{share}");
    }
}
