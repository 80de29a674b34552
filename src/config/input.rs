//! The tables that a config names, read once for all documents made from it: from the disk, or from texts that stand for
//! files. They join the texts of the config, so that mistakes in them say `file:line:column` as all others do.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::advice::advice;
use super::source::{Sources, Span};
use crate::network::Edges;
use crate::sheet::{self, Delimiter, EmptyRows, Row, Sheet, decode};

/// The inputs of a config. Copies share what was read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Inputs {
    sources: Sources,
    /// Texts that stand for files, by the path as it is written.
    given: Arc<BTreeMap<String, String>>,
    read: Arc<Mutex<Known>>,
    /// Is nothing read from the disk?
    sealed: bool,
}

/// What has been read.
#[derive(Debug, Default)]
struct Known {
    tables: BTreeMap<(PathBuf, Delimiter), Result<Arc<Input>, Wrong>>,
    /// The text of every table, by its path as it is written.
    texts: BTreeMap<String, Arc<str>>,
    links: BTreeMap<String, Arc<(Edges, String)>>,
}

/// A table of a config.
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) path: String,
    pub(crate) sheet: Sheet,
    /// The place of its first byte among all texts.
    start: usize,
}

/// What is wrong, and where, if that is in a table itself.
#[derive(Debug, Clone)]
pub(crate) struct Wrong {
    pub(crate) span: Option<Span>,
    pub(crate) message: String,
}

impl From<String> for Wrong {
    fn from(message: String) -> Self {
        Self { span: None, message }
    }
}

impl Inputs {
    /// For a config whose texts are `sources`; `given` stand for files.
    pub(crate) fn new(sources: Sources, given: BTreeMap<String, String>) -> Self {
        Self { sources, given: Arc::new(given), read: Arc::default(), sealed: false }
    }

    /// The same where what is not given is not to be had: a stored config holds what was read, and a foreign one may name any file.
    #[must_use]
    pub(crate) fn sealed(self) -> Self {
        Self { sealed: true, ..self }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The table at a path that is written at a place of the config.
    ///
    /// # Errors
    /// What is wrong with it: it cannot be read, or is no table.
    pub(crate) fn table(&self, path: &str, delimiter: Delimiter, written: &Span) -> Result<Arc<Input>, Wrong> {
        self.read(path, delimiter, EmptyRows::Drop, written)
    }

    /// The same, with a say in what rows of nothing mean.
    ///
    /// # Errors
    /// As [`Inputs::table`].
    pub(crate) fn read(
        &self,
        path: &str,
        delimiter: Delimiter,
        empty: EmptyRows,
        written: &Span,
    ) -> Result<Arc<Input>, Wrong> {
        let given = self.given.get(path);
        let folder = self.sources.folder(written);
        let place = match given {
            Some(_) => PathBuf::from(path),
            None => folder.join(path),
        };
        let name = place.display().to_string();
        let key = (place, delimiter);
        if let Some(known) = self.known().tables.get(&key).filter(|_| empty == EmptyRows::Drop) {
            return known.clone();
        }
        let found = match given {
            Some(text) => Ok(text.trim_start_matches('\u{feff}').to_owned()),
            None if self.sealed => {
                return Err(Wrong::from(format!(
                    "expected what was read from {path:?} in the stored config itself; no file outside is read for it"
                )));
            }
            None => from_disk(&key.0),
        };
        let table = found.map_err(|(lossy, wrong)| self.place(&name, &lossy, &folder, wrong)).and_then(|text| {
            let text: Arc<str> = text.into();
            self.known().texts.insert(path.to_owned(), Arc::clone(&text));
            let start = self.sources.add_in(name.as_str(), Arc::clone(&text), &folder);
            let sheet = Sheet::read_with(text, delimiter, empty)
                .map_err(|wrong| Wrong { span: Some(shifted(&wrong, start)), message: wrong.message })?;
            Ok(Arc::new(Input { path: name.clone(), sheet, start }))
        });
        if empty == EmptyRows::Drop {
            self.known().tables.insert(key, table.clone());
        }
        table
    }

    /// A mistake in a file that is no text; without a place if there is none in it.
    fn place(&self, name: &str, lossy: &str, folder: &Path, wrong: sheet::Wrong) -> Wrong {
        if lossy.is_empty() {
            return Wrong::from(wrong.message);
        }
        let start = self.sources.add_in(name, lossy, folder);
        Wrong { span: Some(shifted(&wrong, start)), message: wrong.message }
    }

    /// The links of a table, with its text, read once for all worlds of the same agents; `key` tells those apart.
    pub(crate) fn links(
        &self,
        key: String,
        read: impl FnOnce() -> Result<(Edges, String), Wrong>,
    ) -> Result<Arc<(Edges, String)>, Wrong> {
        if let Some(known) = self.known().links.get(&key) {
            return Ok(Arc::clone(known));
        }
        let links = Arc::new(read()?);
        self.known().links.insert(key, Arc::clone(&links));
        Ok(links)
    }

    /// The texts of the files that were read and whose paths are among these.
    pub(crate) fn texts<'a>(&self, paths: impl Iterator<Item = &'a str>) -> BTreeMap<String, String> {
        let known = self.known();
        paths.filter_map(|path| Some((path.to_owned(), known.texts.get(path)?.to_string()))).collect()
    }
}

fn shifted(wrong: &sheet::Wrong, start: usize) -> Span {
    wrong.at.start + start..wrong.at.end + start
}

