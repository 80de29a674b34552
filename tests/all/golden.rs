//! Worlds as they always were: what is added later and is off must not change a byte of them.
//!
//! The checksums in `tests/golden/sums.txt` were taken before there were shocks, fog, named states, several conventions, cascades
//! and arms. Where a byte has to change (a mistake in the model), the CHANGELOG says so and the sums are taken anew.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use tempfile::TempDir;

use crate::desk::COMITY;

#[test]
fn what_is_off_changes_no_byte() {
    let folder = TempDir::new().unwrap();
    let mut found = String::new();
    for name in ["beliefs", "mechanisms", "names", "networks", "populations"] {
        let out = folder.path().join(name);
        let config = format!("tests/golden/{name}.toml");
        let run = Command::new(COMITY).args(["run", &config, "--quiet", "--out"]).arg(&out).output();
        let run = run.unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        let manifest: serde_json::Value =
            serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap();
        for file in manifest["files"].as_array().unwrap() {
            let table = file["name"].as_str().unwrap();
            if ["runs.csv", "rounds.csv", "cells.csv", "answer.csv"].contains(&table) {
                writeln!(found, "{name} {table} {}", file["sha256"].as_str().unwrap()).unwrap();
            }
        }
    }
    assert_eq!(found, fs::read_to_string("tests/golden/sums.txt").unwrap());
}
