//! Named states from tables: what their rows and dyads come to, what is written of them, and how mistakes are told.

use std::fs;
use std::path::Path;

use comity::batch::Plan;
use comity::batch::plan::Job;
use comity::cli::shipped;
use comity::config::document::Document;
use comity::rng::Key;
use comity::world::World;

use crate::desk::Desk;

const STATES: &str = "name,bloc,power,capability,ideology,language,strategies
Alpha,north,strong,0.9,0.5,0,deliberate
Beta,north,weak,0.4,0.5,0,tit-for-tat
Gamma,east,strong,0.8,-0.5,0,deliberate=0.7; always-defect=0.3
Delta,east,weak,0.3,-0.5,0,always-defect
Epsilon,,weak,0.2,0,0,
";

const DYADS: &str = "from,to,alliance,rivalry
Alpha,Beta,1,0
Gamma,Alpha,0,1
Gamma,Delta,1,0
";

const WORLD: &str = "name = 'states'
rounds = 60
replicates = 6
[holds]
window = 30
[agents_file]
path = 'states.csv'
strategies = { tit-for-tat = 1 }
[agents_file.columns]
group = { column = 'bloc', default = 'others' }
[dyads]
path = 'dyads.csv'
distance = { alliance = -0.2, rivalry = 0.3 }
prior = { alliance = 0.1, rivalry = -0.2 }
meeting = { rivalry = 0.5 }
";

/// The first cell of the world with some other text behind it.
fn job(more: &str, dyads: &str) -> Job {
    let read =
        Document::parse_with("w.toml", &format!("{WORLD}{more}"), &[("states.csv", STATES), ("dyads.csv", dyads)]);
    let plan = read.and_then(|document| Plan::new(document, false)).unwrap_or_else(|failure| panic!("{failure}"));
    plan.job(0).unwrap_or_else(|failure| panic!("{failure}"))
}

/// The side on which an agent acts towards another.
fn side(job: &Job, agent: usize, partner: usize) -> usize {
    let sides = job.rules.meetings.sides_of(agent);
    sides.iter().map(|&side| side as usize).find(|&side| job.rules.meetings.partner(side) == partner).unwrap()
}

/// By hand, with distance |theta_i - theta_j| / 2 and prior trust 0.6 - 0.5 D: Alpha and Beta (D = 0) are allies: D stays
/// 0, prior 0.7. Gamma and Alpha (1/2) are rivals: 0.8, prior 0.6 - 0.4 - 0.2 = 0. Beta and Gamma (1/2) are nothing to each
/// other: prior 0.35. Rivals meet half as often.
#[test]
fn what_stands_between_two_changes_their_distance_their_trust_and_how_often_they_meet() {
    let job = job("", DYADS);
    let world = World::new(&job.rules, &Key::common(1), 0);
    for (agent, partner, distance, prior, frequency) in [
        (0, 1, 0.0, 0.7, 1.0),
        (0, 2, 0.8, 0.0, 0.5),
        (2, 0, 0.8, 0.0, 0.5),
        (1, 2, 0.5, 0.35, 1.0),
        (2, 3, 0.0, 0.7, 1.0),
    ] {
        let side = side(&job, agent, partner);
        assert!((world.standing.distance[side] - distance).abs() < 1e-12, "{agent} {partner}");
        assert!((world.trust[side] - prior).abs() < 1e-12, "{agent} {partner}: {}", world.trust[side]);
        assert_eq!(job.rules.meetings.frequency.as_ref().unwrap()[side / 2], frequency, "{agent} {partner}");
    }
}

/// Of a directed table only Gamma's trust in Alpha falls, by 0.2; the distance they have in common is half of 0.3 more.
#[test]
fn a_directed_row_is_one_sides_view() {
    let job = job("directed = true\n", DYADS);
    let world = World::new(&job.rules, &Key::common(1), 0);
    let [view, other] = [side(&job, 2, 0), side(&job, 0, 2)];
    assert!((world.standing.distance[view] - 0.65).abs() < 1e-12 && world.standing.distance[other] > 0.6);
    assert!((world.trust[view] - (0.6 - 0.325 - 0.2)).abs() < 1e-12, "{}", world.trust[view]);
    assert!((world.trust[other] - (0.6 - 0.325)).abs() < 1e-12, "{}", world.trust[other]);
}

