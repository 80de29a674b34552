//! The journal of tables that grow run by run: how much of them is whole.
//!
//! Each entry of the journal is a line for one run:
//!
//! ```text
//! <bytes added to table 1> <bytes added to table 2> ... <CRC-32 of all of them, hexadecimal>
//! ```
//!
//! The first entry is that of the headers. After a crash the tables are read along the journal: what the entries vouch for is
//! whole, whatever was torn, and everything behind it is cut off. So a killed process loses only the runs that it had not
//! handed over; after a power cut those since the last sync, about a second's, are lost as well. The open journal is locked:
//! as long as its process lives, nobody else goes on with these tables.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufRead as _, BufReader, BufWriter, ErrorKind, Read, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::table::{Failed, FileRecord, TableFile, remove};

/// The journal's file name.
pub const NAME: &str = "journal.part";

/// Time between syncs.
const SYNC: Duration = Duration::from_secs(1);
/// Bytes that may wait before they are handed to the system.
const WAITING: usize = 1 << 18;

/// Tables that grow together, run by run.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    lines: BufWriter<File>,
    tables: Vec<TableFile>,
    waiting: usize,
    synced: Instant,
}

/// What became of the wish to write somewhere.
#[derive(Debug)]
pub enum Hold {
    /// Nobody else writes here.
    Ours(Lock),
    /// Another process does.
    Busy,
}

/// The right to write the tables of a folder; it ends with the process at the latest.
#[derive(Debug)]
pub struct Lock {
    folder: PathBuf,
    file: File,
}

impl Lock {
    /// Takes the right to write the tables of a folder.
    ///
    /// # Errors
    /// If the journal cannot be opened: the folder cannot be written, most likely.
    pub fn take(folder: &Path) -> Result<Hold, Failed> {
        let path = folder.join(NAME);
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let file = opened.map_err(|error| (path.clone(), error))?;
        match file.try_lock() {
            Ok(()) => Ok(Hold::Ours(Self { folder: folder.to_owned(), file })),
            Err(TryLockError::WouldBlock) => Ok(Hold::Busy),
            // Some network file systems have no locks; then the user is trusted.
            Err(TryLockError::Error(_)) => Ok(Hold::Ours(Self { folder: folder.to_owned(), file })),
        }
    }

    /// Lets go without a trace.
    ///
    /// # Errors
    /// If the journal cannot be removed.
    pub fn release(self) -> Result<(), Failed> {
        remove(&self.folder.join(NAME))
    }
}

impl Journal {
    /// Starts tables with their names and headers; whatever was left of earlier ones is gone.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn start(lock: Lock, tables: &[(&str, Vec<u8>)]) -> Result<Self, Failed> {
        let Lock { folder, file } = lock;
        let path = folder.join(NAME);
        file.set_len(0).map_err(|error| (path.clone(), error))?;
        let files = tables.iter().map(|(name, _)| TableFile::create(&folder, name)).collect::<Result<_, _>>()?;
        let mut journal = Self { path, lines: BufWriter::new(file), tables: files, waiting: 0, synced: Instant::now() };
        let headers: Vec<&[u8]> = tables.iter().map(|(_, header)| header.as_slice()).collect();
        journal.append(&headers)?;
        journal.flush()?;
        Ok(journal)
    }

    /// Goes on with the tables that are there, as far as they are whole; says how many entries that is, headers not
    /// counted. Nothing comes back if not even the headers are whole.
    ///
    /// # Errors
    /// If a file cannot be read or written.
    pub fn resume(lock: Lock, tables: &[(&str, Vec<u8>)]) -> Result<(Self, u64), Failed> {
        tables.iter().try_for_each(|(name, _)| not_yet_complete(&lock.folder, name))?;
        let whole = Whole::find(&lock, tables)?;
        if whole.entries == 0 {
            return Ok((Self::start(lock, tables)?, 0));
        }
        let Lock { folder, file } = lock;
        let path = folder.join(NAME);
        let fail = |error| (path.clone(), error);
        file.set_len(whole.journal).map_err(fail)?;
        let mut lines = BufWriter::new(file);
        lines.seek(SeekFrom::Start(whole.journal)).map_err(fail)?;
        let reopen = |((name, _), &bytes): (&(&str, Vec<u8>), &u64)| TableFile::reopen(&folder, name, bytes);
        let files = tables.iter().zip(&whole.tables).map(reopen).collect::<Result<_, _>>()?;
        let journal = Self { path, lines, tables: files, waiting: 0, synced: Instant::now() };
        Ok((journal, whole.entries - 1))
    }

    /// Adds a run: the bytes of each table, in their order.
    ///
    /// # Errors
    /// If they cannot be written: a full disk, most likely.
    pub fn append(&mut self, bytes: &[&[u8]]) -> Result<(), Failed> {
        let mut sum = crc32fast::Hasher::new();
        let mut line = String::new();
        for (table, bytes) in self.tables.iter_mut().zip(bytes) {
            table.write(bytes)?;
            sum.update(bytes);
            line.push_str(&format!("{} ", bytes.len()));
            self.waiting += bytes.len();
        }
        let line = format!("{line}{:08x}\n", sum.finalize());
        self.lines.write_all(line.as_bytes()).map_err(|error| (self.path.clone(), error))?;
        if self.waiting > WAITING { self.flush() } else { Ok(()) }
    }

    /// Hands everything to the system, where it survives the end of this process; and to the disk, if that was a second ago.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn flush(&mut self) -> Result<(), Failed> {
        self.waiting = 0;
        self.tables.iter_mut().try_for_each(TableFile::flush)?;
        self.lines.flush().map_err(|error| (self.path.clone(), error))?;
        if self.synced.elapsed() >= SYNC { self.sync() } else { Ok(()) }
    }

    /// Puts everything on disk, where it survives a power cut.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn sync(&mut self) -> Result<(), Failed> {
        self.tables.iter_mut().try_for_each(TableFile::sync)?;
        let fail = |error| (self.path.clone(), error);
        self.lines.flush().map_err(fail)?;
        self.lines.get_ref().sync_data().map_err(fail)?;
        self.synced = Instant::now();
        Ok(())
    }

    /// Completes the tables. The journal stays, and with it the lock, until [`End::close`].
    ///
    /// # Errors
    /// If a file cannot be written or renamed.
    pub fn finish(mut self) -> Result<(Vec<FileRecord>, End), Failed> {
        self.flush()?;
        let files = self.tables.into_iter().map(TableFile::finish).collect::<Result<_, _>>()?;
        Ok((files, End { path: self.path, _file: self.lines }))
    }
}

