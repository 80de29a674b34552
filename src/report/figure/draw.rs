//! Drawing a picture as SVG, with the plotting library kuva.

use std::sync::Arc;

use kuva::backend::svg::SvgBackend;
use kuva::plot::annotations::ReferenceLine;
use kuva::plot::legend::{LegendEntry, LegendPosition, LegendShape};
use kuva::plot::scatter::{MarkerShape, ScatterPlot};
use kuva::plot::{ColorMap, ContourPlot, ForestPlot, Heatmap, LinePlot, StackedAreaPlot};
use kuva::render::layout::{AxisLabelOverlap, Layout};
use kuva::render::plots::Plot;
use kuva::render::render::{Primitive, render_multiple};
use kuva::render::theme::Theme;

use crate::output::display::clean;

use super::chart::{Areas, Chart, Figure, Heat, Intervals, Lines, Points, Series};
use super::links;
use super::style::{GRID, INK, MISSING, PAPER, WIDTH, colour};

/// A picture as SVG.
pub fn svg(figure: &Figure) -> String {
    let (plots, layout) = match &figure.chart {
        Chart::Lines(chart) => lines(chart),
        Chart::Heat(chart) => heat(chart),
        Chart::Intervals(chart) => intervals(chart),
        Chart::Points(chart) => points(chart),
        Chart::Areas(chart) => areas(chart),
        Chart::Links(chart) => links::drawn(chart),
    };
    let layout = layout.with_title(figure.title.as_str()).with_title_wrap(70);
    let mut scene = render_multiple(plots, styled(layout));
    if let Chart::Links(chart) = &figure.chart {
        links::label(&mut scene, chart);
    }
    // kuva reads what stands between two dollar signs as a formula.
    for element in &mut scene.elements {
        if let Primitive::Text { content, .. } = element {
            *content = literal(content);
        }
    }
    clean(&tidied(&SvgBackend::new().render_scene(&scene), &figure.name)).into_owned()
}

/// A text of which kuva makes the text itself.
fn literal(text: &str) -> String {
    text.replace('$', "\\$")
}

/// A drawing that can stand beside others on a page and be scaled: ids of its own, counted from 1, and a view box.
fn tidied(svg: &str, name: &str) -> String {
    // In texts quotes are written otherwise: what stands behind one is none that a user gave.
    const ID: &str = "kuva-clip-";
    let mut numbers: Vec<&str> = Vec::new();
    let mut parts = svg.split(ID);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        if !text.ends_with("=\"") && !text.ends_with("=\"url(#") {
            text = text + ID + part;
            continue;
        }
        let digits = part.len() - part.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
        let (number, rest) = part.split_at(digits);
        if !numbers.contains(&number) {
            numbers.push(number);
        }
        let place = numbers.iter().position(|own| *own == number).unwrap_or(0) + 1;
        text += &format!("{name}-clip-{place}{rest}");
    }
    let size = |key: &str| {
        let from = text.find(&format!(" {key}=\""))? + key.len() + 3;
        text[from..].split('"').next().map(str::to_owned)
    };
    match (size("width"), size("height")) {
        (Some(width), Some(height)) => text.replacen("<svg ", &format!("<svg viewBox=\"0 0 {width} {height}\" "), 1),
        _ => text,
    }
}

/// Sizes, fonts and colours of all pictures.
fn styled(layout: Layout) -> Layout {
    let theme = Theme {
        background: PAPER.into(),
        axis_color: INK.into(),
        grid_color: GRID.into(),
        tick_color: INK.into(),
        text_color: INK.into(),
        legend_bg: PAPER.into(),
        legend_border: "none".into(),
        pie_leader: INK.into(),
        box_median: PAPER.into(),
        violin_border: INK.into(),
        colorbar_border: INK.into(),
        font_family: Some("DejaVu Sans, Verdana, Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif".into()),
        show_grid: true,
    };
    layout
        .with_theme(theme)
        .with_legend_box(false)
        .with_title_size(17)
        .with_label_size(14)
        .with_tick_size(13)
        .with_body_size(13)
}

/// Room on both sides of a range of values.
fn around([low, high]: [f64; 2]) -> (f64, f64) {
    let room = if high > low { 0.02 * (high - low) } else { 0.5 };
    (low - room, high + room)
}

/// The smallest and largest of some values that are not missing.
fn range(values: impl Iterator<Item = f64>) -> [f64; 2] {
    let ends = values
        .filter(|x| x.is_finite())
        .fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], x| [low.min(x), high.max(x)]);
    if ends[0] <= ends[1] { ends } else { [0.0, 1.0] }
}

