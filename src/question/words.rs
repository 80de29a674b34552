//! Words that pages and pictures share, in the language that was asked for.

use crate::config::report_options::Language;
use crate::config::schema::{Below, Place};

/// Names of the kinds of directed dyad, after `all`: as the columns' endings, and in words.
pub const DYADS: [&str; 4] = ["ss", "sw", "ws", "ww"];

/// The words of a language.
#[derive(Debug, Clone, Copy)]
pub struct Words(pub Language);

impl Words {
    /// The one of both that is in this language.
    pub fn pick<T>(self, english: T, chinese: T) -> T {
        self.0.pick(english, chinese)
    }

    /// A kind of directed dyad, who acts first.
    pub fn dyad(self, kind: &str) -> &'static str {
        match kind {
            "ss" => self.pick("strong to strong", "强对强"),
            "sw" => self.pick("strong to weak", "强对弱"),
            "ws" => self.pick("weak to strong", "弱对强"),
            "ww" => self.pick("weak to weak", "弱对弱"),
            _ => self.pick("all", "全体"),
        }
    }

    /// The probability that cooperation holds.
    pub fn hold(self) -> &'static str {
        self.pick("P(hold)", "P(合作维持)")
    }

    /// Share of choices that cooperate.
    pub fn cooperation(self) -> &'static str {
        self.pick("cooperation (share of choices)", "合作率（选择中合作的比例）")
    }

    /// A round.
    pub fn round(self) -> &'static str {
        self.pick("round", "轮次")
    }

    /// What a ribbon or a bar is.
    pub fn interval(self) -> &'static str {
        self.pick("95% interval", "95% 置信区间")
    }
}

/// `1 run`, `2 runs`.
pub fn counted(count: usize, of: &str) -> String {
    format!("{count} {of}{}", if count == 1 { "" } else { "s" })
}

/// A key with its unit, as an axis is labelled: `game.dilemma.rent (payoff)`.
pub fn labelled(key: &str) -> String {
    match unit(key) {
        Some(unit) => format!("{key} ({unit})"),
        None => key.to_owned(),
    }
}

/// The unit of a key: what stands first in the brackets of its description, unless that is a range.
fn unit(key: &str) -> Option<String> {
    let parts: Vec<&str> = key.split('.').collect();
    let (last, before) = parts.split_last()?;
    let mut place = Place::root();
    for part in before {
        let Below::Known(next) = place.or_items().below(part) else { return None };
        place = next;
    }
    let about = place.or_items().about(last)?;
    let inside = about[about.rfind(['(', '['])? + 1..].split([')', ']']).next()?;
    let unit = inside.split([',', ';']).next()?.trim();
    let is_unit = !unit.is_empty()
        && unit.split_whitespace().count() <= 3
        && !unit.starts_with(|letter: char| letter.is_ascii_digit() || letter == '>' || letter == '-')
        && !unit.starts_with("at least")
        && !unit.starts_with("default");
    is_unit.then(|| unit.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_carry_units_where_keys_have_them() {
        assert_eq!(labelled("game.dilemma.rent"), "game.dilemma.rent (payoff)");
        assert_eq!(labelled("choice.patience"), "choice.patience");
        assert_eq!(labelled("noise.miss"), "noise.miss");
        assert_eq!(labelled("no.such.key"), "no.such.key");
    }
}
