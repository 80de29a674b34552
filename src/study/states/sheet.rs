//! A CSV file with a header, read whole, whose mistakes say `file:line:column`.

use csv::StringRecord;

use crate::network::file::place;
use crate::study::schema::advice;

/// A table as it was read.
pub(super) struct Sheet {
    path: String,
    text: String,
    /// The names of its columns.
    pub(super) headers: StringRecord,
    /// Its rows.
    pub(super) rows: Vec<StringRecord>,
}

impl Sheet {
    /// Reads the file at `path`; `files` are texts that stand for files, by path.
    ///
    /// # Errors
    /// What is wrong with it, in words: it cannot be read, has no header, or a row has more or fewer fields.
    pub(super) fn read(path: &str, files: &[(&str, &str)]) -> Result<Self, String> {
        let text = match files.iter().find(|(own, _)| *own == path) {
            Some((_, text)) => (*text).to_owned(),
            None => std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?,
        };
        // Spreadsheets begin their files with a mark of the encoding.
        let text = text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned);
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .has_headers(false)
            .from_reader(text.as_bytes());
        let mut rows = reader.records();
        let wrong = |error: csv::Error| format!("{path}: {error}");
        let headers = rows.next().ok_or_else(|| format!("{path}: expected a header, found nothing"))?.map_err(wrong)?;
        let rows = rows.collect::<Result<Vec<_>, _>>().map_err(wrong)?;
        let sheet = Self { path: path.to_owned(), text, headers, rows };
        for (place, header) in sheet.headers.iter().enumerate() {
            if sheet.headers.iter().take(place).any(|earlier| earlier == header) {
                return Err(sheet.at(&sheet.headers, place, &format!("found the column {header:?} a second time")));
            }
        }
        let uneven = sheet.rows.iter().find(|row| row.len() != sheet.headers.len());
        match uneven {
            Some(row) => {
                let message =
                    format!("expected {} fields as in the header, found {}", sheet.headers.len(), row.len());
                Err(sheet.at(row, 0, &message))
            }
            None => Ok(sheet),
        }
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
    pub(super) fn at(&self, row: &StringRecord, field: usize, message: &str) -> String {
        let (line, column) = place(&self.text, row, field);
        format!("{}:{line}:{column}: {message}", self.path)
    }
}
