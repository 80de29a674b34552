//! A config as a tree in which every value knows where it was written.
//!
//! Files are read, inherited ([`Document::read`]) and overridden ([`Document::set`]) as trees, and only then turned into a
//! [`Config`], so that a mistake in a swept value points at the axis that brought it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml::de::DeTable;

use super::agents;
use super::edit::{find_unknown, gather, known, merge, put};
use super::groups::{answers_to, group_name};
use super::input::{Input, Inputs, Wrong};
use super::key;
pub use super::key::{Key, Setting, dotted};
use super::schema::Place;
use super::source::{Diagnostic, Failure, SET, Sources, Span};
use super::structs::Config;
use super::texts;
use super::tree::{self, Entry, Node, Table, Value, table_from_toml};
use crate::network::{self, Network, file};
use crate::sheet::{Delimiter, EmptyRows, Row, Sheet, decode, number};
use crate::world::agents::{CAPABILITY, IDEOLOGY, UNBOUNDED, names, too_many};
use crate::world::attribute::Column;
use crate::world::{Attribute, Group, Problem};

/// The longest config that is read; as a tree in which every value knows its place it takes a hundred times as much.
const MOST_BYTES: u64 = 16 << 20;

/// A config as a tree.
#[derive(Debug, Clone, Default)]
pub struct Document {
    tree: Table,
    /// The texts it was read from.
    pub sources: Sources,
    /// Tables that it names, read once for all documents made from this one.
    inputs: Inputs,
}

