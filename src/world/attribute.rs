//! An attribute of a group of agents: a number, one number per agent, or a distribution.
//!
//! ```text
//! uniform = [lo, hi]     lo + (hi - lo) u
//! normal  = [mean, sd]   mean + sd sqrt(-2 ln(1 - u1)) cos(2 pi u2)
//! beta    = [a, b]       x / (x + y), x ~ Gamma(a), y ~ Gamma(b)
//! ```
//!
//! with u uniform on [0, 1). Normal and beta draws are clamped to the attribute's range.
//!
//! Source: Box & Muller (1958) for the normal; Marsaglia & Tsang (2000), ACM TOMS 26:363, for the gamma. Written out here because
//! results must be the same bytes on every machine, so every transcendental comes from `libm`.
//!
//! ```
//! use comity::rng::{Key, Purpose, Stream};
//! use comity::world::Attribute;
//! let mut stream = Stream::new(&Key::common(1), 0, Purpose::Attribute);
//! let draw = Attribute::Uniform([0.2, 0.4]).draw(0, &mut stream, (0.01, 1.0));
//! assert!((0.2..0.4).contains(&draw));
//! assert_eq!(Attribute::List(vec![0.1, 0.3]).draw(1, &mut stream, (0.01, 1.0)), 0.3);
//! ```

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::rng::Stream;
use crate::sheet::Delimiter;

/// A number, a list with one number per agent, or a distribution.
#[derive(Debug, Clone, PartialEq)]
pub enum Attribute {
    /// The same for every agent of the group.
    Number(f64),
    /// One per agent, in order.
    List(Vec<f64>),
    /// Uniform on [lo, hi).
    Uniform([f64; 2]),
    /// Normal with mean and standard deviation, clamped.
    Normal([f64; 2]),
    /// Beta with shapes a and b, clamped.
    Beta([f64; 2]),
    /// A column of a CSV file with a header, one row per agent; read before anything runs.
    Column(Column),
}

/// A column of a CSV file: `{ path = "states.csv", column = "capability" }`, the path relative to the config.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The file.
    pub path: String,
    /// The name in its header.
    pub column: String,
    /// What parts its fields.
    #[serde(default, skip_serializing_if = "Delimiter::is_comma")]
    pub delimiter: Delimiter,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Distribution {
    Uniform([f64; 2]),
    Normal([f64; 2]),
    Beta([f64; 2]),
    Column(Column),
}

impl Attribute {
    /// The value for the agent at a place in its group, from a stream already at the attribute's position.
    pub fn draw(&self, index: usize, stream: &mut Stream, (lo, hi): (f64, f64)) -> f64 {
        match self {
            Self::Number(x) => *x,
            Self::List(list) => list.get(index).copied().unwrap_or(f64::NAN),
            Self::Uniform([from, to]) => from + (to - from) * stream.uniform(),
            Self::Normal([mean, sd]) => (mean + sd * normal(stream)).clamp(lo, hi),
            Self::Beta([a, b]) => {
                let (x, y) = (gamma(*a, stream), gamma(*b, stream));
                let draw = if x + y > 0.0 { x / (x + y) } else { 0.5 };
                draw.clamp(lo, hi)
            }
            Self::Column(_) => f64::NAN,
        }
    }

    /// Is it drawn at random?
    pub fn is_drawn(&self) -> bool {
        matches!(self, Self::Uniform(_) | Self::Normal(_) | Self::Beta(_))
    }

