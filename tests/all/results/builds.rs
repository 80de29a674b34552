//! Results that were damaged, and results of another build of the program.

use std::fs;

use super::support::{copy, desk};
use crate::desk::Desk;

/// A hash that no source has.
const OTHER: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Turns a result into one of another build.
fn of_another_build(desk: &Desk, folder: &str) {
    desk.edit(folder, |manifest| {
        assert_ne!(manifest["source"], OTHER);
        assert_eq!(manifest["source"].as_str().map(str::len), Some(64));
        manifest["source"] = OTHER.into();
    });
}

/// A changed number is neither drawn nor compared: whatever reads a table says which one was changed.
#[test]
fn damage_is_seen_by_whoever_reads() {
    let desk = desk();
    desk.exits(0, &["run", "small.toml", "--out", "clean", "--quiet"]);
    for table in ["cells.csv", "runs.csv"] {
        for missing in [false, true] {
            copy(&desk.path("clean"), &desk.path("r"));
            let path = format!("r/{table}");
            if missing {
                fs::remove_file(desk.path(&path)).unwrap();
            } else {
                // The same length: only the checksum tells.
                let text = desk.read(&path);
                let place = text.rfind(|c: char| c.is_ascii_digit()).unwrap();
                let digit = if text.as_bytes()[place] == b'1' { "2" } else { "1" };
                desk.write(&path, format!("{}{digit}{}", &text[..place], &text[place + 1..]));
            }
            let what = if missing { "is missing" } else { "was changed since it was written" };
            let readers: &[&[&str]] = match table {
                "runs.csv" => &[&["verify", "r"], &["status", "r"], &["diff", "r", "clean"], &["diff", "clean", "r"]],
                _ => &[&["verify", "r"], &["status", "r"], &["report", "r"]],
            };
            let page = desk.read("r/report.html");
            for command in readers {
                let said = desk.exits(1, command);
                assert!(said.contains(&format!("{table} {what}")), "{command:?}: {said}");
            }
            assert_eq!(desk.read("r/report.html"), page, "no page is made of it");
            fs::remove_dir_all(desk.path("r")).unwrap();
        }
    }
    desk.exits(0, &["status", "clean"]);
}

/// The same for tables as Parquet, and for matches.
#[test]
fn damage_is_seen_in_every_kind_of_table() {
    let desk = desk();
    desk.write(
        "matches.toml",
        "name = 'm'\n[game]\npreset = 'prisoners-dilemma'\n[study.tournament]\nstrategies = ['tit-for-tat', 'always-defect']\nturns = 5\nrepetitions = 1\n",
    );
    desk.exits(0, &["run", "matches.toml", "--out", "m", "--quiet"]);
    copy(&desk.path("m"), &desk.path("n"));
    desk.exits(0, &["diff", "m", "n"]);
    let text = desk.read("n/matches.csv");
    desk.write("n/matches.csv", format!("{text}\n"));
    for command in [&["diff", "m", "n"][..], &["status", "n"], &["verify", "n"]] {
        let said = desk.exits(1, command);
        assert!(said.contains("matches.csv was changed since it was written"), "{command:?}: {said}");
    }
    if cfg!(feature = "parquet") {
        desk.exits(0, &["run", "small.toml", "--out", "p", "--set", "output.format=parquet", "--quiet"]);
        let mut bytes = fs::read(desk.path("p/runs.parquet")).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(desk.path("p/runs.parquet"), bytes).unwrap();
        for command in [&["diff", "p", "p"][..], &["status", "p"], &["verify", "p"]] {
            let said = desk.exits(1, command);
            assert!(said.contains("runs.parquet was changed since it was written"), "{command:?}: {said}");
        }
    }
}

