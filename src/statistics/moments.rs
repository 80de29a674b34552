//! Moments of values that come one by one: their number, mean and spread.

/// What differs by no more than this part of its size differs by rounding.
pub const ROUNDING: f64 = 1e-12;

/// Count, mean and sum of squared deviations of values that come one by one; missing ones (NaN) are left out.
///
/// Source: Welford (1962), Technometrics 4:419.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moments {
    count: u32,
    mean: f64,
    squares: f64,
}

impl Moments {
    /// Takes a value.
    pub fn push(&mut self, x: f64) {
        if !x.is_nan() {
            self.count += 1;
            let before = x - self.mean;
            self.mean += before / f64::from(self.count);
            self.squares += before * (x - self.mean);
        }
    }

    /// Number of values that were not missing.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Their mean; NaN without any.
    pub fn mean(&self) -> f64 {
        if self.count == 0 { f64::NAN } else { self.mean }
    }

    /// Standard error of the mean; NaN with fewer than two.
    pub fn error(&self) -> f64 {
        if self.count < 2 {
            return f64::NAN;
        }
        (self.squares / f64::from(self.count - 1) / f64::from(self.count)).sqrt()
    }

    /// Do all values agree, but for rounding?
    pub fn agree(&self) -> bool {
        (self.squares / f64::from(self.count.max(1))).sqrt() <= ROUNDING * self.mean.abs()
    }
}

impl FromIterator<f64> for Moments {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut moments = Self::default();
        values.into_iter().for_each(|x| moments.push(x));
        moments
    }
}

/// Mean, its standard error and the number of values that are not missing (NaN).
pub fn mean_and_error(values: &[f64]) -> (f64, f64, u32) {
    let moments: Moments = values.iter().copied().collect();
    (moments.mean(), moments.error(), moments.count())
}
