//! Names of columns: no two columns of a table are alike, whatever a config calls its keys, bundles, strategies and conventions.
//!
//! A swept key, mechanism or bundle with the name of another column of the study's tables (`seed`, `front`) stands as `swept.NAME` in all of
//! them. Other names that meet are refused: `share_x_low` would be the share of the strategy `x_low`, and the lower end of that of `x`.
//! Names that differ in case alone meet as well, for readers such as DuckDB do not tell them apart.

use std::collections::{BTreeMap, BTreeSet};

use super::{answer, audit, boundary::answer as boundary, survival};
use crate::batch::plan::Plan;
use crate::batch::tables;
use crate::config::document::dotted;
use crate::config::source::{Diagnostic, Failure, Span};
use crate::record::{Column, cell, columns, portrait};

/// What stands before the name of a swept column that another column has.
pub const SWEPT: &str = "swept.";

/// As readers compare names.
fn folded(name: &str) -> String {
    name.to_lowercase()
}

/// What the tables call swept columns: by their own names, or with [`SWEPT`] before it where one of the others has it.
pub fn swept<'a>(keys: &[String], others: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let taken: BTreeSet<String> = others.into_iter().map(folded).collect();
    keys.iter().map(|key| if taken.contains(&folded(key)) { format!("{SWEPT}{key}") } else { key.clone() }).collect()
}

/// The columns that stand beside swept ones in some table of a study, whether or not this one writes that table.
pub(crate) fn others(plan: &Plan) -> Vec<Column> {
    let run_columns = plan.run_columns();
    [
        columns::keys(),
        cell::cell_columns(&run_columns, plan.bound()),
        run_columns,
        plan.round_columns(),
        tables::failure_columns(),
        boundary::sweep_columns(),
        audit::deviation_columns(),
        audit::columns(),
        survival::columns(),
        portrait::agent_columns(),
        portrait::dyad_columns(),
        answer::line_own(""),
        boundary::own("", true),
    ]
    .concat()
}

/// Are there columns of one name?
///
/// # Errors
/// [`Failure::Config`] with every pair of them, at the name in the config that makes it.
pub(crate) fn check(plan: &Plan) -> Result<(), Failure> {
    let cells = [columns::keys()[..1].to_vec(), answer::swept_columns(plan)].concat();
    let behind = |own: Vec<Column>| [cells.clone(), own].concat();
    let mut tables: Vec<(&str, Vec<Column>)> =
        tables::growing(plan).into_iter().map(|table| (table.name, table.columns)).collect();
    tables.push(("cells.csv", behind(cell::cell_columns(&plan.run_columns(), plan.bound()))));
    let (mut mistakes, mut said) = (Vec::new(), BTreeSet::new());
    for (table, columns) in &tables {
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for Column { name, .. } in columns {
            let Some(other) = seen.insert(folded(name), name) else { continue };
            if said.insert(folded(name)) {
                mistakes.push(mistake(plan, table, other, name));
            }
        }
    }
    if mistakes.is_empty() {
        return Ok(());
    }
    Err(Failure::Config { mistakes, sources: plan.document.sources.clone() })
}

fn mistake(plan: &Plan, table: &str, a: &str, b: &str) -> Diagnostic {
    let (key, span) = owner(plan, a).or_else(|| owner(plan, b)).unwrap_or_else(|| ("study".to_owned(), None));
    let message = match a == b {
        true => format!("expected columns of different names, but {table} would have two called {b}"),
        false => format!(
            "expected columns of different names, but {a} and {b} of {table} differ in case alone, which many readers do not tell apart"
        ),
    };
    Diagnostic::new(span, key, message).with_help("choose another name".to_owned())
}

