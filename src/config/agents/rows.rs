//! The rows of a file of agents as groups of one.

use std::collections::BTreeMap;

use super::columns::{MappedNumbers, MappedWords, Numbers, Powers, Wanted, Words};
use super::table::AgentsFile;
use crate::config::input::{Input, Wrong};
use crate::config::source::Span;
use crate::config::tree::{Entry, Node, Table, Value};
use crate::game::Power;
use crate::sheet::{Row, number, whole};
use crate::world::agents::{CAPABILITY, IDEOLOGY, UNBOUNDED};
use crate::world::rules::nearest;

/// The keys of `[agents_file.columns]`.
const KEYS: [&str; 9] =
    ["name", "group", "power", "capability", "ideology", "language", "sovereignty", "concern", "strategies"];

/// A mistake below the key it belongs to.
type Mistake = (&'static str, Wrong);

/// What stands in a column, row by row, and where.
type Fields<T> = Vec<(T, Span)>;

/// Reads the rows of a file of agents.
pub(super) struct Reader<'a> {
    pub(super) input: &'a Input,
    pub(super) wanted: &'a AgentsFile,
    /// Where a key was written: the place of what is a default.
    pub(super) written: &'a dyn Fn(&str) -> Span,
}

impl Reader<'_> {
    /// Each row as a table of `[[agents]]`, whose values know where in the file they stand.
    ///
    /// # Errors
    /// The first mistake in the columns or the rows.
    pub(super) fn groups(&self) -> Result<Vec<Node>, Mistake> {
        self.no_near_miss()?;
        let columns = &self.wanted.columns;
        let mut groups = vec![Table::new(); self.input.sheet.rows().len()];
        let mut put = |key: &str, values: Fields<Value>| {
            for (group, (value, span)) in groups.iter_mut().zip(values) {
                group.insert(key.to_owned(), Entry { key: span.clone(), node: Node { value, span } });
            }
        };
        put("count", self.input.sheet.rows().map(|row| (Value::Integer(1), self.input.span(row, 0))).collect());
        put("name", each(self.names()?, Value::String));
        put("power", each(self.powers()?, |power| Value::String(power.name().to_owned())));
        if let Some(labels) = self.words("group", columns.group.as_ref())? {
            put("group", each(labels, Value::String));
        }
        for (key, column, range) in [
            ("capability", &columns.capability, CAPABILITY),
            ("ideology", &columns.ideology, IDEOLOGY),
            ("sovereignty", &columns.sovereignty, UNBOUNDED),
            ("concern", &columns.concern, UNBOUNDED),
        ] {
            if let Some(numbers) = self.numbers(key, column.as_ref(), range)? {
                put(key, each(numbers, Value::Float));
            }
        }
        if let Some(labels) = self.words("language", columns.language.as_ref())? {
            put("language", each(languages(labels), |label| Value::Integer(label.into())));
        }
        if let Some(shares) = self.strategies()? {
            let table = |(shares, span): (Shares, Span)| {
                let entry = |value| Entry { key: span.clone(), node: Node { value, span: span.clone() } };
                let shares = shares.into_iter().map(|(name, share)| (name, entry(Value::Float(share)))).collect();
                (Value::Table(shares), span.clone())
            };
            put("strategies", shares.into_iter().map(table).collect());
        }
        let node = |(group, row)| Node { value: Value::Table(group), span: self.input.span(row, 0) };
        Ok(groups.into_iter().zip(self.input.sheet.rows()).map(node).collect())
    }

    /// Refuses a column that nothing reads and that is called almost like one that is missing: its values would be left
    /// out unnoticed.
    fn no_near_miss(&self) -> Result<(), Mistake> {
        let named = self.wanted.columns.named();
        let read = |header: &str| KEYS.contains(&header) || named.iter().any(|(_, column)| *column == header);
        for (place, header) in self.input.sheet.header().iter().enumerate().filter(|(_, header)| !read(header)) {
            let free = |key: &&str| self.input.sheet.find(key).is_none() && !named.iter().any(|(own, _)| own == key);
            if let Some(near) = nearest(header, KEYS.into_iter().filter(free)) {
                let message = format!(
                    "nothing reads the column {header:?}; did you mean {near:?}? \
                     (rename it, or say columns.{near} = {header:?}; or give it another name if it is not meant)"
                );
                let key = KEYS.into_iter().find(|key| *key == near).unwrap_or("name");
                return Err((key, self.input.at(self.input.sheet.header(), place, message)));
            }
        }
        Ok(())
    }

    fn names(&self) -> Result<Fields<String>, Mistake> {
        let key = "name";
        let named = self.wanted.columns.name.as_ref();
        let names = self.words(key, named)?.ok_or_else(|| self.needed(key))?;
        let mut seen: BTreeMap<&str, Row<'_>> = BTreeMap::new();
        for ((name, span), row) in names.iter().zip(self.input.sheet.rows()) {
            if let Some(first) = seen.insert(name, row) {
                let line = first.line();
                let message = format!("expected a name of its own, found {name:?} a second time (line {line} has it)");
                return Err((key, Wrong { span: Some(span.clone()), message }));
            }
        }
        Ok(names)
    }

    fn needed(&self, key: &'static str) -> Mistake {
        let headers: Vec<&str> = self.input.sheet.header().iter().collect();
        let message = format!(
            "{} has no column {key:?}; expected columns.{key} to say which of its columns it is: {}",
            self.wanted.path,
            headers.join(", ")
        );
        (key, message.into())
    }

    /// The place of the column of a key: the one it names, or the one of the key's own name, if there is one.
    fn place_of(&self, key: &'static str, named: Option<&str>) -> Result<Option<usize>, Mistake> {
        match named {
            Some(name) => self.input.column(name).map(Some).map_err(|message| (key, message.into())),
            None => Ok(self.input.sheet.find(key)),
        }
    }

    /// The value of every row, read by `read`; an empty field is the default, if there is one.
    fn column<T: Clone>(
        &self,
        key: &'static str,
        place: usize,
        default: Option<&T>,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Fields<T>, Mistake> {
        let field = |row: Row<'_>| {
            let value = match (&row[place], default) {
                ("", Some(default)) => Ok(default.clone()),
                ("", None) => {
                    let hint = if key == "name" { "" } else { &format!("; columns.{key} may have a default") };
                    Err(format!("expected a value, found none{hint}"))
                }
                (text, _) => read(text),
            };
            let value = value.map_err(|message| (key, self.input.at(row, place, message)))?;
            let span = if row[place].is_empty() { (self.written)(key) } else { self.input.span(row, place) };
            Ok((value, span))
        };
        self.input.sheet.rows().map(field).collect()
    }

    fn words(&self, key: &'static str, named: Option<&Words>) -> Result<Option<Fields<String>>, Mistake> {
        let Some(place) = self.place_of(key, named.map(Words::column))? else { return Ok(None) };
        let default = match named {
            Some(Words::Mapped(mapped)) => mapped.default.as_ref(),
            _ => None,
        };
        self.column(key, place, default, |text| Ok(text.to_owned())).map(Some)
    }

    fn numbers(
        &self,
        key: &'static str,
        named: Option<&Numbers>,
        (lo, hi): (f64, f64),
    ) -> Result<Option<Fields<f64>>, Mistake> {
        let Some(place) = self.place_of(key, named.map(Numbers::column))? else { return Ok(None) };
        let mapped = match named {
            Some(Numbers::Mapped(mapped)) => Some(mapped),
            _ => None,
        };
        let line = mapped.map_or(Ok(None), line).map_err(|message| (key, message.into()))?;
        let clamp = mapped.is_some_and(|mapped| mapped.clamp);
        let default = mapped.and_then(|mapped| mapped.default);
        let range = if hi == f64::INFINITY { format!("of at least {lo}") } else { format!("from {lo} to {hi}") };
        if let Some(default) = default.filter(|default| !((lo..=hi).contains(default) && default.is_finite())) {
            return Err((key, format!("expected a default {range}, found {default}").into()));
        }
        let read = |text: &str| {
            let number = number(text)?;
            let value = line.map_or(number, |[a, b, c, d]| c + (d - c) * (number - a) / (b - a));
            match value {
                value if (lo..=hi).contains(&value) && value.is_finite() => Ok(value),
                value if clamp && value.is_finite() => Ok(value.clamp(lo, hi)),
                value => {
                    let rescaled = if line.is_some() { format!(", which is {value} rescaled") } else { String::new() };
                    Err(format!(
                        "expected {key} {range}, found {text}{rescaled}; in columns.{key} from and to rescale, clamp = true cuts"
                    ))
                }
            }
        };
        self.column(key, place, default.as_ref(), read).map(Some)
    }

    /// Who is strong, row by row.
    fn powers(&self) -> Result<Fields<Power>, Mistake> {
        let key = "power";
        let named = self.wanted.columns.power.as_ref();
        let place = self.place_of(key, named.map(Powers::column))?.ok_or_else(|| self.needed(key))?;
        let (strong_if, strong_from, default) = match named {
            Some(Powers::Mapped(mapped)) => (mapped.strong_if.as_ref(), mapped.strong_from, mapped.default),
            _ => (None, None, None),
        };
        let wrong = |message: String| Err((key, message.into()));
        if strong_if.is_some() && strong_from.is_some() {
            return wrong("expected strong_if or strong_from, found both".to_owned());
        }
        if let Some(Wanted::Word(word)) = strong_if
            && self.input.sheet.rows().all(|row| &row[place] != word.as_str())
        {
            let hint = nearest(word, self.input.sheet.rows().map(|row| row.get(place)));
            let hint = hint.map(|near| format!("; did you mean {near:?}?")).unwrap_or_default();
            return wrong(format!("expected a value that some row has, found {word:?}, which none has{hint}"));
        }
        let strong = |text: &str| match (strong_if, strong_from) {
            (Some(Wanted::Word(word)), _) => Ok(text == word),
            (Some(Wanted::Number(wanted)), _) => Ok(number(text)? == *wanted),
            (None, Some(least)) => Ok(number(text)? >= least),
            (None, None) => match text {
                "strong" => Ok(true),
                "weak" => Ok(false),
                _ => Err(format!(
                    "expected strong or weak, found {text:?}; strong_if = value or strong_from = number in columns.power \
                     says who is strong"
                )),
            },
        };
        let power = |text: &str| Ok(if strong(text)? { Power::Strong } else { Power::Weak });
        self.column(key, place, default.as_ref(), power)
    }

    /// The strategies of each row, if they are given at all.
    fn strategies(&self) -> Result<Option<Fields<Shares>>, Mistake> {
        let key = "strategies";
        let named = self.wanted.columns.strategies.as_ref();
        let all: Shares = self.wanted.strategies.iter().map(|(name, share)| (name.clone(), share.get())).collect();
        let all = (!all.is_empty()).then_some(all);
        let Some(place) = self.place_of(key, named.map(Words::column))? else {
            return Ok(all.map(|all| vec![(all, (self.written)(key)); self.input.sheet.rows().len()]));
        };
        let default = match named {
            Some(Words::Mapped(MappedWords { default: Some(text), .. })) => {
                Some(shares(text).map_err(|message| (key, message.into()))?)
            }
            _ => all,
        };
        self.column(key, place, default.as_ref(), shares).map(Some)
    }
}

