//! How long cooperation lasts once it is there.

use crate::batch::saved::Table;
use crate::batch::{Plan, Reading};
use crate::config::Failure;
use crate::output::table::shown;
use crate::question::words::{DYADS, Words};
use crate::report::figure::{Chart, Figure, Lines, Series};

/// The most cells whose curves are drawn together.
const CELLS: usize = 6;

/// A cell with its settings in the legend, its number alone where they are too many to be read there.
fn named(plan: &Plan, cell: usize, words: Words) -> String {
    let whole = plan.describe(cell);
    let number = || words.pick(format!("cell {cell}"), format!("第 {cell} 格"));
    if whole.chars().count() > 75 { number() } else { whole }
}

/// A curve as the table has it.
struct Curve {
    name: String,
    /// Time, share, low, high; from 0 to the end of follow-up.
    points: Vec<[f64; 4]>,
    /// How many are seen for the last time at each of them.
    censored: Vec<u32>,
    /// How many are at risk at each of them, and whether any has fallen.
    at_risk: Vec<u32>,
    falls: bool,
}

impl Curve {
    fn of(table: &Table, cell: usize, kind: &str, name: String) -> Self {
        let own = |row: &usize| table.number(*row, "cell") == cell as f64 && table.text(*row, "dyad") == kind;
        let rows: Vec<usize> = (0..table.len()).filter(own).collect();
        let column = |name: &str| rows.iter().map(|&row| table.number(row, name)).collect::<Vec<f64>>();
        let count = |name: &str, first: f64| -> Vec<u32> {
            [first].into_iter().chain(column(name)).map(|count| count as u32).collect()
        };
        let mut points = vec![[0.0, 1.0, f64::NAN, f64::NAN]];
        points.extend(rows.iter().map(|&row| ["time", "survival", "low", "high"].map(|of| table.number(row, of))));
        let at_risk = column("at_risk");
        Self {
            name,
            points,
            censored: count("censored", 0.0),
            falls: column("events").iter().any(|events| *events > 0.0),
            at_risk: count("at_risk", at_risk.first().copied().unwrap_or(0.0)),
        }
    }

    fn end(&self) -> f64 {
        self.points.last().map_or(0.0, |point| point[0])
    }

    /// How many have lasted until a time, and are still followed.
    fn at_risk(&self, time: f64) -> u32 {
        let next = self.points.iter().position(|point| point[0] >= time);
        next.map_or(0, |place| self.at_risk[place])
    }

    fn series(self) -> Series {
        Series { name: self.name, points: self.points, censored: self.censored }
    }
}

/// How many are at risk at a few times, by curve: what a curve rests on.
fn numbers_at_risk(curves: &[Curve], words: Words) -> String {
    let end = curves.iter().map(Curve::end).fold(0.0, f64::max);
    let times: Vec<f64> = (0..=4).map(|k| (end * f64::from(k) / 4.0).floor()).collect();
    let listed = |numbers: Vec<String>| numbers.join(", ");
    let of = |curve: &Curve| {
        let counts = listed(times.iter().map(|&time| curve.at_risk(time).to_string()).collect());
        if curves.len() == 1 { counts } else { format!("{} ({counts})", curve.name) }
    };
    let (rounds, all) = (listed(times.iter().map(|&time| shown(time)).collect()), curves.iter().map(of));
    let all = all.collect::<Vec<_>>().join("; ");
    words.pick(format!(" At risk at {rounds} rounds: {all}."), format!("第 {rounds} 轮处于风险中的运行数：{all}。"))
}

/// The survival curves: of a single world by kind of dyad, of a study over all dyads by cell.
pub(super) fn pictures(result: &Reading, plan: &Plan, words: Words) -> Result<Option<Figure>, Failure> {
    const COLUMNS: [&str; 9] = ["cell", "dyad", "time", "at_risk", "events", "survival", "low", "high", "censored"];
    let table = result.table("survival.csv", |name| COLUMNS.contains(&name))?;
    let cells = plan.design.cells();
    let groups: Vec<(usize, &str, String)> = if cells == 1 {
        ["all"].into_iter().chain(DYADS).map(|kind| (0, kind, words.dyad(kind).to_owned())).collect()
    } else {
        (0..cells).map(|cell| (cell, "all", named(plan, cell, words))).collect()
    };
    let curves = groups.into_iter().map(|(cell, kind, name)| Curve::of(&table, cell, kind, name));
    let mut curves: Vec<Curve> = curves.filter(|curve| curve.points.len() > 1).collect();
    let reached = curves.len();
    if cells > 1 {
        curves.retain(|curve| curve.falls);
    }
    if !curves.iter().any(|curve| curve.falls) {
        return Ok(None);
    }
    let all = curves.len();
    // Of many, those are shown that are spread evenly over the plan.
    if all > CELLS {
        let kept: Vec<usize> = (0..CELLS).map(|k| k * (all - 1) / (CELLS - 1)).collect();
        let mut place = 0..;
        curves.retain(|_| place.next().is_some_and(|place| kept.contains(&place)));
    }
    let drawn = curves.len();
    let mut caption = words
        .pick(
            "Kaplan-Meier curves of the share of runs in which cooperation, once there, lasts longer than so many rounds, to the end of follow-up; thin: 95% intervals; ticks: runs that end while it lasts (censored).",
            "Kaplan-Meier 曲线：合作一旦出现，持续超过若干轮的运行所占比例，直至观察结束；细线为 95% 置信区间；短线标出合作持续到运行结束者（删失）。",
        )
        .to_owned();
    if cells > 1 {
        caption += &words.pick(
            format!(" It falls in some run of {all} of the {reached} cells in which it is ever there; {drawn} of them are shown."),
            format!("曾出现合作的 {reached} 格中，有 {all} 格在某次运行中瓦解，此处示 {drawn} 格。"),
        );
    }
    caption += &numbers_at_risk(&curves, words);
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
            series: curves.into_iter().map(Curve::series).collect(),
            ..Lines::default()
        }),
    }))
}