/// What another build began is gone on with if that is asked for, and then the manifest names both.
#[test]
fn another_build_is_refused_unless_it_is_accepted() {
    let desk = desk();
    let run = ["run", "small.toml", "--out", "r", "--resume", "--quiet"];
    let accepting = [&run[..], &["--accept-build"]].concat();
    desk.exits(0, &["run", "small.toml", "--out", "alone", "--quiet"]);
    let builds = |folder: &str| {
        let manifest: serde_json::Value = desk.manifest(folder);
        let builds = manifest["builds"].as_array().cloned().unwrap_or_default();
        builds.iter().map(|build| build["source"].as_str().unwrap_or("unknown").to_owned()).collect::<Vec<_>>()
    };
    let own: serde_json::Value = desk.manifest("alone");
    let own = own["source"].as_str().unwrap().to_owned();
    // Begun by another; and by one of before there were such hashes.
    for unknown in [false, true] {
        desk.exits(75, &["run", "small.toml", "--out", "r", "--quiet", "--max-time", "0"]);
        if unknown {
            desk.edit("r", |manifest| drop(manifest.as_object_mut().unwrap().remove("source")));
        } else {
            of_another_build(&desk, "r");
        }
        let said = desk.exits(2, &run);
        let theirs = if unknown { "source unknown" } else { "source 000000000000" };
        assert!(said.contains(theirs) && said.contains(&own[..12]) && said.contains("--accept-build"), "{said}");
        desk.exits(0, &accepting);
        assert_eq!(builds("r"), [own.as_str(), if unknown { "unknown" } else { OTHER }]);
        assert!(desk.tables("r") == desk.tables("alone"));
        // It stays the work of both.
        assert!(desk.exits(2, &run).contains("made by another build"));
        desk.exits(0, &accepting);
        fs::remove_dir_all(desk.path("r")).unwrap();
    }
    // Finished by another: it says so wherever it is read.
    copy(&desk.path("alone"), &desk.path("r"));
    of_another_build(&desk, "r");
    assert!(desk.exits(2, &run).contains("made by another build"));
    for command in
        [&["verify", "r", "--runs", "1"][..], &["report", "r"], &["rerun", "r", "--run", "0:0"], &["diff", "r", "r"]]
    {
        let said = desk.exits(0, command);
        assert!(
            said.contains("another build of the program") && said.contains("source 000000000000"),
            "{command:?}: {said}"
        );
    }
    assert!(desk.exits(0, &["diff", "r", "alone"]).contains("A was made by another build of the program"));
    assert!(desk.exits(0, &["status", "r"]).contains("otherwise than this program: version"));
    assert!(!desk.exits(0, &["verify", "alone", "--runs", "1"]).contains("another build"));
}

#[test]
fn shards_of_another_build_are_merged_only_if_they_are_accepted() {
    let desk = desk();
    desk.exits(0, &["run", "small.toml", "--out", "alone", "--quiet"]);
    for shard in ["0/2", "1/2"] {
        desk.exits(0, &["run", "small.toml", "--out", "cut", "--shard", shard, "--quiet"]);
    }
    of_another_build(&desk, "cut/shards/1-of-2");
    let said = desk.exits(2, &["merge", "cut"]);
    assert!(said.contains("cut/shards/1-of-2: 1 of 2 shards were made by another build"), "{said}");
    assert!(!desk.path("cut/manifest.json").exists());
    assert!(desk.exits(0, &["status", "cut"]).contains("made by 2 builds of the program"));
    desk.exits(0, &["merge", "cut", "--accept-build", "--quiet"]);
    assert!(desk.tables("cut") == desk.tables("alone"));
    assert!(desk.read("cut/manifest.json").contains(OTHER));
    desk.exits(0, &["report", "cut"]);
    assert!(desk.read("cut/report.html").contains(OTHER), "the page names both");
}

/// The version for people names the source; the short one is the version alone.
#[test]
fn the_version_names_the_source() {
    let desk = desk();
    desk.exits(0, &["run", "small.toml", "--out", "r", "--quiet"]);
    let manifest: serde_json::Value = desk.manifest("r");
    let said = desk.exits(0, &["--version"]);
    assert!(said.starts_with(&format!("comity {}\n", env!("CARGO_PKG_VERSION"))), "{said}");
    assert!(said.contains(&format!("source {}", &manifest["source"].as_str().unwrap()[..12])), "{said}");
    assert_eq!(desk.exits(0, &["-V"]).trim(), format!("comity {}", env!("CARGO_PKG_VERSION")));
}
