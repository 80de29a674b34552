//! `comity show`: one thing with its documentation.

use clap::Args as ClapArgs;

use super::list::{What, columns_of_tables, entries, place};
use super::out::print;
use super::shipped;
use crate::config::Failure;
use crate::config::advice::advice;
use crate::config::document::Document;
use crate::config::schema::{Below, Place};
use crate::game::Preset;
use crate::learning::Rule;
use crate::network;
use crate::record::{Column, Extra, columns};
use crate::report::as_text;
use crate::strategy::{CATALOGUE, catalogue};
use crate::trust::reputation;
use crate::world::rules::nearest;

/// Arguments of `show`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The name of a strategy, game, trust rule, norm, mechanism, learning rule, network, study, column, shipped config or its table, or a config key
    pub name: String,
}

/// Shows everything that goes by a name: a mechanism and a shipped config may share one.
///
/// # Errors
/// [`Failure::Usage`] if nothing is called that, with the nearest name.
pub fn run(args: &Args) -> Result<(), Failure> {
    let found = everything_called(&args.name);
    if found.is_empty() {
        return Err(unknown(&args.name));
    }
    print(&found.join("\n\n"));
    Ok(())
}

fn everything_called(name: &str) -> Vec<String> {
    let rule = Rule::ALL.into_iter().find(|rule| rule.name() == name);
    let preset = Preset::ALL.into_iter().find(|preset| preset.name() == name);
    let strategies: Vec<String> = CATALOGUE.iter().map(|entry| entry.name.to_owned()).collect();
    let network = network::Kind::ALL.into_iter().find(|kind| kind.name() == name);
    let mut columns = columns::keys()
        .into_iter()
        .chain(columns::runs(&strategies))
        .chain(columns::shocked())
        .chain([columns::struck()])
        .chain(Extra::ALL.map(Extra::column));
    let shown = [
        catalogue::find(name).map(as_text::strategy),
        preset.map(as_text::game),
        rule.map(|rule| {
            format!("{} (learning rule)\n  {}\n\n  [learning]\n  rule = {:?}", rule.name(), rule.about(), rule.name())
        }),
        network.map(|kind| format!("{}{}", as_text::network(kind), network_keys(kind))),
        reputation::find(name).map(as_text::norm),
        key(name).map(|path| describe(&path)),
        columns.find(|column| column.name == name).map(|column| {
            let Column { name, unit, meaning, .. } = column;
            format!("{name} (column, {unit})\n  {meaning}")
        }),
        shipped::find(name).map(|config| config.header()),
        shipped::table(name).map(|text| text.trim_end().to_owned()),
    ];
    let of_table = columns_of_tables().into_iter().filter(|(_, column)| column.name == name);
    let of_table = of_table
        .map(|(table, Column { name, unit, meaning, .. })| format!("{name} (column of {table}, {unit})\n  {meaning}"));
    let methods = METHODS.iter().filter_map(|path| method(path, name));
    shown.into_iter().flatten().chain(methods).chain(of_table).collect()
}

/// Keys whose words have names of their own in the literature.
const METHODS: [&[&str]; 2] = [&["study", "sample", "method"], &["study", "sensitivity", "method"]];

/// A word that a key may be set to, with what it means.
fn method(path: &[&str], name: &str) -> Option<String> {
    let (word, about) = place(path)?.words().into_iter().find(|(word, _)| *word == name)?;
    Some(format!("{} = {word:?}\n  {}", path.join("."), about.replace('\n', " ")))
}

/// The keys of a kind of network, as the schema describes them.
fn network_keys(kind: network::Kind) -> String {
    let Some(place) = place(&["network"]) else { return String::new() };
    let line = |key: &&str| format!("\n  {key:<18} {}", place.about(key).unwrap_or_default().replace('\n', " "));
    kind.keys().iter().map(line).collect()
}

/// The path of a config key given whole, or of a table given by its last name.
fn key(name: &str) -> Option<Vec<String>> {
    let whole = Document::split(name).ok()?;
    let parts: Vec<&str> = whole.iter().map(String::as_str).collect();
    let above =
        [&[][..], &["mechanisms"], &["game"], &["trust", "rule"], &["study"], &["study", "boundary"], &["shocks"]];
    above.iter().find_map(|above| {
        let path = [above, parts.as_slice()].concat();
        let (last, before) = path.split_last()?;
        matches!(place(before)?.or_items().below(last), Below::Known(_))
            .then(|| path.iter().map(|&part| part.to_owned()).collect())
    })
}

/// A key, what it means, and the keys below it with their defaults.
fn describe(path: &[String]) -> String {
    let parts: Vec<&str> = path.iter().map(String::as_str).collect();
    let Some((last, before)) = parts.split_last() else { return String::new() };
    let mut text = parts.join(".");
    let outer = place(before).unwrap_or_else(Place::root).or_items();
    if let Some(default) = outer.default(last).filter(|default| !default.is_object() && !default.is_null()) {
        text += &format!(" = {default}");
    }
    if let Some(about) = outer.about(last) {
        text += &format!("\n  {}", about.replace('\n', " "));
    }
    let Some(inner) = place(&parts).map(Place::or_items) else { return text };
    for (word, about) in inner.words() {
        text += &format!("\n  {:<28} {}", format!("{word:?}"), about.replace('\n', " "));
    }
    // Where keys are free, what matters is what each of them may hold.
    let (inner, heading) = match inner.below("KEY") {
        Below::Known(each) if inner.names().is_empty() && !each.names().is_empty() => (each, "\n  each of them:"),
        _ => (inner, "\n"),
    };
    let below = inner.names();
    if !below.is_empty() {
        text += heading;
    }
    for name in below {
        let default = inner.default(name).filter(|default| !default.is_null() && !default.is_object());
        let default = default.map(|default| format!(" = {default}")).unwrap_or_default();
        let about = inner.about(name).unwrap_or_default().replace('\n', " ");
        text += &format!("\n  {:<28} {about}", format!("{name}{default}"));
    }
    text
}

fn unknown(name: &str) -> Failure {
    if let Some((before, last)) = name.rsplit_once('.')
        && let Some(place) = place(&before.split('.').collect::<Vec<_>>())
    {
        return Failure::Usage(format!("`{before}` has no key {last:?}; {}", advice(last, &place.names())));
    }
    let lists = [
        What::Games,
        What::Trust,
        What::Norms,
        What::Mechanisms,
        What::Learning,
        What::Networks,
        What::Studies,
        What::Columns,
        What::Configs,
    ];
    let listed: Vec<String> = lists.into_iter().flat_map(entries).map(|entry| entry.0).collect();
    let strategies =
        CATALOGUE.iter().flat_map(|entry| std::iter::once(entry.name).chain(entry.aliases.iter().copied()));
    let hint = nearest(name, listed.iter().map(String::as_str).chain(strategies));
    let hint = hint.map(|near| format!("did you mean {near:?}? ")).unwrap_or_default();
    Failure::Usage(format!("nothing is called {name:?}; {hint}`comity list WHAT` names what there is"))
}
