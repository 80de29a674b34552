//! Caveats as a list for a terminal.

use std::fmt::Write as _;

use super::said::hanging;
use crate::question::answer::Caution;

/// The caveats as a list for a terminal of the given width (columns); nothing without any.
pub fn list(caveats: &[Caution], width: usize) -> String {
    let mut text = String::new();
    for caveat in caveats {
        let _ = writeln!(text, "  - {}", hanging(&caveat.text, width));
    }
    if text.is_empty() { text } else { format!("caveats\n{text}") }
}
