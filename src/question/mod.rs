//! What a study asks, and what it concludes: a folder for each kind of study, and what they share.
//!
//! Kinds: [`grid`], [`factorial`], [`ablation`], [`sample`], [`sensitivity`], [`boundary`], [`list`], [`tournament`]; [`study`] lists them.
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
//! - [`answer`]: what a study says, in both languages, and what must be known beside it
//! - [`says`]: from what was found to what is said
//! - [`sentences`]: each sentence, in either language
//! - [`words`], [`layout`]: words, numbers and keys for reading
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
pub mod layout;
pub mod list;
pub mod names;
mod paired;
pub mod sample;
pub mod says;
pub mod sensitivity;
pub mod sentences;
pub mod study;
pub mod survival;
pub mod tournament;
pub mod verdicts;
pub mod words;
