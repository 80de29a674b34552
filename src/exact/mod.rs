//! What can be computed instead of sampled.
//!
//! Every number here is exact up to rounding: no chance is involved. The simulator is judged against these results
//! (`comity validate`), and they stand on their own (`comity exact`).
//!
//! - [`chain`]: finite Markov chains and their classes
//! - [`absorption`]: in which class a chain ends, and after how many steps
//! - [`occupation`]: how it spends its time: in the long run, discounted, over finitely many rounds
//! - [`pairs`]: two automata as a Markov chain: outcomes, cooperation and payoffs of repeated play
//! - [`thresholds`]: from which continuation, generosity, size or fine on cooperation holds

pub mod absorption;
mod balance;
pub mod chain;
pub mod occupation;
pub mod pairs;
pub mod thresholds;