/// A journal whose tables are complete.
#[derive(Debug)]
pub struct End {
    path: PathBuf,
    _file: BufWriter<File>,
}

impl End {
    /// Removes the journal.
    ///
    /// # Errors
    /// If it cannot be removed.
    pub fn close(self) -> Result<(), Failed> {
        remove(&self.path)
    }
}

/// A table that was completed just before the end came is once more one that grows.
fn not_yet_complete(folder: &Path, name: &str) -> Result<(), Failed> {
    let (part, path) = (super::table::part(folder, name), folder.join(name));
    if !part.exists() && path.exists() {
        std::fs::rename(&path, &part).map_err(|error| (path, error))?;
    }
    Ok(())
}

/// How many runs the journal of a folder holds; it need not be ours, and its last line may be torn.
pub fn entries(folder: &Path) -> Option<u64> {
    let file = File::open(folder.join(NAME)).ok()?;
    let lines = BufReader::new(file).split(b'\n').map_while(Result::ok);
    Some((lines.count() as u64).saturating_sub(1))
}

/// Is a process at work on the tables of a folder?
pub fn busy(folder: &Path) -> bool {
    File::open(folder.join(NAME)).is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
}

/// The part of journal and tables that is whole.
struct Whole {
    entries: u64,
    journal: u64,
    tables: Vec<u64>,
}

impl Whole {
    fn find(lock: &Lock, tables: &[(&str, Vec<u8>)]) -> Result<Self, Failed> {
        let path = lock.folder.join(NAME);
        let mut whole = Self { entries: 0, journal: 0, tables: vec![0; tables.len()] };
        let mut readers = Vec::new();
        for (name, _) in tables {
            let part = super::table::part(&lock.folder, name);
            match File::open(&part) {
                Ok(file) => readers.push(BufReader::with_capacity(1 << 16, file)),
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(whole),
                Err(error) => return Err((part, error)),
            }
        }
        let mut file = &lock.file;
        file.seek(SeekFrom::Start(0)).map_err(|error| (path.clone(), error))?;
        let mut lines = BufReader::new(file);
        let (mut line, mut bytes) = (Vec::new(), Vec::new());
        loop {
            line.clear();
            lines.read_until(b'\n', &mut line).map_err(|error| (path.clone(), error))?;
            let Some((lengths, sum)) = entry(&line, tables.len()) else { return Ok(whole) };
            let mut found = crc32fast::Hasher::new();
            for (place, (reader, &length)) in readers.iter_mut().zip(&lengths).enumerate() {
                bytes.clear();
                let part = || super::table::part(&lock.folder, tables[place].0);
                let read = reader.take(length).read_to_end(&mut bytes).map_err(|error| (part(), error))?;
                if (read as u64) < length || (whole.entries == 0 && bytes != tables[place].1) {
                    return Ok(whole);
                }
                found.update(&bytes);
            }
            if found.finalize() != sum {
                return Ok(whole);
            }
            whole.entries += 1;
            whole.journal += line.len() as u64;
            whole.tables.iter_mut().zip(lengths).for_each(|(sum, length)| *sum += length);
        }
    }
}