/// exp(-2 D), D = 0, 1/2 and 1/4, over the largest.
#[test]
fn like_meets_like_more_often() {
    let job = job("[network]\nhomophily = 2\n", "from,to,alliance,rivalry\n");
    let frequency = |i, j| job.rules.meetings.frequency.as_ref().unwrap()[side(&job, i, j) / 2];
    for (i, j, expected) in [(0, 1, 1.0), (0, 2, libm::exp(-1.0)), (1, 4, libm::exp(-0.5))] {
        assert!((frequency(i, j) - expected).abs() < 1e-12, "{i} {j}");
    }
}

#[test]
fn a_convention_has_members_by_name_and_by_bloc() {
    let job = job("[mechanisms.convention]\nmembers = ['Epsilon', 'north']\n", DYADS);
    let world = World::new(&job.rules, &Key::common(1), 0);
    assert_eq!(world.member, [true, true, false, false, true]);
}

/// A folder with the world of the test, which asks for everything that is written of states.
fn desk() -> Desk {
    let more = "[mechanisms.convention]\nmembers = ['north', 'Delta']\n[learning]\nevery = 10\n\
                [output]\nagents = true\ndyads = true\nblocs = 'group'\nrounds = 'all'\n\
                [study.grid]\naxes = [{ key = 'dyads.prior.alliance', values = [0.0, 0.2] }]\n";
    Desk::with(&[("states.csv", STATES), ("dyads.csv", DYADS), ("w.toml", &format!("{WORLD}{more}"))])
}

/// A table by rows, each a list of (column, value).
fn rows(text: &str) -> Vec<Vec<(String, String)>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let row = |row: csv::StringRecord| {
        header.iter().zip(row.iter()).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn of<'a>(row: &'a [(String, String)], column: &str) -> &'a str {
    row.iter().find(|(name, _)| name == column).map(|(_, value)| value.as_str()).unwrap_or_else(|| panic!("{column}"))
}

fn number(row: &[(String, String)], column: &str) -> f64 {
    of(row, column).parse().unwrap_or(f64::NAN)
}

/// Everyone meets everyone in every round: then the mean over agents, or over sides, is the mean of the run.
#[test]
fn agents_and_dyads_come_to_the_means_of_their_run() {
    let desk = desk();
    desk.exits(0, &["run", "w.toml", "--set", "dyads.meeting={}", "--quiet"]);
    let (runs, agents, dyads) = (
        rows(&desk.read("output/states/runs.csv")),
        rows(&desk.read("output/states/agents.csv")),
        rows(&desk.read("output/states/dyads.csv")),
    );
    assert_eq!((runs.len(), agents.len(), dyads.len()), (12, 12 * 5, 12 * 20));
    for (place, run) in runs.iter().enumerate() {
        let (agents, dyads) = (&agents[place * 5..][..5], &dyads[place * 20..][..20]);
        for key in ["cell", "replicate", "seed", "dyads.prior.alliance"] {
            assert!(agents.iter().chain(dyads).all(|row| of(row, key) == of(run, key)), "{key}");
        }
        for (column, table) in [
            ("cooperation", agents),
            ("membership", agents),
            ("cooperation", dyads),
            ("trust", dyads),
            ("distance", dyads),
        ] {
            let mean = table.iter().map(|row| number(row, column)).sum::<f64>() / table.len() as f64;
            let expected = number(run, if column == "membership" { "members" } else { column });
            assert!((mean - expected).abs() < 1e-9, "{column}: {mean} {expected}");
        }
        for power in ["strong", "weak"] {
            let own = agents.iter().filter(|row| of(row, "power") == power).map(|row| number(row, "payoff"));
            let (sum, count) = own.fold((0.0, 0.0), |(sum, count), payoff| (sum + payoff, count + 1.0));
            let expected = number(run, &format!("payoff_{power}"));
            assert!((sum / count - expected).abs() < 1e-9, "{power}: {} {expected}", sum / count);
        }
        let received = agents.iter().map(|row| number(row, "received")).sum::<f64>() / 5.0;
        assert!((received - number(run, "cooperation")).abs() < 1e-9, "what is given is received");
        assert!((-0.5..1.0).contains(&number(run, "modularity")));
    }
    let names: Vec<&str> = agents[..5].iter().map(|row| of(row, "name")).collect();
    assert_eq!(names, ["Alpha", "Beta", "Gamma", "Delta", "Epsilon"]);
    assert_eq!(of(&agents[4], "group"), "others");
    assert_eq!((of(&dyads[0], "name"), of(&dyads[0], "partner_name")), ("Alpha", "Beta"));
}

