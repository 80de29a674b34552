//! A lattice: agents stand in rows, each linked with those next to it.
//!
//! ```text
//! von-neumann   (x, y) is linked with (x +- 1, y), (x, y +- 1)                 4 neighbours
//! moore         also with (x +- 1, y +- 1)                                     8 neighbours
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | (x, y) | the place of agent y width + x | x in 0 .. width - 1 | [`super::Network::width`] |
//! | neighbourhood | who is next to whom | - | [`super::Network::neighbourhood`] |
//! | periodic | do the edges meet, so that the lattice is a torus? | - | [`super::Network::periodic`] |
//!
//! Source: Nowak & May (1992), Nature 359:826; the neighbourhoods of cellular automata after von Neumann (1966) and
//! Moore (1962).
//! Assumed: rows fill up in the order of the agents; a torus has at least three rows and columns, so that no pair is
//! linked twice.
//!
//! ```
//! use comity::network::{Meetings, Neighbourhood, lattice};
//! let torus = Meetings::of(9, &lattice::links(9, 3, true, Neighbourhood::VonNeumann), &[]);
//! assert_eq!(torus.partners_of(4).collect::<Vec<_>>(), [1, 3, 5, 7]);
//! assert_eq!(torus.partners_of(0).collect::<Vec<_>>(), [1, 2, 3, 6]);
//! let sheet = Meetings::of(9, &lattice::links(9, 3, false, Neighbourhood::Moore), &[]);
//! assert_eq!(sheet.partners_of(0).collect::<Vec<_>>(), [1, 3, 4]);
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::link::Link;
use super::mistake::Mistake;

/// Who is next to whom on a lattice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Neighbourhood {
    /// The four in the same row and column.
    #[default]
    VonNeumann,
    /// The eight around.
    Moore,
}

/// The links of a lattice of rows of `width`; `width` divides `nodes`.
pub fn links(nodes: u32, width: u32, periodic: bool, neighbourhood: Neighbourhood) -> Vec<Link> {
    // Half of the neighbours; the other half have this one among theirs.
    let steps: &[(i64, i64)] = match neighbourhood {
        Neighbourhood::VonNeumann => &[(1, 0), (0, 1)],
        Neighbourhood::Moore => &[(1, 0), (0, 1), (1, 1), (-1, 1)],
    };
    let (width, height) = (i64::from(width), i64::from(nodes / width));
    let mut links = Vec::with_capacity(nodes as usize * steps.len());
    for node in 0..i64::from(nodes) {
        for (dx, dy) in steps {
            let (x, y) = (node % width + dx, node / width + dy);
            if periodic || ((0..width).contains(&x) && (0..height).contains(&y)) {
                let other = y.rem_euclid(height) * width + x.rem_euclid(width);
                links.push([node as u32, other as u32]);
            }
        }
    }
    links
}

/// What keeps so many agents from standing in rows of this width.
pub(super) fn mistake(agents: usize, width: usize, periodic: bool) -> Option<Mistake> {
    let least = if periodic { 3 } else { 1 };
    let fits = |width: usize| width >= least && agents.is_multiple_of(width) && agents / width >= least;
    if width > 0 && fits(width) {
        return None;
    }
    let widths: Vec<usize> = (1..=agents).filter(|&width| fits(width)).collect();
    let shown = match widths.as_slice() {
        [] => "no width does; change the number of agents".to_owned(),
        [.., last] if widths.len() > 12 => {
            let first: Vec<String> = widths[..11].iter().map(ToString::to_string).collect();
            format!("expected one of {}, ... {last}", first.join(", "))
        }
        _ => format!("expected one of {}", widths.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
    };
    let message = if width > 0 && agents.is_multiple_of(width) {
        let rows = agents / width;
        format!("{rows} rows of {width} do not make a torus, which takes at least 3 rows and columns; {shown}")
    } else {
        format!("{agents} agents do not fill rows of {width}; {shown}")
    };
    Some(Mistake::new("width", message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Meetings;

    #[test]
    fn a_torus_has_equal_degrees_and_no_pair_twice() {
        for (neighbourhood, degree) in [(Neighbourhood::VonNeumann, 4), (Neighbourhood::Moore, 8)] {
            for (nodes, width) in [(9, 3), (12, 3), (12, 4), (35, 7)] {
                let links = links(nodes, width, true, neighbourhood);
                let mut pairs: Vec<_> = links.iter().map(|&[a, b]| (a.min(b), a.max(b))).collect();
                pairs.sort_unstable();
                pairs.dedup();
                assert_eq!(pairs.len(), links.len());
                assert!(Meetings::of(nodes as usize, &links, &[]).degree.iter().all(|&d| d == degree));
            }
        }
    }

    /// A sheet of 3 rows of 4: 3 x 3 links along rows, 2 x 4 along columns, 2 x 2 x 3 diagonals.
    #[test]
    fn a_sheet_ends_at_its_edges() {
        assert_eq!(links(12, 4, false, Neighbourhood::VonNeumann).len(), 17);
        assert_eq!(links(12, 4, false, Neighbourhood::Moore).len(), 29);
    }

    #[test]
    fn a_width_that_does_not_fit_names_those_that_do() {
        let message = mistake(100, 7, true).unwrap().message;
        assert_eq!(message, "100 agents do not fill rows of 7; expected one of 4, 5, 10, 20, 25");
        assert!(mistake(7, 2, true).unwrap().message.contains("no width does"));
        assert_eq!(mistake(7, 1, false), None);
    }
}
