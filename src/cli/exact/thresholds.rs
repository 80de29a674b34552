//! `comity exact thresholds`: what a game asks of patience, generosity and fines for cooperation to hold.

use std::fmt::Write as _;

use clap::Args as ClapArgs;

use super::numbers::{figure, or_never, probability};
use super::setting::{GameArgs, show, strategy};
use crate::config::Failure;
use crate::exact::nash::equilibria;
use crate::exact::thresholds::{
    Critical, Deterrence, critical_against_all, grim, most_generous, tit_for_tat, win_stay_lose_shift,
};
use crate::game::{Kind, Payoffs};
use crate::units::Probability;

/// Arguments of `exact thresholds`.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  comity exact thresholds --game stag-hunt
  comity exact thresholds --payoffs 3,-1,9,1 --payoffs-b 3,0,5,1
  comity exact thresholds grim tit-for-two-tats --slip 0.01
  comity exact thresholds --detection 0.7 --wrongful 0.2")]
pub(super) struct Args {
    /// Strategies whose threshold is sought too, against any strategy whatever
    #[arg(value_name = "STRATEGY")]
    strategies: Vec<String>,
    /// Probability that an intended action of these strategies is executed as the other one
    #[arg(long, value_name = "E", default_value = "0", requires = "strategies", value_parser = probability)]
    slip: Probability,
    /// Probability that a defection is fined
    #[arg(long, value_name = "Q", value_parser = probability)]
    detection: Option<Probability>,
    /// Probability that cooperation is fined
    #[arg(long, value_name = "Q", default_value = "0", requires = "detection", value_parser = probability)]
    wrongful: Probability,
    #[command(flatten)]
    game: GameArgs,
}

/// A threshold in closed form; one of the fines that deter.
type Threshold = fn(&Payoffs) -> Option<f64>;
type Fine = fn(&Deterrence) -> f64;

/// Prints all thresholds of a game.
pub(super) fn run(args: &Args) -> Result<String, Failure> {
    let config = args.game.read()?;
    let games = args.game.games(config.as_ref())?;
    let kinds = games.map(|game| Kind::of(&game).name());
    let heading = if kinds[0] == kinds[1] { kinds[0].to_owned() } else { format!("{} and {}", kinds[0], kinds[1]) };
    let mut text = format!("thresholds of a {heading}\n{}", show(&games));
    text += "\n  once both play it, nobody gains by deviating from a continuation probability of\n";
    let rules: [(&str, Threshold); 3] =
        [("grim", grim), ("tit-for-tat", tit_for_tat), ("win-stay-lose-shift", win_stay_lose_shift)];
    for (name, rule) in rules {
        text += &sides(name, &games, Critical::of(rule, [&games[0], &games[1]]).sides, true);
    }
    for name in &args.strategies {
        let automaton = strategy(name, config.as_ref())?;
        let of = |game: &Payoffs| {
            critical_against_all(&automaton, args.slip.get(), game).map_err(|error| Failure::Usage(error.to_string()))
        };
        let label = if args.slip.get() > 0.0 { format!("{name}, slip {}", args.slip) } else { name.clone() };
        text += &sides(&label, &games, [of(&games[0])?, of(&games[1])?], true);
    }
    text += "\n  a reciprocator may forgive a defection with a probability of at most\n";
    let generous = [&games[0], &games[1]].map(most_generous);
    let none = generous.iter().any(Option::is_none);
    text += &if none {
        "    none: no prisoner's dilemma, or turns pay more than peace\n".to_owned()
    } else {
        sides("generosity", &games, generous, false)
    };
    text += &deterrence(args, &games);
    Ok(text + &nash(&games))
}

/// A threshold of both sides, and the pair's: the larger, or for what is allowed the smaller.
fn sides(name: &str, games: &[Payoffs; 2], sides: [Option<f64>; 2], needed: bool) -> String {
    let pair = match (sides, needed) {
        (_, true) => Critical { sides }.pair(),
        ([Some(a), Some(b)], false) => Some(a.min(b)),
        _ => None,
    };
    let mut text = format!("    {:<12} {name}", or_never(pair));
    if games[0] != games[1] {
        let [a, b] = sides.map(or_never);
        let _ = write!(text, " (by the game of A {a}, of B {b})");
    }
    text + "\n"
}

fn deterrence(args: &Args, games: &[Payoffs; 2]) -> String {
    let found = games.map(|game| Deterrence::of(&game));
    let mut text =
        "\n  played once, cooperation is best from an expected net fine, (detection - wrongful) x fine, of\n"
            .to_owned();
    let parts: [(&str, Fine); 3] = [
        ("against a cooperator", |found| found.to_cooperator),
        ("against a defector", |found| found.to_defector),
        ("against either", |found| found.dominant),
    ];
    for (name, part) in parts {
        text += &sides(name, games, [Some(part(&found[0])), Some(part(&found[1]))], true);
    }
    if let Some(detection) = args.detection {
        let fines = [&found[0], &found[1]].map(|found| found.fine(detection.get(), args.wrongful.get()));
        let _ = writeln!(text, "  with detection {detection} and wrongful fines {} that is a fine of", args.wrongful);
        text += &sides("against either", games, fines, true);
    }
    text
}

fn nash(games: &[Payoffs; 2]) -> String {
    let found = equilibria(&games[0], &games[1]);
    let mut text =
        "\n  Nash equilibria of the game played once: probability that A, and that B, cooperates\n".to_owned();
    for (p, q) in &found.list {
        let _ = writeln!(text, "    {:<14} {}", figure(*p), figure(*q));
    }
    if found.degenerate {
        text += "    a side is indifferent between its actions: whole segments between these may be equilibria\n";
    }
    text
}
