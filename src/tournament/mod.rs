//! Strategies in matches, apart from any world.
//!
//! - [`bit_sliced`]: matches of two automata, sixty-four at once
//! - [`round_robin`]: everyone meets everyone in matches
//! - `counts`: how often a match had each outcome
//! - [`ranking`]: their scores and the ranking
//! - [`ecology`]: strategies as species that live on each other
//! - [`invasion`]: can a rare strategy spread among another?

pub mod bit_sliced;
mod counts;
pub mod ecology;
pub mod invasion;
pub mod ranking;
pub mod round_robin;
