//! Tables and configs that nobody would write: nothing panics, and every mistake has a place.
//!
//! `COMITY_FUZZ=n` tries n tables and n / 10 configs instead of a few.

use std::ops::Range;

use comity::batch::Task;
use comity::cli::shipped;
use comity::config::Failure;
use comity::config::document::Document;
use comity::sheet::{Delimiter, EmptyRows, Sheet, decode};
use proptest::prelude::*;
use proptest::test_runner::Config;

/// So many cases, or as many as are asked for.
fn cases(few: u32, part: u32) -> Config {
    let asked = std::env::var("COMITY_FUZZ").ok().and_then(|text| text.parse::<u32>().ok());
    Config { cases: asked.map_or(few, |cases| cases / part), failure_persistence: None, ..Config::default() }
}

/// The rows as a reader reads them that takes whatever it gets, without empty lines and blanks around fields.
fn lenient(text: &str, delimiter: u8) -> Vec<Vec<String>> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(text.as_bytes());
    let fields = |row: csv::StringRecord| row.iter().map(|field| field.trim().to_owned()).collect::<Vec<_>>();
    let rows = reader.records().map(|row| fields(row.unwrap()));
    rows.filter(|row| row.iter().any(|field| !field.is_empty())).collect()
}

proptest! {
    #![proptest_config(cases(4000, 1))]

    /// What is read is what others read; columns without a name, which are left out, apart.
    #[test]
    fn any_bytes_are_a_table_or_a_mistake(
        bytes in proptest::collection::vec(prop_oneof![
            12 => prop::sample::select(b"ab01.,;\t\" \n\r".to_vec()),
            1 => any::<u8>(),
        ], 0..60),
        header in prop::sample::select(vec!["", "a,b\n", "a;b\n", "x,y,z\r\n", "\u{feff}p,q\n"]),
        delimiter in prop::sample::select(vec![(Delimiter::Comma, b','), (Delimiter::Semicolon, b';'), (Delimiter::Tab, b'\t')]),
    ) {
        let bytes = [header.as_bytes(), &bytes].concat();
        let text = match decode(&bytes) {
            Ok(text) => text,
            Err((text, wrong)) => {
                prop_assert!(wrong.at.end <= text.len() && text.is_char_boundary(wrong.at.start));
                return Ok(());
            }
        };
        for empty in [EmptyRows::Drop, EmptyRows::Keep] {
            match Sheet::read_with(text.as_str(), delimiter.0, empty) {
                Ok(sheet) => {
                    let all: Vec<_> = std::iter::once(sheet.header()).chain(sheet.rows()).collect();
                    let found: Vec<Vec<String>> = all.iter().map(|row| row.iter().map(|field| field.trim().to_owned()).collect()).collect();
                    let found: Vec<_> = found.into_iter().filter(|row| row.iter().any(|field| !field.is_empty())).collect();
                    let expected = lenient(&text, delimiter.1);
                    if expected[0].iter().all(|name| !name.is_empty()) {
                        prop_assert_eq!(found, expected);
                    }
                    for row in all {
                        for column in 0..sheet.header().iter().count() {
                            prop_assert!(text.get(row.range(column)).is_some());
                        }
                    }
                }
                Err(wrong) => {
                    prop_assert!(text.get(wrong.at.clone()).is_some(), "{:?}", wrong);
                    prop_assert!(wrong.place(&text).0 <= 1 + text.matches('\n').count());
                }
            }
        }
    }
}

/// A change of a text: what it does, where, and with what.
type Change = (u8, prop::sample::Index, prop::sample::Index, String);

/// Values at the edge of every kind, none of which asks for a world that does not fit in memory.
const EXTREMES: [&str; 16] = [
    "0",
    "1",
    "-1",
    "2",
    "0.5",
    "1.0000001",
    "-0.0",
    "1e300",
    "1e-320",
    "nan",
    "inf",
    "9223372036854775807",
    "true",
    "\"\"",
    "[]",
    "{}",
];

fn numbers(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    for (place, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let digit = c.is_ascii_digit() || (start.is_some() && ".e-_".contains(c));
        match (start, digit) {
            (None, true) => start = Some(place),
            (Some(from), false) => {
                found.push(from..place);
                start = None;
            }
            _ => {}
        }
    }
    found
}

fn changed(text: &str, changes: &[Change]) -> String {
    let mut text = text.to_owned();
    for (what, first, second, extreme) in changes {
        let places: Vec<usize> = text.char_indices().map(|(place, _)| place).collect();
        if places.len() < 2 {
            break;
        }
        let [a, b] = [first, second].map(|index| places[index.index(places.len())]);
        let end = |place: usize| place + text[place..].chars().next().map_or(1, char::len_utf8);
        match what {
            0 => text.replace_range(a..end(a), ""),
            1 => {
                let [one, other] = [a, b].map(|place| text[place..end(place)].to_owned());
                let [low, high] = [(a, &other), (b, &one)].map(|(place, new)| (place..end(place), new.clone()));
                let mut both = [low, high];
                both.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
                if a != b {
                    both.into_iter().for_each(|(range, new)| text.replace_range(range, &new));
                }
            }
            2 => {
                let lines: Vec<&str> = text.lines().collect();
                let gone = first.index(lines.len());
                text = lines
                    .iter()
                    .enumerate()
                    .filter(|(line, _)| *line != gone)
                    .flat_map(|(_, line)| [line, "\n"])
                    .collect();
            }
            3 => text.insert_str(a, extreme),
            _ => {
                let numbers = numbers(&text);
                if !numbers.is_empty() {
                    text.replace_range(numbers[first.index(numbers.len())].clone(), extreme);
                }
            }
        }
    }
    text
}

/// Would it ask for many agents, rounds or cells? What those need is checked elsewhere.
fn is_large(text: &str) -> bool {
    numbers(text).into_iter().any(|range| {
        let value = text[range].trim_end_matches(['.', 'e', '-', '_']).replace('_', "").parse::<f64>();
        value.is_ok_and(|value| value > 2000.0 && value < 1e18)
    })
}

proptest! {
    #![proptest_config(cases(60, 10))]

    #[test]
    fn any_config_is_planned_or_a_mistake_at_its_place(
        config in prop::sample::select(shipped::ALL.to_vec()),
        changes in proptest::collection::vec(
            (0_u8..6, any::<prop::sample::Index>(), any::<prop::sample::Index>(), prop::sample::select(EXTREMES.map(str::to_owned).to_vec())),
            1..4,
        ),
    ) {
        // What stands above the first table is a long comment.
        let from = config.text.find("\nname = ").unwrap_or(0);
        let text = changed(&config.text[from..], &changes);
        prop_assume!(!is_large(&text));
        let planned = Document::parse_with("w.toml", &text, config.files).and_then(|mut document| {
            let few = document.assignment("limits.runs=20000")?;
            document.set(std::iter::once(&few)).map_err(|mistake| document.wrong(mistake))?;
            Task::new(document, true)
        });
        if let Err(failure) = planned {
            let Failure::Config { mistakes, sources } = &failure else { panic!("{failure}") };
            for mistake in mistakes {
                let place = mistake.span.as_ref().and_then(|span| sources.place(span));
                prop_assert!(place.is_some() || mistake.message.contains("more mistakes in other cells"), "{}", failure);
            }
            prop_assert!(!failure.render(true).is_empty());
        }
    }
}