fn each<T>(fields: Fields<T>, value: impl Fn(T) -> Value) -> Fields<Value> {
    fields.into_iter().map(|(field, span)| (value(field), span)).collect()
}

/// Two values in the file and what they become, if values are rescaled.
fn line(mapped: &MappedNumbers) -> Result<Option<[f64; 4]>, String> {
    match (mapped.from, mapped.to) {
        (None, None) => Ok(None),
        (Some([a, b]), Some([c, d])) if a != b && [a, b, c, d].iter().all(|x| x.is_finite()) => Ok(Some([a, b, c, d])),
        _ => Err("expected from = [lo, hi] and to = [lo, hi] together, from with two different numbers".to_owned()),
    }
}

/// Strategies with shares.
type Shares = BTreeMap<String, f64>;

/// Strategies with shares from a field: `tit-for-tat`, or `tit-for-tat=0.7; always-defect=0.3`.
fn shares(text: &str) -> Result<Shares, String> {
    let mut shares = BTreeMap::new();
    for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let (name, share) = part.split_once('=').unwrap_or((part, "1"));
        let (name, share) = (name.trim(), share.trim());
        let number = number(share).ok().filter(|share| *share >= 0.0);
        let number =
            number.ok_or_else(|| format!("expected a share of at least 0 behind {name:?}, found {share:?}"))?;
        if shares.insert(name.to_owned(), number).is_some() {
            return Err(format!("expected each strategy once, found {name:?} a second time"));
        }
    }
    Ok(shares)
}

