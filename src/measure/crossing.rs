//! Where P(hold) passes 1/2 along an axis of a grid.
//!
//! ```text
//! between neighbours (x0, p0), (x1, p1) on different sides of 1/2:  x = x0 + (x1 - x0) (1/2 - p0) / (p1 - p0)
//! ```
//!
//! A reading of the grid, no estimate: its precision is that of the grid, and its error that of the P(hold) around it.
//!
//! ```
//! use comity::measure::crossing::Crossing;
//! let crossing = Crossing::of(&[(0.0, 1.0), (1.0, 0.75), (2.0, 0.25), (3.0, 0.0)]);
//! assert_eq!((crossing.times, crossing.at, crossing.between), (1, Some(1.5), Some((1.0, 2.0))));
//! ```

/// Where P(hold) passes 1/2 along a line of a grid.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_never_or_often_cross_say_so() {
        let never = Crossing::of(&[(0.0, 0.5), (1.0, 0.9)]);
        assert_eq!((never.times, never.at, never.holds_first), (0, None, true));
        let often = Crossing::of(&[(0.0, 0.0), (1.0, 1.0), (2.0, 0.0)]);
        assert_eq!((often.times, often.at, often.holds_first), (2, Some(0.5), false));
    }
}
