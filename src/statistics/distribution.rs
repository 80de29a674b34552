//! What a swept key is drawn from: a distribution, written in a config and turned into values by its quantile function.
//!
//! ```text
//! uniform          = [lo, hi]            lo + (hi - lo) u
//! log_uniform      = [lo, hi]            lo (hi / lo)^u
//! normal           = [mean, sd]          mean + sd z(u),  z the normal quantile
//! truncated_normal = [mean, sd, lo, hi]  mean + sd z( F(lo) + (F(hi) - F(lo)) u ),  F the normal distribution function
//! beta             = [a, b]              the x with I_x(a, b) = u
//! triangular       = [lo, mode, hi]      lo + sqrt(u (hi - lo) (mode - lo)) up to the mode, mirrored beyond
//! integers         = [lo, hi]            lo + floor((hi - lo + 1) u)
//! values           = [v_0, ..., v_(m-1)] v_floor(m u)
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | u | share of the distribution below the value | [0, 1] | argument `u` |
//! | lo, hi | ends | lo below hi; above 0 in `log_uniform` | [`Distribution`] |
//! | sd | standard deviation before any truncation | above 0 | [`Distribution::Normal`] |
//! | a, b | shapes of the beta distribution on [0, 1] | above 0 | [`Distribution::Beta`] |
//! | v_k | values of any kind; one listed twice counts twice | at least one | [`Distribution::Values`] |
//!
//! A value is a monotone function of u, so whatever fills [0, 1) evenly ([`super::sampling`]) fills the distribution
//! evenly too (inversion: Devroye 1986, Non-Uniform Random Variate Generation, ch. II.2). `[lo, hi]` alone is short for
//! `uniform`.
//!
//! ```
//! use comity::statistics::distribution::Distribution;
//! assert_eq!(Distribution::Uniform([2.0, 6.0]).number(0.25), 3.0);
//! assert_eq!(Distribution::LogUniform([0.01, 1.0]).number(0.5), 0.1);
//! assert_eq!(Distribution::Integers([1, 6]).number(0.99), 6.0); // a die
//! ```

use std::collections::BTreeMap;

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use toml::Value;

use super::beta::beta_quantile;
use super::normal;

/// What a swept key is drawn from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Distribution {
    /// Uniform on [lo, hi).
    Uniform([f64; 2]),
    /// Its logarithm is uniform: every factor counts the same.
    LogUniform([f64; 2]),
    /// Normal with mean and standard deviation.
    Normal([f64; 2]),
    /// Normal with mean and standard deviation, given that it lies in [lo, hi].
    TruncatedNormal([f64; 4]),
    /// Beta with shapes a and b.
    Beta([f64; 2]),
    /// Density rising from lo to the mode and falling to hi.
    Triangular([f64; 3]),
    /// A whole number from lo to hi, both included, equally likely.
    Integers([i64; 2]),
    /// One of these, equally likely.
    Values(Vec<Value>),
}

/// The whole numbers that a float holds exactly lie within this.
const WHOLE: i64 = 1 << 53;

impl Distribution {
    /// The value below which the share `u` in [0, 1] of the distribution lies.
    pub fn quantile(&self, u: f64) -> Value {
        match self {
            Self::Integers([lo, hi]) => {
                let last = hi - lo;
                Value::Integer(lo + ((u * (last + 1) as f64) as i64).clamp(0, last))
            }
            Self::Values(values) => {
                let place = ((u * values.len() as f64) as usize).min(values.len().saturating_sub(1));
                values.get(place).cloned().unwrap_or(Value::Float(f64::NAN))
            }
            _ => Value::Float(self.continuous(u)),
        }
    }

    /// The same as a number; NaN for a listed value that is none.
    pub fn number(&self, u: f64) -> f64 {
        match self {
            Self::Integers(_) | Self::Values(_) => match self.quantile(u) {
                Value::Integer(x) => x as f64,
                Value::Float(x) => x,
                _ => f64::NAN,
            },
            _ => self.continuous(u),
        }
    }

