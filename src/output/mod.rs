//! Files: tables that appear whole, and the manifest that says what they are.
//!
//! - [`inside`]: the one door to the files of a result, which follows no links
//! - [`journal`]: tables that grow run by run, and how much of them survived
//! - `failed`: what went wrong with a file
//! - `numbers`: numbers as text
//! - `csv`: rows of CSV at full precision
//! - [`table`]: files that appear by rename
//! - [`display`]: text as a terminal, a page or a picture may show it
//! - [`shell`]: words as a shell reads them
//! - [`log`]: what happened to a result, for people
//! - [`manifest`]: what was run, and the files' checksums
//! - `parquet`: a finished table as Parquet (with the feature of that name)
//! - [`behaviorspace`]: the rounds of a study in the layout of NetLogo's tables

pub mod behaviorspace;
mod csv;
pub mod display;
mod failed;
pub mod inside;
pub mod journal;
pub mod log;
pub mod manifest;
mod numbers;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod shell;
pub mod table;

pub use manifest::Manifest;
pub use table::{Csv, FileRecord, TableFile};
