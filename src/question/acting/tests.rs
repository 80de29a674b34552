//! The table is held to the schema, which it covers, and to the tables of runs, which it foretells.

use std::collections::BTreeSet;

use super::always::ALWAYS;
use super::scene::Scene;
use super::table::{STUDIES, entries};
use super::*;
use crate::batch::Task;
use crate::batch::Tournament;
use crate::record::deviation::{self, Audit};
use crate::record::run::{Observed, Recorder};
use crate::record::{Extra, RoundRow, simulate};

/// Every key of the schema that has no keys below it; `*` is a name of the user's own.
fn leaves() -> BTreeSet<String> {
    fn walk(place: &Place<'static>, path: &mut Vec<String>, found: &mut BTreeSet<String>) {
        let names = place.names();
        let below = |name: &str, inner: &Place<'static>, path: &mut Vec<String>, found: &mut BTreeSet<String>| {
            path.push(name.to_owned());
            walk(inner, path, found);
            path.pop();
        };
        for name in &names {
            if let Below::Known(inner) = place.below(name) {
                below(name, &inner, path, found);
            }
        }
        let named = match (place.below("a name"), place.items()) {
            (Below::Known(inner), _) => Some(inner),
            (_, Some(inner)) if !inner.names().is_empty() => Some(inner),
            _ => None,
        };
        match named {
            Some(inner) if path.len() < 9 => below("*", &inner, path, found),
            _ if names.is_empty() => drop(found.insert(path.join("."))),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    walk(&Place::root(), &mut Vec::new(), &mut found);
    found
}

fn covers(pattern: &str, leaf: &str) -> bool {
    match pattern.strip_suffix(".**") {
        Some(table) => leaf == table || leaf.strip_prefix(table).is_some_and(|rest| rest.starts_with('.')),
        None => pattern == leaf,
    }
}

/// A new key has to be thought of: in the table, or among those that act wherever their table does.
#[test]
fn every_key_of_the_schema_is_spoken_of() {
    let leaves = leaves();
    assert!(leaves.len() > 200, "the walk has to see the keys: {leaves:?}");
    let listed: Vec<String> =
        ALWAYS.iter().map(|key| (*key).to_owned()).chain(entries().iter().map(|(key, _)| key.join("."))).collect();
    let forgotten: Vec<&String> = leaves.iter().filter(|leaf| !listed.iter().any(|key| covers(key, leaf))).collect();
    assert!(forgotten.is_empty(), "say in src/question/acting/table.rs or always.rs when these act: {forgotten:?}");
    let table = |key: &str| leaves.iter().any(|leaf| covers(&format!("{}.**", key.trim_end_matches(".**")), leaf));
    let gone: Vec<&String> = listed.iter().filter(|key| !table(key)).collect();
    assert!(gone.is_empty(), "no such keys: {gone:?}");
}

const GREAT: &str = "[[agents]]\nname = 'great'\npower = 'strong'\ncount = 2\nideology = [0.9, -0.7]\n";
const SMALL: &str = "[[agents]]\nname = 'small'\npower = 'weak'\ncount = 4\n";
const MINDS: &str = "strategies = { tit-for-tat = 1, always-defect = 1, deliberate = 1 }\n";
const AUTOMATA: &str = "strategies = { tit-for-tat = 1, always-defect = 1, always-cooperate = 1 }\n";
const ROLES: &str =
    "strategies = { always-cooperate = 1, always-defect = 1, loner = 1, peer-punisher = 1, pool-punisher = 1 }\n";
const PLAIN_ROLES: &str = "strategies = { always-cooperate = 1, always-defect = 1 }\n";

/// Agents of both powers who play `strategies`, and the rest of a config.
fn world(strategies: &str, rest: &str) -> String {
    format!("name = 'w'\nrounds = 24\nreplicates = 1\n{GREAT}{strategies}{SMALL}{strategies}{rest}")
}

const EXPECTED: &str = "[game]\npreset = 'prisoners-dilemma'\n[noise]\nacuity = 0\n[learning]\nevery = 2\n\
                        payoffs = 'expected'\nselection = 0.5\n";

/// Worlds that differ in what can act in them.
fn scenes() -> Vec<String> {
    let learns = "[learning]\nevery = 4\nmutation = 0.2\n";
    let member = "[mechanisms.convention]\nmembers = 'voluntary'\ndepth = 0.3\nenforcement = 0.2\n";
    let matrix = "[game.matrix]\nR = 3\nS = 0\nT = 5\nP = 1\n";
    let bare = |groups: &str, rest: &str| format!("name = 'w'\nrounds = 24\nreplicates = 1\n{groups}{rest}");
    let mut all = vec![
        world(MINDS, ""),
        world(MINDS, &format!("{learns}{member}[mechanisms.fund]\ndenial = 0.2\n[mechanisms.arms]\n")),
        world(MINDS, "[mechanisms.convention]\nfine = 0\n[mechanisms.fund]\n[mechanisms.damage]\nrate = 0.1\n"),
        world(MINDS, "[mechanisms.convention]\ndetection = 0\n[mechanisms.arms]\nrule = 'contest'\n"),
        world(MINDS, "[mechanisms.front]\ntrust = 0.2\n[mechanisms.cascade]\nseeds = 2\nmean = 0.1\n"),
        world(MINDS, "[mechanisms.convention]\nescalation = 0\nmembers = ['small']\n[trust]\ngossip = 0.3\n"),
        world(
            MINDS,
            "[mechanisms.convention]\nmembers = 'voluntary'\njoining = 'gain'\nrevise = 3\nposition = 0.2\ndepth = 0.3\n",
        ),
        world(MINDS, &format!("{learns}[mechanisms.conventions.a]\nmembers = 'voluntary'\n")),
        world(MINDS, "[mechanisms.convention]\n[mechanisms.fund]\ncontributions = 'voluntary'\neffectiveness = 9\n"),
        world(MINDS, "[mechanisms.convention]\n[mechanisms.fund]\ncontributions = 'matching'\neffectiveness = 9\n"),
        world("strategies = { deliberate = 1 }\n", "[culture]\nbarrier = 0.5\n"),
        world(&format!("language = {{ choice = 2 }}\n{MINDS}"), "[culture]\nbarrier = 0.5\n"),
        world(&format!("language = {{ choice = 2 }}\nsovereignty = 0.4\n{MINDS}"), member),
        world(AUTOMATA, "[choice]\ntrust_weight = 0.5\n[trust]\nrule = 'fixed'\n"),
        world(AUTOMATA, "[choice]\ntrust_weight = 0.5\n[trust]\nrule.bayes = {}\n[attribution]\n"),
        world(AUTOMATA, "[attribution]\nmisattribution = 0.5\nproof = 0.2\n"),
        world("strategies = { discriminator = 1, always-defect = 1 }\n", "[reputation]\n"),
        world(AUTOMATA, "[reputation]\n"),
        world(AUTOMATA, &format!("{matrix}[noise]\nmiss = 0\nfalse_alarm = 0\n[mechanisms.convention]\n")),
        world(AUTOMATA, &format!("{matrix}{learns}rule = 'best-takes-over'\n[mechanisms.arms]\n")),
        world(
            AUTOMATA,
            &format!("{matrix}{learns}rule = 'moran-death-birth'\nmutation = 0\n").replace("mutation = 0.2\n", ""),
        ),
        // Enough agents for a birth to be another's.
        bare(
            &format!("{GREAT}{AUTOMATA}{}{AUTOMATA}", SMALL.replace("count = 4", "count = 30")),
            &format!("{matrix}[learning]\nevery = 1\nrule = 'moran-birth-death'\nselection = 0.9\nevents = 30\n"),
        ),
        world(
            AUTOMATA,
            &format!("{matrix}[mechanisms.front]\ntrust = 0.3\n[mechanisms.convention]\n[mechanisms.fund]\n"),
        ),
        world(AUTOMATA, &format!("{matrix}{learns}[mechanisms.convention]\n[mechanisms.fund]\n")),
        world("strategies = { tit-for-tat = 1 }\n", &format!("{matrix}[learning]\nevery = 4\n")),
        world("strategies = { always-defect = 1 }\n", matrix),
        world(
            "strategies = { mine = 1, always-defect = 1 }\n",
            "[strategies.mine]\nmemory_one = { cc = 1, cd = 0, dc = 0, dd = 0 }\n",
        ),
        world(AUTOMATA, "[game.dilemma]\ncost = 0\n"),
        bare(&format!("{SMALL}{AUTOMATA}"), &format!("{matrix}{learns}")),
        bare(&format!("{GREAT}{MINDS}"), learns),
        bare(&format!("{GREAT}{AUTOMATA}{}{AUTOMATA}", SMALL.replace("count = 4", "count = 1")), matrix),
        world(
            ROLES,
            "[game.public-goods]\ngroup = 3\nproduction = 'threshold'\n[learning]\nevery = 2\npeers = 'anyone'\n",
        ),
        world(PLAIN_ROLES, "[game.public-goods]\ngroup = 3\n[learning]\nevery = 2\n"),
        world(ROLES, "[game.public-goods]\n[network]\nkind = 'ring'\ndegree = 2\n[learning]\nevery = 2\n"),
        world("strategies = { always-defect = 1, pool-punisher = 1 }\n", "[game.public-goods]\ngroup = 3\n"),
    ];
    for rule in ["fermi", "proportional-imitation", "moran-birth-death", "replicator"] {
        all.push(world(AUTOMATA, &format!("{EXPECTED}rule = '{rule}'\n")));
    }
    all.push(world(AUTOMATA, &format!("{EXPECTED}updates = 'asynchronous'\n")));
    for kind in ["ring", "lattice", "small-world", "scale-free", "erdos-renyi", "blocs"] {
        let own = match kind {
            "lattice" => "periodic = false\n",
            "blocs" => "by = 'language'\nwithin = 0.6\n",
            _ => "",
        };
        let network = format!("{matrix}[network]\nkind = '{kind}'\n{own}");
        let nine =
            world(&format!("language = {{ choice = 2 }}\n{AUTOMATA}"), &network).replace("count = 4", "count = 7");
        all.push(nine);
    }
    all
}

/// Keys with two values; a table by one of its keys.
const KEYS: &[(&str, &str, &str)] = &[
    ("agents.small.language", "1", "{ choice = 2 }"),
    ("agents.small.sovereignty", "0.1", "0.9"),
    ("agents.small.concern", "0.1", "2.5"),
    ("strategies.mine.memory_one", "{ cc = 1, cd = 0, dc = 0, dd = 0 }", "{ cc = 0, cd = 1, dc = 1, dd = 1 }"),
    ("game.dilemma.distance_cost", "0.1", "3"),
    ("game.matrix.strong-strong", "{ R = 9 }", "{ R = -9, P = -4 }"),
    ("game.matrix.strong-weak", "{ R = 9 }", "{ R = -9, P = -4 }"),
    ("game.matrix.weak-strong", "{ R = 9 }", "{ R = -9, P = -4 }"),
    ("game.matrix.weak-weak", "{ R = 9 }", "{ R = -9, P = -4 }"),
    ("game.public-goods.group", "2", "3"),
    ("game.public-goods.threshold", "0.1", "0.9"),
    ("game.public-goods.loner", "0.5", "2"),
    ("game.public-goods.peer.fine", "0.1", "3"),
    ("game.public-goods.pool.fine", "0.1", "3"),
    ("game.public-goods.pool.second_order", "false", "true"),
    ("noise.slip", "0", "0.3"),
    ("noise.acuity", "0", "0.9"),
    ("noise.restart", "0.1", "0.9"),
    ("culture.barrier", "0.1", "0.9"),
    ("culture.translation", "0.1", "0.9"),
    ("choice.trust_weight", "0.2", "0.9"),
    ("choice.trust_threshold", "0.2", "0.9"),
    ("choice.trust_width", "0.05", "2"),
    ("choice.patience", "0.1", "0.9"),
    ("choice.temperature", "0.05", "3"),
    ("trust.prior", "0.2", "0.9"),
    ("trust.relax", "0", "0.5"),
    ("trust.gossip", "0.1", "0.7"),
    ("reputation.norm", "'scoring'", "'stern-judging'"),
    ("reputation.assessment_error", "0", "0.4"),
    ("reputation.action_error", "0", "0.4"),
    ("reputation.known", "1", "0.2"),
    ("reputation.good", "0.2", "1"),
    ("attribution.skill", "0", "1"),
    ("attribution.perceived", "0.2", "4"),
    ("mechanisms.burden", "0", "3"),
    ("mechanisms.voice", "0", "5"),
    ("mechanisms.fund.rate", "0.1", "2"),
    ("mechanisms.fund.match", "0.2", "4"),
    ("mechanisms.fund.denial", "0.1", "0.9"),
    ("mechanisms.fund.covers", "'members'", "'all'"),
    ("mechanisms.aid.rate", "0.01", "0.2"),
    ("mechanisms.development.growth", "0.01", "0.2"),
    ("mechanisms.front.pooling", "0.1", "2"),
    ("mechanisms.norm.rate", "0.02", "0.5"),
    ("mechanisms.cascade.concern", "0.1", "2"),
    ("mechanisms.arms.start", "0.1", "3"),
    ("mechanisms.arms.reaction", "0.1", "0.9"),
    ("mechanisms.arms.fatigue", "0.1", "0.9"),
    ("mechanisms.arms.grievance", "0.1", "0.9"),
    ("mechanisms.arms.prize", "0.1", "9"),
    ("mechanisms.convention.quorum", "0.1", "0.9"),
    ("mechanisms.convention.minimum", "0", "5"),
    ("mechanisms.convention.voice", "0", "9"),
    ("mechanisms.convention.fine", "0.5", "3"),
    ("mechanisms.convention.escalation", "0.5", "3"),
    ("mechanisms.convention.cap", "0.5", "3"),
    ("mechanisms.convention.forgiveness", "0", "0.9"),
    ("mechanisms.convention.compensation", "0", "0.9"),
    ("mechanisms.convention.enforcement", "0", "0.9"),
    ("mechanisms.convention.verification", "0", "1"),
    ("mechanisms.convention.depth", "0.1", "2"),
    ("mechanisms.convention.innovation", "0", "0.5"),
    ("mechanisms.convention.joining", "'imitation'", "'gain'"),
    ("mechanisms.convention.revise", "2", "7"),
    ("mechanisms.convention.transfers", "0", "0.9"),
    ("mechanisms.convention.position", "-0.9", "0.9"),
    ("mechanisms.convention.opt_out", "0", "0.9"),
    ("mechanisms.conventions.a.innovation", "0", "0.5"),
    ("learning.every", "2", "5"),
    ("learning.rate", "0.2", "1"),
    ("learning.selection", "0.1", "0.9"),
    ("learning.mutation", "0", "0.4"),
    ("learning.score", "'mean'", "'sum'"),
    ("learning.fitness", "'linear'", "'exponential'"),
    ("learning.updates", "'synchronous'", "'asynchronous'"),
    ("learning.events", "1", "9"),
    ("learning.mutants", "'any'", "'other'"),
    ("network.degree", "2", "4"),
    ("network.neighbourhood", "'moore'", "'von-neumann'"),
    ("network.width", "3", "9"),
    ("network.periodic", "true", "false"),
    ("network.rewiring", "0", "1"),
    ("network.links", "1", "3"),
    ("network.probability", "0.3", "1"),
    ("network.within", "0", "1"),
    ("network.between", "0", "1"),
    ("network.by", "'group'", "'language'"),
    ("network.shuffle", "true", "false"),
];

/// Columns that only repeat a key where nobody goes by it.
fn repeated(key: &str) -> &'static [&'static str] {
    match key {
        "agents.small.concern" | "mechanisms.norm.rate" | "mechanisms.cascade.concern" => &["concern"],
        key if key.starts_with("trust.") => &["trust", "trust_ss", "trust_sw", "trust_ws", "trust_ww"],
        key if key.starts_with("reputation.") => &["good"],
        key if key.starts_with("mechanisms.front.") => &["front"],
        key if key.starts_with("mechanisms.arms.") => {
            &["arms", "payoff_strong", "payoff_weak", "payoff_gini", "efficiency"]
        }
        key if key.starts_with("mechanisms.fund.") => {
            &["shield", "payoff_strong", "payoff_weak", "payoff_gini", "efficiency"]
        }
        _ => &[],
    }
}

