//! What stands between two agents beforehand: alliances, rivalries, incidents past. They set pairs apart whose
//! members are otherwise alike.
//!
//! ```text
//! D_ij    = clamp(D_ij of ideology and language + sum_k w_k x_ijk, 0, 1)
//! tau0_ij = clamp(prior - prior_slope D_ij + sum_k v_k x_ijk, 0, 1)
//! f_ij    is proportional to  f_ij of the network  prod_k m_k^x_ijk
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | x_ijk | attribute k of the pair, 0 where it is not listed | - | columns of [`Dyads::path`] |
//! | w_k | what a unit of it adds to the distance | - | [`Dyads::distance`] |
//! | v_k | what a unit of it adds to prior trust | - | [`Dyads::prior`] |
//! | m_k | factor by which a unit of it changes how often they meet | > 0 | [`Dyads::meeting`] |
//!
//! A row counts both ways, unless the table is `directed`: then i's prior trust in j goes by the row from i to j, while
//! distance and meeting, which a pair has in common, go by the mean of both directions. The pair that meets most often
//! meets in every round ([`super::meetings`]).
//!
//! Source: assumed, as the simplest that is linear in each attribute; that alliances and rivalries shape how states
//! read one another is the starting point of dyadic studies of conflict (Bremer 1992, Journal of Conflict Resolution
//! 36:309).
//!
//! ```
//! use comity::network::dyads::{Dyads, Ties};
//! use comity::network::Meetings;
//! let mut dyads: Dyads = toml::from_str("prior = { alliance = 0.2 }")?;
//! dyads.table = Some("from,to,alliance\nb,a,1\n".to_owned());
//! let pairs = dyads.pairs(&["a", "b", "c"]).unwrap();
//! let ties = Ties::of(&pairs, &Meetings::complete(3));
//! assert_eq!(ties.prior, [0.2, 0.2, 0.0, 0.0, 0.0, 0.0]); // a with b, a with c, b with c
//! # Ok::<(), toml::de::Error>(())
//! ```

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::meetings::Meetings;
use super::roll::Roll;
use crate::sheet::{Delimiter, Row, Sheet, number};
use crate::units::{Finite, Positive};

/// What stands between pairs of agents: `[dyads]`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Dyads {
    /// The CSV file, its path relative to the config: columns from and to, and any number of attributes. Agents go by
    /// name, those without one by number from 0; `#2` is the agent at position 2 in any case. Pairs that are not listed
    /// have 0 of everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Names of its columns, where they are others: `columns = { from = "initiator", rivalry = "rival" }`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
    /// What parts its fields: `","`, `";"` or a tab, `"\t"`.
    #[serde(skip_serializing_if = "Delimiter::is_comma")]
    pub delimiter: Delimiter,
    /// Does a row speak of one direction only (default false: of both)?
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub directed: bool,
    /// What becomes of rows that name agents who are not there.
    #[serde(skip_serializing_if = "Strangers::is_refuse")]
    pub strangers: Strangers,
    /// What a unit of each attribute adds to the distance (any number; the sum is cut to 0 to 1).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub distance: BTreeMap<String, Finite>,
    /// What a unit of each attribute adds to prior trust (any number; the sum is cut to 0 to 1).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub prior: BTreeMap<String, Finite>,
    /// Factor by which a unit of each attribute changes how often two meet (above 0; 1 changes nothing).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub meeting: BTreeMap<String, Positive>,
    /// The rows themselves, as the text of a CSV file (written by the program, in place of `path`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
}

/// What becomes of rows that name agents who are not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Strangers {
    /// They are a mistake.
    #[default]
    Refuse,
    /// They are left out.
    LeaveOut,
}

impl Strangers {
    /// Are they a mistake?
    pub fn is_refuse(&self) -> bool {
        *self == Self::Refuse
    }
}

