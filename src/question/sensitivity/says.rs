//! What a sensitivity analysis says.

use super::answer::Sensitivities;
use crate::question::design::Design;
use crate::question::findings::Findings;
use crate::question::sentences::{self, Named};
use crate::question::words::Words;
use crate::statistics::sensitivity::{Convergence, Estimate};

/// What matters, and whether the indices have converged; where they have not, a caveat says why.
pub fn says(_: &Design, found: &Findings, words: Words) -> Vec<String> {
    let named = |name: &String, estimate: &Estimate| Named::new(name, [estimate.value, estimate.low, estimate.high]);
    match &found.sensitivities {
        None => Vec::new(),
        // A caveat says why.
        Some(Sensitivities::Nothing(_)) => vec![sentences::sensitivity(&[], true, words)],
        Some(Sensitivities::Morris(names, effects)) => {
            let all: Vec<Named> = names.iter().zip(effects).map(|(name, own)| named(name, &own.mu_star)).collect();
            vec![sentences::sensitivity(&all, true, words)]
        }
        Some(Sensitivities::Sobol(names, indices, convergence, _)) => {
            let all: Vec<Named> = names.iter().zip(&indices.total).map(|(name, own)| named(name, own)).collect();
            let mut said = vec![sentences::sensitivity(&all, false, words)];
            if *convergence == Convergence::Converged {
                said.push(sentences::converged(words));
            }
            said
        }
    }
}
