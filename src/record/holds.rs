//! When cooperation holds: the verdict on one run's series.
//!
//! ```text
//! holds      iff mean cooperation over the last `window` rounds >= threshold
//! m_t        trailing mean over a tenth of the window (over the rounds there are, at the start)
//! onset      first round from which m stays >= threshold to the end
//! collapse   last round t with m_t < threshold <= m_(t-1)
//! time_above share of rounds with m >= threshold
//! reached    first round with m >= threshold
//! fell       first round after it with m < threshold; none: it stands to the end, a censored time
//! recovery   rounds from `fell` to the next with m >= threshold
//! drifting   |slope of the block means| > 3 standard errors (least squares over ten blocks of the window)
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | threshold | cooperation that counts as holding | [0, 1] | [`Holds::threshold`] |
//! | window | rounds judged | >= 1 | [`Holds::window`] |
//!
//! Source: model section 11; block means against autocorrelation: Law & Kelton, Simulation Modeling and Analysis, ch.
//! 9.
//!
//! ```
//! use comity::record::holds::judge;
//! let series = [0.2, 0.9, 0.9, 0.1, 0.9, 0.9, 0.9, 0.9];
//! let outcome = judge(&series, 0.7, 4);       // window 4: the trailing mean is over one round
//! assert!(outcome.holds);
//! assert_eq!((outcome.onset, outcome.collapse, outcome.time_above), (Some(5), Some(4), 0.75));
//! assert_eq!((outcome.reached, outcome.fell, outcome.recovery), (Some(2), Some(4), Some(1)));
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::statistics::interval;
use crate::units::Probability;

/// When cooperation counts as holding: `[holds]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Holds {
    /// Mean cooperation that counts as holding (share, 0 to 1).
    pub threshold: Probability,
    /// The last rounds that are judged (rounds; default 200, or all if there are fewer).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub window: Option<std::num::NonZeroU32>,
}

impl Default for Holds {
    fn default() -> Self {
        Self { threshold: Probability::constant(0.7), window: None }
    }
}

impl Holds {
    /// The window of a run of that many rounds.
    pub fn window(&self, rounds: u32) -> u32 {
        self.window.map_or(200.min(rounds), std::num::NonZeroU32::get)
    }
}

/// The verdict on one series of cooperation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// Does it hold?
    pub holds: bool,
    /// First round from which it stays above to the end.
    pub onset: Option<u32>,
    /// Last round at which it falls below after having been above.
    pub collapse: Option<u32>,
    /// Share of the rounds above.
    pub time_above: f64,
    /// First round above.
    pub reached: Option<u32>,
    /// First round below after `reached`; none if it stands to the end.
    pub fell: Option<u32>,
    /// Rounds from `fell` until it is above again; none if it never fell or never came back.
    pub recovery: Option<u32>,
}

/// A round, or a number of rounds, as a value of a table; missing is NaN.
fn value(round: Option<u32>) -> f64 {
    round.map_or(f64::NAN, f64::from)
}

impl Outcome {
    /// As the values of the columns of [`super::columns::outcome`]; missing is NaN.
    pub fn values(&self) -> [f64; 4] {
        [f64::from(u8::from(self.holds)), value(self.onset), value(self.collapse), self.time_above]
    }

    /// As the values of the columns of [`super::columns::spell`]: reached, fell, recovery; missing is NaN.
    pub fn spell(&self) -> [f64; 3] {
        [self.reached, self.fell, self.recovery].map(value)
    }
}

/// Rounding must not turn a mean of exactly the threshold into less.
fn reaches(mean: f64, threshold: f64) -> bool {
    mean >= threshold - 1e-12
}

/// Judges a series as it comes, round by round: of its values the last `window` are kept, so that memory does not grow with rounds.
///
/// Rounds without a value (NaN: nobody met) are left out of all means; where no round of a trailing mean has any, it stays above or
/// below as it was, and before the first it is below. A series without values (a kind of dyad that nobody forms) does not hold and
/// is never above.
#[derive(Debug, Clone)]
pub struct Judge {
    threshold: f64,
    window: usize,
    /// Rounds of the trailing mean.
    span: usize,
    /// The last `window` values; once there are so many, the oldest stands at `next`.
    last: Vec<f64>,
    next: usize,
    /// Rounds so far.
    rounds: u32,
    /// Of the trailing mean: the sum of its values, how many there are, and whether it is above.
    sum: f64,
    count: u32,
    above: bool,
    rounds_above: u32,
    onset: Option<u32>,
    collapse: Option<u32>,
    reached: Option<u32>,
    fell: Option<u32>,
    back: Option<u32>,
    shock: Shock,
}

/// What became of cooperation since the first shock.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Shock {
    /// There was none.
    Never,
    /// It struck in this round; cooperation has not been below since.
    Stands(u32),
    /// It struck in this round, and cooperation is below.
    Down(u32),
    /// It took so many rounds to come back.
    Back(u32),
}

