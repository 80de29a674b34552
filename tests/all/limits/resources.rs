//! What no machine holds is refused before anything is laid out for it, and what a study takes is told beforehand.

use std::fmt::Write as _;
use std::process::{Command, Stdio};

use crate::desk::{COMITY, Desk};

const AGENTS: &str =
    "[[agents]]\nname = 'a'\npower = 'strong'\ncount = 2\n[[agents]]\nname = 'b'\npower = 'weak'\ncount = 3\n";

/// Configs that ask for more than there is, each with a part of what is said of it.
fn absurd() -> Vec<(&'static str, String, &'static str)> {
    let with = |more: &str| format!("{AGENTS}{more}");
    let most = u32::MAX;
    vec![
        ("count", AGENTS.replace("count = 3", "count = 4000000000"), "`agents.b.count`: expected at most"),
        (
            "counts",
            AGENTS.replace("count = 3", "count = 15000000").replace("count = 2", "count = 15000000"),
            "in all groups together, found 30000000",
        ),
        (
            "swept",
            with("[study.grid]\naxes = [{ key = 'agents.a.count', values = [2, 4000000000] }]\n"),
            "expected at most",
        ),
        ("complete", AGENTS.replace("count = 3", "count = 30000"), "of memory on one thread"),
        ("pairs", AGENTS.replace("count = 3", "count = 100000"), "pairs"),
        (
            "ring",
            AGENTS.replace("count = 3", "count = 1000000") + "[network]\nkind = 'ring'\ndegree = 1000\n",
            "of memory on one thread",
        ),
        (
            "random",
            AGENTS.replace("count = 3", "count = 100000") + "[network]\nkind = 'erdos-renyi'\nprobability = 0.1\n",
            "of memory on one thread",
        ),
        ("rounds", format!("rounds = {most}\n[output]\nrounds = 'all'\n{AGENTS}"), "of memory on one thread"),
        ("replicates", format!("replicates = {most}\n{AGENTS}"), "`replicates`: expected at most"),
        ("audit", with(&format!("[audit]\nreplicates = {most}\n")), "`audit.replicates`: expected at most"),
        (
            "points",
            with(&format!("[study.grid]\naxes = [{{ key = 'game.dilemma.rent', range = [0, 1], points = {most} }}]\n")),
            "points on an axis",
        ),
        (
            "cells",
            with(
                "[study.grid]\naxes = [{ key = 'game.dilemma.rent', range = [0, 1], points = 100000 }, \
                 { key = 'noise.slip', range = [0, 1], points = 100000 }]\n",
            ),
            "cells",
        ),
        (
            "sample",
            with(&format!("[study.sample]\nn = {most}\nkeys = {{ 'noise.slip' = {{ uniform = [0, 1] }} }}\n")),
            "points",
        ),
        (
            "morris",
            with(&format!(
                "[study.sensitivity]\nmethod = 'morris'\nn = {most}\nkeys = {{ 'noise.slip' = {{ uniform = [0, 1] }} }}\n"
            )),
            "points",
        ),
        (
            "sobol",
            with(&format!(
                "[study.sensitivity]\nmethod = 'sobol'\nn = {most}\nkeys = {{ 'noise.slip' = {{ uniform = [0, 1] }} }}\n"
            )),
            "points",
        ),
        (
            "levels",
            with(&format!(
                "[study.boundary]\naxis = {{ key = 'game.dilemma.rent', range = [0, 5] }}\nprecision = 1\nmax = {most}\n\
                 hysteresis = {{ levels = {most}, replicates = {most} }}\n"
            )),
            "expected at most",
        ),
        (
            "repetitions",
            format!(
                "[game]\npreset = 'prisoners-dilemma'\n[noise]\nslip = 0.1\n[study.tournament]\n\
                 strategies = ['tit-for-tat', 'random']\nturns = 2\nrepetitions = {most}\n"
            ),
            "of memory on one thread",
        ),
        (
            "selection",
            with(
                "[game]\npreset = 'prisoners-dilemma'\n[noise]\nacuity = 0\n[learning]\nrule = 'replicator'\n\
                 payoffs = 'expected'\nselection = 100000\n",
            )
            .replace("count = 2\n", "count = 2\nstrategies = { tit-for-tat = 1 }\n")
            .replace("count = 3\n", "count = 3\nstrategies = { always-defect = 1 }\n"),
            "`learning.selection`: expected selection times the greatest difference of payoffs",
        ),
        ("limit", with("[limits]\nmemory = '10 MB'\n"), "more than limits.memory, 10.0 MB"),
        ("size", with("[limits]\nmemory = 'much'\n"), "a size such as"),
    ]
}

/// Each is refused with its place by `check` and by `run`, in a process that has little room.
#[cfg(target_os = "linux")]
#[test]
fn what_no_machine_holds_is_refused_before_anything_is_laid_out() {
    let desk = Desk::new();
    for (name, text, part) in absurd() {
        desk.write(&format!("{name}.toml"), &text);
        for verb in ["check", "run"] {
            let line = format!("ulimit -v 3000000; exec '{COMITY}' {verb} {name}.toml");
            let output = Command::new("bash").args(["-c", &line]).current_dir(desk.folder()).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{verb} {name}: {said}");
            assert!(said.contains(part) && said.contains(&format!("{name}.toml")), "{verb} {name}: {said}");
        }
    }
    assert!(!desk.path("output").exists());
}