/// Every number of every round, bit by bit, but those of some columns.
struct Numbers {
    without: &'static [&'static str],
    bits: Vec<u64>,
}

impl Recorder for Numbers {
    fn wants(&self, _: u32) -> bool {
        true
    }

    fn record(&mut self, _: u32, row: &RoundRow, shares: &[f64]) {
        let columns = RoundRow::columns().into_iter().zip(row.values());
        let kept = columns.filter(|(column, _)| !self.without.contains(&column.name.as_str()));
        self.bits.extend(kept.map(|(_, value)| value).chain(shares.iter().copied()).map(f64::to_bits));
    }

    fn look(&mut self, observed: Observed<'_>, _: bool) {
        let there = Extra::ALL.into_iter().filter(|extra| extra.is_in(&observed.rules.mechanisms));
        let kept = there.filter(|extra| !self.without.contains(&extra.column().name.as_str()));
        self.bits.extend(kept.map(|extra| extra.value(observed).to_bits()));
    }
}

fn read(text: &str) -> Document {
    Document::parse("w.toml", text).unwrap_or_else(|f| panic!("{text}: {f}"))
}

fn set(document: &Document, key: &str, value: &str) -> Option<Document> {
    let mut document = document.clone();
    let setting = document.assignment(&format!("{key}={value}")).unwrap_or_else(|f| panic!("{key}: {f}"));
    document.set(std::iter::once(&setting)).ok()?;
    Some(document)
}

