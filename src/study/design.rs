//! Which cells a study has, and what each sets.

use std::collections::BTreeSet;

use toml::Value;

use super::config::{Axis, AxisEntry, Config, Factorial, Grid, Study};
use super::document::{Document, Setting, dotted};
use super::schema::{Below, Place};
use super::source::{Diagnostic, Span};
use crate::output::table::shown;

/// Keys that are the study's own, not a cell's.
const NOT_SWEPT: [&str; 11] =
    ["format", "extends", "name", "question", "seeds", "replicates", "output", "limits", "study", "claims", "agents"];

/// The most cells of a study.
const MOST_CELLS: usize = 100_000_000;

/// The cells of a study.
#[derive(Debug, Clone)]
pub struct Design {
    /// What kind of study it is.
    pub kind: Kind,
    /// What moves, slowest first.
    pub axes: Vec<Lever>,
}

/// What kind of study it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One world.
    World,
    /// Every combination of the axes' values.
    Grid,
    /// Bundles off or on, every combination.
    Factorial,
}

impl Kind {
    /// Its name in configs; a single world has none there.
    pub const fn name(self) -> &'static str {
        match self {
            Self::World => "one world",
            Self::Grid => "grid",
            Self::Factorial => "factorial",
        }
    }
}

/// Something that takes several levels: an axis, zipped axes, or a bundle.
#[derive(Debug, Clone)]
pub struct Lever {
    /// Its columns in the tables: the dotted keys, or the bundle's name.
    pub columns: Vec<String>,
    /// What each level sets.
    pub levels: Vec<Level>,
    /// Where it is written.
    pub span: Option<Span>,
}

/// One level of a lever.
#[derive(Debug, Clone)]
pub struct Level {
    /// What it sets.
    pub settings: Vec<Setting>,
    /// What the tables show, one for each column.
    pub labels: Vec<String>,
    /// The first value as a number, if it is one.
    pub number: Option<f64>,
}

impl Design {
    /// The design of a config.
    ///
    /// # Errors
    /// Every mistake found: keys that do not exist or are set twice, axes without values, zipped axes of different lengths.
    pub fn new(config: &Config, document: &Document) -> Result<Self, Vec<Diagnostic>> {
        let mut mistakes = Vec::new();
        let design = match &config.study {
            // A tournament has no cells; what its config says of a world is one.
            None | Some(Study::Tournament(_)) => Self { kind: Kind::World, axes: Vec::new() },
            Some(Study::Grid(grid)) => Self { kind: Kind::Grid, axes: grid_levers(grid, document, &mut mistakes) },
            Some(Study::Factorial(factorial)) => {
                Self { kind: Kind::Factorial, axes: bundles(factorial, document, &mut mistakes) }
            }
        };
        design.check_keys(document, &mut mistakes);
        let cells = design.axes.iter().try_fold(1_usize, |cells, axis| cells.checked_mul(axis.levels.len()));
        // Runs are counted in the same numbers, and every run has at least a row.
        if cells.is_none_or(|cells| cells > MOST_CELLS) && mistakes.is_empty() {
            let message = format!("expected at most {MOST_CELLS} cells, found {} axes with more", design.axes.len());
            mistakes.push(Diagnostic::new(document.span(&["study"]), "study", message));
        }
        if mistakes.is_empty() { Ok(design) } else { Err(mistakes) }
    }

    /// Number of cells.
    pub fn cells(&self) -> usize {
        self.axes.iter().map(|axis| axis.levels.len()).product()
    }

    /// The level of each lever in a cell; the last lever moves fastest, in a factorial the first.
    pub fn levels(&self, cell: usize) -> Vec<usize> {
        let mut rest = cell;
        let mut take = |lever: &Lever| {
            let level = rest % lever.levels.len();
            rest /= lever.levels.len();
            level
        };
        if self.kind == Kind::Factorial {
            return self.axes.iter().map(take).collect();
        }
        let mut levels: Vec<usize> = self.axes.iter().rev().map(&mut take).collect();
        levels.reverse();
        levels
    }

