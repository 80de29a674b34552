//! What people hand in: tables as tools write them, configs that are none. Read alike whatever they are of, kept in the
//! result, and every mistake told at its place.

mod fuzz;

use std::fs;

use comity::sheet::{Delimiter, EmptyRows, Sheet, decode, number, whole};

use crate::desk::{Desk, output};

/// Where a table is wrong, and how.
fn wrong(text: &str, delimiter: Delimiter) -> String {
    let wrong = Sheet::read(text, delimiter).unwrap_err();
    let (line, column) = wrong.place(text);
    format!("{line}:{column}: {wrong}")
}

#[test]
fn a_lost_quote_is_found_where_it_opened() {
    let states =
        "name,power,capability,source\nAria,strong,0.9,ministry\nBorea,strong,0.8,\"yearbook\nCyra,weak,0.3,ministry\n";
    let of = |text: &str| wrong(text, Delimiter::Comma);
    assert!(of(states).starts_with("3:18: a quote begins a field here that no quote ends"), "{}", of(states));
    let closed_later = states.to_owned() + "Delos,weak,0.3,\"survey\"\n";
    assert!(of(&closed_later).starts_with("3:18: the field in quotes that begins here ends at line 5, column 16"));
    assert!(of(&closed_later.replace('\n', "\r\n")).starts_with("3:18: "), "lines are counted in CRLF as well");
    assert!(of("a,b\n\"x\ny\",1\n\"z,2\n").starts_with("4:1: "), "and across quoted line ends");
    assert!(of("a,b\nsaid \"no\",1\n").starts_with("2:6: expected no quote within a field"));
    assert!(of("a,b\n \"x\",1\n").starts_with("2:2: expected a field in quotes to begin with its quote"));
    assert!(of("a,b\n\"x\"y,1\n").starts_with("2:1: the field in quotes that begins here ends at line 2, column 3"));
}

#[test]
fn what_is_no_table_is_refused_at_its_place() {
    let of = |text: &str| wrong(text, Delimiter::Comma);
    assert!(of("\n\n").contains("expected a header, found an empty file"));
    assert!(of("a,b\n1\n").starts_with("2:1: expected 2 fields as in the header, found 1"));
    assert!(of("a,b\n1,2,3\n").starts_with("2:1: expected 2 fields as in the header, found 3"));
    assert!(of("a,b,a\n").starts_with("1:5: expected each column once"));
    assert!(of("é,,b\n1,x,3\n").starts_with("1:3: expected a name for each column, found none for column 2"));
    assert!(of("a,b\n1,\u{0}\n").starts_with("2:3: expected text, found a NUL byte"));
    assert!(of("a,b\r1,2\r").starts_with("1:4: expected lines that end in LF or CRLF"));
    assert!(of("a;b\n1;2\n").contains("found semicolons; delimiter = \";\" reads them"));
    assert!(of("a\tb\n1\t2\n").contains("found tabs; delimiter = \"\\t\" reads them"));
    assert!(
        of("a;b\n1;0,5\n").starts_with("1:1: expected commas between the columns"),
        "decimal commas are no columns"
    );
    assert!(of("a|b\n1|2\n").contains("found bars"));
    assert!(
        wrong("a,b\n1,2\n", Delimiter::Semicolon).contains("expected semicolons between the columns, found commas")
    );
    let (text, wrong) = decode(b"\xef\xbb\xbfa\n\xc3\xa9\xe9\n").unwrap_err();
    assert_eq!((wrong.place(&text), wrong.message.contains("the byte 0xE9")), ((2, 2), true));
    assert!(decode(&[0xff, 0xfe, b'a', 0]).unwrap_err().1.message.contains("UTF-16"));
}

