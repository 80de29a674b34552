//! A picture as a Vega-Lite specification (version 5), its numbers inside: the Vega editor, Jupyter and Observable redraw it.

use serde_json::{Value, json};

use crate::output::display;

use super::chart::{Chart, Figure, Heat, Intervals, Lines, Points};
use super::style::{COLOURS, colour};

/// The specification of a picture.
pub fn specification(figure: &Figure) -> Value {
    let rows = figure.chart.rows();
    let mut specification = json!({
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": figure.title,
        "description": figure.caption,
        "width": 560,
        "height": 360,
        "data": { "values": rows.json() },
        // Vega describes marks by expressions made of titles, in which a backslash means something; the description says it all.
        "config": { "range": { "category": COLOURS }, "mark": { "aria": false } },
    });
    let drawn = match &figure.chart {
        Chart::Lines(chart) => lines(chart),
        Chart::Heat(chart) => heat(chart),
        Chart::Intervals(chart) => intervals(chart),
        Chart::Points(chart) => points(chart),
        Chart::Areas(chart) => json!({
            "mark": "area",
            "encoding": {
                "x": quantity("x", &chart.x),
                "y": { "field": "share", "type": "quantitative", "title": chart.y, "stack": "zero", "scale": { "domain": [0, 1] } },
                "color": names("layer", chart.layers.iter().map(|(name, _)| name.as_str())),
            },
        }),
        Chart::Links(chart) => json!({
            "height": 560,
            "encoding": {
                "x": { "field": "x", "type": "quantitative", "axis": null },
                "y": { "field": "y", "type": "quantitative", "axis": null },
            },
            "layer": [
                {
                    "transform": [{ "filter": "datum.what == 'link'" }],
                    "mark": { "type": "rule", "color": "#8a8a8a", "opacity": 0.5 },
                    "encoding": {
                        "x2": { "field": "x2" },
                        "y2": { "field": "y2" },
                        "strokeWidth": { "field": "strength", "type": "quantitative", "title": chart.strength, "scale": { "domain": [0, 1], "range": [0, 4] } },
                    },
                },
                {
                    "transform": [{ "filter": "datum.what == 'node'" }],
                    "mark": { "type": "circle", "size": 120, "opacity": 1 },
                    "encoding": { "color": { "field": "kind", "type": "nominal", "title": null } },
                },
                {
                    "transform": [{ "filter": "datum.what == 'node'" }],
                    "mark": { "type": "text", "dy": -12 },
                    "encoding": { "text": { "field": "name" } },
                },
            ],
        }),
    };
    if let (Value::Object(whole), Value::Object(drawn)) = (&mut specification, drawn) {
        whole.extend(drawn);
    }
    specification
}

fn quantity(field: &str, title: &str) -> Value {
    json!({ "field": field, "type": "quantitative", "title": title })
}

/// A scale of colours for names in their own order.
fn names<'a>(field: &str, names: impl Iterator<Item = &'a str>) -> Value {
    let mut domain: Vec<&str> = Vec::new();
    for name in names {
        if !domain.contains(&name) {
            domain.push(name);
        }
    }
    let range: Vec<&str> = (0..domain.len()).map(colour).collect();
    let legend = if domain.len() > 1 { json!({ "title": null }) } else { Value::Null };
    json!({ "field": field, "type": "nominal", "scale": { "domain": domain, "range": range }, "legend": legend, "sort": domain })
}

