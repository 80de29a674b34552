//! A scale-free network: agents arrive one by one and link to those who have many links already.
//!
//! ```text
//! the newcomer's next link goes to i with probability  k_i / sum of k over those it is not linked with yet
//! P(k) ~ 2 m (m + 1) / (k (k + 1) (k + 2))      for many agents
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | m | links that a newcomer brings | 1 .. n - 1 | [`super::Network::links`] |
//! | k_i | degree of i when the newcomer arrives | >= 1 | - |
//!
//! Source: Barabasi & Albert (1999), Science 286:509; degrees: Dorogovtsev, Mendes & Samukhin (2000), Phys. Rev. Lett.
//! 85:4633.
//! Assumed, where they are silent: growth starts from m agents without links, and the first newcomer links to all of
//! them, so n agents have m (n - m) links. Agents arrive in the order of their list: the first are the hubs, unless
//! `shuffle` places them at random.
//!
//! Words: row of the newcomer, one for each try; a partner that it has already is drawn again.
//!
//! ```
//! use comity::network::scale_free;
//! use comity::rng::{Key, Purpose, Stream};
//! let mut stream = Stream::new(&Key::common(1), 0, Purpose::Network);
//! assert_eq!(scale_free::links(50, 2, &mut stream).len(), 96); // 2 (50 - 2)
//! ```

use super::link::{Link, seek_row};
use super::mistake::Mistake;
use crate::rng::{Stream, pick};

/// The links of a scale-free network; `per_newcomer` is below `nodes`.
pub fn links(nodes: u32, per_newcomer: u32, stream: &mut Stream) -> Vec<Link> {
    let first = per_newcomer;
    let mut links: Vec<Link> = (0..first).map(|node| [first, node]).collect();
    // Every node as often as it has links: a uniform place in it is a node in proportion to its degree.
    let mut ends: Vec<u32> = links.iter().flatten().copied().collect();
    for newcomer in first + 1..nodes {
        seek_row(stream, newcomer);
        let before = links.len();
        while links.len() - before < per_newcomer as usize {
            let node = ends[pick(stream.word(), ends.len())];
            if !links[before..].contains(&[newcomer, node]) {
                links.push([newcomer, node]);
            }
        }
        ends.extend(links[before..].iter().flatten());
    }
    links
}

/// What keeps newcomers from bringing so many links.
pub(super) fn mistake(agents: usize, links: u32) -> Option<Mistake> {
    (links as usize >= agents).then(|| {
        let message = format!("expected fewer links for a newcomer than the {agents} agents, found {links}");
        Mistake::new("links", message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Meetings;
    use crate::rng::{Key, Purpose};

    fn drawn(nodes: u32, m: u32) -> Meetings {
        let mut stream = Stream::new(&Key::common(4), 0, Purpose::Network);
        Meetings::of(nodes as usize, &links(nodes, m, &mut stream), &[])
    }

    #[test]
    fn every_newcomer_brings_its_links() {
        for (nodes, m) in [(2, 1), (40, 1), (40, 3), (40, 39), (40, 25)] {
            let network = drawn(nodes, m);
            assert_eq!(network.sides() as u32, 2 * m * (nodes - m));
            for newcomer in m as usize + 1..nodes as usize {
                let earlier = network.partners_of(newcomer).filter(|&partner| partner < newcomer).count();
                assert_eq!(earlier as u32, m);
            }
        }
    }

    /// n = 20,000, m = 2: P(2) = 1/2 and P(3) = 1/5 (standard errors 3.5e-3 and 2.8e-3 if degrees were independent, 4
    /// sigma), and the greatest degree is of the order m sqrt(n) = 283, beyond what a binomial of mean 4 ever shows.
    #[test]
    fn a_few_have_very_many_links_and_most_have_few() {
        let network = drawn(20_000, 2);
        let share = |degree: u32| network.degree.iter().filter(|&&d| d == degree).count() as f64 / 20_000.0;
        assert!((share(2) - 0.5).abs() < 4.0 * 3.5e-3, "{}", share(2));
        assert!((share(3) - 0.2).abs() < 4.0 * 2.8e-3, "{}", share(3));
        assert!(network.degree.iter().copied().max() > Some(100));
    }
}