#[test]
fn tables_are_read_as_tools_write_them() {
    let rows = |text: &str, delimiter| -> Vec<Vec<String>> {
        let sheet = Sheet::read(text, delimiter).unwrap();
        std::iter::once(sheet.header()).chain(sheet.rows()).map(|row| row.iter().map(str::to_owned).collect()).collect()
    };
    let plain = [["a", "b"], ["1", "x"], ["2", "y"]];
    assert_eq!(rows("a,b\n1,x\n2,y\n", Delimiter::Comma), plain);
    assert_eq!(rows(",a,b\n0,1,x\n1,2,y\n", Delimiter::Comma), plain, "an index of pandas");
    assert_eq!(rows("\"\",\"a\",\"b\"\n\"1\",1,\"x\"\n\"7\",2,\"y\"\n", Delimiter::Comma), plain, "row names of R");
    assert_eq!(
        rows("a;b;\r\n1;x;\r\n;;\r\n2 ;\ty\r\n".replace("\ty", " y;").as_str(), Delimiter::Semicolon),
        plain,
        "Excel"
    );
    assert_eq!(rows("a\tb\n1\tx\n\n  \n2\ty", Delimiter::Tab), plain);
    assert_eq!(
        rows("a,b\n\"1,\n2\",\"say \"\"x\"\"\" \n", Delimiter::Comma)[1],
        ["1,\n2", "say \"x\""],
        "quotes hold anything"
    );
    let kept = Sheet::read_with("a\n\"\"\n\n1\n", Delimiter::Comma, EmptyRows::Keep).unwrap();
    assert_eq!(kept.rows().map(|row| row.get(0)).collect::<Vec<_>>(), ["", "1"], "an empty line is no row");
    assert!(
        Sheet::read(",a\nx,1\ny,2\n", Delimiter::Comma).is_err(),
        "row names that are words need a name themselves"
    );
    assert!(Sheet::read(",a\n1,1\n1,2\n", Delimiter::Comma).is_err(), "an index has each number once");
}

#[test]
fn numbers_are_plain_decimals() {
    for (text, value) in
        [("1", 1.0), (".05", 0.05), ("5.", 5.0), ("+1", 1.0), ("1e-3", 1e-3), ("-2.5E+2", -250.0), (" 7 ", 7.0)]
    {
        assert_eq!(number(text), Ok(value), "{text}");
    }
    for text in [
        "",
        ".",
        "e5",
        "1e",
        "0x1",
        "1_0",
        "inf",
        "nan",
        "NaN",
        "1d3",
        "1 0",
        "--1",
        "1.2.3",
        "1e999",
        "\u{2212}5",
        "50%",
    ] {
        assert!(number(text).is_err(), "{text}");
    }
    assert!(number("0,5").unwrap_err().contains("a decimal point"));
    assert!(number("1,000.5").is_err());
    assert_eq!([whole("4.0"), whole("4"), whole("-3."), whole("2e3")], [Ok(4), Ok(4), Ok(-3), Ok(2000)]);
    assert!(whole("4.5").is_err() && whole("1e300").is_err() && whole("9007199254740993.0").is_err());
}

const HEAD: &str = "name = \"w\"\nrounds = 40\nreplicates = 2\n[holds]\nwindow = 20\n";
const FOUR: &str = "[[agents]]\npower = \"weak\"\ncount = 4\n";
const STATES: &str = "name,power,capability\nAria,strong,0.9\nBorea,strong,0.8\nCyra,weak,0.3\nDelos,weak,0.35\n";

