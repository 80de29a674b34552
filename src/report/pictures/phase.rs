//! P(hold) over the axes of a grid, and where it breaks.

use crate::batch::{Plan, Reading};
use crate::config::Failure;
use crate::question::design::Lever;
use crate::question::layout::level_text;
use crate::question::words::{Words, labelled};
use crate::report::figure::bounded;
use crate::report::figure::{Chart, Figure, Heat, Interval, Intervals, Lines, Series};

/// Panels that are drawn; a page with more would not be read.
const PANELS: usize = 6;

/// Lines of answer.csv of which the critical values are drawn.
const LINES: usize = 10_000;

/// P(hold) with its interval over the tiles of a panel: sums over the cells that have a value, and how many these are.
#[derive(Clone, Default)]
struct Tile {
    sums: [f64; 3],
    cells: u32,
}

/// The panels of a grid of two axes or more, taken in cell by cell, in tiles of so many levels of both axes.
struct Panels {
    tile: [usize; 2],
    size: [usize; 2],
    tiles: Vec<Vec<Tile>>,
}

impl Panels {
    fn read(result: &Reading, plan: &Plan) -> Result<Self, Failure> {
        let levels = [0, 1].map(|axis| plan.design.axes[axis].levels.len());
        let panels = plan.design.cells() / (levels[0] * levels[1]);
        let tile = levels.map(bounded::tile);
        let size = [0, 1].map(|axis| levels[axis].div_ceil(tile[axis]));
        let mut found = Self { tile, size, tiles: vec![vec![Tile::default(); size[0] * size[1]]; panels.min(PANELS)] };
        each_hold(result, |cell, hold| {
            if cell >= plan.design.cells() {
                return;
            }
            let levels = plan.design.levels(cell);
            // Panels are counted as their cells are with both axes at their first level.
            let panel = plan.design.cell(&[&[0, 0][..], &levels[2..]].concat());
            let place = (levels[0] / tile[0]) * size[1] + levels[1] / tile[1];
            if let Some(tile) = found.tiles.get_mut(panel).filter(|_| !hold[0].is_nan()) {
                let own = &mut tile[place];
                own.sums.iter_mut().zip(hold).for_each(|(sum, value)| *sum += value);
                own.cells += 1;
            }
        })?;
        Ok(found)
    }

    /// The means over the tiles of a panel of P(hold) (0), or of an end of its interval (1, 2), row by row.
    fn means(&self, panel: usize, which: usize) -> Vec<Vec<f64>> {
        let mean = |tile: &Tile| tile.sums[which] / f64::from(tile.cells);
        self.tiles[panel].chunks(self.size[1]).map(|row| row.iter().map(mean).collect()).collect()
    }

    fn is_binned(&self) -> bool {
        self.tile != [1, 1]
    }
}

/// Goes through P(hold) with its interval, cell by cell.
fn each_hold(result: &Reading, mut take: impl FnMut(usize, [f64; 3])) -> Result<(), Failure> {
    let mut places = None;
    result.each("cells.csv", |columns, row| {
        let [cell, hold @ ..] = *places.get_or_insert_with(|| {
            ["cell", "hold", "hold_low", "hold_high"].map(|name| columns.iter().position(|own| own == name))
        });
        let number = |place: Option<usize>| place.and_then(|place| row.get(place)?.parse().ok()).unwrap_or(f64::NAN);
        take(number(cell) as usize, hold.map(number));
    })
}

