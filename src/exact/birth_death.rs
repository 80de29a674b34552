//! A population of two strategies, A and B, whose number of A changes by at most one a step.
//!
//! ```text
//! log gamma_j = log down_j - log up_j                    0 < j < N
//! phi_k       = sum_{i<k} exp(sum_{j=1..i} log gamma_j) / sum_{i<N} exp(sum_{j=1..i} log gamma_j)
//! t_k         = 1 + up_k t_{k+1} + down_k t_{k-1} + (1 - up_k - down_k) t_k,      t_0 = t_N = 0
//! log pi_j    = log pi_{j-1} + log up_{j-1} - log down_j
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | N | size of the population | >= 2 | [`BirthDeath::size`] |
//! | up | probability that a step adds one A, by number of A | [0, 1] | [`BirthDeath::up`] |
//! | down | probability that it takes one away | [0, 1 - up] | [`BirthDeath::down`] |
//! | phi | probability that A takes over | [0, 1] | [`BirthDeath::fixation`] |
//! | t | mean steps until one strategy is left; those that change nothing count | >= 0 | [`BirthDeath::steps`] |
//! | pi | long-run share of the time with j of A | [0, 1] | [`Stationary::shares`] |
//!
//! Source: Karlin & Taylor (1975), "A First Course in Stochastic Processes", ch. 4; Nowak (2006), "Evolutionary
//! Dynamics", eq. (6.8) to (6.13); mean times as in Antal & Scheuring (2006), Bull. Math. Biol. 68:1923. Times given
//! that A takes over are those of the chain conditioned on it: up_k phi_{k+1}/phi_k, down_k phi_{k-1}/phi_k (Doob's
//! transform).
//!
//! Nothing is ever subtracted and products are summed as logarithms, so that a probability of 1e-200 has as many right
//! digits as one of a half.
//!
//! ```
//! use comity::exact::birth_death::BirthDeath;
//! // A fair walk on 0..4 that moves at every step: k/4, and k (4 - k) steps.
//! let walk = BirthDeath::new(vec![0.0, 0.5, 0.5, 0.5, 0.0], vec![0.0, 0.5, 0.5, 0.5, 0.0])?;
//! assert!((walk.fixation(1) - 0.25).abs() < 1e-15 && (walk.steps(1) - 3.0).abs() < 1e-14);
//! assert!((walk.conditional_steps(1) - 5.0).abs() < 1e-14); // (N^2 - k^2) / 3
//! # Ok::<(), comity::exact::birth_death::BirthDeathError>(())
//! ```

/// Why a list of numbers is no birth-death chain, or has no single long-run distribution.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum BirthDeathError {
    /// The lists are too short or differ in length.
    #[error("expected one probability up and one down for each of 0..N, N at least 2, found {up} and {down}")]
    Lengths {
        /// Number of probabilities up.
        up: usize,
        /// Number of probabilities down.
        down: usize,
    },
    /// Not probabilities, or they lead out of the population.
    #[error(
        "expected probabilities up and down of at least 0 and in sum at most 1 at {state} of A, found {up} and {down}"
    )]
    Probability {
        /// Number of A.
        state: usize,
        /// Probability up there.
        up: f64,
        /// Probability down there.
        down: f64,
    },
    /// The long run depends on the start, or leaves states for good.
    #[error("expected a way from {from} of A to {to}: without mutation the long run depends on the start")]
    Reducible {
        /// The state without a way out.
        from: usize,
        /// Its neighbour that cannot be reached.
        to: usize,
    },
}

/// A birth-death chain on the number of A in a population.
#[derive(Debug, Clone, PartialEq)]
pub struct BirthDeath {
    up: Vec<f64>,
    down: Vec<f64>,
    /// log(down / up) for 0 < j < N; unused at the ends.
    log_ratios: Vec<f64>,
}

impl BirthDeath {
    /// A chain from the probabilities that a step adds, or takes away, one A, by number of A from 0 to N.
    ///
    /// # Errors
    /// [`BirthDeathError`] where they are no probabilities, or lead out of the population.
    pub fn new(up: Vec<f64>, down: Vec<f64>) -> Result<Self, BirthDeathError> {
        let log_ratios = up.iter().zip(&down).map(|(up, down)| libm::log(*down) - libm::log(*up)).collect();
        Self::with_log_ratios(up, down, log_ratios)
    }

