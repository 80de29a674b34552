//! Estimates with their intervals, as sentences write them.

use crate::question::layout::short;
use crate::statistics::decision::apart_from_zero;

/// What is named with its estimate and interval.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// Estimate, lower and upper end.
    pub values: [f64; 3],
}

impl Named {
    /// From a name and its numbers.
    pub fn new(name: impl Into<String>, values: [f64; 3]) -> Self {
        Self { name: name.into(), values }
    }

    /// Is it separated from 0 by its interval?
    fn is_apart(&self) -> bool {
        apart_from_zero(self.values[1], self.values[2])
    }
}

/// `0.80 [0.73, 0.85]`, digits as they are needed.
pub(super) fn with_interval([value, low, high]: [f64; 3]) -> String {
    let digits = |x: f64| if x.is_nan() { "?".to_owned() } else { short(x) };
    if low.is_nan() && high.is_nan() {
        digits(value)
    } else {
        format!("{} [{}, {}]", digits(value), digits(low), digits(high))
    }
}

/// A share with two digits, and its interval.
pub(super) fn share([value, low, high]: [f64; 3]) -> String {
    if low.is_nan() { format!("{value:.2}") } else { format!("{value:.2} [{low:.2}, {high:.2}]") }
}

/// The strongest of some, at most so many, that their intervals separate from 0; and how many are not.
pub(super) fn strongest(all: &[Named], most: usize) -> (Vec<&Named>, usize) {
    let mut apart: Vec<&Named> = all.iter().filter(|one| one.is_apart()).collect();
    let rest = all.len() - apart.len();
    apart.sort_by(|a, b| b.values[0].abs().total_cmp(&a.values[0].abs()));
    apart.truncate(most);
    (apart, rest)
}
