//! Which cells a study has, and what each sets.
//!
//! - [`lever`]: levers, their levels, and values as tables show them
//! - `axes`: axes and their values
//! - `bundles`: bundles of settings, off or on
//! - [`points`]: points drawn from distributions or listed in a file
//!
//! What the levers or points of each kind of study are is in its own folder, `cells.rs`.

use self::lever::to_four_digits;
pub use self::lever::{Level, Lever, in_words};
use self::points::Points;
use crate::config::document::{Document, Setting, dotted};
use crate::config::source::{Diagnostic, Span};
use crate::record::ValueKind;

pub(crate) mod axes;
pub(crate) mod bundles;
pub mod lever;
pub mod points;

/// Keys that are the study's own, not a cell's.
const NOT_SWEPT: [&str; 14] = [
    "format",
    "extends",
    "files",
    "name",
    "question",
    "seeds",
    "replicates",
    "output",
    "report",
    "limits",
    "study",
    "agents",
    "audit",
    "claims",
];

/// The most cells of a study.
const MOST_CELLS: usize = 100_000_000;

/// The cells of a study.
#[derive(Debug, Clone)]
pub struct Design {
    /// What kind of study it is.
    pub kind: Kind,
    /// What moves, slowest first; nothing in a design of points.
    pub axes: Vec<Lever>,
    /// The points of a sample or a sensitivity analysis.
    pub points: Option<Points>,
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
    /// Mechanisms off or on, every combination, and what each contributes.
    Ablation,
    /// Points drawn from distributions, or listed in a file.
    Sample,
    /// Points from which it follows what matters.
    Sensitivity,
    /// Lines of cells, each searched for where cooperation breaks.
    Boundary,
    /// Cells given one by one, every two compared.
    List,
}

impl Kind {
    /// Its name in configs; a single world has none there.
    pub const fn name(self) -> &'static str {
        match self {
            Self::World => "one world",
            Self::Grid => "grid",
            Self::Factorial => "factorial",
            Self::Ablation => "ablation",
            Self::Sample => "sample",
            Self::Sensitivity => "sensitivity",
            Self::Boundary => "boundary",
            Self::List => "list",
        }
    }
}

impl Design {
    /// The design itself, if it has no mistakes beside those found before.
    ///
    /// # Errors
    /// Every mistake: keys that do not exist or are set twice, too many cells.
    pub fn checked(self, document: &Document, mut mistakes: Vec<Diagnostic>) -> Result<Self, Vec<Diagnostic>> {
        self.check_keys(document, &mut mistakes);
        let cells = match &self.points {
            Some(points) => Some(points.len()),
            None => self.axes.iter().try_fold(1_usize, |cells, axis| cells.checked_mul(axis.levels.len())),
        };
        // Runs are counted in the same numbers, and every run has at least a row.
        if cells.is_none_or(|cells| cells > MOST_CELLS) && mistakes.is_empty() {
            let message = format!("expected at most {MOST_CELLS} cells, found more on {} axes", self.axes.len());
            mistakes.push(Diagnostic::new(document.span(&["study"]), "study", message));
        }
        if mistakes.is_empty() { Ok(self) } else { Err(mistakes) }
    }

    /// Number of cells.
    pub fn cells(&self) -> usize {
        match &self.points {
            Some(points) => points.len(),
            None => self.axes.iter().map(|axis| axis.levels.len()).product(),
        }
    }

    /// Does the first lever move fastest? So that the number of a cell says in bits which bundles are on.
    fn counts_in_bits(&self) -> bool {
        matches!(self.kind, Kind::Factorial | Kind::Ablation)
    }

