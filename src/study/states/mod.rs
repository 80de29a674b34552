//! Named agents from a CSV file: `[agents_file]`, one agent a row.
//!
//! Each row becomes a group of one, as if it stood under `[[agents]]`, behind those that do: so it has its own keys
//! (`agents.NAME.capability`), goes by name in a file of links, and stands in the manifest with all its values, which from
//! then on need no file.

pub mod dyads;
mod sheet;

use std::collections::BTreeMap;
use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::sheet::Sheet;
use super::source::{Diagnostic, Span};
use super::tree::{self, Entry, Node, Table, Value};
use crate::units::NonNegative;
use crate::world::agents::{CAPABILITY, IDEOLOGY, UNBOUNDED};

/// Named agents from a CSV file: `[agents_file]`.
///
/// A key of `columns` that is not given is the column of its own name, if the file has one; else it is as under
/// `[[agents]]`. Name and power are needed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgentsFile {
    /// The CSV file, its path relative to the config; a header, then one row per agent.
    pub path: String,
    /// Where each attribute comes from.
    #[serde(default)]
    pub columns: Columns,
    /// Shares of the strategies of all agents whose row names none (each at least 0; default as under `[[agents]]`).
    #[serde(default)]
    pub strategies: BTreeMap<String, NonNegative>,
}

/// Where each attribute of an agent comes from: a column by name, or how it is read.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Columns {
    /// The agent's name, unique.
    pub name: Option<Words>,
    /// The label of its bloc.
    pub group: Option<Words>,
    /// `strong` or `weak`, or what makes an agent strong.
    pub power: Option<Powers>,
    /// Capability (0.01 to 1).
    pub capability: Option<Numbers>,
    /// Ideology (-1 to 1).
    pub ideology: Option<Numbers>,
    /// Language: numbers as they are; words are numbered from 0 in the order in which they come first.
    pub language: Option<Words>,
    /// Weight of delegated control (at least 0).
    pub sovereignty: Option<Numbers>,
    /// Concern for others at the start (at least 0).
    pub concern: Option<Numbers>,
    /// Strategy: a name, or names with shares (`tit-for-tat=0.7; always-defect=0.3`).
    pub strategies: Option<Words>,
}

/// A column of words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected the name of a column, or { column = \"...\", default = \"...\" }")]
pub enum Words {
    /// As they stand.
    Column(String),
    /// With a default.
    Mapped(MappedWords),
}

/// A column of words with a default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MappedWords {
    /// Its name in the header.
    pub column: String,
    /// What an empty field means (default: an empty field is a mistake).
    #[serde(default)]
    pub default: Option<String>,
}

/// A column of numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "expected the name of a column, or { column = \"...\", from = [lo, hi], to = [lo, hi], clamp = false, default = x }"
)]
pub enum Numbers {
    /// As they stand.
    Column(String),
    /// Rescaled, clamped, with a default.
    Mapped(MappedNumbers),
}

/// A column of numbers on another scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MappedNumbers {
    /// Its name in the header.
    pub column: String,
    /// Two values in the file, different ...
    #[serde(default)]
    pub from: Option<[f64; 2]>,
    /// ... and what they become; all others on the line through both.
    #[serde(default)]
    pub to: Option<[f64; 2]>,
    /// Are values beyond the attribute's range cut to it (default false: they are a mistake)?
    #[serde(default)]
    pub clamp: bool,
    /// What an empty field means, on the attribute's own scale (default: an empty field is a mistake).
    #[serde(default)]
    pub default: Option<f64>,
}

/// A column that says who is strong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "expected the name of a column of strong and weak, { column = \"...\", strong_if = value } or { column = \"...\", strong_from = x }"
)]
pub enum Powers {
    /// `strong` or `weak`.
    Column(String),
    /// Something that makes an agent strong.
    Mapped(MappedPowers),
}