    /// The cell at given levels.
    pub fn cell(&self, levels: &[usize]) -> usize {
        let mut place = 0;
        let step = |place: usize, (lever, level): (&Lever, &usize)| place * lever.levels.len() + level;
        if self.kind == Kind::Factorial {
            for pair in self.axes.iter().zip(levels).rev() {
                place = step(place, pair);
            }
        } else {
            for pair in self.axes.iter().zip(levels) {
                place = step(place, pair);
            }
        }
        place
    }

    fn chosen(&self, cell: usize) -> impl Iterator<Item = &Level> {
        self.axes.iter().zip(self.levels(cell)).map(|(lever, level)| &lever.levels[level])
    }

    /// What a cell sets.
    pub fn settings(&self, cell: usize) -> Vec<Setting> {
        self.chosen(cell).flat_map(|level| level.settings.iter().cloned()).collect()
    }

    /// What the tables show of a cell's swept values, in the order of [`Design::columns`].
    pub fn labels(&self, cell: usize) -> Vec<String> {
        self.chosen(cell).flat_map(|level| level.labels.iter().cloned()).collect()
    }

    /// The names of the swept columns.
    pub fn columns(&self) -> Vec<String> {
        self.axes.iter().flat_map(|lever| lever.columns.iter().cloned()).collect()
    }

    fn check_keys(&self, document: &Document, mistakes: &mut Vec<Diagnostic>) {
        let settings: Vec<&Setting> =
            self.axes.iter().filter_map(|lever| lever.levels.last()).flat_map(|level| &level.settings).collect();
        for (number, setting) in settings.iter().enumerate() {
            let (key, span) = (setting.key.as_slice(), &setting.span);
            let mut wrong = |message: String| mistakes.push(Diagnostic::new(Some(span.clone()), dotted(key), message));
            if let Err(mistake) = document.check_key(key, span) {
                mistakes.push(mistake);
            } else if let Some(own) = belongs_to_study(key) {
                wrong(format!("{own:?} belongs to the study, it cannot differ between cells"));
            } else if let Some(other) = settings[..number].iter().find(|other| overlap(&other.key, key)) {
                wrong(format!("expected each key to be set once, but `{}` is set as well", dotted(&other.key)));
            }
        }
    }
}

/// Is one key the other, or a table around it?
fn overlap(a: &[String], b: &[String]) -> bool {
    a.iter().zip(b).all(|(a, b)| a == b)
}

/// The name of the key if it is the study's own, or names a group.
fn belongs_to_study(key: &[String]) -> Option<&str> {
    match key {
        [own] => NOT_SWEPT.contains(&own.as_str()).then_some(own),
        [first, .., last] if first == "agents" => (last == "name").then_some(last),
        [first, ..] => (first != "agents" && NOT_SWEPT.contains(&first.as_str())).then_some(first),
        [] => None,
    }
}