/// Its name, a config, and files by name.
type Kind = (&'static str, String, Vec<(&'static str, &'static str)>);

/// Of every kind of input: a config, its files, and what is read of them.
fn kinds() -> Vec<Kind> {
    let links = ("links.csv", "from,to\n0,1\n1,2\n2,3\n");
    let more = ("more.csv", "from;to;weight\n0;1;1\n1;2;1\n2;3;.5\n3;0;1\n");
    let power = ("power.csv", "c\n0.2\n.3\n0.4\n0.5\n");
    let grid = |axis: &str| format!("[study.grid]\naxes = [{axis}]\n");
    let rent = grid("{ key = \"game.dilemma.rent\", values = [0.5, 1.0] }");
    vec![
        ("agents_file", format!("{HEAD}[agents_file]\npath = \"states.csv\"\n{rent}"), vec![("states.csv", STATES)]),
        (
            "dyads",
            format!(
                "{HEAD}[agents_file]\npath = \"states.csv\"\n[dyads]\npath = \"past.csv\"\nprior = {{ x = -0.1 }}\n{rent}"
            ),
            vec![("states.csv", STATES), ("past.csv", "from,to,x\nAria,Cyra,1\n#0,Borea,2\n")],
        ),
        ("network", format!("{HEAD}{FOUR}[network]\nkind = \"file\"\npath = \"links.csv\"\n"), vec![links]),
        (
            "network, its path swept",
            format!(
                "{HEAD}{FOUR}[network]\nkind = \"file\"\npath = \"links.csv\"\n{}",
                grid("{ key = \"network.path\", values = [\"links.csv\", \"ring.csv\"] }")
            ),
            vec![links, ("ring.csv", "from,to\n0,1\n1,2\n2,3\n3,0\n")],
        ),
        (
            "network, its kind swept, semicolons, independent seeds",
            format!(
                "seeds = \"independent\"\n{HEAD}{FOUR}[network]\ndegree = 2\npath = \"more.csv\"\ndelimiter = \";\"\n{}",
                grid("{ key = \"network.kind\", values = [\"ring\", \"file\"] }")
            ),
            vec![more],
        ),
        (
            "column",
            format!("{HEAD}{FOUR}capability = {{ column = {{ path = \"power.csv\", column = \"c\" }} }}\n{rent}"),
            vec![power],
        ),
        (
            "column, swept",
            format!(
                "{HEAD}{FOUR}{}",
                grid(
                    "{ key = \"agents.weak.capability\", values = [0.3, { column = { path = \"power.csv\", column = \"c\" } }] }"
                )
            ),
            vec![power],
        ),
        (
            "design",
            format!("{HEAD}{FOUR}[study.sample]\ndesign = \"design.csv\"\nempty = \"base\"\n"),
            vec![(
                "design.csv",
                ",label,game.dilemma.rent,mechanisms.convention.enabled\n0,hot,1.0,TRUE\n1,cold,,False\n",
            )],
        ),
        (
            "design with paths",
            format!(
                "{HEAD}{FOUR}[network]\nkind = \"file\"\npath = \"links.csv\"\n[study.sample]\ndesign = \"design.csv\"\n"
            ),
            vec![
                links,
                ("ring.csv", "from,to\n0,1\n1,2\n2,3\n3,0\n"),
                ("design.csv", "network.path\nlinks.csv\nring.csv\n"),
            ],
        ),
        (
            "extends",
            "extends = \"base.toml\"\nname = \"w\"\n".to_owned(),
            vec![
                (
                    "base.toml",
                    "rounds = 40\nreplicates = 2\nholds.window = 20\n[[agents]]\npower = \"weak\"\ncount = 4\n[network]\nkind = \"file\"\npath = \"links.csv\"\n",
                ),
                links,
            ],
        ),
    ]
}

/// Run, lose the inputs, and do all that can be done with a result; then run in shards, from another folder and with the
/// config in one whose name has blanks and Chinese characters, and merge: the same bytes.
#[test]
fn a_result_outlives_the_files_it_was_made_of() {
    for (kind, config, files) in kinds() {
        let desk = Desk::new();
        let home = "输入 1/";
        let put = || {
            files
                .iter()
                .chain([&("w.toml", config.as_str())])
                .for_each(|(name, text)| desk.write(&format!("{home}{name}"), text));
        };
        put();
        let path = format!("{home}w.toml");
        desk.exits(0, &["check", &path]);
        desk.exits(0, &["run", &path, "--out", "whole", "--quiet"]);
        for shard in ["0/2", "1/2"] {
            desk.exits(0, &["run", &path, "--out", "cut", "--shard", shard, "--quiet"]);
        }
        fs::remove_dir_all(desk.path(home)).unwrap();
        desk.exits(0, &["verify", "whole"]);
        desk.exits(0, &["rerun", "whole", "--run", "0:1"]);
        desk.exits(0, &["report", "whole"]);
        desk.exits(0, &["merge", "cut"]);
        assert_eq!(desk.tables("whole"), desk.tables("cut"), "{kind}");
        put();
        let mut inside = desk.command(&["run", "w.toml", "--out", "../inside", "--quiet"]);
        inside.current_dir(desk.path(home));
        let inside = output(inside);
        assert!(inside.status.success(), "{kind}: {}", String::from_utf8_lossy(&inside.stderr));
        let [there, here] = ["whole", "inside"].map(|folder| desk.manifest(folder)["identity"].clone());
        assert_eq!(here, there, "{kind}: the same study wherever it is run from");
        assert_eq!(desk.tables("inside"), desk.tables("whole"), "{kind}");
    }
}

const COW: &str = "name = \"cow\"\nrounds = 40\nreplicates = 1\n[agents_file]\npath = \"states.csv\"\ncolumns = { name = \"ccode\" }\n\
                   [dyads]\npath = \"past.csv\"\nprior = { incidents = -0.05 }\n[output]\ndyads = true\n[holds]\nwindow = 20\n";
const CODES: &str = "ccode,power,capability\n365,strong,0.9\n710,strong,0.8\n200,strong,0.7\n220,weak,0.3\n";

/// 2 and 20 are codes of states that are not there, whatever stands at positions 2 and 20.
#[test]
fn numeric_codes_are_names_wherever_agents_are_named() {
    let desk = Desk::with(&[("states.csv", CODES), ("past.csv", "from,to,incidents\n2,365,8\n20,365,8\n710,200,8\n")]);
    desk.write("w.toml", COW);
    let said = desk.exits(2, &["check", "w.toml"]);
    assert!(said.contains("past.csv:2:1") && said.contains("or a position, #0 to #3, found \"2\""), "{said}");
    let leave = COW.replace("prior =", "strangers = \"leave-out\"\nprior =");
    desk.write("w.toml", &leave);
    desk.exits(0, &["run", "w.toml", "--quiet"]);
    let table = desk.read("output/cow/manifest.json");
    assert!(table.contains("\"table\": \"from,to,incidents\\n710,200,8\\n\""), "{table}");
    // Found after resolution, in whatever order.
    for twice in ["#1,200", "200,710", "#2,#1"] {
        desk.write("past.csv", format!("from,to,incidents\n710,200,8\n{twice},1\n"));
        let said = desk.exits(2, &["check", "w.toml"]);
        assert!(said.contains("past.csv:3:1") && said.contains("line 2 has this pair as well"), "{twice}: {said}");
    }
    desk.write("past.csv", "from,to,incidents\n710,#1,8\n");
    assert!(desk.exits(2, &["check", "w.toml"]).contains("found 710 with itself"));
    // Members, targets and keys are names as well.
    desk.write("past.csv", "from,to,incidents\n710,200,8\n");
    let more = "[mechanisms.convention]\nmembers = [\"365\", \"220\"]\n[[shocks]]\nat = 5\nexit = { by = \"200\" }\n";
    desk.write("w.toml", leave.clone() + more);
    let said = desk.exits(2, &["check", "w.toml", "--set", "agents.220.capability=2"]);
    assert!(said.contains("agents.220.capability"), "{said}");
    desk.write("w.toml", leave.clone() + "[mechanisms.convention]\nmembers = [\"2\"]\n");
    assert!(desk.exits(2, &["check", "w.toml"]).contains("found \"2\""));
    // In a list of links too.
    let network = "[network]\nkind = \"file\"\npath = \"links.csv\"\ncolumns = { from = \"a\", to = \"b\" }\n";
    desk.write("w.toml", leave.clone() + network);
    desk.write("links.csv", "a,b\n365,710\n710,200\n#2,220\n2,220\n");
    let said = desk.exits(2, &["check", "w.toml"]);
    assert!(said.contains("links.csv:5:1"), "{said}");
    desk.write("w.toml", leave + network + "strangers = \"leave-out\"\n");
    desk.exits(0, &["check", "w.toml"]);
    desk.write("links.csv", "a,b\n365,710\n710,200\n#2,220\n710,#0\n");
    let said = desk.exits(2, &["check", "w.toml"]);
    assert!(said.contains("links.csv:5:1") && said.contains("line 2 links 710 and 365 as well"), "{said}");
}

/// The same lost quote in every table.
#[test]
fn every_reader_refuses_a_lost_quote() {
    let cases = [
        ("[agents_file]\npath = \"t.csv\"\n".to_owned(), "name,power,note\nA,weak,x\nB,weak,\"y\nC,weak,z\n"),
        (format!("{FOUR}[dyads]\npath = \"t.csv\"\nprior = {{ x = 0.1 }}\n"), "from,to,x\n0,1,1\n1,2,\"1\n2,3,1\n"),
        (format!("{FOUR}[network]\nkind = \"file\"\npath = \"t.csv\"\n"), "from,to\n0,1\n1,\"2\n2,3\n"),
        (
            format!("{FOUR}capability = {{ column = {{ path = \"t.csv\", column = \"c\" }} }}\n"),
            "c,note\n0.1,x\n0.2,\"y\n0.3,z\n0.4,z\n",
        ),
        (format!("{FOUR}[study.sample]\ndesign = \"t.csv\"\n"), "game.dilemma.rent,label\n1,x\n2,\"y\n3,z\n"),
    ];
    for (config, table) in cases {
        let desk = Desk::with(&[("w.toml", &format!("{HEAD}{config}")), ("t.csv", table)]);
        let said = desk.exits(2, &["check", "w.toml"]);
        assert!(said.contains("t.csv:3:") && said.contains("is its closing quote lost?"), "{config}: {said}");
    }
}

const DESIGN: &str = "name = \"design\"\nrounds = 40\nreplicates = 1\n[[agents]]\npower = \"weak\"\ncount = 10\n\
                      [mechanisms.convention]\n[network]\nkind = \"regular\"\ndegree = 4\n[holds]\nwindow = 20\n[study.sample]\ndesign = \"design.csv\"\n";

/// The swept columns of runs.csv with a design and some more keys of the study.
fn designed(design: &str, more: &str) -> Result<String, String> {
    let desk = Desk::with(&[("w.toml", &format!("{DESIGN}{more}"))]);
    desk.write("design.csv", design);
    let output = desk.output(&["run", "w.toml", "--quiet"]);
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let runs = desk.read("output/design/runs.csv");
    let mut reader = csv::Reader::from_reader(runs.as_bytes());
    let header = reader.headers().unwrap().clone();
    let swept: Vec<usize> =
        header.iter().enumerate().filter(|(_, name)| name.contains('.')).map(|(place, _)| place).collect();
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        swept.iter().map(|&place| row[place].to_owned()).collect::<Vec<_>>().join(" ")
    });
    Ok(rows.collect::<Vec<_>>().join("; "))
}

