//! What must be known beside an answer: every reason for which it may be another than it seems.
//!
//! They are worked out once, where a study ends, and kept in the manifest; the terminal, the page, `status` and `report` all
//! read that one list, so that none of them can leave one out. Their words are in `report::caveats`.

use serde::{Deserialize, Serialize};

use super::boundary::answer::Broken;
use super::design::{Kind, in_words};
use super::sensitivity::answer::Sensitivities;
use super::tournament::Tournament;
use crate::batch::plan::Plan;
use crate::batch::results::Findings;
use crate::config::structs::Replicates;
use crate::output::Manifest;
use crate::statistics::boundary::{Crossing, Found, Verdict};
use crate::statistics::hysteresis;
use crate::statistics::sensitivity::Convergence;
use crate::tournament::round_robin::Length;

/// Places of a study that are named before the rest is only counted.
const NAMED: usize = 6;

/// Some of the cells or lines of a study.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Places {
    /// How many there are.
    pub count: usize,
    /// Out of so many.
    pub of: usize,
    /// The first of them in words.
    pub first: Vec<String>,
}

impl Places {
    fn new(names: impl Iterator<Item = String>, of: usize) -> Option<Self> {
        let mut places = Self { count: 0, of, first: Vec::new() };
        for name in names {
            places.count += 1;
            if places.first.len() < NAMED {
                places.first.push(name);
            }
        }
        (places.count > 0).then_some(places)
    }
}

/// A reason for which an answer may be another than it seems.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "caveat", rename_all = "kebab-case")]
pub enum Caveat {
    /// A quick look: fewer and shorter runs than the study asks for.
    Quick {
        /// Runs of each cell at most; none where a search decides.
        runs: Option<u32>,
        /// Rounds of a run.
        rounds: u32,
    },
    /// A quick look at a tournament.
    QuickMatches {
        /// Matches of a pair.
        repetitions: u32,
        /// Turns of a match, where chance does not decide.
        turns: Option<u32>,
    },
    /// Runs failed and are left out.
    Failed {
        /// How many.
        runs: u64,
    },
    /// Cooperation still rises or falls in the window of some runs.
    Drifting {
        /// In how many.
        runs: u64,
        /// Of so many that did not fail.
        of: u64,
    },
    /// Cells took as many runs as they may without P(hold) being known as well as asked.
    Capped {
        /// Which.
        cells: Places,
        /// The most runs of a cell.
        runs: u32,
        /// Half the width of the interval that was asked for.
        half_width: f64,
    },
    /// A factorial of single runs has no effects with intervals.
    NoEffects,
    /// Nothing can be said of what an outcome depends on.
    NoSensitivity {
        /// Why.
        why: String,
    },
    /// The total Sobol index of a key is not known well enough.
    WideIndex {
        /// The key.
        key: String,
        /// Width of its 95% interval.
        width: f64,
        /// The width it should be below.
        expected: f64,
    },
    /// The order of two keys' total indices is another on half of the points.
    Reordered {
        /// The key that ranks higher on all points.
        above: String,
        /// The key that ranks lower.
        below: String,
    },
    /// Sobol indices without intervals.
    NoIntervals,
    /// A part of the variance over the cells is chance within cells.
    Chance {
        /// Which part [0, 1].
        share: f64,
    },
    /// A run failed, and the search of its line with it.
    SearchFailed {
        /// The lines.
        lines: Places,
    },
    /// A search ran out of runs before it knew whether P(hold) passes 1/2.
    SearchUndecided {
        /// The lines.
        lines: Places,
    },
    /// A crossing may lie beyond the stretch searched: an end of its interval is no bound.
    Beyond {
        /// The lines.
        lines: Places,
    },
    /// A crossing's interval is wider than asked.
    Wide {
        /// The lines.
        lines: Places,
    },
    /// The runs refute that P(hold) is monotone around a crossing.
    NotMonotone {
        /// The lines.
        lines: Places,
    },
    /// What holds depends on where a world comes from.
    Hysteresis {
        /// The lines.
        lines: Places,
    },
    /// Whether there is hysteresis is not decided.
    HysteresisUndecided {
        /// The lines.
        lines: Places,
    },
    /// Mutual trust keeps within blocs, so that means over all pairs hide a division.
    Blocs {
        /// Cells in which modularity is above 0 by its interval.
        cells: usize,
        /// Of so many.
        of: usize,
        /// The largest mean modularity.
        largest: f64,
    },
    /// The result is of a build that kept no caveats.
    NotRecorded,
}