    fn continuous(&self, u: f64) -> f64 {
        match *self {
            Self::Uniform([lo, hi]) => (lo + (hi - lo) * u).min(hi),
            Self::LogUniform([lo, hi]) => (lo * libm::pow(hi / lo, u)).min(hi),
            Self::Normal([mean, sd]) => mean + sd * normal::quantile(u),
            Self::TruncatedNormal([.., lo, _]) if u <= 0.0 => lo,
            Self::TruncatedNormal([.., hi]) if u >= 1.0 => hi,
            Self::TruncatedNormal([mean, sd, lo, hi]) => {
                let (from, to) = ((lo - mean) / sd, (hi - mean) / sd);
                let z = |from, to, u| {
                    let (below, up_to) = (normal::cdf(from), normal::cdf(to));
                    normal::quantile(below + (up_to - below) * u)
                };
                // Shares are sharp near 0, so what lies above the mean is mirrored.
                let z = if from > 0.0 { -z(-to, -from, 1.0 - u) } else { z(from, to, u) };
                (mean + sd * z).clamp(lo, hi)
            }
            Self::Beta([a, b]) => {
                if u <= 0.0 || u >= 1.0 {
                    return u.clamp(0.0, 1.0);
                }
                beta_quantile(u, a, b)
            }
            Self::Triangular([lo, mode, hi]) => {
                let width = hi - lo;
                if u * width < mode - lo {
                    lo + (u * width * (mode - lo)).sqrt()
                } else {
                    hi - ((1.0 - u) * width * (hi - mode)).sqrt()
                }
            }
            Self::Integers(_) | Self::Values(_) => f64::NAN,
        }
    }

    /// Is it continuous, with a finite value at u = 0 and at u = 1?
    pub fn has_ends(&self) -> bool {
        !matches!(self, Self::Normal(_) | Self::Integers(_) | Self::Values(_))
    }

    /// Whether its numbers make a distribution.
    ///
    /// # Errors
    /// What was expected and what was found.
    pub fn check(&self) -> Result<(), String> {
        let finite = |numbers: &[f64]| numbers.iter().all(|x| x.is_finite());
        let (good, expected) = match self {
            Self::Uniform([lo, hi]) => {
                ((hi - lo).is_finite() && lo < hi, "uniform = [lo, hi] with lo below hi, both finite")
            }
            Self::LogUniform([lo, hi]) => {
                (*lo > 0.0 && lo < hi && (hi / lo).is_finite(), "log_uniform = [lo, hi] with 0 below lo, lo below hi")
            }
            Self::Normal(numbers) => (finite(numbers) && numbers[1] > 0.0, "normal = [mean, sd] with sd above 0"),
            Self::TruncatedNormal(numbers) => {
                let [mean, sd, lo, hi] = *numbers;
                // The nearer end within 8 standard deviations of the mean: beyond that shares cannot be told apart.
                let near = (lo - mean).max(mean - hi) <= 8.0 * sd;
                (
                    finite(numbers) && sd > 0.0 && lo < hi && near,
                    "truncated_normal = [mean, sd, lo, hi] with sd above 0, lo below hi, \
                     an end within 8 sd of the mean",
                )
            }
            Self::Beta([a, b]) => {
                let shape = |x: f64| x > 0.0 && x < f64::INFINITY;
                (shape(*a) && shape(*b), "beta = [a, b], both above 0")
            }
            Self::Triangular([lo, mode, hi]) => (
                (hi - lo).is_finite() && lo <= mode && mode <= hi && lo < hi,
                "triangular = [lo, mode, hi] in this order, lo below hi",
            ),
            Self::Integers([lo, hi]) => (
                -WHOLE <= *lo && lo <= hi && *hi <= WHOLE,
                "integers = [lo, hi] with lo not above hi, within 2^53 of 0",
            ),
            Self::Values(values) => (!values.is_empty(), "values = [...] with at least one value"),
        };
        if good { Ok(()) } else { Err(format!("expected {expected}, found {}", self.shown())) }
    }

    /// The numbers, as they are written.
    fn shown(&self) -> String {
        match self {
            Self::Uniform(x) | Self::LogUniform(x) | Self::Normal(x) | Self::Beta(x) => format!("{x:?}"),
            Self::TruncatedNormal(x) => format!("{x:?}"),
            Self::Triangular(x) => format!("{x:?}"),
            Self::Integers(x) => format!("{x:?}"),
            Self::Values(_) => "none".to_owned(),
        }
    }
}

