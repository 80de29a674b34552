//! Round robins of named strategies.

use comity::game::{Action, Payoffs};
use comity::rng::{Key, Purpose, Stream};
use comity::statistics::interval::mean_and_error;
use comity::strategy::referee::{Faults, Match};
use comity::strategy::{Strategy, catalogue};
use comity::units::Probability;
use serde_json::Value;

use super::figures::{case, close, number, numbers};

const GAME: Payoffs = Payoffs::new(3.0, 0.0, 5.0, 1.0);

/// The peer software's class names and the catalogue's names, where a dash before each capital is not enough.
const NAMES: [(&str, &str); 17] = [
    ("TitFor2Tats", "tit-for-two-tats"),
    ("TwoTitsForTat", "two-tits-for-tat"),
    ("HardTitFor2Tats", "hard-tit-for-two-tats"),
    ("Prober2", "prober-2"),
    ("Prober3", "prober-3"),
    ("CyclerDDC", "cycler-ddc"),
    ("CyclerCCD", "cycler-ccd"),
    ("GTFT", "generous-tit-for-tat"),
    ("ZDExtort2", "extort-2"),
    ("ZDGTFT2", "zdgtft-2"),
    ("FirstByJoss", "joss"),
    ("OriginalGradual", "gradual"),
    ("Cooperator", "always-cooperate"),
    ("Defector", "always-defect"),
    ("Grudger", "grim-trigger"),
    ("GoByMajority", "go-by-majority"),
    ("HardGoByMajority", "hard-go-by-majority"),
];

fn strategy(class: &str) -> Strategy {
    let dashed: String = class
        .char_indices()
        .flat_map(|(at, c)| [(at > 0 && c.is_uppercase()).then_some('-'), Some(c.to_ascii_lowercase())])
        .flatten()
        .collect();
    let name = NAMES.iter().find(|(peer, _)| *peer == class).map_or(dashed.as_str(), |&(_, name)| name);
    catalogue::find(name).unwrap_or_else(|| panic!("{class}: no {name}")).strategy()
}

fn words(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect()
}

/// Score and cooperations of the first side in a match without chance.
fn certain(own: &Strategy, other: &Strategy, turns: u32) -> (f64, u32) {
    let game = Match::new(own, other).unwrap();
    assert!(game.is_deterministic());
    let (mut score, mut cooperations) = (0.0, 0);
    game.play_without_chance(turns, &GAME, |own, other| {
        score += GAME.at(own, other);
        cooperations += u32::from(own.cooperates());
    });
    (score, cooperations)
}

/// T01: eighteen deterministic strategies, every score and every count of cooperations, and the ranking.
#[test]
fn a_deterministic_round_robin_is_the_peers_to_the_point() {
    let figure = case("T01");
    let expected = &figure["expected"];
    let names = words(&expected["names"]);
    let strategies: Vec<Strategy> = names.iter().map(|name| strategy(name)).collect();
    let mut totals: Vec<(f64, &str)> = Vec::new();
    for (row, own) in strategies.iter().enumerate() {
        let scores = numbers(&expected["score_matrix"][row]);
        let cooperations = numbers(&expected["cooperations"][row]);
        let mut total = 0.0;
        for (column, other) in strategies.iter().enumerate() {
            let what = format!("{} against {}", names[row], names[column]);
            let (score, count) = certain(own, other, 200);
            close(score, scores[column], 1e-6, &what);
            close(f64::from(count), cooperations[column], 0.0, &what);
            total += if row == column { 0.0 } else { score };
        }
        close(total, number(&expected["total_excl_self"][&names[row]]), 1e-6, &names[row]);
        totals.push((total, &names[row]));
    }
    // A stable sort leaves ties in list order.
    totals.sort_by(|a, b| b.0.total_cmp(&a.0));
    let ranking: Vec<&str> = totals.iter().map(|&(_, name)| name).collect();
    assert_eq!(ranking, words(&expected["ranking"]));
}

/// T05: the scores of gradual that its authors published.
#[test]
fn gradual_scores_as_published() {
    let figure = case("T05");
    let gradual = strategy("OriginalGradual");
    let expected = figure["expected"].as_object().unwrap();
    assert_eq!(expected.len(), 11);
    for (name, score) in expected {
        close(certain(&gradual, &strategy(name), 1000).0, number(score), 0.0, name);
    }
}

/// Mean payoff per turn and cooperation of the first side, and mean payoff of the second, of one match.
fn played(game: &Match<'_>, turns: u32, faults: &Faults, stream: &mut Stream) -> [f64; 3] {
    let mut sums = [0.0; 3];
    game.play(turns, &GAME, faults, stream, |own: Action, other: Action| {
        sums[0] += GAME.at(own, other);
        sums[1] += f64::from(u8::from(own.cooperates()));
        sums[2] += GAME.at(other, own);
    });
    sums.map(|sum| sum / f64::from(turns))
}

