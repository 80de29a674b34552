//! The random graph G(n, p): every pair is linked with the same probability, whatever the others are.
//!
//! ```text
//! gap to the next linked pair = floor(ln(1 - u) / ln(1 - p))      u uniform on [0, 1)
//! links ~ Binomial(n (n - 1) / 2, p)
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | n | agents | >= 2 | - |
//! | p | probability of a link | (0, 1] | [`super::Network::probability`] |
//!
//! Source: Gilbert (1959), Annals of Mathematical Statistics 30:1141; named, as usual, after Erdos & Renyi, who fix the
//! number of links. Drawn by gaps, so that time is proportional to the links: Batagelj & Brandes (2005), Phys. Rev. E
//! 71:036113, algorithm 1.
//!
//! Words: row of the later agent of the pairs, two for each gap, so agents added at the end leave the links of the
//! others as they were.
//!
//! ```
//! use comity::network::erdos_renyi;
//! use comity::rng::{Key, Purpose, Stream};
//! let mut stream = Stream::new(&Key::common(1), 0, Purpose::Network);
//! assert_eq!(erdos_renyi::links(10, 1.0, &mut stream).len(), 45);
//! let (few, more) = (erdos_renyi::links(10, 0.3, &mut stream), erdos_renyi::links(20, 0.3, &mut stream));
//! assert_eq!(few[..], more[..few.len()]);
//! ```

use super::link::{Link, seek_row};
use super::mistake::Mistake;
use crate::rng::Stream;

/// The links of a random graph.
pub fn links(nodes: u32, probability: f64, stream: &mut Stream) -> Vec<Link> {
    let mut links = Vec::new();
    for later in 0..nodes {
        seek_row(stream, later);
        chosen(later as usize, probability, stream, |earlier| links.push([earlier as u32, later]));
    }
    links
}

/// Goes through those of `places` places that are chosen, each with the same probability on its own, in ascending
/// order.
pub(super) fn chosen(places: usize, probability: f64, stream: &mut Stream, mut take: impl FnMut(usize)) {
    if probability <= 0.0 {
        return;
    }
    // At probability 1 the logarithm is minus infinity and every gap 0.
    let per_place = libm::log1p(-probability);
    let mut place = 0;
    loop {
        let gap = libm::log1p(-stream.uniform()) / per_place;
        // A gap beyond all numbers ends it, as does one beyond the places.
        place = (gap as usize).saturating_add(place);
        if place >= places {
            return;
        }
        take(place);
        place += 1;
    }
}

/// A network without any link is a mistake.
pub(super) fn mistake(probability: f64) -> Option<Mistake> {
    (probability == 0.0)
        .then(|| Mistake::new("probability", "expected a probability above 0, found 0: nobody would meet anybody"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Key, Purpose};

    /// n = 1,000 agents, 499,500 pairs at p = 0.02: 9,990 links expected, sigma = sqrt(499,500 x 0.02 x 0.98) = 98.9; 4
    /// sigma. Over 50 replicates the mean has sigma 98.9 / sqrt(50) = 14.0, and the mean of the squared deviations
    /// 98.9^2 sqrt(2/50) = 1,957.
    #[test]
    fn the_number_of_links_is_binomial() {
        let counts: Vec<f64> = (0..50)
            .map(|replicate| {
                let mut stream = Stream::new(&Key::common(6), replicate, Purpose::Network);
                links(1_000, 0.02, &mut stream).len() as f64
            })
            .collect();
        assert!(counts.iter().all(|count| (count - 9_990.0).abs() < 4.0 * 98.9), "{counts:?}");
        let mean = counts.iter().sum::<f64>() / 50.0;
        assert!((mean - 9_990.0).abs() < 4.0 * 14.0, "{mean}");
        let spread = counts.iter().map(|count| (count - 9_990.0) * (count - 9_990.0)).sum::<f64>() / 50.0;
        assert!((spread - 9_790.2).abs() < 4.0 * 1_957.0, "{spread}");
    }

    /// n = 4,000 graphs of 6 agents at p = 0.3: each of the 15 pairs is linked in a share of 0.3, sigma 7.25e-3; 4
    /// sigma.
    #[test]
    fn every_pair_is_as_likely() {
        let mut counts = [[0_u32; 6]; 6];
        for replicate in 0..4_000 {
            let mut stream = Stream::new(&Key::common(7), replicate, Purpose::Network);
            for [a, b] in links(6, 0.3, &mut stream) {
                counts[a as usize][b as usize] += 1;
            }
        }
        for b in 0..6 {
            for row in &counts[..b] {
                assert!((f64::from(row[b]) / 4_000.0 - 0.3).abs() < 4.0 * 7.25e-3, "{counts:?}");
            }
        }
    }

    #[test]
    fn a_tiny_probability_links_hardly_anybody_and_ends() {
        let mut stream = Stream::new(&Key::common(1), 0, Purpose::Network);
        assert!(links(1_000, 1e-300, &mut stream).is_empty());
    }
}