/// What a world comes to, if it is one.
fn played(document: Document, without: &'static [&'static str]) -> Option<Vec<u64>> {
    let job = crate::batch::Plan::new(document, false).ok()?.job(0).ok()?;
    let mut numbers = Numbers { without, bits: Vec::new() };
    simulate(&job.rules, &job.key, 0, &job.course, &mut numbers);
    Some(numbers.bits)
}

/// The first entry that says that a key does not act in any of these; none if it does.
fn denied(key: &str, documents: &[Document]) -> Option<usize> {
    let path = Document::split(key).unwrap();
    let mut first = None;
    for document in documents {
        let config = document.config().ok()?;
        let scene = Scene::of(&config, config.study.as_ref());
        let no = entries().iter().position(|(pattern, entry)| {
            fits(pattern, &path).is_some_and(|name| !scene.is_on(&path) || !(entry.acts)(&scene, &name))
        });
        first = Some(no?);
    }
    first
}

/// Where the table says that a key does not act, no byte depends on it; where it says that it does, some do, somewhere.
#[test]
fn what_the_table_says_is_so() {
    let scenes: Vec<Document> = scenes().iter().map(|text| read(text)).collect();
    let (mut spoke, mut deaf) = (BTreeSet::new(), Vec::new());
    for &(key, one, other) in KEYS {
        let mut acted = false;
        for scene in &scenes {
            let (Some(one), Some(other)) = (set(scene, key, one), set(scene, key, other)) else { continue };
            let no = denied(key, &[one.clone(), other.clone()]);
            // One scene in which it is found to act is enough.
            if no.is_none() && acted {
                continue;
            }
            let without = if no.is_some() { repeated(key) } else { &[] };
            let text = || crate::batch::Plan::new(one.clone(), false).map(|plan| format!("{:?}", plan.config));
            match (played(one.clone(), without), played(other, without), no) {
                (Some(one), Some(other), Some(number)) => {
                    assert!(one == other, "`{key}` acts: {}\n{:?}", entries()[number].1.because, text());
                    spoke.insert(number);
                }
                (Some(one), Some(other), None) => acted |= one != other,
                // The plan refuses it, too.
                (_, _, Some(number)) => drop(spoke.insert(number)),
                _ => {}
            }
        }
        if !acted {
            deaf.push(key);
        }
    }
    assert!(deaf.is_empty(), "nowhere found to act: {deaf:?}");
    // Others are held below, need files, or are whole tables that `--set` does not put into these worlds.
    let elsewhere = [
        "network.densities",
        "network.path",
        "network.table",
        "network.columns",
        "network.delimiter",
        "network.strangers",
        "network.self_interaction",
        "mechanisms.convention.admission",
        "shocks.*.withdrawal",
        "shocks.*.change-of-leader",
    ];
    let silent: Vec<String> = entries()
        .iter()
        .enumerate()
        .filter(|(number, (_, entry))| {
            !spoke.contains(number)
                && !STUDIES.iter().any(|other| (other.key, other.because) == (entry.key, entry.because))
        })
        // The conventions of a list have the same entries as the only one.
        .filter(|(_, (key, _))| key.get(1) != Some(&"conventions"))
        .map(|(_, (key, entry))| format!("{}: {}", key.join("."), entry.because))
        .filter(|said| !elsewhere.iter().any(|key| said.starts_with(key)))
        .collect();
    assert!(silent.is_empty(), "never asked where they say no: {silent:#?}");
}