/// Labels of languages as numbers: as they are where all are whole numbers, else in the order in which they come first.
fn languages(labels: Fields<String>) -> Fields<u32> {
    let label = |text: &str| whole(text).ok().and_then(|label| u32::try_from(label).ok());
    let numbers: Option<Vec<u32>> = labels.iter().map(|(text, _)| label(text)).collect();
    let numbers = numbers.unwrap_or_else(|| {
        let mut known: BTreeMap<&str, u32> = BTreeMap::new();
        let mut number = |label| {
            let next = known.len() as u32;
            *known.entry(label).or_insert(next)
        };
        labels.iter().map(|(label, _)| number(label.as_str())).collect()
    });
    numbers.into_iter().zip(labels).map(|(number, (_, span))| (number, span)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strategies_of_a_row_are_names_with_shares() {
        let found = shares("tit-for-tat = 0.7; always-defect=0.3").unwrap();
        assert_eq!(found, BTreeMap::from([("tit-for-tat".to_owned(), 0.7), ("always-defect".to_owned(), 0.3)]));
        assert_eq!(shares("grim-trigger").unwrap(), BTreeMap::from([("grim-trigger".to_owned(), 1.0)]));
        assert!(shares("grim-trigger = -1").unwrap_err().contains("at least 0"));
        assert!(shares("grim = 1; tit-for-tat; grim = 2").unwrap_err().contains("found \"grim\" a second time"));
    }

    #[test]
    fn languages_are_numbers_or_words_in_their_order() {
        let of = |labels: &[&str]| -> Vec<u32> {
            let labels = labels.iter().map(|&label| (label.to_owned(), 0..0)).collect();
            languages(labels).into_iter().map(|(number, _)| number).collect()
        };
        assert_eq!(of(&["3", "0", "3"]), [3, 0, 3]);
        assert_eq!(of(&["3.0", "0.0", "3"]), [3, 0, 3], "as pandas writes a column with a gap");
        assert_eq!(of(&["x", "y", "x", "2"]), [0, 1, 0, 2]);
    }
}
