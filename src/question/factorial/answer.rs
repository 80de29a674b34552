//! The answer of a factorial: what each bundle does, alone and with the others.

use crate::output::Csv;
use crate::record::Column;
use crate::statistics::effects::{Effect, Scale};

/// The columns of the `answer.csv` of a factorial.
pub fn columns() -> Vec<Column> {
    vec![
        Column::new("outcome", "name", "What is affected: cooperation (window mean), hold (P(hold)) or hold_log_odds."),
        Column::new(
            "kind",
            "name",
            "effect (mean change when a bundle goes on), interaction (half the difference of an effect with and without the others), loss (full set against full set without the bundle), synergy (gain of all together less the sum of the gains alone).",
        ),
        Column::new("term", "name", "The bundles, joined by a colon."),
        Column::new("estimate", "as the outcome", "Estimate from paired replicates."),
        Column::new("low", "as the outcome", "Lower end of its 95% interval."),
        Column::new("high", "as the outcome", "Upper end of its 95% interval."),
        Column::new("p", "probability", "Two-sided p-value."),
        Column::new("p_holm", "probability", "The same, Holm-adjusted over the rows of the outcome."),
    ]
}

/// Its rows.
pub fn rows(effects: &[(Scale, Vec<Effect>)]) -> Vec<u8> {
    let mut table = Csv::new();
    for (scale, effects) in effects {
        for effect in effects {
            table.text(scale.name());
            table.text(effect.contrast.kind);
            table.text(&effect.contrast.term);
            table.reals([effect.estimate, effect.low, effect.high, effect.p, effect.p_holm]);
            table.end();
        }
    }
    table.into_bytes()
}
