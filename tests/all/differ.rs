//! Two results side by side: what differs in their configs, which cells belong together, and by how much they differ.

use std::collections::BTreeMap;

use crate::desk::{Desk, flowing, rows};

const WORLD: &str = "name = 'small'
rounds = 60
replicates = 8
[holds]
window = 20
[[agents]]
name = 'great powers'
power = 'strong'
count = 2
[[agents]]
name = 'others'
power = 'weak'
count = 4
[mechanisms.convention]
fine = 0.5
[learning]
every = 10
";

const RENT_AND_FINE: &str = "[study.grid]\naxes = [{ key = 'game.dilemma.rent', values = [0, 1, 3] }, \
                             { key = 'mechanisms.convention.fine', values = [0, 2] }]\n";

/// A row of the table for machines, by column.
type Row = BTreeMap<String, String>;

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap_or(f64::NAN)
}

impl Desk {
    /// Runs a study into a folder of its name.
    fn study(&self, name: &str, study: &str, changes: &[&str]) {
        self.write("config.toml", format!("{WORLD}{study}"));
        let sets = changes.iter().flat_map(|change| ["--set", change]);
        let arguments: Vec<&str> = ["run", "config.toml", "--quiet", "--out", name].into_iter().chain(sets).collect();
        let output = self.output(&arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// What is said of two results on stdout, and on stderr.
    fn diff(&self, a: &str, b: &str, more: &[&str]) -> [String; 2] {
        let output = self.output(&[&["diff", a, b], more].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap())
    }

    fn text(&self, a: &str, b: &str) -> String {
        let [text, _] = self.diff(a, b, &[]);
        for line in text.lines() {
            assert!(line.chars().count() <= 100, "{} columns: {line}", line.chars().count());
        }
        text
    }

    fn csv(&self, a: &str, b: &str, more: &[&str]) -> Vec<Row> {
        rows(&self.diff(a, b, &[&["--format", "csv"], more].concat())[0])
    }

    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.output(&[&["diff"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    /// Changes the manifest of a result.
    fn reword(&self, name: &str, from: &str, to: &str) {
        let manifest = format!("{name}/manifest.json");
        let text = self.read(&manifest);
        assert!(text.contains(from), "{text}");
        self.write(&manifest, text.replace(from, to));
    }

    /// A column of the runs of a cell, by replicate.
    fn runs(&self, name: &str, cell: &str, column: &str) -> Vec<f64> {
        let table = rows(&self.read(format!("{name}/runs.csv")));
        table.iter().filter(|row| row["cell"] == cell).map(|row| number(row, column)).collect()
    }
}

fn near(x: f64, y: f64) -> bool {
    (x - y).abs() < 1e-9 * (1.0 + y.abs())
}

#[test]
fn a_result_does_not_differ_from_itself() {
    let desk = Desk::new();
    desk.study("one", RENT_AND_FINE, &[]);
    desk.study("again", RENT_AND_FINE, &[]);
    for other in ["one", "again"] {
        assert!(desk.text("one", other).contains("nothing differs"));
        let found = desk.csv("one", other, &["--measure", "all"]);
        assert!(found.len() > 6 * 30, "{}", found.len());
        for row in found {
            assert_eq!([&row["difference"], &row["low"], &row["high"]], ["0.0", "0.0", "0.0"], "{row:?}");
            assert_eq!((row["pairing"].as_str(), &row["cell_a"]), ("same", &row["cell_b"]));
        }
        assert_eq!(desk.diff("one", other, &["--format", "csv", "--table", "config"])[0], "key,a,b\n");
    }
}

/// From the two tables of runs: 8 pairs, whose differences lie from -1 to 1.
#[test]
fn replicates_that_met_the_same_numbers_are_paired() {
    let desk = Desk::new();
    desk.study("patient", RENT_AND_FINE, &[]);
    desk.study("hasty", RENT_AND_FINE, &["choice.patience=0.5"]);
    let found = desk.csv("patient", "hasty", &["--measure", "cooperation", "--measure", "hold"]);
    assert_eq!(found.len(), 12);
    let (mut moved, mut turned) = (0, 0);
    for row in &found {
        assert_eq!([&row["pairing"], &row["runs_a"], &row["runs_b"]], ["paired", "8", "8"]);
        let column = if row["measure"] == "hold" { "holds" } else { "cooperation" };
        let [a, b] = ["patient", "hasty"].map(|name| desk.runs(name, &row["cell_a"], column));
        let differences: Vec<f64> = a.iter().zip(&b).map(|(a, b)| b - a).collect();
        let mean = differences.iter().sum::<f64>() / 8.0;
        assert!((number(row, "difference") - mean).abs() < 1e-12, "{row:?}");
        let moves = differences.iter().any(|d| (d - mean).abs() > 1e-9);
        if column == "holds" {
            turned += i32::from(moves);
        } else {
            moved += i32::from(moves);
        }
        let (low, high) = comity::statistics::gaffke::interval(&differences, [-1.0, 1.0], 0.95);
        assert!(-1.0 <= low && low <= mean && mean <= high && high <= 1.0 && low < high, "{row:?}");
        assert!(near(number(row, "low"), low) && near(number(row, "high"), high), "{row:?}: {low} {high}");
    }
    assert!(moved >= 3 && turned >= 1, "{moved} {turned}");
    let text = desk.text("patient", "hasty");
    assert!(text.contains("  choice.patience  0.8  0.5\n"), "{text}");
    assert!(text.contains("replicate by replicate") && text.contains("(seed 1)"), "{text}");
    let [table, _] = desk.diff("patient", "hasty", &["--format", "csv", "--table", "config"]);
    assert_eq!(table, "key,a,b\nchoice.patience,0.8,0.5\n");

    // Fewer replicates of one: those that both have.
    desk.study("few", RENT_AND_FINE, &["choice.patience=0.5", "replicates=5"]);
    let row = desk.csv("patient", "few", &["--measure", "trust"]).swap_remove(0);
    assert_eq!([&row["pairing"], &row["runs_a"], &row["runs_b"]], ["paired", "5", "5"]);
    let five = desk.runs("patient", "0", "trust")[..5].iter().sum::<f64>() / 5.0;
    assert!(near(number(&row, "a"), five));
}

#[cfg(feature = "parquet")]
#[test]
fn tables_as_parquet_compare_the_same() {
    let desk = Desk::new();
    desk.study("patient", RENT_AND_FINE, &[]);
    desk.study("hasty", RENT_AND_FINE, &["choice.patience=0.5"]);
    desk.study("columns", RENT_AND_FINE, &["choice.patience=0.5", "output.format='parquet'"]);
    assert!(desk.path("columns/runs.parquet").exists());
    let csv = ["--format", "csv", "--measure", "all"];
    assert_eq!(desk.diff("patient", "hasty", &csv)[0], desk.diff("patient", "columns", &csv)[0]);
}

/// Welch's half width by hand where both have the same number of runs and the intervals are wider than nothing.
#[test]
fn replicates_that_met_other_numbers_are_not_paired() {
    let desk = Desk::new();
    desk.study("one", RENT_AND_FINE, &[]);
    desk.study("two", RENT_AND_FINE, &["seed=2"]);
    desk.study("own", RENT_AND_FINE, &["seeds='independent'"]);
    desk.study("own-hasty", RENT_AND_FINE, &["seeds='independent'", "choice.patience=0.5"]);
    for (a, b) in [("one", "two"), ("one", "own"), ("own", "own-hasty")] {
        let found = desk.csv(a, b, &["--measure", "hold", "--measure", "payoff_weak"]);
        assert!(found.iter().all(|row| row["pairing"] == "unpaired"), "{a} {b}");
        let row = &found[1];
        let spread = |name: &str| {
            let values = desk.runs(name, "0", "payoff_weak");
            let mean = values.iter().sum::<f64>() / 8.0;
            (mean, values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 56.0)
        };
        let ((mean_a, e_a), (mean_b, e_b)) = (spread(a), spread(b));
        assert!(near(number(row, "a"), mean_a) && near(number(row, "difference"), mean_b - mean_a), "{row:?}");
        // Between 7 and 14 degrees of freedom: t from 2.3647 down to 2.1447.
        let points = (number(row, "high") - number(row, "low")) / 2.0 / (e_a + e_b).sqrt();
        assert!((2.144..2.365).contains(&points), "{points}");
        assert!(desk.text(a, b).contains("not paired: the studies drew other random numbers"));
    }
    // The same cells of independent numbers are the same runs.
    desk.study("own-fewer", &RENT_AND_FINE.replace("0, 1, 3", "1"), &["seeds='independent'"]);
    assert!(desk.csv("own", "own-fewer", &[]).iter().all(|row| row["pairing"] == "same"));
}

#[test]
fn cells_belong_together_by_their_values() {
    let desk = Desk::new();
    desk.study("one", RENT_AND_FINE, &[]);
    desk.study("turned", &RENT_AND_FINE.replace("0, 1, 3", "4.0, 3.0, 1.0"), &[]);
    let found = desk.csv("one", "turned", &["--measure", "cooperation"]);
    let cells: Vec<[&str; 4]> = found
        .iter()
        .map(|row| ["cell_a", "cell_b", "game.dilemma.rent", "mechanisms.convention.fine"].map(|key| row[key].as_str()))
        .collect();
    assert_eq!(
        cells,
        [["2", "4", "1.0", "0.0"], ["3", "5", "1.0", "2.0"], ["4", "2", "3.0", "0.0"], ["5", "3", "3.0", "2.0"]]
    );
    assert!(found.iter().all(|row| row["pairing"] == "same" && row["difference"] == "0.0"));
    // Levels that agree to twelve digits are the same, whoever worked them out.
    desk.study("worked-out", &RENT_AND_FINE.replace("0, 1, 3", "0, 1.0000000000000002, 3"), &[]);
    let found = desk.csv("one", "worked-out", &["--measure", "cooperation"]);
    assert!(found.len() == 6 && found.iter().all(|row| row["cell_a"] == row["cell_b"]), "{found:?}");

    let text = desk.text("one", "turned");
    assert!(
        !text.contains("nothing differs") && text.contains("\nCells without a counterpart: 2 of A, 2 of B.\n"),
        "{text}"
    );

    // A key that one alone sweeps is held at the other's value, if it has it; else every value stands beside the other's.
    let fine = "[study.grid]\naxes = [{ key = 'mechanisms.convention.fine', values = [0, 2] }]\n";
    desk.study("fine", fine, &["game.dilemma.rent=3"]);
    let found = desk.csv("one", "fine", &["--measure", "cooperation"]);
    let cells: Vec<[&str; 2]> = found.iter().map(|row| ["cell_a", "cell_b"].map(|key| row[key].as_str())).collect();
    assert_eq!(cells, [["4", "0"], ["5", "1"]]);
    assert!(found.iter().all(|row| row["pairing"] == "same" && !row.contains_key("game.dilemma.rent")));
    assert!(flowing(&desk.text("one", "fine")).contains("game.dilemma.rent, swept only in A, is held at 3"));
    desk.study("fine-2", fine, &["game.dilemma.rent=2"]);
    let found = desk.csv("fine-2", "one", &["--measure", "cooperation"]);
    let rents: Vec<&str> = found.iter().map(|row| row["game.dilemma.rent"].as_str()).collect();
    assert_eq!(rents, ["0.0", "1.0", "3.0", "0.0", "1.0", "3.0"]);
    assert!(found.iter().all(|row| row["pairing"] == "paired"));
}

#[test]
fn without_cells_to_compare_the_configs_still_are() {
    let desk = Desk::new();
    desk.study("rent", "[study.grid]\naxes = [{ key = 'game.dilemma.rent', values = [2, 3] }]\n", &[]);
    desk.study("patience", "[study.grid]\naxes = [{ key = 'choice.patience', values = [0.1, 0.9] }]\n", &[]);
    desk.study("more-rent", "[study.grid]\naxes = [{ key = 'game.dilemma.rent', values = [4] }]\n", &[]);
    let tournament =
        "game.preset = 'prisoners-dilemma'\n[study.tournament]\nstrategies = ['tit-for-tat', 'always-defect']\n";
    desk.write("t.toml", tournament);
    assert!(desk.output(&["run", "t.toml", "--quiet", "--out", "matches"]).status.success());
    assert!(desk.text("matches", "matches").contains("nothing differs"));
    for (other, why, key) in [
        ("patience", "only A sweeps game.dilemma.rent and only B sweeps choice.patience", "study.grid.axes[0].key"),
        ("more-rent", "both sweep game.dilemma.rent, but have no values in common", "study.grid.axes[0].values"),
        ("matches", "matches is a tournament", "study.tournament"),
    ] {
        let text = desk.text("rent", other);
        assert!(flowing(&text).contains(&format!("nothing to compare cell by cell: {why}")), "{text}");
        assert!(text.contains(&format!("  {key}")), "{text}");
        let [table, said] = desk.diff("rent", other, &["--format", "csv"]);
        assert!(table.starts_with("cell_a,cell_b,") && table.lines().count() == 1, "{table}");
        assert!(said.contains(why), "{said}");
    }
}

#[test]
fn many_cells_and_long_values_fit_the_page() {
    let desk = Desk::new();
    let keys = ["game.dilemma.rent", "game.dilemma.distance_cost", "mechanisms.convention.fine", "choice.temperature"];
    let ranges: Vec<String> = keys.iter().map(|key| format!("\"{key}\" = [0.1, 2.0]")).collect();
    let study = format!("[study.sample]\nn = 30\n[study.sample.keys]\n{}\n", ranges.join("\n"));
    desk.study("one", &study, &["replicates=2"]);
    desk.study("two", &study, &["replicates=2", "noise.miss=0.3", &format!("question='{}'", "long ".repeat(40))]);
    let text = desk.text("one", "two");
    assert!(text.contains("30 pairs of cells have the same") && text.contains("the 20 furthest apart"), "{text}");
    let shown = text.split("\ncooperation: ").nth(1).unwrap().split("\n\n").next().unwrap();
    assert_eq!(shown.lines().count(), 22, "{shown}");
    assert_eq!(desk.csv("one", "two", &["--measure", "trust"]).len(), 30);
}

#[test]
fn what_is_no_result_is_refused_and_what_is_odd_is_said() {
    let desk = Desk::new();
    desk.study("one", "", &[]);
    desk.study("two", "", &["noise.miss=0.3"]);
    assert!(desk.refused(&["one", "nowhere"]).contains("nowhere: expected the folder of a result"));
    let said = desk.refused(&["one", "two", "--measure", "coperation"]);
    assert!(said.contains("\"cooperation\"") && said.contains("runs.csv"), "{said}");
    assert!(desk.refused(&["one", "two", "--format", "html"]).contains("csv"));
    let text = desk.text("one", "two");
    assert!(text.contains("The worlds are compared.") && !text.contains("warning"), "{text}");

    desk.reword("two", "\"quick\": false", "\"quick\": true");
    assert!(desk.text("one", "two").contains("warning: B is a quick look"));
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    desk.reword("two", &version, "\"version\": \"9.9.9\"");
    assert!(desk.text("one", "two").contains("B by 9.9.9"));
    assert!(desk.diff("one", "two", &["--format", "csv"])[1].contains("warning: A was made by version"));

    desk.study("part", "", &[]);
    desk.reword("part", "\"quick\": false", "\"shard\": [0, 2],\n  \"quick\": false");
    assert!(desk.refused(&["one", "part"]).contains("comity merge"));
    desk.reword("two", "\"finished\"", "\"running\"");
    let said = desk.refused(&["two", "one"]);
    assert!(said.contains("two: expected a finished result") && said.contains("--resume"), "{said}");

    desk.study("watched", "", &["replicates={ min = 2, max = 8, half_width = 0.4 }", "noise.miss=0.3"]);
    assert!(desk.text("one", "watched").contains("the data decided how many runs"));
}
