//! What a study asks, and what it concludes: a folder for each kind of study, and what they share.
//!
//! Kinds: [`grid`], [`factorial`], [`ablation`], [`sample`], [`sensitivity`], [`boundary`], [`tournament`]; [`study`] lists them.
//! Of each, `table` is its table in a config, `cells` are its cells, `conclusion` is what it keeps of the runs and
//! concludes, and `answer` are the columns and rows of its `answer.csv`.
//!
//! - [`interface`]: what every kind of study is
//! - [`kinds`]: which kind a config asks for
//! - [`design`]: which cells a study has
//! - [`claims`]: hypotheses stated before the run
//! - [`verdicts`]: what became of them
//! - [`acting`]: which keys can act: one that is written and changes nothing is refused, or warned of
//! - [`names`]: no two columns of a table are alike
//! - [`answer`]: `answer.csv` and the dictionary of columns
//! - [`audit`]: is cooperation an equilibrium where it holds?
//! - [`survival`]: how long cooperation lasts
//! - [`ask`]: the runs that a study asks for
//! - [`findings`]: what it found
//! - [`caveats`]: what must be known beside an answer

pub mod ablation;
pub mod acting;
pub mod answer;
pub mod ask;
pub mod audit;
pub mod boundary;
pub mod caveats;
pub mod claims;
pub mod design;
pub mod factorial;
pub mod findings;
pub mod grid;
pub mod interface;
pub mod kinds;
pub mod names;
pub mod sample;
pub mod sensitivity;
pub mod study;
pub mod survival;
pub mod tournament;
pub mod verdicts;
