//! What a text in a config may not be: neither what a terminal would obey nor what a spreadsheet would reckon.
//!
//! Names, labels and claims go into tables, pictures, pages, scripts and messages. All of these write them as data; what cannot be
//! shown at all is refused where it is written. A field of a CSV file that begins with `=`, `+`, `-` or `@` is a formula to
//! spreadsheets (CWE-1236), which may run programs; one that begins with a tab or a line end is too once that is cut off.

use super::key::dotted;
use super::source::Diagnostic;
use super::tree::{Node, Table, Value};
use crate::output::display::is_control;

/// What stands under a key.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    /// A name, a label: one line, no formula.
    Name,
    /// A sentence that stands in a table: several lines, no formula.
    Sentence,
    /// What never stands in a table as a field of its own: sentences of several lines and whole tables.
    Lines,
    /// The same of one line: paths, and names of columns that others chose.
    Foreign,
}

impl Kind {
    /// Of what stands under a key of a table.
    fn below(self, key: &str) -> Self {
        match key {
            "question" | "table" | "edges" | "delimiter" => Self::Lines,
            "text" => Self::Sentence,
            "path" | "design" | "extends" | "column" | "columns" | "label" | "strong_if" => Self::Foreign,
            _ => self,
        }
    }

    /// What is wrong with a text, and what to do.
    fn mistake(self, text: &str) -> Option<(String, &'static str)> {
        let lines = matches!(self, Self::Sentence | Self::Lines);
        let wrong = |letter: &char| is_control(*letter) && !(lines && matches!(letter, '\n' | '\r' | '\t'));
        if let Some(letter) = text.chars().find(wrong) {
            let place = text.chars().take_while(|letter| !wrong(letter)).count() + 1;
            let message = format!(
                "expected text that can be shown, found the control character U+{:04X} (character {place})",
                u32::from(letter)
            );
            return Some((message, "take it out; terminals, pages and pictures would obey it, or break"));
        }
        if matches!(self, Self::Name | Self::Sentence) {
            return formula(text).map(|message| (message, "let it begin with a letter or a digit"));
        }
        None
    }
}

/// Why a spreadsheet would take a text for a formula, if it would.
///
/// ```
/// use comity::config::texts::formula;
/// assert!(formula("=cmd|' /C calc'!A0").is_some() && formula("@x").is_some() && formula("a;=1").is_some());
/// assert!(formula("-0.5").is_none() && formula("tit-for-tat").is_none());
/// ```
pub fn formula(text: &str) -> Option<String> {
    let begins = |text: &str| text.chars().next().filter(|letter| "=+-@＝＋－＠".contains(*letter));
    if text.trim().parse::<f64>().is_ok() {
        return None;
    }
    if let Some(letter) = begins(text) {
        return Some(format!(
            "expected a text that no spreadsheet takes for a formula, found {text:?}: it begins with {letter}"
        ));
    }
    if text.starts_with(['\t', '\n', '\r']) {
        return Some(format!(
            "expected a text that no spreadsheet takes for a formula, found {text:?}: it begins with white space"
        ));
    }
    // Where numbers have decimal commas, spreadsheets end fields of a CSV file at semicolons.
    let (place, letter) = text
        .match_indices([';', '\t', '\n', '\r'])
        .find_map(|(place, end)| begins(&text[place + end.len()..]).map(|letter| (place, letter)))?;
    Some(format!(
        "expected a text that no spreadsheet takes for a formula, found {text:?}: {letter} follows {:?}, where some end a field",
        &text[place..=place]
    ))
}

/// What is wrong with a name that does not stand in the config itself, if anything is.
pub(crate) fn name(text: &str) -> Option<String> {
    Kind::Name.mistake(text).map(|(message, help)| format!("{message}; {help}"))
}

/// Every text of a config that cannot be.
pub(crate) fn mistakes(tree: &Table) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    table(tree, Kind::Name, &mut Vec::new(), &mut found);
    found
}

fn table(tree: &Table, kind: Kind, path: &mut Vec<String>, found: &mut Vec<Diagnostic>) {
    for (key, entry) in tree {
        path.push(key.clone());
        if let Some((message, help)) = kind.mistake(key) {
            found.push(Diagnostic::new(Some(entry.key.clone()), dotted(path), message).with_help(help));
        }
        // A whole table as one text has lines; one of values has names.
        let below = if key == "table" && entry.node.as_str().is_none() { kind } else { kind.below(key) };
        node(&entry.node, below, path, found);
        path.pop();
    }
}

