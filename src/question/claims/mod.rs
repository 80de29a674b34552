//! `[[claims]]`: hypotheses stated before the run, and whether a study can judge them at all.
//!
//! How they are judged is in [`crate::statistics::claims`]; what came of them, in [`super::verdicts`].

pub mod table;

pub use table::{Claim, Condition, OneOf, Range, Swept};

use super::design::{Design, in_words};
use crate::config::advice::advice;
use crate::config::document::{Document, dotted};
use crate::config::source::Diagnostic;
use crate::output::table::shown;
use crate::record::Column;
use crate::statistics::claims::Bounds;

/// The measure that is the share of runs in which cooperation holds, and its column in `runs.csv`.
pub(crate) const HOLD: (&str, &str) = ("hold", "holds");

/// The cells that a claim speaks of, by the places of swept columns.
#[derive(Debug, Clone)]
pub struct Selection(Vec<(usize, Condition)>);

impl Selection {
    /// Of a claim whose keys are among the swept columns; others are left out ([`check`] has refused them).
    pub fn of(claim: &Claim, swept: &[String]) -> Self {
        let place = |key: &String| swept.iter().position(|column| *column == written(key));
        Self(claim.cells.iter().filter_map(|(key, condition)| Some((place(key)?, condition.clone()))).collect())
    }

    /// Does the claim speak of the cell with these swept values ([`Design::labels`])?
    pub fn admits(&self, labels: &[String]) -> bool {
        self.0.iter().all(|(place, condition)| condition.admits(&labels[*place]))
    }
}

/// The cells that others are compared with.
#[derive(Debug, Clone)]
pub struct Others(Vec<(usize, Swept)>);

impl Others {
    /// Of a claim, if it compares.
    pub fn of(claim: &Claim, swept: &[String]) -> Option<Self> {
        let place = |key: &String| swept.iter().position(|column| *column == written(key));
        let values = claim.than.iter().filter_map(|(key, value)| Some((place(key)?, value.clone())));
        (!claim.than.is_empty()).then(|| Self(values.collect()))
    }

    /// The cell that a cell is compared with; none if the study has none, or it is the same.
    pub fn cell(&self, design: &Design, cell: usize) -> Option<usize> {
        let mut levels = design.levels(cell);
        let mut column = 0;
        for (lever, level) in design.axes.iter().zip(&mut levels) {
            let own = column..column + lever.columns.len();
            column = own.end;
            let asked: Vec<&(usize, Swept)> = self.0.iter().filter(|(place, _)| own.contains(place)).collect();
            if !asked.is_empty() {
                let fits = |labels: &[String]| asked.iter().all(|(place, value)| value.is(&labels[place - own.start]));
                *level = lever.levels.iter().position(|level| fits(&level.labels))?;
            }
        }
        Some(design.cell(&levels)).filter(|&other| other != cell)
    }
}

/// A key as the swept columns have it, however it is quoted; the name of a bundle as it is.
fn written(key: &str) -> String {
    Document::split(key).map_or_else(|_| key.to_owned(), |path| dotted(&path))
}

/// Everything that keeps claims from being judged, before anything runs; `run_columns` are those of `runs.csv` after the swept values.
pub fn check(claims: &[Claim], design: &Design, run_columns: &[Column], document: &Document) -> Vec<Diagnostic> {
    let (swept, mut mistakes) = (design.columns(), Vec::new());
    for (number, claim) in claims.iter().enumerate() {
        let number = number.to_string();
        let known_before = mistakes.len();
        let mut wrong = |below: &[&str], message: String, help: Option<String>| {
            let path: Vec<String> = ["claims", &number].iter().chain(below).map(|&part| part.to_owned()).collect();
            mistakes.push(Diagnostic { help, ..Diagnostic::new(document.span(&path), dotted(&path), message) });
        };
        if claim.text.trim().is_empty() {
            wrong(&["text"], "expected what is claimed, in a sentence, found an empty text".to_owned(), None);
        }
        for (key, condition) in &claim.cells {
            if !swept.contains(&written(key)) {
                let names: Vec<&str> = swept.iter().map(String::as_str).collect();
                let help = if names.is_empty() {
                    "there is no study: leave `where` out, or sweep the key in [study.grid]".to_owned()
                } else {
                    advice(key, &names)
                };
                wrong(&["where", key], "expected a key that the study sweeps".to_owned(), Some(help));
            } else if let Some(message) = condition.problem() {
                wrong(&["where", key], message, None);
            }
        }
        for key in claim.than.keys() {
            if design.points.is_some() {
                let message =
                    "expected a study whose cells are combinations of values: no two points differ in some keys alone";
                wrong(&["than"], message.to_owned(), None);
                break;
            }
            if !swept.contains(&written(key)) {
                let names: Vec<&str> = swept.iter().map(String::as_str).collect();
                wrong(&["than", key], "expected a key that the study sweeps".to_owned(), Some(advice(key, &names)));
            }
        }
        if claim.that.is_empty() {
            let message = "expected at least one range, of hold or of a column of runs.csv".to_owned();
            wrong(&["that"], message, None);
        }
        for (name, range) in &claim.that {
            if place(name, run_columns).is_none() {
                let names: Vec<&str> = run_columns.iter().map(|column| column.name.as_str()).chain([HOLD.0]).collect();
                let near = advice(name, &names);
                // The columns are too many to be listed.
                let help = if near.starts_with("did") { near } else { "`comity list columns` names all".to_owned() };
                wrong(&["that", name], "expected hold or a column of runs.csv".to_owned(), Some(help));
            } else if let Some(message) = range.problem() {
                wrong(&["that", name], message, None);
            } else if let Some(message) = beyond(name, range, !claim.than.is_empty()) {
                wrong(&["that", name], message, None);
            }
        }
        if mistakes.len() == known_before && !selects_any(claim, design, &swept) {
            let path = ["claims", &number, if claim.than.is_empty() { "where" } else { "than" }];
            let message = match claim.than.is_empty() {
                true => "expected to speak of at least one cell, found none with such values",
                false => "expected to compare at least one cell with another, found none with such values",
            };
            let (key, span) = (dotted(&path.map(str::to_owned)), document.span(&path));
            mistakes.push(Diagnostic::new(span, key, message).with_help(levels(claim, design)));
        }
    }
    mistakes
}

