//! Two results side by side, as text.

use std::fmt::Write as _;

use crate::compare::matching::Matching;
use crate::compare::settings::Difference;
use crate::compare::{Compared, Comparison, Pairing};
use crate::question::design::in_words;
use crate::question::layout::{short, wrapped};
use crate::question::words::counted;
use crate::statistics::contrast::Contrast;

/// Columns of a line.
const WIDTH: usize = 100;
/// Cells of a measure that are shown.
const SHOWN: usize = 20;
/// Columns of the numbers behind a cell.
const NUMBERS: usize = 55;

/// What differs, and by how much.
pub fn text(found: &Comparison, folders: &[String; 2]) -> String {
    let mut text = String::new();
    let longest = folders.iter().map(|folder| folder.chars().count()).max().unwrap_or(0);
    for ((name, folder), manifest) in ["A", "B"].iter().zip(folders).zip(&found.manifests) {
        let cells = counted(manifest.cells, "cell");
        let runs = counted(manifest.runs, "run");
        let _ = writeln!(text, "{name}  {folder:<longest$}  {cells}, {runs}, seed {}", manifest.seed);
    }
    if found.nothing_differs() {
        let _ = writeln!(text, "\nnothing differs: the configs are the same, and so is every result, in every column");
    } else {
        settings(&mut text, &found.settings);
        match &found.matching {
            Err(why) => paragraph(&mut text, &format!("There is nothing to compare cell by cell: {why}.")),
            Ok(matching) => {
                matched(&mut text, found, matching);
                for (place, measure) in found.measures.iter().enumerate() {
                    contrasts(&mut text, found, matching, place, measure);
                }
                let _ = writeln!(text, "\n* the 95% interval leaves 0 out; of many such intervals 5% do so by chance");
                if found.cells.len() > SHOWN {
                    let _ = writeln!(text, "  --format csv has all cells");
                }
            }
        }
    }
    found.warnings.iter().for_each(|warning| paragraph(&mut text, &format!("warning: {warning}")));
    text
}

fn paragraph(text: &mut String, words: &str) {
    let _ = writeln!(text, "\n{}", wrapped(words, WIDTH));
}

/// As much of a text as fits.
fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    text.chars().take(width.saturating_sub(3)).chain("...".chars()).collect()
}

/// What differs in the configs.
fn settings(text: &mut String, settings: &[Difference]) {
    if settings.is_empty() {
        let _ = writeln!(text, "\nThe configs are the same.");
        return;
    }
    let _ = writeln!(text, "\nWhat differs in the configs (- where a config has no such key)");
    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
    let widest = |cells: &mut dyn Iterator<Item = String>| cells.map(|cell| cell.chars().count()).max().unwrap_or(0);
    let keys = widest(&mut settings.iter().map(|own| own.key.clone())).clamp(3, 50);
    let most = (WIDTH - keys - 6) / 2;
    let first = widest(&mut settings.iter().map(|own| shown(&own.values[0]))).clamp(1, most);
    let _ = writeln!(text, "  {:<keys$}  {:<first$}  B", "key", "A");
    for Difference { key, values: [a, b] } in settings {
        let rest = WIDTH - keys - first - 6;
        let (key, a, b) = (cut(key, keys), cut(&shown(a), first), cut(&shown(b), rest));
        let _ = writeln!(text, "  {key:<keys$}  {a:<first$}  {b}");
    }
}

/// How cells and runs belong together.
fn matched(text: &mut String, found: &Comparison, matching: &Matching) {
    let mut words = match (found.cells.len(), matching.shared.as_slice()) {
        (1, []) => "The worlds are compared.".to_owned(),
        (1, keys) => format!("One pair of cells has the same {}.", keys.join(", ")),
        (count, []) => format!("{count} pairs of cells are compared."),
        (count, keys) => format!("{count} pairs of cells have the same {}.", keys.join(", ")),
    };
    for (side, key, value) in &matching.held {
        let _ = write!(words, " {key}, swept only in {}, is held at {value} as in the other.", ["A", "B"][*side]);
    }
    for (side, key) in &matching.free {
        let other = ["B", "A"][*side];
        let _ =
            write!(words, " {key} is swept only in {}; {other} stands beside each of its values.", ["A", "B"][*side]);
    }
    paragraph(text, &words);
    let [a, b] = matching.alone;
    if a + b > 0 {
        let _ = writeln!(text, "Cells without a counterpart: {a} of A, {b} of B.");
    }
    let count = |wanted: Pairing| found.cells.iter().filter(|cell| cell.pairing == wanted).count();
    let seeds = found.manifests.each_ref().map(|manifest| manifest.seed);
    let all = found.cells.len();
    for (pairing, why) in [
        (Pairing::Same, "are the same runs in both, in every column: their difference is 0".to_owned()),
        (
            Pairing::Paired,
            format!(
                "are compared replicate by replicate: both met the same random numbers (seed {})",
                if seeds[0] == seeds[1] { seeds[0].to_string() } else { "that is swept".to_owned() }
            ),
        ),
        (
            Pairing::Unpaired,
            if seeds[0] == seeds[1] {
                "are not paired: the studies drew other random numbers (seeds = \"independent\", or a swept seed)"
                    .to_owned()
            } else {
                format!("are not paired: the studies drew other random numbers (seeds {} and {})", seeds[0], seeds[1])
            },
        ),
    ] {
        let own = count(pairing);
        if own > 0 {
            let which = if own == all { "Runs".to_owned() } else { format!("Runs of {own} pairs of cells") };
            let _ = writeln!(text, "{}", wrapped(&format!("{which} {why}."), WIDTH));
        }
    }
}

