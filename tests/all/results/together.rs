//! Several processes on one result, and what those that ended on their way leave behind.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command};
use std::time::Duration;

use comity::rng::{Key, Purpose, Stream};

use super::support::{SMALL, contents, copy, desk, ends};
use crate::desk::COMITY;

/// Is nothing left of the way to a result?
fn nothing_left(folder: &Path, what: &str) {
    let left: Vec<String> = contents(folder)
        .into_keys()
        .filter(|name| {
            let own = name.rsplit('/').next().unwrap();
            own.ends_with(".part") || own.starts_with("again-") || own == "replaced" || own == "scratch"
        })
        .collect();
    assert!(left.is_empty(), "{what}: {left:?} are left");
}

/// What a process that was not killed said and came to.
fn end(mut child: Child, what: &str) {
    let status = ends(&mut child, what);
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(status.code(), Some(0), "{what}: {said}");
}

/// The same shard, study or merge started by two to four processes at once, some of which are killed: whoever is left ends well,
/// and the tables are those of one alone. `COMITY_RACES=100 cargo test --test all results` starts more.
#[test]
fn the_same_work_at_once_is_harmless() {
    let rounds: u32 = std::env::var("COMITY_RACES").ok().and_then(|text| text.parse().ok()).unwrap_or(10);
    let desk = desk();
    desk.exits(0, &["run", "small.toml", "--out", "alone", "--quiet"]);
    desk.exits(0, &["run", "small.toml", "--out", "alone-cut", "--shard", "0/1", "--quiet"]);
    let whole = desk.tables("alone");
    let shard = desk.tables("alone-cut/shards/0-of-1");
    let mut stream = Stream::new(&Key::common(11), 0, Purpose::Analysis);
    let shards = ["run", "small.toml", "--out", "x", "--shard", "0/1", "--resume", "--quiet", "--jobs", "1"];
    let studies = ["run", "small.toml", "--out", "x", "--resume", "--quiet", "--jobs", "1"];
    let merges = ["merge", "x", "--quiet"];
    type Case<'a> = (&'a [&'a str], &'a str, &'a BTreeMap<String, Vec<u8>>);
    let cases: [Case<'_>; 3] = [(&shards, "x/shards/0-of-1", &shard), (&studies, "x", &whole), (&merges, "x", &whole)];
    for round in 0..3 * rounds {
        let (command, folder, expected) = cases[round as usize % 3];
        if command[0] == "merge" {
            copy(&desk.path("alone-cut"), &desk.path("x"));
        }
        let what = format!("round {round}, {command:?}");
        let processes = 2 + stream.word() % 3;
        let mut others: Vec<Child> = (0..processes).map(|_| desk.spawn(command)).collect();
        // Every second time one of them is killed, at some moment.
        if stream.word().is_multiple_of(2) {
            std::thread::sleep(Duration::from_micros(u64::from(stream.word() % 60_000)));
            let mut killed = others.swap_remove((stream.word() % processes) as usize);
            let _ = killed.kill();
            killed.wait().unwrap();
        }
        for other in others {
            end(other, &what);
        }
        assert!(desk.tables(folder) == *expected, "{what}: other tables");
        nothing_left(&desk.path("x"), &what);
        fs::remove_dir_all(desk.path("x")).unwrap();
    }
}

/// Whoever waits is told so, and stops waiting when asked to.
#[test]
fn who_waits_says_so_and_heeds_signals() {
    let desk = desk();
    desk.write(
        "long.toml",
        SMALL.replace("rounds = 40", "rounds = 4000").replace("replicates = 3", "replicates = 400"),
    );
    let mut first = desk.spawn(&["run", "long.toml", "--out", "x", "--shard", "0/1", "--quiet", "--jobs", "1"]);
    let manifest = desk.path("x/shards/0-of-1/manifest.json");
    while !manifest.exists() {
        assert!(first.try_wait().unwrap().is_none());
        std::thread::sleep(Duration::from_millis(2));
    }
    let again = ["run", "long.toml", "--out", "x", "--shard", "0/1", "--resume"];
    for signal in ["INT", "TERM"] {
        let mut second = desk.spawn(&again);
        let mut lines = BufReader::new(second.stderr.take().unwrap());
        let mut said = String::new();
        // It listens by the time that it says so.
        while !said.contains("another process is at work on this result; waiting until it is done") {
            assert!(lines.read_line(&mut said).unwrap() > 0, "{said}");
        }
        let id = second.id().to_string();
        assert!(Command::new("kill").args([&format!("-{signal}"), &id]).status().unwrap().success());
        let status = ends(&mut second, signal);
        lines.read_to_string(&mut said).unwrap();
        assert_eq!(status.code(), Some(if signal == "INT" { 130 } else { 75 }), "{said}");
    }
    let said = desk.exits(75, &[&again[..], &["--max-time", "0.1"]].concat());
    assert!(said.contains("nothing was done by this one"), "{said}");
    // What is to be replaced, or is another study, is not waited for.
    let said = desk.exits(2, &["run", "long.toml", "--out", "x", "--shard", "0/1", "--force"]);
    assert!(said.contains("another process is at work on this result; --resume waits for it"), "{said}");
    let said = desk.exits(2, &["run", "long.toml", "--out", "x", "--shard", "0/1", "--resume", "--seed", "9"]);
    assert!(said.contains("another process is at work on a different study here"), "{said}");
    // Killed, it leaves its place to the next.
    first.kill().unwrap();
    first.wait().unwrap();
    desk.exits(75, &[&again[..], &["--max-time", "0", "--quiet"]].concat());
}

/// A merge that cannot be done leaves what was there as it was, and no table of its own.
#[test]
fn a_refused_merge_leaves_no_table() {
    let desk = desk();
    for shard in ["0/2", "1/2"] {
        desk.exits(0, &["run", "small.toml", "--out", "x", "--shard", shard, "--quiet"]);
    }
    // A row is lost, and the checksums agree.
    desk.forge("x/shards/1-of-2", "runs.csv", |text| {
        let lines: Vec<&str> = text.lines().collect();
        lines[..lines.len() - 1].join("\n") + "\n"
    });
    let said = desk.exits(2, &["merge", "x", "--out", "m"]);
    assert!(said.contains("rows are missing from unit"), "{said}");
    let left: Vec<String> = contents(&desk.path("m")).into_keys().collect();
    assert_eq!(left, ["/status.log"], "no table, no manifest");
    // An earlier result is there again as it was, though the merge was forced.
    desk.exits(0, &["run", "small.toml", "--out", "m", "--seed", "5", "--quiet"]);
    let mut before = contents(&desk.path("m"));
    desk.exits(2, &["merge", "x", "--out", "m", "--force"]);
    let mut after = contents(&desk.path("m"));
    for kept in [&mut before, &mut after] {
        kept.remove("/status.log");
    }
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    assert!(before == after);
    desk.exits(0, &["verify", "m", "--runs", "1"]);
    // An unfinished run is not merged over.
    desk.exits(75, &["run", "small.toml", "--out", "u", "--quiet", "--max-time", "0"]);
    fs::write(desk.path("u/journal.part"), "0 0 0 00000000\n0 0 0 00000000\n").unwrap();
    let before = contents(&desk.path("u"));
    let said = desk.exits(2, &["merge", "alone", "--out", "u"]);
    assert!(said.contains("expected shards"), "{said}");
    desk.exits(0, &["run", "small.toml", "--out", "y", "--shard", "0/1", "--quiet"]);
    let said = desk.exits(2, &["merge", "y", "--out", "u"]);
    assert!(said.contains("an unfinished run of this study is here"), "{said}");
    assert!(contents(&desk.path("u")) == before);
}

/// What a process left that was killed between its last steps, or in the middle of a merge, is gone when the next is done.
#[test]
fn what_was_left_is_cleaned_up() {
    let desk = desk();
    let run = ["run", "small.toml", "--out", "r", "--resume", "--quiet"];
    desk.exits(0, &run);
    let expected = desk.tables("r");
    for left in
        ["replaced/runs.csv", "replaced/manifest.json", "scratch/cells.csv.part", "failures.csv", "cells.csv.part"]
    {
        fs::create_dir_all(desk.path("r").join(left).parent().unwrap()).unwrap();
        desk.write(&format!("r/{left}"), "left");
        desk.write("r/journal.part", "left");
        desk.exits(0, &run);
        nothing_left(&desk.path("r"), left);
        assert!(desk.tables("r") == expected, "{left}");
    }
    // A merge that was killed in the middle.
    desk.exits(0, &["run", "small.toml", "--out", "cut", "--shard", "0/1", "--quiet"]);
    copy(&desk.path("r"), &desk.path("half"));
    desk.edit("half", |manifest| {
        manifest["state"] = "running".into();
        manifest["files"] = Vec::<String>::new().into();
    });
    fs::create_dir(desk.path("half/scratch")).unwrap();
    desk.write("half/scratch/cells.csv.part", "left");
    desk.write("half/journal.part", "");
    desk.exits(0, &["merge", "cut", "--out", "half", "--quiet"]);
    nothing_left(&desk.path("half"), "a merge");
    assert!(desk.tables("half") == expected);
    // What a killed process left in the temporary folder; what another one uses stays, and what is nobody's.
    let place = desk.path("tmp");
    for name in ["comity-dead", "comity-alive", "comity-other"] {
        fs::create_dir_all(place.join(name)).unwrap();
        fs::write(place.join(name).join("runs.csv"), "left").unwrap();
    }
    fs::write(place.join("comity-dead/lock"), "").unwrap();
    let alive = fs::File::create(place.join("comity-alive/lock")).unwrap();
    alive.lock().unwrap();
    std::os::unix::fs::symlink(desk.path("r"), place.join("comity-link")).unwrap();
    let status = desk.command(&["verify", "r", "--runs", "1"]).env("TMPDIR", &place).output().unwrap().status;
    assert!(status.success());
    let mut left: Vec<String> =
        fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    left.sort();
    assert_eq!(left, ["comity-alive", "comity-link", "comity-other"]);
    assert!(desk.tables("r") == expected);
}

/// The commands that are printed to go on, and to repeat a run that failed, work: after --force, and from elsewhere.
#[test]
fn printed_commands_work() {
    let desk = desk();
    fs::create_dir(desk.path("elsewhere")).unwrap();
    // What a shell in a folder makes of a command; the program is the one under test.
    let shell = |folder: &str, command: &str| {
        let found = std::env::join_paths(
            [Path::new(COMITY).parent().unwrap().to_owned()]
                .into_iter()
                .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
        );
        let mut shell = Command::new("sh");
        let output =
            shell.args(["-c", command]).current_dir(desk.path(folder)).env("PATH", found.unwrap()).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    desk.exits(0, &["run", "small.toml", "--out", "r", "--quiet"]);
    let expected = desk.tables("r");
    for folder in [".", "elsewhere"] {
        desk.exits(75, &["run", "small.toml", "--out", "r", "--quiet", "--force", "--max-time", "0"]);
        // Without the limit of time it would stop again.
        desk.edit("r", |manifest| {
            let words = manifest["command"].as_array_mut().unwrap();
            words.truncate(words.len() - 2);
        });
        let output = desk
            .command(&["status", desk.path("r").to_str().unwrap()])
            .current_dir(desk.path(folder))
            .output()
            .unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let command = said.lines().find_map(|line| line.trim().strip_prefix("to go on")).unwrap().trim().to_owned();
        assert!(!command.contains("--force") && command.ends_with("--resume"), "{said}");
        assert_eq!(command.starts_with("cd "), folder == "elsewhere", "{said}");
        let (code, said) = shell(folder, &command);
        assert_eq!(code, 0, "{command}: {said}");
        assert!(desk.tables("r") == expected);
        assert!(!desk.path("r/replaced").exists());
    }
    // Shards that were forced.
    desk.exits(0, &["run", "small.toml", "--out", "cut", "--shard", "0/2", "--force", "--quiet"]);
    let said = desk.exits(4, &["merge", "cut"]);
    let command = said.lines().last().unwrap().trim();
    let (code, said) = shell(".", command);
    assert_eq!(code, 0, "{command}: {said}");
    desk.exits(0, &["merge", "cut", "--quiet"]);
    assert!(desk.tables("cut") == expected);
    // A run that failed, in a folder that is called as it likes; its table does not say how.
    desk.write("failing.toml", SMALL.replace("values = [0, 3]", "values = [0, 1e308]"));
    for folder in ["some where", "output"] {
        desk.exits(3, &["run", "failing.toml", "--out", folder, "--quiet"]);
        let table = desk.read(format!("{folder}/failures.csv"));
        let command = table.lines().nth(1).unwrap().rsplit(',').next().unwrap().to_owned();
        assert_eq!(command, "comity rerun . --run 1:0");
        let (code, said) = shell(folder, &command);
        assert!(code == 3 && said.contains("is infinite"), "{said}");
    }
    assert_eq!(desk.read("some where/failures.csv"), desk.read("output/failures.csv"));
}
