//! Tables: CSV rows at full precision, and files that appear whole.
//!
//! One header, `.` decimal, UTF-8, LF; a missing value is empty. A file is written under `NAME.part`, synced, and renamed when it is
//! complete: a file under its own name is never torn.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::inside;
use crate::record::Column;

/// The whole number that this is, if it is one that a count can be.
fn whole(x: f64) -> Option<i64> {
    // Out of range it becomes the nearest there is, and not a number 0: neither is equal.
    let whole = x as i64;
    (whole as f64 == x && x.abs() < 9e18).then_some(whole)
}

/// A real as it stands in a table: the shortest digits that read back the same, always with a point (`0.0`, `1.0e+21`).
///
/// Readers guess the type of a column from its first rows, and take digits without a point for integers, some even with an exponent.
pub fn real(x: f64) -> String {
    with_point(x, |digits| String::from_utf8_lossy(digits).into_owned())
}

/// A count as it stands in a table: never with a point.
pub fn count(x: f64) -> String {
    whole(x).map_or_else(|| real(x), |x| x.to_string())
}

/// A number in a sentence or a script: the shortest digits that read back the same, whole numbers without a point.
pub fn shown(x: f64) -> String {
    match whole(x).filter(|whole| whole.unsigned_abs() < 1_000_000_000_000_000) {
        Some(whole) => whole.to_string(),
        None => real(x),
    }
}

/// What `take` makes of a real's digits, which have a point.
#[inline]
fn with_point<T>(x: f64, take: impl FnOnce(&[u8]) -> T) -> T {
    let mut buffer = zmij::Buffer::new();
    let digits = buffer.format(x).as_bytes();
    // Between these bounds there is a point and no exponent.
    let size = x.abs();
    if size == 0.0 || (1e-4..1e15).contains(&size) { take(digits) } else { take(&pointed(digits)) }
}

/// The digits with a point if they have none: `1e+21` is `1.0e+21`.
#[cold]
fn pointed(digits: &[u8]) -> Vec<u8> {
    let mut digits = digits.to_vec();
    if let Some(place) = digits.iter().position(|&byte| byte == b'e')
        && !digits.contains(&b'.')
    {
        digits.splice(place..place, *b".0");
    }
    digits
}

/// SHA-256 of a file's content, hexadecimal.
///
/// # Errors
/// If it cannot be read.
pub fn checksum(path: &Path) -> io::Result<String> {
    let mut hash = Sha256::new();
    read_all(&mut inside::open(path)?, |chunk| hash.update(chunk))?;
    Ok(hex(&hash.finalize()))
}

