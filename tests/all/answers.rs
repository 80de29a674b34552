//! What is said of a result is the same wherever it is said: the sentences of the terminal and the page, and every caveat on the
//! terminal, on the page in both languages, and by `status` and `report`.

use std::collections::BTreeSet;
use std::fs;

use comity::config::report_options::Language;
use comity::question::answer::Answer;
use comity::question::caveats::Caveat;

use crate::desk::{Desk, flowing};

const WORLD: &str = "name = 'small'
rounds = 40
replicates = 8
[holds]
window = 20
[[agents]]
name = 'powers'
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

const TOURNAMENT: &str = "name = 'tournament'
[game]
preset = 'prisoners-dilemma'
[study.tournament]
strategies = ['tit-for-tat', 'always-defect', 'always-cooperate', 'grim-trigger']
turns = 20
repetitions = 3
";

/// A grid whose second line has cells that 8 runs cannot decide.
const GRID: &str = "[study.grid]
axes = [
  { key = 'game.dilemma.rent', values = [0.0, 0.5, 1.0, 3.0] },
  { key = 'mechanisms.convention.fine', values = [0.0, 1.0] },
]
[[claims]]
text = 'Rents tempt'
where = { 'game.dilemma.rent' = 0.0 }
than = { 'game.dilemma.rent' = 3.0 }
that = { cooperation = { min = 0.02 } }
";

const FACTORIAL: &str = "[study.factorial.bundles]
fine = { 'mechanisms.convention.fine' = 2.0 }
patience = { 'choice.patience' = 0.9 }
";

const BOUNDARY: &str = "[study.boundary]
axis = { key = 'game.dilemma.rent', range = [0.0, 6.0] }
over = [{ key = 'mechanisms.convention.fine', values = [0.0, 1.0] }]
precision = 0.4
max = 300
hysteresis = { levels = 3, replicates = 2 }
";

const SAMPLE: &str = "[study.sample]
n = 12
[study.sample.keys]
'game.dilemma.rent' = [0.0, 4.0]
'choice.patience' = [0.5, 0.95]
";

const KEYS: &str = "[study.sensitivity.keys]
'game.dilemma.rent' = [0.0, 4.0]
'choice.patience' = [0.5, 0.95]
";

struct Result {
    desk: Desk,
    /// Everything that the run said.
    terminal: String,
}

impl Result {
    fn new(config: &str, options: &[&str]) -> Self {
        let desk = Desk::with(&[("c.toml", config)]);
        let terminal = said(&desk, &[&["run", "c.toml", "--out", "out"], options].concat());
        Self { desk, terminal }
    }

    fn read(&self, name: &str) -> String {
        self.desk.read(format!("out/{name}"))
    }

    /// The page as it is read, without tags.
    fn page(&self, language: &str) -> String {
        said(&self.desk, &["report", "out", "--language", language]);
        plain(&self.read("report.html"))
    }

    /// The sentences of the answer on the page.
    fn answer(&self) -> Vec<String> {
        said(&self.desk, &["report", "out", "--language", "en"]);
        let page = self.read("report.html");
        let from = page.find("<div class=\"answer\">").unwrap();
        let part = &page[from..from + page[from..].find("</div>").unwrap()];
        part.lines().filter(|line| line.starts_with("<p>")).map(plain).collect()
    }

    fn caveats(&self) -> Vec<Caveat> {
        caveats(&self.desk)
    }
}

/// The caveats that a result keeps.
fn caveats(desk: &Desk) -> Vec<Caveat> {
    let answer = Answer::read(&fs::read(desk.path("out/answer.json")).unwrap());
    answer.caveats.into_iter().map(|caution| caution.caveat).collect()
}

/// What a command says, on both outputs, in words with single blanks.
fn said(desk: &Desk, args: &[&str]) -> String {
    let output = desk.output(args);
    let text = [output.stdout, output.stderr].concat();
    // A run some of whose replicates failed ends with 3.
    assert!(matches!(output.status.code(), Some(0 | 3)), "{args:?}: {}", String::from_utf8_lossy(&text));
    flowing(&String::from_utf8(text).unwrap())
}

fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for letter in html.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => text.push(letter),
            _ => {}
        }
    }
    let entities = [("&#39;", "'"), ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    flowing(&entities.iter().fold(text, |text, (entity, letter)| text.replace(entity, letter)))
}

fn sensitivity(method: &str, more: &str) -> String {
    format!("{WORLD}[study.sensitivity]\nmethod = '{method}'\n{more}{KEYS}")
}

