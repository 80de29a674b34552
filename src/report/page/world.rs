//! The world of a result: its agents, its games, the rules in force.

use std::fmt::Write as _;

use serde_json::Value;

use super::html::{escaped, framed, head};
use super::tables::ROWS;
use crate::batch::{Plan, Reading, Task};
use crate::question::words::{DYADS, Words};
use crate::record::run::Course;
use crate::record::simulate;
use crate::report::terminal::mix;

/// Settings as `key = value, ...`, tables in tables with their path.
fn settings(value: &Value) -> String {
    fn walk(path: &str, value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(map) if !map.is_empty() => {
                for (key, inner) in map {
                    let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    walk(&path, inner, found);
                }
            }
            Value::Null => {}
            Value::String(text) => found.push(format!("{path} = {text}")),
            // Long lists are in the config below.
            Value::Array(list) if list.len() > 8 => found.push(format!("{path} = [{} …]", list.len())),
            other => found.push(if path.is_empty() { other.to_string() } else { format!("{path} = {other}") }),
        }
    }
    let mut found = Vec::new();
    walk("", value, &mut found);
    found.join(", ")
}

pub(super) fn world(result: &Reading, words: Words) -> String {
    let config = &result.manifest.config;
    let mut html = String::new();
    if let Some(groups) = config.get("agents").and_then(Value::as_array).filter(|groups| !groups.is_empty()) {
        let columns = ["name", "power", "count", "capability", "ideology", "strategies"];
        let mut content = head(columns.into_iter()) + "<tbody>\n";
        for group in groups.iter().take(ROWS) {
            content.push_str("<tr>");
            for column in columns {
                let text = match group.get(column) {
                    None | Some(Value::Null) => "–".to_owned(),
                    Some(Value::String(text)) => text.clone(),
                    Some(Value::Array(list)) if list.len() > 8 => format!("[{} …]", list.len()),
                    Some(value) => settings(value),
                };
                let _ = write!(content, "<td>{}</td>", escaped(&text));
            }
            content.push_str("</tr>\n");
        }
        content.push_str("</tbody>\n");
        html += &framed(words.pick("Agents", "行为体"), true, &content);
        if groups.len() > ROWS {
            let more = groups.len() - ROWS;
            let _ = writeln!(
                html,
                "<p class=\"note\">{}</p>",
                words.pick(format!("{more} more are in the config below."), format!("其余 {more} 组见下方配置。"))
            );
        }
    }
    if let Task::Worlds(plan) = &result.task {
        html += &games(plan, words);
    }
    let mut parts: Vec<(String, String)> = Vec::new();
    for part in ["game", "choice", "noise", "trust", "learning", "network", "reputation", "attribution", "shocks"] {
        if let Some(value) = config.get(part).filter(|value| !value.is_null()) {
            parts.push((part.to_owned(), settings(value)));
        }
    }
    if let Some(mechanisms) = config.get("mechanisms").and_then(Value::as_object) {
        let on = |value: &Value| value.is_object() && value.get("enabled") != Some(&Value::Bool(false));
        for (name, value) in mechanisms.iter().filter(|(_, value)| on(value)) {
            parts.push((format!("mechanisms.{name}"), settings(value)));
        }
    }
    let caption =
        words.pick("Rules in force (swept keys: their value before the sweep)", "生效的规则（扫描的参数为其原值）");
    let row = |(part, text): (String, String)| {
        format!("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", escaped(&part), escaped(&text))
    };
    let rows: String = parts.into_iter().map(row).collect();
    html + &framed(caption, true, &format!("<tbody>\n{rows}</tbody>\n"))
}

/// The games that the sides of dyads see in the first round of the first cell.
fn games(plan: &Plan, words: Words) -> String {
    let Ok(job) = plan.job(0) else { return String::new() };
    let first = Course { rounds: 1, window: 1, ..job.course };
    let run = simulate(&job.rules, &job.key, 0, &first, &mut ());
    if run.games.iter().flatten().all(|&count| count == 0) {
        return String::new();
    }
    let caption = words
        .pick("Games that the sides of dyads see at the start (first cell)", "起始时各对双方所面对的博弈（第一格）");
    let mut rows = String::new();
    for (kind, counts) in DYADS.iter().zip(&run.games).filter(|(_, counts)| counts.iter().any(|&count| count > 0)) {
        let shares = mix(&counts.map(u64::from));
        let _ = writeln!(rows, "<tr><th scope=\"row\">{}</th><td>{}</td></tr>", words.dyad(kind), escaped(&shares));
    }
    framed(caption, true, &format!("<tbody>\n{rows}</tbody>\n"))
}
