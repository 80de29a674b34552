//! Pictures that stay small, whatever the study: so many marks at most, and a caption that says what each of them stands for.
//!
//! A page is read by people, and a browser has to hold it: a matrix of a million cells is drawn as tiles, a curve of a hundred
//! thousand points by some of them. The tables have everything.

use super::chart::{Areas, Chart, Figure, Heat, Intervals, Lines, Points};
use crate::question::words::Words;

/// The most tiles along each side of a matrix.
pub const TILES: usize = 100;
/// The most points of a curve or a layer.
pub const POINTS: usize = 1000;
/// The most curves, and the most rows of estimates or named points.
const CURVES: usize = 24;
const ROWS: usize = 200;

/// How many levels stand together, so that at most [`TILES`] tiles are drawn.
pub fn tile(levels: usize) -> usize {
    levels.div_ceil(TILES).max(1)
}

/// The label of some neighbouring levels: the first and the last of them.
pub fn tile_labels(labels: &[String], tile: usize) -> Vec<String> {
    let label = |some: &[String]| match some {
        [first, .., last] => format!("{first} … {last}"),
        [one] => one.clone(),
        [] => String::new(),
    };
    labels.chunks(tile.max(1)).map(label).collect()
}

/// What a caption says of tiles.
pub fn tiles_said([rows, columns]: [usize; 2], words: Words) -> String {
    words.pick(
        format!(
            " Each tile is the mean of up to {rows} × {columns} cells, without intervals; cells.csv has every cell."
        ),
        format!("每块为至多 {rows} × {columns} 格的均值，不含区间；各格见 cells.csv。"),
    )
}

impl Figure {
    /// The same picture with no more marks than can be read, and a caption that says so.
    #[must_use]
    pub fn bounded(mut self, words: Words) -> Self {
        let said = match &mut self.chart {
            Chart::Lines(chart) => lines(chart, words),
            Chart::Heat(chart) => heat(chart, words),
            Chart::Intervals(chart) => rows(intervals(chart), words),
            Chart::Points(chart) => rows(points(chart), words),
            Chart::Areas(chart) => areas(chart, words),
            Chart::Links(_) => None,
        };
        self.caption.extend(said);
        self
    }
}

/// Every so many of some, so that at most so many remain.
fn every(count: usize, most: usize) -> usize {
    count.div_ceil(most).max(1)
}

/// Keeps every k-th, and the last.
fn thin<T: Copy>(all: &mut Vec<T>, every: usize) {
    let last = all.len().saturating_sub(1);
    let mut place = 0;
    all.retain(|_| {
        let kept = place % every == 0 || place == last;
        place += 1;
        kept
    });
}

/// Counts at the places that [`thin`] keeps: what falls between is counted at the next of them.
fn gather(counts: &mut Vec<u32>, every: usize) {
    let (last, mut carried) = (counts.len().saturating_sub(1), 0);
    let kept = std::mem::take(counts).into_iter().enumerate().filter_map(|(place, count)| {
        carried += count;
        (place % every == 0 || place == last).then(|| std::mem::take(&mut carried))
    });
    *counts = kept.collect();
}

fn lines(chart: &mut Lines, words: Words) -> Option<String> {
    let mut said = String::new();
    let all = chart.series.len();
    if all > CURVES {
        let step = every(all, CURVES);
        let mut place = 0;
        chart.series.retain(|_| {
            place += 1;
            (place - 1) % step == 0
        });
        let shown = chart.series.len();
        said += &words
            .pick(format!(" {shown} of {all} curves are drawn."), format!("共 {all} 条曲线，此处绘出 {shown} 条。"));
    }
    let longest = chart.series.iter().map(|series| series.points.len()).max().unwrap_or(0);
    if longest > POINTS {
        let step = every(longest, POINTS);
        for series in &mut chart.series {
            thin(&mut series.points, step);
            gather(&mut series.censored, step);
        }
        said += &words.pick(
            format!(" Every {step}th of {longest} points is drawn."),
            format!("共 {longest} 个点，每 {step} 个取一个绘出。"),
        );
    }
    (!said.is_empty()).then_some(said)
}

fn areas(chart: &mut Areas, words: Words) -> Option<String> {
    let all = chart.places.len();
    if all <= POINTS {
        return None;
    }
    let step = every(all, POINTS);
    thin(&mut chart.places, step);
    chart.layers.iter_mut().for_each(|(_, shares)| thin(shares, step));
    Some(
        words.pick(
            format!(" Every {step}th of {all} points is drawn."),
            format!("共 {all} 个点，每 {step} 个取一个绘出。"),
        ),
    )
}

fn intervals(chart: &mut Intervals) -> (usize, usize) {
    let all = chart.rows.len();
    chart.rows.truncate(ROWS);
    (chart.rows.len(), all)
}

fn points(chart: &mut Points) -> (usize, usize) {
    let all = chart.points.len();
    chart.points.truncate(ROWS);
    (chart.points.len(), all)
}

fn rows((shown, all): (usize, usize), words: Words) -> Option<String> {
    (shown < all).then(|| {
        words.pick(format!(" The first {shown} of {all} are drawn."), format!("共 {all} 项，此处绘出前 {shown} 项。"))
    })
}