#[test]
fn designs_are_read_as_r_python_and_excel_write_them() {
    assert_eq!(designed("\"mechanisms.convention.enabled\"\nTRUE\nFALSE\n", "").unwrap(), "true; false");
    assert_eq!(designed("mechanisms.convention.enabled\nTrue\nFalse\n", "").unwrap(), "true; false");
    assert_eq!(designed("network.degree\n4.0\n6.0\n", "").unwrap(), "4; 6");
    assert_eq!(
        designed("network.kind,game.dilemma.rent\nring,.5\nregular,+2\n", "").unwrap().split(' ').next().unwrap(),
        "ring"
    );
    let with_index = designed(",network.degree\n0,4\n1,6\n", "").unwrap();
    assert_eq!(with_index, "4; 6");
    assert_eq!(designed("\"\",\"network.degree\"\n\"1\",4\n\"2\",6\n", "").unwrap(), "4; 6");
    assert_eq!(designed("\u{feff}label;network.degree\r\nfour;4\r\nsix;6\r\n", "delimiter = \";\"\n").unwrap(), "4; 6");
    assert_eq!(designed("case,network.degree\nx,4\ny,6\n", "label = \"case\"\n").unwrap(), "4; 6");
    let empty = designed("network.degree,choice.patience\n6,\n6,0.5\n", "empty = \"base\"\n").unwrap();
    assert_eq!(empty, "6 ; 6 0.5");
}

