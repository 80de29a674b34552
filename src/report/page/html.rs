//! Text and tables in HTML.

use crate::output::display::clean;

/// Text as it may stand in HTML.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in clean(text).chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// The address of a file beside the page: whatever its name, it leads nowhere else and is no script.
pub(super) fn address(name: &str) -> String {
    let byte = |byte: u8| {
        let plain = byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        if plain { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    name.bytes().map(byte).collect()
}

/// A table in a frame that can be pushed sideways; `content` is what follows its caption, which is left out where it stands above.
pub(super) fn framed(caption: &str, captioned: bool, content: &str) -> String {
    let title = if captioned { format!("<caption>{caption}</caption>\n") } else { String::new() };
    format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{caption}\">\n<table>\n{title}{content}</table>\n</div>\n"
    )
}

/// The head of a table.
pub(super) fn head<'a>(columns: impl Iterator<Item = &'a str>) -> String {
    let cells: String = columns.map(|column| format!("<th scope=\"col\">{}</th>", escaped(column))).collect();
    format!("<thead>\n<tr>{cells}</tr>\n</thead>\n")
}
