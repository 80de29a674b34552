//! Sentences of an answer as text.

use std::fmt::Write as _;

use crate::config::report_options::Language;
use crate::question::answer::{Answer, Sentence};
use crate::question::layout::wrapped;

/// Sentences of the answer, a line each: what stands before the first, and before the others.
pub(super) fn say(text: &mut String, sentences: &[Sentence], [first, rest]: [&str; 2]) {
    for (number, sentence) in sentences.iter().enumerate() {
        let _ = writeln!(text, "{}{}", if number == 0 { first } else { rest }, sentence.text(Language::English));
    }
}

/// A sentence in lines for a terminal of the given width (columns), all but the first of them indented.
pub(super) fn hanging(sentence: &Sentence, width: usize) -> String {
    wrapped(sentence.text(Language::English), width.saturating_sub(4)).replace('\n', "\n    ")
}

/// All sentences of an answer, for a terminal of the given width (columns); nothing if there are none.
pub fn list(answer: &Answer, width: usize) -> String {
    let mut text = String::new();
    for sentence in answer.sentences() {
        let _ = writeln!(text, "  {}", hanging(sentence, width));
    }
    text
}
