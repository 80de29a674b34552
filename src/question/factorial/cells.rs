//! The cells of a factorial: every combination of its bundles.

use super::table::Factorial;
use crate::config::document::Document;
use crate::config::source::Diagnostic;
use crate::question::design::bundles::named;
use crate::question::design::lever::Lever;

/// The levers of a factorial: each bundle off or on.
pub(crate) fn levers(factorial: &Factorial, document: &Document, mistakes: &mut Vec<Diagnostic>) -> Vec<Lever> {
    let whole = document.span(&["study", "factorial"]);
    if factorial.bundles.is_empty() || factorial.bundles.len() > 10 {
        let message = format!("expected 1 to 10 bundles, found {}", factorial.bundles.len());
        mistakes.push(Diagnostic::new(whole, "study.factorial.bundles", message));
    }
    named(&factorial.bundles, &["study", "factorial", "bundles"], document, mistakes)
}