/// The terminal says every sentence that the page says, word for word.
#[test]
fn terminal_and_page_say_the_same() {
    let studies = [
        WORLD.to_owned(),
        format!("{WORLD}{GRID}"),
        format!(
            "{WORLD}[study.grid]\naxes = [{{ key = 'game.dilemma.rent', values = [0.0, 0.5, 1.0, 3.0] }}]\n[audit]\nreplicates = 2\n"
        ),
        format!("{WORLD}{FACTORIAL}"),
        format!("{WORLD}{BOUNDARY}"),
        format!("{WORLD}{SAMPLE}"),
        sensitivity("morris", "n = 6\noutcome = 'cooperation'\n"),
        sensitivity("sobol", "n = 8\noutcome = 'cooperation'\nresamples = 100\n"),
        format!("{WORLD}[mechanisms.norm]\n[study.ablation]\nmechanisms = ['convention', 'norm']\n"),
        TOURNAMENT.to_owned(),
    ];
    for study in studies {
        let result = Result::new(&study, &[]);
        let answer = result.answer();
        assert!(!answer.is_empty(), "{study}");
        for sentence in answer {
            assert!(
                result.terminal.contains(&sentence),
                "{study}\nthe page says: {sentence}\nthe terminal: {}",
                result.terminal
            );
        }
    }
}

/// For each caveat a small study that has it.
#[test]
fn every_caveat_is_said_everywhere() {
    let studies: [(&str, String, &[&str]); 13] = [
        ("quick", format!("{WORLD}{SAMPLE}"), &["--quick"]),
        ("quick-matches", TOURNAMENT.to_owned(), &["--quick"]),
        (
            "failed",
            format!("{WORLD}[study.grid]\naxes = [{{ key = 'game.dilemma.rent', values = [0, 1e308] }}]\n"),
            &[],
        ),
        ("drifting", WORLD.replace("rounds = 40", "rounds = 24"), &[]),
        ("capped", WORLD.replace("replicates = 8", "replicates = { min = 4, max = 6, half_width = 0.01 }"), &[]),
        ("no-effects", format!("{WORLD}{FACTORIAL}").replace("replicates = 8", "replicates = 1"), &[]),
        (
            "no-sensitivity",
            sensitivity("sobol", "n = 4\noutcome = 'holds'\nresamples = 100\n")
                .replace("[holds]", "[holds]\nthreshold = 0.0"),
            &[],
        ),
        ("wide-index", sensitivity("sobol", "n = 8\noutcome = 'cooperation'\nresamples = 100\n"), &[]),
        ("chance", sensitivity("sobol", "n = 16\noutcome = 'cooperation'\nresamples = 100\n"), &[]),
        ("hysteresis-undecided", format!("{WORLD}{BOUNDARY}"), &[]),
        ("search-undecided", format!("{WORLD}{BOUNDARY}").replace("max = 300", "max = 36"), &[]),
        ("search-failed", format!("{WORLD}{BOUNDARY}").replace("values = [0.0, 1.0]", "values = [0.0, 1e308]"), &[]),
        (
            "blocs",
            WORLD
                .replace("replicates = 8", "replicates = 40")
                .replace("name = 'powers'\n", "name = 'powers'\nideology = 0.9\n")
                .replace("name = 'others'\n", "name = 'others'\nideology = -0.9\n")
                + "[game.dilemma]\nrent = 3.0\ndistance_cost = 3.0\n[trust]\nprior = 0.4\n[output]\nblocs = 'group'\n",
            &[],
        ),
    ];
    let mut seen = BTreeSet::new();
    for (kind, config, options) in studies {
        let result = Result::new(&config, options);
        let caveats = result.caveats();
        let kinds: Vec<String> = caveats
            .iter()
            .map(|caveat| serde_json::to_value(caveat).unwrap()["caveat"].as_str().unwrap().to_owned())
            .collect();
        assert!(kinds.iter().any(|own| own == kind), "{kind}: {kinds:?}\n{}", result.terminal);
        seen.extend(kinds);
        let [status, report] = ["status", "report"].map(|command| said(&result.desk, &[command, "out"]));
        let [english, chinese] = ["en", "zh"].map(|language| result.page(language));
        for caveat in caveats {
            let text = flowing(&caveat.text(Language::English));
            for (place, own) in
                [("terminal", &result.terminal), ("status", &status), ("report", &report), ("page", &english)]
            {
                assert!(own.contains(&text), "{kind}: the {place} does not say {text:?}:\n{own}");
            }
            let text = flowing(&caveat.text(Language::Chinese));
            assert!(chinese.contains(&text), "{kind}: the Chinese page does not say {text:?}");
        }
    }
    assert!(seen.len() >= 13, "{seen:?}");
}

