//! Where configs come from, and what is wrong in them: every mistake with its file, line and column.

use std::borrow::Cow;
use std::io::ErrorKind;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::output::display::{clean, is_control, line};
use crate::output::table::Failed;

/// A place in one of the sources, counted over all of them laid end to end.
pub type Span = Range<usize>;

/// The name of what is set on the command line.
pub(crate) const SET: &str = "--set";

/// The texts a config was read from: files, and the command line. Copies share them.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    texts: Arc<Mutex<Vec<Arc<Text>>>>,
}

#[derive(Debug)]
struct Text {
    name: String,
    text: Arc<str>,
    start: usize,
    /// What the paths in it are relative to.
    folder: PathBuf,
}

impl Sources {
    /// Adds a text under a name and returns the offset of its first byte.
    pub fn add(&self, name: impl Into<String>, text: impl Into<Arc<str>>) -> usize {
        self.add_in(name, text, Path::new(""))
    }

    /// The same for a text whose paths are relative to a folder.
    pub fn add_in(&self, name: impl Into<String>, text: impl Into<Arc<str>>, folder: &Path) -> usize {
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        // One byte between texts, so that an empty place at the end of one is not in the next.
        let start = texts.last().map_or(0, |last| last.start + last.text.len() + 1);
        texts.push(Arc::new(Text { name: name.into(), text: text.into(), start, folder: folder.to_owned() }));
        start
    }

    /// Bytes of all texts.
    pub(crate) fn bytes(&self) -> u64 {
        let texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        texts.iter().map(|text| text.text.len() as u64).sum()
    }

    fn find(&self, span: &Span) -> Option<(Arc<Text>, Span)> {
        let texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        let text = Arc::clone(texts.iter().rev().find(|text| text.start <= span.start)?);
        let clip = |at: usize| (at - text.start).min(text.text.len());
        let span = clip(span.start)..clip(span.end.max(span.start));
        Some((text, span))
    }

    /// What a path that is written at a place is relative to.
    pub fn folder(&self, span: &Span) -> PathBuf {
        self.find(span).map(|(text, _)| text.folder.clone()).unwrap_or_default()
    }

    /// Does a place lie in what was written last, the command line or, where that changes nothing, the config itself? Otherwise it lies
    /// below it, in a config that is extended or changed; nothing is said of places in tables of data.
    pub(crate) fn layer(&self, span: &Span) -> Option<bool> {
        let (text, _) = self.find(span)?;
        let texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        // A study without a name is given one as if on the command line; another seed or engine makes no other world.
        let alike = ["name=", "seed=", "engine="];
        let changes = |text: &Arc<Text>| text.name == SET && !alike.iter().any(|key| text.text.starts_with(key));
        let config = texts.first().is_some_and(|first| first.start == text.start);
        if !config && text.name != SET && !text.name.ends_with(".toml") {
            return None;
        }
        Some(text.name == SET || (config && !texts.iter().any(changes)))
    }

    /// `file:line:column` of a place.
    pub fn place(&self, span: &Span) -> Option<String> {
        let (text, span) = self.find(span)?;
        let before = &text.text[..span.start];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Some(format!("{}:{line}:{column}", text.name))
    }
}

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Where, if anywhere.
    pub span: Option<Span>,
    /// The key, as a dotted path; may be empty.
    pub key: String,
    /// What was expected and what was found.
    pub message: String,
    /// What to do, if that is not plain.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A mistake at a key.
    pub fn new(span: Option<Span>, key: impl Into<String>, message: impl Into<String>) -> Self {
        Self { span, key: key.into(), message: message.into(), help: None }
    }

    /// The same with advice.
    #[must_use]
    pub fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// What was expected, without what was found.
    pub fn asks(&self) -> &str {
        self.message.split(", found").next().unwrap_or_default()
    }

    fn title(&self) -> String {
        if self.key.is_empty() { self.message.clone() } else { format!("`{}`: {}", self.key, self.message) }
    }
}

/// Why a study could not be started or finished.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The config is wrong; all mistakes found.
    #[error("{}", plain(.mistakes, .sources))]
    Config {
        /// The mistakes.
        mistakes: Vec<Diagnostic>,
        /// The texts they are in.
        sources: Sources,
    },
    /// A request that cannot be met as it stands.
    #[error("{0}")]
    Usage(String),
    /// A file could not be read or written.
    #[error("{path}: {error}{advice}", path = .path.display(), advice = advice(.error))]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// Standard output could not be written.
    #[error("standard output: {0}{advice}; what was written of it is cut off", advice = shortage(.0))]
    Output(std::io::Error),
    /// All is done but the page of it.
    #[error("{0}")]
    NoPage(String),
    /// Simulated and exact results disagree.
    #[error("{0}")]
    Disagreement(String),
    /// Some runs failed, the others are done.
    #[error("{0}")]
    SomeFailed(String),
    /// A merge that lacks parts.
    #[error("{0}")]
    Incomplete(String),
    /// Stopped by Ctrl-C.
    #[error("interrupted: {0}")]
    Interrupted(String),
    /// Stopped in good order by TERM.
    #[error("stopped: {0}")]
    Stopped(String),
}

impl Failure {
    /// An input or output error at a path.
    pub fn io(path: impl AsRef<Path>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.as_ref().to_owned();
        move |error| Self::Io { path, error }
    }