const MATCHES: &str =
    "name = 't'\n[game]\npreset = 'stag-hunt'\n[study.tournament]\nstrategies = ['tit-for-tat', 'joss']\n";

/// Whatever is denied in a tournament leaves its matches as they are, and what they are made of is not denied.
#[test]
fn a_tournament_knows_nothing_of_worlds() {
    let robin = |document: Document| format!("{:?}", Tournament::new(document, false).unwrap().robin);
    let agents = "[[agents]]\nname = 'small'\npower = 'weak'\ncount = 2\nstrategies = { tit-for-tat = 1, joss = 1 }\n";
    let whole = read(&format!("{MATCHES}{agents}"));
    let mut denied_tables = BTreeSet::new();
    for (key, value) in [
        ("rounds", "7"),
        ("replicates", "7"),
        ("seeds", "'independent'"),
        ("agents.small.capability", "0.5"),
        ("agents.small.ideology", "0.5"),
        ("noise.acuity", "0.9"),
        ("noise.misread", "0.2"),
        ("noise.restart", "0.2"),
        ("culture.barrier", "0.2"),
        ("choice.patience", "0.2"),
        ("trust.prior", "0.2"),
        ("reputation.good", "0.2"),
        ("mechanisms.aid.rate", "0.2"),
        ("learning.rate", "0.2"),
        ("network.kind", "'ring'"),
        ("attribution.delay", "2"),
        ("shocks", "[{ at = 2, breach = {} }]"),
        ("dyads", "{ path = 'none.csv' }"),
        ("holds.threshold", "0.2"),
        ("limits.agents", "9"),
        ("output.rounds", "'all'"),
        ("output.survival", "true"),
        ("report.rounds", "[1]"),
        ("report.cell", "0"),
    ] {
        let path = Document::split(key).unwrap();
        let changed = match set(&whole, key, value) {
            // A file that is not there cannot be read; that it would not be asked for is all that is to be seen.
            Some(changed) if key != "dyads" => changed,
            _ => whole.clone(),
        };
        let config = changed.config().unwrap();
        let scene = Scene::of(&config, config.study.as_ref());
        let no = entries()
            .into_iter()
            .find(|(pattern, entry)| fits(pattern, &path).is_some_and(|name| !(entry.acts)(&scene, &name)));
        let (pattern, _) = no.unwrap_or_else(|| panic!("{key} is said to act"));
        denied_tables.insert(pattern.join("."));
        assert_eq!(robin(changed), robin(whole.clone()), "{key}");
    }
    let worlds = STUDIES.iter().filter(|entry| entry.because == STUDIES[3].because);
    let forgotten: Vec<&str> = worlds.map(|entry| entry.key).filter(|key| !denied_tables.contains(*key)).collect();
    assert!(forgotten.is_empty(), "{forgotten:?}");
    for (key, value) in [("noise.slip", "0.3"), ("seed", "9"), ("study.tournament.turns", "9")] {
        let changed = set(&whole, key, value).unwrap();
        assert_eq!(denied(key, std::slice::from_ref(&changed)), None, "{key}");
        assert_ne!(robin(changed), robin(whole.clone()), "{key}");
    }
}

