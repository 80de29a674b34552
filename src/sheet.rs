//! Tables that people's tools wrote: CSV, read strictly and in one dialect, whatever the table is of.
//!
//! | | read | refused, at its line and column |
//! |---|---|---|
//! | text | UTF-8, with or without byte order mark | other encodings; NUL |
//! | rows | end in LF or CRLF; the first names the columns; empty lines, and rows of nothing but delimiters, say nothing | a CR alone; a row with more or fewer fields than the header |
//! | fields | parted by commas, or as [`Delimiter`] says; blanks around a field do not count | |
//! | quotes | around a whole field, which may then hold delimiters, quotes (doubled), blanks at its ends and line ends | one that is never closed; text before or behind; a quote within a field without |
//! | header | names, each once; a first column without one is an index if it has whole numbers, each once (pandas, R), and is left out, as is a column without name or values (spreadsheets) | any other column without a name |
//! | numbers | `1`, `.05`, `5.`, `+1`, `1e-3`; whole ones also as `4.0` | `0,5`, `0x1`, `1_0`, `inf`, `nan` |
//!
//! ```
//! use comity::sheet::{Delimiter, Sheet, number};
//! let text = "state;power;note\nAria;0.9;\"a \"\"quoted\"\" word\"\n";
//! let sheet = Sheet::read(text, Delimiter::Semicolon).unwrap();
//! let row = sheet.rows().next().unwrap();
//! assert_eq!((&row[0], number(&row[1]), &row[2]), ("Aria", Ok(0.9), "a \"quoted\" word"));
//! let wrong = Sheet::read("state,note\nAria,\"lost\nBorea,x\n", Delimiter::Comma).unwrap_err();
//! assert_eq!(wrong.place("state,note\nAria,\"lost\nBorea,x\n"), (2, 6));
//! ```

use std::collections::BTreeSet;
use std::ops::{Index, Range};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What stands between the fields of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema)]
pub enum Delimiter {
    /// A comma.
    #[default]
    #[serde(rename = ",")]
    Comma,
    /// A semicolon, as spreadsheets write where the comma is the decimal mark.
    #[serde(rename = ";")]
    Semicolon,
    /// A tab.
    #[serde(rename = "\t")]
    Tab,
}

impl Delimiter {
    const ALL: [Self; 3] = [Self::Comma, Self::Semicolon, Self::Tab];

    const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Comma => "commas",
            Self::Semicolon => "semicolons",
            Self::Tab => "tabs",
        }
    }

    const fn in_toml(self) -> &'static str {
        match self {
            Self::Comma => "\",\"",
            Self::Semicolon => "\";\"",
            Self::Tab => "\"\\t\"",
        }
    }

    /// Is it the usual one?
    pub fn is_comma(&self) -> bool {
        *self == Self::Comma
    }
}

/// What is wrong with a table, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Wrong {
    /// The bytes of the text.
    pub at: Range<usize>,
    /// What was expected and found.
    pub message: String,
}

impl Wrong {
    fn new(at: Range<usize>, message: impl Into<String>) -> Self {
        Self { at, message: message.into() }
    }

    /// The line, and the column in characters, at which it begins, both from 1; `text` is that of the table.
    pub fn place(&self, text: &str) -> (usize, usize) {
        place(text, self.at.start)
    }
}

/// Line and column of a byte.
fn place(text: &str, byte: usize) -> (usize, usize) {
    let before = &text[..byte];
    (1 + before.matches('\n').count(), 1 + before.rsplit('\n').next().unwrap_or_default().chars().count())
}

/// The text of a file, without the mark of its encoding.
///
/// # Errors
/// What is no UTF-8, and the text with marks in place of what is none.
pub fn decode(bytes: &[u8]) -> Result<String, (String, Wrong)> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(text.to_owned()),
        Err(error) => error,
    };
    let message = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            "expected text in UTF-8, found UTF-16; save the file as UTF-8".to_owned()
        }
        _ => {
            let byte = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
            format!("expected text in UTF-8, found the byte 0x{byte:02X}; save the file as UTF-8")
        }
    };
    let at = error.valid_up_to();
    let text = String::from_utf8_lossy(bytes).into_owned();
    Err((text, Wrong::new(at..at + char::REPLACEMENT_CHARACTER.len_utf8(), message)))
}

