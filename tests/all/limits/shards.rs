//! A shard plans its own cells: the plan, its tables and their columns are those of the whole.

use std::fs;
use std::path::Path;

use comity::batch::plan::Checked;
use comity::batch::shard::Shard;
use comity::batch::{Plan, Task};
use comity::config::document::Document;

use crate::desk::Desk;

/// What a plan says of all cells, whichever of them it looked at.
fn said(plan: &Plan) -> String {
    format!(
        "{} {} {} {:?} {} {} {} {} {} {} {:?} {:?}",
        plan.hash(),
        plan.runs(),
        plan.bytes(),
        plan.strategies,
        plan.agents,
        plan.sides,
        plan.rounds,
        plan.encounters,
        plan.round_rows,
        plan.shocks,
        plan.treaties,
        plan.run_columns().iter().map(|column| column.name.clone()).collect::<Vec<_>>()
    )
}

/// Studies in which cells differ in everything that a plan keeps of them, and all shipped ones.
#[test]
fn the_plan_is_the_same_whichever_cells_are_checked() {
    const WORLD: &str = "name = 'w'\nrounds = 200\nreplicates = 2\n[[agents]]\nname = 'a'\npower = 'strong'\ncount = 4\n\
                         [[agents]]\nname = 'b'\npower = 'weak'\ncount = 5\n[mechanisms.arms]\nenabled = false\n";
    let studies = [
        "[study.grid]\naxes = [{ key = 'game.dilemma.rent', range = [0, 5], points = 5 }, \
         { key = 'agents.a.count', values = [2, 6] }, { key = 'mechanisms.cascade.enabled', values = [true, false] }, \
         { key = 'rounds', values = [210, 300] }, { key = 'noise.slip', values = [0.1, 0.2] }]\n",
        "[study.grid]\naxes = [{ key = 'agents.b.strategies', values = [{ grim-trigger = 1 }, { alternator = 1 }] }, \
         { key = 'network.kind', values = ['ring', 'complete'] }, { key = 'mechanisms.arms.rate', values = [0.1, 0.2] }]\n",
        "[study.factorial.bundles]\na = { 'mechanisms.conventions.x.fine' = 2 }\nb = { 'choice.patience' = 0.5, 'rounds' = 220 }\n",
        "[study.sample]\nn = 40\n[study.sample.keys]\n'game.dilemma.rent' = { uniform = [0, 5] }\n\
         'agents.b.count' = { integers = [2, 9] }\n",
    ];
    let mut plans = 0;
    let mut hold = |read: &dyn Fn() -> Document| {
        let Ok(Task::Worlds(whole)) = Task::new(read(), true) else { return };
        let shards = (0..3).map(|index| Checked::Shard(Shard { index, count: 3 }));
        for checked in shards.chain([Checked::Values]) {
            let part = Plan::with(read(), true, checked).unwrap_or_else(|failure| panic!("{failure}"));
            assert_eq!(said(&part), said(&whole), "{checked:?} of {}", whole.config.name);
        }
        plans += 1;
    };
    for study in studies {
        hold(&|| Document::parse("w.toml", &format!("{WORLD}{study}")).unwrap());
    }
    for folder in ["configs", "configs/classics", "configs/scenarios"] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|end| end == "toml") {
                hold(&|| Document::read(Path::new(&path)).unwrap());
            }
        }
    }
    assert!(plans > 20, "{plans}");
}

/// A value that no cell can have is found by every shard; what only some combination cannot have, by the shard whose cell it is.
#[test]
fn mistakes_of_values_are_found_by_all_and_those_of_cells_by_their_shard() {
    let grid = |last: f64| {
        format!(
            "name = 'w'\nreplicates = 1\n[[agents]]\npower = 'strong'\ncount = 3\n[holds]\nwindow = 10\n[study.grid]\n\
             axes = [{{ key = 'choice.patience', range = [0.1, {last}], points = 10 }}, \
             {{ key = 'noise.slip', range = [0, 1], points = 10 }}]\n"
        )
    };
    let plan = |text: &str, checked| {
        Plan::with(Document::parse("w.toml", text).unwrap(), false, checked).map(|_| ()).map_err(|f| f.to_string())
    };
    let shards = || (0..4).map(|index| Checked::Shard(Shard { index, count: 4 }));
    for checked in shards() {
        assert_eq!(plan(&grid(0.9), checked), Ok(()));
        assert!(plan(&grid(1.5), checked).unwrap_err().contains("`choice.patience`: "), "{checked:?}");
    }
    // Fifty rounds and a window of eighty do not go together, each with another value does.
    let together = "name = 'w'\nreplicates = 1\n[[agents]]\npower = 'strong'\ncount = 3\n[study.grid]\naxes = [\
                    { key = 'holds.window', values = [10, 80] }, { key = 'rounds', values = [100, 50] }]\n";
    let found: Vec<bool> = shards().map(|checked| plan(together, checked).is_err()).collect();
    assert!(found[3], "{found:?}");
    assert!(plan(together, Checked::All).is_err());
}

/// Shards and their merge are the bytes of the whole.
#[test]
fn shards_that_plan_their_own_cells_merge_to_the_whole() {
    let desk = Desk::new();
    desk.write(
        "w.toml",
        "name = 'w'\nrounds = 20\nreplicates = 2\n[[agents]]\nname = 'a'\npower = 'strong'\ncount = 3\n[study.grid]\naxes = [\
         { key = 'agents.a.strategies', values = [{ grim-trigger = 1 }, { alternator = 1 }, { random = 1 }] }, \
         { key = 'noise.slip', values = [0, 0.1, 0.2] }]\n",
    );
    desk.exits(0, &["run", "w.toml", "--out", "whole", "--quiet"]);
    for shard in ["0/4", "1/4", "2/4", "3/4"] {
        desk.exits(0, &["run", "w.toml", "--out", "cut", "--quiet", "--shard", shard]);
    }
    desk.exits(0, &["merge", "cut", "--quiet"]);
    for table in ["runs.csv", "rounds.csv", "cells.csv", "columns.csv", "survival.csv"] {
        let read = |folder: &str| fs::read(desk.path(folder).join(table)).unwrap();
        assert!(read("whole") == read("cut"), "{table}");
    }
}