impl Input {
    /// The place of a column.
    ///
    /// # Errors
    /// That there is none, with the nearest there is.
    pub(crate) fn column(&self, name: &str) -> Result<usize, String> {
        self.sheet.find(name).ok_or_else(|| {
            let header = self.sheet.header();
            let known: Vec<&str> = header.iter().collect();
            format!("{} has no column {name:?}; {}", self.path, advice(name, &known))
        })
    }

    /// A mistake in a field of a row.
    pub(crate) fn at(&self, row: Row<'_>, field: usize, message: String) -> Wrong {
        Wrong { span: Some(self.span(row, field)), message }
    }

    /// A mistake that was found in the table.
    pub(crate) fn wrong(&self, wrong: sheet::Wrong) -> Wrong {
        Wrong { span: Some(shifted(&wrong, self.start)), message: wrong.message }
    }

    /// Where a field of a row stands among all texts.
    pub(crate) fn span(&self, row: Row<'_>, field: usize) -> Span {
        let range = row.range(field);
        self.start + range.start..self.start + range.end
    }
}

/// The text of a file; of one that is no text what can be shown of it, and what is wrong.
pub(crate) fn from_disk(path: &Path) -> Result<String, (String, sheet::Wrong)> {
    let wrong = |message: String| (String::new(), sheet::Wrong { at: 0..0, message });
    let bytes = std::fs::metadata(path).and_then(|found| match found.is_file() {
        true => std::fs::read(path),
        false if found.is_dir() => Err(std::io::Error::other("it is a folder")),
        // A device or a pipe may have no end.
        false => Err(std::io::Error::other("it is no plain file")),
    });
    let bytes = bytes.map_err(|error| match error.kind() {
        ErrorKind::NotFound => {
            wrong(format!("expected a CSV file at {}, found none; its path is relative to the config", path.display()))
        }
        _ => wrong(format!("expected a CSV file at {}: {error}", path.display())),
    })?;
    decode(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, delimiter: Delimiter) -> (Sources, Result<Arc<Input>, Wrong>) {
        let sources = Sources::default();
        sources.add("w.toml", "x = 1");
        let inputs = Inputs::new(sources.clone(), BTreeMap::from([("f.csv".to_owned(), text.to_owned())]));
        (sources, inputs.table("f.csv", delimiter, &(0..0)))
    }

    fn wrong(text: &str) -> String {
        let (sources, found) = read(text, Delimiter::Comma);
        let wrong = found.unwrap_err();
        let place = wrong.span.map(|span| sources.place(&span).unwrap() + ": ").unwrap_or_default();
        place + &wrong.message
    }

    #[test]
    fn spreadsheets_write_marks_line_ends_quotes_and_rows_of_nothing() {
        let text = "name , note,x\r\n\"A, the first\",\"says \"\"no\"\"\",1\r\n\r\n,,\r\n B ,,2\r\n";
        let (sources, input) = read(text, Delimiter::Comma);
        let input = input.unwrap();
        let rows: Vec<Vec<String>> = input.sheet.rows().map(|row| row.iter().map(str::to_owned).collect()).collect();
        assert_eq!(rows, [["A, the first", "says \"no\"", "1"], ["B", "", "2"]]);
        let place = |row: usize, field: usize| sources.place(&input.span(input.sheet.row(row), field)).unwrap();
        assert_eq!(
            [place(0, 1), place(0, 2), place(1, 0), place(1, 1)].join(" "),
            "f.csv:2:16 f.csv:2:30 f.csv:5:2 f.csv:5:5"
        );
        assert_eq!((input.sheet.row(0).line(), input.sheet.row(1).line()), (2, 5));
        assert_eq!(sources.place(&input.span(input.sheet.header(), 2)).unwrap(), "f.csv:1:13");
    }

    #[test]
    fn what_is_no_table_is_told() {
        assert_eq!(wrong(""), "f.csv:1:1: expected a header, found an empty file");
        assert_eq!(
            wrong("name;power\nA;weak\n"),
            "f.csv:1:1: expected commas between the columns, found semicolons; delimiter = \";\" reads them"
        );
        assert_eq!(wrong("name,x,name\nA,1,B\n"), "f.csv:1:8: expected each column once, found \"name\" a second time");
        assert!(
            wrong("name,x\nA,1\nB, of C,2\n").starts_with("f.csv:3:1: expected 2 fields as in the header, found 3")
        );
        let missing = from_disk(Path::new("no/such.csv")).unwrap_err().1.message;
        assert_eq!(missing, "expected a CSV file at no/such.csv, found none; its path is relative to the config");
        let folder = tempfile::tempdir().unwrap();
        let said = from_disk(folder.path()).unwrap_err().1.message;
        assert!(said.ends_with("it is a folder"), "{said}");
    }

    #[test]
    fn bytes_that_are_no_text_are_told_at_their_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("latin.csv");
        std::fs::write(&path, b"\xef\xbb\xbfname,power\nC\xf4te,weak\n").unwrap();
        let sources = Sources::default();
        let wrong = Inputs::new(sources.clone(), BTreeMap::new())
            .table(path.to_str().unwrap(), Delimiter::Comma, &(0..0))
            .unwrap_err();
        let place = sources.place(&wrong.span.unwrap()).unwrap();
        assert!(place.ends_with("latin.csv:2:2"), "{place}");
        assert!(wrong.message.contains("found the byte 0xF4"), "{}", wrong.message);
    }
}