/// An audit is idle exactly where there is nothing to deviate to.
#[test]
fn an_audit_is_idle_where_nobody_could_deviate() {
    for text in scenes() {
        let document = set(&read(&text), "audit.epsilon", "0.1").unwrap();
        let Ok(plan) = crate::batch::Plan::new(document.clone(), false) else { continue };
        let rules = plan.job(0).unwrap().rules;
        let pool = Audit::default().places(&rules).unwrap();
        assert_eq!(denied("audit.epsilon", &[document]).is_none(), deviation::applies(&rules, &pool), "{text}");
    }
}

/// The warnings, or the mistakes, of a config.
fn judged(document: Document) -> Result<Vec<String>, String> {
    match Task::new(document, false).map_err(|failure| failure.to_string())? {
        Task::Worlds(plan) => Ok(plan.ignored().iter().map(|one| one.warning(&plan.document)).collect()),
        Task::Tournament(plan) => Ok(plan.warnings()),
    }
}

#[test]
fn what_belongs_elsewhere_is_refused_and_what_could_act_is_warned_of() {
    let said = judged(read(&world(AUTOMATA, &format!("{EXPECTED}rule = 'replicator'\nrate = 0.5\n")))).unwrap_err();
    assert!(
        said.contains("`learning.rate`: changes nothing in this world: it belongs to agents that update"),
        "{said}"
    );
    assert!(said.starts_with("w.toml:24:1:") && said.ends_with("; leave it out"), "{said}");
    let fund = judged(read(&world(MINDS, "[mechanisms.fund]\nrate = 0.3\n"))).unwrap();
    let because = "a fund exists only while a convention is in force";
    assert_eq!(fund, [format!("w.toml:15:13: `mechanisms.fund` changes nothing in this world: {because}")]);
}

