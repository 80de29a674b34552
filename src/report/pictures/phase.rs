//! P(hold) over the axes of a grid, and where it breaks.

use super::level;
use crate::report::figure::{Chart, Figure, Heat, Interval, Intervals, Lines, Series};
use crate::report::words::{Words, labelled};
use crate::study::design::Lever;
use crate::study::{Failure, Plan, Reading};

/// Panels that are drawn; a page with more would not be read.
const PANELS: usize = 6;

/// Cells of the largest panel that is drawn.
const MOST: usize = 10_000;

/// The pictures of a grid.
pub(super) fn pictures(result: &Reading, plan: &Plan, words: Words) -> Result<Vec<Figure>, Failure> {
    if plan.design.axes.first().is_none_or(|first| plan.design.cells() / first.levels.len() > MOST) {
        return Ok(Vec::new());
    }
    let cells = result.table("cells.csv", |column| ["cell", "hold", "hold_low", "hold_high"].contains(&column))?;
    let mut hold = vec![[f64::NAN; 3]; plan.design.cells()];
    for row in 0..cells.len() {
        if let Some(place) = hold.get_mut(cells.number(row, "cell") as usize) {
            *place = ["hold", "hold_low", "hold_high"].map(|column| cells.number(row, column));
        }
    }
    match plan.design.axes.as_slice() {
        [] => Ok(Vec::new()),
        [axis] => Ok(vec![curve(axis, &hold, words)]),
        [vertical, horizontal, ..] if vertical.levels.len() == 1 || horizontal.levels.len() == 1 => {
            let axis = if vertical.levels.len() == 1 { horizontal } else { vertical };
            Ok(if plan.design.axes.len() == 2 { vec![curve(axis, &hold, words)] } else { Vec::new() })
        }
        [vertical, horizontal, rest @ ..] => {
            let panels = plan.design.cells() / (vertical.levels.len() * horizontal.levels.len());
            let mut found: Vec<Figure> =
                (0..panels.min(PANELS)).map(|panel| phase(plan, panel, panels, &hold, words)).collect();
            if rest.is_empty() {
                found.extend(critical(result, vertical, horizontal, words)?);
            }
            Ok(found)
        }
    }
}

fn title(words: Words) -> &'static str {
    words.pick("Where cooperation holds", "合作在何处得以维持")
}

/// One axis: P(hold) along it.
fn curve(axis: &Lever, hold: &[[f64; 3]], words: Words) -> Figure {
    let numbers: Option<Vec<f64>> = axis.levels.iter().map(|level| level.number).collect();
    let caption = words
        .pick("P(hold) with 95% intervals; dotted: one half.", "P(合作维持) 及 95% 置信区间；点线为二分之一。")
        .to_owned();
    let x = axis.columns.iter().map(|key| labelled(key)).collect::<Vec<_>>().join(", ");
    let chart = match numbers {
        Some(numbers) => {
            let mut points: Vec<[f64; 4]> =
                numbers.iter().zip(hold).map(|(&at, &[p, low, high])| [at, p, low, high]).collect();
            points.sort_by(|a, b| a[0].total_cmp(&b[0]));
            Chart::Lines(Lines {
                x,
                y: words.hold().to_owned(),
                range: Some([0.0, 1.0]),
                dots: true,
                ribbon: words.interval().to_owned(),
                series: vec![Series { name: String::new(), points }],
                level: Some((0.5, String::new())),
                ..Lines::default()
            })
        }
        None => Chart::Intervals(Intervals {
            x: words.hold().to_owned(),
            rows: (0..axis.levels.len())
                .map(|place| Interval { label: level(axis, place), group: String::new(), values: hold[place] })
                .collect(),
            null: Some(0.5),
            bars: false,
        }),
    };
    Figure { name: "phase".to_owned(), title: title(words).to_owned(), caption, chart }
}