/// One measure in the cells: all of them, or those that lie furthest apart.
fn contrasts(text: &mut String, found: &Comparison, matching: &Matching, place: usize, measure: &str) {
    let all = found.cells.len();
    let mut shown: Vec<&Compared> = found.cells.iter().collect();
    if all > SHOWN {
        let size = |cell: &Compared| cell.contrasts[place].difference.abs();
        // Missing differences come last.
        shown.sort_by(|a, b| size(b).is_nan().cmp(&size(a).is_nan()).reverse().then(size(b).total_cmp(&size(a))));
        shown.truncate(SHOWN);
        shown.sort_by_key(|cell| cell.cells);
    }
    let mut title = measure.to_owned();
    if all > 1 {
        let plainly = |way: i8| found.cells.iter().filter(|cell| cell.contrasts[place].direction() == way).count();
        let _ = write!(title, ": plainly higher in B in {} of {all} cells, lower in {}", plainly(1), plainly(-1));
    }
    if all > SHOWN {
        let _ = write!(title, "; the {SHOWN} furthest apart");
    }
    let _ = write!(text, "\n{}", wrapped(&title, WIDTH));
    let (heads, rows) = names(&shown, matching);
    let widths: Vec<usize> = (0..heads.len())
        .map(|k| rows.iter().map(|row| row[k].chars().count()).chain([heads[k].chars().count()]).max().unwrap_or(0))
        .collect();
    let line = |cells: &[String]| -> String {
        cells.iter().zip(&widths).map(|(cell, &width)| format!("{cell:<width$}  ")).collect()
    };
    let _ = writeln!(
        text,
        "\n  {}{:>8}  {:>8}  {:>8}   {:<18}  {:>5}",
        line(&heads),
        "A",
        "B",
        "B - A",
        "95% interval",
        "runs"
    );
    for (cell, name) in shown.iter().zip(&rows) {
        let Contrast { a, b, difference, low, high } = cell.contrasts[place];
        let interval = if low.is_nan() { "-".to_owned() } else { format!("[{}, {}]", figure(low), figure(high)) };
        let mark = if cell.contrasts[place].direction() == 0 { ' ' } else { '*' };
        let runs = match cell.runs {
            [a, b] if a == b => a.to_string(),
            [a, b] => format!("{a}, {b}"),
        };
        let row = format!(
            "  {}{:>8}  {:>8}  {:>8} {mark} {interval:<18}  {runs:>5}",
            line(name),
            figure(a),
            figure(b),
            figure(difference)
        );
        let _ = writeln!(text, "{}", row.trim_end());
    }
}

/// A number for a table: 0 only if it is exactly that; a missing one is a dash.
fn figure(x: f64) -> String {
    match x.abs() {
        size if size.is_nan() => "-".to_owned(),
        0.0 => "0".to_owned(),
        1e6.. | ..5e-4 => format!("{x:.1e}"),
        100.0.. => format!("{x:.1}"),
        _ => format!("{x:.3}"),
    }
}

/// How cells are named: by their swept values, or by their numbers where these take too much room.
fn names(cells: &[&Compared], matching: &Matching) -> (Vec<String>, Vec<Vec<String>>) {
    let last = |key: &String| key.rsplit('.').next().unwrap_or(key).to_owned();
    let heads: Vec<String> = matching.columns.iter().map(last).collect();
    let unique = |head: &String| heads.iter().filter(|own| *own == head).count() == 1;
    let heads: Vec<String> =
        matching.columns.iter().map(|key| Some(last(key)).filter(unique).unwrap_or(key.clone())).collect();
    let told = |label: &String| {
        let label = in_words(label);
        label
            .parse()
            .map_or_else(|_| label.to_owned(), |x: f64| if label.len() > 8 { short(x) } else { label.to_owned() })
    };
    let rows: Vec<Vec<String>> = cells.iter().map(|cell| cell.labels.iter().map(told).collect()).collect();
    let width = |k: usize| {
        rows.iter().map(|row| row[k].chars().count()).chain([heads[k].chars().count()]).max().unwrap_or(0) + 2
    };
    if (0..heads.len()).map(width).sum::<usize>() + NUMBERS + 2 <= WIDTH {
        return (heads, rows);
    }
    let rows = cells.iter().map(|cell| cell.cells.iter().map(usize::to_string).collect()).collect();
    (vec!["cell in A".to_owned(), "cell in B".to_owned()], rows)
}
