//! Which key acts where: every key of the schema is here, or among those that act always.

use super::scene::Scene;
use crate::config::structs::Config;
use crate::game::Game;
use crate::game::public_goods::Production;
use crate::learning::{Learning, Rule};
use crate::mechanism::arms::Rivalry;
use crate::mechanism::{Admission, Contributions, Convention, Joining};
use crate::network::Kind;
use crate::trust::Rule as TrustRule;

/// What becomes of a key that cannot act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// The rule, the kind or the game beside it has no use for it: it is refused.
    Stray,
    /// It would act in another world: it is warned of.
    Idle,
}

/// A key, or a table with all its keys, and when it acts.
pub(super) struct Entry {
    /// Dotted; `*` is a name of the user's own.
    pub(super) key: &'static str,
    pub(super) sort: Sort,
    /// Asked of a scene and of the name that stands for `*`, if there is one.
    pub(super) acts: fn(&Scene<'_>, &str) -> bool,
    /// Why it does not, after "changes nothing in this world: ".
    pub(super) because: &'static str,
}

const fn stray(key: &'static str, acts: fn(&Scene<'_>, &str) -> bool, because: &'static str) -> Entry {
    Entry { key, sort: Sort::Stray, acts, because }
}

const fn idle(key: &'static str, acts: fn(&Scene<'_>, &str) -> bool, because: &'static str) -> Entry {
    Entry { key, sort: Sort::Idle, acts, because }
}

const MATCHES: &str = "a tournament plays matches outside any world";

fn worlds(scene: &Scene<'_>, _: &str) -> bool {
    scene.worlds()
}

/// Tables and keys that matches know nothing of, and the ends of other studies.
pub(super) const STUDIES: &[Entry] = &[
    idle("rounds", worlds, "a tournament counts turns (study.tournament.turns), not rounds"),
    idle("replicates", |scene, _| !scene.searches(), "a search ends by its `precision` and `max`"),
    idle("replicates", worlds, "a tournament counts repetitions (study.tournament.repetitions)"),
    idle("agents.*.capability", worlds, MATCHES),
    idle("agents.*.ideology", worlds, MATCHES),
    idle("noise.acuity", worlds, "it means nothing outside a world: in matches all err alike"),
    idle("noise.misread", worlds, "it means nothing outside a world: in matches all err alike"),
    idle("noise.restart", worlds, "it means nothing outside a world: a match has its length from study.tournament"),
    idle("culture", worlds, MATCHES),
    idle("choice", worlds, MATCHES),
    idle("trust", worlds, MATCHES),
    idle("reputation", worlds, MATCHES),
    idle("mechanisms", worlds, MATCHES),
    idle("learning", worlds, MATCHES),
    idle("network", worlds, MATCHES),
    idle("attribution", worlds, MATCHES),
    idle("shocks", worlds, MATCHES),
    idle("dyads", worlds, MATCHES),
    idle("seeds", worlds, MATCHES),
    idle("holds", worlds, "a tournament ranks, and asks nothing of cooperation"),
    idle("limits.agents", worlds, MATCHES),
    idle("output.rounds", worlds, "a tournament has no rounds to record"),
    idle(
        "output.survival",
        |scene, _| scene.worlds() && !scene.searches(),
        "how long cooperation lasts is asked of worlds whose number is fixed",
    ),
    stray("output.interactions", |scene, _| !scene.worlds(), "only a tournament has matches to write move by move"),
    idle("report.rounds", worlds, MATCHES),
    idle(
        "report.cell",
        |scene, _| scene.worlds() && scene.config.report.rounds.as_ref().is_some_and(|rounds| !rounds.is_empty()),
        "the page shows no rounds of it (report.rounds)",
    ),
    idle(
        "audit",
        |scene, _| scene.choice() && scene.learning().is_none_or(|l| l.payoffs == crate::learning::Basis::Played),
        "nobody could deviate: there is one strategy, or payoffs are expected",
    ),
];

