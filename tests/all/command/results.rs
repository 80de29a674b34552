//! Results: their tables, columns and folders, the same bytes however they are made.

use std::fs;

use super::{FINE, RENT, WORLD, grid};
use crate::desk::{COMITY, Desk};

#[test]
fn a_grid_writes_its_tables_and_says_what_was_found() {
    let desk = Desk::new();
    desk.write("c.toml", grid(&format!("{RENT}, {FINE}")));
    let said = desk.stderr(0, &["run", "c.toml"]);
    assert!(said.contains("P(hold)") && said.contains("game.dilemma.rent") && said.contains("output/small/"), "{said}");
    let runs = desk.read("output/small/runs.csv");
    assert_eq!(runs.lines().count(), 1 + 6 * 6);
    assert!(runs.starts_with(
        "cell,replicate,seed,game.dilemma.rent,mechanisms.convention.fine,holds,onset,collapse,time_above,cooperation,cooperation_ss,"
    ));
    let rounds = desk.read("output/small/rounds.csv");
    assert_eq!(rounds.lines().count(), 1 + 36 * 4, "every tenth of 40 rounds");
    assert!(rounds.starts_with("cell,replicate,seed,round,cooperation,cooperation_ss,cooperation_sw,cooperation_ws,cooperation_ww,mutual,trust,trust_ss,"));
    let cells = desk.read("output/small/cells.csv");
    assert!(cells.starts_with("cell,game.dilemma.rent,mechanisms.convention.fine,runs,hold,hold_low,hold_high,"));
    assert_eq!(cells.lines().count(), 7);
    assert_eq!(desk.read("output/small/answer.csv").lines().count(), 3);
    let manifest = desk.manifest("output/small");
    assert_eq!((manifest["state"].as_str(), manifest["runs"].as_u64()), (Some("finished"), Some(36)));
    assert!(!desk.path("output/small/runs.csv.part").exists());
}

/// Every column of every table is explained, and nothing else is.
#[test]
fn the_column_dictionary_is_complete() {
    let desk = Desk::new();
    desk.write("c.toml", grid(RENT));
    desk.exits(0, &["run", "c.toml", "--quiet"]);
    let dictionary = desk.read("output/small/columns.csv");
    for table in ["rounds.csv", "runs.csv", "cells.csv", "answer.csv"] {
        let text = desk.read(format!("output/small/{table}"));
        let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
        let explained: Vec<&str> =
            dictionary.lines().filter_map(|line| line.strip_prefix(&format!("{table},"))?.split(',').next()).collect();
        assert_eq!(header, explained, "{table}");
    }
}

fn tables(desk: &Desk, folder: &str) -> Vec<String> {
    ["rounds.csv", "runs.csv", "cells.csv", "columns.csv"]
        .iter()
        .map(|name| desk.read(format!("{folder}/{name}")))
        .collect()
}

#[test]
fn results_are_the_same_bytes_for_any_number_of_threads() {
    let desk = Desk::new();
    desk.write("c.toml", grid(&format!("{RENT}, {FINE}")));
    desk.exits(0, &["run", "c.toml", "--jobs", "1", "--out", "one"]);
    for jobs in ["2", "5"] {
        desk.exits(0, &["run", "c.toml", "--jobs", jobs, "--out", jobs]);
        assert_eq!(tables(&desk, "one"), tables(&desk, jobs), "{jobs} threads");
    }
}

/// Rows of a table without the cell number, those of one cell together, sorted.
fn cells_apart(text: &str) -> Vec<String> {
    let mut rows: Vec<String> = text.lines().skip(1).map(|line| line.split_once(',').unwrap().1.to_owned()).collect();
    rows.sort();
    rows
}

