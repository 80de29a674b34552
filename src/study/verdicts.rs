//! What became of the claims: the runs of the cells they speak of, the verdicts, `claims.csv`, and the lines on the terminal.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::claims::{Claim, HOLD, Others, Selection, is_share_of_runs, place};
use super::design::Design;
use crate::measure::Column;
use crate::measure::claims::{Bounds, Evidence, Judgement, Sample, Verdict, changed, decide};
use crate::measure::interval::{Student, clopper_pearson};
use crate::output::Csv;

/// The 97.5% point of the normal distribution.
const NORMAL: f64 = 1.959_963_984_540_054;

/// How many runs a cell has.
#[derive(Debug, Clone, Copy)]
pub enum Replicates {
    /// As many as were planned.
    Fixed,
    /// As many as looks at P(hold) asked for. The always-valid interval of successes out of n at a chance alpha of ever being wrong, for what is
    /// shown.
    Watched(fn(u32, u32, f64) -> (f64, f64)),
}

/// What the runs say of the claims, taken in one by one; of a cell only the moments of the columns that a claim names are kept.
#[derive(Debug, Clone)]
pub struct Ledger {
    pages: Vec<Page>,
    replicates: Replicates,
}

/// A measure that a claim names.
#[derive(Debug, Clone)]
struct Measure {
    name: String,
    /// Its column's place in a run's values.
    place: usize,
    bounds: Bounds,
    /// No runs yet.
    empty: Sample,
}

/// What the runs say of one claim.
#[derive(Debug, Clone)]
struct Page {
    selection: Selection,
    measures: Vec<Measure>,
    /// The cells it speaks of that have runs, ascending.
    cells: Vec<usize>,
    /// One of each measure for each of the cells.
    samples: Vec<Sample>,
    /// The cell of the last run, and its place in `cells` if the claim speaks of it.
    last: Option<(usize, Option<usize>)>,
    /// The runs to be compared, if the claim compares.
    pairs: Option<Pairs>,
}

/// Cells that are compared run by run, so that their runs have to be kept.
#[derive(Debug, Clone)]
struct Pairs {
    /// Of each cell that the claim speaks of, the one that it is compared with.
    other: BTreeMap<usize, usize>,
    kept: BTreeSet<usize>,
    /// By cell, each run's replicate and measures.
    runs: BTreeMap<usize, Vec<(u32, Vec<f64>)>>,
}

impl Pairs {
    fn of(claim: &Claim, selection: &Selection, design: &Design) -> Option<Self> {
        let others = Others::of(claim, &design.columns())?;
        let admitted = (0..design.cells()).filter(|&cell| selection.admits(&design.labels(cell)));
        let other: BTreeMap<usize, usize> =
            admitted.filter_map(|cell| Some((cell, others.cell(design, cell)?))).collect();
        let kept = other.iter().flat_map(|(&cell, &other)| [cell, other]).collect();
        Some(Self { other, kept, runs: BTreeMap::new() })
    }

    /// The differences of a measure between two cells, over the replicates that both have.
    fn differences(&self, cell: usize, other: usize, measure: usize) -> impl Iterator<Item = f64> {
        let of = |cell: usize| self.runs.get(&cell).map_or(&[][..], Vec::as_slice);
        let (own, others) = (of(cell), of(other));
        own.iter().filter_map(move |(replicate, values)| {
            let place = others.binary_search_by_key(replicate, |(replicate, _)| *replicate).ok()?;
            Some(values[measure] - others[place].1[measure])
        })
    }
}