/// All caveats of a study, from its plan and what was found.
pub fn caveats(plan: &Plan, findings: &Findings) -> Vec<Caveat> {
    let mut all = Vec::new();
    if plan.quick {
        let runs = plan.line().is_none().then(|| plan.config.replicates.most());
        all.push(Caveat::Quick { runs, rounds: plan.config.rounds.get() });
    }
    if findings.failed > 0 {
        all.push(Caveat::Failed { runs: findings.failed });
    }
    if findings.drifting > 0 {
        all.push(Caveat::Drifting { runs: findings.drifting, of: findings.judged });
    }
    if let Replicates::Sequential(rule) = plan.config.replicates
        && let Some(cells) = Places::new(findings.capped.iter().map(|&cell| plan.describe(cell)), findings.cells.len())
    {
        all.push(Caveat::Capped { cells, runs: rule.max.get(), half_width: rule.half_width.get() });
    }
    if plan.design.kind == Kind::Factorial && findings.effects.is_empty() {
        all.push(Caveat::NoEffects);
    }
    if let Some(found) = &findings.sensitivities {
        sensitivity(&mut all, found);
    }
    searches(&mut all, plan, &findings.broken);
    if findings.divided > 0 {
        let (cells, of) = (findings.divided, findings.cells.len());
        all.push(Caveat::Blocs { cells, of, largest: findings.modularity });
    }
    all
}

fn sensitivity(all: &mut Vec<Caveat>, found: &Sensitivities) {
    match found {
        Sensitivities::Nothing(why) => all.push(Caveat::NoSensitivity { why: why.clone() }),
        Sensitivities::Morris(..) => {}
        Sensitivities::Sobol(names, _, convergence, noise) => {
            let name = |place: usize| names.get(place).cloned().unwrap_or_default();
            match *convergence {
                Convergence::Converged => {}
                Convergence::Wide { parameter, width } => {
                    let expected = crate::statistics::sensitivity::NARROW;
                    all.push(Caveat::WideIndex { key: name(parameter), width, expected });
                }
                Convergence::Reordered { above, below } => {
                    all.push(Caveat::Reordered { above: name(above), below: name(below) });
                }
                Convergence::Unknown => all.push(Caveat::NoIntervals),
            }
            if *noise > 0.0 {
                all.push(Caveat::Chance { share: *noise });
            }
        }
    }
}

fn searches(all: &mut Vec<Caveat>, plan: &Plan, lines: &[Broken]) {
    let columns = plan.design.columns();
    let others = columns.split_last().map_or(&[][..], |(_, others)| others);
    let named = |line: &Broken| {
        let pairs = others.iter().zip(&line.others).map(|(key, value)| format!("{key} = {}", in_words(value)));
        pairs.collect::<Vec<_>>().join(", ")
    };
    let such = |is: &dyn Fn(&Broken) -> bool| Places::new(lines.iter().filter(|line| is(line)).map(named), lines.len());
    let found = |is: fn(&Found) -> bool| such(&move |line: &Broken| line.found.as_ref().is_some_and(is));
    fn crossing(found: &Found, is: fn(&Crossing) -> bool) -> bool {
        found.crossings.iter().any(is)
    }
    let way =
        |is: hysteresis::Verdict| such(&move |line: &Broken| line.way.as_ref().is_some_and(|way| way.verdict == is));
    all.extend(such(&|line| line.found.is_none()).map(|lines| Caveat::SearchFailed { lines }));
    all.extend(found(|f| f.verdict == Verdict::Undecided).map(|lines| Caveat::SearchUndecided { lines }));
    all.extend(found(|f| crossing(f, |c| c.beyond)).map(|lines| Caveat::Beyond { lines }));
    let wide = |f: &Found| f.verdict != Verdict::Undecided && crossing(f, |c| !c.reached);
    all.extend(found(wide).map(|lines| Caveat::Wide { lines }));
    all.extend(found(|f| crossing(f, |c| c.contradicted)).map(|lines| Caveat::NotMonotone { lines }));
    all.extend(way(hysteresis::Verdict::Open).map(|lines| Caveat::Hysteresis { lines }));
    all.extend(way(hysteresis::Verdict::Undecided).map(|lines| Caveat::HysteresisUndecided { lines }));
}

/// The caveats of a tournament.
pub fn of_a_tournament(plan: &Tournament) -> Vec<Caveat> {
    let turns = match plan.robin.length {
        Length::Turns(turns) => Some(turns),
        Length::Continuation(_) => None,
    };
    let repetitions = plan.settings.repetitions.get();
    if plan.quick { vec![Caveat::QuickMatches { repetitions, turns }] } else { Vec::new() }
}

/// The caveats that a finished result's manifest keeps.
pub fn recorded(manifest: &Manifest) -> Vec<Caveat> {
    let kept = manifest.caveats.as_ref().and_then(|kept| serde_json::from_value(kept.clone()).ok());
    kept.unwrap_or_else(|| vec![Caveat::NotRecorded])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_all_counted_and_the_first_named() {
        assert_eq!(Places::new(std::iter::empty(), 3), None);
        let places = Places::new((0..9).map(|cell| format!("cell {cell}")), 20).unwrap();
        assert_eq!((places.count, places.of, places.first.len()), (9, 20, NAMED));
    }

    /// What is kept in the manifest is what was said.
    #[test]
    fn caveats_come_back_from_json() {
        let lines = Places { count: 1, of: 2, first: vec!["fine = 1".to_owned()] };
        let all = vec![
            Caveat::Drifting { runs: 3, of: 80 },
            Caveat::Beyond { lines },
            Caveat::Chance { share: 0.25 },
            Caveat::NoIntervals,
        ];
        let kept = serde_json::to_value(&all).unwrap();
        assert_eq!(serde_json::from_value::<Vec<Caveat>>(kept).unwrap(), all);
    }
}
