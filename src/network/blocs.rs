//! Blocs: pairs are linked with one probability within a bloc and another between two blocs.
//!
//! ```text
//! P(i is linked with j) = densities[bloc i][bloc j] if that is given, else within if bloc i = bloc j, else between
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | within, between | densities of links | [0, 1] | [`super::Network::within`], [`super::Network::between`] |
//! | densities | those of named pairs of blocs, in either order | [0, 1] | [`super::Network::densities`] |
//! | bloc i | group, power or language of i at the start of the run | - | [`super::Network::by`] |
//!
//! Source: Holland, Laskey & Leinhardt (1983), Social Networks 5:109 (stochastic blockmodels). Assumed: links stay when
//! languages or views change. Drawn by gaps, as in [`super::erdos_renyi`].
//!
//! Words: row of the later agent of the pairs, two for each gap, bloc after bloc.
//!
//! ```
//! use comity::network::blocs::{Densities, links};
//! use comity::rng::{Key, Purpose, Stream};
//! let mut stream = Stream::new(&Key::common(1), 0, Purpose::Network);
//! let apart = Densities { within: 1.0, between: 0.0, named: Default::default() };
//! assert_eq!(links(&[0, 0, 1, 0, 1], &apart, &mut stream), [[0, 1], [0, 3], [1, 3], [2, 4]]);
//! ```

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::erdos_renyi;
use super::link::{Link, seek_row};
use super::mistake::Mistake;
use crate::rng::Stream;
use crate::units::Probability;

/// What makes a bloc.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// The groups of agents.
    #[default]
    Group,
    /// The strong and the weak.
    Power,
    /// The speakers of a language.
    Language,
}

/// The keys of `[network]` that say how blocs are linked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keys<'a> {
    /// What makes a bloc.
    pub(super) by: By,
    /// Density within a bloc, [0, 1].
    pub(super) within: f64,
    /// Density between two blocs, [0, 1].
    pub(super) between: f64,
    /// Densities of named pairs of blocs.
    pub(super) densities: &'a BTreeMap<String, BTreeMap<String, Probability>>,
}

impl Keys<'_> {
    /// The densities, if there are no mistakes; `blocs` are the blocs' names in the order of their numbers.
    pub(super) fn densities(self, blocs: &[&str]) -> Densities {
        let place = |name: &String| blocs.iter().position(|known| known == name).map(|place| place as u32);
        let mut named = BTreeMap::new();
        for (a, others) in self.densities {
            for (b, density) in others {
                if let (Some(a), Some(b)) = (place(a), place(b)) {
                    named.insert((a.min(b), a.max(b)), density.get());
                }
            }
        }
        Densities { within: self.within, between: self.between, named }
    }

    /// Unknown blocs, pairs given twice, blocs without names, and a network without any link.
    pub(super) fn mistakes(self, blocs: &[&str]) -> Vec<Mistake> {
        let mut mistakes = Vec::new();
        let at = |a: &str, b: &str| vec!["densities".to_owned(), a.to_owned(), b.to_owned()];
        if self.by == By::Language && !self.densities.is_empty() {
            let message = "languages have no names; expected within and between alone, or by = \"group\" or \"power\"";
            mistakes.push(Mistake::new("densities", message));
            return mistakes;
        }
        for (a, others) in self.densities {
            for (b, density) in others {
                if let Some(unknown) = [a, b].into_iter().find(|name| !blocs.contains(&name.as_str())) {
                    let message = format!("expected the names of blocs ({}), found {unknown:?}", blocs.join(", "));
                    mistakes.push(Mistake { key: at(a, b), message });
                } else if a < b
                    && let Some(again) = self.densities.get(b).and_then(|others| others.get(a))
                    && again != density
                {
                    let message = format!("{a:?} with {b:?} is {density} here and {again} the other way round");
                    mistakes.push(Mistake { key: at(a, b), message });
                }
            }
        }
        let densities = self.densities(blocs);
        if densities.within == 0.0
            && densities.between == 0.0
            && densities.named.values().all(|&density| density == 0.0)
        {
            mistakes.push(Mistake::new("within", "expected a density above 0, found none: nobody would meet anybody"));
        }
        mistakes
    }
}

