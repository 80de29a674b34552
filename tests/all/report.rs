//! The page of a result: that it is there, whole and by itself, and that its words and pictures say what the tables say.

use std::collections::BTreeMap;
use std::fs;

use roxmltree::Document;
use serde_json::Value;

use crate::desk::{Desk, rows};

/// Small, noisy enough for intervals of some width, and with names that HTML would take for its own.
const WORLD: &str = "name = 'small'
question = 'Is <b>fear</b> & \"greed\" enough?'
rounds = 40
replicates = 8
[holds]
window = 20
[[agents]]
name = 'great <powers> & co'
power = 'strong'
count = 2
[[agents]]
name = 'others'
power = 'weak'
count = 4
[mechanisms.convention]
[learning]
every = 10
";

const GRID: &str = "[study.grid]
axes = [
  { key = 'game.dilemma.rent', values = [0.0, 0.5, 1.0, 3.0] },
  { key = 'mechanisms.convention.fine', values = [0.0, 1.0, 2.0] },
]
[[claims]]
text = 'Rents tempt'
where = { 'game.dilemma.rent' = 0.0 }
than = { 'game.dilemma.rent' = 3.0 }
that = { cooperation = { min = 0.02 } }
";

/// A study of each kind, and its part of the config.
const STUDIES: [(&str, &str); 9] = [
    ("world", ""),
    ("grid", "[study.grid]\naxes = [{ key = 'game.dilemma.rent', values = [0.0, 0.5, 1.0, 3.0] }]\n"),
    (
        "factorial",
        "[study.factorial.bundles]\nfine = { 'mechanisms.convention.fine' = 2.0 }\npatience = { 'choice.patience' = 0.9 }\n",
    ),
    (
        "boundary",
        "[study.boundary]\naxis = { key = 'game.dilemma.rent', range = [0.0, 6.0] }\n\
         over = [{ key = 'mechanisms.convention.fine', values = [0.0, 1.0] }]\nprecision = 0.4\nmax = 300\n",
    ),
    (
        "sample",
        "[study.sample]\nn = 12\n[study.sample.keys]\n'game.dilemma.rent' = [0.0, 4.0]\n'choice.patience' = [0.5, 0.95]\n",
    ),
    (
        "sensitivity",
        "[study.sensitivity]\nmethod = 'morris'\nn = 6\noutcome = 'cooperation'\n\
         [study.sensitivity.keys]\n'game.dilemma.rent' = [0.0, 4.0]\n'choice.patience' = [0.5, 0.95]\n",
    ),
    ("ablation", "[mechanisms.norm]\n[study.ablation]\nmechanisms = ['convention', 'norm']\n"),
    (
        "list",
        "[[study.list.cells]]\nname = 'as it is'\n[[study.list.cells]]\nname = 'fine'\nset = { 'mechanisms.convention.fine' = 2.0 }\n\
         [[study.list.cells]]\nname = 'a rent'\nset = { 'game.dilemma.rent' = 3.0 }\n",
    ),
    ("tournament", ""),
];

const TOURNAMENT: &str = "name = 'tournament'
[game]
preset = 'prisoners-dilemma'
[study.tournament]
strategies = ['tit-for-tat', 'always-defect', 'always-cooperate', 'grim-trigger']
turns = 20
repetitions = 3
";

/// A desk whose folder `out` holds the result of a config.
fn studied(config: &str, options: &[&str]) -> Desk {
    let desk = Desk::with(&[("c.toml", config)]);
    desk.exits(0, &[&["run", "c.toml", "--out", "out", "--quiet"], options].concat());
    desk
}

impl Desk {
    /// Everything that is made from the tables: page, pictures and scripts, by their path.
    fn made(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let mut files =
            BTreeMap::from([("report.html".to_owned(), fs::read(self.path(folder).join("report.html")).unwrap())]);
        files.extend(self.files(folder, "figures"));
        files.extend(self.files(folder, "plots"));
        files
    }

    fn files(&self, folder: &str, part: &str) -> BTreeMap<String, Vec<u8>> {
        let read = |entry: std::io::Result<fs::DirEntry>| {
            let path = entry.unwrap().path();
            (format!("{part}/{}", path.file_name().unwrap().to_string_lossy()), fs::read(&path).unwrap())
        };
        fs::read_dir(self.path(folder).join(part)).unwrap().map(read).collect()
    }