impl Ledger {
    /// An empty one; the claims have been checked ([`super::claims::check`]).
    pub fn new(claims: &[Claim], design: &Design, run_columns: &[Column], replicates: Replicates) -> Self {
        let swept = design.columns();
        let watched = matches!(replicates, Replicates::Watched(_));
        let page = |claim: &Claim| {
            let measures = claim.that.iter().filter_map(|(name, range)| {
                let empty = match is_share_of_runs(name) {
                    // Looks are at whether cooperation holds; for all other columns the number of runs is as good as given.
                    true if watched && [HOLD.0, HOLD.1].contains(&name.as_str()) => {
                        Sample::Watched { successes: 0, n: 0 }
                    }
                    true => Sample::Fixed { successes: 0, n: 0 },
                    false => Sample::Mean(<_>::default()),
                };
                let empty = match empty {
                    Sample::Fixed { .. } | Sample::Watched { .. } if !claim.than.is_empty() => {
                        Sample::Change { up: 0, down: 0, n: 0 }
                    }
                    empty => empty,
                };
                Some(Measure { name: name.clone(), place: place(name, run_columns)?, bounds: range.bounds(), empty })
            });
            let selection = Selection::of(claim, &swept);
            Page {
                pairs: Pairs::of(claim, &selection, design),
                selection,
                measures: measures.collect(),
                cells: Vec::new(),
                samples: Vec::new(),
                last: None,
            }
        };
        Self { pages: claims.iter().map(page).collect(), replicates }
    }

    /// Takes a run: its cell and replicate, the cell's swept values ([`Design::labels`]), and its values in the order of the
    /// run columns.
    ///
    /// Cheapest if cells come in ascending order, the runs of each together; the replicates of a cell have to come in order.
    pub fn push(&mut self, cell: usize, replicate: u32, labels: &[String], values: &[f64]) {
        for page in &mut self.pages {
            if let Some(pairs) = &mut page.pairs {
                if pairs.kept.contains(&cell) {
                    let own = page.measures.iter().map(|measure| values[measure.place]).collect();
                    pairs.runs.entry(cell).or_default().push((replicate, own));
                }
                continue;
            }
            let Some(row) = page.row(cell, labels) else { continue };
            let first = row * page.measures.len();
            for (measure, sample) in page.measures.iter().zip(&mut page.samples[first..]) {
                sample.push(values[measure.place]);
            }
        }
    }
}

impl Page {
    /// The place of a cell among those that the claim speaks of, if it does.
    fn row(&mut self, cell: usize, labels: &[String]) -> Option<usize> {
        if let Some((last, row)) = self.last
            && last == cell
        {
            return row;
        }
        let row = match self.cells.binary_search(&cell) {
            Ok(row) => Some(row),
            Err(row) => self.selection.admits(labels).then(|| {
                let first = row * self.measures.len();
                self.cells.insert(row, cell);
                self.samples.splice(first..first, self.measures.iter().map(|measure| measure.empty));
                row
            }),
        };
        self.last = Some((cell, row));
        row
    }

    /// The same with the comparisons made, if it compares.
    fn compared(&self) -> Self {
        let mut page = self.clone();
        let Some(pairs) = &self.pairs else { return page };
        for (&cell, &other) in &pairs.other {
            if pairs.runs.contains_key(&cell) && pairs.runs.contains_key(&other) {
                page.cells.push(cell);
                for (place, measure) in self.measures.iter().enumerate() {
                    let mut sample = measure.empty;
                    pairs.differences(cell, other, place).for_each(|difference| sample.push(difference));
                    page.samples.push(sample);
                }
            }
        }
        page
    }

    fn evidence(&self) -> Evidence {
        let bounds = self.measures.iter().map(|measure| measure.bounds).cycle();
        Evidence::of(bounds.zip(self.samples.iter().copied()))
    }
}

/// What became of a claim, and the cell that decided it.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The claim.
    pub text: String,
    /// The judgement.
    pub judgement: Judgement,
    /// Cells it speaks of that have runs.
    pub cells: usize,
    /// What it says, in words.
    pub that: String,
    /// What decided; none without runs.
    pub decisive: Option<Decisive>,
}

