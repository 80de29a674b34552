//! Which caveats a study has: those of every study here, those of a kind in its own folder.

use super::plan::Plan;
use crate::config::structs::Replicates;
use crate::question::caveats::{Caveat, Places};
use crate::question::design::Kind;
use crate::question::findings::Findings;
use crate::question::{boundary, sensitivity};

/// All caveats of a study, from its plan and what was found.
pub(super) fn caveats(plan: &Plan, findings: &Findings) -> Vec<Caveat> {
    let mut all = Vec::new();
    if plan.quick {
        let runs = plan.line().is_none().then(|| plan.config.replicates.most());
        all.push(Caveat::Quick { runs, rounds: plan.config.rounds.get() });
    }
    if findings.failed > 0 {
        all.push(Caveat::Failed { runs: findings.failed });
    }
    if findings.drifting > 0 {
        all.push(Caveat::Drifting { runs: findings.drifting, of: findings.judged });
    }
    if let Replicates::Sequential(rule) = plan.config.replicates
        && let Some(cells) = Places::new(findings.capped.iter().map(|&cell| plan.describe(cell)), findings.cells.len())
    {
        all.push(Caveat::Capped { cells, runs: rule.max.get(), half_width: rule.half_width.get() });
    }
    if plan.design.kind == Kind::Factorial && findings.effects.is_empty() {
        all.push(Caveat::NoEffects);
    }
    if let Some(found) = &findings.sensitivities {
        sensitivity::caveats::caveats(&mut all, found);
    }
    boundary::caveats::caveats(&mut all, &plan.design, &findings.broken);
    if findings.divided > 0 {
        let (cells, of) = (findings.divided, findings.cells.len());
        all.push(Caveat::Blocs { cells, of, largest: findings.modularity });
    }
    all
}
