//! How fast comity is, against loops that one would write by hand: the table of the README's section on speed.
//!
//! `cargo bench --bench table [-- LETTERS or part of a name]` prints, for each workload, units per CPU-second on one core and the ratio to a plain
//! loop in Rust that does the same thing and nothing else. All of them are measured in turn, again and again, in one process; rates are
//! medians, ratios medians of ratios within a turn, so that a noisy machine does little harm. Workloads of letter D are the whole
//! command, its page and pictures included, in CPU time of all its threads. The loops are in [`by_hand`], as
//! straightforward as they can be: ChaCha8 for chance, as in comity, no tables, no tricks.

use std::hint::black_box;
use std::process::Command;
use std::time::Instant;

use comity::batch::Plan;
use comity::config::document::Document;
use comity::game::Payoffs;
use comity::output::Csv;
use comity::record::run::Course;
use comity::record::simulate;
use comity::rng::Key;
use comity::strategy::{catalogue, referee::Faults};
use comity::tournament::round_robin::{Length, Player, RoundRobin};
use comity::units::Probability;
use comity::world::{Engine, Rules};

mod by_hand;

/// Turns of measuring.
const TURNS: usize = 9;

/// A workload done one way: does it once and says how many units that were.
struct Way {
    letter: char,
    name: &'static str,
    unit: &'static str,
    /// Is it the loop that others are compared with?
    by_hand: bool,
    work: Box<dyn FnMut() -> f64>,
}

fn way(
    letter: char,
    name: &'static str,
    unit: &'static str,
    by_hand: bool,
    work: impl FnMut() -> f64 + 'static,
) -> Way {
    Way { letter, name, unit, by_hand, work: Box::new(work) }
}

fn plan(text: &str) -> Plan {
    let document = Document::parse("bench.toml", text).unwrap_or_else(|failure| panic!("{failure}"));
    Plan::new(document, false).unwrap_or_else(|failure| panic!("{failure}"))
}

fn rules(text: &str, engine: Engine) -> Rules {
    let rules = plan(text).job(0).unwrap_or_else(|failure| panic!("{failure}")).rules;
    Rules { engine, ..rules }
}

/// The memory-one strategies of the catalogue that everybody knows, each against each.
fn robin(engine: Engine) -> RoundRobin {
    let names = ["tit-for-tat", "generous-tit-for-tat", "win-stay-lose-shift", "grim-memory-one", "random"];
    let player = |name: &str| catalogue::find(name).and_then(|entry| Player::new(name, entry.strategy()));
    let players = names.iter().filter_map(|name| player(name)).collect();
    let slip = Probability::new(0.05).unwrap_or_else(|error| panic!("{error}"));
    let faults = Faults { slip, ..Faults::default() };
    let payoffs = Payoffs::new(3.0, 0.0, 5.0, 1.0);
    RoundRobin { engine, players, payoffs, faults, length: Length::Turns(200), repetitions: 512, seed: 1 }
}

fn matches(engine: Engine) -> impl FnMut() -> f64 {
    let robin = robin(engine);
    move || {
        let counts = robin.pairs().flat_map(|(i, j)| robin.play(i, j, |_, _, _| {}));
        counts.flatten().map(f64::from).sum()
    }
}

/// Runs of a world, `units` in each run.
fn world(text: &str, engine: Engine, rounds: u32, units: fn(&Rules) -> f64) -> impl FnMut() -> f64 + use<> {
    let rules = rules(text, engine);
    let course = Course { rounds, window: rounds.div_ceil(4), threshold: 0.7 };
    let units = units(&rules) * f64::from(rounds);
    let mut replicate = 0;
    move || {
        replicate += 1;
        black_box(simulate(&rules, &Key::common(1), replicate, &course, &mut ()));
        units
    }
}

const MIXED: &str = "name = 'bench'\nrounds = 200\n\
    [[agents]]\npower = 'strong'\ncount = 12\nstrategies = { tit-for-tat = 2, generous-tit-for-tat = 1, always-defect = 1 }\n\
    [[agents]]\npower = 'weak'\ncount = 38\nstrategies = { tit-for-tat = 2, win-stay-lose-shift = 1, grim-trigger = 1 }\n";

fn evolution(network: &str, agents: u32, more: &str, learning: &str) -> String {
    format!(
        "name = 'bench'\nnoise = {{ slip = 0, miss = 0, false_alarm = 0 }}\n{more}\n\
         [network]\nkind = '{network}'\n\
         [learning]\nevery = 1\nupdates = 'asynchronous'\npayoffs = 'expected'\n{learning}\n\
         [[agents]]\npower = 'weak'\ncount = {agents}\n"
    )
}