/// SHA-256 of bytes, hexadecimal.
pub fn sum(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn read_all(file: &mut File, mut take: impl FnMut(&[u8])) -> io::Result<()> {
    let mut chunk = vec![0; 1 << 16];
    loop {
        match io::Read::read(file, &mut chunk)? {
            0 => return Ok(()),
            read => take(&chunk[..read]),
        }
    }
}

/// Where a file is until it is complete.
pub fn part(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.part"))
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Rows of a table in memory.
///
/// Numbers go straight to the bytes: none of their characters is ever quoted. Texts are quoted as the `csv` crate does it. A real has a
/// point in every row of its column, a count in none; what is missing or not finite is empty.
#[derive(Debug, Default)]
pub struct Csv {
    bytes: Vec<u8>,
    /// Has the row a field already?
    begun: bool,
    /// Was a real infinite?
    infinite: bool,
    memo: Option<Box<Memo>>,
}

/// At least the bytes of the longest number.
const LONGEST: usize = 32;
/// Numbers that are remembered.
const REMEMBERED: usize = 256;

/// Numbers that were written lately: in a table that grows, shares of few and what stands still come again and again, and to look a
/// number up takes a fifth of the time that its digits take.
#[derive(Debug, Clone)]
struct Memo {
    /// The number in each place, by its bits, which say what its place is.
    bits: [u64; REMEMBERED],
    text: [[u8; LONGEST]; REMEMBERED],
    length: [u8; REMEMBERED],
}

impl Default for Memo {
    fn default() -> Self {
        // 0 wherever it might be.
        let mut zero = [b'0'; LONGEST];
        zero[1] = b'.';
        Self { bits: [0; REMEMBERED], text: [zero; REMEMBERED], length: [3; REMEMBERED] }
    }
}

impl Memo {
    /// The text of a finite real: so many of these bytes.
    #[inline]
    fn text(&mut self, x: f64) -> (&[u8; LONGEST], usize) {
        let bits = x.to_bits();
        let place = (bits.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as usize;
        if self.bits[place] != bits {
            self.bits[place] = bits;
            let text = &mut self.text[place];
            self.length[place] = with_point(x, |digits| {
                text[..digits.len()].copy_from_slice(digits);
                digits.len() as u8
            });
        }
        (&self.text[place], usize::from(self.length[place]))
    }
}

/// Which of the columns of a row of numbers are counts: stretches of the one kind and the other in turn, reals first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout(Vec<usize>);

impl Layout {
    /// Of columns that are all numbers.
    pub fn of(columns: &[Column]) -> Self {
        let (mut stretches, mut counts) = (vec![0], false);
        for column in columns {
            if counts != column.kind.is_whole() {
                counts = !counts;
                stretches.push(0);
            }
            if let Some(last) = stretches.last_mut() {
                *last += 1;
            }
        }
        Self(stretches)
    }
}

impl Csv {
    /// No rows yet; room for a few short ones, or a long one.
    pub fn new() -> Self {
        Self { bytes: Vec::with_capacity(1 << 11), ..Self::default() }
    }

    /// No rows yet, of a table in which numbers come again.
    pub fn repetitive() -> Self {
        Self { bytes: Vec::with_capacity(1 << 15), memo: Some(Box::default()), ..Self::default() }
    }

    /// Separates a field from the one before.
    #[inline]
    fn separate(&mut self) {
        if self.begun {
            self.bytes.push(b',');
        }
        self.begun = true;
    }

    /// Adds a text to the row, quoted if need be.
    pub fn text(&mut self, text: &str) {
        self.separate();
        if text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
            // At most every character is a quote, which is doubled.
            let mut quoted = vec![0; 2 * text.len() + 2];
            let mut writer = csv_core::Writer::new();
            let (_, _, begun) = writer.field(text.as_bytes(), &mut quoted);
            let (_, ended) = writer.finish(&mut quoted[begun..]);
            self.bytes.extend_from_slice(&quoted[..begun + ended]);
        } else {
            self.bytes.extend_from_slice(text.as_bytes());
        }
    }

    /// Adds a real: the shortest digits that read back the same, with a point; missing (NaN) or infinite empty.
    #[inline]
    pub fn real(&mut self, x: f64) {
        self.separate();
        if !x.is_finite() {
            self.infinite |= x.is_infinite();
            return;
        }
        if let Some(memo) = &mut self.memo {
            let (text, length) = memo.text(x);
            // All of it, for so many bytes are copied at once; then what was too much goes.
            let end = self.bytes.len() + length;
            self.bytes.extend_from_slice(text);
            self.bytes.truncate(end);
        } else {
            with_point(x, |digits| self.bytes.extend_from_slice(digits));
        }
    }

    /// Adds several reals.
    pub fn reals(&mut self, values: impl IntoIterator<Item = f64>) {
        for value in values {
            self.real(value);
        }
    }

    /// Adds a count: a whole number without a point; missing (NaN) empty.
    pub fn count(&mut self, x: f64) {
        match whole(x) {
            Some(whole) => {
                self.separate();
                self.bytes.extend_from_slice(itoa::Buffer::new().format(whole).as_bytes());
            }
            None => self.real(x),
        }
    }

    /// Adds several counts.
    pub fn counts(&mut self, values: impl IntoIterator<Item = f64>) {
        for value in values {
            self.count(value);
        }
    }

    /// Adds numbers, as the layout of their columns says.
    pub fn numbers(&mut self, layout: &Layout, values: &[f64]) {
        let (mut rest, mut counts) = (values, false);
        for &stretch in &layout.0 {
            let (now, after) = rest.split_at(stretch.min(rest.len()));
            if counts {
                self.counts(now.iter().copied());
            } else {
                self.reals(now.iter().copied());
            }
            (rest, counts) = (after, !counts);
        }
    }

    /// Was a real that was to be written infinite? Its field is empty.
    pub fn was_infinite(&self) -> bool {
        self.infinite
    }

    /// Adds several texts.
    pub fn texts<'a>(&mut self, values: impl IntoIterator<Item = &'a String>) {
        for value in values {
            self.text(value);
        }
    }

    /// Ends the row.
    pub fn end(&mut self) {
        self.bytes.push(b'\n');
        self.begun = false;
    }

    /// All rows as bytes.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// A finished file: what the manifest says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Its name.
    pub name: String,
    /// Its length (bytes).
    pub bytes: u64,
    /// SHA-256 of its content, hexadecimal.
    pub sha256: String,
}

/// A file that appears under its name when it is complete.
#[derive(Debug)]
pub struct TableFile {
    folder: PathBuf,
    name: String,
    writer: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

/// An error together with the file it happened to.
pub type Failed = (PathBuf, io::Error);

impl TableFile {
    /// Starts a file.
    ///
    /// # Errors
    /// If it cannot be created.
    pub fn create(folder: &Path, name: &str) -> Result<Self, Failed> {
        let part = part(folder, name);
        if !inside::is_name(name) {
            let what = format!("a file of a result cannot be called {name:?}");
            return Err((part, io::Error::new(io::ErrorKind::InvalidInput, what)));
        }
        let file = inside::create(&part).map_err(|error| (part, error))?;
        let writer = BufWriter::with_capacity(1 << 16, file);
        Ok(Self { folder: folder.to_owned(), name: name.to_owned(), writer, hash: Sha256::new(), bytes: 0 })
    }

    /// Goes on with a file that was not completed, after its first `bytes` bytes.
    ///
    /// # Errors
    /// If it cannot be read or written.
    pub fn reopen(folder: &Path, name: &str, bytes: u64) -> Result<Self, Failed> {
        let part = part(folder, name);
        let fail = |error| (part.clone(), error);
        let mut file = inside::edit(&part).map_err(fail)?;
        file.set_len(bytes).map_err(fail)?;
        let mut hash = Sha256::new();
        read_all(&mut file, |chunk| hash.update(chunk)).map_err(fail)?;
        let writer = BufWriter::with_capacity(1 << 16, file);
        Ok(Self { folder: folder.to_owned(), name: name.to_owned(), writer, hash, bytes })
    }

    /// Where it is until it is complete.
    pub(super) fn part(&self) -> PathBuf {
        part(&self.folder, &self.name)
    }

    /// Appends bytes.
    ///
    /// # Errors
    /// If they cannot be written: a full disk, most likely.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Failed> {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        self.writer.write_all(bytes).map_err(|error| (self.part(), error))
    }

    /// Puts what was written so far on disk, still under the temporary name.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn flush(&mut self) -> Result<(), Failed> {
        self.writer.flush().map_err(|error| (self.part(), error))
    }

    /// Puts what was written so far on disk, where it survives a power cut.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn sync(&mut self) -> Result<(), Failed> {
        self.flush()?;
        self.writer.get_ref().sync_data().map_err(|error| (self.part(), error))
    }

    /// Completes the file: synced, then renamed.
    ///
    /// # Errors
    /// If it cannot be written or renamed.
    pub fn finish(mut self) -> Result<FileRecord, Failed> {
        let part = self.part();
        let fail = |error| (part.clone(), error);
        self.writer.flush().map_err(fail)?;
        self.writer.get_ref().sync_all().map_err(fail)?;
        std::fs::rename(&part, self.folder.join(&self.name)).map_err(fail)?;
        Ok(FileRecord { name: self.name, bytes: self.bytes, sha256: hex(&self.hash.finalize()) })
    }
}