    /// As [`BirthDeath::new`], with log(down / up) from a formula: it stays right where both probabilities vanish.
    ///
    /// # Errors
    /// [`BirthDeathError`] as for [`BirthDeath::new`].
    pub fn with_log_ratios(up: Vec<f64>, down: Vec<f64>, log_ratios: Vec<f64>) -> Result<Self, BirthDeathError> {
        if up.len() < 3 || up.len() != down.len() || up.len() != log_ratios.len() {
            return Err(BirthDeathError::Lengths { up: up.len(), down: down.len() });
        }
        let last = up.len() - 1;
        for (state, (&u, &d)) in up.iter().zip(&down).enumerate() {
            // Written so that NaN is refused.
            let valid = u >= 0.0 && d >= 0.0 && u + d <= 1.0 + 1e-12;
            if !valid || (state == 0 && d > 0.0) || (state == last && u > 0.0) {
                return Err(BirthDeathError::Probability { state, up: u, down: d });
            }
        }
        Ok(Self { up, down, log_ratios })
    }

    /// Size N of the population.
    pub fn size(&self) -> usize {
        self.up.len() - 1
    }

    /// Probability that a step adds one A, by number of A.
    pub fn up(&self) -> &[f64] {
        &self.up
    }

    /// Probability that a step takes one A away, by number of A.
    pub fn down(&self) -> &[f64] {
        &self.down
    }

    /// Probability that A takes over from `k` of A, `k` at most N: that N is reached before 0.
    ///
    /// NaN where some number of A in between is never left upwards.
    pub fn fixation(&self, k: usize) -> f64 {
        libm::exp(self.log_fixations()[k])
    }

    /// Logarithm of [`BirthDeath::fixation`]: finite where the probability itself is too small for a number.
    pub fn log_fixation(&self, k: usize) -> f64 {
        self.log_fixations()[k]
    }

    fn log_fixations(&self) -> Vec<f64> {
        let mut log_product = 0.0;
        // Running log of the sum of products, from k = 0.
        let mut log_sums = vec![f64::NEG_INFINITY; self.up.len()];
        for k in 1..self.up.len() {
            log_sums[k] = log_add(log_sums[k - 1], log_product);
            log_product += self.log_ratios[k];
        }
        let total = log_sums[self.size()];
        log_sums.iter().map(|log_sum| log_sum - total).collect()
    }

    /// Mean steps from `k` of A until one strategy is left; infinite where a state in between is never left.
    pub fn steps(&self, k: usize) -> f64 {
        mean_steps(&self.up, &self.down)[k]
    }

    /// Mean steps from `k` of A, `k` above 0, until A has taken over, given that it does.
    pub fn conditional_steps(&self, k: usize) -> f64 {
        let phi = self.log_fixations();
        let (mut up, mut down) = (self.up.clone(), self.down.clone());
        for j in 1..self.size() {
            up[j] *= libm::exp(phi[j + 1] - phi[j]);
            down[j] *= libm::exp(phi[j - 1] - phi[j]);
        }
        mean_steps(&up, &down)[k]
    }

    /// The long-run distribution over the number of A.
    ///
    /// # Errors
    /// [`BirthDeathError::Reducible`] where some number of A is never left upwards or downwards, as without mutation.
    pub fn stationary(&self) -> Result<Stationary, BirthDeathError> {
        let mut logs = vec![0.0];
        for to in 1..self.up.len() {
            let from = to - 1;
            if self.up[from] <= 0.0 {
                return Err(BirthDeathError::Reducible { from, to });
            }
            if self.down[to] <= 0.0 {
                return Err(BirthDeathError::Reducible { from: to, to: from });
            }
            logs.push(logs[from] + libm::log(self.up[from]) - libm::log(self.down[to]));
        }
        let largest = logs.iter().fold(f64::NEG_INFINITY, |a, b| a.max(*b));
        let weights: Vec<f64> = logs.iter().map(|log| libm::exp(log - largest)).collect();
        let total: f64 = weights.iter().sum();
        Ok(Stationary { shares: weights.iter().map(|weight| weight / total).collect() })
    }
}

/// log(e^a + e^b).
pub(crate) fn log_add(a: f64, b: f64) -> f64 {
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY { high } else { high + libm::log1p(libm::exp(low - high)) }
}

/// Mean steps to either end from every state, by elimination from below without a subtraction.
fn mean_steps(up: &[f64], down: &[f64]) -> Vec<f64> {
    let last = up.len() - 1;
    // (up + to_end) t_j = steps + up t_{j+1}, once the states below j are eliminated.
    let (mut to_end, mut steps) = (vec![0.0; last], vec![0.0; last]);
    for j in 1..last {
        let below = up[j - 1] + to_end[j - 1];
        let (ended, spent) = match j {
            1 => (1.0, 0.0),
            _ if below > 0.0 => (to_end[j - 1] / below, steps[j - 1] / below),
            _ => (0.0, f64::INFINITY),
        };
        to_end[j] = down[j] * ended;
        steps[j] = if down[j] > 0.0 { 1.0 + down[j] * spent } else { 1.0 };
    }
    let mut times = vec![0.0; last + 1];
    for j in (1..last).rev() {
        let onwards = if up[j] > 0.0 { up[j] * times[j + 1] } else { 0.0 };
        times[j] = (steps[j] + onwards) / (up[j] + to_end[j]);
    }
    times
}