/// The pieces of a curve between its missing values.
fn pieces(series: &Series) -> impl Iterator<Item = &[[f64; 4]]> {
    series.points.split(|point| point[1].is_nan()).filter(|piece| !piece.is_empty())
}

/// Line styles in turn, as SVG writes them.
const DASHES: [Option<&str>; 4] = [None, Some("8 4"), Some("2 3"), Some("10 3 2 3")];

fn lines(chart: &Lines) -> (Vec<Plot>, Layout) {
    let (mut ribbons, mut plots) = (Vec::new(), Vec::new());
    let mut legend = Vec::new();
    for (place, series) in chart.series.iter().enumerate() {
        for piece in pieces(series) {
            curve(chart, place, piece, &mut ribbons, &mut plots);
        }
        let ticks: Vec<(f64, f64)> = series.ticks().map(|point| (point[0], point[1])).collect();
        if !ticks.is_empty() {
            let ticks = ScatterPlot::new().with_data(ticks).with_color(colour(place)).with_size(4.0);
            plots.push(Plot::Scatter(ticks.with_marker(MarkerShape::Plus)));
        }
        legend.push(LegendEntry {
            label: series.name.clone(),
            color: colour(place).to_owned(),
            shape: LegendShape::Line,
            dasharray: DASHES[place % 4].map(str::to_owned),
        });
    }
    // No ribbon lies over a curve.
    ribbons.append(&mut plots);
    (ribbons, axes(chart, legend))
}

/// A piece of the curve at `place`: its ribbon, its line, and its points where they are marked.
fn curve(chart: &Lines, place: usize, piece: &[[f64; 4]], ribbons: &mut Vec<Plot>, plots: &mut Vec<Plot>) {
    let ink = colour(place);
    let known: Vec<&[f64; 4]> = piece.iter().filter(|point| !point[2].is_nan() && !point[3].is_nan()).collect();
    if known.len() > 1 && !chart.step {
        let x = known.iter().map(|point| point[0]);
        let band = kuva::plot::BandPlot::new(x, known.iter().map(|p| p[2]), known.iter().map(|p| p[3]));
        ribbons.push(Plot::Band(band.with_color(ink).with_opacity(0.16)));
    }
    if known.len() > 1 && chart.step {
        for edge in [2, 3] {
            let edge = LinePlot::new().with_data(known.iter().map(|point| (point[0], point[edge]))).with_step();
            plots.push(Plot::Line(edge.with_color(ink).with_stroke_width(0.7)));
        }
    }
    let mut line = LinePlot::new()
        .with_data(piece.iter().map(|point| (point[0], point[1])))
        .with_color(ink)
        .with_stroke_width(2.2);
    if chart.step {
        line = line.with_step();
    }
    line = match DASHES[place % 4] {
        Some("8 4") => line.with_dashed(),
        Some("2 3") => line.with_dotted(),
        Some(_) => line.with_dashdot(),
        None => line,
    };
    plots.push(Plot::Line(line));
    // A lone point has no line, and a marked one shows its interval.
    if chart.dots || piece.len() == 1 {
        let errors = known.iter().map(|p| (p[1] - p[2], p[3] - p[1]));
        let dots = ScatterPlot::new().with_data(piece.iter().map(|p| (p[0], p[1]))).with_color(ink).with_size(4.0);
        let dots = if known.len() == piece.len() { dots.with_y_err_asymmetric(errors) } else { dots };
        plots.push(Plot::Scatter(dots));
    }
}

/// The axes of curves, with their legend and the level across.
fn axes(chart: &Lines, legend: Vec<LegendEntry>) -> Layout {
    let all = || chart.series.iter().flat_map(|series| &series.points);
    let x = range(all().map(|point| point[0]));
    let y = chart.range.unwrap_or_else(|| range(all().flat_map(|point| [point[1], point[2], point[3]])));
    let (left, right) = if chart.log { (x[0], x[1]) } else { around(x) };
    let mut layout = Layout::new((left, right), around(y))
        .with_x_label(chart.x.as_str())
        .with_y_label(chart.y.as_str())
        .with_width(WIDTH)
        .with_height(430.0);
    layout = if chart.log { layout.with_log_x() } else { layout.with_x_axis_min(left).with_x_axis_max(right) };
    layout = layout.with_y_axis_min(around(y).0).with_y_axis_max(around(y).1);
    if chart.switch {
        layout = layout.with_x_tick_step(1.0);
    }
    if chart.series.len() > 1 || chart.series.iter().any(|series| !series.name.is_empty()) {
        layout = layout.with_legend_entries(legend).with_legend_position(LegendPosition::OutsideBottomColumns);
    }
    if let Some((level, label)) = &chart.level {
        let line = ReferenceLine::horizontal(*level).with_color(INK).with_label(label.as_str());
        layout = layout.with_reference_line(line.with_dasharray("3 4"));
    }
    layout
}

