//! The critical value along a line, found by search.

use crate::batch::saved::Table;
use crate::batch::{Plan, Reading};
use crate::config::Failure;
use crate::question::design::in_words;
use crate::question::words::{Words, labelled};
use crate::report::figure::{Chart, Figure, Interval, Intervals, Lines, Series};

/// The pictures of a boundary study.
pub(super) fn pictures(result: &Reading, plan: &Plan, words: Words) -> Result<Vec<Figure>, Failure> {
    let answer = result.table("answer.csv", |_| true)?;
    let columns = plan.design.columns();
    let Some((axis, others)) = columns.split_last() else { return Ok(Vec::new()) };
    let label = |row: usize| match others {
        [] => axis.clone(),
        _ => others
            .iter()
            .map(|key| format!("{key} = {}", in_words(answer.text(row, &plan.swept_name(key)))))
            .collect::<Vec<_>>()
            .join(", "),
    };
    let caption = words
        .pick(
            "Where P(hold) passes one half, with 95% intervals that are valid whenever the search stopped.",
            "P(合作维持) 越过二分之一之处，及在任意停止时刻均有效的 95% 置信区间。",
        )
        .to_owned();
    let title = words.pick(format!("Critical value of {axis}"), format!("{axis} 的临界值"));
    let found: Vec<usize> = (0..answer.len()).filter(|&row| !answer.number(row, "at").is_nan()).collect();
    let other = others.first().map(|key| plan.swept_name(key)).unwrap_or_default();
    let numeric = others.len() == 1 && (0..answer.len()).all(|row| !answer.number(row, &other).is_nan());
    if !numeric {
        let rows =
            found.iter().map(|&row| Interval { label: label(row), group: String::new(), values: at(&answer, row) });
        let chart = Chart::Intervals(Intervals { x: labelled(axis), rows: rows.collect(), null: None, bars: false });
        return Ok(vec![Figure { name: "boundary".to_owned(), title, caption, chart }]);
    }
    let mut series = searched(&answer, &found, &other, words);
    if answer.place("loop").is_some() {
        series.extend(swept(&answer, &other, words));
    }
    let chart = Chart::Lines(Lines {
        x: labelled(&others[0]),
        y: labelled(axis),
        dots: true,
        ribbon: words.interval().to_owned(),
        series,
        ..Lines::default()
    });
    Ok(vec![Figure { name: "boundary".to_owned(), title, caption, chart }])
}

/// A crossing and its interval; the ends of one that was not reached are no bounds.
fn at(answer: &Table, row: usize) -> [f64; 3] {
    ["at", "low", "high"].map(|column| answer.number(row, column))
}

/// The critical values that the search found, over the values of the `other` key: a curve for each crossing.
fn searched(answer: &Table, found: &[usize], other: &str, words: Words) -> Vec<Series> {
    let mut series: Vec<Series> = Vec::new();
    let most = found.iter().map(|&row| answer.number(row, "crossing")).fold(1.0, f64::max) as usize;
    for crossing in 1..=most {
        let rows = found.iter().filter(|&&row| answer.number(row, "crossing") == crossing as f64);
        let mut points: Vec<[f64; 4]> = rows
            .map(|&row| {
                let [at, low, high] = at(answer, row);
                [answer.number(row, other), at, low, high]
            })
            .collect();
        points.sort_by(|a, b| a[0].total_cmp(&b[0]));
        let name = match (most, answer.place("loop").is_some()) {
            (1, false) => String::new(),
            (1, true) => words.pick("from the usual start", "通常的起点").to_owned(),
            _ => words.pick(format!("crossing {crossing}"), format!("第 {crossing} 个临界点")),
        };
        series.push(Series { name, points, ..Series::default() });
    }
    series
}

/// The critical values of either sweep, from cooperation upwards and from hostility downwards.
fn swept(answer: &Table, other: &str, words: Words) -> Vec<Series> {
    let mut series = Vec::new();
    let ways = [
        ("up", words.pick("carried up from cooperation", "自合作状态逐级上行")),
        ("down", words.pick("carried down from hostility", "自敌对状态逐级下行")),
    ];
    for (way, name) in ways {
        let columns = [way.to_owned(), format!("{way}_low"), format!("{way}_high")];
        let mut points: Vec<[f64; 4]> = (0..answer.len())
            .filter(|&row| answer.number(row, "crossing").is_nan() || answer.number(row, "crossing") == 1.0)
            .map(|row| {
                let [at, low, high] = columns.each_ref().map(|column| answer.number(row, column));
                [answer.number(row, other), at, low, high]
            })
            .filter(|point| !point[1].is_nan())
            .collect();
        points.sort_by(|a, b| a[0].total_cmp(&b[0]));
        if !points.is_empty() {
            series.push(Series { name: name.to_owned(), points, ..Series::default() });
        }
    }
    series
}
