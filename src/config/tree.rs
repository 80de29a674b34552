//! TOML as a tree in which every value knows where it was written, and how structs read from it.
//!
//! A value outside its range, or of a wrong kind, is reported at its own place even after files have been merged and
//! values replaced; for that the tree is a serde deserializer of its own.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{
    self, DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::source::Span;
use crate::world::rules::nearest;

/// A value and where it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where.
    pub span: Span,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "the kinds of TOML")]
pub enum Value {
    String(String),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    Array(Vec<Node>),
    Table(Table),
}

/// A table; each key knows where it was written.
pub type Table = BTreeMap<String, Entry>;

/// What a key holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Where the key was written.
    pub key: Span,
    /// Its value.
    pub node: Node,
}

impl Node {
    /// From what the TOML parser found in a text that starts at `start`.
    pub fn from_toml(parsed: &Spanned<DeValue<'_>>, start: usize) -> Self {
        let value = match parsed.get_ref() {
            DeValue::String(text) => Value::String(text.clone().into_owned()),
            DeValue::Integer(integer) => match i64::from_str_radix(integer.as_str(), integer.radix()) {
                Ok(integer) => Value::Integer(integer),
                // Beyond 64 bits no key takes it; the digits make a readable complaint.
                Err(_) => Value::String(integer.to_string()),
            },
            DeValue::Float(float) => Value::Float(float.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(yes) => Value::Boolean(*yes),
            DeValue::Datetime(time) => Value::String(time.to_string()),
            DeValue::Array(items) => Value::Array(items.iter().map(|item| Self::from_toml(item, start)).collect()),
            DeValue::Table(table) => Value::Table(table_from_toml(table, start)),
        };
        Self { value, span: shifted(&parsed.span(), start) }
    }

    /// A plain value, all of it written at one place.
    pub fn plain(value: &toml::Value, span: &Span) -> Self {
        let value = match value {
            toml::Value::String(text) => Value::String(text.clone()),
            toml::Value::Integer(integer) => Value::Integer(*integer),
            toml::Value::Float(float) => Value::Float(*float),
            toml::Value::Boolean(yes) => Value::Boolean(*yes),
            toml::Value::Datetime(time) => Value::String(time.to_string()),
            toml::Value::Array(items) => Value::Array(items.iter().map(|item| Self::plain(item, span)).collect()),
            toml::Value::Table(table) => Value::Table(
                table
                    .iter()
                    .map(|(key, value)| (key.clone(), Entry { key: span.clone(), node: Self::plain(value, span) }))
                    .collect(),
            ),
        };
        Self { value, span: span.clone() }
    }

    /// The table, if it is one.
    pub fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }
}

/// Reads a struct from a table.
///
/// # Errors
/// The first value of a wrong kind or outside its range.
pub fn read<'de, T: de::Deserialize<'de>>(table: &Table) -> Result<T, Error> {
    T::deserialize(de::value::MapAccessDeserializer::new(Entries { entries: table.iter(), value: None }))
}

/// A table of the TOML parser.
pub fn table_from_toml(table: &DeTable<'_>, start: usize) -> Table {
    table
        .iter()
        .map(|(key, value)| {
            let entry = Entry { key: shifted(&key.span(), start), node: Node::from_toml(value, start) };
            (key.get_ref().clone().into_owned(), entry)
        })
        .collect()
}

fn shifted(span: &Span, start: usize) -> Span {
    span.start + start..span.end + start
}

/// Why a tree does not describe a struct: what, the path, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Error {
    /// What was expected and found.
    pub message: String,
    /// The key's path.
    pub path: Vec<String>,
    /// Where.
    pub span: Option<Span>,
}

impl Error {
    fn within(mut self, key: impl Into<String>, span: &Span) -> Self {
        self.path.insert(0, key.into());
        self.span.get_or_insert_with(|| span.clone());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { message: message.to_string(), path: Vec::new(), span: None }
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::custom(format_args!("expected {}, found {}", plain(&expected.to_string()), in_words(found)))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::custom(format_args!("expected the key `{field}`, which has no default"))
    }

    fn unknown_variant(found: &str, known: &'static [&'static str]) -> Self {
        let names: Vec<String> = known.iter().map(|name| format!("{name:?}")).collect();
        let near = nearest(found, known.iter().copied());
        let hint = near.map(|near| format!("; did you mean {near:?}?")).unwrap_or_default();
        Self::custom(format_args!("expected one of {}, found {found:?}{hint}", names.join(", ")))
    }
}

/// Rust's names of kinds in words a user knows.
fn plain(expected: &str) -> String {
    match expected {
        "f64" => "a number".to_owned(),
        "u32" | "u64" | "u16" => "a whole number of at least 0".to_owned(),
        "a nonzero u32" | "a nonzero u64" => "a whole number of at least 1".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a string" => "text in quotes".to_owned(),
        "a sequence" => "a list".to_owned(),
        "an array of length 2" => "a list of 2 numbers".to_owned(),
        "an array of length 4" => "a list of 4 numbers".to_owned(),
        "a map" => "a table".to_owned(),
        other if other.starts_with("struct ") => "a table".to_owned(),
        other => other.to_owned(),
    }
}

fn in_words(found: Unexpected<'_>) -> String {
    match found {
        Unexpected::Bool(yes) => yes.to_string(),
        Unexpected::Unsigned(number) => number.to_string(),
        Unexpected::Signed(number) => number.to_string(),
        Unexpected::Float(number) => format!("{number:?}"),
        Unexpected::Str(text) => format!("{text:?}"),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map | Unexpected::StructVariant => "a table".to_owned(),
        Unexpected::UnitVariant => "a name without a table".to_owned(),
        Unexpected::NewtypeVariant => "a table".to_owned(),
        other => other.to_string(),
    }
}

