//! The phases of a round: the reference that every kernel is held against.
//!
//! Inside a phase everything uses the values at the phase's start, so the order in which agents or pairs are visited never matters.
//! [`super::round`] calls them in this order; the numbers are those of the model on the front page of the library:
//!
//! | phase | file | what happens |
//! |---|---|---|
//! | | [`shock`] | what struck at the end of the last round takes its course |
//! | | [`meeting`] | who meets, where some meet less often than others |
//! | 1 | [`standing`], `sight` | voice, conventions in force, reputation, fronts, power, payoffs and reading errors from the state |
//! | 2, 3 | [`encounter`] | each side decides, and slips |
//! | 4 | [`encounter`] | payoffs |
//! | 5 | [`encounter`], [`fog`] | each side reads its partner; in the fog, not knowing for sure who did it |
//! | 6 | [`enforcement`] | findings, fines, contributions and transfers |
//! | 7 | [`belief`], [`reputation`] | trust, and public names |
//! | 8 | [`change`], [`cascade`], `arms` | capability, ideology, concern; norms that spread; armament |
//! | 9 | [`shock`] | which shocks strike |
//! | 10 | [`crate::record`] | the round is recorded |
//! | 11 | [`update`], [`joining`] | strategies and membership change |
//!
//! Where matches are not played round by round, or more than two play, [`expected`] and [`groups`] stand for phases 2 to 8.

pub(in crate::world) mod arms;
pub mod belief;
pub mod cascade;
pub mod change;
pub mod encounter;
pub mod enforcement;
pub mod expected;
pub mod fog;
pub mod groups;
pub mod joining;
pub mod meeting;
pub mod reputation;
pub mod shock;
mod sight;
pub mod standing;
pub mod update;