/// Two axes: a phase diagram, one panel of several.
fn phase(plan: &Plan, panel: usize, panels: usize, hold: &[[f64; 3]], words: Words) -> Figure {
    let design = &plan.design;
    let (vertical, horizontal) = (&design.axes[0], &design.axes[1]);
    let mut levels = design.levels(panel);
    let fixed: Vec<String> = design.axes[2..]
        .iter()
        .zip(&levels[2..])
        .map(|(axis, &at)| format!("{} = {}", axis.columns[0], level(axis, at)))
        .collect();
    let mut of = |which: usize| -> Vec<Vec<f64>> {
        (0..vertical.levels.len())
            .map(|v| {
                let at = |h: usize| {
                    (levels[0], levels[1]) = (v, h);
                    hold[design.cell(&levels)][which]
                };
                (0..horizontal.levels.len()).map(at).collect()
            })
            .collect()
    };
    let [cells, low, high] = [of(0), of(1), of(2)];
    let names = |lever: &Lever| (0..lever.levels.len()).map(|place| level(lever, place)).collect::<Vec<_>>();
    let axis = |lever: &Lever| lever.columns.iter().map(|key| labelled(key)).collect::<Vec<_>>().join(", ");
    let ordered = [vertical, horizontal].iter().all(|lever| lever.levels.iter().all(|level| level.number.is_some()));
    let name = if panels > 1 { format!("phase-{}", panel + 1) } else { "phase".to_owned() };
    let title =
        if fixed.is_empty() { title(words).to_owned() } else { format!("{}: {}", title(words), fixed.join(", ")) };
    let boundary = words.pick(
        "Black: where P(hold) is one half; white: where the ends of its 95% interval are, cell by cell.",
        "黑线：P(合作维持) 等于二分之一处；白线：各格 95% 置信区间端点等于二分之一处。",
    );
    let plain = words.pick("Share of runs in which cooperation holds.", "合作得以维持的运行所占比例。");
    let empty = words.pick(" Grey cells had no run that succeeded.", "灰格没有成功的运行。");
    let missing = if cells.iter().flatten().any(|value| value.is_nan()) { empty } else { "" };
    Figure {
        name,
        title,
        caption: (if ordered { boundary } else { plain }).to_owned() + missing,
        chart: Chart::Heat(Heat {
            x: axis(horizontal),
            y: axis(vertical),
            columns: names(horizontal),
            rows: names(vertical),
            value: words.hold().to_owned(),
            cells,
            bounds: Some([low, high]),
            scale: [0.0, 1.0],
            boundary: ordered.then_some(0.5),
            names: !ordered,
        }),
    }
}

/// The critical value of the first axis for each value of the second, between the grid points around it.
fn critical(result: &Reading, vertical: &Lever, horizontal: &Lever, words: Words) -> Result<Option<Figure>, Failure> {
    let answer = result.table("answer.csv", |_| true)?;
    let numbers: Option<Vec<f64>> = horizontal.levels.iter().map(|level| level.number).collect();
    let (Some(numbers), true) = (numbers, vertical.levels.iter().all(|level| level.number.is_some())) else {
        return Ok(None);
    };
    let mut points: Vec<[f64; 4]> = (0..answer.len().min(numbers.len()))
        .map(|row| {
            let [at, below, above] = ["crossing", "below", "above"].map(|column| answer.number(row, column));
            [numbers[row], at, below.min(above), below.max(above)]
        })
        .collect();
    points.sort_by(|a, b| a[0].total_cmp(&b[0]));
    if points.iter().filter(|point| !point[1].is_nan()).count() < 3 {
        return Ok(None);
    }
    let key = labelled(&vertical.columns[0]);
    Ok(Some(Figure {
        name: "critical".to_owned(),
        title: words.pick(
            format!("Critical value of {}", vertical.columns[0]),
            format!("{} 的临界值", vertical.columns[0]),
        ),
        caption: words
            .pick(
                "Where P(hold) first passes one half along the axis, interpolated; ribbon: the grid points around it. `[study.boundary]` finds it with an interval.",
                "沿该轴 P(合作维持) 首次越过二分之一之处（插值）；色带为其两侧的网格点。用 `[study.boundary]` 可得带置信区间的估计。",
            )
            .to_owned(),
        chart: Chart::Lines(Lines {
            x: labelled(&horizontal.columns[0]),
            y: key,
            dots: false,
            ribbon: words.pick("grid points around it", "两侧的网格点").to_owned(),
            series: vec![Series { name: String::new(), points }],
            ..Lines::default()
        }),
    }))
}