/// Viridis over a fixed scale, whatever values occur; kuva maps colours over those that do.
fn scaled([low, high]: [f64; 2], found: [f64; 2]) -> ColorMap {
    ColorMap::Custom(Arc::new(move |share| {
        if share.is_nan() {
            return MISSING.to_owned();
        }
        let value = found[0] + share * (found[1] - found[0]);
        ColorMap::Viridis.map(if high > low { ((value - low) / (high - low)).clamp(0.0, 1.0) } else { 0.5 })
    }))
}

/// Labels of which no more stay than have room, the others empty.
fn thinned(labels: &[String], most: usize) -> Vec<String> {
    let every = labels.len().div_ceil(most.max(1)).max(1);
    labels.iter().enumerate().map(|(k, label)| if k % every == 0 { label.clone() } else { String::new() }).collect()
}

fn heat(chart: &Heat) -> (Vec<Plot>, Layout) {
    let (rows, columns) = (chart.rows.len(), chart.columns.len());
    let found = range(chart.cells.iter().flatten().copied());
    let mut map = Heatmap::new()
        .with_data(chart.cells.iter().map(|row| row.iter().copied()))
        .with_color_map(scaled(chart.scale, found))
        .with_cell_size(if rows.max(columns) > 12 { 1.0 } else { 0.985 })
        .with_legend(chart.value.as_str());
    if chart.names && rows * columns <= 150 {
        map = map.with_values();
    }
    let mut plots = vec![Plot::Heatmap(map)];
    if let (Some(level), true) = (chart.boundary, rows > 1 && columns > 1) {
        let places = |count: usize| (1..=count).map(|k| k as f64).collect::<Vec<_>>();
        // A missing cell is on neither side; its neighbours decide.
        let whole = |z: &[Vec<f64>]| {
            z.iter().map(|row| row.iter().map(|v| if v.is_nan() { level } else { *v }).collect()).collect()
        };
        let contour = |z: &[Vec<f64>], ink: &str, width: f64| {
            ContourPlot::new()
                .with_grid(whole(z), places(columns), places(rows))
                .with_levels(&[level])
                .with_line_color(ink)
                .with_line_width(width)
        };
        if let Some(bounds) = &chart.bounds {
            for bound in bounds {
                plots.push(Plot::Contour(contour(bound, "#ffffff", 1.2)));
            }
        }
        plots.push(Plot::Contour(contour(&chart.cells, "#ffffff", 4.2)));
        plots.push(Plot::Contour(contour(&chart.cells, "#000000", 2.2)));
    }
    let longest = chart.columns.iter().map(|label| label.chars().count()).max().unwrap_or(1);
    let steep = longest * columns > 60;
    let most = if steep { 40 } else { 60 / (longest + 2).max(1) };
    let layout = Layout::auto_from_plots(&plots)
        .with_x_categories(thinned(&chart.columns, most.max(2)))
        .with_y_categories(thinned(&chart.rows, 30))
        .with_x_label(chart.x.as_str())
        .with_y_label(chart.y.as_str())
        .with_x_label_overlap(AxisLabelOverlap::Thin)
        .with_width(WIDTH)
        .with_height(if chart.names { (200.0 + 24.0 * rows as f64).clamp(420.0, 900.0) } else { 560.0 });
    let layout = if steep {
        // kuva leaves no room for what hangs down.
        let down = 7.5 * longest as f64 * 0.87 + 60.0;
        layout.with_x_tick_rotate(-60.0).with_x_label_overlap(AxisLabelOverlap::Allow).with_force_margins_y(60.0, down)
    } else {
        layout
    };
    (plots, layout.with_subtitle(chart.value.as_str()).with_subtitle_size(13))
}

