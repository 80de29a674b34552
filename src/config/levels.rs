//! Levels of a swept key that are numbers: those of a range are decimals, and one rule says when two are the same.
//!
//! The points between the ends of a range are worked out in binary: 0 + 0.3 * 1 / 3 is 0.09999999999999999. The config means 0.1, and
//! a claim from 0.1 on speaks of it. So a level is the shortest decimal near what was worked out, and where levels are compared (by
//! the conditions of claims, by `diff`) those are the same that agree to twelve digits.
//!
//! ```
//! use comity::config::levels::{linear, same};
//! assert_eq!(linear(0.3 * 1.0 / 3.0, 0.0, 0.3), 0.1);
//! assert_eq!(linear(1.0 / 3.0, 0.0, 1.0), 1.0 / 3.0); // no short decimal is meant
//! assert!(same(0.1, 0.1 + 1e-14) && !same(0.1, 0.1001));
//! ```

/// The most digits of a decimal that is taken for what is meant.
const DIGITS: usize = 12;

/// Two levels that differ by less than this part of the larger are the same.
const SAME: f64 = 1e-12;

/// Are two levels the same? If they differ by no more than 1e-12 of the larger.
pub fn same(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= SAME * a.abs().max(b.abs())
}

/// Does a level lie in [min, max], ends included by the rule of [`same`]?
pub fn within(x: f64, min: f64, max: f64) -> bool {
    (x >= min || same(x, min)) && (x <= max || same(x, max))
}

/// The number that a table shows as `label`; none for a word, also one that could be taken for a number ("nan", "inf").
pub fn number(label: &str) -> Option<f64> {
    label.ends_with(|c: char| c.is_ascii_digit()).then(|| label.parse().ok()).flatten().filter(|x: &f64| x.is_finite())
}

/// The level that is meant by one worked out between two ends: the shortest decimal of at most 12 digits within what the arithmetic may
/// be off (1e-14 of the span, and two units in the last place of the larger end), or else what was worked out. The ends are as they are.
pub fn linear(x: f64, from: f64, to: f64) -> f64 {
    let near = 1e-14 * (to - from).abs() + 2.0 * f64::EPSILON * from.abs().max(to.abs());
    if x == from || x == to { x } else { decimal(x, near) }
}

/// The same between two ends above 0 where equal factors are equally far apart: powers and logarithms may be off by 1e-13 of the level.
pub fn logarithmic(x: f64, from: f64, to: f64) -> f64 {
    if x == from || x == to { x } else { decimal(x, 1e-13 * x) }
}

/// The shortest decimal of at most 12 digits that is so near; the number itself if there is none.
fn decimal(x: f64, near: f64) -> f64 {
    if x.abs() <= near {
        return 0.0;
    }
    let rounded = |digits: usize| {
        let digits = digits - 1;
        format!("{x:.digits$e}").parse::<f64>().ok().filter(|decimal| (decimal - x).abs() <= near)
    };
    // A shorter decimal is one of 12 digits as well, none of which is nearer than this.
    if rounded(DIGITS).is_none() { x } else { (1..=DIGITS).find_map(rounded).unwrap_or(x) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of every range whose steps are decimals of at most four digits, the levels are those decimals.
    #[test]
    fn levels_of_a_range_are_the_decimals_that_are_meant() {
        for (from, step) in [(0, 1), (0, 3), (-7, 1), (5, 25), (1, 9), (-300, 100), (9_000, 7), (12_345, 1)] {
            for scale in ["1", "10", "100", "1000", "10000"] {
                for last in [1_i32, 2, 3, 7, 11, 30, 99] {
                    // Read as a decimal: k / 1000 would be as good, for both are rounded once.
                    let read = |k: i32| f64::from(from + step * k) / scale.parse::<f64>().unwrap();
                    for k in 0..=last {
                        let (from, to) = (read(0), read(last));
                        let found = linear(from + (to - from) * f64::from(k) / f64::from(last), from, to);
                        assert_eq!(found, read(k), "{k} of {last} from {from} by {step} over {scale}");
                    }
                }
            }
        }
        for exponent in -6..=6 {
            let power = |k: i32| format!("1e{k}").parse::<f64>().unwrap();
            let (from, to) = (power(exponent), power(exponent + 4));
            for k in 0..=4 {
                let found = logarithmic(from * libm::pow(to / from, f64::from(k) / 4.0), from, to);
                assert_eq!(found, power(exponent + k));
            }
        }
    }

    /// What is no short decimal stays as it is, and levels that are close together stay apart.
    #[test]
    fn other_levels_stay_as_they_are() {
        assert_eq!(linear(1.0 / 3.0, 0.0, 1.0), 1.0 / 3.0);
        assert_eq!(linear(5e-301, 0.0, 1e-300), 5e-301);
        assert_eq!(linear(1e15 + 1.0, 1e15, 1e15 + 4.0), 1e15 + 1.0);
        let root = libm::pow(2.0, 0.5);
        assert_eq!(logarithmic(root, 1.0, 2.0), root);
        let third = 0.1 + 0.2;
        assert_eq!([linear(third, 0.0, third), linear(third, third, 1.0)], [third, third]);
        assert_eq!(linear(-0.1 + (0.2 + 0.1) / 3.0, -0.1, 0.2), 0.0);
    }

    #[test]
    fn levels_are_compared_by_one_rule() {
        assert!(same(0.1, 0.099_999_999_999_999_99) && same(0.0, -0.0) && same(1e300, 1e300 * (1.0 + 1e-13)));
        assert!(!same(0.0, 1e-300) && !same(0.1, 0.1 + 1e-12) && !same(f64::NAN, f64::NAN));
        assert!(within(0.099_999_999_999_999_99, 0.1, f64::INFINITY) && !within(0.099, 0.1, f64::INFINITY));
        assert!(within(0.300_000_000_000_000_04, f64::NEG_INFINITY, 0.3));
        assert_eq!([number("0.5"), number("-1e-7"), number("1.0e+21"), number("3")].map(|x| x.is_some()), [true; 4]);
        assert_eq!([number("nan"), number("inf"), number("ring"), number(""), number("1e999")], [None; 5]);
    }
}
