//! A folder that somebody else made: links, pipes and names in it lead nowhere.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use super::support::{contents, copy, desk};
use crate::desk::Desk;

/// Whatever the program reads, writes or removes in the folder of a result.
const FILES: [&str; 36] = [
    "manifest.json",
    "manifest.json.part",
    "journal.part",
    "status.log",
    "report.html",
    "report.html.part",
    "rounds.csv",
    "rounds.csv.part",
    "runs.csv",
    "runs.csv.part",
    "runs.parquet",
    "runs.parquet.part",
    "failures.csv",
    "failures.csv.part",
    "deviations.csv",
    "sweeps.csv",
    "cells.csv",
    "cells.csv.part",
    "audit.csv",
    "survival.csv",
    "survival.csv.part",
    "claims.csv",
    "behaviorspace.csv",
    "matches.csv",
    "interactions.csv",
    "answer.csv",
    "answer.csv.part",
    "answer.json",
    "answer.json.part",
    "agents.csv",
    "dyads.csv",
    "columns.csv",
    "columns.csv.part",
    "plots/plot.py",
    "figures/hold.svg.part",
    "rerun/0-0-runs.csv.part",
];

/// The folders in it.
const FOLDERS: [&str; 8] = ["replaced", "scratch", "figures", "plots", "shards", "shards/0-of-1", "slurm", "rerun"];

/// The commands that meet such a folder, `r`.
const COMMANDS: [&[&str]; 10] = [
    &["run", "small.toml", "--out", "r", "--force", "--quiet"],
    &["run", "small.toml", "--out", "r", "--resume", "--quiet"],
    &["status", "r"],
    &["verify", "r", "--runs", "1"],
    &["report", "r"],
    &["diff", "r", "clean"],
    &["rerun", "r", "--run", "0:0"],
    &["merge", "r", "--force"],
    &["run", "small.toml", "--out", "r", "--shard", "0/1", "--resume", "--quiet"],
    &["run", "small.toml", "--out", "r", "--shard", "0/1", "--force", "--quiet"],
];

/// A desk with a finished result, an unfinished one, and what must not be touched.
fn prepared() -> Desk {
    let desk = desk();
    desk.exits(0, &["run", "small.toml", "--out", "clean", "--quiet"]);
    desk.exits(0, &["run", "small.toml", "--out", "clean", "--shard", "0/1", "--quiet"]);
    desk.exits(75, &["run", "small.toml", "--out", "begun", "--quiet", "--max-time", "0"]);
    // Everything that a deletion by name would find.
    copy(&desk.path("clean"), &desk.path("victim"));
    for name in FILES.iter().filter(|name| !name.contains('/')) {
        if !desk.path("victim").join(name).exists() {
            desk.write(&format!("victim/{name}"), "precious");
        }
    }
    desk.write("precious", "precious");
    desk
}

/// Puts a link where the program looks, and tries every command.
fn try_link(desk: &Desk, from: &str, name: &str, target: &str) {
    let folder = desk.path("r");
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    copy(&desk.path(from), &folder);
    let link = folder.join(name);
    if link.is_dir() {
        fs::remove_dir_all(&link).unwrap();
    } else if link.exists() {
        fs::remove_file(&link).unwrap();
    }
    fs::create_dir_all(link.parent().unwrap()).unwrap();
    symlink(desk.path(target), &link).unwrap();
    let before = [contents(&desk.path("victim")), contents(&desk.path("clean"))];
    for command in COMMANDS {
        let (code, said) = desk.says(command);
        let at = format!("{from}/{name} -> {target}, {command:?}: {said}");
        assert!(contents(&desk.path("victim")) == before[0] && contents(&desk.path("clean")) == before[1], "{at}");
        assert_eq!(desk.read("precious"), "precious", "{at}");
        assert!(!desk.path("nowhere").exists(), "{at}");
        // Whoever begins anew in such a folder is told which link it is, before anything is done.
        if *command == *COMMANDS[0] && !["slurm", "rerun"].iter().any(|own| name.starts_with(own)) {
            let deep = name.starts_with("shards/");
            assert!(deep || (code == 1 && said.contains("links inside a result are not followed")), "{at}");
            assert!(link.is_symlink(), "{at}");
        }
    }
}

