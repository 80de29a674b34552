//! A finished table as Apache Parquet: the same columns, rows and values as the CSV, typed.
//!
//! The CSV is read twice, row by row: once to see what each column holds, once to write it. Memory is bounded by one row group, and the
//! bytes follow from the table and the version of the program alone. What a column's unit promises is only ever widened, never
//! refused: a count that turns out to have a fraction is a number, a number that turns out to be a word is text. A study that
//! has run does not fail for that.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use ::parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use ::parquet::errors::Result;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::reader::{FileReader as _, SerializedFileReader};
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::record::Field;
use ::parquet::schema::types::{Type, TypePtr};
use csv::StringRecord;

use super::inside;
use super::table::{Csv, Failed, FileRecord, TableFile};
use crate::record::{Column, ValueKind};

/// Rows of a row group; at 100 columns about 60 MB in memory.
const GROUP: usize = 1 << 16;

/// The key under which the file holds name, unit and meaning of its columns, as JSON.
pub const COLUMNS_KEY: &str = "comity.columns";

/// Writes a finished CSV table as Parquet, `folder/name`. Empty fields are null.
///
/// # Errors
/// If the CSV cannot be read or its header is not that of `columns`, or the file cannot be written.
pub fn from_csv(csv: &Path, columns: &[Column], folder: &Path, name: &str) -> std::result::Result<FileRecord, Failed> {
    from_csv_by(GROUP, csv, columns, folder, name)
}

fn from_csv_by(
    group: usize,
    csv: &Path,
    columns: &[Column],
    folder: &Path,
    name: &str,
) -> std::result::Result<FileRecord, Failed> {
    let unread = |error: io::Error| (csv.to_owned(), error);
    let stores = stores(csv, columns).map_err(unread)?;
    let file = TableFile::create(folder, name)?;
    let part = file.part();
    let unwritten = |error| (part.clone(), io::Error::from(error));

    let mut writer = start(file, columns, &stores).map_err(unwritten)?;
    let mut buffers: Vec<Buffer> = stores.into_iter().map(Buffer::new).collect();
    let mut rows = open(csv, columns).map_err(unread)?;
    let mut record = StringRecord::new();
    let mut held = 0;
    while rows.read_record(&mut record).map_err(io::Error::from).map_err(unread)? {
        for (buffer, field) in buffers.iter_mut().zip(&record) {
            buffer.push(field);
        }
        held += 1;
        if held == group {
            write_group(&mut writer, &mut buffers).map_err(unwritten)?;
            held = 0;
        }
    }
    if held > 0 {
        write_group(&mut writer, &mut buffers).map_err(unwritten)?;
    }
    writer.into_inner().map_err(unwritten)?.finish()
}

/// Writes a Parquet table as the CSV it was made from, `folder/name`.
///
/// # Errors
/// If the table cannot be read, or the file cannot be written.
pub fn to_csv(parquet: &Path, folder: &Path, name: &str) -> std::result::Result<FileRecord, Failed> {
    let unread = |error: io::Error| (parquet.to_owned(), error);
    let file = inside::open(parquet).map_err(unread)?;
    let reader = SerializedFileReader::new(file).map_err(io::Error::from).map_err(unread)?;
    let mut table = TableFile::create(folder, name)?;
    let mut header = Csv::new();
    let columns = reader.metadata().file_metadata().schema_descr().columns().to_vec();
    columns.iter().for_each(|column| header.text(column.name()));
    header.end();
    table.write(&header.into_bytes())?;
    for row in reader.get_row_iter(None).map_err(io::Error::from).map_err(unread)? {
        let row = row.map_err(io::Error::from).map_err(unread)?;
        let mut line = Csv::new();
        for (_, field) in row.get_column_iter() {
            match field {
                Field::Long(x) => line.text(&x.to_string()),
                Field::ULong(x) => line.text(&x.to_string()),
                Field::Double(x) => line.real(*x),
                Field::Bool(x) => line.text(&x.to_string()),
                Field::Str(text) => line.text(text),
                // Null, and nothing else: these are the kinds that tables have.
                _ => line.text(""),
            }
        }
        line.end();
        table.write(&line.into_bytes())?;
    }
    table.finish()
}

