//! Whether cooperation is an equilibrium where it holds, in a few lines of text.

use std::fmt::Write as _;

use super::said::say;
use crate::batch::Plan;
use crate::game::Power;
use crate::question::audit::Audited;
use crate::question::findings::Findings;

/// Cells that are shown.
const SHOWN: usize = 6;

/// What the audit says, by power.
pub(super) fn summary(text: &mut String, plan: &Plan, findings: &Findings) {
    let audited = &findings.audited;
    let where_ = match plan.audit() {
        Some(audit) if audit.only_where_it_holds => "where cooperation holds in half of the runs or more",
        _ => "in all cells",
    };
    let pool = match plan.audit().and_then(|audit| audit.pool.as_ref()) {
        Some(pool) => pool.join(", "),
        None => "every strategy that a group names".to_owned(),
    };
    let cells = if audited.len() == 1 { "1 cell".to_owned() } else { format!("{} cells", audited.len()) };
    let _ = writeln!(text, "\ndeviations of one agent to {pool}, {where_} ({cells})");
    say(text, &findings.answer.audit, ["  ", "  "]);
    let mut gains: Vec<(&Audited, Power, &str, f64, f64, f64)> = Vec::new();
    for cell in audited {
        for power in [Power::Strong, Power::Weak] {
            if let Some((name, gain, low, high)) = cell.best(power) {
                gains.push((cell, power, name, gain, low, high));
            }
        }
    }
    gains.sort_by(|a, b| b.4.total_cmp(&a.4));
    for (cell, power, name, gain, low, high) in gains.iter().filter(|gain| gain.4 > 0.0).take(SHOWN) {
        let word = power.name();
        let place = plan.describe(cell.cell);
        let _ = writeln!(text, "  {place}: a {word} agent gains {gain:+.2} [{low:+.2}, {high:+.2}] by {name}");
    }
    let more = gains.iter().filter(|gain| gain.4 > 0.0).count().saturating_sub(SHOWN);
    if more > 0 {
        let _ = writeln!(text, "  and {more} more gains in audit.csv");
    }
}