fn grid_levers(grid: &Grid, document: &Document, mistakes: &mut Vec<Diagnostic>) -> Vec<Lever> {
    if grid.axes.is_empty() {
        let span = document.span(&["study", "grid", "axes"]);
        mistakes.push(Diagnostic::new(span, "study.grid.axes", "expected at least one axis"));
    }
    let mut levers = Vec::new();
    for (number, entry) in grid.axes.iter().enumerate() {
        let at = |rest: &[&str]| -> Vec<String> {
            ["study", "grid", "axes", &number.to_string()].iter().chain(rest).map(|&part| part.to_owned()).collect()
        };
        let parts: Vec<Result<Lever, Diagnostic>> = match entry {
            AxisEntry::One(axis) => vec![lever(axis, &at(&[]), document)],
            AxisEntry::Zipped(axes) => {
                axes.iter().enumerate().map(|(place, axis)| lever(axis, &at(&[&place.to_string()]), document)).collect()
            }
        };
        let mut zipped: Option<Lever> = None;
        for part in parts {
            match (part, &mut zipped) {
                (Err(mistake), _) => mistakes.push(mistake),
                (Ok(lever), None) => zipped = Some(lever),
                (Ok(lever), Some(first)) if lever.levels.len() != first.levels.len() => {
                    let message = format!(
                        "expected {} values as the other axes zipped with it, found {}",
                        first.levels.len(),
                        lever.levels.len()
                    );
                    mistakes.push(Diagnostic::new(lever.span, lever.columns.join(", "), message));
                }
                (Ok(lever), Some(first)) => {
                    first.columns.extend(lever.columns);
                    for (level, more) in first.levels.iter_mut().zip(lever.levels) {
                        level.settings.extend(more.settings);
                        level.labels.extend(more.labels);
                    }
                }
            }
        }
        levers.extend(zipped);
    }
    levers
}

fn lever(axis: &Axis, at: &[String], document: &Document) -> Result<Lever, Diagnostic> {
    let span = document.span(at);
    let wrong = |message: &str| Diagnostic::new(span.clone(), axis.key.clone(), message);
    let key_path: Vec<String> = at.iter().cloned().chain(["key".to_owned()]).collect();
    let key_span = document.span(&key_path).or_else(|| span.clone()).unwrap_or_default();
    let key = Document::split(&axis.key).map_err(|message| Diagnostic::new(Some(key_span.clone()), "", message))?;
    document.check_key(&key, &key_span)?;
    let values: Vec<(Value, Span)> = match (&axis.values, axis.range, axis.log_range, axis.points) {
        (Some(values), None, None, None) => values
            .iter()
            .enumerate()
            .map(|(place, value)| {
                let path: Vec<String> = at.iter().cloned().chain(["values".to_owned(), place.to_string()]).collect();
                (value.clone(), document.span(&path).unwrap_or_default())
            })
            .collect(),
        (None, Some(_), None, None) | (None, None, Some(_), None) => {
            return Err(wrong("expected `points`, how many values the range has"));
        }
        (None, Some([from, to]), None, Some(points)) => {
            spaced(from, to, points, |k, last| from + (to - from) * k / last, &wrong)?
                .into_iter()
                .map(|x| (x, key_span.clone()))
                .collect()
        }
        (None, None, Some([from, to]), Some(points)) => {
            if !(from > 0.0 && to > 0.0) {
                return Err(wrong(&format!("expected log_range = [lo, hi] with both above 0, found [{from}, {to}]")));
            }
            spaced(from, to, points, |k, last| from * libm::pow(to / from, k / last), &wrong)?
                .into_iter()
                .map(|x| (x, key_span.clone()))
                .collect()
        }
        _ => return Err(wrong("expected either `values`, or `range` and `points`, or `log_range` and `points`")),
    };
    if values.is_empty() {
        return Err(wrong("expected at least one value"));
    }
    let whole = takes_whole_numbers(&key);
    let levels: Vec<Level> = values
        .into_iter()
        .map(|(value, span)| {
            let value = match value {
                Value::Float(x) if whole && x == x.trunc() && x.abs() < 1e15 => Value::Integer(x as i64),
                other => other,
            };
            Level {
                labels: vec![label(&value)],
                number: number(&value),
                settings: vec![Setting { key: key.clone(), value, span }],
            }
        })
        .collect();
    let mut seen = BTreeSet::new();
    if let Some(twice) = levels.iter().find(|level| !seen.insert(level.labels[0].as_str())) {
        let setting = &twice.settings[0];
        let message = format!("the value {} is listed twice", twice.labels[0]);
        return Err(Diagnostic::new(Some(setting.span.clone()), axis.key.clone(), message));
    }
    Ok(Lever { columns: vec![dotted(&key)], levels, span })
}

