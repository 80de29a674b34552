//! Moran processes: reproduction in proportion to fitness, one birth and one death at a time.
//!
//! ```text
//! f = exp(s pi)   or   f = max(0, 1 - s + s pi)
//! birth-death:  parent i with probability f_i / sum f over all;  its offspring replaces a random peer
//! death-birth:  a random agent dies;  parent among its peers with probability f_i / sum f over them
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | s | intensity of selection | >= 0 (linear: at most 1) | [`crate::learning::Learning::selection`] |
//! | pi | payoff, mean per encounter or sum | any | [`crate::learning::Learning::score`] |
//! | f | fitness | >= 0 | [`crate::learning::Learning::fitness`] |
//!
//! Source: Moran (1958); games: Nowak, Sasaki, Taylor & Fudenberg (2004), Nature 428:646 (linear fitness), Traulsen, Shoresh &
//! Nowak (2008), Bull. Math. Biol. 70:1410 (exponential); on graphs: Ohtsuki, Hauert, Lieberman & Nowak (2006), Nature 441:502. In a
//! well-mixed population (`peers = "anyone"`) the one replaced in birth-death is any agent, the parent included, as in the sources;
//! on a network (`"neighbours"`) it is a neighbour of the parent. An offspring may mutate.
//!
//! ```
//! use comity::learning::Fitness;
//! use comity::learning::moran::{choose, fitness};
//! assert_eq!(fitness(Fitness::Linear, 0.5, 3.0), 2.0);
//! assert_eq!(choose([1.0, 2.0, 1.0], 0.24), Some(0));
//! assert_eq!(choose([1.0, 2.0, 1.0], 0.26), Some(1));
//! assert_eq!(choose([0.0, 0.0], 0.7), Some(1)); // nobody is fit: each alike
//! ```

use super::Fitness;

/// Fitness of an agent of payoff `payoff`.
#[inline]
pub fn fitness(kind: Fitness, selection: f64, payoff: f64) -> f64 {
    match kind {
        Fitness::Exponential => libm::exp(selection * payoff),
        Fitness::Linear => (1.0 - selection + selection * payoff).max(0.0),
    }
}

/// The place drawn in proportion to weights by a uniform number `u` in [0, 1); if all are 0, each alike; none of none.
pub fn choose<I: IntoIterator<Item = f64, IntoIter: Clone>>(weights: I, u: f64) -> Option<usize> {
    let weights = weights.into_iter();
    let (total, count) = weights.clone().fold((0.0, 0_usize), |(sum, n), weight| (sum + weight, n + 1));
    if total <= 0.0 {
        return (count > 0).then(|| ((u * count as f64) as usize).min(count - 1));
    }
    let target = u * total;
    let (mut below, mut last) = (0.0, 0);
    for (place, weight) in weights.enumerate() {
        below += weight;
        if weight > 0.0 {
            if target < below {
                return Some(place);
            }
            last = place;
        }
    }
    // Rounding may leave the last sum just below the target.
    Some(last)
}
