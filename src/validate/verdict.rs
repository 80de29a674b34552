//! How a simulated quantity is judged against an exact one.
//!
//! ```text
//! z = (simulated - exact) / standard error           agrees iff |z| <= 4
//! standard error = sd of the replicates / sqrt(n)    or sqrt(p (1 - p) / n) at the exact share p
//! ```
//!
//! | symbol | meaning | field |
//! |---|---|---|
//! | n | replicates | [`Row::replicates`] |
//! | sd | standard deviation between the replicates' means | - |
//! | p | exact share of the replicates | [`Row::exact`] |
//!
//! Source: elementary. Rounds within a replicate depend on one another, replicates do not; so errors are taken between
//! replicates. What is not random is judged by an absolute tolerance. Where nothing varies, as in a game without noise,
//! simulated and exact must be equal up to rounding.
//!
//! ```
//! use comity::validate::verdict::{Judge, judge};
//! // 40 of 100 runs where 1/2 is exact: 2 standard errors of 0.05.
//! let (error, z, agrees) = judge(Judge::Share, 0.4, 0.0, 0.5, 100);
//! assert!(error == 0.05 && (z + 2.0).abs() < 1e-12 && agrees);
//! ```

use super::topic::Topic;
use crate::statistics::interval::mean_and_error;

/// Beyond so many standard errors simulated and exact disagree.
pub const SIGMAS: f64 = 4.0;

/// Relative slack of what is equal up to rounding.
const ROUNDING: f64 = 1e-12;

/// How a quantity is judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Judge {
    /// By the standard error between replicates.
    Spread,
    /// As the share of replicates in which something happens: by the binomial error at the exact share.
    Share,
    /// By an absolute tolerance.
    Within(f64),
}

/// A quantity of a check.
#[derive(Debug, Clone)]
pub struct Quantity {
    /// What it is.
    pub name: String,
    /// What it must be.
    pub exact: f64,
    /// How it is judged.
    pub judge: Judge,
}

/// Standard error, z, and whether they agree: `spread` is the standard error between the `n` replicates.
///
/// Standard error and z are NaN where a tolerance decides. A simulated value that is missing (NaN) never agrees.
pub fn judge(judge: Judge, simulated: f64, spread: f64, exact: f64, n: u32) -> (f64, f64, bool) {
    let difference = simulated - exact;
    let error = match judge {
        Judge::Within(tolerance) => return (f64::NAN, f64::NAN, difference.abs() <= tolerance),
        Judge::Share => (exact * (1.0 - exact) / f64::from(n)).sqrt(),
        Judge::Spread => spread,
    };
    let z = if difference.abs() <= ROUNDING * exact.abs().max(1.0) { 0.0 } else { difference / error };
    (error, z, z.abs() <= SIGMAS)
}

/// A row of the report.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The topic.
    pub topic: Topic,
    /// What was simulated.
    pub case: String,
    /// What of it is compared.
    pub quantity: String,
    /// Its mean over the replicates.
    pub simulated: f64,
    /// Its standard error; NaN where a tolerance decides.
    pub error: f64,
    /// What it must be.
    pub exact: f64,
    /// How many standard errors the simulated value is off; NaN where a tolerance decides.
    pub z: f64,
    /// The tolerance, where one decides; else NaN.
    pub tolerance: f64,
    /// Number of replicates.
    pub replicates: u32,
    agrees: bool,
}

impl Row {
    /// Judges the values of a quantity, one for each replicate.
    pub fn of(topic: Topic, case: &str, quantity: &Quantity, values: &[f64]) -> Self {
        // Any missing value makes the mean missing, so that it cannot hide.
        let (mean, spread) = if values.iter().any(|value| value.is_nan()) {
            (f64::NAN, f64::NAN)
        } else {
            let (mean, spread, _) = mean_and_error(values);
            (mean, spread)
        };
        let replicates = values.len() as u32;
        let exact = quantity.exact;
        let (error, z, agrees) = judge(quantity.judge, mean, spread, exact, replicates);
        let tolerance = if let Judge::Within(tolerance) = quantity.judge { tolerance } else { f64::NAN };
        let (case, quantity) = (case.to_owned(), quantity.name.clone());
        Self { topic, case, quantity, simulated: mean, error, exact, z, tolerance, replicates, agrees }
    }

    /// Do simulated and exact agree?
    pub fn agrees(&self) -> bool {
        self.agrees
    }

    /// Is it judged by z?
    pub fn is_statistical(&self) -> bool {
        self.tolerance.is_nan()
    }

    /// The verdict in words.
    pub fn verdict(&self) -> &'static str {
        match (self.agrees, self.simulated.is_nan(), self.is_statistical()) {
            (true, ..) => "ok",
            (false, true, _) => "no value",
            (false, false, true) => "beyond 4 sigma",
            (false, false, false) => "beyond tolerance",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(judge: Judge, exact: f64, values: &[f64]) -> Row {
        Row::of(Topic::Pairs, "case", &Quantity { name: "quantity".to_owned(), exact, judge }, values)
    }

    /// 100 values with mean 0.5 and standard deviation 0.1: a standard error of 0.01 (up to n - 1).
    #[test]
    fn a_biased_sample_is_beyond_four_sigma() {
        let values: Vec<f64> = (0..100).map(|k| if k % 2 == 0 { 0.4 } else { 0.6 }).collect();
        let fair = row(Judge::Spread, 0.5, &values);
        assert!(fair.agrees() && fair.z == 0.0 && (fair.error - 0.1 / 99.0_f64.sqrt()).abs() < 1e-12);
        let near = row(Judge::Spread, 0.46, &values);
        assert!(near.agrees() && near.z > 3.9 && near.verdict() == "ok", "{near:?}");
        let biased = row(Judge::Spread, 0.459, &values);
        assert!(!biased.agrees() && biased.z > 4.0 && biased.verdict() == "beyond 4 sigma", "{biased:?}");
        assert!(!row(Judge::Spread, 0.541, &values).agrees(), "below as well as above");
    }

    /// 30 of 100 where 1/2 is exact: exactly 4 standard errors of 0.05; 29 are more.
    #[test]
    fn shares_are_judged_by_the_error_at_the_exact_share() {
        let of = |hits: usize| (0..100).map(|k| f64::from(u8::from(k < hits))).collect::<Vec<_>>();
        assert_eq!(row(Judge::Share, 0.5, &of(40)).error, 0.05);
        assert!(row(Judge::Share, 0.5, &of(31)).agrees() && !row(Judge::Share, 0.5, &of(29)).agrees());
        assert!(!row(Judge::Share, 0.5, &of(71)).agrees());
        assert!(!row(Judge::Share, 0.0, &of(1)).agrees(), "what is impossible must not happen");
    }

    #[test]
    fn what_does_not_vary_is_right_or_wrong() {
        assert_eq!(row(Judge::Spread, 0.1 + 0.2, &[0.3; 5]).z, 0.0);
        let wrong = row(Judge::Spread, 0.3001, &[0.3; 5]);
        assert!(!wrong.agrees() && wrong.z.abs() > 1e6);
        assert!(row(Judge::Within(1e-3), 0.3001, &[0.3]).agrees());
        assert_eq!(row(Judge::Within(1e-5), 0.3001, &[0.3]).verdict(), "beyond tolerance");
    }

    #[test]
    fn a_missing_value_never_agrees() {
        for judge in [Judge::Spread, Judge::Share, Judge::Within(9.0)] {
            let row = row(judge, 0.5, &[0.5, f64::NAN, 0.5]);
            assert!(!row.agrees() && row.verdict() == "no value");
        }
    }
}