impl Judge {
    /// Before the first round; `window` is at least 1 and at most the rounds to come.
    pub fn new(threshold: f64, window: usize) -> Self {
        Self {
            threshold,
            window,
            span: (window / 10).max(1),
            last: Vec::with_capacity(window),
            next: 0,
            rounds: 0,
            sum: 0.0,
            count: 0,
            above: false,
            rounds_above: 0,
            onset: None,
            collapse: None,
            reached: None,
            fell: None,
            back: None,
            shock: Shock::Never,
        }
    }

    /// A shock struck in the round to come; the first one counts.
    pub fn struck(&mut self) {
        if self.shock == Shock::Never {
            self.shock = Shock::Stands(self.rounds + 1);
        }
    }

    /// Takes the next round.
    #[inline]
    pub fn push(&mut self, x: f64) {
        // The value that leaves the trailing mean, if it is that long already.
        let leaves = self.last.len().checked_sub(self.span).map(|_| {
            let behind = if self.next < self.span { self.next + self.last.len() } else { self.next };
            self.last[behind - self.span]
        });
        if self.last.len() < self.window {
            self.last.push(x);
        } else {
            self.last[self.next] = x;
        }
        self.next = if self.next + 1 == self.window { 0 } else { self.next + 1 };
        self.rounds += 1;
        if !x.is_nan() {
            self.sum += x;
            self.count += 1;
        }
        if let Some(left) = leaves.filter(|left| !left.is_nan()) {
            self.sum -= left;
            self.count -= 1;
        }
        let before = self.above;
        if self.count > 0 {
            self.above = reaches(self.sum / f64::from(self.count), self.threshold);
        }
        self.rounds_above += u32::from(self.above);
        if before != self.above {
            self.turns();
        }
        self.shock = match self.shock {
            Shock::Stands(round) if !self.above => Shock::Down(round),
            Shock::Down(round) if self.above => Shock::Back(self.rounds - round),
            other => other,
        };
    }

    /// The trailing mean has come to the other side of the threshold.
    fn turns(&mut self) {
        let round = Some(self.rounds);
        if self.above {
            self.onset = round;
            self.reached = self.reached.or(round);
            // Back for the first time, if it fell before.
            self.back = self.back.or(self.fell.and(round));
        } else {
            (self.onset, self.collapse) = (None, round);
            self.fell = self.fell.or(round);
        }
    }

    /// The last rounds, as many as the window has, in their order.
    pub fn window(&self) -> Vec<f64> {
        let (later, earlier) = self.last.split_at(self.next.min(self.last.len()));
        [earlier, later].concat()
    }

    /// The verdict on the rounds so far, at least as many as the window has.
    pub fn outcome(&self) -> Outcome {
        let window = self.window();
        let last = window.iter().filter(|x| !x.is_nan());
        let mean = last.clone().sum::<f64>() / last.count() as f64;
        Outcome {
            holds: reaches(mean, self.threshold),
            onset: self.onset,
            collapse: self.collapse,
            time_above: f64::from(self.rounds_above) / f64::from(self.rounds),
            reached: self.reached,
            fell: self.fell,
            recovery: self.back.zip(self.fell).map(|(back, fell)| back - fell),
        }
    }

    /// Rounds after the first shock until the trailing mean, below the threshold at it or fallen below after it, is back at or above
    /// it: 0 if it never is below from then on, none if it does not come back or nothing struck.
    pub fn recovery_after_shock(&self) -> Option<u32> {
        match self.shock {
            Shock::Never | Shock::Down(_) => None,
            Shock::Stands(_) => Some(0),
            Shock::Back(rounds) => Some(rounds),
        }
    }
}

/// Judges a series with one entry per round, as [`Judge`] does; `window` is at least 1 and at most its length.
pub fn judge(series: &[f64], threshold: f64, window: usize) -> Outcome {
    let mut judge = Judge::new(threshold, window);
    series.iter().for_each(|&x| judge.push(x));
    judge.outcome()
}

/// Rounds after a shock in a `round` (from 1) until cooperation is back ([`Judge::recovery_after_shock`]).
///
/// ```
/// use comity::record::holds::recovery_after;
/// let series = [0.9, 0.9, 0.9, 0.1, 0.1, 0.9];
/// assert_eq!(recovery_after(&series, 0.7, 1, 3), Some(3)); // below at 4 and 5, back at 6
/// assert_eq!((recovery_after(&series, 0.7, 1, 6), recovery_after(&series[..5], 0.7, 1, 3)), (Some(0), None));
/// ```
pub fn recovery_after(series: &[f64], threshold: f64, window: usize, round: u32) -> Option<u32> {
    let mut judge = Judge::new(threshold, window);
    for (&x, at) in series.iter().zip(1..) {
        if at == round {
            judge.struck();
        }
        judge.push(x);
    }
    judge.recovery_after_shock()
}