/// What stands between an agent and another: sums over the attributes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The one whose view it is, and the other.
    pub ends: [u32; 2],
    /// Added to the distance.
    pub distance: f64,
    /// Added to prior trust.
    pub prior: f64,
    /// Factor of how often they meet, above 0.
    pub meeting: f64,
}

impl Dyads {
    /// The attributes that have a column or a weight.
    pub fn used(&self) -> BTreeSet<&str> {
        let named = self.columns.keys().filter(|key| !["from", "to"].contains(&key.as_str()));
        let weighed = self.distance.keys().chain(self.prior.keys()).chain(self.meeting.keys());
        named.chain(weighed).map(String::as_str).collect()
    }

    /// Does it change how often two meet?
    pub fn sets_meetings(&self) -> bool {
        self.meeting.values().any(|factor| factor.get() != 1.0)
    }

    /// What its rows come to; of a table that is not directed each in both directions. `names` are those of the agents.
    ///
    /// # Errors
    /// The key below `dyads`, and what is wrong there: an attribute that was not read, an agent who is not there.
    pub fn pairs(&self, names: &[&str]) -> Result<Vec<Pair>, (Vec<String>, String)> {
        let at = |key: &str, message: String| (vec![key.to_owned()], message);
        let text = self
            .table
            .as_deref()
            .ok_or_else(|| at("path", "expected the path of a CSV file, found none".to_owned()))?;
        let sheet = Sheet::read(text, Delimiter::Comma)
            .map_err(|wrong| at("table", format!("not a table of dyads: {}", wrong.message)))?;
        let header = sheet.header();
        let weighed =
            |key: &str, name: &String, weight: f64| attribute(&header, key, name).map(|place| (place, weight));
        let numbers = |key: &str, map: &BTreeMap<String, Finite>| {
            map.iter().map(|(name, weight)| weighed(key, name, weight.get())).collect::<Result<Vec<_>, _>>()
        };
        let (distance, prior) = (numbers("distance", &self.distance)?, numbers("prior", &self.prior)?);
        let factors = self.meeting.iter().map(|(name, factor)| weighed("meeting", name, factor.get()));
        let meeting: Vec<(usize, f64)> = factors.collect::<Result<_, _>>()?;
        let roll = Roll::of_names(names, names.len());
        let mut pairs = Vec::new();
        let mut seen = BTreeSet::new();
        'rows: for row in sheet.rows() {
            let wrong = |message: String| at("path", message);
            let value = |place: usize| number(&row[place]).map_err(wrong);
            let sum = |weights: &[(usize, f64)]| {
                weights.iter().try_fold(0.0, |sum, &(place, weight)| Ok(sum + weight * value(place)?))
            };
            let mut ends = [0; 2];
            for (place, end) in ends.iter_mut().enumerate() {
                *end = match (roll.find(&row[place]), self.strangers) {
                    (Some(agent), _) => agent,
                    (None, Strangers::LeaveOut) => continue 'rows,
                    (None, Strangers::Refuse) => return Err(wrong(roll.expected(&row[place]))),
                };
            }
            let [from, to] = ends;
            if from == to || !seen.insert(if self.directed { ends } else { [from.min(to), from.max(to)] }) {
                let [from, to] = ends.map(|agent| roll.called(agent));
                let message = format!("expected each pair of two agents once, found {from} and {to} once more");
                return Err(wrong(message));
            }
            let mut factor = 1.0;
            for &(place, base) in &meeting {
                factor *= libm::pow(base, value(place)?);
            }
            let pair = Pair { ends, distance: sum(&distance)?, prior: sum(&prior)?, meeting: factor };
            pairs.push(pair);
            if !self.directed {
                pairs.push(Pair { ends: [to, from], ..pair });
            }
        }
        Ok(pairs)
    }
}

/// The place of an attribute among the columns of a table, or what is wrong with its name below a key.
fn attribute(header: &Row<'_>, key: &str, name: &str) -> Result<usize, (Vec<String>, String)> {
    let place = header.iter().skip(2).position(|column| column == name).ok_or_else(|| {
        let known: Vec<&str> = header.iter().skip(2).collect();
        let message = format!(
            "expected an attribute of the table ({}), found {name:?}; name its column in dyads.columns",
            known.join(", ")
        );
        (vec![key.to_owned(), name.to_owned()], message)
    })?;
    Ok(place + 2)
}

