//! A CSV file with a header, read whole, among the texts of the config: its mistakes say `file:line:column` as all
//! others do.

use csv::StringRecord;

use crate::network::file::begin;
use crate::study::schema::advice;
use crate::study::source::{Sources, Span};

/// A table as it was read.
pub(super) struct Sheet {
    path: String,
    text: String,
    /// The place of its first byte among all texts.
    start: usize,
    /// The names of its columns.
    pub(super) headers: StringRecord,
    /// Its rows, those without any value left out.
    pub(super) rows: Vec<StringRecord>,
}

/// What is wrong, and where, if that is in the table itself.
#[derive(Debug)]
pub(super) struct Wrong {
    pub(super) span: Option<Span>,
    pub(super) message: String,
}

impl From<String> for Wrong {
    fn from(message: String) -> Self {
        Self { span: None, message }
    }
}

impl Sheet {
    /// Reads the file at `path` into `sources`; `files` are texts that stand for files, by path.
    ///
    /// # Errors
    /// What is wrong with it: it cannot be read, has no header, or a row has more or fewer fields.
    pub(super) fn read(path: &str, files: &[(&str, &str)], sources: &mut Sources) -> Result<Self, Wrong> {
        let text = match files.iter().find(|(own, _)| *own == path) {
            Some((_, text)) => (*text).to_owned(),
            None => from_disk(path)?,
        };
        // Spreadsheets begin their files with a mark of the encoding.
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        let start = sources.add(path, text.as_str());
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .has_headers(false)
            .from_reader(text.as_bytes());
        let mut records = reader.records();
        let wrong = |error: csv::Error| Wrong::from(format!("{path}: {error}"));
        let headers =
            records.next().ok_or_else(|| format!("{path}: expected a header, found an empty file"))?.map_err(wrong)?;
        let mut rows = records.collect::<Result<Vec<_>, _>>().map_err(wrong)?;
        // Spreadsheets leave rows of commas alone where something was deleted.
        rows.retain(|row| row.iter().any(|field| !field.is_empty()));
        let sheet = Self { path: path.to_owned(), text, start, headers, rows };
        sheet.check()?;
        Ok(sheet)
    }

    fn check(&self) -> Result<(), Wrong> {
        if let (Some(only), 1) = (self.headers.get(0), self.headers.len())
            && let Some((_, found)) =
                [(';', "semicolons"), ('\t', "tabs"), ('|', "bars")].into_iter().find(|(mark, _)| only.contains(*mark))
        {
            return Err(self.at(&self.headers, 0, format!("expected commas between the columns, found {found}")));
        }
        for (place, header) in self.headers.iter().enumerate() {
            let again = self.headers.iter().take(place).any(|earlier| earlier == header);
            if again && !header.is_empty() {
                let message = format!("expected each column once, found {header:?} a second time");
                return Err(self.at(&self.headers, place, message));
            }
        }
        let Some(uneven) = self.rows.iter().find(|row| row.len() != self.headers.len()) else { return Ok(()) };
        let message = format!(
            "expected {} fields as in the header, found {}; a field with a comma in it stands in double quotes",
            self.headers.len(),
            uneven.len()
        );
        Err(self.at(uneven, 0, message))
    }

    /// The place of a column.
    ///
    /// # Errors
    /// That there is none, with the nearest there is.
    pub(super) fn column(&self, name: &str) -> Result<usize, String> {
        self.find(name).ok_or_else(|| {
            let known: Vec<&str> = self.headers.iter().collect();
            format!("{} has no column {name:?}; {}", self.path, advice(name, &known))
        })
    }

