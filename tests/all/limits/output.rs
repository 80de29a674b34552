//! Standard output that cannot be written.

use std::fs::OpenOptions;
use std::process::Stdio;

use clap::CommandFactory as _;
use comity::cli::Cli;

use crate::desk::Desk;

const WORLD: &str = "name = 'w'\nrounds = 20\nreplicates = 2\n[[agents]]\npower = 'strong'\ncount = 3\n";

/// Every verb with arguments with which it ends well, or says on standard error why not.
const VERBS: [(&str, &[&str]); 18] = [
    ("run", &["w.toml", "--out", "other"]),
    ("check", &["w.toml"]),
    ("merge", &["cut", "--out", "whole", "--force"]),
    ("status", &["r"]),
    ("verify", &["r", "--runs", "1", "--seed", "1"]),
    ("report", &["r"]),
    ("rerun", &["r", "--run", "0:1"]),
    ("list", &["strategies"]),
    ("show", &["tit-for-tat"]),
    ("exact", &["thresholds", "--game", "stag-hunt"]),
    ("validate", &["--only", "pairs", "--quick"]),
    ("submit", &["slurm", "w.toml", "--shards", "2", "--dry-run"]),
    ("diff", &["r", "s"]),
    ("new", &["mine", "--stdout"]),
    ("schema", &[]),
    ("completions", &["bash"]),
    ("man", &[]),
    ("watch", &["w.toml"]),
];

/// The verbs, and help and version of the command and of each verb.
fn commands() -> Vec<Vec<&'static str>> {
    let verbs = VERBS.iter().map(|(verb, args)| [&[*verb][..], *args].concat());
    let helps = VERBS.iter().map(|(verb, _)| vec![*verb, "--help"]);
    let own = [vec!["--help"], vec!["--version"], vec!["help"], vec!["help", "run"]];
    verbs.chain(helps).chain(own).collect()
}

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("w.toml", WORLD);
    for folder in ["r", "s"] {
        desk.exits(0, &["run", "w.toml", "--out", folder, "--quiet"]);
    }
    desk.exits(0, &["run", "w.toml", "--out", "cut", "--quiet", "--shard", "0/1"]);
    desk
}

#[test]
fn every_verb_is_tried() {
    let command = Cli::command();
    let verbs: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    assert_eq!(VERBS.map(|(verb, _)| verb).to_vec(), verbs);
}

/// A disk that is full cuts what is printed: that is said, and is no success. Nothing is lost where nothing is printed.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said() {
    let desk = desk();
    let mut cut = 0;
    for args in commands() {
        // What is there already is left alone the second time.
        let first = desk.output(&args);
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let found = desk.command(&args).stdout(full).output().unwrap();
        let said = String::from_utf8_lossy(&found.stderr);
        if first.stdout.is_empty() {
            assert!(!said.contains("standard output"), "{args:?}: {said}");
            continue;
        }
        assert_eq!(first.status.code(), Some(0), "{args:?}");
        assert_eq!(found.status.code(), Some(1), "{args:?}: {said}");
        assert!(said.contains("standard output: No space left on device"), "{args:?}: {said}");
        cut += 1;
    }
    assert!(cut > 30, "the test has to see what is printed: {cut}");
}

/// Who reads no further wants no more: nothing is said, and the exit code is that of the command.
#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_error() {
    let desk = desk();
    for args in commands() {
        let first = desk.output(&args);
        let mut child = desk.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let found = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&found.stderr);
        if !first.stdout.is_empty() {
            assert!(
                found.status.success() && !said.contains("error") && !said.contains("panicked"),
                "{args:?}: {said}"
            );
        }
    }
}
