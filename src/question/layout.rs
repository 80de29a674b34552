//! Text layout: numbers, keys and levels for reading, and lines that are wrapped.

use crate::question::design::Lever;

/// A text in lines of at most `width` characters, unless a word alone is longer.
pub(crate) fn wrapped(text: &str, width: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.len() - 1;
        if !lines[last].is_empty() && lines[last].chars().count() + word.chars().count() >= width {
            lines.push(word.to_owned());
        } else {
            if !lines[last].is_empty() {
                lines[last].push(' ');
            }
            lines[last].push_str(word);
        }
    }
    lines.join("\n")
}

/// A number for reading: three significant digits or so, of a small one two.
pub fn short(x: f64) -> String {
    let digits = match x.abs() {
        0.0 | 100.0.. => 0,
        10.0.. => 1,
        0.01.. => 2,
        small => (1.0 - libm::floor(libm::log10(small))).min(9.0) as usize,
    };
    let text = format!("{x:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A level of a lever for reading.
pub(crate) fn level_text(lever: &Lever, level: usize) -> String {
    match lever.levels[level].number {
        Some(x) => short(x),
        None => lever.levels[level].labels[0].clone(),
    }
}

/// The end of a dotted key that tells it from others: the last part, with the group for an attribute of one.
pub fn last_part(key: &str) -> &str {
    if let Some(of_group) = key.strip_prefix("agents.") {
        return of_group;
    }
    if key.ends_with('"') { key } else { key.rsplit('.').next().unwrap_or(key) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        assert_eq!([0.25, 1.0, 12.34, 1234.5, 0.0].map(short), ["0.25", "1", "12.3", "1234", "0"]);
    }
}
