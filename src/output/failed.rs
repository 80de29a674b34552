//! What went wrong with a file.

use std::io;
use std::path::PathBuf;

/// An error together with the file it happened to.
pub type Failed = (PathBuf, io::Error);