/// A line of the journal, if it is whole.
fn entry(line: &[u8], tables: usize) -> Option<(Vec<u64>, u32)> {
    let text = std::str::from_utf8(line.strip_suffix(b"\n")?).ok()?;
    let mut words: Vec<&str> = text.split(' ').collect();
    let sum = u32::from_str_radix(words.pop()?, 16).ok()?;
    let lengths: Vec<u64> = words.iter().map(|word| word.parse()).collect::<Result<_, _>>().ok()?;
    (lengths.len() == tables).then_some((lengths, sum))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 2] = ["a.csv", "b.csv"];

    fn tables() -> Vec<(&'static str, Vec<u8>)> {
        NAMES.iter().map(|name| (*name, format!("{name}\n").into_bytes())).collect()
    }

    fn lock(folder: &Path) -> Lock {
        match Lock::take(folder).unwrap() {
            Hold::Ours(lock) => lock,
            Hold::Busy => panic!("locked"),
        }
    }

    /// A journal of three runs that ended without a word.
    fn crashed(folder: &Path) {
        let mut journal = Journal::start(lock(folder), &tables()).unwrap();
        for run in ["one\n", "two\n", "three\n"] {
            journal.append(&[run.as_bytes(), run.repeat(2).as_bytes()]).unwrap();
        }
        journal.flush().unwrap();
    }

    fn part(folder: &Path, name: &str) -> PathBuf {
        folder.join(format!("{name}.part"))
    }

    /// Runs that are left after a fault, and what the tables are once the rest is added again.
    fn left_after(fault: impl Fn(&Path)) -> u64 {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        crashed(folder);
        fault(folder);
        let (mut journal, left) = Journal::resume(lock(folder), &tables()).unwrap();
        for run in ["one\n", "two\n", "three\n"].iter().skip(left as usize) {
            journal.append(&[run.as_bytes(), run.repeat(2).as_bytes()]).unwrap();
        }
        let (files, end) = journal.finish().unwrap();
        end.close().unwrap();
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
        assert_eq!(read("a.csv"), "a.csv\none\ntwo\nthree\n");
        assert_eq!(read("b.csv"), "b.csv\none\none\ntwo\ntwo\nthree\nthree\n");
        for (file, name) in files.iter().zip(NAMES) {
            assert_eq!(file.sha256, super::super::table::checksum(&folder.join(name)).unwrap());
        }
        assert!(!folder.join(NAME).exists());
        left
    }

    fn edit(path: &Path, change: impl Fn(&mut Vec<u8>)) {
        let mut bytes = std::fs::read(path).unwrap();
        change(&mut bytes);
        std::fs::write(path, bytes).unwrap();
    }

    #[test]
    fn what_is_whole_is_kept_and_what_is_torn_is_cut_off() {
        assert_eq!(left_after(|_| {}), 3);
        // A torn row, a torn journal, zeros where a row should be, a row too many, a flipped bit, a lost table.
        assert_eq!(left_after(|folder| edit(&part(folder, "a.csv"), |bytes| bytes.truncate(bytes.len() - 2))), 2);
        assert_eq!(left_after(|folder| edit(&folder.join(NAME), |bytes| bytes.truncate(bytes.len() - 2))), 2);
        let zeros = |bytes: &mut Vec<u8>| {
            let end = bytes.len();
            bytes[end - 6..].fill(0);
        };
        assert_eq!(left_after(|folder| edit(&part(folder, "b.csv"), zeros)), 2);
        assert_eq!(left_after(|folder| edit(&part(folder, "b.csv"), |bytes| bytes.extend(b"four"))), 3);
        assert_eq!(left_after(|folder| edit(&part(folder, "a.csv"), |bytes| bytes[7] ^= 1)), 0);
        assert_eq!(left_after(|folder| std::fs::remove_file(part(folder, "a.csv")).unwrap()), 0);
        assert_eq!(left_after(|folder| std::fs::remove_file(folder.join(NAME)).unwrap()), 0);
        // The end came while the tables were being completed.
        assert_eq!(left_after(|folder| std::fs::rename(part(folder, "a.csv"), folder.join("a.csv")).unwrap()), 3);
    }

    #[test]
    fn two_do_not_write_the_same_tables() {
        let folder = tempfile::tempdir().unwrap();
        let first = lock(folder.path());
        assert!(matches!(Lock::take(folder.path()).unwrap(), Hold::Busy));
        drop(first);
        assert!(matches!(Lock::take(folder.path()).unwrap(), Hold::Ours(_)));
    }
}
