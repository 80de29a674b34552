//! What a tournament found, in a few lines of text.

use std::fmt::Write as _;

use super::terminal::{short, wrapped};
use crate::measure::round_robin::Length;
use crate::measure::standings::Standing;
use crate::study::Tournament;
use crate::study::tournament::run::Found;

/// Places of the ranking that are shown.
const TOP: usize = 20;

/// Strategies of a list that are named before the rest is only counted.
const NAMED: usize = 8;

/// What was found, for a terminal of the given width (columns).
pub fn summary(plan: &Tournament, found: &Found, width: usize) -> String {
    let mut text = String::new();
    if !plan.config.question.is_empty() {
        let _ = writeln!(text, "{}\n", wrapped(&plan.config.question, width));
    }
    let _ = writeln!(text, "{}", setting(plan));
    ranking(&mut text, plan, found);
    let _ = writeln!(text);
    let say = |text: &mut String, line: String| {
        let _ = writeln!(text, "{}", wrapped(&line, width));
    };
    let wins = &found.ranking;
    let most = wins.iter().map(|standing| standing.wins).fold(0.0, f64::max);
    let winners: Vec<usize> = wins.iter().filter(|s| s.wins == most).map(|s| s.player).collect();
    if most > 0.0 {
        say(&mut text, format!("Most matches won: {}, {:.0}% of its matches.", names(plan, &winners), 100.0 * most));
    } else {
        say(&mut text, "Nobody wins a match: all end level.".to_owned());
    }
    say(&mut text, ecology(plan, found));
    say(&mut text, invasion(plan, found));
    if plan.quick {
        let line = format!(
            "\nThis was a quick look: {} repetitions{}. The tournament itself may well say otherwise.",
            plan.settings.repetitions,
            match plan.robin.length {
                Length::Turns(turns) => format!(" of {turns} turns"),
                Length::Continuation(_) => String::new(),
            }
        );
        let _ = writeln!(text, "{line}");
    }
    text
}

/// Who plays what, and what goes wrong.
pub fn setting(plan: &Tournament) -> String {
    let [r, s, t, p] = plan.robin.payoffs.0;
    let length = match plan.robin.length {
        Length::Turns(turns) => format!("{turns} turns"),
        Length::Continuation(delta) => format!("length by chance, another turn with probability {delta}"),
    };
    let faults = &plan.robin.faults;
    let noise: Vec<String> = [("slip", faults.slip), ("miss", faults.miss), ("false alarm", faults.false_alarm)]
        .into_iter()
        .filter(|(_, chance)| chance.get() > 0.0)
        .map(|(name, chance)| format!("{name} {chance}"))
        .collect();
    let noise = if noise.is_empty() { "without noise".to_owned() } else { noise.join(", ") };
    let players = plan.robin.players.len();
    format!("{players} strategies, R {r}, S {s}, T {t}, P {p}; matches of {length}; {noise}")
}

fn ranking(text: &mut String, plan: &Tournament, found: &Found) {
    let name = |standing: &Standing| plan.robin.players[standing.player].name.as_str();
    let shown = &found.ranking[..TOP.min(found.ranking.len())];
    let margin = shown.iter().map(|standing| name(standing).len()).max().unwrap_or(8).max(8);
    let _ = writeln!(text, "\n  rank           {:<margin$}  score  cooperates  wins  share at the end", "strategy");
    for standing in shown {
        let [low, high] = standing.ranks;
        let ranks = if low == high { String::new() } else { format!("[{low}, {high}]") };
        let _ = writeln!(
            text,
            "  {:>4} {ranks:<9} {:<margin$} {:>6.3}  {:>9.0}%  {:>3.0}%  {:>5.1}%",
            standing.rank,
            name(standing),
            standing.score.mean,
            100.0 * standing.cooperation.mean,
            100.0 * standing.wins,
            100.0 * found.succession.shares[standing.player]
        );
    }
    if found.ranking.len() > shown.len() {
        let _ = writeln!(text, "  ... and {} more in answer.csv", found.ranking.len() - shown.len());
    }
    if shown.iter().any(|standing| standing.ranks[0] < standing.ranks[1]) {
        let _ = writeln!(text, "  [ranks that the noise of the estimates does not exclude, 95%]");
    }
}

/// Names from places, the first few of them.
fn names(plan: &Tournament, places: &[usize]) -> String {
    let shown = places.iter().take(NAMED).map(|&place| plan.robin.players[place].name.as_str());
    let mut names = shown.collect::<Vec<_>>().join(", ");
    if places.len() > NAMED {
        let _ = write!(names, " and {} more", places.len() - NAMED);
    }
    names
}

fn ecology(plan: &Tournament, found: &Found) -> String {
    let mut left: Vec<usize> =
        (0..found.succession.shares.len()).filter(|&place| found.succession.shares[place] >= 0.01).collect();
    left.sort_by(|&a, &b| found.succession.shares[b].total_cmp(&found.succession.shares[a]));
    let shares = |&place: &usize| {
        format!("{} {}%", plan.robin.players[place].name, short(100.0 * found.succession.shares[place]))
    };
    let mut listed = left.iter().take(NAMED).map(shares).collect::<Vec<_>>().join(", ");
    if left.len() > NAMED {
        let _ = write!(listed, " and {} more", left.len() - NAMED);
    }
    let gone = found.succession.extinct.iter().flatten().count();
    let generations = plan.settings.generations;
    format!("Ecology after {generations} generations: {listed}; {gone} fell below 1/1000 on the way.")
}

fn invasion(plan: &Tournament, found: &Found) -> String {
    let all = 0..found.invasions.len();
    let closed: Vec<usize> = all.filter(|&place| found.invasions[place].invaded_by == 0).collect();
    if closed.is_empty() {
        return "Every strategy can be invaded by some other.".to_owned();
    }
    let (stable, neutral): (Vec<usize>, Vec<usize>) =
        closed.into_iter().partition(|&place| found.invasions[place].neutral == 0);
    let mut parts = Vec::new();
    if !stable.is_empty() {
        parts.push(names(plan, &stable));
    }
    if !neutral.is_empty() {
        parts.push(format!("{} (but others drift in level)", names(plan, &neutral)));
    }
    format!("No one else here can invade: {}.", parts.join("; "))
}
