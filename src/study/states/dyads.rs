//! The table of dyads read from its CSV file: `[dyads]`, see [`crate::network::dyads`].
//!
//! Of the file the columns that are used are kept, and of them the rows that say anything, as the text `dyads.table`
//! in the config: that text stands in the manifest, and needs no file.

use std::collections::{BTreeMap, BTreeSet};

use super::sheet::{Sheet, Wrong};
use crate::network::dyads::{Dyads, Strangers};
use crate::study::document::{dotted, group_name};
use crate::study::source::{Diagnostic, Sources};
use crate::study::tree::{self, Entry, Node, Table, Value};
use crate::world::rules::nearest;

/// The key of the table.
pub const KEY: &str = "dyads";

/// Replaces the path of the table by what stands in the file, which joins the `sources`.
///
/// # Errors
/// The first mistake in the table or its file.
pub(in crate::study) fn read(
    tree: &mut Table,
    files: &[(&str, &str)],
    sources: &mut Sources,
) -> Result<(), Diagnostic> {
    let names = names(tree);
    let Some(Entry { node, .. }) = tree.get_mut(KEY) else { return Ok(()) };
    let span = node.span.clone();
    // Anything but a table is a mistake that is told when the config is read.
    let Value::Table(table) = &mut node.value else { return Ok(()) };
    if !table.contains_key("path") {
        return Ok(());
    }
    let wanted: Dyads = tree::read(table).map_err(|error| {
        let key = [&[KEY.to_owned()], error.path.as_slice()].concat();
        Diagnostic::new(error.span.or(Some(span.clone())), dotted(&key), error.message)
    })?;
    let at = |key: &str, wrong: Wrong| {
        let written = table.get(key).map_or(span.clone(), |entry| entry.node.span.clone());
        Diagnostic::new(wrong.span.or(Some(written)), format!("{KEY}.{key}"), wrong.message)
    };
    if wanted.used().is_empty() {
        let message = "expected distance, prior or meeting to say what its attributes do (or columns, for a study that sweeps \
                       one of them), found none: the table would change nothing";
        return Err(at("path", message.to_owned().into()));
    }
    let path = wanted.path.as_deref().unwrap_or_default();
    let sheet = Sheet::read(path, files, sources).map_err(|wrong| at("path", wrong))?;
    let text = canonical(&sheet, &wanted, &names).map_err(|(key, wrong)| at(key, wrong))?;
    let written = |value: Value| Entry { key: span.clone(), node: Node { value, span: span.clone() } };
    table.remove("path");
    table.remove("columns");
    table.insert("table".to_owned(), written(Value::String(text)));
    Ok(())
}

/// The names of agents that stand alone in their groups.
fn names(tree: &Table) -> BTreeSet<String> {
    let Some(Entry { node: Node { value: Value::Array(groups), .. }, .. }) = tree.get("agents") else {
        return BTreeSet::new();
    };
    let alone = |group: &&Node| {
        let count = group.as_table().and_then(|table| table.get("count"));
        count.is_some_and(|count| count.node.value == Value::Integer(1))
    };
    groups.iter().filter(alone).filter_map(group_name).map(str::to_owned).collect()
}

/// The rows that say anything, with the columns that are used.
fn canonical(sheet: &Sheet, wanted: &Dyads, names: &BTreeSet<String>) -> Result<String, (&'static str, Wrong)> {
    let header = |key: &str| wanted.columns.get(key).cloned().unwrap_or_else(|| key.to_owned());
    let attributes: Vec<&str> = wanted.used().into_iter().collect();
    let place = |key: &str| {
        let part = if wanted.columns.contains_key(key) { "columns" } else { "path" };
        let hint = format!("; {KEY}.columns = {{ {key} = \"...\" }} if it is called otherwise");
        sheet.column(&header(key)).map_err(|message| (part, Wrong::from(message + &hint)))
    };
    let ends = [place("from")?, place("to")?];
    let places: Vec<usize> = attributes.iter().map(|key| place(key)).collect::<Result<_, _>>()?;
    let mut text = ["from", "to"].into_iter().chain(attributes.iter().copied()).collect::<Vec<_>>().join(",");
    text.push('\n');
    let mut seen: BTreeMap<[&str; 2], &csv::StringRecord> = BTreeMap::new();
    'rows: for row in &sheet.rows {
        let wrong = |field: usize, message: String| ("path", sheet.at(row, field, message));
        for place in ends {
            let known = names.contains(&row[place]) || row[place].parse::<u32>().is_ok();
            match wanted.strangers {
                _ if known => {}
                Strangers::LeaveOut => continue 'rows,
                Strangers::Refuse => {
                    let near = nearest(&row[place], names.iter().map(String::as_str));
                    let hint = near.map(|near| format!("did you mean {near:?}? ")).unwrap_or_default();
                    let message = format!(
                        "expected the name of an agent alone in its group, or a number, found {:?}; \
                         {hint}strangers = \"leave-out\" leaves such rows out",
                        &row[place]
                    );
                    return Err(wrong(place, message));
                }
            }
        }
        let [from, to] = ends.map(|place| &row[place]);
        if from == to {
            return Err(wrong(ends[1], format!("expected another agent, found {from} with itself")));
        }
        let pair = if wanted.directed { [from, to] } else { [from.min(to), from.max(to)] };
        if let Some(first) = seen.insert(pair, row) {
            let message = format!(
                "line {} has this pair as well; expected each {} once",
                sheet.line(first),
                if wanted.directed { "direction" } else { "pair (directed = true tells its two directions apart)" }
            );
            return Err(wrong(ends[0], message));
        }
        let mut values = Vec::new();
        for &place in &places {
            let number = row[place].parse::<f64>().ok().filter(|number| number.is_finite());
            let message = || format!("expected a number (0 where there is none), found {:?}", &row[place]);
            values.push(number.ok_or_else(|| wrong(place, message()))?);
        }
        if values.iter().any(|&value| value != 0.0) {
            let quoted = |name: &str| if name.contains([',', '"']) { format!("{name:?}") } else { name.to_owned() };
            let fields = [from, to].into_iter().map(quoted).chain(values.iter().map(f64::to_string));
            text.push_str(&fields.collect::<Vec<_>>().join(","));
            text.push('\n');
        }
    }
    Ok(text)
}
