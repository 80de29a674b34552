//! A network from a file: one link a line, with a weight if some meet less often than others.
//!
//! ```text
//! from,to,weight
//! 0,1,1.0
//! 1,2,0.25
//! ```
//!
//! | column | meaning | range |
//! |---|---|---|
//! | from, to | the two agents, by number from 0 in the order of the groups, or by name if they have one | - |
//! | weight | how often they meet, relative to the others (column may be absent: all equal) | > 0 |
//!
//! A link counts both ways and stands in the file once. Everyone has to be reachable from everyone.
//!
//! Source: the edge lists of network data; weights as frequencies of contact: Barrat et al. (2004), PNAS 101:3747.
//!
//! ```
//! use comity::network::file::parse;
//! let edges = parse("from,to\n0,1\n2,1\n", 3, &[]).unwrap();
//! assert_eq!(edges.links, [[0, 1], [2, 1]]);
//! let wrong = parse("from,to\n0,1\n2,x\n", 3, &[]).unwrap_err();
//! assert_eq!((wrong.line, wrong.column), (3, 3));
//! ```

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use super::{Link, Meetings, Mistake, statistics};

/// The columns that a file may have.
const COLUMNS: [&str; 3] = ["from", "to", "weight"];

/// The links of a file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Edges {
    /// The links, in the order of the file.
    pub links: Vec<Link>,
    /// The weight of each, above 0; empty if the file has none.
    pub weights: Vec<f64>,
}

impl Serialize for Edges {
    /// As a digest: it has to tell two networks apart, not to be read.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut hash = Sha256::new();
        for (place, [a, b]) in self.links.iter().enumerate() {
            hash.update(a.to_le_bytes());
            hash.update(b.to_le_bytes());
            hash.update(self.weights.get(place).unwrap_or(&1.0).to_le_bytes());
        }
        let digest: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        serializer.serialize_str(&format!("{} links, SHA-256 {digest}", self.links.len()))
    }
}

/// What is wrong with a file, and where in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct Wrong {
    /// Line, from 1.
    pub line: u64,
    /// Column of characters, from 1.
    pub column: usize,
    /// What was expected and found.
    pub message: String,
}

/// Reads the links among so many agents; `names` are the agents' names in their order, `""` for those without; it may
/// be shorter.
///
/// # Errors
/// [`Wrong`] at the first line that is not a link, or at the header if the network is disconnected.
pub fn parse(text: &str, agents: usize, names: &[&str]) -> Result<Edges, Wrong> {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).has_headers(false).from_reader(text.as_bytes());
    let mut rows = reader.records();
    let header = match rows.next() {
        Some(row) => row.map_err(|error| broken(&error))?,
        None => return Err(at(1, 1, "expected a header: from,to or from,to,weight")),
    };
    let columns = columns(text, &header)?;
    let named: BTreeMap<&str, u32> =
        names.iter().zip(0..).filter(|(name, _)| !name.is_empty()).map(|(&name, agent)| (name, agent)).collect();
    let mut edges = Edges::default();
    // Each link and the byte at which its line begins.
    let mut seen: BTreeMap<Link, usize> = BTreeMap::new();
    for row in rows {
        let row = row.map_err(|error| broken(&error))?;
        let wrong =
            |field: usize, message: String| at(line(text, begin(text, &row)), column(text, &row, field), message);
        if row.len() != header.len() {
            return Err(wrong(0, format!("expected {} fields as in the header, found {}", header.len(), row.len())));
        }
        let mut link = [0; 2];
        for (end, &place) in link.iter_mut().zip(&columns) {
            *end = agent(&row[place], agents, &named).map_err(|message| wrong(place, message))?;
        }
        let [a, b] = link;
        if a == b {
            return Err(wrong(columns[1], format!("expected a link with another agent, found {a} with itself")));
        }
        if let Some(first) = seen.insert([a.min(b), a.max(b)], begin(text, &row)) {
            let first = line(text, first);
            return Err(wrong(
                columns[0],
                format!("expected each link once, but line {first} links {a} and {b} as well"),
            ));
        }
        edges.links.push(link);
        if let Some(&place) = columns.get(2) {
            let weight = row[place].parse().ok().filter(|weight: &f64| weight.is_finite() && *weight > 0.0);
            let message = || format!("expected a weight above 0, found {:?}", &row[place]);
            edges.weights.push(weight.ok_or_else(|| wrong(place, message()))?);
        }
    }
    connected(&edges, agents, names).map_err(|message| at(1, 1, message))?;
    Ok(edges)
}

/// Where from, to and weight stand, the last only if there is one.
fn columns(text: &str, header: &csv::StringRecord) -> Result<Vec<usize>, Wrong> {
    for (place, name) in header.iter().enumerate() {
        let again = header.iter().take(place).any(|earlier| earlier == name);
        if again || !COLUMNS.contains(&name) {
            let message = format!("expected a header of from,to or from,to,weight, found the column {name:?}");
            return Err(at(line(text, begin(text, header)), column(text, header, place), message));
        }
    }
    let place = |name| header.iter().position(|column| column == name);
    let (Some(from), Some(to)) = (place("from"), place("to")) else {
        return Err(at(1, 1, "expected a header of from,to or from,to,weight, found none of one of them"));
    };
    Ok([from, to].into_iter().chain(place("weight")).collect())
}