/// The forms in a table, their numbers not yet counted.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Form {
    Uniform(Vec<f64>),
    LogUniform(Vec<f64>),
    Normal(Vec<f64>),
    TruncatedNormal(Vec<f64>),
    Beta(Vec<f64>),
    Triangular(Vec<f64>),
    Integers(Vec<i64>),
    Values(Vec<Value>),
}

/// Exactly so many numbers.
fn exactly<T: Copy + fmt::Debug, const N: usize>(form: &str, names: &str, numbers: &[T]) -> Result<[T; N], String> {
    numbers.try_into().map_err(|_| format!("expected {form} = {names}, found {numbers:?}"))
}

impl TryFrom<Form> for Distribution {
    type Error = String;
    fn try_from(form: Form) -> Result<Self, String> {
        let distribution = match form {
            Form::Uniform(x) => Self::Uniform(exactly("uniform", "[lo, hi]", &x)?),
            Form::LogUniform(x) => Self::LogUniform(exactly("log_uniform", "[lo, hi]", &x)?),
            Form::Normal(x) => Self::Normal(exactly("normal", "[mean, sd]", &x)?),
            Form::TruncatedNormal(x) => Self::TruncatedNormal(exactly("truncated_normal", "[mean, sd, lo, hi]", &x)?),
            Form::Beta(x) => Self::Beta(exactly("beta", "[a, b]", &x)?),
            Form::Triangular(x) => Self::Triangular(exactly("triangular", "[lo, mode, hi]", &x)?),
            Form::Integers(x) => Self::Integers(exactly("integers", "[lo, hi]", &x)?),
            Form::Values(x) => Self::Values(x),
        };
        distribution.check()?;
        Ok(distribution)
    }
}

impl<'de> Deserialize<'de> for Distribution {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DistributionVisitor;
        impl<'de> Visitor<'de> for DistributionVisitor {
            type Value = Distribution;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "[lo, hi], { uniform = [lo, hi] }, { log_uniform = [lo, hi] }, { normal = [mean, sd] }, \
                     { truncated_normal = [mean, sd, lo, hi] }, { beta = [a, b] }, { triangular = [lo, mode, hi] }, \
                     { integers = [lo, hi] } or { values = [...] }",
                )
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Distribution, A::Error> {
                let mut numbers = Vec::new();
                while let Some(number) = items.next_element()? {
                    numbers.push(number);
                }
                Distribution::try_from(Form::Uniform(numbers)).map_err(A::Error::custom)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Distribution, A::Error> {
                let table = toml::Table::deserialize(MapAccessDeserializer::new(map))?;
                if table.len() != 1 {
                    let names: Vec<&str> = table.keys().map(String::as_str).collect();
                    let found = if names.is_empty() { "none".to_owned() } else { names.join(" and ") };
                    return Err(A::Error::custom(format!("expected one distribution, found {found}")));
                }
                let form = Form::deserialize(Value::Table(table)).map_err(|error| A::Error::custom(error.message()))?;
                Distribution::try_from(form).map_err(A::Error::custom)
            }
        }
        deserializer.deserialize_any(DistributionVisitor)
    }
}

/// As in a config: `uniform = [0.0, 1.0]`.
impl fmt::Display for Distribution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ok(Value::Table(table)) = Value::try_from(self) else { return Err(fmt::Error) };
        table.iter().try_for_each(|(name, numbers)| write!(f, "{name} = {numbers}"))
    }
}