fn lines(chart: &Lines) -> Value {
    let interpolate = if chart.step { "step-after" } else { "linear" };
    let mut x = quantity("x", &chart.x);
    x["scale"] = json!({ "type": if chart.log { "log" } else { "linear" }, "zero": false });
    let scale = match chart.range {
        Some(range) => json!({ "domain": range }),
        None => json!({ "zero": false }),
    };
    let mut y = quantity("y", &chart.y);
    y["scale"] = scale;
    let mut low = quantity("low", &chart.y);
    low["scale"] = y["scale"].clone();
    let mut layers = vec![
        json!({
            "transform": [{ "filter": "isValid(datum.low) && isValid(datum.high)" }],
            "mark": { "type": "area", "opacity": 0.18, "interpolate": interpolate },
            "encoding": { "y": low, "y2": { "field": "high" } },
        }),
        json!({ "mark": { "type": "line", "point": chart.dots, "interpolate": interpolate }, "encoding": { "y": &y } }),
    ];
    if chart.has_ticks() {
        layers.push(json!({
            "transform": [{ "filter": "datum.censored > 0" }],
            "mark": { "type": "point", "shape": "stroke", "angle": 90, "size": 60 },
            "encoding": { "y": y },
        }));
    }
    if let Some((level, label)) = &chart.level {
        layers.push(json!({
            "data": { "values": [{ "level": level, "label": label }] },
            "mark": { "type": "rule", "strokeDash": [3, 4] },
            "encoding": { "y": { "field": "level", "type": "quantitative" }, "x": {}, "color": {} },
        }));
    }
    let color = names("series", chart.series.iter().map(|series| series.name.as_str()));
    json!({ "encoding": { "x": x, "color": color }, "layer": layers })
}

/// Where a matrix passes a level along each of its columns, by linear interpolation between rows: column and row, from 1.
pub fn passages(cells: &[Vec<f64>], level: f64) -> Vec<[f64; 2]> {
    let mut found = Vec::new();
    for column in 0..cells.first().map_or(0, Vec::len) {
        for row in 1..cells.len() {
            let (below, above) = (cells[row - 1][column], cells[row][column]);
            if (below - level) * (above - level) < 0.0 || (above == level && below != level) {
                let at = row as f64 + (level - below) / (above - below);
                found.push([(column + 1) as f64, at]);
            }
        }
    }
    found
}

fn heat(chart: &Heat) -> Value {
    // Places are numbers from 1, so that a boundary can pass between them; the labels are put in their stead.
    let axis = |labels: &[String], title: &str| {
        let listed: Value = labels.iter().map(|label| display::line(label)).collect();
        json!({
            "title": title,
            "grid": false,
            "tickCount": labels.len().min(24),
            "values": (1..=labels.len()).collect::<Vec<_>>(),
            // A list as JSON is a list of texts to an expression too: nothing in it is one.
            "labelExpr": format!("({listed})[datum.value - 1]"),
            "labelOverlap": true,
        })
    };
    let position = |field: &str, labels: &[String], title: &str| json!({ "field": field, "type": "quantitative", "axis": axis(labels, title), "scale": { "domain": [0.5, labels.len() as f64 + 0.5], "nice": false } });
    let mut layers = vec![json!({
        "transform": [
            { "calculate": "datum.column - 0.5", "as": "left" }, { "calculate": "datum.column + 0.5", "as": "right" },
            { "calculate": "datum.row - 0.5", "as": "bottom" }, { "calculate": "datum.row + 0.5", "as": "top" },
            { "filter": "isValid(datum.value)" },
        ],
        "mark": "rect",
        "encoding": {
            "x": position("left", &chart.columns, &chart.x),
            "x2": { "field": "right" },
            "y": position("bottom", &chart.rows, &chart.y),
            "y2": { "field": "top" },
            "color": { "field": "value", "type": "quantitative", "title": chart.value, "scale": { "scheme": "viridis", "domain": chart.scale } },
        },
    })];
    if let Some(level) = chart.boundary {
        let mut curves = vec![(&chart.cells, "#000000", 3)];
        if let Some([low, high]) = &chart.bounds {
            curves.extend([(low, "#ffffff", 1), (high, "#ffffff", 1)]);
        }
        for (cells, ink, width) in curves {
            let found = passages(cells, level);
            let values: Vec<Value> =
                found.iter().map(|[column, row]| json!({ "column": column, "row": row })).collect();
            layers.push(json!({
                "data": { "values": values },
                "mark": { "type": "line", "color": ink, "strokeWidth": width, "point": { "color": ink, "size": 20 } },
                "encoding": {
                    "x": { "field": "column", "type": "quantitative" },
                    "y": { "field": "row", "type": "quantitative" },
                    "order": { "field": "column" },
                },
            }));
        }
    }
    json!({ "layer": layers })
}

