//! What became of the claims: the runs of the cells they speak of, the verdicts, `claims.csv`, and the lines on the terminal.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::claims::{Claim, HOLD, Others, Selection, is_share_of_runs, place};
use super::design::Design;
use crate::output::Csv;
use crate::record::{Column, Range};
use crate::statistics::claims::{Bounds, Evidence, Judgement, LEVEL, Part, Sample, Standing, Verdict, counted, decide};
use crate::statistics::contrast::{difference, range_of_difference};
use crate::statistics::interval::{Moments, ROUNDING, Student};

/// How many runs a cell has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replicates {
    /// As many as were planned.
    Fixed,
    /// As many as looks at P(hold) asked for.
    Watched,
}

/// What the runs say of the claims, taken in one by one. Of a cell whose runs are all there ([`Ledger::close`]) only what they come to
/// is kept, unless it is compared with another.
#[derive(Debug, Clone)]
pub struct Ledger {
    pages: Vec<Page>,
    student: Student,
}

/// A measure that a claim names.
#[derive(Debug, Clone)]
struct Measure {
    name: String,
    /// Its column's place in a run's values.
    place: usize,
    bounds: Bounds,
    /// What a run's value can be.
    range: Range,
    /// Is each run's value 0 or 1, and did looks at it decide how many runs there are?
    share: Option<Replicates>,
}

impl Measure {
    /// No runs yet, of so many rounds.
    fn empty(&self, rounds: u32) -> Sample {
        match self.share {
            Some(Replicates::Watched) => Sample::Watched { successes: 0, n: 0 },
            Some(Replicates::Fixed) => Sample::Fixed { successes: 0, n: 0 },
            None => Sample::within(self.range.ends(rounds)),
        }
    }
}

/// A measure in a cell.
#[derive(Debug, Clone)]
enum Slot {
    /// Its runs are still coming in.
    Open(Sample),
    /// What they came to.
    Closed(Part),
}

impl Slot {
    fn part(&self, bounds: Bounds, student: &mut Student) -> Part {
        match self {
            Self::Open(sample) => sample.part(bounds, student),
            Self::Closed(part) => *part,
        }
    }
}

/// What the runs say of one claim.
#[derive(Debug, Clone)]
struct Page {
    selection: Selection,
    measures: Vec<Measure>,
    /// The cells it speaks of that have runs, ascending.
    cells: Vec<usize>,
    /// One of each measure for each of the cells.
    slots: Vec<Slot>,
    /// The cell of the last run, and its place in `cells` if the claim speaks of it.
    last: Option<(usize, Option<usize>)>,
    /// The runs to be compared, if the claim compares.
    pairs: Option<Pairs>,
}

/// The replicate of a run, and its measures.
type OfRun = (u32, Vec<f64>);

/// Cells that are compared run by run, so that their runs have to be kept.
#[derive(Debug, Clone)]
struct Pairs {
    /// Of each cell that the claim speaks of, the one that it is compared with.
    other: BTreeMap<usize, usize>,
    kept: BTreeSet<usize>,
    /// By cell, how many rounds its runs have, and each of them.
    runs: BTreeMap<usize, (u32, Vec<OfRun>)>,
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

    /// The values of a measure in two cells, over the replicates that both have.
    fn paired(&self, cell: usize, other: usize, measure: usize) -> impl Iterator<Item = [f64; 2]> {
        let of = |cell: usize| self.runs.get(&cell).map_or(&[][..], |(_, runs)| runs.as_slice());
        let (own, others) = (of(cell), of(other));
        own.iter().filter_map(move |(replicate, values)| {
            let place = others.binary_search_by_key(replicate, |(replicate, _)| *replicate).ok()?;
            Some([others[place].1[measure], values[measure]])
        })
    }

    /// How a measure of a cell differs from that of the one it is compared with.
    fn change(&self, [cell, other]: [usize; 2], place: usize, measure: &Measure) -> Sample {
        let rounds = |cell: usize| self.runs.get(&cell).map_or(0, |(rounds, _)| *rounds);
        let [before, own] = [other, cell].map(|cell| measure.range.ends(rounds(cell)));
        let mut sample = Sample::within(range_of_difference(before, own));
        self.paired(cell, other, place).for_each(|[before, own]| sample.push(difference(before, own)));
        sample
    }