/// The place of a measure's column in `runs.csv` after the swept values.
pub(crate) fn place(name: &str, run_columns: &[Column]) -> Option<usize> {
    let name = if name == HOLD.0 { HOLD.1 } else { name };
    run_columns.iter().position(|column| column.name == name)
}

/// Is the measure a share of runs: is each run's value 0 or 1?
pub(crate) fn is_share_of_runs(name: &str) -> bool {
    name == HOLD.0 || name == "drifting" || name == HOLD.1 || name.starts_with("holds_")
}

/// What a share of runs cannot be said to be.
fn beyond(name: &str, range: &Range, difference: bool) -> Option<String> {
    if !is_share_of_runs(name) {
        return None;
    }
    let Bounds { min, max } = range.bounds();
    let (least, what) = if difference { (-1.0, "the difference of two shares") } else { (0.0, "a share of runs") };
    let end = [min, max].into_iter().find(|end| end.is_finite() && !(least..=1.0).contains(end));
    match end {
        Some(end) => Some(format!("expected ends in [{least}, 1], it is {what}, found {}", shown(end))),
        None if min <= least && max >= 1.0 => Some("expected less than everything that a share can be".to_owned()),
        None => None,
    }
}

fn selects_any(claim: &Claim, design: &Design, swept: &[String]) -> bool {
    let (selection, others) = (Selection::of(claim, swept), Others::of(claim, swept));
    let compared = |cell| others.as_ref().is_none_or(|others| others.cell(design, cell).is_some());
    (0..design.cells()).any(|cell| selection.admits(&design.labels(cell)) && compared(cell))
}

