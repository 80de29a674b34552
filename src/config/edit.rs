//! Changes of the tree of a config, by what the schema says of its keys.

use super::advice::advice;
use super::agents;
use super::groups::{answers_to, group_label, group_name};
use super::key::{Key, dotted};
use super::schema::{Below, Place};
use super::source::{Diagnostic, Span};
use super::tree::{Entry, Node, Table, Value};

/// Lays one table over another: tables merge, everything else replaces; of a choice the one above wins whole.
pub(super) fn merge(below: &mut Table, above: Table, place: &Place<'_>) {
    for (key, entry) in above {
        if place.is_choice_of(&key) && !below.contains_key(&key) {
            below.clear();
        }
        let inner = match place.below(&key) {
            Below::Known(inner) => Some(inner),
            _ => None,
        };
        match (below.get_mut(&key), inner, entry) {
            (
                Some(Entry { node: Node { value: Value::Table(base), .. }, .. }),
                Some(inner),
                Entry { node: Node { value: Value::Table(top), .. }, .. },
            ) => merge(base, top, &inner),
            (_, _, entry) => drop(below.insert(key, entry)),
        }
    }
}

/// The places that a key goes through, or what is unknown in it.
pub(super) fn known(key: &[String], span: &Span, tree: &Table) -> Result<Vec<Place<'static>>, Diagnostic> {
    let mut place = Place::root();
    let mut places = Vec::new();
    let mut parts = key.iter().enumerate();
    if let Some(message) = agents::read_already(key) {
        return Err(Diagnostic::new(Some(span.clone()), dotted(key), message));
    }
    while let Some((depth, part)) = parts.next() {
        place = match place.below(part) {
            Below::Known(inner) => inner,
            Below::Free => place,
            Below::Unknown(names) => {
                let message = format!("no such key: {part:?} is not known here");
                return Err(Diagnostic::new(Some(span.clone()), dotted(key), message).with_help(advice(part, &names)));
            }
        };
        places.push(place.clone());
        if depth == 0
            && ["agents", "shocks"].contains(&part.as_str())
            && let Some((_, group)) = parts.next()
        {
            let Some(Entry { node: Node { value: Value::Array(groups), .. }, .. }) = tree.get(part) else {
                let message = format!("there are no [[{part}]] to set it for");
                return Err(Diagnostic::new(Some(span.clone()), dotted(key), message));
            };
            let mut names: Vec<&str> = groups.iter().filter_map(group_name).collect();
            names.extend(groups.iter().filter_map(group_label));
            if !names.contains(&group.as_str()) {
                let what = if part == "agents" { "group of agents" } else { "shock" };
                let message = format!("no {what} is named {group:?}");
                return Err(Diagnostic::new(Some(span.clone()), dotted(key), message).with_help(advice(group, &names)));
            }
            place = place.items().unwrap_or(place);
            places.push(place.clone());
        }
    }
    Ok(places)
}

/// Puts a node at a key that is known; `places` are those that the key goes through.
pub(super) fn put(table: &mut Table, key: &[String], places: &[Place<'_>], node: Node, span: &Span) {
    let Some((first, rest)) = key.split_first() else { return };
    if rest.is_empty() {
        table.insert(first.clone(), Entry { key: span.clone(), node });
        return;
    }
    let empty = || Node { value: Value::Table(Table::new()), span: span.clone() };
    let entry = table.entry(first.clone()).or_insert_with(|| Entry { key: span.clone(), node: empty() });
    if let Value::Array(groups) = &mut entry.node.value
        && groups.iter().any(|group| answers_to(group, &rest[0]))
    {
        for group in groups.iter_mut().filter(|group| answers_to(group, &rest[0])) {
            if let Value::Table(group) = &mut group.value {
                put(group, &rest[1..], &places[2..], node.clone(), span);
            }
        }
        return;
    }
    let chosen = places[0].is_choice_of(&rest[0]);
    let has_it = entry.node.as_table().is_some_and(|table| table.contains_key(&rest[0]));
    if entry.node.as_table().is_none() || (chosen && !has_it) {
        entry.node = empty();
    }
    if let Value::Table(inner) = &mut entry.node.value {
        put(inner, rest, &places[1..], node, span);
    }
}

/// Every key of a table, and those in it.
pub(super) fn gather<'a>(table: &'a Table, above: &mut Key, found: &mut Vec<(Key, Span, &'a Node)>) {
    for (key, Entry { key: span, node }) in table {
        above.push(key.clone());
        found.push((above.clone(), span.clone(), node));
        match &node.value {
            Value::Table(inner) => gather(inner, above, found),
            Value::Array(items) => {
                for (number, item) in items.iter().enumerate() {
                    if let Value::Table(inner) = &item.value {
                        above.push(group_name(item).map_or_else(|| number.to_string(), str::to_owned));
                        gather(inner, above, found);
                        above.pop();
                    }
                }
            }
            _ => {}
        }
        above.pop();
    }
}

/// Every key that the schema does not know.
pub(super) fn find_unknown(table: &Table, place: &Place<'_>, path: &str, found: &mut Vec<Diagnostic>) {
    for (key, entry) in table {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match place.below(key) {
            Below::Known(inner) => look_inside(&entry.node, &inner, &path, found),
            Below::Free => {}
            Below::Unknown(names) => {
                let mistake = Diagnostic::new(Some(entry.key.clone()), path, "unknown key");
                found.push(mistake.with_help(advice(key, &names)));
            }
        }
    }
}

fn look_inside(node: &Node, place: &Place<'_>, path: &str, found: &mut Vec<Diagnostic>) {
    match &node.value {
        // A table where the schema wants none is a mistake of kind, reported when the value is read.
        Value::Table(table) if !place.names().is_empty() || matches!(place.below(""), Below::Known(_)) => {
            find_unknown(table, place, path, found);
        }
        Value::Array(items) => {
            if let Some(inner) = place.items() {
                for (number, item) in items.iter().enumerate() {
                    let name = group_name(item).map_or_else(|| number.to_string(), str::to_owned);
                    look_inside(item, &inner, &format!("{path}.{name}"), found);
                }
            }
        }
        _ => {}
    }
}