/// A number in a field: a plain decimal.
///
/// # Errors
/// What was expected and found.
pub fn number(text: &str) -> Result<f64, String> {
    let text = text.trim();
    if is_plain(text) {
        let number: Option<f64> = text.parse().ok().filter(|number: &f64| number.is_finite());
        return number.ok_or_else(|| format!("expected a number that can be held, found {text:?}"));
    }
    let with_point = text.replacen(',', ".", 1);
    if is_plain(&with_point) {
        return Err(format!(
            "expected a number with a decimal point, found {text:?}: a comma is not read, for it may also part thousands"
        ));
    }
    Err(format!("expected a number, found {text:?}"))
}

/// A whole number in a field, which may be written with a point (`4.0`).
///
/// # Errors
/// What was expected and found.
pub fn whole(text: &str) -> Result<i64, String> {
    if let Ok(whole) = text.trim().parse() {
        return Ok(whole);
    }
    // From 2^53 on a number with a point no longer says which whole number it is.
    const MOST: f64 = 9_007_199_254_740_992.0;
    let number = number(text)?;
    if number != number.trunc() || number.abs() >= MOST {
        return Err(format!("expected a whole number, found {:?}", text.trim()));
    }
    Ok(number as i64)
}

/// Digits with at most one point among, before or behind them; a sign and an exponent.
fn is_plain(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let (before, behind) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    digits(before)
        && digits(behind)
        && !(before.is_empty() && behind.is_empty())
        && exponent.is_none_or(|exponent| !exponent.is_empty() && digits(exponent))
}

/// A text as a field of a table with commas.
pub fn quoted(text: &str) -> String {
    let plain = !text.is_empty() && text == text.trim() && !text.contains([',', '"', '\n', '\r']);
    if plain { text.to_owned() } else { format!("\"{}\"", text.replace('"', "\"\"")) }
}

/// What a row without any value means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmptyRows {
    /// Nothing: spreadsheets leave them where something was deleted.
    Drop,
    /// What its empty fields mean.
    Keep,
}

/// A table as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    text: Arc<str>,
    /// The values of quoted fields in which quotes are doubled.
    undoubled: String,
    /// The fields of the header and of all rows, end to end.
    fields: Vec<Field>,
    /// Fields of a row.
    width: usize,
    /// The places of the columns that have a name.
    columns: Vec<usize>,
}

/// Where a field stands, and its value: a part of the text, or of the undoubled values.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Field {
    at: [u32; 2],
    value: [u32; 2],
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bare,
    Quoted,
    Undoubled,
}

/// A row of a table: its fields by the place of their column.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    sheet: &'a Sheet,
    number: usize,
}

impl<'a> Row<'a> {
    /// The place of a field among the bytes of the text.
    pub fn range(&self, column: usize) -> Range<usize> {
        let [start, end] = self.sheet.field(self.number, column).at;
        start as usize..end as usize
    }

    /// The line on which it begins.
    pub fn line(&self) -> usize {
        let [start, _] = self.sheet.fields[self.number * self.sheet.width].at;
        place(&self.sheet.text, start as usize).0
    }

    /// A field.
    pub fn get(self, column: usize) -> &'a str {
        self.sheet.value(self.sheet.field(self.number, column))
    }

    /// Its fields.
    pub fn iter(self) -> impl Iterator<Item = &'a str> {
        (0..self.sheet.columns.len()).map(move |column| self.get(column))
    }
}

impl Index<usize> for Row<'_> {
    type Output = str;
    fn index(&self, column: usize) -> &str {
        self.get(column)
    }
}

