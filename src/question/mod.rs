//! What a study asks, and what it concludes.
//!
//! - [`design`]: which cells a study has
//! - [`exploration`]: how a config asks for samples, sensitivities and ablations
//! - [`line`]: cells along an axis that is searched for where cooperation breaks
//! - [`claims`]: hypotheses stated before the run
//! - [`verdicts`]: what became of them
//! - [`acting`]: which keys can act: one that is written and changes nothing is refused, or warned of
//! - [`names`]: no two columns of a table are alike
//! - [`answer`]: `answer.csv` and the dictionary of columns
//! - [`caveats`]: what must be known beside an answer
//! - [`tournament`]: strategies in matches, planned and run apart from worlds

pub mod acting;
pub mod answer;
pub mod caveats;
pub mod claims;
pub mod design;
pub mod exploration;
pub mod line;
pub mod names;
pub mod tournament;
pub mod verdicts;

pub use tournament::Tournament;