/// Does the window still drift? Fewer than three blocks cannot tell; rounds without a value are left out.
pub fn drifting(window: &[f64]) -> bool {
    let window: Vec<f64> = window.iter().copied().filter(|x| !x.is_nan()).collect();
    let blocks = window.len().min(10);
    if blocks < 3 {
        return false;
    }
    let means: Vec<f64> = (0..blocks)
        .map(|b| {
            let block = &window[b * window.len() / blocks..(b + 1) * window.len() / blocks];
            block.iter().sum::<f64>() / block.len() as f64
        })
        .collect();
    let (slope, error) = interval::trend(&means);
    slope.abs() > 3.0 * error + 1e-12
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_alone_decides_whether_it_holds() {
        let series: Vec<f64> = (0..100).map(|t| if t < 50 { 0.0 } else { 0.9 }).collect();
        assert!(judge(&series, 0.7, 50).holds && !judge(&series, 0.7, 100).holds);
        assert!(judge(&[0.7; 10], 0.7, 10).holds, "exactly at the threshold holds");
    }

    /// Window 20: the trailing mean spans two rounds, so one bad round between good ones shows as 0.45.
    #[test]
    fn trailing_means_span_a_tenth_of_the_window() {
        let mut series = [0.9; 40];
        series[29] = 0.0;
        let outcome = judge(&series, 0.7, 20);
        assert_eq!((outcome.onset, outcome.collapse), (Some(32), Some(30)));
        assert!((outcome.time_above - 38.0 / 40.0).abs() < 1e-15);
    }

    #[test]
    fn a_series_that_never_rises_has_neither_onset_nor_collapse() {
        let outcome = judge(&[0.1; 30], 0.7, 30);
        assert_eq!(outcome.values()[..1], [0.0]);
        assert_eq!((outcome.onset, outcome.collapse, outcome.time_above), (None, None, 0.0));
        assert!(outcome.spell().iter().all(|value| value.is_nan()));
    }

    /// The first spell counts: up at 2, down at 4, up again at 7, down for good at 9.
    #[test]
    fn the_first_spell_and_the_first_recovery() {
        let series = [0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0];
        let outcome = judge(&series, 0.5, 1);
        assert_eq!(outcome.spell(), [2.0, 4.0, 3.0]);
        assert_eq!((outcome.onset, outcome.collapse), (None, Some(9)));
        let stands = judge(&series[..3], 0.5, 1);
        assert_eq!((stands.reached, stands.fell, stands.recovery), (Some(2), None, None));
        let lost = judge(&series[..6], 0.5, 1);
        assert_eq!((lost.reached, lost.fell, lost.recovery), (Some(2), Some(4), None));
    }

    /// Window 20, span 2: a shock at round 5 pulls rounds 6 and 7 down; the trailing mean is 0.45, 0, 0.45 at 6, 7, 8
    /// and back at 9.
    #[test]
    fn recovery_is_counted_from_the_shock() {
        let mut series = [0.9; 20];
        (series[5], series[6]) = (0.0, 0.0);
        let recovery = |round| recovery_after(&series, 0.7, 20, round);
        assert_eq!((recovery(5), recovery(7), recovery(9), recovery(20)), (Some(4), Some(2), Some(0), Some(0)));
        // Never above before the shock: it counts from the shock until it is.
        assert_eq!(recovery_after(&[0.1, 0.1, 0.1, 0.9], 0.7, 1, 2), Some(2));
        assert_eq!(recovery_after(&[0.1; 4], 0.7, 1, 2), None);
    }

    /// Window 20, span 2: round 31 has no value, the mean of rounds 31 and 32 is that of 32 alone.
    #[test]
    fn rounds_without_a_value_are_left_out() {
        let mut series = [0.9; 40];
        (series[29], series[30]) = (0.0, f64::NAN);
        let outcome = judge(&series, 0.7, 20);
        assert_eq!((outcome.onset, outcome.collapse), (Some(32), Some(30)));
        assert!(outcome.holds, "18 x 0.9 over 19 rounds");
        assert!(!drifting(&[f64::NAN; 20]) && !judge(&[f64::NAN; 20], 0.7, 20).holds);
    }

    /// What is kept is the window alone, in its order, however long the series.
    #[test]
    fn a_judge_keeps_its_window() {
        for window in 1..12 {
            let mut judge = Judge::new(0.5, window);
            for round in 1..40 {
                judge.push(f64::from(round));
                let first = 1.max(round - window as i32 + 1);
                assert_eq!(judge.window(), (first..=round).map(f64::from).collect::<Vec<_>>());
                assert!(judge.last.capacity() <= window.max(4));
            }
        }
    }

    #[test]
    fn a_trend_drifts_and_a_flat_series_does_not() {
        let rising: Vec<f64> = (0..200).map(|t| f64::from(t) / 400.0).collect();
        let flat: Vec<f64> = (0..200).map(|t| 0.5 + 0.1 * f64::from(t % 2)).collect();
        assert!(drifting(&rising) && !drifting(&flat));
    }
}
