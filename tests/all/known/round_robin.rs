//! Tournaments as a study: from a config to the tables.

use std::num::NonZeroUsize;

use comity::batch::Tournament;
use comity::batch::execute::Stop;
use comity::batch::folder::Wish;
use comity::batch::session::{Order, Outcome};
use comity::batch::tournament::found::Found;
use comity::batch::tournament::run::run;
use comity::config::Failure;
use comity::config::document::Document;
use serde_json::Value;

use super::figures::{case, close, number, numbers};

/// The peer software's class names, and the catalogue's.
const NAMES: [(&str, &str); 23] = [
    ("Cooperator", "always-cooperate"),
    ("Defector", "always-defect"),
    ("TitForTat", "tit-for-tat"),
    ("SuspiciousTitForTat", "suspicious-tit-for-tat"),
    ("TitFor2Tats", "tit-for-two-tats"),
    ("TwoTitsForTat", "two-tits-for-tat"),
    ("Grudger", "grim-trigger"),
    ("WinStayLoseShift", "win-stay-lose-shift"),
    ("Alternator", "alternator"),
    ("GoByMajority", "go-by-majority"),
    ("HardGoByMajority", "hard-go-by-majority"),
    ("HardTitForTat", "hard-tit-for-tat"),
    ("HardTitFor2Tats", "hard-tit-for-two-tats"),
    ("Prober", "prober"),
    ("Prober2", "prober-2"),
    ("Bully", "bully"),
    ("CyclerDDC", "cycler-ddc"),
    ("OriginalGradual", "gradual"),
    ("GTFT", "generous-tit-for-tat"),
    ("Random", "random"),
    ("ZDExtort2", "extort-2"),
    ("ZDGTFT2", "zdgtft-2"),
    ("FirstByJoss", "joss"),
];

fn name(class: &str) -> &'static str {
    NAMES.iter().find(|(peer, _)| *peer == class).unwrap_or_else(|| panic!("{class}")).1
}

/// A tournament of the peer's classes without noise but what `more` says, and its tables by name.
struct Played {
    found: Found,
    folder: tempfile::TempDir,
}

impl Played {
    fn of(classes: &[String], settings: &str, more: &str) -> Self {
        let names: Vec<&str> = classes.iter().map(|class| name(class)).collect();
        let noise = if more.contains("[noise]") { "" } else { "[noise]\nslip = 0\nmiss = 0\nfalse_alarm = 0\n" };
        let text = format!(
            "name = 't'\n[game]\npreset = 'prisoners-dilemma'\n{noise}{more}[study.tournament]\nstrategies = {names:?}\n{settings}"
        );
        let plan = Document::parse("t.toml", &text).and_then(|document| Tournament::new(document, false));
        let plan = plan.unwrap_or_else(|failure: Failure| panic!("{failure}"));
        let folder = tempfile::tempdir().unwrap();
        let threads = NonZeroUsize::new(2).unwrap();
        let (wish, folder_path) = (Wish::Begin, folder.path().to_owned());
        let order = Order::new(folder_path, threads, wish);
        match run(&plan, &order, &Stop::new(), |_| {}) {
            Ok(Outcome::Ran(found, _)) => Self { found: *found, folder },
            other => panic!("{other:?}"),
        }
    }

    /// The rows of a table; of each the values of some columns.
    fn table<const N: usize>(&self, table: &str, columns: [&str; N]) -> Vec<[String; N]> {
        let text = std::fs::read_to_string(self.folder.path().join(table)).unwrap();
        let mut rows = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
        let header = rows.next().unwrap();
        let places = columns.map(|name| header.iter().position(|known| known == name).unwrap());
        rows.map(|row| places.map(|place| row[place].clone())).collect()
    }
}

fn words(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect()
}