    /// What is wrong with it for a group of `count` agents, if anything; `range` is the attribute's.
    pub fn problem(&self, count: usize, (lo, hi): (f64, f64)) -> Option<String> {
        let outside = |x: f64| !(lo..=hi).contains(&x);
        let range = if hi == f64::INFINITY { format!("at least {lo}") } else { format!("in [{lo}, {hi}]") };
        match self {
            Self::Number(x) => outside(*x).then(|| format!("expected a number {range}, found {x}")),
            Self::List(list) if list.len() != count => {
                Some(format!("expected one number for each of the {count} agents of the group, found {}", list.len()))
            }
            Self::List(list) => {
                let wrong = list.iter().find(|&&x| outside(x))?;
                Some(format!("expected numbers {range}, found {wrong}"))
            }
            Self::Uniform([from, to]) if outside(*from) || outside(*to) || from > to => {
                Some(format!("expected uniform = [lo, hi] with lo <= hi, both {range}, found [{from}, {to}]"))
            }
            Self::Normal([mean, sd]) if !mean.is_finite() || !(0.0..f64::INFINITY).contains(sd) => {
                Some(format!("expected normal = [mean, sd] with sd of at least 0, found [{mean}, {sd}]"))
            }
            Self::Beta([a, b]) if !(*a > 0.0 && *b > 0.0 && a.is_finite() && b.is_finite()) => {
                Some(format!("expected beta = [a, b], both above 0, found [{a}, {b}]"))
            }
            Self::Column(column) => Some(format!("the column {} of {} has not been read", column.column, column.path)),
            _ => None,
        }
    }
}

/// A standard normal variate, from two uniform numbers.
pub(super) fn normal(stream: &mut Stream) -> f64 {
    let (u1, u2) = (stream.uniform(), stream.uniform());
    (-2.0 * libm::log(1.0 - u1)).sqrt() * libm::cos(2.0 * std::f64::consts::PI * u2)
}

/// A gamma variate of the given shape, scale 1.
fn gamma(shape: f64, stream: &mut Stream) -> f64 {
    if shape < 1.0 {
        let boost = libm::pow(1.0 - stream.uniform(), 1.0 / shape);
        return gamma(shape + 1.0, stream) * boost;
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = normal(stream);
        let v = 1.0 + c * x;
        let u = stream.uniform();
        if v > 0.0 {
            let v = v * v * v;
            if libm::log(1.0 - u) < 0.5 * x * x + d - d * v + d * libm::log(v) {
                return d * v;
            }
        }
    }
}

impl Serialize for Attribute {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(x) => serializer.serialize_f64(*x),
            Self::List(list) => list.serialize(serializer),
            Self::Uniform(x) => Distribution::Uniform(*x).serialize(serializer),
            Self::Normal(x) => Distribution::Normal(*x).serialize(serializer),
            Self::Beta(x) => Distribution::Beta(*x).serialize(serializer),
            Self::Column(column) => Distribution::Column(column.clone()).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Attribute {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AttributeVisitor;
        impl<'de> Visitor<'de> for AttributeVisitor {
            type Value = Attribute;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "a number, a list with one number per agent, { uniform = [lo, hi] }, { normal = [mean, sd] }, \
                     { beta = [a, b] } or { column = { path = \"...\", column = \"...\" } }",
                )
            }
            fn visit_f64<E>(self, x: f64) -> Result<Attribute, E> {
                Ok(Attribute::Number(x))
            }
            fn visit_i64<E>(self, x: i64) -> Result<Attribute, E> {
                Ok(Attribute::Number(x as f64))
            }
            fn visit_u64<E>(self, x: u64) -> Result<Attribute, E> {
                Ok(Attribute::Number(x as f64))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Attribute, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(items)).map(Attribute::List)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Attribute, A::Error> {
                Ok(match Distribution::deserialize(MapAccessDeserializer::new(map))? {
                    Distribution::Uniform(x) => Attribute::Uniform(x),
                    Distribution::Normal(x) => Attribute::Normal(x),
                    Distribution::Beta(x) => Attribute::Beta(x),
                    Distribution::Column(column) => Attribute::Column(column),
                })
            }
        }
        deserializer.deserialize_any(AttributeVisitor)
    }
}

