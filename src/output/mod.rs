//! Files: tables that appear whole, and the manifest that says what they are.
//!
//! - [`table`]: CSV rows, and files that appear by rename
//! - [`manifest`]: what was run, and the files' checksums

pub mod manifest;
pub mod table;

pub use manifest::Manifest;
pub use table::{Csv, FileRecord, TableFile};