/// Agents and their strategies.
const AGENTS: &[Entry] = &[
    idle("strategies.*", plays, "nobody plays it"),
    idle(
        "agents.*.language",
        |scene, _| {
            scene.worlds()
                && scene.languages()
                && (scene.config.culture.barrier.get() > 0.0 || scene.linked_by_language())
        },
        "all speak one language, or languages are no barrier (culture.barrier is 0)",
    ),
    idle(
        "agents.*.sovereignty",
        |scene, _| scene.played() && scene.conventions().any(|c| c.depth.get() > 0.0 || c.opt_out.get() > 0.0),
        "no convention asks for control: none has depth or opt_out",
    ),
    idle(
        "agents.*.concern",
        |scene, _| scene.deliberate(),
        "nobody is deliberate, and nobody else weighs others' payoffs",
    ),
];

fn matrix_of(scene: &Scene<'_>, own: u64, other: u64) -> bool {
    scene.worlds() && own > 0 && other > 0
}

/// Games and noise.
const GAMES: &[Entry] = &[
    idle(
        "game.dilemma.distance_cost",
        |scene, _| matches!(&scene.config.game, Game::Dilemma(d) if d.cost.get() > 0.0),
        "cooperating costs nothing (game.dilemma.cost is 0)",
    ),
    idle(
        "game.matrix.strong-strong",
        |scene, _| matrix_of(scene, scene.strong(), scene.strong().saturating_sub(1)),
        "no two are strong",
    ),
    idle(
        "game.matrix.strong-weak",
        |scene, _| matrix_of(scene, scene.strong(), scene.weak()),
        "no strong agent meets a weak one",
    ),
    idle(
        "game.matrix.weak-strong",
        |scene, _| matrix_of(scene, scene.strong(), scene.weak()),
        "no weak agent meets a strong one",
    ),
    idle(
        "game.matrix.weak-weak",
        |scene, _| matrix_of(scene, scene.weak(), scene.weak().saturating_sub(1)),
        "no two are weak",
    ),
    idle(
        "game.public-goods.group",
        |scene, _| scene.config.network.kind == Kind::Complete,
        "on a network an agent and its neighbours are a group",
    ),
    stray(
        "game.public-goods.threshold",
        |scene, _| matches!(&scene.config.game, Game::PublicGoods(game) if game.production == Production::Threshold),
        "it belongs to production = \"threshold\"",
    ),
    idle(
        "game.public-goods.loner",
        |scene, _| scene.role("loner") || scene.config.network.kind != Kind::Complete,
        "nobody plays loner, so that nobody participates alone",
    ),
    idle("game.public-goods.peer", |scene, _| scene.role("peer-punisher"), "nobody plays peer-punisher"),
    idle("game.public-goods.pool", |scene, _| scene.role("pool-punisher"), "nobody plays pool-punisher"),
    idle(
        "game.public-goods.pool.second_order",
        |scene, _| scene.role("always-cooperate") || scene.role("peer-punisher"),
        "there are no contributors who do not pay for the pool",
    ),
    idle("noise", |scene, _| !scene.groups(), "in a public goods game nobody slips, and nobody reads anybody"),
    idle(
        "noise.acuity",
        |scene, _| scene.misreads(),
        "there are no errors that capability could lower (noise.miss, noise.false_alarm)",
    ),
    idle("noise.restart", |scene, _| scene.memory(), "no automaton remembers anything"),
];

