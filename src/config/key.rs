//! Keys of a config: dotted paths, as TOML writes them.

use toml::de::{DeTable, DeValue};

use super::source::Span;

/// A dotted key, split.
pub type Key = Vec<String>;

/// A value for a key, and where it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// The key.
    pub key: Key,
    /// The value.
    pub value: toml::Value,
    /// Where.
    pub span: Span,
}

/// Splits a dotted key as TOML does, quotes included.
///
/// # Errors
/// What is wrong with it, in words.
pub fn split(key: &str) -> Result<Key, String> {
    let text = format!("{key} = 0");
    let wrong = || format!("expected a dotted key such as game.dilemma.rent, found {key:?}");
    let table = DeTable::parse(&text).map_err(|_| wrong())?.into_inner();
    let mut path = Vec::new();
    let mut at = &table;
    loop {
        let mut entries = at.iter();
        let (Some((name, value)), None) = (entries.next(), entries.next()) else { return Err(wrong()) };
        path.push(name.get_ref().clone().into_owned());
        match value.get_ref() {
            DeValue::Table(inner) => at = inner,
            _ => return Ok(path),
        }
    }
}

/// A key as it is written: dotted, quoted where need be.
pub fn dotted(key: &[String]) -> String {
    let bare =
        |part: &String| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let parts = key.iter().map(|part| if bare(part) { part.clone() } else { in_quotes(part) });
    parts.collect::<Vec<_>>().join(".")
}

/// A text in quotes, as TOML reads it.
fn in_quotes(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted += &format!("\\u{:04X}", u32::from(c)),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