/// The name in the config that makes a column, and where it is written.
fn owner(plan: &Plan, column: &str) -> Option<(String, Option<Span>)> {
    let document = &plan.document;
    let place = plan.swept_names().iter().position(|own| own == column);
    if let Some(place) = place {
        let span = match &plan.design.points {
            Some(points) => Some(points.span(place).clone()),
            None => {
                let levers = plan.design.axes.iter();
                let mut spans = levers.flat_map(|lever| lever.columns.iter().map(move |_| lever.span.clone()));
                spans.nth(place).flatten()
            }
        };
        return Some((plan.design.columns().swap_remove(place), span));
    }
    let longest = |names: &[String], heads: &[&str], path: &[&str]| {
        let own = |name: &&String| heads.iter().any(|head| column.starts_with(&format!("{head}{name}")));
        let name = names.iter().filter(own).max_by_key(|name| name.len())?;
        let path = [path, &[name.as_str()]].concat();
        let key: Vec<String> = path.iter().map(|&part| part.to_owned()).collect();
        document.has(&path).then(|| (dotted(&key), document.span(&path)))
    };
    longest(&plan.strategies, &["share_"], &["strategies"])
        .or_else(|| longest(&plan.treaties, &["members_", "in_force_"], &["mechanisms", "conventions"]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::document::Document;

    const WORLD: &str =
        "name = 'w'\nrounds = 4\n[[agents]]\nname = 'a'\npower = 'weak'\ncount = 4\n[holds]\nwindow = 2\n";
    const OWN: &str = "{ memory_one = { cc = 1.0, cd = 0.0, dc = 1.0, dd = 0.0 } }";

    fn plan(text: &str) -> Result<Plan, String> {
        let document = Document::parse("w.toml", &format!("{WORLD}{text}")).map_err(|failure| failure.to_string())?;
        Plan::new(document, false).map_err(|failure| failure.to_string())
    }

    /// In studies of every kind a key, bundle or mechanism may be called as a column is.
    #[test]
    fn swept_columns_are_told_from_others() {
        let rent = "'game.dilemma.rent'";
        let studies = [
            "[study.grid]\naxes = [{ key = 'seed', values = [1, 2] }, { key = 'noise.slip', values = [0.0, 0.1] }]"
                .to_owned(),
            format!("[study.sample]\nn = 4\nkeys = {{ seed = {{ integers = [1, 9] }}, {rent} = [0.0, 1.0] }}"),
            format!(
                "[study.boundary]\nover = [{{ key = 'seed', values = [1, 2] }}]\naxis = {{ key = {rent}, range = [0.0, 9.0] }}\nprecision = 3.0"
            ),
            format!(
                "[study.factorial]\nbundles = {{ Trust = {{ {rent} = 2.0 }}, what = {{ 'noise.slip' = 0.1 }}, mine = {{ 'noise.miss' = 0.1 }} }}"
            ),
            "[study.ablation]\nmechanisms = ['front', 'aid']".to_owned(),
        ];
        let expected: [&[&str]; 5] = [
            &["swept.seed", "noise.slip"],
            &["game.dilemma.rent", "swept.seed"],
            &["swept.seed", "game.dilemma.rent"],
            &["swept.Trust", "mine", "swept.what"],
            &["swept.front", "aid"],
        ];
        for (study, expected) in studies.iter().zip(expected) {
            let plan = plan(study).unwrap_or_else(|said| panic!("{study}: {said}"));
            assert_eq!(plan.swept_names(), expected, "{study}");
            for table in tables::growing(&plan) {
                let names: BTreeSet<String> = table.columns.iter().map(|column| folded(&column.name)).collect();
                assert_eq!(names.len(), table.columns.len(), "{study}, {}", table.name);
            }
        }
    }

    #[test]
    fn names_that_meet_are_refused_where_they_are_written() {
        let refused = |text: &str| plan(text).err().unwrap_or_else(|| panic!("{text} is taken"));
        let strategies = |a: &str, b: &str| {
            format!("strategies = {{ {a} = 1.0, {b} = 1.0 }}\n[strategies]\n{a} = {OWN}\n{b} = {OWN}\n")
        };
        let world = |text: &str| {
            let (agents, own) = text.split_once('\n').unwrap();
            let text = WORLD.replace("count = 4\n", &format!("count = 4\n{agents}\n"));
            let document = Document::parse("w.toml", &format!("{text}{own}")).unwrap();
            Plan::new(document, false).map(drop).map_err(|failure| failure.to_string())
        };
        let said = world(&strategies("x", "x_low")).unwrap_err();
        assert!(said.starts_with("w.toml:12:") && said.contains("share_x_low"), "{said}");
        let said = world(&strategies("Mine", "mine")).unwrap_err();
        assert!(said.contains("share_Mine and share_mine of") && said.contains("in case alone"), "{said}");
        assert_eq!(world(&strategies("x", "y_low")), Ok(()));

        let conventions = |names: [&str; 2]| {
            names.map(|name| format!("[mechanisms.conventions.{name}]\nmembers = 'voluntary'\n")).concat()
        };
        let said = refused(&conventions(["low", "other"]));
        assert!(said.starts_with("w.toml:9:") && said.contains("members_low"), "{said}");
        let said = refused(&conventions(["East", "east"]));
        assert!(said.contains("members_East and members_east"), "{said}");

        let groups = "[[agents]]\nname = 'A'\npower = 'weak'\ncount = 1\n[study.grid]\naxes = [\
            { key = 'agents.A.count', values = [1, 2] }, { key = 'agents.a.count', values = [1, 2] }]";
        let said = refused(groups);
        assert!(said.contains("agents.A.count and agents.a.count") && said.starts_with("w.toml:1"), "{said}");
        let both = "[study.factorial.bundles]\nseed = { 'noise.slip' = 0.1 }\n'swept.seed' = { 'noise.miss' = 0.1 }";
        assert!(refused(both).contains("two called swept.seed"), "{}", refused(both));
    }
}
