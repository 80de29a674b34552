//! The answer of a list: how far every two of its cells lie apart.

use crate::output::Csv;
use crate::record::Column;
use crate::statistics::effects::paired;
use crate::statistics::holm;

/// Two cells compared in an outcome, replicate by replicate.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// `hold` or `cooperation`.
    pub outcome: &'static str,
    /// The names of both.
    pub names: [String; 2],
    /// The second less the first, lower and upper end of its 95% interval.
    pub change: [f64; 3],
    /// Two-sided p-value of no change.
    pub p: f64,
    /// The same, Holm-adjusted over the pairs of the outcome.
    pub p_holm: f64,
}

/// Every two cells in their order, by the values of an outcome in [0, 1]: `values[cell][replicate]`.
pub fn pairs(outcome: &'static str, names: &[String], values: &[Vec<f64>]) -> Vec<Pair> {
    let mut found = Vec::new();
    for second in 1..names.len() {
        for first in 0..second {
            let both = [values[first].clone(), values[second].clone()];
            let [estimate, low, high, p] = paired(&[-1.0, 1.0], &both, [0.0, 1.0]);
            let names = [first, second].map(|cell| names[cell].clone());
            found.push(Pair { outcome, names, change: [estimate, low, high], p, p_holm: p });
        }
    }
    let p: Vec<f64> = found.iter().map(|pair| pair.p).collect();
    found.iter_mut().zip(holm::adjusted(&p)).for_each(|(pair, adjusted)| pair.p_holm = adjusted);
    found
}

/// The columns of `answer.csv`.
pub fn columns() -> Vec<Column> {
    vec![
        Column::new("outcome", "name", "What is compared: hold (P(hold)) or cooperation (its mean over the window)."),
        Column::new("first", "name", "A cell, by its name."),
        Column::new("second", "name", "The cell that is compared with it."),
        Column::new("estimate", "share", "The second less the first, mean over paired replicates.").within(-1.0, 1.0),
        Column::new("low", "share", "Lower end of its 95% interval.").within(-1.0, 1.0),
        Column::new("high", "share", "Upper end of its 95% interval.").within(-1.0, 1.0),
        Column::new("p", "probability", "Two-sided p-value of no change."),
        Column::new("p_holm", "probability", "The same, Holm-adjusted over the pairs of the outcome."),
    ]
}

/// Its rows.
pub fn rows(pairs: &[Pair]) -> Vec<u8> {
    let mut table = Csv::new();
    for Pair { outcome, names, change, p, p_holm } in pairs {
        table.text(outcome);
        table.texts(names);
        table.reals(*change);
        table.reals([*p, *p_holm]);
        table.end();
    }
    table.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Forty pairs that all change by 1 leave 2 (0.025)^(1/40) - 1 open, as Clopper and Pearson have it; cells that agree in every
    /// replicate are not told apart.
    #[test]
    fn every_two_are_compared_once_and_their_p_values_adjusted() {
        let names = ["a", "b", "c"].map(str::to_owned);
        let values = [vec![0.0; 40], vec![1.0; 40], vec![1.0; 40]];
        let found = pairs("hold", &names, &values);
        let both: Vec<[&str; 2]> = found.iter().map(|pair| [pair.names[0].as_str(), &pair.names[1]]).collect();
        assert_eq!(both, [["a", "b"], ["a", "c"], ["b", "c"]]);
        let low = 2.0 * libm::pow(0.025, 1.0 / 40.0) - 1.0;
        assert!((found[0].change[1] - low).abs() < 1e-9 && found[0].change[0] == 1.0, "{:?}", found[0]);
        assert_eq!(found[2].change[0], 0.0);
        assert!(found[2].change[1] < 0.0 && found[2].change[2] > 0.0 && found[2].p > 0.5);
        assert!(found[0].p_holm > 2.9 * found[0].p && found[0].p_holm < 1e-6);
    }
}
