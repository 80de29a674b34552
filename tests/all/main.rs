//! All integration tests, as one program: the library is linked once, and the tests of all files run side by side.
//!
//! So none of them may count on a process of its own: the current folder, the environment and what panics do stay as they are.
//! A test that needs another folder, other variables, signals or limits starts `comity` as a child and gives them to it.
//! Data lies beside this folder: `tests/golden`, `tests/known/figures`, `tests/readers`.
#![allow(clippy::unwrap_used, reason = "a test that fails says so")]

mod answers;
mod boundary;
mod command;
mod desk;
mod differ;
mod faults;
mod golden;
mod house;
mod inputs;
mod known;
mod limits;
mod readme;
mod reference;
mod report;
// Links and signals.
#[cfg(unix)]
mod results;
mod starters;
mod states;
#[cfg(unix)]
mod submit;
mod terminal;
mod watch;
mod worlds;