    /// The sentences of the answer, as they are read.
    fn answer(&self) -> Vec<String> {
        let page = self.read("out/report.html");
        let from = page.find("<div class=\"answer\">").unwrap();
        let part = &page[from..from + page[from..].find("</div>").unwrap()];
        part.lines()
            .filter_map(|line| line.strip_prefix("<p>")?.strip_suffix("</p>"))
            .map(|line| line.replace("&#39;", "'").replace("&quot;", "\"").replace("&amp;", "&"))
            .collect()
    }
}

fn config(kind: &str, study: &str) -> String {
    if kind == "tournament" { TOURNAMENT.to_owned() } else { format!("{WORLD}{study}") }
}

/// What `key="..."` says wherever it stands in a page.
fn attributes<'a>(page: &'a str, key: &str) -> Vec<&'a str> {
    let opening = format!(" {key}=\"");
    page.match_indices(&opening).map(|(at, _)| page[at + opening.len()..].split('"').next().unwrap()).collect()
}

#[test]
fn a_run_leaves_a_page_that_needs_nothing_from_elsewhere() {
    let desk = studied(&format!("{WORLD}{GRID}"), &[]);
    let page = desk.read("out/report.html");
    assert!(!page.contains("<script") && !page.contains("@import") && !page.contains("url(http"), "{page}");
    assert!(attributes(&page, "src").is_empty());
    let mut ids = attributes(&page, "id");
    assert!(ids.len() > 6, "{ids:?}");
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "an id that stands twice");
    let links = attributes(&page, "href");
    assert!(links.len() > 12, "{links:?}");
    for link in links {
        match link.strip_prefix('#') {
            Some(place) => assert!(ids.contains(&place), "{link}"),
            None => assert!(desk.path("out").join(link).is_file(), "{link}"),
        }
    }
    // The question is text, whatever it looks like.
    assert!(page.contains("<h1>Is &lt;b&gt;fear&lt;/b&gt; &amp; &quot;greed&quot; enough?</h1>"));
    assert!(!page.contains("<powers>") && !page.contains("<b>"));
}

/// Each drawing is one well-formed SVG of numbers that are numbers, with a name and its own ids.
#[test]
fn drawings_are_whole() {
    let desk = studied(&format!("{WORLD}[report]\nrounds = [1, 40]\n"), &[]);
    let drawings = desk.files("out", "figures").into_iter().filter(|(name, _)| name.ends_with(".svg"));
    let mut seen = 0;
    for (name, bytes) in drawings {
        let text = String::from_utf8(bytes).unwrap();
        let drawing = Document::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let root = drawing.root_element();
        assert!(root.has_tag_name(("http://www.w3.org/2000/svg", "svg")) && root.has_attribute("viewBox"), "{name}");
        let stem = name.trim_start_matches("figures/").trim_end_matches(".svg");
        for node in root.descendants() {
            for attribute in node.attributes() {
                assert!(
                    !attribute.value().contains("NaN") && !attribute.value().contains("inf"),
                    "{name}: {attribute:?}"
                );
            }
            assert!(node.attribute("id").is_none_or(|id| id.starts_with(stem)), "{name}: {node:?}");
        }
        seen += 1;
    }
    assert!(seen >= 6, "{seen} drawings");
    let blocs = desk.read("out/figures/blocs-1.svg");
    assert!(blocs.contains("great &lt;powers&gt; &amp; co 1"), "names of nodes");
}