impl JsonSchema for Attribute {
    fn schema_name() -> Cow<'static, str> {
        "Attribute".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let pair = json_schema!({ "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 });
        let of = |name: &str, about: &str| {
            json_schema!({
                "type": "object", "properties": { name: pair }, "required": [name], "additionalProperties": false,
                "description": about,
            })
        };
        json_schema!({ "anyOf": [
            { "type": "number", "description": "The same for every agent of the group." },
            { "type": "array", "items": { "type": "number" }, "description": "One per agent, in order." },
            of("uniform", "[lo, hi]: uniform from lo to below hi."),
            of("normal", "[mean, sd]: normal, clamped to the attribute's range."),
            of("beta", "[a, b]: beta with these shapes, clamped to the attribute's range."),
            { "type": "object", "required": ["column"], "additionalProperties": false,
              "description": "A column of a CSV file with a header, one row per agent.", "properties": { "column": {
                "type": "object", "required": ["path", "column"], "additionalProperties": false,
                "properties": {
                    "path": { "type": "string" }, "column": { "type": "string" },
                    "delimiter": { "enum": [",", ";", "\t"] },
                },
            }}},
        ]})
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Key, Purpose};

    const ANY: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);

    /// Mean and standard deviation of n draws.
    fn moments(attribute: &Attribute, n: usize) -> (f64, f64) {
        let mut stream = Stream::new(&Key::common(3), 0, Purpose::Attribute);
        let draws: Vec<f64> = (0..n).map(|_| attribute.draw(0, &mut stream, ANY)).collect();
        let mean = draws.iter().sum::<f64>() / n as f64;
        let variance = draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1) as f64;
        (mean, variance.sqrt())
    }

    /// n = 100,000 draws each; means within 4 standard errors, standard deviations within 4 x sd / sqrt(n) x 1.5
    /// (the factor bounds the kurtosis term of these distributions).
    #[test]
    fn draws_have_the_moments_of_their_distribution() {
        let n = 100_000;
        let cases = [
            (Attribute::Uniform([0.2, 0.8]), 0.5, 0.6 / 12f64.sqrt()),
            (Attribute::Normal([-0.3, 0.4]), -0.3, 0.4),
            (Attribute::Beta([2.0, 3.0]), 0.4, 0.04f64.sqrt()),
            (Attribute::Beta([0.5, 0.5]), 0.5, 0.125f64.sqrt()),
        ];
        for (attribute, mean, sd) in cases {
            let (m, s) = moments(&attribute, n);
            let error = sd / (n as f64).sqrt();
            assert!((m - mean).abs() < 4.0 * error, "{attribute:?}: mean {m}");
            assert!((s - sd).abs() < 6.0 * error, "{attribute:?}: sd {s}");
        }
    }

    #[test]
    fn every_form_reads_from_toml_and_back() {
        #[derive(Serialize, Deserialize, PartialEq, Debug)]
        struct Row {
            x: Attribute,
        }
        for (text, attribute) in [
            ("x = 1", Attribute::Number(1.0)),
            ("x = [0.1, 1]", Attribute::List(vec![0.1, 1.0])),
            ("x = { uniform = [0, 0.5] }", Attribute::Uniform([0.0, 0.5])),
            ("x = { normal = [0.1, 0.2] }", Attribute::Normal([0.1, 0.2])),
            ("x = { beta = [2, 3] }", Attribute::Beta([2.0, 3.0])),
        ] {
            let row: Row = toml::from_str(text).unwrap();
            assert_eq!(row.x, attribute, "{text}");
            let again: Row = toml::from_str(&toml::to_string(&row).unwrap()).unwrap();
            assert_eq!(again, row);
        }
        let error = toml::from_str::<Row>("x = \"high\"").unwrap_err().to_string();
        assert!(error.contains("a number, a list"), "{error}");
    }

    #[test]
    fn problems_say_what_was_expected() {
        let range = (0.01, 1.0);
        assert!(Attribute::Number(1.2).problem(3, range).unwrap().contains("in [0.01, 1]"));
        assert!(Attribute::List(vec![0.5]).problem(3, range).unwrap().contains("3 agents"));
        assert!(Attribute::Uniform([0.5, 0.2]).problem(3, range).is_some());
        assert!(Attribute::Uniform([0.2, 0.5]).problem(3, range).is_none());
        assert!(Attribute::Normal([0.2, -0.5]).problem(3, range).is_some());
        assert!(Attribute::Beta([0.0, 1.0]).problem(3, range).is_some());
    }
}
