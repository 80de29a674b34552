//! Hysteresis: of worlds carried up and down an axis, is the way back the way there?
//!
//! ```text
//! up      a cooperative world, carried from the lowest level to the highest
//! down    a hostile world, carried from the highest level to the lowest
//! h_r(x)  does replicate r hold at level x, by the rounds of that level alone
//! up at   where P(h_up) first passes 1/2 on its way;  down at  where P(h_down) first does on its way
//! width_r = integral of h_up,r - h_down,r over x      (trapezoids; the other way round where cooperation rises with x)
//! width   = mean of width_r, which lies between plus and minus the length of the axis: its interval by [`super::gaffke`]
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | up at, down at | level of the passage | of the axis | [`Passage::at`] |
//! | its interval | levels from the last that is surely on this side of 1/2 to the first that is surely beyond | of the axis | [`Passage::low`] |
//! | width | how far apart both ways pass, on average | of the axis | [`Loop::width`] |
//!
//! What a level is surely, the exact binomial interval says (Clopper & Pearson at 95%); where each replicate passes
//! once, that is the distribution-free interval of the median of the replicates' own passages. The width pairs
//! replicates (both ways with the same number see the same random numbers); where each passes once it is the mean of
//! the replicates' own widths, and a way that never passes counts as passing at the end of the axis: then the width is
//! a lower bound. The verdict:
//!
//! | verdict | when |
//! |---|---|
//! | [`Verdict::Open`] | the interval of the width is above 0: what holds depends on where the world comes from |
//! | [`Verdict::Closed`] | it holds 0 and ends within the smallest step of the axis |
//! | [`Verdict::Undecided`] | neither, or fewer than six replicates: by a sign test at 5% fewer that agree show nothing |
//!
//! Source: loops as the sign of alternative stable states: Scheffer et al. (2001), Nature 413:591; Strogatz, Nonlinear
//! Dynamics and Chaos, section 3.6. Order statistics: Conover, Practical Nonparametric Statistics, section 3.2.
//! Assumed: noise that carries a world from one state to the other within a level closes any loop, so that the width
//! belongs to the rounds spent on a level.
//!
//! ```
//! use comity::statistics::hysteresis::{Verdict, hysteresis};
//! // Eight replicates: on the way up all hold at the first three levels, on the way down at the first alone.
//! let (up, down) = (vec![vec![true, true, true, false]; 8], vec![vec![true, false, false, false]; 8]);
//! let found = hysteresis(&[0.0, 1.0, 2.0, 3.0], &up, &down);
//! assert_eq!((found.up.map(|up| up.at), found.down.map(|down| down.at)), (Some(2.5), Some(0.5)));
//! assert_eq!((found.width, found.verdict), (2.0, Verdict::Open));
//! ```

use super::crossing::Crossing;
use super::interval::{Student, clopper_pearson};

/// The fewest replicates of a verdict: 2 x 2^-6 is the first below 5%.
const FEWEST: usize = 6;

/// Where P(hold) passes 1/2 on one way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Passage {
    /// The level, interpolated between those tried.
    pub at: f64,
    /// Lower end of its 95% interval; none if that lies beyond the levels tried.
    pub low: Option<f64>,
    /// Upper end of its 95% interval; none if that lies beyond the levels tried.
    pub high: Option<f64>,
}

impl Passage {
    /// The first on a way: levels in the order of travel, and how many of the replicates hold there.
    fn of(way: &[(f64, u32)], replicates: u32) -> Option<Self> {
        let points: Vec<(f64, f64)> =
            way.iter().map(|&(x, held)| (x, f64::from(held) / f64::from(replicates))).collect();
        let crossing = Crossing::of(&points);
        let (at, (before, after)) = (crossing.at?, crossing.between?);
        // Does it surely hold at a level, or surely not? Neither, if 1/2 is possible.
        let sure = |&&(_, held): &&(f64, u32)| {
            let (low, high) = clopper_pearson(held, replicates, 0.95);
            if crossing.holds_first { (low > 0.5, high < 0.5) } else { (high < 0.5, low > 0.5) }
        };
        let place = |x: f64| way.iter().position(|point| point.0 == x);
        let (first, last) = (place(before)?, place(after)?);
        let here = way[..=first].iter().rev().find(|point| sure(point).0).map(|point| point.0);
        let beyond = way[last..].iter().find(|point| sure(point).1).map(|point| point.0);
        let rising = before < after;
        let (low, high) = if rising { (here, beyond) } else { (beyond, here) };
        Some(Self { at, low, high })
    }
}

/// Is the loop open?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// What holds depends on where the world comes from.
    Open,
    /// The way back is the way there, as far as the levels tell.
    Closed,
    /// The replicates do not say.
    Undecided,
}

impl Verdict {
    /// Its name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Undecided => "undecided",
        }
    }
}

/// What both ways say together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Loop {
    /// Where the way up passes; none if it does not.
    pub up: Option<Passage>,
    /// Where the way down passes; none if it does not.
    pub down: Option<Passage>,
    /// Mean width of the loop (units of the axis); above 0 where a world stays what it was. NaN without replicates.
    pub width: f64,
    /// Lower end of its 95% interval.
    pub low: f64,
    /// Upper end of its 95% interval.
    pub high: f64,
    /// The verdict.
    pub verdict: Verdict,
}

