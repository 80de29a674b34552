//! What to say of a name that is not known: the nearest that is.

use crate::world::rules::nearest;

/// `; did you mean ...?`, or the names that are known, for a mistyped key.
pub(crate) fn advice(key: &str, known: &[&str]) -> String {
    match nearest(key, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "no keys are known here".to_owned(),
        None => format!("known here: {}", known.join(", ")),
    }
}
