//! The house keeps its order: modules import only from above, shipped configs are listed, and every key they sweep matters.

mod circles;

use std::fs;
use std::path::{Path, PathBuf};

use comity::batch::{Task, relevance};
use comity::cli::shipped;
use comity::config::document::Document;

/// The floors in reading order; each may import only from itself and from those before it. A config holds the
/// tables of the questions that may be asked in it, so that the two stand on one floor.
const ORDER: [&[&str]; 23] = [
    &["stop"],
    &["units"],
    &["elementary"],
    &["sheet"],
    &["rng"],
    &["game"],
    &["strategy"],
    &["trust"],
    &["mechanism"],
    &["learning"],
    &["network"],
    &["world"],
    &["exact"],
    &["statistics"],
    &["record"],
    &["tournament"],
    &["output"],
    &["config", "question"],
    &["batch"],
    &["compare"],
    &["validate"],
    &["report"],
    &["cli"],
];

/// The floors that are science: up to here.
const SCIENCE: &str = "tournament";

fn floor(name: &str) -> Option<usize> {
    ORDER.iter().position(|floor| floor.contains(&name))
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

fn module(path: &Path) -> String {
    let first = path.strip_prefix("src").unwrap().components().next().unwrap();
    first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

/// Names of modules that a file's code refers to as `crate::NAME`, comments and tests left out.
fn imports(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut found = Vec::new();
    for line in lines {
        for part in line.split("crate::").skip(1) {
            found.push(part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    found
}

#[test]
fn modules_import_only_from_modules_above() {
    let mut checked = 0;
    // Tests may look at everything, in files of their own too.
    for path in sources(Path::new("src")).into_iter().filter(|path| !path.ends_with("tests.rs")) {
        let own = module(&path);
        let Some(own_place) = floor(&own) else {
            assert!(own == "lib" || own == "main", "{} is in no known module", path.display());
            continue;
        };
        for import in imports(&fs::read_to_string(&path).unwrap()) {
            let Some(other) = floor(&import) else { panic!("{}: unknown module {import}", path.display()) };
            assert!(other <= own_place, "{}: {own} may not import from {import}, which is below it", path.display());
            checked += 1;
        }
    }
    assert!(checked > 50, "the test has to see the imports");
}

/// No file takes from another that, in however many steps, takes from it.
#[test]
fn no_circle_of_files() {
    let house = circles::House::read(&sources(Path::new("src")));
    assert!(
        house.takes.values().map(std::collections::BTreeSet::len).sum::<usize>() > 1000,
        "the test has to see the imports"
    );
    let found = house.circles();
    let named: String = found
        .iter()
        .map(|circle| {
            format!(
                "
{}",
                circle.join(", ")
            )
        })
        .collect();
    assert!(found.is_empty(), "files that take from each other in a circle:{named}");
}

/// Science knows nothing of files, threads, the command line or progress bars; one folder alone names a generator.
#[test]
fn science_modules_stay_pure_and_chance_has_one_door() {
    let forbidden = ["std::fs", "std::path", "std::thread", "rayon", "clap", "indicatif", "std::io"];
    for path in sources(Path::new("src")) {
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let science = floor(&module(&path)).is_some_and(|own| Some(own) <= floor(SCIENCE));
        for word in forbidden.iter().filter(|_| science) {
            assert!(!code.contains(word), "{} mentions {word}", path.display());
        }
        if !path.starts_with("src/rng") {
            assert!(
                !code.contains("rand_chacha") && !code.contains("use rand"),
                "{} names a generator",
                path.display()
            );
        }
    }
}

/// Whatever reads or writes the folder of a result goes through `output::inside`, which follows no links and opens nothing but
/// plain files.
#[test]
fn files_of_results_have_one_door() {
    const PAST: [&str; 10] = [
        "File::open",
        "File::create",
        "OpenOptions",
        "from_path(",
        "fs::read(",
        "fs::read_to_string(",
        "fs::write(",
        "fs::copy(",
        "create_dir",
        ".exists()",
    ];
    let mut checked = 0;
    for path in sources(Path::new("src")) {
        let within = ["src/output", "src/report", "src/compare", "src/question", "src/batch"];
        let command = ["src/cli/status.rs", "src/cli/merge.rs", "src/cli/rerun.rs", "src/cli/submit.rs"];
        let door = path == Path::new("src/output/inside.rs");
        let concerned =
            within.iter().any(|folder| path.starts_with(folder)) || command.iter().any(|file| path == Path::new(file));
        if door || !concerned || path.ends_with("tests.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for word in PAST {
            // Tables that grow are begun by the door as well.
            assert!(
                !code.replace("TableFile::create", "").contains(word),
                "{} goes past output::inside with {word}",
                path.display()
            );
        }
        checked += 1;
    }
    assert!(checked > 30, "the test has to see the files");
}

fn config_files() -> Vec<PathBuf> {
    let entries =
        ["configs", "configs/classics", "configs/scenarios"].map(|folder| fs::read_dir(folder).unwrap().flatten());
    let mut files: Vec<PathBuf> = entries.into_iter().flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    files
}

#[test]
fn every_shipped_config_is_listed_named_and_headed() {
    let files = config_files();
    assert_eq!(files.len(), shipped::ALL.len());
    for path in files {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let name = path.with_extension("").strip_prefix("configs").unwrap().to_string_lossy().replace('\\', "/");
        let config = shipped::find(&name).unwrap_or_else(|| panic!("{name} is not listed in src/cli/shipped.rs"));
        assert_eq!(shipped::find(&stem), Some(config), "{stem}: two configs of one name");
        assert!(config.text.contains(&format!("name = \"{stem}\"")), "{name}: named otherwise");
        assert!(!config.question().is_empty(), "{name}: no question");
        for part in ["Question", "Source", "Expected", "Found", "Runs"] {
            assert!(config.header().contains(part), "{name}: no {part} in its header");
        }
    }
}

/// The table of the classics names every one of them, and every figure that the tests are held against.
#[test]
fn the_classics_and_the_figures_are_in_their_table() {
    let table = fs::read_to_string("configs/classics/README.md").unwrap();
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| ")).collect();
    for config in shipped::ALL.iter().filter(|config| config.name.starts_with("classics/")) {
        let row = format!("| [{0}]({0}.toml) |", config.stem());
        assert!(rows.iter().any(|line| line.starts_with(&row)), "{} is missing", config.stem());
    }
    for figure in fs::read_dir("tests/known/figures").unwrap().flatten() {
        let id = figure.path().file_stem().unwrap().to_string_lossy().into_owned();
        assert!(rows.iter().any(|line| line.starts_with(&format!("| {id} |"))), "{id} is missing");
    }
}

/// So does the table of the scenarios, and each has a claim for its run to judge.
#[test]
fn the_scenarios_are_in_their_table_and_make_a_claim() {
    let table = fs::read_to_string("configs/scenarios/README.md").unwrap();
    for config in shipped::ALL.iter().filter(|config| config.name.starts_with("scenarios/")) {
        let row = format!("| [{0}]({0}.toml) |", config.stem());
        assert!(table.lines().any(|line| line.starts_with(&row)), "{} is missing", config.stem());
        assert!(config.text.contains("[[claims]]"), "{}: nothing claimed", config.stem());
    }
}

/// The tests that the table names exist.
#[test]
fn the_tests_in_the_table_of_the_classics_exist() {
    let table = fs::read_to_string("configs/classics/README.md").unwrap();
    let sources: String = sources(Path::new("tests")).iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let quoted: Vec<&str> = table.split('`').skip(1).step_by(2).collect();
    let tests: Vec<&str> = quoted.into_iter().filter(|name| name.matches('_').count() >= 2).collect();
    assert!(tests.len() > 20, "the test has to see the names");
    for name in tests {
        assert!(sources.contains(&format!("fn {name}(")), "{name}: no such test");
    }
}

/// A swept key must change the model: one replicate at several levels, everything else equal.
#[test]
fn every_key_that_a_shipped_config_sweeps_matters() {
    for path in config_files() {
        let document = Document::read(&path).unwrap_or_else(|failure| panic!("{failure}"));
        let task = Task::new(document, false).unwrap_or_else(|failure| panic!("{failure}"));
        let warnings = match &task {
            Task::Worlds(plan) => relevance::warnings(plan).unwrap_or_else(|failure| panic!("{failure}")),
            Task::Tournament(plan) => plan.warnings(),
        };
        assert!(warnings.is_empty(), "{}: {warnings:?}", path.display());
    }
}