impl JsonSchema for Distribution {
    fn schema_name() -> Cow<'static, str> {
        "Distribution".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let list = |kind: &str, count: usize| {
            let items = json_schema!({ "type": kind });
            json_schema!({ "type": "array", "items": items, "minItems": count, "maxItems": count })
        };
        let of = |name: &str, about: &str, inner: Schema| {
            json_schema!({
                "type": "object", "description": about, "properties": { name: inner }, "required": [name],
                "additionalProperties": false,
            })
        };
        json_schema!({ "anyOf": [
            list("number", 2),
            of("uniform", "Uniform on [lo, hi).", list("number", 2)),
            of("log_uniform", "[lo, hi] above 0; its logarithm is uniform.", list("number", 2)),
            of("normal", "[mean, sd], unbounded.", list("number", 2)),
            of("truncated_normal", "[mean, sd, lo, hi]: normal, given that it lies in [lo, hi].", list("number", 4)),
            of("beta", "[a, b], shapes above 0, on [0, 1].", list("number", 2)),
            of("triangular", "[lo, mode, hi].", list("number", 3)),
            of("integers", "[lo, hi]: whole numbers, both ends included, equally likely.", list("integer", 2)),
            of("values", "Any values, equally likely.", json_schema!({ "type": "array", "minItems": 1 })),
        ]})
    }
}