/// Language, choice, trust and names.
const MINDS: &[Entry] = &[
    idle("culture.barrier", |scene, _| scene.languages(), "all speak one language"),
    idle(
        "culture.translation",
        |scene, _| scene.languages() && scene.config.culture.barrier.get() > 0.0,
        "there is no barrier to remove: all speak one language, or culture.barrier is 0",
    ),
    idle(
        "choice",
        |scene, _| !scene.groups(),
        "in a public goods game everyone has a role, and nobody chooses by trust",
    ),
    idle(
        "choice.trust_weight",
        |scene, _| scene.automata(),
        "there are no automata whose choice trust could be mixed into",
    ),
    idle(
        "choice.trust_threshold",
        |scene, _| trust_is_mixed(scene),
        "trust is not mixed into choices (choice.trust_weight is 0, or there are no automata)",
    ),
    idle(
        "choice.trust_width",
        |scene, _| trust_is_mixed(scene),
        "trust is not mixed into choices (choice.trust_weight is 0, or there are no automata)",
    ),
    idle("choice.patience", |scene, _| scene.deliberate(), "nobody is deliberate"),
    idle("choice.temperature", |scene, _| scene.deliberate(), "nobody is deliberate"),
    idle("trust", |scene, _| scene.played(), "nobody reads anybody where payoffs are expected or more than two play"),
    stray(
        "trust.relax",
        |scene, _| scene.config.trust.rule != TrustRule::Fixed,
        "with rule = \"fixed\" trust stays at its prior",
    ),
    stray(
        "trust.gossip",
        |scene, _| scene.config.trust.rule != TrustRule::Fixed,
        "with rule = \"fixed\" trust stays at its prior",
    ),
    idle("reputation", |scene, _| scene.played(), "names are given in encounters of two that are played"),
    idle("reputation.norm", |scene, _| scene.discriminators(), GO_BY),
    idle("reputation.assessment_error", |scene, _| scene.discriminators(), GO_BY),
    idle("reputation.known", |scene, _| scene.discriminators(), GO_BY),
    idle("reputation.good", |scene, _| scene.discriminators(), GO_BY),
    idle(
        "attribution.skill",
        |scene, _| scene.config.attribution.as_ref().is_some_and(|fog| fog.misattribution.get() > 0.0),
        "nobody is blamed for another (attribution.misattribution is 0)",
    ),
    idle(
        "attribution.perceived",
        |scene, _| {
            scene.config.attribution.as_ref().is_some_and(|fog| fog.proof.get() > 0.0)
                || matches!(scene.config.trust.rule, TrustRule::Bayes(_))
        },
        "nobody goes by what errors it reckons with: attribution.proof is 0, and trust.rule is not bayes",
    ),
];

const GO_BY: &str = "nobody goes by names: there are no discriminators";

fn trust_is_mixed(scene: &Scene<'_>) -> bool {
    scene.config.choice.trust_weight.get() > 0.0 && scene.automata()
}

