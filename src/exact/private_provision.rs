//! A public good paid for by voluntary gifts: who gives, how much, and that a transfer between givers changes nothing.
//!
//! ```text
//! u_i = x_i^(1 - A) Q^A,   x_i + g_i = w_i,   Q = sum_j g_j
//! best reply               g_i = max(0, A w_i - (1 - A) (Q - g_i))
//! equilibrium, m givers    Q = A W / (A + m (1 - A)),   W their wealth together
//!                          i gives iff w_i > w* = Q (1 - A)/A, and then g_i = w_i - w*
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | w_i | wealth of i | >= 0, finite | argument `wealths` |
//! | A | weight of the public good | (0, 1] | argument `weight` |
//! | g_i, x_i | what i gives, and keeps for itself | [0, w_i] | [`Provision::gifts`], [`Provision::private`] |
//! | Q | the public good | >= 0 | [`Provision::amount`] |
//! | w* | wealth from which on one gives; all givers keep exactly this | >= 0 | [`Provision::critical_wealth`] |
//!
//! Source: Bergstrom, Blume & Varian (1986), J. Public Economics 29:25; the equilibrium is unique (theorem 3), a small
//! redistribution among givers changes neither Q nor what anyone keeps (theorem 1; Warr 1983, Economics Letters 13:207).
//! Assumed: Cobb-Douglas utility, the same A for all, each unit given is a unit of the good.
//!
//! ```
//! use comity::exact::private_provision::{best_reply, equilibrium};
//! let alone = equilibrium(&[10.0, 4.0, 2.0, 1.0], 0.3).unwrap();
//! assert!((alone.amount - 3.0).abs() < 1e-15); // 0.3 x 10: the richest pays it all,
//! assert_eq!(alone.givers(), 1); //               the next would give only above 3 x 0.7/0.3 = 7
//! assert_eq!(best_reply(4.0, 3.0, 0.3), 0.0);
//! ```

/// What each gives in the Nash equilibrium, in the order of the wealths.
#[derive(Debug, Clone, PartialEq)]
pub struct Provision {
    /// The public good: the sum of the gifts.
    pub amount: f64,
    /// Wealth above which one gives; what every giver keeps.
    pub critical_wealth: f64,
    /// Gifts.
    pub gifts: Vec<f64>,
    /// What each keeps for itself.
    pub private: Vec<f64>,
}

impl Provision {
    /// How many give anything.
    pub fn givers(&self) -> usize {
        self.gifts.iter().filter(|&&gift| gift > 0.0).count()
    }
}

/// The best gift of one of some wealth while all others together give `others`.
pub fn best_reply(wealth: f64, others: f64, weight: f64) -> f64 {
    (weight * wealth - (1.0 - weight) * others).max(0.0)
}

/// The Nash equilibrium; `None` unless all wealths are finite and at least 0 and `weight` is in (0, 1].
pub fn equilibrium(wealths: &[f64], weight: f64) -> Option<Provision> {
    let sound = wealths.iter().all(|w| w.is_finite() && *w >= 0.0) && weight > 0.0 && weight <= 1.0;
    if !sound {
        return None;
    }
    let mut sorted = wealths.to_vec();
    sorted.sort_unstable_by(|a, b| b.total_cmp(a));
    // The richest give. One more joins them as long as it is richer than what the givers so far keep.
    let (mut together, mut critical) = (0.0, 0.0);
    for (m, &wealth) in sorted.iter().enumerate() {
        if m > 0 && wealth <= critical {
            break;
        }
        together += wealth;
        critical = (1.0 - weight) * together / (weight + (m + 1) as f64 * (1.0 - weight));
    }
    let gifts: Vec<f64> = wealths.iter().map(|wealth| (wealth - critical).max(0.0)).collect();
    let private = wealths.iter().map(|wealth| wealth.min(critical)).collect();
    Some(Provision { amount: gifts.iter().sum(), critical_wealth: critical, gifts, private })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Wealth 6 and 4 at A = 0.5: Q = 0.5 x 10/(0.5 + 2 x 0.5) = 10/3, each keeps 10/3, gifts 8/3 and 2/3.
    #[test]
    fn two_givers_by_hand() {
        let found = equilibrium(&[4.0, 6.0], 0.5).unwrap();
        assert!((found.amount - 10.0 / 3.0).abs() < 1e-14 && (found.critical_wealth - 10.0 / 3.0).abs() < 1e-14);
        assert!((found.gifts[0] - 2.0 / 3.0).abs() < 1e-14 && (found.gifts[1] - 8.0 / 3.0).abs() < 1e-14);
    }

    /// Nobody gains by another gift, whatever the wealths.
    #[test]
    fn every_gift_is_a_best_reply() {
        let worlds: [(&[f64], f64); 5] = [
            (&[10.0, 4.0, 2.0, 1.0], 0.3),
            (&[3.0, 3.0, 3.0, 0.0], 0.7),
            (&[5.0, 4.5, 4.4, 1.0, 0.2], 0.45),
            (&[1.0], 0.2),
            (&[2.0, 1.0], 1.0),
        ];
        for (wealths, weight) in worlds {
            let found = equilibrium(wealths, weight).unwrap();
            for ((&w, &g), &x) in wealths.iter().zip(&found.gifts).zip(&found.private) {
                assert!((g - best_reply(w, found.amount - g, weight)).abs() < 1e-12, "{wealths:?}, A {weight}");
                assert!((x + g - w).abs() < 1e-12);
            }
        }
    }

    /// Two units moved from one giver to the other: the good and what each keeps stay. From a giver to one who gives
    /// nothing, they do not: the richest of 8 gives only 2.4.
    #[test]
    fn a_transfer_among_givers_is_neutral() {
        let (before, after) =
            (equilibrium(&[9.0, 7.0, 1.0], 0.5).unwrap(), equilibrium(&[7.0, 9.0, 1.0], 0.5).unwrap());
        assert_eq!(before.givers(), 2);
        assert!((before.amount - after.amount).abs() < 1e-14);
        assert!(before.private.iter().zip(&after.private).all(|(x, y)| (x - y).abs() < 1e-14));
        let levelled = equilibrium(&[8.0, 4.0, 2.0, 3.0], 0.3).unwrap();
        assert!((levelled.amount - 2.4).abs() < 1e-14);
    }

    #[test]
    fn what_makes_no_sense_has_no_equilibrium() {
        assert_eq!(equilibrium(&[1.0, -1.0], 0.5), None);
        assert_eq!(equilibrium(&[1.0], 0.0), None);
        assert_eq!(equilibrium(&[f64::INFINITY], 0.5), None);
        assert_eq!(equilibrium(&[], 0.5).unwrap().amount, 0.0);
    }
}
