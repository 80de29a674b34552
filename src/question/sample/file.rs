//! The file of a design: its header names keys, each of its rows is a cell.

use toml::Value;

use super::table::{Listed, Sample};
use crate::config::document::Document;
use crate::config::schema::Place;
use crate::config::source::{Diagnostic, Span};
use crate::question::design::lever::place_of;
use crate::sheet::{number, whole};

/// The columns that are names for people unless the config says which is.
const LABELS: [&str; 2] = ["label", "name"];

/// Reads the design at a path, as the table of the study says.
///
/// # Errors
/// What is wrong with it, and where.
pub(crate) fn read(path: &str, sample: &Sample, document: &Document) -> Result<Listed, Diagnostic> {
    let at = |key: &'static str, span: Option<Span>| {
        let span = span.or_else(|| document.span(&["study", "sample", key]));
        move |message: String| Diagnostic::new(span, format!("study.sample.{key}"), message)
    };
    let input = document.design(path, sample.delimiter).map_err(|wrong| at("design", wrong.span)(wrong.message))?;
    let sheet = &input.sheet;
    let label = match &sample.label {
        Some(name) => Some(input.column(name).map_err(at("label", None))?),
        None => LABELS.iter().find_map(|name| sheet.find(name)),
    };
    let header = sheet.header();
    let columns: Vec<usize> = (0..header.iter().count()).filter(|place| Some(*place) != label).collect();
    if columns.is_empty() {
        let message = "expected columns that are keys, found none beside the names of cells";
        return Err(at("design", Some(input.span(header, 0)))(message.to_owned()));
    }
    let places: Vec<Option<Place<'_>>> =
        columns.iter().map(|&column| Some(place_of(&Document::split(header.get(column)).ok()?))).collect();
    let mut listed = Listed {
        columns: columns.iter().map(|&column| header.get(column).to_owned()).collect(),
        spans: columns.iter().map(|&column| input.span(header, column)).collect(),
        ..Listed::default()
    };
    for row in sheet.rows() {
        let field = |(&column, place): (&usize, &Option<Place<'_>>)| {
            let text = row.get(column);
            let value = match (text, sample.empty) {
                ("", Some(_)) => Ok(Value::String(String::new())),
                ("", None) => {
                    Err("expected a value, found none; empty = \"base\" in [study.sample] leaves the config's own"
                        .to_owned())
                }
                _ => value(text, place.as_ref()),
            };
            value.map_err(|message| Diagnostic::new(Some(input.span(row, column)), header.get(column), message))
        };
        let values: Vec<Value> = columns.iter().zip(&places).map(field).collect::<Result<_, _>>()?;
        listed.rows.push(values);
        listed.spans.extend(columns.iter().map(|&column| input.span(row, column)));
        listed.labels.extend(label.map(|label| row.get(label).to_owned()));
    }
    Ok(listed)
}

/// A field as a value of the kind that its key takes, as R, Python and spreadsheets write it.
fn value(text: &str, place: Option<&Place<'_>>) -> Result<Value, String> {
    let takes = |kind: &str| place.is_none_or(|place| place.takes(kind));
    if text.starts_with(['[', '{', '"', '\'']) {
        let table = toml::from_str::<toml::Table>(&format!("x = {text}"));
        let value = table.ok().and_then(|mut table| table.remove("x"));
        return value.ok_or_else(|| format!("expected a value as TOML writes it, found {text:?}"));
    }
    if !["integer", "number", "boolean"].into_iter().any(takes) {
        return Ok(Value::String(text.to_owned()));
    }
    match text {
        "true" | "True" | "TRUE" => return Ok(Value::Boolean(true)),
        "false" | "False" | "FALSE" => return Ok(Value::Boolean(false)),
        _ => {}
    }
    let number = match (whole(text), number(text)) {
        // A whole number that is written with a point stays one with a point where any number is taken.
        (Ok(whole), _) if takes("integer") || text.parse::<i64>().is_ok() => Ok(Value::Integer(whole)),
        (_, Ok(number)) => Ok(Value::Float(number)),
        (_, Err(message)) => Err(message),
    };
    let only_numbers = !takes("boolean") && !takes("string");
    number.or_else(|message| if only_numbers { Err(message) } else { Ok(Value::String(text.to_owned())) })
}
