//! Contests: what rivals spend on winning a prize, and how much of the prize that eats up.
//!
//! ```text
//! chance of i            x_i^r / sum_j x_j^r
//! payoff of i            V_i chance - x_i
//! n equal rivals         x = r V (n - 1)/n^2        for r <= n/(n - 1)
//!   dissipation          n x / V = r (n - 1)/n
//! two rivals, r = 1      x_1 = V_1^2 V_2 / (V_1 + V_2)^2,  chance of 1 = V_1 / (V_1 + V_2)
//! best reply, r = 1      x_i = max(0, sqrt(V_i X) - X),    X effort of the others
//! ```
//!
//! | symbol | meaning | range | argument |
//! |---|---|---|---|
//! | n | rivals | >= 1 | `rivals` |
//! | r | how decisive effort is | >= 0 | `decisiveness` |
//! | V, V_i | worth of the prize, over the price of effort | >= 0, payoff | `prize`, `prizes` |
//! | x_i | effort | >= 0, payoff | results |
//!
//! Source: Tullock (1980), "Efficient rent seeking", in "Toward a theory of the rent-seeking society"; unequal prizes: Hillman &
//! Riley (1989), Economics & Politics 1:17. Beyond r = n/(n - 1) rivals would lose by taking part, and no equilibrium without
//! chance is symmetric.
//!
//! ```
//! use comity::exact::contest::{dissipation, symmetric, two_rivals};
//! assert_eq!(symmetric(2, 1.0, 8.0), Some(2.0)); // 8 x 1/4
//! assert_eq!(dissipation(2, 1.0), Some(0.5));
//! assert_eq!(symmetric(2, 2.5, 8.0), None); // beyond 2/(2 - 1)
//! assert_eq!(two_rivals([3.0, 1.0]), [9.0 / 16.0, 3.0 / 16.0]); // the first wins with probability 3/4
//! ```

/// Effort of each of equal rivals in the symmetric Nash equilibrium (payoff); `None` where there is none in pure strategies.
pub fn symmetric(rivals: u32, decisiveness: f64, prize: f64) -> Option<f64> {
    dissipation(rivals, decisiveness).map(|share| share * prize / f64::from(rivals))
}

/// Share of the prize that equal rivals spend together; `None` where no symmetric equilibrium in pure strategies is.
pub fn dissipation(rivals: u32, decisiveness: f64) -> Option<f64> {
    let n = f64::from(rivals);
    let there = rivals > 0 && decisiveness >= 0.0 && decisiveness * (n - 1.0) <= n;
    there.then_some(decisiveness * (n - 1.0) / n)
}

/// Efforts of two rivals to whom the prize is worth `prizes` (each at least 0), at decisiveness 1 (payoff).
pub fn two_rivals(prizes: [f64; 2]) -> [f64; 2] {
    let [first, second] = prizes;
    let total = first + second;
    if total > 0.0 {
        let both = first * second / (total * total);
        [both * first, both * second]
    } else {
        [0.0; 2]
    }
}

/// The best effort against others who spend `others` together, at decisiveness 1 (payoff). Against nobody any effort
/// however small wins: 0 stands for it.
pub fn best_reply(prize: f64, others: f64) -> f64 {
    ((prize * others).sqrt() - others).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payoff(own: f64, others: f64, n: f64, r: f64, prize: f64) -> f64 {
        let (own_power, each) = (libm::pow(own, r), libm::pow(others / (n - 1.0), r));
        prize * own_power / (own_power + (n - 1.0) * each) - own
    }

    /// No other effort, on a fine grid, brings more.
    #[test]
    fn nobody_gains_by_another_effort() {
        for (n, r) in [(2, 1.0), (3, 1.0), (5, 0.5), (2, 2.0), (4, 4.0 / 3.0)] {
            let (prize, size) = (10.0, f64::from(n));
            let effort = symmetric(n, r, prize).unwrap();
            let kept = payoff(effort, (size - 1.0) * effort, size, r, prize);
            assert!(kept >= -1e-12, "they would rather stay away: {n}, {r}");
            for step in 1..2000 {
                let other = f64::from(step) * prize / 2000.0;
                let found = payoff(other, (size - 1.0) * effort, size, r, prize);
                assert!(found <= kept + 1e-12, "{n} rivals, r {r}: {other} brings {found} over {kept}");
            }
        }
    }

    #[test]
    fn unequal_prizes_are_best_replies() {
        for prizes in [[3.0, 1.0], [5.0, 5.0], [2.0, 0.0], [0.0, 0.0]] {
            let [first, second] = two_rivals(prizes);
            assert!((first - best_reply(prizes[0], second)).abs() < 1e-12, "{prizes:?}");
            assert!((second - best_reply(prizes[1], first)).abs() < 1e-12, "{prizes:?}");
        }
        let equal = symmetric(2, 1.0, 5.0).unwrap();
        assert!(two_rivals([5.0, 5.0]).iter().all(|effort| (effort - equal).abs() < 1e-15));
    }

    #[test]
    fn many_rivals_spend_nearly_all() {
        assert_eq!(dissipation(1, 1.0), Some(0.0), "alone the prize is free");
        assert!((dissipation(1000, 1.0).unwrap() - 0.999).abs() < 1e-15);
        assert_eq!(dissipation(3, 1.5), Some(1.0), "at r = n/(n - 1) nothing is left");
        assert_eq!(dissipation(3, 1.6), None);
        assert_eq!(dissipation(0, 1.0), None);
    }
}
