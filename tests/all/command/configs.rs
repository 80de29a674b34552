//! Configs: what is inherited and read from files, what is told of them before anything runs, and mistakes with their places.

use super::{FINE, RENT, WORLD, grid};
use crate::desk::Desk;

/// (what is changed in the world, what is said); each error has its file, line and column.
const MISTAKES: &[(&str, &[&str])] = &[
    ("[game.dilema]\nrent = 1\n", &["c.toml:16:7", "game.dilema", "did you mean `dilemma`?"]),
    ("[game.dilemma]\nrent = -1\n", &["c.toml:17:8", "game.dilemma.rent", "at least 0, found -1"]),
    ("[game.dilemma]\nrent = 'high'\n", &["c.toml:17:8", "expected a number of at least 0", "\"high\""]),
    ("[choice]\npatience = 1.0\n", &["c.toml:17:12", "[0, 1), 1 excluded"]),
    ("[noise]\nslpi = 0.1\nmis = 0\n", &["c.toml:17:1", "c.toml:18:1", "`slip`", "`miss`", "2 mistakes"]),
    ("[trust.rule.lienar]\n", &["c.toml:16:13", "did you mean `linear`?"]),
    ("[trust]\nrule = 'linear'\n", &["c.toml:17:8", "found the name alone"]),
    ("[[agents]]\nname = 'others'\npower = 'weak'\ncount = 1\n", &["agents.others.name", "a second time"]),
    ("[[agents]]\nname = 'x'\npower = 'wek'\ncount = 1\n", &["c.toml:18:9", "agents.x.power", "weak"]),
    ("[[agents]]\nname = 'x'\npower = 'weak'\ncount = 2\ncapability = [0.5]\n", &["c.toml:20:14", "2 agents"]),
    ("[[agents]]\nname = 'x'\npower = 'weak'\ncount = 2\ncapability = 1.5\n", &["in [0.01, 1], found 1.5"]),
    (
        "[[agents]]\nname = 'x'\npower = 'weak'\ncount = 2\nstrategies = { tit-for-tats = 1 }\n",
        &["c.toml:20:31", "did you mean \"tit-for-tat\"?"],
    ),
    ("[[agents]]\nname = 'x'\npower = 'weak'\n", &["expected the key `count`"]),
    ("[strategies.mine]\nnodes = [{ cooperate = 1, next = [0, 0, 2, 0] }]\n", &["c.toml:17:41", "0 to 0, found 2"]),
    ("[strategies.mine]\nmemory_one = { cc = 1, cd = 2, dc = 0, dd = 0 }\n", &["c.toml:17:29", "in [0, 1], found 2"]),
    ("[study.grid]\naxes = [{ key = 'game.dilemma.rnt', values = [1] }]\n", &["c.toml:17:17", "did you mean `rent`?"]),
    (
        "[study.grid]\naxes = [{ key = 'noise.slip', values = [0.1, 2.0] }]\n",
        &["c.toml:17:46", "noise.slip", "found 2"],
    ),
    ("[study.grid]\naxes = [{ key = 'agents.other.count', values = [1] }]\n", &["did you mean `others`?"]),
    ("[limits]\nruns = 5\n", &["c.toml:17:8", "6 runs", "cap of 5"]),
    ("[mechanisms.fund]\ncovers = 'everyone'\n", &["c.toml:17:10", "members", "all"]),
    ("x = [1,\n", &["c.toml"]),
];

#[test]
fn every_mistake_is_reported_with_its_place_and_what_was_expected() {
    for (text, parts) in MISTAKES {
        let desk = Desk::new();
        desk.write("c.toml", format!("{}{text}", WORLD.replace("[mechanisms.convention]\n", "")));
        let said = desk.stderr(2, &["check", "c.toml"]);
        for part in *parts {
            assert!(said.contains(part), "{text}: expected {part:?} in\n{said}");
        }
        assert!(!desk.path("output").exists());
    }
}

