//! Runs that survive anything: processes killed at any moment, disks that fill up, torn files, shards run twice, clocks that
//! jump. Whatever happened, the tables are the bytes of a run that nothing happened to.
//!
//! The moments of the kills are drawn from a fixed seed, but they hit living processes: what is asserted does not depend on
//! where exactly. `COMITY_KILLS=500 cargo test --test all faults` kills more often.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use comity::rng::{Key, Purpose, Stream};

use crate::desk::{COMITY, Desk};

/// A grid of 48 runs with recorded rounds, about a second long on one thread.
const GRID: &str = "name = 'grid'
rounds = 800
replicates = 8
[holds]
window = 100
[[agents]]
name = 'great powers'
power = 'strong'
count = 4
[[agents]]
name = 'others'
power = 'weak'
count = 10
[mechanisms.convention]
[learning]
every = 10
[study.grid]
axes = [{ key = 'game.dilemma.rent', range = [0, 5], points = 6 }]
";

/// A folder with the configs.
fn desk() -> Desk {
    let sequential = GRID.replace("replicates = 8", "replicates = { min = 3, max = 12, half_width = 0.25 }");
    Desk::with(&[("grid.toml", GRID), ("sequential.toml", &sequential)])
}

impl Desk {
    /// Starts a run and asks it to stop, as a scheduler does, once some of its runs are done; what it said.
    fn stopped(&self, signal: &str, code: i32, args: &[&str], folder: &str) -> String {
        let mut child = self.command(args).args(["--jobs", "1"]).stderr(Stdio::piped()).spawn().unwrap();
        wait_for(&mut child, &self.path(folder), 3);
        let sent = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{said}");
        said
    }

    fn same(&self, folder: &str, expected: &BTreeMap<String, Vec<u8>>, what: &str) {
        let found = self.tables(folder);
        let names = |tables: &BTreeMap<String, Vec<u8>>| tables.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&found), names(expected), "{what}");
        for (name, bytes) in expected {
            assert!(found[name] == *bytes, "{what}: {name} differs");
        }
        for place in ["", "figures", "plots"] {
            let left = fs::read_dir(self.path(folder).join(place)).unwrap().map(|entry| entry.unwrap().path());
            let parts: Vec<_> = left.filter(|path| path.extension().is_some_and(|end| end == "part")).collect();
            assert!(parts.is_empty(), "{what}: {parts:?} are left");
        }
        assert!(self.path(folder).join("report.html").exists(), "{what}: there is no page");
    }
}

/// Moments between 0 and 1, the same every time.
struct Moments(Stream);

impl Moments {
    fn new(seed: u64) -> Self {
        Self(Stream::new(&Key::common(seed), 0, Purpose::Analysis))
    }

    fn next(&mut self) -> f64 {
        self.0.uniform()
    }
}

/// Lets a process live for a while and kills it; false if it was done before.
fn kill_after(mut child: Child, time: Duration) -> bool {
    let end = Instant::now() + time;
    while Instant::now() < end {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        std::thread::sleep(Duration::from_millis(1).min(end.saturating_duration_since(Instant::now())));
    }
    // Kill -9 to this process alone.
    child.kill().unwrap();
    child.wait().unwrap();
    true
}

/// Runs in the journal of a folder, its headers not counted.
fn journalled(folder: &Path) -> usize {
    fs::read_to_string(folder.join("journal.part")).map_or(0, |text| text.matches('\n').count().saturating_sub(1))
}

/// Is a result complete?
fn finished(folder: &Path) -> bool {
    fs::read_to_string(folder.join("manifest.json")).is_ok_and(|text| text.contains("\"state\": \"finished\""))
}

