//! Where P(hold) passes 1/2 along an axis of a grid.
//!
//! ```text
//! between neighbours (x0, p0), (x1, p1) on different sides of 1/2:  x = x0 + (x1 - x0) (1/2 - p0) / (p1 - p0)
//! ```
//!
//! A reading of the grid, no estimate: its precision is that of the grid, and its error that of the P(hold) around it. What a
//! sentence may say of a line is decided by the intervals of its cells ([`Decided`]): cooperation holds up to a value only
//! between a cell that holds and one that fails, and how many cells are inconclusive is said.
//!
//! ```
//! use comity::statistics::crossing::Crossing;
//! let crossing = Crossing::of(&[(0.0, 1.0), (1.0, 0.75), (2.0, 0.25), (3.0, 0.0)]);
//! assert_eq!((crossing.times, crossing.at, crossing.between), (1, Some(1.5), Some((1.0, 2.0))));
//! ```

use super::decision::{Decision, Tally};

/// Where P(hold) passes 1/2 along a line of a grid, by its estimates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crossing {
    /// How often it does.
    pub times: u32,
    /// Where it first does, interpolated between grid points.
    pub at: Option<f64>,
    /// The grid points before and after.
    pub between: Option<(f64, f64)>,
    /// Is P(hold) at least 1/2 at the first point?
    pub holds_first: bool,
}

impl Crossing {
    /// Of points (value of the axis, P(hold)) in rising order of the axis, at least one.
    pub fn of(points: &[(f64, f64)]) -> Self {
        let passes = |pair: &&[(f64, f64)]| (pair[0].1 >= 0.5) != (pair[1].1 >= 0.5);
        let first = points.windows(2).find(passes);
        Self {
            times: points.windows(2).filter(passes).count() as u32,
            at: first.map(|pair| {
                let ((x0, p0), (x1, p1)) = (pair[0], pair[1]);
                x0 + (x1 - x0) * (0.5 - p0) / (p1 - p0)
            }),
            between: first.map(|pair| (pair[0].0, pair[1].0)),
            holds_first: points.first().is_some_and(|point| point.1 >= 0.5),
        }
    }
}

/// A grid point: the value of the axis, P(hold) there, and the ends of its interval.
pub type Point = (f64, [f64; 3]);

/// A change along a line from cells that hold to cells that fail, or back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// About where: interpolated between the estimates; none if these do not pass 1/2 there.
    pub at: Option<f64>,
    /// The last decided grid point before it, in the order of the axis.
    pub below: f64,
    /// The first decided grid point after it.
    pub above: f64,
}

/// What the intervals of P(hold) decide along a line of a grid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decided {
    /// In how many cells cooperation holds, fails, or neither is decided.
    pub tally: Tally,
    /// What the first decided cell says; inconclusive if none is.
    pub first: Decision,
    /// How often neighbours differ among the decided cells: the least number of crossings.
    pub changes: u32,
    /// The first of these changes.
    pub change: Option<Change>,
}

impl Decided {
    /// Of points in rising order of the axis.
    ///
    /// ```
    /// use comity::statistics::crossing::Decided;
    /// // Holds at 0, inconclusive at 1, fails at 2: somewhere between 0 and 2.
    /// let found = Decided::of(&[(0.0, [1.0, 0.8, 1.0]), (1.0, [0.6, 0.39, 0.78]), (2.0, [0.1, 0.0, 0.3])]);
    /// let change = found.change.expect("one");
    /// assert_eq!((found.changes, found.tally.inconclusive, change.below, change.above), (1, 1, 0.0, 2.0));
    /// assert_eq!(change.at, Some(1.0 + 0.1 / 0.5));
    /// ```
    pub fn of(points: &[Point]) -> Self {
        let decision = |place: usize| Decision::of(points[place].1[1], points[place].1[2]);
        let sure: Vec<usize> = (0..points.len()).filter(|&place| decision(place) != Decision::Inconclusive).collect();
        let changed = |pair: &&[usize]| decision(pair[0]) != decision(pair[1]);
        let change = sure.windows(2).find(changed).map(|pair| {
            let between: Vec<(f64, f64)> = points[pair[0]..=pair[1]].iter().map(|&(x, [p, ..])| (x, p)).collect();
            Change { at: Crossing::of(&between).at, below: points[pair[0]].0, above: points[pair[1]].0 }
        });
        Self {
            tally: (0..points.len()).map(decision).collect(),
            first: sure.first().map_or(Decision::Inconclusive, |&place| decision(place)),
            changes: sure.windows(2).filter(changed).count() as u32,
            change,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOLDS: [f64; 3] = [0.9, 0.7, 1.0];
    const FAILS: [f64; 3] = [0.1, 0.0, 0.3];
    const OPEN: [f64; 3] = [0.6, 0.39, 0.78];

    fn decided(cells: &[[f64; 3]]) -> Decided {
        let points: Vec<Point> = cells.iter().enumerate().map(|(x, &cell)| (x as f64, cell)).collect();
        Decided::of(&points)
    }

    #[test]
    fn estimates_on_one_side_decide_nothing() {
        let found = decided(&[HOLDS, OPEN, HOLDS, OPEN]);
        assert_eq!((found.first, found.changes, found.change), (Decision::Holds, 0, None));
        assert_eq!(found.tally, Tally { holds: 2, fails: 0, inconclusive: 2 });
        let found = decided(&[OPEN, OPEN]);
        assert_eq!((found.first, found.changes), (Decision::Inconclusive, 0));
    }

    #[test]
    fn changes_are_counted_among_decided_cells() {
        let found = decided(&[OPEN, HOLDS, FAILS, OPEN, FAILS, HOLDS]);
        assert_eq!((found.first, found.changes), (Decision::Holds, 2));
        let change = found.change.unwrap();
        assert_eq!((change.at, change.below, change.above), (Some(1.5), 1.0, 2.0));
    }

    #[test]
    fn lines_that_never_or_often_cross_say_so() {
        let never = Crossing::of(&[(0.0, 0.5), (1.0, 0.9)]);
        assert_eq!((never.times, never.at, never.holds_first), (0, None, true));
        let often = Crossing::of(&[(0.0, 0.0), (1.0, 1.0), (2.0, 0.0)]);
        assert_eq!((often.times, often.at, often.holds_first), (2, Some(0.5), false));
    }
}
