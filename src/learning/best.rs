//! Best takes over: the strategy of the best among oneself and one's peers is imitated for sure.
//!
//! ```text
//! s_i <- s_k,   k = argmax over i and its peers of pi_k
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | pi | payoff, mean per encounter or sum | any | [`crate::learning::Learning::score`] |
//!
//! Source: Nowak & May (1992), Nature 359:826, "Evolutionary games and spatial chaos". Where the source is silent: an agent that is
//! among the best keeps its strategy, otherwise the first of the best in the order of its peers is taken.
//!
//! ```
//! use comity::learning::best::best;
//! let payoff = [1.0, 4.0, 4.0, 2.0];
//! assert_eq!(best(0, [1, 2, 3], |i| payoff[i]), 1);
//! assert_eq!(best(2, [0, 1, 3], |i| payoff[i]), 2); // among the best already
//! ```

/// Who is imitated by agent `own` among itself and `peers`.
#[inline]
pub fn best(own: usize, peers: impl IntoIterator<Item = usize>, mut payoff: impl FnMut(usize) -> f64) -> usize {
    let (mut best, mut most) = (own, payoff(own));
    for peer in peers {
        let candidate = payoff(peer);
        if candidate > most {
            (best, most) = (peer, candidate);
        }
    }
    best
}
