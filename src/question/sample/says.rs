//! What a sample says.

use crate::question::design::Design;
use crate::question::findings::Findings;
use crate::question::sentences::{self, Named};
use crate::question::words::Words;

/// In how many cells cooperation holds, and what P(hold) is most strongly associated with.
pub fn says(_: &Design, found: &Findings, words: Words) -> Vec<String> {
    let associations = found.associations.iter().filter(|one| one.outcome == "hold");
    let associations: Vec<Named> = associations
        .map(|one| Named::new(&one.key, [one.correlation.rho, one.correlation.low, one.correlation.high]))
        .collect();
    let mut said = vec![sentences::tally(&found.tally(), words)];
    said.extend(sentences::association(&associations, words));
    said
}