/// Waits until a process has that many runs in its journal.
fn wait_for(child: &mut Child, folder: &Path, runs: usize) {
    let started = Instant::now();
    while journalled(folder) < runs {
        assert!(child.try_wait().unwrap().is_none(), "it was done before {runs} of its runs were seen");
        assert!(started.elapsed() < Duration::from_secs(60), "nothing happens");
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn killed_at_any_moment_it_goes_on_and_ends_with_the_same_bytes() {
    let kills: u32 = std::env::var("COMITY_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(50);
    let desk = desk();
    let cases = [("grid.toml", "1"), ("sequential.toml", "2")];
    let mut whole = Vec::new();
    for (config, jobs) in cases {
        let started = Instant::now();
        desk.exits(0, &["run", config, "--out", "whole", "--jobs", jobs, "--quiet"]);
        whole.push((desk.tables("whole"), started.elapsed()));
        fs::remove_dir_all(desk.path("whole")).unwrap();
    }
    let mut moments = Moments::new(7);
    let (mut killed, mut kept, mut round) = (0, 0, 0);
    while killed < kills {
        let which = round % cases.len();
        let ((config, jobs), (expected, length)) = (cases[which], &whole[which]);
        round += 1;
        let args = ["run", config, "--out", "killed", "--jobs", jobs, "--resume", "--quiet"];
        // Several kills in a row, then to the end.
        for _ in 0..3 {
            let before = journalled(&desk.path("killed"));
            if !kill_after(desk.spawn(&args), length.mul_f64(moments.next() * 0.9)) {
                break;
            }
            killed += 1;
            let after = journalled(&desk.path("killed"));
            if after == 0 && finished(&desk.path("killed")) {
                break;
            }
            assert!(after >= before, "what was done is not done again: {before}, then {after}");
            kept += usize::from(after > 0);
        }
        desk.exits(0, &args);
        desk.same("killed", expected, &format!("{config} after kill {killed}"));
        fs::remove_dir_all(desk.path("killed")).unwrap();
    }
    assert!(kept > killed as usize / 4, "{kept} of {killed} kills came after the first run was done");
}

#[test]
fn a_killed_run_loses_only_what_was_in_flight() {
    let desk = desk();
    let mut child = desk.spawn(&["run", "grid.toml", "--out", "killed", "--jobs", "1", "--quiet"]);
    // Seen from outside, the journal only grows; what it held at one moment is there after the kill.
    let folder = desk.path("killed");
    wait_for(&mut child, &folder, 8);
    let seen = journalled(&folder);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(seen >= 8 && journalled(&folder) >= seen);
    let said = String::from_utf8(desk.output(&["status", "killed"]).stdout).unwrap();
    assert!(
        said.contains("of at most 48") && said.contains("nobody is at work") && said.contains("--resume"),
        "{said}"
    );
    desk.exits(0, &["run", "grid.toml", "--out", "killed", "--resume", "--quiet"]);
    let log = fs::read_to_string(folder.join("status.log")).unwrap();
    assert!(log.contains("started") && log.contains("resumed") && log.ends_with("finished\n"), "{log}");
}

/// The last tables cannot be written: all runs are there still, and none is done again.
#[test]
fn an_end_that_fails_loses_no_run() {
    let desk = desk();
    desk.exits(0, &["run", "grid.toml", "--out", "whole", "--quiet"]);
    desk.stopped("TERM", 75, &["run", "grid.toml", "--out", "ended"], "ended");
    let way = desk.path("ended").join("columns.csv.part");
    fs::create_dir(&way).unwrap();
    let said = desk.stderr(1, &["run", "grid.toml", "--out", "ended", "--resume", "--quiet"]);
    assert!(said.contains("columns.csv.part"), "{said}");
    assert_eq!(journalled(&desk.path("ended")), 48);
    fs::remove_dir(&way).unwrap();
    desk.exits(0, &["run", "grid.toml", "--out", "ended", "--resume", "--quiet", "--max-time", "0"]);
    desk.same("ended", &desk.tables("whole"), "ended");
}

#[test]
fn merges_and_shards_are_killed_and_done_again() {
    let desk = desk();
    desk.exits(0, &["run", "grid.toml", "--out", "whole", "--quiet"]);
    let expected = desk.tables("whole");
    let mut moments = Moments::new(8);
    for count in [1, 4, 7] {
        let out = format!("cut{count}");
        // Shards in any order, each killed once on its way.
        let mut order: Vec<u32> = (0..count).collect();
        for place in (1..order.len()).rev() {
            order.swap(place, (moments.next() * (place + 1) as f64) as usize);
        }
        for (place, index) in order.iter().enumerate() {
            let shard = format!("{index}/{count}");
            let args = ["run", "grid.toml", "--out", &out, "--shard", &shard, "--resume", "--quiet"];
            let at_work = desk.spawn(&args);
            if place == 0 {
                // Killed before it has said who it is, a shard leaves nothing that a merge could miss.
                let manifest = desk.path(&out).join(format!("shards/{index}-of-{count}/manifest.json"));
                while !manifest.exists() {
                    std::thread::sleep(Duration::from_millis(2));
                }
            }
            kill_after(at_work, Duration::from_secs_f64(0.2 * moments.next()));
            if place == 0 && count > 1 {
                let said = desk.stderr(4, &["merge", &out]);
                assert!(said.contains("shards are not there yet") && said.contains("--shard"), "{said}");
            }
            desk.exits(0, &args);
        }
        for _ in 0..4 {
            kill_after(desk.spawn(&["merge", &out]), Duration::from_secs_f64(0.05 * moments.next()));
        }
        desk.exits(0, &["merge", &out, "--quiet"]);
        desk.same(&out, &expected, &format!("{count} shards"));
        desk.exits(0, &["verify", &out, "--runs", "2"]);
    }
}

#[test]
fn the_same_shard_twice_does_no_harm() {
    let desk = desk();
    desk.exits(0, &["run", "grid.toml", "--out", "whole", "--quiet"]);
    let shard = |index: &str| -> Vec<String> {
        ["run", "grid.toml", "--out", "cut", "--shard", index, "--resume", "--quiet"].map(str::to_owned).into()
    };
    // At the same time.
    let args = shard("0/2");
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let mut twins = [desk.spawn(&args), desk.spawn(&args)];
    for twin in &mut twins {
        assert_eq!(twin.wait().unwrap().code(), Some(0));
    }
    // One is killed while the other goes on.
    let args = shard("1/2");
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let mut first = desk.spawn(&args);
    std::thread::sleep(Duration::from_millis(60));
    kill_after(desk.spawn(&args), Duration::from_millis(120));
    assert_eq!(first.wait().unwrap().code(), Some(0));
    // And once more, when all is done.
    desk.exits(0, &args);
    desk.exits(0, &["merge", "cut", "--quiet"]);
    desk.same("cut", &desk.tables("whole"), "twins");
}

#[test]
fn a_plain_run_that_is_started_twice_is_refused_the_second_time_or_waits() {
    let desk = desk();
    let mut first = desk.spawn(&["run", "grid.toml", "--out", "one", "--jobs", "1", "--quiet"]);
    wait_for(&mut first, &desk.path("one"), 1);
    for wish in [&["--force"][..], &[]] {
        let said = desk.stderr(2, &[&["run", "grid.toml", "--out", "one"], wish].concat());
        assert!(said.contains("another process is at work on this result; --resume waits for it"), "{said}");
    }
    let said = desk.stderr(0, &["run", "grid.toml", "--out", "one", "--resume"]);
    assert!(said.contains("waiting until it is done") && said.contains("finished already"), "{said}");
    assert_eq!(first.wait().unwrap().code(), Some(0));
    desk.exits(0, &["run", "grid.toml", "--out", "two", "--quiet"]);
    desk.same("one", &desk.tables("two"), "the first of two");
}

#[test]
fn shards_that_do_not_belong_together_are_refused() {
    let desk = desk();
    for (shard, out, more) in
        [("0/2", "a", "seed=1"), ("1/2", "b", "seed=2"), ("1/2", "c", "choice.patience=0.5"), ("1/3", "d", "seed=1")]
    {
        desk.exits(0, &["run", "grid.toml", "--out", out, "--shard", shard, "--set", more, "--quiet"]);
    }
    for (other, word) in [("b", "seeds"), ("c", "configs"), ("d", "numbers of shards")] {
        let said = desk.stderr(2, &["merge", "a", other, "--out", "m"]);
        assert!(said.contains(word) && said.contains("do not belong together"), "{said}");
    }
    let manifest = desk.path("a").join("shards/0-of-2/manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(text.contains(&version));
    desk.exits(0, &["run", "grid.toml", "--out", "e", "--shard", "1/2", "--quiet"]);
    fs::write(&manifest, text.replace(&version, "\"version\": \"0.0.9\"")).unwrap();
    assert!(desk.stderr(2, &["merge", "a", "e", "--out", "m"]).contains("versions"));
}

#[test]
fn torn_and_changed_files_are_done_again() {
    type Fault = (&'static str, &'static str, fn(&mut Vec<u8>));
    const FAULTS: [Fault; 11] = [
        ("a torn row", "runs.csv.part", |bytes| bytes.truncate(bytes.len() - 7)),
        ("a torn round", "rounds.csv.part", |bytes| bytes.truncate(bytes.len() / 2)),
        ("zeros", "rounds.csv.part", |bytes| bytes.iter_mut().rev().take(4096).for_each(|byte| *byte = 0)),
        ("a flipped bit", "runs.csv.part", |bytes| {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
        }),
        ("rows too many", "runs.csv.part", |bytes| bytes.extend_from_slice(b"5,3,1,5,1,,")),
        ("a torn journal", "journal.part", |bytes| bytes.truncate(bytes.len() - 3)),
        ("an empty journal", "journal.part", Vec::clear),
        ("rubbish in the journal", "journal.part", |bytes| bytes.extend_from_slice(b"\0\0\0 not a line\n")),
        ("an empty table", "runs.csv.part", Vec::clear),
        ("a torn table of cells", "cells.csv.part", |bytes| bytes.truncate(bytes.len() / 3)),
        ("a torn log", "status.log", |bytes| bytes.extend_from_slice(b"2026-01-01T00:0")),
    ];
    let desk = desk();
    desk.exits(0, &["run", "grid.toml", "--out", "whole", "--quiet"]);
    let expected = desk.tables("whole");
    for (what, name, fault) in FAULTS {
        desk.stopped("TERM", 75, &["run", "grid.toml", "--out", "torn"], "torn");
        let path = desk.path("torn").join(name);
        let mut bytes = fs::read(&path).unwrap();
        fault(&mut bytes);
        fs::write(&path, bytes).unwrap();
        desk.exits(0, &["run", "grid.toml", "--out", "torn", "--resume", "--quiet"]);
        desk.same("torn", &expected, what);
        fs::remove_dir_all(desk.path("torn")).unwrap();
    }
    // Without its manifest nobody knows whose the rows are: they are left alone.
    desk.stopped("TERM", 75, &["run", "grid.toml", "--out", "torn"], "torn");
    desk.write("torn/manifest.json", "{ \"format\": 1, \"na");
    let said = desk.stderr(2, &["run", "grid.toml", "--out", "torn", "--resume"]);
    assert!(said.contains("holds files that are not a result"), "{said}");
    assert!(desk.path("torn").join("runs.csv.part").exists());
    // A finished table that was changed is not taken for granted.
    desk.write("whole/cells.csv", "cell\n");
    assert!(desk.stderr(1, &["verify", "whole"]).contains("cells.csv was changed since it was written"));
    assert!(desk.stderr(2, &["run", "grid.toml", "--out", "whole", "--resume"]).contains("--force runs it again"));
}

/// Fills a file system of 256 kB, makes room, goes on. Needs a mount of its own; where that is not allowed, files that may
/// not grow stand in for it.
#[test]
fn a_full_disk_is_an_error_that_can_be_gone_on_from() {
    let desk = desk();
    desk.write("big.toml", GRID.replace("[study.grid]", "[output]\nrounds = 'all'\n[study.grid]"));
    desk.exits(0, &["run", "big.toml", "--out", "whole", "--quiet"]);
    let size: u64 = desk.tables("whole").values().map(|bytes| bytes.len() as u64).sum();
    assert!(size > 1_000_000, "{size} bytes do not fill 256 kB");
    let script = "mount -t tmpfs -o size=256k tmpfs full || exit 99
        \"$0\" run big.toml --out full/result --quiet 2> first.txt; echo $? > first.code
        mount -o remount,size=64m full || exit 98
        \"$0\" run big.toml --out full/result --resume --quiet 2> second.txt; echo $? > second.code
        cp -r full/result result";
    fs::create_dir(desk.path("full")).unwrap();
    let run = |program: &str, args: &[&str]| {
        Command::new(program)
            .args(args)
            .arg(script)
            .arg(COMITY)
            .current_dir(desk.folder())
            .status()
            .is_ok_and(|s| s.success())
    };
    let mounted = run("unshare", &["--user", "--map-root-user", "--mount", "sh", "-c"])
        || run("unshare", &["--mount", "sh", "-c"]);
    if !mounted {
        println!("no mounts of one's own here: files that may not grow stand in for a full disk");
        let limited =
            "trap '' XFSZ; ulimit -f 300; \"$0\" run big.toml --out result --quiet 2> first.txt; echo $? > first.code";
        let status = Command::new("sh").args(["-c", limited]).arg(COMITY).current_dir(desk.folder()).status().unwrap();
        assert!(status.success());
        let second = desk.output(&["run", "big.toml", "--out", "result", "--resume", "--quiet"]);
        desk.write("second.txt", &second.stderr);
        desk.write("second.code", second.status.code().unwrap().to_string());
    }
    let said = desk.read("first.txt");
    assert_eq!(desk.read("first.code").trim(), "1", "{said}");
    assert!(said.contains(".csv.part: "), "{said}");
    if mounted {
        assert!(
            said.contains("No space left") && said.contains("the disk is full: make room, then go on with --resume"),
            "{said}"
        );
    }
    assert_eq!(desk.read("second.code").trim(), "0", "{}", desk.read("second.txt"));
    desk.same("result", &desk.tables("whole"), "after a full disk");
}

#[test]
fn folders_that_cannot_be_written_are_clear_errors() {
    let desk = desk();
    desk.write("file", "");
    let said = desk.stderr(2, &["run", "grid.toml", "--out", "file"]);
    assert!(said.contains("expected a folder for the results, found a file"), "{said}");
    let said = desk.stderr(1, &["run", "grid.toml", "--out", "file/below"]);
    assert!(said.contains("file/below: "), "{said}");
    // /proc takes no files, from nobody.
    let said = desk.stderr(1, &["run", "grid.toml", "--out", "/proc/comity"]);
    assert!(said.contains("/proc/comity: "), "{said}");
}

#[test]
fn asked_to_stop_it_stops_in_good_order_and_goes_on() {
    let desk = desk();
    desk.exits(0, &["run", "grid.toml", "--out", "whole", "--quiet"]);
    let expected = desk.tables("whole");
    for (signal, code) in [("TERM", 75), ("INT", 130)] {
        let said = desk.stopped(signal, code, &["run", "grid.toml", "--out", "stopped"], "stopped");
        assert!(said.contains("of 48 runs were done; the same command with --resume goes on"), "{said}");
        let said = desk.stderr(2, &["run", "grid.toml", "--out", "stopped"]);
        assert!(said.contains("an unfinished result is here; --resume goes on with it, --force replaces it"), "{said}");
        desk.exits(0, &["run", "grid.toml", "--out", "stopped", "--resume", "--quiet"]);
        desk.same("stopped", &expected, signal);
        fs::remove_dir_all(desk.path("stopped")).unwrap();
    }
    // Out of time again and again, with more time each time.
    let mut times = 0;
    let by_and_by = |seconds: f64| {
        let seconds = seconds.to_string();
        let args = ["run", "grid.toml", "--out", "timed", "--resume", "--max-time", &seconds, "--jobs", "1", "--quiet"];
        desk.output(&args).status.code()
    };
    while by_and_by(0.02 * f64::from(times)) != Some(0) {
        times += 1;
    }
    assert!(times > 0, "no time at all is not enough");
    desk.same("timed", &expected, "by and by");
}

/// Times stand in the manifest and the log alone: a clock that jumped makes no difference.
#[test]
fn clocks_may_jump() {
    let desk = desk();
    desk.exits(0, &["run", "grid.toml", "--out", "whole", "--quiet"]);
    for year in ["1980", "2199"] {
        desk.stopped("TERM", 75, &["run", "grid.toml", "--out", "jumped"], "jumped");
        for name in ["manifest.json", "status.log"] {
            let path = desk.path("jumped").join(name);
            let text = fs::read_to_string(&path).unwrap();
            let now = year_of(&text);
            fs::write(&path, text.replace(&format!("{now}-"), &format!("{year}-"))).unwrap();
        }
        assert!(desk.output(&["status", "jumped"]).status.success());
        desk.exits(0, &["run", "grid.toml", "--out", "jumped", "--resume", "--quiet"]);
        desk.same("jumped", &desk.tables("whole"), year);
        desk.exits(0, &["verify", "jumped", "--runs", "1"]);
        fs::remove_dir_all(desk.path("jumped")).unwrap();
    }
}

/// The year of the first time in a text, such as 2026-05-01T12:00:00Z.
fn year_of(text: &str) -> String {
    let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    let is_date = |at: &usize| {
        text.get(*at..at + 11).is_some_and(|date| {
            digits(&date[..4]) && date[4..5] == *"-" && digits(&date[5..7]) && date[7..8] == *"-" && date.ends_with('T')
        })
    };
    let at = (0..text.len()).find(is_date).unwrap();
    text[at..at + 4].to_owned()
}

/// Payoffs too large to be added up: the runs of one cell fail, the others are there, with any number of shards.
#[test]
fn runs_that_fail_are_recorded_and_the_others_go_on() {
    let desk = desk();
    desk.write("failing.toml", GRID.replace("range = [0, 5], points = 6", "values = [0, 1e308, 2, 3]"));
    let said = desk.stderr(3, &["run", "failing.toml", "--out", "whole"]);
    assert!(said.contains("8 runs failed; whole/failures.csv says why, and how to repeat each"), "{said}");
    let tables = desk.tables("whole");
    let failures = String::from_utf8(tables["failures.csv"].clone()).unwrap();
    assert!(
        failures.starts_with("cell,replicate,seed,game.dilemma.rent,what,message,command\n1,0,1,1.0e+308,run,"),
        "{failures}"
    );
    assert!(failures.contains("is infinite") && failures.contains("comity rerun . --run 1:0"), "{failures}");
    assert_eq!(failures.lines().count(), 9);
    assert_eq!(String::from_utf8_lossy(&tables["runs.csv"]).lines().count(), 1 + 24);
    assert!(desk.stderr(3, &["rerun", "whole", "--run", "1:0"]).contains("is infinite"));
    desk.exits(0, &["rerun", "whole", "--run", "2:1"]);
    desk.exits(0, &["verify", "whole"]);
    let said = String::from_utf8(desk.output(&["status", "whole"]).stdout).unwrap();
    assert!(said.contains("failed       8"), "{said}");
    // Killed, resumed, cut and merged: the same failures.
    kill_after(desk.spawn(&["run", "failing.toml", "--out", "again", "--quiet"]), Duration::from_millis(300));
    desk.exits(3, &["run", "failing.toml", "--out", "again", "--resume", "--quiet"]);
    desk.same("again", &tables, "resumed");
    for index in 0..3 {
        let shard = format!("{index}/3");
        let output = desk.output(&["run", "failing.toml", "--out", "cut", "--shard", &shard, "--quiet"]);
        assert!(matches!(output.status.code(), Some(0 | 3)));
    }
    desk.exits(3, &["merge", "cut", "--quiet"]);
    desk.same("cut", &tables, "merged");
}