/// Mechanisms but conventions.
const MECHANISMS: &[Entry] = &[
    idle(
        "mechanisms.burden",
        |scene, _| {
            let by_burden = |of: Contributions| matches!(of, Contributions::ByCapability | Contributions::Matching);
            scene.on.aid.is_some()
                || scene.fund(|fund| by_burden(fund.contributions))
                || scene.conventions().any(|convention| convention.enforcement.get() > 0.0)
        },
        "no bill is shared: there is no aid, no fund that is paid by capability, no enforcement that costs",
    ),
    idle(
        "mechanisms.voice",
        |scene, _| {
            (scene.believes() && scene.config.trust.gossip.get() > 0.0)
                || scene.conventions().any(|convention| convention.voice.is_none() && scene.partial(convention))
        },
        "nobody has to be heard: there is no gossip, and no convention whose quorum could fail",
    ),
    idle(
        "mechanisms.fund",
        |scene, _| scene.conventions().next().is_some(),
        "a fund exists only while a convention is in force",
    ),
    idle(
        "mechanisms.fund",
        |scene, _| scene.power_matters() || scene.payoffs_matter(),
        "it protects from the harm of the dilemma and from damage, and there is neither: it only costs",
    ),
    stray(
        "mechanisms.fund.rate",
        |scene, _| scene.on.fund.as_ref().is_none_or(|fund| fund.contributions != Contributions::Voluntary),
        "with contributions = \"voluntary\" everyone pays what it wants",
    ),
    stray(
        "mechanisms.fund.match",
        |scene, _| scene.on.fund.as_ref().is_some_and(|fund| fund.contributions == Contributions::Matching),
        "it belongs to contributions = \"matching\"",
    ),
    idle("mechanisms.fund.denial", |scene, _| scene.dilemma(), "only the dilemma has a rent to deny"),
    idle(
        "mechanisms.fund.covers",
        |scene, _| scene.conventions().any(|convention| scene.partial(convention)),
        "all are members",
    ),
    idle(
        "mechanisms.aid",
        |scene, _| scene.strong() > 0 && scene.weak() > 0,
        "there is nobody to give, or nobody to receive",
    ),
    idle("mechanisms.development", |scene, _| scene.weak() > 0, "nobody is weak"),
    idle(
        "mechanisms.front",
        |scene, _| scene.strong() > 0 && scene.weak() > 1,
        "there are no two weak agents, or nobody strong to stand against",
    ),
    idle(
        "mechanisms.front",
        |scene, _| scene.power_matters() || scene.config.attribution.as_ref().is_some_and(|fog| fog.enabled),
        "a front raises relative power, which moves nothing but the dilemma and damage",
    ),
    idle("mechanisms.norm", |scene, _| scene.deliberate(), "nobody is deliberate: concern weighs with nobody"),
    idle(
        "mechanisms.cascade.concern",
        |scene, _| scene.deliberate(),
        "nobody is deliberate: concern weighs with nobody",
    ),
    idle("mechanisms.arms", |scene, _| scene.strong() > 0, "nobody is strong"),
    idle(
        "mechanisms.arms",
        |scene, _| scene.power_matters() || scene.payoffs_matter(),
        "armament raises relative power, which moves nothing but the dilemma and damage: it only costs",
    ),
    stray(
        "mechanisms.arms.reaction",
        |scene, _| races_by(scene, Rivalry::Richardson),
        "it belongs to rule = \"richardson\"",
    ),
    stray(
        "mechanisms.arms.fatigue",
        |scene, _| races_by(scene, Rivalry::Richardson),
        "it belongs to rule = \"richardson\"",
    ),
    stray(
        "mechanisms.arms.grievance",
        |scene, _| races_by(scene, Rivalry::Richardson),
        "it belongs to rule = \"richardson\"",
    ),
    stray("mechanisms.arms.prize", |scene, _| races_by(scene, Rivalry::Contest), "it belongs to rule = \"contest\""),
    idle(
        "shocks.*.withdrawal",
        |scene, _| scene.conventions().next().is_some(),
        "there is no convention to withdraw from",
    ),
    idle("shocks.*.change-of-leader", |scene, _| scene.choice(), "there is only one strategy to have"),
];

fn races_by(scene: &Scene<'_>, rule: Rivalry) -> bool {
    scene.on.arms.as_ref().is_some_and(|arms| arms.rule == rule)
}

