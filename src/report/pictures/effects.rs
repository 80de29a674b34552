//! What bundles of settings do, alone and together.

use super::series;
use crate::batch::{Plan, Reading};
use crate::config::Failure;
use crate::question::words::Words;
use crate::report::figure::{Chart, Figure, Interval, Intervals, Lines, Series};

/// The most cells whose courses are drawn together.
const COURSES: usize = 8;

/// The pictures of a factorial.
pub(super) fn pictures(result: &Reading, plan: &Plan, words: Words) -> Result<Vec<Figure>, Failure> {
    let mut found = Vec::new();
    found.extend(effects(result, words)?);
    found.extend(cells(result, plan, words)?);
    found.extend(interaction(result, plan, words)?);
    if plan.design.cells() <= COURSES {
        let named: Vec<(usize, String)> =
            plan.design.by_bundles().into_iter().map(|cell| (cell, on(plan, cell, words))).collect();
        found.extend(series::of_cells(result, plan, &named, words)?);
    }
    Ok(found)
}

/// The bundles that are on in a cell.
fn on(plan: &Plan, cell: usize, words: Words) -> String {
    let names = plan.design.on(cell);
    if names.is_empty() { words.pick("none", "无").to_owned() } else { names.join(" + ") }
}

/// Effects, interactions, losses and synergy, on P(hold) and on cooperation.
fn effects(result: &Reading, words: Words) -> Result<Option<Figure>, Failure> {
    let answer = result.table("answer.csv", |_| true)?;
    let kind = |name: &str| match name {
        "interaction" => words.pick("interaction", "交互"),
        "loss" => words.pick("loss without", "去掉的损失"),
        "synergy" => words.pick("synergy", "协同"),
        _ => words.pick("effect", "效应"),
    };
    let scales = [("hold", words.hold()), ("cooperation", words.pick("mean cooperation", "平均合作率"))];
    let mut rows = Vec::new();
    for first in 0..answer.len() {
        if answer.text(first, "outcome") != "hold" {
            continue;
        }
        for (scale, group) in scales {
            let same = |row: &usize| {
                answer.text(*row, "outcome") == scale
                    && ["kind", "term"].iter().all(|column| answer.text(*row, column) == answer.text(first, column))
            };
            let Some(row) = (0..answer.len()).find(same) else { continue };
            rows.push(Interval {
                label: format!("{} {}", kind(answer.text(row, "kind")), answer.text(row, "term").replace(':', " × ")),
                group: group.to_owned(),
                values: ["estimate", "low", "high"].map(|column| answer.number(row, column)),
            });
        }
    }
    Ok((!rows.is_empty()).then(|| Figure {
        name: "effects".to_owned(),
        title: words.pick("What each bundle does, alone and together", "各组措施单独与共同的效应").to_owned(),
        caption: words
            .pick(
                "Change of the outcome, with 95% intervals from paired replicates. Effect: mean change when a bundle goes on. \
                 Loss: all against all but one. Synergy: all together less the sum of each alone.",
                "结果的变化及配对重复所得 95% 置信区间。效应：启用一组措施时的平均变化；去掉的损失：全部与缺一之差；协同：全部共同的增益减去各自单独增益之和。",
            )
            .to_owned(),
        chart: Chart::Intervals(Intervals {
            x: words.pick("change of the outcome", "结果的变化").to_owned(),
            rows,
            null: Some(0.0),
            bars: false,
        }),
    }))
}

/// P(hold) of every combination.
fn cells(result: &Reading, plan: &Plan, words: Words) -> Result<Option<Figure>, Failure> {
    if plan.design.cells() > 64 {
        return Ok(None);
    }
    let cells = result.table("cells.csv", |column| ["hold", "hold_low", "hold_high"].contains(&column))?;
    let row = |cell: usize| Interval {
        label: on(plan, cell, words),
        group: String::new(),
        values: ["hold", "hold_low", "hold_high"].map(|column| cells.number(cell, column)),
    };
    Ok(Some(Figure {
        name: "combinations".to_owned(),
        title: words.pick("Where cooperation holds, combination by combination", "各种组合下合作能否维持").to_owned(),
        caption: words
            .pick("P(hold) with 95% intervals (Clopper-Pearson).", "P(合作维持) 及 95% Clopper-Pearson 置信区间。")
            .to_owned(),
        chart: Chart::Intervals(Intervals {
            x: words.hold().to_owned(),
            rows: plan.design.by_bundles().into_iter().map(row).collect(),
            null: Some(0.5),
            bars: false,
        }),
    }))
}

/// The interaction plot: cooperation with a bundle off and on, one line for each setting of the others.
fn interaction(result: &Reading, plan: &Plan, words: Words) -> Result<Vec<Figure>, Failure> {
    let columns = plan.design.columns();
    if columns.len() < 2 || columns.len() > 3 {
        return Ok(Vec::new());
    }
    let cells =
        result.table("cells.csv", |column| ["cooperation", "cooperation_low", "cooperation_high"].contains(&column))?;
    let mut found = Vec::new();
    for (place, bundle) in columns.iter().enumerate() {
        let mut series: Vec<Series> = Vec::new();
        for cell in plan.design.by_bundles() {
            let mut levels = plan.design.levels(cell);
            if levels[place] == 1 {
                continue;
            }
            let name = on(plan, cell, words);
            let points = [0, 1].map(|level| {
                levels[place] = level;
                let row = plan.design.cell(&levels);
                let [mean, low, high] =
                    ["cooperation", "cooperation_low", "cooperation_high"].map(|column| cells.number(row, column));
                [level as f64, mean, low, high]
            });
            series.push(Series { name, points: points.to_vec(), ..Series::default() });
        }
        found.push(Figure {
            name: format!("interaction-{}", place + 1),
            title: words.pick(format!("What {bundle} adds to the others"), format!("在其他措施之上加入 {bundle}")),
            caption: words
                .pick(
                    "Mean cooperation without and with the bundle, a line for each setting of the others; parallel lines: no interaction. Ribbons: 95% intervals.",
                    "不采用与采用该组措施时的平均合作率，每条线对应其他措施的一种组合；线平行即无交互。色带为 95% 置信区间。",
                )
                .to_owned(),
            chart: Chart::Lines(Lines {
                x: words.pick(format!("{bundle}: 0 off, 1 on"), format!("{bundle}：0 为不采用，1 为采用")),
                y: words.cooperation().to_owned(),
                range: Some([0.0, 1.0]),
                dots: true,
                switch: true,
                ribbon: words.interval().to_owned(),
                series,
                ..Lines::default()
            }),
        });
    }
    Ok(found)
}
