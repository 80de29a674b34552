//! Known keys: what the config's schema admits at a path, and the nearest name to a mistyped one.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::structs::Config;

/// The JSON Schema of the config.
pub fn root() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(|| schemars::schema_for!(Config).to_value())
}

/// The same for editors and other tools: in the draft that they all read, without the `null` that TOML has not.
///
/// A config that extends another may leave out what that one says, and tables merge; so keys are required only of items of
/// lists, which do not, and where they tell alternatives apart.
pub fn published() -> Value {
    let generator = SchemaSettings::draft07().into_generator();
    let mut schema = generator.into_root_schema_for::<Config>().to_value();
    schema["title"] = "A config of comity".into();
    let mut whole = BTreeSet::new();
    items(&schema, &schema, &mut whole);
    for (name, definition) in schema["definitions"].as_object_mut().into_iter().flatten() {
        if !whole.contains(name)
            && definition.get("properties").and_then(Value::as_object).is_some_and(|keys| keys.len() > 1)
            && let Some(definition) = definition.as_object_mut()
        {
            definition.remove("required");
        }
    }
    tidy(&mut schema);
    schema
}

/// The definitions that items of lists follow, through references and alternatives.
fn items(schema: &Value, root: &Value, found: &mut BTreeSet<String>) {
    fn follow(schema: &Value, root: &Value, found: &mut BTreeSet<String>) {
        if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next())
            && found.insert(name.to_owned())
        {
            follow(&root["definitions"][name], root, found);
        }
        let alternatives = ["anyOf", "oneOf", "allOf"].iter().filter_map(|key| schema.get(key)?.as_array()).flatten();
        alternatives.for_each(|alternative| follow(alternative, root, found));
    }
    match schema {
        Value::Object(map) => {
            if let Some(item) = map.get("items") {
                follow(item, root, found);
            }
            map.values().for_each(|inner| items(inner, root, found));
        }
        Value::Array(list) => list.iter().for_each(|inner| items(inner, root, found)),
        _ => {}
    }
}

/// Leaves out what TOML has not or nobody reads, and states the range that a kind of number implies.
fn tidy(schema: &mut Value) {
    if let Value::Object(map) = schema {
        if map.get("format").and_then(Value::as_str) == Some("uint32") {
            map.entry("maximum").or_insert_with(|| u32::MAX.into());
        }
        if map.get("format").is_some_and(Value::is_string) {
            map.remove("format");
        }
        if map.get("default").is_some_and(Value::is_null) {
            map.remove("default");
        }
        if let Some(Value::Array(types)) = map.get_mut("type") {
            types.retain(|kind| kind != "null");
            if let [only] = types.as_slice() {
                let only = only.clone();
                map.insert("type".to_owned(), only);
            }
        }
        if let Some(Value::Array(alternatives)) = map.get_mut("anyOf") {
            alternatives.retain(|alternative| alternative.get("type").is_none_or(|kind| kind != "null"));
            if alternatives.len() == 1
                && let Some(only) = map.shift_remove("anyOf")
            {
                map.insert("allOf".to_owned(), only);
            }
        }
    }
    match schema {
        Value::Object(map) => map.values_mut().for_each(tidy),
        Value::Array(list) => list.iter_mut().for_each(tidy),
        _ => {}
    }
}

/// A part of the schema: the alternatives that a value at this place may take.
#[derive(Debug, Clone)]
pub struct Place<'a> {
    alternatives: Vec<&'a Value>,
}

/// What the schema says of a key below a place.
#[derive(Debug)]
pub enum Below<'a> {
    /// Known; the place it leads to.
    Known(Place<'a>),
    /// Unknown; the names that are known here, if any.
    Unknown(Vec<&'a str>),
    /// The schema does not look inside.
    Free,
}

impl Place<'static> {
    /// The whole config.
    pub fn root() -> Self {
        Self::of(root())
    }
}

impl<'a> Place<'a> {
    fn of(schema: &'a Value) -> Self {
        let mut alternatives = Vec::new();
        collect(schema, &mut alternatives);
        Self { alternatives }
    }

