//! What is recorded and concluded.
//!
//! - [`row`]: a row struct is a table
//! - [`columns`]: the tables' columns, their units and meanings
//! - [`record`]: one recorded round, read off the world
//! - [`portrait`]: agents and dyads one by one
//! - [`snapshot`]: who trusts whom at chosen rounds
//! - [`present`]: columns that only some worlds have
//! - [`modularity`]: does trust keep within blocs?
//! - [`membership`]: who belongs to which of several conventions
//! - [`holds`]: onset, collapse and whether cooperation holds
//! - [`survival`]: how long it lasts, where some runs end before it does
//! - [`run`]: one run from its first round to its outcome
//! - [`deviation`]: is a world an equilibrium, or merely not yet invaded?
//! - [`sweep`]: one world carried through the levels of an axis
//! - [`hysteresis`]: is the way back the way there?
//! - [`interval`]: Clopper-Pearson and Student intervals, quantiles
//! - [`gaffke`]: the interval of a mean whose values have a known range
//! - [`confidence_sequence`]: an interval that holds at every number of runs, and when to stop
//! - [`cell`]: what the replicates of a cell say together
//! - [`claims`]: are hypotheses stated before the run supported or refuted?
//! - [`contrast`]: how far two worlds lie apart
//! - [`holm`]: several tests together
//! - [`normal`]: the normal distribution and its quantiles
//! - [`distribution`]: what a swept key is drawn from
//! - [`sampling`]: points that fill the unit cube
//! - [`decision`]: does cooperation hold in a cell, by the interval of P(hold)?
//! - [`crossing`]: where P(hold) passes 1/2 along an axis of a grid
//! - [`boundary`]: a search for that place, run by run, with an interval
//! - [`effects`]: factorial effects from paired replicates
//! - [`shapley`]: what each mechanism contributes
//! - [`rank_correlation`]: do two quantities rise together?
//! - [`morris`]: which parameters matter at all
//! - [`sensitivity`]: which parameter the variance of an outcome comes from
//! - [`bit_sliced`]: matches of two automata, sixty-four at once
//! - [`round_robin`]: everyone meets everyone in matches
//! - [`standings`]: their scores and the ranking
//! - [`ecology`]: strategies as species that live on each other
//! - [`invasion`]: can a rare strategy spread among another?

pub mod bit_sliced;
pub mod boundary;
pub mod cell;
pub mod claims;
pub mod columns;
pub mod confidence_sequence;
pub mod contrast;
pub mod crossing;
pub mod decision;
pub mod deviation;
pub mod distribution;
pub mod ecology;
pub mod effects;
pub mod gaffke;
pub mod holds;
pub mod holm;
pub mod hysteresis;
pub mod interval;
pub mod invasion;
pub mod membership;
pub mod modularity;
pub mod morris;
pub mod normal;
pub mod portrait;
pub mod present;
pub mod rank_correlation;
pub mod record;
pub mod round_robin;
pub mod row;
pub mod run;
pub mod sampling;
pub mod sensitivity;
pub mod shapley;
pub mod snapshot;
pub mod standings;
pub mod survival;
pub mod sweep;

pub use holds::{Holds, Outcome};
pub use present::Extra;
pub use record::RoundRow;
pub use row::{Column, Range, ValueKind};
pub use run::{Recorder, Run, simulate};
