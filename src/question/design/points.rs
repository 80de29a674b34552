//! Points over several keys at once: drawn from distributions, or listed in a file.

use toml::Value;

use super::lever::{is_whole, kind, label, number, takes_whole_numbers};
use crate::config::document::{Document, Setting, dotted};
use crate::config::levels;
use crate::config::source::{Diagnostic, Span};
use crate::question::sample::table::Listed;
use crate::record::ValueKind;
use crate::statistics::distribution::Distribution;

/// The most points that are drawn, and the most numbers of all of them; each takes eight bytes, and more while it is drawn.
const MOST: usize = 10_000_000;
const MOST_NUMBERS: usize = 10 * MOST;

/// Refuses more points than can be held.
pub(crate) fn not_too_many(points: usize, keys: usize) -> Result<(), String> {
    match (points, points.saturating_mul(keys)) {
        (0..=MOST, 0..=MOST_NUMBERS) => Ok(()),
        (0..=MOST, numbers) => {
            Err(format!("expected at most {MOST_NUMBERS} numbers, found {numbers}: {points} points of {keys} keys"))
        }
        _ => Err(format!("expected at most {MOST} points, found {points}; every point is a cell")),
    }
}

/// The cells of a sample or a sensitivity analysis.
#[derive(Debug, Clone)]
pub struct Points {
    /// The swept keys, dotted, as columns.
    pub columns: Vec<String>,
    keys: Vec<Vec<String>>,
    /// Of each key whether it is written without a point, and what its values are.
    forms: Vec<(bool, ValueKind)>,
    spans: Vec<Span>,
    values: Values,
}

/// The values of points.
#[derive(Debug, Clone)]
pub(crate) enum Values {
    /// By key a distribution, and of each point its place in it.
    Drawn(Vec<Distribution>, Vec<Vec<f64>>),
    /// The same of points on a grid, whose values are decimals where short ones are meant.
    Spaced(Vec<Distribution>, Vec<Vec<f64>>),
    /// The values of each point, none where the config's stands; where they were written; and what each is called.
    Listed(Vec<Vec<Option<Value>>>, Vec<Span>, Vec<String>),
}

/// A point with a name of its own: by key its value, none where the config's stands, and where it was written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    /// What it is called.
    pub(crate) name: String,
    /// Its values; those of keys that no point before it sets may be missing at the end.
    pub(crate) values: Vec<Option<Value>>,
    /// Where they were written.
    pub(crate) spans: Vec<Span>,
}

impl Points {
    /// Points given one by one, over these keys.
    pub(crate) fn named(keys: Vec<(Vec<String>, Span)>, rows: Vec<Row>) -> Self {
        let (keys, spans): (Vec<Vec<String>>, Vec<Span>) = keys.into_iter().unzip();
        let of = |place: usize| rows.iter().filter_map(move |row| row.values.get(place)?.as_ref());
        let forms = keys.iter().enumerate().map(|(place, key)| form(key, of(place))).collect();
        let (mut values, mut written, mut names) = (Vec::new(), Vec::new(), Vec::new());
        for mut row in rows {
            row.values.resize(keys.len(), None);
            row.spans.resize(keys.len(), Span::default());
            names.push(row.name);
            values.push(row.values);
            written.extend(row.spans);
        }
        let columns = keys.iter().map(|key| dotted(key)).collect();
        Self { columns, keys, forms, spans, values: Values::Listed(values, written, names) }
    }

    /// Have the points names of their own?
    pub fn are_named(&self) -> bool {
        matches!(&self.values, Values::Listed(_, _, names) if !names.is_empty())
    }

