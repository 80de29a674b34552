//! The cells of an ablation: every combination of its mechanisms and bundles.

use toml::Value;

use super::table::Ablation;
use crate::config::advice::advice;
use crate::config::document::{Document, Setting};
use crate::config::schema::{Below, Place};
use crate::config::source::Diagnostic;
use crate::question::design::bundles::named;
use crate::question::design::lever::{Level, Lever};
use crate::record::ValueKind;

/// The levers of an ablation: each mechanism off or on, then each bundle.
pub(crate) fn levers(ablation: &Ablation, document: &Document, mistakes: &mut Vec<Diagnostic>) -> Vec<Lever> {
    if let Err(message) = check(ablation) {
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

/// Is there something to switch, not too much, and are these mechanisms?
fn check(ablation: &Ablation) -> Result<(), String> {
    ablation.check()?;
    let Below::Known(place) = Place::root().below("mechanisms") else { return Ok(()) };
    let is_mechanism = |name: &&str| matches!(place.below(name), Below::Known(inner) if !inner.names().is_empty());
    let known: Vec<&str> = place.names().into_iter().filter(is_mechanism).collect();
    match ablation.mechanisms.iter().find(|name| !known.contains(&name.as_str())) {
        Some(name) => Err(format!("expected mechanisms, found {name:?}; {}", advice(name, &known))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The study as read and checked, or why it is none.
    fn study(text: &str) -> Result<Ablation, String> {
        let study: Ablation = toml::from_str(text).map_err(|error| error.to_string())?;
        check(&study).map(|()| study)
    }

    #[test]
    fn ablations_name_mechanisms_or_bundles() {
        let named = study("mechanisms = [\"convention\", \"fund\"]").unwrap();
        assert_eq!((named.mechanisms.len(), named.outcome.as_str()), (2, "hold"));
        assert!(study("bundles.peace = { \"noise.slip\" = 0 }").unwrap().bundles.contains_key("peace"));
        for (text, expected) in [
            ("", "expected 1 to 10 mechanisms and bundles, found 0"),
            ("mechanisms = [\"convntion\"]", "did you mean `convention`?"),
            ("mechanisms = [\"burden\"]", "expected mechanisms, found \"burden\""),
            ("mechanisms = [\"fund\", \"fund\"]", "found \"fund\" twice"),
            ("mechanism = [\"fund\"]", "unknown field `mechanism`, expected one of `mechanisms`"),
        ] {
            let error = study(text).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
