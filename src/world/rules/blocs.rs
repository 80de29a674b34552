//! Blocs of agents, as a network knows them.

use std::collections::BTreeMap;

use crate::network::By;
use crate::world::agents::{Group, Source};

/// The bloc of each agent, a place among `blocs`.
pub fn members_of(sources: &[Source], blocs: &[&str]) -> Vec<u32> {
    let places: BTreeMap<&str, u32> = blocs.iter().zip(0..).map(|(&bloc, place)| (bloc, place)).collect();
    let place = |group: &Group| places.get(group.bloc()).copied().unwrap_or_default();
    sources.iter().flat_map(|source| std::iter::repeat_n(place(&source.group), source.group.count as usize)).collect()
}

/// The names that blocs can have, in the order of their numbers.
pub(super) fn bloc_names<'a>(by: By, groups: &'a [&'a str]) -> &'a [&'a str] {
    match by {
        By::Group => groups,
        By::Power => &["strong", "weak"],
        By::Language => &[],
    }
}
