//! Absorbing chains: where a finite Markov chain ends, and after how many steps.
//!
//! ```text
//! h_i = sum_j p_ij h_j        h: probability of ending in a given absorbing state (1 there, 0 in the others)
//! t_i = 1 + sum_j p_ij t_j    t: mean steps until the end (0 in absorbing states)
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | p_ij | probability of a step from i to j; staying need not be listed | [0, 1] | argument `rows` |
//! | h | probability of ending there, by start | [0, 1] | [`Absorption::ends`] |
//! | t | mean steps by start, those that change nothing included | >= 0 | [`Absorption::steps`] |
//!
//! Source: Kemeny & Snell (1960), "Finite Markov Chains", theorems 3.3.5 and 3.3.7. Solved by Gaussian elimination in
//! the order of the states, with the pivot taken as the sum of what leaves a state instead of 1 - p_ii (Grassmann,
//! Taksar & Heyman 1985): nothing is ever subtracted, so even a probability of 1e-19 keeps its digits. A row keeps the
//! span it needs: the cost is that of a band as wide as the transitions reach in the order of the states.
//!
//! ```
//! use comity::exact::absorbing::absorption;
//! // A fair walk on 1, 2, 3 (states 0, 1, 2), ending in 0 (state 3) or 4 (state 4).
//! let half = |a, b| vec![(a, 0.5), (b, 0.5)];
//! let walk = absorption(&[half(3, 1), half(0, 2), half(1, 4)], 2)?;
//! assert!((walk.ends[1][0] - 0.25).abs() < 1e-15 && (walk.steps[1] - 4.0).abs() < 1e-15);
//! # Ok::<(), comity::exact::absorbing::AbsorptionError>(())
//! ```

/// Why a chain cannot be solved.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum AbsorptionError {
    /// An entry that leads nowhere or is no probability.
    #[error("expected probabilities to states below {states}, found {probability} from {from} to {to}")]
    Entry {
        /// Number of states.
        states: usize,
        /// Where the step starts.
        from: usize,
        /// Where it leads.
        to: usize,
        /// Its probability.
        probability: f64,
    },
    /// A state from which the chain never ends.
    #[error("expected a way to an absorbing state from every state, found none from {state}")]
    NeverEnds {
        /// The state.
        state: usize,
    },
}

/// Where an absorbing chain ends, by start.
#[derive(Debug, Clone, PartialEq)]
pub struct Absorption {
    /// Probability of ending in each absorbing state: by absorbing state, then by start.
    pub ends: Vec<Vec<f64>>,
    /// Mean steps until the end, by start.
    pub steps: Vec<f64>,
}

/// What is left of a state once those before it are eliminated.
struct Row {
    /// Rates to the states after it.
    later: Vec<f64>,
    /// All that leaves it.
    out: f64,
    /// Rates to the absorbing states, then what it adds to the steps.
    known: Vec<f64>,
}

/// Solves an absorbing chain: `rows[i]` lists where state i leads, and how likely; absorbing states are numbered after
/// the others.
///
/// # Errors
/// [`AbsorptionError`] where an entry is no probability, or no absorbing state can be reached.
pub fn absorption(rows: &[Vec<(usize, f64)>], absorbing: usize) -> Result<Absorption, AbsorptionError> {
    let n = rows.len();
    let mut done: Vec<Row> = Vec::with_capacity(n);
    let mut work = vec![0.0; n];
    for (i, entries) in rows.iter().enumerate() {
        let mut known = vec![0.0; absorbing + 1];
        known[absorbing] = 1.0;
        let (mut first, mut end) = (i, i + 1);
        for &(to, probability) in entries {
            let valid = to < n + absorbing && (0.0..=1.0).contains(&probability);
            if !valid {
                return Err(AbsorptionError::Entry { states: n + absorbing, from: i, to, probability });
            }
            if to >= n {
                known[to - n] += probability;
            } else if to != i && probability > 0.0 {
                work[to] += probability;
                (first, end) = (first.min(to), end.max(to + 1));
            }
        }
        for k in first..i {
            if work[k] == 0.0 {
                continue;
            }
            let row = &done[k];
            let share = work[k] / row.out;
            for (target, rate) in work[k + 1..].iter_mut().zip(&row.later) {
                *target += share * rate;
            }
            for (target, rate) in known.iter_mut().zip(&row.known) {
                *target += share * rate;
            }
            end = end.max(k + 1 + row.later.len());
        }
        let later = work[i + 1..end].to_vec();
        work[first..end].fill(0.0);
        let out = later.iter().sum::<f64>() + known[..absorbing].iter().sum::<f64>();
        if out <= 0.0 {
            return Err(AbsorptionError::NeverEnds { state: i });
        }
        done.push(Row { later, out, known });
    }
    Ok(substitute(&done, absorbing))
}

/// From the last state back to the first.
fn substitute(rows: &[Row], absorbing: usize) -> Absorption {
    let mut solutions = vec![vec![0.0; rows.len()]; absorbing + 1];
    for (i, row) in rows.iter().enumerate().rev() {
        for (solution, known) in solutions.iter_mut().zip(&row.known) {
            let later: f64 = row.later.iter().zip(&solution[i + 1..]).map(|(rate, x)| rate * x).sum();
            solution[i] = (known + later) / row.out;
        }
    }
    let steps = solutions.pop().unwrap_or_default();
    Absorption { ends: solutions, steps }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A lazy walk takes longer in proportion and ends where the other does; the order of the states does not matter.
    #[test]
    fn staying_costs_time_alone_and_order_does_not_matter() {
        let lazy = |a, b| vec![(a, 0.125), (b, 0.125)];
        let walk = absorption(&[lazy(3, 2), lazy(2, 4), lazy(0, 1)], 2).unwrap();
        assert_eq!(walk.ends[1], [0.25, 0.75, 0.5]);
        assert_eq!(walk.steps, [12.0, 12.0, 16.0]);
    }

    #[test]
    fn what_never_ends_is_refused() {
        let error = absorption(&[vec![(1, 1.0)], vec![(0, 1.0)], vec![(3, 1.0)]], 1).unwrap_err();
        assert_eq!(error, AbsorptionError::NeverEnds { state: 1 });
        assert!(matches!(absorption(&[vec![(2, 1.0)]], 1), Err(AbsorptionError::Entry { to: 2, .. })));
        assert!(matches!(absorption(&[vec![(1, f64::NAN)]], 1), Err(AbsorptionError::Entry { .. })));
    }
}
