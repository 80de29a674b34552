//! Relative power: who prevails when two capabilities meet.
//!
//! ```text
//! rho_ij = E_ij^gamma / (E_ij^gamma + E_ji^gamma)
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | E_ij | capability of i when facing j, raised by a front | [0.01, 1] | `World::capability`, [`crate::mechanism::front`] |
//! | gamma | decisiveness of a difference in capability | >= 0 | [`crate::game::Dilemma::decisiveness`] |
//! | rho_ij | share of the contest that i wins | [0, 1] | - |
//!
//! Source: Tullock (1980), "Efficient rent seeking"; axioms in Skaperdas (1996), Economic Theory 7:283, eq. (1).
//! Computed as logistic(gamma ln(E_ij / E_ji)), the same function, which stays finite for any gamma;
//! rho_ji is 1 - rho_ij.
//!
//! ```
//! use comity::game::relative_power;
//! assert!((relative_power(0.6, 0.3, 1.0) - 2.0 / 3.0).abs() < 1e-15);
//! assert!((relative_power(0.6, 0.3, 2.0) - 0.8).abs() < 1e-15);
//! assert_eq!(relative_power(0.6, 0.3, 0.0), 0.5);
//! ```

use crate::elementary;
use crate::units::logistic;

/// Share of the contest won by a capability against another; both above 0.
#[inline]
pub fn relative_power(own: f64, other: f64, decisiveness: f64) -> f64 {
    logistic(decisiveness * libm::log(own / other))
}

/// [`relative_power`] of many at once, from the ratios of their capability to the other's. To be compiled for the vectors that the caller
/// has.
#[inline(always)]
pub fn relative_powers(ratios: &mut [f64], decisiveness: f64) {
    elementary::log(ratios);
    ratios.iter_mut().for_each(|x| *x *= decisiveness);
    elementary::logistic(ratios);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_sum_to_one_and_stay_finite() {
        for (own, other, gamma) in [(0.9, 0.2, 1.0), (0.01, 1.0, 300.0), (0.5, 0.5, 7.0)] {
            let sum = relative_power(own, other, gamma) + relative_power(other, own, gamma);
            assert!((sum - 1.0).abs() < 1e-15, "{own} {other} {gamma}: {sum}");
        }
    }

    /// Capabilities from 0.01 to 1, at decisivenesses that leave power to chance, and that leave nothing to it.
    #[test]
    fn many_are_worked_out_as_one_is() {
        let capabilities: Vec<f64> = (1..=100).map(|k| f64::from(k) / 100.0).collect();
        for gamma in [0.0, 0.5, 1.0, 2.0, 7.3, 300.0] {
            for &other in &capabilities {
                let mut many: Vec<f64> = capabilities.iter().map(|own| own / other).collect();
                relative_powers(&mut many, gamma);
                let one: Vec<f64> = capabilities.iter().map(|&own| relative_power(own, other, gamma)).collect();
                assert_eq!(many, one, "against {other} with {gamma}");
            }
        }
    }
}
