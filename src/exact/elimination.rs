//! Stationary distributions by elimination without subtraction, which keep their digits however rarely a chain changes course.
//!
//! ```text
//! eliminate k:  p_ij += p_ik p_kj / out_k,   out_k = sum over j > k of p_kj      for i, j > k
//! weights:      w_k = sum over i > k of w_i p_ik / out_k,   the last w = 1
//! ```
//!
//! | symbol | meaning | range |
//! |---|---|---|
//! | p_ij | rate from i to j of the chain watched only outside the states eliminated before | [0, 1] |
//! | out_k | rate at which it leaves k | > 0 |
//! | w | stationary weights | > 0 |
//!
//! Source: Grassmann, Taksar & Heyman (1985), Oper. Res. 33:1107; that each weight has as many right digits as the data, however
//! nearly the chain falls apart: O'Cinneide (1993), Numer. Math. 65:109. A sparse LU has not: two strategies that change course once
//! in 1/slip rounds cost it the digits of slip. States are eliminated from the farthest from the first to the nearest,
//! so that chains of counters keep narrow rows; chains that would fill too much memory are left to the LU.
//!
//! ```
//! use comity::exact::chain::Chain;
//! // Leaves each state about once in 1e13 steps; half as often from the second.
//! let rare = Chain::new(&[vec![(0, 1.0 - 2e-13), (1, 2e-13)], vec![(1, 1.0 - 1e-13), (0, 1e-13)]])?;
//! let weights = rare.stationary(&[0, 1])?;
//! assert!((weights[0] - 1.0 / 3.0).abs() < 1e-15);
//! # Ok::<(), comity::exact::chain::ChainError>(())
//! ```

use std::collections::VecDeque;

use super::chain::Chain;

/// Most rates that are kept (8 bytes each).
const MOST_RATES: usize = 1 << 23;
/// Weights above this are scaled down; what is smaller by more than a float's range is 0 beside them.
const LARGE: f64 = 1e250;

/// A state once those before it are eliminated.
struct Row {
    /// Rates to the states after it, from the next one on.
    later: Vec<f64>,
    /// Sum of them.
    out: f64,
    /// Rates into the states before it, as these were eliminated: (state, rate).
    earlier: Vec<(usize, f64)>,
}

impl Chain {
    /// The stationary distribution of a closed class, in the order of its states; none where that would take too much memory, or
    /// the class does not hang together within a float's range.
    pub(super) fn stationary_by_elimination(&self, class: &[usize]) -> Option<Vec<f64>> {
        let order = self.farthest_first(class);
        let rows = self.eliminate(&order)?;
        let n = order.len();
        let mut weights = vec![0.0; n];
        weights[n - 1] = 1.0;
        // What flows into each state from those after it.
        let mut inflow = vec![0.0; n];
        for place in (0..n).rev() {
            if place < n - 1 {
                weights[place] = inflow[place] / rows[place].out;
            }
            if weights[place] > LARGE {
                weights.iter_mut().chain(&mut inflow).for_each(|x| *x /= LARGE);
            }
            for &(before, rate) in &rows[place].earlier {
                inflow[before] += weights[place] * rate;
            }
        }
        let total: f64 = weights.iter().sum();
        let mut found = vec![0.0; self.states()];
        order.iter().zip(&weights).for_each(|(&state, weight)| found[state] = weight / total);
        let found: Vec<f64> = class.iter().map(|&state| found[state]).collect();
        found.iter().all(|weight| weight.is_finite()).then_some(found)
    }

    /// The states of a class by their distance from its first, the farthest first.
    fn farthest_first(&self, class: &[usize]) -> Vec<usize> {
        let mut seen = vec![true; self.states()];
        class.iter().for_each(|&state| seen[state] = false);
        let mut order = Vec::with_capacity(class.len());
        let mut waiting: VecDeque<usize> = class.first().copied().into_iter().collect();
        waiting.iter().for_each(|&state| seen[state] = true);
        while let Some(state) = waiting.pop_front() {
            order.push(state);
            for (target, _) in self.steps(state) {
                if !std::mem::replace(&mut seen[target], true) {
                    waiting.push_back(target);
                }
            }
        }
        order.reverse();
        order
    }

    fn eliminate(&self, order: &[usize]) -> Option<Vec<Row>> {
        let n = order.len();
        let mut place = vec![usize::MAX; self.states()];
        order.iter().enumerate().for_each(|(at, &state)| place[state] = at);
        let mut rows: Vec<Row> = Vec::with_capacity(n);
        let mut work = vec![0.0; n];
        let mut kept = 0;
        for (at, &state) in order.iter().enumerate() {
            let (mut first, mut end) = (at, at + 1);
            for (target, weight) in self.steps(state).filter(|step| step.0 != state) {
                let to = place[target];
                work[to] += weight;
                (first, end) = (first.min(to), end.max(to + 1));
            }
            let mut earlier = Vec::new();
            for k in first..at {
                let rate = work[k];
                if rate == 0.0 {
                    continue;
                }
                earlier.push((k, rate));
                let row = &rows[k];
                let share = rate / row.out;
                for (target, later) in work[k + 1..].iter_mut().zip(&row.later) {
                    *target += share * later;
                }
                end = end.max(k + 1 + row.later.len());
            }
            let later = work[at + 1..end].to_vec();
            work[first..end].fill(0.0);
            let out: f64 = later.iter().sum();
            kept += later.len() + earlier.len();
            if kept > MOST_RATES || (out <= 0.0 && at + 1 < n) {
                return None;
            }
            rows.push(Row { later, out, earlier });
        }
        Some(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: rates 0 -> 1 and 0 -> 2 of 1/2, 1 -> 0 of 1, 2 -> 1 of 1: weights 2, 2, 1.
    #[test]
    fn a_chain_by_hand() {
        let chain = Chain::new(&[vec![(1, 0.5), (2, 0.5)], vec![(0, 1.0)], vec![(1, 1.0)]]).unwrap();
        let weights = chain.stationary_by_elimination(&[0, 1, 2]).unwrap();
        for (found, expected) in weights.iter().zip([0.4, 0.4, 0.2]) {
            assert!((found - expected).abs() < 1e-15, "{weights:?}");
        }
    }

    /// A walk on 2,001 places that drifts outwards from the middle: the ends outweigh the middle by 49 to the power of 1,000, far
    /// beyond the range of a float, and each has its half.
    #[test]
    fn two_ends_that_are_never_left_share_what_there_is() {
        let step = |place: usize| match place {
            0 => vec![(0, 0.98), (1, 0.02)],
            2000 => vec![(2000, 0.98), (1999, 0.02)],
            1000 => vec![(999, 0.5), (1001, 0.5)],
            _ if place < 1000 => vec![(place - 1, 0.98), (place + 1, 0.02)],
            _ => vec![(place + 1, 0.98), (place - 1, 0.02)],
        };
        // The middle comes first, as the start of a match does.
        let name = |place: usize| {
            if place == 1000 {
                0
            } else if place == 0 {
                1000
            } else {
                place
            }
        };
        let mut rows = vec![Vec::new(); 2001];
        for place in 0..2001 {
            rows[name(place)] = step(place).into_iter().map(|(to, weight)| (name(to), weight)).collect();
        }
        let chain = Chain::new(&rows).unwrap();
        let class: Vec<usize> = (0..2001).collect();
        let weights = chain.stationary_by_elimination(&class).unwrap();
        assert!((weights[1000] - weights[2000]).abs() < 1e-12 && weights[2000] > 0.48, "{}", weights[2000]);
        assert_eq!(weights[0], 0.0);
    }
}
