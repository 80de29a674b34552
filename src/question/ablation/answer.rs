//! The answer of an ablation: what each mechanism contributes.

use crate::output::Csv;
use crate::record::Column;
use crate::statistics::shapley::{self, Outcome, Value};

/// What each mechanism contributes, and what each two of them add together.
#[derive(Debug, Clone, PartialEq)]
pub struct Credit {
    /// What is shared out.
    pub outcome: String,
    /// By mechanism.
    pub values: Vec<Value>,
    /// By pair of mechanisms.
    pub pairs: Vec<Value>,
}

impl Credit {
    /// From the outcome of every replicate with every combination, a column whose values lie in `range`: bit i of a cell says whether
    /// name i is on; failed runs are missing (NaN).
    pub fn new(names: &[String], outcome: &Column, range: [f64; 2], cells: &[Vec<f64>]) -> Self {
        let known = range.iter().all(|end| end.is_finite());
        let kind = if known { Outcome::Within(range) } else { Outcome::Number };
        Self {
            outcome: outcome.name.clone(),
            values: shapley::shapley(names, kind, cells),
            pairs: shapley::interactions(names, kind, cells),
        }
    }

    /// The columns of `answer.csv`.
    pub fn columns(&self) -> Vec<Column> {
        let unit = "as the outcome";
        vec![
            Column::new(
                "outcome",
                "name",
                "What is shared out: holds (its mean is P(hold)), or another column of runs.csv.",
            ),
            Column::new(
                "kind",
                "name",
                "value (the Shapley value: the mean over all orders of what the mechanism adds when it comes in) or interaction (what two add together beyond what they add apart).",
            ),
            Column::new("term", "name", "The mechanism, or two joined by a colon."),
            Column::new("estimate", unit, "Estimate from paired replicates."),
            Column::new("low", unit, "Lower end of its 95% interval."),
            Column::new("high", unit, "Upper end of its 95% interval."),
            Column::new("p", "probability", "Two-sided p-value of no contribution."),
            Column::new("p_holm", "probability", "The same, Holm-adjusted over the rows of the kind."),
        ]
    }

    /// Its rows.
    pub fn rows(&self) -> Vec<u8> {
        let mut table = Csv::new();
        let kinds = [("value", &self.values), ("interaction", &self.pairs)];
        for (kind, values) in kinds {
            for value in values {
                table.text(&self.outcome);
                table.text(kind);
                table.text(&value.name);
                table.reals([value.estimate, value.low, value.high, value.p, value.p_holm]);
                table.end();
            }
        }
        table.into_bytes()
    }
}
