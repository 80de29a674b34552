//! Two results side by side: what differs in their configs, which cells they share, and how far those lie apart.
//!
//! - `side`: one of the two, read back
//! - [`settings`]: what differs in their configs
//! - [`matching`]: cells with the same swept values
//!
//! A cell of one has its counterpart in the other where the values of all keys that both sweep are the same. A key that only
//! one of them sweeps is held at what the other's config says, if it is swept over that value; else all its values are kept.
//!
//! Runs are pairs where both studies drew the same random numbers: the same seed, shared by all cells (`seeds = "common"`). The
//! difference of each pair is then free of the luck that both had.

use std::path::Path;

use self::matching::Matching;
use self::settings::Difference;
use self::side::{Run, Side};
use crate::config::source::Failure;
use crate::output::Csv;
use crate::output::manifest::{Build, Manifest};
use crate::question::interface::column_of;
use crate::question::names;
use crate::record::columns;
use crate::statistics::contrast::{self, Contrast};
use crate::statistics::interval::Student;
use crate::world::rules::nearest;

pub mod matching;
pub mod settings;
mod side;

/// The measures that are compared unless others are asked for.
pub const MEASURES: [&str; 5] = ["hold", "cooperation", "trust", "payoff_strong", "payoff_weak"];

/// The columns of the table of contrasts; the swept keys stand behind the first two.
const COLUMNS: [&str; 11] =
    ["cell_a", "cell_b", "measure", "pairing", "runs_a", "runs_b", "a", "b", "difference", "low", "high"];

/// Two results side by side.
#[derive(Debug)]
pub struct Comparison {
    /// What they say of themselves.
    pub manifests: [Manifest; 2],
    /// Keys of the configs whose values differ.
    pub settings: Vec<Difference>,
    /// Which cells belong together, or why none do.
    pub matching: Result<Matching, String>,
    /// What was compared.
    pub measures: Vec<String>,
    /// The cells that belong together, in the order of the first result.
    pub cells: Vec<Compared>,
    /// What to bear in mind.
    pub warnings: Vec<String>,
}

/// Two cells that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// Their places in the two plans.
    pub cells: [usize; 2],
    /// Their values of [`Matching::columns`].
    pub labels: Vec<String>,
    /// How their runs belong together.
    pub pairing: Pairing,
    /// The number of runs that were compared.
    pub runs: [usize; 2],
    /// One for each measure.
    pub contrasts: Vec<Contrast>,
}

/// How the runs of two cells belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pairing {
    /// They are the same runs, in every column.
    Same,
    /// Replicate by replicate: both met the same random numbers.
    Paired,
    /// Not at all: each met its own.
    Unpaired,
}

impl Pairing {
    /// Its name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Paired => "paired",
            Self::Unpaired => "unpaired",
        }
    }
}

impl Comparison {
    /// Compares two finished results in some measures (columns of `runs.csv`, or `hold`); in [`MEASURES`] if none are given.
    ///
    /// # Errors
    /// [`Failure::Usage`] if one is no finished result or has no such measure; [`Failure::Io`] if it cannot be read.
    pub fn of(folders: [&Path; 2], measures: &[String]) -> Result<Self, Failure> {
        let [a, b] = folders;
        let mut sides = [Side::open(a)?, Side::open(b)?];
        let settings = settings::differences(&sides[0].manifest, &sides[1].manifest);
        let mut warnings = warnings(&sides);
        let measures = chosen(&sides, measures)?;
        let mut matching = match sides.iter().find(|side| !side.has_runs()) {
            Some(side) => Err(format!("{} is a tournament: its matches are no runs of worlds", side.folder.display())),
            None => {
                Side::read(&mut sides, &measures)?;
                matching::matching(&sides)
            }
        };
        let mut cells = Vec::new();
        if let Ok(found) = &mut matching {
            let mut student = Student::default();
            let common = sides.iter().all(Side::shares_luck);
            let rounds = sides.iter().map(Side::rounds).max().unwrap_or(u32::MAX);
            let ranges: Vec<[f64; 2]> =
                measures.iter().map(|measure| columns::range(column_of(measure)).ends(rounds)).collect();
            for (pair, labels) in std::mem::take(&mut found.pairs) {
                let runs = [0, 1].map(|side| sides[side].runs(pair[side]));
                cells.push(compare(pair, labels, runs, common, &ranges, &mut student));
            }
            let estimated = cells.iter().any(|cell| cell.pairing != Pairing::Same);
            if estimated && sides.iter().any(Side::was_watched) {
                warnings.push(
                    "the data decided how many runs there are (a search, or replicates = { min, max, ... }): \
                     the intervals take that number as fixed, and are approximate"
                        .to_owned(),
                );
            }
        }
        let manifests = sides.map(|side| side.manifest);
        Ok(Self { manifests, settings, matching, measures, cells, warnings })
    }