    /// The mean of a measure in the cell that another is compared with, and its range.
    fn before(&self, [cell, other]: [usize; 2], place: usize, measure: &Measure) -> (f64, [f64; 2]) {
        let mean = self.paired(cell, other, place).map(|[before, _]| before).collect::<Moments>().mean();
        (mean, measure.range.ends(self.runs.get(&cell).map_or(0, |(rounds, _)| *rounds)))
    }
}

impl Ledger {
    /// An empty one; the claims have been checked ([`super::claims::check`]).
    pub fn new(claims: &[Claim], design: &Design, run_columns: &[Column], replicates: Replicates) -> Self {
        let swept = design.columns();
        let page = |claim: &Claim| {
            let measures = claim.that.iter().filter_map(|(name, range)| {
                // Looks are at whether cooperation holds; for all other columns the number of runs is as good as given.
                let looked_at = [HOLD.0, HOLD.1].contains(&name.as_str());
                let share = if looked_at { replicates } else { Replicates::Fixed };
                let place = place(name, run_columns)?;
                Some(Measure {
                    name: name.clone(),
                    place,
                    bounds: range.bounds(),
                    range: run_columns[place].range,
                    share: is_share_of_runs(name).then_some(share),
                })
            });
            let selection = Selection::of(claim, &swept);
            Page {
                pairs: Pairs::of(claim, &selection, design),
                selection,
                measures: measures.collect(),
                cells: Vec::new(),
                slots: Vec::new(),
                last: None,
            }
        };
        Self { pages: claims.iter().map(page).collect(), student: Student::default() }
    }

    /// Takes a run of so many rounds: its cell and replicate, the cell's swept values ([`Design::labels`]), and its values in the
    /// order of the run columns.
    ///
    /// Cheapest if cells come in ascending order, the runs of each together; the replicates of a cell have to come in order.
    pub fn push(&mut self, cell: usize, replicate: u32, rounds: u32, labels: &[String], values: &[f64]) {
        for page in &mut self.pages {
            if let Some(pairs) = &mut page.pairs {
                if pairs.kept.contains(&cell) {
                    let own = page.measures.iter().map(|measure| values[measure.place]).collect();
                    pairs.runs.entry(cell).or_insert_with(|| (rounds, Vec::new())).1.push((replicate, own));
                }
                continue;
            }
            let Some(row) = page.row(cell, rounds, labels) else { continue };
            let first = row * page.measures.len();
            for (measure, slot) in page.measures.iter().zip(&mut page.slots[first..]) {
                if let Slot::Open(sample) = slot {
                    sample.push(values[measure.place]);
                }
            }
        }
    }

    /// A cell has all the runs that it will have.
    pub fn close(&mut self, cell: usize) {
        for page in &mut self.pages {
            let Ok(row) = page.cells.binary_search(&cell) else { continue };
            let first = row * page.measures.len();
            for (measure, slot) in page.measures.iter().zip(&mut page.slots[first..]) {
                *slot = Slot::Closed(slot.part(measure.bounds, &mut self.student));
            }
        }
    }
}

