//! What is read off a world once is what would be read every round: held for every mechanism, every shock and every kind of world.

#[cfg(test)]
use super::{Census, RoundRow, Still};
use crate::batch::Plan;
use crate::config::{document::Document, schema};
use crate::record::run::Running;
use crate::rng::Key;
use crate::world::rules::Engine;
use crate::world::{Rules, World};

const WORLD: &str = "\
    name = 'w'\nrounds = 40\n[noise]\nslip = 0.1\n\
    [[agents]]\nname = 'great'\npower = 'strong'\ncount = 2\nideology = [0.9, -0.7]\n\
    strategies = { tit-for-tat = 1, always-defect = 1, deliberate = 1 }\n\
    [[agents]]\nname = 'small'\npower = 'weak'\ncount = 5\nlanguage = { choice = 2 }\n\
    strategies = { tit-for-tat = 1, always-cooperate = 1, deliberate = 1 }\n";
const VOLUNTARY: &str = "members = 'voluntary'\ninnovation = 0.3\n[learning]\nevery = 3\n";
const UNIVERSAL: &str = "[mechanisms.convention]\n";

/// Every mechanism, so that it moves something that rows show.
const MOVERS: &[(&str, &str)] = &[
    ("convention", "[mechanisms.convention]\n{voluntary}"),
    ("conventions", "[mechanisms.conventions.a]\n{voluntary}"),
    ("fund", "{universal}[mechanisms.fund]\ncontributions = 'voluntary'\nrate = 1\neffectiveness = 5\n"),
    ("aid", "[mechanisms.aid]\n"),
    ("development", "[mechanisms.development]\n"),
    ("diffusion", "[mechanisms.diffusion]\nrate = 0.3\n"),
    ("damage", "[mechanisms.damage]\nrate = 0.2\n"),
    ("front", "[mechanisms.front]\ntrust = 0.45\n"),
    ("dialogue", "[mechanisms.dialogue]\nrate = 0.2\n"),
    ("norm", "[mechanisms.norm]\n"),
    ("cascade", "[mechanisms.cascade]\nseeds = 1\nmean = 0.1\n"),
    // Armament moves the powers of a pair, whose rewards together are the same unless cooperating costs one of them more.
    ("arms", "[mechanisms.arms]\nstart = 1\n[game.dilemma]\nsynergy = 1\n"),
];

/// Every shock; whether it moves something that rows read once.
const SHOCKS: &[(&str, bool, &str)] = &[
    ("false-flag", false, "false-flag = {}\n"),
    ("breach", false, "breach = {}\n"),
    ("withdrawal", true, "withdrawal = {}\n{universal}"),
    ("change-of-leader", false, "change-of-leader = {}\n"),
    ("capability-jump", true, "capability-jump = { add = 0.3 }\n"),
    ("exit", true, "exit = {}\n"),
];

/// Worlds in which much goes on, but nothing of what is read once.
const STILL: &[&str] = &[
    "",
    "[trust]\ngossip = 0.2\n[trust.rule.beta]\nmemory = 0.9\n",
    "[trust]\nrule.bayes = {}\n[choice]\ntrust_weight = 0.4\n",
    "[reputation]\nassessment_error = 0.1\n",
    "[attribution]\nmisattribution = 0.3\ndelay = 2\n",
    "[learning]\nevery = 3\nmutation = 0.2\n",
    "[culture]\nbarrier = 0.4\n",
    "[network]\nkind = 'small-world'\ndegree = 2\n",
    "[network]\nhomophily = 2\n",
    "[game]\npreset = 'snowdrift'\n",
    "[mechanisms.fund]\nenabled = false\n[mechanisms]\nburden = 2\nvoice = 1\n",
];

fn rules(more: &str) -> Rules {
    let text = more.replace("{voluntary}", VOLUNTARY).replace("{universal}", UNIVERSAL);
    let document = Document::parse("w.toml", &format!("{WORLD}{text}")).unwrap_or_else(|f| panic!("{text}: {f}"));
    let plan = Plan::new(document, false).unwrap_or_else(|f| panic!("{text}: {f}"));
    plan.job(0).unwrap_or_else(|f| panic!("{text}: {f}")).rules
}

fn shock(settings: &str) -> String {
    format!("[[shocks]]\nname = 'x'\nat = 5\n{settings}")
}

fn bits(row: &RoundRow) -> Vec<u64> {
    row.values().map(f64::to_bits).to_vec()
}