#[test]
fn mistakes_of_a_design_are_told_where_they_stand_in_it() {
    for (design, place, what) in [
        ("network.degree\n4\n\"\"\n", "design.csv:3:1", "expected a value, found none; empty = \"base\""),
        ("network.degree,choice.patience\n4,0.5\n6,\n", "design.csv:3:3", "expected a value, found none"),
        ("network.degree\n4\n4.5\n", "design.csv:3:1", "found 4.5"),
        ("network.degree\n4\n0x4\n", "design.csv:3:1", "expected a number, found \"0x4\""),
        ("choice.patience\n0.5\n1_0\n", "design.csv:3:1", "expected a number, found \"1_0\""),
        ("choice.patience\n0.5\n1.5\n", "design.csv:3:1", "found 1.5"),
        ("choice.patience\n0.5\n\"0,5\"\n", "design.csv:3:1", "a decimal point"),
        ("choice.patience\n0.5\nNA\n", "design.csv:3:1", "expected a number, found \"NA\""),
        ("mechanisms.convention.enabled\ntrue\nyes\n", "design.csv:3:1", "found \"yes\""),
        ("network.degree,choice.patiens\n4,0.5\n", "design.csv:1:16", "did you mean `patience`?"),
        ("network.degree,the case\n4,x\n", "design.csv:1:16", "label = \"the case\""),
        ("network.degree,network.degree\n4,4\n", "design.csv:1:16", "each column once"),
        ("network.degree\n4\n40\n", "design.csv:3:1", "found 40"),
        ("network.degree;choice.patience\n4;0.5\n", "design.csv:1:1", "delimiter = \";\""),
        ("label\nx\n", "design.csv:1:1", "expected columns that are keys"),
    ] {
        let said = designed(design, "").unwrap_err();
        assert!(said.contains(place) && said.contains(what), "{design}: {said}");
    }
    assert!(designed("network.degree\n4\n", "label = \"case\"\n").unwrap_err().contains("has no column \"case\""));
}

