//! A cell's config and rules, from the config of the study and what the cell sets.

use crate::config::document::{Document, Setting};
use crate::config::source::Diagnostic;
use crate::config::structs::Config;
use crate::record::run::expected;
use crate::world::{Problem, Rules};

/// The config and rules of a cell, its network still to be drawn.
pub(super) fn resolve(
    document: &Document,
    settings: &[Setting],
    quick: bool,
) -> Result<(Config, Rules), Vec<Diagnostic>> {
    let mut resolved = document.clone();
    resolved.set(settings.iter()).map_err(|mistake| vec![mistake])?;
    let config = resolved.config().map_err(|mistake| vec![mistake])?;
    let mut mistakes = Vec::new();
    if let Some(window) = config.holds.window.filter(|window| *window > config.rounds) {
        let message = format!("expected at most the {} rounds of a run, found {window}", config.rounds);
        mistakes.push(Diagnostic::new(resolved.span(&["holds", "window"]), "holds.window", message));
    }
    mistakes.extend(comes_too_late(&config).iter().map(|problem| resolved.diagnose(problem)));
    // Shocks come in proportion earlier in a quick look.
    let config = if quick { config.shortened() } else { config };
    match Rules::unlinked(&config.world()) {
        Ok(rules) if mistakes.is_empty() => match expected(&rules) {
            Ok(_) => Ok((config, rules)),
            Err(error) => {
                let help = "leave the strategies with many nodes out, or set payoffs = \"played\"";
                let span = resolved.span(&["learning", "payoffs"]);
                Err(vec![Diagnostic::new(span, "learning.payoffs", error.to_string()).with_help(help)])
            }
        },
        Ok(_) => Err(mistakes),
        Err(problems) => {
            mistakes.extend(problems.iter().map(|problem| resolved.diagnose(problem)));
            Err(mistakes)
        }
    }
}

/// Shocks and readings that would come when nothing is left for them to act on.
fn comes_too_late(config: &Config) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Some(fog) =
        config.attribution.as_ref().filter(|fog| fog.enabled && u32::from(fog.delay) >= config.rounds.get())
    {
        let message = format!(
            "expected a delay below the rounds, {}, or no reading ever arrives; found {}",
            config.rounds, fog.delay
        );
        problems.push(Problem::new(["attribution", "delay"], message));
    }
    for (place, shock) in config.shocks.iter().enumerate() {
        for (key, round) in [("at", shock.at), ("from", shock.from)] {
            if let Some(round) = round.filter(|round| *round >= config.rounds) {
                let message = format!(
                    "expected a round before the last, {}, for a shock acts from the next round; found {round}",
                    config.rounds
                );
                problems.push(Problem::new(["shocks", &place.to_string(), key], message));
            }
        }
    }
    problems
}
