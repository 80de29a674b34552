//! Proportional imitation: a peer that does better is imitated in proportion to how much better.
//!
//! ```text
//! P(imitate) = max(0, pi_peer - pi_self) / M
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | pi | payoff, mean per encounter or sum | any | [`crate::learning::Learning::score`] |
//! | M | the greatest difference there can be: greatest less least payoff of the game, times the greater degree for sums | > 0 | - |
//!
//! Source: Helbing (1992), Physica A 181:29; Schlag (1998), J. Econ. Theory 78:130; for sums on networks Santos & Pacheco (2005), Phys. Rev.
//! Lett. 95:098104. In large well-mixed populations it leads to the replicator equation. It has no intensity of selection.
//!
//! ```
//! use comity::learning::proportional::imitation;
//! assert_eq!(imitation(1.0, 3.0, 5.0), 0.4);
//! assert_eq!(imitation(3.0, 1.0, 5.0), 0.0);
//! ```

/// Probability that an agent of payoff `own` imitates a peer of payoff `peer`; `greatest` is the greatest possible difference.
#[inline]
pub fn imitation(own: f64, peer: f64, greatest: f64) -> f64 {
    if peer > own && greatest > 0.0 { ((peer - own) / greatest).min(1.0) } else { 0.0 }
}
