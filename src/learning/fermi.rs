//! Fermi imitation: the better a peer does, the likelier it is imitated.
//!
//! ```text
//! P(imitate) = logistic( beta (pi_peer - pi_self) )
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | beta | intensity of selection | >= 0 | [`crate::learning::Learning::selection`] |
//! | pi | mean material payoff per encounter since the last update | any | `World` |
//!
//! Source: Blume (1993), Games Econ. Behav. 5:387; Szabo & Toke (1998), Phys. Rev. E 58:69, eq. (2); Traulsen, Nowak & Pacheco (2006).
//!
//! ```
//! use comity::learning::fermi::imitation;
//! assert_eq!(imitation(3.0, 1.0, 1.0), 0.5);
//! assert!((imitation(3.0, 1.0, 1.5) - 0.8175744761936437).abs() < 1e-15);
//! ```

use crate::rng::{Chance, Squeeze};
use crate::units::logistic;

/// Probability that an agent of payoff `own` imitates a peer of payoff `peer`.
#[inline]
pub fn imitation(selection: f64, own: f64, peer: f64) -> f64 {
    logistic(selection * (peer - own))
}

/// Does this word make an agent of payoff `own` imitate a peer of payoff `peer`?
#[inline]
pub fn imitates(squeeze: Squeeze, selection: f64, own: f64, peer: f64, word: u32) -> bool {
    squeeze.hit(word, selection * (peer - own), 0.0, 1.0, || Chance::of(imitation(selection, own, peer)))
}