#[test]
fn swept_keys_are_told_as_set_ones_are() {
    let axis = |key: &str, values: &str| format!("[study.grid]\naxes = [{{ key = '{key}', values = {values} }}]\n");
    let swept =
        world(AUTOMATA, &format!("[learning]\nrule = 'best-takes-over'\n{}", axis("learning.selection", "[1, 2]")));
    assert!(judged(read(&swept)).unwrap_err().contains("`learning.selection`: changes nothing"));
    let idle = judged(read(&world(AUTOMATA, &axis("choice.patience", "[0.1, 0.2]")))).unwrap();
    assert!(idle.len() == 1 && idle[0].ends_with("nobody is deliberate"), "{idle:?}");
    // One cell in which it acts is enough.
    let kinds = axis("learning.rule", "['best-takes-over', 'fermi']");
    assert_eq!(judged(read(&world(AUTOMATA, &format!("[learning]\nselection = 1\n{kinds}")))), Ok(Vec::new()));
    let bundle = "[study.factorial]\nbundles.a = { 'mechanisms.arms.prize' = 2 }\n";
    assert!(judged(read(&world(MINDS, bundle))).unwrap_err().contains("`mechanisms.arms.prize`"));
    let points = "[study.sample]\nn = 4\nkeys = { 'learning.fitness' = { values = ['linear', 'exponential'] } }\n";
    assert!(judged(read(&world(AUTOMATA, points))).unwrap_err().contains("`learning.fitness`"));
}

