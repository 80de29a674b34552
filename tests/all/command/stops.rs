//! Interrupts: what was done is kept, and said.

use super::WORLD;
use crate::desk::Desk;

/// Starts a command, signals it once rows arrive under `folder`, and returns its exit code and what it said.
#[cfg(unix)]
fn stopped(desk: &Desk, args: &[&str], folder: &str, signal: &str) -> (Option<i32>, String) {
    let child = desk.spawn(args);
    // Wait until rows arrive, however slow the machine.
    let part = desk.path(folder).join("runs.csv.part");
    let mut tries = 0;
    while !part.exists() && tries < 600 {
        std::thread::sleep(std::time::Duration::from_millis(50));
        tries += 1;
    }
    let killed = std::process::Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[cfg(unix)]
fn long(world: &str) -> String {
    world.replace("rounds = 40", "rounds = 2000").replace("replicates = 6", "replicates = 100000")
}

/// Ctrl-C stops in good order: exit code 130, what was done is said and kept, and nothing stands under a finished name.
#[cfg(unix)]
#[test]
fn an_interrupt_stops_in_good_order() {
    for (signal, code) in [("-INT", 130), ("-TERM", 75)] {
        let desk = Desk::new();
        desk.write("c.toml", long(WORLD));
        let (status, _) = stopped(&desk, &["run", "c.toml"], "output/small", signal);
        assert_eq!(status, Some(code), "{signal}");
        let folder = desk.path("output/small");
        assert!(folder.join("runs.csv.part").exists() && !folder.join("runs.csv").exists());
        let said = desk.stderr(2, &["run", "c.toml"]);
        assert!(said.contains("unfinished"), "{said}");
    }
}

/// A forced run that is interrupted keeps the result it was to replace, and says where.
#[cfg(unix)]
#[test]
fn an_interrupted_replacement_says_where_the_old_result_is() {
    let desk = Desk::new();
    desk.write("c.toml", WORLD);
    desk.exits(0, &["run", "c.toml"]);
    let before = desk.read("output/small/runs.csv");
    desk.write("c.toml", long(WORLD));
    let (status, said) = stopped(&desk, &["run", "c.toml", "--force"], "output/small", "-INT");
    assert_eq!(status, Some(130));
    assert!(said.contains("kept in output/small/replaced"), "{said}");
    assert_eq!(desk.read("output/small/replaced/runs.csv"), before);
}
