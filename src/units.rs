//! Numbers that carry their range: built once where they enter, trusted everywhere after.
//!
//! Each type wraps one `f64`. A value outside the range, or not finite, cannot be built, so no equation
//! checks its parameters again. All of them read from and write to plain numbers in a config
//! (an integer is accepted where a number is).

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// A number was outside the range of its type.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("expected {expected}, found {found}")]
pub struct OutOfRange {
    /// What the type admits, in words.
    pub expected: &'static str,
    /// What was given.
    pub found: f64,
}

/// Reads any number; what is expected beyond that is for the message.
struct Number {
    expected: &'static str,
}

impl Visitor<'_> for Number {
    type Value = f64;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }
    fn visit_f64<E: Error>(self, x: f64) -> Result<f64, E> {
        Ok(x)
    }
    fn visit_i64<E: Error>(self, x: i64) -> Result<f64, E> {
        Ok(x as f64)
    }
    fn visit_u64<E: Error>(self, x: u64) -> Result<f64, E> {
        Ok(x as f64)
    }
}

macro_rules! checked_number {
    ($(#[$doc:meta])* $name:ident, $expected:literal, $schema:tt, |$x:ident| $inside:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
        #[serde(transparent)]
        pub struct $name(f64);

        impl $name {
            /// Checks a number.
            ///
            /// # Errors
            /// [`OutOfRange`] when the number is outside the range or not finite.
            #[allow(clippy::manual_range_contains, reason = "the same words as in `constant`")]
            pub fn new($x: f64) -> Result<Self, OutOfRange> {
                if $x.is_finite() && $inside {
                    Ok(Self($x))
                } else {
                    Err(OutOfRange { expected: $expected, found: $x })
                }
            }

            /// The number for a constant known to be in range; fails to compile in a `const` otherwise.
            #[allow(clippy::manual_range_contains, reason = "`contains` is not a const function")]
            pub const fn constant($x: f64) -> Self {
                assert!($inside, "constant outside its range");
                Self($x)
            }

            /// The plain number.
            pub const fn get(self) -> f64 {
                self.0
            }
        }

        impl TryFrom<f64> for $name {
            type Error = OutOfRange;
            fn try_from(value: f64) -> Result<Self, OutOfRange> {
                Self::new(value)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let number = deserializer.deserialize_f64(Number { expected: $expected })?;
                Self::new(number).map_err(D::Error::custom)
            }
        }

        impl From<$name> for f64 {
            fn from(value: $name) -> f64 {
                value.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    };
}

checked_number!(
    /// A probability or a share, in [0, 1].
    Probability, "a number in [0, 1]", { "type": "number", "minimum": 0, "maximum": 1 },
    |x| x >= 0.0 && x <= 1.0
);
checked_number!(
    /// A discount factor (patience), in [0, 1): at 1 the future would have no bounded worth.
    Discount, "a number in [0, 1), 1 excluded", { "type": "number", "minimum": 0, "exclusiveMaximum": 1 },
    |x| x >= 0.0 && x < 1.0
);
checked_number!(
    /// An amount that cannot be negative.
    NonNegative, "a number of at least 0", { "type": "number", "minimum": 0 },
    |x| x >= 0.0 && x < f64::INFINITY
);
checked_number!(
    /// An amount that must be more than nothing.
    Positive, "a number above 0", { "type": "number", "exclusiveMinimum": 0 },
    |x| x > 0.0 && x < f64::INFINITY
);
checked_number!(
    /// Any finite number.
    Finite, "a finite number", { "type": "number" },
    |x| x > f64::NEG_INFINITY && x < f64::INFINITY
);

/// The logistic function 1 / (1 + e^-x), the same bits on every machine.
///
/// ```
/// use comity::units::logistic;
/// assert_eq!(logistic(0.0), 0.5);
/// assert!((logistic(2.0) - 0.880797077977882).abs() < 1e-15);
/// assert_eq!(logistic(-1e4), 0.0);
/// ```
#[inline]
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_closed_where_they_say_so() {
        assert!(Probability::new(0.0).is_ok() && Probability::new(1.0).is_ok());
        assert!(Probability::new(-1e-12).is_err() && Probability::new(f64::NAN).is_err());
        assert!(Discount::new(0.0).is_ok() && Discount::new(1.0).is_err());
        assert!(NonNegative::new(0.0).is_ok() && NonNegative::new(f64::INFINITY).is_err());
        assert!(Positive::new(0.0).is_err() && Positive::new(f64::MIN_POSITIVE).is_ok());
        assert!(Finite::new(-1e300).is_ok() && Finite::new(f64::NEG_INFINITY).is_err());
    }

    #[test]
    fn the_error_says_what_was_expected_and_found() {
        let error = Probability::new(1.4).unwrap_err();
        assert_eq!(error.to_string(), "expected a number in [0, 1], found 1.4");
    }

    #[test]
    fn numbers_read_from_plain_toml() {
        #[derive(Deserialize)]
        struct Row {
            p: Probability,
            n: NonNegative,
        }
        let row: Row = toml::from_str("p = 1\nn = 2.5").unwrap();
        assert_eq!((row.p.get(), row.n.get()), (1.0, 2.5));
        assert!(toml::from_str::<Row>("p = 2\nn = 2.5").is_err());
    }
}
