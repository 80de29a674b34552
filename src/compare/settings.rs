//! What differs in two resolved configs: key by key, defaults included.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::config::document::dotted;
use crate::output::Manifest;
use crate::output::table::shown;

/// A key whose values differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The key, dotted; a group of agents by its name, another item of a list by its place from 0.
    pub key: String,
    /// Its values; nothing where a config has no such key.
    pub values: [Option<String>; 2],
}

/// The keys of two configs whose values differ: in the order of the first, then what only the second has.
pub fn differences(a: &Manifest, b: &Manifest) -> Vec<Difference> {
    let [own, other] = [a, b].map(|manifest| flat(&manifest.config));
    let find = |leaves: &BTreeMap<&String, &String>, key: &String| leaves.get(key).map(|&value| value.clone());
    let [in_own, in_other] = [&own, &other].map(|leaves| leaves.iter().map(|(key, value)| (key, value)).collect());
    let only_other = other.iter().filter(|(key, _)| !BTreeMap::contains_key(&in_own, key));
    let all = own
        .iter()
        .chain(only_other)
        .map(|(key, _)| Difference { key: key.clone(), values: [find(&in_own, key), find(&in_other, key)] });
    let mut found: Vec<Difference> = all.filter(|difference| difference.values[0] != difference.values[1]).collect();
    // A table that is empty in one and has keys in the other is told by those keys.
    let keys: Vec<String> = found.iter().map(|difference| difference.key.clone()).collect();
    found.retain(|difference| {
        let empty = |value: &Option<String>| value.as_ref().is_none_or(|text| text == "{}");
        let inside = |key: &String| key.strip_prefix(&difference.key).is_some_and(|rest| rest.starts_with(['.', '[']));
        !(difference.values.iter().all(empty) && keys.iter().any(inside))
    });
    found
}

/// The value at a dotted key as the tables show it; nothing if there is none, or it is no single value.
pub(super) fn value(config: &Value, key: &str) -> Option<String> {
    flat(config).into_iter().find_map(|(own, value)| (own == key).then_some(value))
}

/// All keys and values, in the order of the config.
fn flat(config: &Value) -> Vec<(String, String)> {
    let mut leaves = Vec::new();
    gather(config, String::new(), &mut leaves);
    leaves
}

fn gather(value: &Value, key: String, leaves: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::Object(map) if !map.is_empty() => {
            for (name, inner) in map {
                gather(inner, below(&key, name), leaves);
            }
        }
        Value::Array(list) if !list.is_empty() && list.iter().all(Value::is_object) => {
            // A group without a name goes by its power.
            let name = |item: &Value| item.get("name").or_else(|| item.get("power"))?.as_str().map(str::to_owned);
            let names: Vec<Option<String>> = list.iter().map(name).collect();
            for (place, item) in list.iter().enumerate() {
                let known = names[place].as_ref().filter(|&own| {
                    !own.is_empty() && names.iter().flatten().filter(|other| *other == own).count() == 1
                });
                let key = known.map_or_else(|| format!("{key}[{place}]"), |name| below(&key, name));
                gather(item, key, leaves);
            }
        }
        Value::String(text) => leaves.push((key, text.clone())),
        other => leaves.push((key, inline(other))),
    }
}

fn below(key: &str, name: &str) -> String {
    let name = dotted(&[name.to_owned()]);
    if key.is_empty() { name } else { format!("{key}.{name}") }
}

/// A value on one line: numbers as in tables.
fn inline(value: &Value) -> String {
    match value {
        Value::Number(number) if number.is_f64() => number.as_f64().map(shown).unwrap_or_default(),
        Value::Array(list) => format!("[{}]", list.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Object(map) if map.is_empty() => "{}".to_owned(),
        Value::Object(map) => {
            let pairs: Vec<String> = map.iter().map(|(key, value)| format!("{key} = {}", inline(value))).collect();
            format!("{{ {} }}", pairs.join(", "))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configs_are_told_key_by_key() {
        let config = serde_json::json!({
            "rounds": 800,
            "agents": [{ "name": "great powers", "ideology": { "uniform": [-1.0, 1] } }, { "name": "others", "count": 3 }],
            "shocks": [{ "round": 3 }],
            "mechanisms": {},
            "window": null,
        });
        let leaves = flat(&config);
        let told: Vec<(&str, &str)> = leaves.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        assert_eq!(
            told,
            [
                ("rounds", "800"),
                ("agents.\"great powers\".name", "great powers"),
                ("agents.\"great powers\".ideology.uniform", "[-1, 1]"),
                ("agents.others.name", "others"),
                ("agents.others.count", "3"),
                ("shocks[0].round", "3"),
                ("mechanisms", "{}"),
            ]
        );
        assert_eq!(value(&config, "agents.others.count").as_deref(), Some("3"));
        assert_eq!(value(&config, "agents.others"), None);
    }
}