#[test]
fn a_key_of_another_kind_of_network_is_refused_at_its_place() {
    let wrong = |text: &str| judged(read(&world(AUTOMATA, text))).unwrap_err();
    let said = wrong("[network]\nkind = 'ring'\ndegree = 2\nrewiring = 0.2\n");
    assert!(
        said.starts_with("w.toml:18:1: `network.rewiring`: changes nothing in this world: it belongs to"),
        "{said}"
    );
    assert!(said.contains("to the kind small-world; the kind ring takes degree, shuffle"), "{said}");
    assert!(wrong("[network]\nshuffle = true\n").contains("network.shuffle"));
    let swept = wrong("[study.grid]\naxes = [{ key = 'network.degree', values = [1, 2] }]\n");
    assert!(
        swept.contains("`network.degree`: changes nothing") && swept.contains("the kind complete takes no keys"),
        "{swept}"
    );
}

/// What is written last is refused; what it lies on was written for other worlds as well.
#[test]
fn below_what_is_written_last_mistakes_are_warnings() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("base.toml", &world(AUTOMATA, "[learning]\nevery = 2\nrate = 0.5\n"));
    write("child.toml", "extends = 'base.toml'\nname = 'c'\n[learning]\nrule = 'moran-birth-death'\n");
    let document = |name: &str| Document::read(&folder.path().join(name)).unwrap();
    let inherited = judged(document("child.toml")).unwrap();
    assert!(inherited.len() == 1 && inherited[0].contains("base.toml:17:1: `learning.rate`"), "{inherited:?}");
    assert_eq!(judged(document("base.toml")), Ok(Vec::new()));
    let lain_on = judged(set(&document("base.toml"), "learning.updates", "'asynchronous'").unwrap()).unwrap();
    assert!(lain_on.len() == 1 && lain_on[0].contains("`learning.rate`"), "{lain_on:?}");
    let said = judged(set(&document("child.toml"), "learning.rate", "0.3").unwrap()).unwrap_err();
    assert!(said.starts_with("--set:1:1: `learning.rate`"), "{said}");
    // Another seed makes no other world.
    write("own.toml", &world(AUTOMATA, "[learning]\nrule = 'moran-birth-death'\nrate = 0.5\n"));
    assert!(judged(set(&document("own.toml"), "seed", "9").unwrap()).is_err());
}