impl<'de> IntoDeserializer<'de, Error> for &Node {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> de::Deserializer<'de> for &Node {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let result = match &self.value {
            Value::String(text) => visitor.visit_str(text),
            Value::Integer(integer) => visitor.visit_i64(*integer),
            Value::Float(float) => visitor.visit_f64(*float),
            Value::Boolean(yes) => visitor.visit_bool(*yes),
            Value::Array(items) => {
                let mut items = Items { items: items.iter(), place: 0 };
                visitor.visit_seq(&mut items).and_then(|value| match items.items.len() {
                    0 => Ok(value),
                    more => Err(de::Error::custom(format_args!(
                        "expected {} values, found {}",
                        items.place,
                        items.place + more
                    ))),
                })
            }
            Value::Table(table) => visitor.visit_map(Entries { entries: table.iter(), value: None }),
        };
        result.map_err(|mut error| {
            error.span.get_or_insert_with(|| self.span.clone());
            error
        })
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let names = || variants.join(", ");
        let wrong =
            |found: &str| -> Error { de::Error::custom(format_args!("expected one of {}, found {found}", names())) };
        let result = match &self.value {
            Value::String(name) => visitor.visit_enum(Variant { name, content: None }),
            Value::Table(table) if table.len() == 1 => match table.iter().next() {
                Some((name, entry)) => visitor.visit_enum(Variant { name, content: Some(&entry.node) }),
                None => Err(wrong("none")),
            },
            Value::Table(table) if table.is_empty() => Err(wrong("an empty table")),
            Value::Table(table) => {
                let found: Vec<&str> = table.keys().map(String::as_str).collect();
                Err(wrong(&format!("several: {}", found.join(", "))))
            }
            Value::Integer(number) => Err(wrong(&number.to_string())),
            Value::Float(number) => Err(wrong(&number.to_string())),
            Value::Boolean(yes) => Err(wrong(&yes.to_string())),
            Value::Array(_) => Err(wrong("a list")),
        };
        result.map_err(|mut error| {
            error.span.get_or_insert_with(|| self.span.clone());
            error
        })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        // A table has names; a list would have to rely on their order.
        if let Value::Array(_) = self.value {
            let message = format!("expected a table with {}, found a list", fields.join(", "));
            return Err(Error { message, path: Vec::new(), span: Some(self.span.clone()) });
        }
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

struct Items<'a> {
    items: std::slice::Iter<'a, Node>,
    place: usize,
}

impl<'de> SeqAccess<'de> for &mut Items<'_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        let Some(node) = self.items.next() else { return Ok(None) };
        let place = self.place;
        self.place += 1;
        seed.deserialize(node).map(Some).map_err(|error| error.within(place.to_string(), &node.span))
    }
}

struct Entries<'a> {
    entries: std::collections::btree_map::Iter<'a, String, Entry>,
    value: Option<(&'a str, &'a Node)>,
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some((key, entry)) = self.entries.next() else { return Ok(None) };
        self.value = Some((key, &entry.node));
        let name: de::value::StrDeserializer<'_, Error> = key.as_str().into_deserializer();
        seed.deserialize(name).map(Some).map_err(|error| error.within(key, &entry.key))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let Some((key, node)) = self.value.take() else { return Err(de::Error::custom("expected a key first")) };
        seed.deserialize(node).map_err(|error| error.within(key, &node.span))
    }
}

struct Variant<'a> {
    name: &'a str,
    content: Option<&'a Node>,
}

impl<'de> EnumAccess<'de> for Variant<'_> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Error> {
        let name: de::value::StrDeserializer<'_, Error> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.content {
            None => Ok(()),
            Some(_) => Err(de::Error::custom(format_args!("expected the name {:?} alone, found a table", self.name))),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        let Some(content) = self.content else {
            let message = format!("expected a table {{ {} = ... }}, found the name alone", self.name);
            return Err(de::Error::custom(message));
        };
        seed.deserialize(content).map_err(|error| error.within(self.name, &content.span))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.newtype_variant_seed(Inner(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Error> {
        self.newtype_variant_seed(Inner(visitor))
    }
}

struct Inner<V>(V);

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for Inner<V> {
    type Value = V::Value;
    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        deserializer.deserialize_any(self.0)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::trust::Trust;

    fn read<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, Error> {
        let table = DeTable::parse(text).unwrap();
        let node = Node { value: Value::Table(table_from_toml(table.get_ref(), 0)), span: 0..text.len() };
        T::deserialize(&node)
    }

    #[test]
    fn structs_read_as_they_do_from_toml() {
        let text = "prior = 1\n[rule.beta]\nmemory = 0.5";
        assert_eq!(read::<Trust>(text).unwrap(), toml::from_str::<Trust>(text).unwrap());
        assert_eq!(read::<Trust>("rule = 'fixed'").unwrap().rule, crate::trust::Rule::Fixed);
    }

    #[test]
    fn a_value_out_of_range_is_reported_with_its_path_and_place() {
        let error = read::<Trust>("prior = 0.5\n[rule.beta]\nmemory = 1.5").unwrap_err();
        assert_eq!(error.path, ["rule", "beta", "memory"]);
        assert_eq!(error.span, Some(33..36));
        assert_eq!(error.message, "expected a number in [0, 1], found 1.5");
    }

    #[test]
    fn kinds_are_named_in_plain_words() {
        let message = |text: &str| read::<Trust>(text).unwrap_err().message;
        assert_eq!(message("prior = 'high'"), "expected a number in [0, 1], found \"high\"");
        assert_eq!(message("rule = 'linear'"), "expected a table { linear = ... }, found the name alone");
        assert!(message("[rule.beta]\n[rule.linear]").contains("found several: beta, linear"));
    }
}
