//! The table of dyads read from its CSV file: `[dyads]`, see [`crate::network::dyads`].
//!
//! Of the file the columns that are used are kept, and of them the rows that say anything, as the text `dyads.table`
//! in the config: that text stands in the manifest, and needs no file.

use std::collections::BTreeMap;

use crate::config::groups::group_name;
use crate::config::input::{Input, Inputs, Wrong};
use crate::config::key::dotted;
use crate::config::source::Diagnostic;
use crate::config::tree::{self, Entry, Node, Table, Value};
use crate::network::dyads::{Dyads, Strangers};
use crate::network::roll::Roll;
use crate::sheet::{Row, number, quoted};
use crate::world::rules::nearest;

/// The key of the table.
pub const KEY: &str = "dyads";

/// Replaces the path of the table by what stands in the file.
///
/// # Errors
/// The first mistake in the table or its file.
pub(crate) fn read(tree: &mut Table, inputs: &Inputs) -> Result<(), Diagnostic> {
    let Some(Entry { node, .. }) = tree.get(KEY) else { return Ok(()) };
    let span = node.span.clone();
    // Anything but a table is a mistake that is told when the config is read.
    let Value::Table(table) = &node.value else { return Ok(()) };
    if !table.contains_key("path") {
        return Ok(());
    }
    let wanted: Dyads = tree::read(table).map_err(|error| {
        let key = [&[KEY.to_owned()], error.path.as_slice()].concat();
        Diagnostic::new(error.span.or(Some(span.clone())), dotted(&key), error.message)
    })?;
    let written = |key: &str| table.get(key).map_or(span.clone(), |entry| entry.node.span.clone());
    let at = |key: &str, wrong: Wrong| {
        Diagnostic::new(wrong.span.or_else(|| Some(written(key))), format!("{KEY}.{key}"), wrong.message)
    };
    if wanted.used().is_empty() {
        let message = "expected distance, prior or meeting to say what its attributes do (or columns, for a study that sweeps \
                       one of them), found none: the table would change nothing";
        return Err(at("path", message.to_owned().into()));
    }
    let path = wanted.path.as_deref().unwrap_or_default();
    let input = inputs.table(path, wanted.delimiter, &written("path")).map_err(|wrong| at("path", wrong))?;
    let text = canonical(&input, &wanted, &roll(tree)).map_err(|(key, wrong)| at(key, wrong))?;
    let Some(Entry { node: Node { value: Value::Table(table), .. }, .. }) = tree.get_mut(KEY) else { return Ok(()) };
    for key in ["path", "columns", "delimiter"] {
        table.remove(key);
    }
    let node = Node { value: Value::String(text), span: span.clone() };
    table.insert("table".to_owned(), Entry { key: span, node });
    Ok(())
}

/// The agents of the tree; groups whose number is no number, which is told when the config is read, have none.
fn roll(tree: &Table) -> Roll<'_> {
    let Some(Entry { node: Node { value: Value::Array(groups), .. }, .. }) = tree.get("agents") else {
        return Roll::default();
    };
    let count =
        |group: &Node| match group.as_table().and_then(|table| table.get("count")).map(|count| &count.node.value) {
            Some(&Value::Integer(count)) => u64::try_from(count).unwrap_or_default(),
            _ => 0,
        };
    Roll::of(groups.iter().map(|group| (group_name(group).unwrap_or_default(), count(group))))
}

/// The rows that say anything, with the columns that are used.
fn canonical(input: &Input, wanted: &Dyads, roll: &Roll<'_>) -> Result<String, (&'static str, Wrong)> {
    let header = |key: &str| wanted.columns.get(key).cloned().unwrap_or_else(|| key.to_owned());
    let attributes: Vec<&str> = wanted.used().into_iter().collect();
    let place = |key: &str| {
        let part = if wanted.columns.contains_key(key) { "columns" } else { "path" };
        let hint = format!("; {KEY}.columns = {{ {key} = \"...\" }} if it is called otherwise");
        input.column(&header(key)).map_err(|message| (part, Wrong::from(message + &hint)))
    };
    let ends = [place("from")?, place("to")?];
    let places: Vec<usize> = attributes.iter().map(|key| place(key)).collect::<Result<_, _>>()?;
    let mut text = ["from", "to"].into_iter().chain(attributes.iter().copied()).collect::<Vec<_>>().join(",");
    text.push('\n');
    let mut seen: BTreeMap<[u32; 2], Row<'_>> = BTreeMap::new();
    'rows: for row in input.sheet.rows() {
        let wrong = |field: usize, message: String| ("path", input.at(row, field, message));
        let mut agents = [0; 2];
        for (agent, &place) in agents.iter_mut().zip(&ends) {
            *agent = match (roll.find(&row[place]), wanted.strangers) {
                (Some(agent), _) => agent,
                (None, Strangers::LeaveOut) => continue 'rows,
                (None, Strangers::Refuse) => return Err(wrong(place, stranger(roll, &row[place]))),
            };
        }
        let [from, to] = agents;
        if from == to {
            return Err(wrong(ends[1], format!("expected another agent, found {} with itself", roll.called(from))));
        }
        let pair = if wanted.directed { [from, to] } else { [from.min(to), from.max(to)] };
        if let Some(first) = seen.insert(pair, row) {
            let message = format!(
                "line {} has this pair as well; expected each {} once",
                first.line(),
                if wanted.directed { "direction" } else { "pair (directed = true tells its two directions apart)" }
            );
            return Err(wrong(ends[0], message));
        }
        let mut values = Vec::new();
        for &place in &places {
            values.push(number(&row[place]).map_err(|message| match row[place].is_empty() {
                true => wrong(place, "expected a number (0 where there is none), found none".to_owned()),
                false => wrong(place, message),
            })?);
        }
        if values.iter().any(|&value| value != 0.0) {
            let fields = ends.iter().map(|&place| quoted(&row[place])).chain(values.iter().map(f64::to_string));
            text.push_str(&fields.collect::<Vec<_>>().join(","));
            text.push('\n');
        }
    }
    Ok(text)
}

/// What is wrong with an end of a row that means nobody.
fn stranger(roll: &Roll<'_>, text: &str) -> String {
    let near = nearest(text, roll.names());
    let hint = near.map(|near| format!("did you mean {near:?}? ")).unwrap_or_default();
    format!("{}; {hint}strangers = \"leave-out\" leaves such rows out", roll.expected(text))
}