    fn objects(&self) -> impl Iterator<Item = &'a Value> {
        self.alternatives.iter().copied().filter(|schema| {
            schema.get("properties").is_some() || schema.get("additionalProperties").is_some_and(Value::is_object)
        })
    }

    /// The names known at this place.
    pub fn names(&self) -> Vec<&'a str> {
        let properties = |schema: &'a Value| schema.get("properties").and_then(Value::as_object);
        self.objects().filter_map(properties).flat_map(|map| map.keys().map(String::as_str)).collect()
    }

    /// The words that a value at this place may be, with what each means.
    pub fn words(&self) -> Vec<(&'a str, &'a str)> {
        let about = |schema: &'a Value| schema.get("description").and_then(Value::as_str).unwrap_or_default();
        let one = |schema: &&'a Value| Some((schema.get("const")?.as_str()?, about(schema)));
        let several = |schema: &&'a Value| schema.get("enum").and_then(Value::as_array);
        let plain =
            self.alternatives.iter().filter_map(several).flatten().filter_map(|word| Some((word.as_str()?, "")));
        self.alternatives.iter().filter_map(one).chain(plain).collect()
    }

    /// What a key leads to.
    pub fn below(&self, key: &str) -> Below<'a> {
        let mut found = Vec::new();
        for schema in self.objects() {
            let named = schema.get("properties").and_then(|properties| properties.get(key));
            if let Some(inner) = named.or_else(|| schema.get("additionalProperties").filter(|inner| inner.is_object()))
            {
                collect(inner, &mut found);
            }
        }
        if !found.is_empty() {
            return Below::Known(Self { alternatives: found });
        }
        if self.alternatives.iter().any(|schema| is_open(schema)) { Below::Free } else { Below::Unknown(self.names()) }
    }

    /// The place of the items of a list, if this may be one.
    pub fn items(&self) -> Option<Self> {
        let mut found = Vec::new();
        for items in self.alternatives.iter().filter_map(|schema| schema.get("items")) {
            collect(items, &mut found);
        }
        (!found.is_empty()).then_some(Self { alternatives: found })
    }

    /// This place, or that of its items where it is a list and has no keys of its own.
    #[must_use]
    pub fn or_items(self) -> Self {
        if self.names().is_empty() { self.items().unwrap_or(self) } else { self }
    }

    /// Is this a choice of one table among several, each with a name of its own (`[game.dilemma]` or `[game.matrix]`)?
    pub fn is_choice_of(&self, key: &str) -> bool {
        let tagged = |schema: &&Value| {
            schema.get("required").and_then(Value::as_array).is_some_and(|required| required.len() == 1)
                && schema.get("properties").and_then(Value::as_object).is_some_and(|map| map.len() == 1)
        };
        let choices: Vec<_> = self.alternatives.iter().filter(|schema| tagged(schema)).collect();
        choices.iter().any(|schema| schema["properties"].get(key).is_some()) && self.alternatives.len() > 1
    }

    /// Does a value at this place have to be a whole number?
    pub fn is_integer(&self) -> bool {
        self.takes("integer")
    }

    /// May a value at this place be of a kind: `integer`, `number`, `boolean`, `string`?
    pub fn takes(&self, wanted: &str) -> bool {
        let fits = |schema: &&Value| match schema.get("type") {
            Some(Value::String(name)) => name == wanted,
            Some(Value::Array(names)) => names.iter().any(|name| name == wanted),
            // Words that stand for themselves.
            _ => {
                wanted == "string"
                    && (schema.get("const").is_some_and(Value::is_string) || schema.get("enum").is_some())
            }
        };
        self.alternatives.iter().any(fits)
    }

    /// The text that describes a key at this place, or one alternative of a choice.
    pub fn about(&self, key: &str) -> Option<&'a str> {
        self.objects().find_map(|schema| {
            let property = schema.get("properties")?.get(key)?;
            let text = if self.is_choice_of(key) { schema.get("description") } else { property.get("description") };
            text?.as_str()
        })
    }

    /// The default of a key at this place.
    pub fn default(&self, key: &str) -> Option<&'a Value> {
        self.objects().find_map(|schema| schema.get("properties")?.get(key)?.get("default"))
    }
}

/// Does the schema say nothing of what is inside (any value at all)?
fn is_open(schema: &Value) -> bool {
    schema == &Value::Bool(true) || schema.as_object().is_some_and(|map| map.keys().all(|key| key == "description"))
}

/// Follows references and alternatives down to the schemas that say something themselves.
fn collect<'a>(schema: &'a Value, into: &mut Vec<&'a Value>) {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str)
        && let Some(target) = reference.strip_prefix('#').and_then(|pointer| root().pointer(pointer))
    {
        collect(target, into);
        return;
    }
    let mut alternatives =
        ["anyOf", "oneOf", "allOf"].iter().filter_map(|key| schema.get(key)?.as_array()).flatten().peekable();
    if alternatives.peek().is_none() {
        into.push(schema);
    }
    for alternative in alternatives {
        collect(alternative, into);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::advice::advice;

    fn at(path: &[&str]) -> Option<Place<'static>> {
        path.iter().try_fold(Place::root(), |place, key| match place.below(key) {
            Below::Known(inner) => Some(inner),
            _ => None,
        })
    }

    #[test]
    fn keys_are_found_through_options_references_and_choices() {
        assert!(at(&["game", "dilemma", "rent"]).is_some());
        assert!(at(&["mechanisms", "convention", "fine"]).is_some());
        assert!(at(&["trust", "rule", "beta", "memory"]).is_some());
        assert!(at(&["strategies", "mine", "memory_one", "cc"]).is_some());
        assert!(at(&["learning", "every"]).is_some());
        assert!(at(&["game", "dilemma", "rentt"]).is_none());
    }

    #[test]
    fn a_choice_knows_its_variants() {
        let game = at(&["game"]).unwrap();
        assert!(game.is_choice_of("dilemma") && game.is_choice_of("matrix") && !game.is_choice_of("rent"));
        assert!(!at(&["mechanisms"]).unwrap().is_choice_of("convention"));
        assert_eq!(advice("dilema", &game.names()), "did you mean `dilemma`?");
    }
}