/// Rivals meet in half of 30 rounds: in 6 replicates (both cells have the same luck) the mean is 15, its sigma
/// sqrt(7.5 / 6) = 1.12; 4 sigma. The others meet in each.
#[test]
fn encounters_of_a_dyad_are_counted() {
    let desk = desk();
    desk.exits(0, &["run", "w.toml", "--quiet"]);
    let dyads = rows(&desk.read("output/states/dyads.csv"));
    let of_pair = |a: &str, b: &str| {
        let rows = dyads.iter().filter(|row| of(row, "name") == a && of(row, "partner_name") == b);
        rows.map(|row| number(row, "encounters")).collect::<Vec<_>>()
    };
    assert!(of_pair("Alpha", "Beta").iter().all(|&met| met == 30.0));
    let rivals = of_pair("Alpha", "Gamma");
    assert_eq!(rivals, of_pair("Gamma", "Alpha"));
    let mean = rivals.iter().sum::<f64>() / 12.0;
    assert!((mean - 15.0).abs() < 4.0 * 1.12, "{mean}");
}

#[test]
fn tables_of_states_are_the_same_bytes_for_any_threads_and_after_any_stop() {
    let desk = desk();
    desk.exits(0, &["run", "w.toml", "--jobs", "1", "--out", "one", "--quiet"]);
    desk.exits(0, &["run", "w.toml", "--jobs", "2", "--out", "two", "--quiet"]);
    assert_eq!(desk.tables("one"), desk.tables("two"));
    let mut times = 0;
    loop {
        let time = format!("{}", 0.004 * f64::from(times));
        let args = ["run", "w.toml", "--out", "timed", "--resume", "--max-time", &time, "--jobs", "1", "--quiet"];
        let output = desk.output(&args);
        if output.status.success() {
            break;
        }
        assert_eq!(output.status.code(), Some(75), "{}", String::from_utf8_lossy(&output.stderr));
        times += 1;
    }
    assert!(times > 0, "no time at all is not enough");
    assert_eq!(desk.tables("one"), desk.tables("timed"));
    for shard in ["0/2", "1/2"] {
        desk.exits(0, &["run", "w.toml", "--out", "cut", "--shard", shard, "--quiet"]);
    }
    desk.exits(0, &["merge", "cut"]);
    assert_eq!(desk.tables("one"), desk.tables("cut"));
}

/// What was read stands in the manifest: a result can be verified and done again when its tables are gone.
#[test]
fn a_result_needs_its_tables_no_more() {
    let desk = desk();
    desk.exits(0, &["run", "w.toml", "--quiet"]);
    fs::remove_file(desk.path("states.csv")).unwrap();
    fs::remove_file(desk.path("dyads.csv")).unwrap();
    desk.exits(0, &["verify", "output/states"]);
    desk.exits(0, &["rerun", "output/states", "--run", "1:3"]);
    let explained = desk.read("output/states/columns.csv");
    for table in ["agents.csv", "dyads.csv", "runs.csv", "rounds.csv"] {
        let text = desk.read(format!("output/states/{table}"));
        let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
        let known: Vec<&str> =
            explained.lines().filter_map(|line| line.strip_prefix(&format!("{table},"))?.split(',').next()).collect();
        assert_eq!(header, known, "{table}");
    }
}

/// A shipped config needs no folder: its tables come with it.
#[test]
fn shipped_configs_carry_their_tables() {
    for config in shipped::ALL {
        let carried = Document::parse_with(config.name, config.text, config.files).unwrap();
        let on_disk = Document::read(Path::new(&format!("configs/{}.toml", config.name))).unwrap();
        assert_eq!(carried.config().unwrap(), on_disk.config().unwrap(), "{}", config.name);
    }
    let desk = Desk::new();
    desk.exits(0, &["run", "named-states", "--quick", "--quiet"]);
    assert!(desk.path("output/named-states-quick/agents.csv").is_file());
    assert!(desk.exits(0, &["show", "named-states"]).contains("its table: comity show worlds/thirty.csv"));
    assert!(desk.exits(0, &["show", "worlds/thirty.csv"]).starts_with("name,bloc,power,"));
    assert!(desk.exits(0, &["show", "modularity"]).contains("column of runs.csv"));
    assert!(desk.exits(0, &["show", "partner_name"]).contains("column of dyads.csv"));
}