/// A picture's table, its Vega-Lite and its place on the page belong together.
#[test]
fn every_picture_comes_as_drawing_table_and_specification() {
    for (kind, study) in STUDIES {
        let desk = studied(&config(kind, study), &[]);
        let page = desk.read("out/report.html");
        let figures = desk.files("out", "figures");
        let stems: Vec<&str> = figures.keys().filter_map(|name| name.strip_suffix(".vl.json")).collect();
        assert!(!stems.is_empty() && figures.len() == 3 * stems.len(), "{kind}: {:?}", figures.keys());
        for stem in stems {
            assert!(figures.contains_key(&format!("{stem}.svg")), "{kind}: {stem}");
            let id = stem.trim_start_matches("figures/");
            assert!(page.contains(&format!("<figure id=\"{id}\">")), "{kind}: {id}");
            let vega: Value = serde_json::from_slice(&figures[&format!("{stem}.vl.json")]).unwrap();
            assert_eq!(vega["$schema"], "https://vega.github.io/schema/vega-lite/v5.json");
            assert!(vega["title"].as_str().is_some_and(|title| !title.is_empty()), "{kind}: {id}");
            let rows = rows(&desk.read(format!("out/{stem}.csv")));
            let values = vega["data"]["values"].as_array().unwrap();
            assert_eq!(rows.len(), values.len(), "{kind}: {id}");
            for (row, value) in rows.iter().zip(values) {
                for (column, field) in row {
                    match &value[column] {
                        Value::String(text) => assert_eq!(text, field),
                        Value::Null => assert!(field.is_empty(), "{kind}: {id}: {column} {field}"),
                        number => assert_eq!(number.as_f64(), field.parse().ok(), "{kind}: {id}: {column}"),
                    }
                }
            }
        }
    }
}

#[test]
fn the_page_is_the_same_bytes_whenever_it_is_made() {
    let desk = studied(&format!("{WORLD}{GRID}"), &[]);
    let first = desk.made("out");
    assert!(desk.stdout(&["report", "out"]).contains("report.html"));
    assert_eq!(first, desk.made("out"));
    for name in ["report.html", "figures", "plots"] {
        let path = desk.path("out").join(name);
        if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
    }
    desk.exits(0, &["report", "out"]);
    assert_eq!(first, desk.made("out"));
}

#[test]
fn pictures_are_the_same_whatever_the_threads_and_the_format_of_the_tables() {
    let text = format!("{WORLD}[report]\nrounds = [1, 40]\n{GRID}");
    let one = studied(&text, &["--jobs", "1"]);
    let others = [studied(&text, &["--jobs", "3"]), studied(&text, &["--set", "output.format='parquet'"])];
    let before = one.files("out", "figures");
    assert!(before.len() >= 6);
    for other in others.iter().take(if cfg!(feature = "parquet") { 2 } else { 1 }) {
        assert_eq!(before, other.files("out", "figures"));
        assert_eq!(one.answer(), other.answer());
    }
}

#[test]
fn the_answer_says_what_the_tables_say() {
    let desk = studied(WORLD, &[]);
    let cell = &rows(&desk.read("out/cells.csv"))[0];
    let digits = |column: &str| format!("{:.2}", cell[column].parse::<f64>().unwrap());
    let with = |name: &str| {
        let [low, high] = ["low", "high"].map(|end| digits(&format!("{name}_{end}")));
        format!("{} [{low}, {high}]", digits(name))
    };
    let answer = desk.answer().join(" ");
    assert!(answer.contains(&format!("P(hold) = {} in 8 runs", with("hold"))), "{answer}");
    assert!(answer.contains(&format!("is {}.", with("cooperation"))), "{answer}");

    let desk = studied(&format!("{WORLD}{GRID}"), &[]);
    let cells = rows(&desk.read("out/cells.csv"));
    let at = |cell: &BTreeMap<String, String>, column: &str| cell[column].parse::<f64>().unwrap();
    let holds = cells.iter().filter(|cell| at(cell, "hold_low") > 0.5).count();
    let breaks = cells.iter().filter(|cell| at(cell, "hold_high") < 0.5).count();
    let open = cells.len() - holds - breaks;
    let said = format!(
        "Cooperation holds in {holds} of 12 parameter combinations (95% interval of P(hold) above 1/2) and fails in {breaks} (below 1/2); {open} "
    );
    let answer = desk.answer().join(" ");
    assert!(answer.contains(&said) && answer.contains("inconclusive"), "{answer}");
    let verdict = &rows(&desk.read("out/claims.csv"))[0]["verdict"];
    assert!(answer.contains("stated before the run:") && answer.contains(&format!("1 {verdict}")), "{answer}");

    // The phase diagram is cells.csv, row by row from the bottom.
    let drawn = rows(&desk.read("out/figures/phase.csv"));
    assert_eq!(drawn.len(), cells.len());
    for mark in &drawn {
        let place = |column: &str| mark[column].parse::<usize>().unwrap() - 1;
        let cell = &cells[3 * place("row") + place("column")];
        for (own, other) in [("value", "hold"), ("low", "hold_low"), ("high", "hold_high")] {
            assert_eq!(mark[own], cell[other], "{mark:?}");
        }
    }
}