/// What makes an agent strong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MappedPowers {
    /// The column's name in the header.
    pub column: String,
    /// The value of the strong; all others are weak.
    #[serde(default)]
    pub strong_if: Option<Wanted>,
    /// The least number of the strong.
    #[serde(default)]
    pub strong_from: Option<f64>,
    /// What an empty field means: `"strong"` or `"weak"` (default: an empty field is a mistake).
    #[serde(default)]
    pub default: Option<crate::game::Power>,
}

/// A value to be met.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected a number or a word")]
pub enum Wanted {
    /// A number.
    Number(f64),
    /// A word.
    Word(String),
}

/// The key of the table.
const KEY: &str = "agents_file";

/// Makes the paths of the tables relative to the working folder, from relative to their config.
pub(super) fn rebase(tree: &mut Table, folder: &Path) {
    for key in [KEY, dyads::KEY] {
        if let Some(Entry { node: Node { value: Value::Table(table), .. }, .. }) = tree.get_mut(key)
            && let Some(Entry { node: Node { value: Value::String(path), .. }, .. }) = table.get_mut("path")
        {
            *path = folder.join(&*path).display().to_string();
        }
    }
}

/// Why a key can be set no more once the config is read, if it cannot.
pub(super) fn read_already(key: &[String]) -> Option<String> {
    let key: Vec<&str> = key.iter().map(String::as_str).collect();
    match key.as_slice() {
        [KEY, ..] => Some(
            "the file of agents is read with the config; set agents.NAME.KEY, or write a config that extends this one"
                .to_owned(),
        ),
        [dyads::KEY] | [dyads::KEY, "path" | "columns" | "directed" | "strangers" | "table", ..] => Some(
            "the table of dyads is read with the config; set its weights (dyads.distance, dyads.prior, dyads.meeting), or \
             write a config that extends this one"
                .to_owned(),
        ),
        _ => None,
    }
}

/// Puts the agents of the file into the tree, and takes the table that names it out.
///
/// # Errors
/// The first mistake in the table or its file.
pub(super) fn read_agents(tree: &mut Table, files: &[(&str, &str)]) -> Result<(), Diagnostic> {
    let Some(entry) = tree.remove(KEY) else { return Ok(()) };
    let span = entry.node.span.clone();
    let Value::Table(table) = &entry.node.value else {
        return Err(Diagnostic::new(Some(span), KEY, "expected a table: [agents_file]"));
    };
    let wanted: AgentsFile = tree::read(table).map_err(|error| {
        let key = [&[KEY.to_owned()], error.path.as_slice()].concat();
        Diagnostic::new(error.span.or(Some(span.clone())), super::document::dotted(&key), error.message)
    })?;
    let at = |key: &str, message: String| {
        let inner = |table: &Table, key: &str| table.get(key).map(|entry| entry.node.clone());
        let columns = inner(table, "columns");
        let written = columns.as_ref().and_then(Node::as_table).and_then(|columns| inner(columns, key));
        let place = written.or_else(|| inner(table, key)).or_else(|| inner(table, "path"));
        let name = if key == "path" { format!("{KEY}.path") } else { format!("{KEY}.columns.{key}") };
        Diagnostic::new(Some(place.map_or(span.clone(), |node| node.span)), name, message)
    };
    let sheet = Sheet::read(&wanted.path, files).map_err(|message| at("path", message))?;
    if sheet.rows.is_empty() {
        return Err(at("path", format!("{}: expected one row per agent, found none", wanted.path)));
    }
    let groups = Reader { sheet: &sheet, wanted: &wanted }.groups().map_err(|(key, message)| at(key, message))?;
    let empty = || Entry { key: span.clone(), node: Node { value: Value::Array(Vec::new()), span: span.clone() } };
    let agents = &mut tree.entry("agents".to_owned()).or_insert_with(empty).node.value;
    // Anything but a list is a mistake that is told when the config is read.
    if let Value::Array(agents) = agents {
        agents.extend(groups.iter().map(|group| node(group, &span)));
    }
    Ok(())
}

