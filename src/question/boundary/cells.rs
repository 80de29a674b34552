//! The lines of a boundary search: every cell of the other axes, and along each the points of the axis that is searched.

use toml::Value;

use super::line::SearchLine;
use super::table::Boundary;
use crate::config::document::{Document, Setting, dotted};
use crate::config::source::Diagnostic;
use crate::question::design::axes::entries;
use crate::question::design::lever::{Level, Lever, label, takes_whole_numbers};
use crate::record::ValueKind;

const PATH: [&str; 2] = ["study", "boundary"];

/// The levers of a boundary search; the axis that is searched moves fastest.
pub(crate) fn levers(study: &Boundary, document: &Document, mistakes: &mut Vec<Diagnostic>) -> Vec<Lever> {
    let mut levers = entries(&study.over, &["study", "boundary", "over"], document, mistakes);
    match axis(study, document) {
        Ok(lever) => levers.push(lever),
        Err(mistake) => mistakes.push(mistake),
    }
    levers
}

fn axis(study: &Boundary, document: &Document) -> Result<Lever, Diagnostic> {
    let at = |rest: &[&str]| document.span(&[&PATH[..], rest].concat());
    let span = at(&["axis", "key"]).unwrap_or_default();
    let key = Document::split(&study.axis.key).map_err(|message| Diagnostic::new(Some(span.clone()), "", message))?;
    document.check_key(&key, &span)?;
    let wrong = |message: String| Diagnostic::new(at(&["axis"]), dotted(&key), message);
    let whole = takes_whole_numbers(&key);
    if whole && study.axis.values.is_none() {
        return Err(wrong(
            "the key takes whole numbers; expected `values = [...]`, those that are to be tried".to_owned(),
        ));
    }
    let line = SearchLine::new(study).map_err(wrong)?;
    if let Some(broken) = line.values.iter().find(|x| whole && **x != x.trunc()) {
        return Err(wrong(format!("the key takes whole numbers, found {broken}")));
    }
    let level = |&x: &f64| {
        let value = if whole { Value::Integer(x as i64) } else { Value::Float(x) };
        Level {
            labels: vec![label(&value, whole)],
            number: Some(x),
            settings: vec![Setting { key: key.clone(), value, span: span.clone() }],
        }
    };
    Ok(Lever {
        columns: vec![dotted(&key)],
        kinds: vec![if whole { ValueKind::Count } else { ValueKind::Real }],
        levels: line.values.iter().map(level).collect(),
        span: at(&["axis"]),
    })
}
