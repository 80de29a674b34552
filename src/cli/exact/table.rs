//! Tables of several strategies, each against each: rows are the own strategy, columns the other's, both numbered.

use std::fmt::Write as _;

use super::setting::Setting;
use crate::exact::pairs::PairError;
use crate::exact::round_robin::RoundRobin;
use crate::game::Payoffs;

/// Payoffs and cooperation of all pairs.
pub(super) fn text(setting: &Setting<'_>, found: &RoundRobin) -> String {
    let mut text = String::new();
    for (heading, values) in
        [(["payoff of", "against"], &found.payoffs), (["cooperation of", "with"], &found.cooperation)]
    {
        text += &square(setting, heading, |own, other| format!("{:.9}", values[own][other]));
    }
    text
}

/// The table of all pairs.
pub(super) fn all_pairs(setting: &Setting<'_>, game: &Payoffs) -> Result<RoundRobin, PairError> {
    RoundRobin::of(&setting.automata, &setting.noise, setting.horizon, game)
}

/// A square table with names at its rows and their numbers above its columns.
pub(super) fn square(setting: &Setting<'_>, [own, other]: [&str; 2], cell: impl Fn(usize, usize) -> String) -> String {
    let (width, count) = (setting.width().max(own.len()), setting.names.len());
    let cells = |row: usize| (0..count).map(|column| cell(row, column)).collect::<Vec<_>>();
    let rows: Vec<Vec<String>> = (0..count).map(cells).collect();
    let wide = rows.iter().flatten().map(String::len).max().unwrap_or(0).max(12);
    let mut text = format!("\n     {own:<width$}");
    for column in 1..=count {
        let _ = write!(text, " {:>wide$}", format!("{other} {column}"));
    }
    text.push('\n');
    for (row, (name, cells)) in setting.names.iter().zip(&rows).enumerate() {
        let _ = write!(text, "  {:>2} {name:<width$}", row + 1);
        for cell in cells {
            let _ = write!(text, " {cell:>wide$}");
        }
        text.push('\n');
    }
    text
}
