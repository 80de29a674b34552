//! Caveats as a list for a terminal.

use std::fmt::Write as _;

use crate::config::report_options::Language;
use crate::question::answer::Caution;
use crate::question::layout::wrapped;

/// The caveats as a list for a terminal of the given width (columns); nothing without any.
pub fn list(caveats: &[Caution], width: usize) -> String {
    let mut text = String::new();
    for caveat in caveats {
        let lines = wrapped(caveat.text.text(Language::English), width.saturating_sub(4)).replace('\n', "\n    ");
        let _ = writeln!(text, "  - {lines}");
    }
    if text.is_empty() { text } else { format!("caveats\n{text}") }
}
