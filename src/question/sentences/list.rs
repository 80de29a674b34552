//! How the cells of a list compare.

use super::{outcome, share};
use crate::question::words::{Words, counted};
use crate::statistics::decision::apart_from_zero;

/// Pairs that get a sentence each, of each outcome.
const PAIRS: usize = 6;

/// Two cells compared in an outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// The names of both.
    pub names: [String; 2],
    /// The second less the first, lower and upper end.
    pub change: [f64; 3],
    /// p-value, Holm-adjusted over the pairs of the outcome.
    pub p_holm: f64,
}

impl Compared {
    /// Is there a change, by its interval and its adjusted p-value together?
    fn is_apart(&self) -> bool {
        self.p_holm < 0.05 && apart_from_zero(self.change[1], self.change[2])
    }
}

/// The pairs that are told apart, those that lie furthest first, and how many are not.
pub fn compared(of: &str, pairs: &[Compared], words: Words) -> Vec<String> {
    let name = outcome(of, words);
    let mut apart: Vec<&Compared> = pairs.iter().filter(|pair| pair.is_apart()).collect();
    let rest = pairs.len() - apart.len();
    apart.sort_by(|a, b| b.change[0].abs().total_cmp(&a.change[0].abs()));
    let mut said: Vec<String> = apart
        .iter()
        .take(PAIRS)
        .map(|Compared { names: [first, second], change, .. }| {
            // The one with more is named first.
            let [value, low, high] = *change;
            let (more, less, by) =
                if value > 0.0 { (second, first, [value, low, high]) } else { (first, second, [-value, -high, -low]) };
            let by = share(by);
            words.pick(
                format!("{} is higher in {more:?} than in {less:?} by {by}.", capital(&name)),
                format!("{name}：“{more}”高于“{less}”，相差 {by}。"),
            )
        })
        .collect();
    let more = apart.len().saturating_sub(PAIRS);
    if more > 0 {
        said.push(words.pick(
            format!("answer.csv has {} told apart in {name}.", counted(more, "more pair")),
            format!("answer.csv 中另有 {more} 对在{name}上有别。"),
        ));
    }
    if rest > 0 {
        let all = pairs.len();
        said.push(words.pick(
            format!("In {name} the runs do not tell {rest} of {} apart.", counted(all, "pair")),
            format!("就{name}而言，{all} 对中有 {rest} 对尚不能区分。"),
        ));
    }
    said
}

/// A sentence's beginning.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::report_options::Language;

    fn pair(change: [f64; 3], p_holm: f64) -> Compared {
        Compared { names: ["fine".to_owned(), "none".to_owned()], change, p_holm }
    }

    #[test]
    fn the_one_with_more_is_named_first_and_what_is_not_told_apart_is_counted() {
        let words = Words(Language::English);
        assert_eq!(
            compared("hold", &[pair([-0.4, -0.5, -0.3], 0.001)], words),
            ["P(hold) is higher in \"fine\" than in \"none\" by 0.40 [0.30, 0.50]."]
        );
        for undecided in [pair([-0.4, -0.5, -0.3], 0.06), pair([-0.4, -0.9, 0.1], 0.01)] {
            assert_eq!(compared("hold", &[undecided], words), ["In P(hold) the runs do not tell 1 of 1 pair apart."]);
        }
        let mean = compared("cooperation", &[pair([0.4, 0.3, 0.5], 0.001)], words);
        assert_eq!(mean, ["Mean cooperation is higher in \"none\" than in \"fine\" by 0.40 [0.30, 0.50]."]);
        let chinese = compared("hold", &[pair([0.4, 0.3, 0.5], 0.001)], Words(Language::Chinese));
        assert_eq!(chinese, ["P(合作维持)：“none”高于“fine”，相差 0.40 [0.30, 0.50]。"]);
    }
}
