//! What must be known beside an answer: every reason for which it may be another than it seems.
//!
//! They are worked out once, where a study ends, and are a part of its answer. Their words are in `texts`.

mod texts;

use serde::{Deserialize, Serialize};

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
    /// Those with these names, out of so many; nothing if there are none.
    pub fn new(names: impl Iterator<Item = String>, of: usize) -> Option<Self> {
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