fn intervals(chart: &Intervals) -> (Vec<Plot>, Layout) {
    let groups = chart.groups();
    let ends = range(chart.rows.iter().flat_map(|row| row.values).chain(chart.null).chain(chart.bars.then_some(0.0)));
    let height = (150.0 + 26.0 * chart.rows.len() as f64).clamp(240.0, 1400.0);
    let mut legend = Vec::new();
    let mut forest = ForestPlot::new().with_marker_size(5.0).with_whisker_width(2.0).with_cap_size(4.0);
    forest = match chart.null {
        Some(null) => forest.with_null_value(null),
        None => forest.with_show_null_line(false),
    };
    for row in &chart.rows {
        let group = groups.iter().position(|own| *own == row.group).unwrap_or(0);
        // An estimate without interval is a point.
        let [value, low, high] = row.values;
        let [low, high] = if low.is_nan() { [value; 2] } else { [low, high] };
        let again = chart.rows.iter().take_while(|other| *other != row).any(|other| other.label == row.label);
        // The rows of one label belong together: it stands at the first.
        let label = if again && groups.len() > 1 { " ".repeat(group + 1) } else { row.label.clone() };
        forest = forest.with_colored_row(label, value, low, high, colour(group));
    }
    for (place, group) in groups.iter().enumerate() {
        let shape = LegendShape::Circle;
        legend.push(LegendEntry {
            label: (*group).to_owned(),
            color: colour(place).to_owned(),
            shape,
            dasharray: None,
        });
    }
    // The rows of a forest stand at whole heights, the last at 1.
    let mut plots = Vec::new();
    if chart.bars {
        for (place, row) in chart.rows.iter().enumerate().filter(|(_, row)| row.values[0] != 0.0) {
            let (value, middle) = (row.values[0], (chart.rows.len() - place) as f64);
            let ink = colour(groups.iter().position(|own| *own == row.group).unwrap_or(0));
            let bar =
                kuva::plot::BandPlot::new([value.min(0.0), value.max(0.0)], [middle - 0.32; 2], [middle + 0.32; 2]);
            plots.push(Plot::Band(bar.with_color(ink).with_opacity(0.3)));
        }
    }
    plots.push(Plot::Forest(forest));
    let mut layout = Layout::auto_from_plots(&plots)
        .with_x_label(chart.x.as_str())
        .with_x_axis_min(around(ends).0)
        .with_x_axis_max(around(ends).1)
        .with_width(WIDTH)
        .with_height(height);
    // There is no rank of two and a half.
    let whole = |x: f64| x.is_nan() || x.fract() == 0.0;
    if chart.rows.iter().flat_map(|row| row.values).all(whole) && ends[1] - ends[0] >= 2.0 {
        layout = layout.with_x_tick_step(((ends[1] - ends[0]) / 8.0).ceil());
    }
    if groups.len() > 1 {
        layout = layout.with_legend_entries(legend).with_legend_position(LegendPosition::OutsideBottomColumns);
    }
    (plots, layout)
}

fn points(chart: &Points) -> (Vec<Plot>, Layout) {
    let mut plots = Vec::new();
    let across = range(chart.points.iter().flat_map(|(_, [x, low, high, _])| [*x, *low, *high]).chain([0.0]));
    let up = range(chart.points.iter().map(|(_, values)| values[3]).chain([0.0]));
    if let Some((slope, label)) = &chart.slope {
        let end = across[1].min(up[1] / slope);
        let line = LinePlot::new().with_data([(0.0, 0.0), (end, slope * end)]);
        plots.push(Plot::Line(line.with_color(INK).with_stroke_width(1.0).with_dotted().with_legend(label.as_str())));
    }
    let errors =
        chart.points.iter().map(|(_, [x, low, high, _])| if low.is_nan() { (0.0, 0.0) } else { (x - low, high - x) });
    let dots = ScatterPlot::new()
        .with_data(chart.points.iter().map(|(_, values)| (values[0], values[3])))
        .with_x_err_asymmetric(errors)
        .with_color(colour(0))
        .with_size(5.0)
        .with_labels(chart.points.iter().map(|(name, _)| name.as_str()))
        .with_repel_labels();
    plots.push(Plot::Scatter(dots));
    let layout = Layout::auto_from_plots(&plots)
        .with_x_label(chart.x.as_str())
        .with_y_label(chart.y.as_str())
        .with_width(WIDTH)
        .with_height(500.0)
        .with_legend_position(LegendPosition::OutsideBottomColumns);
    (plots, layout)
}

