//! Two strategies face to face: what they do to each other, and from which continuation on the first resists.

use std::fmt::Write as _;

use super::numbers::or_never;
use super::setting::Setting;
use crate::exact::pairs::{Horizon, PairError, Play, play};
use crate::exact::thresholds::{Critical, critical_against, critical_against_all};
use crate::strategy::Automaton;

/// What two strategies do to each other.
pub(super) fn text(setting: &Setting<'_>) -> Result<String, PairError> {
    let [first, second] = [&setting.automata[0], &setting.automata[1]];
    let found = play(first, second, &setting.noise, setting.horizon)?;
    let settled = match setting.horizon {
        Horizon::LongRun => found.clone(),
        _ => play(first, second, &setting.noise, Horizon::LongRun)?,
    };
    Ok(answer(setting, &found) + &classes(&settled) + &critical(setting)?)
}

fn answer(setting: &Setting<'_>, found: &Play) -> String {
    let mut text = format!("\n  {:<12} {:>12} {:>12} {:>12} {:>12}\n", "outcome", "CC", "CD", "DC", "DD");
    let _ = writeln!(text, "  {:<12} {}", "share", shares(&found.outcomes));
    let width = setting.width();
    let _ = writeln!(text, "\n  {:<width$} {:>12} {:>12}", "side", "cooperation", "payoff");
    let [first, second] = &setting.games;
    let sides = setting.names.iter().zip(found.cooperation()).zip(found.payoffs(first, second));
    for ((name, cooperation), payoff) in sides {
        let _ = writeln!(text, "  {name:<width$} {cooperation:>12.9} {payoff:>12.9}");
    }
    text
}

fn shares(outcomes: &[f64; 4]) -> String {
    outcomes.map(|share| format!("{share:>12.9}")).join(" ")
}

/// How many states and closed classes there are, and the classes where there are several.
fn classes(settled: &Play) -> String {
    let count = settled.classes.len();
    let mut text = format!("\n  states {}, closed classes {count}\n", settled.states);
    if count > 1 {
        let _ = writeln!(text, "  {:<12} {:>12} {:>12} {:>12} {:>12}", "settles with", "CC", "CD", "DC", "DD");
        for class in &settled.classes {
            let _ = writeln!(text, "  {:<12.9} {}   states {}", class.mass, shares(&class.outcomes), class.states);
        }
    }
    text
}

/// From which continuation probability on the first strategy resists the second, and any.
fn critical(setting: &Setting<'_>) -> Result<String, PairError> {
    let Setting { names, automata, games, noise, .. } = setting;
    if !noise.is_silent() || automata.iter().any(Automaton::is_stochastic) {
        return Ok("\n  critical continuation: found only for deterministic strategies without noise\n".to_owned());
    }
    let mut text = format!("\n  {}, once all play it, resists from a continuation probability of\n", names[0]);
    let [resident, mutant] = [&automata[0], &automata[1]];
    let against = |payoffs| critical_against(resident, mutant, noise, payoffs);
    let against_all = |payoffs| critical_against_all(resident, 0.0, payoffs);
    let mutant = Critical { sides: [against(&games[0])?, against(&games[1])?] };
    let anyone = Critical { sides: [against_all(&games[0])?, against_all(&games[1])?] };
    for (who, critical) in [(names[1], mutant), ("any strategy", anyone)] {
        let _ = write!(text, "    {:<11}  against {who}", or_never(critical.pair()));
        if games[0] != games[1] {
            let [a, b] = critical.sides.map(or_never);
            let _ = write!(text, " (by the game of A {a}, of B {b})");
        }
        text.push('\n');
    }
    Ok(text)
}
