//! What an ablation says.

use crate::question::design::Design;
use crate::question::findings::Findings;
use crate::question::sentences::{self, Named};
use crate::question::words::Words;

/// Which mechanisms deserve the credit.
pub fn says(_: &Design, found: &Findings, words: Words) -> Vec<String> {
    let Some(credit) = &found.credit else { return Vec::new() };
    let values: Vec<Named> =
        credit.values.iter().map(|one| Named::new(&one.name, [one.estimate, one.low, one.high])).collect();
    sentences::credit(&credit.outcome, &values, words).into_iter().collect()
}
