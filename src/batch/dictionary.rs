//! The header of a table, and the dictionary of all columns.

use crate::output::Csv;
use crate::record::Column;

/// The header of a table.
pub fn header(columns: &[Column]) -> Vec<u8> {
    let mut table = Csv::new();
    table.texts(columns.iter().map(|column| &column.name));
    table.end();
    table.into_bytes()
}

/// The rows of `columns.csv`, its header included: every column of every table.
pub fn dictionary_rows(tables: &[(&str, Vec<Column>)]) -> Vec<u8> {
    let mut table = Csv::new();
    for name in ["table", "column", "unit", "meaning", "type"] {
        table.text(name);
    }
    table.end();
    for (name, columns) in tables {
        for column in columns {
            table.text(name);
            table.text(&column.name);
            table.text(column.unit);
            table.text(&column.meaning);
            table.text(column.kind.name());
            table.end();
        }
    }
    table.into_bytes()
}