/// A result says its caveats whatever became of it on the way: merged from shards, or read years later.
#[test]
fn merged_results_keep_their_caveats() {
    let config = format!("{WORLD}{GRID}").replace("rounds = 40", "rounds = 24");
    let whole = Result::new(&config, &[]);
    let cut = Desk::with(&[("c.toml", &config)]);
    for shard in ["0/2", "1/2"] {
        said(&cut, &["run", "c.toml", "--out", "out", "--shard", shard, "--quiet"]);
    }
    let merged = said(&cut, &["merge", "out"]);
    let caveats = caveats(&cut);
    assert!(!caveats.is_empty());
    assert_eq!(caveats, whole.caveats());
    for caveat in &caveats {
        assert!(merged.contains(&flowing(&caveat.text(Language::English))), "{merged}");
    }
    // The result of another build may have none: that is said too.
    let files = |manifest: &mut serde_json::Value| {
        manifest["files"].as_array_mut().unwrap().retain(|file| file["name"] != "answer.json");
    };
    whole.desk.edit("out", files);
    let text = flowing(&Caveat::NotRecorded.text(Language::English));
    assert!(said(&whole.desk, &["status", "out"]).contains(&text) && whole.page("en").contains(&text));
}

/// "Every" and "no" are said of decided cells alone: four runs decide nothing, and the sentences say so.
#[test]
fn cells_that_are_not_decided_are_counted() {
    let study = format!("{WORLD}{GRID}").replace("replicates = 8", "replicates = 3");
    let result = Result::new(&study, &[]);
    let answer = result.answer().join(" ");
    assert!(
        answer.contains("8 are inconclusive") && answer.contains("inconclusive at all 4 values of rent tried"),
        "{answer}"
    );
    assert!(!answer.contains("every") && !answer.contains("holds at no"), "{answer}");
}

/// Without selection everybody is neutral, whatever rounding leaves of 1/N.
#[test]
fn exact_neutrality_favours_nobody() {
    let desk = Desk::new();
    for kind in ["ring", "star", "complete"] {
        for nodes in ["5", "6", "7", "9"] {
            for rule in ["death-birth", "birth-death", "pair-comparison"] {
                let args = ["exact", "graph", "--kind", kind, "--nodes", nodes, "--rule", rule, "--selection"];
                let text = said(&desk, &[&args[..], &["0"]].concat());
                assert!(text.contains(": neutral;"), "{kind} of {nodes}, {rule}: {text}");
            }
        }
    }
}

/// A plane too large to be drawn cell by cell is drawn in tiles, each the mean of its cells, and the caption says so.
#[test]
fn large_planes_are_drawn_in_tiles() {
    let world = WORLD
        .replace("rounds = 40", "rounds = 2")
        .replace("replicates = 8", "replicates = 2")
        .replace("window = 20", "window = 2");
    let study = "[output]\nrounds = 'none'\n[study.grid]\naxes = [\n  { key = 'game.dilemma.rent', values = [0.0, 4.0] },\n  \
                 { key = 'choice.patience', range = [0.1, 0.9], points = 150 },\n]\n";
    let result = Result::new(&format!("{world}{study}"), &[]);
    let rows = |name: &str| -> Vec<Vec<String>> {
        let text = result.read(name);
        text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
    };
    let cells = rows("cells.csv");
    let place =
        result.read("cells.csv").lines().next().unwrap().split(',').position(|column| column == "hold").unwrap();
    let hold = |cell: usize| cells[cell][place].parse::<f64>().unwrap();
    let tiles = rows("figures/phase.csv");
    assert_eq!(tiles.len(), 2 * 75);
    let number = |text: &str| text.parse::<f64>().unwrap();
    let mut several = 0;
    for tile in &tiles {
        let (column, row) = (number(&tile[2]) as usize - 1, number(&tile[3]) as usize - 1);
        let first = 150 * row + 2 * column;
        let mean = (hold(first) + hold(first + 1)) / 2.0;
        assert!((number(&tile[4]) - mean).abs() < 1e-12, "{tile:?}: {mean}");
        several += usize::from(mean > 0.0 && mean < 1.0);
    }
    assert!(several > 0, "tiles whose cells differ");
    for (language, told) in [("en", "Each tile is the mean of up to 1 × 2 cells"), ("zh", "每块为至多 1 × 2 格的均值")]
    {
        assert!(result.page(language).contains(told), "{language}");
    }
    assert!(result.terminal.contains("each mark is the mean of up to 1 x"), "{}", result.terminal);
}