/// What stands between the two sides of every pair that meets; all empty without a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ties {
    /// Added to the distance, per pair.
    pub distance: Vec<f64>,
    /// Added to prior trust, per side.
    pub prior: Vec<f64>,
    /// Factor of how often they meet, per pair.
    pub meeting: Vec<f64>,
}

impl Ties {
    /// Lays pairs out on those that meet.
    pub fn of(pairs: &[Pair], meetings: &Meetings) -> Self {
        if pairs.is_empty() {
            return Self::default();
        }
        let by_ends: BTreeMap<[u32; 2], &Pair> = pairs.iter().map(|pair| (pair.ends, pair)).collect();
        let find = |side: usize| by_ends.get(&[meetings.actor[side], meetings.actor[side ^ 1]]).copied();
        let both = |pair: usize, of: fn(&Pair) -> f64, none: f64| {
            let [a, b] = [2 * pair, 2 * pair + 1].map(|side| find(side).map_or(none, of));
            (a + b) / 2.0
        };
        let all = 0..meetings.sides() / 2;
        Self {
            distance: all.clone().map(|pair| both(pair, |pair| pair.distance, 0.0)).collect(),
            prior: (0..meetings.sides()).map(|side| find(side).map_or(0.0, |pair| pair.prior)).collect(),
            meeting: all.map(|pair| both(pair, |pair| pair.meeting, 1.0)).collect(),
        }
    }

    /// What is added to the distance of a pair.
    #[inline]
    pub fn distance(&self, pair: usize) -> f64 {
        self.distance.get(pair).copied().unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dyads(text: &str, rows: &str) -> Dyads {
        Dyads { table: Some(rows.to_owned()), ..toml::from_str(text).unwrap() }
    }

    /// By hand: rivalry 1, incidents 3; -0.3 - 0.01 x 3 = -0.33; 0.5^1 = 0.5.
    #[test]
    fn attributes_add_up_and_factors_multiply() {
        let text =
            "distance = { rivalry = 0.3 }\nprior = { rivalry = -0.3, incidents = -0.01 }\nmeeting = { rivalry = 0.5 }";
        let found = dyads(text, "from,to,incidents,rivalry\n2,0,3,1\n").pairs(&["", "", ""]).unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].ends, found[1].ends), ([2, 0], [0, 2]));
        assert!((found[0].prior + 0.33).abs() < 1e-15);
        assert_eq!((found[0].distance, found[0].meeting), (0.3, 0.5));
    }

    /// Of a directed table the pair has the mean in common: (0.4 + 0) / 2.
    #[test]
    fn directions_are_told_apart_where_that_is_asked() {
        let text = "directed = true\ndistance = { threat = 0.4 }\nprior = { threat = -0.5 }";
        let found = dyads(text, "from,to,threat\n0,1,1\n").pairs(&["", ""]).unwrap();
        let ties = Ties::of(&found, &Meetings::complete(2));
        assert_eq!((ties.prior, ties.distance, ties.meeting), (vec![-0.5, 0.0], vec![0.2], vec![1.0]));
    }

    #[test]
    fn what_was_not_read_cannot_be_weighed() {
        let wrong = |text: &str, rows: &str| dyads(text, rows).pairs(&["a", "b"]).unwrap_err();
        let (key, message) = wrong("prior = { allies = 0.1 }", "from,to,alliance\na,b,1\n");
        assert_eq!(key, ["prior", "allies"]);
        assert!(message.contains("(alliance), found \"allies\""), "{message}");
        assert!(wrong("", "from,to,alliance\na,7,1\n").1.contains("found \"7\""));
        assert_eq!(Dyads::default().pairs(&[]).unwrap_err().0, ["path"]);
    }
}
