//! A ring: agents stand in a circle, each linked with the nearest on both sides.
//!
//! ```text
//! i is linked with i + 1, ..., i + degree/2  (mod n)
//! clustering = 3 (degree - 2) / (4 (degree - 1))      while the two sides do not meet, n > 3 degree / 2
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | n | agents | > degree | - |
//! | degree | links of each agent | even, >= 2 | [`super::Network::degree`] |
//!
//! Source: Watts & Strogatz (1998), Nature 393:440, at rewiring 0; clustering: Barrat & Weigt (2000), Eur. Phys. J. B
//! 13:547.
//!
//! ```
//! use comity::network::{Meetings, ring, statistics};
//! let ring = Meetings::of(12, &ring::links(12, 4), &[]);
//! assert_eq!(ring.partners_of(0).collect::<Vec<_>>(), [1, 2, 10, 11]);
//! assert!((statistics::clustering(&ring) - 0.5).abs() < 1e-15); // 3 x 2 / (4 x 3)
//! ```

use super::link::Link;
use super::mistake::Mistake;

/// The links of a ring.
pub fn links(nodes: u32, degree: u32) -> Vec<Link> {
    (1..=degree / 2).flat_map(|step| (0..nodes).map(move |node| [node, (node + step) % nodes])).collect()
}

/// What keeps so many agents from standing in a ring of this degree.
pub(super) fn mistake(agents: usize, degree: u32) -> Option<Mistake> {
    if degree % 2 == 1 {
        let message =
            format!("expected an even number, as many neighbours on one side as on the other, found {degree}");
        Some(Mistake::new("degree", message))
    } else {
        too_many(agents, degree)
    }
}

/// Nobody can have as many neighbours as there are agents.
pub(super) fn too_many(agents: usize, degree: u32) -> Option<Mistake> {
    (degree as usize >= agents).then(|| {
        let message = format!("expected fewer links than the {agents} agents, found {degree}");
        Mistake::new("degree", message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Meetings;

    #[test]
    fn every_agent_has_the_degree_however_small_the_ring() {
        for (nodes, degree) in [(3, 2), (5, 4), (6, 4), (9, 8), (20, 6)] {
            let links = links(nodes, degree);
            let mut pairs: Vec<_> = links.iter().map(|&[a, b]| (a.min(b), a.max(b))).collect();
            pairs.sort_unstable();
            pairs.dedup();
            assert_eq!(pairs.len(), links.len(), "no pair twice");
            assert!(Meetings::of(nodes as usize, &links, &[]).degree.iter().all(|&d| d == degree));
        }
    }
}