/// What is replaced by what in which file, and what has to be said of it.
const MISTAKES: &[(&str, &str, &str, &[&str])] = &[
    ("w.toml", "[agents_file]", "[agent_file]", &["w.toml:6:2", "did you mean `agents_file`?"]),
    ("w.toml", "[agents_file.columns]", "[agents_file.column]", &["w.toml:9:14", "did you mean `columns`?"]),
    (
        "w.toml",
        "'states.csv'",
        "'sates.csv'",
        &["w.toml:7:8", "expected a CSV file at sates.csv, found none", "relative"],
    ),
    (
        "w.toml",
        "'dyads.csv'",
        "'dyad.csv'",
        &["w.toml:12:8", "`dyads.path`", "expected a CSV file at dyad.csv, found none"],
    ),
    ("w.toml", "path = 'states.csv'\n", "", &["w.toml:6:1", "expected the key `path`"]),
    ("w.toml", "path = 'dyads.csv'\n", "", &["w.toml:11:1", "`dyads.path`", "expected the path of a CSV file"]),
    ("w.toml", "default = 'others'", "defualt = 'x'", &["w.toml:10:28", "did you mean `default`?"]),
    ("w.toml", "column = 'bloc'", "column = 'block'", &["w.toml:10:9", "states.csv has no column \"block\"", "`bloc`"]),
    ("w.toml", "rivalry = 0.3", "rivalri = 0.3", &["w.toml:12:8", "dyads.csv has no column \"rivalri\"", "`rivalry`"]),
    (
        "w.toml",
        "tit-for-tat = 1",
        "tit-for-tats = 1",
        &["w.toml:8:14", "unknown strategy", "did you mean \"tit-for-tat\"?"],
    ),
    ("w.toml", "blocs = 'group'", "blocs = 'grop'", &["w.toml:", "`output.blocs`", "did you mean \"group\"?"]),
    (
        "w.toml",
        "'north', 'Delta'",
        "'north', 'Delt'",
        &["w.toml:17:21", "expected the name of a group", "found \"Delt\""],
    ),
    ("states.csv", STATES, "", &["states.csv:1:1", "expected a header, found an empty file"]),
    ("states.csv", ",", ";", &["states.csv:1:1", "expected commas between the columns, found semicolons"]),
    ("states.csv", "name,bloc", "nam,bloc", &["states.csv:1:1", "did you mean \"name\"?"]),
    (
        "states.csv",
        "power,",
        "strength,",
        &["w.toml:7:8", "states.csv has no column \"power\"", "expected columns.power"],
    ),
    ("states.csv", "Beta", "Alpha", &["states.csv:3:1", "found \"Alpha\" a second time (line 2 has it)"]),
    ("states.csv", "Beta", "", &["states.csv:3:1", "expected a value, found none"]),
    (
        "states.csv",
        "Beta",
        "Beta, of old",
        &["states.csv:3:1", "expected 7 fields as in the header, found 8", "quotes"],
    ),
    ("states.csv", "0.4", "40", &["states.csv:3:17", "expected capability from 0.01 to 1, found 40", "from and to"]),
    ("states.csv", "weak,0.4", "week,0.4", &["states.csv:3:12", "expected strong or weak, found \"week\""]),
    (
        "states.csv",
        "always-defect=0.3",
        "always-defct=0.3",
        &["states.csv:4:30", "unknown strategy", "\"always-defect\"?"],
    ),
    (
        "w.toml",
        "distance = { alliance = -0.2, rivalry = 0.3 }\nprior = { alliance = 0.1, rivalry = -0.2 }\nmeeting = { rivalry = 0.5 }\n",
        "",
        &["w.toml:12:8", "expected distance, prior or meeting", "would change nothing"],
    ),
    ("dyads.csv", DYADS, "", &["dyads.csv:1:1", "expected a header, found an empty file"]),
    ("dyads.csv", "from,", "form,", &["w.toml:12:8", "has no column \"from\"", "`form`"]),
    (
        "dyads.csv",
        "Alpha,Beta",
        "Alpha,Betta",
        &["dyads.csv:2:7", "found \"Betta\"", "did you mean \"Beta\"?", "leave-out"],
    ),
    ("dyads.csv", "Alpha,Beta", "Beta,Beta", &["dyads.csv:2:6", "expected another agent, found Beta with itself"]),
    ("dyads.csv", "Gamma,Delta", "Alpha,Gamma", &["dyads.csv:4:1", "line 3 has this pair as well"]),
    ("dyads.csv", "Beta,1", "Beta,yes", &["dyads.csv:2:12", "expected a number", "found \"yes\""]),
    ("dyads.csv", "Beta,1", "Beta,", &["dyads.csv:2:12", "expected a number (0 where there is none), found none"]),
    ("dyads.csv", "Alpha,Beta", "7,Beta", &["dyads.csv:2:1", "`dyads.path`", "#0 to #4", "found \"7\""]),
];

