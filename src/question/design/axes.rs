//! Axes: values, ranges, and axes that move together.

use std::collections::BTreeSet;

use toml::Value;

use super::lever::{Level, Lever, in_words, is_whole, kind, label, number, takes_whole_numbers};
use crate::config::axis::{Axis, AxisEntry};
use crate::config::document::{Document, Setting, dotted};
use crate::config::levels;
use crate::config::source::{Diagnostic, Span};

/// The most values of an axis; each takes some hundred bytes.
const MOST_LEVELS: u32 = 2_000_000;

/// The levers of a list of axes that is written at a path.
pub(crate) fn entries(
    axes: &[AxisEntry],
    path: &[&str],
    document: &Document,
    mistakes: &mut Vec<Diagnostic>,
) -> Vec<Lever> {
    let mut levers = Vec::new();
    for (number, entry) in axes.iter().enumerate() {
        let at = |rest: &[&str]| -> Vec<String> {
            path.iter().chain(&[number.to_string().as_str()]).chain(rest).map(|&part| part.to_owned()).collect()
        };
        let parts: Vec<Result<Lever, Diagnostic>> = match entry {
            AxisEntry::One(axis) => vec![lever(axis, &at(&[]), document)],
            AxisEntry::Zipped(axes) => {
                axes.iter().enumerate().map(|(place, axis)| lever(axis, &at(&[&place.to_string()]), document)).collect()
            }
        };
        let mut zipped: Option<Lever> = None;
        for part in parts {
            match (part, &mut zipped) {
                (Err(mistake), _) => mistakes.push(mistake),
                (Ok(lever), None) => zipped = Some(lever),
                (Ok(lever), Some(first)) if lever.levels.len() != first.levels.len() => {
                    let message = format!(
                        "expected {} values as the other axes zipped with it, found {}",
                        first.levels.len(),
                        lever.levels.len()
                    );
                    mistakes.push(Diagnostic::new(lever.span, lever.columns.join(", "), message));
                }
                (Ok(lever), Some(first)) => {
                    first.columns.extend(lever.columns);
                    first.kinds.extend(lever.kinds);
                    for (level, more) in first.levels.iter_mut().zip(lever.levels) {
                        level.settings.extend(more.settings);
                        level.labels.extend(more.labels);
                    }
                }
            }
        }
        if let Some(lever) = zipped {
            mistakes.extend(listed_twice(&lever));
            levers.push(lever);
        }
    }
    levers
}

/// The first level that is there already; of axes that move together, only all their values make a level.
fn listed_twice(lever: &Lever) -> Option<Diagnostic> {
    let mut seen = BTreeSet::new();
    let twice = lever.levels.iter().find(|level| !seen.insert(&level.labels)).or_else(|| twice_the_same(lever))?;
    let values = if twice.labels.len() == 1 { "the value" } else { "the values" };
    let message = format!(
        "{values} {} listed twice",
        match &twice.labels[..] {
            [one] => format!("{} is", in_words(one)),
            several => format!("{} are", several.iter().map(|label| in_words(label)).collect::<Vec<_>>().join(", ")),
        }
    );
    Some(Diagnostic::new(Some(twice.settings[0].span.clone()), lever.columns.join(", "), message))
}

/// A number that is the same as another, though it is written otherwise.
fn twice_the_same(lever: &Lever) -> Option<&Level> {
    let mut numbers: Vec<(f64, &Level)> = match lever.columns.len() {
        1 => lever.levels.iter().filter_map(|level| Some((level.number?, level))).collect(),
        _ => Vec::new(),
    };
    numbers.sort_by(|a, b| a.0.total_cmp(&b.0));
    numbers.windows(2).find(|pair| levels::same(pair[0].0, pair[1].0)).map(|pair| pair[1].1)
}

/// The lever of one axis that is written at a path.
pub(crate) fn lever(axis: &Axis, at: &[String], document: &Document) -> Result<Lever, Diagnostic> {
    let span = document.span(at);
    let wrong = |message: &str| Diagnostic::new(span.clone(), axis.key.clone(), message);
    let key_path: Vec<String> = at.iter().cloned().chain(["key".to_owned()]).collect();
    let key_span = document.span(&key_path).or_else(|| span.clone()).unwrap_or_default();
    let key = Document::split(&axis.key).map_err(|message| Diagnostic::new(Some(key_span.clone()), "", message))?;
    document.check_key(&key, &key_span)?;
    let values: Vec<(Value, Span)> = match (&axis.values, axis.range, axis.log_range, axis.points) {
        (Some(values), None, None, None) => values
            .iter()
            .enumerate()
            .map(|(place, value)| {
                let path: Vec<String> = at.iter().cloned().chain(["values".to_owned(), place.to_string()]).collect();
                (value.clone(), document.span(&path).unwrap_or_default())
            })
            .collect(),
        (None, Some(_), None, None) | (None, None, Some(_), None) => {
            return Err(wrong("expected `points`, how many values the range has"));
        }
        (None, Some([from, to]), None, Some(points)) => {
            let at = |k, last| levels::linear(from + (to - from) * k / last, from, to);
            spaced(from, to, points, at, &wrong)?.into_iter().map(|x| (x, key_span.clone())).collect()
        }
        (None, None, Some([from, to]), Some(points)) => {
            if !(from > 0.0 && to > 0.0) {
                return Err(wrong(&format!("expected log_range = [lo, hi] with both above 0, found [{from}, {to}]")));
            }
            let at = |k, last| levels::logarithmic(from * libm::pow(to / from, k / last), from, to);
            spaced(from, to, points, at, &wrong)?.into_iter().map(|x| (x, key_span.clone())).collect()
        }
        _ => return Err(wrong("expected either `values`, or `range` and `points`, or `log_range` and `points`")),
    };
    if values.is_empty() {
        return Err(wrong("expected at least one value"));
    }
    let (takes_whole, whole) = (takes_whole_numbers(&key), is_whole(&key, values.iter().map(|(value, _)| value)));
    let kind = kind(whole, values.iter().map(|(value, _)| value));
    let levels: Vec<Level> = values
        .into_iter()
        .map(|(value, span)| {
            let value = match value {
                Value::Float(x) if takes_whole && x == x.trunc() && x.abs() < 1e15 => Value::Integer(x as i64),
                other => other,
            };
            Level {
                labels: vec![label(&value, whole)],
                number: number(&value),
                settings: vec![Setting { key: key.clone(), value, span }],
            }
        })
        .collect();
    Ok(Lever { columns: vec![dotted(&key)], kinds: vec![kind], levels, span })
}

/// The values of a range: `at` of (k, last) for k from 0 to last; the ends are exact.
fn spaced(
    from: f64,
    to: f64,
    points: u32,
    at: impl Fn(f64, f64) -> f64,
    wrong: &impl Fn(&str) -> Diagnostic,
) -> Result<Vec<Value>, Diagnostic> {
    if points < 2 {
        return Err(wrong(&format!("expected at least 2 points, found {points}")));
    }
    if points > MOST_LEVELS {
        return Err(wrong(&format!("expected at most {MOST_LEVELS} points on an axis, found {points}")));
    }
    if !(from.is_finite() && to.is_finite()) || from == to {
        return Err(wrong(&format!("expected two different finite ends, found [{from}, {to}]")));
    }
    let last = points - 1;
    let value = |k: u32| match k {
        0 => from,
        k if k == last => to,
        k => at(f64::from(k), f64::from(last)),
    };
    Ok((0..points).map(|k| Value::Float(value(k))).collect())
}