    /// Are both the same study with the same runs, or matches?
    pub fn nothing_differs(&self) -> bool {
        let whole = |found: &Matching| found.alone == [0, 0] && found.free.is_empty();
        let [a, b] = &self.manifests;
        self.settings.is_empty()
            && match &self.matching {
                Ok(found) => whole(found) && self.cells.iter().all(|cell| cell.pairing == Pairing::Same),
                // Matches are not looked at one by one; the checksums of their tables are.
                Err(_) => a.files == b.files,
            }
    }

    /// The contrasts as a table: a row for each measure of each pair of cells.
    pub fn contrasts_csv(&self) -> Vec<u8> {
        let mut rows = Csv::new();
        let keys = self.matching.as_ref().map_or(&[][..], |found| found.columns.as_slice());
        let (cells, own) = COLUMNS.split_at(2);
        cells.iter().for_each(|name| rows.text(name));
        rows.texts(&names::swept(keys, COLUMNS));
        own.iter().for_each(|name| rows.text(name));
        rows.end();
        for cell in &self.cells {
            for (measure, contrast) in self.measures.iter().zip(&cell.contrasts) {
                rows.counts(cell.cells.map(|cell| cell as f64));
                rows.texts(&cell.labels);
                rows.text(measure);
                rows.text(cell.pairing.name());
                rows.counts(cell.runs.map(|runs| runs as f64));
                rows.reals([contrast.a, contrast.b, contrast.difference, contrast.low, contrast.high]);
                rows.end();
            }
        }
        rows.into_bytes()
    }

    /// What differs in the configs, as a table.
    pub fn settings_csv(&self) -> Vec<u8> {
        let mut rows = Csv::new();
        for name in ["key", "a", "b"] {
            rows.text(name);
        }
        rows.end();
        for difference in &self.settings {
            rows.text(&difference.key);
            difference.values.iter().for_each(|value| rows.text(value.as_deref().unwrap_or_default()));
            rows.end();
        }
        rows.into_bytes()
    }
}

/// Two cells, from their runs in the order of replicates.
fn compare(
    cells: [usize; 2],
    labels: Vec<String>,
    runs: [&[Run]; 2],
    common: bool,
    ranges: &[[f64; 2]],
    student: &mut Student,
) -> Compared {
    let [a, b] = runs;
    let seeds = |runs: &[Run]| runs.first().map(|run| run.seed.clone());
    let pairs: Vec<[&Run; 2]> = a
        .iter()
        .filter_map(|run| Some([run, &b[b.binary_search_by_key(&run.replicate, |other| other.replicate).ok()?]]))
        .collect();
    let like = !pairs.is_empty() && seeds(a) == seeds(b);
    let pairing = if like && pairs.len() == a.len().max(b.len()) && pairs.iter().all(|[a, b]| a.mark == b.mark) {
        Pairing::Same
    } else if like && common {
        Pairing::Paired
    } else {
        Pairing::Unpaired
    };
    let value = |run: &Run, place: usize| run.values[place];
    let all = |runs: &[Run], place: usize| runs.iter().map(|run| value(run, place)).collect::<Vec<f64>>();
    let both = |place: usize| pairs.iter().map(|pair| pair.map(|run| value(run, place))).collect::<Vec<[f64; 2]>>();
    let of_measure = |(place, &range): (usize, &[f64; 2])| match pairing {
        Pairing::Same => Contrast::same(contrast::paired_means(&both(place), range, student).a),
        Pairing::Paired => contrast::paired_means(&both(place), range, student),
        Pairing::Unpaired => contrast::means(&all(a, place), &all(b, place), range, student),
    };
    let contrasts = ranges.iter().enumerate().map(of_measure).collect();
    let runs = if pairing == Pairing::Unpaired { [a.len(), b.len()] } else { [pairs.len(); 2] };
    Compared { cells, labels, pairing, runs, contrasts }
}

