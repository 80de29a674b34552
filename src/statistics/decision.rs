//! Does cooperation hold in a cell? The interval of P(hold) decides, never its estimate.
//!
//! ```text
//! holds         low > 1/2
//! fails         high < 1/2
//! inconclusive  else, or where no run succeeded
//! ```
//!
//! ```
//! use comity::statistics::decision::Decision;
//! // .60 [.39, .78] is no finding; .81 [.58, .95] is one.
//! assert_eq!(Decision::of(0.39, 0.78), Decision::Inconclusive);
//! assert_eq!(Decision::of(0.58, 0.95), Decision::Holds);
//! ```

/// P(hold) above which cooperation holds more often than not.
pub const HALF: f64 = 0.5;

/// What the runs of a cell say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Cooperation holds: the interval of P(hold) lies above 1/2.
    Holds,
    /// Cooperation fails: the interval lies below 1/2.
    Fails,
    /// The interval contains 1/2.
    Inconclusive,
}

impl Decision {
    /// From the ends of the interval of P(hold); missing ends (NaN) decide nothing.
    pub fn of(low: f64, high: f64) -> Self {
        if low > HALF {
            Self::Holds
        } else if high < HALF {
            Self::Fails
        } else {
            Self::Inconclusive
        }
    }

    /// Its name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::Inconclusive => "inconclusive",
        }
    }

    /// The one of this name; [`Decision::Inconclusive`] for any other.
    pub fn named(name: &str) -> Self {
        match name {
            "holds" => Self::Holds,
            "fails" => Self::Fails,
            _ => Self::Inconclusive,
        }
    }
}

/// In how many cells cooperation holds, fails, or neither is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Cells in which it holds.
    pub holds: usize,
    /// Cells in which it fails.
    pub fails: usize,
    /// Cells of which the runs do not say.
    pub inconclusive: usize,
}

impl Tally {
    /// Counts a cell.
    pub fn add(&mut self, decision: Decision) {
        match decision {
            Decision::Holds => self.holds += 1,
            Decision::Fails => self.fails += 1,
            Decision::Inconclusive => self.inconclusive += 1,
        }
    }

    /// All cells.
    pub fn cells(&self) -> usize {
        self.holds + self.fails + self.inconclusive
    }
}

impl FromIterator<Decision> for Tally {
    fn from_iter<T: IntoIterator<Item = Decision>>(cells: T) -> Self {
        let mut tally = Self::default();
        cells.into_iter().for_each(|decision| tally.add(decision));
        tally
    }
}

/// Does an interval leave 0 out? Missing ends do not.
pub fn apart_from_zero(low: f64, high: f64) -> bool {
    low > 0.0 || high < 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_decides_and_its_ends_count_as_inside() {
        for (low, high, expected) in [
            (0.51, 1.0, Decision::Holds),
            (0.5, 1.0, Decision::Inconclusive),
            (0.0, 0.49, Decision::Fails),
            (0.0, 0.5, Decision::Inconclusive),
            (f64::NAN, f64::NAN, Decision::Inconclusive),
        ] {
            assert_eq!(Decision::of(low, high), expected, "[{low}, {high}]");
            assert_eq!(Decision::named(expected.name()), expected);
        }
        assert!(apart_from_zero(0.1, 0.2) && apart_from_zero(-0.2, -0.1));
        assert!(!apart_from_zero(-0.1, 0.2) && !apart_from_zero(0.0, 0.2) && !apart_from_zero(f64::NAN, f64::NAN));
    }

    #[test]
    fn a_tally_counts_every_cell_once() {
        let of = |ends: &[(f64, f64)]| ends.iter().map(|&(low, high)| Decision::of(low, high)).collect::<Tally>();
        let tally = of(&[(0.6, 0.9), (0.39, 0.78), (0.1, 0.3), (0.7, 1.0)]);
        assert_eq!(tally, Tally { holds: 2, fails: 1, inconclusive: 1 });
        assert_eq!(tally.cells(), 4);
    }
}