impl Page {
    /// The place of a cell among those that the claim speaks of, if it does.
    fn row(&mut self, cell: usize, rounds: u32, labels: &[String]) -> Option<usize> {
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
                self.slots.splice(first..first, self.measures.iter().map(|measure| Slot::Open(measure.empty(rounds))));
                row
            }),
        };
        self.last = Some((cell, row));
        row
    }

    /// The cells that it speaks of and that have runs, with what each measure says in each of them: all of a cell together.
    fn parts(&self, student: &mut Student) -> (Vec<usize>, Vec<Part>) {
        let bounds = self.measures.iter().map(|measure| measure.bounds);
        let Some(pairs) = &self.pairs else {
            let parts = self.slots.iter().zip(bounds.cycle()).map(|(slot, bounds)| slot.part(bounds, student));
            return (self.cells.clone(), parts.collect());
        };
        let there = |cell: &usize| pairs.runs.contains_key(cell);
        let both: Vec<[usize; 2]> =
            pairs.other.iter().filter(|(cell, other)| there(cell) && there(other)).map(|(&a, &b)| [a, b]).collect();
        let mut parts = Vec::new();
        for &both in &both {
            for (place, measure) in self.measures.iter().enumerate() {
                parts.push(pairs.change(both, place, measure).part(measure.bounds, student));
            }
        }
        (both.into_iter().map(|[cell, _]| cell).collect(), parts)
    }

    /// What keeps a cell from changing by as much as the claim says: where the one that it is compared with stands already.
    fn saturation(&self, cell: usize, measure: usize) -> Option<f64> {
        let pairs = self.pairs.as_ref()?;
        let (before, [least, most]) =
            pairs.before([cell, *pairs.other.get(&cell)?], measure, self.measures.get(measure)?);
        let Bounds { min, max } = self.measures[measure].bounds;
        (min > most - before || max < least - before).then_some(before)
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
    /// In how many of them it holds, is undecided and fails, after Holm's adjustment over the cells and measures of this claim; all of
    /// them hold if it is supported.
    pub counts: Counts,
    /// What it says, in words.
    pub that: String,
    /// What decided; none without runs.
    pub decisive: Option<Decisive>,
}

/// In how many cells a claim holds, is undecided, and fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// It plainly holds.
    pub hold: usize,
    /// The runs do not tell.
    pub undecided: usize,
    /// It plainly fails.
    pub fail: usize,
    /// It fails, and the cell that is compared with leaves no room for the change that is claimed.
    pub saturated: usize,
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
    /// Where the cell that is compared with stands, if that leaves no room for the change that is claimed.
    pub saturated: Option<f64>,
}

/// Judges all claims together by the runs that the ledger has taken.
pub fn judge(claims: &[Claim], ledger: &Ledger, design: &Design) -> Vec<Finding> {
    let mut student = ledger.student.clone();
    let pages: Vec<(Vec<usize>, Vec<Part>)> = ledger.pages.iter().map(|page| page.parts(&mut student)).collect();
    let evidence: Vec<Evidence> = pages.iter().map(|(_, parts)| Evidence::of_parts(parts)).collect();
    let judged = claims.iter().zip(&ledger.pages).zip(&pages).zip(decide(&evidence));
    judged
        .map(|(((claim, page), (cells, parts)), judgement)| {
            let difference = page.pairs.is_some();
            let name = |measure: &Measure| in_words(&measure.name, difference);
            let said = page.measures.iter().map(|measure| format!("{} {}", name(measure), within(measure.bounds)));
            let part = judgement.decisive();
            Finding {
                text: claim.text.clone(),
                judgement,
                cells: cells.len(),
                counts: page.counts(cells, parts, judgement.verdict),
                that: said.collect::<Vec<_>>().join(" and "),
                decisive: parts.get(part).map(|found| page.decisive(cells, part, found, design)),
            }
        })
        .collect()
}

impl Page {
    /// In how many cells it holds and fails.
    fn counts(&self, cells: &[usize], parts: &[Part], verdict: Verdict) -> Counts {
        if verdict == Verdict::Supported {
            return Counts { hold: cells.len(), ..Counts::default() };
        }
        let (mut counts, measures) = (Counts::default(), self.measures.len().max(1));
        for (&cell, standings) in cells.iter().zip(counted(parts).chunks(measures)) {
            match standings.iter().max() {
                Some(Standing::Fails) => {
                    counts.fail += 1;
                    let failing = (0..measures).filter(|&measure| standings[measure] == Standing::Fails);
                    let full = failing.filter(|&measure| self.saturation(cell, measure).is_some()).count();
                    counts.saturated += usize::from(full > 0);
                }
                Some(Standing::Undecided) => counts.undecided += 1,
                Some(Standing::Holds) | None => counts.hold += 1,
            }
        }
        counts
    }

