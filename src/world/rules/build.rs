//! Rules from a spec: checked, then laid out.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::names::public_names;
use super::repertoire::{Repertoire, canonical, repertoire};
use super::stage::Stage;
use super::{Engine, Rules, checks, shocks};
use crate::game::Power;
use crate::network::dyads::Ties;
use crate::network::{Kind, Meetings};
use crate::rng::Key;
use crate::world::agents::{Group, Source, too_many};
use crate::world::problem::Problem;
use crate::world::spec::Spec;
use crate::world::treaties::Treaties;

impl Rules {
    /// Checks a world and lays it out.
    ///
    /// # Errors
    /// Every [`Problem`] found: no agents, attributes outside their range, unknown strategies or members, ...
    pub fn new(spec: &Spec) -> Result<Self, Vec<Problem>> {
        Ok(Self::unlinked(spec)?.linked(&Key::common(1), 0))
    }

    /// The same without its network: nobody meets anybody until it is drawn ([`Rules::linked`]).
    ///
    /// # Errors
    /// As [`Rules::new`]: whatever can be wrong with the network is checked as well.
    pub fn unlinked(spec: &Spec) -> Result<Self, Vec<Problem>> {
        // Before anything is laid out for them.
        if let Some((place, message)) = too_many(&spec.agents) {
            return Err(vec![Problem::new(["agents", &place.to_string(), "count"], message)]);
        }
        let mut problems = Vec::new();
        let power: Vec<Power> =
            spec.agents.iter().flat_map(|group| std::iter::repeat_n(group.power, group.count as usize)).collect();
        checks::agents(&spec.agents, power.len(), &mut problems);
        let repertoire = repertoire(spec, &mut problems);
        let names = public_names(spec, &mut problems);
        let treaties = Treaties::of(spec, power.len(), &mut problems);
        let pairs = checks::dyads(spec, &mut problems);
        checks::learning(spec, &repertoire, &mut problems);
        checks::groups(spec, power.len(), &mut problems);
        checks::network(spec, power.len(), &mut problems);
        checks::attribution(spec, &mut problems);
        checks::mechanisms(spec, power.len(), &mut problems);
        let shocks = shocks::looming(spec, &power, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        let sources: Vec<Source> = spec.agents.iter().map(|group| source(group, &repertoire)).collect();
        let meetings = Meetings::of(power.len(), &[], &[]);
        let of = |wanted: Power| (0..power.len() as u32).filter(|&i| power[i as usize] == wanted).collect();
        Ok(Self {
            engine: Engine::default(),
            stage: Stage::of(&spec.game),
            decisiveness: spec.game.decisiveness(),
            noise: spec.noise.clone(),
            culture: spec.culture.clone(),
            choice: spec.choice.clone(),
            trust: spec.trust.clone(),
            names,
            mechanisms: spec.mechanisms.active(),
            learning: spec.learning.clone().filter(|learning| learning.enabled),
            sources,
            repertoire,
            by_power: [of(Power::Strong), of(Power::Weak)],
            kind: Vec::new(),
            power,
            treaties,
            network: spec.network.clone(),
            meetings,
            complete: spec.network.kind == Kind::Complete,
            pairs,
            ties: Ties::default(),
            matches: OnceLock::new(),
            shocks,
            attribution: spec.attribution.clone().filter(|attribution| attribution.enabled),
        })
    }
}

fn source(group: &Group, repertoire: &Repertoire) -> Source {
    let mut shares = BTreeMap::new();
    for (name, share) in &group.strategies {
        let canonical = canonical(name);
        if let Ok(place) = repertoire.names.binary_search_by(|known| known.as_str().cmp(canonical))
            && share.get() > 0.0
        {
            *shares.entry(place as u16).or_insert(0.0) += share.get();
        }
    }
    Source { group: group.clone(), capability: group.capability(), strategies: shares.into_iter().collect() }
}
