//! Which parameters of a world can be changed while it goes on, and by how much at a time.
//!
//! Every number of `[game]`, `[noise]`, `[culture]`, `[choice]`, `[trust]`, `[reputation]`, `[attribution]`, `[learning]` and
//! `[mechanisms]` that the world has, by its key in a config: each round reads them anew, and [`crate::world::carry`] says what a
//! world that goes on under other ones remembers. Not among them:
//!
//! - what only says how a world starts, which would change nothing any more: `[[agents]]`, `[strategies]` (their shares, too),
//!   `[dyads]`, `reputation.good`, the seeds of a cascade, the founders of a convention, the first arms of a race;
//! - what the world is laid out on and could not keep: `[network]`, `[[shocks]]`, `attribution.delay` (readings under way
//!   would be lost);
//! - words and lists (a rule, a norm, who belongs): they make another world, which is run as one;
//! - keys left at a default that a world's description leaves out (`mechanisms.convention.opt_out`, say): name them in the config.

use serde_json::Value;

use crate::config::document::dotted;
use crate::world::Spec;

/// The tables of a config whose numbers hold from round to round.
const TABLES: [&str; 9] =
    ["noise", "choice", "trust", "mechanisms", "game", "learning", "reputation", "attribution", "culture"];

/// Numbers in them that do not: by the end of their key.
const BEGINNINGS: [&[&str]; 5] = [
    &["reputation", "good"],
    &["attribution", "delay"],
    &["cascade", "seeds"],
    &["arms", "start"],
    &["sequential", "start"],
];

/// A number of a world that can be changed while it goes on.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its key in a config.
    pub key: Vec<String>,
    /// Its value.
    pub value: f64,
    /// Is it a whole number?
    pub whole: bool,
}

impl Parameter {
    /// The key as written in a config.
    pub fn name(&self) -> String {
        dotted(&self.key)
    }

    /// The value a step up or down: 0.01 where it is below 0.1, 0.05 below 1, and a tenth of the power of ten from there
    /// on; whole numbers by at least 1.
    pub fn stepped(&self, up: bool) -> f64 {
        let size = self.value.abs();
        // Towards zero, a boundary belongs to the smaller steps: 0.1 goes down to 0.09 as 0.09 goes up to 0.1.
        let shrinks = up == (self.value < 0.0);
        let below = |bound: f64| size < bound || (shrinks && size <= bound);
        let mut step = match () {
            () if below(0.1) => 0.01,
            () if below(1.0) => 0.05,
            () => {
                let mut step = 0.1;
                while !below(step * 100.0) {
                    step *= 10.0;
                }
                step
            }
        };
        if self.whole && step < 1.0 {
            step = 1.0;
        }
        // To the next multiple of the step, whatever digits a value may have.
        let (at, slack) = (self.value / step, 1e-9);
        let to = step * if up { libm::floor(at + slack) + 1.0 } else { libm::ceil(at - slack) - 1.0 };
        libm::round(to * 1e9) / 1e9
    }

    /// A number as a value of a config for this parameter.
    pub fn of(&self, value: f64) -> toml::Value {
        if self.whole && libm::trunc(value) == value {
            toml::Value::Integer(value as i64)
        } else {
            toml::Value::Float(value)
        }
    }
}

/// The parameters of a world, in the order of the tables.
pub fn of(spec: &Spec) -> Vec<Parameter> {
    let Ok(Value::Object(tables)) = serde_json::to_value(spec) else { return Vec::new() };
    let mut found = Vec::new();
    for name in TABLES {
        if let Some(table) = tables.get(name) {
            collect(table, &mut vec![name.to_owned()], &mut found);
        }
    }
    found.retain(|parameter: &Parameter| !BEGINNINGS.iter().any(|end| ends_with(&parameter.key, end)));
    found
}

fn ends_with(key: &[String], end: &[&str]) -> bool {
    key.len() >= end.len() && key[key.len() - end.len()..].iter().zip(end).all(|(part, other)| part == other)
}

/// Numbers of a table and of those below it; a table that is switched off has none.
fn collect(value: &Value, key: &mut Vec<String>, found: &mut Vec<Parameter>) {
    match value {
        Value::Number(number) => {
            let whole = number.is_i64() || number.is_u64();
            if let Some(value) = number.as_f64() {
                found.push(Parameter { key: key.clone(), value, whole });
            }
        }
        Value::Object(table) if table.get("enabled") != Some(&Value::Bool(false)) => {
            for (name, below) in table {
                key.push(name.clone());
                collect(below, key, found);
                key.pop();
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameter(value: f64, whole: bool) -> Parameter {
        Parameter { key: vec!["noise".to_owned(), "slip".to_owned()], value, whole }
    }

    #[test]
    fn steps_suit_the_size_and_lead_back() {
        let up = |x: f64| parameter(x, false).stepped(true);
        let down = |x: f64| parameter(x, false).stepped(false);
        assert_eq!(
            [0.0, 0.01, 0.09, 0.1, 0.5, 0.95, 1.0, 9.9, 25.0].map(up),
            [0.01, 0.02, 0.1, 0.15, 0.55, 1.0, 1.1, 10.0, 26.0]
        );
        for x in [0.01, 0.02, 0.1, 0.15, 0.55, 1.0, 1.1, 10.0, 26.0] {
            assert_eq!(up(down(x)), x, "down and up from {x}");
        }
        assert_eq!(down(0.0), -0.01);
        assert_eq!((up(-1.0), down(-0.95)), (-0.95, -1.0));
    }

    #[test]
    fn whole_numbers_stay_whole() {
        let events = parameter(3.0, true);
        assert_eq!((events.stepped(true), events.stepped(false)), (4.0, 2.0));
        assert_eq!(events.of(4.0), toml::Value::Integer(4));
        assert_eq!(events.of(4.5), toml::Value::Float(4.5));
        assert_eq!(parameter(1.0, false).of(2.0), toml::Value::Float(2.0));
    }
}
