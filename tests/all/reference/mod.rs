//! The reference pages say what the program says: each is made anew and compared with the page in the repository.
//!
//! `COMITY_WRITE_DOCS=1 cargo test --test all reference` writes the pages instead.

mod columns;
mod guides;
mod keys;
mod odd;
mod readmes;
mod strategies;

use std::fs;

/// Compares a page with the text made for it, or writes it if `COMITY_WRITE_DOCS` is set.
fn hold(path: &str, made: &str) {
    if std::env::var_os("COMITY_WRITE_DOCS").is_some() {
        fs::write(path, made).unwrap();
        return;
    }
    let there = fs::read_to_string(path).unwrap_or_default();
    if there == made {
        return;
    }
    let line = there.lines().zip(made.lines()).position(|(old, new)| old != new);
    let line = line.unwrap_or_else(|| there.lines().count().min(made.lines().count()));
    panic!(
        "{path}:{}: expected {:?}, found {:?}; COMITY_WRITE_DOCS=1 cargo test --test all reference writes it anew",
        line + 1,
        made.lines().nth(line).unwrap_or("the end"),
        there.lines().nth(line).unwrap_or("the end"),
    );
}

/// A text in a cell of a Markdown table: one line, no bar that would end the cell.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

#[test]
fn the_reference_of_the_config_is_that_of_the_schema() {
    hold("configs/REFERENCE.md", &keys::page());
}

#[test]
fn the_columns_are_those_that_studies_write() {
    hold("src/record/COLUMNS.md", &columns::page());
}

#[test]
fn the_catalogue_is_the_one_that_is_played() {
    hold("src/strategy/STRATEGIES.md", &strategies::page());
}

#[test]
fn the_parameters_in_the_odd_protocol_are_those_of_the_schema() {
    let there = fs::read_to_string("ODD.md").unwrap();
    hold("ODD.md", &odd::filled(&there));
}