/// A value beyond its range is told in the file it stands in, not at the config that names the file.
#[test]
fn mistakes_in_columns_are_told_where_they_stand() {
    let config =
        format!("{HEAD}{FOUR}capability = {{ column = {{ path = \"t.csv\", column = \"c\", delimiter = \";\" }} }}\n");
    for (table, place, what) in [
        ("c;d\n0.1;x\n0.2;x\n7;x\n0.4;x\n", "t.csv:4:1", "expected a number from 0.01 to 1, found 7"),
        ("d;c\nx;0.1\n\"y\n z\";much\n", "t.csv:4:5", "expected a number, found \"much\""),
        ("d;c\nx;0,5\n", "t.csv:2:3", "a decimal point"),
        ("d;c\nx;\n", "t.csv:2:3", "expected a number, found \"\""),
        ("d;e\nx;1\n", "w.toml:9:14", "has no column \"c\""),
    ] {
        let desk = Desk::with(&[("w.toml", &config), ("t.csv", table)]);
        let said = desk.exits(2, &["check", "w.toml"]);
        assert!(said.contains(place) && said.contains(what), "{table}: {said}");
    }
}

#[test]
fn what_is_no_config_ends_with_2_and_says_where() {
    let desk = Desk::new();
    desk.write("latin.toml", b"name = \"w\"\n# caf\xe9\n");
    assert!(desk.exits(2, &["check", "latin.toml"]).contains("latin.toml:2:6"));
    desk.write("up.toml", "name = \"w\"\nextends = \"latin.toml\"\n");
    assert!(desk.exits(2, &["check", "up.toml"]).contains("latin.toml:2:6"));
    fs::create_dir(desk.path("folder.toml")).unwrap();
    assert!(desk.exits(2, &["check", "folder.toml"]).contains("expected a config file, found a folder"));
    desk.write("up.toml", "name = \"w\"\nextends = \"folder.toml\"\n");
    assert!(desk.exits(2, &["check", "up.toml"]).contains("up.toml:2:11"));
    desk.write("up.toml", "name = \"w\"\nextends = \"none.toml\"\n");
    assert!(desk.exits(2, &["check", "up.toml"]).contains("up.toml:2:11"));
    assert!(desk.exits(2, &["check", "none.toml"]).contains("none.toml: expected a config file, found none"));
    desk.write("bom.toml", format!("\u{feff}{HEAD}{FOUR}"));
    desk.exits(0, &["check", "bom.toml"]);
    desk.write("nul.toml", "name = \"w\0\"\n");
    assert!(desk.exits(2, &["check", "nul.toml"]).contains("nul.toml:1:10"));
    for table in ["agents_file", "dyads", "network"] {
        let more = if table == "agents_file" { "" } else { FOUR };
        let key = if table == "network" {
            "kind = \"file\""
        } else if table == "dyads" {
            "prior = { x = 1 }"
        } else {
            ""
        };
        for path in ["none.csv", "folder.toml"] {
            desk.write("w.toml", format!("{HEAD}{more}[{table}]\n{key}\npath = \"{path}\"\n"));
            let said = desk.exits(2, &["check", "w.toml"]);
            assert!(said.contains("w.toml:") && said.contains(path), "{said}");
        }
    }
}

