//! What a tournament found, in a few lines of text.

use std::fmt::Write as _;

use super::caveats;
use crate::batch::Tournament;
use crate::batch::tournament::found::Found;
use crate::config::report_options::Language;
use crate::question::layout::wrapped;
use crate::tournament::ranking::Standing;
use crate::tournament::round_robin::Length;

/// Places of the ranking that are shown.
const TOP: usize = 20;

/// What was found, for a terminal of the given width (columns).
pub fn summary(plan: &Tournament, found: &Found, width: usize) -> String {
    let mut text = String::new();
    if !plan.config.question.is_empty() {
        let _ = writeln!(text, "{}\n", wrapped(&plan.config.question, width));
    }
    let _ = writeln!(text, "{}", setting(plan));
    ranking(&mut text, plan, found);
    let _ = writeln!(text);
    for sentence in &found.answer.says {
        let _ = writeln!(text, "{}", wrapped(sentence.text(Language::English), width));
    }
    let caveats = caveats::list(&found.answer.caveats, width);
    if !caveats.is_empty() {
        let _ = write!(text, "\n{caveats}");
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