/// The cell and measure that decided a claim: the worst of a refuted one, else the one that speaks least for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Decisive {
    /// The cell.
    pub cell: usize,
    /// The cell in words.
    pub described: String,
    /// The cell that it is compared with, if the claim compares.
    pub than: Option<usize>,
    /// `hold`, or the column.
    pub measure: String,
    /// The range that the claim gives it.
    pub bounds: Bounds,
    /// Its share or mean over the runs.
    pub estimate: f64,
    /// Lower end of its 95% interval.
    pub low: f64,
    /// Upper end of its 95% interval.
    pub high: f64,
}

/// Judges all claims together by the runs that the ledger has taken.
pub fn judge(claims: &[Claim], ledger: &Ledger, design: &Design) -> Vec<Finding> {
    let pages: Vec<Page> = ledger.pages.iter().map(Page::compared).collect();
    let evidence: Vec<Evidence> = pages.iter().map(Page::evidence).collect();
    let judged = claims.iter().zip(&pages).zip(decide(&evidence));
    judged
        .map(|((claim, page), judgement)| {
            let difference = page.pairs.is_some();
            let name = |measure: &Measure| in_words(&measure.name, difference);
            let said = page.measures.iter().map(|measure| format!("{} {}", name(measure), within(measure.bounds)));
            Finding {
                text: claim.text.clone(),
                judgement,
                cells: page.cells.len(),
                that: said.collect::<Vec<_>>().join(" and "),
                decisive: decisive(page, judgement.decisive(), ledger.replicates, design),
            }
        })
        .collect()
}

fn decisive(page: &Page, part: usize, replicates: Replicates, design: &Design) -> Option<Decisive> {
    let sample = page.samples.get(part)?;
    let cell = page.cells[part / page.measures.len()];
    let measure = &page.measures[part % page.measures.len()];
    let (low, high) = match (*sample, replicates) {
        (Sample::Watched { successes, n }, Replicates::Watched(interval)) => interval(successes, n, 0.05),
        (Sample::Fixed { successes, n } | Sample::Watched { successes, n }, _) => clopper_pearson(successes, n, 0.95),
        (Sample::Mean(moments), _) => {
            let (_, low, high) = Student::default().interval(&moments);
            (low, high)
        }
        (Sample::Change { up, down, n }, _) => {
            let (change, error) = changed(up, down, n);
            ((change - NORMAL * error).max(-1.0), (change + NORMAL * error).min(1.0))
        }
    };
    let than = page.pairs.as_ref().and_then(|pairs| pairs.other.get(&cell).copied());
    let described = match than {
        None => design.describe(cell),
        Some(other) => format!("{} against {}", design.describe(cell), design.describe(other)),
    };
    let Measure { name, bounds, .. } = measure;
    Some(Decisive {
        cell,
        than,
        described,
        measure: name.clone(),
        bounds: *bounds,
        estimate: sample.estimate(),
        low,
        high,
    })
}

fn in_words(measure: &str, difference: bool) -> String {
    if difference {
        return format!("change of {}", in_words(measure, false));
    }
    match measure {
        name if name == HOLD.0 || name == HOLD.1 => "P(hold)".to_owned(),
        name if is_share_of_runs(name) => format!("share of runs with {name}"),
        name => format!("mean {name}"),
    }
}

fn within(Bounds { min, max }: Bounds) -> String {
    match (min.is_finite(), max.is_finite()) {
        (true, true) if min == max => format!("exactly {min}"),
        (true, true) => format!("from {min} to {max}"),
        (true, false) => format!("at least {min}"),
        _ => format!("at most {max}"),
    }
}