/// Keys of a convention, the only one or one of several.
const CONVENTION: &[Entry] = &[
    idle("quorum", |scene, name| scene.convention(name, |c| scene.partial(c)), ALL_BELONG),
    idle("minimum", |scene, name| scene.convention(name, |c| scene.partial(c)), ALL_BELONG),
    idle("voice", |scene, name| scene.convention(name, |c| scene.partial(c)), ALL_BELONG),
    idle("fine", |scene, name| scene.convention(name, finds), NOBODY_FOUND),
    idle("escalation", |scene, name| scene.convention(name, |c| c.fine.get() > 0.0 && finds(c)), NO_FINE),
    idle("cap", |scene, name| scene.convention(name, |c| c.fine.get() > 0.0 && finds(c)), NO_FINE),
    idle(
        "forgiveness",
        |scene, name| scene.convention(name, |c| c.fine.get() > 0.0 && finds(c) && c.escalation.get() > 0.0),
        "no fine grows with the offences remembered",
    ),
    idle("compensation", |scene, name| scene.convention(name, |c| c.fine.get() > 0.0 && finds(c)), NO_FINE),
    idle("enforcement", |scene, name| scene.convention(name, |c| c.fine.get() > 0.0 && finds(c)), NO_FINE),
    idle("verification", |scene, _| scene.misreads(), "there are no errors to remove (noise.miss, noise.false_alarm)"),
    idle(
        "depth",
        |scene, name| scene.convention(name, |c| scene.anybody(|g| &g.sovereignty) || c.position.is_some()),
        "it costs nobody anything: nobody has sovereignty, and the convention no position",
    ),
    stray("innovation", |scene, name| scene.convention(name, Convention::is_voluntary), VOLUNTARY),
    stray(
        "innovation",
        |scene, name| scene.convention(name, |c| c.joining == Joining::Imitation),
        "with joining = \"gain\" nobody joins or leaves by chance",
    ),
    idle(
        "innovation",
        |scene, _| scene.learning().is_some(),
        "membership is imitated when agents learn, and they do not",
    ),
    stray("joining", |scene, name| scene.convention(name, Convention::is_voluntary), VOLUNTARY),
    stray("revise", |scene, name| scene.convention(name, gains), "it belongs to joining = \"gain\""),
    stray("admission", |scene, name| scene.convention(name, gains), "it belongs to joining = \"gain\""),
    stray("transfers", |scene, name| scene.convention(name, gains), "it belongs to joining = \"gain\""),
    idle(
        "position",
        |scene, name| {
            scene.convention(name, |c| c.depth.get() > 0.0 || matches!(c.admission, Admission::Sequential(_)))
        },
        "nobody pays for its distance (depth is 0), and nobody is admitted by it",
    ),
    idle("opt_out", |scene, _| scene.anybody(|g| &g.sovereignty), "nobody has sovereignty"),
];

const ALL_BELONG: &str = "all belong, so that no quorum can fail";
const NOBODY_FOUND: &str = "nobody is ever found to have defected (detection and wrongful are 0)";
const NO_FINE: &str = "there is no fine, or nobody is ever found (detection and wrongful are 0)";
const VOLUNTARY: &str = "it belongs to members = \"voluntary\"";

fn finds(convention: &Convention) -> bool {
    convention.detection.get() > 0.0 || convention.wrongful.get() > 0.0
}

fn gains(convention: &Convention) -> bool {
    convention.is_voluntary() && convention.joining == Joining::Gain
}