fn node(at: &Node, kind: Kind, path: &mut Vec<String>, found: &mut Vec<Diagnostic>) {
    match &at.value {
        Value::String(text) => {
            if let Some((message, help)) = kind.mistake(text) {
                found.push(Diagnostic::new(Some(at.span.clone()), dotted(path), message).with_help(help));
            }
        }
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                path.push(number.to_string());
                node(item, kind, path, found);
                path.pop();
            }
        }
        Value::Table(inner) => table(inner, kind, path, found),
        Value::Integer(_) | Value::Float(_) | Value::Boolean(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::batch::Task;
    use crate::config::document::Document;

    const WORLD: &str = "name = 'w'\nquestion = \"\"\"Does it,\nor not?\"\"\"\nrounds = 4\nreplicates = 1\n[holds]\nwindow = 2\n\
                         [[agents]]\nname = 'a'\npower = 'weak'\ncount = 2\n";

    fn said(text: &str, files: &[(&str, &str)]) -> String {
        let planned = Document::parse_with("w.toml", text, files).and_then(|document| Task::new(document, false));
        planned.map_or_else(|failure| failure.to_string(), |_| String::new())
    }

    #[test]
    fn what_a_terminal_would_obey_is_refused_where_it_is_written() {
        assert_eq!(said(WORLD, &[]), "");
        for (from, to, place) in [
            (
                "'a'",
                "\"a\\u001b[31m\"",
                "w.toml:9:8: `agents.0.name`: expected text that can be shown, found the control character U+001B (character 2)",
            ),
            (
                "'a'",
                "\"\\u202egpj\"",
                "w.toml:9:8: `agents.0.name`: expected text that can be shown, found the control character U+202E (character 1)",
            ),
            (
                "'a'",
                "\"a\\nb\"",
                "w.toml:9:8: `agents.0.name`: expected text that can be shown, found the control character U+000A (character 2)",
            ),
            (
                "or not",
                "or\\u0007",
                "w.toml:2:12: `question`: expected text that can be shown, found the control character U+0007 (character 12)",
            ),
        ] {
            let said = said(&WORLD.replace(from, to), &[]);
            assert!(said.starts_with(place), "{said}");
        }
        let own = format!("{WORLD}[strategies.\"x\\u0090\"]\nmemory_one = [1, 1, 0, 1, 0]\n");
        assert!(said(&own, &[]).starts_with("w.toml:12:13: `strategies."), "{}", said(&own, &[]));
    }

    #[test]
    fn what_a_spreadsheet_would_reckon_is_refused_where_it_is_written() {
        for name in ["=cmd|' /C calc'!A0", "+1+1", "-a", "@SUM(A1)", "＝1", "a;=1"] {
            let text = WORLD.replace("'a'", &format!("{name:?}"));
            let begin = format!(
                "w.toml:9:8: `agents.0.name`: expected a text that no spreadsheet takes for a formula, found {name:?}"
            );
            assert!(said(&text, &[]).starts_with(&begin), "{}", said(&text, &[]));
        }
        let claim = format!("{WORLD}[[claims]]\ntext = '=1+1'\nthat = {{ hold = {{ min = 0.5 }} }}\n");
        assert!(said(&claim, &[]).starts_with("w.toml:13:8: `claims.0.text`: expected"), "{}", said(&claim, &[]));
    }

    #[test]
    fn an_agent_of_a_file_is_refused_at_its_row() {
        let map = format!("{WORLD}[agents_file]\npath = 'f.csv'\n");
        let file = "name,power,capability\nA,weak,0.3\nB,weak,0.4\n";
        assert_eq!(said(&map, &[("f.csv", file)]), "");
        let said = |to: &str| said(&map, &[("f.csv", &file.replace('B', to))]);
        assert!(said("=B").starts_with("f.csv:3:1: `agents.2.name`: expected a text that no"), "{}", said("=B"));
        assert!(said("\u{1b}]0;x\u{7}").starts_with("f.csv:3:1: `agents.2.name`: expected text that can"));
        assert!(said("\"B\nC\"").starts_with("f.csv:3:1: "), "{}", said("\"B\nC\""));
    }

    #[test]
    fn paths_and_columns_that_others_named_may_begin_with_anything() {
        let map = format!("{WORLD}[agents_file]\npath = '-f.csv'\ncolumns = {{ name = '=iso' }}\n");
        let file = "=iso,power,capability\nA,weak,0.3\n";
        assert_eq!(said(&map, &[("-f.csv", file)]), "");
    }
}
