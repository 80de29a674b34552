//! The answer of a boundary study: where along each line cooperation breaks, and whether that depends on where a world
//! comes from.

use crate::output::Csv;
use crate::question::ask::What;
use crate::record::Column;
use crate::statistics::boundary::{Crossing, Found};
use crate::statistics::hysteresis::{Loop, Passage, hysteresis};

/// What was found along a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Broken {
    /// The swept values of the other axes.
    pub others: Vec<String>,
    /// The search; none if a run failed.
    pub found: Option<Found>,
    /// The way up and down; none if nobody asked.
    pub way: Option<Loop>,
}

/// Columns of `sweeps.csv` after the keys and the swept values.
pub fn sweep_columns() -> Vec<Column> {
    vec![
        Column::new(
            "way",
            "name",
            "up (from a cooperative start at the first level) or down (from a hostile one at the last).",
        ),
        Column::new("holds", "0/1", "Does cooperation hold over the window of this level's rounds?"),
        Column::new("cooperation", "share", "Mean cooperation over that window."),
    ]
}

/// How many of them are numbers.
pub const SWEEP_NUMBERS: usize = 2;

/// The loop that replicates carried up and down make; only replicates that did not fail either way. Levels come in
/// the order of travel, each as (holds, cooperation).
pub fn way(values: &[f64], sweeps: &[(What, u32, Vec<f64>)]) -> Loop {
    let of = |what: What, replicate: u32| {
        let found = sweeps.iter().find(|(kind, number, _)| (*kind, *number) == (what, replicate));
        found.map(|(.., numbers)| numbers.chunks(SWEEP_NUMBERS).map(|level| level[0] == 1.0).collect::<Vec<bool>>())
    };
    let (mut up, mut down) = (Vec::new(), Vec::new());
    for replicate in sweeps.iter().filter(|(what, ..)| *what == What::Up).map(|(_, replicate, _)| *replicate) {
        if let (Some(rising), Some(mut falling)) = (of(What::Up, replicate), of(What::Down, replicate)) {
            falling.reverse();
            up.push(rising);
            down.push(falling);
        }
    }
    hysteresis(values, &up, &down)
}

/// The columns of `answer.csv`, behind the swept values of the other axes: of a search along this axis, perhaps with a loop.
pub fn columns(swept: &[Column], axis: &str, hysteresis: bool) -> Vec<Column> {
    let others = swept.split_last().map_or(&[][..], |(_, others)| others);
    [others.to_vec(), own(axis, hysteresis)].concat()
}

/// Those of them that are no swept values: of a search along this axis, perhaps with a loop.
pub fn own(axis: &str, hysteresis: bool) -> Vec<Column> {
    let unit = "as the axis";
    let mut columns = vec![
        Column::new(
            "verdict",
            "name",
            "once, several (P(hold) passes 1/2 so often), everywhere, nowhere (it holds, or does not), undecided (too few runs), failed (a run failed).",
        ),
        Column::new("crossing", "number", "Which crossing of the line, from 1; empty without one."),
        Column::new("direction", "name", format!("Does P(hold) rise or fall with {axis} there?")),
        Column::new("at", unit, format!("Estimate of the value of {axis} at which P(hold) = 1/2.")),
        Column::new("low", unit, "Lower end of its 95% interval, valid whenever the search stopped."),
        Column::new("high", unit, "Upper end of its 95% interval."),
        Column::new("reached", "0/1", "Is the interval as narrow as the precision asks?"),
        Column::new("beyond", "0/1", "May the crossing lie beyond the stretch searched? Then an end is no bound."),
        Column::new("contradicted", "0/1", "Do the runs refute that P(hold) is monotone there?"),
        Column::new("runs", "number", "Runs of the line's search."),
        Column::new("grid_runs", "number", "Runs that a grid of the same precision would need on the whole axis."),
    ];
    if hysteresis {
        for (way, text) in [("up", "up from a cooperative start"), ("down", "down from a hostile start")] {
            columns.extend([
                Column::new(
                    way,
                    unit,
                    format!("Where P(hold) first passes 1/2 on the way {text}; empty if it does not."),
                ),
                Column::new(format!("{way}_low"), unit, "Lower end of its 95% interval; empty beyond the levels."),
                Column::new(format!("{way}_high"), unit, "Upper end of its 95% interval; empty beyond the levels."),
            ]);
        }
        columns.extend([
            Column::new(
                "loop",
                unit,
                "Mean width of the loop: how much longer cooperation lasts than it takes to return.",
            ),
            Column::new("loop_low", unit, "Lower end of its 95% interval."),
            Column::new("loop_high", unit, "Upper end of its 95% interval."),
            Column::new(
                "hysteresis",
                "name",
                "open (what holds depends on where a world comes from), closed, or undecided.",
            ),
        ]);
    }
    columns
}

/// Its rows: one for each crossing of each line, or one for a line without any.
pub fn rows(lines: &[Broken]) -> Vec<u8> {
    let mut table = Csv::new();
    let yes = |x: bool| f64::from(u8::from(x));
    for Broken { others, found, way } in lines {
        let crossings: Vec<Option<&Crossing>> = match found {
            Some(found) if !found.crossings.is_empty() => found.crossings.iter().map(Some).collect(),
            _ => vec![None],
        };
        for (number, crossing) in crossings.into_iter().enumerate() {
            table.texts(others);
            table.text(found.as_ref().map_or("failed", |found| found.verdict.name()));
            match crossing {
                None => {
                    (0..8).for_each(|_| table.text(""));
                }
                Some(crossing) => {
                    table.count(number as f64 + 1.0);
                    table.text(if crossing.rising { "rises" } else { "falls" });
                    table.reals([crossing.at, crossing.low, crossing.high]);
                    table.counts([crossing.reached, crossing.beyond, crossing.contradicted].map(yes));
                }
            }
            table.count(found.as_ref().map_or(f64::NAN, |found| f64::from(found.runs)));
            table.count(crossing.map_or(f64::NAN, |crossing| crossing.grid_runs));
            if let Some(way) = way {
                for passage in [&way.up, &way.down] {
                    let of = |f: fn(&Passage) -> Option<f64>| passage.as_ref().and_then(f).unwrap_or(f64::NAN);
                    table.reals([of(|p| Some(p.at)), of(|p| p.low), of(|p| p.high)]);
                }
                table.reals([way.width, way.low, way.high]);
                table.text(way.verdict.name());
            }
            table.end();
        }
    }
    table.into_bytes()
}
