//! From what was found to what is said.

use super::answer::{Answer, Sentence};
use super::caveats::Caveat;
use super::design::Design;
use super::findings::Findings;
use super::words::Words;
use super::{kinds, sentences};
use crate::config::Config;
use crate::game::Power;
use crate::record::deviation;
use crate::statistics::claims::Verdict;

/// The answer of a study of worlds.
pub fn answer(config: &Config, design: &Design, found: &Findings, caveats: Vec<Caveat>) -> Answer {
    let says = Sentence::all(|words| match kinds::question(config.study.as_ref()) {
        Some(question) => question.says(design, found, words),
        None => world(found, words),
    });
    Answer {
        says,
        claims: Sentence::all(|words| claims(found, words)),
        audit: Sentence::all(|words| audit(found, words)),
        caveats: caveats.into_iter().map(Into::into).collect(),
    }
}

/// Whether cooperation holds in a single world.
fn world(found: &Findings, words: Words) -> Vec<String> {
    let Some(cell) = found.cells.first() else { return Vec::new() };
    let hold = &cell.hold;
    let cooperation = found.cooperation.unwrap_or([cell.cooperation, f64::NAN, f64::NAN]);
    vec![sentences::world([hold.share, hold.low, hold.high], hold.runs as usize, cooperation, words)]
}

/// What became of the claims.
fn claims(found: &Findings, words: Words) -> Vec<String> {
    if found.claims.is_empty() {
        return Vec::new();
    }
    let count = |verdict| found.claims.iter().filter(|claim| claim.judgement.verdict == verdict).count();
    vec![sentences::claims([Verdict::Supported, Verdict::Refuted, Verdict::Undecided].map(count), words)]
}

/// What lone deviations came to, power by power.
fn audit(found: &Findings, words: Words) -> Vec<String> {
    let of = |power: Power| {
        let count = |wanted| found.audited.iter().filter(|cell| cell.verdict(power) == Some(wanted)).count();
        let counts = [deviation::Verdict::Equilibrium, deviation::Verdict::CanBeInvaded, deviation::Verdict::Open];
        let counts = counts.map(count);
        (counts.iter().sum::<usize>() > 0).then(|| sentences::audit(power.name(), counts, words))
    };
    [Power::Strong, Power::Weak].into_iter().filter_map(of).collect()
}
