//! Tournaments, from a config to their tables.

use crate::desk::Desk;

const TOURNAMENT: &str = "name = 'cup'
question = 'Who does well?'
[game]
preset = 'prisoners-dilemma'
[noise]
slip = 0.02
miss = 0
false_alarm = 0
[strategies.mine]
memory_one = { cc = 1.0, cd = 0.2, dc = 1.0, dd = 0.2 }
[study.tournament]
strategies = ['tft', 'always-defect', 'random', 'mine', 'win-stay-lose-shift']
turns = 40
repetitions = 6
generations = 300
";

const CUP: [&str; 6] = ["matches.csv", "answer.csv", "invasion.csv", "ecology.csv", "interactions.csv", "columns.csv"];

#[test]
fn a_tournament_writes_its_tables_and_says_who_does_well() {
    let desk = Desk::new();
    desk.write("t.toml", TOURNAMENT);
    let said = desk.stderr(0, &["run", "t.toml"]);
    for part in [
        "Who does well?",
        "rank",
        "tit-for-tat",
        "Most matches won: always-defect",
        "Ecological dynamics after 300",
        "90 matches",
        "output/cup/",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let lines = |table: &str| desk.read(format!("output/cup/{table}")).lines().count();
    assert_eq!(
        CUP[..5].iter().map(|&table| lines(table)).collect::<Vec<_>>(),
        [1 + 25, 1 + 5, 1 + 20, 1 + 101 + 20, 1 + 180]
    );
    let dictionary = desk.read("output/cup/columns.csv");
    for table in &CUP[..5] {
        let text = desk.read(format!("output/cup/{table}"));
        let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
        let explained: Vec<&str> =
            dictionary.lines().filter_map(|line| line.strip_prefix(&format!("{table},"))?.split(',').next()).collect();
        assert_eq!(header, explained, "{table}");
    }
    let manifest = desk.manifest("output/cup");
    assert_eq!((manifest["state"].as_str(), manifest["runs"].as_u64()), (Some("finished"), Some(90)));
    let files: Vec<&str> =
        manifest["files"].as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap()).collect();
    assert!(CUP.iter().all(|table| files.contains(table)), "{files:?}");
    assert!(desk.stderr(0, &["run", "t.toml"]).contains("finished already"));
    assert!(desk.stderr(2, &["run", "t.toml", "--seed", "2"]).contains("--force"));
    desk.exits(0, &["run", "t.toml", "--seed", "2", "--force", "--set", "output.interactions=false"]);
    assert!(!desk.path("output/cup/interactions.csv").exists() && !desk.path("output/cup/replaced").exists());
    let said = desk.stderr(0, &["run", "t.toml", "--quick", "--set", "study.tournament.turns=400"]);
    assert!(
        said.contains("quick look: 3 repetitions of 100 turns") && desk.path("output/cup-quick").exists(),
        "{said}"
    );
    let said = desk.output(&["check", "t.toml"]);
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    for part in ["cup: tournament", "matches      90", "turns        3600", "slip 0.02", "bytes", "time"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn a_tournament_is_the_same_for_any_threads_order_and_company() {
    let desk = Desk::new();
    desk.write("t.toml", TOURNAMENT);
    desk.exits(0, &["run", "t.toml", "--jobs", "1", "--out", "one"]);
    desk.exits(0, &["run", "t.toml", "--jobs", "2", "--out", "two"]);
    for table in CUP {
        assert_eq!(desk.read(format!("one/{table}")), desk.read(format!("two/{table}")), "{table}");
    }
    let rows = |folder: &str, table: &str| {
        let text = desk.read(format!("{folder}/{table}"));
        let mut rows: Vec<String> = text.lines().skip(1).map(str::to_owned).collect();
        rows.sort();
        rows
    };
    let list = "study.tournament.strategies=['random', 'win-stay-lose-shift', 'tit-for-tat', 'mine', 'always-defect']";
    desk.exits(0, &["run", "t.toml", "--out", "other", "--set", list]);
    for table in ["matches.csv", "invasion.csv", "answer.csv"] {
        assert_eq!(rows("one", table), rows("other", table), "{table}");
    }
    let ends = |folder: &str| {
        let text = desk.read(format!("{folder}/ecology.csv"));
        let (header, last) = (text.lines().next().unwrap(), text.lines().last().unwrap());
        let mut ends: Vec<String> =
            header.split(',').zip(last.split(',')).map(|(name, x)| format!("{name} {x}")).collect();
        ends.sort();
        ends
    };
    assert_eq!(ends("one"), ends("other"));
    let more =
        "study.tournament.strategies=['joss', 'random', 'win-stay-lose-shift', 'tit-for-tat', 'mine', 'always-defect']";
    desk.exits(0, &["run", "t.toml", "--out", "more", "--set", more]);
    for table in ["matches.csv", "invasion.csv"] {
        let all = rows("more", table);
        assert!(rows("one", table).iter().all(|row| all.contains(row)), "{table}");
    }
}

/// (what the config says instead, what is said then).
const CUP_MISTAKES: &[(&str, &str, &[&str])] = &[
    ("'random'", "'randon'", &["t.toml:12:39", "study.tournament.strategies.2", "did you mean \"random\"?"]),
    ("'random'", "'tit-for-tat'", &["t.toml:12:39", "listed twice"]),
    ("'random'", "'deliberate'", &["t.toml:12:39", "cannot play outside a world"]),
    ("turns = 40", "turns = 0", &["t.toml:13:9", "study.tournament.turns"]),
    ("turns = 40", "trns = 40", &["t.toml:13:1", "did you mean `turns`?"]),
    ("turns = 40", "turns = 40\ncontinuation = 0.9", &["t.toml:13:9", "either"]),
    ("turns = 40", "continuation = 1.0", &["t.toml:13:16", "[0, 1), 1 excluded"]),
    ("repetitions = 6", "repetitions = 0", &["t.toml:14:15", "study.tournament.repetitions"]),
    (
        "preset = 'prisoners-dilemma'",
        "dilemma = {}",
        &["t.toml:3:1", "needs a matrix or a preset", "comity list games"],
    ),
    (
        "preset = 'prisoners-dilemma'",
        "matrix = { R = 3, S = 0, T = 5, P = 1, strong-weak = { R = 4 } }",
        &["t.toml:4:54", "game.matrix.strong-weak", "nobody has power"],
    ),
    ("strategies = ['tft', 'always-defect', 'random', 'mine', 'win-stay-lose-shift']", "", &["at least 2", "found 0"]),
    ("strategies = ['tft', ", "strategies = 'everyone' # [", &["t.toml:12:14", "\"all\" or a list"]),
    ("[study.tournament]", "[limits]\nruns = 50\n[study.tournament]", &["t.toml:12:8", "90 runs", "cap of 50"]),
];

#[test]
fn mistakes_of_a_tournament_have_their_places() {
    for (right, wrong, parts) in CUP_MISTAKES {
        let desk = Desk::new();
        desk.write("t.toml", TOURNAMENT.replacen(right, wrong, 1));
        let said = desk.stderr(2, &["run", "t.toml"]);
        for part in *parts {
            assert!(said.contains(part), "{wrong}: expected {part:?} in\n{said}");
        }
        assert!(!desk.path("output").exists());
    }
}

/// Whoever the groups of agents name plays, where the tournament names nobody; what means nothing outside a world is warned of.
#[test]
fn the_strategies_of_a_world_can_meet_in_a_tournament() {
    let desk = Desk::new();
    let text = "name = 'x'\n[game]\npreset = 'stag-hunt'\n[noise]\nacuity = 0.3\n[[agents]]\npower = 'weak'\ncount = 2\n\
                strategies = { tit-for-tat = 1, joss = 1 }\n[study.tournament]\ncontinuation = 0.9\nself_play = true\n";
    desk.write("x.toml", text);
    let said = desk.stderr(0, &["run", "x.toml"]);
    let idle = "warning: x.toml:5:1: `noise.acuity` changes nothing in this world: it means nothing outside a world";
    assert!(said.contains(idle) && said.contains("probability 0.9"), "{said}");
    assert!(desk.read("output/x/status.log").contains(idle));
    assert_eq!(desk.read("output/x/answer.csv").lines().count(), 3);
    let all = "study.tournament.strategies=all";
    desk.exits(0, &["run", "x.toml", "--out", "all", "--set", all, "--set", "study.tournament.repetitions=1"]);
    let players = desk.read("all/answer.csv").lines().count() - 1;
    assert!(players > 50 && desk.read("all/matches.csv").lines().count() == 1 + players * players, "{players}");
}
