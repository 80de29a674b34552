//! Rows of CSV at full precision: `.` decimal, UTF-8, LF; a missing value is empty.

use super::numbers::{whole, with_point};
use crate::record::Column;

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
}
