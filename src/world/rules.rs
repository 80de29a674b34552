//! Everything that is fixed while a world runs: checked once, then read-only.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::agents::{Group, Population, Source, blocs, too_many};
use super::checks;
use super::expected::Matches;
use super::reputation::Names;
use super::shock::{self, Looming};
use super::treaties::Treaties;
use crate::game::distance::Culture;
use crate::game::public_goods::{PublicGoods, Role};
use crate::game::{Dilemma, Game, Payoffs, Power, dyad};
use crate::learning::{Basis, Learning};
use crate::mechanism::{Mechanisms, Shock};
use crate::network::dyads::{Pair, Ties};
use crate::network::{By, Dyads, Kind, Meetings, Network};
use crate::rng::{Chance, Key};
use crate::strategy::automaton::{Node, with_slip};
use crate::strategy::{Automaton, CATALOGUE, Choice, Definition, DefinitionError, Learner, Strategy, catalogue};
use crate::trust::reputation::{NORMS, NormError};
use crate::trust::{Attribution, Noise, Reputation, Trust};

/// A world as a config describes it: the content that gives a cell its identity.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs, reason = "each field is documented where its table is defined")]
pub struct Spec {
    pub agents: Vec<Group>,
    pub strategies: BTreeMap<String, Definition>,
    pub game: Game,
    pub noise: Noise,
    pub culture: Culture,
    pub choice: Choice,
    pub trust: Trust,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reputation: Option<Reputation>,
    pub mechanisms: Mechanisms,
    pub learning: Option<Learning>,
    pub network: Network,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shocks: Vec<Shock>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribution: Option<Attribution>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dyads: Option<Dyads>,
}

/// What is wrong with a world, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The key's path; places in a list are numbers: `agents.0.count`.
    pub key: Vec<String>,
    /// What was expected and found.
    pub message: String,
}

impl Problem {
    /// At a path, with a message.
    pub fn new<const N: usize>(key: [&str; N], message: impl Into<String>) -> Self {
        Self { key: key.map(str::to_owned).to_vec(), message: message.into() }
    }
}

/// The strategies of a world, their automata laid out in one list of nodes.
#[derive(Debug, Clone, PartialEq)]
pub struct Repertoire {
    /// Names, sorted: the pool that mutants draw from.
    pub names: Vec<String>,
    /// Each strategy's first node.
    pub start: Vec<u16>,
    /// All nodes; `next` counts in this list.
    pub nodes: Vec<Node>,
    /// Each node's chance to execute cooperation, slip included.
    pub chance: Vec<Chance>,
    /// The place of the deliberate strategy, whose one node is never asked.
    pub deliberate: Option<u16>,
    /// Each strategy's role in a public goods game, if it has one.
    pub roles: Vec<Option<Role>>,
    /// The place of the discriminator, whose one node is never asked.
    pub discriminator: Option<u16>,
    /// Each strategy's rule of learning, if it learns; its one node is never asked.
    pub learner: Vec<Option<Learner>>,
}

/// The game with nothing left to look up.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// The cyber dilemma.
    Dilemma(Dilemma),
    /// Fixed payoffs, by kind of directed dyad as in [`crate::game::dyad`].
    Fixed([Payoffs; 4]),
    /// A public goods game.
    Groups(PublicGoods),
}

impl Stage {
    pub(super) fn of(game: &Game) -> Self {
        match game {
            Game::Dilemma(dilemma) => Self::Dilemma(dilemma.clone()),
            Game::Matrix(matrix) => {
                let [s, w] = [Power::Strong, Power::Weak];
                Self::Fixed([(s, s), (s, w), (w, s), (w, w)].map(|(own, partner)| matrix.payoffs(own, partner)))
            }
            Game::Preset(preset) => Self::Fixed([preset.payoffs(); 4]),
            Game::PublicGoods(game) => Self::Groups((**game).clone()),
        }
    }
}

/// Which code plays. In worlds the result is the same, to the last bit; in tournaments it is the same in distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Engine {
    /// The fastest that serves it.
    #[default]
    Automatic,
    /// The reference, phase by phase.
    General,
}

