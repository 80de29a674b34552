//! The answer of the deviation audit: where cooperation holds, would anybody gain by deviating?

use crate::game::Power;
use crate::output::Csv;
use crate::record::Column;
use crate::record::deviation::{Deviation, Finding, Gains, Verdict, judge};

/// The powers, in the order of the rows.
const POWERS: [(Power, &str); 2] = [(Power::Strong, "strong"), (Power::Weak, "weak")];

/// What the audit of a cell says.
#[derive(Debug, Clone, PartialEq)]
pub struct Audited {
    /// The cell.
    pub cell: usize,
    /// By power, and by resident strategy.
    pub findings: Vec<Finding>,
}

/// Columns of `deviations.csv` after the keys and the swept values.
pub fn deviation_columns() -> Vec<Column> {
    vec![
        Column::new("strategy", "name", "The strategy that an agent deviates to."),
        Column::new("power", "name", "The agent's power: strong or weak."),
        Column::new("agent", "number", "The agent, from 0."),
        Column::new("resident", "0/1", "Does the agent start with this strategy anyway?"),
        Column::new("payoff", "payoff", "What it earns with the strategy it starts with, per encounter over the run."),
        Column::new("gain", "payoff", "What it gains by deviating, per encounter over the run."),
    ]
}

/// How many of them, at the end, are read back as numbers.
pub const DEVIATION_NUMBERS: usize = 5;

/// The rows of a replicate; `begin` begins a row with the keys and swept values, `names` are those of the pool. Where no
/// deviation means anything there is one empty row.
pub fn deviation_rows(gains: Option<&Gains>, names: &[String], begin: impl Fn() -> Csv) -> (Vec<u8>, Vec<f64>) {
    let (mut bytes, mut values) = (Vec::new(), Vec::new());
    let Some(gains) = gains else {
        let mut row = begin();
        row.text("");
        row.texts(&[const { String::new() }; DEVIATION_NUMBERS]);
        row.end();
        return (row.into_bytes(), vec![f64::NAN; DEVIATION_NUMBERS]);
    };
    for (power, word) in POWERS {
        let Some(deviation) = &gains.0[power as usize] else { continue };
        for (place, (name, &gain)) in names.iter().zip(&deviation.gains).enumerate() {
            let resident = f64::from(u8::from(deviation.own == Some(place)));
            let numbers = [f64::from(deviation.agent), resident, deviation.payoff, gain];
            let mut row = begin();
            row.text(name);
            row.text(word);
            row.counts(numbers[..2].iter().copied());
            row.reals(numbers[2..].iter().copied());
            row.end();
            bytes.extend(row.into_bytes());
            values.push(power as usize as f64);
            values.extend(numbers);
        }
    }
    (bytes, values)
}

/// What such rows say, from their numbers.
fn gains(values: &[f64]) -> Gains {
    let mut gains = Gains([None, None]);
    for row in values.chunks(DEVIATION_NUMBERS) {
        let &[power, agent, resident, payoff, gain] = row else { continue };
        if power.is_nan() {
            continue;
        }
        let deviation = gains.0[usize::from(power == 1.0)].get_or_insert(Deviation {
            agent: agent as u32,
            own: None,
            payoff,
            gains: Vec::new(),
        });
        if resident == 1.0 {
            deviation.own = Some(deviation.gains.len());
        }
        deviation.gains.push(gain);
    }
    gains
}

/// What the replicates of a cell say together; each by the numbers of its rows.
pub fn audited(cell: usize, names: &[String], replicates: &[&[f64]], epsilon: f64) -> Audited {
    let replicates: Vec<Gains> = replicates.iter().map(|values| gains(values)).collect();
    Audited { cell, findings: judge(names, &replicates, epsilon) }
}

/// Columns of `audit.csv` after `cell` and the swept values.
pub fn columns() -> Vec<Column> {
    vec![
        Column::new("power", "name", "Whose deviations: strong or weak."),
        Column::new("over", "name", "Gains over this strategy; empty: over whichever the agent starts with."),
        Column::new(
            "verdict",
            "name",
            "equilibrium (no deviation gains more than epsilon), can-be-invaded (one does), open (the replicates do not say).",
        ),
        Column::new("strategy", "name", "The strategy deviated to."),
        Column::new("best", "0/1", "Is it the one that gains most?"),
        Column::new("resident", "share", "Share of the replicates in which the agent starts with it anyway."),
        Column::new("gain", "payoff", "Mean gain per encounter."),
        Column::new("gain_low", "payoff", "Lower end of its interval, at 95% for all strategies together."),
        Column::new("gain_high", "payoff", "Upper end of its interval."),
    ]
}

/// Its rows; `begin` begins a row.
pub fn rows(audited: &Audited, begin: impl Fn() -> Csv) -> Vec<u8> {
    let mut bytes = Vec::new();
    for finding in &audited.findings {
        let name = |place: usize| finding.alternatives[place].strategy.as_str();
        for (place, alternative) in finding.alternatives.iter().enumerate() {
            let mut row = begin();
            row.text(POWERS[finding.power as usize].1);
            row.text(finding.resident.map_or("", name));
            row.text(finding.verdict.name());
            row.text(&alternative.strategy);
            row.count(f64::from(u8::from(finding.best == Some(place))));
            row.reals([alternative.resident, alternative.gain, alternative.low, alternative.high]);
            row.end();
            bytes.extend(row.into_bytes());
        }
    }
    bytes
}

impl Audited {
    /// The verdict on a power: an equilibrium only if no strategy that it plays is better left.
    pub fn verdict(&self, power: Power) -> Option<Verdict> {
        let verdicts: Vec<Verdict> = self.findings.iter().filter(|f| f.power == power).map(|f| f.verdict).collect();
        if verdicts.is_empty() {
            None
        } else if verdicts.contains(&Verdict::CanBeInvaded) {
            Some(Verdict::CanBeInvaded)
        } else if verdicts.contains(&Verdict::Open) {
            Some(Verdict::Open)
        } else {
            Some(Verdict::Equilibrium)
        }
    }

    /// The deviation of a power that gains most over what its agents start with: its name, gain and interval.
    pub fn best(&self, power: Power) -> Option<(&str, f64, f64, f64)> {
        let finding = self.findings.iter().find(|f| f.power == power && f.resident.is_none())?;
        let best = &finding.alternatives[finding.best?];
        Some((&best.strategy, best.gain, best.low, best.high))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_say_all_that_is_judged() {
        let weak = Deviation { agent: 7, own: Some(1), payoff: 2.5, gains: vec![0.25, 0.0] };
        let before = Gains([None, Some(weak)]);
        let names = ["a".to_owned(), "b".to_owned()];
        let (bytes, values) = deviation_rows(Some(&before), &names, Csv::new);
        assert_eq!(String::from_utf8(bytes).unwrap(), "a,weak,7,0,2.5,0.25\nb,weak,7,1,2.5,0.0\n");
        assert_eq!(gains(&values), before);
        let (bytes, values) = deviation_rows(None, &names, Csv::new);
        assert_eq!(String::from_utf8(bytes).unwrap(), ",,,,,\n");
        assert_eq!(gains(&values), Gains([None, None]));
    }
}