/// The trust matrix at the end is the column `trust` of dyads.csv over a window of one round, pair by pair.
#[test]
fn who_trusts_whom_is_what_the_dyads_say() {
    let world = WORLD.replace("window = 20", "window = 1");
    let desk = studied(&format!("{world}[output]\ndyads = true\n[report]\nrounds = [3, 40]\n"), &[]);
    let dyads = rows(&desk.read("out/dyads.csv"));
    let sides: Vec<_> = dyads.iter().filter(|side| side["replicate"] == "0").collect();
    assert_eq!(sides.len(), 6 * 5);
    let drawn = rows(&desk.read("out/figures/trust-matrix-40.csv"));
    let other = rows(&desk.read("out/figures/trust-matrix-3.csv"));
    let mut moved = 0;
    for side in sides {
        // Who trusts is a row, who is trusted a column.
        let of = |marks: &[BTreeMap<String, String>]| {
            let is = |mark: &&BTreeMap<String, String>| mark["y"] == side["name"] && mark["x"] == side["partner_name"];
            marks.iter().find(is).unwrap()["value"].clone()
        };
        assert_eq!(of(&drawn).parse::<f64>().unwrap(), side["trust"].parse::<f64>().unwrap(), "{side:?}");
        moved += usize::from(of(&drawn) != of(&other));
    }
    assert!(moved > 0, "trust at another round differs");
}

/// Shares of strategies are stacked to 1 at every round.
#[test]
fn layers_lie_on_each_other() {
    let mixed = WORLD.replace("count = 4", "count = 4\nstrategies = { tit-for-tat = 1, always-defect = 1 }");
    let desk = studied(&mixed, &[]);
    let rows = rows(&desk.read("out/figures/strategies.csv"));
    let at = |row: &BTreeMap<String, String>, column: &str| row[column].parse::<f64>().unwrap();
    let mut tops: BTreeMap<&str, f64> = BTreeMap::new();
    assert!(rows.len() >= 80, "{}", rows.len());
    for row in &rows {
        let top = tops.entry(&row["x"]).or_insert(0.0);
        assert_eq!(at(row, "bottom"), *top);
        *top = at(row, "top");
        assert!((*top - at(row, "bottom") - at(row, "share")).abs() < 1e-12);
    }
    assert!(tops.values().all(|top| (top - 1.0).abs() < 1e-9), "{tops:?}");
}

#[test]
fn a_page_can_be_had_in_chinese() {
    let is_chinese = |text: &str| text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter));
    for (kind, study) in STUDIES {
        let desk = studied(&config(kind, study), &[]);
        let english = desk.made("out");
        assert!(!is_chinese(&desk.read("out/report.html")), "{kind}");
        desk.exits(0, &["report", "out", "--language", "zh"]);
        let page = desk.read("out/report.html");
        assert!(page.contains("<html lang=\"zh-CN\">"));
        for heading in page.match_indices("<h2").map(|(at, _)| page[at..].lines().next().unwrap()) {
            assert!(is_chinese(heading), "{kind}: {heading}");
        }
        assert!(desk.answer().iter().all(|sentence| is_chinese(sentence)), "{kind}: {:?}", desk.answer());
        for (name, bytes) in desk.files("out", "figures") {
            if name.ends_with(".vl.json") {
                let vega: Value = serde_json::from_slice(&bytes).unwrap();
                for key in ["title", "description"] {
                    assert!(is_chinese(vega[key].as_str().unwrap()), "{kind}: {name}: {}", vega[key]);
                }
            }
        }
        // The config's own language is what a page without an option is in.
        desk.exits(0, &["report", "out"]);
        assert_eq!(english, desk.made("out"), "{kind}");
    }
    let desk = studied(&format!("{WORLD}[report]\nlanguage = 'zh'\n"), &[]);
    assert!(desk.read("out/report.html").contains("<html lang=\"zh-CN\">"));
}

#[test]
fn no_page_where_none_is_wanted_but_on_demand() {
    let desk = studied(&format!("{WORLD}[report]\nenabled = false\n"), &[]);
    assert!(!desk.path("out/report.html").exists() && !desk.path("out/figures").exists());
    desk.exits(0, &["report", "out"]);
    assert!(desk.path("out/report.html").exists() && desk.path("out/figures/cooperation.svg").exists());
}