#[test]
fn what_a_key_has_anyway_and_what_is_off_is_not_spoken_of() {
    for quiet in [
        "[learning]\nrule = 'moran-birth-death'\nrate = 1\n",
        "[mechanisms.fund]\nenabled = false\nmatch = 3\n",
        "[learning]\nenabled = false\nfitness = 'linear'\n",
        "[choice]\npatience = 0.8\n",
    ] {
        assert_eq!(judged(read(&world(AUTOMATA, quiet))), Ok(Vec::new()), "{quiet}");
    }
}

/// All that a shipped config says acts.
#[test]
fn no_shipped_config_says_anything_in_vain() {
    let mut seen = 0;
    let mut idle = Vec::new();
    for folder in ["configs", "configs/classics", "configs/scenarios", "tests/golden"] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|end| end == "toml") {
                seen += 1;
                match judged(Document::read(&path).unwrap()) {
                    Ok(warnings) => idle.extend(warnings),
                    Err(mistakes) => idle.push(mistakes),
                }
            }
        }
    }
    let starter = |name: &str| std::fs::read_to_string(format!("src/cli/starters/{name}.toml")).unwrap();
    for study in ["", "grid", "factorial", "boundary", "sample", "sensitivity", "ablation", "list", "tournament"] {
        let text = match study {
            "" => starter("world"),
            "tournament" => starter(study),
            study => starter("world") + &starter(study),
        };
        // As `comity new` writes it: a search decides itself how many runs it takes.
        let told = |line: &&str| study != "boundary" || !line.starts_with("replicates");
        let text: String = text.lines().filter(told).flat_map(|line| [line, "\n"]).collect();
        idle.extend(judged(read(&text)).unwrap_or_else(|mistakes| vec![mistakes]));
    }
    assert!(seen > 40 && idle.is_empty(), "{seen} configs: {idle:#?}");
}