/// How the values of a column are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Store {
    /// 64 bits, signed.
    Whole,
    /// 64 bits, unsigned.
    Unsigned,
    /// Double.
    Number,
    /// Boolean.
    Truth,
    /// UTF-8.
    Text,
}

impl Store {
    /// How values of a kind can be stored, the closest first.
    fn candidates(kind: ValueKind) -> Vec<Self> {
        match kind {
            ValueKind::Count => vec![Self::Whole, Self::Number, Self::Text],
            ValueKind::Seed => vec![Self::Unsigned, Self::Text],
            ValueKind::Real => vec![Self::Number, Self::Text],
            ValueKind::Boolean => vec![Self::Truth, Self::Text],
            ValueKind::Text => vec![Self::Text],
        }
    }

    /// Can it hold this field, and give it back as it is?
    fn fits(self, field: &str) -> bool {
        match self {
            Self::Whole => field.is_empty() || whole(field).is_some(),
            Self::Unsigned => field.is_empty() || field.parse::<u64>().is_ok(),
            Self::Number => field.is_empty() || number(field).is_some(),
            Self::Truth => field.is_empty() || field == "true" || field == "false",
            Self::Text => true,
        }
    }
}

/// A count as tables write it.
fn whole(field: &str) -> Option<i64> {
    field.parse().ok()
}

/// A number as tables write it; words that could be taken for one ("nan", "infinity") are words.
fn number(field: &str) -> Option<f64> {
    let digits = field.ends_with(|c: char| c.is_ascii_digit());
    if digits || field == "inf" || field == "-inf" { field.parse().ok() } else { None }
}

fn open(csv: &Path, columns: &[Column]) -> io::Result<csv::Reader<File>> {
    let mut rows = csv::ReaderBuilder::new().buffer_capacity(1 << 16).from_reader(inside::open(csv)?);
    let header = rows.headers()?;
    if !header.iter().eq(columns.iter().map(|column| column.name.as_str())) {
        let expected: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let found: Vec<&str> = header.iter().collect();
        let message = format!("expected the columns {}, found {}", expected.join(", "), found.join(", "));
        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
    }
    Ok(rows)
}

/// How each column is stored: the closest way that holds all of its values.
fn stores(csv: &Path, columns: &[Column]) -> io::Result<Vec<Store>> {
    let mut candidates: Vec<Vec<Store>> = columns.iter().map(|column| Store::candidates(column.kind)).collect();
    let mut rows = open(csv, columns)?;
    let mut record = StringRecord::new();
    while rows.read_record(&mut record)? {
        for (candidates, field) in candidates.iter_mut().zip(&record) {
            candidates.retain(|store| store.fits(field));
        }
    }
    Ok(candidates.iter().map(|left| left.first().copied().unwrap_or(Store::Text)).collect())
}

fn start(file: TableFile, columns: &[Column], stores: &[Store]) -> Result<SerializedFileWriter<TableFile>> {
    let fields = columns.iter().zip(stores).map(|(column, &store)| field(&column.name, store));
    let schema = Type::group_type_builder("schema").with_fields(fields.collect::<Result<_>>()?).build()?;
    let described = columns
        .iter()
        .map(|Column { name, unit, meaning, kind, .. }| {
            serde_json::json!({ "name": name, "unit": unit, "meaning": meaning, "type": kind.name() })
        });
    let described = serde_json::Value::from_iter(described).to_string();
    let properties = WriterProperties::builder()
        .set_created_by(concat!("comity version ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::SNAPPY)
        .set_key_value_metadata(Some(vec![KeyValue::new(COLUMNS_KEY.to_owned(), described)]))
        .build();
    SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties))
}

fn field(name: &str, store: Store) -> Result<TypePtr> {
    let (physical, logical) = match store {
        Store::Whole => (Physical::INT64, None),
        Store::Unsigned => (Physical::INT64, Some(LogicalType::integer(64, false))),
        Store::Number => (Physical::DOUBLE, None),
        Store::Truth => (Physical::BOOLEAN, None),
        Store::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
    };
    let field = Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
    Ok(Arc::new(field.with_logical_type(logical).build()?))
}

