//! How long cooperation lasts once it is there.

use crate::report::figure::{Chart, Figure, Lines, Series};
use crate::report::words::{DYADS, Words};
use crate::study::{Failure, Plan, Reading};

/// The most cells whose curves are drawn together.
const CELLS: usize = 6;

/// A cell with its settings in the legend, its number alone where they are too many to be read there.
fn named(plan: &Plan, cell: usize, words: Words) -> String {
    let whole = plan.describe(cell);
    let number = || words.pick(format!("cell {cell}"), format!("第 {cell} 格"));
    if whole.chars().count() > 75 { number() } else { whole }
}

/// The survival curves: of a single world by kind of dyad, of a study over all dyads by cell.
pub(super) fn pictures(result: &Reading, plan: &Plan, words: Words) -> Result<Option<Figure>, Failure> {
    let table =
        result.table("survival.csv", |name| ["cell", "dyad", "time", "survival", "low", "high"].contains(&name))?;
    let cells = plan.design.cells();
    let groups: Vec<(usize, &str, String)> = if cells == 1 {
        ["all"].into_iter().chain(DYADS).map(|kind| (0, kind, words.dyad(kind).to_owned())).collect()
    } else {
        (0..cells).map(|cell| (cell, "all", named(plan, cell, words))).collect()
    };
    let curve = |(cell, kind, name): &(usize, &str, String)| {
        let own = |row: &usize| table.number(*row, "cell") == *cell as f64 && table.text(*row, "dyad") == *kind;
        let steps = (0..table.len()).filter(own).map(|row| {
            let [time, share, low, high] = ["time", "survival", "low", "high"].map(|column| table.number(row, column));
            [time, share, low, high]
        });
        let points: Vec<[f64; 4]> = [[0.0, 1.0, f64::NAN, f64::NAN]].into_iter().chain(steps).collect();
        Series { name: name.clone(), points }
    };
    let mut series: Vec<Series> = groups.iter().map(curve).filter(|series| series.points.len() > 2).collect();
    if series.is_empty() {
        return Ok(None);
    }
    let all = series.len();
    // Of many, those are shown that are spread evenly over the plan.
    if all > CELLS {
        let kept: Vec<usize> = (0..CELLS).map(|k| k * (all - 1) / (CELLS - 1)).collect();
        series = kept.into_iter().map(|place| series[place].clone()).collect();
    }
    let shown = series.len();
    let mut caption = words
        .pick(
            "Kaplan-Meier curves of the share of runs in which cooperation, once there, lasts longer than so many rounds; thin: 95% intervals. Runs that end while it lasts are censored.",
            "Kaplan-Meier 曲线：合作一旦出现，持续超过若干轮的运行所占比例；细线为 95% 置信区间。合作持续到运行结束者为删失。",
        )
        .to_owned();
    if all > shown {
        caption += &words.pick(
            format!(" {shown} of {all} cells in which it falls."),
            format!("共 {all} 格出现瓦解，此处示 {shown} 格。"),
        );
    }
    Ok(Some(Figure {
        name: "survival".to_owned(),
        title: words.pick("How long cooperation lasts", "合作能持续多久").to_owned(),
        caption,
        chart: Chart::Lines(Lines {
            x: words.pick("rounds since onset", "自出现起的轮数").to_owned(),
            y: words.pick("share in which it still lasts", "仍在持续的比例").to_owned(),
            range: Some([0.0, 1.0]),
            step: true,
            ribbon: words.interval().to_owned(),
            series,
            ..Lines::default()
        }),
    }))
}