impl Document {
    /// Reads a config file and those it extends.
    ///
    /// # Errors
    /// [`Failure`] if a file cannot be read, is not TOML, has unknown keys, or extends itself.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let mut document = Self::default();
        document.tree = document.load(path, None, &mut Vec::new())?;
        document.with_tables(&[])
    }

    /// Reads a config from a text.
    ///
    /// # Errors
    /// As [`Document::read`].
    pub fn parse(name: &str, text: &str) -> Result<Self, Failure> {
        Self::parse_with(name, text, &[])
    }

    /// The same with the files that it names, by their paths as it writes them, where they need not be on any disk.
    ///
    /// # Errors
    /// As [`Document::read`].
    pub fn parse_with(name: &str, text: &str, files: &[(&str, &str)]) -> Result<Self, Failure> {
        let mut document = Self::default();
        document.tree = document.load_text(name, text, Path::new(""))?;
        document.with_tables(files)
    }

    /// Reads a stored config: it holds what was read from files, and none is read for it.
    ///
    /// # Errors
    /// As [`Document::read`].
    pub(crate) fn stored(name: &str, text: &str) -> Result<Self, Failure> {
        let mut document = Self::default();
        document.tree = document.load_text(name, text, Path::new(""))?;
        document.given(&[], Inputs::sealed)
    }

    /// Puts what stands in tables of agents and of dyads into the tree, so that nothing depends on the files any more.
    fn with_tables(self, files: &[(&str, &str)]) -> Result<Self, Failure> {
        self.given(files, |inputs| inputs)
    }

    fn given(mut self, files: &[(&str, &str)], kept: impl FnOnce(Inputs) -> Inputs) -> Result<Self, Failure> {
        let mut tree = std::mem::take(&mut self.tree);
        let mut given = texts(&mut tree);
        given.extend(files.iter().map(|&(path, text)| (path.to_owned(), text.to_owned())));
        self.inputs = kept(Inputs::new(self.sources.clone(), given));
        let read =
            agents::read_agents(&mut tree, &self.inputs).and_then(|()| agents::dyads::read(&mut tree, &self.inputs));
        self.tree = tree;
        match read {
            Ok(()) => Ok(self),
            Err(mistake) => Err(self.wrong(mistake)),
        }
    }

    /// Reads a config file and those it extends; `named` is where another config names it.
    fn load(&mut self, path: &Path, named: Option<&Span>, seen: &mut Vec<PathBuf>) -> Result<Table, Failure> {
        let length = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
        if length > MOST_BYTES {
            let what = "agents, dyads, links, designs and columns of numbers belong in CSV files that it names";
            let (path, most) = (path.display(), MOST_BYTES >> 20);
            return Err(Failure::Usage(format!(
                "{path}: expected a config of at most {most} MiB, found {length} bytes; {what}"
            )));
        }
        let text = match std::fs::read(path) {
            Ok(bytes) => decode(&bytes),
            Err(error) => {
                let message = format!("expected a config at {}: {error}", path.display());
                return Err(match named {
                    Some(span) => self.wrong(Diagnostic::new(Some(span.clone()), "extends", message)),
                    None => Failure::Usage(message),
                });
            }
        };
        let name = path.display().to_string();
        let text = text.map_err(|(lossy, wrong)| {
            let start = self.sources.add(name.as_str(), lossy);
            self.wrong(Diagnostic::new(Some(wrong.at.start + start..wrong.at.end + start), "", wrong.message))
        })?;
        let identity = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        if seen.contains(&identity) {
            return Err(Failure::Usage(format!("{}: extends itself, directly or through others", path.display())));
        }
        seen.push(identity);
        let mut tree = self.load_text(&name, &text, path.parent().unwrap_or(Path::new("")))?;
        let Some(Entry { node: base, .. }) = tree.remove("extends") else { return Ok(tree) };
        let span = base.span.clone();
        let Some(base) = base.as_str() else {
            return Err(self.wrong(Diagnostic::new(Some(span), "extends", "expected the path of a config in quotes")));
        };
        let base_path = path.parent().unwrap_or(Path::new("")).join(base);
        if !base_path.is_file() {
            let message = format!("no config at {}", base_path.display());
            let help = "paths are relative to the config that extends";
            return Err(self.wrong(Diagnostic::new(Some(span), "extends", message).with_help(help)));
        }
        let mut below = self.load(&base_path, Some(&span), seen)?;
        merge(&mut below, tree, &Place::root());
        Ok(below)
    }

    fn load_text(&mut self, name: &str, text: &str, folder: &Path) -> Result<Table, Failure> {
        let start = self.sources.add_in(name, text, folder);
        let (table, errors) = DeTable::parse_recoverable(text);
        if !errors.is_empty() {
            let mistakes = errors.iter().map(|error| {
                let span = error.span().map(|span| span.start + start..span.end + start);
                Diagnostic::new(span, "", error.message().trim())
            });
            return Err(Failure::Config { mistakes: mistakes.collect(), sources: self.sources.clone() });
        }
        let tree = table_from_toml(table.get_ref(), start);
        let mut unknown = Vec::new();
        find_unknown(&tree, &Place::root(), "", &mut unknown);
        if unknown.is_empty() {
            Ok(tree)
        } else {
            unknown.sort_by_key(|mistake| mistake.span.as_ref().map(|span| span.start));
            Err(Failure::Config { mistakes: unknown, sources: self.sources.clone() })
        }
    }

    /// What a cell takes from it: all but the study and its claims, so that it is quick to copy.
    #[must_use]
    pub(crate) fn of_cells(&self) -> Self {
        let mut tree = self.tree.clone();
        tree.retain(|key, _| !["study", "claims"].contains(&key.as_str()));
        Self { tree, sources: self.sources.clone(), inputs: self.inputs.clone() }
    }

    /// Bytes of memory that it takes with its copies, about: as a tree in which every value knows its place, each byte that was read
    /// takes a hundred and more.
    pub(crate) fn bytes(&self) -> u64 {
        150 * self.sources.bytes()
    }

    /// A failure of this config with one mistake.
    pub fn wrong(&self, mistake: Diagnostic) -> Failure {
        Failure::Config { mistakes: vec![mistake], sources: self.sources.clone() }
    }

    /// Are all its texts such that tables, pages and terminals may show them?
    ///
    /// # Errors
    /// [`Failure::Config`] with every one that is not.
    pub fn check_texts(&self) -> Result<(), Failure> {
        let mistakes = texts::mistakes(&self.tree);
        if mistakes.is_empty() {
            return Ok(());
        }
        Err(Failure::Config { mistakes, sources: self.sources.clone() })
    }

    /// Splits a dotted key as TOML does, quotes included.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn split(key: &str) -> Result<Key, String> {
        key::split(key)
    }

    /// Reads a `key=value` of the command line; a value that is not TOML is a string.
    ///
    /// # Errors
    /// [`Failure`] if there is no `=` or the key is not one.
    pub fn assignment(&mut self, text: &str) -> Result<Setting, Failure> {
        let start = self.sources.add(SET, text);
        let span = start..start + text.len();
        let Some((key, value)) = text.split_once('=') else {
            return Err(self.wrong(Diagnostic::new(Some(span), "", "expected key=value")));
        };
        let key =
            Self::split(key.trim()).map_err(|message| self.wrong(Diagnostic::new(Some(span.clone()), "", message)))?;
        let value = value.trim();
        let parsed =
            toml::from_str::<toml::Table>(&format!("x = {value}")).ok().and_then(|mut table| table.remove("x"));
        Ok(Setting { key, value: parsed.unwrap_or_else(|| toml::Value::String(value.to_owned())), span })
    }

    /// Sets keys; naming a key of a mechanism switches it on, unless one of the settings says otherwise.
    ///
    /// # Errors
    /// A [`Diagnostic`] for a key that does not exist.
    pub fn set<'a>(&mut self, settings: impl Iterator<Item = &'a Setting> + Clone) -> Result<(), Diagnostic> {
        for setting in settings.clone() {
            let owner: &[String] = match setting.key.first().map(String::as_str) {
                Some("mechanisms") if setting.key.get(1).is_some_and(|table| table == "conventions") => {
                    setting.key.get(..3).filter(|_| setting.key.len() > 3).unwrap_or_default()
                }
                Some("mechanisms") if setting.key.len() > 2 => &setting.key[..2],
                Some("learning") if setting.key.len() > 1 => &setting.key[..1],
                _ => &[],
            };
            if !owner.is_empty() && self.at(owner).is_some() {
                let enabled: Key = owner.iter().cloned().chain(["enabled".to_owned()]).collect();
                self.put(&enabled, &toml::Value::Boolean(true), &setting.span)?;
            }
        }
        for setting in settings {
            self.put(&setting.key, &setting.value, &setting.span)?;
        }
        Ok(())
    }

    fn put(&mut self, key: &[String], value: &toml::Value, span: &Span) -> Result<(), Diagnostic> {
        let place = known(key, span, &self.tree)?;
        debug_assert_eq!(place.len(), key.len());
        put(&mut self.tree, key, &place, Node::plain(value, span), span);
        Ok(())
    }

    /// Does this key exist?
    ///
    /// # Errors
    /// A [`Diagnostic`] with the nearest known name.
    pub fn check_key(&self, key: &[String], span: &Span) -> Result<(), Diagnostic> {
        known(key, span, &self.tree).map(|_| ())
    }

    /// The value at a path as a user writes it; groups of agents and shocks go by name, places in other lists are
    /// numbers.
    fn at(&self, path: &[impl AsRef<str>]) -> Option<&Node> {
        let named = |items: &'_ [Node], key: &str| items.iter().position(|item| answers_to(item, key));
        self.follow(path, |items, key| named(items, key).or_else(|| key.parse().ok()))
    }

    /// The same for a path in which groups of agents and shocks, too, are numbers.
    fn at_place(&self, path: &[impl AsRef<str>]) -> Option<&Node> {
        self.follow(path, |_, key| key.parse().ok())
    }

    fn follow(&self, path: &[impl AsRef<str>], place: impl Fn(&[Node], &str) -> Option<usize>) -> Option<&Node> {
        let (first, rest) = path.split_first()?;
        let mut at = &self.tree.get(first.as_ref())?.node;
        for key in rest {
            at = match &at.value {
                Value::Table(table) => &table.get(key.as_ref())?.node,
                Value::Array(items) => items.get(place(items, key.as_ref())?)?,
                _ => return None,
            };
        }
        Some(at)
    }

    /// Was a value written at this path?
    pub fn has(&self, path: &[impl AsRef<str>]) -> bool {
        self.at(path).is_some()
    }

    /// Every key that was written, tables before the keys in them, with where and what; groups of agents and shocks go by name.
    pub(crate) fn written(&self) -> Vec<(Key, Span, &Node)> {
        let mut found = Vec::new();
        gather(&self.tree, &mut Vec::new(), &mut found);
        found
    }

    /// Where a key, or the nearest table above it, was written; the beginning of the config if none of it was.
    pub fn span(&self, path: &[impl AsRef<str>]) -> Option<Span> {
        let written = (1..=path.len()).rev().find_map(|depth| self.at(&path[..depth]));
        Some(written.map_or(0..0, |node| node.span.clone()))
    }

    /// The same for a path in which groups of agents and shocks are numbers.
    fn span_at_place(&self, path: &[impl AsRef<str>]) -> Span {
        let written = (1..=path.len()).rev().find_map(|depth| self.at_place(&path[..depth]));
        written.map_or(0..0, |node| node.span.clone())
    }

    /// The config that the tree describes.
    ///
    /// # Errors
    /// A [`Diagnostic`] for the first value of a wrong kind or outside its range.
    pub fn config(&self) -> Result<Config, Diagnostic> {
        let mut config: Config = tree::read(&self.tree).map_err(|error| {
            let key = self.named(&error.path);
            let mistake = Diagnostic::new(
                error.span.or_else(|| Some(self.span_at_place(&error.path))),
                dotted(&key),
                error.message,
            );
            if key == ["agents"] {
                mistake.with_help("a group is written [[agents]], one table for each")
            } else {
                mistake
            }
        })?;
        if let Some((place, message)) = too_many(&config.agents) {
            return Err(self.diagnose(&Problem::new(["agents", &place.to_string(), "count"], message)));
        }
        for (place, group) in config.agents.iter_mut().enumerate() {
            for (key, attribute, range) in [
                ("capability", group.capability.as_mut(), CAPABILITY),
                ("ideology", Some(&mut group.ideology), IDEOLOGY),
                ("sovereignty", Some(&mut group.sovereignty), UNBOUNDED),
                ("concern", Some(&mut group.concern), UNBOUNDED),
            ] {
                if let Some(attribute) = attribute
                    && let Attribute::Column(column) = attribute
                {
                    let key = ["agents".to_owned(), place.to_string(), key.to_owned()];
                    let list = self.read_column(column, range, &self.span_at_place(&key));
                    *attribute = Attribute::List(list.map_err(|wrong| self.misread(&key, wrong))?);
                }
            }
        }
        self.read_links(&mut config.network, &config.agents)?;
        Ok(config)
    }

    /// A mistake in a file that a key names, or in the key itself.
    fn misread(&self, key: &[String], wrong: Wrong) -> Diagnostic {
        let span = wrong.span.unwrap_or_else(|| self.span_at_place(key));
        Diagnostic::new(Some(span), dotted(&self.named(key)), wrong.message)
    }

    /// Replaces the path of a network's file by its links; an agent alone in its group goes by the group's name as well.
    fn read_links(&self, network: &mut Network, groups: &[Group]) -> Result<(), Diagnostic> {
        if network.kind != network::Kind::File || (network.path.is_none() && network.table.is_none()) {
            return Ok(());
        }
        let names = names(groups);
        let part = if network.path.is_some() { "path" } else { "table" };
        let at = |wrong| self.misread(&["network".to_owned(), part.to_owned()], wrong);
        let reading = file::Reading {
            columns: &network.columns,
            strangers: network.strangers,
            agents: names.len(),
            names: &names,
        };
        let (path, table) = (&network.path, &network.table);
        let folder = self.sources.folder(&self.span(&["network", "path"]).unwrap_or_default());
        let key = format!(
            "{folder:?} {path:?} {:?} {reading:?} {:?}",
            network.delimiter,
            table.as_ref().filter(|_| path.is_none())
        );
        let links = self.inputs.links(key, || match (path, table) {
            (Some(path), _) => {
                let written = self.span(&["network", "path"]).unwrap_or_default();
                let input = self.inputs.table(path, network.delimiter, &written)?;
                let read = reading.read(&input.sheet).and_then(|edges| Ok((edges, reading.canonical(&input.sheet)?)));
                read.map_err(|wrong| input.wrong(wrong))
            }
            (None, table) => {
                let text = table.as_deref().unwrap_or_default();
                let reading = file::Reading { columns: &BTreeMap::new(), ..reading.clone() };
                let read = Sheet::read(text, Delimiter::Comma).and_then(|sheet| reading.read(&sheet));
                read.map(|edges| (edges, text.to_owned())).map_err(|wrong| {
                    let (line, column) = wrong.place(text);
                    Wrong::from(format!("line {line}, column {column} of the table: {}", wrong.message))
                })
            }
        });
        let links = links.map_err(at)?;
        let (edges, table) = (*links).clone();
        (network.edges, network.table, network.path) = (Some(edges), Some(table), None);
        Ok(())
    }

    /// The numbers in a column of a file; `written` is where the config names it.
    fn read_column(&self, column: &Column, (lo, hi): (f64, f64), written: &Span) -> Result<Vec<f64>, Wrong> {
        let input = self.inputs.table(&column.path, column.delimiter, written)?;
        let place = input.column(&column.column)?;
        let range = if hi == f64::INFINITY { format!("of at least {lo}") } else { format!("from {lo} to {hi}") };
        let value = |row: Row<'_>| {
            let value = number(&row[place]).and_then(|value| match value {
                value if (lo..=hi).contains(&value) => Ok(value),
                _ => Err(format!("expected a number {range}, found {}", &row[place])),
            });
            value.map_err(|message| input.at(row, place, message))
        };
        input.sheet.rows().map(value).collect()
    }

    /// A table of the config, read anew; rows of nothing are rows of empty fields.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn design(&self, path: &str, delimiter: Delimiter) -> Result<Arc<Input>, Wrong> {
        let written = self.span(&["study", "sample", "design"]).unwrap_or_default();
        self.inputs.read(path, delimiter, EmptyRows::Keep, &written)
    }

    /// The texts of the files that a config still names: those of paths that its cells set.
    pub(crate) fn files(&self, config: &Config) -> BTreeMap<String, String> {
        fn strings<'a>(value: &'a serde_json::Value, found: &mut Vec<&'a str>) {
            match value {
                serde_json::Value::String(text) => found.push(text),
                serde_json::Value::Array(items) => items.iter().for_each(|item| strings(item, found)),
                serde_json::Value::Object(map) => map.values().for_each(|item| strings(item, found)),
                _ => {}
            }
        }
        let value = serde_json::to_value((&config.network.path, &config.study)).unwrap_or_default();
        let mut found = Vec::new();
        strings(&value, &mut found);
        self.inputs.texts(found.into_iter())
    }

    /// A problem of a world as a mistake in this config.
    pub fn diagnose(&self, problem: &Problem) -> Diagnostic {
        Diagnostic::new(Some(self.span_at_place(&problem.key)), dotted(&self.named(&problem.key)), &problem.message)
    }

    /// A path with groups of agents by name rather than by number.
    fn named(&self, path: &[String]) -> Key {
        let mut key = path.to_vec();
        if key.len() > 1
            && key[0] == "agents"
            && let Some(name) = self.at_place(&key[..2]).and_then(group_name)
        {
            key[1] = name.to_owned();
        }
        key
    }
}