impl Sheet {
    /// Reads a table; rows of nothing say nothing.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn read(text: impl Into<Arc<str>>, delimiter: Delimiter) -> Result<Self, Wrong> {
        Self::read_with(text, delimiter, EmptyRows::Drop)
    }

    /// The same, with a say in what rows of nothing mean.
    ///
    /// # Errors
    /// As [`Sheet::read`].
    pub fn read_with(text: impl Into<Arc<str>>, delimiter: Delimiter, empty: EmptyRows) -> Result<Self, Wrong> {
        let text = text.into();
        let mut scan = Scan { text: &text, delimiter: delimiter.byte(), fields: Vec::new(), undoubled: String::new() };
        let ends = scan.rows()?;
        let Scan { mut fields, undoubled, .. } = scan;
        let Some(&width) = ends.first() else {
            return Err(Wrong::new(0..0, "expected a header, found an empty file"));
        };
        check_delimiter(&text, &fields[..width], delimiter)?;
        let (mut kept, mut start) = (width, width);
        for &end in &ends[1..] {
            let row = start..end;
            start = end;
            let says_nothing =
                fields[row.clone()].iter().all(|field| field.kind == Kind::Bare && field.at[0] == field.at[1]);
            if says_nothing && empty == EmptyRows::Drop {
                continue;
            }
            if row.len() != width {
                return Err(uneven(width, &fields[row]));
            }
            fields.copy_within(row, kept);
            kept += width;
        }
        fields.truncate(kept);
        let mut sheet = Self { text: Arc::clone(&text), undoubled, fields, width, columns: (0..width).collect() };
        sheet.columns = sheet.named_columns()?;
        Ok(sheet)
    }

    /// The header.
    pub fn header(&self) -> Row<'_> {
        Row { sheet: self, number: 0 }
    }

    /// The rows below it.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        (1..self.fields.len() / self.width).map(|number| Row { sheet: self, number })
    }

    /// A row by its number, from 0.
    pub fn row(&self, number: usize) -> Row<'_> {
        Row { sheet: self, number: number + 1 }
    }

    /// The place of a column, if there is one of this name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.header().iter().position(|header| header == name)
    }

    /// A mistake in a field.
    pub fn wrong(row: Row<'_>, column: usize, message: impl Into<String>) -> Wrong {
        Wrong::new(row.range(column), message)
    }

    fn field(&self, row: usize, column: usize) -> &Field {
        &self.fields[row * self.width + self.columns[column]]
    }

    fn value(&self, field: &Field) -> &str {
        let [start, end] = field.value.map(|byte| byte as usize);
        if field.kind == Kind::Undoubled { &self.undoubled[start..end] } else { &self.text[start..end] }
    }

    /// The places of the columns that have a name; those without have to be an index, or nothing at all.
    fn named_columns(&self) -> Result<Vec<usize>, Wrong> {
        let mut names = BTreeSet::new();
        let mut columns = Vec::new();
        for (place, field) in self.fields[..self.width].iter().enumerate() {
            let name = self.value(field);
            let at = || field.at[0] as usize..field.at[1] as usize;
            if name.is_empty() {
                let below =
                    || self.fields[self.width + place..].iter().step_by(self.width).map(|field| self.value(field));
                let is_index = || {
                    let mut seen = BTreeSet::new();
                    below().all(|text| whole(text).is_ok_and(|number| number >= 0 && seen.insert(number)))
                };
                if self.fields.len() == self.width || below().all(str::is_empty) || (place == 0 && is_index()) {
                    continue;
                }
                let message = format!(
                    "expected a name for each column, found none for column {} (the first needs none if it is an index: \
                     whole numbers, each once)",
                    place + 1
                );
                return Err(Wrong::new(at(), message));
            }
            if !names.insert(name) {
                return Err(Wrong::new(at(), format!("expected each column once, found {name:?} a second time")));
            }
            columns.push(place);
        }
        if columns.is_empty() {
            return Err(Wrong::new(0..0, "expected a header with the names of columns, found none"));
        }
        Ok(columns)
    }
}

/// A header of one column that has other delimiters in it was written with those.
fn check_delimiter(text: &str, header: &[Field], delimiter: Delimiter) -> Result<(), Wrong> {
    let [Field { at, kind: Kind::Bare, .. }] = header else { return Ok(()) };
    let [start, end] = at.map(|byte| byte as usize);
    let text = &text[start..end];
    let expected = delimiter.name();
    let other = |other: &Delimiter| *other != delimiter && text.contains(char::from(other.byte()));
    let found = match Delimiter::ALL.into_iter().find(other) {
        Some(other) => format!("{}; delimiter = {} reads them", other.name(), other.in_toml()),
        None if text.contains('|') => "bars".to_owned(),
        None => return Ok(()),
    };
    Err(Wrong::new(start..end, format!("expected {expected} between the columns, found {found}")))
}

/// A row with more or fewer fields than the header.
fn uneven(width: usize, row: &[Field]) -> Wrong {
    let at = row.first().map_or(0..0, |field| field.at[0] as usize..field.at[1] as usize);
    let message = format!(
        "expected {width} fields as in the header, found {}; a field with a delimiter in it stands in double quotes",
        row.len()
    );
    Wrong::new(at, message)
}

/// Goes through a text once.
struct Scan<'a> {
    text: &'a str,
    delimiter: u8,
    fields: Vec<Field>,
    undoubled: String,
}

