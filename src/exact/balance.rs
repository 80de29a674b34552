//! The linear equations of a chain: I - delta P, sparse and solved with its pivots on the diagonal.
//!
//! ```text
//! x = right + delta x P        among some states: what flows (visits, weights)
//! h = right + delta P h        among some states: what is expected (steps, worth)
//! ```
//!
//! | symbol | meaning | range | argument |
//! |---|---|---|---|
//! | P | steps of the chain among the states | | [`Chain`] |
//! | delta | discount, 1 for none | [0, 1] | `discount` |
//! | right | what enters from outside | any | `right` |
//!
//! Source: sparse LU after Davis (2006), Direct Methods for Sparse Linear Systems, ch. 6, as ported in `rsparse`. The
//! matrix is an M-matrix; its diagonal is summed from the steps that leave a state and never subtracted from 1, and
//! diagonal pivots are stable then (Kemeny & Snell 1960; Stewart 1994, Numerical Solution of Markov Chains, ch. 2). The
//! error of a solution is of the order of 1e-16 times the steps the chain needs to forget where it is: at a slip of
//! 1e-6 expect ten right digits, not sixteen.

use rsparse::data::Sprs;

use super::chain::{Chain, ChainError};

/// Largest residual of a linear system, relative to its solution.
const RESIDUAL: f64 = 1e-9;

/// Below so many unknowns an ordering that saves fill costs more than it saves.
const SMALL: usize = 40;

impl Chain {
    /// Solves x = right + discount x P among some states.
    pub(super) fn flow(&self, among: &[usize], discount: f64, right: Vec<f64>) -> Result<Vec<f64>, ChainError> {
        solve(&self.balance(among, discount), right)
    }

    /// The matrix I - discount P transposed among some states: column j holds the steps of the j-th of them.
    pub(super) fn balance(&self, among: &[usize], discount: f64) -> Sprs<f64> {
        let mut place = vec![usize::MAX; self.states()];
        among.iter().enumerate().for_each(|(at, &state)| place[state] = at);
        let mut matrix = Sprs::new();
        matrix.p.clear();
        (matrix.m, matrix.n) = (among.len(), among.len());
        matrix.p.push(0);
        for (at, &state) in among.iter().enumerate() {
            let diagonal = matrix.x.len();
            let mut leaving = 0.0;
            matrix.i.push(at);
            matrix.x.push(0.0);
            for (target, weight) in self.steps(state).filter(|step| step.0 != state) {
                leaving += weight;
                if place[target] != usize::MAX {
                    matrix.i.push(place[target]);
                    matrix.x.push(-discount * weight);
                }
            }
            matrix.x[diagonal] = (1.0 - discount) + discount * leaving;
            matrix.p.push(matrix.x.len() as isize);
        }
        matrix.nzmax = matrix.x.len();
        matrix
    }
}

/// Solves an M-matrix system, pivots on the diagonal, and judges the residual.
pub(super) fn solve(matrix: &Sprs<f64>, right: Vec<f64>) -> Result<Vec<f64>, ChainError> {
    if right.is_empty() {
        return Ok(right);
    }
    let mut solution = right.clone();
    let order = if right.len() < SMALL { -1 } else { 0 };
    rsparse::lusol(matrix, &mut solution, order, 1e-9).map_err(|_| ChainError::Unsolved { residual: f64::INFINITY })?;
    let mut rest = right;
    let mut scale = rest.iter().fold(0.0_f64, |largest, x| largest.max(x.abs()));
    for (column, x) in solution.iter().enumerate() {
        for at in matrix.p[column] as usize..matrix.p[column + 1] as usize {
            let term = matrix.x[at] * x;
            scale = scale.max(term.abs());
            rest[matrix.i[at]] -= term;
        }
    }
    // `max` would pass over what is not a number.
    let worst = rest.iter().fold(0.0_f64, |worst, x| if x.abs() <= worst { worst } else { x.abs() });
    let residual = if scale > 0.0 { worst / scale } else { worst };
    if residual <= RESIDUAL { Ok(solution) } else { Err(ChainError::Unsolved { residual }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A step of probability 1e-12 out of a state is neither lost nor rounded to a multiple of 1e-16.
    #[test]
    fn the_diagonal_is_summed_and_not_subtracted() {
        let rare = Chain::new(&[vec![(0, 1.0 - 3e-13), (1, 3e-13)], vec![(1, 1.0)]]).unwrap();
        let visits = rare.flow(&[0], 1.0, vec![1.0]).unwrap();
        assert!((visits[0] * 3e-13 - 1.0).abs() < 1e-15);
    }

    #[test]
    fn equations_without_a_solution_are_refused() {
        let stays = Chain::new(&[vec![(0, 1.0)]]).unwrap();
        assert!(matches!(stays.flow(&[0], 1.0, vec![1.0]), Err(ChainError::Unsolved { .. })));
    }
}
