//! Names of columns: no two columns of a table are alike, whatever a config calls its keys, bundles, strategies and conventions.
//!
//! A swept key, mechanism or bundle with the name of another column of the study's tables (`seed`, `front`) stands as `swept.NAME` in all of
//! them. Other names that meet are refused: `share_x_low` would be the share of the strategy `x_low`, and the lower end of that of `x`.
//! Names that differ in case alone meet as well, for readers such as DuckDB do not tell them apart.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::source::{Diagnostic, Span};
use crate::record::Column;

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

/// Every two columns of a table that have one name; `owner` says which name in the config makes a column, and where it is written.
pub(crate) fn mistakes(
    tables: &[(&str, Vec<Column>)],
    owner: impl Fn(&str) -> Option<(String, Option<Span>)>,
) -> Vec<Diagnostic> {
    let (mut mistakes, mut said) = (Vec::new(), BTreeSet::new());
    for (table, columns) in tables {
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for Column { name, .. } in columns {
            let Some(other) = seen.insert(folded(name), name) else { continue };
            if said.insert(folded(name)) {
                mistakes.push(mistake(&owner, table, other, name));
            }
        }
    }
    mistakes
}

fn mistake(owner: &impl Fn(&str) -> Option<(String, Option<Span>)>, table: &str, a: &str, b: &str) -> Diagnostic {
    let (key, span) = owner(a).or_else(|| owner(b)).unwrap_or_else(|| ("study".to_owned(), None));
    let message = match a == b {
        true => format!("expected columns of different names, but {table} would have two called {b}"),
        false => format!(
            "expected columns of different names, but {a} and {b} of {table} differ in case alone, which many readers do not tell apart"
        ),
    };
    Diagnostic::new(span, key, message).with_help("choose another name".to_owned())
}