    /// The level of each lever in a cell; the last lever moves fastest, in a factorial the first.
    pub fn levels(&self, cell: usize) -> Vec<usize> {
        let mut rest = cell;
        let mut take = |lever: &Lever| {
            let level = rest % lever.levels.len();
            rest /= lever.levels.len();
            level
        };
        if self.counts_in_bits() {
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
        if self.counts_in_bits() {
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
        match &self.points {
            Some(points) => points.settings(cell),
            None => self.chosen(cell).flat_map(|level| level.settings.iter().cloned()).collect(),
        }
    }

    /// Every key that any cell sets, and where.
    pub fn all_settings(&self) -> Vec<(Vec<String>, Span)> {
        let all = |setting: Setting| (setting.key, setting.span);
        match &self.points {
            Some(points) => points.all_keys().into_iter().map(all).collect(),
            None => {
                let levels = self.axes.iter().flat_map(|lever| &lever.levels);
                levels.flat_map(|level| level.settings.iter().cloned()).map(all).collect()
            }
        }
    }

    /// What the tables show of a cell's swept values, in the order of [`Design::columns`].
    pub fn labels(&self, cell: usize) -> Vec<String> {
        match &self.points {
            Some(points) => points.labels(cell),
            None => self.chosen(cell).flat_map(|level| level.labels.iter().cloned()).collect(),
        }
    }

    /// A cell in words: its swept values, to four digits.
    pub fn describe(&self, cell: usize) -> String {
        if self.kind == Kind::World {
            return "the world".to_owned();
        }
        let pairs = self.columns().into_iter().zip(self.labels(cell));
        let pairs: Vec<String> = pairs.map(|(key, value)| format!("{key} = {}", to_four_digits(&value))).collect();
        let name = self.points.as_ref().and_then(|points| points.name(cell));
        let name = name.map(|name| format!("{name:?}: ")).unwrap_or_default();
        format!("cell {cell} ({name}{})", pairs.join(", "))
    }

    /// The names of the swept columns.
    pub fn columns(&self) -> Vec<String> {
        match &self.points {
            Some(points) => points.columns.clone(),
            None => self.axes.iter().flat_map(|lever| lever.columns.iter().cloned()).collect(),
        }
    }

    /// What the values of the swept columns are.
    pub fn kinds(&self) -> Vec<ValueKind> {
        match &self.points {
            Some(points) => points.kinds(),
            None => self.axes.iter().flat_map(|lever| lever.kinds.iter().copied()).collect(),
        }
    }

    /// The bundles of a factorial that are on in a cell.
    pub fn on(&self, cell: usize) -> Vec<String> {
        let levels = self.levels(cell);
        self.columns().into_iter().zip(levels).filter(|(_, level)| *level == 1).map(|(name, _)| name).collect()
    }

    /// The cells of a factorial, those with fewer bundles first.
    pub fn by_bundles(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.cells()).collect();
        order.sort_by_key(|&cell| (self.levels(cell).iter().sum::<usize>(), cell));
        order
    }

    fn check_keys(&self, document: &Document, mistakes: &mut Vec<Diagnostic>) {
        let last = |lever: &Lever| lever.levels.last().map(|level| level.settings.clone()).unwrap_or_default();
        let settings: Vec<Setting> = match &self.points {
            Some(points) if !points.is_empty() => points.all_keys(),
            _ => self.axes.iter().flat_map(last).collect(),
        };
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
        // How its file is read is said once; which file, and what of its strangers, may differ.
        [network, own, ..] if network == "network" => {
            ["columns", "delimiter", "table"].contains(&own.as_str()).then_some(own)
        }
        [first, .., last] if first == "agents" => (last == "name").then_some(last),
        [first, ..] => (first != "agents" && NOT_SWEPT.contains(&first.as_str())).then_some(first),
        [] => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design(study: &str) -> Result<Design, String> {
        let text = format!("name = 'w'\n[[agents]]\nname = 'great powers'\npower = 'strong'\ncount = 4\n{study}");
        let document = Document::parse("w.toml", &text).map_err(|failure| failure.to_string())?;
        let config = document.config().map_err(|mistake| format!("{mistake:?}"))?;
        crate::question::kinds::design(&config, &document)
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
        assert_eq!(design.labels(0)[0], "0.0");
        assert_eq!(design.kinds(), [ValueKind::Real, ValueKind::Real, ValueKind::Count]);
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
        assert_eq!(grid.labels(8), ["6", "1.0"]);
        assert!((grid.axes[1].levels[1].number.unwrap() - 0.1).abs() < 1e-15);
        let tenths = design("[study.grid]\naxes = [{ key = 'noise.slip', range = [0, 1], points = 11 }]").unwrap();
        let labels: Vec<String> = (0..11).map(|cell| tenths.labels(cell).remove(0)).collect();
        assert_eq!(labels.join(" "), "0.0 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1.0");
    }

    #[test]
    fn cells_are_described_without_long_tails() {
        let said = to_four_digits;
        assert_eq!(said("0.123456789"), "0.1235");
        assert_eq!([said("1.0"), said("-20.0"), said("a.0"), said(".0")], ["1", "-20", "a.0", ".0"]);
        assert_eq!(said("12.3456789"), "12.35");
        assert_eq!(said("-0.00123456"), "-0.001235");
        for short in ["0.25", "12345678", "1e-12", "1.234567e-9", "tit-for-tat", ""] {
            assert_eq!(said(short), short);
        }
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
