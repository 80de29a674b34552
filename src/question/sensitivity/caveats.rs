//! What must be known beside a sensitivity analysis.

use super::answer::Sensitivities;
use crate::question::caveats::Caveat;
use crate::statistics::sensitivity::{Convergence, NARROW};

/// Why an order of keys may be another than it seems.
pub fn caveats(all: &mut Vec<Caveat>, found: &Sensitivities) {
    match found {
        Sensitivities::Nothing(why) => all.push(Caveat::NoSensitivity { why: why.clone() }),
        Sensitivities::Morris(..) => {}
        Sensitivities::Sobol(names, _, convergence, noise) => {
            let name = |place: usize| names.get(place).cloned().unwrap_or_default();
            match *convergence {
                Convergence::Converged => {}
                Convergence::Wide { parameter, width } => {
                    all.push(Caveat::WideIndex { key: name(parameter), width, expected: NARROW });
                }
                Convergence::Reordered { above, below } => {
                    all.push(Caveat::Reordered { above: name(above), below: name(below) });
                }
                Convergence::Unknown => all.push(Caveat::NoIntervals),
            }
            if *noise > 0.0 {
                all.push(Caveat::Chance { share: *noise });
            }
        }
    }
}
