//! Which keys can act: a key that is written and changes nothing is refused, or warned of.
//!
//! A table says of every key of the schema when it acts, and why not elsewhere. A key that is written and acts in no cell is refused where
//! the rule, kind or game beside it has no use for it, and warned of where it would act in another world. That goes for keys of the
//! config, of the command line, of axes, bundles and points alike. What is written last counts: keys of a config that this one extends,
//! or that `--set` lies on, were written for other worlds as well, and are warned of; so are all where a study has too many cells to
//! ask each. Values that a key has anyway, tables that are switched off and data files say nothing.
//!
//! A key acts if it can change a number of the tables other than those that only repeat it (the concern of agents who weigh nobody's
//! payoffs, what armament costs where nobody learns).

use std::collections::BTreeMap;

use self::scene::Scene;
use self::table::{Entry, Sort};
use super::design::{Design, Kind};
use crate::config::document::{Document, Key, dotted};
use crate::config::schema::{Below, Place};
use crate::config::source::{Diagnostic, Failure, Span};
use crate::config::structs::Config;
use crate::config::tree::{Node, Value};

#[cfg(test)]
mod always;
mod scene;
mod table;
#[cfg(test)]
mod tests;

/// Cells of a larger study are not all asked.
const ASKED: usize = 4096;

/// A key that is written and cannot act.
#[derive(Debug, Clone, PartialEq)]
pub struct Ignored {
    /// The key, as a dotted path.
    pub key: String,
    /// Where it is written.
    pub span: Span,
    /// Why it cannot act.
    pub because: String,
    /// Is it a mistake for certain?
    pub refused: bool,
}

impl Ignored {
    /// As a mistake of the config.
    pub fn mistake(&self) -> Diagnostic {
        let message = format!("changes nothing in this world: {}", self.because);
        Diagnostic::new(Some(self.span.clone()), self.key.clone(), message).with_help("leave it out")
    }

    /// As a warning, with its place.
    pub fn warning(&self, document: &Document) -> String {
        let place = document.sources.place(&self.span).map(|place| format!("{place}: ")).unwrap_or_default();
        format!("{place}`{}` changes nothing in this world: {}", self.key, self.because)
    }
}

/// An entry of the table that is asked whether it acts.
struct Question {
    path: Key,
    span: Span,
    entry: &'static Entry,
    /// What stands for `*`.
    name: String,
    /// Is its table on in any cell?
    on: bool,
    acts: bool,
}

/// Keys that are written and act in no cell, in the order in which they are written; each table once.
pub fn ignored(document: &Document, config: &Config, design: Option<&Design>) -> Vec<Ignored> {
    let mut questions = questions(document, design);
    let all_asked = ask(&mut questions, document, config, design);
    let mut found: Vec<Ignored> = Vec::new();
    let mut paths: Vec<&[String]> = Vec::new();
    for question in questions.iter().filter(|question| question.on && !question.acts) {
        let layer = document.sources.layer(&question.span);
        // What stands in a table that does nothing is said with it; a data file is written for many worlds.
        if layer.is_none() || paths.iter().any(|path| question.path.starts_with(path)) {
            continue;
        }
        paths.push(&question.path);
        found.push(Ignored {
            key: dotted(&question.path),
            span: question.span.clone(),
            because: table::reason(question.entry, config),
            refused: question.entry.sort == Sort::Stray && layer == Some(true) && all_asked,
        });
    }
    found.sort_by_key(|ignored| ignored.span.start);
    found
}

/// Those that are to be warned of.
///
/// # Errors
/// [`Failure::Config`] with those that are mistakes, if any are.
pub(crate) fn refuse(found: Vec<Ignored>, document: &Document) -> Result<Vec<Ignored>, Failure> {
    let mistakes: Vec<Diagnostic> = found.iter().filter(|one| one.refused).map(Ignored::mistake).collect();
    if mistakes.is_empty() { Ok(found) } else { Err(Failure::Config { mistakes, sources: document.sources.clone() }) }
}

