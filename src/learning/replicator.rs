//! Replicator dynamics: the share of a strategy grows as its payoff exceeds the population's mean.
//!
//! ```text
//! dx_i / dt = s x_i (f_i - sum_j x_j f_j)
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | x_i | share of strategy i in its population | [0, 1] | `World::mix` |
//! | f_i | expected payoff per encounter of strategy i | any | - |
//! | s | speed: time that passes in one update | >= 0 | [`crate::learning::Learning::selection`] |
//!
//! Source: Taylor & Jonker (1978), Math. Biosci. 40:145; several populations: Taylor (1979), J. Appl. Prob. 16:76. Among agents of the same
//! power (`peers = "same-power"`) the strong and the weak are two populations, each with its own mean. Integrated by the classical
//! Runge-Kutta method, in steps in which no logarithm of a ratio of shares can move by more than 1/32.
//!
//! ```
//! use comity::learning::replicator::advance;
//! // Donation game b 3, c 1: the cooperators' share is 1 / (1 + (1 - x)/x exp(ct)).
//! let mut x = [0.9, 0.1];
//! advance(&mut x, 2.0, 4.0, |x, f| {
//!     f[0] = 2.0 * x[0] - x[1];
//!     f[1] = 3.0 * x[0];
//! });
//! let exact = 1.0 / (1.0 + 0.1 / 0.9 * libm::exp(2.0));
//! assert!((x[0] - exact).abs() < 1e-8);
//! ```

/// Longest step, as the greatest possible change of a logarithm of a ratio of shares.
const STEP: f64 = 1.0 / 32.0;

/// Moves the shares of one population by a time; `payoffs` writes each strategy's payoff at given shares, and no two payoffs
/// of the game differ by more than `greatest`.
pub fn advance(shares: &mut [f64], time: f64, greatest: f64, payoffs: impl Fn(&[f64], &mut [f64])) {
    let n = shares.len();
    advance_all(shares, &[n], time, greatest, payoffs);
}

/// Moves several populations at once, whose shares stand one after another; `sizes` says how many strategies each has.
pub fn advance_all(
    shares: &mut [f64],
    sizes: &[usize],
    time: f64,
    greatest: f64,
    payoffs: impl Fn(&[f64], &mut [f64]),
) {
    let n = shares.len();
    let steps = (time * greatest / STEP).ceil().max(1.0);
    let h = time / steps;
    let (mut f, mut at) = (vec![0.0; n], vec![0.0; n]);
    let mut slopes = vec![vec![0.0; n]; 4];
    for _ in 0..steps as u64 {
        for stage in 0..4 {
            let part = [0.0, 0.5, 0.5, 1.0][stage];
            for i in 0..n {
                at[i] = shares[i] + if stage == 0 { 0.0 } else { part * h * slopes[stage - 1][i] };
            }
            payoffs(&at, &mut f);
            slope(&at, &f, sizes, &mut slopes[stage]);
        }
        for i in 0..n {
            let step = slopes[0][i] + 2.0 * slopes[1][i] + 2.0 * slopes[2][i] + slopes[3][i];
            let share = (shares[i] + h / 6.0 * step).clamp(0.0, 1.0);
            // What is left of a strategy below the range of ordinary numbers is nothing, and slow to compute with.
            shares[i] = if share < f64::MIN_POSITIVE { 0.0 } else { share };
        }
    }
}

fn slope(shares: &[f64], payoff: &[f64], sizes: &[usize], slope: &mut [f64]) {
    let mut first = 0;
    for &size in sizes {
        let all = first..first + size;
        let mean: f64 = all.clone().map(|i| shares[i] * payoff[i]).sum();
        for i in all {
            slope[i] = shares[i] * (payoff[i] - mean);
        }
        first += size;
    }
}
