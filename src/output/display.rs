//! Text for eyes: control characters shown, never obeyed.
//!
//! Names, paths and the lines of a foreign result are data. A terminal obeys control characters (colours, titles, the clipboard), and
//! text that a reader takes for its neighbour's is made with marks that turn its direction around (Trojan Source, Boucher & Anderson
//! 2023); XML allows neither most of them nor U+FFFE and U+FFFF. All of these are written out here, as `\u{202e}`. Every text that
//! goes to a terminal, a log, a page or a picture passes one of these functions last.

use std::borrow::Cow;

/// Is it a character that is never shown as it is, line ends and tabs included?
pub fn is_control(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(letter, '\u{fffe}' | '\u{ffff}')
}

/// Text of several lines, its line ends and tabs kept.
///
/// ```
/// use comity::output::display::clean;
/// assert_eq!(clean("one\n\u{1b}[31mtwo\u{202e}"), "one\n\\u{1b}[31mtwo\\u{202e}");
/// ```
pub fn clean(text: &str) -> Cow<'_, str> {
    replaced(text, |letter| is_control(letter) && !matches!(letter, '\n' | '\t'))
}

/// Text of one line.
///
/// ```
/// use comity::output::display::line;
/// assert_eq!(line("one\ntwo\u{7}"), "one two\\u{7}");
/// ```
pub fn line(text: &str) -> Cow<'_, str> {
    if text.contains(['\n', '\r', '\t']) {
        let spaced = text.replace("\r\n", " ").replace(['\n', '\r', '\t'], " ");
        return Cow::Owned(replaced(&spaced, is_control).into_owned());
    }
    replaced(text, is_control)
}

/// Letter by letter, so that what is put together of two texts is put together of their replacements.
fn replaced(text: &str, wrong: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&wrong) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        if wrong(letter) {
            shown.extend(letter.escape_unicode());
        } else {
            shown.push(letter);
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_written_out() {
        for (text, shown) in [
            ("\u{1b}]0;title\u{7}", "\\u{1b}]0;title\\u{7}"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("a\u{7f}\rb\0", "a\\u{7f}\\u{d}b\\u{0}"),
            ("\u{202e}gpj.exe\u{2066}", "\\u{202e}gpj.exe\\u{2066}"),
            ("合作 é \t\n", "合作 é \t\n"),
        ] {
            assert_eq!(clean(text), shown);
        }
        assert_eq!(line("a\r\nb\rc\td"), "a b c d");
    }

    proptest::proptest! {
        /// Whatever comes in, nothing to be obeyed comes out, and what is clean stays as it is.
        #[test]
        fn nothing_is_left_to_be_obeyed(text in proptest::prelude::any::<String>()) {
            let shown = clean(&text);
            proptest::prop_assert!(!shown.chars().any(|letter| is_control(letter) && !"\n\t".contains(letter)));
            proptest::prop_assert_eq!(clean(&shown), &*shown);
            proptest::prop_assert!(!line(&text).contains(is_control));
        }
    }
}