/// Every entry that speaks of a key that is written, tables before the keys in them.
fn questions(document: &Document, design: Option<&Design>) -> Vec<Question> {
    let entries = table::entries();
    let mut found: BTreeMap<(usize, Key), Question> = BTreeMap::new();
    let mut take = |path: &[String], span: &Span, value: Option<&Node>| {
        for (number, (pattern, entry)) in entries.iter().enumerate() {
            let Some(name) = fits(pattern, path) else { continue };
            // A value that the key has anyway says nothing, unless it is asked for in its table's name.
            if pattern.len() == path.len() && value.is_some_and(|value| is_default(path, value)) {
                continue;
            }
            let path = path[..pattern.len()].to_vec();
            found.entry((number, path.clone())).or_insert_with(|| {
                let (span, entry) = (span.clone(), *entry);
                Question { path, span, entry, name, on: false, acts: false }
            });
        }
    };
    for (path, span, node) in document.written() {
        take(&path, &span, Some(node));
    }
    let swept = design.map(Design::all_settings).unwrap_or_default();
    for (key, span) in swept {
        take(&key, &span, None);
    }
    found.into_values().collect()
}

/// What stands for `*` in a pattern that is the path, or a table around it; nothing where it has none.
fn fits(pattern: &[&str], path: &[String]) -> Option<String> {
    let mut name = "";
    for (place, part) in pattern.iter().enumerate() {
        match (*part, path.get(place)?) {
            ("*", own) => name = own,
            (part, own) if part == own => {}
            _ => return None,
        }
    }
    Some(name.to_owned())
}

/// Has the key this value anyway?
fn is_default(path: &[String], value: &Node) -> bool {
    let Some((last, above)) = path.split_last() else { return false };
    let mut place = Place::root();
    for part in above {
        place = match place.below(part) {
            Below::Known(inner) => inner,
            _ => place.items().unwrap_or(place),
        };
    }
    let same = |default: &serde_json::Value| match &value.value {
        Value::Boolean(yes) => default.as_bool() == Some(*yes),
        Value::Integer(number) => default.as_f64() == Some(*number as f64),
        Value::Float(number) => default.as_f64() == Some(*number),
        Value::String(text) => default.as_str() == Some(text),
        Value::Array(_) | Value::Table(_) => false,
    };
    place.default(last).is_some_and(same)
}

/// Asks cell by cell until every key has acted somewhere; were all cells asked?
fn ask(questions: &mut [Question], document: &Document, config: &Config, design: Option<&Design>) -> bool {
    let study = config.study.as_ref();
    let mut put = |config: &Config| {
        let scene = Scene::of(config, study);
        for question in questions.iter_mut().filter(|question| !question.acts) {
            if scene.is_on(&question.path) {
                question.on = true;
                question.acts = (question.entry.acts)(&scene, &question.name);
            }
        }
        questions.iter().all(|question| question.acts)
    };
    let Some(design) = design.filter(|design| design.kind != Kind::World) else {
        put(config);
        return true;
    };
    let cells = document.of_cells();
    let (asked, all) = asked(design);
    for cell in asked {
        let mut resolved = cells.clone();
        let settings = design.settings(cell);
        if resolved.set(settings.iter()).is_ok()
            && let Ok(config) = resolved.config()
            && put(&config)
        {
            return true;
        }
    }
    all
}

/// The cells that are asked, and whether these are all: of many, every level of every lever, and some in between.
fn asked(design: &Design) -> (Vec<usize>, bool) {
    let cells = design.cells();
    if cells <= ASKED {
        return ((0..cells).collect(), true);
    }
    let mut some: Vec<usize> = (0..ASKED).map(|k| (k as u64 * cells as u64 / ASKED as u64) as usize).collect();
    for (number, lever) in design.axes.iter().enumerate() {
        let mut levels = vec![0; design.axes.len()];
        for level in 0..lever.levels.len().min(ASKED) {
            levels[number] = level;
            some.push(design.cell(&levels));
        }
    }
    (some, false)
}