/// Is there a distribution at all, of any key?
///
/// # Errors
/// What was expected.
pub fn at_least_one(keys: &BTreeMap<String, Distribution>) -> Result<(), String> {
    if keys.is_empty() {
        return Err("expected at least one key in `keys = { \"KEY\" = [lo, hi], ... }`, found none".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use Distribution::{Beta, Integers, LogUniform, Normal, Triangular, TruncatedNormal, Uniform, Values};

    /// Mean and variance by the midpoint rule with n points of u.
    fn moments(distribution: &Distribution, n: u32) -> (f64, f64) {
        let values: Vec<f64> = (0..n).map(|k| distribution.number((f64::from(k) + 0.5) / f64::from(n))).collect();
        let mean = values.iter().sum::<f64>() / f64::from(n);
        (mean, values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / f64::from(n))
    }

    /// Moments known in closed form. The midpoint rule with 20,000 points leaves out at most the unbounded tails, of
    /// order 1e-3 in the normal variance: z^2 over half a cell, (4.2^2) / 40,000.
    #[test]
    fn quantiles_have_the_moments_of_their_distribution() {
        let log = libm::log(100.0);
        let mean_log = 0.99 / log;
        // Truncated at -1 and 1: variance 1 - 2 phi(1) / (2 Phi(1) - 1).
        let density = libm::exp(-0.5) / (2.0 * std::f64::consts::PI).sqrt();
        let inside = 2.0 * normal::cdf(1.0) - 1.0;
        for (distribution, mean, variance, tolerance) in [
            (Uniform([-1.0, 3.0]), 1.0, 16.0 / 12.0, 1e-6),
            (LogUniform([0.01, 1.0]), mean_log, (1.0 - 1e-4) / (2.0 * log) - mean_log * mean_log, 1e-6),
            (Normal([0.5, 2.0]), 0.5, 4.0, 4e-3),
            (TruncatedNormal([3.0, 0.5, 2.5, 3.5]), 3.0, 0.25 * (1.0 - 2.0 * density / inside), 1e-6),
            (Beta([2.0, 3.0]), 0.4, 0.04, 1e-6),
            (Beta([0.5, 0.5]), 0.5, 0.125, 1e-6),
            (Triangular([0.0, 1.0, 4.0]), 5.0 / 3.0, (16.0 + 1.0 - 4.0) / 18.0, 1e-6),
        ] {
            let (m, v) = moments(&distribution, 20_000);
            assert!((m - mean).abs() < tolerance && (v - variance).abs() < tolerance, "{distribution:?}: {m}, {v}");
        }
    }

    #[test]
    fn ends_and_middles_are_exact() {
        for (distribution, at) in [
            (Uniform([-1.0, 3.0]), [-1.0, 1.0, 3.0]),
            (LogUniform([1.0, 100.0]), [1.0, 10.0, 100.0]),
            (TruncatedNormal([0.0, 1.0, -2.0, 2.0]), [-2.0, 0.0, 2.0]),
            (TruncatedNormal([0.0, 1.0, -2.0, 50.0]), [-2.0, normal::quantile(0.5 + 0.5 * normal::cdf(-2.0)), 50.0]),
            (Beta([1.0, 1.0]), [0.0, 0.5, 1.0]),
            (Beta([3.0, 3.0]), [0.0, 0.5, 1.0]),
            (Triangular([0.0, 2.0, 4.0]), [0.0, 2.0, 4.0]),
            (Triangular([0.0, 0.0, 1.0]), [0.0, 1.0 - 0.5f64.sqrt(), 1.0]),
            (Triangular([0.0, 1.0, 1.0]), [0.0, 0.5f64.sqrt(), 1.0]),
        ] {
            assert!(distribution.has_ends());
            for (u, x) in [0.0, 0.5, 1.0].into_iter().zip(at) {
                let found = distribution.number(u);
                assert!((found - x).abs() < 1e-14, "{distribution:?} at {u}: {found}");
            }
        }
    }

    /// Far above the mean: given z > 6, the median is where the upper tail is halved.
    #[test]
    fn a_truncated_tail_stays_sharp() {
        let z = TruncatedNormal([0.0, 1.0, 6.0, 40.0]).number(0.5);
        assert!((normal::cdf(-z) / normal::cdf(-6.0) - 0.5).abs() < 1e-12, "{z}");
    }

    #[test]
    fn whole_numbers_and_values_are_equally_likely() {
        let die = Integers([-1, 4]);
        let mut counts = [0; 6];
        for k in 0..6000 {
            let Value::Integer(x) = die.quantile((f64::from(k) + 0.5) / 6000.0) else { panic!("no whole number") };
            counts[(x + 1) as usize] += 1;
        }
        assert_eq!(counts, [1000; 6]);
        assert_eq!((die.number(0.0), die.number(1.0)), (-1.0, 4.0));
        let words = Values(vec!["ring".into(), "lattice".into(), 3.into()]);
        assert_eq!(words.quantile(0.33), "ring".into());
        assert_eq!(words.quantile(0.34), "lattice".into());
        assert!(words.number(0.0).is_nan() && words.number(1.0) == 3.0);
    }

    #[test]
    fn every_form_reads_from_toml_and_back() {
        #[derive(Serialize, Deserialize, PartialEq, Debug)]
        struct Row {
            x: Distribution,
        }
        for (text, distribution) in [
            ("x = [0, 1]", Uniform([0.0, 1.0])),
            ("x = { uniform = [0, 0.5] }", Uniform([0.0, 0.5])),
            ("x = { log_uniform = [0.1, 10] }", LogUniform([0.1, 10.0])),
            ("x = { normal = [0, 1] }", Normal([0.0, 1.0])),
            ("x = { truncated_normal = [0, 1, -1, 1] }", TruncatedNormal([0.0, 1.0, -1.0, 1.0])),
            ("x = { beta = [2, 3] }", Beta([2.0, 3.0])),
            ("x = { triangular = [0, 0.5, 1] }", Triangular([0.0, 0.5, 1.0])),
            ("x = { integers = [2, 5] }", Integers([2, 5])),
            ("x = { values = [\"a\", true, 2] }", Values(vec!["a".into(), true.into(), 2.into()])),
        ] {
            let row: Row = toml::from_str(text).unwrap();
            assert_eq!(row.x, distribution, "{text}");
            let again: Row = toml::from_str(&toml::to_string(&row).unwrap()).unwrap();
            assert_eq!(again, row);
        }
        for (text, expected) in [
            ("x = 1", "{ triangular = [lo, mode, hi] }"),
            ("x = [0, 0.5, 1]", "expected uniform = [lo, hi], found [0.0, 0.5, 1.0]"),
            ("x = [1, 0]", "with lo below hi"),
            ("x = { unifrom = [0, 1] }", "unknown variant `unifrom`, expected one of `uniform`"),
            ("x = { beta = [0, 1] }", "expected beta = [a, b], both above 0, found [0.0, 1.0]"),
            ("x = { log_uniform = [0, 1] }", "with 0 below lo"),
            ("x = { normal = [0, 1, 2] }", "expected normal = [mean, sd], found [0.0, 1.0, 2.0]"),
            ("x = { truncated_normal = [0, 1, 9, 10] }", "within 8 sd of the mean"),
            ("x = { triangular = [0, 2, 1] }", "in this order"),
            ("x = { integers = [5, 2] }", "lo not above hi"),
            ("x = { integers = [0.5, 2] }", "expected i64"),
            ("x = { values = [] }", "at least one value"),
        ] {
            let error = toml::from_str::<Row>(text).unwrap_err().to_string();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
