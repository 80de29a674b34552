//! A stop is heard wherever the work is: within a run, while a study is planned, while runs are read back.
#![cfg(unix)]

use std::fs;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use crate::desk::Desk;

/// How long a process may take to end, on a machine that is busy with other things; a deaf one would take an hour.
const PATIENCE: Duration = Duration::from_secs(30);

const AGENTS: &str = "[[agents]]\npower = 'strong'\ncount = 2\n[[agents]]\npower = 'weak'\ncount = 3\n";

/// Studies whose first run takes very long, each by another kernel or another kind of run.
fn long(name: &str) -> String {
    let rounds = "rounds = 50000000\nreplicates = 2\n[output]\nrounds = 'none'\n";
    let plain = "strategies = { tit-for-tat = 1, always-defect = 1 }\n";
    let agents = AGENTS
        .replace("count = 2\n", &format!("count = 2\n{plain}"))
        .replace("count = 3\n", &format!("count = 3\n{plain}"));
    let preset = "[game]\npreset = 'prisoners-dilemma'\n";
    match name {
        "general" => format!("engine = 'general'\n{rounds}{AGENTS}"),
        "plain" => format!("{rounds}{agents}"),
        "pairwise" => format!(
            "{rounds}{agents}{preset}[noise]\nacuity = 0\n[learning]\nevery = 1\npayoffs = 'expected'\nrule = 'fermi'\n\
             peers = 'anyone'\nupdates = 'asynchronous'\nevents = 1000\n"
        ),
        "replicator" => format!(
            "{rounds}{agents}{preset}[noise]\nacuity = 0\n[learning]\nevery = 1\npayoffs = 'expected'\nrule = 'replicator'\n"
        ),
        "groups" => format!(
            "{rounds}[game.public-goods]\ngroup = 5\nmultiplier = 3\n{}",
            agents.replace("tit-for-tat", "always-cooperate")
        ),
        "audit" => format!("{}{AGENTS}[audit]\nonly_where_it_holds = false\n", rounds.replace("50000000", "1000000")),
        "sweep" => format!(
            "{}{AGENTS}[study.boundary]\naxis = {{ key = 'game.dilemma.rent', range = [0, 5] }}\nprecision = 1\nmax = 40\n\
             [study.boundary.hysteresis]\n",
            rounds.replace("replicates = 2\n", "")
        ),
        "tournament" => "[game]\npreset = 'prisoners-dilemma'\n[noise]\nslip = 0.01\n[output]\ninteractions = false\n\
             [study.tournament]\nstrategies = ['tit-for-tat', 'random', 'grim-trigger']\nturns = 16000000\nrepetitions = 640\n"
            .to_owned(),
        "matches" => "engine = 'general'\n[game]\npreset = 'prisoners-dilemma'\n[noise]\nslip = 0.01\n[output]\n\
             interactions = false\n[study.tournament]\nstrategies = ['tit-for-tat', 'random']\nturns = 4000000000\n"
            .to_owned(),
        other => panic!("no study {other}"),
    }
}

const ALL: [&str; 9] =
    ["general", "plain", "pairwise", "replicator", "groups", "audit", "sweep", "tournament", "matches"];

