//! Checks of a config as a whole: limits, names, numbers of runs.

use std::num::{NonZeroU32, NonZeroU64};

use crate::config::document::{Document, dotted};
use crate::config::size::Size;
use crate::config::source::{Diagnostic, Failure};
use crate::config::structs::{Config, Limits, Replicates, Sequential, Study};

/// Refuses a plan beyond one of its caps.
pub(crate) fn check_limit(
    document: &Document,
    key: &str,
    cap: Option<NonZeroU64>,
    planned: u64,
) -> Result<(), Failure> {
    let Some(cap) = cap.filter(|cap| planned > cap.get()) else { return Ok(()) };
    let message = format!("the plan has {planned} {key}, more than the cap of {cap}");
    let span = document.span(&["limits", key]);
    let help = "make the design smaller, record fewer rounds, or raise the cap";
    Err(document.wrong(Diagnostic::new(span, format!("limits.{key}"), message).with_help(help)))
}

/// Refuses a study that would take more memory on `threads` threads than it may.
pub(crate) fn check_memory(
    document: &Document,
    asked: Option<Size>,
    takes: impl Fn(usize) -> u64,
    threads: usize,
) -> Result<(), Failure> {
    let (most, threads) = asked.map_or((Limits::MEMORY, 1), |most| (most, threads));
    let takes = takes(threads);
    if takes <= most.get() {
        return Ok(());
    }
    let whose = if asked.is_some() { "limits.memory" } else { "what is allowed unless limits.memory says more" };
    let on = if threads == 1 { "one thread".to_owned() } else { format!("{threads} threads") };
    let message =
        format!("the study would take about {} of memory on {on}, more than {whose}, {most}", Size::bytes(takes));
    let help = "fewer agents or links, fewer recorded rounds ([output] rounds) or a smaller design take less; or raise the limit";
    Err(document.wrong(Diagnostic::new(document.span(&["limits", "memory"]), "limits.memory", message).with_help(help)))
}

/// The most runs of a kind that a cell, or a line that is searched, is asked for.
const MOST_RUNS: u32 = 10_000_000;

/// More runs of a unit than can be asked for, beside its replicates.
fn too_many_runs(config: &Config, document: &Document) -> Vec<Diagnostic> {
    let boundary = match &config.study {
        Some(Study::Boundary(study)) => Some(study),
        _ => None,
    };
    let way = boundary.and_then(|study| study.hysteresis.as_ref()).map(|way| way.replicates.get());
    let asked: [(&[&str], Option<u32>); 3] = [
        (&["audit", "replicates"], config.audit.as_ref().and_then(|audit| audit.replicates).map(NonZeroU32::get)),
        (&["study", "boundary", "max"], boundary.map(|study| study.max.get())),
        (&["study", "boundary", "hysteresis", "replicates"], way),
    ];
    let mistake = |(key, asked): (&[&str], Option<u32>)| {
        let found = asked.filter(|asked| *asked > MOST_RUNS)?;
        let message = format!("expected at most {MOST_RUNS} runs, found {found}");
        Some(Diagnostic::new(document.span(key), key.join("."), message))
    };
    asked.into_iter().filter_map(mistake).collect()
}

/// Every mistake that is one whatever the cells are.
pub(crate) fn check_config(config: &Config, document: &Document) -> Vec<Diagnostic> {
    let mut mistakes = too_many_runs(config, document);
    if let Some(message) = config.output.format.missing() {
        mistakes.push(Diagnostic::new(document.span(&["output", "format"]), "output.format", message));
    }
    let mut wrong = |key: &str, message: String| {
        mistakes.push(Diagnostic::new(document.span(&[key]), dotted(&[key.to_owned()]), message));
    };
    if config.replicates.most() > MOST_RUNS {
        let found = config.replicates.most();
        wrong("replicates", format!("expected at most {MOST_RUNS} runs of a cell, found {found}"));
    }
    if let Replicates::Sequential(Sequential { min, max, .. }) = config.replicates
        && min > max
    {
        wrong("replicates", format!("expected min to be at most max, found {min} and {max}"));
    }
    if config.format != 1 {
        wrong("format", format!("expected 1, the only format there is, found {}", config.format));
    }
    if let Some(message) = name_mistake(&config.name) {
        wrong("name", message);
    }
    mistakes
}

/// What keeps a text from being the name of a study, which is that of a folder on any system.
pub fn name_mistake(name: &str) -> Option<String> {
    // A name of 255 bytes is the longest that file systems take; endings such as -quick and .part are added to it.
    const MOST: usize = 200;
    if name.len() > MOST {
        let (bytes, begin) = (name.len(), name.chars().take(40).collect::<String>());
        return Some(format!("expected a name of at most {MOST} bytes, found {bytes}: {begin:?}..."));
    }
    let first = name.chars().next().is_some_and(char::is_alphanumeric);
    let last = name.chars().next_back().is_some_and(|c| !" .".contains(c));
    let sound = name.chars().all(|c| c.is_alphanumeric() || "._- ".contains(c) || is_mark(c));
    let expected = "expected letters, digits, dot, underscore, hyphen and blanks between them, beginning with a letter or \
                    digit and not ending with a dot";
    (!(first && last && sound)).then(|| format!("{expected}, found {name:?}"))
}

/// Is it a mark that belongs to the letter before it: an accent, a vowel sign, a tone?
fn is_mark(c: char) -> bool {
    const MARKS: [(char, char); 14] = [
        ('\u{300}', '\u{36f}'),
        ('\u{483}', '\u{487}'),
        ('\u{591}', '\u{5c7}'),
        ('\u{610}', '\u{61a}'),
        ('\u{64b}', '\u{65f}'),
        ('\u{900}', '\u{963}'),
        ('\u{981}', '\u{dff}'),
        ('\u{e31}', '\u{e4e}'),
        ('\u{eb1}', '\u{ecd}'),
        ('\u{f18}', '\u{f84}'),
        ('\u{102b}', '\u{103e}'),
        ('\u{1dc0}', '\u{1dff}'),
        ('\u{3099}', '\u{309a}'),
        ('\u{fe20}', '\u{fe2f}'),
    ];
    MARKS.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_study_is_named_in_any_language() {
        for name in ["a", "w-1.2_x", "合作", "研究 1", "e\u{301}tude", "हिन्दी", "Ελλάδα", "1984", &"x".repeat(200)]
        {
            assert_eq!(name_mistake(name), None, "{name}");
        }
        let long = "合".repeat(67);
        for name in
            ["", " a", "a ", ".a", "a.", "-a", "a/b", "a\\b", "a\nb", "a\tb", "a$b", "a`b", "a\u{202e}b", "..", &long]
        {
            assert!(name_mistake(name).is_some(), "{name:?}");
        }
    }
}
