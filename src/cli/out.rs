//! The one door to standard output.
//!
//! What cannot be written is remembered, and told at the end ([`end`]): a full disk ends the command with exit code 1, whatever it
//! found. A reader that has gone away (`| head`) wants no more, which is no error: nothing more is written, nothing is said, and the
//! exit code is the command's own.

use std::io::{self, ErrorKind, IsTerminal as _, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::config::Failure;
use crate::output::display::clean;

/// What became of standard output so far.
#[derive(Debug, Default)]
struct Door {
    /// The first thing that went wrong; nothing is written after it.
    error: Option<io::Error>,
}

impl Door {
    const fn new() -> Self {
        Self { error: None }
    }

    fn write(&mut self, text: &str, to: &mut impl Write) {
        if self.error.is_none() {
            self.error = to.write_all(text.as_bytes()).and_then(|()| to.flush()).err();
        }
    }

    /// What is to be told; a reader that has gone away is not.
    fn told(&mut self) -> Option<io::Error> {
        self.error.take().filter(|error| error.kind() != ErrorKind::BrokenPipe)
    }
}

static DOOR: Mutex<Door> = Mutex::new(Door::new());

fn door() -> MutexGuard<'static, Door> {
    DOOR.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Prints a text and the end of its line. Whatever it says of a result from elsewhere, a terminal obeys none of it.
pub fn print(text: &str) {
    write(&format!("{}\n", clean(text)));
}

/// Prints a text as it is; colours are for terminals.
#[allow(clippy::disallowed_methods, reason = "the one door to standard output")]
pub fn write(text: &str) {
    door().write(text, &mut anstream::stdout());
}

/// Does somebody see it as it is written?
#[allow(clippy::disallowed_methods, reason = "nothing is written")]
pub fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Was all written that was printed?
///
/// # Errors
/// [`Failure::Output`] with what the system said.
pub fn end() -> Result<(), Failure> {
    door().told().map_or(Ok(()), |error| Err(Failure::Output(error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes so many bytes, then fails.
    struct Takes(usize, ErrorKind);

    impl Write for Takes {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let taken = bytes.len().min(self.0);
            self.0 -= taken;
            if taken == 0 { Err(self.1.into()) } else { Ok(taken) }
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn the_first_error_is_told_and_nothing_is_written_after_it() {
        let (mut door, mut disk) = (Door::new(), Takes(6, ErrorKind::StorageFull));
        door.write("four", &mut disk);
        assert!(door.error.is_none());
        door.write("four", &mut disk);
        let mut other = Vec::new();
        door.write("more", &mut other);
        assert!(other.is_empty());
        assert_eq!(door.told().map(|error| error.kind()), Some(ErrorKind::StorageFull));
    }

    #[test]
    fn a_reader_that_has_gone_away_is_no_error() {
        let mut door = Door::new();
        door.write("text", &mut Takes(0, ErrorKind::BrokenPipe));
        let mut other = Vec::new();
        door.write("more", &mut other);
        assert!(other.is_empty() && door.told().is_none());
    }

    /// What is buffered is written before anything ends well.
    #[test]
    fn what_cannot_be_flushed_was_not_written() {
        let mut door = Door::new();
        door.write("text", &mut io::BufWriter::new(Takes(0, ErrorKind::StorageFull)));
        assert!(door.told().is_some());
    }
}