/// The measures that are asked for, each once; those of [`MEASURES`] that both have if none are.
fn chosen(sides: &[Side; 2], asked: &[String]) -> Result<Vec<String>, Failure> {
    let worlds: Vec<&Side> = sides.iter().filter(|side| side.has_runs()).collect();
    let has = |side: &Side, name: &str| side.measures().iter().any(|own| own == column_of(name));
    if asked.is_empty() {
        let all = MEASURES.iter().filter(|name| worlds.iter().all(|side| has(side, name)));
        return Ok(all.map(|&name| name.to_owned()).collect());
    }
    let mut measures: Vec<String> = Vec::new();
    for name in asked {
        let name = if name == "holds" { "hold" } else { name };
        if name == "all" {
            let [first, rest @ ..] = worlds.as_slice() else { continue };
            let both = first.measures().iter().filter(|own| rest.iter().all(|side| has(side, own)));
            measures.extend(both.map(|own| if own == "holds" { "hold".to_owned() } else { own.clone() }));
        } else if let Some(side) = worlds.iter().find(|side| !has(side, name)) {
            let near = nearest(name, side.measures().iter().map(String::as_str).chain(["hold"]));
            let hint = near.map(|near| format!("; did you mean {near:?}?")).unwrap_or_default();
            let expected = "--measure: expected hold, all, or a column of runs.csv after the swept keys that both have";
            return Err(Failure::Usage(format!("{expected}; {} has no {name:?}{hint}", side.folder.display())));
        } else {
            measures.push(name.to_owned());
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    measures.retain(|name| seen.insert(name.clone()));
    Ok(measures)
}

/// What to bear in mind before any cell is looked at.
fn warnings(sides: &[Side; 2]) -> Vec<String> {
    let mut warnings = Vec::new();
    let [a, b] = sides.each_ref().map(|side| &side.manifest);
    let ours = env!("CARGO_PKG_VERSION");
    if a.version != b.version {
        warnings.push(format!(
            "A was made by version {}, B by {}: part of what differs may come from the program",
            a.version, b.version
        ));
    } else if a.version != ours {
        warnings.push(format!("both were made by version {}, which this one, {ours}, reads as its own", a.version));
    }
    let told = |manifest: &Manifest| manifest.made_by().iter().map(Build::told).collect::<Vec<_>>().join(" and ");
    let sources = |manifest: &Manifest| manifest.made_by().into_iter().map(|build| build.source).collect::<Vec<_>>();
    if a.version == b.version && sources(a) != sources(b) {
        warnings.push(format!(
            "A was made by another build of the program ({}) than B ({}): part of what differs may come from it",
            told(a),
            told(b)
        ));
    } else if a.version == b.version && a.version == ours && !a.other_builds().is_empty() {
        let own = Build::own().told();
        warnings.push(format!("both were made by another build of the program ({}) than this one ({own})", told(a)));
    }
    if a.quick != b.quick {
        let which = if a.quick { "A" } else { "B" };
        warnings
            .push(format!("{which} is a quick look (--quick): fewer replicates of fewer rounds than its config says"));
    }
    for (side, name) in sides.iter().zip(["A", "B"]) {
        if side.manifest.failed > 0 {
            warnings.push(format!("runs of {name} that failed and are left out: {}", side.manifest.failed));
        }
    }
    warnings
}