/// Everything that is fixed while a world runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// Which code plays it.
    pub engine: Engine,
    /// The game.
    pub stage: Stage,
    /// Exponent of relative power.
    pub decisiveness: f64,
    /// Noise.
    pub noise: Noise,
    /// Language.
    pub culture: Culture,
    /// Choice.
    pub choice: Choice,
    /// Trust.
    pub trust: Trust,
    /// Public names, if agents have any.
    pub names: Option<Names>,
    /// The mechanisms that are on.
    pub mechanisms: Mechanisms,
    /// Learning, if strategies change.
    pub learning: Option<Learning>,
    /// The strategies.
    pub repertoire: Repertoire,
    /// The groups as populations are drawn from them.
    pub sources: Vec<Source>,
    /// Each agent's power.
    pub power: Vec<Power>,
    /// The conventions, and who may belong to them.
    pub treaties: Treaties,
    /// The network that `meetings` was laid out from.
    pub network: Network,
    /// Who meets whom; one draw of it, if the network is random ([`Rules::rewired`]).
    pub meetings: Meetings,
    /// The kind of directed dyad of each side, as in [`crate::game::dyad`].
    pub kind: Vec<u8>,
    /// Peers of each power for learning: places of the strong, places of the weak.
    pub by_power: [Vec<u32>; 2],
    /// Does everyone meet everyone?
    pub complete: bool,
    /// What stands between agents beforehand, as listed.
    pub pairs: Vec<Pair>,
    /// The same, laid out on the pairs that meet.
    pub ties: Ties,
    /// What matches between its strategies come to, once it is worked out.
    pub matches: OnceLock<Matches>,
    /// Shocks, in the order of the config.
    pub shocks: Vec<Looming>,
    /// The fog of attribution, if there is any.
    pub attribution: Option<Attribution>,
}

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
        let shocks = shock::looming(spec, &power, &mut problems);
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

    /// With the network of a replicate; it differs between replicates only if it is random.
    #[must_use]
    pub fn linked(self, key: &Key, replicate: u32) -> Self {
        let meetings = draw(&self.network, &self.sources, &self.power, key, replicate);
        let ties = Ties::of(&self.pairs, &meetings);
        let meetings = self.weighed(meetings, &ties, key, replicate);
        Self { kind: kinds(&meetings, &self.power), meetings, ties, ..self }
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

    /// Distance of a pair of the given ideologies, in [0, 1].
    #[inline]
    pub fn distance(&self, pair: usize, ideology: f64, other: f64, language_differs: bool) -> f64 {
        apart(self.culture.distance(ideology, other, language_differs), &self.ties, pair)
    }

    /// Prior trust of a side at a distance, in [0, 1].
    pub fn prior_at(&self, side: usize, distance: f64) -> f64 {
        self.trust.prior_with(distance, self.ties.prior.get(side).copied().unwrap_or(0.0))
    }

    /// The same with the network of a replicate, if it is drawn anew for each.
    #[must_use]
    pub fn rewired(&self, key: &Key, replicate: u32) -> Self {
        self.clone().linked(key, replicate)
    }

    /// Number of agents.
    pub fn agents(&self) -> usize {
        self.power.len()
    }

    /// Do pairs of strategies earn what they can expect instead of playing?
    pub fn lives_on_expectations(&self) -> bool {
        !matches!(self.stage, Stage::Groups(_))
            && self.learning.as_ref().is_some_and(|learning| learning.payoffs == Basis::Expected)
    }

    /// Does nothing but play, trust and learning go on, so that stakes, distances and capabilities stay what they are?
    pub fn is_still(&self) -> bool {
        // Without `..`: a new part of the rules does not compile until it is said here whether it moves any of them.
        let Self {
            mechanisms,
            treaties,
            shocks,
            // How it is played: choices, readings, trust and strategies move, which are read anew in every round.
            engine: _,
            noise: _,
            choice: _,
            trust: _,
            names: _,
            learning: _,
            repertoire: _,
            attribution: _,
            matches: _,
            // What it is made of, fixed before the first round.
            stage: _,
            decisiveness: _,
            culture: _,
            sources: _,
            power: _,
            network: _,
            meetings: _,
            kind: _,
            by_power: _,
            complete: _,
            pairs: _,
            ties: _,
        } = self;
        !mechanisms.moves().anything() && treaties.list.is_empty() && shocks.is_empty()
    }

    /// Do all agents keep their strategies?
    pub fn keeps_strategies(&self) -> bool {
        // A change of leader is a shock.
        self.learning.is_none() && self.shocks.is_empty()
    }

    /// Games that agent `i` plays in a round: its encounters, or the groups it belongs to.
    pub fn games(&self, i: usize) -> f64 {
        match self.stage {
            Stage::Groups(_) if self.complete => 1.0,
            Stage::Groups(_) => f64::from(self.meetings.degree[i] + 1),
            Stage::Dilemma(_) | Stage::Fixed(_) => f64::from(self.meetings.degree[i]),
        }
    }

    /// Number of sides.
    pub fn sides(&self) -> usize {
        self.meetings.sides()
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

/// A distance with what stands between the pair beforehand.
#[inline]
fn apart(distance: f64, ties: &Ties, pair: usize) -> f64 {
    if ties.distance.is_empty() { distance } else { (distance + ties.distance(pair)).clamp(0.0, 1.0) }
}

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

/// The kind of directed dyad of each side.
fn kinds(meetings: &Meetings, power: &[Power]) -> Vec<u8> {
    (0..meetings.sides()).map(|side| dyad(power[meetings.actor(side)], power[meetings.partner(side)]) as u8).collect()
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

/// A strategy's name as the catalogue has it; a user's name as it is.
pub(super) fn canonical(name: &str) -> &str {
    catalogue::find(name).map_or(name, |entry| entry.name)
}

/// The union of the strategies that the groups name (also with a share of 0), sorted by name.
fn repertoire(spec: &Spec, problems: &mut Vec<Problem>) -> Repertoire {
    let mut strategies: BTreeMap<String, Strategy> = BTreeMap::new();
    let mut defined = BTreeMap::new();
    for (name, definition) in &spec.strategies {
        if catalogue::find(name).is_some() {
            let message = format!("{name:?} is a strategy of the catalogue; choose another name");
            problems.push(Problem::new(["strategies", name], message));
        }
        match definition.strategy() {
            Ok(strategy) => drop(defined.insert(name.clone(), strategy)),
            Err(error) => {
                // Still known by name, so that the one mistake is not reported twice.
                defined.insert(name.clone(), Strategy::Automaton(Automaton::memory_one(0.0, [0.0; 4])));
                problems.push(definition_problem(name, &error));
            }
        }
    }
    for (place, group) in spec.agents.iter().enumerate() {
        for name in group.strategies.keys() {
            let strategy = match (defined.get(name), catalogue::find(name)) {
                (Some(strategy), _) => strategy.clone(),
                (None, Some(entry)) => entry.strategy(),
                (None, None) => {
                    let known = defined.keys().map(String::as_str).chain(CATALOGUE.iter().map(|entry| entry.name));
                    let hint = nearest(name, known).map(|near| format!("did you mean {near:?}? ")).unwrap_or_default();
                    let message = format!("unknown strategy {name:?}; {hint}`comity list strategies` names all");
                    problems.push(Problem::new(["agents", &place.to_string(), "strategies", name], message));
                    continue;
                }
            };
            if spec.reputation.is_none() && strategy == Strategy::Discriminator {
                let message = format!("{name:?} needs [reputation]: without it nobody has a name to go by");
                problems.push(Problem::new(["agents", &place.to_string(), "strategies", name], message));
            }
            strategies.insert(canonical(name).to_owned(), strategy);
        }
    }
    let carried_out = spec.reputation.as_ref().map_or(1.0, Reputation::carried_out);
    lay_out(strategies, spec.noise.slip.get(), carried_out, problems)
}

fn definition_problem(name: &str, error: &DefinitionError) -> Problem {
    let mut key = vec!["strategies".to_owned(), name.to_owned(), "nodes".to_owned()];
    if let DefinitionError::NoSuchNode { node, transition, .. } = error {
        key.extend([node.to_string(), "next".to_owned(), transition.to_string()]);
    }
    Problem { key, message: error.to_string() }
}

/// The norm and its errors, ready to be drawn against.
fn public_names(spec: &Spec, problems: &mut Vec<Problem>) -> Option<Names> {
    let reputation = spec.reputation.as_ref()?;
    match reputation.norm.norm() {
        Ok(norm) => Some(Names::of(reputation, norm, spec.noise.slip.get())),
        Err(errors) => {
            problems.extend(errors.into_iter().map(|error| norm_problem(&error)));
            None
        }
    }
}

fn norm_problem(error: &NormError) -> Problem {
    match error {
        NormError::Unknown(name) => {
            let known = NORMS.iter().flat_map(|norm| std::iter::once(&norm.name).chain(norm.aliases)).copied();
            let hint = nearest(name, known).map(|near| format!("did you mean {near:?}? ")).unwrap_or_default();
            Problem::new(["reputation", "norm"], format!("{error}; {hint}`comity list norms` names all"))
        }
        NormError::Assessment(_) => Problem::new(["reputation", "norm", "assessment"], error.to_string()),
        NormError::Action(_) => Problem::new(["reputation", "norm", "action"], error.to_string()),
    }
}

/// Lays strategies out in one list; an intended cooperation is carried out with probability `carried_out`, before any slip.
fn lay_out(
    strategies: BTreeMap<String, Strategy>,
    slip: f64,
    carried_out: f64,
    problems: &mut Vec<Problem>,
) -> Repertoire {
    let mut repertoire = Repertoire {
        names: Vec::new(),
        start: Vec::new(),
        nodes: Vec::new(),
        chance: Vec::new(),
        deliberate: None,
        roles: Vec::new(),
        discriminator: None,
        learner: Vec::new(),
    };
    for (name, strategy) in strategies {
        let first = repertoire.nodes.len();
        let place = repertoire.names.len() as u16;
        let unasked = vec![Node { cooperate: 0.0, next: [0; 4] }];
        let (nodes, learner) = match strategy {
            Strategy::Automaton(automaton) => (automaton.nodes, None),
            Strategy::Learner(learner) => (unasked, Some(learner)),
            Strategy::Deliberate => {
                repertoire.deliberate = Some(place);
                (unasked, None)
            }
            Strategy::Discriminator => {
                repertoire.discriminator = Some(place);
                (unasked, None)
            }
            Strategy::Role(_) => (unasked, None),
        };
        if first + nodes.len() > usize::from(u16::MAX) {
            let message = format!(
                "expected at most {} nodes in all strategies together, found {} and more with {name:?}",
                u16::MAX,
                first + nodes.len()
            );
            problems.push(Problem::new(["strategies"], message));
            break;
        }
        repertoire.roles.push(Role::ALL.into_iter().find(|role| role.strategy() == name));
        repertoire.names.push(name);
        repertoire.learner.push(learner);
        repertoire.start.push(first as u16);
        for node in nodes {
            repertoire.chance.push(Chance::of(with_slip(node.cooperate * carried_out, slip)));
            repertoire.nodes.push(Node { next: node.next.map(|n| n + first as u16), ..node });
        }
    }
    repertoire
}

impl Repertoire {
    /// The automaton of the strategy at a place, node 0 its start.
    pub fn automaton(&self, place: usize) -> Automaton {
        let first = self.start[place];
        let end = self.start.get(place + 1).map_or(self.nodes.len(), |&start| usize::from(start));
        let own = |node: &Node| Node { next: node.next.map(|n| n - first), ..*node };
        Automaton { nodes: self.nodes[usize::from(first)..end].iter().map(own).collect() }
    }

    /// Does any of the strategies learn?
    pub fn learns(&self) -> bool {
        self.learner.iter().any(Option::is_some)
    }
}

/// The known name nearest to a mistyped one, if it is near.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .min_by_key(|&(distance, _)| distance)
        .filter(|&(distance, candidate)| distance <= 1 + name.len().max(candidate.len()) / 4)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seventeen automata of 4,000 nodes are more than 65,535 nodes: the last one that does not fit is refused by name.
    #[test]
    fn a_repertoire_has_room_for_so_many_nodes() {
        let large = || Automaton { nodes: vec![Node { cooperate: 1.0, next: [0; 4] }; 4000] };
        let of = |count: usize| (0..count).map(|i| (format!("s{i:02}"), Strategy::Automaton(large()))).collect();
        let mut problems = Vec::new();
        assert_eq!(lay_out(of(16), 0.0, 1.0, &mut problems).start[15], 60_000);
        assert_eq!(problems, []);
        lay_out(of(17), 0.0, 1.0, &mut problems);
        assert_eq!(problems.len(), 1);
        assert!(problems[0].message.contains("68000 and more with \"s16\""), "{problems:?}");
    }

    #[test]
    fn the_nearest_name_is_near() {
        let known = ["tit-for-tat", "grim-trigger"];
        assert_eq!(nearest("tit-for-tats", known.into_iter()), Some("tit-for-tat"));
        assert_eq!(nearest("xyz", known.into_iter()), None);
    }
}
