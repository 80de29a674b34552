//! The columns of a plan's tables, and what the tables call what is swept.

use super::Plan;
use crate::batch::agent_columns;
use crate::batch::growing::{Growing, failure_columns};
use crate::config::document::dotted;
use crate::config::source::{Failure, Span};
use crate::question::design::Kind;
use crate::question::design::points::Points;
use crate::question::{audit, boundary, grid, names, survival};
use crate::record::{Column, ValueKind, cell, columns, membership, portrait};

/// The name of a cell that has one.
fn name_column() -> Column {
    Column::new("name", "name", "What the cell is called.")
}

impl Plan {
    /// Columns of `runs.csv` after the keys and the swept values.
    pub fn run_columns(&self) -> Vec<Column> {
        let of_shocks = if self.shocks { columns::shocked() } else { Vec::new() };
        let of_treaties = membership::columns(&self.treaties).into_iter().map(columns::averaged).collect();
        let portraits = agent_columns::columns(&self.config.output);
        [columns::runs(&self.strategies), of_shocks, of_treaties, portraits, self.extra_columns()].concat()
    }

    /// Columns of `rounds.csv` after the keys.
    pub fn round_columns(&self) -> Vec<Column> {
        let struck = self.shocks.then(columns::struck).into_iter().collect();
        let of_treaties = membership::columns(&self.treaties);
        let portraits = agent_columns::columns(&self.config.output);
        [columns::rounds(&self.strategies), struck, of_treaties, portraits, self.extra_columns()].concat()
    }

    /// What the tables call the swept keys or bundles, in the order of [`crate::question::design::Design::columns`].
    pub fn swept_names(&self) -> Vec<String> {
        let keys = self.design.columns();
        // No column of another kind is called as a key within a table is.
        if keys.iter().all(|key| key.contains('.')) {
            return keys;
        }
        let others = self.others();
        names::swept(&keys, others.iter().map(|column| column.name.as_str()))
    }

    /// What the tables call one of them.
    pub fn swept_name(&self, key: &str) -> String {
        let place = self.design.columns().iter().position(|own| own == key);
        place.and_then(|place| self.swept_names().into_iter().nth(place)).unwrap_or_else(|| key.to_owned())
    }

    /// The last columns of rounds and runs: those of mechanisms that are on somewhere.
    fn extra_columns(&self) -> Vec<Column> {
        self.extras.iter().map(|extra| extra.column()).collect()
    }

    /// The columns of `cells.csv` before its own: the cell, its name if cells have names, and its swept values.
    pub fn cell_keys(&self) -> Vec<Column> {
        let named = self.design.points.as_ref().is_some_and(Points::are_named);
        [columns::keys()[..1].to_vec(), if named { vec![name_column()] } else { Vec::new() }, self.swept_columns()]
            .concat()
    }

    /// The columns of the swept values.
    pub fn swept_columns(&self) -> Vec<Column> {
        let meaning = |(key, kind): (&String, ValueKind)| match self.design.kind {
            Kind::Factorial | Kind::Ablation => Column::new(key, "0/1", format!("Is {key} on?")),
            _ => Column::new(key, "as in the config", format!("Swept value of {key}.")).with_kind(kind),
        };
        let columns = self.design.columns();
        let named = columns.iter().zip(self.design.kinds()).map(meaning).zip(self.swept_names());
        named.map(|(column, name)| Column { name, ..column }).collect()
    }

    /// The tables that grow run by run, in the order of their bytes in the journal; runs.csv and rounds.csv come first.
    pub fn growing(&self) -> Vec<Growing> {
        let (keys, swept) = (columns::keys(), self.swept_columns());
        let of_run = [&keys[..3], &swept].concat();
        let table =
            |name, own: Vec<Column>, numbers| Growing { name, columns: [of_run.clone(), own].concat(), numbers };
        let run_columns = self.run_columns();
        let values = run_columns.len();
        let mut tables = vec![
            table("runs.csv", run_columns, values),
            Growing { name: "rounds.csv", columns: [keys, self.round_columns()].concat(), numbers: 0 },
            table("failures.csv", failure_columns(), 0),
        ];
        if self.hysteresis().is_some() {
            tables.push(table("sweeps.csv", boundary::answer::sweep_columns(), boundary::answer::SWEEP_NUMBERS));
        } else if self.follow_up().is_some() {
            tables.push(table("deviations.csv", audit::deviation_columns(), audit::DEVIATION_NUMBERS));
        }
        tables.extend(agent_columns::growing(&self.config, &of_run));
        tables
    }

    /// The columns that stand beside swept ones in some table of a study, whether or not this one writes that table.
    fn others(&self) -> Vec<Column> {
        let run_columns = self.run_columns();
        [
            columns::keys(),
            vec![name_column()],
            cell::cell_columns(&run_columns, self.bound()),
            run_columns,
            self.round_columns(),
            failure_columns(),
            boundary::answer::sweep_columns(),
            audit::deviation_columns(),
            audit::columns(),
            survival::columns(),
            portrait::agent_columns(),
            portrait::dyad_columns(),
            grid::answer::own(""),
            boundary::answer::own("", true),
        ]
        .concat()
    }

    /// Are there columns of one name?
    ///
    /// # Errors
    /// [`Failure::Config`] with every pair of them, at the name in the config that makes it.
    pub(super) fn check_names(&self) -> Result<(), Failure> {
        let mut tables: Vec<(&str, Vec<Column>)> =
            self.growing().into_iter().map(|table| (table.name, table.columns)).collect();
        let cells = [self.cell_keys(), cell::cell_columns(&self.run_columns(), self.bound())].concat();
        tables.push(("cells.csv", cells));
        let mistakes = names::mistakes(&tables, |column| self.owner(column));
        if mistakes.is_empty() {
            return Ok(());
        }
        Err(Failure::Config { mistakes, sources: self.document.sources.clone() })
    }

    /// The name in the config that makes a column, and where it is written.
    fn owner(&self, column: &str) -> Option<(String, Option<Span>)> {
        let document = &self.document;
        let place = self.swept_names().iter().position(|own| own == column);
        if let Some(place) = place {
            let span = match &self.design.points {
                Some(points) => Some(points.span(place).clone()),
                None => {
                    let levers = self.design.axes.iter();
                    let mut spans = levers.flat_map(|lever| lever.columns.iter().map(move |_| lever.span.clone()));
                    spans.nth(place).flatten()
                }
            };
            return Some((self.design.columns().swap_remove(place), span));
        }
        let longest = |names: &[String], heads: &[&str], path: &[&str]| {
            let own = |name: &&String| heads.iter().any(|head| column.starts_with(&format!("{head}{name}")));
            let name = names.iter().filter(own).max_by_key(|name| name.len())?;
            let path = [path, &[name.as_str()]].concat();
            let key: Vec<String> = path.iter().map(|&part| part.to_owned()).collect();
            document.has(&path).then(|| (dotted(&key), document.span(&path)))
        };
        longest(&self.strategies, &["share_"], &["strategies"])
            .or_else(|| longest(&self.treaties, &["members_", "in_force_"], &["mechanisms", "conventions"]))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

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
            for table in plan.growing() {
                let names: BTreeSet<String> = table.columns.iter().map(|column| column.name.to_lowercase()).collect();
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
