//! `configs/REFERENCE.md` from the schema of the config: every key by table.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use comity::config::schema::root;
use serde_json::Value;

use super::cell;

const HEAD: &str = "# Every key of a config

<!-- Made by `COMITY_WRITE_DOCS=1 cargo test --test all reference` from the comments in src; change them, not this page. -->

A config is one TOML file; it says only what differs from the defaults. A key is given here by its dotted path, as `--set`, the axes of a
study and `comity show KEY` take it; NAME stands for a name of your own. Units and ranges that no type can tell are in the meaning, in
brackets. *needed* marks keys that their table cannot do without. A mechanism is off while its table is absent; the defaults below are
those of a table that is there. Where a default follows from other things, the meaning says it. [HOWTO.md](HOWTO.md) shows how the keys are used.

A key that is written and cannot act is not passed over in silence. It is refused where the rule, kind or game beside it has no use for it
(`learning.rate` in a Moran process), and warned of where it would act in another world (`choice.patience` where nobody is deliberate): by
`comity check`, before `comity run` begins, and in the result's status.log. Keys of a config that this one extends, and keys of the
config where `--set` changes what is beside them, are only warned of. Values that a key has anyway, tables that are off and data files
say nothing.
";

/// A table of the config: its dotted path, what it is, and its keys.
pub(crate) struct Section {
    pub(crate) path: String,
    list: bool,
    about: String,
    rows: Vec<[String; 4]>,
}

impl Section {
    /// Its rows as a Markdown table.
    pub(crate) fn table(&self) -> String {
        let mut text = "| key | value | default | meaning |\n|---|---|---|---|\n".to_owned();
        for [key, value, default, meaning] in &self.rows {
            let _ = writeln!(text, "| `{key}` | {value} | {default} | {meaning} |");
        }
        text
    }

    fn title(&self) -> String {
        match (self.path.as_str(), self.list) {
            ("", _) => "Top level".to_owned(),
            (path, true) => format!("`[[{}]]`", path.trim_end_matches(".NAME")),
            (path, false) => format!("`[{path}]`"),
        }
    }

    fn anchor(&self) -> String {
        anchor(&self.title())
    }
}

/// The anchor that a heading gets on the usual sites.
fn anchor(title: &str) -> String {
    let kept = title.chars().filter(|c| c.is_alphanumeric() || "-_ ".contains(*c));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

/// The name and content of a definition that a schema refers to, or the schema itself.
fn follow(schema: &Value) -> (Option<&str>, &Value) {
    let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix("#/$defs/")) else {
        return (None, schema);
    };
    (Some(name), &root()["$defs"][name])
}

fn list<'a>(schema: &'a Value, key: &str) -> &'a [Value] {
    schema.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The alternatives of a schema, "nothing" left out; itself if it has none.
fn alternatives(schema: &Value) -> Vec<&Value> {
    let all = [list(schema, "anyOf"), list(schema, "oneOf")].concat();
    if all.is_empty() {
        return vec![schema];
    }
    let keys = ["anyOf", "oneOf"].into_iter().flat_map(|key| list(schema, key));
    keys.filter(|one| one.get("type").and_then(Value::as_str) != Some("null")).collect()
}

fn is_type(schema: &Value, name: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(one)) => one == name,
        Some(Value::Array(several)) => several.iter().any(|one| one == name),
        _ => false,
    }
}

fn properties(schema: &Value) -> Option<&serde_json::Map<String, Value>> {
    schema.get("properties")?.as_object()
}

/// One alternative of a choice that goes by its only key: `{ uniform = [0, 1] }`.
fn tag(schema: &Value) -> Option<(&String, &Value)> {
    let properties = properties(schema)?;
    (properties.len() == 1 && list(schema, "required").len() == 1).then(|| properties.iter().next()).flatten()
}

/// Is this a table with keys of its own?
fn is_table(schema: &Value) -> bool {
    properties(schema).is_some() && tag(schema).is_none()
}

fn number(value: &Value) -> String {
    value.as_f64().map_or_else(|| value.to_string(), |x| format!("{x}"))
}

/// `0 to 1`, `at least 0`, `above 0`; empty if anything goes.
fn range(schema: &Value) -> String {
    let of = |key: &str| schema.get(key).map(number);
    let low = of("minimum").map(|x| (x.clone(), format!("at least {x}")));
    let low = low.or_else(|| of("exclusiveMinimum").map(|x| (format!("above {x}"), format!("above {x}"))));
    let high = of("maximum").map(|x| (x.clone(), format!("at most {x}")));
    let high = high.or_else(|| of("exclusiveMaximum").map(|x| (format!("below {x}"), format!("below {x}"))));
    match (low, high) {
        (Some((low, _)), Some((high, _))) => format!(" {low} to {high}"),
        (Some((_, alone)), None) | (None, Some((_, alone))) => format!(" {alone}"),
        (None, None) => String::new(),
    }
}

