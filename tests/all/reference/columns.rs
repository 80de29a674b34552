//! `src/record/COLUMNS.md`: the columns as small studies of every kind write them into their `columns.csv`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;

use comity::batch::execute::Stop;
use comity::batch::folder::Wish;
use comity::batch::results;
use comity::batch::session::Order;
use comity::batch::tournament;
use comity::batch::{Task, growing};
use comity::config::document::Document;

use super::cell;

const HEAD: &str = "# Every column of every table

<!-- Made by `COMITY_WRITE_DOCS=1 cargo test --test all reference` from what small studies write into columns.csv. -->

Tables are long, with one header; a missing value is empty. The `columns.csv` of a result lists the columns of that result. Here NAME stands
for a convention, STRATEGY for a strategy, BUNDLE for a bundle or mechanism, KEY for a swept key: there is one column for each. A swept key,
mechanism or bundle with the name of another column (`seed`, `front`) stands as `swept.NAME`; other names that would meet are refused.

A column is of one type in all of its rows: a count (`3`, never with a point), a real (`0.5`, `0.0`, `1.0e+21`: always with a point, never
infinite), `true` or `false`, or text; `columns.csv` says which. So readers that guess types from the first rows guess right, unless the
column is empty there: then polars (100 rows) and DuckDB (20,480) take it for text, and need to be told.