/// The values of a column in one row group.
struct Buffer {
    store: Store,
    /// For each row whether it has a value: 1 or 0.
    present: Vec<i16>,
    /// Whole numbers, unsigned ones by their bits.
    whole: Vec<i64>,
    numbers: Vec<f64>,
    truths: Vec<bool>,
    texts: Vec<ByteArray>,
}

impl Buffer {
    fn new(store: Store) -> Self {
        let (present, whole, numbers, truths, texts) = Default::default();
        Self { store, present, whole, numbers, truths, texts }
    }

    /// Takes a field that its store fits.
    fn push(&mut self, field: &str) {
        let there = !field.is_empty();
        self.present.push(i16::from(there));
        match self.store {
            _ if !there => {}
            Store::Whole => self.whole.extend(whole(field)),
            Store::Unsigned => self.whole.extend(field.parse().map(u64::cast_signed)),
            Store::Number => self.numbers.extend(number(field)),
            Store::Truth => self.truths.push(field == "true"),
            Store::Text => self.texts.push(field.into()),
        }
    }

    /// Writes what there is and forgets it.
    fn write(&mut self, column: &mut SerializedColumnWriter<'_>) -> Result<()> {
        let present = Some(self.present.as_slice());
        match self.store {
            Store::Whole | Store::Unsigned => column.typed::<Int64Type>().write_batch(&self.whole, present, None)?,
            Store::Number => column.typed::<DoubleType>().write_batch(&self.numbers, present, None)?,
            Store::Truth => column.typed::<BoolType>().write_batch(&self.truths, present, None)?,
            Store::Text => column.typed::<ByteArrayType>().write_batch(&self.texts, present, None)?,
        };
        self.present.clear();
        self.whole.clear();
        self.numbers.clear();
        self.truths.clear();
        self.texts.clear();
        Ok(())
    }
}

