//! What a factorial says.

use crate::question::design::Design;
use crate::question::findings::Findings;
use crate::question::sentences::{self, Named};
use crate::question::words::Words;
use crate::record::cell::CellFinding;
use crate::statistics::effects::Scale;

/// All bundles and none, the strongest of them, and whether they work together.
pub fn says(design: &Design, found: &Findings, words: Words) -> Vec<String> {
    let Some((first, last)) = found.cells.first().zip(found.cells.last()) else { return Vec::new() };
    let three = |cell: &CellFinding| [cell.hold.share, cell.hold.low, cell.hold.high];
    let mut said = vec![sentences::all_and_none(&design.columns(), three(last), three(first), words)];
    let of = |wanted: Scale| found.effects.iter().filter(move |(scale, _)| *scale == wanted).flat_map(|(_, all)| all);
    let levers = of(Scale::Hold).filter(|effect| effect.contrast.kind == "effect");
    let levers: Vec<Named> =
        levers.map(|effect| Named::new(&effect.contrast.term, [effect.estimate, effect.low, effect.high])).collect();
    said.extend(sentences::lever(&levers, words));
    for scale in [Scale::Cooperation, Scale::Hold] {
        let synergy = of(scale).find(|effect| effect.contrast.kind == "synergy");
        said.extend(synergy.map(|effect| {
            sentences::synergy(scale.name(), [effect.estimate, effect.low, effect.high], effect.p_holm, words)
        }));
    }
    said
}
