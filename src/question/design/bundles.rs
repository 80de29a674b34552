//! Bundles of settings and mechanisms, each off or on.

use std::collections::BTreeMap;

use toml::Value;

use super::{Level, Lever};
use crate::config::document::{Document, Setting, dotted};
use crate::config::source::Diagnostic;
use crate::config::structs::Factorial;
use crate::question::exploration::Ablation;
use crate::record::ValueKind;

/// The levers of a factorial: each bundle off or on.
pub(super) fn levers(factorial: &Factorial, document: &Document, mistakes: &mut Vec<Diagnostic>) -> Vec<Lever> {
    let whole = document.span(&["study", "factorial"]);
    if factorial.bundles.is_empty() || factorial.bundles.len() > 10 {
        let message = format!("expected 1 to 10 bundles, found {}", factorial.bundles.len());
        mistakes.push(Diagnostic::new(whole, "study.factorial.bundles", message));
    }
    named(&factorial.bundles, &["study", "factorial", "bundles"], document, mistakes)
}

/// The levers of bundles that are written at a path.
pub(super) fn named(
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

/// The levers of an ablation: each mechanism off or on, then each bundle.
pub(super) fn ablation(ablation: &Ablation, document: &Document, mistakes: &mut Vec<Diagnostic>) -> Vec<Lever> {
    if let Err(message) = ablation.check() {
        mistakes.push(Diagnostic::new(document.span(&["study", "ablation"]), "study.ablation", message));
        return Vec::new();
    }
    let mut levers = Vec::new();
    for (place, name) in ablation.mechanisms.iter().enumerate() {
        let span = document.span(&["study", "ablation", "mechanisms", &place.to_string()]);
        let key = ["mechanisms", name, "enabled"].map(str::to_owned).to_vec();
        let level = |on: bool| Level {
            settings: vec![Setting {
                key: key.clone(),
                value: Value::Boolean(on),
                span: span.clone().unwrap_or_default(),
            }],
            labels: vec![u8::from(on).to_string()],
            number: Some(f64::from(u8::from(on))),
        };
        levers.push(Lever {
            columns: vec![name.clone()],
            kinds: vec![ValueKind::Count],
            levels: vec![level(false), level(true)],
            span: span.clone(),
        });
    }
    levers.extend(named(&ablation.bundles, &["study", "ablation", "bundles"], document, mistakes));
    levers
}
