//! Relaxation and gossip: trust drifts back to its prior and towards what others say.
//!
//! ```text
//! tau_ij += relax (tau0_ij - tau_ij) + gossip (rep_j - tau_ij), clamped to [0, 1]
//! rep_j   = sum_k v_k tau_kj / sum_k v_k  over all neighbours k of j, at the start of the round
//! v_k     = c_k^voice
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | relax, gossip | share of the gap closed each round | [0, 1] | [`crate::trust::Trust`] |
//! | rep_j | reputation: voice-weighted mean trust in j | [0, 1] | `World::reputation` |
//! | voice | 0: one state one vote; above 0: the capable are heard more | any | `mechanisms.voice` |
//!
//! Source: model section 5; opinion pooling as in DeGroot (1974), J. Am. Stat. Assoc. 69:118.
//!
//! ```
//! // from 0.5: 0.1 x (0.6 - 0.5) + 0.2 x (0.2 - 0.5) = -0.05
//! let tau = comity::trust::opinion::drift(0.5, 0.1, 0.6, 0.2, 0.2);
//! assert!((tau - 0.45).abs() < 1e-15);
//! ```

/// Trust after relaxation to `prior` and gossip about `reputation`.
#[inline]
pub fn drift(trust: f64, relax: f64, prior: f64, gossip: f64, reputation: f64) -> f64 {
    (trust + relax * (prior - trust) + gossip * (reputation - trust)).clamp(0.0, 1.0)
}

/// Voice weights v = c^voice, written into `weights`.
pub fn voices(capability: &[f64], voice: f64, weights: &mut [f64]) {
    for (weight, &c) in weights.iter_mut().zip(capability) {
        *weight = if voice == 0.0 { 1.0 } else { libm::pow(c, voice) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn voice_zero_is_one_state_one_vote() {
        let mut weights = [0.0; 2];
        voices(&[0.2, 0.8], 0.0, &mut weights);
        assert_eq!(weights, [1.0, 1.0]);
        voices(&[0.2, 0.8], 2.0, &mut weights);
        assert!((weights[0] - 0.04).abs() < 1e-15 && (weights[1] - 0.64).abs() < 1e-15);
    }
}