/// T01: eighteen deterministic strategies; every total, every cooperation and the ranking, as the tables give them.
#[test]
fn the_tables_of_a_deterministic_round_robin_are_the_peers() {
    let figure = case("T01");
    let expected = &figure["expected"];
    let classes = words(&expected["names"]);
    let n = classes.len();
    let played = Played::of(&classes, "turns = 200\nrepetitions = 4\n", "");
    let matches =
        played.table("matches.csv", ["player", "opponent", "repetitions", "total", "cooperation", "score_low"]);
    assert_eq!(matches.len(), n * n);
    for (place, [player, opponent, repetitions, total, cooperation, low]) in matches.iter().enumerate() {
        let (row, column) = (place / n, place % n);
        assert_eq!((player.as_str(), opponent.as_str()), (name(&classes[row]), name(&classes[column])));
        assert_eq!(repetitions, "1", "one match stands for all");
        let what = format!("{player} against {opponent}");
        let at = |matrix: &Value| numbers(&matrix[row])[column];
        close(total.parse().unwrap(), at(&expected["score_matrix"]), 1e-6, &what);
        close(200.0 * cooperation.parse::<f64>().unwrap(), at(&expected["cooperations"]), 1e-6, &what);
        close(200.0 * low.parse::<f64>().unwrap(), at(&expected["score_matrix"]), 1e-6, &what);
    }
    let ranking = words(&expected["ranking"]);
    let answer = played.table("answer.csv", ["strategy", "score", "rank", "rank_low", "rank_high"]);
    assert_eq!(answer.len(), n);
    for ([strategy, score, rank, low, high], class) in answer.iter().zip(&ranking) {
        assert_eq!(strategy, name(class));
        close(score.parse().unwrap(), number(&expected["mean_per_turn_excl_self"][class]), 1e-6, strategy);
        assert!(rank == low, "nothing is left to chance");
        let ties = answer.iter().filter(|row| row[1] == *score).count();
        close(high.parse().unwrap(), rank.parse::<f64>().unwrap() + ties as f64 - 1.0, 0.0, strategy);
    }
}

/// T03: fourteen strategies with slips of 0.05. n = 60 repetitions of each of the 105 pairs; each mean within 4 standard errors of the
/// exact one, where one is given, and each player's mean over all within 4 of the peer's.
#[test]
fn a_noisy_tournament_has_the_exact_means() {
    let figure = case("T03");
    let classes: Vec<String> = figure["params"]["strategies"].as_object().unwrap().keys().cloned().collect();
    let noise = "[noise]\nslip = 0.05\nmiss = 0\nfalse_alarm = 0\n";
    let played = Played::of(&classes, "turns = 200\nrepetitions = 60\n", noise);
    let place = |class: &Value| classes.iter().position(|known| class == known.as_str()).unwrap();
    let mut checked = 0;
    for pair in figure["expected"]["pairs"].as_array().unwrap() {
        let Some(exact) = pair["exact"].as_f64() else { continue };
        let score = played.found.scores.pair(place(&pair["x"]), place(&pair["y"])).score;
        let off = (score.mean - exact).abs();
        assert!(
            score.error > 0.0 && off <= 4.0 * score.error,
            "{} against {}: {score:?}, not {exact}",
            pair["x"],
            pair["y"]
        );
        checked += 1;
    }
    assert!(checked >= 13 * 13, "{checked}");
    for peer in figure["expected"]["overall"].as_array().unwrap() {
        let player = place(&peer["name"]);
        let score = played.found.ranking.iter().find(|standing| standing.player == player).unwrap().score;
        let error = score.error.hypot(number(&peer["se"]));
        assert!((score.mean - number(&peer["mean"])).abs() <= 4.0 * error, "{}: {score:?}", peer["name"]);
    }
}

/// D03: shares from the ten-turn matrix, copies included, as `ecology.csv` gives them.
#[test]
fn ecological_shares_are_the_replicators() {
    let figure = case("D03");
    let classes = words(&figure["params"]["names"]);
    let played = Played::of(&classes, "turns = 10\ngenerations = 200\n", "");
    for (row, class) in classes.iter().enumerate() {
        let payoffs = numbers(&figure["params"]["payoff_matrix"][row]);
        for (column, payoff) in payoffs.into_iter().enumerate() {
            close(played.found.scores.pair(row, column).score.mean, payoff, 1e-12, class);
        }
        let column = format!("share_{}", name(class));
        let shares = played.table("ecology.csv", ["generation", &column]);
        for (generation, expected) in figure["expected"].as_object().unwrap() {
            let share = shares.iter().find(|[known, _]| known == generation).unwrap();
            close(share[1].parse().unwrap(), number(&expected[class]), 1e-9, &format!("{class} {generation}"));
        }
    }
}