/// What a value may be, in words. `named` are the definitions that have a place of their own on the page, and its anchor.
fn kind(schema: &Value, named: &BTreeMap<String, String>) -> String {
    if let (Some(name), target) = follow(schema) {
        return match named.get(name) {
            Some(anchor) if is_table(target) => format!("[table](#{anchor})"),
            Some(anchor) => format!("[{}](#{anchor})", words(name)),
            None => kind(target, named),
        };
    }
    let several = alternatives(schema);
    if several.len() > 1 || several[0] != schema {
        let mut kinds: Vec<String> = several.into_iter().map(|one| kind(one, named)).collect();
        kinds.dedup();
        return kinds.join(" or ");
    }
    if let Some(word) = schema.get("const") {
        return format!("`{word}`");
    }
    if !list(schema, "enum").is_empty() {
        return list(schema, "enum").iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" or ");
    }
    if let Some((key, inner)) = tag(schema) {
        return format!("`{{ {key} }}`: {}", kind(inner, named));
    }
    if is_type(schema, "array") {
        let items = schema.get("items").map_or_else(|| "any value".to_owned(), |items| kind(items, named));
        let items = if items.contains(" or ") { format!("({items})") } else { items };
        let exactly = schema.get("minItems").filter(|least| Some(*least) == schema.get("maxItems"));
        return exactly.map_or_else(|| format!("list of: {items}"), |n| format!("list of {n}: {items}"));
    }
    if let Some(inner) = schema.get("additionalProperties").filter(|inner| inner.is_object() || **inner == true) {
        return format!("`{{ NAME = ... }}`: {}", kind(inner, named));
    }
    for (name, word) in [("boolean", "true or false"), ("string", "text")] {
        if is_type(schema, name) {
            return word.to_owned();
        }
    }
    for (name, word) in [("integer", "whole number"), ("number", "number")] {
        if is_type(schema, name) {
            return word.to_owned() + &range(schema);
        }
    }
    if let Some(properties) = properties(schema) {
        let keys: Vec<&str> = properties.keys().map(String::as_str).collect();
        return format!("`{{ {} }}`", keys.join(", "));
    }
    if is_type(schema, "object") { "`{}`".to_owned() } else { "any value".to_owned() }
}

/// A definition's name as words: `MappedNumbers` as `mapped numbers`.
fn words(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars().filter(|c| !c.is_ascii_digit()) {
        if c.is_uppercase() && !text.is_empty() {
            text.push(' ');
        }
        text.extend(c.to_lowercase());
    }
    text
}

/// A default as TOML.
fn toml(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(toml).collect::<Vec<_>>().join(", ")),
        Value::Object(map) => {
            let entries: Vec<String> =
                map.iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| format!("{} = {}", quoted(k), toml(v))).collect();
            if entries.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", entries.join(", ")) }
        }
        other => other.to_string(),
    }
}

fn quoted(key: &str) -> String {
    if key.contains('.') { format!("{key:?}") } else { key.to_owned() }
}

/// The words that a value may be, each with its meaning: "`"common"`: Replicate r ...".
fn meanings(schema: &Value) -> String {
    let (_, target) = follow(schema);
    let mut text = String::new();
    for one in alternatives(target) {
        let (name, inner) = follow(one);
        if name.is_some() || (inner != target && alternatives(inner).len() > 1) {
            text += &meanings(one);
        } else if let Some(about) = one.get("description").and_then(Value::as_str) {
            if let Some(word) = one.get("const") {
                let _ = write!(text, " `{word}`: {about}");
            } else if let Some((key, _)) = tag(one).filter(|_| !has_tables(target)) {
                let _ = write!(text, " `{key}`: {about}");
            }
        }
    }
    text
}

/// The definitions that a key's value is written in place: those that several keys share and that are long to say.
const VALUES: [&str; 5] = ["Attribute", "Distribution", "Swept", "Condition", "Who"];

/// The tables of the config, in the order of the schema.
pub(crate) struct Tables {
    pub(crate) sections: Vec<Section>,
    named: BTreeMap<String, String>,
    waiting: Vec<(String, bool, String, &'static Value)>,
}

impl Tables {
    /// All of them.
    pub(crate) fn new() -> Self {
        let named = VALUES.into_iter().map(|name| (name.to_owned(), anchor(&words(name)))).collect();
        let mut tables = Self { sections: Vec::new(), named, waiting: Vec::new() };
        tables.section("", false, String::new(), root());
        tables
    }

    /// The section of a path.
    pub(crate) fn at(&self, path: &str) -> &Section {
        self.sections.iter().find(|section| section.path == path).unwrap_or_else(|| panic!("no table [{path}]"))
    }