    /// The place of a column, if there is one.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.headers.iter().position(|header| header == name)
    }

    /// A mistake in a field of a row.
    pub(super) fn at(&self, row: &StringRecord, field: usize, message: String) -> Wrong {
        Wrong { span: Some(self.span(row, field)), message }
    }

    /// The line on which a row begins.
    pub(super) fn line(&self, row: &StringRecord) -> usize {
        1 + self.text[..begin(&self.text, row)].matches('\n').count()
    }

    /// Where a field of a row stands among all texts.
    pub(super) fn span(&self, row: &StringRecord, field: usize) -> Span {
        let begin = begin(&self.text, row);
        let (mut fields, mut quoted) = (0, false);
        let (mut first, mut end) = (None, self.text.len());
        for (place, c) in self.text[begin..].char_indices() {
            if first.is_none() && fields == field && (c != ' ' || quoted) {
                first = Some(begin + place);
            }
            match c {
                '"' => quoted = !quoted,
                ',' | '\r' | '\n' if !quoted && fields == field => {
                    end = begin + place;
                    break;
                }
                ',' if !quoted => fields += 1,
                _ => {}
            }
        }
        let first = first.unwrap_or(end);
        let end = first + self.text[first..end].trim_end().len();
        self.start + first..self.start + end
    }
}

/// The text of a file.
fn from_disk(path: &str) -> Result<String, String> {
    let bytes = std::fs::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            format!("expected a CSV file at {path}, found none; its path is relative to the config")
        }
        _ => format!("expected a CSV file at {path}: {error}"),
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
        format!("{path}:{line}: expected text in UTF-8, found other bytes; save the file as CSV UTF-8")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(text: &str) -> (Sources, Result<Sheet, Wrong>) {
        let mut sources = Sources::default();
        sources.add("w.toml", "x = 1");
        let sheet = Sheet::read("f.csv", &[("f.csv", text)], &mut sources);
        (sources, sheet)
    }

    fn wrong(text: &str) -> String {
        let (sources, found) = sheet(text);
        let wrong = found.err().unwrap();
        let place = wrong.span.map(|span| sources.place(&span).unwrap() + ": ").unwrap_or_default();
        place + &wrong.message
    }

    #[test]
    fn spreadsheets_write_marks_line_ends_quotes_and_rows_of_nothing() {
        let text = "\u{feff}name , note,x\r\n\"A, the first\",\"says \"\"no\"\"\",1\r\n\r\n,,\r\n B ,,2\r\n";
        let (sources, sheet) = sheet(text);
        let sheet = sheet.unwrap();
        let rows: Vec<Vec<&str>> = sheet.rows.iter().map(|row| row.iter().collect()).collect();
        assert_eq!(rows, [["A, the first", "says \"no\"", "1"], ["B", "", "2"]]);
        let place = |row: usize, field: usize| sources.place(&sheet.span(&sheet.rows[row], field)).unwrap();
        assert_eq!(
            [place(0, 1), place(0, 2), place(1, 0), place(1, 1)].join(" "),
            "f.csv:2:16 f.csv:2:30 f.csv:5:2 f.csv:5:5"
        );
        assert_eq!((sheet.line(&sheet.rows[0]), sheet.line(&sheet.rows[1])), (2, 5));
        assert_eq!(sources.place(&sheet.span(&sheet.headers, 2)).unwrap(), "f.csv:1:13");
    }

    #[test]
    fn what_is_no_table_is_told() {
        assert_eq!(wrong(""), "f.csv: expected a header, found an empty file");
        assert_eq!(wrong("name;power\nA;weak\n"), "f.csv:1:1: expected commas between the columns, found semicolons");
        assert_eq!(wrong("name,x,name\nA,1,B\n"), "f.csv:1:8: expected each column once, found \"name\" a second time");
        assert!(
            wrong("name,x\nA,1\nB, of C,2\n").starts_with("f.csv:3:1: expected 2 fields as in the header, found 3")
        );
        let missing = from_disk("no/such.csv").unwrap_err();
        assert_eq!(missing, "expected a CSV file at no/such.csv, found none; its path is relative to the config");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("latin.csv");
        std::fs::write(&path, b"name,power\nC\xf4te,weak\n").unwrap();
        let said = from_disk(path.to_str().unwrap()).unwrap_err();
        assert!(said.contains("latin.csv:2: expected text in UTF-8"), "{said}");
    }
}