/// A long-run distribution over the number of A.
#[derive(Debug, Clone, PartialEq)]
pub struct Stationary {
    /// Share of the time with 0, 1, ..., N of A; they add up to 1.
    pub shares: Vec<f64>,
}

impl Stationary {
    /// Mean fraction of A, in [0, 1].
    pub fn mean(&self) -> f64 {
        self.expect(|fraction| fraction)
    }

    /// Standard deviation of the fraction of A.
    pub fn sd(&self) -> f64 {
        let mean = self.mean();
        self.expect(|fraction| (fraction - mean) * (fraction - mean)).sqrt()
    }

    /// The most likely number of A; the least of several.
    pub fn mode(&self) -> usize {
        let mut best = 0;
        for (k, share) in self.shares.iter().enumerate() {
            if *share > self.shares[best] {
                best = k;
            }
        }
        best
    }

    fn expect(&self, of: impl Fn(f64) -> f64) -> f64 {
        let size = (self.shares.len() - 1) as f64;
        self.shares.iter().enumerate().map(|(k, share)| share * of(k as f64 / size)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// N = 2: one inner state with up 1/4, down 1/2. It is left after 1 / (3/4) steps, upwards in one of three cases.
    #[test]
    fn one_inner_state_by_hand() {
        let chain = BirthDeath::new(vec![0.0, 0.25, 0.0], vec![0.0, 0.5, 0.0]).unwrap();
        assert!((chain.fixation(1) - 1.0 / 3.0).abs() < 1e-15);
        assert!((chain.steps(1) - 4.0 / 3.0).abs() < 1e-15);
        assert!((chain.conditional_steps(1) - 4.0 / 3.0).abs() < 1e-15);
        assert_eq!((chain.fixation(0), chain.fixation(2), chain.steps(0)), (0.0, 1.0, 0.0));
    }

    /// Gambler's ruin with odds 2 against: (2^k - 1) / (2^N - 1).
    #[test]
    fn ruin_keeps_its_digits_far_below_one() {
        let n = 1000;
        let ends = |p: f64| (0..=n).map(|k| if k == 0 || k == n { 0.0 } else { p }).collect::<Vec<_>>();
        let chain = BirthDeath::new(ends(0.25), ends(0.5)).unwrap();
        assert!((chain.log_fixation(1) + 1000.0 * std::f64::consts::LN_2).abs() < 1e-10);
        // Mean steps downwards: three steps in four move, drift 1/4 a step, so 4 k; the far end hardly matters.
        assert!((chain.steps(3) - 12.0).abs() < 1e-12);
    }

    /// Rates 1/2 up and 1/4 down: each state is twice as likely as the one below.
    #[test]
    fn detailed_balance_by_hand() {
        let chain = BirthDeath::new(vec![0.5, 0.5, 0.0], vec![0.0, 0.25, 0.25]).unwrap();
        let long_run = chain.stationary().unwrap();
        for (found, expected) in long_run.shares.iter().zip([1.0 / 7.0, 2.0 / 7.0, 4.0 / 7.0]) {
            assert!((found - expected).abs() < 1e-15);
        }
        assert!((long_run.mean() - 5.0 / 7.0).abs() < 1e-15 && long_run.mode() == 2);
        assert!((long_run.sd() - (26.0f64 / 196.0).sqrt()).abs() < 1e-15);
    }

    #[test]
    fn what_is_no_chain_is_refused() {
        use BirthDeathError::{Lengths, Probability, Reducible};
        assert!(matches!(BirthDeath::new(vec![0.0; 3], vec![0.0; 2]), Err(Lengths { up: 3, down: 2 })));
        let wrong = BirthDeath::new(vec![0.0, 0.7, 0.0], vec![0.0, 0.7, 0.0]);
        assert!(matches!(wrong, Err(Probability { state: 1, .. })));
        assert!(BirthDeath::new(vec![0.0, f64::NAN, 0.0], vec![0.0; 3]).is_err());
        let absorbing = BirthDeath::new(vec![0.0, 0.5, 0.0], vec![0.0, 0.5, 0.0]).unwrap();
        assert_eq!(absorbing.stationary(), Err(Reducible { from: 0, to: 1 }));
    }

    #[test]
    fn a_state_that_is_never_left_takes_for_ever() {
        let stuck = BirthDeath::new(vec![0.0, 0.5, 0.0, 0.5, 0.0], vec![0.0, 0.5, 0.0, 0.5, 0.0]).unwrap();
        assert_eq!((stuck.steps(1), stuck.steps(2), stuck.steps(3)), (f64::INFINITY, f64::INFINITY, f64::INFINITY));
    }
}