/// Reads a loop off both ways: whether each replicate held at each level, levels in rising order for both ways,
/// replicates paired.
pub fn hysteresis(values: &[f64], up: &[Vec<bool>], down: &[Vec<bool>]) -> Loop {
    let count = |way: &[Vec<bool>]| -> Vec<(f64, u32)> {
        let held = |k: usize| way.iter().filter(|holds| holds[k]).count() as u32;
        values.iter().enumerate().map(|(k, &x)| (x, held(k))).collect()
    };
    let (rising, mut falling) = (count(up), count(down));
    let both: Vec<u32> = rising.iter().zip(&falling).map(|(up, down)| up.1 + down.1).collect();
    // Where cooperation rises with the axis, the way down is the cooperative one.
    let sign = if both.first() >= both.last() { 1.0 } else { -1.0 };
    falling.reverse();
    let width = |(up, down): (&Vec<bool>, &Vec<bool>)| {
        let gap = |k: usize| f64::from(u8::from(up[k])) - f64::from(u8::from(down[k]));
        let area: f64 = (1..values.len()).map(|k| (values[k] - values[k - 1]) * (gap(k - 1) + gap(k)) / 2.0).sum();
        sign * area
    };
    let widths: Vec<f64> = up.iter().zip(down).map(width).collect();
    let span = values.last().zip(values.first()).map_or(0.0, |(last, first)| last - first);
    let (width, low, high) = Student::default().mean(&widths, [-span, span]);
    let step = values.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
    let verdict = if widths.len() < FEWEST {
        Verdict::Undecided
    } else if low > 0.0 {
        Verdict::Open
    } else if high < step && low > -step {
        Verdict::Closed
    } else {
        Verdict::Undecided
    };
    Loop {
        up: Passage::of(&rising, up.len() as u32),
        down: Passage::of(&falling, down.len() as u32),
        width,
        low,
        high,
        verdict,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(held: &[usize], levels: usize) -> Vec<Vec<bool>> {
        held.iter().map(|&held| (0..levels).map(|k| k < held).collect()).collect()
    }

    /// Levels 0 to 4; up holds through 2, 3, 3, 3, 4, 4 levels, down through 1, 1, 1, 1, 1, 2. At level 2 (3 of 5
    /// levels) 5 of 6 hold up, at level 3 2 of 6: 2 + (5/6 - 1/2) / (1/2). Exact intervals of 6 of 6 are above 1/2,
    /// those of 5 of 6 are not. Widths 1, 2, 2, 2, 3, 2: mean 2. From -4 to 4 that is 3/4 of the way, and six runs
    /// do not tell it from none; with each run twice they do.
    #[test]
    fn a_loop_by_hand() {
        let values = [0.0, 1.0, 2.0, 3.0, 4.0];
        let (up, down) = (steps(&[2, 3, 3, 3, 4, 4], 5), steps(&[1, 1, 1, 1, 1, 2], 5));
        let found = hysteresis(&values, &up, &down);
        let at = found.up.unwrap();
        assert!((at.at - (2.0 + (5.0 / 6.0 - 0.5) / 0.5)).abs() < 1e-12, "{found:?}");
        assert_eq!((at.low, at.high), (Some(1.0), Some(4.0)));
        let at = found.down.unwrap();
        assert!((at.at - (1.0 - (0.5 - 1.0 / 6.0) / (5.0 / 6.0))).abs() < 1e-12, "{found:?}");
        assert_eq!((at.low, at.high), (Some(0.0), Some(2.0)));
        assert!((found.width - 2.0).abs() < 1e-12);
        assert!(-4.0 < found.low && found.low < 0.0 && found.high < 4.0, "{found:?}");
        assert_eq!(found.verdict, Verdict::Undecided);
        let twice = hysteresis(&values, &[up.clone(), up].concat(), &[down.clone(), down].concat());
        assert!(twice.width == found.width && twice.low > 0.0 && twice.verdict == Verdict::Open, "{twice:?}");
    }

    /// Where cooperation rises with the axis the cooperative world is the one that falls: open loops have widths above
    /// 0 all the same.
    #[test]
    fn loops_of_rising_cooperation_have_the_same_sign() {
        let values = [0.0, 1.0, 2.0, 3.0];
        let rising = |from: usize| vec![(0..4).map(|k| k >= from).collect::<Vec<bool>>(); 8];
        let found = hysteresis(&values, &rising(3), &rising(1));
        assert_eq!((found.width, found.verdict), (2.0, Verdict::Open));
        assert_eq!((found.up.unwrap().at, found.down.unwrap().at), (2.5, 0.5));
    }

    #[test]
    fn loops_are_closed_only_when_the_replicates_say_so() {
        let values = [0.0, 1.0, 2.0, 3.0];
        // 0 of -3 to 3: 0.025^(1/n) leaves less than a step of 1 open from the tenth replicate on.
        let same = steps(&[2; 10], 4);
        assert_eq!(hysteresis(&values, &same, &same).verdict, Verdict::Closed);
        let found = hysteresis(&values, &same[..9], &same[..9]);
        assert!(
            found.verdict == Verdict::Undecided
                && (found.high - 3.0 * (1.0 - libm::pow(0.025, 1.0 / 9.0))).abs() < 1e-9
        );
        let scattered = hysteresis(&values, &steps(&[0, 4, 0, 4, 0, 4], 4), &steps(&[4, 0, 4, 0, 4, 0], 4));
        assert_eq!(scattered.verdict, Verdict::Undecided);
        // Never back: the way down has no passage, and the width reaches to the end of the axis.
        let never = hysteresis(&values, &same, &steps(&[0; 10], 4));
        assert_eq!((never.down, never.width, never.verdict), (None, 1.5, Verdict::Open));
        let none = hysteresis(&values, &[], &[]);
        assert!(none.up.is_none() && none.width.is_nan() && none.verdict == Verdict::Undecided);
    }
}