fn write_group(writer: &mut SerializedFileWriter<TableFile>, buffers: &mut [Buffer]) -> Result<()> {
    let mut group = writer.next_row_group()?;
    for buffer in buffers {
        let Some(mut column) = group.next_column()? else { break };
        buffer.write(&mut column)?;
        column.close()?;
    }
    group.close()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn columns() -> Vec<Column> {
        vec![
            Column::new("cell", "number", "Place."),
            Column::new("seed", "number", "Seed."),
            Column::new("noise.execution", "as in the config", "Swept."),
            Column::new("network.kind", "as in the config", "Swept.").with_kind(ValueKind::Text),
            Column::new("trust.on", "as in the config", "Swept.").with_kind(ValueKind::Boolean),
            Column::new("mutant", "name", "Who."),
            Column::new("trust", "belief", "Mean trust."),
            Column::new("runs", "number", "Of which one is a fraction."),
        ]
    }

    const TABLE: &str = "\
cell,seed,noise.execution,network.kind,trust.on,mutant,trust,runs
0,18446744073709551615,0.1,ring,true,\"a \"\"b\"\", c\",0.30000000000000004,1
1,0,-2.5e-9,0.5,false,,,2.5
2,1,4,nan,true,TFT,5e-324,
3,2,0.1,true,true,Grüße,-0.0,3
4,3,0.1,ring,false,x,1.7976931348623157e308,1e15
5,9007199254740993,0.1,ring,false,x,inf,4
";

    fn written(group: usize) -> (tempfile::TempDir, FileRecord) {
        let folder = tempfile::tempdir().unwrap();
        let csv = folder.path().join("t.csv");
        fs::write(&csv, TABLE).unwrap();
        let record = from_csv_by(group, &csv, &columns(), folder.path(), "t.parquet").unwrap();
        (folder, record)
    }

    fn rows(folder: &Path) -> Vec<Vec<Field>> {
        let reader = SerializedFileReader::new(File::open(folder.join("t.parquet")).unwrap()).unwrap();
        let values = |row: ::parquet::record::Row| row.into_columns().into_iter().map(|(_, field)| field).collect();
        reader.get_row_iter(None).unwrap().map(|row| values(row.unwrap())).collect()
    }

    /// The expected values are those of [`TABLE`], read by hand.
    #[test]
    fn every_value_is_that_of_the_csv_to_the_bit() {
        let (folder, _) = written(4);
        let rows = rows(folder.path());
        let texts = |place: usize| rows.iter().map(|row| row[place].to_string()).collect::<Vec<_>>();
        let bits = |place: usize| -> Vec<Option<u64>> {
            let bits = |field: &Field| match field {
                Field::Double(x) => Some(x.to_bits()),
                Field::Null => None,
                other => panic!("{other} is no number"),
            };
            rows.iter().map(|row| bits(&row[place])).collect()
        };
        let numbers = |values: [Option<f64>; 6]| values.map(|x| x.map(f64::to_bits)).to_vec();
        assert!((0..6).all(|row| rows[row][0] == Field::Long(row as i64)));
        let seeds = [u64::MAX, 0, 1, 2, 3, 9_007_199_254_740_993];
        assert!((0..6).all(|row| rows[row][1] == Field::ULong(seeds[row])));
        assert_eq!(bits(2), numbers([Some(0.1), Some(-2.5e-9), Some(4.0), Some(0.1), Some(0.1), Some(0.1)]));
        assert_eq!(texts(3), ["\"ring\"", "\"0.5\"", "\"nan\"", "\"true\"", "\"ring\"", "\"ring\""]);
        assert!([true, false, true, true, false, false].iter().zip(&rows).all(|(&on, row)| row[4] == Field::Bool(on)));
        assert_eq!(rows[0][5], Field::Str("a \"b\", c".to_owned()));
        assert_eq!((&rows[1][5], &rows[3][5]), (&Field::Null, &Field::Str("Grüße".to_owned())));
        let inf = f64::INFINITY;
        assert_eq!(bits(6), numbers([Some(0.1 + 0.2), None, Some(5e-324), Some(-0.0), Some(f64::MAX), Some(inf)]));
        assert_eq!(bits(7), numbers([Some(1.0), Some(2.5), None, Some(3.0), Some(1e15), Some(4.0)]));
    }

    #[test]
    fn the_file_says_what_its_columns_mean_and_is_the_same_each_time() {
        let ((folder, first), (other, second)) = (written(4), written(4));
        assert_eq!(first, second);
        let [a, b] = [&folder, &other].map(|folder| fs::read(folder.path().join("t.parquet")).unwrap());
        assert_eq!(a, b);
        assert_eq!(first.bytes, a.len() as u64);
        assert!(!folder.path().join("t.parquet.part").exists());

        let reader = SerializedFileReader::new(File::open(folder.path().join("t.parquet")).unwrap()).unwrap();
        let file = reader.metadata().file_metadata();
        assert_eq!(reader.metadata().num_row_groups(), 2);
        assert_eq!(file.created_by(), Some(concat!("comity version ", env!("CARGO_PKG_VERSION"))));
        let pair = file.key_value_metadata().unwrap().iter().find(|pair| pair.key == COLUMNS_KEY).unwrap();
        let described: serde_json::Value = serde_json::from_str(pair.value.as_ref().unwrap()).unwrap();
        let trust = serde_json::json!({ "name": "trust", "unit": "belief", "meaning": "Mean trust.", "type": "real" });
        assert_eq!(described[6], trust);
    }

    #[test]
    fn a_table_without_rows_keeps_its_columns() {
        let folder = tempfile::tempdir().unwrap();
        let csv = folder.path().join("t.csv");
        fs::write(&csv, "cell,mutant\n").unwrap();
        let columns = [Column::new("cell", "number", ""), Column::new("mutant", "name", "")];
        from_csv(&csv, &columns, folder.path(), "t.parquet").unwrap();
        let reader = SerializedFileReader::new(File::open(folder.path().join("t.parquet")).unwrap()).unwrap();
        assert_eq!(reader.metadata().file_metadata().schema().get_fields().len(), 2);
        assert!(rows(folder.path()).is_empty());
    }

    #[test]
    fn another_table_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let csv = folder.path().join("t.csv");
        fs::write(&csv, "cell,player\n0,x\n").unwrap();
        let columns = [Column::new("cell", "number", ""), Column::new("mutant", "name", "")];
        let (path, error) = from_csv(&csv, &columns, folder.path(), "t.parquet").unwrap_err();
        assert_eq!(path, csv);
        assert_eq!(error.to_string(), "expected the columns cell, mutant, found cell, player");
    }
}