#[test]
fn a_study_without_a_name_is_called_after_its_file() {
    let config = format!("rounds = 40\nreplicates = 1\nholds.window = 20\n{FOUR}");
    let desk = Desk::new();
    for name in ["合作", "研究 1", "e\u{301}tude", "w.1"] {
        desk.write(&format!("{name}.toml"), &config);
        desk.exits(0, &["run", &format!("{name}.toml"), "--quiet"]);
        assert!(desk.path("output").join(name).join("runs.csv").is_file(), "{name}");
        desk.exits(0, &["verify", &format!("output/{name}")]);
    }
    desk.write("a$(b).toml", &config);
    let said = desk.exits(2, &["check", "a$(b).toml"]);
    assert!(said.contains("a$(b).toml:1:1") && said.contains("called after its file"), "{said}");
    let long = "x".repeat(230);
    desk.write("w.toml", format!("name = \"{long}\"\n{config}"));
    let said = desk.exits(2, &["check", "w.toml"]);
    assert!(said.contains("w.toml:1:8") && said.contains("at most 200 bytes, found 230"), "{said}");
}

/// Exchanged, so that the tables say what is done rather than where.
#[test]
fn paths_on_the_command_line_are_relative_to_where_one_stands() {
    let desk =
        Desk::with(&[("a/links.csv", "from,to\n0,1\n1,2\n2,3\n"), ("links.csv", "from,to\n0,1\n1,2\n2,3\n3,0\n3,1\n")]);
    desk.write("a/w.toml", format!("{HEAD}{FOUR}[network]\nkind = \"file\"\npath = \"links.csv\"\n"));
    assert!(desk.exits(0, &["check", "a/w.toml"]).contains("4 agents, 3 links"));
    assert!(desk.exits(0, &["check", "a/w.toml", "--set", "network.path=links.csv"]).contains("4 agents, 5 links"));
}
