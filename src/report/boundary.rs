//! The answer of a boundary study in a few lines of text.

use std::fmt::Write as _;

use super::terminal::last_part;
use crate::measure::boundary::{Crossing, Found, Verdict};
use crate::measure::hysteresis::{self, Loop, Passage};
use crate::study::Plan;
use crate::study::design::in_words;
use crate::study::results::Findings;

/// Lines that are shown.
const SHOWN: usize = 12;

/// Where each line breaks, and how many runs that took.
pub(super) fn summary(text: &mut String, plan: &Plan, findings: &Findings) {
    let columns = plan.design.columns();
    let Some((axis, others)) = columns.split_last() else { return };
    let key = last_part(axis);
    let _ = writeln!(text, "where P(hold) passes 1/2 along {axis} [95% interval, valid whenever the search stopped]");
    for line in findings.broken.iter().take(SHOWN) {
        let pairs: Vec<String> = others
            .iter()
            .zip(&line.others)
            .map(|(key, value)| format!("{} = {}", last_part(key), in_words(value)))
            .collect();
        let with = if pairs.is_empty() { String::new() } else { format!("{}: ", pairs.join(", ")) };
        let _ = writeln!(text, "  {with}{}", words(key, line.found.as_ref()));
        if let Some(found) = &line.found {
            for crossing in &found.crossings {
                let _ = writeln!(text, "    {}", place(key, crossing, found));
            }
        }
        if let Some(way) = &line.way {
            let _ = writeln!(text, "    {}", way_words(way));
        }
    }
    if findings.broken.len() > SHOWN {
        let _ = writeln!(text, "  ... and {} more lines in answer.csv", findings.broken.len() - SHOWN);
    }
    saving(text, findings);
}

fn words(key: &str, found: Option<&Found>) -> String {
    let Some(found) = found else {
        return "a run failed, and the search with it; failures.csv says why".to_owned();
    };
    let least = || found.scanned.iter().map(|place| place.low).fold(f64::INFINITY, f64::min);
    let most = || found.scanned.iter().map(|place| place.high).fold(0.0, f64::max);
    match found.verdict {
        Verdict::Everywhere => {
            format!("holds at every {key} tried: P(hold) is above {:.2} at each ({} runs)", least(), found.runs)
        }
        Verdict::Nowhere => {
            format!("holds at no {key} tried: P(hold) is below {:.2} at each ({} runs)", most(), found.runs)
        }
        Verdict::Once => match found.crossings.first() {
            Some(crossing) if crossing.rising => "holds from".to_owned(),
            _ => "holds up to".to_owned(),
        },
        Verdict::Several => format!("P(hold) passes 1/2 {} times ({} runs):", found.crossings.len(), found.runs),
        Verdict::Undecided => format!("open after {} runs; a larger `max` would tell", found.runs),
    }
}

fn place(key: &str, crossing: &Crossing, found: &Found) -> String {
    // As many digits as the interval has to offer.
    let width = crossing.high - crossing.low;
    let digits = if width > 0.0 { (2.0 - libm::log10(width).floor()).clamp(0.0, 6.0) as usize } else { 3 };
    let mut text = format!(
        "{key} = {:.digits$} [{:.digits$}, {:.digits$}] ({}",
        crossing.at,
        crossing.low,
        crossing.high,
        if crossing.rising { "P(hold) rises" } else { "P(hold) falls" },
    );
    text.push_str(&if found.verdict == Verdict::Once { format!("; {} runs)", found.runs) } else { ")".to_owned() });
    if !crossing.reached && found.verdict != Verdict::Undecided {
        text.push_str("; not as narrow as asked: a larger `max` would tell");
    }
    if crossing.beyond {
        text.push_str("; it may lie beyond the stretch searched");
    }
    if crossing.contradicted {
        text.push_str("; the runs refute that P(hold) is monotone here");
    }
    text
}

fn way_words(way: &Loop) -> String {
    let at = |passage: &Option<Passage>| match passage {
        Some(passage) => format!("at {:.3}", passage.at),
        None => "nowhere".to_owned(),
    };
    let verdict = match way.verdict {
        hysteresis::Verdict::Open => "what holds depends on where a world comes from (hysteresis)",
        hysteresis::Verdict::Closed => "the way back is the way there (no hysteresis)",
        hysteresis::Verdict::Undecided => "whether there is hysteresis is open; more replicates or rounds would tell",
    };
    format!(
        "carried up from cooperation it passes 1/2 {}, carried down from hostility {}; width of the loop {:.3} [{:.3}, {:.3}]: {verdict}",
        at(&way.up),
        at(&way.down),
        way.width,
        way.low,
        way.high
    )
}

/// Runs against those of a grid that would tell as much.
fn saving(text: &mut String, findings: &Findings) {
    let found: Vec<&Found> = findings.broken.iter().filter_map(|line| line.found.as_ref()).collect();
    let (mut runs, mut grid) = (0.0, 0.0);
    for found in found.iter().filter(|found| found.reached()) {
        if let Some(needed) = found.grid_runs() {
            runs += f64::from(found.runs);
            grid += needed;
        }
    }
    if runs > 0.0 {
        let lines = found.iter().filter(|found| found.reached() && found.grid_runs().is_some()).count();
        let of = if lines == 1 { "the line".to_owned() } else { format!("{lines} lines") };
        let _ = writeln!(
            text,
            "\n{runs:.0} runs for {of} with a crossing; a grid of the same precision needs {grid:.0}: {:.1} times as many.",
            grid / runs
        );
    }
}
