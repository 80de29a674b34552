//! **comity** finds out when cooperation holds between strong and weak cyber powers.
//!
//! States that meet again and again each time cooperate (share threat information, keep restraint, help in an incident) or defect
//! (intrude, withhold, exploit), under configurable rules of trust and mechanisms. The library is the model and the machinery of
//! studies; the command `comity` runs them from one TOML file.
//!
//! # The words
//!
//! | word | meaning |
//! |---|---|
//! | agent | one state; its *power* is strong or weak |
//! | encounter | one pair of connected agents playing the game once; it has two *sides* |
//! | round | every connected pair meets once; all choices are simultaneous |
//! | run | one world played for a number of rounds from one seed |
//! | cell, replicate, study | one assignment of the swept parameters; one of its seeds; all cells x replicates |
//!
//! # The model, and where each equation lives
//!
//! | section | what | where |
//! |---|---|---|
//! | 1 | who meets whom | [`network`], one file for each kind; [`world::meeting`] |
//! | 2 | agents, distance, what stands between two beforehand | [`world::agents`], [`game::distance`], [`network::dyads`] |
//! | 3 | the game: cyber dilemma, matrices, more than two | [`game::dilemma`], [`game::contest`], [`game::matrix`], [`game::kind`], [`game::public_goods`] |
//! | 4 | choosing: automata, learners, deliberation | [`strategy::automaton`], [`strategy::catalogue`], [`strategy::learner`], [`strategy::deliberate`] |
//! | 5 | seeing and trusting | [`trust::reading`], [`trust::linear`], [`trust::beta`], [`trust::bayes`], [`trust::opinion`] |
//! | 5 | public names under a social norm | [`trust::reputation`], [`world::reputation`] |
//! | 5 | the fog of attribution | [`trust::attribution`], [`world::fog`] |
//! | 6 | mechanisms | [`mechanism`], one file each |
//! | 6 | conventions that states bargain over | [`mechanism::joining`], [`world::joining`], [`world::treaties`] |
//! | 6 | shocks | [`mechanism::shock`], [`world::shock`] |
//! | 7 | learning | [`learning`], one file for each rule; [`world::update`] |
//! | 8 | one round | [`world::round`]; on expected payoffs [`world::expected`], in groups [`world::groups`] |
//! | 9 | what can be known exactly | [`exact`] |
//! | 11 | when cooperation holds | [`measure::holds`] |
//!
//! What studies conclude from many runs: where cooperation breaks ([`measure::boundary`], [`measure::hysteresis`]), what
//! matters ([`measure::morris`], [`measure::sensitivity`]), which mechanism deserves the credit ([`measure::shapley`]), whether
//! it is an equilibrium ([`measure::deviation`]), how long it lasts ([`measure::survival`]), whether claims hold
//! ([`measure::claims`]), whether the world falls into blocs ([`measure::modularity`]).
//!
//! # A world in a few lines
//!
//! ```
//! use comity::measure::simulate;
//! use comity::study::{Plan, document::Document};
//!
//! let text = "name = 'two'
//! rounds = 100
//! [[agents]]
//! power = 'strong'
//! count = 2
//! [[agents]]
//! power = 'weak'
//! count = 3
//! ";
//! let plan = Plan::new(Document::parse("two.toml", text)?, false)?;
//! let job = plan.job(0)?;
//! let run = simulate(&job.rules, &job.key, 0, &job.course, &mut ());
//! assert!((0.0..=1.0).contains(&run.means[0])); // mean cooperation over the window
//! # Ok::<(), comity::study::Failure>(())
//! ```
//!
//! Modules are read in the order below; each imports only from those above it. Science modules know nothing of files, threads or
//! the command line.

// In the order of reading (blank lines keep it so).
pub mod units;

pub mod rng;

pub mod game;

pub mod strategy;

pub mod trust;

pub mod mechanism;

pub mod learning;

pub mod network;

pub mod world;

pub mod exact;

pub mod measure;

pub mod output;

pub mod study;

pub mod report;

pub mod cli;