/// A config is read up to a size; what is larger belongs in tables.
#[test]
fn a_config_that_is_too_long_is_not_read() {
    let desk = Desk::new();
    let mut text = AGENTS.to_owned() + "[strategies]\nlarge.nodes = [\n";
    while text.len() <= 17 << 20 {
        text += "{ cooperate = 1, next = [0, 0, 0, 0] },\n";
    }
    text += "]\n";
    desk.write("w.toml", &text);
    let said = desk.stderr(2, &["check", "w.toml"]);
    assert!(said.contains("w.toml: expected a config of at most 16 MiB"), "{said}");
}

/// A limit says what may be taken, not what is run: the study is the same one.
#[test]
fn a_limit_is_no_part_of_a_study() {
    let desk = Desk::new();
    let text = format!("name = 'w'\nrounds = 20\nreplicates = 2\n{AGENTS}");
    desk.write("w.toml", &text);
    desk.write("limited.toml", &(text + "[limits]\nmemory = '4 GB'\n"));
    desk.exits(0, &["run", "w.toml", "--out", "r", "--quiet"]);
    let said = desk.stderr(0, &["run", "limited.toml", "--out", "r", "--resume"]);
    assert!(said.contains("finished already"), "{said}");
}

/// As many agents of a file as make a loop within a loop felt: the time is nobody's to judge here, only that it ends well.
#[test]
fn agents_of_a_long_file_play() {
    let desk = Desk::new();
    let mut rows = "name,power,capability,language,group\n".to_owned();
    for agent in 0..16_000 {
        let _ = writeln!(
            rows,
            "s{agent},{},0.5,l{},b{}",
            if agent % 9 == 0 { "strong" } else { "weak" },
            agent % 4000,
            agent % 5000
        );
    }
    desk.write("f.csv", &rows);
    let text = "rounds = 2\nreplicates = 1\n[agents_file]\npath = 'f.csv'\nstrategies = { tit-for-tat = 1 }\n\
                [network]\nkind = 'ring'\ndegree = 2\n[output]\nrounds = 'none'\n";
    desk.write("w.toml", text);
    desk.exits(0, &["run", "w.toml", "--quiet"]);
}

/// Studies by what takes their memory.
fn studies() -> Vec<(&'static str, String)> {
    let few = "[[agents]]\npower = 'strong'\ncount = 3\n";
    vec![
        ("small", format!("rounds = 3000\nreplicates = 200\n[output]\nrounds = 'none'\n{few}")),
        ("agents", "rounds = 4\nreplicates = 2\n[[agents]]\npower = 'weak'\ncount = 200000\n[network]\nkind = 'ring'\ndegree = 2\n".to_owned()),
        ("sides", "rounds = 3\nreplicates = 2\n[[agents]]\npower = 'weak'\ncount = 900\n".to_owned()),
        ("random", "rounds = 3\nreplicates = 3\n[[agents]]\npower = 'weak'\ncount = 3000\n[network]\nkind = 'erdos-renyi'\nprobability = 0.1\n".to_owned()),
        ("recorded", format!("rounds = 150000\nreplicates = 3\n{few}")),
        ("window", format!("rounds = 2000000\nreplicates = 2\n[holds]\nwindow = 2000000\n[output]\nrounds = 'none'\n{few}")),
        (
            "cells",
            format!(
                "rounds = 2\nreplicates = 1\n[output]\nrounds = 'none'\n{few}[study.grid]\naxes = [\
                 {{ key = 'game.dilemma.rent', range = [0, 5], points = 200 }}, {{ key = 'noise.slip', range = [0, 1], points = 200 }}]\n"
            ),
        ),
        (
            "tournament",
            "[game]\npreset = 'prisoners-dilemma'\n[noise]\nslip = 0.05\n[study.tournament]\n\
             strategies = ['tit-for-tat', 'random', 'grim-trigger']\nturns = 200\nrepetitions = 3000\n"
                .to_owned(),
        ),
    ]
}

/// The peak of a process (bytes), read while it runs.
#[cfg(target_os = "linux")]
fn peak(desk: &Desk, args: &[&str]) -> u64 {
    let mut child = desk.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        most = most.max(kilobytes.unwrap_or(0) * 1024);
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    assert!(child.wait().unwrap().success(), "{args:?}");
    most
}

/// Never below what is taken, and not far above it.
#[cfg(target_os = "linux")]
#[test]
fn the_memory_that_a_study_takes_is_told_beforehand() {
    use comity::batch::Task;
    use comity::config::document::Document;
    let desk = Desk::new();
    for (name, text) in studies() {
        let file = format!("{name}.toml");
        // The page is made of the tables, behind the study.
        desk.write(&file, format!("name = '{name}'\n{text}[report]\nenabled = false\n"));
        let told = match Task::new(Document::read(&desk.path(&file)).unwrap(), false) {
            Ok(Task::Worlds(plan)) => plan.memory(2),
            Ok(Task::Tournament(plan)) => plan.memory(2),
            Err(failure) => panic!("{name}: {failure}"),
        };
        let taken = peak(&desk, &["run", &file, "--jobs", "2"]);
        assert!(taken <= told, "{name}: took {taken}, told {told}");
        assert!(told <= 4 * taken + 50_000_000, "{name}: took {taken}, told {told}");
    }
}
