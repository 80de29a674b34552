//! The cells of a list, as they are written.

use toml::Value;

use super::table::List;
use crate::config::document::{Document, dotted};
use crate::config::source::{Diagnostic, Span};
use crate::config::structs::{Config, Replicates};
use crate::question::design::points::{Points, Row};

/// The most cells: every two are compared.
const MOST: usize = 40;

/// The points of `[study.list]`; none if they are not such.
pub(crate) fn points(
    list: &List,
    config: &Config,
    document: &Document,
    mistakes: &mut Vec<Diagnostic>,
) -> Option<Points> {
    let before = mistakes.len();
    let span = |path: &[&str]| document.span(&[&["study", "list"], path].concat());
    let mut wrong = |path: &[&str], message: String| {
        let key: Vec<String> = ["study", "list"].iter().chain(path).map(|&part| part.to_owned()).collect();
        mistakes.push(Diagnostic::new(span(path), dotted(&key), message));
    };
    if !(2..=MOST).contains(&list.cells.len()) {
        wrong(&["cells"], format!("expected 2 to {MOST} cells to compare, found {}", list.cells.len()));
    }
    if matches!(config.replicates, Replicates::Sequential(_)) {
        let message = "expected a number of replicates: every two cells are compared replicate by replicate";
        wrong(&[], message.to_owned());
    }
    // The keys in the order in which cells first set them.
    let mut keys: Vec<(Vec<String>, Span)> = Vec::new();
    let mut rows: Vec<Row> = Vec::new();
    for (number, cell) in list.cells.iter().enumerate() {
        let place = number.to_string();
        if cell.name.trim().is_empty() {
            wrong(&["cells", &place, "name"], "expected what the cell is called, found an empty text".to_owned());
        }
        if list.cells[..number].iter().any(|other| other.name == cell.name) {
            wrong(&["cells", &place, "name"], format!("expected each name once, found {:?} twice", cell.name));
        }
        if let Some(other) = list.cells[..number].iter().find(|other| other.set == cell.set) {
            let message = format!("expected cells that differ, but {:?} and {:?} set the same", other.name, cell.name);
            wrong(&["cells", &place], message);
        }
        let mut row = Row { name: cell.name.clone(), values: vec![None; keys.len()], spans: Vec::new() };
        row.spans.resize(keys.len(), Span::default());
        for (name, value) in &cell.set {
            let at = span(&["cells", &place, "set", name]).unwrap_or_default();
            match Document::split(name) {
                Ok(key) => {
                    let known = keys.iter().position(|(own, _)| *own == key).unwrap_or_else(|| {
                        keys.push((key, at.clone()));
                        keys.len() - 1
                    });
                    row.values.resize(keys.len(), None);
                    row.spans.resize(keys.len(), Span::default());
                    (row.values[known], row.spans[known]) = (Some(Value::clone(value)), at);
                }
                Err(message) => wrong(&["cells", &place, "set", name], message),
            }
        }
        rows.push(row);
    }
    (mistakes.len() == before).then(|| Points::named(keys, rows))
}
