//! Words for a POSIX shell: what is printed to be pasted, and what stands in a script.

/// A word as a shell reads it back: as it is if it is harmless, else in quotes.
///
/// Control characters would act on the terminal that shows them or on the line that is pasted; with one of them the word is written
/// as `$'...'` (bash, ksh, zsh; POSIX since 2024), its bytes in octal, which mean the same in every locale.
///
/// ```
/// use comity::output::shell::word;
/// assert_eq!(word("output/a-b_1"), "output/a-b_1");
/// assert_eq!(word("it's $(x)"), r"'it'\''s $(x)'");
/// assert_eq!(word("one\ntwo"), r"$'one\012two'");
/// ```
pub fn word(word: &str) -> String {
    let harmless = |c: char| c.is_ascii_alphanumeric() || "-_./=:,%+@".contains(c);
    // zsh looks for a program behind an equals sign.
    if !word.is_empty() && !word.starts_with('=') && word.chars().all(harmless) {
        return word.to_owned();
    }
    in_quotes(word)
}

fn in_quotes(word: &str) -> String {
    if !word.contains(super::display::is_control) {
        return format!("'{}'", word.replace('\'', r"'\''"));
    }
    let mut quoted = "$'".to_owned();
    for letter in word.chars() {
        match letter {
            '\'' | '\\' => quoted.extend(['\\', letter]),
            letter if super::display::is_control(letter) => {
                let mut bytes = [0; 4];
                quoted.extend(letter.encode_utf8(&mut bytes).bytes().map(|byte| format!("\\{byte:03o}")));
            }
            letter => quoted.push(letter),
        }
    }
    quoted + "'"
}

/// A command as a shell reads it.
pub fn line<T: AsRef<str>>(words: impl IntoIterator<Item = T>) -> String {
    let mut line = String::new();
    for one in words {
        let one = one.as_ref();
        if line.is_empty() {
            // A program whose path has an equals sign would be an assignment.
            line = if one.contains('=') { in_quotes(one) } else { word(one) };
        } else {
            line = line + " " + &word(one);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    /// What a shell makes of words that are printed again, each ended by a null byte.
    fn read_back(shell: &str, words: &[String]) -> Vec<String> {
        let script = format!("printf '%s\\0' {}", line(words));
        let output = Command::new(shell).args(["-c", &script]).env("LC_ALL", "C").output().unwrap();
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        text.strip_suffix('\0').unwrap().split('\0').map(str::to_owned).collect()
    }

    const HOSTILE: [&str; 18] = [
        "",
        "`touch PWNED`",
        "$(touch PWNED)",
        "'; touch PWNED; '",
        "\"; touch PWNED; \"",
        "a b  c",
        "-n",
        "~root",
        "*",
        "a\\'b\\\\",
        "!!",
        "#x",
        "{a,b}",
        "研究 1",
        "a;b&c|d<e>f",
        "%s%n",
        "\\n\\101",
        "$'x'",
    ];

    #[test]
    fn hostile_words_are_words_to_any_shell() {
        let words: Vec<String> = HOSTILE.iter().map(|&word| word.to_owned()).collect();
        for shell in ["sh", "bash"] {
            assert_eq!(read_back(shell, &words), words, "{shell}");
        }
        let program = ["A=B/printf".to_owned()];
        assert_eq!(line(&program), "'A=B/printf'");
        let controls = ["a\nb", "\u{1b}]0;x\u{7}'", "\u{202e}1", "\t", "\u{1}23", "\\\u{7f}`x`$(y)\"", "\u{9b}中"];
        let controls = controls.map(str::to_owned).to_vec();
        assert_eq!(read_back("bash", &controls), controls);
        assert!(!line(&controls).contains(super::super::display::is_control));
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { cases: 48, ..Default::default() })]

        /// Any words that a command line can hold come back from bash, and those without control characters from any shell.
        #[test]
        fn words_come_back_from_a_shell(words in proptest::collection::vec("[^\0]{0,24}", 1..12)) {
            proptest::prop_assert_eq!(read_back("bash", &words), &words[..]);
            let plain: Vec<String> =
                words.iter().map(|word| word.replace(super::super::display::is_control, "x")).collect();
            proptest::prop_assert_eq!(read_back("sh", &plain), plain);
        }
    }
}
