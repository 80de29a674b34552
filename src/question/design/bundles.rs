//! Bundles of settings, each off or on.

use std::collections::BTreeMap;

use toml::Value;

use super::lever::{Level, Lever};
use crate::config::document::{Document, Setting, dotted};
use crate::config::source::Diagnostic;
use crate::record::ValueKind;

/// The levers of bundles that are written at a path.
pub(crate) fn named(
    bundles: &BTreeMap<String, BTreeMap<String, Value>>,
    path: &[&str],
    document: &Document,
    mistakes: &mut Vec<Diagnostic>,
) -> Vec<Lever> {
    let mut levers = Vec::new();
    for (name, settings) in bundles {
        let at = [path, &[name.as_str()]].concat();
        if settings.is_empty() {
            let path: Vec<String> = at.iter().map(|&part| part.to_owned()).collect();
            mistakes.push(Diagnostic::new(document.span(&at), dotted(&path), "expected at least one setting"));
        }
        let mut on = Vec::new();
        for (key, value) in settings {
            let span = document.span(&[&at[..], &[key]].concat()).unwrap_or_default();
            match Document::split(key) {
                Ok(key) => on.push(Setting { key, value: value.clone(), span }),
                Err(message) => mistakes.push(Diagnostic::new(Some(span), "", message)),
            }
        }
        let level = |settings, on: u8| Level { settings, labels: vec![on.to_string()], number: Some(f64::from(on)) };
        levers.push(Lever {
            columns: vec![name.clone()],
            kinds: vec![ValueKind::Count],
            levels: vec![level(Vec::new(), 0), level(on, 1)],
            span: document.span(&at),
        });
    }
    levers
}