/// How densely blocs are linked.
#[derive(Debug, Clone, PartialEq)]
pub struct Densities {
    /// Within a bloc, [0, 1].
    pub within: f64,
    /// Between two blocs, [0, 1].
    pub between: f64,
    /// Of single pairs of blocs, the lower first, [0, 1].
    pub named: BTreeMap<(u32, u32), f64>,
}

impl Densities {
    fn at(&self, a: u32, b: u32) -> f64 {
        let general = if a == b { self.within } else { self.between };
        if self.named.is_empty() { general } else { *self.named.get(&(a.min(b), a.max(b))).unwrap_or(&general) }
    }
}

/// The links among agents of the given blocs.
pub fn links(bloc: &[u32], densities: &Densities, stream: &mut Stream) -> Vec<Link> {
    let mut links = Vec::new();
    // The agents so far by bloc, blocs in ascending order.
    let mut members: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (later, &own) in bloc.iter().enumerate() {
        let later = later as u32;
        seek_row(stream, later);
        for (&other, earlier) in &members {
            let density = densities.at(own, other);
            erdos_renyi::chosen(earlier.len(), density, stream, |place| links.push([earlier[place], later]));
        }
        members.entry(own).or_default().push(later);
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Network;
    use crate::rng::{Key, Purpose};

    /// Blocs of 300, 200 and 100; within 0.5, between 0.05, first with third 0.2. Pairs and sigma = sqrt(pairs p (1 -
    /// p)): 44,850 (105.9), 60,000 (53.4), 30,000 (69.3), 19,900 (70.5), 20,000 (30.8), 4,950 (35.2); 4 sigma.
    #[test]
    fn densities_come_out_as_asked() {
        let bloc: Vec<u32> = (0..600).map(|i| u32::from(i >= 300) + u32::from(i >= 500)).collect();
        let densities = Densities { within: 0.5, between: 0.05, named: BTreeMap::from([((0, 2), 0.2)]) };
        let mut stream = Stream::new(&Key::common(3), 0, Purpose::Network);
        let mut counts: BTreeMap<(u32, u32), f64> = BTreeMap::new();
        for [a, b] in links(&bloc, &densities, &mut stream) {
            *counts.entry((bloc[a as usize], bloc[b as usize])).or_default() += 1.0;
        }
        for (pair, pairs, p, sigma) in [
            ((0, 0), 44_850.0, 0.5, 105.9),
            ((0, 1), 60_000.0, 0.05, 53.4),
            ((0, 2), 30_000.0, 0.2, 69.3),
            ((1, 1), 19_900.0, 0.5, 70.5),
            ((1, 2), 20_000.0, 0.05, 30.8),
            ((2, 2), 4_950.0, 0.5, 35.2),
        ] {
            let found = counts[&pair];
            assert!((found - pairs * p).abs() < 4.0 * sigma, "{pair:?}: {found}");
        }
    }

    #[test]
    fn one_bloc_is_the_random_graph() {
        let mut stream = Stream::new(&Key::common(3), 0, Purpose::Network);
        let one = Densities { within: 0.1, between: 0.9, named: BTreeMap::new() };
        assert_eq!(links(&[7; 100], &one, &mut stream), erdos_renyi::links(100, 0.1, &mut stream));
    }

    #[test]
    fn a_pair_of_blocs_may_be_named_in_either_order_but_not_both_ways_differently() {
        let network = |text: &str| -> Network { toml::from_str(text).unwrap() };
        let either = network("kind = 'blocs'\ndensities.b.a = 0.3");
        assert_eq!(either.blocs().densities(&["a", "b"]).at(0, 1), 0.3);
        assert_eq!(either.blocs().mistakes(&["a", "b"]), []);
        let both = network("kind = 'blocs'\ndensities.b.a = 0.3\ndensities.a.b = 0.4");
        assert_eq!(both.blocs().mistakes(&["a", "b"])[0].key, ["densities", "a", "b"]);
        let languages = network("kind = 'blocs'\nby = 'language'\ndensities.b.a = 0.3");
        assert_eq!(languages.blocs().mistakes(&[])[0].key, ["densities"]);
    }
}
