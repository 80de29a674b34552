//! What a list says.

use super::answer::Pair;
use crate::question::design::Design;
use crate::question::findings::Findings;
use crate::question::sentences::{self, Compared};
use crate::question::words::Words;

/// In how many cells cooperation holds, and how every two compare.
pub fn says(_: &Design, found: &Findings, words: Words) -> Vec<String> {
    let mut said = vec![sentences::tally(&found.tally(), words)];
    for outcome in ["hold", "cooperation"] {
        let of = |pair: &Pair| Compared { names: pair.names.clone(), change: pair.change, p_holm: pair.p_holm };
        let pairs: Vec<Compared> = found.pairs.iter().filter(|pair| pair.outcome == outcome).map(of).collect();
        said.extend(sentences::compared(outcome, &pairs, words));
    }
    said
}