#[test]
fn links_inside_a_result_are_not_followed() {
    let desk = prepared();
    for name in FILES {
        try_link(&desk, "clean", name, "precious");
    }
    for name in FOLDERS {
        try_link(&desk, "clean", name, "victim");
    }
    // Where work is going on, where a folder is taken for a file and the other way round, and where nothing is.
    for name in ["journal.part", "runs.csv.part", "status.log", "replaced", "scratch"] {
        try_link(&desk, "begun", name, "precious");
        try_link(&desk, "begun", name, "victim");
        try_link(&desk, "begun", name, "nowhere");
    }
}

/// Hard links are no way out either: what is written in place has no other name.
#[test]
fn files_with_other_names_are_not_written_in_place() {
    let desk = prepared();
    for name in ["status.log", "journal.part", "runs.csv.part"] {
        copy(&desk.path("begun"), &desk.path("r"));
        let own = desk.path("r").join(name);
        if own.exists() {
            fs::remove_file(&own).unwrap();
        }
        fs::hard_link(desk.path("precious"), &own).unwrap();
        let said = desk.says(&["run", "small.toml", "--out", "r", "--resume", "--quiet"]).1;
        assert_eq!(desk.read("precious"), "precious", "{name}: {said}");
        fs::remove_dir_all(desk.path("r")).unwrap();
    }
}

#[test]
fn a_manifest_names_no_file_elsewhere() {
    let desk = prepared();
    for name in ["../precious", "/etc/passwd", "a/b", "..", ".", "", "figures/../../precious", "/dev/zero", "a\\b"] {
        copy(&desk.path("clean"), &desk.path("r"));
        desk.edit("r", |manifest| manifest["files"][0]["name"] = name.into());
        for command in COMMANDS.iter().filter(|command| command.contains(&"r") && !command.contains(&"--shard")) {
            let (code, said) = desk.says(command);
            assert!(code != 0 && said.contains("is not one of this folder"), "{name:?}, {command:?}: {said}");
        }
        fs::remove_dir_all(desk.path("r")).unwrap();
    }
    // Nor does the config in it.
    copy(&desk.path("clean"), &desk.path("r"));
    desk.edit("r", |manifest| {
        manifest["config"]["network"]["kind"] = "file".into();
        manifest["config"]["network"]["path"] = "/dev/zero".into();
    });
    for command in [&["verify", "r"][..], &["report", "r"], &["rerun", "r", "--run", "0:0"]] {
        let (code, said) = desk.says(command);
        assert!(code == 2 && said.contains("names the file \"/dev/zero\" at network.path"), "{command:?}: {said}");
    }
    assert_eq!(desk.read("precious"), "precious");
}

/// Pipes that nobody writes to and devices without end: nothing waits for them.
#[test]
fn pipes_and_devices_are_not_read() {
    let desk = prepared();
    for (from, name) in [
        ("clean", "runs.csv"),
        ("clean", "manifest.json"),
        ("clean", "status.log"),
        ("clean", "journal.part"),
        ("begun", "runs.csv.part"),
        ("begun", "journal.part"),
        ("clean", "plots/plot.py"),
    ] {
        copy(&desk.path(from), &desk.path("r"));
        let path = desk.path("r").join(name);
        if path.exists() {
            fs::remove_file(&path).unwrap();
        }
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        for command in COMMANDS {
            // A command that hangs fails in here.
            let (code, said) = desk.says(command);
            if *command == *COMMANDS[0] {
                assert!(code == 1 && said.contains("neither a file nor a folder"), "{name}, {command:?}: {said}");
            }
        }
        fs::remove_dir_all(desk.path("r")).unwrap();
    }
    assert!(Command::new("mkfifo").arg(desk.path("pipe.toml")).status().unwrap().success());
    assert!(desk.exits(2, &["run", "pipe.toml"]).contains("found a pipe or a device"));
}