fn node(group: &toml::Table, span: &Span) -> Node {
    Node::plain(&toml::Value::Table(group.clone()), span)
}

/// A mistake, and the key it belongs to.
type Wrong = (&'static str, String);

/// Reads the rows of a file of agents.
struct Reader<'a> {
    sheet: &'a Sheet,
    wanted: &'a AgentsFile,
}

impl Reader<'_> {
    /// Each row as a table of `[[agents]]`.
    fn groups(&self) -> Result<Vec<toml::Table>, Wrong> {
        use toml::Value as Toml;
        let columns = &self.wanted.columns;
        let mut groups: Vec<toml::Table> =
            vec![toml::Table::from_iter([("count".to_owned(), Toml::Integer(1))]); self.sheet.rows.len()];
        let mut put = |key: &'static str, values: Vec<Toml>| {
            for (group, value) in groups.iter_mut().zip(values) {
                group.insert(key.to_owned(), value);
            }
        };
        let names = self.words("name", columns.name.as_ref())?.ok_or_else(|| self.needed("name"))?;
        let place = self.place_of("name", columns.name.as_ref().map(Words::column))?.unwrap_or_default();
        for (row, name) in names.iter().enumerate() {
            if let Some(first) = names[..row].iter().position(|earlier| earlier == name) {
                let message =
                    format!("expected a name of its own, found {name:?} a second time (row {} has it)", first + 2);
                return Err(("name", self.sheet.at(&self.sheet.rows[row], place, &message)));
            }
        }
        put("name", names.into_iter().map(Toml::String).collect());
        put("power", self.powers()?.into_iter().map(|power| Toml::String(power.to_owned())).collect());
        if let Some(labels) = self.words("group", columns.group.as_ref())? {
            put("group", labels.into_iter().map(Toml::String).collect());
        }
        for (key, column, range) in [
            ("capability", &columns.capability, CAPABILITY),
            ("ideology", &columns.ideology, IDEOLOGY),
            ("sovereignty", &columns.sovereignty, UNBOUNDED),
            ("concern", &columns.concern, UNBOUNDED),
        ] {
            if let Some(numbers) = self.numbers(key, column.as_ref(), range)? {
                put(key, numbers.into_iter().map(Toml::Float).collect());
            }
        }
        if let Some(labels) = self.words("language", columns.language.as_ref())? {
            put("language", languages(&labels).into_iter().map(|label| Toml::Integer(label.into())).collect());
        }
        let shares = |shares: BTreeMap<String, f64>| {
            Toml::Table(shares.into_iter().map(|(name, share)| (name, Toml::Float(share))).collect())
        };
        if let Some(named) = self.strategies()? {
            put("strategies", named.into_iter().map(shares).collect());
        } else if !self.wanted.strategies.is_empty() {
            let all = self.wanted.strategies.iter().map(|(name, share)| (name.clone(), share.get())).collect();
            put("strategies", vec![shares(all); self.sheet.rows.len()]);
        }
        Ok(groups)
    }

    fn needed(&self, key: &'static str) -> Wrong {
        let headers: Vec<&str> = self.sheet.headers.iter().collect();
        let message = format!(
            "{} has no column {key:?}; expected columns.{key} to say which of its columns it is: {}",
            self.wanted.path,
            headers.join(", ")
        );
        (key, message)
    }

    /// The place of the column of a key: the one it names, or the one of the key's own name, if there is one.
    fn place_of(&self, key: &'static str, named: Option<&str>) -> Result<Option<usize>, Wrong> {
        match named {
            Some(name) => self.sheet.column(name).map(Some).map_err(|message| (key, message)),
            None => Ok(self.sheet.find(key)),
        }
    }

    /// The value of every row, read by `read`; an empty field is the default, if there is one.
    fn column<T: Clone>(
        &self,
        key: &'static str,
        place: usize,
        default: Option<&T>,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Vec<T>, Wrong> {
        let field = |row: &csv::StringRecord| match (&row[place], default) {
            ("", Some(default)) => Ok(default.clone()),
            ("", None) => {
                Err((key, self.sheet.at(row, place, &format!("expected a value, found none; columns.{key} may have a default"))))
            }
            (text, _) => read(text).map_err(|message| (key, self.sheet.at(row, place, &message))),
        };
        self.sheet.rows.iter().map(field).collect()
    }

    fn words(&self, key: &'static str, named: Option<&Words>) -> Result<Option<Vec<String>>, Wrong> {
        let Some(place) = self.place_of(key, named.map(Words::column))? else { return Ok(None) };
        let default = match named {
            Some(Words::Mapped(mapped)) => mapped.default.as_ref(),
            _ => None,
        };
        self.column(key, place, default, |text| Ok(text.to_owned())).map(Some)
    }

    fn numbers(
        &self,
        key: &'static str,
        named: Option<&Numbers>,
        (lo, hi): (f64, f64),
    ) -> Result<Option<Vec<f64>>, Wrong> {
        let name = named.map(|named| match named {
            Numbers::Column(column) => column.as_str(),
            Numbers::Mapped(mapped) => &mapped.column,
        });
        let Some(place) = self.place_of(key, name)? else { return Ok(None) };
        let mapped = match named {
            Some(Numbers::Mapped(mapped)) => Some(mapped),
            _ => None,
        };
        let line = match mapped.map(|mapped| (mapped.from, mapped.to)) {
            None | Some((None, None)) => None,
            Some((Some([a, b]), Some([c, d]))) if a != b => Some((a, b, c, d)),
            _ => {
                let message = "expected from = [lo, hi] and to = [lo, hi] together, from with two different numbers";
                return Err((key, message.to_owned()));
            }
        };
        let clamp = mapped.is_some_and(|mapped| mapped.clamp);
        let range = if hi == f64::INFINITY { format!("of at least {lo}") } else { format!("from {lo} to {hi}") };
        let read = |text: &str| {
            let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
            let number = number.ok_or_else(|| format!("expected a number, found {text:?}"))?;
            let value = line.map_or(number, |(a, b, c, d)| c + (d - c) * (number - a) / (b - a));
            match value {
                value if (lo..=hi).contains(&value) => Ok(value),
                value if clamp => Ok(value.clamp(lo, hi)),
                value => {
                    let rescaled = if line.is_some() { format!(", which is {value} rescaled") } else { String::new() };
                    Err(format!("expected {key} {range}, found {text}{rescaled}; clamp = true cuts it"))
                }
            }
        };
        self.column(key, place, mapped.and_then(|mapped| mapped.default.as_ref()), read).map(Some)
    }

    /// `strong` or `weak`, row by row.
    fn powers(&self) -> Result<Vec<&'static str>, Wrong> {
        let key = "power";
        let (name, mapped) = match &self.wanted.columns.power {
            None => (None, None),
            Some(Powers::Column(column)) => (Some(column.as_str()), None),
            Some(Powers::Mapped(mapped)) => (Some(mapped.column.as_str()), Some(mapped)),
        };
        let place = self.place_of(key, name)?.ok_or_else(|| self.needed(key))?;
        let number =
            |text: &str| text.parse::<f64>().map_err(|_| format!("expected a number, found {text:?}"));
        let strong = |text: &str| match mapped.map(|mapped| (&mapped.strong_if, mapped.strong_from)) {
            Some((Some(_), Some(_))) => Err("expected strong_if or strong_from, found both".to_owned()),
            Some((Some(Wanted::Word(word)), None)) => Ok(text == word),
            Some((Some(Wanted::Number(wanted)), None)) => Ok(number(text)? == *wanted),
            Some((None, Some(least))) => Ok(number(text)? >= least),
            None | Some((None, None)) => match text {
                "strong" => Ok(true),
                "weak" => Ok(false),
                _ => Err(format!(
                    "expected strong or weak, found {text:?}; strong_if = value or strong_from = number say who is strong"
                )),
            },
        };
        let named = |strong: bool| if strong { "strong" } else { "weak" };
        let default = mapped.and_then(|mapped| mapped.default).map(|power| power.name());
        self.column(key, place, default.as_ref(), |text| strong(text).map(named))
    }

    /// The strategies of each row, if there is a column of them.
    fn strategies(&self) -> Result<Option<Vec<BTreeMap<String, f64>>>, Wrong> {
        let key = "strategies";
        let named = self.wanted.columns.strategies.as_ref();
        let Some(place) = self.place_of(key, named.map(Words::column))? else { return Ok(None) };
        let all: BTreeMap<String, f64> =
            self.wanted.strategies.iter().map(|(name, share)| (name.clone(), share.get())).collect();
        let default = match named {
            Some(Words::Mapped(MappedWords { default: Some(text), .. })) => {
                Some(shares(text).map_err(|message| (key, message))?)
            }
            _ => (!all.is_empty()).then_some(all),
        };
        self.column(key, place, default.as_ref(), shares).map(Some)
    }
}