/// Learning and networks.
const LEARNING: &[Entry] = &[
    idle(
        "learning",
        |scene, _| scene.choice() || scene.membership_is_imitated(),
        "there is only one strategy to learn",
    ),
    stray(
        "learning.rate",
        |scene, _| scene.learning().is_some_and(|l| !l.is_asynchronous() && l.rule != Rule::Replicator),
        "it belongs to agents that update all at once; in asynchronous updates `events` says how many, and the replicator moves shares",
    ),
    stray(
        "learning.selection",
        |scene, _| {
            scene.learns_by(&[Rule::Fermi, Rule::MoranBirthDeath, Rule::MoranDeathBirth, Rule::Replicator])
                || scene.membership_is_imitated()
        },
        "the rule knows no intensity: who is better is imitated for sure, or in proportion to the difference",
    ),
    stray(
        "learning.score",
        |scene, _| !scene.learns_by(&[Rule::Replicator]),
        "the replicator has no partners to sum over",
    ),
    stray(
        "learning.fitness",
        |scene, _| scene.learns_by(&[Rule::MoranBirthDeath, Rule::MoranDeathBirth]),
        "it belongs to the Moran processes",
    ),
    stray(
        "learning.updates",
        |scene, _| !scene.learns_by(&[Rule::Replicator]),
        "the replicator moves shares, not agents",
    ),
    stray(
        "learning.events",
        |scene, _| scene.learning().is_some_and(Learning::is_asynchronous),
        "it belongs to asynchronous updates",
    ),
    idle(
        "learning.mutants",
        |scene, _| scene.learning().is_some_and(|l| l.mutation.get() > 0.0),
        "nobody mutates (learning.mutation is 0)",
    ),
    stray("network.degree", |scene, _| takes(scene, "degree"), OTHER_KIND),
    stray("network.neighbourhood", |scene, _| takes(scene, "neighbourhood"), OTHER_KIND),
    stray("network.width", |scene, _| takes(scene, "width"), OTHER_KIND),
    stray("network.periodic", |scene, _| takes(scene, "periodic"), OTHER_KIND),
    stray("network.rewiring", |scene, _| takes(scene, "rewiring"), OTHER_KIND),
    stray("network.links", |scene, _| takes(scene, "links"), OTHER_KIND),
    stray("network.probability", |scene, _| takes(scene, "probability"), OTHER_KIND),
    stray("network.within", |scene, _| takes(scene, "within"), OTHER_KIND),
    stray("network.between", |scene, _| takes(scene, "between"), OTHER_KIND),
    stray("network.by", |scene, _| takes(scene, "by"), OTHER_KIND),
    stray("network.densities", |scene, _| takes(scene, "densities"), OTHER_KIND),
    stray("network.path", |scene, _| takes(scene, "path"), OTHER_KIND),
    stray("network.columns.*", |scene, _| takes(scene, "columns"), OTHER_KIND),
    stray("network.delimiter", |scene, _| takes(scene, "delimiter"), OTHER_KIND),
    stray("network.strangers", |scene, _| takes(scene, "strangers"), OTHER_KIND),
    stray("network.table", |scene, _| takes(scene, "path"), OTHER_KIND),
    stray("network.self_interaction", |scene, _| takes(scene, "self_interaction"), OTHER_KIND),
    stray("network.shuffle", |scene, _| takes(scene, "shuffle"), OTHER_KIND),
];

/// Said in full by [`other_kind`].
const OTHER_KIND: &str = "it belongs to other kinds of network";

/// Why an entry's key does not act here.
pub(super) fn reason(entry: &Entry, config: &Config) -> String {
    if entry.because == OTHER_KIND { other_kind(entry, config.network.kind) } else { entry.because.to_owned() }
}

fn other_kind(entry: &Entry, here: Kind) -> String {
    let key = entry.key.trim_start_matches("network.").trim_end_matches(".*");
    let takers: Vec<&str> = Kind::taking(key).map(Kind::name).collect();
    let own = match here.keys() {
        [] => "takes no keys".to_owned(),
        keys => format!("takes {}", keys.join(", ")),
    };
    format!("it belongs to the kind {}; the kind {} {own}", takers.join(" or "), here.name())
}

fn plays(scene: &Scene<'_>, name: &str) -> bool {
    scene.plays(name)
}

fn takes(scene: &Scene<'_>, key: &str) -> bool {
    scene.config.network.kind.keys().contains(&key)
}

/// Every entry with its key split, tables before the keys in them.
pub(super) fn entries() -> Vec<(Vec<&'static str>, &'static Entry)> {
    let split = |entry: &'static Entry| (entry.key.split('.').collect::<Vec<_>>(), entry);
    let plain = [STUDIES, AGENTS, GAMES, MINDS, MECHANISMS, LEARNING].into_iter().flatten().map(split);
    let of_conventions = CONVENTION.iter().flat_map(|entry| {
        [&["mechanisms", "convention"][..], &["mechanisms", "conventions", "*"]]
            .map(|table| ([table, &[entry.key]].concat(), entry))
    });
    let mut all: Vec<_> = plain.chain(of_conventions).collect();
    all.sort_by_key(|(key, _)| key.len());
    all
}
