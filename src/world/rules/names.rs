//! Public names: the norm that assigns them and its errors.

use crate::game::Action;
use crate::rng::{Chance, Key, Purpose, Stream};
use crate::strategy::automaton::with_slip;
use crate::trust::Reputation;
use crate::trust::reputation::{NORMS, Norm, NormError};
use crate::world::problem::{Problem, nearest};
use crate::world::spec::Spec;

/// Words per agent and round: which of its encounters is assessed, and whether the assessment errs.
pub(in crate::world) const WORDS: usize = 2;

/// The norm and its errors with nothing left to work out.
#[derive(Debug, Clone, PartialEq)]
pub struct Names {
    /// The norm.
    pub norm: Norm,
    /// P(do C | intend C), before slips.
    pub carried_out: f64,
    /// Chances to execute cooperation when it is intended and when defection is, slip included.
    pub cooperates: [Chance; 2],
    /// Chance that an assigned name is flipped.
    pub error: Chance,
    /// Chance that a donor knows the recipient's name.
    pub known: Chance,
    /// Chance of a good name at the start.
    pub good: Chance,
}

impl Names {
    /// From the config's table, the norm it chose, and the probability `slip` that an action is flipped.
    pub fn of(reputation: &Reputation, norm: Norm, slip: f64) -> Self {
        let carried_out = reputation.carried_out();
        Self {
            norm,
            carried_out,
            cooperates: [carried_out, 0.0].map(|p| Chance::of(with_slip(p, slip))),
            error: Chance::of(reputation.assessment_error.get()),
            known: Chance::of(reputation.known.get()),
            good: Chance::of(reputation.good.get()),
        }
    }

    /// Who has a good name before the first round.
    pub fn at_start(&self, agents: usize, key: &Key, replicate: u32) -> Vec<bool> {
        let mut words = vec![0; agents * WORDS];
        Stream::new(key, replicate, Purpose::Reputation).fill(0, &mut words);
        words.chunks_exact(WORDS).map(|words| self.good.hit(words[0])).collect()
    }
}

// `cooperates` is indexed by the intended action.
const _: () = assert!(Action::Cooperate as usize == 0 && Action::Defect as usize == 1);

/// The norm and its errors, ready to be drawn against.
pub(super) fn public_names(spec: &Spec, problems: &mut Vec<Problem>) -> Option<Names> {
    let reputation = spec.reputation.as_ref()?;
    match reputation.norm.norm() {
        Ok(norm) => Some(Names::of(reputation, norm, spec.noise.slip.get())),
        Err(errors) => {
            problems.extend(errors.into_iter().map(|error| norm_problem(&error)));
            None
        }
    }
}

fn norm_problem(error: &NormError) -> Problem {
    match error {
        NormError::Unknown(name) => {
            let known = NORMS.iter().flat_map(|norm| std::iter::once(&norm.name).chain(norm.aliases)).copied();
            let hint = nearest(name, known).map(|near| format!("did you mean {near:?}? ")).unwrap_or_default();
            Problem::new(["reputation", "norm"], format!("{error}; {hint}`comity list norms` names all"))
        }
        NormError::Assessment(_) => Problem::new(["reputation", "norm", "assessment"], error.to_string()),
        NormError::Action(_) => Problem::new(["reputation", "norm", "action"], error.to_string()),
    }
}