fn areas(chart: &Areas) -> (Vec<Plot>, Layout) {
    let mut area = StackedAreaPlot::new().with_x(chart.places.iter().copied()).with_fill_opacity(0.9);
    let mut legend = Vec::new();
    for (place, (name, shares)) in chart.layers.iter().enumerate() {
        area = area.with_series(shares.iter().copied()).with_color(colour(place));
        let shape = LegendShape::Rect;
        legend.push(LegendEntry { label: name.clone(), color: colour(place).to_owned(), shape, dasharray: None });
    }
    let plots = vec![Plot::StackedArea(area)];
    let ends = range(chart.places.iter().copied());
    let layout = Layout::new((ends[0], ends[1]), (0.0, 1.0))
        .with_x_label(chart.x.as_str())
        .with_y_label(chart.y.as_str())
        .with_clamp_axis()
        .with_x_axis_min(ends[0])
        .with_x_axis_max(ends[1])
        .with_y_axis_min(0.0)
        .with_y_axis_max(1.0)
        .with_legend_entries(legend)
        .with_legend_position(LegendPosition::OutsideBottomColumns)
        .with_width(WIDTH)
        .with_height(430.0);
    (plots, layout)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_count_from_one_in_every_drawing() {
        let svg = "<svg width=\"7\" height=\"5\"><a id=\"kuva-clip-31\"/><b clip-path=\"url(#kuva-clip-31)\"/><c id=\"kuva-clip-4\"/>\
                   <text>url(#kuva-clip-4)</text></svg>";
        let tidy = tidied(svg, "phase");
        assert_eq!(
            tidy,
            "<svg viewBox=\"0 0 7 5\" width=\"7\" height=\"5\"><a id=\"phase-clip-1\"/><b clip-path=\"url(#phase-clip-1)\"/>\
             <c id=\"phase-clip-2\"/><text>url(#kuva-clip-4)</text></svg>"
        );
    }

    /// What a picture says is what was asked for, letter by letter, whatever kuva or XML would make of it.
    #[test]
    fn names_are_drawn_as_they_are() {
        let names =
            ["$\\frac$", "\\$ and $x$", "a<b>&amp;", "\"'`", "]]>", "NA", "%s {{", "\u{1b}[31m\u{202e}\u{ffff}"];
        let points = vec![[0.0, 0.1, f64::NAN, f64::NAN], [1.0, 0.2, f64::NAN, f64::NAN]];
        let series = names
            .iter()
            .map(|name| Series { name: (*name).to_owned(), points: points.clone(), censored: Vec::new() })
            .collect();
        let chart = Chart::Lines(Lines { x: "$x$".into(), series, ..Lines::default() });
        let figure = Figure { name: "one".into(), title: "$a$ \u{7}".into(), caption: String::new(), chart };
        let svg = svg(&figure);
        let read = roxmltree::Document::parse(&svg).unwrap_or_else(|error| panic!("{error}: {svg}"));
        let texts: Vec<&str> = read.descendants().filter_map(|node| node.text()).collect();
        for name in names.iter().chain(&["$x$", "$a$ \u{7}"]).map(|name| clean(name)) {
            assert!(texts.contains(&&*name), "{name}: {texts:?}");
        }
    }

    #[test]
    fn curves_break_where_values_are_missing() {
        let point = |x: f64, y: f64| [x, y, f64::NAN, f64::NAN];
        let series = Series {
            name: String::new(),
            points: vec![point(1.0, f64::NAN), point(2.0, 0.1), point(3.0, f64::NAN), point(4.0, 0.2)],
            ..Series::default()
        };
        let lengths: Vec<usize> = pieces(&series).map(<[_]>::len).collect();
        assert_eq!(lengths, [1, 1]);
    }

    #[test]
    fn colours_follow_the_scale_and_not_the_values_found() {
        let ColorMap::Custom(map) = scaled([0.0, 1.0], [0.5, 1.0]) else { panic!("a map of our own") };
        assert_eq!(map(0.0), ColorMap::Viridis.map(0.5));
        assert_eq!(map(1.0), ColorMap::Viridis.map(1.0));
        assert_eq!(map(f64::NAN), MISSING);
    }

    #[test]
    fn labels_are_thinned_evenly() {
        let labels: Vec<String> = (0..7).map(|k| k.to_string()).collect();
        assert_eq!(thinned(&labels, 7), labels);
        assert_eq!(thinned(&labels, 3), ["0", "", "", "3", "", "", "6"]);
    }
}
