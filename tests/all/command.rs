//! The command as its users meet it: results, exit codes, errors with their places.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

const WORLD: &str = "name = 'small'
rounds = 40
replicates = 6
[holds]
window = 20
[[agents]]
name = 'great powers'
power = 'strong'
count = 2
[[agents]]
name = 'others'
power = 'weak'
count = 4
[mechanisms.convention]
[learning]
every = 10
";

fn grid(axes: &str) -> String {
    format!("{WORLD}[study.grid]\naxes = [ {axes} ]\n")
}

const RENT: &str = "{ key = 'game.dilemma.rent', values = [0.0, 1.0, 3.0] }";
const FINE: &str = "{ key = 'mechanisms.convention.fine', range = [0, 2], points = 2 }";

struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn comity(&self, args: &[&str]) -> Output {
        Command::cargo_bin("comity").unwrap().current_dir(self.path()).args(args).output().unwrap()
    }

    /// Runs and expects success; what was said on stderr.
    fn done(&self, args: &[&str]) -> String {
        let output = self.comity(args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{args:?}: {said}");
        said
    }

    /// Runs and expects an exit code; what was said on stderr.
    fn fails(&self, code: i32, args: &[&str]) -> String {
        let output = self.comity(args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
        said
    }
}

#[test]
fn a_grid_writes_its_tables_and_says_what_was_found() {
    let desk = Desk::new();
    desk.write("c.toml", &grid(&format!("{RENT}, {FINE}")));
    let said = desk.done(&["run", "c.toml"]);
    assert!(said.contains("P(hold)") && said.contains("game.dilemma.rent") && said.contains("output/small/"), "{said}");
    let runs = desk.read("output/small/runs.csv");
    assert_eq!(runs.lines().count(), 1 + 6 * 6);
    assert!(runs.starts_with(
        "cell,replicate,seed,game.dilemma.rent,mechanisms.convention.fine,holds,onset,collapse,time_above,cooperation,cooperation_ss,"
    ));
    let rounds = desk.read("output/small/rounds.csv");
    assert_eq!(rounds.lines().count(), 1 + 36 * 4, "every tenth of 40 rounds");
    assert!(rounds.starts_with("cell,replicate,seed,round,cooperation,cooperation_ss,cooperation_sw,cooperation_ws,cooperation_ww,mutual,trust,trust_ss,"));
    let cells = desk.read("output/small/cells.csv");
    assert!(cells.starts_with("cell,game.dilemma.rent,mechanisms.convention.fine,runs,hold,hold_low,hold_high,"));
    assert_eq!(cells.lines().count(), 7);
    assert_eq!(desk.read("output/small/answer.csv").lines().count(), 3);
    let manifest: serde_json::Value = serde_json::from_str(&desk.read("output/small/manifest.json")).unwrap();
    assert_eq!((manifest["state"].as_str(), manifest["runs"].as_u64()), (Some("finished"), Some(36)));
    assert!(!desk.path().join("output/small/runs.csv.part").exists());
}

/// Every column of every table is explained, and nothing else is.
#[test]
fn the_column_dictionary_is_complete() {
    let desk = Desk::new();
    desk.write("c.toml", &grid(RENT));
    desk.done(&["run", "c.toml", "--quiet"]);
    let dictionary = desk.read("output/small/columns.csv");
    for table in ["rounds.csv", "runs.csv", "cells.csv", "answer.csv"] {
        let text = desk.read(&format!("output/small/{table}"));
        let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
        let explained: Vec<&str> =
            dictionary.lines().filter_map(|line| line.strip_prefix(&format!("{table},"))?.split(',').next()).collect();
        assert_eq!(header, explained, "{table}");
    }
}

fn tables(desk: &Desk, folder: &str) -> Vec<String> {
    ["rounds.csv", "runs.csv", "cells.csv", "columns.csv"]
        .iter()
        .map(|name| desk.read(&format!("{folder}/{name}")))
        .collect()
}

#[test]
fn results_are_the_same_bytes_for_any_number_of_threads() {
    let desk = Desk::new();
    desk.write("c.toml", &grid(&format!("{RENT}, {FINE}")));
    desk.done(&["run", "c.toml", "--jobs", "1", "--out", "one"]);
    for jobs in ["2", "5"] {
        desk.done(&["run", "c.toml", "--jobs", jobs, "--out", jobs]);
        assert_eq!(tables(&desk, "one"), tables(&desk, jobs), "{jobs} threads");
    }
}

/// Rows of a table without the cell number, those of one cell together, sorted.
fn cells_apart(text: &str) -> Vec<String> {
    let mut rows: Vec<String> = text.lines().skip(1).map(|line| line.split_once(',').unwrap().1.to_owned()).collect();
    rows.sort();
    rows
}

#[test]
fn reordering_or_enlarging_a_design_leaves_old_rows_as_they_were() {
    for seeds in ["common", "independent"] {
        let desk = Desk::new();
        let with = |values: &str| {
            let axes = format!("{{ key = 'game.dilemma.rent', values = [{values}] }}, {FINE}");
            format!("seeds = '{seeds}'\n{}", grid(&axes))
        };
        desk.write("a.toml", &with("0.0, 1.0, 3.0"));
        desk.write("b.toml", &with("3.0, 0.0, 1.0"));
        desk.write("c.toml", &with("0.0, 0.5, 1.0, 3.0"));
        for name in ["a", "b", "c"] {
            desk.done(&["run", &format!("{name}.toml"), "--out", name]);
        }
        let rows = |name: &str, table: &str| cells_apart(&desk.read(&format!("{name}/{table}.csv")));
        for table in ["runs", "cells"] {
            assert_eq!(rows("a", table), rows("b", table), "{seeds} {table}");
            let enlarged: Vec<String> = rows("c", table);
            assert!(rows("a", table).iter().all(|row| enlarged.contains(row)), "{seeds} {table}");
        }
        assert_eq!(rows("a", "rounds"), rows("b", "rounds"));
    }
}

#[test]
fn common_seeds_pair_the_cells_and_independent_ones_do_not() {
    let desk = Desk::new();
    // The threshold changes no course of events, so paired cells see the same cooperation.
    let axes = "{ key = 'trust.rule.linear.gain', values = [0.1, 0.2] }";
    let automata = grid(axes)
        .replace("count = 2", "count = 2\nstrategies = { tit-for-tat = 1 }")
        .replace("count = 4", "count = 4\nstrategies = { random = 1 }");
    desk.write("c.toml", &automata);
    desk.write("i.toml", &format!("seeds = 'independent'\n{automata}"));
    let cooperation = |name: &str| -> Vec<String> {
        desk.done(&["run", &format!("{name}.toml"), "--out", name]);
        let text = desk.read(&format!("{name}/runs.csv"));
        text.lines().skip(1).map(|line| line.split(',').nth(8).unwrap().to_owned()).collect()
    };
    let common = cooperation("c");
    assert_eq!(common[..6], common[6..]);
    let independent = cooperation("i");
    assert_ne!(independent[..6], independent[6..]);
}

#[test]
fn a_finished_result_is_left_alone_and_a_different_one_refused() {
    let desk = Desk::new();
    desk.write("c.toml", WORLD);
    desk.done(&["run", "c.toml"]);
    let before = desk.read("output/small/manifest.json");
    assert!(desk.done(&["run", "c.toml"]).contains("finished already"));
    assert_eq!(desk.read("output/small/manifest.json"), before);
    let said = desk.fails(2, &["run", "c.toml", "--seed", "2"]);
    assert!(said.contains("--force"), "{said}");
    assert_eq!(desk.read("output/small/manifest.json"), before);
    desk.done(&["run", "c.toml", "--seed", "2", "--force"]);
    assert_ne!(desk.read("output/small/manifest.json"), before);
}

#[test]
fn a_changed_table_is_noticed() {
    let desk = Desk::new();
    desk.write("c.toml", WORLD);
    desk.done(&["run", "c.toml"]);
    let text = desk.read("output/small/runs.csv");
    desk.write("output/small/runs.csv", &text.replacen('1', "2", 1));
    assert!(desk.fails(2, &["run", "c.toml"]).contains("runs.csv is missing or was changed"));
    desk.done(&["run", "c.toml", "--force"]);
    assert_eq!(desk.read("output/small/runs.csv"), text);
}

/// The name and the question are words: changing them asks nothing new.
#[test]
fn other_words_are_the_same_study() {
    let desk = Desk::new();
    desk.write("c.toml", WORLD);
    desk.done(&["run", "c.toml"]);
    assert!(desk.done(&["run", "c.toml", "--set", "question=Why?"]).contains("finished already"));
}

#[test]
fn a_huge_plan_is_refused_at_once() {
    let desk = Desk::new();
    let axes = "{ key = 'game.dilemma.rent', range = [0, 1], points = 3000 }, { key = 'game.dilemma.harm', range = [0, 1], points = 3000 }";
    desk.write("c.toml", &format!("{}[limits]\nruns = 100\n", grid(axes)));
    assert!(desk.fails(2, &["check", "c.toml"]).contains("cap of 100"));
    let axis = |key: &str| format!("{{ key = 'game.dilemma.{key}', range = [0, 1], points = 60000 }}");
    desk.write("c.toml", &grid(&["rent", "harm", "cost", "benefit"].map(axis).join(", ")));
    assert!(desk.fails(2, &["check", "c.toml"]).contains("at most 100000000 cells"));
}

/// A quick look shortens swept rounds and windows as well.
#[test]
fn quick_looks_shorten_every_cell() {
    let desk = Desk::new();
    let text = grid("{ key = 'holds.window', values = [100, 400] }")
        .replace("rounds = 40", "rounds = 800")
        .replace("[holds]\nwindow = 20\n", "");
    desk.write("c.toml", &text);
    let said = desk.done(&["run", "c.toml", "--quick"]);
    assert!(said.contains("quick look: 3 runs of each cell, 100 rounds"), "{said}");
}

/// Where a kind of dyad does not exist there is nothing to hold: empty, not 0.
#[test]
fn kinds_of_dyads_that_nobody_forms_are_empty() {
    let desk = Desk::new();
    desk.write("c.toml", WORLD);
    desk.done(&["run", "c.toml", "--set", "agents.\"great powers\".count=0"]);
    let text = desk.read("output/small/cells.csv");
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let (names, values) = (lines.next().unwrap(), lines.next().unwrap());
    for name in ["cooperation_ss", "holds_sw", "time_above_ws_low", "payoff_strong"] {
        let place = names.iter().position(|known| *known == name).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(values[place], "", "{name}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let desk = Desk::new();
    desk.write("c.toml", WORLD);
    let comity = assert_cmd::cargo::cargo_bin("comity");
    let script = format!("{} check c.toml | true; exit ${{PIPESTATUS[0]}}", comity.display());
    let status = std::process::Command::new("bash").current_dir(desk.path()).args(["-c", &script]).status().unwrap();
    assert!(status.success());
}

#[test]
fn a_folder_with_other_files_is_not_written_into() {
    let desk = Desk::new();
    desk.write("c.toml", WORLD);
    fs::create_dir(desk.path().join("mine")).unwrap();
    desk.write("mine/thesis.txt", "years of work");
    let said = desk.fails(2, &["run", "c.toml", "--out", "mine"]);
    assert!(said.contains("not a result"), "{said}");
    desk.write("mine/manifest.json", "{}");
    desk.fails(2, &["run", "c.toml", "--out", "mine", "--force"]);
    assert_eq!(desk.read("mine/thesis.txt"), "years of work");
    desk.fails(2, &["run", "c.toml", "--out", "c.toml"]);
}

#[test]
fn quick_runs_go_to_a_folder_of_their_own() {
    let desk = Desk::new();
    desk.write("c.toml", &WORLD.replace("rounds = 40", "rounds = 800"));
    desk.done(&["run", "c.toml", "--quick"]);
    assert_eq!(desk.read("output/small-quick/rounds.csv").lines().count(), 1 + 3 * 100);
    assert!(!desk.path().join("output/small").exists());
}

#[test]
fn a_factorial_reports_effects_in_the_table_and_on_the_terminal() {
    let desk = Desk::new();
    desk.write(
        "c.toml",
        &format!(
            "{WORLD}[study.factorial]\nbundles.law = {{ 'mechanisms.convention.fine' = 3.0 }}\n\
             bundles.heart = {{ 'agents.\"great powers\".concern' = 0.8, 'agents.others.concern' = 0.8 }}\n"
        ),
    );
    let said = desk.done(&["run", "c.toml"]);
    for part in ["heart + law", "interaction", "loss", "synergy", "log-odds"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let answer = desk.read("output/small/answer.csv");
    assert!(answer.starts_with("outcome,kind,term,estimate,low,high,p,p_holm\ncooperation,effect,heart,"));
    assert_eq!(answer.lines().count(), 1 + 3 * (3 + 2 + 1));
    assert!(desk.read("output/small/cells.csv").starts_with("cell,heart,law,runs,hold,"));
}

#[test]
fn one_world_shows_its_course_and_its_games() {
    let desk = Desk::new();
    desk.write("c.toml", WORLD);
    let said = desk.done(&["run", "c.toml"]);
    assert!(said.contains("weak to weak") && said.contains("prisoner's dilemma"), "{said}");
    assert_eq!(desk.read("output/small/rounds.csv").lines().count(), 1 + 6 * 40);
}

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
        desk.write("c.toml", &format!("{}{text}", WORLD.replace("[mechanisms.convention]\n", "")));
        let said = desk.fails(2, &["check", "c.toml"]);
        for part in *parts {
            assert!(said.contains(part), "{text}: expected {part:?} in\n{said}");
        }
        assert!(!desk.path().join("output").exists());
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
        let said = desk.fails(2, &["run", "c.toml"]);
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(desk.fails(2, &["run", "none.toml"]).contains("none.toml"));
    assert!(desk.fails(2, &["run", "burden-sharin"]).contains("burden-sharing"));
}

#[test]
fn a_swept_key_that_cannot_matter_is_warned_of() {
    let desk = Desk::new();
    let automata = grid("{ key = 'choice.patience', values = [0.1, 0.9] }")
        .replace("count = 2", "count = 2\nstrategies = { tit-for-tat = 1 }")
        .replace("count = 4", "count = 4\nstrategies = { grim-trigger = 1 }");
    desk.write("c.toml", &automata);
    let said = desk.done(&["run", "c.toml"]);
    assert!(said.contains("c.toml:16") || said.contains("choice.patience"), "{said}");
    assert!(said.contains("nobody is deliberate"), "{said}");
    assert!(desk.read("output/small/status.log").contains("nobody is deliberate"));
}

/// What is set is judged as what is written: a key that the rule beside it has no use for is refused, with its place.
#[test]
fn a_key_that_can_only_be_a_mistake_is_refused() {
    let desk = Desk::new();
    desk.write("c.toml", &WORLD.replace("every = 10", "every = 10\nrule = 'best-takes-over'"));
    let said = desk.fails(2, &["check", "c.toml", "--set", "learning.selection=2"]);
    assert!(said.contains("--set:1:1") && said.contains("the rule knows no intensity"), "{said}");
    let said = desk.done(&["run", "c.toml", "--set", "choice.trust_width=2"]);
    assert!(said.contains("warning: --set:1:1: `choice.trust_width` changes nothing in this world"), "{said}");
}

#[test]
fn configs_inherit_and_the_command_line_overrides() {
    let desk = Desk::new();
    desk.write("base.toml", WORLD);
    desk.write("c.toml", "extends = 'base.toml'\nname = 'child'\nreplicates = 2\n[trust.rule.beta]\nmemory = 0.9\n");
    desk.done(&["run", "c.toml", "--set", "rounds=30", "--set", "agents.others.count=3", "--seed", "9"]);
    let manifest: serde_json::Value = serde_json::from_str(&desk.read("output/child/manifest.json")).unwrap();
    let config = &manifest["config"];
    assert_eq!(config["rounds"], 30);
    assert_eq!(config["seed"], 9);
    assert_eq!(config["agents"][1]["count"], 3);
    assert_eq!(config["trust"]["rule"]["beta"]["memory"], 0.9);
    assert!(desk.fails(2, &["run", "c.toml", "--set", "game.dilemma.rnt=1"]).contains("--set"));
    desk.write("loop.toml", "extends = 'loop.toml'\n");
    assert!(desk.fails(2, &["run", "loop.toml"]).contains("extends itself"));
}

#[test]
fn a_column_of_a_file_gives_an_attribute() {
    let desk = Desk::new();
    desk.write("states.csv", "name,power index\nA,0.3\nB,0.45\nC,0.2\n");
    let group = "[[agents]]\npower = 'weak'\ncount = 3\ncapability = { column = { path = 'states.csv', column = 'power index' } }\n";
    desk.write("c.toml", &format!("name = 'x'\nrounds = 5\nreplicates = 2\n{group}"));
    desk.done(&["run", "c.toml"]);
    let text = desk.read("output/x/manifest.json");
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(manifest["config"]["agents"][0]["capability"], serde_json::json!([0.3, 0.45, 0.2]));
    desk.write(
        "d.toml",
        &format!("{}\n", fs::read_to_string(desk.path().join("c.toml")).unwrap().replace("power index", "power indx")),
    );
    let said = desk.fails(2, &["check", "d.toml"]);
    assert!(said.contains("did you mean `power index`?") && said.contains("d.toml:7"), "{said}");
}

#[test]
fn lists_and_shows_speak_of_everything_there_is() {
    let desk = Desk::new();
    for what in ["strategies", "games", "trust", "mechanisms", "learning", "networks", "studies", "columns", "configs"]
    {
        let output = desk.comity(&["list", what]);
        assert!(output.status.success() && output.stdout.len() > 20, "{what}");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        // Strategies are listed by family: their lines are indented below a heading.
        for line in text.lines().filter(|line| what != "strategies" || line.starts_with(' ')) {
            let name = line.split_whitespace().next().unwrap();
            let shown = desk.comity(&["show", name]);
            assert!(shown.status.success() || ["fermi", "complete", "fixed"].contains(&name), "show {name}");
        }
    }
    assert!(desk.fails(2, &["show", "tit-for-tit"]).contains("tit-for-tat"));
    assert!(desk.fails(2, &["show", "game.dilemma.rentt"]).contains("did you mean `rent`?"));
    for name in ["agents.others.count", "agents.capability", "share_tit-for-tat", "mechanisms.convention.fine"] {
        assert!(desk.comity(&["show", name]).status.success(), "show {name}");
    }
    let both = String::from_utf8_lossy(&desk.comity(&["show", "convention"]).stdout).into_owned();
    assert!(both.contains("mechanisms.convention\n") && both.contains("configs/convention.toml"));
    assert!(String::from_utf8_lossy(&desk.comity(&["show", "game.dilemma.rent"]).stdout).contains("attacker"));
}

#[test]
fn a_check_prints_the_plan_and_writes_nothing() {
    let desk = Desk::new();
    desk.write("c.toml", &grid(&format!("{RENT}, {FINE}")));
    let output = desk.comity(&["check", "c.toml"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    for part in ["cells        6", "runs         36", "prisoner's dilemma", "time"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!desk.path().join("output").exists());
}

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
    let said = desk.done(&["run", "t.toml"]);
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
    let lines = |table: &str| desk.read(&format!("output/cup/{table}")).lines().count();
    assert_eq!(
        CUP[..5].iter().map(|&table| lines(table)).collect::<Vec<_>>(),
        [1 + 25, 1 + 5, 1 + 20, 1 + 101 + 20, 1 + 180]
    );
    let dictionary = desk.read("output/cup/columns.csv");
    for table in &CUP[..5] {
        let text = desk.read(&format!("output/cup/{table}"));
        let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
        let explained: Vec<&str> =
            dictionary.lines().filter_map(|line| line.strip_prefix(&format!("{table},"))?.split(',').next()).collect();
        assert_eq!(header, explained, "{table}");
    }
    let manifest: serde_json::Value = serde_json::from_str(&desk.read("output/cup/manifest.json")).unwrap();
    assert_eq!((manifest["state"].as_str(), manifest["runs"].as_u64()), (Some("finished"), Some(90)));
    let files: Vec<&str> =
        manifest["files"].as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap()).collect();
    assert!(CUP.iter().all(|table| files.contains(table)), "{files:?}");
    assert!(desk.done(&["run", "t.toml"]).contains("finished already"));
    assert!(desk.fails(2, &["run", "t.toml", "--seed", "2"]).contains("--force"));
    desk.done(&["run", "t.toml", "--seed", "2", "--force", "--set", "output.interactions=false"]);
    assert!(
        !desk.path().join("output/cup/interactions.csv").exists() && !desk.path().join("output/cup/replaced").exists()
    );
    let said = desk.done(&["run", "t.toml", "--quick", "--set", "study.tournament.turns=400"]);
    assert!(
        said.contains("quick look: 3 repetitions of 100 turns") && desk.path().join("output/cup-quick").exists(),
        "{said}"
    );
    let said = desk.comity(&["check", "t.toml"]);
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    for part in ["cup: tournament", "matches      90", "turns        3600", "slip 0.02", "bytes", "time"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn a_tournament_is_the_same_for_any_threads_order_and_company() {
    let desk = Desk::new();
    desk.write("t.toml", TOURNAMENT);
    desk.done(&["run", "t.toml", "--jobs", "1", "--out", "one"]);
    desk.done(&["run", "t.toml", "--jobs", "2", "--out", "two"]);
    for table in CUP {
        assert_eq!(desk.read(&format!("one/{table}")), desk.read(&format!("two/{table}")), "{table}");
    }
    let rows = |folder: &str, table: &str| {
        let text = desk.read(&format!("{folder}/{table}"));
        let mut rows: Vec<String> = text.lines().skip(1).map(str::to_owned).collect();
        rows.sort();
        rows
    };
    let list = "study.tournament.strategies=['random', 'win-stay-lose-shift', 'tit-for-tat', 'mine', 'always-defect']";
    desk.done(&["run", "t.toml", "--out", "other", "--set", list]);
    for table in ["matches.csv", "invasion.csv", "answer.csv"] {
        assert_eq!(rows("one", table), rows("other", table), "{table}");
    }
    let ends = |folder: &str| {
        let text = desk.read(&format!("{folder}/ecology.csv"));
        let (header, last) = (text.lines().next().unwrap(), text.lines().last().unwrap());
        let mut ends: Vec<String> =
            header.split(',').zip(last.split(',')).map(|(name, x)| format!("{name} {x}")).collect();
        ends.sort();
        ends
    };
    assert_eq!(ends("one"), ends("other"));
    let more =
        "study.tournament.strategies=['joss', 'random', 'win-stay-lose-shift', 'tit-for-tat', 'mine', 'always-defect']";
    desk.done(&["run", "t.toml", "--out", "more", "--set", more]);
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
        desk.write("t.toml", &TOURNAMENT.replacen(right, wrong, 1));
        let said = desk.fails(2, &["run", "t.toml"]);
        for part in *parts {
            assert!(said.contains(part), "{wrong}: expected {part:?} in\n{said}");
        }
        assert!(!desk.path().join("output").exists());
    }
}

/// Whoever the groups of agents name plays, where the tournament names nobody; what means nothing outside a world is warned of.
#[test]
fn the_strategies_of_a_world_can_meet_in_a_tournament() {
    let desk = Desk::new();
    let text = "name = 'x'\n[game]\npreset = 'stag-hunt'\n[noise]\nacuity = 0.3\n[[agents]]\npower = 'weak'\ncount = 2\n\
                strategies = { tit-for-tat = 1, joss = 1 }\n[study.tournament]\ncontinuation = 0.9\nself_play = true\n";
    desk.write("x.toml", text);
    let said = desk.done(&["run", "x.toml"]);
    let idle = "warning: x.toml:5:1: `noise.acuity` changes nothing in this world: it means nothing outside a world";
    assert!(said.contains(idle) && said.contains("probability 0.9"), "{said}");
    assert!(desk.read("output/x/status.log").contains(idle));
    assert_eq!(desk.read("output/x/answer.csv").lines().count(), 3);
    let all = "study.tournament.strategies=all";
    desk.done(&["run", "x.toml", "--out", "all", "--set", all, "--set", "study.tournament.repetitions=1"]);
    let players = desk.read("all/answer.csv").lines().count() - 1;
    assert!(players > 50 && desk.read("all/matches.csv").lines().count() == 1 + players * players, "{players}");
}

/// Starts a command, signals it once rows arrive under `folder`, and returns its exit code and what it said.
#[cfg(unix)]
fn stopped(desk: &Desk, args: &[&str], folder: &str, signal: &str) -> (Option<i32>, String) {
    let child = std::process::Command::new(assert_cmd::cargo::cargo_bin("comity"))
        .current_dir(desk.path())
        .args(args)
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    // Wait until rows arrive, however slow the machine.
    let part = desk.path().join(folder).join("runs.csv.part");
    let mut tries = 0;
    while !part.exists() && tries < 600 {
        std::thread::sleep(std::time::Duration::from_millis(50));
        tries += 1;
    }
    let killed = std::process::Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[cfg(unix)]
fn long(world: &str) -> String {
    world.replace("rounds = 40", "rounds = 2000").replace("replicates = 6", "replicates = 100000")
}

/// Ctrl-C stops in good order: exit code 130, what was done is said and kept, and nothing stands under a finished name.
#[cfg(unix)]
#[test]
fn an_interrupt_stops_in_good_order() {
    for (signal, code) in [("-INT", 130), ("-TERM", 75)] {
        let desk = Desk::new();
        desk.write("c.toml", &long(WORLD));
        let (status, _) = stopped(&desk, &["run", "c.toml"], "output/small", signal);
        assert_eq!(status, Some(code), "{signal}");
        let folder = desk.path().join("output/small");
        assert!(folder.join("runs.csv.part").exists() && !folder.join("runs.csv").exists());
        let said = desk.fails(2, &["run", "c.toml"]);
        assert!(said.contains("unfinished"), "{said}");
    }
}

/// A forced run that is interrupted keeps the result it was to replace, and says where.
#[cfg(unix)]
#[test]
fn an_interrupted_replacement_says_where_the_old_result_is() {
    let desk = Desk::new();
    desk.write("c.toml", WORLD);
    desk.done(&["run", "c.toml"]);
    let before = desk.read("output/small/runs.csv");
    desk.write("c.toml", &long(WORLD));
    let (status, said) = stopped(&desk, &["run", "c.toml", "--force"], "output/small", "-INT");
    assert_eq!(status, Some(130));
    assert!(said.contains("kept in output/small/replaced"), "{said}");
    assert_eq!(desk.read("output/small/replaced/runs.csv"), before);
}

fn exact(desk: &Desk, args: &[&str]) -> String {
    let output = desk.comity(&[&["exact"], args].concat());
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Known numbers: tit-for-tat's quarters under slips, 3.5 and 2.25 of EXTORT-2, thresholds 1/2 and 2/3, masses of classes.
#[test]
fn exact_computes_pairs_of_strategies() {
    let desk = Desk::new();
    let said = exact(&desk, &["tft", "tit-for-tat", "--slip", "0.01"]);
    assert!(said.contains("share         0.250000000  0.250000000  0.250000000  0.250000000"), "{said}");
    assert!(said.contains("2.250000000") && said.contains("closed classes 1"), "{said}");
    let said = exact(&desk, &["1;8/9,1/2,1/3,0", "all-c"]);
    assert!(said.contains("3.500000000") && said.contains("2.250000000"), "{said}");
    let said = exact(&desk, &["tit-for-tat", "always-defect"]);
    assert!(said.contains("0.500000000  against always-defect"), "{said}");
    assert!(said.contains("0.666666667  against any strategy"), "{said}");
    let said = exact(&desk, &["wsls", "all-d"]);
    assert!(said.contains("never        against all-d"), "{said}");
    let said = exact(&desk, &["grim", "1/4;1,1,0,0"]);
    assert!(said.contains("closed classes 2") && said.contains("0.750000000"), "{said}");
    let sides = ["grim", "all-d", "--payoffs", "3,-1,9,1", "--payoffs-b", "3,0,5,1", "--continue", "0.5"];
    let said = exact(&desk, &sides);
    assert!(said.contains("0.750000000  against all-d (by the game of A 0.750000000, of B 0.500000000)"), "{said}");
    let said = exact(&desk, &["tft", "stft", "--rounds", "5", "--game", "donation"]);
    assert!(said.contains("0.600000000  0.400000000") && said.contains("5 rounds"), "{said}");
}

#[test]
fn exact_takes_strategies_game_and_noise_from_a_config() {
    let desk = Desk::new();
    desk.write(
        "c.toml",
        "[game]\npreset = 'donation'\n[noise]\nslip = 0.05\nmiss = 0.2\nfalse_alarm = 0.1\nrestart = 0.25\n\
         [strategies.patient]\nnodes = [{ cooperate = 1, next = [0, 1, 0, 1] }, { cooperate = 0.5, next = [0, 0, 0, 0] }]\n",
    );
    let said = exact(&desk, &["patient", "always-cooperate", "--config", "c.toml"]);
    assert!(said.contains("slip 0.05, miss 0.2, false alarm 0.1") && said.contains("R 2, S -1, T 3, P 0"), "{said}");
    assert!(said.contains("another round follows with probability 0.75"), "{said}");
    let said =
        exact(&desk, &["patient", "tft", "--config", "c.toml", "--misread", "0", "--slip", "0", "--rounds", "1"]);
    assert!(said.contains("noise        none") && said.contains("one round"), "{said}");
    let said = desk.fails(2, &["exact", "patiant", "tft", "--config", "c.toml"]);
    assert!(said.contains("did you mean \"patient\"?"), "{said}");
    desk.write("d.toml", "[strategies.patient]\nnodes = []\n");
    let said = desk.fails(2, &["exact", "tft", "tft", "--config", "d.toml"]);
    assert!(said.contains("cyber dilemma") && said.contains("--game"), "{said}");
    let said = desk.fails(2, &["exact", "patient", "tft", "--config", "d.toml", "--game", "donation"]);
    assert!(said.contains("strategies.patient: an automaton needs at least one node"), "{said}");
}

#[test]
fn exact_refuses_what_it_cannot_compute() {
    let desk = Desk::new();
    for (args, expected) in [
        (&["tit-for-tatt", "grim"][..], "did you mean \"tit-for-tat\"?"),
        (&["deliberate", "grim"], "has no automaton"),
        (&["tft", "1,0,1"], "expected four numbers CC,CD,DC,DD, found 3"),
        (&["tft", "1,0,1,1.5"], "expected a number in [0, 1], found 1.5"),
        (&["tft", "tft", "--slip", "1.5"], "expected a number in [0, 1], found 1.5"),
        (&["tft", "tft", "--continue", "1"], "expected a number in [0, 1), 1 excluded, found 1"),
        (&["tft", "tft", "--rounds", "0"], "0 is not in 1..=10000000"),
        (&["tft", "tft", "--payoffs", "3,0,5"], "expected four numbers R,S,T,P, found 3"),
        (&["tft", "tft", "--payoffs", "3,0,x,1"], "expected a number, found \"x\""),
        (&["tft", "tft", "--game", "stag-hnt"], "stag-hunt"),
        (&["tft", "tft", "--misread", "0.1", "--miss", "0.2"], "cannot be used with"),
        (&["tft", "tft", "--config", "none.toml"], "expected a config file, found none"),
    ] {
        let said = desk.fails(2, &[&["exact"], args].concat());
        assert!(said.contains(expected), "{args:?}: {said}");
    }
}

/// The short form: 899 quantities or so within 4 standard errors of what is exact, and the same rows in the file.
#[test]
fn the_simulator_agrees_with_what_is_exact() {
    let desk = Desk::new();
    let output = desk.comity(&["validate", "--quick", "--csv", "rows.csv"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("simulated and exact agree") && said.contains("largest |z|"), "{said}");
    assert!(!said.contains('\u{1b}'), "no colours where nobody sees them");
    let mut table = csv::Reader::from_path(desk.path().join("rows.csv")).unwrap();
    let header: Vec<String> = table.headers().unwrap().iter().map(str::to_owned).collect();
    let expected = "topic,case,quantity,replicates,simulated,standard_error,exact,z,tolerance,verdict";
    assert_eq!(header.join(","), expected);
    let (mut rows, mut topics) = (0, std::collections::BTreeSet::new());
    for row in table.records() {
        let row = row.unwrap();
        let number = |place: usize| row[place].parse::<f64>().unwrap_or(f64::NAN);
        let (simulated, error, exact, z) = (number(4), number(5), number(6), number(7));
        assert_eq!(&row[9], "ok", "{row:?}");
        match row[8].parse::<f64>() {
            Ok(tolerance) => assert!((simulated - exact).abs() <= tolerance && row[7].is_empty(), "{row:?}"),
            Err(_) => {
                assert!(z.abs() <= 4.0, "{row:?}");
                assert!((simulated - exact - z * error).abs() < 1e-9, "{row:?}");
            }
        }
        assert!(said.contains(&row[1]) && said.contains(&row[2]), "{row:?}");
        topics.insert(row[0].to_owned());
        rows += 1;
    }
    assert!(rows > 800 && topics.len() == 14, "{rows} rows of {topics:?}");
}

#[test]
fn validation_says_what_it_cannot_do() {
    let desk = Desk::new();
    let said = desk.fails(2, &["validate", "--only", "fixations"]);
    assert!(said.contains("similar value exists: 'fixation'"), "{said}");
    desk.write("rows.csv", "mine");
    let said = desk.fails(2, &["validate", "--quick", "--only", "identities", "--csv", "rows.csv"]);
    assert!(said.contains("rows.csv: is there already; --force replaces it"), "{said}");
    assert_eq!(desk.read("rows.csv"), "mine");
    let said = desk.done(&["validate", "--quick", "--only", "identities", "--csv", "rows.csv", "--force", "--quiet"]);
    assert_eq!(said, "");
    assert!(desk.read("rows.csv").lines().skip(1).all(|line| line.starts_with("identities,")));
    let said = desk.fails(1, &["validate", "--quick", "--only", "identities", "--csv", "nowhere/rows.csv"]);
    assert!(said.contains("nowhere"), "{said}");
}

/// Known numbers of populations of two: Fermi imitation, Moran with linear fitness, and both with mutants.
#[test]
fn exact_computes_populations_of_two() {
    let desk = Desk::new();
    let of = |args: &str| exact(&desk, &[&["all-c", "all-d"], &args.split(' ').collect::<Vec<_>>()[..]].concat());
    let said = of("--game stag-hunt --population 20 --selection 0.1");
    assert!(said.contains("0.022503594") && said.contains("0.050000000"), "{said}");
    assert!(
        said.contains(
            "both earn the same at a share of A of 0.500000000, more than 1/3: a large population does not favour A"
        ),
        "{said}"
    );
    let said = of("--game donation --population 20 --process moran --fitness linear --selection 0.001");
    for known in ["0.049451654", "0.989033071", "70.794608440", "379.996375843"] {
        assert!(said.contains(known), "{known}: {said}");
    }
    let said = of("--game snowdrift --population 20 --selection 0.1 --mutation 0.01 --mutants other");
    let known = "mean share of A 0.351836949, standard deviation 0.328100915, most likely number of A 0";
    assert!(said.contains(known) && said.contains("all A 0.061052841 of the time, all B 0.207586000"), "{said}");
    // Hawk-dove: stable where a share of 1/2 takes the loss of a fight for the gain of the meek: 0.5/(0.5 + 1).
    let said = of("--game hawk-dove --replicator=0.9");
    assert!(said.contains("0.333333333") && said.contains("both stay"), "{said}");
    // Fitness 2 and 1, one offspring in ten of the other kind: the root of x^2 - 0.7 x - 0.1.
    let said = of("--payoffs 2,2,1,1 --replicator=0.5 --mutation 0.1 --mutants other");
    assert!(said.contains("0.821699057") && said.contains("takes another strategy"), "{said}");
}

/// Neutral strategies among themselves: each is there a third of the time.
#[test]
fn exact_computes_any_number_of_strategies() {
    let desk = Desk::new();
    let said = exact(&desk, &["tft", "grim", "all-c", "--population", "10"]);
    assert!(said.contains("neutral 0.100000000") && said.contains("expected cooperation 1.000000000"), "{said}");
    assert_eq!(said.matches("  0.333333333  1.000000000").count(), 3, "{said}");
    let said = exact(&desk, &["tft", "all-d", "all-c", "--rounds", "10"]);
    let rows =
        ["tft           3.000000000  0.900000000  3.000000000", "all-d         1.400000000  1.000000000  5.000000000"];
    assert!(rows.iter().all(|row| said.contains(row)) && !said.contains("rare mutants"), "{said}");
}

#[test]
fn exact_answers_other_questions() {
    let desk = Desk::new();
    for (question, known) in [
        ("advantage 1.1 --population 10", &["0.147950359"][..]),
        ("thresholds", &["0.500000000  grim", "0.666666667  tit-for-tat", "never        win-stay-lose-shift"]),
        ("thresholds --game donation", &["0.333333333  grim", "0.500000000  win-stay-lose-shift", "0.666666667  gen"]),
        ("thresholds --game snowdrift", &["2.000000000  against a cooperator", "0.000000000  against a defector"]),
        (
            "thresholds --payoffs 3,-1,9,1 --payoffs-b 3,0,5,1",
            &["0.750000000  grim (by the game of A 0.750000000, of B 0.5"],
        ),
        ("thresholds --detection 0.7 --wrongful 0.2", &["4.000000000  against either"]),
        ("agreement --cost 2.5 --benefit 1", &["k* = 3", "a member earns 0.500000000"]),
        ("agreement --cost 1 --benefit 1 --states 10 --quadratic", &["size 3: a member", "penalty of 31.5"]),
        ("agreement --cost 2.5 --benefit 1 --states 10", &["size 3: a member earns 0.500000000", "penalty of 1.5"]),
        ("agreement --cost 2.5 --benefit 1 --states 10 --penalty 2", &["size 10: a member earns 7.5"]),
        (
            "norm stern-judging --action-error 0.01 --assessment-error 0.01",
            &["0.980392157  0.970588235", "0.029215686", "b/c > 1.030715316", "always-cooperate at any b/c"],
        ),
        (
            "discriminators --benefit 3 --cost 1 --known 0.5",
            &["least knowledge c/b = 0.333333333", "exceeds 0.500000000"],
        ),
        ("commons --group 5 --population 20 --multiplier 6", &["-0.052631579", "6.333333333", "0.028973723"]),
        (
            "commons --group 5 --population 20 --multiplier 3 --fine 1 --cost 0.3",
            &["unstable share of punishers 0.307692308", "the fine exceeds 0.100000000"],
        ),
        (
            "graph --kind ring --nodes 8 --payoffs 4,-1,5,0 --selection 0.05",
            &["0.137404682", "27.737317399", "b/c > 3.000000000"],
        ),
        ("graph --kind complete --nodes 6 --rule pair-comparison --game stag-hunt --selection 0.3", &["0.065856138"]),
        ("graph --kind regular --nodes 100 --degree 4", &["b/c > 4.260869565"]),
        ("provision --wealth 10,4,2,1 --weight 0.3", &["Q = 3.000000000, paid by 1 of 4", "above 7.000000000"]),
        (
            "security --agents 10 --direct 0.3 --contagion 0.1 --cost 0.2",
            &["0.116226147", "0.300000000", "equilibria: 0 or 10 protected", "once 6 are protected"],
        ),
        ("cascade --mean 0.25 --sd 0.12", &["a share of 0.040211340"]),
        ("cascade --thresholds 0,2,2,3", &["1 join"]),
        ("contest --rivals 5 --prize 10", &["each spends 1.600000000, and earns 0.400000000", "spend 0.800000000"]),
        ("contest --prize 3,1", &["spend 0.562500000 and 0.187500000", "probability 0.750000000"]),
        (
            "arms --defence 1,1 --fatigue 2,2 --grievance 1,1",
            &["x = 1.000000000, y = 1.000000000", "growth rate -1.000000000"],
        ),
        ("arms --defence 3,2 --fatigue 2,2 --grievance 1,1", &[">= a b = 4.000000000: it runs away"]),
    ] {
        let said = exact(&desk, &question.split(' ').collect::<Vec<_>>());
        for known in known {
            assert!(said.contains(known), "{question}: {known}: {said}");
        }
    }
}

#[test]
fn exact_refuses_questions_that_make_no_sense() {
    let desk = Desk::new();
    for (args, expected) in [
        ("tft", "expected at least two strategies, found only \"tft\""),
        ("thresholdz --game donation", "did you mean `comity exact thresholds`?"),
        ("--slip 0.1 norm grim", "norm is a question"),
        ("thresholds tit-for-tatt", "did you mean \"tit-for-tat\"?"),
        ("norm stern-jugding", "did you mean \"stern-judging\"?"),
        ("norm 1010", "expected 8 bits of assessment"),
        ("norm judging --assessment-error 1.5", "expected a number in [0, 1], found 1.5"),
        ("agreement --cost 0 --benefit 1", "found 0"),
        ("discriminators --benefit 1 --cost 2 --known 1", "expected --cost below --benefit 1, found 2"),
        ("commons --group 5 --population 3 --multiplier 2", "expected --group at most --population 3, found 5"),
        ("graph --kind ring --nodes 15", "expected at most 14 nodes"),
        ("graph --kind lattice --nodes 8", "three rows and columns"),
        ("graph --kind edges --edges 0-1,2-3", "found no way from node 0 to node 2"),
        ("provision --wealth 1,2 --weight 1.5", "expected --weight in (0, 1], found 1.5"),
        ("security --agents 3 --direct 0.3 --contagion 0.1 --cost 1,2", "for each of the 3 agents, found 2"),
        ("contest --prize 1 --decisiveness 2.5", "at most n/(n - 1) = 2, found 2.5"),
        ("arms --defence 1 --fatigue 2,2 --grievance 1,1", "expected two numbers for --defence, found 1"),
        ("tft all-d --population 1", "1 is not in 2..="),
        ("tft all-d --mutation 0.1", "--population"),
        ("tft all-d --population 10 --fitness linear", "--process moran"),
        (
            "tft all-d --population 10 --process moran --fitness linear --selection 2",
            "expected --selection from 0 to 1",
        ),
        ("tft all-d all-c --population 10 --mutation 0.1", "--mutation is for two strategies"),
        ("tft all-d all-c --payoffs-b 1,2,3,4", "everyone plays the same game"),
        ("tft all-d --replicator=0.1,0.2,0.3", "expected 2 shares, or one less, found 3"),
    ] {
        let said = desk.fails(2, &[&["exact"], &args.split(' ').collect::<Vec<_>>()[..]].concat());
        assert!(said.contains(expected), "{args}: {said}");
    }
}