/// A number to three digits after the point, without zeros at its end.
fn short(x: f64) -> String {
    let text = format!("{x:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn p_in_words(p: f64) -> String {
    if p < 0.001 { "p < 0.001".to_owned() } else { format!("p = {p:.3}") }
}

impl Finding {
    /// Why, in one sentence.
    pub fn sentence(&self) -> String {
        let Some(Decisive { described, measure, bounds, estimate, low, high, than, .. }) = &self.decisive else {
            return format!("{}: no runs of a cell that it speaks of", self.that);
        };
        let measure = in_words(measure, than.is_some());
        if estimate.is_nan() {
            return format!("no run of {described} has a value of {measure}");
        }
        let interval = if low.is_nan() {
            format!("{}, a single run, which says nothing of its spread", short(*estimate))
        } else {
            format!("{} [{}, {}]", short(*estimate), short(*low), short(*high))
        };
        let cells = match self.cells {
            1 => String::new(),
            cells => format!(" in all {cells} cells; least sure"),
        };
        match self.judgement.verdict {
            Verdict::Supported => {
                let p = p_in_words(self.judgement.supported_holm);
                format!("{}{cells} in {described}: {measure} {interval}, {p}", self.that)
            }
            Verdict::Refuted => {
                let p = p_in_words(self.judgement.refuted_holm);
                format!("in {described} {measure} is {interval}, not {}; {p}", within(*bounds))
            }
            Verdict::Undecided => {
                format!("in {described} {measure} is {interval}, claimed {}; more runs would tell", within(*bounds))
            }
        }
    }
}

/// The columns of `claims.csv`.
pub fn columns() -> Vec<Column> {
    let column = Column::new;
    vec![
        column("claim", "number", "Place of the claim in the config, from 0."),
        column("text", "text", "The claim."),
        column(
            "verdict",
            "name",
            "supported (it holds in every cell it speaks of), refuted (it fails in some cell) or undecided, at 5% after Holm's adjustment over the claims.",
        ),
        column("cells", "number", "Cells that it speaks of."),
        column(
            "cell",
            "number",
            "The cell that decided: the worst of a refuted claim, else the one that speaks least for it.",
        ),
        column("than", "number", "The cell that it is compared with; empty if the claim does not compare."),
        column("measure", "name", "The measure that decided there: hold, or a column of runs.csv."),
        column("min", "as the measure", "The least that the claim says it is; empty if open."),
        column("max", "as the measure", "The greatest that the claim says it is; empty if open."),
        column(
            "estimate",
            "as the measure",
            "Share of the runs, or mean over them, in that cell; of a comparison, the difference.",
        ),
        column(
            "low",
            "as the measure",
            "Lower end of its 95% interval: Clopper-Pearson of a share (always-valid if looks decided the number of runs), Student of a mean, Agresti-Min of the difference of two shares.",
        ),
        column("high", "as the measure", "Upper end of the same interval."),
        column("p_supported", "probability", "p-value of the claim being false in some cell."),
        column("p_supported_holm", "probability", "The same, Holm-adjusted over the claims."),
        column("p_refuted", "probability", "p-value of the claim being true in every cell, adjusted for their number."),
        column("p_refuted_holm", "probability", "The same, Holm-adjusted over the claims."),
        column("sentence", "text", "Why, in words."),
    ]
}

/// Its rows.
pub fn rows(findings: &[Finding]) -> Vec<u8> {
    let mut table = Csv::new();
    for (number, finding) in findings.iter().enumerate() {
        let Finding { text, judgement, cells, decisive, .. } = finding;
        table.count(number as f64);
        table.text(text);
        table.text(judgement.verdict.name());
        table.count(*cells as f64);
        match decisive {
            Some(Decisive { cell, than, measure, bounds, estimate, low, high, .. }) => {
                table.count(*cell as f64);
                table.count(than.map_or(f64::NAN, |cell| cell as f64));
                table.text(measure);
                // An open end is infinite, and stays empty.
                table.reals([bounds.min, bounds.max, *estimate, *low, *high]);
            }
            None => (0..8).for_each(|_| table.text("")),
        }
        table.reals([judgement.evidence.supported, judgement.supported_holm]);
        table.reals([judgement.evidence.refuted, judgement.refuted_holm]);
        table.text(&finding.sentence());
        table.end();
    }
    table.into_bytes()
}

/// The findings for the terminal; nothing without claims.
pub fn text(findings: &[Finding]) -> String {
    let mut text = String::new();
    if findings.is_empty() {
        return text;
    }
    let _ = writeln!(text, "claims [95% interval], p Holm-adjusted");
    for finding in findings {
        let _ = writeln!(text, "  {:<10} {}", finding.judgement.verdict.name(), finding.text);
        let _ = writeln!(text, "  {:<10} {}", "", finding.sentence());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::document::Document;
    use super::*;
    use crate::measure::columns;

    const CONFIG: &str = "name = 'w'\n[[agents]]\npower = 'weak'\ncount = 4\n\
         [study.grid]\naxes = [{ key = 'game.dilemma.rent', values = [0, 1, 2] }]\n\
         [[claims]]\ntext = 'low rents'\nwhere = { 'game.dilemma.rent' = { max = 1 } }\nthat = { hold = { min = 0.5 } }\n\
         [[claims]]\ntext = 'all rents'\nthat = { hold = { min = 0.5 }, cooperation = { min = 0.2 } }\n\
         [[claims]]\ntext = 'tight'\nwhere = { 'game.dilemma.rent' = 0 }\nthat = { cooperation = { min = 0.8, max = 0.85 } }\n";

    /// 40 runs in each cell; all hold at rents 0 and 1, none at 2; cooperation alternates by 0.1 about 0.8.
    fn findings(replicates: Replicates, order: &[usize]) -> Vec<Finding> {
        let document = Document::parse("w.toml", CONFIG).unwrap();
        let config = document.config().unwrap();
        let design = Design::new(&config, &document).unwrap();
        let run_columns = columns::runs(&[]);
        assert_eq!(super::super::claims::check(&config.claims, &design, &run_columns, &document), []);
        let mut ledger = Ledger::new(&config.claims, &design, &run_columns, replicates);
        for &cell in order {
            for run in 0..40 {
                let mut values = vec![f64::NAN; run_columns.len()];
                values[0] = f64::from(u8::from(cell < 2));
                values[4] = 0.75 + 0.1 * f64::from(run % 2);
                ledger.push(cell, run, &design.labels(cell), &values);
            }
        }
        judge(&config.claims, &ledger, &design)
    }

    #[test]
    fn claims_are_judged_by_the_cells_they_speak_of() {
        let found = findings(Replicates::Fixed, &[0, 1, 2]);
        let verdicts: Vec<&str> = found.iter().map(|finding| finding.judgement.verdict.name()).collect();
        assert_eq!(verdicts, ["supported", "refuted", "undecided"]);
        assert_eq!(found.iter().map(|finding| finding.cells).collect::<Vec<_>>(), [2, 3, 1]);
        // (1 - high)^40 = 2.5%; 2 x 2^-40 is far below 0.001.
        assert_eq!(
            found[0].sentence(),
            "P(hold) at least 0.5 in all 2 cells; least sure in cell 0 (game.dilemma.rent = 0): P(hold) 1 [0.912, 1], p < 0.001"
        );
        assert_eq!(
            found[1].sentence(),
            "in cell 2 (game.dilemma.rent = 2) P(hold) is 0 [0, 0.088], not at least 0.5; p < 0.001"
        );
        assert!(
            found[2].sentence().starts_with("in cell 0 (game.dilemma.rent = 0) mean cooperation is 0.8 [0.784, 0.816]")
        );
        assert!(text(&found).contains("  undecided  tight\n"));
        assert_eq!(text(&[]), "");
    }

    /// 20 runs at each of three rents, of which more and more hold; cooperation falls by 0.1 per rent, run by run.
    #[test]
    fn cells_are_compared_replicate_by_replicate() {
        let text = "name = 'w'\n[[agents]]\npower = 'weak'\ncount = 4\n\
             [study.grid]\naxes = [{ key = 'game.dilemma.rent', values = [0, 1, 2] }, { key = 'choice.patience', values = [0.1, 0.2] }]\n\
             [[claims]]\ntext = 'falls'\nwhere = { 'game.dilemma.rent' = { min = 1 } }\nthan = { 'game.dilemma.rent' = 0 }\nthat = { cooperation = { max = -0.05 } }\n\
             [[claims]]\ntext = 'breaks'\nwhere = { 'game.dilemma.rent' = 2 }\nthan = { 'game.dilemma.rent' = 0 }\nthat = { hold = { max = 0 } }\n\
             [[claims]]\ntext = 'never itself'\nthan = { 'game.dilemma.rent' = 0 }\nthat = { hold = { min = 0 } }\n";
        let document = Document::parse("w.toml", text).unwrap();
        let config = document.config().unwrap();
        let design = Design::new(&config, &document).unwrap();
        let run_columns = columns::runs(&[]);
        assert_eq!(super::super::claims::check(&config.claims, &design, &run_columns, &document), []);
        let mut ledger = Ledger::new(&config.claims, &design, &run_columns, Replicates::Fixed);
        for cell in 0..6 {
            let rent = cell / 2;
            // Replicate 3 of the first rent failed.
            for run in (0..20_u32).filter(|&run| rent > 0 || run != 3) {
                let mut values = vec![f64::NAN; run_columns.len()];
                values[0] = f64::from(u8::from(rent == 0 || (rent == 1 && run % 2 == 0)));
                values[4] = 0.9 - 0.1 * rent as f64 - 0.01 * f64::from(run) + 0.001 * f64::from(run % 3) * rent as f64;
                ledger.push(cell, run, &design.labels(cell), &values);
            }
        }
        let found = judge(&config.claims, &ledger, &design);
        let verdicts: Vec<&str> = found.iter().map(|finding| finding.judgement.verdict.name()).collect();
        assert_eq!(verdicts, ["supported", "supported", "refuted"]);
        assert_eq!(found.iter().map(|finding| finding.cells).collect::<Vec<_>>(), [4, 2, 4], "none with itself");
        let decisive = found[1].decisive.as_ref().unwrap();
        assert_eq!((decisive.cell, decisive.than), (4, Some(0)));
        // 19 pairs, all down: -19/21, error sqrt((20/21 - (19/21)^2)/21) = 0.0800.
        assert_eq!(decisive.estimate, -1.0);
        assert!((decisive.high - (-19.0 / 21.0 + NORMAL * 0.0800)).abs() < 1e-3, "{}", decisive.high);
        assert!(found[1].sentence().contains("against cell 0 (game.dilemma.rent = 0, choice.patience = 0.1)"));
        assert!(found[0].sentence().starts_with("change of mean cooperation at most -0.05 in all 4 cells"));
    }

    /// Rows have as many fields as the table has columns, and do not depend on the order in which cells come.
    #[test]
    fn the_table_is_whole() {
        let bytes = rows(&findings(Replicates::Fixed, &[0, 1, 2]));
        assert_eq!(bytes, rows(&findings(Replicates::Fixed, &[2, 0, 1])));
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
        let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(records.len(), 3);
        let columns = columns();
        assert!(records.iter().all(|record| record.len() == columns.len()));
        let at =
            |row: usize, name: &str| records[row].get(columns.iter().position(|c| c.name == name).unwrap()).unwrap();
        assert_eq!((at(1, "cell"), at(1, "measure"), at(1, "max")), ("2", "hold", ""));
        // 2 / 2^40, 6 parts, 3 claims.
        let p: f64 = at(1, "p_refuted_holm").parse().unwrap();
        assert!((p / (18.0 * 2.0 / libm::pow(2.0, 40.0)) - 1.0).abs() < 1e-9, "{p}");
        assert_eq!(rows(&findings(Replicates::Fixed, &[])).iter().filter(|&&byte| byte == b'\n').count(), 3);
    }

    #[test]
    fn watched_runs_are_judged_by_the_always_valid_interval() {
        let found = findings(Replicates::Watched(|_, _, _| (0.25, 0.75)), &[0, 1, 2]);
        let decisive = found[1].decisive.as_ref().unwrap();
        assert_eq!((decisive.low, decisive.high), (0.25, 0.75));
        assert!(found[0].judgement.evidence.supported > 2.0 * libm::pow(0.5, 40.0), "watching costs something");
    }
}
