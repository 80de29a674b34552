//! The page of a result: question, answer, pictures, tables, world, method, and how to get it again.
//!
//! One HTML file without scripts, fonts or anything else from elsewhere; it is as good offline in ten years. Everything on it comes from
//! the tables and the manifest, so that it can be made anew at any time.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;

use super::answer::answer;
use super::figure::Figure;
use super::layout::short;
use super::pictures::pictures;
use super::plots;
use super::terminal::mix;
use super::words::{DYADS, Words, counted};
use crate::batch::saved::Table;
use crate::batch::{Plan, Reading, Task, replan};
use crate::config::Failure;
use crate::config::report_options::Report;
use crate::output::display::clean;
use crate::output::inside;
use crate::output::journal::{Hold, Lock};
use crate::output::shell;
use crate::output::table::write_whole;
use crate::record::run::Course;
use crate::record::simulate;

/// The name of the page in the folder of a result.
pub const PAGE: &str = "report.html";

/// The folder of the pictures beside it.
pub const FIGURES: &str = "figures";

/// Rows of a table that the page shows; the file has them all.
const ROWS: usize = 40;

/// Rows of a table that the page shows unasked.
const OPEN: usize = 12;

/// Makes the page of a finished result, its pictures and the scripts that redraw them; returns how many pictures there are.
///
/// `report` says how; without it, the config of the result does.
///
/// # Errors
/// [`Failure`]: there is no finished result, a table cannot be read, or a file cannot be written.
pub fn make(folder: &Path, report: Option<&Report>) -> Result<usize, Failure> {
    let lock = loop {
        // One at a time; and whoever runs the study anew makes its page as well.
        replan::finished(folder)?;
        match Lock::take(folder)? {
            Hold::Ours(lock) => break lock,
            Hold::Busy => {}
        }
    };
    let made = Reading::open(folder).and_then(|result| make_of(result, report));
    lock.leave()?;
    made
}

fn make_of(mut result: Reading, report: Option<&Report>) -> Result<usize, Failure> {
    let folder = result.folder.clone();
    let folder = folder.as_path();
    if let Some(report) = report {
        result.report = report.clone();
    }
    let words = Words(result.report.language);
    let figures = pictures(&result, words)?;
    write_figures(folder, &figures)?;
    plots::write(folder, &figures)?;
    let page = page(&result, &figures, words)?;
    write_whole(folder, PAGE, page.as_bytes())?;
    inside::sync(folder);
    Ok(figures.len())
}

/// Writes the pictures, and removes those that an earlier page had and this one has not.
fn write_figures(folder: &Path, figures: &[Figure]) -> Result<(), Failure> {
    let place = folder.join(FIGURES);
    inside::folder(&place)?;
    for name in inside::names(&place)? {
        // Only what is whole in three files is surely ours.
        if let Some(stem) = name.strip_suffix(".vl.json")
            && !figures.iter().any(|figure| figure.name == stem)
        {
            for ending in [".vl.json", ".svg", ".csv"] {
                let path = place.join(format!("{stem}{ending}"));
                crate::output::table::remove(&path)?;
            }
        }
    }
    for figure in figures {
        // In a page's script no text may end it.
        let vega = serde_json::to_string_pretty(&figure.vega()).unwrap_or_default().replace('<', "\\u003c") + "\n";
        let files = [("svg", figure.svg().into_bytes()), ("csv", figure.csv()), ("vl.json", vega.into_bytes())];
        for (ending, bytes) in files {
            write_whole(&place, &format!("{}.{ending}", figure.name), &bytes)?;
        }
    }
    Ok(())
}

/// Text as it may stand in HTML.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in clean(text).chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

fn page(result: &Reading, figures: &[Figure], words: Words) -> Result<String, Failure> {
    let config = result.task.config();
    let name = escaped(&config.name);
    let title = if config.question.is_empty() { name.clone() } else { escaped(&config.question) };
    let sections = [
        ("answer", words.pick("Answer", "结论"), answer_section(result, words)?),
        ("pictures", words.pick("Pictures", "图"), figures.iter().map(|figure| picture(figure, words)).collect()),
        ("tables", words.pick("Tables", "表"), tables(result, words)?),
        ("world", words.pick("The world", "模型世界"), world(result, words)),
        ("method", words.pick("Method", "方法"), method(result, words)),
        ("again", words.pick("How to get it again", "如何复现"), again(result, words)),
    ];
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{name} – comity</title>\n<style>\n{}</style>\n</head>\n<body>\n\
         <header>\n<p class=\"name\">comity · {name}</p>\n<h1>{title}</h1>\n</header>\n<nav aria-label=\"{}\">\n<ul>\n",
        words.0.tag(),
        include_str!("page.css"),
        words.pick("On this page", "本页内容"),
    );
    for (id, heading, content) in &sections {
        if !content.is_empty() {
            let _ = writeln!(html, "<li><a href=\"#{id}\">{heading}</a></li>");
        }
    }
    html.push_str("</ul>\n</nav>\n<main>\n");
    for (id, heading, content) in &sections {
        if !content.is_empty() {
            let _ = writeln!(
                html,
                "<section id=\"{id}\" aria-labelledby=\"{id}-title\">\n<h2 id=\"{id}-title\">{heading}</h2>\n{content}</section>"
            );
        }
    }
    let _ = writeln!(html, "</main>\n<footer>\n<p>{}</p>\n</footer>\n</body>\n</html>", footer(result, words));
    Ok(html)
}