fn intervals(chart: &Intervals) -> Value {
    let groups = chart.groups();
    let several = groups.len() > 1;
    let color = names("group", groups.into_iter());
    let mut y =
        json!({ "field": "label", "type": "nominal", "sort": null, "title": null, "axis": { "labelLimit": 320 } });
    if several {
        y["axis"]["grid"] = json!(true);
    }
    let mut layers = vec![
        json!({ "mark": "rule", "encoding": { "x": { "field": "low", "type": "quantitative", "title": chart.x }, "x2": { "field": "high" } } }),
        json!({ "mark": { "type": "point", "filled": true, "size": 60 }, "encoding": { "x": quantity("estimate", &chart.x) } }),
    ];
    if chart.bars {
        let bar =
            json!({ "mark": { "type": "bar", "opacity": 0.3 }, "encoding": { "x": quantity("estimate", &chart.x) } });
        layers.insert(0, bar);
    }
    if let Some(level) = chart.null {
        layers.push(json!({
            "data": { "values": [{ "level": level }] },
            "mark": { "type": "rule", "strokeDash": [3, 4] },
            "encoding": { "x": { "field": "level", "type": "quantitative" }, "y": {}, "yOffset": {}, "color": {} },
        }));
    }
    let mut encoding = json!({ "y": y, "color": color });
    if several {
        encoding["yOffset"] = json!({ "field": "group", "type": "nominal" });
    }
    json!({ "height": (24 * chart.rows.len()).clamp(160, 900), "encoding": encoding, "layer": layers })
}

fn points(chart: &Points) -> Value {
    let mut layers = vec![
        json!({ "mark": "rule", "encoding": { "x": { "field": "low", "type": "quantitative", "title": chart.x }, "x2": { "field": "high" } } }),
        json!({ "mark": { "type": "point", "filled": true, "size": 60 }, "encoding": { "x": quantity("x", &chart.x) } }),
        json!({ "mark": { "type": "text", "dy": -10 }, "encoding": { "x": quantity("x", &chart.x), "text": { "field": "label" } } }),
    ];
    if let Some((slope, label)) = &chart.slope {
        let far = chart.points.iter().map(|(_, values)| values[0].min(values[3] / slope)).fold(0.0, f64::max);
        layers.push(json!({
            "data": { "values": [{ "x": 0, "y": 0 }, { "x": far, "y": slope * far }] },
            "mark": { "type": "line", "strokeDash": [2, 3], "color": "#7a7a7a", "tooltip": label },
            "encoding": { "x": quantity("x", &chart.x) },
        }));
    }
    json!({ "encoding": { "y": quantity("y", &chart.y) }, "layer": layers })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_passed_where_a_column_crosses_it() {
        let nan = f64::NAN;
        // Up, at a row itself, not at all, and next to what is missing.
        let cells = vec![vec![0.0, 0.5, 0.9, nan], vec![1.0, 0.5, 0.8, 1.0], vec![1.0, 1.0, 0.7, 0.0]];
        assert_eq!(passages(&cells, 0.25), [[1.0, 1.25], [4.0, 2.75]]);
        let through = vec![vec![0.0], vec![0.5], vec![1.0]];
        assert_eq!(passages(&through, 0.5), [[1.0, 2.0]], "once, though two steps touch it");
        assert!(passages(&[], 0.5).is_empty());
    }

    #[test]
    fn names_keep_their_order_and_colours() {
        let scale = names("series", ["weak", "strong", "weak"].into_iter());
        assert_eq!(scale["scale"]["domain"], json!(["weak", "strong"]));
        assert_eq!(scale["scale"]["range"], json!([COLOURS[0], COLOURS[1]]));
        assert!(names("series", ["one"].into_iter())["legend"].is_null());
    }
}
