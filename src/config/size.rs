//! Sizes of memory as a config writes them: `"4 GB"`, `"512 MiB"`, or a number of bytes.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// Bytes, at least 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Size(u64);

const UNITS: [(&str, u64); 8] = [
    ("kB", 1000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
];

impl Size {
    /// So many bytes, at least 1.
    pub const fn bytes(bytes: u64) -> Self {
        Self(if bytes == 0 { 1 } else { bytes })
    }

    /// In bytes.
    pub const fn get(self) -> u64 {
        self.0
    }

    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let (number, unit) = text.split_at(text.find(|c: char| c.is_ascii_alphabetic())?);
        let unit = UNITS.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit))?.1;
        let number: f64 = number.trim().parse().ok()?;
        let bytes = number * unit as f64;
        (bytes >= 1.0 && bytes < u64::MAX as f64).then_some(Self(bytes as u64))
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |unit: u64| self.0 as f64 / unit as f64;
        match UNITS[..4].iter().rev().find(|(_, unit)| self.0 >= *unit) {
            Some((name, unit)) => write!(f, "{:.1} {name}", of(*unit)),
            None => write!(f, "{} bytes", self.0),
        }
    }
}

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written;
        impl Visitor<'_> for Written {
            type Value = Size;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a size such as \"4 GB\" or \"512 MiB\", or a number of bytes from 1 on")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Size, E> {
                Size::read(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }
            fn visit_i64<E: de::Error>(self, bytes: i64) -> Result<Size, E> {
                let found = u64::try_from(bytes).ok().filter(|bytes| *bytes > 0);
                found.map(Size).ok_or_else(|| E::invalid_value(de::Unexpected::Signed(bytes), &self))
            }
            fn visit_u64<E: de::Error>(self, bytes: u64) -> Result<Size, E> {
                self.visit_i64(i64::try_from(bytes).unwrap_or(i64::MAX))
            }
        }
        deserializer.deserialize_any(Written)
    }
}

impl JsonSchema for Size {
    fn schema_name() -> Cow<'static, str> {
        "Size".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [{ "type": "string" }, { "type": "integer", "minimum": 1 }] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_they_are_written() {
        for (text, bytes) in [("4 GB", 4_000_000_000), ("512MiB", 512 << 20), (" 1.5 kb ", 1500), ("2 tib", 2 << 40)] {
            assert_eq!(Size::read(text), Some(Size(bytes)), "{text}");
        }
        for wrong in ["", "4", "GB", "-1 GB", "nan GB", "1e30 TB", "0 GB", "4 GBs", "4 G"] {
            assert_eq!(Size::read(wrong), None, "{wrong}");
        }
        let said: Vec<String> = [999, 1_500, 16_000_000_000].map(|bytes| Size(bytes).to_string()).into();
        assert_eq!(said, ["999 bytes", "1.5 kB", "16.0 GB"]);
    }
}
