//! The cells of a sample: points drawn from distributions, or listed in a file.

use super::table::Sample;
use crate::config::document::Document;
use crate::config::source::Diagnostic;
use crate::question::design::points::{Points, Values, drawn_from, listed, not_too_many};
use crate::statistics::sampling::Sample as Sampling;

/// The points of `[study.sample]`.
pub(crate) fn points(
    sample: &Sample,
    seed: u64,
    document: &Document,
    mistakes: &mut Vec<Diagnostic>,
) -> Option<Points> {
    const PATH: [&str; 2] = ["study", "sample"];
    if let Err(message) = sample.check() {
        mistakes.push(Diagnostic::new(document.span(&PATH), "study.sample", message));
        return None;
    }
    if let Some(table) = &sample.table {
        return listed(table, document, mistakes);
    }
    if sample.design.is_some() {
        // A file that could not be read, which has been said.
        return None;
    }
    let (n, method) = (sample.n.map_or(1, |n| n.get() as usize), sample.method.unwrap_or_default());
    let drawn = not_too_many(n, sample.keys.len())
        .and_then(|()| Sampling::new(method, n, sample.keys.len(), seed).map_err(|error| error.to_string()));
    let drawn = match drawn {
        Ok(drawn) => drawn,
        Err(message) => {
            let span = document.span(&["study", "sample", "n"]);
            mistakes.push(Diagnostic::new(span, "study.sample.n", message));
            return None;
        }
    };
    let columns = (0..drawn.dimensions()).map(|key| drawn.column(key)).collect();
    drawn_from(&sample.keys, &PATH, Values::Drawn, columns, document, mistakes)
}
