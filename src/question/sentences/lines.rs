//! Where cooperation holds along each line of a grid.

use crate::question::layout::short;
use crate::question::words::Words;
use crate::statistics::crossing::{Change, Decided};
use crate::statistics::decision::Decision;

/// Lines that get a sentence each.
pub const SHOWN: usize = 12;

/// A line of a grid along its first axis.
#[derive(Debug, Clone, PartialEq)]
pub struct GridLine {
    /// The keys and values of the other axes, short.
    pub others: Vec<(String, String)>,
    /// What the intervals of its cells decide.
    pub decided: Decided,
}

/// A sentence for each of the first lines, and one for how many more there are.
pub fn grid_lines(key: &str, lines: &[GridLine], all: usize, words: Words) -> Vec<String> {
    let mut said: Vec<String> = lines.iter().take(SHOWN).map(|line| sentence(key, line, words)).collect();
    let more = all.saturating_sub(SHOWN);
    if more > 0 {
        said.push(
            words.pick(format!("{more} more lines are in answer.csv."), format!("answer.csv 中另有 {more} 条线。")),
        );
    }
    said
}

fn sentence(key: &str, line: &GridLine, words: Words) -> String {
    let pairs: Vec<String> = line.others.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    let (with, colon) = (pairs.join(words.pick(", ", "、")), words.pick(": ", "："));
    let found = found(key, &line.decided, words);
    let undecided = line.decided.first == Decision::Inconclusive;
    match with.is_empty() {
        true if undecided => {
            words.pick(format!("Whether cooperation holds is {found}."), format!("合作能否维持{found}。"))
        }
        true => words.pick(format!("Cooperation {found}."), format!("合作{found}。")),
        false => words.pick(format!("{with}{colon}{found}."), format!("{with}{colon}{found}。")),
    }
}

/// A key with an indefinite article where it reads as a word.
fn a(key: &str) -> String {
    let word = key.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
    match key.chars().next() {
        Some('a' | 'e' | 'i' | 'o' | 'u') if word => format!("an {key}"),
        Some(_) if word => format!("a {key}"),
        _ => key.to_owned(),
    }
}

/// "about 0.38 (between grid points 0 and 0.4)".
fn place(change: Change, words: Words) -> String {
    let (least, most) = (short(change.below.min(change.above)), short(change.below.max(change.above)));
    match change.at.map(short) {
        Some(at) => words.pick(
            format!("about {at} (between grid points {least} and {most})"),
            format!("约 {at}（介于格点 {least} 与 {most} 之间）"),
        ),
        None => words.pick(
            format!("some value between grid points {least} and {most}"),
            format!("格点 {least} 与 {most} 之间的某值"),
        ),
    }
}

fn found(key: &str, decided: &Decided, words: Words) -> String {
    let tally = &decided.tally;
    let (all, unknown) = (tally.cells(), tally.inconclusive);
    // "all", "every", "none" and "up to" stand alone only where every cell is decided.
    let doubt = match unknown {
        0 => String::new(),
        _ => words.pick(
            format!("; {unknown} of {all} grid points {} inconclusive", if unknown == 1 { "is" } else { "are" }),
            format!("；{all} 个格点中 {unknown} 个尚无定论"),
        ),
    };
    let said = match (decided.changes, decided.first, decided.change) {
        (0, Decision::Inconclusive, _) => {
            return words.pick(
                format!("inconclusive at all {all} values of {key} tried"),
                format!("在所试的 {all} 个 {key} 值上均尚无定论"),
            );
        }
        (0, Decision::Holds, _) if unknown == 0 => {
            words.pick(format!("holds at every {key} tried"), format!("在所有试过的 {key} 下均能维持"))
        }
        (0, Decision::Fails, _) if unknown == 0 => {
            words.pick(format!("holds at no {key} tried"), format!("在任何试过的 {key} 下均不能维持"))
        }
        (0, Decision::Holds, _) => words.pick(
            format!("holds at {} of {all} values of {key} tried and fails at none", tally.holds),
            format!("在所试 {all} 个 {key} 值中的 {} 个上得以维持，没有确定不能维持的", tally.holds),
        ),
        (0, Decision::Fails, _) => words.pick(
            format!("fails at {} of {all} values of {key} tried and holds at none", tally.fails),
            format!("在所试 {all} 个 {key} 值中的 {} 个上不能维持，没有确定能维持的", tally.fails),
        ),
        (1, first, Some(change)) => {
            let (at, holds) = (place(change, words), first == Decision::Holds);
            words.pick(
                format!("holds {} {} of {at}", if holds { "up to" } else { "from" }, a(key)),
                if holds { format!("维持至 {key} {at}") } else { format!("自 {key} {at}起维持") },
            )
        }
        (times, _, change) => {
            let at = change.map(|change| place(change, words)).unwrap_or_default();
            words.pick(
                format!(
                    "holds or fails by turns: P(hold) passes 1/2 at least {times} times along {key}, first at {at}"
                ),
                format!("与否交替：P(合作维持) 沿 {key} 至少越过 1/2 {times} 次，首次在{at}"),
            )
        }
    };
    said + &doubt
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::report_options::Language;
    use crate::statistics::crossing::Point;

    const HOLDS: [f64; 3] = [0.95, 0.75, 1.0];
    const FAILS: [f64; 3] = [0.1, 0.0, 0.3];
    const OPEN: [f64; 3] = [0.6, 0.39, 0.78];

    fn said(cells: &[[f64; 3]], words: Words) -> String {
        let points: Vec<Point> = cells.iter().enumerate().map(|(x, &cell)| (0.4 * x as f64, cell)).collect();
        let line = GridLine { others: Vec::new(), decided: Decided::of(&points) };
        grid_lines("rent", &[line], 1, words).concat()
    }

    #[test]
    fn every_and_no_are_said_of_decided_cells_alone() {
        let words = Words(Language::English);
        assert_eq!(said(&[HOLDS, HOLDS], words), "Cooperation holds at every rent tried.");
        assert_eq!(said(&[FAILS, FAILS], words), "Cooperation holds at no rent tried.");
        // Two of four cells are .60 [.39, .78].
        assert_eq!(
            said(&[HOLDS, OPEN, OPEN, HOLDS], words),
            "Cooperation holds at 2 of 4 values of rent tried and fails at none; 2 of 4 grid points are inconclusive."
        );
        assert_eq!(
            said(&[FAILS, OPEN], words),
            "Cooperation fails at 1 of 2 values of rent tried and holds at none; 1 of 2 grid points is inconclusive."
        );
        let open = "Whether cooperation holds is inconclusive at all 2 values of rent tried.";
        assert_eq!(said(&[OPEN, OPEN], words), open);
    }

    #[test]
    fn a_crossing_is_about_a_value_between_decided_grid_points() {
        let words = Words(Language::English);
        assert_eq!(
            said(&[HOLDS, FAILS], words),
            "Cooperation holds up to a rent of about 0.21 (between grid points 0 and 0.4)."
        );
        assert_eq!(
            said(&[FAILS, OPEN, HOLDS], words),
            "Cooperation holds from a rent of about 0.32 (between grid points 0 and 0.8); 1 of 3 grid points is inconclusive."
        );
        assert!(
            said(&[HOLDS, FAILS, HOLDS], words).contains("passes 1/2 at least 2 times along rent, first at about 0.21")
        );
        let chinese = said(&[HOLDS, FAILS], Words(Language::Chinese));
        assert_eq!(chinese, "合作维持至 rent 约 0.21（介于格点 0 与 0.4 之间）。");
    }
}