#[test]
fn every_mistake_says_where_what_was_expected_and_what_to_do() {
    let mut short = Vec::new();
    for (file, old, new, parts) in MISTAKES {
        let desk = desk();
        let text = desk.read(file);
        assert!(text.contains(old), "{old} has to be in {file}");
        desk.write(file, text.replace(old, new));
        let said = desk.exits(2, &["check", "w.toml"]);
        let missing = parts.iter().filter(|part| !said.contains(**part));
        short.extend(missing.map(|part| format!("{file} with {new:?}: expected {part:?} in\n{said}")));
    }
    assert!(short.is_empty(), "{}", short.join("\n"));
}

#[test]
fn strangers_may_be_left_out() {
    let desk = desk();
    desk.write("dyads.csv", format!("{DYADS}Alpha,Omega,1,0\n"));
    let said = desk.exits(2, &["check", "w.toml"]);
    assert!(said.contains("dyads.csv:5:7") && said.contains("strangers = \"leave-out\""), "{said}");
    desk.write("w.toml", desk.read("w.toml").replace("[dyads]\n", "[dyads]\nstrangers = 'leave-out'\n"));
    desk.exits(0, &["check", "w.toml"]);
}

/// The same world, however its tables were saved.
#[test]
fn tables_may_come_from_any_spreadsheet() {
    let desk = desk();
    desk.exits(0, &["run", "w.toml", "--out", "plain", "--quiet"]);
    let windows = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    desk.write("states.csv", (windows(STATES) + ",,,,,,\r\n").replace("Alpha", "\"Alpha\""));
    desk.write("dyads.csv", windows(DYADS).replace("Alpha,Beta", " Alpha , Beta "));
    desk.exits(0, &["run", "w.toml", "--out", "windows", "--quiet"]);
    assert_eq!(desk.tables("plain"), desk.tables("windows"));
    // Names may have commas in them.
    desk.write("states.csv", STATES.replace("Alpha", "\"Alpha, Greater\""));
    desk.write("dyads.csv", DYADS.replace("Alpha", "\"Alpha, Greater\""));
    desk.exits(0, &["run", "w.toml", "--out", "commas", "--quiet"]);
    let plain = desk.read("plain/agents.csv").replace("Alpha", "\"Alpha, Greater\"");
    assert_eq!(desk.read("commas/agents.csv"), plain);
}

/// A table of states of one's own: `COMITY_STATES_CSV=states.csv cargo test --test all states`, or one that lies beside the
/// project as `../shared/data/states60.csv` (it is not part of it, and there is no harm if it is absent). It needs the columns name,
/// bloc, strong (1 for the strong), `cyber_power` (0 to 1) and `ideology01` (0 to 1).
#[test]
fn a_table_of_states_of_ones_own_makes_a_world() {
    let beside = "../shared/data/states60.csv";
    let named = std::env::var("COMITY_STATES_CSV").ok();
    let Some(path) = named.or_else(|| Path::new(beside).exists().then(|| beside.to_owned())) else {
        eprintln!("skipped: COMITY_STATES_CSV names no table of states");
        return;
    };
    let desk = Desk::new();
    fs::copy(&path, desk.path("own.csv")).unwrap_or_else(|error| panic!("{path}: {error}"));
    desk.write(
        "own.toml",
        "name = 'own'\nrounds = 60\nreplicates = 2\n[holds]\nwindow = 30\n[agents_file]\npath = 'own.csv'\n\
         [agents_file.columns]\ngroup = 'bloc'\npower = { column = 'strong', strong_if = 1 }\ncapability = 'cyber_power'\n\
         ideology = { column = 'ideology01', from = [0, 1], to = [-1, 1] }\n[learning]\n\
         [output]\nagents = true\ndyads = true\nblocs = 'group'\n",
    );
    desk.exits(0, &["run", "own.toml", "--quiet"]);
    let given = rows(&desk.read("own.csv"));
    let (agents, dyads) = (rows(&desk.read("output/own/agents.csv")), rows(&desk.read("output/own/dyads.csv")));
    let states = given.len();
    assert_eq!((agents.len(), dyads.len()), (2 * states, 2 * states * (states - 1)));
    for (state, agent) in given.iter().zip(&agents) {
        assert_eq!((of(agent, "name"), of(agent, "group")), (of(state, "name"), of(state, "bloc")));
        assert_eq!(of(agent, "power") == "strong", of(state, "strong") == "1");
        assert!((number(agent, "capability") - number(state, "cyber_power")).abs() < 1e-9);
        assert!((number(agent, "ideology") - (2.0 * number(state, "ideology01") - 1.0)).abs() < 1e-9);
    }
    desk.exits(0, &["verify", "output/own"]);
}
