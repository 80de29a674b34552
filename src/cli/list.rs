//! `comity list`: names what there is.

use clap::{Args as ClapArgs, ValueEnum};

use super::out::print;
use super::shipped;
use crate::config::schema::{Below, Place};
use crate::game::Preset;
use crate::learning::Rule;
use crate::network;
use crate::question::verdicts;
use crate::question::{audit, boundary::answer as boundary, survival};
use crate::record::{Column, Extra, columns, modularity, portrait};
use crate::strategy::facts::Memory;
use crate::strategy::{CATALOGUE, FAMILIES};
use crate::trust::reputation::NORMS;

/// Arguments of `list`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// What to list
    pub what: What,
}

/// What can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// Named strategies
    Strategies,
    /// Games: the dilemma, matrices and presets
    Games,
    /// Trust rules
    Trust,
    /// Social norms of public reputation
    Norms,
    /// Mechanisms
    Mechanisms,
    /// Learning rules
    Learning,
    /// Networks
    Networks,
    /// Shocks
    Shocks,
    /// Studies
    Studies,
    /// Columns of the tables (columns.csv of a result also has those of its answer.csv)
    Columns,
    /// Shipped configs
    Configs,
}

/// Prints a list.
pub fn run(args: &Args) {
    if args.what == What::Strategies {
        print(&strategies());
        return;
    }
    let entries = entries(args.what);
    let width = entries.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default().max(24);
    for (name, about) in entries {
        print(&format!("{name:<width$} {about}"));
    }
}

/// All strategies by family: name, facts in short, sentence.
fn strategies() -> String {
    let mut text = format!(
        "{} strategies: name, memory (rounds; inf: without bound), s stochastic, n nice, p provocable\n`comity show NAME` has \
         the rest: other names, source, automaton, a sample play\n",
        CATALOGUE.len()
    );
    for family in FAMILIES {
        text += &format!("\n{}\n", family.heading);
        for entry in family.entries {
            let facts = entry.facts();
            let memory = match facts.memory {
                Memory::Rounds(rounds) => rounds.to_string(),
                Memory::Unbounded => "inf".to_owned(),
            };
            let mark = |yes: bool, letter: char| if yes { letter } else { '-' };
            let marks: String =
                [mark(facts.stochastic, 's'), mark(facts.nice, 'n'), mark(facts.provocable, 'p')].into_iter().collect();
            text += &format!("  {:<31} {memory:>3} {marks}  {}\n", entry.name, entry.about);
        }
    }
    text.trim_end().to_owned()
}

/// Names with a line about each.
pub fn entries(what: What) -> Vec<(String, String)> {
    match what {
        What::Strategies => CATALOGUE.iter().map(|entry| (entry.name.to_owned(), entry.about.to_owned())).collect(),
        What::Games => {
            let presets = Preset::ALL.into_iter().map(|preset| {
                let [r, s, t, p] = preset.payoffs().0;
                (preset.name().to_owned(), format!("preset: R {r}, S {s}, T {t}, P {p}"))
            });
            tables(&["game"], &["preset"]).into_iter().chain(presets).collect()
        }
        What::Trust => tables(&["trust", "rule"], &[])
            .into_iter()
            .chain([("fixed".to_owned(), "Trust stays at its prior.".to_owned())])
            .collect(),
        What::Norms => NORMS.iter().map(|norm| (norm.name.to_owned(), norm.about.to_owned())).collect(),
        What::Mechanisms => tables(&["mechanisms"], &["burden", "voice"]),
        What::Learning => Rule::ALL.into_iter().map(|rule| (rule.name().to_owned(), rule.about().to_owned())).collect(),
        What::Networks => {
            network::Kind::ALL.iter().map(|kind| (kind.name().to_owned(), kind.about().to_owned())).collect()
        }
        What::Shocks => tables(&["shocks"], &["name", "at", "hazard", "from", "until"]),
        What::Studies => tables(&["study"], &[]),
        What::Columns => {
            let all = columns::keys()
                .into_iter()
                .chain(columns::runs(&[]))
                .chain(columns::shocked())
                .chain([columns::struck()])
                .chain(Extra::ALL.map(Extra::column));
            let runs = all.map(|column| (column.name, format!("[{}] {}", column.unit, column.meaning)));
            let of_table = |(table, Column { name, unit, meaning, .. })| (name, format!("{table} [{unit}] {meaning}"));
            runs.chain(columns_of_tables().into_iter().map(of_table)).collect()
        }
        What::Configs => shipped::ALL.iter().map(|config| (config.name.to_owned(), config.question())).collect(),
    }
}

/// The columns of tables that only some studies write, each with its table; the keys and swept values come before them.
pub fn columns_of_tables() -> Vec<(&'static str, Column)> {
    let tables = [
        ("survival.csv", survival::columns()),
        ("sweeps.csv", boundary::sweep_columns()),
        ("deviations.csv", audit::deviation_columns()),
        ("audit.csv", audit::columns()),
        ("claims.csv", verdicts::columns()),
        ("agents.csv", portrait::agent_columns()),
        ("dyads.csv", portrait::dyad_columns()),
        ("runs.csv", vec![modularity::column()]),
    ];
    tables.into_iter().flat_map(|(table, columns)| columns.into_iter().map(move |column| (table, column))).collect()
}

/// The tables that the schema knows at a path, with the first sentence of each.
fn tables(path: &[&str], without: &[&str]) -> Vec<(String, String)> {
    let Some(place) = place(path).map(Place::or_items) else { return Vec::new() };
    place
        .names()
        .into_iter()
        .filter(|name| !without.contains(name))
        .map(|name| {
            let about = place.about(name).unwrap_or_default();
            (name.to_owned(), about.lines().next().unwrap_or_default().to_owned())
        })
        .collect()
}

/// The schema's place at a path; a group of agents goes by any name, or by none.
pub fn place(path: &[&str]) -> Option<Place<'static>> {
    let mut place = Place::root();
    for (depth, key) in path.iter().enumerate() {
        place = match (place.below(key), place.items()) {
            (Below::Known(inner), _) => inner,
            (_, Some(items)) if depth == 1 => match items.below(key) {
                Below::Known(inner) => inner,
                _ => items,
            },
            _ => return None,
        };
    }
    Some(place)
}