#[test]
fn reordering_or_enlarging_a_design_leaves_old_rows_as_they_were() {
    for seeds in ["common", "independent"] {
        let desk = Desk::new();
        let with = |values: &str| {
            let axes = format!("{{ key = 'game.dilemma.rent', values = [{values}] }}, {FINE}");
            format!("seeds = '{seeds}'\n{}", grid(&axes))
        };
        desk.write("a.toml", with("0.0, 1.0, 3.0"));
        desk.write("b.toml", with("3.0, 0.0, 1.0"));
        desk.write("c.toml", with("0.0, 0.5, 1.0, 3.0"));
        for name in ["a", "b", "c"] {
            desk.exits(0, &["run", &format!("{name}.toml"), "--out", name]);
        }
        let rows = |name: &str, table: &str| cells_apart(&desk.read(format!("{name}/{table}.csv")));
        for table in ["runs", "cells"] {
            assert_eq!(rows("a", table), rows("b", table), "{seeds} {table}");
            let enlarged: Vec<String> = rows("c", table);
            assert!(rows("a", table).iter().all(|row| enlarged.contains(row)), "{seeds} {table}");
        }
        assert_eq!(rows("a", "rounds"), rows("b", "rounds"));
    }
}

#[test]
fn common_seeds_pair_the_cells_and_independent_ones_do_not() {
    let desk = Desk::new();
    // The threshold changes no course of events, so paired cells see the same cooperation.
    let axes = "{ key = 'trust.rule.linear.gain', values = [0.1, 0.2] }";
    let automata = grid(axes)
        .replace("count = 2", "count = 2\nstrategies = { tit-for-tat = 1 }")
        .replace("count = 4", "count = 4\nstrategies = { random = 1 }");
    desk.write("c.toml", &automata);
    desk.write("i.toml", format!("seeds = 'independent'\n{automata}"));
    let cooperation = |name: &str| -> Vec<String> {
        desk.exits(0, &["run", &format!("{name}.toml"), "--out", name]);
        let text = desk.read(format!("{name}/runs.csv"));
        text.lines().skip(1).map(|line| line.split(',').nth(8).unwrap().to_owned()).collect()
    };
    let common = cooperation("c");
    assert_eq!(common[..6], common[6..]);
    let independent = cooperation("i");
    assert_ne!(independent[..6], independent[6..]);
}

#[test]
fn a_finished_result_is_left_alone_and_a_different_one_refused() {
    let desk = Desk::new();
    desk.write("c.toml", WORLD);
    desk.exits(0, &["run", "c.toml"]);
    let before = desk.read("output/small/manifest.json");
    assert!(desk.stderr(0, &["run", "c.toml"]).contains("finished already"));
    assert_eq!(desk.read("output/small/manifest.json"), before);
    let said = desk.stderr(2, &["run", "c.toml", "--seed", "2"]);
    assert!(said.contains("--force"), "{said}");
    assert_eq!(desk.read("output/small/manifest.json"), before);
    desk.exits(0, &["run", "c.toml", "--seed", "2", "--force"]);
    assert_ne!(desk.read("output/small/manifest.json"), before);
}

#[test]
fn a_changed_table_is_noticed() {
    let desk = Desk::new();
    desk.write("c.toml", WORLD);
    desk.exits(0, &["run", "c.toml"]);
    let text = desk.read("output/small/runs.csv");
    desk.write("output/small/runs.csv", text.replacen('1', "2", 1));
    assert!(desk.stderr(2, &["run", "c.toml"]).contains("runs.csv is missing or was changed"));
    desk.exits(0, &["run", "c.toml", "--force"]);
    assert_eq!(desk.read("output/small/runs.csv"), text);
}

/// The name and the question are words: changing them asks nothing new.
#[test]
fn other_words_are_the_same_study() {
    let desk = Desk::new();
    desk.write("c.toml", WORLD);
    desk.exits(0, &["run", "c.toml"]);
    assert!(desk.stderr(0, &["run", "c.toml", "--set", "question=Why?"]).contains("finished already"));
}

#[test]
fn a_huge_plan_is_refused_at_once() {
    let desk = Desk::new();
    let axes = "{ key = 'game.dilemma.rent', range = [0, 1], points = 3000 }, { key = 'game.dilemma.harm', range = [0, 1], points = 3000 }";
    desk.write("c.toml", format!("{}[limits]\nruns = 100\n", grid(axes)));
    assert!(desk.stderr(2, &["check", "c.toml"]).contains("cap of 100"));
    let axis = |key: &str| format!("{{ key = 'game.dilemma.{key}', range = [0, 1], points = 60000 }}");
    desk.write("c.toml", grid(&["rent", "harm", "cost", "benefit"].map(axis).join(", ")));
    assert!(desk.stderr(2, &["check", "c.toml"]).contains("at most 100000000 cells"));
}

