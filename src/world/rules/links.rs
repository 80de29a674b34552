//! Who meets whom in a replicate, how often, and what stands between them.

use super::blocs::{bloc_names, members_of};
use super::{Rules, apart};
use crate::game::{Power, dyad};
use crate::network::dyads::Ties;
use crate::network::{By, Meetings, Network};
use crate::rng::Key;
use crate::world::agents::{Population, Source, blocs};

impl Rules {
    /// With the network of a replicate; it differs between replicates only if it is random.
    #[must_use]
    pub fn linked(self, key: &Key, replicate: u32) -> Self {
        let meetings = draw(&self.network, &self.sources, &self.power, key, replicate);
        let ties = Ties::of(&self.pairs, &meetings);
        let meetings = self.weighed(meetings, &ties, key, replicate);
        Self { kind: kinds(&meetings, &self.power), meetings, ties, ..self }
    }

    /// The same with the network of a replicate, if it is drawn anew for each.
    #[must_use]
    pub fn rewired(&self, key: &Key, replicate: u32) -> Self {
        self.clone().linked(key, replicate)
    }

    /// How often each pair meets, where what stands between two, or how near they are at the start, says so.
    fn weighed(&self, meetings: Meetings, ties: &Ties, key: &Key, replicate: u32) -> Meetings {
        let meetings = match ties.meeting.is_empty() {
            true => meetings,
            false => meetings.weighed(|pair| ties.meeting[pair]),
        };
        let homophily = self.network.homophily();
        if homophily <= 0.0 {
            return meetings;
        }
        let Population { ideology, language, .. } = Population::draw(&self.sources, key, replicate);
        let distance: Vec<f64> = (0..meetings.sides() / 2)
            .map(|pair| {
                let (i, j) = (meetings.actor(2 * pair), meetings.partner(2 * pair));
                let d = self.culture.distance(ideology[i], ideology[j], language[i] != language[j]);
                apart(d, ties, pair)
            })
            .collect();
        meetings.weighed(|pair| libm::exp(-homophily * distance[pair]))
    }
}

/// The network of a replicate; languages, where they make the blocs, are drawn as its world will draw them.
fn draw(network: &Network, sources: &[Source], power: &[Power], key: &Key, replicate: u32) -> Meetings {
    let groups = blocs(sources.iter().map(|source| &source.group));
    let bloc: Vec<u32> = match network.by() {
        By::Group => members_of(sources, &groups),
        By::Power => power.iter().map(|&power| power as u32).collect(),
        By::Language => Population::draw(sources, key, replicate).language,
    };
    network.draw(&bloc, bloc_names(network.by(), &groups), key, replicate)
}

/// The kind of directed dyad of each side.
fn kinds(meetings: &Meetings, power: &[Power]) -> Vec<u8> {
    (0..meetings.sides()).map(|side| dyad(power[meetings.actor(side)], power[meetings.partner(side)]) as u8).collect()
}
