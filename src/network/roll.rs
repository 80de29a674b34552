//! Who an agent is in a file: by its name, or by its position.
//!
//! Where an agent has a name, only its name counts; `#2` is the agent at position 2, from 0 in the order of the groups,
//! whatever its name. A plain 2 is that agent too, if it has no name, and if no agent's name is itself a number: a list
//! of countries by numeric codes speaks of codes.
//!
//! ```
//! use comity::network::roll::Roll;
//! let roll = Roll::of([("365", 1), ("710", 1), ("rest", 3)]);
//! assert_eq!((roll.find("710"), roll.find("#0"), roll.find("#4")), (Some(1), Some(0), Some(4)));
//! assert_eq!((roll.find("2"), roll.find("20"), roll.find("rest")), (None, None, None));
//! assert_eq!(Roll::of([("hub", 1), ("rest", 3)]).find("2"), Some(2));
//! ```

use std::collections::BTreeMap;

use crate::sheet::whole;

/// The agents of a world, as files name them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roll<'a> {
    by_name: BTreeMap<&'a str, u32>,
    names: BTreeMap<u32, &'a str>,
    agents: u64,
    /// Is some name a number?
    numeric: bool,
}

impl<'a> Roll<'a> {
    /// From the name of each group and the number of its agents; one alone in its group goes by the group's name, if
    /// that is not empty.
    pub fn of(groups: impl IntoIterator<Item = (&'a str, u64)>) -> Self {
        let mut roll = Self::default();
        for (name, count) in groups {
            if let (1, false, Ok(place)) = (count, name.is_empty(), u32::try_from(roll.agents)) {
                roll.by_name.entry(name).or_insert(place);
                roll.names.insert(place, name);
                roll.numeric |= whole(name).is_ok();
            }
            roll.agents = roll.agents.saturating_add(count);
        }
        roll
    }

    /// From the names of all agents in their order, empty for those without; there may be fewer names than agents.
    pub fn of_names(names: &[&'a str], agents: usize) -> Self {
        let rest = agents.saturating_sub(names.len()) as u64;
        Self::of(names.iter().map(|&name| (name, 1)).chain([("", rest)]))
    }

    /// The agent that a text means.
    pub fn find(&self, text: &str) -> Option<u32> {
        let there = |position: &u32| u64::from(*position) < self.agents;
        if let Some(&agent) = self.by_name.get(text) {
            return Some(agent);
        }
        if let Some(position) = text.strip_prefix('#') {
            let digits = position.bytes().all(|byte| byte.is_ascii_digit());
            return position.parse().ok().filter(there).filter(|_| digits);
        }
        let position = whole(text).ok().and_then(|position| u32::try_from(position).ok()).filter(there)?;
        (!self.numeric && !self.names.contains_key(&position)).then_some(position)
    }

    /// What was expected of a text that means nobody.
    pub fn expected(&self, text: &str) -> String {
        let last = self.agents.saturating_sub(1);
        if self.names.is_empty() {
            return format!("expected the number of an agent, 0 to {last}, found {text:?}");
        }
        let numbers = if self.numeric || self.names.len() as u64 == self.agents {
            String::new()
        } else {
            ", the number of one without a name".to_owned()
        };
        format!("expected the name of an agent{numbers}, or a position, #0 to #{last}, found {text:?}")
    }

    /// The names that agents have.
    pub fn names(&self) -> impl Iterator<Item = &'a str> {
        self.names.values().copied()
    }

    /// What an agent is called: its name, or its number.
    pub fn called(&self, agent: u32) -> String {
        self.names.get(&agent).map_or_else(|| agent.to_string(), |&name| name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_number_is_a_position_only_of_one_without_a_name() {
        let mixed = Roll::of([("hub", 1), ("weak", 3)]);
        assert_eq!(
            [mixed.find("0"), mixed.find("1"), mixed.find("3.0"), mixed.find("4")],
            [None, Some(1), Some(3), None]
        );
        assert_eq!(
            [mixed.find("#0"), mixed.find("#4"), mixed.find("#+1"), mixed.find("#")],
            [Some(0), None, None, None]
        );
        let nobody = Roll::of_names(&[], 4);
        assert_eq!(
            [nobody.find("3"), nobody.find("#3"), nobody.find("4"), nobody.find("-1")],
            [Some(3), Some(3), None, None]
        );
        let codes = Roll::of([("2", 1), ("20", 1), ("others", 40)]);
        assert_eq!(
            [codes.find("2"), codes.find("20"), codes.find("30"), codes.find("#30")],
            [Some(0), Some(1), None, Some(30)]
        );
        assert!(
            mixed
                .expected("x")
                .contains("the name of an agent, the number of one without a name, or a position, #0 to #3")
        );
        assert!(codes.expected("30").starts_with("expected the name of an agent, or a position, #0 to #41"));
    }
}