/// Waits until something is there, or the process has ended.
fn wait_until(child: &mut Child, there: impl Fn() -> bool) {
    let begun = Instant::now();
    while !there() && child.try_wait().unwrap().is_none() {
        assert!(begun.elapsed() < PATIENCE, "it has not begun");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Waits for the end; the exit code and what was said. A process that does not end is killed.
fn ended(mut child: Child) -> (Option<i32>, String) {
    let begun = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if begun.elapsed() > PATIENCE {
            child.kill().unwrap();
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status().unwrap().success());
}

/// In every kind of run, by every kernel: it is thrown away, neither done nor failed.
#[test]
fn a_stop_is_heard_within_a_run() {
    let desk = Desk::new();
    for (place, name) in ALL.into_iter().enumerate() {
        desk.write(&format!("{name}.toml"), long(name));
        let (signs, code) = if place % 2 == 0 { ("TERM", 75) } else { ("INT", 130) };
        let mut child = desk.spawn(&["run", &format!("{name}.toml"), "--out", name]);
        wait_until(&mut child, || desk.path(name).join("status.log").exists());
        // Long enough to be within a run: those before it are over in no time, and those that are not take an hour.
        std::thread::sleep(Duration::from_millis(300));
        signal(&child, signs);
        let (found, said) = ended(child);
        assert_eq!(found, Some(code), "{name}: {said}");
        assert!(said.contains("--resume goes on"), "{name}: {said}");
        let log = fs::read_to_string(desk.path(name).join("status.log")).unwrap();
        assert!(!log.contains("finished"), "{name}: {log}");
        // Nothing failed: it was not done.
        let failures = desk.path(name).join("failures.csv.part");
        if let Ok(text) = fs::read_to_string(failures) {
            assert!(text.lines().count() <= 1, "{name}: {text}");
        }
    }
}

/// What is stopped within a run goes on with --resume, to the same bytes.
#[test]
fn what_was_stopped_within_a_run_goes_on() {
    let desk = Desk::new();
    // The second of its runs is the long one.
    let text = format!(
        "name = 'w'\nreplicates = 1\n[output]\nrounds = 'none'\n{AGENTS}[study.grid]\n\
         axes = [{{ key = 'rounds', values = [100, ROUNDS] }}]\n"
    );
    desk.write("w.toml", text.replace("ROUNDS", "1000000"));
    desk.exits(0, &["run", "w.toml", "--out", "whole", "--quiet"]);
    let mut child = desk.spawn(&["run", "w.toml", "--out", "cut", "--jobs", "1"]);
    wait_until(&mut child, || desk.path("cut").join("status.log").exists());
    signal(&child, "TERM");
    let (code, said) = ended(child);
    // A machine that was looking elsewhere for so long may have done it all.
    assert!([Some(75), Some(0)].contains(&code), "{said}");
    desk.exits(0, &["run", "w.toml", "--out", "cut", "--resume", "--quiet"]);
    for table in ["runs.csv", "cells.csv"] {
        let read = |folder: &str| fs::read(desk.path(folder).join(table)).unwrap();
        assert!(read("whole") == read("cut"), "{table}");
    }
}

#[test]
fn time_that_is_over_ends_a_run() {
    let desk = Desk::new();
    for name in ["general", "tournament"] {
        desk.write(&format!("{name}.toml"), long(name));
        let (code, said) = ended(desk.spawn(&["run", &format!("{name}.toml"), "--out", name, "--max-time", "0.3"]));
        assert_eq!(code, Some(75), "{name}: {said}");
        assert!(said.contains("the time given by --max-time is over"), "{name}: {said}");
    }
}

/// A million cells take a while to be planned; nothing is there yet.
#[test]
fn a_stop_is_heard_while_a_study_is_planned() {
    let desk = Desk::new();
    desk.write(
        "w.toml",
        format!(
            "name = 'w'\nreplicates = 1\n{AGENTS}[study.grid]\naxes = [\
             {{ key = 'game.dilemma.rent', range = [0, 5], points = 10000 }}, \
             {{ key = 'game.dilemma.cost', range = [0.1, 1], points = 1000 }}]\n"
        ),
    );
    for (name, code) in [("TERM", 75), ("INT", 130)] {
        let child = desk.spawn(&["run", "w.toml"]);
        std::thread::sleep(Duration::from_millis(500));
        signal(&child, name);
        let (found, said) = ended(child);
        assert_eq!(found, Some(code), "{said}");
        assert!(said.contains("nothing was run"), "{said}");
        assert!(!desk.path("output").exists());
    }
    let (found, said) = ended(desk.spawn(&["run", "w.toml", "--max-time", "0.1"]));
    assert_eq!(found, Some(75), "{said}");
}

/// Where nothing is kept, a signal ends the process as it ends any other.
#[test]
fn other_commands_end_by_the_signal() {
    let desk = Desk::new();
    desk.write("w.toml", long("general"));
    for args in [&["validate"][..], &["check", "w.toml"]] {
        let child = desk.spawn(args);
        std::thread::sleep(Duration::from_millis(300));
        signal(&child, "TERM");
        let (found, said) = ended(child);
        // `check` may have been done by then.
        assert!(found.is_none() || (args[0] == "check" && found == Some(0)), "{args:?}: {found:?} {said}");
    }
}