    /// The exit code it ends the command with.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Config { .. } | Self::Usage(_) => 2,
            Self::Io { .. } | Self::Output(_) | Self::NoPage(_) | Self::Disagreement(_) => 1,
            Self::SomeFailed(_) => 3,
            Self::Incomplete(_) => 4,
            Self::Interrupted(_) => 130,
            Self::Stopped(_) => 75,
        }
    }

    /// As shown on a terminal: config mistakes with the lines they are in, control characters written out.
    pub fn render(&self, colours: bool) -> String {
        match self {
            Self::Config { mistakes, sources } => {
                let renderer = if colours { Renderer::styled() } else { Renderer::plain() };
                let shown: Vec<String> = mistakes.iter().map(|mistake| snippet(mistake, sources, &renderer)).collect();
                let count = mistakes.len();
                let s = if count == 1 { "" } else { "s" };
                format!("{}\n\nfound {count} mistake{s} in the config; nothing was run", shown.join("\n\n"))
            }
            other => clean(&format!("error: {other}")).into_owned(),
        }
    }
}

/// Whether it is room that is missing.
fn shortage(error: &std::io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "; the disk is full: make room and ask again",
        _ => "",
    }
}

/// What to do about an error of the system, where that is known.
fn advice(error: &std::io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "; the disk is full: make room, then go on with --resume (nothing that was written is lost)"
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "; check who may read and write there, or choose another folder"
        }
        _ => "",
    }
}

fn plain(mistakes: &[Diagnostic], sources: &Sources) -> String {
    let line = |mistake: &Diagnostic| {
        let place = mistake.span.as_ref().and_then(|span| sources.place(span));
        let place = place.map(|place| format!("{place}: ")).unwrap_or_default();
        let help = mistake.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
        format!("{place}{}{help}", mistake.title())
    };
    mistakes.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn snippet(mistake: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    let title = mistake.title();
    let title = clean(&title);
    let help = mistake.help.as_deref().map(clean);
    let found = mistake.span.as_ref().and_then(|span| sources.find(span));
    let found = found.as_ref().map(|(text, span)| (line(&text.name), readable(&text.text, span.clone())));
    let mut group = Group::with_title(Level::ERROR.primary_title(&*title));
    if let Some((name, (text, span))) = &found {
        if text.is_empty() {
            group = group.element(Origin::path(&**name).line(1).char_column(1));
        } else {
            // A place that runs over several lines is shown by its first.
            let first_line = text[span.start..].find('\n').map_or(text.len(), |end| span.start + end);
            let span = span.start..span.end.min(first_line).max(span.start);
            group =
                group.element(Snippet::source(&**text).path(&**name).annotation(AnnotationKind::Primary.span(span)));
        }
    }
    if let Some(help) = &help {
        group = group.element(Level::HELP.message(&**help));
    }
    renderer.render(&[group]).clone()
}

/// A text as it may be shown, and a place in it.
fn readable(text: &str, span: Span) -> (Cow<'_, str>, Span) {
    // Windows ends its lines with two characters.
    let shown = |text: &str| clean(&text.replace("\r\n", "\n")).into_owned();
    if !text.contains(is_control) {
        return (Cow::Borrowed(text), span);
    }
    let (before, rest) = text.split_at(span.start);
    let (within, after) = rest.split_at(span.end - span.start);
    let [before, within, after] = [before, within, after].map(shown);
    let span = before.len()..before.len() + within.len();
    (Cow::Owned(before + &within + &after), span)
}

impl From<Failed> for Failure {
    fn from((path, error): Failed) -> Self {
        Self::Io { path, error }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_from_one_in_their_own_text() {
        let sources = Sources::default();
        sources.add("a.toml", "x = 1\ny = 2\n");
        let start = sources.add("--set", "é = 3");
        assert_eq!(sources.place(&(10..11)).unwrap(), "a.toml:2:5");
        assert_eq!(sources.place(&(start + 5..start + 6)).unwrap(), "--set:1:5");
    }

    /// Whatever a config holds, its mistakes are told in text that no terminal obeys, and at the same place.
    #[test]
    fn what_is_told_of_a_mistake_is_harmless() {
        let sources = Sources::default();
        let text = "x = '\u{9b}31m\u{202e}'\r\ny\u{7} = 2\n";
        sources.add("a\u{1b}[2J.toml", text);
        let at = text.find("y\u{7}").unwrap();
        let mistake = Diagnostic::new(Some(at..at + 2), "y\u{7}", "unknown key").with_help("did you mean `\u{1b}]0;`?");
        let failure = Failure::Config { mistakes: vec![mistake], sources };
        let shown = failure.render(false);
        assert!(!shown.replace('\n', "").contains(is_control), "{shown:?}");
        assert!(shown.contains("a\\u{1b}[2J.toml:2:1") && shown.contains("2 | y\\u{7} = 2"), "{shown}");
        assert!(shown.contains("^^^^^^") && !shown.contains("^^^^^^^"), "{shown}");
        assert!(shown.contains("`\\u{1b}]0;`?"), "{shown}");
        let other = Failure::Usage("no \u{1b}[31mred".to_owned());
        assert_eq!(other.render(true), "error: no \\u{1b}[31mred");
    }
}