/// A matrix as tiles: the mean of the cells of each that have a value.
fn heat(chart: &mut Heat, words: Words) -> Option<String> {
    let (rows, columns) = (tile(chart.rows.len()), tile(chart.columns.len()));
    if rows == 1 && columns == 1 {
        return None;
    }
    let mean = |some: &[Vec<f64>], from: usize| {
        let to = (from + columns).min(chart.columns.len());
        let known = some.iter().flat_map(|row| &row[from..to]).filter(|value| !value.is_nan());
        let (sum, count) = known.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
        sum / count
    };
    let row = |some: &[Vec<f64>]| (0..chart.columns.len()).step_by(columns).map(|from| mean(some, from)).collect();
    chart.cells = chart.cells.chunks(rows).map(row).collect();
    chart.rows = tile_labels(&chart.rows, rows);
    chart.columns = tile_labels(&chart.columns, columns);
    chart.bounds = None;
    Some(words.pick(
        format!(" Each tile is the mean of up to {rows} × {columns} cells."),
        format!("每块为至多 {rows} × {columns} 格的均值。"),
    ))
}

#[cfg(test)]
mod tests {
    use super::super::chart::{Interval, Series};
    use super::*;
    use crate::config::report_options::Language;

    const WORDS: Words = Words(Language::English);

    fn bounded(chart: Chart) -> Figure {
        let figure = Figure { name: "f".to_owned(), title: String::new(), caption: "Caption.".to_owned(), chart };
        figure.bounded(WORDS)
    }

    /// Places 0, 3, 6 and the last, 7, are kept: 1, 2 + 3 + 4, 5 + 6 + 7, 8.
    #[test]
    fn no_tick_is_lost_where_points_are_left_out() {
        let mut counts = vec![1, 2, 3, 4, 5, 6, 7, 8];
        gather(&mut counts, 3);
        assert_eq!(counts, [1, 9, 18, 8]);
        gather(&mut counts, 1);
        assert_eq!(counts, [1, 9, 18, 8]);
    }

    /// Every kind of picture of a huge study has at most so many marks, and says what is left out.
    #[test]
    fn no_picture_has_more_marks_than_can_be_read() {
        let huge = 100_000;
        let points: Vec<[f64; 4]> = (0..huge).map(|x| [f64::from(x), 0.5, 0.4, 0.6]).collect();
        let labels = |count: usize| (0..count).map(|place| place.to_string()).collect::<Vec<String>>();
        let series =
            |name: usize| Series { name: name.to_string(), points: points[..2000].to_vec(), censored: Vec::new() };
        let row = |place: i32| Interval { label: place.to_string(), group: String::new(), values: [0.5, 0.4, 0.6] };
        let charts = [
            Chart::Lines(Lines {
                series: vec![Series { name: String::new(), points: points.clone(), censored: Vec::new() }],
                ..Lines::default()
            }),
            Chart::Lines(Lines { series: (0..500).map(series).collect(), ..Lines::default() }),
            Chart::Heat(Heat {
                rows: labels(1000),
                columns: labels(450),
                cells: vec![vec![0.25; 450]; 1000],
                ..Heat::default()
            }),
            Chart::Intervals(Intervals { rows: (0..huge).map(row).collect(), ..Intervals::default() }),
            Chart::Points(Points {
                points: (0..huge).map(|place| (place.to_string(), [0.0; 4])).collect(),
                ..Points::default()
            }),
            Chart::Areas(Areas {
                places: vec![0.0; huge as usize],
                layers: vec![("a".to_owned(), vec![1.0; huge as usize])],
                ..Areas::default()
            }),
        ];
        for chart in charts {
            let figure = bounded(chart);
            assert!(figure.chart.rows().rows.len() <= 30_000, "{}", figure.chart.rows().rows.len());
            assert!(figure.caption.len() > "Caption.".len() + 10, "{}", figure.caption);
        }
    }

    #[test]
    fn tiles_are_means_of_their_cells() {
        let labels = |count: usize| (0..count).map(|place| place.to_string()).collect::<Vec<String>>();
        // 150 columns in pairs: 0 and 1 next to each other; a missing cell does not count.
        let mut cells = vec![(0..150).map(|column| f64::from(column % 2)).collect::<Vec<f64>>(); 2];
        cells[0][0] = f64::NAN;
        let heat = Heat { rows: labels(2), columns: labels(150), cells, ..Heat::default() };
        let Chart::Heat(found) = bounded(Chart::Heat(heat)).chart else { panic!("a matrix") };
        assert_eq!((found.rows.len(), found.columns.len()), (2, 75));
        assert_eq!(found.columns[0], "0 … 1");
        assert_eq!((found.cells[0][0], found.cells[0][1], found.cells[1][0]), (1.0, 0.5, 0.5));
    }

    #[test]
    fn small_pictures_stay_as_they_are() {
        let points = vec![[0.0, 0.5, 0.4, 0.6]; POINTS];
        let chart = Chart::Lines(Lines {
            series: vec![Series { name: String::new(), points, censored: Vec::new() }],
            ..Lines::default()
        });
        let figure = bounded(chart.clone());
        assert_eq!((figure.chart, figure.caption.as_str()), (chart, "Caption."));
    }
}