#[test]
fn worlds_that_cannot_be_are_refused() {
    let desk = Desk::new();
    for (text, part) in [
        ("name = 'x'\n", "at least one [[agents]]"),
        ("name = 'x'\n[[agents]]\npower = 'weak'\ncount = 1\n", "nobody meets anybody"),
        ("name = '../x'\n[[agents]]\npower = 'weak'\ncount = 2\n", "letters, digits"),
        ("name = 'x'\nformat = 2\n[[agents]]\npower = 'weak'\ncount = 2\n", "the only format"),
        ("rounds = 50\n[holds]\nwindow = 60\n[[agents]]\npower = 'weak'\ncount = 2\n", "at most the 50 rounds"),
    ] {
        desk.write("c.toml", text);
        let said = desk.stderr(2, &["run", "c.toml"]);
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(desk.stderr(2, &["run", "none.toml"]).contains("none.toml"));
    assert!(desk.stderr(2, &["run", "burden-sharin"]).contains("burden-sharing"));
}

#[test]
fn a_swept_key_that_cannot_matter_is_warned_of() {
    let desk = Desk::new();
    let automata = grid("{ key = 'choice.patience', values = [0.1, 0.9] }")
        .replace("count = 2", "count = 2\nstrategies = { tit-for-tat = 1 }")
        .replace("count = 4", "count = 4\nstrategies = { grim-trigger = 1 }");
    desk.write("c.toml", &automata);
    let said = desk.stderr(0, &["run", "c.toml"]);
    assert!(said.contains("c.toml:16") || said.contains("choice.patience"), "{said}");
    assert!(said.contains("nobody is deliberate"), "{said}");
    assert!(desk.read("output/small/status.log").contains("nobody is deliberate"));
}

/// What is set is judged as what is written: a key that the rule beside it has no use for is refused, with its place.
#[test]
fn a_key_that_can_only_be_a_mistake_is_refused() {
    let desk = Desk::new();
    desk.write("c.toml", WORLD.replace("every = 10", "every = 10\nrule = 'best-takes-over'"));
    let said = desk.stderr(2, &["check", "c.toml", "--set", "learning.selection=2"]);
    assert!(said.contains("--set:1:1") && said.contains("the rule knows no intensity"), "{said}");
    let said = desk.stderr(0, &["run", "c.toml", "--set", "choice.trust_width=2"]);
    assert!(said.contains("warning: --set:1:1: `choice.trust_width` changes nothing in this world"), "{said}");
}

#[test]
fn configs_inherit_and_the_command_line_overrides() {
    let desk = Desk::new();
    desk.write("base.toml", WORLD);
    desk.write("c.toml", "extends = 'base.toml'\nname = 'child'\nreplicates = 2\n[trust.rule.beta]\nmemory = 0.9\n");
    desk.exits(0, &["run", "c.toml", "--set", "rounds=30", "--set", "agents.others.count=3", "--seed", "9"]);
    let manifest = desk.manifest("output/child");
    let config = &manifest["config"];
    assert_eq!(config["rounds"], 30);
    assert_eq!(config["seed"], 9);
    assert_eq!(config["agents"][1]["count"], 3);
    assert_eq!(config["trust"]["rule"]["beta"]["memory"], 0.9);
    assert!(desk.stderr(2, &["run", "c.toml", "--set", "game.dilemma.rnt=1"]).contains("--set"));
    desk.write("loop.toml", "extends = 'loop.toml'\n");
    assert!(desk.stderr(2, &["run", "loop.toml"]).contains("extends itself"));
}

#[test]
fn a_column_of_a_file_gives_an_attribute() {
    let desk = Desk::new();
    desk.write("states.csv", "name,power index\nA,0.3\nB,0.45\nC,0.2\n");
    let group = "[[agents]]\npower = 'weak'\ncount = 3\ncapability = { column = { path = 'states.csv', column = 'power index' } }\n";
    desk.write("c.toml", format!("name = 'x'\nrounds = 5\nreplicates = 2\n{group}"));
    desk.exits(0, &["run", "c.toml"]);
    let text = desk.read("output/x/manifest.json");
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(manifest["config"]["agents"][0]["capability"], serde_json::json!([0.3, 0.45, 0.2]));
    desk.write("d.toml", format!("{}\n", desk.read("c.toml").replace("power index", "power indx")));
    let said = desk.stderr(2, &["check", "d.toml"]);
    assert!(said.contains("did you mean `power index`?") && said.contains("d.toml:7"), "{said}");
}

#[test]
fn lists_and_shows_speak_of_everything_there_is() {
    let desk = Desk::new();
    for what in ["strategies", "games", "trust", "mechanisms", "learning", "networks", "studies", "columns", "configs"]
    {
        let output = desk.output(&["list", what]);
        assert!(output.status.success() && output.stdout.len() > 20, "{what}");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        // Strategies are listed by family: their lines are indented below a heading.
        for line in text.lines().filter(|line| what != "strategies" || line.starts_with(' ')) {
            let name = line.split_whitespace().next().unwrap();
            let shown = desk.output(&["show", name]);
            assert!(shown.status.success() || ["fermi", "complete", "fixed"].contains(&name), "show {name}");
        }
    }
    assert!(desk.stderr(2, &["show", "tit-for-tit"]).contains("tit-for-tat"));
    assert!(desk.stderr(2, &["show", "game.dilemma.rentt"]).contains("did you mean `rent`?"));
    for name in ["agents.others.count", "agents.capability", "share_tit-for-tat", "mechanisms.convention.fine"] {
        assert!(desk.output(&["show", name]).status.success(), "show {name}");
    }
    let both = String::from_utf8_lossy(&desk.output(&["show", "convention"]).stdout).into_owned();
    assert!(both.contains("mechanisms.convention\n") && both.contains("configs/convention.toml"));
    assert!(String::from_utf8_lossy(&desk.output(&["show", "game.dilemma.rent"]).stdout).contains("attacker"));
}

#[test]
fn a_check_prints_the_plan_and_writes_nothing() {
    let desk = Desk::new();
    desk.write("c.toml", grid(&format!("{RENT}, {FINE}")));
    let output = desk.output(&["check", "c.toml"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    for part in ["cells        6", "runs         36", "prisoner's dilemma", "time"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!desk.path("output").exists());
}
