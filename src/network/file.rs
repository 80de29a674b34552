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
//! | from, to | the two agents, by name or by number from 0 in the order of the groups, as [`super::roll`] says | - |
//! | weight | how often they meet, relative to the others (column may be absent: all equal) | > 0 |
//!
//! A link counts both ways and stands in the file once, in whatever dialect of CSV [`crate::sheet`] reads. Everyone has
//! to be reachable from everyone.
//!
//! Source: the edge lists of network data; weights as frequencies of contact: Barrat et al. (2004), PNAS 101:3747.
//!
//! ```
//! use comity::network::file::parse;
//! let edges = parse("from,to\n0,1\n2,1\n", 3, &[]).unwrap();
//! assert_eq!(edges.links, [[0, 1], [2, 1]]);
//! let text = "from,to\n0,1\n2,x\n";
//! assert_eq!(parse(text, 3, &[]).unwrap_err().place(text), (3, 3));
//! ```

use std::collections::BTreeMap;

use super::dyads::Strangers;
use super::link::Link;
use super::meetings::Meetings;
use super::mistake::Mistake;
use super::roll::Roll;
use super::statistics;
use crate::sheet::{Delimiter, Row, Sheet, Wrong, number, quoted};

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

/// How a table says who is linked.
#[derive(Debug, Clone)]
pub struct Reading<'a> {
    /// Names of its columns, where they are others.
    pub columns: &'a BTreeMap<String, String>,
    /// What becomes of rows that name agents who are not there.
    pub strangers: Strangers,
    /// Number of agents.
    pub agents: usize,
    /// Their names in their order, `""` for those without; there may be fewer.
    pub names: &'a [&'a str],
}

/// Reads the links among so many agents from a table with commas; `names` are the agents' names in their order, `""`
/// for those without; it may be shorter.
///
/// # Errors
/// What is wrong, at the first line that is not a link, or at the header if the network is disconnected.
pub fn parse(text: &str, agents: usize, names: &[&str]) -> Result<Edges, Wrong> {
    let sheet = Sheet::read(text, Delimiter::Comma)?;
    Reading { columns: &BTreeMap::new(), strangers: Strangers::Refuse, agents, names }.read(&sheet)
}

impl Reading<'_> {
    /// The links of a table.
    ///
    /// # Errors
    /// As [`parse`].
    pub fn read(&self, sheet: &Sheet) -> Result<Edges, Wrong> {
        let columns = self.places(sheet)?;
        let roll = Roll::of_names(self.names, self.agents);
        let mut edges = Edges::default();
        let mut seen: BTreeMap<Link, Row<'_>> = BTreeMap::new();
        'rows: for row in sheet.rows() {
            let wrong = |field: usize, message: String| Err(Sheet::wrong(row, field, message));
            let mut link = [0; 2];
            for (end, &place) in link.iter_mut().zip(&columns) {
                *end = match (roll.find(&row[place]), self.strangers) {
                    (Some(agent), _) => agent,
                    (None, Strangers::LeaveOut) => continue 'rows,
                    (None, Strangers::Refuse) => return wrong(place, roll.expected(&row[place])),
                };
            }
            let [a, b] = link;
            if a == b {
                let message = format!("expected a link with another agent, found {} with itself", roll.called(a));
                return wrong(columns[1], message);
            }
            if let Some(first) = seen.insert([a.min(b), a.max(b)], row) {
                let [line, a, b] = [first.line().to_string(), roll.called(a), roll.called(b)];
                return wrong(
                    columns[0],
                    format!("expected each link once, but line {line} links {a} and {b} as well"),
                );
            }
            edges.links.push(link);
            if let Some(&place) = columns.get(2) {
                match number(&row[place]) {
                    Ok(weight) if weight > 0.0 => edges.weights.push(weight),
                    Ok(_) => return wrong(place, format!("expected a weight above 0, found {:?}", &row[place])),
                    Err(message) => return wrong(place, message),
                }
            }
        }
        let header = sheet.header().range(0).start;
        connected(&edges, self.agents, &roll)
            .map_err(|message| Sheet::wrong(sheet.header(), 0, message))
            .map_err(|wrong| Wrong { at: header..wrong.at.end, ..wrong })?;
        Ok(edges)
    }

    /// Its rows as the text of a table with commas and the usual names of columns.
    ///
    /// # Errors
    /// If it lacks a column, or has one that is none of these.
    pub fn canonical(&self, sheet: &Sheet) -> Result<String, Wrong> {
        let places = self.places(sheet)?;
        let mut text = COLUMNS[..places.len()].join(",") + "\n";
        for row in sheet.rows() {
            let fields: Vec<String> = places.iter().map(|&place| quoted(&row[place])).collect();
            text += &fields.join(",");
            text.push('\n');
        }
        Ok(text)
    }

    /// Where from, to and weight stand, the last only if there is one.
    fn places(&self, sheet: &Sheet) -> Result<Vec<usize>, Wrong> {
        let called = COLUMNS.map(|key| self.columns.get(key).map_or(key, String::as_str));
        let expected = format!("expected a header of {0},{1} or {0},{1},{2}", called[0], called[1], called[2]);
        let hint = "network.columns says what they are called";
        for (place, name) in sheet.header().iter().enumerate() {
            if !called.contains(&name) {
                let message = format!("{expected}, found the column {name:?}; {hint}");
                return Err(Sheet::wrong(sheet.header(), place, message));
            }
        }
        let [from, to, weight] = called.map(|name| sheet.find(name));
        let given = weight.is_some() || !self.columns.contains_key("weight");
        let (Some(from), Some(to), true) = (from, to, given) else {
            return Err(Sheet::wrong(sheet.header(), 0, format!("{expected}, found none of one of them; {hint}")));
        };
        Ok([from, to].into_iter().chain(weight).collect())
    }
}