/// Takes the texts of `[files]` out of the tree, if they are such.
fn texts(tree: &mut Table) -> BTreeMap<String, String> {
    let Some(Entry { node: Node { value: Value::Table(table), .. }, .. }) = tree.get("files") else {
        return BTreeMap::new();
    };
    let text = |(path, entry): (&String, &Entry)| Some((path.clone(), entry.node.as_str()?.to_owned()));
    // Anything but texts is a mistake that is told when the config is read.
    let Some(texts) = table.iter().map(text).collect() else { return BTreeMap::new() };
    tree.remove("files");
    texts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::Game;
    use crate::trust::Rule;

    const WORLD: &str = "name = 'w'\n[[agents]]\nname = 'others'\npower = 'weak'\ncount = 4\n";

    fn document(text: &str) -> Document {
        Document::parse("w.toml", &format!("{WORLD}{text}")).unwrap()
    }

    fn set(document: &mut Document, text: &str) -> Result<(), Diagnostic> {
        let setting = document.assignment(text).unwrap();
        document.set(std::iter::once(&setting))
    }

    #[test]
    fn all_unknown_keys_are_reported_at_once_with_their_places() {
        let text = "rounds = 9\n[game.dilema]\nrent = 1\n[noise]\nslip = 0.1\nmis = 0.2\n";
        let error = Document::parse("x.toml", text).unwrap_err().to_string();
        let lines: Vec<&str> = error.lines().collect();
        assert_eq!(
            lines,
            [
                "x.toml:2:7: `game.dilema`: unknown key; did you mean `dilemma`?",
                "x.toml:6:1: `noise.mis`: unknown key; did you mean `miss`?",
            ]
        );
    }

    #[test]
    fn a_setting_replaces_the_other_alternative_of_a_choice() {
        let mut document = document("[trust.rule.linear]\ngain = 0.2\n[game.matrix]\nR=3\nS=0\nT=5\nP=1\n");
        set(&mut document, "trust.rule.beta.memory=0.5").unwrap();
        set(&mut document, "game.dilemma.rent=2").unwrap();
        let config = document.config().unwrap();
        assert!(matches!(config.trust.rule, Rule::Beta(beta) if beta.memory.get() == 0.5));
        assert!(matches!(config.game, Game::Dilemma(dilemma) if dilemma.rent.get() == 2.0));
    }

    #[test]
    fn groups_are_set_by_name_and_mechanisms_switched_on() {
        let mut document = document("[mechanisms.convention]\nenabled = false\n");
        set(&mut document, "agents.others.count=7").unwrap();
        set(&mut document, "agents.others.ideology={ uniform = [0, 0.5] }").unwrap();
        set(&mut document, "mechanisms.convention.fine=2").unwrap();
        let config = document.config().unwrap();
        assert_eq!(config.agents[0].count, 7);
        assert_eq!(config.agents[0].ideology, Attribute::Uniform([0.0, 0.5]));
        assert!(config.mechanisms.convention.unwrap().enabled);
    }

    #[test]
    fn one_of_several_conventions_is_switched_on_alone() {
        let mut document =
            document("[mechanisms.conventions.a]\nenabled = false\n[mechanisms.conventions.b]\nenabled = false\n");
        set(&mut document, "mechanisms.conventions.a.fine=2").unwrap();
        let conventions = document.config().unwrap().mechanisms.conventions;
        assert_eq!(conventions.len(), 2);
        assert!(conventions["a"].enabled && conventions["a"].fine.get() == 2.0 && !conventions["b"].enabled);
    }

    #[test]
    fn an_explicit_switch_wins_over_naming_a_key() {
        let mut document = document("");
        let settings: Vec<Setting> = ["mechanisms.convention.enabled=false", "mechanisms.convention.fine=2"]
            .iter()
            .map(|text| document.assignment(text).unwrap())
            .collect();
        document.set(settings.iter()).unwrap();
        assert!(!document.config().unwrap().mechanisms.convention.unwrap().enabled);
    }

    #[test]
    fn a_key_that_does_not_exist_is_refused_with_the_nearest() {
        let mut document = document("");
        let mistake = set(&mut document, "game.dilemma.rnet=1").unwrap_err();
        assert_eq!(mistake.help.as_deref(), Some("did you mean `rent`?"));
        let mistake = set(&mut document, "agents.other.count=1").unwrap_err();
        assert_eq!(mistake.help.as_deref(), Some("did you mean `others`?"));
    }

    #[test]
    fn keys_are_split_as_toml_splits_them() {
        assert_eq!(Document::split("agents.\"great powers\".count").unwrap(), ["agents", "great powers", "count"]);
        assert!(Document::split("a b").is_err() && Document::split("").is_err());
    }

    /// A state whose name is a number is found by it, wherever in the list it stands; problems of worlds go by place.
    #[test]
    fn a_group_named_by_a_number_is_found_by_its_name() {
        let group = |name: &str| format!("[[agents]]\nname = '{name}'\npower = 'weak'\ncount = 1\ncapability = 0.3\n");
        let text = format!("name = 'w'\n{}{}", group("1"), group("365"));
        let document = Document::parse("w.toml", &text).unwrap();
        let place = |span: Option<Span>| document.sources.place(&span.unwrap()).unwrap();
        assert_eq!(place(document.span(&["agents", "1", "capability"])), "w.toml:6:14");
        assert_eq!(place(document.span(&["agents", "365", "capability"])), "w.toml:11:14");
        let problem = document.diagnose(&Problem::new(["agents", "1", "capability"], "x"));
        assert_eq!((place(problem.span), problem.key.as_str()), ("w.toml:11:14".to_owned(), "agents.365.capability"));
    }

    proptest::proptest! {
        /// However odd the names, a key written out and split again is the same key.
        #[test]
        fn a_written_key_splits_into_its_parts(key in proptest::collection::vec("[ -~é\u{301}\u{1b}\n]{1,12}", 1..5)) {
            proptest::prop_assert_eq!(Document::split(&dotted(&key)), Ok(key));
        }

        /// No text whatever makes the reader panic; it is a config or a mistake.
        #[test]
        fn any_text_is_a_config_or_a_mistake(text in "[a-z.=\\[\\]{}\"' \n0-9]{0,80}") {
            if let Ok(document) = Document::parse("any.toml", &text) {
                let _ = document.config();
            }
        }
    }
}