#[test]
fn results_behind_links_say_where_they_lead() {
    let desk = prepared();
    // The folder itself may be reached by a link: a scratch, most often.
    fs::create_dir(desk.path("scratch")).unwrap();
    symlink("scratch", desk.path("link")).unwrap();
    desk.exits(0, &["run", "small.toml", "--out", "link", "--quiet"]);
    desk.exits(0, &["run", "small.toml", "--out", "link/below", "--quiet"]);
    desk.exits(0, &["run", "small.toml", "--out", "link/cut", "--shard", "0/1", "--quiet"]);
    desk.exits(0, &["merge", "link/cut", "--quiet"]);
    for folder in ["link", "link/below", "link/cut"] {
        desk.exits(0, &["verify", folder, "--runs", "1"]);
        desk.exits(0, &["report", folder]);
        desk.exits(0, &["diff", folder, "scratch"]);
    }
    // It is purged.
    fs::remove_dir_all(desk.path("scratch")).unwrap();
    for command in [
        &["run", "small.toml", "--out", "link"][..],
        &["run", "small.toml", "--out", "link/below", "--resume"],
        &["run", "small.toml", "--out", "link/cut", "--shard", "0/1", "--resume"],
        &["merge", "link/cut"],
        &["status", "link"],
        &["verify", "link/below"],
        &["report", "link"],
        &["diff", "link", "link"],
        &["rerun", "link", "--run", "0:0"],
    ] {
        let said = desk.exits(2, command);
        assert!(said.contains("link: is a link to scratch, which is not there (any more)"), "{command:?}: {said}");
        assert!(!desk.path("scratch").exists());
    }
    symlink("purged.toml", desk.path("lost.toml")).unwrap();
    let said = desk.exits(2, &["run", "lost.toml"]);
    assert!(said.contains("lost.toml is a link to purged.toml, which is not there"), "{said}");
    desk.exits(0, &["run", "small.toml", "--out", "there", "--quiet"]);
    let said = desk.exits(2, &["run", "there"]);
    assert!(said.contains("expected a config file, found a folder; it is that of a result"), "{said}");
}

/// A folder of files that are no result is left as it is, by everything.
#[test]
fn foreign_folders_are_left_alone() {
    let desk = prepared();
    fs::create_dir_all(desk.path("mine/replaced")).unwrap();
    desk.write("mine/thesis.tex", "precious");
    desk.write("mine/replaced/runs.csv", "precious");
    let before = contents(&desk.path("mine"));
    for wish in ["--resume", "--force", "--quiet"] {
        let said = desk.exits(2, &["run", "small.toml", "--out", "mine", wish]);
        assert!(
            said.contains("mine: holds files that are not a result; choose another folder with --out DIR"),
            "{said}"
        );
    }
    for command in [&["status", "mine"][..], &["verify", "mine"], &["report", "mine"], &["merge", "mine"]] {
        let said = desk.exits(2, command);
        assert!(said.contains("mine: expected"), "{command:?}: {said}");
    }
    assert_eq!(contents(&desk.path("mine")), before);
}

/// What a manifest or a log says is shown, and no terminal obeys it: not on standard output either.
#[test]
fn what_a_foreign_result_says_is_shown_and_not_obeyed() {
    let desk = prepared();
    desk.exits(0, &["run", "small.toml", "--out", "r", "--quiet"]);
    let evil = "\u{1b}]0;evil\u{7}\u{1b}[31m\u{202e}";
    desk.edit("r", |manifest| {
        manifest["name"] = evil.into();
        manifest["question"] = evil.into();
    });
    desk.write("r/status.log", format!("2026-05-01T12:00:00Z {evil}\n"));
    for command in [&["status", "r"][..], &["verify", "r", "--runs", "1"], &["report", "r"]] {
        let (_, said) = desk.says(command);
        assert!(!said.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{command:?}: {said:?}");
        assert!(command[0] != "status" || said.contains("\\u{1b}]0;evil\\u{7}"), "{said}");
    }
}