/// The pictures of a grid.
pub(super) fn pictures(result: &Reading, plan: &Plan, words: Words) -> Result<Vec<Figure>, Failure> {
    let one = |axis: &Lever| {
        let mut hold = vec![[f64::NAN; 3]; plan.design.cells()];
        each_hold(result, |cell, found| {
            if let Some(place) = hold.get_mut(cell) {
                *place = found;
            }
        })?;
        Ok(vec![curve(axis, &hold, words)])
    };
    match plan.design.axes.as_slice() {
        [] => Ok(Vec::new()),
        [axis] => one(axis),
        [vertical, horizontal, ..] if vertical.levels.len() == 1 || horizontal.levels.len() == 1 => {
            let axis = if vertical.levels.len() == 1 { horizontal } else { vertical };
            if plan.design.axes.len() == 2 { one(axis) } else { Ok(Vec::new()) }
        }
        [vertical, horizontal, rest @ ..] => {
            let panels = plan.design.cells() / (vertical.levels.len() * horizontal.levels.len());
            let read = Panels::read(result, plan)?;
            let mut found: Vec<Figure> =
                (0..panels.min(PANELS)).map(|panel| phase(plan, panel, panels, &read, words)).collect();
            if rest.is_empty() && horizontal.levels.len() <= LINES {
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
                series: vec![Series { name: String::new(), points, ..Series::default() }],
                level: Some((0.5, String::new())),
                ..Lines::default()
            })
        }
        None => Chart::Intervals(Intervals {
            x: words.hold().to_owned(),
            rows: (0..axis.levels.len())
                .map(|place| Interval { label: level_text(axis, place), group: String::new(), values: hold[place] })
                .collect(),
            null: Some(0.5),
            bars: false,
        }),
    };
    Figure { name: "phase".to_owned(), title: title(words).to_owned(), caption, chart }
}

/// Two axes: a phase diagram, one panel of several.
fn phase(plan: &Plan, panel: usize, panels: usize, read: &Panels, words: Words) -> Figure {
    let design = &plan.design;
    let (vertical, horizontal) = (&design.axes[0], &design.axes[1]);
    let levels = design.levels(panel);
    let fixed: Vec<String> = design.axes[2..]
        .iter()
        .zip(&levels[2..])
        .map(|(axis, &at)| format!("{} = {}", axis.columns[0], level_text(axis, at)))
        .collect();
    let [cells, low, high] = [0, 1, 2].map(|which| read.means(panel, which));
    let names = |lever: &Lever, tile: usize| {
        let all: Vec<String> = (0..lever.levels.len()).map(|place| level_text(lever, place)).collect();
        bounded::tile_labels(&all, tile)
    };
    let axis = |lever: &Lever| lever.columns.iter().map(|key| labelled(key)).collect::<Vec<_>>().join(", ");
    let ordered = [vertical, horizontal].iter().all(|lever| lever.levels.iter().all(|level| level.number.is_some()));
    let name = if panels > 1 { format!("phase-{}", panel + 1) } else { "phase".to_owned() };
    let title =
        if fixed.is_empty() { title(words).to_owned() } else { format!("{}: {}", title(words), fixed.join(", ")) };
    let boundary = words.pick(
        "Black: where the estimate of P(hold) is one half; white: where the ends of its 95% interval are, cell by cell.",
        "黑线：P(合作维持) 的估计值等于二分之一处；白线：各格 95% 置信区间端点等于二分之一处。",
    );
    let plain = words.pick("Share of runs in which cooperation holds.", "合作得以维持的运行所占比例。");
    let empty = words.pick(" Grey cells had no run that succeeded.", "灰格没有成功的运行。");
    let missing = if cells.iter().flatten().any(|value| value.is_nan()) { empty } else { "" };
    let binned = read.is_binned();
    let line = words.pick(
        "Black: where the mean of the estimates of P(hold) is one half.",
        "黑线：P(合作维持) 估计值的均值等于二分之一处。",
    );
    let said = match ordered {
        true if binned => line,
        true => boundary,
        false => plain,
    };
    let tiles = if binned { bounded::tiles_said(read.tile, words) } else { String::new() };
    Figure {
        name,
        title,
        caption: format!("{said}{missing}{tiles}"),
        chart: Chart::Heat(Heat {
            x: axis(horizontal),
            y: axis(vertical),
            columns: names(horizontal, read.tile[1]),
            rows: names(vertical, read.tile[0]),
            value: words.hold().to_owned(),
            cells,
            bounds: (!binned).then_some([low, high]),
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
                "Approximately where P(hold) first passes one half along the axis, interpolated between estimates; ribbon: the grid points around it. `[study.boundary]` finds it with an interval.",
                "沿该轴 P(合作维持) 首次越过二分之一的大致位置（在估计值之间插值）；色带为其两侧的网格点。用 `[study.boundary]` 可得带置信区间的估计。",
            )
            .to_owned(),
        chart: Chart::Lines(Lines {
            x: labelled(&horizontal.columns[0]),
            y: key,
            dots: false,
            ribbon: words.pick("grid points around it", "两侧的网格点").to_owned(),
            series: vec![Series { name: String::new(), points, ..Series::default() }],
            ..Lines::default()
        }),
    }))
}
