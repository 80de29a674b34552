//! `comity exact graph`: one cooperator on a small graph, every state solved, and b/c on regular graphs of any size.

use std::fmt::Write as _;

use clap::{Args as ClapArgs, ValueEnum};

use super::numbers::{figure, non_negative, order, payoffs, preset, selected};
use super::setting::show;
use crate::config::Failure;
use crate::exact::graph::{Graph, MOST_NODES, PayoffRule, Spread, UpdateRule};
use crate::exact::regular_graph::{critical_ratio, slope};
use crate::game::{Payoffs, Preset};
use crate::network::{Neighbourhood, lattice, ring};
use crate::units::NonNegative;

/// Arguments of `exact graph`.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  comity exact graph --kind ring --nodes 8 --payoffs 4,-1,5,0 --selection 0.05
  comity exact graph --kind star --nodes 7 --rule birth-death --game snowdrift
  comity exact graph --kind edges --edges 0-1,0-2,1-2,2-3
  comity exact graph --kind regular --nodes 100 --degree 4
Graphs have up to 14 nodes (12 take seconds, 14 minutes); kind regular has any number and gives the limit of weak
selection alone.")]
pub(super) struct Args {
    /// Which graph
    #[arg(long)]
    kind: GraphKind,
    /// Number of nodes (kind edges: as many as the edges name)
    #[arg(long, value_name = "N", required_if_eq_any = [("kind", "ring"), ("kind", "star"), ("kind", "complete"),
        ("kind", "lattice"), ("kind", "regular")], value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    nodes: Option<u32>,
    /// Neighbours of each node (ring, regular) [default: 2 in a ring, 4 otherwise]
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    degree: Option<u32>,
    /// Nodes in a row of a lattice, whose edges meet (default: the square root of the nodes)
    #[arg(long, value_name = "W", value_parser = clap::value_parser!(u32).range(3..=1_000))]
    width: Option<u32>,
    /// Pairs of linked nodes, numbered from 0 (kind edges)
    #[arg(long, value_name = "A-B,...", value_delimiter = ',', value_parser = edge, required_if_eq("kind", "edges"))]
    edges: Vec<(usize, usize)>,
    /// Who replaces whom
    #[arg(long, default_value = "death-birth")]
    rule: Rule,
    /// Is a node's payoff the mean or the sum over its neighbours?
    #[arg(long, default_value = "mean")]
    score: Score,
    /// Strength of selection s: fitness is exp(s payoff)
    #[arg(long, value_name = "S", default_value = "1", value_parser = non_negative)]
    selection: NonNegative,
    /// A classical game by name (default: donation)
    #[arg(long, value_parser = preset(), conflicts_with = "payoffs")]
    game: Option<Preset>,
    /// Payoffs: cooperator with cooperator, with defector, defector with cooperator, with defector
    #[arg(long, value_name = "R,S,T,P", value_parser = payoffs, allow_hyphen_values = true)]
    payoffs: Option<Payoffs>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum GraphKind {
    /// A circle
    Ring,
    /// One in the middle, linked with all others
    Star,
    /// Everyone linked with everyone
    Complete,
    /// Rows of nodes with four neighbours each, edges meeting
    Lattice,
    /// The graph of --edges
    Edges,
    /// Any graph of that degree, in the limit of weak selection
    Regular,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Rule {
    /// A random node dies, its neighbours compete for the place
    DeathBirth,
    /// A fit node reproduces, its copy replaces a random neighbour
    BirthDeath,
    /// A random node compares itself with a random neighbour
    PairComparison,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Score {
    /// Mean over the neighbours
    Mean,
    /// Sum over the neighbours
    Sum,
}

fn usage(error: impl std::fmt::Display) -> Failure {
    Failure::Usage(error.to_string())
}

/// Two nodes with a dash between.
fn edge(text: &str) -> Result<(usize, usize), String> {
    let wrong = || format!("expected two nodes as 0-1, found {text:?}");
    let (a, b) = text.split_once('-').ok_or_else(wrong)?;
    let node = |text: &str| text.trim().parse::<usize>().map_err(|_| wrong());
    Ok((node(a)?, node(b)?))
}

impl Args {
    fn game(&self) -> Payoffs {
        self.payoffs.unwrap_or(self.game.unwrap_or(Preset::Donation).payoffs())
    }

    fn spread(&self) -> Spread {
        let rule = match self.rule {
            Rule::DeathBirth => UpdateRule::DeathBirth,
            Rule::BirthDeath => UpdateRule::BirthDeath,
            Rule::PairComparison => UpdateRule::PairComparison,
        };
        let payoff = if self.score == Score::Mean { PayoffRule::Averaged } else { PayoffRule::Accumulated };
        Spread { game: self.game(), rule, payoff, selection: self.selection.get() }
    }

    /// Number of nodes, and of the neighbours of each where all have as many.
    fn shape(&self) -> Result<(usize, Option<usize>), Failure> {
        let nodes = match self.nodes {
            Some(nodes) => nodes as usize,
            None => self.edges.iter().map(|&(a, b)| a.max(b).saturating_add(1)).max().unwrap_or(0),
        };
        if self.degree.is_some() && !matches!(self.kind, GraphKind::Ring | GraphKind::Regular) {
            return Err(usage("--degree belongs to kind ring and kind regular"));
        }
        if self.width.is_some() && self.kind != GraphKind::Lattice {
            return Err(usage("--width belongs to kind lattice"));
        }
        if !self.edges.is_empty() && self.kind != GraphKind::Edges {
            return Err(usage("--edges belongs to kind edges"));
        }
        let degree = match self.kind {
            GraphKind::Ring => Some(self.degree.unwrap_or(2) as usize),
            GraphKind::Regular => Some(self.degree.unwrap_or(4) as usize),
            GraphKind::Complete => Some(nodes - 1),
            GraphKind::Lattice => Some(4),
            GraphKind::Star | GraphKind::Edges => None,
        };
        if let Some(degree) = degree.filter(|&degree| degree >= nodes) {
            return Err(usage(format!("expected fewer neighbours than the {nodes} nodes, found {degree}")));
        }
        if self.kind == GraphKind::Regular && !(nodes * degree.unwrap_or(0)).is_multiple_of(2) {
            return Err(usage("no graph has an odd number of nodes with an odd number of neighbours each"));
        }
        Ok((nodes, degree))
    }

    fn graph(&self, nodes: usize, degree: Option<usize>) -> Result<Graph, Failure> {
        if nodes > MOST_NODES {
            let message = format!(
                "expected at most {MOST_NODES} nodes, whose 2^{MOST_NODES} states can be solved, found {nodes}; \
                 kind regular gives the limit of weak selection for any number"
            );
            return Err(usage(message));
        }
        let size = nodes as u32;
        let pairs = |links: Vec<[u32; 2]>| links.into_iter().map(|[a, b]| (a as usize, b as usize)).collect();
        let edges: Vec<(usize, usize)> = match self.kind {
            GraphKind::Ring => {
                let degree = degree.unwrap_or(2);
                if degree % 2 == 1 {
                    return Err(usage(format!("expected an even degree, half on each side of a ring, found {degree}")));
                }
                pairs(ring::links(size, degree as u32))
            }
            GraphKind::Star => (1..nodes).map(|leaf| (0, leaf)).collect(),
            GraphKind::Complete => (0..nodes).flat_map(|a| (a + 1..nodes).map(move |b| (a, b))).collect(),
            GraphKind::Lattice => {
                let width = self.width.unwrap_or_else(|| f64::from(size).sqrt() as u32);
                if width < 3 || size / width < 3 || !size.is_multiple_of(width) {
                    let message = "expected a lattice of at least three rows and columns, nodes = width x rows";
                    return Err(usage(format!("{message}, found {nodes} nodes in rows of {width}")));
                }
                pairs(lattice::links(size, width, true, Neighbourhood::VonNeumann))
            }
            GraphKind::Edges | GraphKind::Regular => self.edges.clone(),
        };
        Graph::new(nodes, &edges).map_err(usage)
    }
}

/// Prints who takes over, and the critical b/c.
pub(super) fn run(args: &Args) -> Result<String, Failure> {
    let (nodes, degree) = args.shape()?;
    let named = |value: &dyn Fn() -> Option<clap::builder::PossibleValue>| {
        value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    };
    let game = args.game();
    let mut text = format!("{} of {nodes} nodes\n{}", named(&|| args.kind.to_possible_value()), show(&[game, game]));
    if args.kind != GraphKind::Regular {
        let graph = args.graph(nodes, degree)?;
        let _ = writeln!(
            text,
            "  rule         {}, {} of payoffs, selection {}",
            named(&|| args.rule.to_possible_value()),
            named(&|| args.score.to_possible_value()),
            args.selection
        );
        let ends = args.spread().on(&graph).map_err(usage)?;
        let (one, steps) = ends.from_one();
        let neutral = 1.0 / nodes as f64;
        let verdict = selected(order(one, neutral));
        let _ = writeln!(text, "\n  one cooperator takes over with probability {}", figure(one));
        let _ = writeln!(
            text,
            "  a neutral one with {}: {verdict}; mean steps until one is left {}",
            figure(neutral),
            figure(steps)
        );
        let by_node = ends.by_start_node();
        if by_node.iter().any(|at| (at - one).abs() > 1e-12) {
            text += "  by the node where it starts\n";
            for (node, at) in by_node.iter().enumerate() {
                let _ = writeln!(text, "    {node:<4} {}", figure(*at));
            }
        }
    }
    if let Some(degree) = degree {
        text += &weak(nodes, degree, &game);
    }
    Ok(text)
}

/// Death-birth on a graph whose nodes all have as many neighbours.
fn weak(nodes: usize, degree: usize, game: &Payoffs) -> String {
    let mut text = format!("\n  {degree} neighbours each, death-birth, mean of payoffs, weak selection\n");
    let _ = match critical_ratio(nodes, degree) {
        Some(ratio) => {
            writeln!(text, "    a donor is favoured where b/c > {ratio:.9}; b/c > {degree} on a large graph")
        }
        None => writeln!(text, "    no b/c favours a donor: too few nodes for so many neighbours"),
    };
    // A donation game: to give costs c = -S and brings b = T.
    let [r, s, t, p] = game.0;
    if p == 0.0 && (r - s - t).abs() <= 1e-12 * t.abs() && s < 0.0 {
        let slope = slope(nodes, degree, t, -s);
        let _ =
            writeln!(text, "    at b {t}, c {}: slope of its fixation probability in selection {}", -s, figure(slope));
    }
    text
}