fn answer_section(result: &Reading, words: Words) -> Result<String, Failure> {
    let mut html = "<div class=\"answer\">\n".to_owned();
    for sentence in answer(result, words)? {
        let _ = writeln!(html, "<p>{}</p>", escaped(&sentence));
    }
    html.push_str("</div>\n");
    if !result.caveats.is_empty() {
        let _ = writeln!(html, "<h3>{}</h3>\n<ul class=\"caveats\">", words.pick("Caveats", "注意事项"));
        for caveat in &result.caveats {
            let _ = writeln!(html, "<li>{}</li>", escaped(&caveat.text(words.0)));
        }
        html.push_str("</ul>\n");
    }
    Ok(html)
}

fn picture(figure: &Figure, words: Words) -> String {
    let (name, title, caption) = (&figure.name, escaped(&figure.title), escaped(&figure.caption));
    let link = |ending: &str, label: &str| format!("<a href=\"{FIGURES}/{name}.{ending}\">{label}</a>");
    let files = [link("svg", "SVG"), link("csv", "CSV"), link("vl.json", "Vega-Lite")].join(" · ");
    let aside = words.pick("files of this picture", "本图文件");
    format!(
        "<figure id=\"{name}\">\n<div class=\"plot scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{title}\">\n\
         <div role=\"img\" aria-label=\"{title}. {caption}\">\n{}\n</div>\n</div>\n\
         <figcaption>{caption} <span class=\"files\">({aside}: {files})</span></figcaption>\n</figure>\n",
        figure.svg()
    )
}

/// The address of a file beside the page: whatever its name, it leads nowhere else and is no script.
fn address(name: &str) -> String {
    let byte = |byte: u8| {
        let plain = byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        if plain { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    name.bytes().map(byte).collect()
}

/// A cell of a table as it is read: numbers short.
fn shown(text: &str) -> (String, bool) {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => (short(number), true),
        _ => (escaped(text), false),
    }
}

/// A table in a frame that can be pushed sideways; `content` is what follows its caption, which is left out where it stands above.
fn framed(caption: &str, captioned: bool, content: &str) -> String {
    let title = if captioned { format!("<caption>{caption}</caption>\n") } else { String::new() };
    format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{caption}\">\n<table>\n{title}{content}</table>\n</div>\n"
    )
}

