//! What the tables of a result say: their first rows, and the files.

use std::fmt::Write as _;

use super::html::{address, escaped, framed, head};
use crate::batch::saved::Table;
use crate::batch::{Plan, Reading, Task};
use crate::config::Failure;
use crate::question::layout::short;
use crate::question::words::Words;

/// Rows of a table that the page shows; the file has them all.
pub(super) const ROWS: usize = 40;

/// Rows of a table that the page shows unasked.
const OPEN: usize = 12;

/// A cell of a table as it is read: numbers short.
fn shown(text: &str) -> (String, bool) {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => (short(number), true),
        _ => (escaped(text), false),
    }
}

/// The first rows of a table of `all` rows under their columns.
fn table_html(caption: &str, (table, all): &(Table, usize), words: Words) -> String {
    if table.is_empty() {
        return String::new();
    }
    // A long table is opened by whom it interests.
    let folded = *all > OPEN;
    let caption = escaped(caption);
    let mut html =
        if folded { format!("<details class=\"table\">\n<summary>{caption}</summary>\n") } else { String::new() };
    let mut content = head(table.columns().iter().map(String::as_str)) + "<tbody>\n";
    for row in 0..table.len() {
        content.push_str("<tr>");
        for column in table.columns() {
            let (text, number) = shown(table.text(row, column));
            let class = if number { " class=\"number\"" } else { "" };
            let _ = write!(content, "<td{class}>{text}</td>");
        }
        content.push_str("</tr>\n");
    }
    content.push_str("</tbody>\n");
    html += &framed(&caption, !folded, &content);
    if *all > table.len() {
        let more = all - table.len();
        let _ = writeln!(
            html,
            "<p class=\"note\">{}</p>",
            words.pick(format!("{more} more rows are in the file."), format!("文件中另有 {more} 行。"))
        );
    }
    if folded {
        html.push_str("</details>\n");
    }
    html
}

pub(super) fn tables(result: &Reading, words: Words) -> Result<String, Failure> {
    let mut html = String::new();
    let shown = ["text", "verdict", "estimate", "low", "high", "sentence"];
    let claims = result.head("claims.csv", ROWS, |name| shown.contains(&name))?;
    html += &table_html(
        words.pick("Claims stated before the run (claims.csv)", "运行前提出的论断（claims.csv）"),
        &claims,
        words,
    );
    let answer = result.head("answer.csv", ROWS, |_| true)?;
    html += &table_html(words.pick("The study's own table (answer.csv)", "研究的结果表（answer.csv）"), &answer, words);
    if let Task::Worlds(plan) = &result.task {
        let audit = result.head("audit.csv", ROWS, |name| {
            ["cell", "power", "verdict", "strategy", "best", "gain", "gain_low", "gain_high"].contains(&name)
        })?;
        html += &table_html(words.pick("Lone deviations (audit.csv)", "单独偏离（audit.csv）"), &audit, words);
        html += &cells(result, plan, words)?;
    }
    let _ = writeln!(html, "<h3>{}</h3>\n<ul class=\"files\">", words.pick("Files", "文件"));
    for file in &result.manifest.files {
        let _ = writeln!(
            html,
            "<li><a href=\"{}\">{}</a> ({})</li>",
            address(&file.name),
            escaped(&file.name),
            bytes(file.bytes)
        );
    }
    html.push_str("</ul>\n");
    Ok(html)
}

fn bytes(count: u64) -> String {
    match count {
        0..1000 => format!("{count} B"),
        1000..1_000_000 => format!("{:.1} kB", count as f64 / 1e3),
        _ => format!("{:.1} MB", count as f64 / 1e6),
    }
}

/// The main columns of the first cells.
fn cells(result: &Reading, plan: &Plan, words: Words) -> Result<String, Failure> {
    const MAIN: [&str; 12] = [
        "cell",
        "runs",
        "hold",
        "hold_low",
        "hold_high",
        "cooperation",
        "cooperation_low",
        "cooperation_high",
        "trust",
        "payoff_strong",
        "payoff_weak",
        "members",
    ];
    let swept = plan.swept_names();
    let caption = words.pick("Cells, main columns (cells.csv)", "各格主要列（cells.csv）");
    let wanted = |name: &str| name == "name" || MAIN.contains(&name) || swept.iter().any(|own| own == name);
    // A large study is not read whole for the few rows that are shown.
    let table =
        if plan.design.cells() <= 10_000 { result.head("cells.csv", ROWS, wanted)? } else { (Table::default(), 0) };
    Ok(table_html(caption, &table, words))
}
