//! Scenarios side by side.

use super::series;
use crate::batch::{Plan, Reading};
use crate::config::Failure;
use crate::question::words::Words;
use crate::report::figure::{Chart, Figure, Interval, Intervals};

/// The most cells whose courses are drawn together.
const COURSES: usize = 8;
/// The most pairs that are drawn.
const PAIRS: usize = 45;

/// The pictures of a list.
pub(super) fn pictures(result: &Reading, plan: &Plan, words: Words) -> Result<Vec<Figure>, Failure> {
    let mut found = vec![cells(result, plan, words)?];
    found.extend(pairs(result, words)?);
    if plan.design.cells() <= COURSES {
        let named: Vec<(usize, String)> = (0..plan.design.cells()).map(|cell| (cell, name(plan, cell))).collect();
        found.extend(series::of_cells(result, plan, &named, words)?);
    }
    Ok(found)
}

fn name(plan: &Plan, cell: usize) -> String {
    plan.design.points.as_ref().and_then(|points| points.name(cell)).unwrap_or_default().to_owned()
}

/// P(hold) and mean cooperation of every cell.
fn cells(result: &Reading, plan: &Plan, words: Words) -> Result<Figure, Failure> {
    let table = result.table("cells.csv", |column| column.starts_with("hold") || column.starts_with("cooperation"))?;
    let groups = [("hold", words.hold()), ("cooperation", words.pick("mean cooperation", "平均合作率"))];
    let row = |cell: usize, (column, group): (&str, &str)| Interval {
        label: name(plan, cell),
        group: group.to_owned(),
        values: ["", "_low", "_high"].map(|end| table.number(cell, &format!("{column}{end}"))),
    };
    let rows = (0..plan.design.cells()).flat_map(|cell| groups.map(|group| row(cell, group))).collect();
    Ok(Figure {
        name: "cells".to_owned(),
        title: words.pick("Scenarios side by side", "各情景并列").to_owned(),
        caption: words
            .pick(
                "P(hold) and mean cooperation in the window of each cell, with 95% intervals.",
                "各格的 P(合作维持) 与窗口内平均合作率，附 95% 置信区间。",
            )
            .to_owned(),
        chart: Chart::Intervals(Intervals {
            x: words.pick("share", "比例").to_owned(), rows, null: None, bars: false
        }),
    })
}

/// How far every two lie apart in P(hold); nothing if they are too many.
fn pairs(result: &Reading, words: Words) -> Result<Option<Figure>, Failure> {
    let table = result.table("answer.csv", |_| true)?;
    let rows: Vec<Interval> = (0..table.len())
        .filter(|&row| table.text(row, "outcome") == "hold")
        .map(|row| Interval {
            label: format!("{} − {}", table.text(row, "second"), table.text(row, "first")),
            group: String::new(),
            values: ["estimate", "low", "high"].map(|column| table.number(row, column)),
        })
        .collect();
    Ok((1..=PAIRS).contains(&rows.len()).then(|| Figure {
        name: "pairs".to_owned(),
        title: words.pick("How far every two scenarios lie apart", "两两情景之差").to_owned(),
        caption: words
            .pick(
                "Change of P(hold) from one cell to another, with 95% intervals from paired replicates.",
                "一格到另一格 P(合作维持) 的变化，附配对重复所得 95% 置信区间。",
            )
            .to_owned(),
        chart: Chart::Intervals(Intervals {
            x: words.pick("change of P(hold)", "P(合作维持) 的变化").to_owned(),
            rows,
            null: Some(0.0),
            bars: false,
        }),
    }))
}