impl Words {
    fn column(&self) -> &str {
        match self {
            Self::Column(column) => column,
            Self::Mapped(mapped) => &mapped.column,
        }
    }
}

/// Strategies with shares: `tit-for-tat`, or `tit-for-tat=0.7; always-defect=0.3`.
fn shares(text: &str) -> Result<BTreeMap<String, f64>, String> {
    let mut shares = BTreeMap::new();
    for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let (name, share) = part.split_once('=').unwrap_or((part, "1"));
        let number = share.trim().parse().ok().filter(|share: &f64| share.is_finite() && *share >= 0.0);
        let number = number.ok_or_else(|| format!("expected a share of at least 0 behind {name:?}, found {share:?}"))?;
        shares.insert(name.trim().to_owned(), number);
    }
    Ok(shares)
}

/// Labels of languages as numbers: as they are where all are whole numbers, else in the order in which they come first.
fn languages(labels: &[String]) -> Vec<u32> {
    if let Ok(numbers) = labels.iter().map(|label| label.parse()).collect::<Result<Vec<u32>, _>>() {
        return numbers;
    }
    let mut known: Vec<&String> = Vec::new();
    let mut number = |label| {
        known.iter().position(|&earlier| earlier == label).unwrap_or_else(|| {
            known.push(label);
            known.len() - 1
        }) as u32
    };
    labels.iter().map(|label| number(label)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::document::Document;
    use crate::world::Attribute;

    const FILE: &str = "iso,bloc,big,cyber,points,tongue\n\
                        AA,west,1,0.8,2.0,x\n\
                        BB,east,0,0.3,-1.0,y\n\
                        CC,east,0,0.2,0.5,x\n";
    const MAP: &str = "name = 'w'\n[[agents]]\nname = 'rest'\npower = 'weak'\ncount = 2\n[agents_file]\npath = 'f.csv'\n\
                       strategies = { tit-for-tat = 1 }\n[agents_file.columns]\nname = 'iso'\ngroup = 'bloc'\n\
                       power = { column = 'big', strong_if = 1 }\ncapability = 'cyber'\nlanguage = 'tongue'\n\
                       ideology = { column = 'points', from = [-2, 2], to = [-1, 1] }\n";

    fn read(map: &str, file: &str) -> Result<Document, String> {
        Document::parse_with("w.toml", map, &[("f.csv", file)]).map_err(|failure| failure.to_string())
    }

    #[test]
    fn each_row_is_an_agent_behind_those_of_the_config() {
        let config = read(MAP, FILE).unwrap().config().unwrap();
        assert_eq!(config.agents_file, None, "nothing of the file is left to be read");
        let names: Vec<&str> = config.agents.iter().map(|group| group.name()).collect();
        assert_eq!(names, ["rest", "AA", "BB", "CC"]);
        let cc = &config.agents[3];
        assert_eq!((cc.count, cc.power.name(), cc.group.as_deref()), (1, "weak", Some("east")));
        // -1 + 2 (0.5 + 2) / 4
        assert_eq!((&cc.capability, &cc.ideology), (&Some(Attribute::Number(0.2)), &Attribute::Number(0.25)));
        assert_eq!(serde_json::to_value(&config.agents[2].language).unwrap(), 1);
        assert_eq!(cc.strategies.keys().collect::<Vec<_>>(), ["tit-for-tat"]);
        assert_eq!(config.agents[1].power.name(), "strong");
    }

    #[test]
    fn agents_are_set_by_name_and_blocs_by_their_label() {
        let mut document = read(MAP, FILE).unwrap();
        for text in ["agents.AA.capability=0.5", "agents.east.ideology=-0.5"] {
            let setting = document.assignment(text).unwrap();
            document.set(std::iter::once(&setting)).unwrap();
        }
        let config = document.config().unwrap();
        assert_eq!(config.agents[1].capability, Some(Attribute::Number(0.5)));
        assert_eq!([&config.agents[2], &config.agents[3]].map(|g| g.ideology.clone()), [Attribute::Number(-0.5), Attribute::Number(-0.5)]);
        let late = document.assignment("agents_file.path=other.csv").unwrap();
        assert!(document.set(std::iter::once(&late)).unwrap_err().message.contains("read with the config"));
    }

    #[test]
    fn mistakes_say_where_in_the_file_and_what_is_near() {
        let wrong = |map: &str, file: &str| read(map, file).unwrap_err();
        let said = wrong(&MAP.replace("'cyber'", "'cybr'"), FILE);
        assert!(said.contains("w.toml:13:14") && said.contains("did you mean `cyber`?"), "{said}");
        assert!(wrong(MAP, &FILE.replace("0.3,", ",")).contains("f.csv:3:11: expected a value, found none"));
        assert!(wrong(MAP, &FILE.replace("0.3,", "much,")).contains("f.csv:3:11: expected a number, found \"much\""));
        assert!(wrong(MAP, &FILE.replace("2.0", "2.2")).contains("f.csv:2:15: expected ideology from -1 to 1, found 2.2"));
        assert!(wrong(MAP, &FILE.replace("CC", "BB")).contains("f.csv:4:1: expected a name of its own"));
        assert!(wrong(&MAP.replace("strong_if = 1", "default = 'weak'"), FILE).contains("f.csv:2:9: expected strong or weak"));
        assert!(wrong(&MAP.replace("name = 'iso'\n", ""), FILE).contains("f.csv has no column \"name\""));
        assert!(wrong(MAP, "iso,bloc\nAA\n").contains("f.csv:2:1: expected 2 fields"));
        let clamped = MAP.replace("to = [-1, 1]", "to = [-1, 1], clamp = true");
        let config = read(&clamped, &FILE.replace("2.0", "2.2")).unwrap().config().unwrap();
        assert_eq!(config.agents[1].ideology, Attribute::Number(1.0));
        let short = MAP.replace("capability = 'cyber'", "capability = { column = 'cyber', default = 0.4 }");
        let config = read(&short, &FILE.replace("0.3,", ",")).unwrap().config().unwrap();
        assert_eq!(config.agents[2].capability, Some(Attribute::Number(0.4)));
    }

    #[test]
    fn strategies_of_a_row_are_names_with_shares() {
        let found = shares("tit-for-tat = 0.7; always-defect=0.3").unwrap();
        assert_eq!(found, BTreeMap::from([("tit-for-tat".to_owned(), 0.7), ("always-defect".to_owned(), 0.3)]));
        assert_eq!(shares("grim-trigger").unwrap(), BTreeMap::from([("grim-trigger".to_owned(), 1.0)]));
        assert!(shares("grim-trigger = -1").unwrap_err().contains("at least 0"));
    }
}