/// A thousand short runs of twenty agents, each of which meets two, through the whole of a study.
fn thousand(recorded: &str) -> String {
    format!(
        "name = 'bench'\nrounds = 100\nreplicates = 1000\noutput.rounds = '{recorded}'\nnetwork.kind = 'ring'\nnetwork.degree = 2\n\
         [[agents]]\npower = 'strong'\ncount = 5\nstrategies = {{ tit-for-tat = 2, always-defect = 1 }}\n\
         [[agents]]\npower = 'weak'\ncount = 15\nstrategies = {{ tit-for-tat = 2, win-stay-lose-shift = 1 }}\n"
    )
}

/// The whole command as a user gives it: start, plan, runs, tables, page and pictures.
fn study(recorded: &str) -> impl FnMut() -> f64 + use<> {
    let config = thousand(recorded);
    let runs = plan(&config).runs() as f64;
    move || {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let (file, out) = (folder.path().join("bench.toml"), folder.path().join("out"));
        std::fs::write(&file, &config).unwrap_or_else(|error| panic!("{error}"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_comity"));
        command.arg("run").arg(&file).args(["--jobs", "1", "--quiet", "--out"]).arg(&out);
        let ended = command.status().unwrap_or_else(|error| panic!("{error}"));
        assert!(ended.success(), "{ended}");
        runs
    }
}

/// Ten columns as they are in `rounds.csv`: keys, then shares and payoffs.
fn row(k: u32) -> [f64; 10] {
    let x = f64::from(k);
    [1.0, 2.0, 7.0, x, (x % 380.0) / 380.0, (x % 97.0) / 190.0, 1.0 / (x + 3.0), 0.25, x * 0.013, 1.0]
}

const ROWS: u32 = 20_000;

fn table() -> f64 {
    let mut table = Csv::new();
    for k in 0..ROWS {
        let row = row(k);
        table.counts(row[..4].iter().copied());
        table.reals(row[4..].iter().copied());
        table.end();
    }
    black_box(table.into_bytes());
    f64::from(ROWS)
}

fn ways() -> Vec<Way> {
    let (automatic, general) = (Engine::Automatic, Engine::General);
    let sides: fn(&Rules) -> f64 = |rules| rules.sides() as f64;
    let convention = format!("{MIXED}[mechanisms.convention]\n");
    let deliberate = "name = 'bench'\n[[agents]]\npower = 'strong'\ncount = 12\n[[agents]]\npower = 'weak'\ncount = 38\n\
        [mechanisms.convention]\n";
    let moving = format!(
        "{deliberate}[mechanisms]\nfund = {{}}\naid = {{}}\ndevelopment = {{}}\ndiffusion = {{ rate = 0.01 }}\n\
         damage = {{ rate = 0.01 }}\nfront = {{}}\ndialogue = {{}}\nnorm = {{}}\n"
    );
    let two = "strategies = { always-cooperate = 1, always-defect = 1 }\n";
    let lattice = evolution(
        "lattice",
        2500,
        "game.matrix = { R = 1, S = 0, T = 1.02, P = 0 }",
        "selection = 10\nmutation = 0.0001\npeers = 'neighbours'\nscore = 'sum'\nevents = 100000",
    ) + two;
    let mixed = |game: &str| {
        let learning = "selection = 1\nmutation = 0.01\npeers = 'anyone'\nevents = 100000";
        let strategies = "strategies = { always-cooperate = 1, always-defect = 1, tit-for-tat = 1 }\n";
        evolution("complete", 100, &format!("game.preset = '{game}'"), learning) + strategies
    };
    let (often, seldom) = (mixed("snowdrift"), mixed("prisoners-dilemma"));
    let events: fn(&Rules) -> f64 = |_| 1e5;
    vec![
        way('A', "repeated game, by hand", "turns", true, || by_hand::matches(20_000)),
        way('A', "repeated game, general engine", "turns", false, matches(general)),
        way('A', "repeated game, bit-sliced", "turns", false, matches(automatic)),
        way('B', "Fermi on a lattice, by hand", "events", true, || by_hand::lattice(500_000)),
        way('B', "Fermi on a lattice, general engine", "events", false, world(&lattice, general, 20, events)),
        way('B', "Fermi on a lattice, pairwise kernel", "events", false, world(&lattice, automatic, 20, events)),
        way('C', "well-mixed, Z = 100, by hand", "events", true, || by_hand::mixed(500_000)),
        way('C', "well-mixed, Z = 100, general engine", "events", false, world(&seldom, general, 20, events)),
        way('C', "well-mixed, Z = 100, pairwise kernel", "events", false, world(&seldom, automatic, 20, events)),
        way('C', "the same where strategies live together", "events", false, world(&often, automatic, 20, events)),
        way('D', "20 agents x 100 rounds, full CSV", "runs", false, study("all")),
        way('D', "20 agents x 100 rounds, summaries", "runs", false, study("none")),
        way('F', "50 agents, all pairs, by hand", "sides", true, || by_hand::crowd(200)),
        way('F', "50 agents, plain, general engine", "sides", false, world(MIXED, general, 200, sides)),
        way('F', "50 agents, plain kernel", "sides", false, world(MIXED, automatic, 200, sides)),
        way('F', "50 agents in a convention, general engine", "sides", false, world(&convention, general, 200, sides)),
        way('F', "50 agents in a convention, plain kernel", "sides", false, world(&convention, automatic, 200, sides)),
        way('F', "50 deliberate agents, general engine", "sides", false, world(deliberate, general, 200, sides)),
        way('F', "50 deliberate agents in a convention", "sides", false, world(deliberate, automatic, 200, sides)),
        way('F', "50 deliberate agents, all mechanisms", "sides", false, world(&moving, automatic, 200, sides)),
        way('G', "rows of ten columns, csv and serde", "rows", true, || by_hand::rows(ROWS, row)),
        way('G', "rows of ten columns", "rows", false, table),
    ]
}

/// Nanoseconds that ended child processes have computed, all their threads together, in user and system mode; to a hundredth of
/// a second. None where the system does not say.
fn spent_by_children() -> Option<f64> {
    // proc(5): after the name in brackets the 14th and 15th are cutime and cstime, in ticks of 1/100 s on every Linux.
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let after = stat.rsplit_once(')')?.1;
    let ticks: Vec<f64> = after.split_whitespace().skip(13).take(2).map_while(|field| field.parse().ok()).collect();
    (ticks.len() == 2).then(|| ticks.iter().sum::<f64>() * 1e7)
}

/// Nanoseconds of computing that a workload has taken so far; of commands that of their processes.
fn taken(letter: char, since: Instant) -> f64 {
    let children = if letter == 'D' { spent_by_children() } else { None };
    children.unwrap_or_else(|| spent(since))
}

/// Nanoseconds that this thread has computed; where the system does not say, those that passed.
fn spent(since: Instant) -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let computed = stat.and_then(|stat| stat.split(' ').next()?.parse::<f64>().ok());
    computed.unwrap_or_else(|| since.elapsed().as_nanos() as f64)
}

fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Does one workload so many times and nothing else, for counting instructions: `--once NAME TIMES`; prints the units done.
fn once(words: &[String]) -> bool {
    let [flag, name, times] = words else { return false };
    let Some(times) = times.parse::<u32>().ok().filter(|_| flag == "--once") else { return false };
    let Some(way) = ways().into_iter().find(|way| way.name == name) else { panic!("no workload is called {name:?}") };
    let mut work = way.work;
    println!("{}", (0..times).map(|_| work()).sum::<f64>());
    true
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if once(&words) {
        return;
    }
    let wanted: Vec<String> = words.into_iter().filter(|word| !word.starts_with('-')).collect();
    let mut ways = ways();
    ways.retain(|way| {
        wanted.is_empty() || wanted.iter().any(|word| word.contains(way.letter) || way.name.contains(word.as_str()))
    });
    let since = Instant::now();
    // The first turn warms up. Commands are timed in hundredths of a second, and go on for longer.
    let mut rates = vec![Vec::new(); ways.len()];
    for turn in 0..=TURNS {
        for (way, rates) in ways.iter_mut().zip(&mut rates) {
            let clock = Instant::now();
            let before = taken(way.letter, since);
            let (mut units, least) = (0.0, if way.letter == 'D' { 1000 } else { 100 });
            while clock.elapsed().as_millis() < least {
                units += (way.work)();
            }
            let nanoseconds = taken(way.letter, since) - before;
            if turn > 0 {
                rates.push(units / nanoseconds * 1e9);
            }
        }
    }
    println!("{:<2} {:<40} {:>10} {:>9}", "", "workload", "per second", "by hand=1");
    let mut by_hand: Option<(char, &Vec<f64>)> = None;
    for (way, rates) in ways.iter().zip(&rates) {
        if way.by_hand {
            by_hand = Some((way.letter, rates));
        }
        let ratio = by_hand
            .filter(|&(letter, _)| letter == way.letter)
            .map(|(_, base)| median(rates.iter().zip(base).map(|(rate, base)| rate / base)));
        let ratio = ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}"));
        let rate = median(rates.iter().copied());
        println!("{:<2} {:<40} {:>10.3e} {:>9}  {}", way.letter, way.name, rate, ratio, way.unit);
    }
}