impl Scan<'_> {
    /// Reads all rows; of each the number of fields up to its end. Empty lines are none.
    fn rows(&mut self) -> Result<Vec<usize>, Wrong> {
        if self.text.len() > u32::MAX as usize {
            return Err(Wrong::new(0..0, "expected a table of at most 4 GiB, found a larger one"));
        }
        if let Some(at) = self.text.find('\0') {
            return Err(Wrong::new(at..at + 1, "expected text, found a NUL byte"));
        }
        let (mut ends, mut at) = (Vec::new(), 0);
        while at < self.text.len() {
            let first = self.fields.len();
            loop {
                at = self.field(at)?;
                if self.byte(at) != Some(self.delimiter) {
                    break;
                }
                at += 1;
            }
            at = self.line_end(at)?;
            match &self.fields[first..] {
                [Field { kind: Kind::Bare, at: [start, end], .. }] if start == end => self.fields.truncate(first),
                _ => ends.push(self.fields.len()),
            }
        }
        Ok(ends)
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// Steps over the end of a line, or of the text.
    fn line_end(&self, at: usize) -> Result<usize, Wrong> {
        match (self.byte(at), self.byte(at + 1)) {
            (Some(b'\r'), Some(b'\n')) => Ok(at + 2),
            (Some(b'\r'), _) => {
                let message = "expected lines that end in LF or CRLF, found a carriage return (CR) alone";
                Err(Wrong::new(at..at + 1, message))
            }
            (Some(_), _) => Ok(at + 1),
            (None, _) => Ok(at),
        }
    }

    /// Reads the field that begins at a byte; where it ends: at a delimiter, a line end or the end of the text.
    fn field(&mut self, start: usize) -> Result<usize, Wrong> {
        let rest = &self.text[start..];
        let ends = |c: char| c == char::from(self.delimiter) || c == '\n' || c == '\r';
        let length = rest.find(|c: char| ends(c) || c == '"').unwrap_or(rest.len());
        let before = &rest[..length];
        let end = start + length;
        if self.byte(end) == Some(b'"') {
            if before.is_empty() {
                return self.quoted(start);
            }
            let message = match before.trim().is_empty() {
                true => "expected a field in quotes to begin with its quote, found blanks before it",
                false => {
                    "expected no quote within a field that does not begin with one; a field with quotes in it stands in \
                     quotes, and each in it is doubled"
                }
            };
            return Err(Wrong::new(end..end + 1, message));
        }
        let first = start + before.len() - before.trim_start().len();
        let at = [first, first + before.trim().len()].map(|byte| byte as u32);
        // Of a field of blanks its end is its place.
        let at = if at[0] == at[1] { [end as u32; 2] } else { at };
        self.fields.push(Field { at, value: at, kind: Kind::Bare });
        Ok(end)
    }

    /// Reads a field in quotes.
    fn quoted(&mut self, open: usize) -> Result<usize, Wrong> {
        let (mut at, mut doubled) = (open + 1, false);
        let close = loop {
            let Some(length) = self.text[at..].find('"') else {
                let line = self.text[open..].find('\n').map_or(self.text.len(), |length| open + length);
                let message = "a quote begins a field here that no quote ends: is its closing quote lost?";
                return Err(Wrong::new(open..line, message));
            };
            at += length;
            if self.byte(at + 1) != Some(b'"') {
                break at;
            }
            doubled = true;
            at += 2;
        };
        let rest = &self.text[close + 1..];
        let ends = |c: char| c == char::from(self.delimiter) || c == '\n' || c == '\r';
        let length = rest.find(|c: char| ends(c) || !c.is_whitespace()).unwrap_or(rest.len());
        if rest[length..].chars().next().is_some_and(|c| !ends(c)) {
            let (line, column) = place(self.text, close);
            let message = format!(
                "the field in quotes that begins here ends at line {line}, column {column}, with text behind it: is a closing \
                 quote lost, or a quote in it not doubled?"
            );
            return Err(Wrong::new(open..close + 1, message));
        }
        let inner = &self.text[open + 1..close];
        let (value, kind) = if doubled {
            let start = self.undoubled.len();
            self.undoubled.push_str(&inner.replace("\"\"", "\""));
            ([start, self.undoubled.len()], Kind::Undoubled)
        } else {
            ([open + 1, close], Kind::Quoted)
        };
        let narrow = |range: [usize; 2]| range.map(|byte| byte as u32);
        self.fields.push(Field { at: narrow([open, close + 1]), value: narrow(value), kind });
        Ok(close + 1 + length)
    }
}