/// Refuses a network that falls apart.
fn connected(edges: &Edges, agents: usize, roll: &Roll<'_>) -> Result<(), String> {
    let network = Meetings::of(agents, &edges.links, &[]);
    let component = statistics::components(&network);
    let apart: Vec<usize> = (0..agents).filter(|&agent| component[agent] != component[0]).collect();
    if apart.is_empty() {
        return Ok(());
    }
    let shown: Vec<String> = apart.iter().take(8).map(|&agent| roll.called(agent as u32)).collect();
    let more = if apart.len() > 8 { ", ..." } else { "" };
    let (who, alone) = (apart.len(), apart.iter().filter(|&&agent| network.degree[agent] == 0).count());
    Err(format!(
        "disconnected: {who} of {agents} agents cannot be reached from agent {} ({}{more}), \
         {alone} of them without any link",
        roll.called(0),
        shown.join(", ")
    ))
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
        let wrong = parse(text, 4, &[]).unwrap_err();
        let (line, column) = wrong.place(text);
        format!("{line}:{column}: {wrong}")
    }

    #[test]
    fn mistakes_are_at_their_place() {
        let found = wrong("from,to,weight\n0,1,1\n1,2,-3\n");
        assert_eq!(found, "3:5: expected a weight above 0, found \"-3\"");
        assert_eq!(wrong("from,to,weight\n0,1,nan\n"), "2:5: expected a number, found \"nan\"");
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

    /// One dialect whatever is read: pandas leaves a nameless index, others semicolons and names of their own.
    #[test]
    fn links_are_read_as_tools_write_them() {
        let read = |text: &str, delimiter, columns: &[(&str, &str)], strangers| {
            let columns = columns.iter().map(|&(key, name)| (key.to_owned(), name.to_owned())).collect();
            let sheet = Sheet::read(text, delimiter).unwrap();
            let reading = Reading { columns: &columns, strangers, agents: 3, names: &["365", "710", "b, the \"2nd\""] };
            reading.read(&sheet).map(|edges| (edges, reading.canonical(&sheet).unwrap()))
        };
        let renamed = [("from", "source"), ("to", "target")];
        let text = ";source;target;weight\n0;365;710;.5\n1;710;\"b, the \"\"2nd\"\"\";2\n2;20;365;1\n3;2;1;1\n";
        let (edges, table) = read(text, Delimiter::Semicolon, &renamed, Strangers::LeaveOut).unwrap();
        assert_eq!(edges, Edges { links: vec![[0, 1], [1, 2]], weights: vec![0.5, 2.0] });
        assert_eq!(table, "from,to,weight\n365,710,.5\n710,\"b, the \"\"2nd\"\"\",2\n20,365,1\n2,1,1\n");
        let (again, _) = read(&table, Delimiter::Comma, &[], Strangers::LeaveOut).unwrap();
        assert_eq!(again, edges);
        let wrong = read(text, Delimiter::Semicolon, &renamed, Strangers::Refuse).unwrap_err();
        assert_eq!(wrong.place(text), (4, 3));
        let twice = read("from,to\n365,710\n#1,365\n", Delimiter::Comma, &[], Strangers::Refuse).unwrap_err();
        assert!(twice.message.contains("line 2 links 710 and 365 as well"), "{twice}");
    }
}