    fn section(&mut self, path: &str, is_list: bool, about: String, schema: &'static Value) {
        let place = self.sections.len();
        self.sections.push(Section { path: path.to_owned(), list: is_list, about, rows: Vec::new() });
        // A choice of tables has a row for each, a table one for each key.
        for part in alternatives(schema) {
            let (_, part) = follow(part);
            let Some(keys) = properties(part) else { continue };
            let choice = tag(part).is_some() && alternatives(schema).len() > 1;
            for (key, inner) in keys {
                let about =
                    if choice { part.get("description").filter(|_| inner.get("description").is_none()) } else { None };
                let about = about.or_else(|| inner.get("description")).and_then(Value::as_str).unwrap_or_default();
                let needed = !choice && list(part, "required").iter().any(|one| one == key);
                self.key(place, path, key, about, needed, inner);
            }
        }
        for (path, is_list, about, schema) in std::mem::take(&mut self.waiting) {
            self.section(&path, is_list, about, schema);
        }
    }

    fn key(&mut self, place: usize, above: &str, key: &str, about: &str, needed: bool, schema: &'static Value) {
        let path = if above.is_empty() { key.to_owned() } else { format!("{above}.{key}") };
        self.find(&path, about, schema, 0);
        let default = schema.get("default").filter(|default| !default.is_null());
        let default = default.filter(|default| !default.is_object() || !has_tables(schema));
        let default = match default {
            Some(default) if default.as_str() != Some("") => format!("`{}`", toml(default)),
            _ if needed => "*needed*".to_owned(),
            _ => String::new(),
        };
        let kind = cell(&kind(schema, &self.named));
        let meaning = cell(&format!("{about}{}", meanings(schema)));
        self.sections[place].rows.push([path, kind, cell(&default), meaning]);
    }

    /// Finds the tables in what a key may hold, and keeps them for sections of their own.
    fn find(&mut self, path: &str, about: &str, schema: &'static Value, depth: u8) {
        let (name, target) = follow(schema);
        if name.is_some_and(|name| self.named.contains_key(name)) {
            return;
        }
        let choice = alternatives(target).len() > 1
            && alternatives(target).into_iter().any(|one| tag(one).is_some_and(|(_, inner)| is_table(follow(inner).1)));
        if is_table(target) || choice {
            let about = target.get("description").and_then(Value::as_str).unwrap_or(about).to_owned();
            let is_list = depth == 1 && LISTS.contains(&path);
            let path = path.to_owned();
            let path = if is_list && NAMED_LISTS.contains(&path.as_str()) { path + ".NAME" } else { path };
            let section = Section { path: path.clone(), list: is_list, about: String::new(), rows: Vec::new() };
            if let Some(name) = name {
                self.named.insert(name.to_owned(), section.anchor());
            }
            self.waiting.push((path, is_list, about, target));
            return;
        }
        for one in alternatives(target) {
            if one != schema && one != target {
                self.find(path, about, one, depth);
            } else if let Some(items) = one.get("items") {
                self.find(path, about, items, depth + 1);
            } else if let Some(inner) = one.get("additionalProperties").filter(|inner| inner.is_object()) {
                self.find(&format!("{path}.NAME"), about, inner, depth);
            } else if let Some((key, inner)) = tag(one) {
                self.find(&format!("{path}.{key}"), about, inner, depth);
            }
        }
    }
}

/// Lists of tables, written `[[NAME]]`; the tables of some have names, by which their keys go.
const LISTS: [&str; 3] = ["agents", "claims", "shocks"];
const NAMED_LISTS: [&str; 2] = ["agents", "shocks"];

/// Does a key hold a table whose keys have defaults of their own?
fn has_tables(schema: &Value) -> bool {
    let (name, _) = follow(schema);
    name.is_none_or(|name| !VALUES.contains(&name))
        && alternatives(follow(schema).1).into_iter().any(|one| {
            let (_, one) = follow(one);
            is_table(one) || tag(one).is_some_and(|(_, inner)| is_table(follow(inner).1))
        })
}

/// The page.
pub(crate) fn page() -> String {
    let tables = Tables::new();
    let mut text = HEAD.to_owned();
    for section in &tables.sections {
        let _ = writeln!(text, "\n## {}\n", section.title());
        if !section.about.is_empty() {
            let _ = writeln!(text, "{}\n", cell(&section.about));
        }
        text += &section.table();
    }
    text += "\n# Kinds of value\n";
    for name in VALUES {
        let target = &root()["$defs"][name];
        let _ = writeln!(text, "\n## {}\n", words(name));
        if let Some(about) = target.get("description").and_then(Value::as_str) {
            let _ = writeln!(text, "{}\n", cell(about));
        }
        for one in alternatives(target) {
            let about = one.get("description").and_then(Value::as_str).map(cell).unwrap_or_default();
            let _ = writeln!(text, "- {}{}{about}", kind(one, &tables.named), if about.is_empty() { "" } else { ": " });
        }
    }
    text
}
