//! Invasion: can a few players of one strategy spread among players of another?
//!
//! ```text
//!                 resident   mutant          the resident is evolutionarily stable against the mutant if
//!   resident         a          b              a > c,  or  a = c and b > d
//!   mutant           c          d
//! ```
//!
//! | rare mutant | common mutant | verdict |
//! |---|---|---|
//! | gains: c > a | gains: d >= b | [`Verdict::Invades`]: and takes over |
//! | gains: c > a | loses: d < b | [`Verdict::Coexists`]: invades, and so would the resident, were it rare |
//! | level: c = a | gains: d > b | [`Verdict::DriftsIn`]: nothing stops it, and once there are some it gains |
//! | level: c = a | level: d = b | [`Verdict::Neutral`]: drifts without gain or loss |
//! | level: c = a | loses: d < b | [`Verdict::Resists`]: the resident is stable in the second order |
//! | loses: c < a | gains: d > b | [`Verdict::Bistable`]: each keeps the other out |
//! | loses: c < a | d <= b | [`Verdict::Resists`] |
//!
//! Source: Maynard Smith & Price (1973), Nature 246:15; Maynard Smith (1982), Evolution and the Theory of Games, eq. 2.4a and b. Which
//! verdict holds is asked of the means; whether it is beyond their errors is asked apart ([`decided`]). Assumed: payoffs that differ by
//! less than 1e-12 of the largest are equal, so that rounding decides nothing.
//!
//! ```
//! use comity::tournament::invasion::Verdict;
//! // tit-for-tat against always-defect in ten turns: each keeps the other out
//! assert_eq!(Verdict::of([3.0, 0.9, 1.4, 1.0]), Verdict::Bistable);
//! // tit-for-tat against always-cooperate: nothing tells them apart
//! assert_eq!(Verdict::of([3.0; 4]), Verdict::Neutral);
//! ```

use std::cmp::Ordering::{self, Equal, Greater, Less};

use super::ranking::{Estimate, differ};

/// What becomes of a rare mutant among residents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It gains while rare, and when common does no worse than the resident.
    Invades,
    /// It gains while rare and loses when common.
    Coexists,
    /// It is level while rare and gains when there are more.
    DriftsIn,
    /// It is level throughout.
    Neutral,
    /// It loses, at first or as soon as there are some.
    Resists,
    /// It loses while rare, and so would the resident.
    Bistable,
}

impl Verdict {
    /// From the payoffs [a, b, c, d] of the table above.
    pub fn of([a, b, c, d]: [f64; 4]) -> Self {
        let largest = [a, b, c, d].into_iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
        let order =
            |x: f64, y: f64| -> Ordering { if (x - y).abs() <= 1e-12 * largest { Equal } else { x.total_cmp(&y) } };
        match (order(c, a), order(d, b)) {
            (Greater, Less) => Self::Coexists,
            (Greater, _) => Self::Invades,
            (Equal, Greater) => Self::DriftsIn,
            (Equal, Equal) => Self::Neutral,
            (Less, Greater) => Self::Bistable,
            (Equal | Less, _) => Self::Resists,
        }
    }

    /// The order of two of the payoffs, up to rounding.
    fn order(x: f64, y: f64, payoffs: &[f64; 4]) -> Ordering {
        let largest = payoffs.iter().fold(0.0, |largest: f64, payoff| largest.max(payoff.abs()));
        if (x - y).abs() <= 1e-12 * largest { Equal } else { x.total_cmp(&y) }
    }

    /// Does the mutant come in?
    pub fn comes_in(self) -> bool {
        matches!(self, Self::Invades | Self::Coexists | Self::DriftsIn)
    }

    /// Its name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invades => "invades",
            Self::Coexists => "coexists",
            Self::DriftsIn => "drifts-in",
            Self::Neutral => "neutral",
            Self::Resists => "resists",
            Self::Bistable => "bistable",
        }
    }
}

/// What is beyond the noise of the estimates [a, b, c, d]: whether the mutant comes in, and the whole verdict.
///
/// Each comparison is tested at 5%; payoffs that are equal must be certain.
pub fn decided([a, b, c, d]: &[Estimate; 4]) -> [bool; 2] {
    let certain = |x: &Estimate, y: &Estimate| x.error == 0.0 && y.error == 0.0;
    let first = certain(c, a) || differ(c, a);
    let second = certain(d, b) || differ(d, b);
    // Where a rare mutant is level, what happens when there are more decides whether it comes in.
    let level = Verdict::order(c.mean, a.mean, &[a, b, c, d].map(|x| x.mean)) == Equal;
    [first && (second || !level), first && second]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every pair of signs, by the table of the header.
    #[test]
    fn verdicts_follow_the_table() {
        let verdict = |first: f64, second: f64| Verdict::of([1.0, 1.0, 1.0 + first, 1.0 + second]);
        use Verdict::{Bistable, Coexists, DriftsIn, Invades, Neutral, Resists};
        let expected = [[Resists, Resists, Bistable], [Resists, Neutral, DriftsIn], [Coexists, Invades, Invades]];
        for (row, first) in expected.iter().zip([-1.0, 0.0, 1.0]) {
            for (&expected, second) in row.iter().zip([-1.0, 0.0, 1.0]) {
                assert_eq!(verdict(first, second), expected, "{first} {second}");
            }
        }
        assert_eq!(verdict(1e-14, -1e-14), Neutral);
    }

    #[test]
    fn noisy_means_decide_only_beyond_their_errors() {
        let with = |error: f64| move |mean: f64| Estimate { mean, error, freedom: 9, ..Estimate::default() };
        assert_eq!(decided(&[3.0, 0.9, 1.4, 1.0].map(with(0.0))), [true, true]);
        assert_eq!(decided(&[3.0, 3.0, 3.0, 3.0].map(with(0.0))), [true, true]);
        assert_eq!(decided(&[3.0, 3.0, 3.0, 3.0].map(with(0.01))), [false, false]);
        assert_eq!(decided(&[3.0, 1.0, 1.0, 1.0].map(with(0.1))), [true, false]);
        assert_eq!(decided(&[3.0, 0.0, 1.0, 1.0].map(with(0.1))), [true, true]);
    }
}