/// The values of a range: `at` of (k, last) for k from 0 to last; the ends are exact.
fn spaced(
    from: f64,
    to: f64,
    points: u32,
    at: impl Fn(f64, f64) -> f64,
    wrong: &impl Fn(&str) -> Diagnostic,
) -> Result<Vec<Value>, Diagnostic> {
    if points < 2 {
        return Err(wrong(&format!("expected at least 2 points, found {points}")));
    }
    if !(from.is_finite() && to.is_finite()) || from == to {
        return Err(wrong(&format!("expected two different finite ends, found [{from}, {to}]")));
    }
    let last = points - 1;
    let value = |k: u32| match k {
        0 => from,
        k if k == last => to,
        k => at(f64::from(k), f64::from(last)),
    };
    Ok((0..points).map(|k| Value::Float(value(k))).collect())
}

fn takes_whole_numbers(key: &[String]) -> bool {
    let mut place = Place::root();
    for part in key {
        place = match place.below(part) {
            Below::Known(inner) => inner,
            _ => place.items().unwrap_or(place),
        };
    }
    place.is_integer()
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(x) => Some(*x as f64),
        Value::Float(x) => Some(*x),
        _ => None,
    }
}

/// A value as the tables show it: numbers as everywhere in them, text bare, everything else as TOML.
fn label(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Float(x) => shown(*x),
        other => other.to_string(),
    }
}