#[test]
fn what_is_no_finished_result_is_refused_in_words() {
    let desk = studied(&format!("{WORLD}{GRID}"), &["--shard", "1/2"]);
    let shard = "out/shards/1-of-2";
    assert!(!desk.path(shard).join("report.html").exists(), "a shard has no page");
    let said = desk.stderr(2, &["report", shard]);
    assert!(said.contains("comity merge"), "{said}");
    desk.exits(0, &["run", "c.toml", "--out", "out", "--quiet", "--shard", "0/2"]);
    desk.exits(0, &["merge", "out"]);
    assert!(desk.path("out/report.html").exists(), "all of them together have one");
    // Cut off before its page, a merge or a run that is asked for again makes it.
    for again in [&["merge", "out"][..], &["run", "c.toml", "--out", "out"]] {
        fs::rename(desk.path("out/report.html"), desk.path("out/report.html.part")).unwrap();
        desk.exits(0, again);
        assert!(desk.path("out/report.html").exists() && !desk.path("out/report.html.part").exists(), "{again:?}");
    }
    let said = desk.stderr(2, &["report", "nowhere"]);
    assert!(said.contains("nowhere"), "{said}");
    fs::create_dir(desk.path("empty")).unwrap();
    let said = desk.stderr(2, &["report", "empty"]);
    assert!(said.contains("empty") && said.contains("manifest.json"), "{said}");
    let said = desk.stderr(2, &["report", "c.toml"]);
    assert!(said.contains("c.toml"), "{said}");

    let desk = studied(WORLD, &[]);
    let manifest = desk.read("out/manifest.json").replace("\"finished\"", "\"running\"");
    desk.write("out/manifest.json", manifest);
    let said = desk.stderr(2, &["report", "out"]);
    assert!(said.contains("--resume"), "{said}");
}

/// What a reader put beside the pictures stays; pictures that are no longer made go.
#[test]
fn only_pictures_of_an_earlier_page_are_removed() {
    let desk = studied(WORLD, &[]);
    desk.write("out/figures/mine.svg", "mine");
    let stale = ["vl.json", "svg", "csv"].map(|ending| desk.path(format!("out/figures/blocs-7.{ending}")));
    stale.iter().for_each(|path| fs::write(path, "of an earlier page").unwrap());
    desk.exits(0, &["report", "out"]);
    assert_eq!(desk.read("out/figures/mine.svg"), "mine");
    assert!(stale.iter().all(|path| !path.exists()));
}

#[test]
fn rounds_and_cells_that_are_not_played_are_mistakes() {
    let desk = Desk::new();
    for (setting, told) in
        [("rounds = [1, 41]", "from 1 to 40, found 41"), ("rounds = [0]", "found 0"), ("cell = 1", "found 1")]
    {
        desk.write("c.toml", format!("{WORLD}[report]\n{setting}\n"));
        let said = desk.stderr(2, &["run", "c.toml"]);
        assert!(said.contains("c.toml:") && said.contains(told), "{said}");
    }
}

/// The sentences of every kind of study, in both languages: whoever changes them sees what they become.
#[test]
fn sentences_of_every_study() {
    let mut text = String::new();
    for (kind, study) in STUDIES {
        let desk = studied(&config(kind, study), &[]);
        text += &format!("{kind}\n");
        for sentence in desk.answer() {
            text += &format!("  {sentence}\n");
        }
        desk.exits(0, &["report", "out", "--language", "zh"]);
        for sentence in desk.answer() {
            text += &format!("  {sentence}\n");
        }
    }
    insta::assert_snapshot!(text);
}

/// The config that the page offers gives the same tables.
#[test]
fn the_config_on_the_page_repeats_the_study() {
    let desk = studied(&format!("{WORLD}{GRID}"), &[]);
    let page = desk.read("out/report.html");
    let config = page.rsplit("<code>").next().unwrap().split("</code>").next().unwrap();
    let config = config
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
    desk.write("again.toml", config);
    desk.exits(0, &["run", "again.toml", "--out", "again", "--quiet"]);
    for table in ["runs.csv", "cells.csv", "rounds.csv", "answer.csv", "claims.csv"] {
        assert_eq!(desk.read(format!("out/{table}")), desk.read(format!("again/{table}")), "{table}");
    }
    assert!(desk.path("again/report.html").exists());
}
