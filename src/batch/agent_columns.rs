//! Tables and columns of agents and dyads one by one, and of the modularity of blocs, where they are asked for.

use super::growing::Growing;
use crate::config::document::Document;
use crate::config::source::Diagnostic;
use crate::config::structs::{Config, Output};
use crate::record::{Column, modularity, portrait};
use crate::world::Rules;
use crate::world::rules::Stage;

/// The tables, in the order of their bytes in the journal; they stand behind all others.
pub(crate) const TABLES: [&str; 2] = ["agents.csv", "dyads.csv"];

/// The tables of this plan that grow run by run, behind the keys and swept values `of_run`.
pub(crate) fn growing(config: &Config, of_run: &[Column]) -> Vec<Growing> {
    let table = |name, own: Vec<Column>| Growing { name, columns: [of_run.to_vec(), own].concat(), numbers: 0 };
    let agents = config.output.agents.then(|| table(TABLES[0], portrait::agent_columns()));
    let dyads = config.output.dyads.then(|| table(TABLES[1], portrait::dyad_columns()));
    agents.into_iter().chain(dyads).collect()
}

/// The column that blocs add to rounds and runs, if they are asked for.
pub(crate) fn columns(output: &Output) -> Vec<Column> {
    output.blocs.iter().map(|_| modularity::column()).collect()
}

/// How many numbers the two tables have for a run of `agents` agents and `sides` sides.
pub(crate) fn cells_of_run(output: &Output, agents: usize, sides: usize) -> u64 {
    let of = |asked: bool, rows: usize, columns: usize| if asked { rows as u64 * columns as u64 } else { 0 };
    of(output.agents, agents, portrait::agent_columns().len()) + of(output.dyads, sides, portrait::dyad_columns().len())
}

/// What does not go together with a world, and the key that asks for it.
pub(crate) fn mistake(output: &Output, rules: &Rules) -> Option<(&'static str, String)> {
    let asked = [("agents", output.agents), ("dyads", output.dyads), ("blocs", output.blocs.is_some())];
    let key = asked.into_iter().find_map(|(key, asked)| asked.then_some(key))?;
    let why = if let Stage::Groups(_) = rules.stage {
        "a public goods game has no encounters of two"
    } else if rules.lives_on_expectations() {
        "expected payoffs are of repeated matches, in which nobody acts or trusts (learning.payoffs = \"expected\")"
    } else {
        return None;
    };
    Some((key, format!("{why}: expected no output.{key} in such a world")))
}

/// The same of a tournament, which has no agents at all.
pub(crate) fn mistake_of_matches(output: &Output, document: &Document) -> Option<Diagnostic> {
    let asked = [("agents", output.agents), ("dyads", output.dyads), ("blocs", output.blocs.is_some())];
    let key = asked.into_iter().find_map(|(key, asked)| asked.then_some(key))?;
    let message = "a tournament has strategies in matches, no agents: expected no such key";
    Some(Diagnostic::new(document.span(&["output", key]), format!("output.{key}"), message))
}