/// For what writes by itself; an error is then one of the part.
impl io::Write for TableFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Self::write(self, bytes).map_err(|(_, error)| error)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Writes a whole file at once, by way of a temporary name.
///
/// # Errors
/// If it cannot be written or renamed.
pub fn write_whole(folder: &Path, name: &str, bytes: &[u8]) -> Result<FileRecord, Failed> {
    let mut file = TableFile::create(folder, name)?;
    file.write(bytes)?;
    file.finish()
}

/// Removes a file, if there is one.
///
/// # Errors
/// If it is there and cannot be removed.
pub fn remove(path: &Path) -> Result<(), Failed> {
    inside::remove(path).map_err(|error| (path.to_owned(), error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_plain_and_exact() {
        let mut table = Csv::new();
        table.text("a, b");
        table.reals([1.0, 0.1, f64::NAN, -2.5e-9, 0.0, f64::INFINITY]);
        table.counts([1.0, f64::NAN, -7.0, 9_007_199_254_740_992.0]);
        table.end();
        assert!(table.was_infinite());
        let row = "\"a, b\",1.0,0.1,,-2.5e-9,0.0,,1,,-7,9007199254740992\n";
        assert_eq!(String::from_utf8(table.into_bytes()).unwrap(), row);
    }

    /// Numbers stand as their columns say, whichever comes first.
    #[test]
    fn a_layout_tells_counts_from_reals() {
        let of = |units: &[&'static str]| units.iter().map(|&unit| Column::new("x", unit, "")).collect::<Vec<_>>();
        let row = |units: &[&'static str]| {
            let mut table = Csv::repetitive();
            table.numbers(&Layout::of(&of(units)), &[1.0, 0.0, f64::NAN, 3.0][..units.len()]);
            String::from_utf8(table.into_bytes()).unwrap()
        };
        assert_eq!(row(&["share", "0/1", "round", "payoff"]), "1.0,0,,3.0");
        assert_eq!(row(&["0/1", "share", "share", "round"]), "1,0.0,,3");
        assert_eq!(row(&["0/1", "0/1"]), "1,0");
        assert_eq!(row(&[]), "");
    }

    /// Rows are what the `csv` crate writes and reads.
    #[test]
    fn rows_are_those_of_the_csv_crate() {
        let texts = ["", "a", "a,b", "\"", "say \"no\", twice", "one\ntwo", "\r", "\u{4e2d}\u{6587}, x", "'", " "];
        let mut own = Csv::new();
        let mut peer = csv::WriterBuilder::new().from_writer(Vec::new());
        for text in texts {
            own.count(1.0);
            own.text(text);
            own.end();
            peer.write_record(["1", text]).unwrap();
        }
        let own = own.into_bytes();
        assert_eq!(String::from_utf8(own).unwrap(), String::from_utf8(peer.into_inner().unwrap()).unwrap());
    }

    /// Few numbers again and again, many others between them, and those that are missing or whole.
    #[test]
    fn numbers_that_are_remembered_are_written_the_same() {
        let mut stream = crate::rng::Stream::new(&crate::rng::Key::common(2), 0, crate::rng::Purpose::Analysis);
        let (mut plain, mut repetitive) = (Csv::new(), Csv::repetitive());
        for row in 0..2_000 {
            let bits = u64::from(stream.word()) << 32 | u64::from(stream.word());
            let drawn = [f64::from_bits(bits), stream.uniform(), -f64::from(stream.word())];
            let again = [f64::NAN, 0.0, -0.0, f64::from(row % 41) / 40.0, 1e15, -1.0 / 3.0, f64::MIN_POSITIVE];
            for table in [&mut plain, &mut repetitive] {
                table.reals(again.into_iter().chain(drawn).chain(again));
                table.end();
            }
        }
        let [plain, repetitive] = [plain, repetitive].map(|table| String::from_utf8(table.into_bytes()).unwrap());
        assert_eq!(plain, repetitive);
    }

    /// Digits read back the same, over all magnitudes, and every real has one point.
    #[test]
    fn numbers_read_back_the_same() {
        let mut stream = crate::rng::Stream::new(&crate::rng::Key::common(1), 0, crate::rng::Purpose::Analysis);
        for _ in 0..20_000 {
            let bits = u64::from(stream.word()) << 32 | u64::from(stream.word());
            for x in [f64::from_bits(bits), stream.uniform(), stream.uniform() * 1e4] {
                if x.is_finite() {
                    for text in [shown(x), real(x), count(x)] {
                        assert_eq!(text.parse::<f64>().unwrap().to_bits(), x.to_bits(), "{x:e}");
                    }
                    assert_eq!(real(x).matches('.').count(), 1, "{x:e}");
                }
            }
        }
        let numbers = [0.1, 1e15, 1e21, 1e-7, -2.0, 1e300, 1.5e-5, 5e-324, 0.0, -0.0];
        assert_eq!(
            numbers.map(real),
            [
                "0.1",
                "1000000000000000.0",
                "1.0e+21",
                "1.0e-7",
                "-2.0",
                "1.0e+300",
                "0.000015",
                "5.0e-324",
                "0.0",
                "-0.0"
            ]
        );
        // A power of ten at either end of what is written without an exponent.
        for exponent in -10..=20 {
            let x: f64 = format!("1e{exponent}").parse().unwrap();
            assert!(real(x).contains('.') && real(x).parse() == Ok(x), "{}", real(x));
        }
        assert_eq!([1.0, -3.0, 0.5, 1e15].map(shown), ["1", "-3", "0.5", "1000000000000000.0"]);
        assert_eq!([1.0, -3.0, 1e15].map(count), ["1", "-3", "1000000000000000"]);
    }

    #[test]
    fn a_file_appears_when_it_is_complete() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = TableFile::create(folder.path(), "t.csv").unwrap();
        file.write(b"x\n").unwrap();
        assert!(!folder.path().join("t.csv").exists());
        let record = file.finish().unwrap();
        assert_eq!(std::fs::read(folder.path().join("t.csv")).unwrap(), b"x\n");
        assert_eq!((record.bytes, record.sha256.len()), (2, 64));
        assert!(!folder.path().join("t.csv.part").exists());
    }
}
