//! Cooperation on a regular graph under death-birth: benefit over cost must exceed the number of neighbours.
//!
//! ```text
//! (b/c)* = (N - 2) / (N/k - 2)            -> k as N grows
//! d rho_C / ds at s = 0 = ( b (N/k - 2) - c (N - 2) ) / (2 N)
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | b, c | what the receiver of help gains, what the giver pays | > 0 | arguments |
//! | N | number of nodes | > 2 | argument `n` |
//! | k | neighbours of each node | 2..N - 1 | argument `degree` |
//! | s | strength of selection, on the mean payoff over neighbours | -> 0 | |
//!
//! Source: Ohtsuki, Hauert, Lieberman & Nowak (2006), Nature 441:502 (b/c > k); for finite N Taylor, Day & Wild (2007),
//! Nature 447:469. Exact on graphs whose nodes are all alike (vertex-transitive), a very good approximation on random
//! regular ones (Allen et al. 2017, Nature 544:227).
//!
//! ```
//! use comity::exact::regular_graph::{critical_ratio, slope};
//! assert_eq!(critical_ratio(100, 4), Some(98.0 / 23.0));
//! assert!((slope(100, 4, 4.0, 1.0) + 0.03).abs() < 1e-15);
//! ```

/// The b/c above which weak selection favours one cooperator among `n`; `None` where none suffices: n at most 2 k.
pub fn critical_ratio(n: usize, degree: usize) -> Option<f64> {
    let (n, k) = (n as f64, degree as f64);
    (n > 2.0 * k).then(|| (n - 2.0) / (n / k - 2.0))
}

/// Slope of the fixation probability of one cooperator in the strength of selection, at none.
pub fn slope(n: usize, degree: usize, benefit: f64, cost: f64) -> f64 {
    let (n, k) = (n as f64, degree as f64);
    (benefit * (n / k - 2.0) - cost * (n - 2.0)) / (2.0 * n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::graph::{Graph, PayoffRule, Spread, UpdateRule};
    use crate::game::Payoffs;

    #[test]
    fn small_graphs_never_favour_cooperation() {
        assert_eq!((critical_ratio(8, 4), critical_ratio(4, 3)), (None, None));
    }

    /// The full chain on a ring of six: slope (b (3 - 2) - c 4) / 12, by a central difference.
    #[test]
    fn the_slope_is_that_of_the_full_chain() {
        let ring = Graph::new(6, &[(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 0)]).unwrap();
        let rho = |selection| {
            let game = Payoffs::new(4.0, -1.0, 5.0, 0.0);
            let spread = Spread { game, rule: UpdateRule::DeathBirth, payoff: PayoffRule::Averaged, selection };
            spread.on(&ring).unwrap().from_one().0
        };
        let numeric = (rho(1e-4) - rho(-1e-4)) / 2e-4;
        assert!((numeric - slope(6, 2, 5.0, 1.0)).abs() < 1e-6, "{numeric}");
    }
}