fn bundles(factorial: &Factorial, document: &Document, mistakes: &mut Vec<Diagnostic>) -> Vec<Lever> {
    let whole = document.span(&["study", "factorial"]);
    if factorial.bundles.is_empty() || factorial.bundles.len() > 10 {
        let message = format!("expected 1 to 10 bundles, found {}", factorial.bundles.len());
        mistakes.push(Diagnostic::new(whole, "study.factorial.bundles", message));
    }
    let mut levers = Vec::new();
    for (name, settings) in &factorial.bundles {
        let at = ["study", "factorial", "bundles", name];
        if settings.is_empty() {
            let path = at.map(str::to_owned);
            mistakes.push(Diagnostic::new(document.span(&at), dotted(&path), "expected at least one setting"));
        }
        let mut on = Vec::new();
        for (key, value) in settings {
            let span = document.span(&[&at[..], &[key]].concat()).unwrap_or_default();
            match Document::split(key) {
                Ok(key) => on.push(Setting { key, value: value.clone(), span }),
                Err(message) => mistakes.push(Diagnostic::new(Some(span), "", message)),
            }
        }
        let level = |settings, on: u8| Level { settings, labels: vec![on.to_string()], number: Some(f64::from(on)) };
        levers.push(Lever {
            columns: vec![name.clone()],
            levels: vec![level(Vec::new(), 0), level(on, 1)],
            span: document.span(&at),
        });
    }
    levers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design(study: &str) -> Result<Design, String> {
        let text = format!("name = 'w'\n[[agents]]\nname = 'great powers'\npower = 'strong'\ncount = 4\n{study}");
        let document = Document::parse("w.toml", &text).map_err(|failure| failure.to_string())?;
        let config = document.config().map_err(|mistake| format!("{mistake:?}"))?;
        Design::new(&config, &document)
            .map_err(|mistakes| mistakes.iter().map(|m| m.message.clone()).collect::<Vec<_>>().join("; "))
    }

    #[test]
    fn a_grid_is_every_combination_the_last_axis_fastest() {
        let design = design(
            "[study.grid]\naxes = [ { key = 'game.dilemma.rent', range = [0, 1], points = 3 }, \
             [ { key = 'choice.patience', values = [0.1, 0.2] }, { key = 'agents.\"great powers\".count', values = [3, 4] } ] ]",
        )
        .unwrap();
        assert_eq!(design.cells(), 6);
        assert_eq!(design.columns(), ["game.dilemma.rent", "choice.patience", "agents.\"great powers\".count"]);
        assert_eq!(design.labels(3), ["0.5", "0.2", "4"]);
        for cell in 0..6 {
            assert_eq!(design.cell(&design.levels(cell)), cell);
        }
    }

    #[test]
    fn ranges_hit_their_ends_and_whole_numbers_stay_whole() {
        let grid = design(
            "[study.grid]\naxes = [ { key = 'agents.\"great powers\".count', range = [2, 6], points = 3 }, \
             { key = 'choice.temperature', log_range = [0.01, 1], points = 3 } ]",
        )
        .unwrap();
        assert_eq!(grid.labels(0), ["2", "0.01"]);
        assert_eq!(grid.labels(8), ["6", "1"]);
        assert!((grid.axes[1].levels[1].number.unwrap() - 0.1).abs() < 1e-15);
        let tenths = design("[study.grid]\naxes = [{ key = 'noise.slip', range = [0, 1], points = 11 }]").unwrap();
        let labels: Vec<String> = (0..11).map(|cell| tenths.labels(cell).remove(0)).collect();
        assert_eq!(labels.join(" "), "0 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1");
    }

    #[test]
    fn a_factorial_counts_in_bits() {
        let design = design(
            "[study.factorial]\nbundles.a = { 'game.dilemma.rent' = 2.0 }\nbundles.b = { 'mechanisms.norm.rate' = 0.1, 'choice.patience' = 0.5 }",
        )
        .unwrap();
        assert_eq!((design.labels(1), design.labels(2)), (vec!["1".into(), "0".into()], vec!["0".into(), "1".into()]));
        assert_eq!(design.settings(3).len(), 3);
        assert!((0..4).all(|cell| design.cell(&design.levels(cell)) == cell));
    }

    #[test]
    fn mistakes_of_a_design_are_named() {
        let wrong = |study: &str| design(study).unwrap_err();
        assert!(wrong("[study.grid]\naxes = []").contains("at least one axis"));
        assert!(wrong("[study.grid]\naxes = [{ key = 'game.dilemma.rnt', values = [1] }]").contains("no such key"));
        assert!(wrong("[study.grid]\naxes = [{ key = 'game.dilemma.rent', range = [0, 1] }]").contains("points"));
        assert!(
            wrong("[study.grid]\naxes = [{ key = 'game.dilemma.rent', log_range = [0, 1], points = 3 }]")
                .contains("above 0")
        );
        assert!(wrong("[study.grid]\naxes = [{ key = 'game.dilemma.rent', values = [1, 1] }]").contains("twice"));
        assert!(
            wrong("[study.grid]\naxes = [{ key = 'replicates', values = [1, 2] }]").contains("belongs to the study")
        );
        let twice = "[study.grid]\naxes = [{ key = 'seed', values = [1] }, { key = 'seed', values = [2] }]";
        assert!(wrong(twice).contains("set once"));
        let inside = "[study.factorial]\nbundles.a = { 'mechanisms.convention.fine' = 1 }\nbundles.b = { 'mechanisms.convention' = { fine = 2 } }";
        assert!(wrong(inside).contains("set once"));
        let same = "[study.grid]\naxes = [{ key = 'game.dilemma.rent', values = [1, 1.0] }]";
        assert!(wrong(same).contains("twice"));
        let huge = (0..9)
            .map(|k| format!("{{ key = 'strategies.s{k}', range = [0, 1], points = 1000 }}"))
            .collect::<Vec<_>>()
            .join(", ");
        assert!(wrong(&format!("[study.grid]\naxes = [{huge}]")).contains("at most"));
        assert!(
            wrong("[study.grid]\naxes = [{ key = 'agents.\"great powers\".name', values = ['x'] }]")
                .contains("belongs")
        );
        let zipped = "[study.grid]\naxes = [[{ key = 'seed', values = [1] }, { key = 'rounds', values = [2, 3] }]]";
        assert!(wrong(zipped).contains("expected 1 values"));
    }
}