/// A quick look shortens swept rounds and windows as well.
#[test]
fn quick_looks_shorten_every_cell() {
    let desk = Desk::new();
    let text = grid("{ key = 'holds.window', values = [100, 400] }")
        .replace("rounds = 40", "rounds = 800")
        .replace("[holds]\nwindow = 20\n", "");
    desk.write("c.toml", &text);
    let said = desk.stderr(0, &["run", "c.toml", "--quick"]);
    assert!(said.contains("quick look: 3 runs of each cell, 100 rounds"), "{said}");
}

/// Where a kind of dyad does not exist there is nothing to hold: empty, not 0.
#[test]
fn kinds_of_dyads_that_nobody_forms_are_empty() {
    let desk = Desk::new();
    desk.write("c.toml", WORLD);
    desk.exits(0, &["run", "c.toml", "--set", "agents.\"great powers\".count=0"]);
    let text = desk.read("output/small/cells.csv");
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let (names, values) = (lines.next().unwrap(), lines.next().unwrap());
    for name in ["cooperation_ss", "holds_sw", "time_above_ws_low", "payoff_strong"] {
        let place = names.iter().position(|known| *known == name).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(values[place], "", "{name}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let desk = Desk::new();
    desk.write("c.toml", WORLD);
    let script = format!("{COMITY} check c.toml | true; exit ${{PIPESTATUS[0]}}");
    let status = std::process::Command::new("bash").current_dir(desk.folder()).args(["-c", &script]).status().unwrap();
    assert!(status.success());
}

#[test]
fn a_folder_with_other_files_is_not_written_into() {
    let desk = Desk::new();
    desk.write("c.toml", WORLD);
    fs::create_dir(desk.path("mine")).unwrap();
    desk.write("mine/thesis.txt", "years of work");
    let said = desk.stderr(2, &["run", "c.toml", "--out", "mine"]);
    assert!(said.contains("not a result"), "{said}");
    desk.write("mine/manifest.json", "{}");
    desk.exits(2, &["run", "c.toml", "--out", "mine", "--force"]);
    assert_eq!(desk.read("mine/thesis.txt"), "years of work");
    desk.exits(2, &["run", "c.toml", "--out", "c.toml"]);
}

#[test]
fn quick_runs_go_to_a_folder_of_their_own() {
    let desk = Desk::new();
    desk.write("c.toml", WORLD.replace("rounds = 40", "rounds = 800"));
    desk.exits(0, &["run", "c.toml", "--quick"]);
    assert_eq!(desk.read("output/small-quick/rounds.csv").lines().count(), 1 + 3 * 100);
    assert!(!desk.path("output/small").exists());
}

#[test]
fn a_factorial_reports_effects_in_the_table_and_on_the_terminal() {
    let desk = Desk::new();
    desk.write(
        "c.toml",
        format!(
            "{WORLD}[study.factorial]\nbundles.law = {{ 'mechanisms.convention.fine' = 3.0 }}\n\
             bundles.heart = {{ 'agents.\"great powers\".concern' = 0.8, 'agents.others.concern' = 0.8 }}\n"
        ),
    );
    let said = desk.stderr(0, &["run", "c.toml"]);
    for part in ["heart + law", "interaction", "loss", "synergy", "log-odds"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let answer = desk.read("output/small/answer.csv");
    assert!(answer.starts_with("outcome,kind,term,estimate,low,high,p,p_holm\ncooperation,effect,heart,"));
    assert_eq!(answer.lines().count(), 1 + 3 * (3 + 2 + 1));
    assert!(desk.read("output/small/cells.csv").starts_with("cell,heart,law,runs,hold,"));
}

#[test]
fn one_world_shows_its_course_and_its_games() {
    let desk = Desk::new();
    desk.write("c.toml", WORLD);
    let said = desk.stderr(0, &["run", "c.toml"]);
    assert!(said.contains("weak to weak") && said.contains("prisoner's dilemma"), "{said}");
    assert_eq!(desk.read("output/small/rounds.csv").lines().count(), 1 + 6 * 40);
}