    fn decisive(&self, cells: &[usize], part: usize, found: &Part, design: &Design) -> Decisive {
        let place = part % self.measures.len();
        let (cell, measure) = (cells[part / self.measures.len()], &self.measures[place]);
        let than = self.pairs.as_ref().and_then(|pairs| pairs.other.get(&cell).copied());
        let described = match than {
            None => design.describe(cell),
            Some(other) => format!("{} against {}", design.describe(cell), design.describe(other)),
        };
        let Part { estimate, low, high, .. } = *found;
        let saturated = self.saturation(cell, place);
        let (name, bounds) = (measure.name.clone(), measure.bounds);
        Decisive { cell, than, described, measure: name, bounds, estimate, low, high, saturated }
    }
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

/// A number to so many digits after the point, without zeros at its end.
fn short(x: f64, digits: usize) -> String {
    let text = format!("{x:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Numbers with as many digits, three at least, as it takes to see on which side of each of the ends they are.
fn telling(numbers: [f64; 3], ends: &[f64]) -> [String; 3] {
    // What lies beside an end by rounding alone is at it.
    let side = |x: f64, end: f64| match (x - end).abs() <= ROUNDING * end.abs().max(1.0) {
        true => Ordering::Equal,
        false => x.total_cmp(&end),
    };
    let tells = |x: f64, digits: usize| {
        let read: f64 = short(x, digits).parse().unwrap_or(x);
        ends.iter().all(|&end| side(read, end) == side(x, end))
    };
    let digits = (3..17).find(|&digits| numbers.iter().all(|&x| x.is_nan() || tells(x, digits))).unwrap_or(17);
    numbers.map(|x| short(x, digits))
}

/// A p-value with as many digits as it takes to see whether it is below the level; below 0.0001 it is not told from 0.
fn p_in_words(p: f64) -> String {
    if p < 0.0001 {
        return "p < 0.0001".to_owned();
    }
    let least = if p < 0.001 { 4 } else { 3 };
    let read = |digits: usize| format!("{p:.digits$}").parse().unwrap_or(p);
    let digits = (least..17).find(|&digits| (read(digits) <= LEVEL) == (p <= LEVEL)).unwrap_or(17);
    format!("p = {p:.digits$}")
}

impl Decisive {
    /// The estimate with its interval.
    fn numbers(&self) -> String {
        let Self { bounds, estimate, low, high, .. } = self;
        let ends: Vec<f64> = [bounds.min, bounds.max].into_iter().filter(|end| end.is_finite()).collect();
        let [estimate, low, high] = telling([*estimate, *low, *high], &ends);
        if self.low.is_nan() {
            return format!("{estimate}, with no spread seen, which says nothing of how sure that is");
        }
        format!("{estimate} [{low}, {high}]")
    }
}

impl Finding {
    /// In how many cells it holds, is undecided and fails, if it speaks of several; verbs first.
    fn tally(&self) -> String {
        let Counts { hold, undecided, fail, saturated } = self.counts;
        if self.cells < 2 {
            return String::new();
        }
        let mut parts = Vec::new();
        let of = |first: bool| if first { format!(" of {} cells", self.cells) } else { String::new() };
        if fail > 0 {
            let why = match saturated {
                0 => String::new(),
                all if all == fail => " (no room for such a change there)".to_owned(),
                some => format!(" (in {some} of them no room for such a change)"),
            };
            parts.push(format!("fails in {fail}{}{why}", of(true)));
        }
        if hold > 0 {
            parts.push(format!("holds in {hold}{}", of(parts.is_empty())));
        }
        if undecided > 0 {
            parts.push(format!("undecided in {undecided}{}", of(parts.is_empty())));
        }
        parts.join(", ") + "; "
    }

    /// Why, in one sentence.
    pub fn sentence(&self) -> String {
        let Some(decisive) = &self.decisive else {
            return format!("{}: no runs of a cell that it speaks of", self.that);
        };
        let Decisive { described, measure, bounds, estimate, than, saturated, .. } = decisive;
        let measure = in_words(measure, than.is_some());
        if estimate.is_nan() {
            return format!("no run of {described} has a value of {measure}");
        }
        let (numbers, tally) = (decisive.numbers(), self.tally());
        match self.judgement.verdict {
            Verdict::Supported => {
                let cells = match self.cells {
                    1 => String::new(),
                    cells => format!(" in all {cells} cells; least sure"),
                };
                let p = p_in_words(self.judgement.supported_holm);
                format!("{}{cells} in {described}: {measure} {numbers}, {p}", self.that)
            }
            Verdict::Refuted => {
                let p = p_in_words(self.judgement.refuted_holm);
                let worst = if tally.is_empty() { "" } else { "worst " };
                let already =
                    saturated.map_or(String::new(), |before| format!(", where it is {} already", short(before, 3)));
                format!("{tally}{worst}in {described}{already}: {measure} is {numbers}, not {}; {p}", within(*bounds))
            }
            Verdict::Undecided => {
                let least = if tally.is_empty() { "" } else { "least sure " };
                format!(
                    "{tally}{least}in {described} {measure} is {numbers}, claimed {}; more runs would tell",
                    within(*bounds)
                )
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
            "Lower end of its 95% interval: Clopper-Pearson of a share (always-valid if looks decided the number of runs), Gaffke of the mean of a column with a range and of differences of such, Student of another; empty where runs without a range all agree.",
        ),
        column("high", "as the measure", "Upper end of the same interval."),
        column("p_supported", "probability", "p-value of the claim being false in some cell."),
        column("p_supported_holm", "probability", "The same, Holm-adjusted over the claims."),
        column("p_refuted", "probability", "p-value of the claim being true in every cell, adjusted for their number."),
        column("p_refuted_holm", "probability", "The same, Holm-adjusted over the claims."),
        column("sentence", "text", "Why, in words."),
        column(
            "cells_hold",
            "number",
            "Cells in which it plainly holds, at 5% after Holm's adjustment over the cells and measures of the claim; all if it is supported.",
        ),
        column("cells_undecided", "number", "Cells of which the runs do not tell."),
        column("cells_fail", "number", "Cells in which it plainly fails, as adjusted."),
        column(
            "cells_saturated",
            "number",
            "Cells of those that leave no room for the change that is claimed: already too near the end of the range in the cell that is compared with.",
        ),
    ]
}

/// Its rows.
pub fn rows(findings: &[Finding]) -> Vec<u8> {
    let mut table = Csv::new();
    for (number, finding) in findings.iter().enumerate() {
        let Finding { text, judgement, cells, counts, decisive, .. } = finding;
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
        let Counts { hold, undecided, fail, saturated } = *counts;
        table.counts([hold, undecided, fail, saturated].map(|cells| cells as f64));
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
    use super::*;
    use crate::config::document::Document;
    use crate::record::columns;
    use crate::statistics::confidence_sequence::always_valid;

    const CONFIG: &str = "name = 'w'\n[[agents]]\npower = 'weak'\ncount = 4\n\
         [study.grid]\naxes = [{ key = 'game.dilemma.rent', values = [0, 1, 2] }]\n\
         [[claims]]\ntext = 'low rents'\nwhere = { 'game.dilemma.rent' = { max = 1 } }\nthat = { hold = { min = 0.5 } }\n\
         [[claims]]\ntext = 'all rents'\nthat = { hold = { min = 0.5 }, cooperation = { min = 0.2 } }\n\
         [[claims]]\ntext = 'tight'\nwhere = { 'game.dilemma.rent' = 0 }\nthat = { cooperation = { min = 0.8, max = 0.85 } }\n";

    /// 40 runs in each cell; all hold at rents 0 and 1, none at 2; cooperation alternates by 0.1 about 0.8.
    fn findings(replicates: Replicates, order: &[usize]) -> Vec<Finding> {
        let document = Document::parse("w.toml", CONFIG).unwrap();
        let config = document.config().unwrap();
        let design = crate::question::kinds::design(&config, &document).unwrap();
        let run_columns = columns::runs(&[]);
        assert_eq!(super::super::claims::check(&config.claims, &design, &run_columns, &document), []);
        let mut ledger = Ledger::new(&config.claims, &design, &run_columns, replicates);
        for &cell in order {
            for run in 0..40 {
                let mut values = vec![f64::NAN; run_columns.len()];
                values[0] = f64::from(u8::from(cell < 2));
                values[4] = 0.75 + 0.1 * f64::from(run % 2);
                ledger.push(cell, run, 100, &design.labels(cell), &values);
            }
            // Of some cells it is known that no more runs come.
            if cell == 1 {
                ledger.close(cell);
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
            "P(hold) at least 0.5 in all 2 cells; least sure in cell 0 (game.dilemma.rent = 0): P(hold) 1 [0.912, 1], p < 0.0001"
        );
        assert_eq!(
            found[1].sentence(),
            "fails in 1 of 3 cells, holds in 2; worst in cell 2 (game.dilemma.rent = 2): P(hold) is 0 [0, 0.088], not at least 0.5; p < 0.0001"
        );
        assert_eq!(found[1].counts, Counts { hold: 2, undecided: 0, fail: 1, saturated: 0 });
        // 20 of 0.75 and 20 of 0.85: by no more than Gaffke's interval is wider than Student's 0.784 to 0.816.
        let tight = found[2].decisive.as_ref().unwrap();
        assert!(tight.low > 0.72 && tight.low < 0.784 && tight.high > 0.816 && tight.high < 0.85, "{tight:?}");
        assert!(found[2].sentence().starts_with("in cell 0 (game.dilemma.rent = 0) mean cooperation is 0.8 ["));
        assert!(text(&found).contains("  undecided  tight\n"));
        assert_eq!(text(&[]), "");
    }

    /// 20 runs at each of three rents, of which fewer and fewer hold; cooperation falls by 0.35 per rent, run by run.
    #[test]
    fn cells_are_compared_replicate_by_replicate() {
        let text = "name = 'w'\n[[agents]]\npower = 'weak'\ncount = 4\n\
             [study.grid]\naxes = [{ key = 'game.dilemma.rent', values = [0, 1, 2] }, { key = 'choice.patience', values = [0.1, 0.2] }]\n\
             [[claims]]\ntext = 'falls'\nwhere = { 'game.dilemma.rent' = { min = 1 } }\nthan = { 'game.dilemma.rent' = 0 }\nthat = { cooperation = { max = -0.05 } }\n\
             [[claims]]\ntext = 'breaks'\nwhere = { 'game.dilemma.rent' = 2 }\nthan = { 'game.dilemma.rent' = 0 }\nthat = { hold = { max = 0 } }\n\
             [[claims]]\ntext = 'never itself'\nthan = { 'game.dilemma.rent' = 0 }\nthat = { hold = { min = 0 } }\n";
        let document = Document::parse("w.toml", text).unwrap();
        let config = document.config().unwrap();
        let design = crate::question::kinds::design(&config, &document).unwrap();
        let run_columns = columns::runs(&[]);
        assert_eq!(super::super::claims::check(&config.claims, &design, &run_columns, &document), []);
        let mut ledger = Ledger::new(&config.claims, &design, &run_columns, Replicates::Fixed);
        for cell in 0..6 {
            let rent = cell / 2;
            // Replicate 3 of the first rent failed.
            for run in (0..20_u32).filter(|&run| rent > 0 || run != 3) {
                let mut values = vec![f64::NAN; run_columns.len()];
                values[0] = f64::from(u8::from(rent == 0 || (rent == 1 && run % 2 == 0)));
                values[4] =
                    0.95 - 0.35 * rent as f64 - 0.005 * f64::from(run) + 0.001 * f64::from(run % 3) * rent as f64;
                ledger.push(cell, run, 100, &design.labels(cell), &values);
            }
        }
        let found = judge(&config.claims, &ledger, &design);
        let verdicts: Vec<&str> = found.iter().map(|finding| finding.judgement.verdict.name()).collect();
        assert_eq!(verdicts, ["supported", "supported", "refuted"]);
        assert_eq!(found.iter().map(|finding| finding.cells).collect::<Vec<_>>(), [4, 2, 4], "none with itself");
        let decisive = found[1].decisive.as_ref().unwrap();
        assert_eq!((decisive.cell, decisive.than), (4, Some(0)));
        // 19 pairs, all down: 0.025^(1/19) of the way from 1 to -1 is sure.
        assert_eq!((decisive.estimate, decisive.low), (-1.0, -1.0));
        assert!((decisive.high - (1.0 - 2.0 * libm::pow(0.025, 1.0 / 19.0))).abs() < 1e-9, "{}", decisive.high);
        assert!(found[1].sentence().contains("against cell 0 (game.dilemma.rent = 0, choice.patience = 0.1)"));
        assert!(found[0].sentence().starts_with("change of mean cooperation at most -0.05 in all 4 cells"));
    }

    /// At aid 0 growth lifts P(hold) from 0 to 1, at aid 1 it is 1 without it: refuted by the one cell that has no room, and said so.
    #[test]
    fn a_saturated_cell_is_told_from_one_that_fails() {
        let text = "name = 'w'\n[[agents]]\npower = 'weak'\ncount = 4\n\
             [study.grid]\naxes = [{ key = 'game.dilemma.rent', values = [0, 1] }, { key = 'choice.patience', values = [0.1, 0.2] }]\n\
             [[claims]]\ntext = 'lifts'\nwhere = { 'choice.patience' = 0.2 }\nthan = { 'choice.patience' = 0.1 }\nthat = { hold = { min = 0.1 } }\n";
        let document = Document::parse("w.toml", text).unwrap();
        let config = document.config().unwrap();
        let design = crate::question::kinds::design(&config, &document).unwrap();
        let run_columns = columns::runs(&[]);
        let mut ledger = Ledger::new(&config.claims, &design, &run_columns, Replicates::Fixed);
        for cell in 0..4 {
            let labels = design.labels(cell);
            for run in 0..60 {
                let mut values = vec![f64::NAN; run_columns.len()];
                values[0] = f64::from(u8::from(labels[0] == "1.0" || labels[1] == "0.2"));
                ledger.push(cell, run, 100, &labels, &values);
            }
        }
        let found = &judge(&config.claims, &ledger, &design)[0];
        assert_eq!(found.counts, Counts { hold: 1, undecided: 0, fail: 1, saturated: 1 });
        // 2 parts x 2 x 0.9^60 = 0.0072.
        let sentence = found.sentence();
        assert!(
            sentence.starts_with("fails in 1 of 2 cells (no room for such a change there), holds in 1; worst in cell "),
            "{sentence}"
        );
        assert!(
            sentence.contains(", where it is 1 already: change of P(hold) is 0 [")
                && sentence.ends_with("], not at least 0.1; p = 0.007"),
            "{sentence}"
        );
    }

    /// Digits go on until what is said of a number can be seen of it.
    #[test]
    fn numbers_have_the_digits_that_show_the_verdict() {
        assert_eq!(telling([0.4996, 0.49, 0.499_99], &[0.5]), ["0.4996", "0.49", "0.49999"]);
        assert_eq!(telling([0.8, 0.7, 0.9], &[0.5]), ["0.8", "0.7", "0.9"]);
        assert_eq!(telling([0.1 + 0.2, -1e-17, 1.0], &[0.3, 0.0]), ["0.3", "0", "1"]);
        assert_eq!(telling([-0.000_02, f64::NAN, f64::NAN], &[0.0])[0], "-0.00002");
        assert_eq!(["p = 0.050", "p = 0.0501", "p = 0.050"], [0.0499, 0.0501, 0.05].map(p_in_words)[..]);
        assert_eq!(
            ["p = 0.049", "p = 0.0004", "p < 0.0001", "p = 1.000"],
            [0.0493, 0.0004, 1e-12, 1.0].map(p_in_words)[..]
        );
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
        let found = findings(Replicates::Watched, &[0, 1, 2]);
        let decisive = found[1].decisive.as_ref().unwrap();
        assert_eq!((decisive.low, decisive.high), always_valid(0, 40, 0.05));
        assert!(found[0].judgement.evidence.supported > 2.0 * libm::pow(0.5, 40.0), "watching costs something");
    }
}