/// An agent by name or number.
fn agent(text: &str, agents: usize, named: &BTreeMap<&str, u32>) -> Result<u32, String> {
    let numbered = || text.parse::<u32>().ok().filter(|&number| (number as usize) < agents);
    named.get(text).copied().or_else(numbered).ok_or_else(|| {
        let or_name = if named.is_empty() { "" } else { ", or the name of one" };
        format!("expected the number of an agent, 0 to {}{or_name}, found {text:?}", agents.saturating_sub(1))
    })
}

/// Refuses a network that falls apart.
fn connected(edges: &Edges, agents: usize, names: &[&str]) -> Result<(), String> {
    let network = Meetings::of(agents, &edges.links, &[]);
    let component = statistics::components(&network);
    let apart: Vec<usize> = (0..agents).filter(|&agent| component[agent] != component[0]).collect();
    if apart.is_empty() {
        return Ok(());
    }
    let name = |&agent: &usize| match names.get(agent) {
        Some(name) if !name.is_empty() => (*name).to_owned(),
        _ => agent.to_string(),
    };
    let shown: Vec<String> = apart.iter().take(8).map(name).collect();
    let more = if apart.len() > 8 { ", ..." } else { "" };
    let (who, alone) = (apart.len(), apart.iter().filter(|&&agent| network.degree[agent] == 0).count());
    Err(format!(
        "disconnected: {who} of {agents} agents cannot be reached from agent {} ({}{more}), \
         {alone} of them without any link",
        name(&0),
        shown.join(", ")
    ))
}

fn at(line: u64, column: usize, message: impl Into<String>) -> Wrong {
    Wrong { line, column, message: message.into() }
}

fn broken(error: &csv::Error) -> Wrong {
    at(error.position().map_or(1, csv::Position::line), 1, error.to_string())
}

/// The byte at which a row begins; its position counts empty lines before it as its own.
pub(crate) fn begin(text: &str, row: &csv::StringRecord) -> usize {
    let from = row.position().map_or(0, |position| position.byte() as usize);
    let rest = text.get(from..).unwrap_or_default();
    from + rest.len() - rest.trim_start_matches(['\n', '\r']).len()
}

/// The line of a byte.
fn line(text: &str, byte: usize) -> u64 {
    1 + text.as_bytes()[..byte].iter().filter(|&&byte| byte == b'\n').count() as u64
}

/// The column at which a field of a row begins.
fn column(text: &str, row: &csv::StringRecord, field: usize) -> usize {
    let (mut column, mut fields, mut quoted) = (1, 0, false);
    for c in text[begin(text, row)..].chars() {
        if fields == field && (c != ' ' || quoted) {
            break;
        }
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => fields += 1,
            _ => {}
        }
        column += 1;
    }
    column
}

/// A network of a file needs its file, and one that fits the agents.
pub(super) fn mistake(edges: Option<&Edges>, agents: usize) -> Option<Mistake> {
    let Some(edges) = edges else {
        return Some(Mistake::new("path", "expected the path of a CSV file of links, found none"));
    };
    let beyond = edges.links.iter().flatten().any(|&agent| agent as usize >= agents);
    beyond.then(|| Mistake::new("path", format!("expected links among {agents} agents, found more")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> String {
        parse(text, 4, &[]).unwrap_err().to_string()
    }

    #[test]
    fn mistakes_are_at_their_place() {
        let found = wrong("from,to,weight\n0,1,1\n1,2,-3\n");
        assert_eq!(found, "3:5: expected a weight above 0, found \"-3\"");
        assert!(wrong("from,to,weight\n0,1,nan\n").starts_with("2:5:"));
        assert!(wrong("from,to\n0, 7\n").starts_with("2:4: expected the number of an agent, 0 to 3, found \"7\""));
        assert_eq!(wrong("from,to\n0,1\n\n1,1\n"), "4:3: expected a link with another agent, found 1 with itself");
        assert!(wrong("from,to\n0,1\n2,3\n1,0\n").starts_with("4:1: expected each link once, but line 2"));
        assert!(wrong("from,too\n0,1\n").starts_with("1:6: expected a header"));
        assert!(wrong("to\n0\n").contains("header"));
        assert!(wrong("").contains("header"));
        assert!(wrong("from,to\n0,1,2\n").starts_with("2:1: expected 2 fields"));
        assert!(wrong("weight,from,to\n\"1\",0,9\n").starts_with("2:7:"));
    }

    #[test]
    fn a_network_that_falls_apart_is_refused() {
        let message = wrong("from,to\n0,1\n");
        assert!(
            message.contains("disconnected: 2 of 4 agents cannot be reached from agent 0 (2, 3), 2 of them"),
            "{message}"
        );
        let message = parse("from,to\na,b\nc,d\n", 4, &["a", "b", "c", "d"]).unwrap_err().message;
        assert!(message.contains("from agent a (c, d), 0 of them"), "{message}");
    }

    #[test]
    fn columns_stand_in_any_order_and_agents_go_by_name() {
        let edges = parse("weight,to,from\n2,b,a\n1,2,b\n", 3, &["a", "b", ""]).unwrap();
        assert_eq!(edges, Edges { links: vec![[0, 1], [1, 2]], weights: vec![2.0, 1.0] });
    }

    #[test]
    fn a_digest_tells_networks_apart() {
        let digest = |text: &str| serde_json::to_string(&parse(text, 3, &[]).unwrap()).unwrap();
        let base = digest("from,to\n0,1\n1,2\n");
        assert_eq!(base, digest("from,to,weight\n0,1,1\n1,2,1\n"));
        assert_ne!(base, digest("from,to,weight\n0,1,1\n1,2,2\n"));
        assert_ne!(base, digest("from,to\n0,1\n0,2\n"));
    }
}
