//! The page of a result: question, answer, pictures, tables, world, method, and how to get it again.
//!
//! One HTML file without scripts, fonts or anything else from elsewhere; it is as good offline in ten years. Everything on it comes from
//! the tables and the manifest, so that it can be made anew at any time.
//!
//! - `tables`: what the tables say, and the files
//! - `world`: the rules in force, `method`: how the study was done
//! - `provenance`: how to get it again
//! - `html`: text and tables in HTML

mod html;
mod method;
mod provenance;
mod tables;
mod world;

use std::fmt::Write as _;
use std::path::Path;

use super::figure::Figure;
use super::pictures::pictures;
use super::plots;
use crate::batch::{Reading, replan};
use crate::config::Failure;
use crate::config::report_options::Report;
use crate::output::inside;
use crate::output::journal::{Hold, Lock};
use crate::output::table::{remove, write_whole};
use crate::question::words::Words;
use html::escaped;
use provenance::{again, footer};
use tables::tables;
use world::world;

/// The name of the page in the folder of a result.
pub const PAGE: &str = "report.html";

/// The folder of the pictures beside it.
pub const FIGURES: &str = "figures";

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
                remove(&path)?;
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

fn page(result: &Reading, figures: &[Figure], words: Words) -> Result<String, Failure> {
    let config = result.task.config();
    let name = escaped(&config.name);
    let title = if config.question.is_empty() { name.clone() } else { escaped(&config.question) };
    let sections = [
        ("answer", words.pick("Answer", "结论"), answer_section(result, words)),
        ("pictures", words.pick("Pictures", "图"), figures.iter().map(|figure| picture(figure, words)).collect()),
        ("tables", words.pick("Tables", "表"), tables(result, words)?),
        ("world", words.pick("The world", "模型世界"), world(result, words)),
        ("method", words.pick("Method", "方法"), method::text(result, words)),
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

fn answer_section(result: &Reading, words: Words) -> String {
    let mut html = "<div class=\"answer\">\n".to_owned();
    for sentence in result.answer.sentences() {
        let _ = writeln!(html, "<p>{}</p>", escaped(sentence.text(words.0)));
    }
    html.push_str("</div>\n");
    if !result.answer.caveats.is_empty() {
        let _ = writeln!(html, "<h3>{}</h3>\n<ul class=\"caveats\">", words.pick("Caveats", "注意事项"));
        for caveat in &result.answer.caveats {
            let _ = writeln!(html, "<li>{}</li>", escaped(caveat.text.text(words.0)));
        }
        html.push_str("</ul>\n");
    }
    html
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