/// The columns that a census of the whole run and one made anew for every round say differently. After the first round `first` may
/// change the census, and after every round `after` the world.
fn differ(rules: &Rules, first: impl Fn(&World, &mut Census), after: impl Fn(&mut World)) -> Vec<String> {
    let mut running = Running::new(rules, &Key::common(1), 0);
    let mut census = Census::of(rules);
    let mut found = Vec::new();
    for round in 1..=40 {
        running.play(rules);
        after(&mut running.world);
        let fresh = bits(&Census::of(rules).observe(rules, &running.world));
        let kept = bits(&census.observe(rules, &running.world));
        let columns = RoundRow::columns().into_iter().zip(fresh.iter().zip(&kept));
        found.extend(columns.filter(|(_, (fresh, kept))| fresh != kept).map(|(column, _)| column.name));
        if round == 1 {
            first(&running.world, &mut census);
        }
        running.learn(rules);
    }
    found.sort();
    found.dedup();
    found
}

/// What a table of the schema may hold that is a table itself, past `Option`.
fn tables(path: &[&str]) -> Vec<String> {
    let place = path.iter().fold(schema::Place::root(), |place, key| match place.below(key) {
        schema::Below::Known(inner) => inner.or_items(),
        _ => panic!("{path:?} is in the schema"),
    });
    let inner = |name: &&str| match place.below(name) {
        schema::Below::Known(inner) => !inner.names().is_empty() || matches!(inner.below("a"), schema::Below::Known(_)),
        _ => false,
    };
    place.names().into_iter().filter(inner).map(str::to_owned).collect()
}

/// The lists above have every mechanism and every shock that a config may have.
#[test]
fn nobody_is_left_out() {
    let sorted = |names: Vec<&str>| {
        let mut names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        names.sort();
        names
    };
    let mut mechanisms = tables(&["mechanisms"]);
    mechanisms.sort();
    assert_eq!(sorted(MOVERS.iter().map(|mover| mover.0).collect()), mechanisms);
    let mut shocks = tables(&["shocks"]);
    shocks.sort();
    assert_eq!(sorted(SHOCKS.iter().map(|shock| shock.0).collect()), shocks);
}

#[test]
fn nothing_that_moves_is_read_once() {
    let movers = MOVERS.iter().map(|(_, text)| (*text).to_owned());
    for text in movers.chain(SHOCKS.iter().map(|(_, _, text)| shock(text))) {
        let rules = rules(&text);
        assert!(!rules.is_still(), "{text}");
        assert_eq!(differ(&rules, |_, _| {}, |_| {}), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn what_is_read_once_stays_as_it_is() {
    for text in STILL {
        let rules = rules(text);
        assert!(rules.is_still(), "{text}");
        assert_eq!(differ(&rules, |_, _| {}, |_| {}), Vec::<String>::new(), "{text}");
    }
}

/// A made-up mover that `is_still` does not know of.
#[test]
fn a_mover_that_nobody_declared_is_found() {
    let rules = rules("");
    assert!(rules.is_still());
    let found = differ(
        &rules,
        |_, _| {},
        |world| {
            world.ideology[0] *= 0.9;
            world.measure_distances(&rules);
        },
    );
    assert_eq!(found, ["distance", "polarisation"]);
    let found = differ(&rules, |_, _| {}, |world| world.concern[1] += 0.1);
    assert_eq!(found, ["concern"]);
}

/// Were it said of any mover that it is none, rows would show it: the comparison above can fail for each.
#[test]
fn a_wrong_answer_is_found_for_every_mover() {
    let shocks = SHOCKS.iter().filter(|(_, moves, _)| *moves).map(|(_, _, text)| shock(text));
    for text in MOVERS.iter().map(|(_, text)| (*text).to_owned()).chain(shocks) {
        let rules = rules(&text);
        let freeze = |world: &World, census: &mut Census| {
            census.still = Some(Still::of(&rules, world, &mut Vec::new()));
        };
        assert_ne!(differ(&rules, freeze, |_| {}), Vec::<String>::new(), "{text}");
    }
}

/// The other shortcut of this kind: what follows from the standing is worked out anew only where something moved it.
#[test]
fn a_standing_that_is_kept_is_as_one_made_anew() {
    let shocks = SHOCKS.iter().map(|(_, _, text)| shock(text));
    let movers = MOVERS.iter().map(|(_, text)| (*text).to_owned());
    for text in movers.chain(shocks).chain(STILL.iter().map(|text| (*text).to_owned())) {
        for engine in [Engine::General, Engine::Automatic] {
            let rules = Rules { engine, ..rules(&text) };
            let mut kept = Running::new(&rules, &Key::common(1), 0);
            let mut anew = kept.clone();
            for round in 1..=40 {
                anew.world.standing.stale = true;
                for running in [&mut kept, &mut anew] {
                    running.play(&rules);
                }
                let row = |running: &Running| bits(&Census::of(&rules).observe(&rules, &running.world));
                assert_eq!(row(&kept), row(&anew), "round {round}, {engine:?}: {text}");
                for running in [&mut kept, &mut anew] {
                    running.learn(&rules);
                }
            }
        }
    }
}
