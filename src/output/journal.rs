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
//! handed over; after a power cut those since the last sync, about a second's, are lost as well.
//!
//! The open journal is locked: as long as its process lives, nobody else writes in the folder. The system lets go of the lock when
//! the process ends, however it ends. The journal is removed by whoever holds the lock, and a lock on a journal that is no longer
//! the one in the folder counts for nothing: so a process that waited for it never works beside one that came later. On a network
//! file system locks are as good as that system's (flock); where it has none, each study or shard must be started once at a time.

use std::fs::{File, TryLockError};
use std::io::{BufRead as _, BufReader, BufWriter, ErrorKind, Read, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::inside;
use super::table::{Failed, FileRecord, TableFile, remove};

/// The journal's file name.
pub const NAME: &str = "journal.part";

/// Time between syncs.
const SYNC: Duration = Duration::from_secs(1);
/// Time between two looks whether a lock is free.
const LOOK: Duration = Duration::from_millis(20);
/// Looks before a lock counts as held: whoever only asks about it holds it for a moment.
const LOOKS: u32 = 3;
/// Bytes of a line of the journal at most.
const LINE: u64 = 1 << 12;
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
        let fail = |error| (path.clone(), error);
        let mut looks = 0;
        loop {
            let file = inside::edit(&path).map_err(fail)?;
            match file.try_lock() {
                // Some network file systems have no locks; then the user is trusted.
                Ok(()) | Err(TryLockError::Error(_)) => {
                    // Its last holder may have removed it since it was opened.
                    if is_at(&file, &path).map_err(fail)? {
                        return Ok(Hold::Ours(Self { folder: folder.to_owned(), file }));
                    }
                }
                Err(TryLockError::WouldBlock) if looks < LOOKS => {
                    looks += 1;
                    std::thread::sleep(LOOK);
                }
                Err(TryLockError::WouldBlock) => return Ok(Hold::Busy),
            }
        }
    }

    /// Waits for that right: while others write for a moment.
    ///
    /// # Errors
    /// As [`Lock::take`].
    pub fn wait(folder: &Path) -> Result<Self, Failed> {
        loop {
            if let Hold::Ours(lock) = Self::take(folder)? {
                return Ok(lock);
            }
            std::thread::sleep(LOOK);
        }
    }

    /// Lets go of a folder in which nothing was done: a journal that says nothing goes, another stays.
    ///
    /// # Errors
    /// If the journal cannot be removed.
    pub fn leave(self) -> Result<(), Failed> {
        let empty = self.file.metadata().is_ok_and(|found| found.len() == 0);
        if empty { self.release() } else { Ok(()) }
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
        let Lock { folder, mut file } = lock;
        let path = folder.join(NAME);
        file.set_len(0).and_then(|()| file.rewind()).map_err(|error| (path.clone(), error))?;
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

/// Is this open file the one at the path?
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> std::io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let own = file.metadata()?;
    match path.symlink_metadata() {
        Ok(there) => Ok((there.dev(), there.ino()) == (own.dev(), own.ino())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Elsewhere an open file cannot be removed.
#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> std::io::Result<bool> {
    Ok(inside::has_file(path))
}

/// A table that was completed just before the end came is once more one that grows.
fn not_yet_complete(folder: &Path, name: &str) -> Result<(), Failed> {
    let (part, path) = (super::table::part(folder, name), folder.join(name));
    if !inside::has_file(&part) && inside::has_file(&path) {
        std::fs::rename(&path, &part).map_err(|error| (path, error))?;
    }
    Ok(())
}

/// How many runs the journal of a folder holds; it need not be ours, and its last line may be torn.
pub fn entries(folder: &Path) -> Option<u64> {
    let mut file = inside::open(&folder.join(NAME)).ok()?;
    let (mut lines, mut chunk) = (0, vec![0; 1 << 16]);
    let mut torn = false;
    loop {
        match file.read(&mut chunk).ok()? {
            0 => return Some((lines + u64::from(torn)).saturating_sub(1)),
            read => {
                lines += chunk[..read].iter().filter(|&&byte| byte == b'\n').count() as u64;
                torn = chunk[read - 1] != b'\n';
            }
        }
    }
}

/// Is a process at work on the tables of a folder?
pub fn busy(folder: &Path) -> bool {
    // Shared: those who only ask do not keep each other from asking.
    inside::open(&folder.join(NAME)).is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
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
            match inside::open(&part) {
                Ok(file) => readers.push(BufReader::with_capacity(1 << 16, file)),
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(whole),
                Err(error) => return Err((part, error)),
            }
        }
        let mut file = &lock.file;
        file.seek(SeekFrom::Start(0)).map_err(|error| (path.clone(), error))?;
        let mut lines = BufReader::new(file);
        let mut line = Vec::new();
        loop {
            line.clear();
            (&mut lines).take(LINE).read_until(b'\n', &mut line).map_err(|error| (path.clone(), error))?;
            let Some((lengths, sum)) = entry(&line, tables.len()) else { return Ok(whole) };
            let mut found = crc32fast::Hasher::new();
            for (place, (reader, &length)) in readers.iter_mut().zip(&lengths).enumerate() {
                let part = || super::table::part(&lock.folder, tables[place].0);
                let header = (whole.entries == 0).then_some(tables[place].1.as_slice());
                if !add(&mut found, reader, length, header).map_err(|error| (part(), error))? {
                    return Ok(whole);
                }
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

/// Adds so many bytes of a table to a sum, little by little; false if there are fewer, or they are not the header.
fn add(
    sum: &mut crc32fast::Hasher,
    table: &mut impl Read,
    length: u64,
    mut header: Option<&[u8]>,
) -> std::io::Result<bool> {
    let (mut left, mut chunk) = (length, [0; 1 << 13]);
    if header.is_some_and(|header| header.len() as u64 != length) {
        return Ok(false);
    }
    while left > 0 {
        let most = chunk.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let read = table.read(&mut chunk[..most])?;
        if read == 0 {
            return Ok(false);
        }
        if let Some(rest) = &mut header {
            let (expected, after) = rest.split_at(read);
            if chunk[..read] != *expected {
                return Ok(false);
            }
            *rest = after;
        }
        sum.update(&chunk[..read]);
        left -= read as u64;
    }
    Ok(true)
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
        assert!(busy(folder.path()));
        drop(first);
        assert!(!busy(folder.path()));
        assert!(matches!(Lock::take(folder.path()).unwrap(), Hold::Ours(_)));
    }

    /// The journal that was waited for is removed by its holder: the lock on it is not one on the folder.
    #[test]
    fn a_lock_on_a_journal_that_is_gone_counts_for_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(NAME);
        let old = inside::edit(&path).unwrap();
        assert!(is_at(&old, &path).unwrap());
        lock(folder.path()).release().unwrap();
        assert!(!is_at(&old, &path).unwrap());
        let _second = lock(folder.path());
        assert!(old.try_lock().is_ok() && !is_at(&old, &path).unwrap());
    }
}
