//! The numbers of a picture as rows.

use serde_json::{Map, Value};

use super::chart::{Areas, Chart, Heat, Intervals, Lines, Links, Points, Series};
use super::links::circle;
use crate::output::Csv;

/// A field of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Field {
    /// A name.
    Text(String),
    /// A number; NaN is missing.
    Number(f64),
    /// A place, from 1.
    Count(usize),
}

/// A table: its columns and rows.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureRows {
    /// Names of the columns.
    pub columns: Vec<&'static str>,
    /// The rows, as wide as the columns.
    pub rows: Vec<Vec<Field>>,
}

impl FigureRows {
    /// As CSV, missing numbers empty.
    pub fn csv(&self) -> Vec<u8> {
        let mut csv = Csv::new();
        self.columns.iter().for_each(|column| csv.text(column));
        csv.end();
        for row in &self.rows {
            for field in row {
                match field {
                    Field::Text(text) => csv.text(text),
                    Field::Number(number) => csv.real(*number),
                    Field::Count(place) => csv.count(*place as f64),
                }
            }
            csv.end();
        }
        csv.into_bytes()
    }

    /// As JSON objects, missing numbers null.
    pub fn json(&self) -> Value {
        let object = |row: &Vec<Field>| {
            let fields = self.columns.iter().zip(row).map(|(column, field)| {
                let value = match field {
                    Field::Text(text) => Value::from(text.as_str()),
                    Field::Number(number) => Value::from(*number),
                    Field::Count(place) => Value::from(*place),
                };
                ((*column).to_owned(), value)
            });
            Value::Object(fields.collect::<Map<_, _>>())
        };
        self.rows.iter().map(object).collect()
    }
}

fn text(text: &str) -> Field {
    Field::Text(text.to_owned())
}

impl Chart {
    /// Its numbers, one row for each mark.
    pub fn rows(&self) -> FigureRows {
        match self {
            Self::Lines(lines) => of_lines(lines),
            Self::Heat(heat) => of_heat(heat),
            Self::Intervals(intervals) => of_intervals(intervals),
            Self::Points(points) => of_points(points),
            Self::Areas(areas) => of_areas(areas),
            Self::Links(links) => of_links(links),
        }
    }
}

fn of_lines(lines: &Lines) -> FigureRows {
    let mut columns = vec!["series", "x", "y", "low", "high"];
    if lines.has_ticks() {
        columns.push("censored");
    }
    let row = |series: &Series, place: usize| {
        let mut row = vec![text(&series.name)];
        row.extend(series.points[place].map(Field::Number));
        if lines.has_ticks() {
            row.push(Field::Number(series.censored.get(place).map_or(0.0, |censored| f64::from(*censored))));
        }
        row
    };
    let rows = lines
        .series
        .iter()
        .flat_map(|series| (0..series.points.len()).map(|place| row(series, place)).collect::<Vec<_>>());
    FigureRows { columns, rows: rows.collect() }
}

fn of_heat(heat: &Heat) -> FigureRows {
    let mut rows = Vec::new();
    for (r, cells) in heat.cells.iter().enumerate() {
        for (c, &value) in cells.iter().enumerate() {
            let mut row = vec![
                text(&heat.columns[c]),
                text(&heat.rows[r]),
                Field::Count(c + 1),
                Field::Count(r + 1),
                Field::Number(value),
            ];
            if let Some([low, high]) = &heat.bounds {
                row.extend([low[r][c], high[r][c]].map(Field::Number));
            }
            rows.push(row);
        }
    }
    let mut columns = vec!["x", "y", "column", "row", "value"];
    if heat.bounds.is_some() {
        columns.extend(["low", "high"]);
    }
    FigureRows { columns, rows }
}

fn of_intervals(intervals: &Intervals) -> FigureRows {
    let rows = intervals
        .rows
        .iter()
        .map(|row| [vec![text(&row.label), text(&row.group)], row.values.map(Field::Number).to_vec()].concat());
    FigureRows { columns: vec!["label", "group", "estimate", "low", "high"], rows: rows.collect() }
}

fn of_points(points: &Points) -> FigureRows {
    let rows =
        points.points.iter().map(|(name, values)| [vec![text(name)], values.map(Field::Number).to_vec()].concat());
    FigureRows { columns: vec!["label", "x", "low", "high", "y"], rows: rows.collect() }
}

fn of_areas(areas: &Areas) -> FigureRows {
    let mut bottom = vec![0.0; areas.places.len()];
    let mut rows = Vec::new();
    for (name, shares) in &areas.layers {
        for ((&x, &share), bottom) in areas.places.iter().zip(shares).zip(&mut bottom) {
            let top = *bottom + share;
            rows.push([vec![text(name)], [x, share, *bottom, top].map(Field::Number).to_vec()].concat());
            *bottom = top;
        }
    }
    FigureRows { columns: vec!["layer", "x", "share", "bottom", "top"], rows }
}

fn of_links(links: &Links) -> FigureRows {
    let at = circle(links);
    let mut rows = Vec::new();
    for ((name, kind), [x, y]) in links.nodes.iter().zip(&at) {
        let numbers = [*x, *y, f64::NAN, f64::NAN, f64::NAN].map(Field::Number);
        rows.push([vec![text("node"), text(name), text(""), text(kind)], numbers.to_vec()].concat());
    }
    for &(from, to, strength) in &links.links {
        let numbers = [at[from][0], at[from][1], at[to][0], at[to][1], strength].map(Field::Number);
        let names = vec![text("link"), text(&links.nodes[from].0), text(&links.nodes[to].0), text("")];
        rows.push([names, numbers.to_vec()].concat());
    }
    FigureRows { columns: vec!["what", "name", "to", "kind", "x", "y", "x2", "y2", "strength"], rows }
}
