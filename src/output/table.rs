//! Tables as files that appear whole.
//!
//! A file is written under `NAME.part`, synced, and renamed when it is complete: a file under its own name is never
//! torn.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

pub use super::csv::{Csv, Layout};
pub use super::failed::Failed;
use super::inside;
pub use super::numbers::{count, real, shown};

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