/// T03: fourteen strategies with slips of 0.05. n = 400 repetitions of each of the 105 pairs (both sides are counted);
/// each mean within 4 standard errors of the exact one, or of the peer's where no exact one is given.
#[test]
fn a_noisy_round_robin_has_the_exact_means() {
    const REPETITIONS: u32 = 400;
    let figure = case("T03");
    let faults = Faults { slip: Probability::new(number(&figure["params"]["noise"])).unwrap(), ..Faults::default() };
    let names: Vec<String> = figure["params"]["strategies"].as_object().unwrap().keys().cloned().collect();
    let pairs = figure["expected"]["pairs"].as_array().unwrap();
    let mut stream = Stream::new(&Key::common(3), 0, Purpose::Match);
    let mut checked = 0;
    for (row, first) in names.iter().enumerate() {
        for second in &names[row..] {
            let (own, other) = (strategy(first), strategy(second));
            let game = Match::new(&own, &other).unwrap();
            let matches: Vec<[f64; 3]> = (0..REPETITIONS).map(|_| played(&game, 200, &faults, &mut stream)).collect();
            for (x, y, column) in [(first, second, 0), (second, first, 2)] {
                let Some(pair) = pairs.iter().find(|pair| pair["x"] == x.as_str() && pair["y"] == y.as_str()) else {
                    panic!("{x} against {y} is not in the figure");
                };
                let sample: Vec<f64> = matches.iter().map(|values| values[column]).collect();
                let (mean, error, _) = mean_and_error(&sample);
                let (expected, spread) = match pair["exact"].as_f64() {
                    Some(exact) => (exact, error),
                    None => (number(&pair["mean"]), error.hypot(number(&pair["se"]))),
                };
                assert!((mean - expected).abs() <= 4.0 * spread, "{x} against {y}: {mean} +- {spread}, not {expected}");
                checked += 1;
            }
        }
    }
    assert_eq!(checked, names.len() * (names.len() + 1));
}

/// Places 1, 2, ... from the highest value down.
fn ranks(values: &[f64]) -> Vec<f64> {
    values.iter().map(|value| 1.0 + values.iter().filter(|&other| other > value).count() as f64).collect()
}

/// T06: the tournament of Stewart & Plotkin. n = 400 repetitions of the 171 pairs of 200 turns.
#[test]
fn generous_strategies_win_the_tournament_and_extortion_wins_its_matches() {
    const REPETITIONS: usize = 400;
    let figure = case("T06");
    let expected = &figure["expected"];
    let names = words(&figure["params"]["strategies"]);
    let strategies: Vec<Strategy> = names.iter().map(|name| strategy(name)).collect();
    let opponents = names.len() as f64 - 1.0;
    let mut stream = Stream::new(&Key::common(6), 0, Purpose::Match);
    let mut scores = vec![vec![0.0; REPETITIONS]; names.len()];
    let mut wins = vec![0_u32; names.len()];
    for (row, own) in strategies.iter().enumerate() {
        for (column, other) in strategies.iter().enumerate().skip(row + 1) {
            let game = Match::new(own, other).unwrap();
            let matches: Vec<[f64; 3]> =
                (0..REPETITIONS).map(|_| played(&game, 200, &Faults::default(), &mut stream)).collect();
            for (repetition, [mine, _, theirs]) in matches.into_iter().enumerate() {
                scores[row][repetition] += mine / opponents;
                scores[column][repetition] += theirs / opponents;
                wins[row] += u32::from(mine > theirs);
                wins[column] += u32::from(theirs > mine);
            }
        }
    }
    let mut means = Vec::new();
    for (name, sample) in names.iter().zip(&scores) {
        let (mean, error, _) = mean_and_error(sample);
        let spread = error.hypot(number(&expected["peer_se"][name]));
        let peer = number(&expected["peer_mean"][name]);
        assert!((mean - peer).abs() <= 4.0 * spread, "{name}: {mean} +- {spread}, peer {peer}");
        means.push(mean);
    }
    let place = |values: &[f64], name: &str| ranks(values)[names.iter().position(|known| known == name).unwrap()];
    assert!(place(&means, "ZDGTFT2") <= 3.0 && place(&means, "GTFT") <= 3.0, "{means:?}");
    let wins: Vec<f64> = wins.iter().map(|&count| f64::from(count)).collect();
    assert_eq!((place(&wins, "Defector"), place(&wins, "ZDExtort2")), (1.0, 2.0), "{wins:?}");

    // Spearman's correlation with the published ranks, over the strategies whose rank is published.
    let (published, own): (Vec<f64>, Vec<f64>) = (names.iter().zip(&means))
        .filter_map(|(name, &mean)| Some((-expected["published_rank"][name].as_f64()?, mean)))
        .unzip();
    let n = published.len() as f64;
    let differences = ranks(&published).iter().zip(ranks(&own)).map(|(a, b)| (a - b) * (a - b)).sum::<f64>();
    let spearman = 1.0 - 6.0 * differences / (n * (n * n - 1.0));
    assert!(spearman >= number(&figure["tolerance"]["spearman_min"]), "{spearman}");
}