/// The head of a table.
fn head<'a>(columns: impl Iterator<Item = &'a str>) -> String {
    let cells: String = columns.map(|column| format!("<th scope=\"col\">{}</th>", escaped(column))).collect();
    format!("<thead>\n<tr>{cells}</tr>\n</thead>\n")
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

fn tables(result: &Reading, words: Words) -> Result<String, Failure> {
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

fn world(result: &Reading, words: Words) -> String {
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

fn method(result: &Reading, words: Words) -> String {
    let mut said: Vec<String> = Vec::new();
    let config = result.task.config();
    if let Task::Worlds(plan) = &result.task {
        let course = config.course();
        let (cells, runs) = (result.manifest.cells, result.manifest.runs);
        let (rounds, window, threshold) = (course.rounds, course.window, 100.0 * course.threshold);
        let study = plan.design.kind.name();
        said.push(words.pick(
            format!("Study: {study}; {}, {} of {rounds} rounds.", counted(cells, "cell"), counted(runs, "run")),
            format!("研究类型：{study}；{cells} 格，{runs} 次运行，每次 {rounds} 轮。"),
        ));
        said.push(words.pick(
            format!(
                "A run holds if at least {}% of all choices in its last {window} rounds are cooperation; P(hold) is the share of such runs.",
                short(threshold)
            ),
            format!("若最后 {window} 轮中至少 {}% 的选择为合作，则该次运行中合作得以维持；P(合作维持) 为此类运行所占比例。", short(threshold)),
        ));
        said.push(
            words
                .pick(
                    "Intervals are at 95%: of P(hold) Clopper and Pearson's (with sequential replicates one valid at every look), of means whose range is known Gaffke's, which is unproved though no counterexample is known, of others Student's, which is approximate and missing where all runs agree; more in columns.csv.",
                    "区间均为 95%：P(合作维持) 用 Clopper-Pearson 区间（序贯重复时用任意时刻有效的区间），取值范围已知的均值用 Gaffke 区间（尚无证明，亦无已知反例），其余均值用 Student 区间（近似；各次运行完全一致时不给出）；其余见 columns.csv。",
                )
                .to_owned(),
        );
        let common = config.seeds == crate::config::structs::Seeds::Common;
        said.push(
            if common {
                words.pick(
                    "Replicate r meets the same random numbers in every cell, so that cells are compared like with like.",
                    "各格的第 r 次重复使用相同的随机数，因而各格可以逐次配对比较。",
                )
            } else {
                words.pick("Every cell has random numbers of its own.", "各格使用各自独立的随机数。")
            }
            .to_owned(),
        );
    }
    said.push(
        words
            .pick(
                "The model's equations, with their sources, stand at the head of the source files; ODD.md describes the model by the ODD protocol.",
                "模型的方程及其出处写在各源文件开头；ODD.md 按 ODD 规范描述模型。",
            )
            .to_owned(),
    );
    said.iter().map(|sentence| format!("<p>{}</p>\n", escaped(sentence))).collect()
}

fn again(result: &Reading, words: Words) -> String {
    let manifest = &result.manifest;
    // A quick look is asked for by the option; the config is that of the whole study.
    let file = format!("{}.toml", manifest.config.get("name").and_then(Value::as_str).unwrap_or(&manifest.name));
    let quick = manifest.quick.then_some("--quick");
    let whole = shell::line(["comity", "run", &file].into_iter().chain(quick));
    let config = toml::to_string(&manifest.config).unwrap_or_default();
    let row = |name: &str, text: &str| {
        format!("<tr><th scope=\"row\">{name}</th><td><code>{}</code></td></tr>\n", escaped(text))
    };
    let commit = manifest.made_by().iter().fold(String::new(), |rows, build| {
        let commit = build.commit.as_deref().map_or(String::new(), |commit| row(words.pick("commit", "提交"), commit));
        let source =
            build.source.as_deref().map_or(String::new(), |source| row(words.pick("source", "源代码"), source));
        rows + &commit + &source
    });
    let first = manifest.command.first().map(|program| {
        // Where the program lay is nobody's concern.
        Path::new(program).file_name().map_or_else(|| "comity".to_owned(), |name| name.to_string_lossy().into_owned())
    });
    let command: Vec<String> = first.into_iter().chain(manifest.command.iter().skip(1).cloned()).collect();
    format!(
        "<table>\n<caption>{}</caption>\n<tbody>\n<tr><th scope=\"row\">{}</th><td><code>{}</code></td></tr>\n\
         <tr><th scope=\"row\">{}</th><td><code>{}</code></td></tr>\n<tr><th scope=\"row\">{}</th><td><code>{}</code></td></tr>\n{commit}\
         <tr><th scope=\"row\">{}</th><td><code>{}</code></td></tr>\n</tbody>\n</table>\n<p>{}</p>\n\
         <pre tabindex=\"0\"><code>{}</code></pre>\n<details>\n<summary>{}</summary>\n<pre tabindex=\"0\"><code>{}</code></pre>\n</details>\n",
        words.pick("Provenance", "来源"),
        words.pick("command", "命令"),
        escaped(&shell::line(&command)),
        words.pick("seed", "随机种子"),
        manifest.seed,
        words.pick("version", "版本"),
        escaped(&manifest.version),
        words.pick("identity", "标识"),
        escaped(&manifest.identity),
        words.pick(
            "The resolved config below, saved under its name, gives the same tables, byte for byte, with this version:",
            "将下方完整配置按其名称保存，用同一版本运行，可逐字节得到相同的表：",
        ),
        escaped(&whole),
        escaped(&file),
        escaped(&config)
    )
}

fn footer(result: &Reading, words: Words) -> String {
    let manifest = &result.manifest;
    let finished = manifest.finished.as_deref().unwrap_or_default().split('.').next().unwrap_or_default();
    let seconds = manifest.seconds.map_or(String::new(), short);
    escaped(&words.pick(
        format!(
            "Finished {finished} UTC after {seconds} s on {} threads ({}). comity {}.",
            manifest.host.threads, manifest.host.platform, manifest.version
        ),
        format!(
            "完成于 {finished} UTC，用时 {seconds} 秒，{} 个线程（{}）。comity {}。",
            manifest.host.threads, manifest.host.platform, manifest.version
        ),
    ))
}
