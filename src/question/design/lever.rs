//! Levers, their levels, and values as tables and sentences show them.

use toml::Value;

use crate::config::document::Setting;
use crate::config::schema::{Below, Place};
use crate::config::source::Span;
use crate::output::table::{count, real};
use crate::record::ValueKind;

/// Something that takes several levels: an axis, zipped axes, or a bundle.
#[derive(Debug, Clone)]
pub struct Lever {
    /// Its columns in the tables: the dotted keys, or the bundle's name.
    pub columns: Vec<String>,
    /// What their values are.
    pub kinds: Vec<ValueKind>,
    /// What each level sets.
    pub levels: Vec<Level>,
    /// Where it is written.
    pub span: Option<Span>,
}

/// One level of a lever.
#[derive(Debug, Clone)]
pub struct Level {
    /// What it sets.
    pub settings: Vec<Setting>,
    /// What the tables show, one for each column.
    pub labels: Vec<String>,
    /// The first value as a number, if it is one.
    pub number: Option<f64>,
}

/// What the schema says of a key.
pub(crate) fn place_of(key: &[String]) -> Place<'static> {
    let mut place = Place::root();
    for part in key {
        place = match place.below(part) {
            Below::Known(inner) => inner,
            _ => place.items().unwrap_or(place),
        };
    }
    place
}

pub(crate) fn takes_whole_numbers(key: &[String]) -> bool {
    place_of(key).is_integer()
}

pub(crate) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(x) => Some(*x as f64),
        Value::Float(x) => Some(*x),
        _ => None,
    }
}

/// A value as the tables show it: text bare, everything else as TOML, but a number as its key takes it. A key of whole numbers is never
/// written with a point, another always, however its levels are written in the config.
pub(crate) fn label(value: &Value, whole: bool) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Float(x) if whole => count(*x),
        Value::Float(x) => real(*x),
        Value::Integer(x) if !whole => real(*x as f64),
        other => other.to_string(),
    }
}

/// Are the values of a key written without a point?
pub(crate) fn is_whole<'a>(key: &[String], mut values: impl Iterator<Item = &'a Value>) -> bool {
    takes_whole_numbers(key) && values.all(|value| number(value).is_none_or(|x| x == x.trunc()))
}

/// What the values of a swept key are; a column of both numbers and words is text.
pub(crate) fn kind<'a>(whole: bool, mut values: impl Iterator<Item = &'a Value> + Clone) -> ValueKind {
    if values.clone().all(|value| number(value).is_some()) {
        if whole { ValueKind::Count } else { ValueKind::Real }
    } else if values.all(Value::is_bool) {
        ValueKind::Boolean
    } else {
        ValueKind::Text
    }
}

/// A label as it is said in words: without the point that tells tables that a whole number is a real.
pub fn in_words(label: &str) -> &str {
    match label.strip_suffix(".0") {
        Some(whole) if whole.parse::<i64>().is_ok() => whole,
        _ => label,
    }
}

/// A value as it is said in a sentence: a number with a long tail loses it.
pub(crate) fn to_four_digits(label: &str) -> String {
    let label = in_words(label).to_owned();
    match label.parse::<f64>() {
        Ok(x) if label.len() > 6 && label.contains('.') && x.abs() >= 1e-4 && x.abs() < 1e4 => {
            let digits = (3 - libm::floor(libm::log10(x.abs())) as i32).clamp(0, 7) as usize;
            format!("{x:.digits$}")
        }
        _ => label,
    }
}
