//! Payoffs of a complete network, several rows of pairs at a time.
//!
//! Pairs stand in rows, one for each later agent j with all i < j, and every agent's payoffs are to be added up in that order:
//!
//! ```text
//! income_j = u_j0 + u_j1 + ... + u_j(j-1)  +  u_j(j+1) + ...
//! ```
//!
//! A row's own sum has to wait for each addition before the next, but rows do not wait for each other. So [`ROWS`] of them are
//! passed side by side; what an agent before them earns is added in the order of the rows, and the pairs within them come last, as they do
//! in each row. The order of every sum, and so its last bit, stays what it is pair by pair.

use crate::game::{Action, Payoffs};

/// Rows passed together.
const ROWS: usize = 4;

/// Where the sides of agent `j` and those before it begin.
const fn begin(j: usize) -> usize {
    j * (j - 1)
}

/// Adds the payoffs of all pairs to incomes, in the order of the pairs.
pub(super) fn add(action: &[Action], payoffs: &[Payoffs], income: &mut [f64]) {
    let agents = income.len();
    let mut j = 1;
    while j + ROWS <= agents {
        several(j, action, payoffs, income);
        j += ROWS;
    }
    for j in j..agents {
        let (before, own) = income.split_at_mut(j);
        let row = begin(j)..begin(j + 1);
        let pairs = action[row.clone()].as_chunks().0.iter().zip(payoffs[row].as_chunks().0);
        for (income, (pair, payoffs)) in before.iter_mut().zip(pairs) {
            let [earlier, later] = paid(pair, payoffs);
            *income += earlier;
            own[0] += later;
        }
    }
}

/// The rows of agents `j` to `j + ROWS - 1`.
fn several(j: usize, action: &[Action], payoffs: &[Payoffs], income: &mut [f64]) {
    let (before, own) = income.split_at_mut(j);
    let own = &mut own[..ROWS];
    let row = |k: usize| {
        let row = begin(j + k)..begin(j + k + 1);
        (action[row.clone()].as_chunks::<2>().0, payoffs[row].as_chunks::<2>().0)
    };
    let rows: [_; ROWS] = std::array::from_fn(row);
    let mut sums: [f64; ROWS] = std::array::from_fn(|k| own[k]);
    // All rows are at least as long as the first.
    let [a, b, c, d] = rows.map(|(action, payoffs)| action[..j].iter().zip(&payoffs[..j]));
    for ((((income, a), b), c), d) in before.iter_mut().zip(a).zip(b).zip(c).zip(d) {
        let mut earned = *income;
        for (sum, [earlier, later]) in sums.iter_mut().zip([a, b, c, d].map(|(action, payoffs)| paid(action, payoffs)))
        {
            earned += earlier;
            *sum += later;
        }
        *income = earned;
    }
    for (k, (action, payoffs)) in rows.iter().enumerate() {
        for earlier in 0..k {
            let [first, second] = paid(&action[j + earlier], &payoffs[j + earlier]);
            sums[earlier] += first;
            sums[k] += second;
        }
    }
    own.copy_from_slice(&sums);
}

/// What the two sides of a pair earn, the earlier agent's first.
#[inline(always)]
fn paid(&[a, b]: &[Action; 2], [earlier, later]: &[Payoffs; 2]) -> [f64; 2] {
    [earlier.at(a, b), later.at(b, a)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Meetings;
    use crate::world::phases::encounter::add_payoffs;

    /// Numbers of all sizes, so that another order of any sum would show in its last bits.
    #[test]
    fn the_sums_are_those_of_one_pair_after_another() {
        for agents in 0..30 {
            let meetings = Meetings::complete(agents);
            let payoff = |k: usize| libm::sin(k as f64 * 0.7) * libm::exp(libm::cos(k as f64) * 9.0);
            let sides = 0..meetings.sides();
            let payoffs: Vec<Payoffs> =
                sides.clone().map(|k| Payoffs([0, 1, 2, 3].map(|o| payoff(4 * k + o)))).collect();
            let action: Vec<Action> = sides.map(|k| Action::cooperate_if(k * k % 7 < 3)).collect();
            let (mut one, mut other) = (vec![0.0; agents], vec![0.0; agents]);
            add(&action, &payoffs, &mut one);
            add_payoffs(&meetings.actor, &action, &payoffs, &mut other);
            assert_eq!(one, other, "{agents} agents");
        }
    }
}