/// The swept values of the keys that a claim names, the first and last of many.
fn levels(claim: &Claim, design: &Design) -> String {
    let named: Vec<String> = claim.cells.keys().chain(claim.than.keys()).map(|key| written(key)).collect();
    let mut parts = Vec::new();
    for lever in &design.axes {
        for (place, column) in lever.columns.iter().enumerate().filter(|(_, column)| named.contains(column)) {
            let labels: Vec<&str> = lever.levels.iter().map(|level| in_words(&level.labels[place])).collect();
            let list = match labels.as_slice() {
                [first, second, .., last] if labels.len() > 8 => format!("{first}, {second}, ... {last}"),
                few => few.join(", "),
            };
            parts.push(format!("{column} takes {list}"));
        }
    }
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::columns;
    use crate::units::Finite;

    const STUDY: &str = "name = 'w'\n[[agents]]\nname = 'great powers'\npower = 'strong'\ncount = 4\n[study.grid]\naxes = [\
         { key = 'game.dilemma.rent', range = [0, 1], points = 11 }, { key = 'network.kind', values = ['complete', 'ring'] }, \
         { key = 'agents.\"great powers\".count', values = [4, 6] } ]\n";

    /// The mistakes in a config's claims: place, key, message and help in one line each.
    fn mistakes(claims: &str) -> String {
        let document = Document::parse("w.toml", &format!("{STUDY}{claims}")).map_err(|failure| failure.to_string());
        let document = match document {
            Ok(document) => document,
            Err(said) => return said,
        };
        let config = match document.config() {
            Ok(config) => config,
            Err(mistake) => return document.wrong(mistake).to_string(),
        };
        let design = crate::question::kinds::design(&config, &document).unwrap();
        let run_columns = columns::runs(&["tit-for-tat".to_owned()]);
        let mistakes = check(&config.claims, &design, &run_columns, &document);
        crate::config::Failure::Config { mistakes, sources: document.sources }.to_string()
    }

    #[test]
    fn claims_in_every_form_are_taken() {
        let claims = "[[claims]]\ntext = 'a'\nthat = { hold = { min = 0.9 } }\n\
             where = { 'game.dilemma.rent' = { min = 0.3 }, 'network.kind' = 'ring' }\n\
             [[claims]]\ntext = 'b'\nthat = { cooperation = { max = 0.5 }, share_tit-for-tat = { min = 0.1, max = 0.2 } }\n\
             where = { 'agents.\"great powers\".count' = { in = [6] }, 'game.dilemma.rent' = 0.3 }\n\
             [[claims]]\ntext = 'c'\nthat = { payoff_weak = { min = -1 } }\n";
        assert_eq!(mistakes(claims), "");
    }

    #[test]
    fn mistakes_are_placed_and_the_nearest_name_is_given() {
        let wrong = |claim: &str| mistakes(&format!("[[claims]]\ntext = 'a'\n{claim}"));
        let near = wrong("where = { 'game.dilemma.rnt' = 1 }\nthat = { hold = { min = 0.9 } }");
        assert!(near.starts_with("w.toml:10:32: `claims.0.where.\"game.dilemma.rnt\"`: expected a key that"), "{near}");
        assert!(near.ends_with("did you mean `game.dilemma.rent`?"), "{near}");
        assert!(wrong("that = { cooperatio = { min = 0 } }").contains("did you mean `cooperation`?"));
        assert!(wrong("that = { hold = {} }").contains("expected at least one end"));
        assert!(wrong("that = { hold = { min = 0.9, max = 0.5 } }").contains("expected min <= max, found 0.9 > 0.5"));
        assert!(wrong("that = { hold = { min = 90 } }").contains("expected ends in [0, 1]"));
        assert!(wrong("that = { hold = { min = 0, max = 1 } }").contains("less than everything"));
        assert!(wrong("that = {}").contains("at least one range"));
        let none = wrong("where = { 'game.dilemma.rent' = 0.35 }\nthat = { hold = { min = 0.9 } }");
        assert!(none.contains("found none with such values; game.dilemma.rent takes 0, 0.1, ... 1"), "{none}");
        assert!(
            wrong("where = { 'network.kind' = { min = 1 } }\nthat = { hold = { min = 1 } }").contains("complete, ring")
        );
        assert!(
            wrong("where = { 'network.kind' = { in = [] } }\nthat = { hold = { min = 1 } }").contains("found none")
        );
        assert!(wrong("that = { hold = { mn = 0.9 } }").contains("did you mean `min`?"));
        assert!(
            wrong("where = { 'game.dilemma.rent' = { mx = 1 } }\nthat = { hold = { min = 1 } }").contains("`max`?")
        );
        let both = wrong("where = { 'game.dilemma.rent' = { min = 1, in = [1] } }\nthat = { hold = { min = 1 } }");
        assert!(both.contains("either `in` or"), "{both}");
        let form = wrong("where = { 'game.dilemma.rent' = [1] }\nthat = { hold = { min = 1 } }");
        assert!(form.contains("expected a value, { min = ..., max = ... } or { in = [values] }"), "{form}");
    }

    #[test]
    fn comparisons_name_swept_keys_and_another_cell() {
        let wrong = |claim: &str| mistakes(&format!("[[claims]]\ntext = 'a'\n{claim}"));
        assert_eq!(wrong("than = { 'network.kind' = 'ring' }\nthat = { hold = { min = -0.5 } }"), "");
        let near = wrong("than = { 'game.dilemma.rnt' = 1 }\nthat = { hold = { min = 0.1 } }");
        assert!(near.contains("claims.0.than") && near.ends_with("did you mean `game.dilemma.rent`?"), "{near}");
        let none = wrong("than = { 'game.dilemma.rent' = 0.35 }\nthat = { hold = { min = 0.1 } }");
        assert!(none.contains("compare at least one cell with another"), "{none}");
        let itself =
            "where = { 'network.kind' = 'ring' }\nthan = { 'network.kind' = 'ring' }\nthat = { hold = { min = 0.1 } }";
        assert!(wrong(itself).contains("compare at least one cell with another"));
        assert!(
            wrong("than = { 'network.kind' = 'ring' }\nthat = { hold = { min = -2 } }").contains("ends in [-1, 1]")
        );
    }

    #[test]
    fn conditions_compare_numbers_as_numbers() {
        let is = |value: Swept, label: &str| Condition::Is(value).admits(label);
        assert!(is(Swept::Number(1.0), "1") && is(Swept::Number(0.1), "0.1") && !is(Swept::Number(1.0), "ring"));
        assert!(is(Swept::Boolean(true), "true") && is(Swept::Text("ring".into()), "ring"));
        let range = Condition::Range(Range { min: Some(Finite::constant(0.5)), max: None });
        assert!(range.admits("0.5") && !range.admits("0.4") && !range.admits("ring") && !range.admits("inf"));
        // to twelve digits, and however they are written
        assert!(range.admits("0.49999999999999994") && is(Swept::Number(0.1), "0.09999999999999999"));
        assert!(is(Swept::Text("4".into()), "4.0") && is(Swept::Number(1.0), "1.0"));
    }
}
