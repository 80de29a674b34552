//! What numbers from many runs say: intervals, tests, distributions, designs, indices.
//!
//! - [`interval`]: Clopper-Pearson and Student intervals, quantiles
//! - [`gaffke`]: the interval of a mean whose values have a known range
//! - [`confidence_sequence`]: an interval that holds at every number of runs, and when to stop
//! - `moments`: number, mean and spread of values that come one by one
//! - `beta`: the beta distribution and its quantiles
//! - [`normal`]: the normal distribution and its quantiles
//! - [`holm`]: several tests together
//! - [`decision`]: does cooperation hold in a cell, by the interval of P(hold)?
//! - [`claims`]: are hypotheses stated before the run supported or refuted?
//! - [`contrast`]: how far two worlds lie apart
//! - [`survival`]: how long something lasts, where some runs end before it does
//! - [`crossing`]: where P(hold) passes 1/2 along an axis of a grid
//! - [`boundary`]: a search for that place, run by run, with an interval
//! - [`hysteresis`]: is the way back the way there?
//! - [`distribution`]: what a swept key is drawn from
//! - [`sampling`]: points that fill the unit cube
//! - [`effects`]: factorial effects from paired replicates
//! - [`shapley`]: what each mechanism contributes
//! - [`rank_correlation`]: do two quantities rise together?
//! - [`morris`]: which parameters matter at all
//! - [`sensitivity`]: which parameter the variance of an outcome comes from

mod beta;
pub mod boundary;
pub mod claims;
pub mod confidence_sequence;
pub mod contrast;
pub mod crossing;
pub mod decision;
pub mod distribution;
pub mod effects;
pub mod gaffke;
pub mod holm;
pub mod hysteresis;
pub mod interval;
mod moments;
pub mod morris;
pub mod normal;
pub mod rank_correlation;
pub mod sampling;
pub mod sensitivity;
pub mod shapley;
pub mod survival;