`_low` and `_high` behind a name are the ends of the 95% interval of that column, `_q05`, `_q50` and `_q95` its quantiles over the runs.
`comity show COLUMN` prints one; [what the tables are](../../README.md#what-it-writes) stands in the README.
";

/// A world of two strong and two weak, with all that adds columns.
const WORLD: &str = "rounds = 4
replicates = 2
agents = [
  { name = 'a', power = 'strong', count = 2, strategies = { STRATEGY = 1.0 } },
  { name = 'b', power = 'weak', count = 2, strategies = { STRATEGY = 1.0 } },
]
[strategies.STRATEGY]
memory_one = { cc = 1.0, cd = 0.0, dc = 1.0, dd = 0.0 }
[holds]
window = 2
";
const EVERYTHING: &str = "[output]
agents = true
dyads = true
blocs = 'power'
[mechanisms.cascade]
[mechanisms.arms]
[mechanisms.conventions.NAME]
members = 'voluntary'
[mechanisms.conventions.other]
members = 'voluntary'
[learning]
every = 2
[[shocks]]
at = 1
breach = {}
";
const RENT: &str = "{ key = 'game.dilemma.rent', values = [0.0, 1.0] }";

/// Small studies that together write every table, with what their `answer.csv` is that of.
fn studies() -> Vec<(&'static str, String)> {
    let keys = "keys = { 'game.dilemma.rent' = [0.0, 1.0], 'game.dilemma.cost' = [0.0, 1.0] }";
    let claims = "[[claims]]\ntext = 'it holds'\nthat = { hold = { min = 0.5 } }\n";
    vec![
        ("one world", format!("{WORLD}{EVERYTHING}")),
        ("`[study.grid]`", format!("{WORLD}{claims}[learning]\nevery = 2\n[audit]\n[study.grid]\naxes = [{RENT}]\n")),
        (
            "`[study.factorial]`",
            format!("{WORLD}[study.factorial]\nbundles = {{ BUNDLE = {{ 'game.dilemma.rent' = 2.0 }} }}\n"),
        ),
        ("`[study.sample]`", format!("{WORLD}[study.sample]\nn = 4\n{keys}\n")),
        ("`[study.sensitivity]`, morris", format!("{WORLD}[study.sensitivity]\nmethod = 'morris'\nn = 4\n{keys}\n")),
        ("`[study.sensitivity]`, sobol", format!("{WORLD}[study.sensitivity]\nmethod = 'sobol'\nn = 8\npairs = true\n{keys}\n")),
        (
            "`[study.ablation]`",
            format!("{WORLD}[study.ablation]\nbundles = {{ BUNDLE = {{ 'game.dilemma.rent' = 2.0 }} }}\n"),
        ),
        (
            "`[study.boundary]`",
            format!(
                "{WORLD}[study.boundary]\naxis = {{ key = 'game.dilemma.rent', range = [0.0, 9.0] }}\nprecision = 3.0\nmax = 40\n\
                 hysteresis = {{ levels = 2, replicates = 1 }}\n"
            ),
        ),
        (
            "`[study.list]`",
            format!(
                "{WORLD}[[study.list.cells]]\nname = 'as it is'\n[[study.list.cells]]\nname = 'a rent'\nset = {{ 'game.dilemma.rent' = 1.0 }}\n"
            ),
        ),
        (
            "`[study.tournament]`",
            "game.preset = 'prisoners-dilemma'\n[strategies.STRATEGY]\nmemory_one = { cc = 1.0, cd = 0.0, dc = 1.0, dd = 0.0 }\n[study.tournament]\n\
             strategies = ['STRATEGY', 'always-defect']\nturns = 5\ngenerations = 10\n"
                .to_owned(),
        ),
    ]
}

/// Name, unit, type and meaning of a column.
type Row = [String; 4];

/// Runs a study in a folder and reads its dictionary: the tables in their order, each with its columns.
fn dictionary(text: &str, folder: &Path) -> Vec<(String, Vec<Row>)> {
    let document =
        Document::parse("study.toml", &format!("name = 'study'\n{text}")).unwrap_or_else(|why| panic!("{why}"));
    let task = Task::new(document, false).unwrap_or_else(|why| panic!("{text}: {why}"));
    let order = Order::new(folder.to_owned(), NonZeroUsize::MIN, Wish::Begin);
    let mut dictionary: Vec<(String, Vec<Row>)> = Vec::new();
    match &task {
        Task::Worlds(plan) => {
            results::run(plan, &order, &Stop::new(), |_| ()).unwrap_or_else(|why| panic!("{text}: {why}"));
            // The table of failures is there only where a run failed.
            let failures = &plan.growing()[growing::FAILURES];
            let own = failures.columns.iter().map(|own| row(&own.name, own.unit, own.kind.name(), &own.meaning));
            dictionary.push((failures.name.to_owned(), own.collect()));
        }
        Task::Tournament(plan) => {
            tournament::run::run(plan, &order, &Stop::new(), |_| ()).unwrap_or_else(|why| panic!("{text}: {why}"));
        }
    }
    let bytes = fs::read(folder.join("columns.csv")).unwrap();
    for record in csv::Reader::from_reader(&bytes[..]).records() {
        let record = record.unwrap();
        if dictionary.last().is_none_or(|(table, _)| *table != record[0]) {
            dictionary.push((record[0].to_owned(), Vec::new()));
        }
        dictionary.last_mut().unwrap().1.push(row(&record[1], &record[2], &record[4], &record[3]));
    }
    dictionary
}

/// A row; swept keys are written as KEY.
fn row(name: &str, unit: &str, kind: &str, meaning: &str) -> Row {
    if unit == "as in the config" {
        return ["KEY", unit, "as the key", "Swept value of KEY."].map(str::to_owned);
    }
    let general = |text: &str| cell(&text.replace("game.dilemma.rent", "KEY"));
    [name.to_owned(), unit.to_owned(), kind.to_owned(), general(meaning)]
}

/// Is a field written as columns of this type are?
fn is_written_as(kind: &str, field: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = field.strip_prefix('-').unwrap_or(field);
    match kind {
        _ if field.is_empty() => true,
        "count" => digits(unsigned),
        "real" => {
            let (number, exponent) = unsigned.split_once('e').unwrap_or((unsigned, "0"));
            let (whole, fraction) = number.split_once('.').unwrap_or_default();
            digits(whole) && digits(fraction) && digits(exponent.trim_start_matches(['+', '-']))
        }
        "boolean" => ["true", "false"].contains(&field),
        "text" => true,
        _ => false,
    }
}

/// Every field of every table is written as the type of its column says, and no two columns of a table differ in case alone.
#[test]
fn fields_are_written_as_their_columns_say() {
    let mut studies = studies();
    // Whole levels of a real key, a key of whole numbers, words, words and numbers, booleans, and keys called as columns are.
    studies.push((
        "levels",
        format!(
            "{WORLD}[study.grid]\naxes = [{{ key = 'noise.slip', values = [0, 0.5, 1] }}, {{ key = 'rounds', values = [4, 6] }}, \
             {{ key = 'seed', values = [1, 2] }}, {{ key = 'mechanisms.norm.enabled', values = [true, false] }}, \
             {{ key = 'network.kind', values = ['erdos-renyi', 'complete'] }}, \
             {{ key = 'agents.a.capability', values = [1, {{ uniform = [0.5, 1.0] }}] }}]\n"
        ),
    ));
    let drawn = "keys = { 'game.dilemma.rent' = { values = [1, 2.5] }, 'agents.a.count' = { integers = [2, 3] }, 'noise.slip' = [0.0, 1.0] }";
    studies.push(("drawn", format!("{WORLD}[study.sample]\nn = 6\n{drawn}\n")));
    let bundles = "mechanisms = ['front', 'arms']\nbundles = { trust = { 'game.dilemma.rent' = 2.0 } }";
    studies.push(("ablation", format!("{WORLD}[study.ablation]\n{bundles}\n")));
    for (study, text) in studies {
        let folder = tempfile::tempdir().unwrap();
        let result = folder.path().join("result");
        for (table, columns) in dictionary(&text, &result) {
            let path = result.join(&table);
            if table == "failures.csv" && !path.exists() {
                continue;
            }
            let mut reader = csv::Reader::from_path(&path).unwrap();
            let header = reader.headers().unwrap().clone();
            let names: BTreeSet<String> = header.iter().map(str::to_lowercase).collect();
            assert_eq!(names.len(), header.len(), "{study}, {table}: {header:?}");
            assert_eq!(columns.len(), header.len(), "{study}, {table}");
            let described = kinds(&result, &table);
            for record in reader.records() {
                for ((field, name), kind) in record.unwrap().iter().zip(&header).zip(&described) {
                    assert!(is_written_as(kind, field), "{study}, {table}, {name}: {field:?} is no {kind}");
                }
            }
        }
    }
}

/// The types of the columns of a table, as columns.csv has them.
fn kinds(result: &Path, table: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_path(result.join("columns.csv")).unwrap();
    let records = reader.records().map(Result::unwrap);
    records.filter(|record| &record[0] == table).map(|record| record[4].to_owned()).collect()
}

const ENDINGS: [&str; 5] = ["_low", "_high", "_q05", "_q50", "_q95"];

/// The rows with intervals and quantiles behind the name of the column that they are of.
fn folded(rows: &[Row]) -> Vec<Row> {
    let mut folded: Vec<Row> = Vec::new();
    let mut base = String::new();
    // The second convention and the second player are there only because a world needs them.
    let rows = rows.iter().filter(|row| !["_other", "_always-defect"].iter().any(|second| row[0].contains(second)));
    for [name, unit, kind, meaning] in rows {
        let ending = ENDINGS.iter().find(|ending| name.strip_suffix(**ending) == Some(base.as_str()));
        if let (Some(ending), Some(last)) = (ending, folded.last_mut()) {
            let _ = write!(last[0], ", `{ending}`");
        } else {
            base.clone_from(name);
            folded.push([format!("`{name}`"), unit.clone(), kind.clone(), meaning.clone()]);
        }
    }
    folded
}

/// The tables in the order of the page; what they are.
const TABLES: [(&str, &str); 16] = [
    ("rounds.csv", "One row per run and recorded round."),
    ("runs.csv", "One row per run. Most columns are means of those of `rounds.csv` over the window."),
    ("cells.csv", "One row per cell: what its runs say together."),
    ("answer.csv", "The study's own table."),
    ("survival.csv", "One row per cell and round at which cooperation fell in a run, or a run ended while it lasted."),
    ("claims.csv", "One row per claim."),
    ("audit.csv", "One row per audited cell and strategy that a lone state could turn to."),
    ("deviations.csv", "One row per replicate of an audited deviation."),
    ("sweeps.csv", "One row per world that is carried along the axis, and level."),
    ("agents.csv", "One row per run and agent, where `output.agents` asks for it."),
    ("dyads.csv", "One row per run and side of a dyad, where `output.dyads` asks for it."),
    ("failures.csv", "One row per run that failed; there only if one did."),
    ("matches.csv", "Of a tournament: one row per ordered pair of players."),
    ("invasion.csv", "Of a tournament: one row per resident and mutant."),
    ("ecology.csv", "Of a tournament: one row per written generation."),
    ("interactions.csv", "Of a tournament: one row per player of a match, as Axelrod-Python reads it."),
];

/// The page.
pub(crate) fn page() -> String {
    // By table and study; what several studies write alike is said once.
    let mut found: BTreeMap<String, Vec<(&str, Vec<Row>)>> = BTreeMap::new();
    for (study, text) in studies() {
        let folder = tempfile::tempdir().unwrap();
        for (table, rows) in dictionary(&text, &folder.path().join("result")) {
            let rows = folded(&rows);
            let several = found.entry(table.clone()).or_default();
            match several.first_mut() {
                Some((_, first)) if table != "answer.csv" => {
                    for (place, row) in rows.into_iter().enumerate() {
                        if !first.iter().any(|known| known[0] == row[0]) {
                            first.insert(place.min(first.len()), row);
                        }
                    }
                }
                _ => several.push((study, rows)),
            }
        }
    }
    let mut text = HEAD.to_owned();
    for (table, about) in TABLES {
        let several = found.remove(table).unwrap_or_else(|| panic!("no study wrote {table}"));
        let _ = write!(text, "\n## {table}\n\n{about}\n");
        let titled = several.len() > 1;
        for (study, rows) in several {
            if titled {
                let _ = write!(text, "\n### {study}\n");
            }
            text += "\n| column | unit | type | meaning |\n|---|---|---|---|\n";
            for [name, unit, kind, meaning] in rows {
                let _ = writeln!(text, "| {name} | {unit} | {kind} | {meaning} |");
            }
        }
    }
    assert!(found.is_empty(), "tables without a place on the page: {:?}", found.keys());
    text
}