    /// Number of points.
    pub fn len(&self) -> usize {
        match &self.values {
            Values::Drawn(_, columns) | Values::Spaced(_, columns) => columns.first().map_or(0, Vec::len),
            Values::Listed(rows, ..) => rows.len(),
        }
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The values of a point, by key.
    fn values(&self, point: usize) -> Vec<Option<Value>> {
        match &self.values {
            Values::Drawn(distributions, columns) => {
                distributions.iter().zip(columns).map(|(of, column)| Some(of.quantile(column[point]))).collect()
            }
            Values::Spaced(distributions, columns) => {
                let spaced = |of: &Distribution, part: f64| match *of {
                    Distribution::Uniform([lo, hi]) => Value::Float(levels::linear(of.number(part), lo, hi)),
                    Distribution::LogUniform([lo, hi]) => Value::Float(levels::logarithmic(of.number(part), lo, hi)),
                    _ => of.quantile(part),
                };
                distributions.iter().zip(columns).map(|(of, column)| Some(spaced(of, column[point]))).collect()
            }
            Values::Listed(rows, ..) => rows[point].clone(),
        }
    }

    /// Where the values of a point were written, by key.
    fn written(&self, point: usize) -> &[Span] {
        match &self.values {
            Values::Listed(_, spans, _) if !spans.is_empty() => &spans[point * self.keys.len()..][..self.keys.len()],
            _ => &self.spans,
        }
    }

    /// What a point is called, if it has a name.
    pub fn name(&self, point: usize) -> Option<&str> {
        match &self.values {
            Values::Listed(_, _, names) => names.get(point).map(String::as_str).filter(|name| !name.is_empty()),
            Values::Drawn(..) | Values::Spaced(..) => None,
        }
    }

    /// What a point sets.
    pub fn settings(&self, point: usize) -> Vec<Setting> {
        let of = self.keys.iter().zip(self.written(point)).zip(self.values(point));
        of.filter_map(|((key, span), value)| Some(Setting { key: key.clone(), value: value?, span: span.clone() }))
            .collect()
    }

    /// What the tables show of a point; empty where the config's value stands.
    pub fn labels(&self, point: usize) -> Vec<String> {
        let of = self.forms.iter().zip(self.values(point));
        of.map(|((whole, _), value)| value.map(|value| label(&value, *whole)).unwrap_or_default()).collect()
    }

    /// What the values of each key are.
    pub fn kinds(&self) -> Vec<ValueKind> {
        self.forms.iter().map(|(_, kind)| *kind).collect()
    }

    /// The values of a point as numbers; missing where they are none.
    pub fn numbers(&self, point: usize) -> Vec<f64> {
        self.values(point).iter().map(|value| value.as_ref().and_then(number).unwrap_or(f64::NAN)).collect()
    }

    /// The settings of a point with those of one key as in another.
    pub fn crossed(&self, point: usize, key: usize, other: usize) -> Vec<Setting> {
        let mut values = self.values(point);
        values[key] = self.values(other)[key].clone();
        let of = self.keys.iter().zip(&self.spans).zip(values);
        of.filter_map(|((key, span), value)| Some(Setting { key: key.clone(), value: value?, span: span.clone() }))
            .collect()
    }

    /// Every key, with nothing for a value.
    pub(super) fn all_keys(&self) -> Vec<Setting> {
        let of = self.keys.iter().zip(&self.spans);
        of.map(|(key, span)| Setting { key: key.clone(), value: Value::Boolean(false), span: span.clone() }).collect()
    }

    /// Where a key is written.
    pub fn span(&self, key: usize) -> &Span {
        &self.spans[key]
    }
}

/// Points over keys, each drawn from a distribution.
pub(crate) fn drawn_from(
    distributions: &std::collections::BTreeMap<String, Distribution>,
    path: &[&str],
    values: fn(Vec<Distribution>, Vec<Vec<f64>>) -> Values,
    columns: Vec<Vec<f64>>,
    document: &Document,
    mistakes: &mut Vec<Diagnostic>,
) -> Option<Points> {
    let (mut keys, mut spans) = (Vec::new(), Vec::new());
    let before = mistakes.len();
    for (name, of) in distributions {
        let span = document.span(&[path, &["keys", name]].concat()).unwrap_or_default();
        let mut wrong = |message: String| mistakes.push(Diagnostic::new(Some(span.clone()), name.clone(), message));
        let key = match Document::split(name) {
            Ok(key) => key,
            Err(message) => {
                wrong(message);
                continue;
            }
        };
        if let Err(message) = of.check() {
            wrong(message);
        } else if takes_whole_numbers(&key) && !matches!(of, Distribution::Integers(_) | Distribution::Values(_)) {
            wrong("the key takes whole numbers; expected { integers = [lo, hi] } or { values = [...] }".to_owned());
        }
        keys.push(key);
        spans.push(span);
    }
    let form = |(key, of): (&Vec<String>, &Distribution)| match of {
        Distribution::Values(values) => form(key, values.iter()),
        Distribution::Integers(_) if takes_whole_numbers(key) => (true, ValueKind::Count),
        _ => (false, ValueKind::Real),
    };
    (mistakes.len() == before).then(|| Points {
        columns: keys.iter().map(|key| dotted(key)).collect(),
        forms: keys.iter().zip(distributions.values()).map(form).collect(),
        keys,
        spans,
        values: values(distributions.values().cloned().collect(), columns),
    })
}

/// Are the values of a key written without a point, and what are they?
fn form<'a>(key: &[String], values: impl Iterator<Item = &'a Value> + Clone) -> (bool, ValueKind) {
    let whole = is_whole(key, values.clone());
    (whole, kind(whole, values))
}
/// Points that are listed.
pub(crate) fn listed(listed: &Listed, document: &Document, mistakes: &mut Vec<Diagnostic>) -> Option<Points> {
    let keys_of = listed.columns.len();
    let span = document.span(&["study", "sample", "table"]).unwrap_or_default();
    // Of a design that was read from a file every key and value has its place in that.
    let in_file = listed.spans.len() == keys_of * (listed.rows.len() + 1);
    let (heads, spans) = if in_file { listed.spans.split_at(keys_of) } else { Default::default() };
    let head = |place: usize| heads.get(place).cloned().unwrap_or_else(|| span.clone());
    let before = mistakes.len();
    let mut wrong =
        |at: Span, message: String| mistakes.push(Diagnostic::new(Some(at), "study.sample.design", message));
    let mut keys = Vec::new();
    for (place, name) in listed.columns.iter().enumerate() {
        match Document::split(name) {
            Ok(key) => keys.push(key),
            Err(message) => {
                wrong(head(place), format!("{message}; label = {name:?} keeps a column of names for people"));
            }
        }
    }
    if listed.rows.is_empty() {
        wrong(head(0), "expected at least one row below the header".to_owned());
    }
    if let Some(place) = listed.rows.iter().position(|row| row.len() != keys_of) {
        wrong(
            span.clone(),
            format!("row {}: expected {keys_of} values, found {}", place + 2, listed.rows[place].len()),
        );
    }
    let missing = |value: &Value| value.as_str() == Some("");
    let values: Vec<Vec<Option<Value>>> =
        listed.rows.iter().map(|row| row.iter().map(|v| (!missing(v)).then(|| v.clone())).collect()).collect();
    let column = |place: usize| values.iter().filter_map(move |row| row.get(place)?.as_ref());
    let forms = keys.iter().enumerate().map(|(place, key)| form(key, column(place))).collect();
    (mistakes.len() == before).then(|| Points {
        columns: keys.iter().map(|key| dotted(key)).collect(),
        forms,
        spans: (0..keys_of).map(head).collect(),
        keys,
        values: Values::Listed(values, spans.to_vec(), listed.labels.clone()),
    })
}
