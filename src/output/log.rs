//! `status.log`: what happened to a result, line by line, for people.
//!
//! ```text
//! 2026-05-01T12:00:00Z started on 4 threads, process 4711
//! ```
//!
//! Lines are only ever appended. A torn last line (the machine went down while it was written) is ended before the next is
//! written, so one bad line is all that a crash can leave.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use super::display;
use super::inside;
use super::table::Failed;

/// The end of a log that is looked at (bytes).
const END: u64 = 1 << 16;

/// The log's file name.
pub const NAME: &str = "status.log";

/// Appends a line with the time; the text is one line.
///
/// # Errors
/// If the file cannot be written.
pub fn append(folder: &Path, text: &str) -> Result<(), Failed> {
    let path = folder.join(NAME);
    write(&path, text).map_err(|error| (path, error))
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = inside::append(path)?;
    let torn = if torn(&mut file)? { "\n" } else { "" };
    let time = jiff::Timestamp::now().round(jiff::Unit::Second).unwrap_or_else(|_| jiff::Timestamp::now());
    file.write_all(format!("{torn}{time} {}\n", display::line(text)).as_bytes())
}

fn torn(file: &mut File) -> std::io::Result<bool> {
    let length = file.seek(SeekFrom::End(0))?;
    if length == 0 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

/// The last bytes of a log.
fn end(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut file = inside::open(path)?;
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(END)))?;
    let mut bytes = Vec::new();
    file.take(END).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The last lines that are whole, oldest first.
pub fn last(folder: &Path, count: usize) -> Vec<String> {
    let bytes = end(&folder.join(NAME)).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let begins_with_time =
        |line: &&str| line.split(' ').next().is_some_and(|time| time.parse::<jiff::Timestamp>().is_ok());
    let lines: Vec<&str> = whole.lines().filter(begins_with_time).collect();
    lines[lines.len().saturating_sub(count)..].iter().map(|&line| line.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_line_spoils_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        append(folder, "started").unwrap();
        std::fs::OpenOptions::new().append(true).open(folder.join(NAME)).unwrap().write_all(b"2026-05-01T1").unwrap();
        assert_eq!(last(folder, 5).len(), 1);
        append(folder, "resumed\nhere").unwrap();
        let lines = last(folder, 5);
        assert_eq!(lines.len(), 2);
        assert!(lines[0].ends_with(" started") && lines[1].ends_with(" resumed here"), "{lines:?}");
        assert_eq!(last(folder, 1), lines[1..]);
        assert!(last(&folder.join("nowhere"), 3).is_empty());
    }
}
